"""An answer can be a validated value of the caller's own class."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from assistant import Assistant
from assistant.bootstrap import build_answer_filler
from assistant.contract import Approval, Failure, Turn
from tests.agents.bounds.desk import chat_model
from tests.servers.clients import close_client
from tests.servers.openai_server import OpenAIServer, calls, says
from tools.errors import ConflictError, ModelError


class Lunch(BaseModel):
    guest: str
    hour: int


def test_the_answer_of_a_turn_becomes_a_value_and_the_turn_pays(tmp_path: Path) -> None:
    with OpenAIServer() as server:
        model = chat_model(server)
        server.play(says("Ana, at twelve."), calls("Lunch", guest="Ana", hour="noon"))
        server.play(calls("Lunch", guest="Ana", hour=12))
        with Assistant.open(home=tmp_path / "home", model=model) as assistant:
            value = assistant.ask("Suggest somebody, and an hour", thread="t", schema=Lunch)
            assert value == Lunch(guest="Ana", hour=12)
            rows = assistant.home.journal.store.rows("SELECT DISTINCT run FROM model_calls")
            assert len(rows) == 1
        assert "Ana, at twelve." in server.requests[1].last_text
        close_client(model)


def test_a_turn_without_an_answer_has_no_value(tmp_path: Path) -> None:
    waiting = Approval(
        id="a", thread_id="t", agent="email", action="send_email", args={}, summary="Send",
        created_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )  # fmt: skip
    paused = Turn(thread_id="t", status="paused", approvals=(waiting,))
    failed = Turn(thread_id="t", status="failed", error=Failure(code="model_key", message="wrong key"))
    with Assistant.open(home=tmp_path / "home", model="offline") as assistant:
        filler = build_answer_filler(assistant.home)
        with pytest.raises(ConflictError, match="1 approvals wait"):
            filler.fill_in(Lunch, paused, "x")
        with pytest.raises(ModelError, match="wrong key"):
            filler.fill_in(Lunch, failed, "x")
