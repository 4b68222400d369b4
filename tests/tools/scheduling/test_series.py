"""Changes to series: of one occurrence, of all of them, with the exceptions that are there."""

from datetime import datetime

import pytest

from tests.tools.scheduling.desk import LONDON, Desk
from tools.errors import ToolError

UPDATE, CANCEL = "update_calendar_event", "cancel_calendar_event"
WEEKS = "2026-11-23/2026-12-13"


@pytest.fixture
def standup(desk: Desk) -> str:
    return desk.create("Standup", "2026-11-24T09:00", end_time="30 minutes", recurrence="weekly")


def starts(desk: Desk, when: str = WEEKS) -> list[str]:
    return [f"{title} {start[5:16]}" for title, start, _ in desk.events(when)]


def test_one_occurrence_is_changed_and_the_others_stay(desk, standup):
    desk.do(
        UPDATE,
        event_id=standup,
        occurrence="2026-12-01T09:00:00+00:00",
        start_time="11am",
        title="Long standup",
    )
    assert starts(desk) == ["Standup 11-24T09:00", "Long standup 12-01T11:00", "Standup 12-08T09:00"]
    (event,) = desk.ask("list_calendar_events", when="2026-12-01")["events"]
    assert event["occurrence"] == "2026-12-01T09:00:00+00:00"
    desk.do(UPDATE, event_id=standup, occurrence=event["occurrence"], move_by="1 hour")
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-01", location="Roof")
    assert starts(desk)[1] == "Long standup 12-01T12:00"
    assert desk.file().read_bytes().count(b"RECURRENCE-ID") == 1


def test_one_occurrence_is_cancelled_changed_before_or_not(desk, standup):
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-01", title="Changed")
    for occurrence in ("2026-12-01", "2026-12-08T09:00"):
        plan = desk.plan(CANCEL, event_id=standup, occurrence=occurrence)
        assert plan.preview["scope"] == "occurrence"
        desk.carry_out(plan)
    assert starts(desk) == ["Standup 11-24T09:00"]
    with pytest.raises(ToolError, match="doesn't take place on 2026-12-08"):
        desk.plan(CANCEL, event_id=standup, occurrence="2026-12-08")


def test_an_occurrence_that_there_is_none_of_is_told_with_those_near_it(desk, standup):
    with pytest.raises(ToolError, match="near it: 2026-12-01T09:00:00"):
        desk.plan(UPDATE, event_id=standup, occurrence="2026-12-02", title="X")
    with pytest.raises(ToolError, match="isn't ISO 8601"):
        desk.plan(UPDATE, event_id=standup, occurrence="the second one", title="X")


def test_a_series_that_is_moved_takes_its_exceptions_along(desk, standup):
    desk.do(CANCEL, event_id=standup, occurrence="2026-11-24")
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-01", title="Special")
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-08", start_time="16:00")
    desk.do(UPDATE, event_id=standup, start_time="10:15")
    assert starts(desk) == ["Special 12-01T10:15", "Standup 12-08T16:00"]
    assert desk.events("2026-12-01")[0][2] == "2026-12-01T10:45:00+00:00"
    desk.do(UPDATE, event_id=standup, end_time="1 hour")
    assert desk.events("2026-12-01")[0][2] == "2026-12-01T11:15:00+00:00"


def test_what_is_changed_for_all_changes_where_an_occurrence_was_like_the_others(desk, standup):
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-01", title="Special")
    desk.do(UPDATE, event_id=standup, title="Sync", location="Roof")
    assert starts(desk) == ["Sync 11-24T09:00", "Special 12-01T09:00", "Sync 12-08T09:00"]
    assert {e["location"] for e in desk.ask("list_calendar_events", when=WEEKS)["events"]} == {"Roof"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Thursday at 10am", ["Standup 11-26T10:00", "Standup 12-03T10:00", "Standup 12-10T10:00"]),
        ("2026-12-02T09:00", ["Standup 11-25T09:00", "Standup 12-02T09:00", "Standup 12-09T09:00"]),
        ("2026-12-07", ["Standup 11-23T09:00", "Standup 11-30T09:00", "Standup 12-07T09:00"]),
    ],
)
def test_a_series_moves_to_another_day_of_its_week(desk, standup, said, expected):
    desk.do(UPDATE, event_id=standup, start_time=said)
    assert starts(desk) == expected


