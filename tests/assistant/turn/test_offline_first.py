"""The built-in model before the language model: it takes what it is certain of, and the rest never knows."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant import Decision
from tests.agents.offline.desk import put_person
from tests.assistant.turn.weak import CALENDAR, EMAIL, Weak, books
from tests.databases import database_at
from tools.margin import margin

CERTAIN = [
    "Book lunch with Ana on Monday at noon",
    "Move the design review to 3pm",
    "Cancel the design review",
    "Email Ana saying that the train is late",
    "Forward the budget mail to Maya",
    "What is on on Tuesday?",
    "Book lunch with Ana on Monday at noon and email Ben saying that I am away",
]
UNCERTAIN = [
    "Tell me a joke",
    "Cancel the retreat",
    "Move it to 3pm",
    "Book something nice with somebody",
    "Is there mail from Zoe?",
    "Book lunch with my friend Ben and his friends on Monday at noon, Maya too",
    "Book lunch with chefs Ana, Ben and Maya on Monday at noon",
    "Book a talk on the end of April results on Tuesday at 3pm",
    "I need to schedule a dentist appointment with Ana. What does she have on Tuesday?",
    "Réserve un déjeuner lundi à midi",
]


@pytest.fixture
def weak(tmp_path: Path) -> Weak:
    return Weak(tmp_path / "home", model_first="offline")


def rows(home: Path, table: str) -> int:
    with closing(database_at(home / "assistant.db")) as database, database.reading() as connection:
        return int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


@pytest.mark.parametrize("text", CERTAIN)
def test_what_is_certain_costs_no_call(weak: Weak, text: str) -> None:
    turn = weak.says(text)
    assert (turn.status, turn.answered_by) == ("done", "offline")
    assert turn.reply
    assert (turn.usage.model_calls, turn.usage.input_tokens) == (0, 0)
    assert weak.model.heard == []
    assert rows(weak.home, "model_calls") == 0


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_is_not_certain_is_the_language_models_and_nothing_is_seen_of_the_attempt(
    weak: Weak, text: str
) -> None:
    weak.plays("What do you mean?")
    turn = weak.says(text)
    assert (turn.reply, turn.answered_by, turn.usage.model_calls) == ("What do you mean?", None, 1)
    [(_, sent)] = weak.model.heard
    assert sent[-1].text == text
    assert not any(margin(message).get("first") for message in sent)
    assert (rows(weak.home, "approvals"), rows(weak.home, "effects")) == (0, 0)
    said = [(message.sender, message.recipient) for message in weak.assistant.trace("t")]
    assert said == [("user", "supervisor"), ("supervisor", "user")]


def test_a_question_of_an_agent_is_no_certain_answer(tmp_path: Path) -> None:
    put_person(tmp_path / "home", "Ben Carter", "carter")
    weak = Weak(tmp_path / "home", model_first="offline")
    weak.plays("What do you mean?")
    assert weak.says("What did Ben write to me?").answered_by is None


def test_it_is_off_until_somebody_turns_it_on(tmp_path: Path) -> None:
    weak = Weak(tmp_path / "home")
    weak.plays(books("Book lunch"), calendar=["At which hour?"])
    assert weak.says(CERTAIN[0]).answered_by is None


def test_nothing_happens_before_a_yes(weak: Weak) -> None:
    turn = weak.assistant.ask(CERTAIN[0], thread="t")
    assert (turn.status, turn.answered_by, weak.events()) == ("paused", "offline", ["Design review"])
    assert weak.says(CERTAIN[3], Decision.reject()).effects == ()


def test_a_turn_that_waits_is_gone_on_with_by_whom_it_was_begun(tmp_path: Path) -> None:
    weak = Weak(tmp_path / "home", model_first="offline")
    [approval] = weak.assistant.ask(CERTAIN[0], thread="t").approvals
    weak.assistant.close()
    later = Weak(tmp_path / "home", model_first="none")
    later.plays(calendar=["It is in."])
    turn = later.assistant.decide({approval.id: Decision.approve()})
    assert turn.status == "done"
    assert later.events() == ["Design review", "Lunch with Ana"]
    again = Weak(tmp_path / "home", model_first="offline")
    [approval] = again.assistant.ask("Book dinner with Ana on Tuesday at 7pm", thread="u").approvals
    again.assistant.close()
    last = Weak(tmp_path / "home", model_first="offline")
    assert last.assistant.decide({approval.id: Decision.approve()}).usage.model_calls == 0
    assert last.model.heard == []


def test_one_conversation_is_had_by_both(weak: Weak) -> None:
    weak.says("Book lunch with Ana on Monday at noon")
    weak.plays("It would be a joke.")
    assert weak.says("Tell me a joke").answered_by is None
    sent = [message.text for message in weak.model.heard[-1][1]]
    assert "Book lunch with Ana on Monday at noon" in sent
    assert weak.says("Book dinner with Ana on Tuesday at 7pm").answered_by == "offline"


def test_what_it_stands_for_is_known_as_long_as_the_built_in_model_has_had_all_of_the_conversation(
    weak: Weak,
) -> None:
    weak.says("Book lunch with Ana on Monday at noon")
    assert weak.says("Move it to 1pm").answered_by == "offline"
    weak.plays("A joke.", *["I'd rather not."] * 2)
    weak.says("Tell me a joke")
    assert weak.says("Move it to 2pm").answered_by is None


def test_an_answer_to_a_question_of_the_language_model_is_for_that(weak: Weak) -> None:
    weak.plays("What shall I book, and when?", "Very well.")
    weak.says("Book something nice with somebody")
    assert weak.says("Lunch with Ana on Monday at noon").reply == "Very well."


def test_what_a_person_refuses_is_told_by_the_built_in_model(weak: Weak) -> None:
    turn = weak.says(CERTAIN[0], Decision.reject("not then"))
    assert turn.reply and "You said no" in turn.reply
    assert weak.model.heard == []


def test_somebodys_own_agents_leave_it_out(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "assistant.toml").write_text(
        '[agents.clerk]\ndescription = "Knows the archive."\nprompt = "You look things up."\n'
        'mcp = { command = "nobody", args = [] }\n'
    )
    weak = Weak(home, model_first="offline")
    weak.plays("What do you mean?")
    assert weak.says(CERTAIN[0]).answered_by is None


@pytest.mark.parametrize("agent", [CALENDAR, EMAIL])
def test_the_agents_are_asked_as_ever_where_the_language_model_hands_work_on(weak: Weak, agent: str) -> None:
    handed: Any = ("schedule_event" if agent == CALENDAR else "manage_email", {"request": "Book it nicely"})
    replies = {"calendar" if agent == CALENDAR else "email": ["For when?"]}
    weak.plays(handed, "For when?", **replies)
    weak.says("Set something nice up, as ever")
    assert [key for key, _ in weak.model.heard][:2] == ["schedule_event", agent]
