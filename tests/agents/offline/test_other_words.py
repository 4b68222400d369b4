"""The dialogue is remembered in data: what other packages word can be worded anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agents.offline.deaf import DeafModel
from tests.agents.offline.desk import Desk, text_of
from tests.agents.offline.task import USER, Outcome, Task, carried_out, tasks

TALK = ("followups", "conditions", "several", "people")
ANSWERS = {"reply", "without", "asks"}
"""What a task says of the words in which it is answered."""


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    # A model that is handed in may cost something: what it would say again is said without it otherwise.
    for name, value in (USER | {"ASSISTANT_SPEAK": "always"}).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def deaf(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    desk.assistant.close()
    without_words = Desk(desk.home, model=DeafModel())
    yield without_words
    without_words.assistant.close()


def told() -> Iterator[Task]:
    for task in tasks():
        if task.kind in TALK and task.expected is Outcome.RIGHT:
            yield Task(task.kind, {name: v for name, v in task.values.items() if name not in ANSWERS})


@pytest.mark.parametrize("task", list(told()), ids=lambda task: f"{task.kind}: {task.turns[-1]}")
def test_the_same_is_done_whatever_words_others_use(task: Task, tmp_path: Path):
    result = carried_out(task, tmp_path / "home", DeafModel())
    assert not result.missed, "\n".join([*task.turns, *result.missed, f"said: {result.said}"])


def test_a_mail_is_signed_whatever_a_prompt_says(deaf: Desk):
    deaf.say("tell Maya that the lift is broken")
    (mail,) = deaf.mails()
    assert "Best regards,\nSam Reed" in text_of(mail)


def test_it_is_what_was_made_whatever_is_said_of_it(deaf: Desk):
    deaf.say("Schedule a planning session with Ana on Monday at 3pm")
    deaf.say("move it to Tuesday")
    deaf.say("invite Maya too")
    start, guests = deaf.events()["Planning session"]
    assert (start.day, start.hour, guests) == (24, 15, ["ana@x.example", "maya@x.example"])


def test_the_new_time_is_told_whatever_the_report_of_it_said(deaf: Desk):
    deaf.say("move the budget call to 4pm")
    deaf.say("tell Maya the new time")
    (mail,) = deaf.mails()
    assert "'Budget call' is now on Tuesday, 24 November 2026, 16:00" in text_of(mail)


def test_an_offered_time_is_booked_whatever_the_offer_said(deaf: Desk):
    deaf.say("Find a free hour with Maya on Monday")
    deaf.say("book the first one")
    assert deaf.events()["Meeting with Maya"][0].hour == 9


def test_an_open_question_is_answered_whatever_it_said(deaf: Desk):
    deaf.say("send an email to Maya")
    deaf.say("Can we talk tomorrow?")
    deaf.say("Move the budget call to Monday afternoon")
    deaf.say("no, make it Friday at 4")
    assert "Can we talk tomorrow?" in text_of(deaf.mails()[0])
    assert deaf.events()["Budget call"][0].isoformat() == "2026-11-20T16:00:00+00:00"


def test_what_was_refused_is_it_whatever_the_refusal_said(deaf: Desk):
    deaf.say("Schedule a call with Maya on Monday at 4pm")
    assert deaf.say("move the lunch with Ana tomorrow to 2pm", approve=False).reply.startswith("Not done")
    deaf.say("cancel it")
    assert "Lunch" not in deaf.events() and "Call with Maya" in deaf.events()


def test_what_came_is_archived_whatever_was_said_of_what_went_out(deaf: Desk):
    deaf.say("read the last email from Maya")
    deaf.say("reply that the budget looks good")
    deaf.say("archive it")
    assert [mail["Subject"] for mail in deaf.mails(".Archive")] == ["Budget"]
