"""A series cut in two: what stays before, what goes on, who is told of which, and how it is taken back."""

from pathlib import Path

import pytest

from tests.tools.scheduling.desk import Desk
from tools.errors import StaleError, ToolError
from tools.scheduling.several_files import file_changes

UPDATE, CANCEL = "update_calendar_event", "cancel_calendar_event"
WEEKS = "2026-11-23/2026-12-20"


@pytest.fixture
def standup(desk: Desk) -> str:
    return desk.create(
        "Standup",
        "2026-11-23T09:00",
        end_time="30 minutes",
        recurrence="every Monday and Wednesday",
        reminder_minutes=[10],
    )


def starts(desk: Desk, when: str = WEEKS) -> list[str]:
    return [f"{title} {start[5:16]}" for title, start, _ in desk.events(when)]


def files(desk: Desk) -> list[bytes]:
    return [path.read_bytes() for path in sorted((desk.folder / "calendar" / "personal").glob("*.ics"))]


def test_what_follows_is_changed_and_what_was_before_stays(desk, standup):
    desk.do(CANCEL, event_id=standup, occurrence="2026-11-25")
    desk.do(CANCEL, event_id=standup, occurrence="2026-12-14")
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-09", title="Special")
    plan = desk.plan(UPDATE, event_id=standup, occurrence="following 2026-12-07", start_time="10:00")
    assert plan.kind == "event.split" and plan.preview["scope"] == "following"
    desk.carry_out(plan)
    assert starts(desk) == [
        "Standup 11-23T09:00",
        "Standup 11-30T09:00",
        "Standup 12-02T09:00",
        "Standup 12-07T10:00",
        "Special 12-09T10:00",
        "Standup 12-16T10:00",
    ]
    before, after = files(desk)
    assert before.count(b"BEGIN:VEVENT") == 1 and b"UNTIL=20261202T090000Z" in before
    assert b"UID:key0@assistant" in before and b"RELATED-TO;RELTYPE=NEXT:key4@assistant" in before
    assert b"EXDATE;TZID=Europe/London:20261125T090000" in before and b"20261214" not in before
    assert b"UID:key4@assistant" in after and b"RELATED-TO;RELTYPE=FIRST:key0@assistant" in after
    assert b"EXDATE;TZID=Europe/London:20261214T100000" in after and b"20261125" not in after
    assert after.count(b"TRIGGER:-PT10M") == 2 and after.count(b"RECURRENCE-ID") == 1


def test_the_card_has_the_next_five_times_as_they_are_and_as_they_would_be(desk, standup):
    shown = desk.plan(UPDATE, event_id=standup, occurrence="following 2026-12-02", move_by="1 hour").preview
    assert [start[5:16] for start, _ in shown["times"]["before"]][:2] == ["12-02T09:00", "12-07T09:00"]
    assert [start[5:16] for start, _ in shown["times"]["after"]][:2] == ["12-02T10:00", "12-07T10:00"]
    assert len(shown["times"]["before"]) == len(shown["times"]["after"]) == 5
    ended = desk.plan(CANCEL, event_id=standup, occurrence="following 2026-12-02").preview
    assert len(ended["times"]["before"]) == 5 and ended["times"]["after"] == []


def test_one_undo_puts_both_files_back_to_the_byte(desk, standup):
    former = files(desk)
    plan = desk.plan(UPDATE, event_id=standup, occurrence="following 2026-12-07", title="Sync")
    intent, receipt = desk.carry_out(plan)
    assert len(files(desk)) == 2
    desk.executor_of(plan).undo(intent, receipt)
    assert files(desk) == former
    desk.executor_of(plan).undo(intent, receipt)  # said once more after a crash, it is done once
    assert files(desk) == former


def test_a_part_that_somebody_has_changed_since_keeps_both_as_they_are(desk, standup):
    plan = desk.plan(UPDATE, event_id=standup, occurrence="following 2026-12-07", title="Sync")
    intent, receipt = desk.carry_out(plan)
    desk.do(UPDATE, event_id=receipt.reference["id"], location="Roof")
    left = files(desk)
    with pytest.raises(StaleError, match="changed again since"):
        desk.executor_of(plan).undo(intent, receipt)
    assert files(desk) == left


