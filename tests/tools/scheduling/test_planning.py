from datetime import datetime

import pytest

from tests.tools.scheduling.desk import LONDON, Desk
from tools.errors import AmbiguousError, ToolError

CREATE, UPDATE, CANCEL = "create_calendar_event", "update_calendar_event", "cancel_calendar_event"


def refused(desk: Desk, tool: str, **args: object) -> str:
    with pytest.raises(ToolError) as raised:
        desk.plan(tool, **args)
    return raised.value.message


def test_the_words_of_the_user_become_an_exact_event(desk):
    plan = desk.plan(
        CREATE,
        title="Design review",
        start_time="next Tuesday at 2pm for 1 hour",
        attendees=["the design team"],
    )
    assert plan.args["start_time"] == "2026-11-24T14:00:00+00:00"
    assert plan.args["end_time"] == "2026-11-24T15:00:00+00:00"
    assert plan.args["attendees"] == ["Ana Lima <ana@example.org>", "Ben Okafor <ben@example.org>"]
    assert plan.preview["event"] == {
        "title": "Design review",
        "start": "2026-11-24T14:00:00+00:00",
        "end": "2026-11-24T15:00:00+00:00",
        "all_day": False,
        "zone": "Europe/London",
        "location": "",
        "description": "",
        "attendees": [
            {"name": "Ana Lima", "email": "ana@example.org"},
            {"name": "Ben Okafor", "email": "ben@example.org"},
        ],
        "recurrence": "",
        "reminders": [],
        "calendar": "personal",
    }
    assert plan.warnings == ()
    assert plan.destination == "vdir:personal"
    assert plan.undoable


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-24T14:00", "", ("2026-11-24T14:00:00+00:00", "2026-11-24T15:00:00+00:00")),
        ("2026-11-24T14:00:00Z", "", ("2026-11-24T14:00:00+00:00", "2026-11-24T15:00:00+00:00")),
        ("2026-11-24 14:00", "90 minutes", ("2026-11-24T14:00:00+00:00", "2026-11-24T15:30:00+00:00")),
        ("2026-11-24T14:00+01:00", "15:30", ("2026-11-24T13:00:00+00:00", "2026-11-24T15:30:00+00:00")),
        ("tomorrow at 3pm", "4:30pm", ("2026-11-21T15:00:00+00:00", "2026-11-21T16:30:00+00:00")),
        ("Tuesday between 2 and 4pm", "", ("2026-11-24T14:00:00+00:00", "2026-11-24T16:00:00+00:00")),
        ("2026-12-25", "", ("2026-12-25", "2026-12-25")),
        ("2026-12-24", "2026-12-26", ("2026-12-24", "2026-12-26")),
        ("tomorrow", "", ("2026-11-21", "2026-11-21")),
        ("2026-12-24 to 2026-12-26", "", ("2026-12-24", "2026-12-26")),
        ("2026-12-24", "3 days", ("2026-12-24", "2026-12-26")),
        ("2026-11-24T23:30", "01:00", ("2026-11-24T23:30:00+00:00", "2026-11-25T01:00:00+00:00")),
    ],
)
def test_when_an_event_is(desk, start, end, expected):
    plan = desk.plan(CREATE, title="X", start_time=start, end_time=end)
    assert (plan.args["start_time"], plan.args["end_time"]) == expected


