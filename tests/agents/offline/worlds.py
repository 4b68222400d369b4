"""The small worlds of `worlds.toml` as homes, and what an assistant has changed in one."""

import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import icalendar

from tests.agents.offline.desk import LONDON, NOW
from tests.agents.offline.to_dos import ToDo, to_dos_in, written
from tools.mail.tags import words_in

HERE = Path(__file__).parent
DOMAIN = "x.example"
OTHER_PROGRAMS = "other-programs"
"""Where a home has the settings of other programs."""


@dataclass(frozen=True)
class Event:
    """An event as tasks write it: times are London's, guests of the house have no domain."""

    title: str
    start: datetime | date
    minutes: int = 60
    guests: tuple[str, ...] = ()
    place: str = ""
    rule: str = ""
    reminders: tuple[int, ...] = ()
    """Minutes before."""
    without: tuple[datetime, ...] = ()
    """The starts that a series leaves out."""
    also: tuple[datetime, ...] = ()
    """The starts that it has beside its rule."""
    calendar: str = "personal"
    says: str = ""
    """The description."""
    zone: str = ""
    """In which it is kept, where that isn't London's; its times here are London's all the same."""
    busy: bool = False
    """Whether whole days of it take the time."""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """An event from its table in a TOML file."""
        return cls(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})

    def other_than(self, before: "Event") -> dict[str, Any]:
        """The fields that are not as they were, with their values."""
        now = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in now.items() if value != getattr(before, name)}


@dataclass(frozen=True)
class Letter:
    """A mail that was not there before."""

    folder: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    subject: str
    text: str
    answers: str
    """The name of the mail that it answers."""
    forwards: str
    attached: tuple[str, ...] = ()
    """The names of the files that go along."""


@dataclass(frozen=True)
class World:
    """Everything in a home that a task may change."""

    events: dict[str, Event]
    mails: dict[str, str]
    """For each mail that was there before its folder, by name."""
    letters: tuple[Letter, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """What lies in the folder `papers` beside the home, by name."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """For each of those mails the letters of its flags, and after a blank each label."""
    to_dos: Mapping[str, ToDo] = field(default_factory=dict)
    cards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lines of each contact's file, by its name."""

    @classmethod
    def read(cls, home: Path) -> Self:
        """What is in a home."""
        mails: dict[str, str] = {}
        letters: list[Letter] = []
        marks: dict[str, str] = {}
        for place in [home / "mail", *sorted((home / "mail").glob(".*/"))]:
            folder = place.name.lstrip(".") if place.name.startswith(".") else "Inbox"
            for path in sorted(place.glob("[cn][eu][wr]/*")):
                mail = _mail(path.read_bytes(), folder)
                if isinstance(mail, Letter):
                    letters.append(mail)
                else:
                    mails[mail] = folder
                    marks[mail] = _marks(path)
        paths = sorted((home / "calendar").glob("*/*.ics"))
        files = [path.read_bytes() for path in paths]
        events = {
            name: event
            for path, content in zip(paths, files, strict=True)
            for name, event in _events(content, path.parent.name)
        }
        to_dos = {name: to_do for content in files for name, to_do in to_dos_in(content)}
        cards = {path.stem: _lines(path) for path in sorted((home / "contacts").glob("*.vcf"))}
        return cls(events, mails, tuple(letters), _papers(home), marks, to_dos, cards)


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_bytes().decode().replace("\r\n ", "").split("\r\n"))


def _papers(home: Path) -> dict[str, str]:
    folder = home.parent / "papers"
    return {path.name: path.read_text() for path in folder.iterdir()} if folder.is_dir() else {}


def lay_out(world: str, home: Path) -> None:
    """Write a world of `worlds.toml` into an empty home."""
    for path, content in _files(world).items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(content)
    (home.parent / "papers").mkdir(exist_ok=True)
    for part in ("cur", "new", "tmp"):
        (home / "mail" / part).mkdir(parents=True, exist_ok=True)


