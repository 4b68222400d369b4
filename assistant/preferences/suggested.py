"""What a person's own edits suggest that they always want: told as a question, never kept by itself."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from tools.preferences.preferences import Preferences, minutes

if TYPE_CHECKING:
    from assistant.home import Home
    from tools.effects.plan import Plan

OFTEN = 3
"""So many times the same change says something."""
WITHIN = timedelta(days=60)
CREATE = "create_calendar_event"
_WORD = re.compile(r"[^\W\d_]{3,}")
_PLAIN = frozenset("the and with for about our meeting event".split())


@dataclass(frozen=True)
class Wanted:
    """A new event as it was proposed, or as it was agreed to."""

    title: str
    start: datetime
    end: datetime
    calendar: str
    guests: str
    """Names and addresses, in small letters."""

    @property
    def words(self) -> set[str]:
        """Those of the title that say what kind of event it is, and not with whom."""
        found = {word.casefold() for word in _WORD.findall(self.title)} - _PLAIN
        return {word for word in found if word not in self.guests}

    @property
    def length(self) -> timedelta:
        return self.end - self.start


Edit = tuple[Wanted, Wanted]


def question(home: "Home") -> str:
    """What three edits of one kind ask about, with the sentence that would keep it; empty: nothing.

    Of new events: the length or the calendar of those whose titles share a word, changed from the same to the
    same; and the time of day, where nothing was agreed to on the other side of it.
    """
    edits: list[Edit] = []
    agreed: list[Wanted] = []
    for proposal in home.book.since(home.real_time() - WITHIN, CREATE):
        answer = proposal.answer
        if answer is None or answer.type not in ("approve", "edit"):
            continue
        before, after = _wanted(proposal.plan), _wanted(answer.plan or proposal.plan)
        if before is None or after is None:
            continue
        agreed.append(after)
        if answer.type == "edit":
            edits.append((before, after))
    if len(edits) < OFTEN:
        return ""
    likes = home.preferences.read()
    asked = [*_lengths(edits, likes), *_calendars(edits, likes), *_hours(edits, agreed, likes)]
    return max(asked, key=lambda one: one[0], default=(0, ""))[1]


def _lengths(edits: Sequence[Edit], likes: Preferences) -> Iterator[tuple[int, str]]:
    counts = Counter(
        (word, before.length, after.length)
        for before, after in edits
        if before.length != after.length
        for word in after.words
        if likes.length_of(word) is None
    )
    for (word, before, after), count in counts.items():
        yield from _asked(
            count,
            f"you made {minutes(before)} of {word!r} into {minutes(after)}",
            f"a {word} is {minutes(after)} by default",
        )


def _calendars(edits: Sequence[Edit], likes: Preferences) -> Iterator[tuple[int, str]]:
    counts = Counter(
        (word, after.calendar)
        for before, after in edits
        if before.calendar != after.calendar
        for word in after.words
        if not likes.calendar_of(word)
    )
    for (word, calendar), count in counts.items():
        yield from _asked(
            count,
            f"you put {word!r} into the {calendar} calendar",
            f"always put {word} in the {calendar} calendar",
        )


def _hours(edits: Sequence[Edit], agreed: Sequence[Wanted], likes: Preferences) -> Iterator[tuple[int, str]]:
    """Moved to later on the same day, and to earlier: the hour that all of them were moved across."""
    moved = [one for one in edits if one[0].start.date() == one[1].start.date()]
    later = [
        (before.start.time(), after.start.time()) for before, after in moved if before.start < after.start
    ]
    first = min((after for _, after in later), default=time())
    across = [before for before, _ in later if before < first]
    if likes.never_before is None and all(first <= one.start.time() for one in agreed):
        yield from _asked(
            len(across), f"you moved an event to {first:%H:%M} or later", f"never before {first:%H:%M}"
        )
    earlier = [(before.end.time(), after.end.time()) for before, after in moved if before.end > after.end
               and before.length == after.length and _is_one_day(before)]  # fmt: skip
    last = max((after for _, after in earlier), default=time())
    across = [before for before, _ in earlier if before > last]
    if likes.never_after is None and all(_is_one_day(one) and one.end.time() <= last for one in agreed):
        yield from _asked(
            len(across), f"you moved an event so that it ends by {last:%H:%M}", f"never after {last:%H:%M}"
        )


def _asked(count: int, what: str, sentence: str) -> Iterator[tuple[int, str]]:
    if count >= OFTEN:
        yield count, f'{count} times {what}. Is it always to be so? Then say: "{sentence}".'


def _is_one_day(one: Wanted) -> bool:
    return one.start.date() == one.end.date()


def _wanted(plan: "Plan") -> Wanted | None:
    """What the plan of a new event is about; None: it has no time of day."""
    try:
        start, end = (datetime.fromisoformat(plan.args[name]) for name in ("start_time", "end_time"))
    except (KeyError, ValueError):
        return None
    if "T" not in plan.args["start_time"]:
        return None
    guests = str(plan.args.get("attendees", "")).casefold()
    return Wanted(str(plan.args["title"]), start, end, str(plan.args.get("calendar", "")), guests)
