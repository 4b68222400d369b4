from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.timewords import find, resolve

ZONES = [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC")]
WORDS = (
    "next last this every other the a of in on at by from to until between and or for since after before "
    "monday tue friday march may q1 first 2nd third last day week weekend month year tomorrow tonight noon "
    "morning half past quarter hour minutes 1 2 3 15 30 31 2027 9am 14:00 3:30 12/5 2026-11-30 easter ago "
    "later now , - / pm utc daily weekly twice please zork few couple coming closest except ad hundred eve "
    "lunch working advent times"
).split()

nows = st.builds(
    lambda when, zone: when.replace(tzinfo=zone),
    st.datetimes(datetime(1971, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - the zone comes with the next line
    st.sampled_from(ZONES),
)
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


def length(start, end):
    if isinstance(start, datetime):
        return end.astimezone(UTC) - start.astimezone(UTC)
    return end - start


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), nows)
def test_no_text_makes_it_fail(text, now):
    resolve(text, now=now)
    find(text, now=now)


@settings(max_examples=300, deadline=None)
@given(phrases, nows, st.sampled_from(["future", "past", "nearest"]), st.booleans())
def test_what_is_found_keeps_its_promises(text, now, direction, day_first):
    found = resolve(text, now=now, direction=direction, day_first=day_first)
    if found is None:
        return
    for reading in (found, *found.candidates):
        assert reading.understood
        for instant in (reading.start, reading.end):
            assert not isinstance(instant, datetime) or instant.tzinfo is not None
        if reading.start is not None and reading.end is not None:
            assert isinstance(reading.start, datetime) == isinstance(reading.end, datetime)
            assert length(reading.start, reading.end) > timedelta()
    assert found.certain == (found.candidates == ())
    assert not (found.certain and found.unresolved)


@settings(max_examples=150, deadline=None)
@given(phrases, nows)
def test_mentions_do_not_overlap_and_quote_the_text(text, now):
    stop = 0
    for mention in find(text, now=now):
        assert stop <= mention.begin < mention.stop
        assert text[mention.begin : mention.stop] == mention.text
        stop = mention.stop


@settings(max_examples=150, deadline=None)
@given(st.dates(date(1971, 1, 1), date(2090, 1, 1)), nows)
def test_an_iso_date_is_that_day(day, now):
    found = resolve(day.isoformat(), now=now)
    assert found.certain
    assert (found.start, found.end) == (day, day + timedelta(days=1))


@settings(max_examples=150, deadline=None)
@given(nows, nows)
def test_an_iso_instant_with_its_offset_is_that_instant(instant, now):
    second = instant.replace(microsecond=0)
    found = resolve(second.astimezone(UTC).isoformat(), now=now)
    # Of an hour that comes twice, == of two zones says no; in UTC it compares.
    assert found.start.astimezone(UTC) == second.astimezone(UTC)
    assert found.start.utcoffset() == second.astimezone(now.tzinfo).utcoffset()


@settings(max_examples=150, deadline=None)
@given(nows, nows)
def test_what_was_understood_is_understood_again(when, now):
    day = when.date()
    written = f"{day:%A}, {day.day} {day:%B} {day.year}, {when:%H:%M}"
    first = resolve(written, now=now)
    again = resolve(first.understood.partition(" (")[0], now=now)
    assert again.start == first.start
