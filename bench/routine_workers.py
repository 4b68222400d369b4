"""Processes that do what is due each second, to be killed: ours, APScheduler's, and a cron script."""

import logging
import os
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from assistant.schedules.book import RoutineBook
from assistant.schedules.routine import Routine, Run, RunState
from tools.database import SqliteDatabase

WORK_S = 0.004
"""What a run takes on each side of its effect; a process is killed at any point of it."""


class Effects:
    """What the runs have done, as a destination that can be asked: a file for each, a byte for each time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def do(self, name: str) -> None:
        """Do it, whether or not it is done."""
        with (self.folder / name).open("ab", buffering=0) as file:
            file.write(b"x")

    def counts(self) -> dict[str, int]:
        return {path.name: path.stat().st_size for path in self.folder.iterdir()}


def named(job: str, at: datetime) -> str:
    """The effect of one occurrence."""
    return f"{job} {at.astimezone(UTC):%H:%M:%S}"


def ours(home: Path, ready: Connection, slow: bool = False) -> None:
    """Works as a worker does; the destination is asked first, as by the ledger of what it goes on with."""
    effects = Effects(home / "effects")
    book = RoutineBook(SqliteDatabase(home / "assistant.db"), lambda: datetime.now(UTC))
    ready.send("")
    while True:
        book.take_up()
        with book.next_run() as taken:
            if taken is None:
                time.sleep(0.005)
                continue
            perform(book, effects, *taken, work_s=WORK_S * (5 if slow else 1))


def perform(book: RoutineBook, effects: Effects, routine: Routine, run: Run, *, work_s: float) -> None:
    time.sleep(work_s)
    assert run.due_at is not None
    name = named(routine.id, run.due_at)
    if not effects.has(name):
        effects.do(name)
    time.sleep(work_s)
    book.conclude(run, RunState.DONE, f"done by {os.getpid()}")


def cron(home: Path, ready: Connection, slow: bool = False) -> None:  # noqa: ARG001 - all ways look alike
    """A script that is started at each tick, and does what is due at it."""
    effects = Effects(home / "effects")
    jobs = (home / "jobs").read_text().split()
    ready.send("")
    while True:
        at = datetime.now(UTC).replace(microsecond=0)
        for job in jobs:
            time.sleep(WORK_S)
            effects.do(named(job, at))
            time.sleep(WORK_S)
        time.sleep(max(0, 1 - (datetime.now(UTC) - at).total_seconds()))


def apscheduler(home: Path, ready: Connection, slow: bool = False) -> None:  # noqa: ARG001
    """APScheduler 3 with its job store in SQLite; nothing is too late for it, and nothing is put together."""
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    logging.disable(logging.CRITICAL)
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{home / 'jobs.db'}")},
        job_defaults={"misfire_grace_time": None, "coalesce": False, "max_instances": 1000},
        timezone=UTC,
    )
    scheduler.start(paused=True)
    start = datetime.fromisoformat((home / "start").read_text())
    if not (home / "added").exists():
        for job in (home / "jobs").read_text().split():
            scheduler.add_job(
                scheduled, "interval", seconds=1, id=job, args=[str(home), job], start_date=start,
                replace_existing=True,
            )  # fmt: skip
        (home / "added").touch()
    ready.send("")
    scheduler.resume()
    while True:
        time.sleep(1)


def scheduled(home: str, job: str) -> None:
    """What APScheduler runs; it isn't told which occurrence it is, so each is counted."""
    time.sleep(WORK_S)
    Effects(Path(home) / "effects").do(job)
    time.sleep(WORK_S)


WAYS: dict[str, Any] = {"routines": ours, "APScheduler": apscheduler, "cron script": cron}
