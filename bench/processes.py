"""CPU of commands that only look, as whole processes, beside importing LangChain's agents.

python bench/processes.py HOME
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
        processes[name] = ["-m", "assistant", "--home", str(home), *command, "--json"]
    found: dict[str, list[float]] = {name: [] for name in processes}
    for _ in range(reps + 1):
        for name, arguments in processes.items():
            found[name].append(cpu_ms([python, *arguments]))
    return {name: statistics.median(times[1:]) for name, times in found.items()}  # the first warms the cache


def cpu_ms(argv: list[str]) -> float:
    """CPU of the whole process, user and system."""
    # Compiled once and kept, as installed packages are: else our modules are compiled at every start.
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{argv} ended with {status}")
    return 1000 * (usage.ru_utime + usage.ru_stime)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = figures(args.home)
    if args.json:
        print(json.dumps(found))
        return
    for name, ms in found.items():
        print(f"{name:17} {ms:6.0f} ms CPU, {ms / found['import']:.2f} of the import")


if __name__ == "__main__":
    main()
