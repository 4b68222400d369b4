"""CPU of commands that only look, as whole processes, beside importing LangChain's agents.

    python bench/processes.py HOME
    python bench/processes.py HOME --beside CHECKOUT ITS_HOME

The second: in turn with those of another checkout, on a home of the same kind that it has made itself.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {
    "pending": ["pending"],
    "agenda": ["agenda"],
    "agenda with words": ["agenda", "next", "week"],
    "threads": ["threads"],
}
IMPORT = "import langchain.agents"


def figures(home: Path, reps: int = 7, python: str = sys.executable) -> dict[str, float]:
    """Milliseconds of CPU, medians: of the import, and of each command on `home`."""
    processes = {"import": ["-c", IMPORT], "python": ["-c", "pass"]}
    for name, command in COMMANDS.items():
        processes[name] = assistant(home, command)
    found: dict[str, list[float]] = {name: [] for name in processes}
    for _ in range(reps + 1):
        for name, arguments in processes.items():
            found[name].append(cpu_ms([python, *arguments]))
    return {name: statistics.median(times[1:]) for name, times in found.items()}  # the first warms the cache


def paired(home: Path, checkout: Path, its_home: Path, reps: int) -> dict[str, tuple[float, float, float]]:
    """For each command the medians here and there, and of what is here for each that is there."""
    found = {}
    for name, command in COMMANDS.items():
        pairs = [
            (
                cpu_ms([sys.executable, *assistant(home, command)]),
                cpu_ms([sys.executable, *assistant(its_home, command)], checkout),
            )
            for _ in range(reps + 1)
        ][1:]
        here, there = zip(*pairs, strict=True)
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        found[name] = (statistics.median(here), statistics.median(there), ratio)
    return found


def assistant(home: Path, command: list[str]) -> list[str]:
    return ["-m", "assistant", "--home", str(home), *command, "--json"]


def cpu_ms(argv: list[str], root: Path = ROOT) -> float:
    """CPU of the whole process, user and system, with the packages of the checkout at `root`."""
    # Compiled once and kept, as installed packages are: else our modules are compiled at every start.
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen(argv, cwd=root, stdout=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{argv} ended with {status}")
    return 1000 * (usage.ru_utime + usage.ru_stime)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--beside", nargs=2, type=Path, metavar=("CHECKOUT", "ITS_HOME"))
    parser.add_argument("--reps", type=int, default=15, help="pairs of each command")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.beside:
        for name, (here, there, ratio) in paired(args.home, *args.beside, args.reps).items():
            print(f"{name:17} {here:6.0f} ms CPU here, {there:6.0f} there: {ratio:.2f}", flush=True)
        return
    found = figures(args.home)
    if args.json:
        print(json.dumps(found))
        return
    for name, ms in found.items():
        print(f"{name:17} {ms:6.0f} ms CPU, {ms / found['import']:.2f} of the import")


if __name__ == "__main__":
    main()