def test_a_zone_that_is_named_is_kept_so_that_its_clock_changes_count(desk):
    plan = desk.plan(CREATE, title="Call", start_time="every Monday at 3pm New York time for 30 minutes")
    assert plan.args["start_time"] == "2026-11-23T15:00:00-05:00[America/New_York]"
    assert plan.preview["event"]["zone"] == "America/New_York"
    assert b"DTSTART;TZID=America/New_York:20261123T150000" in desk.intent(plan).rendered


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ({"start_time": "soonish"}, "soonish"),
        ({"start_time": ""}, "start_time"),
        ({"start_time": "next tuesday or so at 3"}, "isn't certain"),
        ({"start_time": "tomorrow for 1 hour"}, "no time of day"),
        ({"start_time": "by Friday"}, "start_time"),
        ({"start_time": "90 minutes"}, "doesn't say when it starts"),
        ({"start_time": "tomorrow morning"}, "no exact time"),
        ({"start_time": "tomorrow at close of business"}, "find_free_slots"),
        ({"start_time": "2026-11-24T14:00", "end_time": "2026-11-24T13:00"}, "before it starts"),
        ({"start_time": "2026-11-24T14:00", "end_time": "0 minutes"}, "before it starts"),
        ({"start_time": "2026-11-24T14:00", "end_time": "2026-11-24"}, "doesn't go with the start"),
        ({"start_time": "2026-11-24", "end_time": "2 hours"}, "whole days"),
        ({"start_time": "2026-11-24T14:00", "recurrence": "sometimes"}, "recurrence"),
        ({"start_time": "2026-11-24T14:00", "recurrence": "FREQ=WEEKLY;BYDAY=XX"}, "can't be followed"),
        ({"start_time": "2026-11-24T14:00", "recurrence": "FREQ=MINUTELY"}, "more than once an hour"),
        (
            {"start_time": "2026-11-24T14:00", "recurrence": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
            "never happens",
        ),
        ({"start_time": "2026-11-24T14:00", "attendees": ["Zoe"]}, "nobody called 'Zoe'"),
        ({"start_time": "2026-11-24T14:00", "calendar": "work"}, "there is no calendar 'work'"),
        ({"start_time": "2026-11-24T14:00", "reminder_minutes": [-5]}, "reminder_minutes"),
        ({"start_time": "2026-11-24T14:00", "title": " \n"}, "title is empty"),
        ({"start_time": "2026-11-24T14:00", "description": "x" * 30_000}, "30,000 characters"),
        ({"start_time": "0001-01-01T00:00+14:00"}, "start_time"),
    ],
)
def test_what_cannot_be_planned_is_told_with_what_would_work(desk, args, told):
    assert told in refused(desk, CREATE, **{"title": "X", **args})
    assert desk.ask("list_calendar_events", when="2026-11-24")["events"] == []


def test_words_that_are_not_certain_are_refused_with_their_readings(desk):
    with pytest.raises(AmbiguousError) as raised:
        desk.plan(CREATE, title="X", start_time="next tuesday or so at 3")
    assert raised.value.candidates == ("Tuesday, 24 November 2026",)


def test_text_is_cleaned_of_control_characters_and_titles_of_line_breaks(desk):
    plan = desk.plan(
        CREATE, title="A\r\nB\x1b[31m", start_time="2026-11-24T14:00", description="one\r\ntwo\x07"
    )
    assert plan.args["title"] == "A B[31m"
    assert plan.args["description"] == "one\ntwo"


def test_the_user_is_no_guest_but_the_organizer(desk):
    plan = desk.plan(
        CREATE, title="X", start_time="2026-11-24T14:00", attendees=["me", "Ana", "ADA@example.org"]
    )
    assert plan.args["attendees"] == ["Ana Lima <ana@example.org>"]
    rendered = desk.intent(plan).rendered
    assert b'ORGANIZER;CN="Ada Moss":mailto:ada@example.org' in rendered
    alone = desk.intent(desk.plan(CREATE, title="X", start_time="2026-11-24T14:00")).rendered
    assert b"ORGANIZER" not in alone


def test_a_clash_is_a_warning_with_the_nearest_free_times(desk):
    desk.create("Dentist", "2026-11-24T14:00", end_time="30 minutes")
    plan = desk.plan(CREATE, title="X", start_time="2026-11-24T14:15")
    assert plan.warnings == (
        "Clashes with 'Dentist' Tue 24 Nov 14:00–14:30; free: Tue 24 Nov 14:30–15:30, Wed 25 Nov 14:15–15:15",
    )
    assert plan.preview["clashes"] == [
        {"title": "Dentist", "start": "2026-11-24T14:00:00+00:00", "end": "2026-11-24T14:30:00+00:00"}
    ]
    assert plan.preview["alternatives"][0]["start"] == "2026-11-24T14:30:00+00:00"


