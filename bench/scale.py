"""Turns a second with several workers before one PostgreSQL, beside LangGraph's own saver; bytes a turn.

    nice -n 15 python -m bench.scale                        # a server of its own, on loopback
    nice -n 15 python -m bench.scale --workers 1 2 --turns 20 --rounds 1 --weighed 5

Every worker is a process. Ours has the built-in model and a home of its own; `langgraph` is the tutorial's
graph on `AsyncPostgresSaver` (`bench/tutorial_graph.py`; pip install langgraph-checkpoint-postgres), whose
model takes no time. A turn is one question and its answer. The ways take turns, `--rounds` times. The server
waits for no disk (`-F`): what is measured is the work, on a machine that the workers and the server share.

`--weighed` holds so many conversations of 20 turns each way, and says how much larger the tables and their
indexes got, and how much of its log the server wrote. How a turn's time grows: `bench/growth.py`.
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
TURNS = 20
"""Of a conversation that is weighed."""

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


def weigh(server: str, folder: Path, conversations: int) -> None:
    """What so many conversations of 20 turns leave behind in the database, a turn; both after a first one."""
    for way, schema in (("postgresql", OURS), ("langgraph", THEIRS)):
        address = f"{server}?schema={OURS}" if schema == OURS else server
        with WAYS[way](folder / "weighed", address) as ask:
            ask("weighed-warm")
            before, begun = size(server, schema), written(server)
            for number in range(conversations * TURNS):
                ask(f"weighed-{number // TURNS}")
            turns = conversations * TURNS
            kept, log = size(server, schema) - before, written(server) - begun
        print(
            json.dumps(
                {"way": way, "turns": turns, "bytes_a_turn": kept // turns, "log_a_turn": log // turns}
            ),
            flush=True,
        )


def written(server: str) -> int:
    """Bytes of the server's log until now."""
    with psycopg.connect(server) as connection:
        row = connection.execute("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint").fetchone()
    return int(row[0]) if row else 0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4, 8])
    arguments.add_argument("--turns", type=int, default=30)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--weighed", type=int, default=20)
    options = arguments.parse_args()
    with postgres() as server, tempfile.TemporaryDirectory() as name:
        from langgraph.checkpoint.postgres import PostgresSaver

        with PostgresSaver.from_conn_string(server) as saver:
            saver.setup()
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        compare(server, Path(name), options)
        if options.weighed:
            weigh(server, Path(name), options.weighed)
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
