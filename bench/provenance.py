"""What it costs a turn to know where each value came from, and whether it was asked for.

    python -m bench.provenance [--turns 40] [--rounds 5]

Two conversations: the peers' turns (`bench/peers/script.py`, with an instant model), and a day of the sample
company with the built-in model. Each is held twice at once, in two processes that take their turns one after
the other: one as it is, one in which nothing is kept, looked up or asked about provenance. Compared is the
processor's time of a turn, user and system, in pairs, for the machine's speed changes from minute to minute.
A ratio is the median over the pairs of all rounds, beside it its quartiles, and the medians of both times.
`least` is the ratio of what is left when of each turn, which is the same in every round, the quickest counts:
what else the machine had to do is not in it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers"
NOW = datetime.fromisoformat("2026-03-05T09:00:00+00:00")
DAY = (
    "Book a budget talk with Chloé Martin and the Design Team on {day} at 14:00 for an hour in room 4",
    "What do I have on {day}?",
    "Read me the latest mail from Liam O'Connor",
    "Reply to it that we will spend 2,400 euros more on research before {day}",
    "Write Noah Brandt that the contract for next year is fine and that we will sign it on {day}",
    "Move the budget talk on {day} to 16:00",
    "Find a free hour with Maya Patel on {day}",
    "Cancel the budget talk on {day}",
)
WARM = len(DAY)
"""So many turns are not counted: what is loaded once is."""
SIDES = ("with", "without")

Turn = Callable[[], object]


def main() -> None:
    options = _options()
    if options.worker:
        _serve(options.worker, options.side)
        return
    print(f"{'':14} {'ratio':>6} {'quartiles':>13} {'least':>6} {'with ms':>8} {'without':>8} {'pairs':>6}")
    for name in TURNS:
        rounds = [list(_pairs(name, options.turns, number)) for number in range(options.rounds)]
        _tell(name, rounds)


def _tell(name: str, rounds: Sequence[Sequence[tuple[float, float]]]) -> None:
    pairs = list(chain.from_iterable(rounds))
    low, ratio, high = statistics.quantiles((mine / base for mine, base in pairs), n=4)
    mine, base = (statistics.median(times) for times in zip(*pairs, strict=True))
    least = [sum(min(pair[side] for pair in turn) for turn in zip(*rounds, strict=True)) for side in (0, 1)]
    print(
        f"{name:14} {ratio:6.3f} {low:6.3f}–{high:.3f} {least[0] / least[1]:6.3f}"
        f" {mine:8.1f} {base:8.1f} {len(pairs):6}",
        flush=True,
    )


def _pairs(name: str, turns: int, number: int) -> Iterator[tuple[float, float]]:
    """Milliseconds of each turn, with provenance and without."""
    workers = {side: _worker(name, side) for side in SIDES}
    try:
        for turn in range(WARM + turns):
            # Who goes first finds the caches of the machine as the other one has left them.
            order = SIDES if (turn + number) % 2 else SIDES[::-1]
            times = {side: _next(workers[side]) for side in order}
            if turn >= WARM:
                yield times["with"], times["without"]
    finally:
        for worker in workers.values():
            worker.communicate()


def _worker(name: str, side: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "bench.provenance", "--worker", name, "--side", side]
    # Sets of strings are gone through in the same order on both sides.
    environment = {**os.environ, "PYTHONHASHSEED": "0", "LANGSMITH_TRACING": "false"}
    return subprocess.Popen(
        argv, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _next(worker: subprocess.Popen[str]) -> float:
    assert worker.stdin and worker.stdout
    worker.stdin.write("\n")
    worker.stdin.flush()
    line = worker.stdout.readline()
    if not line:
        raise RuntimeError(f"the worker ended with {worker.wait()}")
    return float(json.loads(line))


def _serve(name: str, side: str) -> None:
    """Take a turn for each line on standard input, and answer with its milliseconds."""
    sys.path.insert(0, str(PEERS))
    with tempfile.TemporaryDirectory(prefix="provenance-") as home:
        turns = TURNS[name](Path(home))
        if side == "without":
            _forgo()
        for _ in sys.stdin:
            turn = next(turns)
            begun = time.process_time()
            turn()
            print(1000 * (time.process_time() - begun), flush=True)


def _forgo() -> None:
    """Leave provenance out of this process; the assistant itself can't be told to."""
    from agents.persons_words import PersonsWords
    from tools.provenance.readings import Readings
    from tools.provenance.tracing import Tracer

    Readings.said = Readings.keep = lambda *_, **__: None  # type: ignore[method-assign]  # this process only
    Tracer.origins = lambda *_, **__: ()  # type: ignore[method-assign]
    PersonsWords.ask_for = lambda *_, **__: None  # type: ignore[method-assign]


def _of_peers(home: Path) -> Iterator[Turn]:
    import script
    from measure import turn
    from peers.ours import Peer

    peer = Peer(str(home))
    for number in count(1):
        yield partial(turn, peer, "t", script.user_text(number), 2)


def _of_a_day(home: Path) -> Iterator[Turn]:
    from assistant import Assistant, Decision
    from assistant.loading import lasting
    from assistant.sample import fill

    with lasting():  # as the command line does
        assistant = Assistant.open(home=home, model="offline", now=NOW)
        assistant.load()
    fill(assistant.home)

    def take(text: str) -> None:
        turn = assistant.ask(text, thread="t")
        while turn.status == "paused":
            turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
        if turn.status != "done" or "don't understand" in turn.reply:
            raise RuntimeError(f"{text}: {turn.reply}")

    for number in count(1):
        day = NOW + timedelta(days=number)
        for said in DAY:
            yield partial(take, said.format(day=f"{day:%-d %B}"))


TURNS: dict[str, Callable[[Path], Iterator[Turn]]] = {"peers' turns": _of_peers, "built-in": _of_a_day}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--side", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