def test_an_occurrence_of_a_new_series_that_clashes_is_told(desk):
    desk.create("Dentist", "2026-12-08T14:00")
    plan = desk.plan(CREATE, title="X", start_time="2026-11-24T14:00", recurrence="FREQ=WEEKLY")
    assert plan.warnings == ("Clashes with 'Dentist' Tue 8 Dec 14:00–15:00",)


def test_a_clash_that_comes_up_after_the_question_is_asked_anew(desk):
    plan = desk.plan(CREATE, title="X", start_time="2026-11-24T14:00")
    desk.create("Dentist", "2026-11-24T14:00")
    assert not plan.still_holds(desk.tools.write(CREATE).plan(plan.args))


def test_time_that_passes_does_not_change_a_plan_until_its_start_has_passed(desk):
    plan = desk.plan(CREATE, title="X", start_time="tomorrow at 3pm")
    desk.now = datetime(2026, 11, 21, 14, 0, tzinfo=LONDON)
    assert plan.still_holds(desk.tools.write(CREATE).plan(plan.args))
    desk.now = datetime(2026, 11, 22, 14, 0, tzinfo=LONDON)
    fresh = desk.tools.write(CREATE).plan(plan.args)
    assert not plan.still_holds(fresh)
    assert fresh.warnings == ("This is in the past: Saturday, 21 November 2026, 15:00–16:00 (Europe/London)",)


def test_a_series_begins_on_its_first_day(desk):
    plan = desk.plan(CREATE, title="Standup", start_time="2026-11-21T09:00", recurrence="every weekday")
    assert plan.args["start_time"] == "2026-11-23T09:00:00+00:00"
    assert plan.args["recurrence"] == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    assert plan.preview["event"]["recurrence"] == "every weekday"


def test_the_end_of_a_series_is_written_as_the_standard_wants(desk):
    timed = desk.plan(CREATE, title="X", start_time="every Monday at 9 until June")
    assert timed.args["recurrence"].endswith("UNTIL=20270630T225959Z")
    daily = desk.plan(
        CREATE, title="X", start_time="2026-11-24", recurrence="FREQ=DAILY;UNTIL=20261130T120000Z"
    )
    assert daily.args["recurrence"] == "FREQ=DAILY;UNTIL=20261130"


@pytest.mark.parametrize(
    ("args", "start", "end"),
    [
        ({"start_time": "3pm"}, "2026-11-24T15:00:00+00:00", "2026-11-24T15:30:00+00:00"),
        ({"start_time": "at 9:30"}, "2026-11-24T09:30:00+00:00", "2026-11-24T10:00:00+00:00"),
        ({"start_time": "Thursday"}, "2026-11-26T14:00:00+00:00", "2026-11-26T14:30:00+00:00"),
        ({"start_time": "2026-12-01"}, "2026-12-01T14:00:00+00:00", "2026-12-01T14:30:00+00:00"),
        ({"start_time": "tomorrow at 8am"}, "2026-11-21T08:00:00+00:00", "2026-11-21T08:30:00+00:00"),
        ({"start_time": "3pm for 2 hours"}, "2026-11-24T15:00:00+00:00", "2026-11-24T17:00:00+00:00"),
        (
            {"start_time": "2026-11-24T15:00", "end_time": "16:30"},
            "2026-11-24T15:00:00+00:00",
            "2026-11-24T16:30:00+00:00",
        ),
        ({"end_time": "3pm"}, "2026-11-24T14:00:00+00:00", "2026-11-24T15:00:00+00:00"),
        ({"end_time": "2 hours"}, "2026-11-24T14:00:00+00:00", "2026-11-24T16:00:00+00:00"),
        ({"move_by": "2 hours"}, "2026-11-24T16:00:00+00:00", "2026-11-24T16:30:00+00:00"),
        ({"start_time": "11"}, "2026-11-24T11:00:00+00:00", "2026-11-24T11:30:00+00:00"),
        ({"start_time": "an hour later"}, "2026-11-24T15:00:00+00:00", "2026-11-24T15:30:00+00:00"),
        ({"end_time": "16"}, "2026-11-24T14:00:00+00:00", "2026-11-24T16:00:00+00:00"),
        ({"move_by": "by 2 hours"}, "2026-11-24T16:00:00+00:00", "2026-11-24T16:30:00+00:00"),
        ({"move_by": "-30 minutes"}, "2026-11-24T13:30:00+00:00", "2026-11-24T14:00:00+00:00"),
        ({"move_by": "1 hour earlier"}, "2026-11-24T13:00:00+00:00", "2026-11-24T13:30:00+00:00"),
        ({"move_by": "a week later"}, "2026-12-01T14:00:00+00:00", "2026-12-01T14:30:00+00:00"),
    ],
)
def test_an_event_is_moved_and_what_is_not_said_stays(desk, args, start, end):
    event = desk.create("Review", "2026-11-24T14:00", end_time="30 minutes")
    desk.do(UPDATE, event_id=event, **args)
    assert desk.events("2026-11-20/2026-12-31") == [("Review", start, end)]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ({}, "nothing would change"),
        ({"title": "Review", "location": ""}, "nothing would change"),
        ({"start_time": "2026-11-24T14:00"}, "nothing would change"),
        ({"move_by": "2 hours", "start_time": "3pm"}, "either move_by"),
        ({"move_by": "Tuesday"}, "isn't a length of time"),
        ({"start_time": "next week"}, "say which day"),
        ({"remove_attendees": ["Chi"]}, "isn't invited"),
        ({"add_attendees": ["Zoe"]}, "nobody called"),
        ({"title": ""}, "title is empty"),
        ({"start_time": "every Monday at 9"}, "use recurrence"),
    ],
)
def test_a_change_that_cannot_be_is_told(desk, args, told):
    event = desk.create("Review", "2026-11-24T14:00", attendees=["Ana"])
    assert told in refused(desk, UPDATE, event_id=event, **args)


