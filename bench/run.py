"""Every figure that says how fast and how small the assistant is, the peers beside it in the same run.

python bench/run.py              about an hour, most of it langgraph-supervisor's
python bench/run.py --quick      a few minutes: 20 turns, one round, small indexes
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
sys.path.insert(0, str(PEERS))

from compare import BASE, compare, markdown, table  # noqa: E402  # found once its folder is
from long_thread import figures as long_thread  # noqa: E402
from paired import WINDOW, first_turns, later_turns  # noqa: E402
from peers import NAMES, VENV  # noqa: E402
from processes import COMMANDS  # noqa: E402
from processes import figures as processes  # noqa: E402

OURS = "ours"
FEWER = ("tutorial", OURS, "openai_agents", "pydantic_ai", "deepagents")
"""Without langgraph-supervisor, whose state takes gigabytes."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--turns", type=int, help="of each peer; default 300, quick 20")
    parser.add_argument("--long", type=int, help="of ours alone; default 1000, quick 60")
    parser.add_argument("--rounds", type=int, help="default 3, quick 1")
    parser.add_argument("--pairs", type=int, help="of short runs that give ratios; default 9, quick 3")
    parser.add_argument("--only", nargs="+", choices=NAMES, help="peers; default all, quick all but one")
    parser.add_argument(
        "--no-indexes", action="store_true", help="leave out the calendar's and the mailbox's"
    )
    parser.add_argument("--work", default=tempfile.gettempdir(), help="where the state goes (a real disk)")
    parser.add_argument("--out", type=Path, help="write the figures here, as JSON")
    args = parser.parse_args()
    turns = args.turns or (20 if args.quick else 300)
    long = args.long or (60 if args.quick else 1000)
    rounds = args.rounds or (1 if args.quick else 3)
    pairs = args.pairs or (3 if args.quick else 9)
    names = tuple(args.only or (FEWER if args.quick else NAMES))
    if missing := {BASE, OURS} - set(names):
        parser.error(f"ratios need {' and '.join(sorted(missing))}")

    say("setting up an environment for each family of peers")
    subprocess.run([str(PEERS / "setup.sh")], check=True, stdout=sys.stderr)
    results = json.loads(json.dumps(compare(names, turns, rounds, args.work)))
    print(
        f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}, Python {results['python']}, {rounds} rounds\n"
    )
    print(f"Every figure of every peer, {turns} turns; ratios are to {BASE}\n")
    print(table(results), flush=True)
    python = str(PEERS / VENV[OURS] / "bin" / "python")
    with tempfile.TemporaryDirectory(prefix="home-", dir=args.work) as home:
        say(f"ours, {long} turns")
        argv = [python, str(PEERS / "measure.py"), OURS, "--turns", str(long)]
        run = subprocess.run(
            [*argv, "--work", args.work, "--keep", home],
            check=True,
            capture_output=True,
            text=True,
            cwd=PEERS,
        )
        results["long"] = json.loads(run.stdout.splitlines()[-1])
        say("processes that only look, and a long thread")
        results["processes"] = processes(Path(home), python=python)
        results["long_thread"] = long_thread(Path(home), python=python)
    say("first and later turns, in pairs")
    results["first_turns"] = first_turns(names, pairs, args.work)
    results["later_turns"] = later_turns(OURS, (turns - WINDOW, long - WINDOW), pairs, args.work)
    print("\nWhat the assistant is judged by\n")
    print(judged(results), flush=True)
    if args.out:
        args.out.write_text(json.dumps(results, indent=1))
    if not args.no_indexes:
        sizes = ["--sizes", "2000"] if args.quick else []
        mails = ["--mails", "2000"] if args.quick else []
        for script, options in (("calendar_index.py", sizes), ("mail_index.py", mails)):
            say(script)
            print(f"\n{script}\n", flush=True)
            subprocess.run([sys.executable, str(HERE / script), *options], check=True, cwd=HERE.parent)


