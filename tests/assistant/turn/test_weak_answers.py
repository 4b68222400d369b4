"""A model that says something in the place of an answer: it is asked once more, and then not believed."""

from pathlib import Path
from typing import Any

import pytest

from agents.evidence import UNSEEN
from agents.truth import CALL
from assistant.testing import says
from tests.assistant.turn.weak import BOOK, CALENDAR, LOOK, SEND, Weak, books, mails


@pytest.fixture
def weak(tmp_path: Path) -> Weak:
    return Weak(tmp_path / "home")


@pytest.mark.parametrize("form", ["{}", "<tool_response>\n{}\n</tool_response>"])
def test_what_a_tool_said_of_a_call_is_not_said_to_the_person(weak: Weak, form: str) -> None:
    plan = ("follow_plan", {"steps": ["create an event"]})
    weak.plays(plan, lambda messages: says(form.replace("{}", messages[-1].text)))
    assert weak.says("Book lunch on Monday at noon").reply == "Nothing was done."
    weak.plays(plan, lambda messages: says(form.replace("{}", messages[-1].text)))
    assert weak.says("Am I free on Thursday at 3pm?").reply == UNSEEN


def test_nor_is_what_an_agent_failed_with(weak: Weak) -> None:
    echo = "<tool_response>\n{}\n</tool_response>"
    weak.plays(books("Book lunch"), lambda messages: says(echo.format(messages[-1].text)), calendar=["", ""])
    assert weak.says("Book lunch on Monday at noon").reply == "Nothing was done."


@pytest.mark.parametrize("said", ["Yes.", "You are free then.", "You have no meetings on Thursday."])
def test_an_answer_about_the_calendar_that_nobody_looked_into_is_not_given(weak: Weak, said: str) -> None:
    weak.plays(said, said)
    assert weak.says("Am I free on Thursday at 3pm?").reply == UNSEEN


def test_a_look_that_failed_backs_no_answer_of_the_next_turn(weak: Weak) -> None:
    weak.plays(books("Am I free tomorrow at 3pm?"), *["Yes, you are free."] * 3, calendar=["Yes."] * 2)
    assert weak.says("Am I free tomorrow at 3pm?").reply == UNSEEN
    assert weak.says("Am I free on Thursday at 3pm?").reply == UNSEEN


def test_nor_is_what_an_agent_says_that_did_not_look(weak: Weak) -> None:
    weak.plays(books("Is Sam free on Thursday at 3pm?"), "Yes, you are free.", calendar=["Yes."] * 2)
    assert weak.says("Am I free on Thursday at 3pm?").reply == UNSEEN
    assert weak.told("schedule_event")[-1] == f"failed: {UNSEEN}"


@pytest.mark.parametrize("said", ["Which Thursday?", "I can't see your calendar right now."])
def test_who_asks_back_or_does_not_know_may_say_so(weak: Weak, said: str) -> None:
    weak.plays(said, said)
    assert weak.says("Am I free on Thursday at 3pm?").reply == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("What do I have next Tuesday?", "I need to check your calendar to see that."),
        ("What do I have next Tuesday?", "Sure! Let me look. One moment, please."),
        ("What do I have next Tuesday?", "What do I have next Tuesday?"),
        ("What do I have next Tuesday?", "I'm sorry, but I can't assist with that."),
        ("What do I have next Tuesday?", "I don't have a specific date for that."),
        ("What do I have next Tuesday?", "Could you please give me more details about your calendar?"),
        (
            "What do I have next Tuesday?",
            "I can't answer that because you haven't provided a date. May I ask?",
        ),
        ("Show me my meetings of next Tuesday", ""),
        ("Show me my meetings of next Tuesday", "<tools></tools>"),
        (
            "Show me my meetings of next Tuesday",
            '{{"name": "schedule_event", "arguments": {}}}\n{"list_calendar_events": "when"}}',
        ),
    ],
)
def test_who_looks_for_nothing_is_asked_once_more(weak: Weak, asked: str, said: str) -> None:
    weak.plays(said, books(asked), "At two.", calendar=[said, LOOK, "A review."])
    assert weak.says(asked).reply in ("At two.", "A review.")
    assert [messages[-1].text.endswith(CALL) for _, messages in weak.model.heard][:4] == [False, True] * 2


def test_and_says_honestly_that_nothing_was_found_after_that(weak: Weak) -> None:
    weak.plays(*["I need to check your calendar."] * 2)
    turn = weak.says("What do I have next Tuesday?")
    assert (turn.reply, turn.usage.model_calls) == (UNSEEN, 2)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Send Ana a text message", "I can't send text messages, only mails."),
        ("Move the design review", "I need to know the time to move it to."),
        ("Am I free on Thursday?", "Let me check. Which Thursday do you mean?"),
        ("How do I plan a good offsite?", "Let me think about the place first."),
        ("What did you just say?", "Let me repeat it."),
    ],
)
def test_who_gives_a_reason_or_waits_for_somebody_is_not_asked_again(
    weak: Weak, asked: str, said: str
) -> None:
    weak.plays(said)
    assert weak.says(asked).reply == said


