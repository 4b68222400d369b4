"""A time away takes its whole days, says what falls into it, and is read as taken by all."""

import pytest

from tests.tools.scheduling.desk import Desk

CREATE = "create_calendar_event"
WEEK = {"title": "Out of office", "start_time": "2026-11-23", "end_time": "2026-11-27", "away": True}


@pytest.fixture
def planned(desk: Desk) -> Desk:
    desk.create("Review", "2026-11-24T09:00")
    desk.create("Late", "2026-11-27T23:00")
    desk.create("After", "2026-11-28T00:00")
    desk.create("Fair", "2026-11-25")
    return desk


def test_the_card_and_the_answer_say_what_falls_into_it(planned):
    plan = planned.plan(CREATE, **WEEK)
    inside = "2 events fall into it and stay: 'Review' Tue 24 Nov 09:00–10:00, 'Late' Fri 27 Nov 23:00–00:00"
    assert plan.warnings == (inside,)
    assert plan.preview["alternatives"] == [], "another day is no help"
    _, receipt = planned.carry_out(plan)
    assert receipt.text.endswith(f"{inside}. Say which of them to decline, cancel or move.")


def test_no_time_is_free_then(planned):
    free = {"when": "2026-11-23/2026-11-27", "duration_minutes": 30}
    assert planned.ask("find_free_slots", **free)["slots"]
    planned.do(CREATE, **WEEK)
    assert planned.ask("find_free_slots", **free)["slots"] == []


def test_whole_days_that_are_no_time_away_take_no_time(planned):
    plan = planned.plan(CREATE, **{**WEEK, "away": False})
    assert plan.warnings == () and "away" not in plan.args
    planned.carry_out(plan)
    assert planned.ask("find_free_slots", when="2026-11-23/2026-11-27", duration_minutes=30)["slots"]


def test_it_is_written_so_that_other_programs_read_it(planned):
    planned.do(CREATE, **WEEK)
    written = [path.read_text() for path in (planned.folder / "calendar" / "personal").glob("*.ics")]
    (away,) = [text for text in written if "Out of office" in text]
    assert "TRANSP:OPAQUE\n" in away and "DTSTART;VALUE=DATE:20261123\n" in away
    assert not any("TRANSP" in text for text in written if text != away)


def test_two_times_away_meet(planned):
    planned.do(CREATE, **WEEK)
    plan = planned.plan(CREATE, title="Away", start_time="2026-11-27", away=True)
    assert "'Out of office' Mon 23 Nov" in plan.warnings[0]
