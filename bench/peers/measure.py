"""Measure one peer on the scripted turns, in the interpreter that has it: prints one JSON document.

venv-langgraph/bin/python measure.py tutorial --turns 20
"""

import argparse
import importlib
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import script

HERE = Path(__file__).resolve().parent
POINTS = (1, 10, 100, 300, 1000)
"""The turns after which characters, disk and memory are looked at, besides the last one."""
WINDOWS = {"1-20": (1, 20), "91-110": (91, 110), "281-300": (281, 300), "981-1000": (981, 1000)}
HUGE_BYTES = 1e9
QUIET = {
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "OPENAI_AGENTS_DISABLE_TRACING": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "",
}


def load(name: str) -> Any:
    return importlib.import_module(f"peers.{name}")


def measure(name: str, turns: int, work: str, keep: Path | None = None) -> dict[str, Any]:
    """All figures of one peer, after `turns` turns of one thread; `keep` gets a copy of the state then."""
    python_mb = rss_mb()
    module = load(name)
    root = Path(tempfile.mkdtemp(prefix=f"peer-{name}-", dir=work))
    try:
        state = root / "main"
        state.mkdir()
        peer = module.Peer(str(state))
        out = {"peer": name, "note": module.NOTE, "versions": versions(module.DISTS), "turns": turns}
        out |= {"rss_python_mb": python_mb, "rss_after_import_mb": rss_mb()}
        out |= many_turns(peer, turns, state)
        out["peak_rss_mb"] = rss_mb()

        turn(peer, "single", script.user_text(1, single=True), 1)
        out["single_domain"] = count(peer)
        peer.start("t", script.user_text(turns + 1))
        peer.close()
        if keep:
            shutil.copytree(state, keep, dirs_exist_ok=True)

        first = root / "first"
        first.mkdir()
        peer = module.Peer(str(first))
        peer.start("t", script.user_text(1))
        peer.close()
        out["cold_resume"] = {1: cold(name, first, 5), turns + 1: cold(name, state, 3)}
        out["import"] = import_ms(module.IMPORTS)
        return out
    finally:
        shutil.rmtree(root)


def many_turns(peer: Any, turns: int, state: Path) -> dict[str, Any]:
    rows, chars, disk, rss = [], {}, {}, {}
    for number in range(1, turns + 1):
        rows.append(turn(peer, "t", script.user_text(number), 2))
        if number in POINTS or number == turns:
            chars[number] = count(peer)
            disk[number] = disk_bytes(peer, state)
            rss[number] = rss_mb()
    out: dict[str, Any] = {"chars": chars, "disk_bytes": disk, "rss_mb": rss}
    out["pauses_per_turn"] = rows[0]["pauses"]
    windows = {w: rows[a - 1 : b] for w, (a, b) in WINDOWS.items() if turns >= b} or {f"1-{turns}": rows}
    for key in ("ms", "pause_ms", "cpu_ms"):
        out[f"turn_{key}"] = {w: statistics.median(r[key] for r in rs) for w, rs in windows.items()}
    return out


def turn(peer: Any, thread: str, text: str, expect: int) -> dict[str, float]:
    """One turn, timed. Nothing may run before it is approved, and all of it exactly once after."""
    peer.calls.clear()
    peer.handoffs.clear()
    before = len(peer.effects.done)
    approved, pauses = 0, 0
    cpu, started = time.process_time(), time.perf_counter()
    pending = peer.start(thread, text)
    ms = first = 1000 * (time.perf_counter() - started)
    cpu_ms = 1000 * (time.process_time() - cpu)
    answer = ""
    while pending:
        ran = len(peer.effects.done) - before
        assert ran == approved, f"{ran} effects, {approved} approved"
        approved, pauses = approved + len(pending), pauses + 1
        cpu, started = time.process_time(), time.perf_counter()
        answer, pending = peer.approve(thread, pending)
        ms += 1000 * (time.perf_counter() - started)
        cpu_ms += 1000 * (time.process_time() - cpu)
    ran = len(peer.effects.done) - before
    assert ran == approved == expect, f"{ran} effects, {approved} approved, {expect} asked for"
    assert peer.is_right(answer), answer
    return {"ms": ms, "pause_ms": first, "cpu_ms": cpu_ms, "pauses": pauses}