@cache
def as_laid_out(world: str) -> World:
    """What is in a home after `lay_out`."""
    with tempfile.TemporaryDirectory() as folder:
        lay_out(world, Path(folder) / "home")
        return World.read(Path(folder) / "home")


@cache  # many tests begin in each world
def _files(world: str) -> dict[str, bytes]:
    described = _described()
    content = described["worlds"][world]
    people = described["people"] | content.get("people", {})
    files = {f"contacts/{local}.vcf": _vcard(local, **person) for local, person in people.items()}
    for name, event in content.get("events", {}).items():
        calendar = event.get("calendar", "personal")
        files[f"calendar/{calendar}/{name}.ics"] = _ics(name, Event.of(event), people)
    if only_read := content.get("only_read"):
        files[f"{OTHER_PROGRAMS}/khal/config"] = _khal(only_read)
    for name, to_do in content.get("to_dos", {}).items():
        files[f"calendar/personal/{name}.ics"] = written(name, ToDo.of(to_do))
    for name, mail in content.get("mails", {}).items():
        seconds = int(mail["at"].replace(tzinfo=LONDON).timestamp())
        place = f"mail/.{mail['folder']}" if "folder" in mail else "mail"
        files[f"{place}/cur/{seconds}.{name}.test:2,{mail.get('flags', 'S')}"] = _eml(name, mail, people)
    return files


def _khal(only_read: list[str]) -> bytes:
    """khal's settings, with calendars that can only be read."""
    lines = ["[calendars]"]
    for name in only_read:
        lines += [f"[[{name}]]", f"path = $ASSISTANT_HOME/calendar/{name}", "readonly = True"]
    return "\n".join(lines).encode()


@cache
def _described() -> dict[str, Any]:
    return tomllib.loads((HERE / "worlds.toml").read_text(encoding="utf-8"))


def _vcard(local: str, name: str, groups: tuple[str, ...] = (), lines: tuple[str, ...] = ()) -> bytes:
    first, _, last = name.partition(" ")
    card = ["BEGIN:VCARD", "VERSION:4.0", f"UID:{local}", f"FN:{name}", f"N:{last};{first};;;"]
    card += [f"EMAIL:{local}@{DOMAIN}", *(f"CATEGORIES:{group}" for group in groups), *lines]
    return "\r\n".join([*card, "END:VCARD", ""]).encode()


def _ics(name: str, event: Event, people: Mapping[str, Any]) -> bytes:
    assert isinstance(event.start, datetime)
    start = event.start.replace(tzinfo=LONDON)
    if event.zone:
        start = start.astimezone(ZoneInfo(event.zone))
    entry = icalendar.Event()
    entry.add("uid", name)
    entry.add("dtstamp", NOW)
    entry.add("summary", event.title)
    entry.add("dtstart", start)
    entry.add("dtend", start + timedelta(minutes=event.minutes))
    if event.place:
        entry.add("location", event.place)
    if event.says:
        entry.add("description", event.says)
    if event.rule:
        entry.add("rrule", icalendar.vRecur.from_ical(event.rule))
    for guest in event.guests:
        address = icalendar.vCalAddress(f"mailto:{guest}@{DOMAIN}")
        address.params["CN"] = people[guest]["name"]
        entry.add("attendee", address)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//test//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return calendar.to_ical()


def _eml(name: str, mail: Mapping[str, Any], people: Mapping[str, Any]) -> bytes:
    message = EmailMessage()
    known = people.get(mail["from"])
    message["From"] = f"{known['name']} <{mail['from']}@{DOMAIN}>" if known else mail["from"]
    if mail["from"] == "sam":
        message.replace_header("From", f"Sam Reed <sam@{DOMAIN}>")
    to = people[mail["to"]]["name"] if "to" in mail else "Sam Reed"
    message["To"] = f"{to} <{mail.get('to', 'sam')}@{DOMAIN}>"
    message["Subject"], message["Date"] = mail["subject"], mail["at"].replace(tzinfo=LONDON)
    message["Message-ID"] = f"<{name}@{DOMAIN}>"
    for header, value in mail.get("headers", {}).items():
        message[header] = value
    message.set_content(mail["says"])
    for file, content in mail.get("files", {}).items():
        message.add_attachment(content.encode(), maintype="text", subtype="plain", filename=file)
    return message.as_bytes()


