"""The short version of `bench/effects_crash.py`: kill -9 at random moments, and nothing twice or lost."""

import random

from bench import crash_workers, effects_crash


def test_kills_at_random_moments_leave_nothing_twice_lost_or_torn() -> None:
    tally = effects_crash.measure(
        "short", crash_workers.work_with_ledger, kills=25, effects=80, workers=2, dice=random.Random(4)
    )
    assert tally.kills == 25
    assert tally.expected >= 80
    assert tally.is_right, tally
