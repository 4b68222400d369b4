"""Whole turns with a model that makes each mistake of a small one: what is done and said is still right."""

import json
from pathlib import Path
from typing import Any

import pytest

from agents.evidence import UNSEEN
from agents.truth import CALL
from assistant import Decision
from assistant.contract import Progress
from assistant.testing import calls, says
from assistant.turn.outcomes import NO_ANSWER
from tests.assistant.turn.weak import (
    APPROVE,
    BOOK,
    CALENDAR,
    EMAIL,
    LETTER,
    LOOK,
    LUNCH,
    SEND,
    Weak,
    books,
    mails,
    retells,
)

REJECT = Decision.reject()


@pytest.fixture
def weak(tmp_path: Path) -> Weak:
    return Weak(tmp_path / "home")


@pytest.mark.parametrize(
    "claim",
    [
        "I've sent it.",
        "Done!",
        "The mail has been sent to Ana.",
        "Email sent.",
        "outcome: done",
        "I'll send it now.",
    ],
)
def test_a_supervisor_that_only_says_it_did_something_is_not_believed(weak: Weak, claim: str) -> None:
    weak.plays(claim, claim)
    turn = weak.says("Send Ana a mail that the plan is fine")
    assert turn.reply in ("No mail was sent.", "Nothing was done.")
    assert weak.sent() == []


def test_an_agent_that_only_says_it_did_something_has_failed(weak: Weak) -> None:
    weak.plays(mails("Send it to Ana"), "I've sent it to Ana.", email=["I've sent the mail."] * 2)
    turn = weak.says("Send Ana a mail that the plan is fine")
    assert weak.told("schedule_event")[-1] == "failed: Nothing was done."
    assert turn.reply == "Nothing was done."


def test_an_agent_that_only_says_it_will_do_something_has_failed(weak: Weak) -> None:
    weak.plays(mails("Send it to Ana"), "It will be sent.", email=["I will send the mail to Ana."] * 2)
    turn = weak.says("Send Ana a mail that the plan is fine")
    assert weak.told("schedule_event")[-1] == "failed: Nothing was done."
    assert turn.reply == "Nothing was done."
    assert weak.sent() == []


def test_an_agent_that_said_so_and_then_does_it_when_asked_again_has_done_it(weak: Weak) -> None:
    weak.plays(mails("Send it to Ana"), email=["I've sent the mail.", SEND])
    assert str(weak.says("Send Ana a mail that the plan is fine").reply).startswith("Sent 'Plan'")
    assert len(weak.sent()) == 1
    assert weak.told(EMAIL)[1].splitlines()[1:] == ["Send it to Ana", "", CALL]


def test_what_one_agent_did_backs_nothing_that_the_other_would_have_done(weak: Weak) -> None:
    weak.plays(books("Book lunch on Monday"), "I've booked lunch and emailed Ana.", calendar=[BOOK])
    turn = weak.says("Book lunch on Monday at noon, and mail Ana about it")
    assert turn.reply and turn.reply.startswith("Scheduled 'Lunch'")
    assert turn.reply.endswith("No mail was sent.")
    assert weak.events() == ["Design review", "Lunch"]


def test_what_was_done_may_be_said_in_any_words(weak: Weak) -> None:
    weak.plays(
        books("Book lunch on Monday"),
        mails("Tell Ana about it"),
        "I've booked it and emailed Ana.",
        calendar=[BOOK],
        email=[SEND],
    )
    assert weak.says("Book lunch on Monday at noon if you can, and mail Ana").reply == (
        "I've booked it and emailed Ana."
    )


def test_a_refusal_is_not_told_as_done(weak: Weak) -> None:
    weak.plays(mails("Send it to Ana"), "Done, I've sent it!", email=[SEND, "The mail has been sent."])
    turn = weak.says("Send Ana a mail that the plan is fine", REJECT)
    assert turn.reply and turn.reply.startswith("You said no to ")
    assert weak.sent() == []


def test_what_was_done_in_an_earlier_turn_may_be_told_when_somebody_asks(weak: Weak) -> None:
    weak.plays(mails("Send it to Ana"), "I have sent it to Ana.", email=[SEND])
    weak.says("Send Ana a mail that the plan is fine")
    assert weak.says("Did you send Ana that mail?").reply == "I have sent it to Ana."


