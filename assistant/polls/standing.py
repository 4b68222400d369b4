"""How a poll stands: who has answered what, which time fits all, and who is still waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assistant.polls.answers import Answer
from assistant.polls.poll import Poll
from assistant.polls.words import Verdict
from tools.mail.addresses import label
from tools.scheduling.availability import Slot

WORDS = {"yes": "yes", "no": "no", "maybe": "if need be"}
FREE = "free, as the calendar says"


@dataclass(frozen=True)
class Standing:
    """A poll, and what has come of it by now."""

    poll: Poll
    answers: tuple[Answer, ...]
    """One for each guest, in their order."""
    clashes: tuple[tuple[str, ...], ...]
    """Of each option the titles of one's own events that have come in between."""
    seen: Mapping[str, tuple[Verdict | None, ...]]
    """Of guests whose calendars a server tells, by address in small letters: whether they are free then."""
    now: datetime

    def verdict(self, answer: Answer, place: int) -> Verdict | None:
        """What a guest says of an option; where they have not answered, what their calendar says."""
        if answer.answered:
            return answer.verdicts[place]
        seen = self.seen.get(answer.guest.email.casefold())
        return seen[place] if seen else None

    @property
    def best(self) -> int | None:
        """The place of the option that fits all; one to which nobody says "if need be" goes before."""
        fits = [place for place in range(len(self.poll.options)) if self.fits(place)]
        plain = [p for p in fits if all(self.verdict(one, p) == "yes" for one in self.answers)]
        return next(iter(plain or fits), None)

    def fits(self, place: int) -> bool:
        """Whether it is to come, free, and everybody's word for it has been read."""
        return (
            not self.clashes[place]
            and self.poll.options[place].start > self.now
            and all(one.clear and self.verdict(one, place) in ("yes", "maybe") for one in self.answers)
        )

    @property
    def waiting_for(self) -> tuple[Answer, ...]:
        """Those whose answer is needed, and has not come."""
        return tuple(
            one
            for one in self.answers
            if not one.answered and one.guest.email.casefold() not in {*self.poll.seen, *self.seen}
        )

    @property
    def unread(self) -> tuple[Answer, ...]:
        """Those who have written what code can't read for certain."""
        return tuple(one for one in self.answers if not one.clear)

    def said_of(self, place: int | None) -> list[str]:
        """What each guest says of an option, in a line; None: of a time that was not proposed."""
        return [self._line(one, place) for one in self.answers]

    def _line(self, one: Answer, place: int | None) -> str:
        who = label(one.guest)
        if not one.answered:
            verdict = self.verdict(one, place) if place is not None else None
            said = "has not answered"
            if verdict:
                said += f"; {FREE}" if verdict == "yes" else "; busy, as the calendar says"
            return f"{who}: {said}"
        said = (
            (WORDS[verdict] if (verdict := one.verdicts[place]) else "nothing") if place is not None else ""
        )
        quoted = f"“{one.words}”" if one.words else "an answer of a calendar program"
        lead = "can't be read for certain" if not one.clear else said
        return f"{who}: {lead}, {quoted}" if lead else f"{who}: {quoted}"

    def json_dict(self) -> dict[str, Any]:
        """For a model: the options with their numbers, what each guest says, and what follows."""
        best = self.best
        return {
            "id": self.poll.id,
            "title": self.poll.title,
            "state": "open" if self.poll.is_open else self.poll.state,
            "times": [
                {
                    "number": place + 1,
                    **slot_json(slot),
                    **({"clashes_with": list(self.clashes[place])} if self.clashes[place] else {}),
                    **({"past": True} if slot.start <= self.now else {}),
                }
                for place, slot in enumerate(self.poll.options)
            ],
            "guests": [self._guest(one) for one in self.answers],
            "waiting_for": [label(one.guest) for one in self.waiting_for],
            "fits_all": None if best is None else best + 1,
        }

    def _guest(self, one: Answer) -> dict[str, Any]:
        places = range(len(self.poll.options))
        told: dict[str, Any] = {
            "name": str(one.guest),
            "answered": one.answered,
            "says": {
                str(place + 1): verdict
                for place in places
                if (verdict := self.verdict(one, place)) is not None
            },
        }
        if one.others:
            told["instead"] = [slot_json(slot) for slot in one.others]
        if one.words:
            told["wrote"] = one.words
        if not one.clear:
            told["read_for_certain"] = False
        if one.answered:
            told["email_id"] = one.mails[-1].id
        return told


def slot_json(slot: Slot) -> dict[str, str]:
    """A time as a model reads it."""
    return {"start": slot.start.isoformat(), "end": slot.end.isoformat(), "weekday": f"{slot.start:%A}"}


def free_of(busy: Sequence[Slot], options: Sequence[Slot]) -> tuple[Verdict | None, ...]:
    """Whether somebody who is busy then is free at each of the options."""
    return tuple("no" if any(slot.overlaps(one) for one in busy) else "yes" for slot in options)


def same_start(one: Slot, other: Slot) -> bool:
    """Whether both begin at the same moment."""
    return one.start.astimezone(UTC) == other.start.astimezone(UTC)