def judged(results: dict[str, Any]) -> str:
    """The measures that the assistant is judged by, each with what it is to reach."""
    peers = results["peers"]
    base, ours = peers[BASE], peers[OURS]
    last = str(results["turns"])
    rows: list[tuple[str, ...]] = [("measure", *peers, "to reach")]

    def row(measure: str, reach: str, get: Callable[[dict[str, Any]], str]) -> None:
        rows.append((measure, *(get(peer) for peer in peers.values()), reach))

    def only_ours(measure: str, reach: str, text: str) -> None:
        rows.append((measure, *(text if peer is ours else "–" for peer in peers.values()), reach))

    def first(peer: dict[str, Any]) -> float:
        return next(iter(peer["turn_ms"].values()))

    row(f"MB on disk after {last} turns", "≤ 5 at 300", lambda p: f"{p['disk_bytes'][last] / 1e6:.2f}")
    row(
        "model calls: one domain / both",
        "≤ 2 / ≤ 4",
        lambda p: f"{p['single_domain']['model_calls']} / {p['chars']['1']['model_calls']}",
    )
    row(
        f"thousand characters, turn {' / '.join(base['chars'])}",
        "≤ 20 / 40 at 1 / 300",
        lambda p: " / ".join(f"{counted['chars'] / 1000:.0f}" for counted in p["chars"].values()),
    )
    rows.append(
        (
            "engine ms of a turn, first 20, in pairs",
            *(f"{p['ms']:.1f} ({p['ratio']:.2f} ×)" for p in results["first_turns"].values()),
            "≤ 0.7 ×",
        )
    )
    only_ours(
        f"turns from {' / '.join(str(after + 1) for after in results['later_turns'])} on,"
        " × the first 20 of a fresh thread, in pairs",
        "≤ 1.1",
        " / ".join(f"{ratio:.2f}" for ratio in results["later_turns"].values()),
    )
    row(
        "last turns, × own first 20, minutes apart",
        "≤ 1.1",
        lambda p: f"{list(p['turn_ms'].values())[-1] / first(p):.2f}",
    )
    row(
        f"resume in a new process, ms, turn {' / '.join(base['cold_resume'])}",
        "≤ 0.9 ×, both the same",
        lambda p: " / ".join(
            f"{found['wall_ms']:.0f} ({found['wall_ms'] / base['cold_resume'][turn]['wall_ms']:.2f} ×)"
            for turn, found in p["cold_resume"].items()
        ),
    )
    row(
        "peak memory, MB",
        "≤ 1 ×",
        lambda p: f"{p['peak_rss_mb']:.0f} ({p['peak_rss_mb'] / base['peak_rss_mb']:.2f} ×)",
    )

    long = results["long"]
    end = str(long["turns"])
    per_turn = growth(long)
    only_ours(
        f"kB a turn adds, from turn {' / '.join(per_turn)} on",
        "the same ± 20 %",
        " / ".join(f"{kb:.1f}" for kb in per_turn.values()),
    )
    only_ours(
        f"last of {end} turns, × own first 20, minutes apart",
        "≤ 1.1",
        f"{list(long['turn_ms'].values())[-1] / first(long):.2f}",
    )
    only_ours(
        f"memory after {end} turns, × that after 10",
        "≤ 1.15",
        f"{long['rss_mb'][end] / long['rss_mb']['10']:.2f}",
    )
    opened = results["long_thread"]
    only_ours(
        f"open a thread of {end} turns with its last page, ms more than an empty one",
        "≤ 50",
        f"{opened['long'] - opened['empty']:+.0f}",
    )
    cpu = results["processes"]
    only_ours(
        f"{', '.join(COMMANDS)}: CPU, × importing langchain.agents ({cpu['import']:.0f} ms)",
        "≤ 0.2",
        " / ".join(f"{cpu[name] / cpu['import']:.2f}" for name in COMMANDS),
    )
    return markdown(rows)


def growth(measured: dict[str, Any]) -> dict[str, float]:
    """kB that each turn added between the points at which the disk was looked at, by where they begin."""
    points = [(int(turn), size) for turn, size in measured["disk_bytes"].items()]
    return {
        str(turn): (later - size) / (end - turn) / 1000 for (turn, size), (end, later) in pairwise(points)
    }


def say(what: str) -> None:
    print(what, "…", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
