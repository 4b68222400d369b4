"""Of a model on this machine comes nothing: the built-in model takes the turn, where it is certain."""

from pathlib import Path
from typing import Any

import pytest

from assistant.contract import Decision
from assistant.testing import ScriptedModel, says
from tests.agents.offline.desk import put_mail
from tests.assistant.turn.weak import EMAIL, LOOK, Weak, books, retells

DECLINED = "I'm sorry, I cannot assist with that."
REVIEW = "Design review"


class ModelHere(ScriptedModel):
    """A model on this machine."""

    base_url: str = "http://127.0.0.1:9/v1"


@pytest.fixture
def here(tmp_path: Path) -> Weak:
    return Weak(tmp_path / "home", ModelHere)


def _said(weak: Weak, asked: str) -> tuple[str, str | None]:
    turn = weak.says(asked)
    return str(turn.reply), turn.answered_by


@pytest.mark.parametrize(
    "calendar",
    [
        ["Which calendar?"],
        [DECLINED, DECLINED],
        ["", ""],
        ["The New Year's party has been created."] * 2,
        [LOOK, "You have 1 event, at 9:30 AM."],
        [LOOK, "You have nothing on Tuesday."],
        [LOOK, "A design review, at 15:00."],
        [LOOK, "A design review."],
    ],
    ids=["asks", "declines", "empty", "invents", "leaves out", "denies", "another hour", "no hour"],
)
def test_takes_a_look_that_was_not_told(here: Weak, calendar: list[Any]) -> None:
    here.plays(calendar=calendar)
    told, by = _said(here, "What do I have next Tuesday?")
    assert by == "offline"
    assert REVIEW in told
    assert "14:00" in told


@pytest.mark.parametrize("said", ["A design review at 14:00.", "The Design review, at 2 pm."])
def test_leaves_alone_what_was_told(here: Weak, said: str) -> None:
    here.plays(calendar=[LOOK, said])
    assert _said(here, "What do I have next Tuesday?") == (said, None)


def test_takes_a_denial_whose_look_was_narrower_than_the_question(here: Weak) -> None:
    look = ("search_emails", {"sender": "Maya", "when": "today"})
    put_mail(here.home, 3, "maya", "Offsite rooms", 3)
    here.plays(email=[look, "You have no mails from Maya."])
    told, by = _said(here, "Do I have any mails from Maya?")
    assert by == "offline"
    assert "Offsite rooms" in told


@pytest.mark.parametrize("asked", ["Move the design review", "When is the design review?"])
def test_one_thing_goes_as_it_was_typed_to_whose_it_certainly_is(here: Weak, asked: str) -> None:
    here.plays(calendar=["Which room?"])
    here.says(asked)
    assert [key for key, _ in here.model.heard] == ["create_calendar_event"]
    assert here.told("create_calendar_event")[0].endswith(asked)


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ("Every Friday at 4 send me a summary of my week", "list_routines"),
        ("Add a task: water the plants", "list_tasks"),
        ("Add Bob Lee, bob@x.org, to my contacts", "find_contact"),
        ("Which mails did Ben send me?", "send_email"),
    ],
)
def test_the_rules_say_whose_it_is_before_the_router(here: Weak, asked: str, has: str) -> None:
    for tool in ("list_routines", "list_tasks", EMAIL, "find_contact"):
        here.model.script[tool] = [says("Which one?")]
    here.assistant.ask(asked, thread="t")
    assert here.model.heard[0][0] == has


def test_a_better_question_takes_the_place_of_one_and_its_answer_is_understood(here: Weak) -> None:
    here.plays(calendar=["Which room?"])
    asked, by = _said(here, "Move the design review")
    assert by == "offline"
    assert asked.endswith("?")
    assert "room" not in asked
    here.plays(*[DECLINED] * 2, calendar=[DECLINED] * 2)
    told, by = _said(here, "To Wednesday at 3pm")
    assert by == "offline"
    assert "Wednesday, 25 November 2026, 15:00" in told


@pytest.mark.parametrize(
    "asked", ["Paint the fence and tell nobody", "Paint the fence", "Set up my week step by step"]
)
def test_of_several_things_and_of_what_is_nobodys_the_model_says_whose_they_are(
    here: Weak, asked: str
) -> None:
    here.plays(DECLINED, DECLINED)
    assert _said(here, asked) == (DECLINED, None)
    assert {key for key, _ in here.model.heard} == {"schedule_event"}