def test_what_was_done_in_an_earlier_turn_does_not_back_the_next_request(weak: Weak) -> None:
    weak.plays(mails("Send it to Ana"), *["I've sent it."] * 3, email=[SEND])
    weak.says("Send Ana a mail that the plan is fine")
    assert weak.says("Send Ben the same").reply == "No mail was sent."


def test_a_model_that_goes_on_without_calls_is_asked_once_without_what_was_said_before(weak: Weak) -> None:
    weak.plays("I've sent it.", "Sent.", "Bye.", "I've sent it.", mails("Write to Ana"), email=[SEND])
    assert weak.says("Send Ana a mail that the plan is fine").reply == "No mail was sent."
    assert weak.says("Thanks!").reply == "Bye."
    turn = weak.says("Send Ana a mail that the plan is fine, please")
    assert turn.reply and turn.reply.startswith("Sent 'Plan'")
    asked = [messages for key, messages in weak.model.heard if key == "schedule_event"]
    assert [len(messages) for messages in asked[3:5]] == [6, 2]


def test_a_model_that_calls_nothing_then_either_has_done_nothing(weak: Weak) -> None:
    weak.plays("Hello.", "I've sent it.", "Sent!")
    weak.says("Hello")
    turn = weak.says("Send Ana a mail that the plan is fine")
    assert (turn.reply, turn.usage.model_calls, weak.sent()) == ("No mail was sent.", 2, [])


@pytest.mark.parametrize("said", ["All done.", "Understood, Ben it is.", "Ben will be glad."])
def test_done_over_an_open_question_becomes_the_question(weak: Weak, said: str) -> None:
    weak.plays("Hello.", mails("write to B"), said, email=["Do you mean Ben Okafor?"])
    weak.says("Hello")
    turn = weak.says("Send B a mail that the plan is fine")
    assert turn.reply == "Do you mean Ben Okafor?"
    assert turn.usage.model_calls == 3, "who was told things before may know the answer, and is asked"


def test_a_question_that_the_supervisor_has_answered_is_open_no_more(weak: Weak) -> None:
    weak.plays(
        "Hello.", mails("Write to A"), mails("Write to Ana Lima"), "Ana has it.", email=["Which Ana?", SEND]
    )
    weak.says("Hello, I work with Ana Lima")
    assert weak.says("Send Ana a mail that the plan is fine").reply == "Ana has it."


def test_a_lone_question_goes_to_the_person_without_another_call(weak: Weak) -> None:
    weak.plays(mails("write to B"), email=["Do you mean Ben Okafor?"])
    turn = weak.says("Send B a mail that the plan is fine")
    assert turn.reply == "Do you mean Ben Okafor?"
    assert turn.usage.model_calls == 2


def test_a_lone_answer_goes_to_the_person_without_another_call(weak: Weak) -> None:
    weak.plays(books("what is on on Tuesday?"), calendar=[LOOK, "The design review at 2 pm."])
    turn = weak.says("What is on on Tuesday?")
    assert (turn.reply, turn.usage.model_calls) == ("The design review at 2 pm.", 3)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("What is on on Tuesday?", "There is nothing."),
        ("What is on on Tuesday, and is there mail about it?", "The design review."),
        ("What is on on Tuesday? Then book lunch.", "The design review."),
        ("Was ist am Dienstag?", "The design review."),
        ("What is on on Tuesday?", "The review, k4mzq7xw2a."),
    ],
)
def test_the_supervisor_speaks_where_an_answer_may_not_be_all(weak: Weak, text: str, answer: str) -> None:
    weak.plays(books("look"), "That is it, as far as I see.", calendar=[answer])
    assert weak.says(text).reply == "That is it, as far as I see."


def test_an_agent_without_a_word_has_failed(weak: Weak) -> None:
    weak.plays(books("look"), "I could not find out.", calendar=[""])
    assert weak.says("What is on on Tuesday?").reply == "I could not find out."
    assert weak.told("schedule_event")[-1] == "failed: no answer was given"


