"""Turns a second with several workers before one PostgreSQL, and what a turn takes of it.

    python bench/scale.py                       # a server of its own, on loopback
    python bench/scale.py --workers 1 2 --turns 20

Every worker is a process with the built-in model; a turn is one question and its answer. On PostgreSQL each
has a home of its own. The server waits for no disk (`-F`): what is measured is the work, on a machine that
the workers and the server share.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg

from assistant import Assistant
from assistant.settings import load_settings
from tests.servers.postgres import postgres

context = multiprocessing.get_context("spawn")
SCHEMA = "scale"


def opened(home: Path, address: str) -> Assistant:
    settings = load_settings(
        home=home, database=address, now="2026-11-30T09:00", time_zone="Europe/London", model="offline"
    )
    return Assistant.open(settings=settings)


def work(home: Path, address: str, name: str, turns: int, start_line: Barrier, told: Any) -> None:
    with opened(home, address) as assistant:
        assistant.ask("What is on Tuesday?", thread=f"{name}-warm")
        start_line.wait()
        took = []
        for number in range(turns):
            begin = time.perf_counter()
            turn = assistant.ask("What is on Tuesday?", thread=f"{name}-{number % 5}")
            took.append(time.perf_counter() - begin)
            assert turn.status == "done", turn
        told.put(took)
        start_line.wait()


def measure(server: str, folder: Path, workers: int, turns: int) -> dict[str, Any]:
    """`workers` at once, each with so many turns."""
    address = f"{server}?schema={SCHEMA}" if server else ""
    before = _size(server)
    start_line, told = context.Barrier(workers + 1), context.Queue()
    crew = []
    for number in range(workers):
        home = folder / (f"home{number}" if server else "home")
        name = f"{workers}-{number}"
        crew.append(context.Process(target=work, args=(home, address, name, turns, start_line, told)))
        crew[-1].start()
    start_line.wait()
    begin = time.perf_counter()
    took = sorted(second for _ in crew for second in told.get(timeout=600))
    seconds = time.perf_counter() - begin
    connections = _connections(server)
    start_line.wait()
    for process in crew:
        process.join()
    return {
        "workers": workers,
        "turns_a_second": round(len(took) / seconds, 1),
        "median_ms": round(took[len(took) // 2] * 1000),
        "connections": connections,
        "bytes_a_turn": round((_size(server) - before) / (len(took) + workers)) if server else None,
    }


def _size(server: str) -> int:
    if not server:
        return 0
    with psycopg.connect(server) as connection:
        row = connection.execute(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relkind = 'r'",
            (SCHEMA,),
        ).fetchone()
    return int(row[0]) if row else 0


def _connections(server: str) -> int:
    if not server:
        return 0
    with psycopg.connect(server) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'assistant'"
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    arguments.add_argument("--turns", type=int, default=30)
    options = arguments.parse_args()
    with postgres() as server, tempfile.TemporaryDirectory() as name:
        for place, address in (("sqlite", ""), ("postgresql", server)):
            for workers in options.workers:
                found = measure(address, Path(name) / place, workers, options.turns)
                print(json.dumps({"database": place, **found}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
