"""What an event says a second time, in another form, never goes on saying what was."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.tools.scheduling.desk import Desk

UPDATE = "update_calendar_event"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 10, tzinfo=BERLIN)
WEEK = "2026-11-23/2026-11-29"
TIMED = "DTSTART;TZID=Europe/Berlin:20261124T100000\nDTEND;TZID=Europe/Berlin:20261124T110000"
THREE = "RRULE:FREQ=DAILY;COUNT=3"
PLACE = 'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE="Old Hall":geo:1,2\nGEO:1;2\nLOCATION:Old Hall'
HTML = "X-ALT-DESC;FMTTYPE=text/html:<p>Bring the old songs</p>\nDESCRIPTION:Bring the old songs"


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", "UID:c", "SUMMARY:Choir", *lines, "END:VEVENT"])


def alarm(trigger: str, action: str = "DISPLAY") -> str:
    return f"BEGIN:VALARM\nACTION:{action}\nTRIGGER{trigger}\nEND:VALARM"


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path, BERLIN, NOW)
    yield desk
    desk.store.close()


def id_of(desk: Desk) -> str:
    return str(desk.ask("list_calendar_events", when=WEEK)["events"][0]["id"])


@pytest.mark.parametrize(
    ("change", "gone", "told"),
    [
        ({"location": "New Hall"}, ["X-APPLE", "GEO", "Old Hall"], "place on a map"),
        ({"description": "Bring new ones"}, ["X-ALT-DESC", "old songs"], "formatting"),
    ],
)
@pytest.mark.parametrize("rule", ["", THREE])
def test_another_form_of_what_is_changed_goes_and_that_is_told(desk, change, gone, told, rule):
    path = desk.put("a.ics", event(TIMED, rule, PLACE, HTML) if rule else event(TIMED, PLACE, HTML))
    plan = desk.plan(UPDATE, event_id=id_of(desk), **change)
    assert [told in warning for warning in plan.warnings] == [True]
    intent, receipt = desk.carry_out(plan)
    text = path.read_text()
    assert not [word for word in gone if word in text]
    assert next(iter(change.values())) in text
    assert ("GEO:1;2" in text) is ("location" not in change)
    assert ("X-ALT-DESC" in text) is ("description" not in change)
    desk.executor.undo(intent, receipt)
    assert "GEO:1;2" in path.read_text() and "X-ALT-DESC" in path.read_text()


def test_of_one_occurrence_it_goes_there_and_stays_with_the_others(desk):
    path = desk.put("a.ics", event(TIMED, THREE, PLACE))
    plan = desk.plan(UPDATE, event_id=id_of(desk), occurrence="2026-11-25", location="New Hall")
    assert "place on a map" in "".join(plan.warnings)
    desk.carry_out(plan)
    assert path.read_text().count("X-APPLE-STRUCTURED-LOCATION") == 1
    assert not desk.plan(
        UPDATE, event_id=id_of(desk), occurrence="2026-11-25", location="Third Hall"
    ).warnings


def test_what_is_not_changed_keeps_all_its_forms(desk):
    path = desk.put("a.ics", event(TIMED, PLACE, HTML))
    plan = desk.plan(UPDATE, event_id=id_of(desk), title="Rehearsal", move_by="1 hour")
    assert not plan.warnings
    desk.carry_out(plan)
    assert PLACE in path.read_text().replace("\r", "") and HTML in path.read_text().replace("\r", "")


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE", "FALSE"),
        ("X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "TRUE", "FALSE"),
        ("X-FUNAMBOL-ALLDAY", "1", "0"),
    ],
)
def test_whether_it_lasts_all_day_is_said_alike(desk, name, yes, no):
    path = desk.put("a.ics", event("DTSTART;VALUE=DATE:20261124", f"{name}:{yes}"))
    desk.do(UPDATE, event_id=id_of(desk), start_time="2026-11-24 10:00", end_time="2026-11-24 11:00")
    assert f"{name}:{no}" in path.read_text()


@pytest.mark.parametrize(
    ("times", "trigger", "by", "moved"),
    [
        (TIMED, ";VALUE=DATE-TIME:20261124T084500Z", "1 day", ";VALUE=DATE-TIME:20261125T084500Z"),
        (TIMED, ":20261124T084500Z", "90 minutes", ":20261124T101500Z"),
        (TIMED, ";VALUE=DATE-TIME:20261124T094500", "1 day", ";VALUE=DATE-TIME:20261125T094500"),
        ("DTSTART;VALUE=DATE:20261124", ":20261123T170000Z", "2 days", ":20261125T170000Z"),
        (TIMED, ":-PT15M", "1 day", ":-PT15M"),
        (TIMED, ":19760401T005545Z", "1 day", ":19760401T005545Z"),  # Apple's for none
        (TIMED, ":20261201T084500Z", "1 day", ":20261201T084500Z"),  # after it, for something else
        (TIMED, ":soon", "1 day", ":soon"),
    ],
)
def test_a_reminder_at_a_fixed_time_moves_with_its_event(desk, times, trigger, by, moved):
    path = desk.put("a.ics", event(times, alarm(trigger)))
    intent, receipt = desk.carry_out(desk.plan(UPDATE, event_id=id_of(desk), move_by=by))
    assert f"TRIGGER{moved}\n" in path.read_text().replace("\r", "")
    desk.executor.undo(intent, receipt)
    assert f"TRIGGER{trigger}\n" in path.read_text().replace("\r", "")


def test_a_reminder_at_a_fixed_time_is_the_series_s_alone(desk):
    path = desk.put("a.ics", event(TIMED, THREE, alarm(":20261124T084500Z"), alarm(":-PT5M")))
    desk.do(UPDATE, event_id=id_of(desk), occurrence="2026-11-25", move_by="1 hour")
    assert path.read_text().count("Z\nEND:VALARM") == 1
    assert path.read_text().count("TRIGGER:-PT5M") == 2