def test_a_change_shows_before_and_after(desk):
    event = desk.create("Review", "2026-11-24T14:00", attendees=["design team"], reminder_minutes=[10])
    plan = desk.plan(
        UPDATE,
        event_id=event[:6],
        title="Review 2",
        location="Room 1",
        add_attendees=["Chi"],
        remove_attendees=["Ana"],
        reminder_minutes=[60],
    )
    assert plan.args == {
        "event_id": event,
        "title": "Review 2",
        "location": "Room 1",
        "add_attendees": ["Chi Obi <chi@example.org>"],
        "remove_attendees": ["ana@example.org"],
        "reminder_minutes": [60],
    }
    assert plan.preview["scope"] == "event"
    assert plan.preview["before"]["reminders"] == ["10 minutes before"]
    assert plan.preview["after"]["reminders"] == ["1 hour before"]
    assert plan.summary == (
        "Change 'Review' on Tuesday, 24 November 2026, 14:00–15:00 (Europe/London): "
        "called 'Review 2'; at Room 1; with Chi Obi; without Ana Lima; reminder 1 hour before"
    )


def test_a_moved_event_does_not_clash_with_itself(desk):
    event = desk.create("Review", "2026-11-24T14:00")
    assert desk.plan(UPDATE, event_id=event, move_by="30 minutes").warnings == ()


def test_an_event_that_is_not_there_is_told(desk):
    assert "no event with the id" in refused(desk, UPDATE, event_id="nope", title="X")
    assert "no event with the id" in refused(desk, CANCEL, event_id="nope")


def test_a_plan_does_not_hold_once_the_event_was_changed_by_somebody_else(desk):
    event = desk.create("Review", "2026-11-24T14:00")
    for plan in (desk.plan(UPDATE, event_id=event, title="Other"), desk.plan(CANCEL, event_id=event)):
        before = desk.file().read_bytes()
        desk.file().write_bytes(before.replace(b"SUMMARY:Review", b"SUMMARY:Retro"))
        tool = UPDATE if plan.kind == "event.update" else CANCEL
        assert not plan.still_holds(desk.tools.write(tool).plan(plan.args))
        desk.file().write_bytes(before)