def _marks(path: Path) -> str:
    """The marks of a mail's file: flags as letters, labels as words."""
    letters = path.name.partition(":2,")[2]
    words = words_in(path.parent.parent)
    labels = sorted(words.get(letter, letter) for letter in letters if letter.islower())
    return " ".join(["".join(filter(str.isupper, letters)), *labels])


@lru_cache(maxsize=256)  # most files are the same before and after, and in every task
def _events(content: bytes, calendar: str) -> tuple[tuple[str, Event], ...]:
    return tuple(
        (_name_of(entry), _event(entry, calendar))
        for entry in icalendar.Calendar.from_ical(content).walk("VEVENT")
    )


def _name_of(entry: icalendar.Event) -> str:
    changed = entry.get("recurrence-id")
    return f"{entry['uid']} on {changed.dt:%d %B}" if changed else str(entry["uid"])


def _event(entry: icalendar.Event, calendar: str) -> Event:
    start, end = entry.decoded("dtstart"), entry.decoded("dtend")
    alarms = [alarm.decoded("trigger") for alarm in entry.walk("VALARM")]
    rule = entry["rrule"].to_ical().decode() if "rrule" in entry else ""
    return Event(
        title=str(entry["summary"]),
        start=_here(start),
        minutes=int((end - start).total_seconds() // 60),
        guests=_locals([str(one)[len("mailto:") :] for one in _several(entry.get("attendee"))]),
        place=str(entry.get("location", "")),
        rule=rule,
        reminders=tuple(int(-trigger.total_seconds() // 60) for trigger in alarms),
        without=tuple(_here(day.dt) for left_out in _several(entry.get("exdate")) for day in left_out.dts),
        calendar=calendar,
        says=str(entry.get("description", "")),
        zone=_zone(start),
        busy=str(entry.get("transp", "")) == "OPAQUE",
        also=tuple(_here(day.dt) for added in _several(entry.get("rdate")) for day in added.dts),
    )


def _several(value: Any) -> list[Any]:
    """What icalendar keeps as a list only where there are two."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _zone(moment: datetime | date) -> str:
    zone = getattr(moment, "tzinfo", None)
    key = str(getattr(zone, "key", "") or "")
    return "" if key == LONDON.key else key


def _here(moment: Any) -> Any:
    return moment.astimezone(LONDON).replace(tzinfo=None) if isinstance(moment, datetime) else moment


@lru_cache(maxsize=256)
def _mail(content: bytes, folder: str) -> Letter | str:
    """A mail that is new, or else the name of the one that it is."""
    message = message_from_bytes(content, policy=policy.default)
    name = _name(message["Message-ID"])
    if name:
        return name
    to, cc, bcc = (_addresses(message, header) for header in ("To", "Cc", "Bcc"))
    references = str(message["References"] or "").split()
    answers = _name(message["In-Reply-To"])
    forwards = _name(references[-1]) if references and not answers else ""
    body = message.get_body(("plain",))
    text = body.get_content().replace("\r\n", "\n") if body else ""
    attached = tuple(str(part.get_filename()) for part in message.iter_attachments())
    return Letter(folder, to, cc, bcc, str(message["Subject"]), text, answers, forwards, attached)


def _addresses(message: EmailMessage, header: str) -> tuple[str, ...]:
    values = [str(value) for value in message.get_all(header, [])]
    return _locals([address for _, address in getaddresses(values)])


def _locals(addresses: list[str]) -> tuple[str, ...]:
    return tuple(sorted(address.lower().removesuffix(f"@{DOMAIN}") for address in addresses))


def _name(message_id: object) -> str:
    """The name that `worlds.toml` gives a mail; nothing for a mail that isn't from there."""
    local, _, domain = str(message_id or "").strip("<> ").partition("@")
    known = {name for world in _described()["worlds"].values() for name in world.get("mails", {})}
    return local if domain == DOMAIN and local in known else ""
