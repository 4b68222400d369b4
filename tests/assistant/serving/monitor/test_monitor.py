"""What a service manager and Prometheus are told, by a real home and a real request."""

import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from prometheus_client.parser import text_string_to_metric_families

from assistant import Assistant
from assistant.contract import Decision
from assistant.serving.monitor import endpoint
from assistant.serving.monitor.endpoint import Monitor, monitored
from assistant.settings import load_settings
from tests.assistant.grants.office import MAIL, open_office
from tests.servers.ports import free_port
from tools.errors import InputError, StorageError


class Asked(NamedTuple):
    status: int
    text: str


class Watched:
    """A home whose process is monitored."""

    def __init__(self, assistant: Assistant, monitor: Monitor) -> None:
        self.assistant = assistant
        self.monitor = monitor

    def ask(self, path: str) -> Asked:
        try:
            with urllib.request.urlopen(f"http://{self.assistant.settings.monitor}{path}") as answer:
                return Asked(answer.status, answer.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Asked(refusal.code, refusal.read().decode())

    def figures(self) -> dict[str, float]:
        """Each figure by its name and labels, as Prometheus' own parser reads them."""
        families = text_string_to_metric_families(self.ask("/metrics").text)
        return {
            f"{sample.name}{{{','.join(sample.labels.values())}}}"
            if sample.labels
            else sample.name: sample.value
            for family in families
            for sample in family.samples
        }


@pytest.fixture(name="watched")
def a_process_that_is_monitored(tmp_path) -> Iterator[Watched]:
    open_office(tmp_path / "home").close()
    settings = load_settings(
        home=tmp_path / "home",
        model="offline",
        now="2026-11-20T10:00:00+01:00",
        time_zone="Europe/Berlin",
        monitor=f"127.0.0.1:{free_port()}",
    )
    with Assistant.open(settings=settings) as assistant, monitored(assistant.home) as monitor:
        assert monitor is not None
        yield Watched(assistant, monitor)


def test_it_says_that_it_lives_and_can_work_and_that_it_is_ending(watched):
    assert [watched.ask(path).status for path in ("/health", "/ready", "/nothing")] == [200, 200, 404]
    watched.monitor.leave()
    assert (watched.ask("/health").status, watched.ask("/ready")) == (200, Asked(503, "it is ending\n"))


def test_figures_say_what_waits_what_was_done_and_how_long_it_took(watched):
    before = watched.figures()
    assert (before["assistant_database_up"], before["assistant_approvals_waiting"]) == (1, 0)
    turn = watched.assistant.ask(MAIL)
    [approval] = turn.approvals
    asked = watched.figures()
    assert asked["assistant_approvals_waiting"] == 1
    assert asked["assistant_turn_seconds_count{paused}"] == 1
    watched.assistant.decide({approval.id: Decision.approve()})
    done = watched.figures()
    assert done["assistant_approvals_waiting"] == 0
    assert done["assistant_effect_seconds_count{done}"] == done["assistant_turn_seconds_count{done}"] == 1
    assert done["assistant_effect_seconds_sum{done}"] <= done["assistant_turn_seconds_sum{done}"]
    assert done["assistant_effects_due"] == done["assistant_effects_queued{hold}"] == 0
    assert done["process_resident_memory_bytes"] > 0


def test_what_is_held_back_or_under_way_or_unknown_is_counted(watched):
    for text in (MAIL, "Send an email to Ben saying hello", "Send an email to Ana saying hello again"):
        [approval] = watched.assistant.ask(text).approvals
        watched.assistant.decide({approval.id: Decision.approve()})
    rows = (
        ("state = 'queued', waiting = 'hold', not_before = '2999-01-01T00:00:00+00:00'", 0),
        ("state = 'running', lease_until = '2999-01-01T00:00:00+00:00', owner = 'x|1|2|3'", 1),
        ("state = 'unknown'", 2),
    )
    home = watched.assistant.home
    keys = [effect.key for effect in home.ledger.list()]
    with home.database.transaction() as connection:
        for columns, at in rows:
            connection.execute(f"UPDATE effects SET {columns} WHERE key = ?", (keys[at],))
    found = watched.figures()
    assert found["assistant_effects_queued{hold}"] == found["assistant_leases{held}"] == 1
    assert (found["assistant_effects_unknown"], found["assistant_effects_due"]) == (1, 0)
    with home.database.transaction() as connection:
        connection.execute(
            "UPDATE effects SET lease_until = '2001-01-01T00:00:00+00:00' WHERE state = 'running'"
        )
        connection.execute(
            "UPDATE effects SET not_before = '2026-01-01T00:00:00+00:00' WHERE state = 'queued'"
        )
    found = watched.figures()
    assert (found["assistant_leases{held}"], found["assistant_leases{ended}"]) == (0, 1)
    assert found["assistant_effects_due"] == 1
    assert found["assistant_effects_overdue_seconds"] > 0


def test_a_routine_that_is_due_is_counted(watched):
    watched.assistant.home.routines  # noqa: B018  # makes its tables
    with watched.assistant.home.database.transaction() as connection:
        connection.execute(
            "INSERT INTO routines (id, thread_id, title, kind, request, schedule, waits_for, each_run,"
            " missed, state, next_at, version, created_at) VALUES"
            " ('r1', 't', 'Brief', 'brief', '', '', '', '', '', 'active', '2026-01-01', 1, '2026-01-01')"
        )
    assert watched.figures()["assistant_routines_due"] == 1


def test_warnings_are_counted_and_no_longer_than_it_is_monitored(watched):
    logger = logging.getLogger("tools.something")
    logger.warning("a lease was not renewed")
    assert watched.figures()["assistant_log_records_total{WARNING}"] == 1
    assert watched.figures()["assistant_log_records_total{ERROR}"] == 0


def test_no_words_of_anybody_are_in_the_figures(watched):
    watched.assistant.ask(MAIL)
    text = watched.ask("/metrics").text
    assert not [word for word in ("Ana", "larkspur", "proofs", "Sam") if word in text]


def test_a_database_that_fails_or_is_silent_is_not_ready(monkeypatch):
    def fails() -> None:
        raise StorageError("it is gone")

    assert Monitor(fails, None).answer("/ready")[::2] == (503, b"the database can't be read\n")
    monkeypatch.setattr(endpoint, "LOOK_S", 0.01)
    answers = threading.Event()
    monitor = Monitor(answers.wait, None)
    assert monitor.answer("/ready")[::2] == (503, b"the database doesn't answer\n")
    assert monitor.answer("/health")[0] == 200
    answers.set()


def test_without_the_library_the_rest_is_told_and_what_helps(monkeypatch):
    status, _, text = Monitor(lambda: None, None).answer("/metrics")
    assert (status, b"langgraph-assistant[metrics]" in text) == (501, True)


@pytest.mark.parametrize("place", ["9377", "here", "127.0.0.1:99999", "203.0.113.1:9377", ":1"])
def test_a_place_that_is_none_is_said(tmp_path, place):
    settings = load_settings(home=tmp_path, model="offline", monitor=place)
    with (
        Assistant.open(settings=settings) as assistant,
        pytest.raises(InputError, match="give 127"),
        monitored(assistant.home),
    ):
        raise AssertionError("it must not come so far")
