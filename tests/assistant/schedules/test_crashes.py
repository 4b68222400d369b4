"""Workers that are killed at any moment: a few kills with each build; bench/routines.py has hundreds."""

from pathlib import Path

import pytest

from bench.routines import killed


@pytest.mark.parametrize("kills", [8])
def test_workers_that_are_killed_do_nothing_twice_and_lose_nothing(tmp_path: Path, kills: int):
    tally = killed("routines", tmp_path, kills)
    assert tally.expected > 0
    assert (tally.twice, tally.lost) == (0, 0)
