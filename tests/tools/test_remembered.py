from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agents.offline.reading.understanding import understand
from tools.remembered import forget, kept, remembered
from tools.timewords import find

BERLIN = datetime(2026, 11, 18, 16, tzinfo=ZoneInfo("Europe/Berlin"))
NEW_YORK = BERLIN.astimezone(ZoneInfo("America/New_York"))
TWICE = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
"""A moment at which the clocks are set back: they show this one twice."""
TEXT = "lunch tomorrow at 9"


class Reader:
    """Reads with `remembered`, and says how often it had to."""

    def __init__(self) -> None:
        self.times = 0
        self.read = remembered(8)(self._read)

    def _read(self, text: str, now: datetime, also: str = "") -> str:
        self.times += 1
        return f"{text} {now.isoformat()} {also}"


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_what_is_asked_again_is_read_once(reader):
    assert reader.read(TEXT, BERLIN) == reader.read(TEXT, BERLIN) == f"{TEXT} {BERLIN.isoformat()} "
    assert reader.times == 1


@pytest.mark.parametrize(
    "moments", [(BERLIN, NEW_YORK), (TWICE, TWICE.replace(fold=1))], ids=["zone", "fold"]
)
def test_moments_that_are_equal_and_not_the_same_are_read_each(reader, moments):
    assert moments[0] == moments[1]
    assert [reader.read(TEXT, now) for now in moments] == [f"{TEXT} {now.isoformat()} " for now in moments]


def test_other_values_are_told_apart(reader):
    assert reader.read(TEXT, BERLIN, "a") != reader.read(TEXT, BERLIN, "b")
    assert reader.read(TEXT, BERLIN, also="a") == reader.read(TEXT, BERLIN, "a")


def test_a_long_text_is_not_kept(reader):
    reader.read("long " * 1000, BERLIN)
    reader.read("long " * 1000, BERLIN)
    assert reader.times == 2


def test_what_is_forgotten_is_read_anew(reader):
    reader.read(TEXT, BERLIN)
    forget()
    reader.read(TEXT, BERLIN)
    assert reader.times == 2


def test_an_answer_on_values_alone_is_kept_until_it_is_forgotten():
    asked: list[int] = []
    twice = kept(8)(lambda number: asked.append(number) or 2 * number)
    assert twice(3) == twice(3) == 6
    forget()
    assert twice(3) == 6
    assert asked == [3, 3]


def test_two_people_who_say_the_same_in_one_minute_each_mean_their_own_zone():
    for now in (BERLIN, NEW_YORK):
        [clause] = understand(TEXT, now).clauses
        [mention] = find(TEXT, now=now)
        [start] = [token.time.start for token in clause.tokens if token.time]
        assert start.tzinfo == mention.resolution.start.tzinfo == now.tzinfo
