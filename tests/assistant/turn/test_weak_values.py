"""A model that gives what nobody wants, or another day than was said: what is proposed is what was said."""

from pathlib import Path
from typing import Any

import pytest

from agents.unasked_values import unasked
from assistant.testing import calls, says
from tests.assistant.turn.weak import BOOK, LOOK, LUNCH, Weak, books


@pytest.fixture
def weak(tmp_path: Path) -> Weak:
    return Weak(tmp_path / "home")


@pytest.mark.parametrize(
    ("said", "args", "proposed"),
    [
        ("on Monday at noon", {"start_time": "2026-11-24T12:00"}, "Monday, 23 November 2026, 12:00–13:00"),
        (
            "on Monday at noon for 2 hours",
            {"start_time": "2026-11-26T12:00+00:00", "end_time": "2026-11-26T14:00+00:00"},
            "Monday, 23 November 2026, 12:00–14:00",
        ),
        # What may have been meant stays.
        ("on Monday at noon", {"start_time": "2026-11-30T12:00"}, "Monday, 30 November 2026, 12:00–13:00"),
        ("on Monday at noon", {"start_time": "2026-11-24T13:00"}, "Tuesday, 24 November 2026, 13:00–14:00"),
        ("at noon", {"start_time": "2026-11-24T12:00"}, "Tuesday, 24 November 2026, 12:00–13:00"),
        # In two weeks there is one: the one that the grammar takes, and the card names the other.
        ("next Monday at noon", {"start_time": "2026-11-25T12:00"}, "Monday, 23 November 2026, 12:00–13:00"),
        ("next Friday at noon", {"start_time": "2026-11-26T12:00"}, "Friday, 27 November 2026, 12:00–13:00"),
        ("next Friday at noon", {"start_time": "2026-11-20T12:00"}, "Friday, 20 November 2026, 12:00–13:00"),
        ("on Monday at noon", {"start_time": "Tuesday at noon"}, "Monday, 23 November 2026, 12:00–13:00"),
        (
            "on Monday or Friday at noon",
            {"start_time": "2026-11-24T12:00"},
            "Tuesday, 24 November 2026, 12:00–13:00",
        ),
    ],
)
def test_a_day_that_nobody_has_said_is_the_one_that_was_said(
    weak: Weak, said: str, args: dict[str, str], proposed: str
) -> None:
    weak.plays(books(f"Book lunch {said}"), calendar=[(BOOK[0], {**LUNCH, **args}), "It is in."])
    weak.plays("That's it.")
    weak.says(f"Book lunch {said}")
    assert weak.asked[0].summary.startswith(f"Schedule 'Lunch' on {proposed}")


def test_a_day_that_was_read_somewhere_does_not_take_the_place_of_the_one_that_was_said(weak: Weak) -> None:
    taken = {**LUNCH, "start_time": "2026-11-24T12:00"}
    weak.plays(books("Book lunch on Monday at noon"), calendar=[LOOK, (BOOK[0], taken), "It is in."])
    weak.plays("That's it.")
    weak.says("Book lunch on Monday at noon")
    assert weak.asked[0].summary.startswith("Schedule 'Lunch' on Monday, 23 November 2026, 12:00")


NEWLY = {"location": "-", "description": "Lunch", "attendees": ["Ben"], "reminder_minutes": [15]}


@pytest.mark.parametrize(
    ("said", "args", "stays"),
    [
        ("Book lunch on Monday at noon", NEWLY, {}),
        ("Book lunch on Monday at noon", {"location": "Main Street 5", "description": "Eat well."}, {}),
        ("Book lunch on Monday at noon", {"recurrence": "every week", "calendar": "work"}, {}),
        ("Book lunch with Ana on Monday at noon", {"attendees": ["Ana", "Ben"]}, {"attendees": "Ana"}),
        # What was said, or is wanted whatever it is, stays.
        ("Book lunch at Luigi's on Monday at noon", {"location": "Luigi's Trattoria"}, {"location": "Luigi"}),
        ("Book lunch on Monday at noon somewhere near", {"location": "Main Street 5"}, {"location": "Main"}),
        ("Book lunch on Monday at noon, with an agenda", {"description": "Eat."}, {"description": "Eat."}),
        ("Book lunch on Monday at noon for everyone", {"attendees": ["Ben"]}, {"attendees": "Ben"}),
        ("Mittagessen am Montag um 12:00 eintragen", {"location": "Hof"}, {"location": "Hof"}),
    ],
)
def test_what_nobody_wants_of_an_event_falls_away(
    weak: Weak, said: str, args: dict[str, Any], stays: dict[str, str]
) -> None:
    weak.plays(books(said), calendar=[(BOOK[0], {**LUNCH, **args}), "It is in."])
    weak.plays("That's it.")
    weak.says(said)
    given = {name: value for name, value in weak.asked[0].args.items() if value and name in args}
    assert given.keys() - {"calendar"} == stays.keys()
    assert all(value in str(given[name]) for name, value in stays.items())