def count(peer: Any) -> dict[str, Any]:
    """Characters to and from the model over the calls just made."""
    per_role: dict[str, int] = {}
    messages = tools = out = 0
    for call in peer.calls:
        per_role[call.role] = per_role.get(call.role, 0) + 1
        messages += peer.message_chars(call)
        tools += peer.tools_chars(call)
        out += script.reply_chars(call.reply)
    return {
        "model_calls": len(peer.calls),
        "calls_by_role": per_role,
        "chars": messages + tools + out,
        "chars_messages": messages,
        "chars_tool_schemas": tools,
        "chars_out": out,
        "subagent_entries": len(peer.handoffs),
    }


def disk_bytes(peer: Any, directory: Path) -> int:
    """Bytes of state on disk, write-ahead logs folded in; what the turns did to the world is left out."""
    for database in directory.glob("*.db"):
        connection = sqlite3.connect(database)
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.close()
    return sum(path.stat().st_size for path in peer.state_files(directory))


def cold(name: str, paused: Path, reps: int) -> dict[str, float]:
    """Each run on a copy of the paused state, for it uses it up; a huge state is run once, as it is."""
    if sum(path.stat().st_size for path in paused.rglob("*") if path.is_file()) > HUGE_BYTES:
        reps = 1
    runs = []
    for number in range(reps):
        copy = paused
        if number < reps - 1:
            copy = Path(tempfile.mkdtemp(prefix="cold-", dir=paused.parent))
            shutil.copytree(paused, copy, dirs_exist_ok=True)
        ms, out = wall([sys.executable, str(HERE / "measure.py"), name, "--cold", str(copy)])
        runs.append({"wall_ms": ms, **json.loads(out.splitlines()[-1])})
        shutil.rmtree(copy)
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def resume_cold(name: str, directory: str) -> dict[str, float]:
    """In a fresh process: find what is pending, approve it, finish the turn."""
    started = time.perf_counter()
    module = load(name)
    imported = time.perf_counter()
    peer = module.Peer(directory)
    built = time.perf_counter()
    answer, pending = "", peer.pending("t")
    while pending:
        answer, pending = peer.approve("t", pending)
    finished = time.perf_counter()
    peer.close()
    assert peer.is_right(answer) and sorted(peer.effects.done) == ["event", "mail"], answer
    return {
        "import_ms": 1000 * (imported - started),
        "build_ms": 1000 * (built - imported),
        "resume_ms": 1000 * (finished - built),
        "model_calls": len(peer.calls),
    }


def import_ms(statement: str, reps: int = 7) -> dict[str, float]:
    bare, full = [], []
    for _ in range(reps + 1):  # the first warms the file cache
        bare.append(wall([sys.executable, "-c", "pass"])[0])
        full.append(wall([sys.executable, "-c", statement])[0])
    bare_ms, full_ms = statistics.median(bare[1:]), statistics.median(full[1:])
    return {"ms": full_ms - bare_ms, "bare_python_ms": bare_ms}


def wall(argv: list[str]) -> tuple[float, str]:
    """How long a process took, and what it printed."""
    started = time.perf_counter()
    done = subprocess.run(
        argv, capture_output=True, text=True, env={**os.environ, **QUIET}, cwd=HERE, check=False
    )
    ms = 1000 * (time.perf_counter() - started)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return ms, done.stdout


def rss_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def versions(dists: tuple[str, ...]) -> dict[str, str]:
    return {dist: version(dist) for dist in dists}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("peer")
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument(
        "--work", default=tempfile.gettempdir(), help="where the state is written (a real disk)"
    )
    parser.add_argument("--keep", type=Path, help="leave a copy of the state here, its last turn paused")
    parser.add_argument("--cold", metavar="DIR", help=argparse.SUPPRESS)
    args = parser.parse_args()
    os.environ.update(QUIET)
    if args.cold:
        result = resume_cold(args.peer, args.cold)
    else:
        result = measure(args.peer, args.turns, args.work, args.keep)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
