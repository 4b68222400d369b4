"""Calls, tokens and cost add up, however one looks at them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agents.messages import Journal, ModelCall
from agents.prices import price
from agents.usage import spent, usage_report
from assistant.commands.tracing import usage_lines

T0 = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "assistant.db") as opened:
        yield opened


def called(journal: Journal, **more: Any) -> None:
    given: dict[str, Any] = {
        "conversation_id": "t1",
        "run_id": "r1",
        "agent": "supervisor",
        "model": "gpt-4.1-mini",
        "at": T0,
        "ms": 500,
        "input_tokens": 1000,
        "output_tokens": 100,
    }
    journal.model_called(ModelCall(**{**given, **more}))


def test_calls_add_up_by_layer_model_thread_and_day(journal: Journal) -> None:
    called(journal)
    called(journal, agent="calendar", model="offline", cached_tokens=10)
    called(journal, agent="email", conversation_id="t2", at=T0 + timedelta(hours=2), error="model_down")
    report = usage_report(journal.store, ZoneInfo("Europe/Berlin"))
    assert (report.total.model_calls, report.total.failed_calls) == (3, 1)
    assert (report.total.input_tokens, report.total.output_tokens, report.total.seconds) == (3000, 300, 1.5)
    assert {name: line.model_calls for name, line in report.by_layer.items()} == {
        "supervisor": 1,
        "calendar": 1,
        "email": 1,
    }
    assert {name: line.model_calls for name, line in report.by_model.items()} == {
        "gpt-4.1-mini": 2,
        "offline": 1,
    }
    assert report.by_thread["t1"].model_calls == 2
    # 23:30 in UTC is the next day in Berlin.
    assert {day: line.model_calls for day, line in report.by_day.items()} == {"2026-11-21": 3}
    assert list(usage_report(journal.store, UTC).by_day) == ["2026-11-20", "2026-11-21"]


def test_one_conversation_and_a_span_can_be_looked_at_alone(journal: Journal) -> None:
    called(journal)
    called(journal, conversation_id="t2", at=T0 + timedelta(days=1))
    assert usage_report(journal.store, UTC, conversation="t2").total.model_calls == 1
    assert usage_report(journal.store, UTC, since=T0 + timedelta(hours=1)).total.model_calls == 1
    assert usage_report(journal.store, UTC, conversation="nobody").total.model_calls == 0


def test_cost_is_known_for_known_models_and_said_to_be_unknown_for_others(journal: Journal) -> None:
    called(journal)
    called(journal, model="llama-of-my-own")
    called(journal, model="offline")
    report = usage_report(journal.store, UTC)
    each = price("gpt-4.1-mini", 1000, 100)
    assert each is not None and each > 0 and report.total.cost_usd == each
    assert report.total.unpriced_models == ("llama-of-my-own",)
    assert price("offline", 1000, 100) == Decimal(0) and price("llama-of-my-own", 1, 1) is None


def test_cached_tokens_are_cheaper() -> None:
    full, cached = price("gpt-4.1-mini", 1000, 0), price("gpt-4.1-mini", 1000, 0, 800)
    assert full is not None and cached is not None and cached < full


def test_tokens_of_thoughts_are_told_by_layer_and_what_the_cache_saved_beside_them(journal: Journal) -> None:
    called(journal, thinking_tokens=40)
    called(journal, agent="calendar", thinking_tokens=60, cached_tokens=800)
    called(journal, agent="email")
    lines = usage_lines(usage_report(journal.store, UTC))
    assert "100 of the tokens out were thoughts: supervisor 40, calendar 60." in lines
    assert any(
        line.startswith("800 of the tokens in came from the provider's cache, which saved $0.")
        for line in lines
    )


def test_what_was_spent_is_known_for_a_run_a_thread_and_a_day(journal: Journal) -> None:
    called(journal)
    called(journal, run_id="r2")
    called(journal, conversation_id="t2", run_id="r3", at=T0 + timedelta(days=1))
    assert spent(journal.store, conversation="t1", run="r2")[0] == 1100
    assert spent(journal.store, conversation="t1")[0] == 2200
    tokens, cost = spent(journal.store, since=T0 + timedelta(hours=1))
    assert tokens == 1100 and cost() == price("gpt-4.1-mini", 1000, 100)
    assert spent(journal.store, conversation="nobody")[0] == 0


def test_deleting_a_conversation_keeps_what_it_cost(journal: Journal) -> None:
    called(journal)
    journal.forget("t1")
    assert usage_report(journal.store, UTC).total.model_calls == 1


def test_what_a_cache_saved_is_what_the_same_tokens_would_have_cost_besides(journal: Journal) -> None:
    called(journal, cached_tokens=800)
    called(journal)
    total = usage_report(journal.store, UTC).total
    without, with_cache = price("gpt-4.1-mini", 1000, 100), price("gpt-4.1-mini", 1000, 100, 800)
    assert without is not None and with_cache is not None
    # The price of a call is that of an average one, here with half of the tokens in the cache.
    assert abs(total.saved_usd - (without - with_cache)) < without / 1000