def test_what_was_read_may_be_put_into_an_event(weak: Weak) -> None:
    look = ("list_calendar_events", {"when": "next Tuesday"})
    args = {**LUNCH, "description": "Before the review", "attendees": ["Ana"]}
    weak.plays(books("Lunch"), "It is in.", calendar=[look, (BOOK[0], args), "It is in."])
    weak.says("Book lunch on Monday at noon, before what I have on Tuesday")
    assert weak.asked[0].args["description"] == "Before the review"
    assert weak.asked[0].args["attendees"] == ["Ana Lima <ana@x.example>"]


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("Add a task to buy printer paper", ""),
        ("Add a task to buy printer paper soon", "2026-11-19T17:00:00+00:00"),
    ],
)
def test_a_task_is_due_when_somebody_wants_it_to_be(tmp_path: Path, said: str, due: str) -> None:
    weak = Weak(tmp_path / "home")
    task = {"title": "Buy printer paper", "due": "2026-11-19T17:00", "notes": "buy printer paper"}
    weak.model.script["create_task"] = [calls(("create_task", task)), says("It is in.")]
    weak.plays(("manage_tasks", {"request": said}), "That's it.")
    weak.says(said)
    assert (weak.asked[0].args["due"], weak.asked[0].args["notes"]) == (due, "")


@pytest.mark.parametrize(
    ("before", "answer", "said", "due"),
    [
        ("The form has to go out on Friday", "I see.", "Add a task for it", "2026-11-20"),
        ("The form has to go out on Friday", "I see.", "Add a task for it", "2026-11-25"),
        ("The form has to go out", "Shall I add a task, due in six days?", "yes", "2026-11-25"),
    ],
)
def test_so_is_it_when_that_was_talked_about(
    tmp_path: Path, before: str, answer: str, said: str, due: str
) -> None:
    weak = Weak(tmp_path / "home")
    weak.plays(answer)
    weak.says(before)
    task = {"title": "Send the form", "due": due}
    weak.model.script["create_task"] = [calls(("create_task", task)), says("It is in.")]
    weak.plays(("manage_tasks", {"request": "Add it"}), "That's it.")
    weak.says(said)
    assert weak.asked[0].args["due"] == due


def test_a_sign_for_none_takes_the_place_of_an_event_away(weak: Weak) -> None:
    none = ("update_calendar_event", {"event_id": "Lunch", "location": "-"})
    weak.plays(books("Book lunch"), calendar=[(BOOK[0], {**LUNCH, "location": "Hof"})])
    weak.says("Book lunch in Hof on Monday at noon")
    assert weak.asked[0].args["location"] == "Hof"
    weak.plays(books("Not in there"), "It is away.", calendar=[none, "It is away."])
    weak.says("Change lunch to have no particular spot")
    assert "LOCATION" not in "".join(path.read_text() for path in weak.home.glob("calendar/*/*.ics"))


@pytest.mark.parametrize(
    ("said", "day", "start"),
    [
        ("Move the design review to 4pm", 19, "2026-11-24T16:00"),
        ("Move the design review to Monday at 4pm", 25, "2026-11-23T16:00"),
        ("Move the design review to the end of the week at 4pm", 27, "2026-11-27T16:00"),
    ],
)
def test_an_event_stays_on_its_day_where_only_a_time_was_said(
    weak: Weak, said: str, day: int, start: str
) -> None:
    args = {
        "event_id": "Design review",
        "start_time": f"2026-11-{day}T16:00",
        "end_time": f"2026-11-{day}T16:30",
    }
    weak.plays(books("Move it"), calendar=[("update_calendar_event", args), "It is moved."])
    weak.plays("It is moved.")
    weak.says(said)
    assert start in weak.asked[0].args["start_time"]
    assert "reminder_minutes" not in weak.asked[0].args


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("Move the design review to 4pm", "17:00"),
        ("Move the design review to 4pm for half an hour", "16:30"),
        ("Move the design review to 4pm until 4:30", "16:30"),
        ("Move the design review to 4-4:30pm", "16:30"),
        ("Make the design review shorter, from 4pm", "16:30"),
    ],
)
def test_what_is_moved_keeps_its_length_where_nobody_speaks_of_one(weak: Weak, said: str, ends: str) -> None:
    args = {"event_id": "Design review", "start_time": "2026-11-24T16:00", "end_time": "2026-11-24T16:30"}
    weak.plays(books("Move it"), calendar=[("update_calendar_event", args), "It is moved."])
    weak.plays("It is moved.")
    weak.says(said)
    assert f"–{ends} (" in weak.asked[0].summary


@pytest.mark.parametrize(
    ("said", "unwanted"),
    [("Move it an hour later", {"reminder_minutes": None}), ("No reminders any more, please", {})],
)
def test_no_reminders_are_none_only_where_somebody_speaks_of_them(
    said: str, unwanted: dict[str, None]
) -> None:
    assert unasked({"event_id": "review", "reminder_minutes": []}, said, ()) == unwanted
