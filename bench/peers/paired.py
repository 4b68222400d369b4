"""Times of turns that are compared with each other, taken in turn, a few seconds apart.

A shared machine is twice as fast in one minute as in the next. Two figures that were taken minutes apart
make a ratio of that; a median over pairs that were taken together doesn't.

python paired.py --pairs 9                      first 20 turns of each peer, × the tutorial's of the same pair
python paired.py --from 280 980 --only ours     later turns, × the first 20 of a fresh thread
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import script
from measure import HERE, QUIET, load, turn
from peers import NAMES, VENV

BASE = "tutorial"
WINDOW = 20


class Worker:
    """A peer in a process and on a state of its own, that takes turns of one thread when it is told."""

    def __init__(self, name: str, work: str) -> None:
        self._state = tempfile.mkdtemp(prefix=f"paired-{name}-", dir=work)
        python = HERE / VENV[name] / "bin" / "python"
        self._process = subprocess.Popen(
            [str(python), str(HERE / "paired.py"), "--worker", name, "--state", self._state],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE,
        )
        self._line()  # it is loaded

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        shutil.rmtree(self._state)

    def turns(self, count: int) -> list[float]:
        """Milliseconds of each of the next `count` turns, pauses excluded."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        times: list[float] = json.loads(self._line())
        return times

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended with {self._process.wait()}")
        return line


def first_turns(names: Sequence[str], pairs: int, work: str) -> dict[str, dict[str, float]]:
    """For each peer, `ms` of one of its first 20 turns and `ratio` to the base's: medians over pairs."""
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(pairs):
        for name in names if number % 2 == 0 else names[::-1]:
            found[name].append(fresh(name, work))
    return {
        name: {
            "ms": statistics.median(times),
            "ratio": statistics.median(mine / base for mine, base in zip(times, found[BASE], strict=True)),
        }
        for name, times in found.items()
    }


def later_turns(name: str, after: Sequence[int], pairs: int, work: str) -> dict[int, float]:
    """By how many turns a thread had, what 20 further ones take, × the first 20 of a fresh thread."""
    ratios: dict[int, float] = {}
    done = 0
    with Worker(name, work) as long:
        for start in after:
            long.turns(start - done)
            found = []
            for number in range(pairs):
                before = fresh(name, work) if number % 2 == 0 else None
                mine = statistics.median(long.turns(WINDOW))
                found.append(mine / (before or fresh(name, work)))
            done = start + pairs * WINDOW
            ratios[start] = statistics.median(found)
    return ratios


def fresh(name: str, work: str) -> float:
    """Milliseconds of one of the first 20 turns of a new thread in a new process, their median."""
    with Worker(name, work) as worker:
        return statistics.median(worker.turns(WINDOW))


def serve(name: str, state: str) -> None:
    """Take as many turns as each line on standard input says, and answer with their times."""
    os.environ.update(QUIET)
    peer: Any = load(name).Peer(state)
    print("ready", flush=True)
    done = 0
    for line in sys.stdin:
        numbers = range(done + 1, done + 1 + int(line))
        print(
            json.dumps([turn(peer, "t", script.user_text(number), 2)["ms"] for number in numbers]), flush=True
        )
        done += len(numbers)
    peer.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--from", dest="after", nargs="+", type=int, metavar="TURN")
    parser.add_argument("--work", default=tempfile.gettempdir(), help="where the state goes (a real disk)")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        serve(args.worker, str(args.state))
    elif args.after:
        print(json.dumps({name: later_turns(name, args.after, args.pairs, args.work) for name in args.only}))
    else:
        print(json.dumps(first_turns(args.only, args.pairs, args.work)))


if __name__ == "__main__":
    main()