def test_an_edit_of_the_start_takes_the_end_along(desk):
    plan = desk.plan(CREATE, title="X", start_time="2026-11-24T14:00", end_time="90 minutes")
    write = desk.tools.write(CREATE)
    moved = write.plan_edit(plan.args, {"start_time": "2026-11-25T09:00"})
    assert moved.args["end_time"] == "2026-11-25T10:30:00+00:00"
    said = write.plan_edit(plan.args, {"start_time": "tomorrow 9 to 10am"})
    assert said.args["end_time"] == "2026-11-21T10:00:00+00:00"
    titled = write.plan_edit(plan.args, {"title": "Y"})
    assert titled.args == {**plan.args, "title": "Y"}
    days = desk.plan(CREATE, title="X", start_time="2026-12-24", end_time="2026-12-26")
    assert write.plan_edit(days.args, {"start_time": "2026-12-28"}).args["end_time"] == "2026-12-30"


def test_a_change_to_an_event_that_somebody_else_organizes_is_a_warning(desk):
    desk.put(
        "theirs.ics",
        "BEGIN:VEVENT\nUID:t\nSUMMARY:Theirs\nDTSTART:20261124T140000Z\nORGANIZER;CN=Ben:mailto:ben@example.org\nEND:VEVENT",
    )
    event = desk.ask("list_calendar_events", when="2026-11-24")["events"][0]["id"]
    for plan in (desk.plan(UPDATE, event_id=event, title="Ours"), desk.plan(CANCEL, event_id=event)):
        assert plan.warnings == ("Ben organizes this; only your own copy changes",)


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("3pm", "Tuesday, 24 November 2026, 15:00–15:30"),
        ("15:00", "Tuesday, 24 November 2026, 15:00–15:30"),
        ("from 3 to 5pm", "Tuesday, 24 November 2026, 15:00–17:00"),
        ("tomorrow at 3pm", "Saturday, 21 November 2026, 15:00–15:30"),
    ],
)
def test_an_edit_of_the_time_of_day_keeps_the_day_that_was_shown(desk, typed, when):
    shown = desk.plan(CREATE, title="Fika", start_time="2026-11-24T09:00", end_time="30 minutes")
    assert when in desk.tools.write(CREATE).plan_edit(shown.args, {"start_time": typed}).summary


def test_a_crowd_is_counted_in_the_sentence_and_shown_whole_in_the_preview(desk):
    guests = [f"Guest {n} <guest{n}@example.org>" for n in range(40)]
    plan = desk.plan(CREATE, title="All hands", start_time="2026-11-24T14:00", attendees=guests)
    assert plan.summary.endswith("Guest 5, Guest 6 and 33 others")
    assert len(plan.preview["event"]["attendees"]) == 40


def test_the_same_words_as_start_and_as_end_say_no_end(desk):
    plan = desk.plan(CREATE, title="Review", start_time="tomorrow at 2pm", end_time="tomorrow at 2pm")
    assert plan.args["end_time"] == "2026-11-21T15:00:00+00:00"


def test_an_event_may_be_named_by_its_title_where_just_one_is_called_so(desk):
    desk.do(CREATE, title="Quarterly review", start_time="tomorrow at 2pm")
    desk.do(CREATE, title="Stand-up", start_time="tomorrow at 9am")
    assert "Quarterly review" in desk.plan(CANCEL, event_id="quarterly review").summary
    desk.do(CREATE, title="Quarterly review of Borneo", start_time="tomorrow at 4pm")
    assert "Borneo" not in desk.plan(CANCEL, event_id="Quarterly review").summary
    both = refused(desk, CANCEL, event_id="Quarterly")
    assert "(Quarterly review)" in both
    assert "(Quarterly review of Borneo)" in both


def test_a_number_is_no_id_and_the_answer_has_the_ids_that_there_are(desk):
    desk.do(CREATE, title="All hands", start_time="tomorrow at 2pm")
    (event,) = desk.store.between(desk.now, desk.now.replace(year=2027))
    assert desk.plan(CANCEL, event_id=event.id[:8]).args["event_id"] == event.id
    assert f"{event.id} (All hands)" in refused(desk, CANCEL, event_id=event.id[0])


def test_a_dash_takes_a_place_away(desk):
    event = desk.do(CREATE, title="All hands", start_time="tomorrow at 2pm", location="Room Borneo")
    plan = desk.plan(UPDATE, event_id=str(event.reference["id"]), location="-")
    assert plan.preview["after"]["location"] == ""