@pytest.mark.parametrize(
    ("asked", "when", "looked"),
    [
        ("What do I have next Tuesday?", "next week", "Tuesday, 24 November 2026"),
        ("What do I have next Tuesday?", "2026-11-26", "Tuesday, 24 November 2026"),
        ("What do I have next Tuesday?", "Tuesday", "Tuesday, 24 November 2026"),
        ("What do I have next Tuesday afternoon?", "next Tuesday", "24 November 2026, about 12:00"),
        ("When is the design review?", "today", "a year back to a year ahead"),
        ("What do I have next Tuesday and on Friday?", "2026-11-26", "Thursday, 26 November 2026"),
    ],
)
def test_a_look_is_taken_at_the_time_that_was_named(here: Weak, asked: str, when: str, looked: str) -> None:
    look = ("search_calendar_events", {"when": when})
    here.plays(books(asked), calendar=[look, "I can't say."])
    here.says(asked)
    assert looked in here.told("create_calendar_event")[1]


def test_what_is_to_be_moved_is_not_looked_for_at_its_new_time(here: Weak) -> None:
    here.plays(calendar=[DECLINED, DECLINED])
    told, by = _said(here, "Move the design review to 16:30")
    assert by == "offline"
    assert told.startswith(f"Changed '{REVIEW}'")
    here.plays(calendar=[("search_calendar_events", {"when": "next week"}), DECLINED])
    here.says("Move the design review to 17:30")
    assert any('"total": 1' in told for told in here.told("create_calendar_event"))


def test_an_empty_look_that_was_told_stands(here: Weak) -> None:
    look = ("list_calendar_events", {"when": "on Friday 27 November"})
    said = "You have no events on Friday 27 November."
    here.plays(said, calendar=[look, said])
    assert _said(here, "What do I have on Friday 27 November?") == (said, None)


def test_takes_what_was_to_be_done(here: Weak) -> None:
    here.plays(*[DECLINED] * 2, calendar=[DECLINED, DECLINED])
    told, by = _said(here, "Cancel the design review")
    assert by == "offline"
    assert told.startswith(f"Cancelled '{REVIEW}'")
    assert [approval.action for approval in here.asked] == ["cancel_calendar_event"]


def test_takes_what_was_asked_of_what_was_spoken_of(here: Weak) -> None:
    book = (
        "create_calendar_event",
        {"title": "Lunch", "start_time": "Monday at noon", "location": "Canteen"},
    )
    here.plays("It is in.", calendar=[book, "It is in."])
    here.says("Book lunch on Monday at noon in the Canteen")
    here.plays(*["That's the calendar."] * 2, calendar=["It is in the calendar."] * 2)
    told, by = _said(here, "Where is that?")
    assert by == "offline"
    assert "Canteen" in told


def test_takes_what_was_answered_with_what_a_tool_had_told(here: Weak) -> None:
    look = ("search_emails", {"sender": "Ana"})
    echo = retells("<tool_response>\n{}\n</tool_response>".format)
    here.plays(email=[look, echo, echo])
    told, by = _said(here, "Email Ana that the plans can wait")
    assert by == "offline"
    assert "<tool_response>" not in told
    assert [approval.action for approval in here.asked] == ["send_email"]


NOON_WITH_ANA = "Book lunch with Ana on Monday at noon"
AS_SAID = "Schedule 'Lunch with Ana' on Monday, 23 November 2026, 12:00–13:00"


@pytest.mark.parametrize(
    ("said", "args", "summary"),
    [
        (NOON_WITH_ANA, {"start_time": "2026-11-20T15:00", "attendees": ["Ana"]}, AS_SAID),
        (NOON_WITH_ANA, {"start_time": "Monday at noon", "attendees": ["Ben"]}, AS_SAID),
        (NOON_WITH_ANA, {"title": "Lunch with Ana on Monday at noon", "start_time": "Monday at noon",
                         "attendees": ["Ana"]}, AS_SAID),
        # What heeds the words stays as the model made it.
        (NOON_WITH_ANA, {"start_time": "Monday at noon", "attendees": ["Ana"]},
         "Schedule 'Food' on Monday, 23 November 2026, 12:00–13:00"),
        # What only a language model understands, too.
        ("Mittagessen mit Ana am Montag um 12", {"start_time": "Tuesday at noon", "attendees": ["Ben"]},
         "Schedule 'Food' on Tuesday, 24 November 2026, 12:00–13:00"),
    ],
)  # fmt: skip
def test_a_call_that_does_not_heed_the_words_is_made_as_they_want_it(
    here: Weak, said: str, args: dict[str, Any], summary: str
) -> None:
    call = ("create_calendar_event", {"title": "Food", **args})
    here.plays("It is in.", calendar=[call, "It is in."])
    here.says(said)
    assert [approval.summary.partition(" (")[0] for approval in here.asked] == [summary]