def test_what_broke_off_between_the_files_is_gone_on_with(desk, standup):
    plan = desk.plan(UPDATE, event_id=standup, occurrence="following 2026-12-07", title="Sync")
    intent, executor = desk.intent(plan), desk.executor_of(plan)
    new, _ = file_changes(intent.rendered)
    desk.store.create(new.calendar, new.name, new.after)
    assert executor.find(intent) is None
    executor.act(intent)
    assert executor.find(intent) is not None
    assert starts(desk, "2026-12-07") == ["Sync 12-07T09:00"] and len(files(desk)) == 2


def test_nothing_of_it_is_done_where_the_series_has_changed_meanwhile(desk, standup):
    intent = desk.intent(
        plan := desk.plan(UPDATE, event_id=standup, occurrence="following 2026-12-07", title="Sync")
    )
    desk.do(UPDATE, event_id=standup, location="Roof")
    left = files(desk)
    with pytest.raises(StaleError):
        desk.executor_of(plan).act(intent)
    assert files(desk) == left


def test_cancelling_what_follows_ends_the_series(desk, standup):
    desk.do(UPDATE, event_id=standup, occurrence="2026-12-09", title="Special")
    plan = desk.plan(CANCEL, event_id=standup, occurrence="following 2026-12-03")
    assert plan.kind == "event.cancel" and plan.args["occurrence"].startswith("following 2026-12-07T09:00")
    intent, receipt = desk.carry_out(plan)
    assert starts(desk) == [f"Standup {day}T09:00" for day in ("11-23", "11-25", "11-30", "12-02")]
    assert b"Special" not in files(desk)[0]
    desk.executor.undo(intent, receipt)
    assert "Special 12-09T09:00" in starts(desk)


def test_from_the_first_on_is_the_whole_series(desk, standup):
    plan = desk.plan(CANCEL, event_id=standup, occurrence="following 2026-11-01")
    assert plan.preview["scope"] == "series"
    desk.carry_out(plan)
    assert files(desk) == []


@pytest.mark.parametrize(
    ("said", "scope", "first"),
    [
        ("following", "following", "2026-11-25"),
        ("this", "occurrence", "2026-11-25"),
        ("this and following 2026-12-02", "following", "2026-12-02"),
        ("2026-12-02T09:00 following", "following", "2026-12-02"),
        ("from 2026-12-03", "following", "2026-12-07"),
        ("all", "series", "2026-11-23"),
    ],
)
def test_how_much_of_a_series_is_meant_can_be_said(desk, standup, said, scope, first):
    desk.now = desk.now.replace(day=24)
    preview = desk.plan(CANCEL, event_id=standup, occurrence=said).preview
    assert (preview["scope"], preview["event"]["start"][:10]) == (scope, first)


def test_a_number_of_times_is_shared_out(desk):
    event = desk.create("Course", "2026-11-23T09:00", recurrence="FREQ=DAILY;COUNT=10")
    desk.do(UPDATE, event_id=event, occurrence="following 2026-11-27", start_time="15:00")
    assert [start[-2:] for start in starts(desk)] == ["00"] * 10
    before, after = files(desk)
    assert b"UNTIL=20261126T090000Z" in before and b"COUNT=6" in after


def test_whole_days_end_with_a_day(desk):
    event = desk.create("Gym", "2026-11-23", recurrence="every day")
    desk.do(UPDATE, event_id=event, occurrence="following 2026-11-27", title="Pool")
    before, after = files(desk)
    assert b"UNTIL=20261126\r\n" in before and b"DTSTART;VALUE=DATE:20261127" in after
    assert starts(desk, "2026-11-26/2026-11-27") == ["Gym 11-26", "Pool 11-27"]


def test_the_rest_of_a_file_of_several_events_stays_to_the_byte(desk):
    other = "BEGIN:VEVENT\nUID:other\nDTSTART:20261124T120000Z\nSUMMARY: Odd   lunch\nX-KEPT: yes\nEND:VEVENT"
    todo = "BEGIN:VTODO\nUID:todo\nSUMMARY:Buy milk\nEND:VTODO"
    path: Path = desk.put(
        "shared.ics",
        "BEGIN:VEVENT\nUID:s\nDTSTART:20261123T090000Z\nDTEND:20261123T093000Z\nRRULE:FREQ=DAILY\n"
        "SUMMARY:Daily\nX-MINE:1\nRDATE:20261124T150000Z,20261210T150000Z\nEND:VEVENT\n"
        + other
        + "\n"
        + todo,
    )
    (event,) = {e["id"] for e in desk.ask("search_calendar_events", query="Daily")["events"]}
    desk.do(UPDATE, event_id=event, occurrence="following 2026-12-01", location="Roof")
    kept = path.read_bytes()
    for whole in (other, todo):
        assert whole.replace("\n", "\r\n").encode() in kept
    assert b"RDATE:20261124T150000Z\r\n" in kept
    new = next(data for data in files(desk) if data != kept)
    assert b"UID:other" not in new and b"VTODO" not in new and b"X-MINE:1" in new
    assert b"RDATE:20261210T150000Z\r\n" in new


