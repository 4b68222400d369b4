"""Preferences are kept one by one, however many are kept at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest

from tools.effects.plan import Intent, Plan
from tools.preferences.executor import PreferenceExecutor
from tools.preferences.preferences_file import PreferencesFile

MANY = 8


def intent(name: str, value: int | None, former: int | None) -> Intent:
    payload = {"table": "lengths", "name": name, "value": value, "former": former}
    plan = Plan(
        kind="preference.keep", args={}, summary="", preview={"says": name}, payload=payload, destination=""
    )
    rendered = json.dumps(payload).encode()
    return Intent(key=name, plan=plan, rendered=rendered, created_at=datetime(2026, 11, 30, tzinfo=UTC))


@pytest.fixture
def kept(tmp_path):
    """The file, and what acts on many of its places at once, as processes do."""
    path = tmp_path / "preferences.toml"
    together = Barrier(MANY)

    def act(wanted: Intent) -> None:
        executor = PreferenceExecutor(PreferencesFile(path))
        together.wait()
        executor.act(wanted)

    def at_once(*intents: Intent) -> None:
        with ThreadPoolExecutor(MANY) as pool:
            list(pool.map(act, intents))

    return PreferencesFile(path), at_once


def test_of_many_that_are_kept_and_forgotten_at_once_none_undoes_another(kept):
    file, at_once = kept
    kinds = [f"kind {number}" for number in range(MANY)]
    at_once(*(intent(kind, 30, None) for kind in kinds))
    assert sorted(file.read().lengths) == kinds
    at_once(*(intent(kind, None, 30) for kind in kinds))
    assert not file.read().lengths