def test_so_is_a_mail_without_the_words_that_were_dictated(here: Weak) -> None:
    said = "Send Ana a mail: lunch works for me"
    letter = {"to": ["Ana"], "subject": "Lunch", "body": "Can you make it at 12 tomorrow?"}
    here.plays("It is sent.", email=[("send_email", letter), "It is sent."])
    here.says(said)
    [approval] = here.asked
    assert "lunch works for me" in str(approval.args["body"]).lower()


def test_takes_nothing_that_somebody_was_asked_about(here: Weak) -> None:
    book = ("create_calendar_event", {"title": "Lunch", "start_time": "Monday at noon"})
    here.plays("You said no.", calendar=[book, "You said no."])
    turn = here.says("Book lunch on Monday at noon", Decision.reject("no time"))
    assert turn.answered_by is None
    assert len(here.asked) == 1
    assert REVIEW in here.events()[0]
    assert len(here.events()) == 1


def test_takes_nothing_of_which_it_is_not_certain(here: Weak) -> None:
    here.plays("Which fence?", calendar=["Which fence?"])
    assert _said(here, "Paint the fence green") == ("Which fence?", None)


def test_takes_nothing_where_it_is_never_to(tmp_path: Path) -> None:
    weak = Weak(tmp_path / "home", ModelHere, model_first="never")
    weak.plays(books("next Tuesday"), "You have 1 event.", calendar=[LOOK, "You have 1 event."])
    assert _said(weak, "What do I have next Tuesday?") == ("You have 1 event.", None)


def test_takes_nothing_from_a_model_elsewhere(tmp_path: Path) -> None:
    weak = Weak(tmp_path / "home")
    weak.plays(books("next Tuesday"), "You have 1 event.", calendar=[LOOK, "You have 1 event."])
    assert _said(weak, "What do I have next Tuesday?") == ("You have 1 event.", None)


def test_knows_what_it_told_in_the_turn_before(here: Weak) -> None:
    here.plays(calendar=[LOOK, "You have 1 event."])
    assert REVIEW in _said(here, "What do I have next Tuesday?")[0]
    here.plays(*[DECLINED] * 2, calendar=[DECLINED, DECLINED])
    told, by = _said(here, "Cancel it")
    assert by == "offline"
    assert told.startswith(f"Cancelled '{REVIEW}'")


def test_knows_what_was_done_by_whomever(here: Weak) -> None:
    book = ("create_calendar_event", {"title": "Lunch", "start_time": "Monday at noon"})
    here.plays("It is in.", calendar=[book, "It is in."])
    here.says("Book lunch on Monday at noon")
    here.plays(*[DECLINED] * 2, calendar=[DECLINED, DECLINED])
    told, by = _said(here, "Move it to 13:00")
    assert by == "offline"
    assert "'Lunch'" in told
    assert "13:00" in told


def test_does_not_know_what_a_language_model_was_told(here: Weak) -> None:
    here.plays(calendar=[LOOK, "A design review at 14:00."])
    here.says("What do I have next Tuesday?")
    here.plays(*[DECLINED] * 2, "Which one?", calendar=[DECLINED, DECLINED])
    assert _said(here, "Cancel it")[1] is None
    assert here.asked == []


def test_a_pause_goes_on_in_another_process(here: Weak) -> None:
    here.plays(*[DECLINED] * 2, calendar=[DECLINED, DECLINED])
    turn = here.assistant.ask("Cancel the design review", thread="t")
    assert turn.status == "paused"
    here.assistant.close()
    again = Weak(here.home, ModelHere)
    turn = again.assistant.decide({turn.approvals[0].id: Decision.approve()})
    assert str(turn.reply).startswith(f"Cancelled '{REVIEW}'")
    assert again.model.heard == []
