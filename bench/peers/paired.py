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
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import script
from measure import HERE, QUIET, count, load, turn
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

    def turns(self, count: int) -> dict[str, float]:
        """What one of the next `count` turns takes, their median, pauses excluded: `_taken` has the names."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        rows: list[dict[str, float]] = json.loads(self._line())
        return {key: statistics.median(row[key] for row in rows) for key in rows[0]}

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended with {self._process.wait()}")
        return line


def first_turns(names: Sequence[str], pairs: int, work: str) -> dict[str, dict[str, float]]:
    """For each peer, what one of its first 20 turns takes, and its times to the base's: `ratio`, `cpu_ratio`.

    Medians over pairs. Each pair goes to standard error when it is done, so that a run that is cut off has
    shown something.
    """
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for number in range(pairs):
        for name in names if number % 2 == 0 else names[::-1]:
            found[name].append(fresh(name, work))
        _show(f"pair {number + 1} of {pairs}", {name: rows[-1] for name, rows in found.items()})
    return {name: _medians(rows, found[BASE]) for name, rows in found.items()}


def _medians(rows: Sequence[dict[str, float]], base: Sequence[dict[str, float]]) -> dict[str, float]:
    ratios = {
        name: statistics.median(mine[key] / other[key] for mine, other in zip(rows, base, strict=True))
        for name, key in (("ratio", "ms"), ("cpu_ratio", "cpu_ms"))
    }
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]} | ratios


def _show(title: str, rows: Mapping[str, dict[str, float]]) -> None:
    for name, row in rows.items():
        figures = " ".join(f"{key} {value:,.0f}" for key, value in row.items())
        print(f"{title}  {name:20} {figures}", file=sys.stderr, flush=True)


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
                mine = long.turns(WINDOW)
                alone = before or fresh(name, work)
                _show(f"after {start}, pair {number + 1} of {pairs}", {name: mine, f"{name}, fresh": alone})
                found.append(mine["ms"] / alone["ms"])
            done = start + pairs * WINDOW
            ratios[start] = statistics.median(found)
    return ratios


def fresh(name: str, work: str) -> dict[str, float]:
    """What one of the first 20 turns of a new thread in a new process takes."""
    with Worker(name, work) as worker:
        return worker.turns(WINDOW)


def serve(name: str, state: str) -> None:
    """Take as many turns as each line on standard input says, and answer with what each took."""
    os.environ.update(QUIET)
    peer: Any = load(name).Peer(state)
    print("ready", flush=True)
    done = 0
    for line in sys.stdin:
        numbers = range(done + 1, done + 1 + int(line))
        print(json.dumps([_taken(peer, number) for number in numbers]), flush=True)
        done += len(numbers)
    peer.close()


def _taken(peer: Any, number: int) -> dict[str, float]:
    times, counted = turn(peer, "t", script.user_text(number), 2), count(peer)
    return {key: times[key] for key in ("ms", "cpu_ms")} | {
        key: counted[key] for key in ("model_calls", "chars")
    }


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