@pytest.mark.parametrize(
    "said",
    [
        "I have received a mail from Ana. The plan is fine.",
        "I'm sorry, but I can't help with that.",
        "I can't send an email or find an existing one. I can only answer questions.",
    ],
)
def test_who_says_something_else_than_to_do_it_is_asked_once_more(weak: Weak, said: str) -> None:
    weak.plays(said, mails("Send it to Ana"), email=[SEND])
    weak.says("Send Ana a mail that the plan is fine")
    assert len(weak.sent()) == 1
    weak.plays(*["The plan is fine as it is."] * 2)
    assert weak.says("Send Ana a mail that the plan is fine").reply == "The plan is fine as it is."


def test_and_has_done_nothing_after_that(weak: Weak) -> None:
    weak.plays(*["I have received a mail from Ana. The plan is fine."] * 2)
    assert weak.says("Send Ana a mail that the plan is fine").reply == "Nothing was done."


def test_what_was_found_is_told_over_what_only_announces_a_look(weak: Weak) -> None:
    weak.plays(
        books("What is on?"), "Let me check your calendar.", calendar=[LOOK, "A review, and nothing else."]
    )
    assert weak.says("What do I have next Tuesday?").reply == "A review, and nothing else."


def test_what_was_looked_up_may_be_spoken_of_again_without_a_look(weak: Weak) -> None:
    seen = "A review with Ana on Tuesday, 14:00–15:00."
    weak.plays(books("What is on Tuesday?"), "At two.", "Yes, from 2 to 3 PM.", calendar=[LOOK, seen])
    assert weak.says("What do I have next Tuesday?").reply == seen
    assert weak.says("When is the review?").reply == "At two."
    assert weak.says("Is the review with Ana at 2?").reply == "Yes, from 2 to 3 PM."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("When is the review?", "At four."),
        ("When is the review?", "On Friday."),
        ("Who comes to the review?", "It is with Maya."),
        ("Do I have a meeting on Friday?", "Yes."),
        ("Do I have unread mails?", "Yes, from Ana."),
        ("Do I have unread mails?", "- You have 5 unread mails.\n\nDo you have any questions about them?"),
        ("What is on my task list?", "A review."),
        ("Do I have a meeting with Ana?", "There is none."),
        ("Do I have a meeting with Ana?", "You don't have any meetings with Ana."),
        ("Do I have a meeting with Ana?", UNSEEN),
        ("Do I have a meeting with Ana?", "<tool_response>\nfailed: No meeting found.\n</tool_response>"),
        ("Do I have a meeting with Ana?", "answered: A review with Ana on Tuesday."),
    ],
)
def test_an_earlier_look_backs_nothing_else(weak: Weak, asked: str, said: str) -> None:
    weak.plays(
        *(books("What is on Tuesday?"), said, books(asked)),
        calendar=[LOOK, "A review with Ana on Tuesday, 14:00–15:00.", LOOK, "A review, by itself."],
    )
    weak.says("What do I have next Tuesday?")
    assert weak.says(asked).reply == "A review, by itself."
    assert len(weak.model.heard[4][1]) == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Move it to Friday", "failed: No event found."),
        ("Invite Maya to it", "Maya comes to the review."),
        ("Put it back", "Took 'Lunch' out of the calendar again."),
        ("Invite Maya to it", UNSEEN),
        ("Invite Maya to it", "Nothing was done."),
    ],
)
def test_nor_does_it_what_is_done_with_what_was_seen(weak: Weak, asked: str, said: str) -> None:
    weak.plays(
        *(books("What is on Tuesday?"), said, books(asked), "Which one?"),
        calendar=[LOOK, "A review with Ana on Tuesday.", "It stands alone."],
    )
    weak.says("What do I have next Tuesday?")
    assert weak.says(asked).reply == "Which one?"


@pytest.mark.parametrize(
    ("asked", "said", "told"),
    [
        ("Do I have a meeting with Ana?", "<tool_response>\nanswered: Yes.\n</tool_response>", UNSEEN),
        ("Do I have a meeting with Ana?", "There is no meeting with Ana.", UNSEEN),
        ("Move it to Friday", "done: Moved to Friday.", "Nothing was done."),
    ],
)
def test_nor_what_is_said_again_in_the_form_of_a_tool(weak: Weak, asked: str, said: str, told: str) -> None:
    weak.plays(books("What is on Tuesday?"), said, said, calendar=[LOOK, "A review with Ana on Tuesday."])
    weak.says("What do I have next Tuesday?")
    assert weak.says(asked).reply == told
    assert not weak.asked