def test_a_rule_that_names_its_day_moves_along(desk):
    event = desk.create("Sync", "every Tuesday at 9 until March")
    desk.do(UPDATE, event_id=event, start_time="2026-11-25T10:00")
    assert starts(desk) == ["Sync 11-25T10:00", "Sync 12-02T10:00", "Sync 12-09T10:00"]
    assert desk.ask("list_calendar_events", when="2026-12-02")["events"][0]["recurrence"].startswith(
        "every Wednesday, until"
    )


def test_a_rule_that_names_several_days_needs_the_new_ones(desk):
    event = desk.create("Sync", "2026-11-24T09:00", recurrence="FREQ=WEEKLY;BYDAY=TU,TH")
    desk.do(UPDATE, event_id=event, start_time="10:00")
    assert starts(desk)[:2] == ["Sync 11-24T10:00", "Sync 11-26T10:00"]
    with pytest.raises(ToolError, match="give recurrence too"):
        desk.plan(UPDATE, event_id=event, move_by="1 day")
    desk.do(UPDATE, event_id=event, move_by="1 day", recurrence="FREQ=WEEKLY;BYDAY=WE,FR")
    assert starts(desk)[:2] == ["Sync 11-25T10:00", "Sync 11-27T10:00"]


def test_an_event_becomes_a_series_and_a_series_one_event(desk):
    event = desk.create("Sync", "2026-11-24T09:00")
    desk.do(UPDATE, event_id=event, recurrence="every week")
    assert len(starts(desk)) == 3
    desk.do(CANCEL, event_id=event, occurrence="2026-12-01")
    desk.do(UPDATE, event_id=event, occurrence="2026-12-08", title="Special")
    desk.do(UPDATE, event_id=event, recurrence="none")
    assert starts(desk) == ["Sync 11-24T09:00"]
    assert b"EXDATE" not in desk.file().read_bytes()


def test_exceptions_that_no_longer_fit_a_new_rule_are_dropped(desk, standup):
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-01", title="Special")
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-08", title="Kept")
    desk.do(UPDATE, event_id=standup, recurrence="FREQ=WEEKLY;INTERVAL=2")
    assert starts(desk) == ["Standup 11-24T09:00", "Kept 12-08T09:00"]


def test_guests_are_added_to_the_whole_series(desk, standup):
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-01", title="Special")
    desk.do(UPDATE, event_id=standup, add_attendees=["Ana"])
    assert [e["attendees"] for e in desk.ask("list_calendar_events", when=WEEKS)["events"]] == [
        ["Ana Lima <ana@example.org>"]
    ] * 3


def test_a_series_cannot_become_one_of_whole_days(desk):
    event = desk.create("Holiday", "2026-12-25", recurrence="yearly")
    with pytest.raises(ToolError, match="cancel it and create another"):
        desk.plan(UPDATE, event_id=event, start_time="2026-12-25T10:00")
    with pytest.raises(ToolError, match="move it by days"):
        desk.plan(UPDATE, event_id=event, move_by="2 hours")
    desk.do(UPDATE, event_id=event, move_by="1 day")
    assert starts(desk, "2027-12-26") == ["Holiday 12-26"]


