"""Workers that are killed at any moment: a few kills with each build; bench/routines.py has hundreds."""

from pathlib import Path

import pytest

from bench.routine_turns import TURNS
from bench.routine_work import Work
from bench.routines import MARKS, killed


@pytest.mark.parametrize(
    ("work", "kills"),
    [
        pytest.param(MARKS, 8, id="a byte"),
        pytest.param(TURNS, 8, id="a turn's mail", marks=pytest.mark.slow),
    ],
)
def test_workers_that_are_killed_do_nothing_twice_and_lose_nothing(tmp_path: Path, work: Work, kills: int):
    tally = killed("routines", tmp_path, kills, work)
    assert tally.expected > 0
    assert (tally.twice, tally.lost, tally.note) == (0, 0, "")
