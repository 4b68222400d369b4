"""While a model thinks, the chat shows who, for how long, and what has come; what is ready is shown."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.chat.thinking import Thinking
from assistant.contract import Progress
from tests.agents.bounds.desk import chat_model
from tests.agents.providers.test_as_taken import ASKED, openai, say
from tests.assistant.chat.sitting import CTRL_C, ENTER, ESCAPE, Terminal, sitting
from tests.patience import PATIENCE_S, eventually
from tests.servers.clients import close_client
from tests.servers.openai_server import OpenAIServer, cut, says
from tests.servers.providers.server import ProviderServer


@contextmanager
def chat(home: Path, model: object) -> Iterator[Terminal]:
    with Assistant.open(home=home, model=model, now="2026-11-20T10:00+00:00") as assistant:
        with sitting(assistant) as terminal:
            terminal.sees("/help")
            yield terminal
        close_client(model)


def test_a_card_that_is_ready_is_shown_while_the_other_agent_still_thinks(tmp_path):
    seen = threading.Event()

    def answer(tools, words, after_tool):
        if "send_email" in tools and not after_tool:
            assert seen.wait(PATIENCE_S)
        return say(tools, words, after_tool)

    with ProviderServer(answer, slots=4) as server, chat(tmp_path, openai(server.address)) as terminal:
        terminal.type(ASKED + ENTER)
        terminal.sees("email thinks, ")
        assert "1 of 2" not in terminal.sees("New event")
        seen.set()
        terminal.sees("1 of 2  Schedule")
        assert terminal.sees("y approve").count("New event") == 1
        terminal.type("y")
        terminal.sees("2 of 2  Send 'Plans'")
        terminal.sees("y approve")
        terminal.type("y")
        terminal.sees("Scheduled 'Plans'")


def test_what_came_of_an_answer_that_broke_off_is_void_and_it_is_said_that_it_comes_again(tmp_path):
    with OpenAIServer() as server, chat(tmp_path, chat_model(server)) as terminal:
        server.play(cut("never " * 100), says("Hello again."))
        terminal.type("hi" + ENTER)
        terminal.sees("trying again in")
        terminal.sees("Hello again.")
        assert "never" not in terminal.text


@pytest.mark.parametrize("said", ["", "Hello "], ids=["before the first token", "in the middle"])
def test_ctrl_c_hangs_up(tmp_path, said):
    with (
        ProviderServer(lambda *_: "Hello to all.") as server,
        chat(tmp_path, openai(server.address)) as terminal,
    ):

        def stopped(piece: bytes) -> bool:
            if said and b"to " not in piece:
                return True
            terminal.sees(said.strip() or "supervisor thinks, ")
            terminal.type(CTRL_C)
            return False

        server.slow(stopped)
        terminal.type("hi" + ENTER)
        terminal.sees("/resume goes on")
        eventually(lambda: server.hung_up == 1, "the connection to be closed")
        assert len(server.requests) == 1
        terminal.type(ESCAPE)


def test_who_thinks_is_named_with_the_time_and_the_tokens():
    now = 0.0
    thinking = Thinking(lambda: now)
    thinking.follow(Progress(type="thinking", agent="calendar"))
    now = 10.0
    thinking.follow(Progress(type="thinking", agent="email"))
    thinking.follow(Progress(type="thinking", agent="calendar", tokens=7))
    now = 12.0
    assert thinking.line() == "calendar thinks, 12 s, 7 tokens · email thinks, 2 s"
    thinking.follow(Progress(type="thought", agent="calendar", tokens=7))
    assert thinking.line() == "email thinks, 2 s"
