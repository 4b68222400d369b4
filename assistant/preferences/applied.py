"""Proposals made as the person likes them; each says which preference has decided something."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.ics.moments import instant
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.people.domains import mailbox_key
from tools.preferences.preferences import YOURS, Preferences, minutes
from tools.scheduling.store import CalendarStore
from tools.scheduling.time_words import Clock
from tools.toolset import Planner, Toolset, Write

SIGNED = frozenset({"send_email", "reply_to_email", "save_draft"})
CLOSING = re.compile(r"\n\s*(?:[^\W\d_][^\n,]{1,30},\s*\n\s*)?(?P<name>[^\n,]{2,60})\Z")
"""The last lines of a letter: "Best regards," and a name."""


@dataclass(frozen=True)
class Preferring:
    """Wraps the writes of the calendar and mail agents."""

    likes: Callable[[], Preferences]
    calendar: CalendarStore
    people: AddressBook
    clock: Callable[[], datetime]
    zone: ZoneInfo
    user_name: str
    day_first: bool = False
    accounts_sign: bool = False
    """Mails are signed by the address that they leave from, which goes before."""

    def events(self, toolset: Toolset) -> Toolset:
        """The calendar's: lengths, calendars, hours and buffers."""
        return self._around(toolset, self._event)

    def mails(self, toolset: Toolset) -> Toolset:
        """The mailbox's: who is meant, and how mails are signed."""
        return self._around(toolset, self._mail)

    def _around(self, toolset: Toolset, around: Callable[[Write], Planner]) -> Toolset:
        return replace(
            toolset, writes=tuple(replace(write, planner=around(write)) for write in toolset.writes)
        )

    def _event(self, write: Write) -> Planner:
        def plan(**args: Any) -> Plan:
            likes, decided = self.likes(), list[str]()
            if write.name == "create_calendar_event":
                args |= dict(self._completed(likes, args, decided))
            planned = write.planner(**args)
            view = planned.preview.get("after") or planned.preview.get("event") or {}
            moved = view.get("start") != planned.preview.get("before", {}).get("start")
            warnings = list(self._times(likes, view)) if moved and not view.get("all_day", True) else []
            decided += self._meant(likes, [guest["email"] for guest in view.get("attendees", ())])
            return _named(planned, decided, warnings)

        return plan

    def _mail(self, write: Write) -> Planner:
        def plan(**args: Any) -> Plan:
            likes, decided = self.likes(), list[str]()
            if (
                write.name in SIGNED
                and likes.signature
                and not self.accounts_sign
                and (args.get("body") or "").strip()
            ):
                args["body"] = signed(args["body"], likes.signature, self.user_name)
                decided.append(f"Signed so: {YOURS}")
            planned = write.planner(**args)
            mail = planned.preview.get("mail") or {}
            to = [Address.parse(one) for name in ("to", "cc", "bcc") for one in mail.get(name) or ()]
            meant = self._meant(likes, [one.email for one in to if one])
            return _named(planned, [*decided, *meant], [])

        return plan

    def _completed(
        self, likes: Preferences, args: Mapping[str, Any], decided: list[str]
    ) -> Iterator[tuple[str, Any]]:
        """What isn't said of a new event and is liked so."""
        length = likes.length_of(args["title"])
        if length is not None and self._says_no_end(args):
            decided.append(f"{minutes(length)}: {YOURS}")
            yield "end_time", f"{int(length.total_seconds() // 60)} minutes"
        calendar = likes.calendar_of(args["title"])
        known = [one.name for one in self.calendar.calendars()]
        if calendar and not args["calendar"].strip() and calendar in known:
            decided.append(f"The calendar {calendar!r}: {YOURS}")
            yield "calendar", calendar

    def _says_no_end(self, args: Mapping[str, Any]) -> bool:
        words = Clock(self.clock(), self.zone, self.day_first)
        if args["end_time"].strip() or words.says_an_end(args["start_time"]):
            return False
        try:
            found = words.event_time(args["start_time"], "", args["recurrence"])
        except ToolError:
            return False
        return isinstance(found.start, datetime)

    def _times(self, likes: Preferences, view: Mapping[str, Any]) -> Iterator[str]:
        """Where the event is at a time that isn't liked."""
        start, end = (datetime.fromisoformat(view[name]).astimezone(self.zone) for name in ("start", "end"))
        if likes.never_before and start.time() < likes.never_before:
            yield f"Begins before {likes.never_before:%H:%M}, though never before that is {YOURS}"
        if likes.never_after and (end.time() > likes.never_after or end.date() > start.date()):
            yield f"Ends after {likes.never_after:%H:%M}, though never after that is {YOURS}"
        if not likes.buffer:
            return
        for other in self.calendar.between(start - likes.buffer, end + likes.buffer):
            begins, ends = instant(other.start, self.zone), instant(other.end, self.zone)
            beside = ends <= start or end <= begins
            if beside and other.busy and not other.all_day and other.id != view.get("id"):
                left = minutes(likes.buffer)
                yield f"Less than {left} from {other.title!r}, though that is left free: {YOURS}"

    def _meant(self, likes: Preferences, emails: Sequence[str]) -> Iterator[str]:
        """Who is called otherwise by the person, of those who are addressed."""
        there = set(map(mailbox_key, emails))
        for called, name in likes.people.items():
            found = self.people.find(name).people if there else ()
            if len(found) == 1 and there & set(map(mailbox_key, found[0].emails)):
                yield f"{called[:1].upper()}{called[1:]} is {name}: {YOURS}"


def signed(body: str, signature: str, name: str) -> str:
    """`body` with the signature below, once, in the place of a closing that ends in the user's `name`."""
    own = [line.strip() for line in signature.strip().splitlines() if line.strip()]
    ends = [line.strip() for line in body.rstrip().splitlines() if line.strip()]
    if ends[-len(own) :] == own:
        return body
    closed = CLOSING.search(body.rstrip())
    if closed and name and closed["name"].casefold() in (name.casefold(), name.split()[0].casefold()):
        body = body[: closed.start()]
    return f"{body.rstrip()}\n\n{signature.strip()}"


def _named(plan: Plan, decided: Sequence[str], warnings: Sequence[str]) -> Plan:
    if not decided and not warnings:
        return plan
    return replace(
        plan,
        preview={**plan.preview, "preferences": list(decided)},
        warnings=(*plan.warnings, *warnings),
    )