def test_a_start_that_the_clock_leaps_over_is_not_that_of_all_that_follow(desk):
    event = desk.create("Backup", "2027-03-26T01:30", end_time="30 minutes", recurrence="every day")
    desk.do(UPDATE, event_id=event, occurrence="following 2027-03-28", title="Copy")
    assert [start for start in starts(desk, "2027-03-27/2027-03-30") if start.startswith("Copy")] == [
        "Copy 03-28T02:30",
        "Copy 03-29T01:30",
        "Copy 03-30T01:30",
    ]


def test_what_repeats_by_several_rules_is_refused_with_what_works(desk):
    desk.put(
        "two.ics",
        "BEGIN:VEVENT\nUID:two\nDTSTART:20261123T090000Z\nRRULE:FREQ=WEEKLY\nRRULE:FREQ=MONTHLY\n"
        "SUMMARY:Two\nEND:VEVENT",
    )
    (event,) = {e["id"] for e in desk.ask("search_calendar_events", query="Two")["events"]}
    with pytest.raises(ToolError, match="change one occurrence, or the whole series"):
        desk.plan(UPDATE, event_id=event, occurrence="following 2026-12-07", title="X")
    desk.do(CANCEL, event_id=event, occurrence="following 2026-12-07")
    assert starts(desk) == ["Two 11-23T09:00", "Two 11-30T09:00"]


def test_guests_of_another_time_are_asked_again_and_of_another_title_not(desk):
    desk.put(
        "g.ics",
        "BEGIN:VEVENT\nUID:g\nDTSTART:20261123T090000Z\nDTEND:20261123T093000Z\nRRULE:FREQ=WEEKLY\n"
        "SUMMARY:Sync\nORGANIZER:mailto:ada@example.org\n"
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana Lima:mailto:ana@example.org\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.org\nEND:VEVENT",
    )
    (event,) = {e["id"] for e in desk.ask("search_calendar_events", query="Sync")["events"]}
    for change, answers in (
        ({"title": "Other"}, b"PARTSTAT=ACCEPTED"),
        ({"move_by": "1 day"}, b"CN=Ana Lima;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"),
    ):
        intent = desk.intent(desk.plan(UPDATE, event_id=event, occurrence="following 2026-12-07", **change))
        new, ended = file_changes(intent.rendered)
        guests = [line for line in new.after.replace(b"\r\n ", b"").split(b"\r\n") if b"ATTENDEE" in line]
        assert answers in guests[0] and b"PARTSTAT=ACCEPTED" in guests[1]
        assert ended.after.count(b"PARTSTAT=ACCEPTED") == 2


def test_one_more_time_is_added_and_one_that_was_left_out_comes_back(desk, standup):
    plan = desk.plan(UPDATE, event_id=standup, add_occurrence="Saturday at 11")
    assert plan.summary.endswith("also on Saturday, 21 November 2026, 11:00") and plan.kind == "event.update"
    desk.carry_out(plan)
    desk.do(CANCEL, event_id=standup, occurrence="2026-11-25")
    assert starts(desk, "2026-11-20/2026-11-28") == ["Standup 11-21T11:00", "Standup 11-23T09:00"]
    desk.do(UPDATE, event_id=standup, add_occurrence="on 25 November")
    assert starts(desk, "2026-11-25") == ["Standup 11-25T09:00"]
    (file,) = files(desk)
    assert b"RDATE;TZID=Europe/London:20261121T110000" in file and b"EXDATE" not in file
    with pytest.raises(ToolError, match=r"takes place on .* already"):
        desk.plan(UPDATE, event_id=standup, add_occurrence="2026-11-30T09:00")
    with pytest.raises(ToolError, match="for a series"):
        desk.plan(UPDATE, event_id=standup, occurrence="2026-11-30", add_occurrence="Sunday at 9")
