"""The short versions of `bench/effects_crash.py`: kill -9 at random moments, and nothing twice or lost."""

import random

import pytest

from bench import crash_workers, effects_crash
from tests.servers.postgres import end_sessions, fall_over


@pytest.mark.parametrize("either_database", ["sqlite"], indirect=True)
def test_kills_at_random_moments_leave_nothing_twice_lost_or_torn() -> None:
    tally = effects_crash.measure(
        "short", crash_workers.work_with_ledger, kills=25, effects=80, workers=2, dice=random.Random(4)
    )
    assert tally.kills == 25
    assert tally.expected >= 80
    assert tally.is_right, tally


@pytest.mark.parametrize("either_database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("kills", [12, pytest.param(120, marks=pytest.mark.slow)])
def test_nor_do_sessions_that_end_and_a_server_that_falls_over(postgres_server: str, kills: int) -> None:
    dice = random.Random(5)

    def strike(crew: list[effects_crash.Worker]) -> bool:
        killed = effects_crash.kill(crew, dice)
        if dice.random() < 0.15:
            fall_over(postgres_server)
        else:
            end_sessions(postgres_server, dice.choice(["true", "state = 'idle in transaction'"]))
        return killed

    work = crash_workers.work_with_ledger
    tally = effects_crash.measure(
        "short", work, kills=kills, effects=3 * kills, workers=2, dice=random.Random(4), strike=strike
    )
    assert tally.expected >= 3 * kills
    assert tally.is_right, tally
