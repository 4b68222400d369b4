"""What a watch waits for: an answer, a mail, a cancellation, or free time, until when."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from assistant.schedules.schedule_words import spoken
from tools.errors import ToolError

What = Literal["answer", "mail", "cancellation", "slot", "times"]
SECOND = timedelta(seconds=1)
SETTLING = timedelta(minutes=2)
"""So long after its end a watch waits for what is still on its way."""


@dataclass(frozen=True)
class Thing:
    """An event that is watched, as it was when the watch was made."""

    id: str
    title: str
    start: str
    """ISO 8601."""
    declined: tuple[str, ...] = ()
    """The guests who had declined already."""


@dataclass(frozen=True)
class Span:
    """A stretch of a day that had no room when the watch was made; both ends in ISO 8601."""

    start: str
    end: str


@dataclass(frozen=True)
class Awaited:
    """Something that may come true by itself."""

    what: What
    person: str = ""
    """As they were called; empty: anybody."""
    addresses: tuple[str, ...] = ()
    """All those of the person."""
    about: str = ""
    """Words of a subject or a title; all of them are in it."""
    email_id: str = ""
    """Of an answer: the mail that it answers."""
    things: tuple[Thing, ...] = ()
    """Of a cancellation: the events."""
    spans: tuple[Span, ...] = ()
    """Of a free slot: where it may open."""
    minutes: int = 0
    """Of a free slot: how long it has to be."""
    since: datetime | None = None
    """What was there before then doesn't count; of an answer, what came before the mail that it answers."""
    until: datetime | None = None
    poll: str = ""
    """Of times that were proposed: which poll it is about."""

    @classmethod
    def of(
        cls,
        what: What,
        *,
        person: str = "",
        addresses: tuple[str, ...] = (),
        about: str = "",
        email_id: str = "",
        things: tuple[Thing, ...] = (),
        spans: tuple[Span, ...] = (),
        minutes: int = 0,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> "Awaited":
        """What was said, checked.

        Raises:
            ToolError: it isn't clear whose answer, what mail, what event, or until when.
        """
        person, about = " ".join(person.split()), " ".join(about.split())
        # "About the offer": the article is none of the words that a subject has.
        about = re.sub(r"\A(?:the|my|our|an?) ", "", about, flags=re.IGNORECASE)
        if what == "answer" and not (person or email_id):
            raise ToolError("say whose answer is waited for, or which mail waits for it")
        if what == "answer" and until is None:
            raise ToolError("say until when the answer is waited for, such as 'by Friday'")
        if what == "mail" and not (person or about):
            raise ToolError("for a mail, say from whom or about what")
        if what == "cancellation" and not things:
            raise ToolError(
                f"no event to come is found for {about!r}; give its title, or words such as 'Thursday'"
            )
        if what == "answer" and person and not addresses and "@" not in person:
            raise ToolError(f"nobody called {person!r} is in the address book; give their address")
        found = addresses or ((person,) if "@" in person else ())
        return cls(what, person, found, about, email_id, things, spans, minutes, since, until)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Awaited":
        """The one whose `json_dict` this is."""
        moments = {
            name: datetime.fromisoformat(stored[name]) if stored[name] else None
            for name in ("since", "until")
        }
        things = tuple(Thing(**{**one, "declined": tuple(one["declined"])}) for one in stored["things"])
        spans = tuple(Span(**one) for one in stored.get("spans", ()))
        lists = {"addresses": tuple(stored["addresses"]), "things": things, "spans": spans}
        return cls(**{**stored, **moments, **lists})

    def json_dict(self) -> dict[str, Any]:
        moments = {
            name: moment.isoformat() if moment else ""
            for name, moment in (("since", self.since), ("until", self.until))
        }
        things = [{**asdict(one), "declined": list(one.declined)} for one in self.things]
        lists = {"addresses": list(self.addresses), "things": things, "spans": list(map(asdict, self.spans))}
        stored = {**asdict(self), **moments, **lists}
        if not self.poll:
            # Cards that wait for an answer were made without it.
            del stored["poll"]
        return stored

    def is_late(self, moment: datetime) -> bool:
        """Whether that is after the end; its last minute belongs to it."""
        return self.until is not None and moment >= _minute_after(self.until)

    def ends_by(self, now: datetime) -> bool:
        """Whether by then nothing more is on its way."""
        return self.until is not None and now >= _minute_after(self.until) + SETTLING

    def title(self) -> str:
        """`An answer from Noah`, `A mail from Hugo: invoice`, `A cancellation: Thursday`."""
        about = f": {self.about}" if self.about else ""
        match self.what:
            case "answer" if not self.person and self.about:
                return f"An answer to '{self.about}'"
            case "answer":
                return f"An answer from {self.person or 'whoever it went to'}{about}"
            case "mail":
                return f"A mail from {self.person}{about}" if self.person else f"A mail about {self.about}"
            case "cancellation":
                return f"A cancellation{about}"
            case "slot":
                return f"A free slot{about}"
            case "times":
                return f"Answers to proposed times{about}"

    def words(self, zone: ZoneInfo) -> str:
        """All of it, for a card."""
        who = f" ({', '.join(self.addresses)})" if self.addresses else ""
        match self.what:
            case "answer" | "mail":
                return f"{self.title()}{who}; {self.tells(zone)}"
            case "times":
                return f"{self.title()}; {self.tells(zone)}"
            case _:
                return self.tells(zone)

    def tells(self, zone: ZoneInfo) -> str:
        """When the person hears of it, beside its title."""
        match self.what:
            case "answer":
                end = f" by {_last(self.until, zone)}" if self.until else ""
                return f"you hear of it if there is none{end}"
            case "mail":
                return f"until {_last(self.until, zone)}" if self.until else "whenever it comes"
            case "cancellation":
                titles = ", ".join(
                    f"'{one.title}' ({spoken(datetime.fromisoformat(one.start), zone)})"
                    for one in self.things
                )
                return f"{titles}: cancelled, or a guest declines"
            case "slot":
                full = "; ".join(_stretch(one, zone) for one in self.spans)
                return f"{self.minutes} minutes free in: {full} (all taken now)"
            case "times":
                return "a booking is prepared when a time fits all"


def _stretch(span: Span, zone: ZoneInfo) -> str:
    start, end = (datetime.fromisoformat(text).astimezone(zone) for text in (span.start, span.end))
    last = f"{end:%H:%M}" if end.date() == start.date() else spoken(end, zone)
    return f"{spoken(start, zone)}–{last}"


def _last(until: datetime, zone: ZoneInfo) -> str:
    """The last moment that counts; a midnight is the end of the day before."""
    if _is_midnight(until.astimezone(zone)):
        return f"the end of {spoken(until - SECOND, zone).partition(',')[0]}"
    return spoken(until, zone)


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def _minute_after(moment: datetime) -> datetime:
    """The end of the minute that a time names; a midnight ends the day before it."""
    if _is_midnight(moment):
        return moment
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
