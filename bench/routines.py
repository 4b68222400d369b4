"""What becomes of what is due while its workers are killed; and what ten thousand routines cost.

    python -m bench.routines                    # half an hour
    python -m bench.routines --kills 40
    python -m bench.routines --only turns

First the effect of a run is a byte in a file: four jobs are due each second, and workers are killed at
random moments, most of them within a run. Then it is a mail: three jobs are due every four seconds, and a run
is a whole turn of the assistant in a home, whose mails leave by a program into a folder. Ours has two workers
at a time, one of them slow; APScheduler (if it is installed) and the cron script have one, as they ask for,
and do the same work. Then 10,000 routines are added, listed, and a day with ten due is gone through, and a
year with a hundred thousand occurrences.
"""

import argparse
import multiprocessing
import random
import resource
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from multiprocessing.process import BaseProcess
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.schedules.book import RoutineBook
from assistant.schedules.routine import RunState
from assistant.schedules.schedule import Schedule
from bench.routine_turns import TURNS
from bench.routine_work import Tally, Work, routine
from bench.routine_workers import WAYS, named
from tools.database import SqliteDatabase

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["bench.routine_workers", "bench.routine_turns", "bench.routine_preload"])
JOBS = [f"job{number}" for number in range(4)]
LOOKS_S = 1.0
SOME_ARE_DUE = timedelta(seconds=3)
IN_FLIGHT_S = 2
DAY = datetime(2026, 11, 30, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--routines", type=int, default=10_000)
    parser.add_argument("--occurrences", type=int, default=100_000)
    parser.add_argument("--only", choices=["marks", "turns", "many"], help="a part of it")
    parser.add_argument(
        "--keep", type=Path, help="where the homes go in which something was lost or done twice"
    )
    options = parser.parse_args()
    random.seed(options.seed)
    for name, work in {"marks": MARKS, "turns": TURNS}.items():
        if options.only in (None, name):
            print_killed(work, options.kills, options.keep)
    if options.only not in (None, "many"):
        return
    with tempfile.TemporaryDirectory() as folder:
        many(Path(folder) / "assistant.db")
    with tempfile.TemporaryDirectory() as folder:
        year(Path(folder) / "assistant.db", options.routines, options.occurrences)


def print_killed(work: Work, kills: int, keep: Path | None = None) -> None:
    print(f"{work.title:<16}{'kills':>7}{'due':>8}{'twice':>7}{'lost':>7}{'s':>7}", flush=True)
    for way in work.ways:
        if way == "APScheduler" and find_spec("apscheduler") is None:
            print(f"{way:<16}  not installed (pip install apscheduler sqlalchemy)")
            continue
        begun_s = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            tally = killed(way, Path(folder), kills, work)
            figures = "".join(f"{figure:>{width}}" for figure, width in (
                (tally.kills, 7), (tally.expected, 8), (tally.twice, 7), (tally.lost, 7),
                (round(time.monotonic() - begun_s), 7),
            ))  # fmt: skip
            print(f"{tally.way:<16}{figures}  {tally.note}".rstrip(), flush=True)
            if keep is not None and tally.twice + tally.lost:
                shutil.copytree(folder, keep / f"{work.title} {way} {datetime.now(UTC):%H%M%S}")


def killed(way: str, home: Path, kills: int, work: Work) -> Tally:
    """Let workers of `way` be killed so often, at least until something was due; count what was done."""
    start = (datetime.now(UTC) + work.before).replace(microsecond=0)
    (home / "jobs").write_text("\n".join(work.jobs))
    (home / "start").write_text(start.isoformat())
    work.prepare(way, home, start)
    ours = way == "routines"
    workers = [begun(work, way, home, slow=slow) for slow in ((False, True) if ours else (False,))]
    number = 0
    while number < kills or datetime.now(UTC) < start + SOME_ARE_DUE:
        time.sleep(random.random() * work.longest_life_s)
        place = number % len(workers)
        workers[place].kill()
        workers[place].join()
        workers[place] = begun(work, way, home, slow=place == 1)
        number += 1
    stop = datetime.now(UTC).replace(microsecond=0)
    tally = work.counted(way, home, start, stop, number)
    least, since_s = tally.lost, time.monotonic()
    # A script that does what is due at a tick goes back to none.
    while way != "cron script" and tally.lost and time.monotonic() - since_s < work.settle_s:
        time.sleep(LOOKS_S)
        tally = work.counted(way, home, start, stop, number)
        if tally.lost < least:
            least, since_s = tally.lost, time.monotonic()
    for worker in workers:
        worker.kill()
        worker.join()
    return tally


def begun(work: Work, way: str, home: Path, *, slow: bool) -> BaseProcess:
    here, there = context.Pipe()
    worker = context.Process(target=work.ways[way], args=(home, there, slow))
    worker.start()
    here.recv()
    return worker


def prepare(way: str, home: Path, start: datetime) -> None:
    if way != "routines":
        return
    database = SqliteDatabase(home / "assistant.db")
    book = RoutineBook(database, lambda: datetime.now(UTC))
    for job in JOBS:
        schedule = Schedule(start.replace(tzinfo=None), ZoneInfo("UTC"), "FREQ=SECONDLY")
        book.add(routine(job, schedule, start))
    database.close()


def counted(way: str, home: Path, start: datetime, stop: datetime, kills: int) -> Tally:
    seconds = int((stop - start).total_seconds()) + 1
    found = {path.name: path.stat().st_size for path in (home / "effects").iterdir()}
    expected = seconds * len(JOBS)
    if way == "APScheduler":
        # It runs on while the rest is waited for, and doesn't say which time a run is for: so what is lost of
        # a job and what is done twice make up for each other, and both figures are the least that it was.
        until = int((datetime.now(UTC) - start).total_seconds())
        lost = sum(max(0, until - IN_FLIGHT_S - found.get(job, 0)) for job in JOBS)
        twice = sum(max(0, found.get(job, 0) - until - IN_FLIGHT_S) for job in JOBS)
        return Tally(way, kills, until * len(JOBS), twice, lost)
    times = [named(job, start + timedelta(seconds=number)) for number in range(seconds) for job in JOBS]
    twice = sum(found.get(name, 0) > 1 for name in times)
    lost = sum(name not in found for name in times)
    return Tally(way, kills, expected, twice, lost)


MARKS = Work(
    title="a byte",
    ways=WAYS,
    jobs=JOBS,
    prepare=prepare,
    counted=counted,
    longest_life_s=0.4,
    settle_s=10.0,
    before=timedelta(seconds=2),
)


def many(path: Path, number: int = 10_000, due: int = 10) -> None:
    """Add and list so many routines, then go through a day with a few due, looking every two seconds."""
    clock = [DAY]
    book = RoutineBook(SqliteDatabase(path), lambda: clock[0])
    begun_s = time.perf_counter()
    for place in range(number):
        # Ten a day, so that each day has as many.
        first = DAY + timedelta(days=place // due, hours=8 + place % due)
        schedule = Schedule(first.replace(tzinfo=None), ZoneInfo("UTC"), "FREQ=DAILY;INTERVAL=1000")
        book.add(routine(f"r{place}", schedule, DAY))
    added_s = (time.perf_counter() - begun_s) / number
    begun_s, cpu_s = time.perf_counter(), time.process_time()
    listed = book.list(ended=False)
    listed_s, listed_cpu_s = time.perf_counter() - begun_s, time.process_time() - cpu_s
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu_s, ran = time.process_time(), 0
    for second in range(0, 86_400, 2):
        clock[0] = DAY + timedelta(seconds=second)
        ran += run_due(book)
        book.due_in_s()
    cpu_s = time.process_time() - cpu_s
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    print(
        f"\n{len(listed):,} routines: added in {added_s * 1000:.2f} ms each,"
        f" listed in {listed_s * 1000:.0f} ms ({listed_cpu_s * 1000:.0f} of CPU)"
    )
    print(f"a day with {ran} due, looked at every 2 s: {cpu_s:.1f} s of CPU, memory grew by {grown_kb} kB")


def year(path: Path, routines: int, occurrences: int) -> None:
    """Go through a year with so many occurrences, from one that is due to the next."""
    clock = [DAY]
    book = RoutineBook(SqliteDatabase(path), lambda: clock[0])
    each = max(1, occurrences // routines)
    for place in range(routines):
        first = DAY + timedelta(minutes=place % (24 * 60))
        schedule = Schedule(first.replace(tzinfo=None), ZoneInfo("UTC"), f"FREQ=DAILY;INTERVAL={365 // each}")
        book.add(routine(f"y{place}", schedule, DAY))
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu_s, ran = time.process_time(), 0
    end = DAY + timedelta(days=365)
    while clock[0] < end and ran < occurrences:
        ran += run_due(book)
        # From one that is due to the next: between them there is nothing to be seen.
        wait_s = book.due_in_s()
        clock[0] = end if wait_s is None else clock[0] + timedelta(seconds=max(60.0, wait_s))
    cpu_s = time.process_time() - cpu_s
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    size_mb = sum(file.stat().st_size for file in path.parent.iterdir()) / 1e6
    print(
        f"{ran:,} occurrences of {routines:,} routines: {cpu_s * 1000 / max(1, ran):.2f} ms of CPU each,"
        f" memory grew by {grown_kb} kB, the database has {size_mb:.0f} MB"
    )


def run_due(book: RoutineBook) -> int:
    book.take_up()
    done = 0
    while True:
        with book.next_run() as taken:
            if taken is None:
                return done
            book.conclude(taken[1], RunState.DONE, "done")
            done += 1


if __name__ == "__main__":
    main()
