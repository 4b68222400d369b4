"""A model that says something in the place of an answer: it is asked once more, and then not believed."""

from pathlib import Path

import pytest

from agents.truth import CALL, UNSEEN
from assistant.testing import says
from tests.assistant.turn.weak import BOOK, LOOK, SEND, Weak, books, mails


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
    "said", ["I have received a mail from Ana. The plan is fine.", "I'm sorry, but I can't help with that."]
)
def test_who_says_something_else_than_to_do_it_is_asked_once_more(weak: Weak, said: str) -> None:
    weak.plays(said, mails("Send it to Ana"), email=[SEND])
    weak.says("Send Ana a mail that the plan is fine")
    assert len(weak.sent()) == 1
    weak.plays("The plan is fine as it is.")
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
    weak.plays(books("What is on Tuesday?"), "At two.", calendar=[LOOK, "A review."])
    assert weak.says("What do I have next Tuesday?").reply == "A review."
    assert weak.says("When is the review?").reply == "At two."


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