@pytest.mark.parametrize("args", [{}, {"request": ""}, {"request": None, "full_context": True}])
def test_who_hands_nothing_on_hands_on_what_was_said(weak: Weak, args: dict[str, Any]) -> None:
    weak.plays(("schedule_event", args), calendar=[LOOK, "A review."])
    assert weak.says("What do I have next Tuesday?").reply == "A review."
    assert weak.told(CALENDAR)[0].endswith("What do I have next Tuesday?")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("How do I write a good agenda?", "Be brief."),
        ("Can you cancel meetings?", "Yes."),
        ("Write a haiku", "Leaves fall."),
        ("Please note the number 7", "Noted."),
        (
            "Write an email that I am ill",
            "Dear team,\n" + "I am ill and stay at home for a week.\n" * 6 + "Sam",
        ),
        ("Thanks!", "Bye."),
    ],
)
def test_what_needs_no_look_is_answered_without_one(weak: Weak, asked: str, said: str) -> None:
    weak.plays(said)
    assert weak.says(asked).reply == said


def test_the_request_itself_is_no_answer_to_what_was_done(weak: Weak) -> None:
    asked = "Book lunch on Monday at noon, if I'm free"
    weak.plays(books(asked), f"{asked} [event_id=k4mzq7xw2a]", calendar=[BOOK, asked])
    assert str(weak.says(asked).reply).startswith("Scheduled 'Lunch'")


@pytest.mark.parametrize(
    ("asked", "said"),
    [("When is the review?", "At two."), ("What is the id of the review?", "At two. [event_id=k4mzq7xw2a]")],
)
def test_how_agents_name_things_is_not_shown(weak: Weak, asked: str, said: str) -> None:
    weak.plays(books("When?"), "At two. [event_id=k4mzq7xw2a]", calendar=[LOOK, "At two, k4mzq7xw2a."])
    assert weak.says(asked).reply == said


def test_what_was_looked_up_before_does_not_let_invented_things_pass(weak: Weak) -> None:
    invented = "You have 2 mails: from John Doe about the project, and from Jane."
    weak.plays(books("What is on Tuesday?"), invented, invented, calendar=[LOOK, "A review on Tuesday."])
    weak.says("What do I have next Tuesday?")
    assert weak.says("Which mails do I have?").reply == UNSEEN


def test_an_agent_that_was_told_to_act_and_called_nothing_has_done_nothing(weak: Weak) -> None:
    said = "You have scheduled the review on Friday at 2 PM."
    weak.plays(
        *(books("What is on Tuesday?"), books("Move the review to Friday", full_context=True), "Moved."),
        calendar=[LOOK, "A review on Tuesday.", said, said],
    )
    weak.says("What do I have next Tuesday?")
    assert weak.says("Move the review to Friday").reply == "Nothing was done."


def test_an_agent_that_declines_without_a_reason_has_failed(weak: Weak) -> None:
    said = "I'm sorry, I cannot assist with that."
    weak.plays(books("Cancel the review"), "Which one?", calendar=[said, said])
    weak.says("Cancel the review")
    assert weak.told("schedule_event")[-1].startswith(f"failed: {said}")


def test_what_stands_behind_an_answer_for_a_model_is_shown_to_nobody(weak: Weak) -> None:
    weak.plays(
        mails("Cancel the design review"),
        "Nothing was done. This reads like a request for schedule_event: call it.",
        "Nothing was done. This reads like a request for schedule_event: call it.",
        email=["I can't do that."] * 2,
    )
    assert "call it" not in str(weak.says("Cancel the design review").reply)


@pytest.mark.parametrize("again", ["schedule_event", "manage_email"])
def test_what_was_answered_to_another_request_is_no_answer(weak: Weak, again: str) -> None:
    said = 'The tool "{}" wants a more specific request. Is there another function?'
    weak.plays(said.format("manage_tasks"), said.format(again), mails("Send it"), email=[SEND])
    assert weak.says("Paint the fence").reply == said.format("manage_tasks")
    assert str(weak.says("Send Ana a mail that the plan is fine").reply).startswith("Sent")
    weak.plays(*[said.format(again)] * 2)
    assert weak.says("Move the design review to Friday").reply == "Nothing was done."


def test_who_asks_the_same_again_may_be_answered_the_same(weak: Weak) -> None:
    said = "To which Ana shall I send that mail?"
    weak.plays(said, said)
    weak.says("Send Ana a mail that the plan is fine")
    assert weak.says("Send Ana a mail that the plan is fine").reply == said
