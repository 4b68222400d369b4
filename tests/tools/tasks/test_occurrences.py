"""A repeating task that is done moves to its next occurrence."""

from datetime import date, datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.tasks.desk import LONDON, Desk
from tools.tasks.occurrences import next_occurrence
from tools.tasks.task import DONE

WEEKLY = "BEGIN:VTODO\nUID:plants\nSUMMARY:Water the plants\n{lines}\nEND:VTODO"


def test_each_occurrence_that_is_done_makes_place_for_the_next(desk: Desk):
    id = desk.create("Water the plants", due="Saturday", recurrence="every Saturday")
    for day in (28, 5):
        desk.do("complete_task", task_id=id)
        found = desk.task(id)
        assert (found.state, found.due.day, found.rrule) == ("open", day, "FREQ=WEEKLY;BYDAY=SA")


def test_the_card_and_the_answer_say_when_the_next_one_is(desk: Desk):
    id = desk.create("Water the plants", recurrence="every Saturday")
    plan = desk.plan("complete_task", task_id=id)
    assert plan.summary.endswith("as done; the next one is due Saturday, 28 November 2026")


def test_undo_takes_it_back(desk: Desk):
    id = desk.create("Water the plants", due="Saturday", recurrence="every Saturday")
    before = desk.file(id).read_bytes()
    intent, receipt = desk.carry_out(desk.plan("complete_task", task_id=id))
    desk.executor.undo(intent, receipt)
    assert desk.file(id).read_bytes() == before


@pytest.mark.parametrize("end", ["COUNT=2", "UNTIL=20261128"])
def test_after_the_last_occurrence_it_is_done(desk: Desk, end):
    id = desk.create("Water the plants", due="2026-11-21", recurrence=f"FREQ=WEEKLY;{end}")
    desk.do("complete_task", task_id=id)
    assert desk.task(id).is_open
    desk.do("complete_task", task_id=id)
    assert desk.task(id).state == DONE


def test_start_and_due_move_together_and_keep_their_time_on_the_wall(desk: Desk):
    desk.put("p.ics", WEEKLY.format(
        lines="DTSTART;TZID=Europe/London:20261024T080000\nDUE;TZID=Europe/London:20261024T200000\n"
        "RRULE:FREQ=DAILY"
    ))  # fmt: skip
    id = desk.store.find("Water the plants").id
    desk.do("complete_task", task_id=id)
    found = desk.task(id)
    # The clock went back that night.
    assert found.start == datetime(2026, 10, 25, 8, tzinfo=LONDON)
    assert found.due == datetime(2026, 10, 25, 20, tzinfo=LONDON)


def test_a_time_without_zone_stays_one(desk: Desk):
    path = desk.put("p.ics", WEEKLY.format(lines="DUE:20261120T080000\nRRULE:FREQ=DAILY"))
    desk.do("complete_task", task_id="Water the plants")
    assert b"DUE:20261121T080000\r\n" in path.read_bytes()


def test_occurrences_that_thunderbird_has_marked_as_done_are_past(desk: Desk):
    path = desk.put("p.ics", "\n".join((
        WEEKLY.format(lines="DTSTART;VALUE=DATE:20261107\nDUE;VALUE=DATE:20261107\nRRULE:FREQ=WEEKLY;COUNT=4"),
        WEEKLY.format(lines="RECURRENCE-ID;VALUE=DATE:20261107\nSTATUS:COMPLETED\nPERCENT-COMPLETE:100"),
    )))  # fmt: skip
    (found,) = desk.store.tasks()
    assert found.due == date(2026, 11, 14)
    desk.do("complete_task", task_id=found.id)
    (found,) = desk.store.tasks()
    assert (found.due, found.rrule) == (date(2026, 11, 21), "FREQ=WEEKLY;COUNT=2")
    assert b"RECURRENCE-ID;VALUE=DATE:20261107\r\nSTATUS:COMPLETED" in path.read_bytes()


RULES = st.builds(
    lambda freq, interval, days: f"FREQ={freq};INTERVAL={interval}" + (f";BYDAY={days}" if days else ""),
    st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")),
    st.integers(1, 5),
    st.sampled_from(("", "MO", "TU,FR", "SA,SU")),
)


@settings(max_examples=150, deadline=None)
@given(rule=RULES, start=st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_the_next_occurrence_is_the_one_that_dateutil_finds(rule, start):
    wall = datetime(start.year, start.month, start.day)  # noqa: DTZ001  compared with its like
    expected = rrulestr(rule, dtstart=wall).after(wall)
    found = next_occurrence(rule, None, start)
    # Beyond some years none is looked for.
    if found is None:
        assert expected is None or (expected - wall).days > 5 * 366
    else:
        assert found == (None, expected.date())