def test_a_series_of_another_program_keeps_all_that_is_not_changed(desk):
    path = desk.put(
        "theirs.ics",
        """
BEGIN:VTIMEZONE
TZID:Somewhere
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0200
TZOFFSETTO:+0200
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:theirs
SUMMARY;LANGUAGE=pt:Reunião
DTSTART;TZID=Somewhere:20261124T110000
DURATION:PT1H
RRULE:FREQ=WEEKLY
EXDATE;TZID=Somewhere:20261201T110000
ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED;X-NUM=3:mailto:ana@example.org
X-ROOM;VALUE=URI;X-TITLE="A: B":geo:1,2
X-EMPTY:
COLOR:red
BEGIN:VALARM
ACTION:EMAIL
TRIGGER;VALUE=DATE-TIME:20261124T080000Z
ATTENDEE:mailto:x@example.org
SUMMARY:s
DESCRIPTION:d
END:VALARM
END:VEVENT
""",
    )
    (event,) = desk.ask("list_calendar_events", when="2026-11-24")["events"]
    assert event["start"] == "2026-11-24T09:00:00+00:00"
    desk.do(UPDATE, event_id=event["id"], location="Roof", add_attendees=["Ben"], reminder_minutes=[15])
    text = path.read_text().replace("\r\n ", "")
    for line in (
        "SUMMARY;LANGUAGE=pt:Reunião",
        "DTSTART;TZID=Somewhere:20261124T110000",
        "EXDATE;TZID=Somewhere:20261201T110000",
        "ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED;X-NUM=3:mailto:ana@example.org",
        'X-ROOM;VALUE=URI;X-TITLE="A: B":geo:1,2',
        "COLOR:red",
        "DURATION:PT1H",
        "TRIGGER;VALUE=DATE-TIME:20261124T080000Z",
        "PRODID:-//another//",
        "TZID:Somewhere",
        "LOCATION:Roof",
        "SEQUENCE:1",
    ):
        assert line in text.splitlines() or line + "\r" in text.splitlines(), line
    assert starts(desk) == ["Reunião 11-24T09:00", "Reunião 12-08T09:00"]
    desk.do(UPDATE, event_id=event["id"], move_by="1 hour")
    assert starts(desk) == ["Reunião 11-24T10:00", "Reunião 12-08T10:00"]


def test_a_series_begun_long_ago_is_told_apart_from_its_occurrences(desk):
    event = desk.create("Old", "2020-01-06T09:00", recurrence="FREQ=WEEKLY;BYDAY=MO")
    desk.now = datetime(2026, 11, 20, 10, tzinfo=LONDON)
    desk.do(UPDATE, event_id=event, start_time="9:30")
    assert starts(desk) == ["Old 11-23T09:30", "Old 11-30T09:30", "Old 12-07T09:30"]
    assert starts(desk, "2020-01-06") == ["Old 01-06T09:30"]


def test_from_an_occurrence_on_is_from_it_though_another_was_moved_to_its_day(desk):
    event = desk.create("Market", "2026-11-24", recurrence="daily")
    desk.do(UPDATE, event_id=event, occurrence="2026-11-25", start_time="2026-11-26", title="Market hall")
    desk.do(CANCEL, event_id=event, occurrence="following 2026-11-26")
    assert [title for title, _, _ in desk.events("2026-11-23/2026-12-13")] == ["Market", "Market hall"]


def test_a_weekly_series_that_moves_to_another_day_takes_its_changed_occurrences_along(desk):
    event = desk.create("Market", "2026-11-26", recurrence="every Thursday")
    desk.do(
        UPDATE, event_id=event, occurrence="2026-12-03", start_time="2026-12-04", title="Christmas market"
    )
    plan = desk.plan(UPDATE, event_id=event, move_by="1 day")
    assert not plan.warnings, "and it is not said that they go"
    desk.carry_out(plan)
    assert desk.events("2026-11-23/2026-12-13") == [
        ("Market", "2026-11-27", "2026-11-28"),
        ("Christmas market", "2026-12-04", "2026-12-05"),
        ("Market", "2026-12-11", "2026-12-12"),
    ]
