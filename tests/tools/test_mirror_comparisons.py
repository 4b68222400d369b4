"""Comparisons that nobody asked for: as often as they have to be, one at a time, and none after the end."""

import sys
import threading

import pytest

from tests.patience import PATIENCE_S
from tools.errors import FinalError, PassingError
from tools.mirror_comparisons import MirrorComparisons


@pytest.fixture
def restless():
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless")
def test_two_agents_that_look_at_once_begin_one_comparison_and_the_end_waits_for_it():
    for _ in range(200):
        begun: list[threading.Thread] = []
        ending, together = threading.Event(), threading.Barrier(3)

        def compare(begun: list[threading.Thread] = begun, ending: threading.Event = ending) -> None:
            begun.append(threading.current_thread())
            assert ending.wait(PATIENCE_S)

        comparisons = MirrorComparisons(compare, "a server", fresh_s=60)

        def look(
            comparisons: MirrorComparisons = comparisons, together: threading.Barrier = together
        ) -> None:
            together.wait(PATIENCE_S)
            comparisons.before_a_look()

        looks = [threading.Thread(target=look) for _ in range(3)]
        for each in looks:
            each.start()
        for each in looks:
            each.join()
        ending.set()
        assert comparisons.stop()
        assert len(begun) == 1 and not begun[0].is_alive()


def test_none_is_begun_once_the_store_is_being_closed():
    compared: list[bool] = []
    comparisons = MirrorComparisons(lambda: compared.append(True), "a server", fresh_s=60)
    assert comparisons.stop()
    comparisons.before_a_look()
    assert comparisons.stop() and not compared


@pytest.mark.parametrize(
    ("fresh_s", "count"), [(0, 3), (float("inf"), 0), (3600, 1)], ids=["each look", "never", "when too old"]
)
@pytest.mark.parametrize("failure", [None, PassingError("away"), FinalError("refused")], ids=str)
def test_a_look_begins_one_when_the_last_is_too_old_whatever_came_of_it(fresh_s, count, failure):
    compared: list[bool] = []

    def compare() -> None:
        compared.append(True)
        if failure:
            raise failure
        comparisons.done()

    comparisons = MirrorComparisons(compare, "a server", fresh_s=fresh_s)
    for _ in range(3):
        comparisons.before_a_look()
        if comparisons._background:
            comparisons._background.join()
    assert len(compared) == count
