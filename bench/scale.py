"""Turns a second with several workers before one PostgreSQL, beside LangGraph's own saver; how a turn grows.

    nice -n 15 python -m bench.scale                        # a server of its own, on loopback
    nice -n 15 python -m bench.scale --workers 1 2 --turns 20 --rounds 1 --threads

Every worker is a process. Ours has the built-in model and a home of its own; `langgraph` is the tutorial's
graph on `AsyncPostgresSaver` (`bench/tutorial_graph.py`; pip install langgraph-checkpoint-postgres), whose
model takes no time. A turn is one question and its answer. The ways take turns, `--rounds` times. The server
waits for no disk (`-F`): what is measured is the work, on a machine that the workers and the server share.

`--threads` makes so many further conversations of 20 turns by copying one, and measures a turn beside them.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg

from assistant import Assistant
from assistant.settings import load_settings
from tests.servers.postgres import postgres

context = multiprocessing.get_context("spawn")
QUESTION = "What is on Tuesday?"
OURS = "scale"
THEIRS = "public"
COPIES = {
    "turns": "number, parent, oldest, checkpoint_id, type, messages",
    "checkpoints": "checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata",
    "threads": "title, state, turns, created_at, updated_at",
    "readings": "turn, source, reference, label, at, text, digest",
}
"""What a conversation leaves behind, by table, but for the journal: its rows are found by conversation."""

Ask = Callable[[str], None]


@contextmanager
def ours(home: Path, address: str) -> Any:
    settings = load_settings(
        home=home, database=address, now="2026-11-30T09:00", time_zone="Europe/London", model="offline"
    )
    with Assistant.open(settings=settings) as assistant:

        def ask(thread: str) -> None:
            turn = assistant.ask(QUESTION, thread=thread)
            assert turn.status == "done", turn

        yield ask


@contextmanager
def theirs(_: Path, address: str) -> Any:
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

    from bench import tutorial_graph

    with asyncio.Runner() as runner:
        saving = AsyncPostgresSaver.from_conn_string(address)
        graph = tutorial_graph.build(runner.run(saving.__aenter__()))
        yield lambda thread: runner.run(tutorial_graph.ask(graph, QUESTION, thread))
        runner.run(saving.__aexit__(None, None, None))


WAYS: dict[str, Callable[[Path, str], AbstractContextManager[Ask]]] = {
    "sqlite": ours,
    "postgresql": ours,
    "langgraph": theirs,
}


def work(way: str, home: Path, address: str, name: str, turns: int, start_line: Barrier, told: Any) -> None:
    with WAYS[way](home, address) as ask:
        ask(f"{name}-warm")
        start_line.wait()
        took, begin = [], time.process_time()
        for number in range(turns):
            at = time.perf_counter()
            ask(f"{name}-{number % 5}")
            took.append(time.perf_counter() - at)
        told.put((took, time.process_time() - begin))
        start_line.wait()


def measure(way: str, server: str, folder: Path, workers: int, turns: int, name: str) -> dict[str, Any]:
    """`workers` at once, each with so many turns."""
    address = {"sqlite": "", "postgresql": f"{server}?schema={OURS}", "langgraph": server}[way]
    schema = {"postgresql": OURS, "langgraph": THEIRS}.get(way, "")
    before = size(server, schema)
    start_line, told = context.Barrier(workers + 1), context.Queue()
    crew = []
    for number in range(workers):
        home = folder / (f"home{number}" if address else "home")
        given = (way, home, address, f"{name}-{number}", turns, start_line, told)
        crew.append(context.Process(target=work, args=given))
        crew[-1].start()
    start_line.wait()
    begin = time.perf_counter()
    results = [told.get(timeout=600) for _ in crew]
    seconds = time.perf_counter() - begin
    held = connections(server)
    start_line.wait()
    for process in crew:
        process.join()
    took = sorted(second for seconds_of, _ in results for second in seconds_of)
    return {
        "turns_a_second": round(len(took) / seconds, 2),
        "median_ms": round(statistics.median(took) * 1000),
        "worker_cpu_ms": round(sum(cpu for _, cpu in results) / len(took) * 1000, 1),
        "connections": held,
        "bytes_a_turn": round((size(server, schema) - before) / (len(took) + workers)),
    }


def size(server: str, schema: str) -> int:
    with psycopg.connect(server) as connection:
        row = connection.execute(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relkind = 'r'",
            (schema,),
        ).fetchone()
    return int(row[0]) if row else 0


def connections(server: str) -> int:
    with psycopg.connect(server) as connection:
        query = "SELECT count(*) - 1 FROM pg_stat_activity WHERE backend_type = 'client backend'"
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def compare(server: str, folder: Path, options: argparse.Namespace) -> None:
    """Each way with each number of workers, in turn."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for again in range(options.rounds):
        for workers in options.workers:
            for way in list(WAYS)[:: -1 if again % 2 else 1]:
                name = f"{way}-{again}-{workers}"
                one = measure(way, server, folder / way, workers, options.turns, name)
                print(json.dumps({"way": way, "workers": workers, **one}), file=sys.stderr, flush=True)
                found.setdefault((way, workers), []).append(one)
    for (way, workers), rounds in found.items():
        medians = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
        print(json.dumps({"way": way, "workers": workers, "rounds": len(rounds), **medians}), flush=True)


def grow(server: str, folder: Path, sizes: list[int], turns: int) -> None:
    """A turn of a conversation of 20 turns, beside so many others."""
    address, first = f"{server}?schema={OURS}", None
    with ours(folder / "grown", address) as ask:
        for _ in range(20):
            ask("template")
        made = 0
        for wanted in sizes:
            with psycopg.connect(server, autocommit=True, options=f"-c search_path={OURS}") as connection:
                for table, columns in COPIES.items():
                    connection.execute(
                        f"INSERT INTO {table} (thread_id, {columns}, user_id)"
                        f" SELECT 'copy' || n, {columns}, user_id FROM {table},"
                        f" generate_series({made + 1}, {wanted}) AS n WHERE thread_id = 'template'"
                    )
                connection.execute("ANALYZE")
            made = wanted
            took = []
            for number in range(turns):
                thread = f"copy{1 + number * 7919 % wanted}"
                at = time.perf_counter()
                ask(thread)
                took.append(time.perf_counter() - at)
            median = statistics.median(took) * 1000
            first = first or median
            print(
                json.dumps(
                    {"threads": wanted, "median_ms": round(median, 1), "growth": round(median / first, 2)}
                )
            )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4, 8])
    arguments.add_argument("--turns", type=int, default=30)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--threads", type=int, nargs="*", default=[10, 1000])
    options = arguments.parse_args()
    with postgres() as server, tempfile.TemporaryDirectory() as name:
        from langgraph.checkpoint.postgres import PostgresSaver

        with PostgresSaver.from_conn_string(server) as saver:
            saver.setup()
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        compare(server, Path(name), options)
        if options.threads:
            grow(server, Path(name), options.threads, options.turns)
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
