"""Questions about the calendars themselves: which there are, whose, and which can be written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer, in_full
from agents.offline.asking.questions import UnableError, read
from agents.offline.asking.script import Call, Script
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.words import Domain
from tools.ics.calendars import calendar_line
from tools.patterns import Spoken

One = Mapping[str, Any]

_MINE = r"(?:of )?(?:my |the |our |these |all )*"
_CALENDARS = rf"{_MINE}calendars"
_QUOTE = "['\"“”‘’]?"
_NAMED = (
    rf"(?:the |my |our )?(?:calendar {_QUOTE}(?P<called>[\w' &-]{{1,40}}?){_QUOTE}"
    rf"|{_QUOTE}(?P<name>(?!an? )(?:(?! (?:to|on|in|into|for) )[\w' &-]){{1,40}}?){_QUOTE} calendar)"
)
_WRITE = (
    r"(?:write|add|put|edit|change|make changes|save|create)"
    r"(?: (?:things|something|events|anything|entries))?"
    r"(?: (?:in|on|to|into|in to))?"
)
_ALLOWED = r"(?:can|may|could) (?:i|you|we)|(?:am i|are you|are we) (?:able|allowed) to"
_READ_ONLY = r"(?:read[- ]?only|only readable|write[- ]?protected|locked)"
_SHARED, _SUBSCRIBED = r"shared(?: with me)?", r"subscribed(?: to)?|subscriptions?"
_KINDS = rf"(?:(?P<read_only>{_READ_ONLY})|(?P<shared>{_SHARED})|(?P<subscribed>{_SUBSCRIBED}))"
_FORMS = {
    "list": (
        r"(?:which|what) calendars (?:do i have|are there|have i(?: got)?|can you see|do you see|exist)"
        r"(?: here)?",
        rf"(?:list|show(?: me)?|name) (?:all )?{_CALENDARS}",
    ),
    "writable": (
        rf"(?:which|what) {_CALENDARS} (?:{_ALLOWED}) {_WRITE}",
        rf"(?:which|what) {_CALENDARS} (?:are writable|can be (?:written|changed|edited)(?: to)?)",
    ),
    "kind": (
        rf"(?P<any>are any|do i have any|have i any|is any|are there(?: any)?) {_KINDS} calendars?",
        rf"(?P<any>are|is) any {_CALENDARS} {_KINDS}",
        rf"(?:which|what) {_CALENDARS} (?:are|is) {_KINDS}",
        rf"(?:which|what) {_KINDS} calendars (?:do i have|are there)",
    ),
    "default": (
        r"(?:which|what) calendar (?:do|will|would) (?:new|my|your) (?:new )?"
        r"(?:events|meetings|appointments) (?:go|land|end up)(?: (?:to|in|into|on))?",
        r"(?:where|to which calendar) do new (?:events|meetings|appointments) go(?: to)?",
        r"(?:which|what)(?: one)? is (?:my|the) default calendar",
    ),
    "may write": (
        rf"(?:{_ALLOWED}) {_WRITE} {_NAMED}",
        r"(?:can|may) i write (?:in|on)?to (?P<bare>[\w&'-]{2,30})",
        rf"is {_NAMED} (?:writable|writeable)",
    ),
    "only read": (rf"is {_NAMED} {_READ_ONLY}",),
    "why": (
        rf"why (?:can't|cannot|can not|couldn't|may) (?:i|you|we)(?: not)? {_WRITE} {_NAMED}",
        rf"why is {_NAMED} {_READ_ONLY}",
    ),
    "owner": (
        rf"(?:who owns|whose is|who does own) {_NAMED}",
        rf"who is the owner of {_NAMED}",
        r"(?:whose calendar is|who does) (?P<bare>[\w&'-]{2,30})(?: calendar)?(?: belong to)?",
    ),
}
_PATTERNS = [(asked, Spoken(form)) for asked, forms in _FORMS.items() for form in forms]


@dataclass(frozen=True)
class AboutCalendars(Frame):
    """A question about the calendars, or about one of them, and not about what is in them."""

    domain = Domain.CALENDAR

    asked: str = "list"
    """`list`, `writable`, `kind`, `default`; of the one of this `name`: `may write`, `only read`, `why`,
    `owner`."""
    name: str = ""
    kind: str = ""
    """`read_only`, `shared` or `subscribed`."""
    any: bool = False
    """Whether there is any is asked."""


def about_calendars(said: Instruction) -> Frame | None:
    """ "Which calendars can I write to?", "is the team calendar read-only?"."""
    text = said.raw(0, said.end).strip(" ,.!?").removesuffix("please").strip(" ,")
    for asked, pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            called = found.get("called") or found.get("name") or found.get("bare") or ""
            kind = next((name for name in ("read_only", "shared", "subscribed") if found.get(name)), "")
            return AboutCalendars(
                *said.span, asked=asked, name=called, kind=kind, any=bool(found.get("any")), complete=True
            )
    return None


def tell_of_calendars(frame: AboutCalendars) -> Script:
    """
    Raises:
        UnableError: there is no calendar that is called so.
    """
    results = yield [Call("list_calendars", {})]
    calendars = read(results[0])["calendars"]
    if not frame.name:
        return in_full(Answer(_of_all(frame, calendars)), ())
    wanted = frame.name.casefold()
    fits = [one for one in calendars if wanted in (one["name"].casefold(), one["title"].casefold())]
    if not fits:
        raise UnableError(f"There is no calendar '{frame.name}'; there are: {', '.join(_titles(calendars))}.")
    return in_full(Answer(_of_one(frame.asked, fits[0], calendars)), ())


def _of_all(frame: AboutCalendars, calendars: Sequence[One]) -> str:
    match frame.asked:
        case "default":
            return f"New events go to '{next(one['title'] for one in calendars if one['default'])}'."
        case "writable":
            found = [one for one in calendars if one["rights"] != "read only"]
            return _listed(f"You can write to {reports.counted(len(found), 'calendar')}", found)
        case "kind":
            return _of_kind(frame, calendars)
        case _:
            return _listed(reports.counted(len(calendars), "calendar"), calendars)


def _of_kind(frame: AboutCalendars, calendars: Sequence[One]) -> str:
    told = {"read_only": "can only be read", "shared": "somebody else's", "subscribed": "subscribed"}[
        frame.kind
    ]
    sign = {"read_only": "why_read_only", "shared": "owner", "subscribed": "subscribed_from"}[frame.kind]
    found = [one for one in calendars if one.get(sign)]
    verb = "" if frame.kind == "read_only" else "is " if len(found) < 2 else "are "
    if not found:
        return f"{'No: none' if frame.any else 'None'} of your calendars {verb}{told}, as far as is known."
    return _listed(
        f"{'Yes: ' if frame.any else ''}{reports.counted(len(found), 'calendar')} {verb}{told}", found
    )


def _of_one(asked: str, one: One, calendars: Sequence[One]) -> str:
    title, why = one["title"], one.get("why_read_only")
    others = _titles(other for other in calendars if other["rights"] != "read only")
    instead = f" Those that can be written: {', '.join(others)}." if others else ""
    only = f"'{title}' can only be read: {why}."
    match asked:
        case "may write":
            return f"No: {only}{instead}" if why else f"Yes, '{title}' can be written."
        case "only read":
            return f"Yes: {only}" if why else f"No, '{title}' can be written."
        case "why":
            return f"{only}{instead}" if why else f"'{title}' can be written."
        case _:
            if owner := one.get("owner"):
                return f"'{title}' is {owner}'s.{f' {only}' if why else ''}"
            return (
                f"Whose '{title}' is isn't known. {only}"
                if why
                else f"'{title}' is yours, as far as is known."
            )


def _listed(told: str, calendars: Sequence[One]) -> str:
    return f"{told}:\n{reports.listed([calendar_line(one) for one in calendars])}"


def _titles(calendars: Iterable[One]) -> list[str]:
    return [one["title"] for one in calendars]