def test_a_supervisor_without_a_word_is_spoken_for_by_its_agents(weak: Weak) -> None:
    weak.plays(books("lunch"), "", calendar=[BOOK, "Lunch is in."])
    assert weak.says("Lunch on Monday at noon, if I'm free").reply == "Lunch is in."


@pytest.mark.parametrize("said", ["", "<tools>\n</tools>"])
def test_an_empty_answer_to_nothing_says_that_it_was_empty(weak: Weak, said: str) -> None:
    weak.plays(said)
    assert weak.says("Hello").reply == NO_ANSWER


@pytest.mark.parametrize(("decision", "events"), [(Decision.approve(), 2), (REJECT, 1)])
def test_the_same_call_again_is_answered_and_not_asked_again(
    weak: Weak, decision: Decision, events: int
) -> None:
    weak.plays(books("Book lunch on Monday"), "That is all.", calendar=[BOOK, BOOK, BOOK, "Well."])
    weak.says("Lunch on Monday at noon, if I'm free", decision)
    assert len(weak.asked) == 1
    assert len(weak.events()) == events


@pytest.mark.parametrize("said", [lambda told: told, lambda _: "Use the id 'evt_20261124'."])
def test_what_a_tool_says_of_an_id_is_told_without_it(weak: Weak, said: Any) -> None:
    invented = ("cancel_calendar_event", {"event_id": "evt_20261124"})
    weak.plays(books("Cancel the gala"), retells(said), calendar=[invented, retells(said)])
    assert weak.says("Cancel the gala").reply == "Not done: there is no such event"


def test_what_was_done_beside_it_is_told_too(weak: Weak) -> None:
    invented = ("cancel_calendar_event", {"event_id": "evt_20261124"})
    weak.plays(books("Both"), retells("Not done: {}".format), calendar=[BOOK, invented, "Lunch is in."])
    turn = weak.says("Book lunch on Monday at noon if I'm free, and cancel the gala")
    assert turn.reply == "Lunch is in. Not done: there is no such event"


def test_a_name_of_the_persons_own_is_none_of_a_tool(weak: Weak) -> None:
    said = "There is no gala in team_calendar."
    weak.plays(books("Cancel it"), said, calendar=[("cancel_calendar_event", {"event_id": "g"}), "None."])
    assert weak.says("Cancel the gala").reply == said


@pytest.mark.parametrize("made_up", ["design_review_event_id", "event_id_of_the_design_review", "design_id"])
def test_an_id_that_is_made_of_a_name_is_the_name(weak: Weak, made_up: str) -> None:
    weak.plays(books("Cancel it"), calendar=[("cancel_calendar_event", {"event_id": made_up}), "Done."])
    weak.says("Cancel the design review")
    assert weak.events() == []


def test_an_invented_id_is_told_the_real_ones(weak: Weak) -> None:
    def corrected(messages: Any) -> Any:
        id = messages[-1].text.split("give one of these: ")[1].split(" ")[0]
        return calls(("cancel_calendar_event", {"event_id": id}))

    invented = ("cancel_calendar_event", {"event_id": "evt_20261124"})
    weak.plays(books("Cancel the design review"), calendar=[invented, corrected, "It is cancelled."])
    weak.says("Cancel the design review")
    assert [approval.summary for approval in weak.asked] == [
        "Cancel 'Design review' on Tuesday, 24 November 2026, 14:00–15:00 (Europe/London), with Ana Lima"
    ]
    assert list(weak.home.glob("calendar/*/*.ics")) == []


@pytest.mark.parametrize(
    "form",
    ["{}", "```json\n{}\n```", "<tool_call>\n{}\n</tool_call>", "<tool_call>{}", "[{}]"],
)
def test_a_call_that_was_written_as_text_is_made(weak: Weak, form: str) -> None:
    handed = json.dumps({"name": "schedule_event", "arguments": {"request": "Book lunch on Monday"}})
    made = json.dumps({"name": BOOK[0], "parameters": BOOK[1]})
    weak.plays(form.replace("{}", handed), calendar=[form.replace("{}", made)])
    weak.says("Book lunch on Monday at noon")
    assert weak.events() == ["Design review", "Lunch"]


