"""The corpus of words about time: `corpus.toml`, whose head says how a meaning is written."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tools.timewords import Direction, Kind, Resolution, find, resolve
from tools.timewords.chart import Grammar

FILE = Path(__file__).with_name("corpus.toml")


@dataclass(frozen=True)
class Line:
    """Words, from where they are read, and what they mean."""

    family: str
    words: str
    meaning: str
    now: datetime
    direction: Direction = "future"
    day_first: bool = False
    searched: bool = False
    """Whether the words are a sentence, in which those about time are to be found."""

    def read(self, grammar: Grammar | None = None) -> str:
        """What the words come to, written as the corpus writes it."""
        if self.searched:
            mentions = find(
                self.words, now=self.now, direction=self.direction, day_first=self.day_first, grammar=grammar
            )
            return "; ".join(f"{m.text} = {written(m.resolution, self.now)}" for m in mentions) or "nothing"
        found = resolve(
            self.words, now=self.now, direction=self.direction, day_first=self.day_first, grammar=grammar
        )
        return written(found, self.now)

    def __str__(self) -> str:
        return f"{self.family}: {self.words}"


def lines() -> Iterator[Line]:
    """The corpus, in its order."""
    for family in tomllib.loads(FILE.read_text(encoding="utf-8"))["family"]:
        now = family["now"].replace(tzinfo=ZoneInfo(family["zone"]))
        settings = now, family.get("direction", "future"), family.get("day_first", False)
        for words, meaning in family.get("means", {}).items():
            yield Line(family["name"], words, meaning, *settings)
        for words, meaning in family.get("finds", {}).items():
            yield Line(family["name"], words, meaning, *settings, searched=True)


def written(found: Resolution | None, now: datetime) -> str:
    """A resolution as the corpus writes it."""
    if found is None:
        return "nothing"
    if found.certain:
        return _reading(found, now)
    text = "? " + " | ".join(_reading(reading, now) for reading in found.candidates)
    return f"{text} beside {' '.join(found.unresolved)}" if found.unresolved else text


def _reading(found: Resolution, now: datetime) -> str:
    words = [_span(found, now)]
    if found.duration is not None and found.kind is not Kind.DURATION:
        words.append(f"for {_length(found.duration)}")
    if found.moment is not None:
        words.append(f"at {_when(found.moment)}")
    if found.zone is not None:
        words.append(f"in {found.zone}")
    by_days = isinstance(found.start or found.end, datetime) and not found.time_of_day_given
    return ("~" if found.approximate else "") + " ".join(words) + (", days" if by_days else "")


def _span(found: Resolution, now: datetime) -> str:
    start, end = _when(found.start), _when(found.end)
    match found.kind:
        case Kind.DAY if found.start and found.end == found.start + timedelta(days=1):
            return start
        case Kind.INSTANT if found.end is None:
            return start
        case Kind.SPAN:
            return f"{start}/{end}"
        case Kind.DURATION if found.duration is not None:
            return _length(found.duration)
        case Kind.DEADLINE:
            return f"by {end}" if found.start == now else f"{start}/ by {end}"
        case Kind.SINCE:
            return f"since {start}" + ("/now" if found.end == now else f"/{end}" if found.end else "")
        case Kind.RECURRENCE:
            whole_day = found.end is None or not isinstance(found.end, datetime)
            return f"{found.rrule} from {start}" + ("" if whole_day else f"/{end}")
    raise AssertionError(f"{found} is not of its kind")


def _when(when: datetime | date | None) -> str:
    """On the clocks of the user; an offset tells which of two hours that show the same."""
    if when is None:
        return ""
    if not isinstance(when, datetime):
        return when.isoformat()
    assert when.tzinfo is not None, f"{when} has no zone"
    twice = when.utcoffset() != when.replace(fold=1 - when.fold).utcoffset()
    text = when.replace(tzinfo=None).isoformat(timespec="auto" if when.second else "minutes")
    return f"{text}{when:%z}" if twice else text


def _length(length: timedelta) -> str:
    """ISO 8601 has it so: P2DT1H30M."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock or not days else "")
