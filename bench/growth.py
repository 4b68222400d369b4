"""What a turn costs beside ten conversations of 20 turns, and beside a hundred thousand, on one PostgreSQL.

    nice -n 15 python -m bench.growth                              # 10 against 10,000
    nice -n 15 python -m bench.growth --threads 10 100000 --rounds 5  # about 8 GB on disk

Each size is a schema of its own. Its conversations are copies of one that was held, rows of every table that
has them, written turn by turn across all conversations, as they would have come: what one conversation has is
on many pages. Then, `--rounds` times and in turn, a process opens each size and asks ten conversations once.
Nothing of a turn is known there from the turn before.

Printed are medians over the rounds for a turn, and how they compare with the first size, pair by pair:
`server_cpu_ms` (the processor's time of the server's processes for us, by the kernel), `worker_cpu_ms`,
and `ms` by the clock on the wall, which says little on a machine that does other things.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.scale import ours
from tests.servers.postgres import of_a_plain_role, postgres

context = multiprocessing.get_context("spawn")
TURNS = 20
ASKED = 10
NOT_COPIED = ("schema_version", "commits", "people", "message_words", "writes")
OF_JOURNAL = ("messages", "model_calls")
"""Tables that name a conversation by the number of its word."""


def fill(address: str, schema: str, threads: int) -> None:
    """Hold one conversation, and copy it."""
    with tempfile.TemporaryDirectory() as home, ours(Path(home), f"{address}?schema={schema}") as ask:
        for _ in range(TURNS):
            ask("template")
    options = f"-c search_path={schema} -c assistant.user_id= -c synchronous_commit=off"
    with psycopg.connect(address, autocommit=True, options=options) as connection:
        connection.execute(
            "INSERT INTO message_words (word) SELECT 'copy' || n FROM generate_series(1, %s) AS n", (threads,)
        )
        for table, columns in copied(connection):
            connection.execute(copying(table, columns), (threads,))
        # What autovacuum does by itself some minutes after so many rows have come.
        connection.execute("VACUUM ANALYZE")


def copied(connection: "psycopg.Connection[Any]") -> list[tuple[str, list[str]]]:
    """Tables with rows of the conversation, and their columns but for those that the server fills in."""
    rows = connection.execute(
        "SELECT table_name::text, array_agg(column_name::text ORDER BY ordinal_position)"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND is_identity = 'NO' AND column_name <> 'user_id' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return [
        (table, columns)
        for table, columns in rows
        if table not in NOT_COPIED and ("thread_id" in columns or table in OF_JOURNAL)
    ]


def copying(table: str, columns: list[str]) -> str:
    """The statement that copies what the conversation has there: its first row for all, then its second."""
    values = {column: f"t.{column}" for column in columns}
    if table in OF_JOURNAL:
        values["conversation"] = "its.no"
        words = "JOIN message_words AS {0} ON {0}.{1}"
        joined = words.format("own", "no = t.conversation AND own.word = 'template'")
        joined += " CROSS JOIN generate_series(1, %s) AS n "
        joined += words.format("its", "word = 'copy' || n")
    else:
        values["thread_id"] = "'copy' || n"
        joined = "JOIN generate_series(1, %s) AS n ON t.thread_id = 'template'"
    if "id" in values:
        values["id"] = "(random() * 9e18)::bigint"
    return (
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())}"
        f" FROM {table} AS t {joined} ORDER BY t.ctid, n"
    )


def work(address: str, home: Path, threads: int, seed: int, told: Any) -> None:
    """Ask ten conversations, and say what that took."""
    with ours(home, address) as ask:
        ask("warm")
        processes = server_processes(address)
        server, begin, at = server_cpu(processes), time.process_time(), time.perf_counter()
        for number in range(ASKED):
            ask(f"copy{1 + (seed * ASKED + number) * 7919 % threads}")
        end = time.perf_counter()
        told.put(
            {
                "server_cpu_ms": (server_cpu(processes) - server) / ASKED,
                "worker_cpu_ms": (time.process_time() - begin) * 1000 / ASKED,
                "ms": (end - at) * 1000 / ASKED,
            }
        )


def server_processes(address: str) -> list[int]:
    """Those of the server that work for the process that asks."""
    with psycopg.connect(address.partition("?")[0]) as connection:
        return [
            pid
            for (pid,) in connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'assistant'"
            )
        ]


def server_cpu(processes: list[int]) -> float:
    """Milliseconds that they have had the processor, by the kernel's own count."""
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6 for pid in processes)


def compare(server: str, sizes: list[int], rounds: int) -> None:
    found: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
    for again in range(rounds + 1):
        for size in sizes[:: -1 if again % 2 else 1]:
            with tempfile.TemporaryDirectory() as home:
                told = context.SimpleQueue()
                given = (f"{server}?schema=grown{size}", Path(home), size, again, told)
                process = context.Process(target=work, args=given)
                process.start()
                found[size].append(told.get())
                process.join()
    for size, counted in found.items():
        # The first round warms the server's memory, for each size.
        pairs = [*zip(counted[1:], found[sizes[0]][1:], strict=True)]
        line: dict[str, float] = {"threads": size, "rounds": rounds}
        for figure in counted[0]:
            line[figure] = round(statistics.median(own[figure] for own, _ in pairs), 2)
            line[f"{figure}_growth"] = round(
                statistics.median(own[figure] / first[figure] for own, first in pairs), 2
            )
        print(json.dumps(line), flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--threads", type=int, nargs="+", default=[10, 10_000])
    arguments.add_argument("--rounds", type=int, default=9)
    options = arguments.parse_args()
    with postgres() as administered:
        server = of_a_plain_role(administered)
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        for size in options.threads:
            begin = time.perf_counter()
            fill(server, f"grown{size}", size)
            print(f"{size} conversations made in {time.perf_counter() - begin:.0f} s", flush=True)
        compare(server, options.threads, options.rounds)
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