def test_who_is_told_how_it_would_be_done_has_it_done(weak: Weak) -> None:
    handed = json.dumps({"name": "schedule_event", "arguments": {"request": "Book lunch on Monday"}})
    weak.plays(f"You can use `schedule_event`:\n```json\n{handed}\n```\nThat is it.", calendar=[BOOK])
    weak.says("Book lunch on Monday at noon")
    assert weak.events() == ["Design review", "Lunch"]


def test_nor_has_who_is_told_a_tool_and_its_arguments(weak: Weak) -> None:
    handed = json.dumps({"request": "Book lunch on Monday"})
    weak.plays(f'You can call "schedule_event" with:\n```json\n{handed}\n```', calendar=[BOOK])
    weak.says("Book lunch on Monday at noon")
    assert weak.events() == ["Design review", "Lunch"]


def test_who_asks_how_it_would_be_done_is_told(weak: Weak) -> None:
    said = '```json\n{"name": "schedule_event", "arguments": {"request": "lunch"}}\n``` does that.'
    weak.plays(said)
    assert weak.says("How would you book lunch?").reply == said


def test_json_in_a_sentence_is_what_somebody_says(weak: Weak) -> None:
    said = 'You could call {"name": "schedule_event", "arguments": {"request": "lunch"}} for that.'
    weak.plays(said)
    assert weak.says("How would you book lunch?").reply == said


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({**LUNCH, "colour": "red"}, "there is no argument 'colour'; the arguments are title, start_time"),
        ({**LUNCH, "attendees": ["<name>"]}, "attendees has a placeholder, '<name>'"),
        ({"title": "Lunch", "start_time": "soon"}, "start_time 'soon'"),
        ({"title": "Lunch"}, "start_time: Field required"),
        ({**LUNCH, "attendees": ["Zoe"]}, "nobody called 'Zoe' is in the address book"),
    ],
)
def test_what_is_wrong_with_a_call_is_told_and_nobody_is_asked(weak: Weak, wrong: Any, told: str) -> None:
    weak.plays(books("Book lunch"), calendar=[(BOOK[0], wrong), BOOK, "It is in."])
    weak.says("Book lunch with Zoe on Monday at noon")
    assert told in weak.told(CALENDAR)[1]
    assert len(weak.asked) == 1
    assert weak.events() == ["Design review", "Lunch"]


def test_an_agent_that_only_repeats_what_a_tool_said_has_failed(weak: Weak) -> None:
    unknown = ("send_email", {**LETTER, "to": ["Zoe"]})
    weak.plays(mails("write to Zoe"), "", email=[unknown, lambda messages: says(messages[-1].text)])
    turn = weak.says("Send Zoe a mail that the plan is fine")
    assert turn.reply == "Not done: nobody called 'Zoe' is in the address book; ask for the address"


def test_steps_in_elements_of_their_own_are_a_plan(weak: Weak) -> None:
    step = "<step>{}</step>"
    steps = "".join(
        step.replace("{}", one) for one in ("schedule_event: Book lunch", "manage_email: Tell Ana")
    )
    weak.plays(
        f"<tools><follow_plan><steps>{steps}</steps></follow_plan></tools>",
        "Both is done.",
        calendar=[BOOK],
        email=[SEND],
    )
    weak.says("Book lunch on Monday at noon, and mail Ana that the plan is fine")
    assert (weak.events(), len(weak.sent())) == (["Design review", "Lunch"], 1)


def test_errors_and_then_prose_are_a_failure(weak: Weak) -> None:
    unknown = ("send_email", {**LETTER, "to": ["Zoe"]})
    weak.plays(
        mails("write to Zoe"),
        "I've sent it.",
        email=[unknown, ("find_contact", {"name": "Zoe"}), "Zoe got it."],
    )
    turn = weak.says("Send Zoe a mail that the plan is fine")
    assert weak.told("schedule_event")[-1].startswith("failed: ")
    assert weak.sent() == []
    assert turn.reply == "Not done: nobody called 'Zoe' is in the address book; ask for the address"


def test_a_model_that_goes_round_ends(weak: Weak) -> None:
    look = books("what is on on Tuesday?")
    weak.plays(*[look] * 20, calendar=[LOOK, "Nothing is known."])
    turn = weak.says("What is on on Tuesday?")
    assert turn.status == "failed"
    assert turn.error and turn.error.code == "model_loop"
    assert len(weak.told(CALENDAR)) == 2


