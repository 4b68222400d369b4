"""Measure every peer in turn, each in a process and an environment of its own: medians over rounds.

python compare.py --turns 300 --rounds 3 --out results.json
python compare.py --table results.json        the table again
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from measure import HERE, wall
from peers import NAMES, VENV

BASE = "tutorial"
"""Ratios are to this one."""


def compare(names: Sequence[str], turns: int, rounds: int, work: str) -> dict[str, Any]:
    """All figures of `names`; the order is reversed every other round."""
    runs: dict[str, list[Any]] = {name: [] for name in names}
    for round_ in range(rounds):
        for name in names if round_ % 2 == 0 else names[::-1]:
            started = time.monotonic()
            python = HERE / VENV[name] / "bin" / "python"
            argv = [str(python), str(HERE / "measure.py"), name, "--turns", str(turns), "--work", work]
            runs[name].append(json.loads(wall(argv)[1].splitlines()[-1]))
            seconds = time.monotonic() - started
            print(f"round {round_ + 1} of {rounds}, {name}: {seconds:.0f} s", file=sys.stderr, flush=True)
    return {
        "turns": turns,
        "rounds": rounds,
        "python": sys.version.split()[0],
        "cpus": os.cpu_count(),
        "load": os.getloadavg(),
        "peers": {name: middle(found) for name, found in runs.items()},
        "spread_turn_ms": {
            name: {w: [round(run["turn_ms"][w], 1) for run in found] for w in found[0]["turn_ms"]}
            for name, found in runs.items()
        },
    }


def middle(values: list[Any]) -> Any:
    """The median of the runs, leaf by leaf; text and equal values as they are."""
    if isinstance(values[0], dict):
        return {key: middle([value[key] for value in values]) for key in values[0]}
    if isinstance(values[0], (int, float)) and not isinstance(values[0], bool):
        median = statistics.median(values)
        return int(median) if all(isinstance(v, int) for v in values) and median == int(median) else median
    return values[0]


def table(results: dict[str, Any]) -> str:
    """Every figure of every peer as Markdown, with ratios to the tutorial."""
    peers = results["peers"]
    base = peers.get(BASE) or next(iter(peers.values()))
    rows: list[tuple[str, ...]] = []

    def row(label: str, get: Callable[[Any], Any], form: str = "{:.0f}", ratio: bool = True) -> None:
        cells = []
        for peer in peers.values():
            try:
                value = get(peer)
                text = form.format(value)
                if ratio and peer is not base:
                    text += f" ({value / get(base):.3g}x)"
            except KeyError:
                text = "–"
            cells.append(text)
        rows.append((label, *cells))

    row("model calls / turn", lambda p: p["chars"]["1"]["model_calls"], ratio=False)
    row("model calls / single-domain turn", lambda p: p["single_domain"]["model_calls"], ratio=False)
    row("pauses / turn", lambda p: p["pauses_per_turn"], ratio=False)
    row("sub-agent runs / turn", lambda p: p["chars"]["1"]["subagent_entries"] or "–", "{}", ratio=False)
    for turn in base["chars"]:
        row(
            f"k chars to + from model, turn {turn}", lambda p, k=turn: p["chars"][k]["chars"] / 1000, "{:.1f}"
        )
    row("  of which tool schemas", lambda p: p["chars"]["1"]["chars_tool_schemas"] / 1000, "{:.1f}")
    for window in base["turn_ms"]:
        row(f"engine wall ms / turn {window}", lambda p, w=window: p["turn_ms"][w], "{:.1f}")
    for window in base["turn_cpu_ms"]:
        row(f"engine CPU ms / turn {window}", lambda p, w=window: p["turn_cpu_ms"][w], "{:.1f}")
    for turn in base["disk_bytes"]:
        row(f"kB on disk after turn {turn}", lambda p, k=turn: p["disk_bytes"][k] / 1000)
    row("peak RSS MB", lambda p: p["peak_rss_mb"])
    row("  RSS MB after turn 1", lambda p: p["rss_mb"]["1"])
    row("import ms (over bare Python)", lambda p: p["import"]["ms"])
    for turn in base["cold_resume"]:
        row(f"cold resume ms, turn {turn}: process wall", lambda p, k=turn: p["cold_resume"][k]["wall_ms"])
        row(
            "  of which load + approve + finish", lambda p, k=turn: p["cold_resume"][k]["resume_ms"], "{:.1f}"
        )
    return markdown([("", *peers), *rows])


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table; the first row is its head."""
    head, *body = ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--table", type=Path, metavar="FILE")
    parser.add_argument("--work", default=tempfile.gettempdir(), help="where the state goes (a real disk)")
    args = parser.parse_args()
    if args.table:
        results = json.loads(args.table.read_text())
    else:
        results = json.loads(json.dumps(compare(args.only, args.turns, args.rounds, args.work)))
    if args.out:
        args.out.write_text(json.dumps(results, indent=1))
    print(table(results))


if __name__ == "__main__":
    main()
