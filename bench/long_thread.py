"""Opening a thread, with its last page: a process of its own, on one of many turns and on a new one.

python bench/long_thread.py HOME
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = 20
OPEN = """
import sys
from pathlib import Path
from agents.stored_messages import said
from assistant import Assistant

with Assistant.open(home=sys.argv[1], model="offline") as assistant:
    assistant.load()
    page = said(assistant.home.database, "t", last=int(sys.argv[2]))
    assert len(page) >= int(sys.argv[3]), len(page)
"""


def figures(home: Path, reps: int = 7, python: str = sys.executable) -> dict[str, float]:
    """Milliseconds, medians: opening the thread `t` of `home`, and an empty one; runs alternate."""
    found: dict[str, list[float]] = {"long": [], "empty": []}
    with tempfile.TemporaryDirectory() as new:
        for _ in range(reps + 1):
            found["long"].append(wall_ms([python, "-c", OPEN, str(home), str(PAGE), str(PAGE)]))
            found["empty"].append(wall_ms([python, "-c", OPEN, new, str(PAGE), "0"]))
    return {name: statistics.median(times[1:]) for name, times in found.items()}  # the first warms the cache


def wall_ms(argv: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(argv, cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path, help="as bench/peers/measure.py ours --keep leaves it")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = figures(args.home)
    if args.json:
        print(json.dumps(found))
        return
    print(f"an empty thread {found['empty']:.0f} ms, the long one {found['long'] - found['empty']:+.0f} ms")


if __name__ == "__main__":
    main()