def test_the_present_is_told_to_agents_and_not_to_who_hands_words_on(weak: Weak) -> None:
    weak.plays(books("Book lunch on Monday"), calendar=[BOOK])
    weak.says("Book lunch on Monday at noon")
    assert weak.told("schedule_event")[0] == "Book lunch on Monday at noon"
    assert weak.told(CALENDAR)[0].startswith("[now: Thursday, 19 November 2026, 10:00 Europe/London")


def test_nothing_of_a_false_claim_is_shown_while_it_arrives(weak: Weak) -> None:
    weak.plays("I've sent it to Ana. Anything else?", "Sent.", "Hello, and welcome.")
    shown: list[Progress] = []
    weak.assistant.ask("Send Ana the plan", thread="t", on_progress=shown.append)
    weak.assistant.ask("Who are you?", thread="t", on_progress=shown.append)
    pieces = [progress.text for progress in shown if progress.type == "text"]
    assert pieces == ["No mail was sent.", "Hello, and welcome."]


@pytest.mark.parametrize(
    ("request_", "answer", "hint"),
    [
        ("When is my design review?", "I found no email about it.", True),
        ("When is my design review?", "It is in a mail of Ana's.", False),
        ("Is there a mail from Ana?", "There is none.", False),
        ("Paint the fence", "There is none.", False),
    ],
)
def test_whose_a_request_is_stands_behind_an_answer_that_has_nothing(
    weak: Weak, request_: str, answer: str, hint: bool
) -> None:
    weak.plays(
        mails(request_), "I couldn't find it.", email=[("search_emails", {"query": "review"}), answer, answer]
    )
    weak.says(f"{request_} And what did Ben write?")
    heard = weak.told("schedule_event")
    assert any(text.endswith(": call it.") for text in heard) is hint


def test_who_does_nothing_with_a_request_says_whose_it_is(weak: Weak) -> None:
    weak.plays(
        mails("Cancel the design review"),
        books("Cancel the design review"),
        "Cancelled.",
        email=["I can't do that."] * 2,
        calendar=[("cancel_calendar_event", {"event_id": "Design review"}), "Cancelled."],
    )
    weak.says("Cancel the design review")
    assert weak.told("schedule_event")[1].endswith("schedule_event: call it.")
    assert weak.events() == []


def test_whose_it_is_is_read_from_the_persons_words_where_an_agent_got_half_of_them(weak: Weak) -> None:
    weak.plays(mails("lunch works"), "Which lunch?", email=["I can't do that."] * 2)
    weak.says("Cancel the design review tomorrow")
    assert weak.told("schedule_event")[1].endswith("schedule_event: call it.")


def test_an_agent_that_says_nothing_is_not_quoted(weak: Weak) -> None:
    weak.plays(mails("When is it?"), "Not known.", "Not known.", email=["", "", ""])
    assert weak.says("When is the design review?").reply == UNSEEN


@pytest.mark.parametrize("decision", [APPROVE, Decision.reject("")], ids=["yes", "no"])
def test_a_text_that_was_answered_with_is_not_mailed_once_more(weak: Weak, decision: Decision) -> None:
    answer = ("reply_to_email", {"email_id": "Offsite plan", "body": "I will look at it."})
    again = ("send_email", {"to": ["Ben"], "subject": "Re: Offsite plan", "body": "I will look at it."})
    weak.plays(mails("answer Ben"), "Done.", email=[answer, again, "Done."])
    weak.says("Reply to Ben that I will look at it", decision)
    assert [approval.action for approval in weak.asked] == ["reply_to_email"]
    assert len(weak.sent()) == (decision is APPROVE)


def test_another_text_to_the_same_person_is_a_mail_of_its_own(weak: Weak) -> None:
    answer = ("reply_to_email", {"email_id": "Offsite plan", "body": "I will look at it."})
    more = ("send_email", {"to": ["Ben"], "subject": "Lunch", "body": "Shall we have lunch?"})
    both = "Reply to Ben that I will look at it, and email him about lunch"
    weak.plays(mails(both), "Done.", email=[answer, more, "Done."])
    weak.says(both)
    assert len(weak.sent()) == 2
