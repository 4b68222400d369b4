"""Work whose runs are whole turns of the assistant: each sends a mail, by a program, into a folder.

Each way is asked for the same by the same words, of the built-in model. Ours acts under a grant; the others
are run by a job that says yes to all.
"""

import re
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.messages import HumanMessage

from agents.messages.recorder import run_of
from assistant import Assistant, Decision
from assistant.home import Home
from assistant.routines.runner import RoutineRunner
from assistant.schedules.schedule import Schedule
from assistant.settings import load_settings
from bench.routine_work import Tally, Work, routine
from tools.effects.runner import Runner
from tools.effects.times import to_text

JOBS = ("Ana", "Ben", "Cleo")
EVERY_S = 4
SLOW_S = 0.3
"""What the slow worker's way out takes longer for each mail."""
MOST = 1000
POST = 'file=$(mktemp -u "$1/XXXXXXXXXX")\ncat > "$file.part"\nsleep "$2"\nmv "$file.part" "$file.eml"\n'
MESSAGE_ID = re.compile(rb"^Message-ID: *<([a-z0-9]+)@", re.MULTILINE | re.IGNORECASE)
IN_FLIGHT_S = 2 * EVERY_S


def request(job: str) -> str:
    return f"Mail {job} that the train leaves soon"


def opened(home: Path, *, slow: bool = False) -> Home:
    """The home of the work; its mails leave by a program that puts each into `spool`."""
    post = f"sh {home / 'post.sh'} {home / 'spool'} {SLOW_S if slow else 0}"
    settings = load_settings(
        home=home / "home", model="offline", time_zone="UTC", outbox=post, hold_s=0,
        user_name="Sam", user_email="sam@x.example",
    )  # fmt: skip
    return Home(settings)


def prepare(way: str, home: Path, start: datetime) -> None:
    (home / "spool").mkdir()
    (home / "post.sh").write_text(POST)
    contacts = home / "home/contacts"
    contacts.mkdir(parents=True)
    for job in JOBS:
        card = f"UID:{job}\r\nFN:{job} Lima\r\nEMAIL:{job.lower()}@x.example"
        (contacts / f"{job}.vcf").write_text(f"BEGIN:VCARD\r\nVERSION:4.0\r\n{card}\r\nEND:VCARD\r\n")
    with Assistant(opened(home)) as assistant:
        assistant.load()
        if way == "routines":
            for job in JOBS:
                add(assistant, job, start)
    for mail in (home / "spool").iterdir():
        mail.unlink()


def add(assistant: Assistant, job: str, start: datetime) -> None:
    """A routine, and a grant for what it does, from an approval of the same."""
    [approval] = assistant.ask(request(job)).approvals
    grant = assistant.grant(approval.id, most=MOST)
    assistant.decide({approval.id: Decision.approve()})
    schedule = Schedule(start.replace(tzinfo=None), ZoneInfo("UTC"), f"FREQ=SECONDLY;INTERVAL={EVERY_S}")
    more = {"request": request(job), "each_run": "act", "grant": grant.id}
    assistant.home.routines.book.add(routine(job, schedule, start, **more))


def ours(home: Path, ready: Connection, slow: bool = False) -> None:
    """What `assistant worker` does: the ledger's queue in this thread, the routines in another."""
    assistant = Assistant(opened(home, slow=slow))
    assistant.load()
    ready.send("")
    with RoutineRunner(assistant.home, lambda: assistant):
        Runner(assistant.home.ledger).run()


def cron(home: Path, ready: Connection, slow: bool = False) -> None:
    """A script that is started at each tick, and does what is due at it."""
    assistant = Assistant(opened(home, slow=slow))
    assistant.load()
    start = datetime.fromisoformat((home / "start").read_text())
    ready.send("")
    while True:
        wait_s = (start - datetime.now(UTC)).total_seconds()
        time.sleep(max(0, wait_s))
        tick = int((datetime.now(UTC) - start).total_seconds()) // EVERY_S
        for job in JOBS:
            at = start + timedelta(seconds=tick * EVERY_S)
            assistant.ask(request(job), f"{job}-{at:%H%M%S}", approve="all")
        following = start + timedelta(seconds=(tick + 1) * EVERY_S)
        time.sleep(max(0, (following - datetime.now(UTC)).total_seconds()))


class Scheduled:
    """What APScheduler's jobs find in their process."""

    assistant: Assistant


def apscheduler(home: Path, ready: Connection, slow: bool = False) -> None:
    """APScheduler 3 with its job store in SQLite; nothing is too late for it, and nothing is put together."""
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    Scheduled.assistant = Assistant(opened(home, slow=slow))
    Scheduled.assistant.load()
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{home / 'jobs.db'}")},
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": False, "max_instances": 1000},
        timezone=UTC,
    )
    scheduler.start(paused=True)
    start = datetime.fromisoformat((home / "start").read_text())
    if not (home / "added").exists():
        for job in JOBS:
            scheduler.add_job(
                scheduled, "interval", seconds=EVERY_S, id=job, args=[job], start_date=start,
                replace_existing=True,
            )  # fmt: skip
        (home / "added").touch()
    ready.send("")
    scheduler.resume()
    threading.Event().wait()


def scheduled(job: str) -> None:
    """What APScheduler runs; it isn't told which occurrence it is, so each is a conversation of its own."""
    Scheduled.assistant.ask(request(job), approve="all")


def sent(home: Path) -> Counter[str]:
    """How often each mail has left, by the key of its effect."""
    found: Counter[str] = Counter()
    for path in (home / "spool").glob("*.eml"):
        match = MESSAGE_ID.search(path.read_bytes())
        assert match is not None, path
        found[match[1].decode()] += 1
    return found


def counted(way: str, home: Path, start: datetime, stop: datetime, kills: int) -> Tally:
    copies = sent(home)
    with Assistant(opened(home)) as assistant:
        if way == "APScheduler":
            return _by_sums(way, home, start, stop, kills)
        number = int((stop - start).total_seconds()) // EVERY_S + 1
        times = [start + timedelta(seconds=EVERY_S * place) for place in range(number)]
        of = _of_routines if way == "routines" else _of_threads
        done = of(assistant, times)
        counts = [sum(copies[key] for key in keys) for keys in done.values()]
        # What left and belongs to no occurrence of that time: of a later one, or once too often.
        known = {key for keys in done.values() for key in keys}
        strays = sum(copies[effect.key] - 1 for effect in assistant.effects() if effect.key not in known
                     and copies[effect.key])  # fmt: skip
        waits = len(assistant.pending())
        lost = [name for name, keys in done.items() if not any(copies[key] for key in keys)]
        told = "; ".join(_became(assistant, name) for name in lost[:3]) if way == "routines" else ""
    twice = sum(count - 1 for count in counts if count > 1) + strays
    note = "; ".join(filter(None, [f"{waits} wait for a yes" if waits else "", told]))
    return Tally(way, kills, len(counts), twice, counts.count(0), note)


def _of_routines(assistant: Assistant, times: list[datetime]) -> dict[str, set[str]]:
    """By occurrence, the keys of the effects of its turn."""
    found: dict[str, set[str]] = {}
    for job in JOBS:
        said = list(assistant.home.trace(job))
        for at in times:
            name = f"{job}-{to_text(at)}"
            turn = run_of(job, HumanMessage("", id=name))
            found[name] = {
                str(one.metadata["effect"]) for one in said if one.run_id == turn and "effect" in one.metadata
            }
    return found


def _became(assistant: Assistant, name: str) -> str:
    """What is written down of an occurrence that nothing came of."""
    job, _, at = name.partition("-")
    runs = [run for run in assistant.home.routines.book.runs(job, 10_000) if run.occurrence == at]
    return ", ".join(f"{name}: {run.state} after {run.attempts} tries, {run.outcome}" for run in runs) or name


def _of_threads(assistant: Assistant, times: list[datetime]) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {f"{job}-{at:%H%M%S}": set() for job in JOBS for at in times}
    for effect in assistant.effects():
        if effect.thread_id in keys:
            keys[effect.thread_id].add(effect.key)
    return keys


def _by_sums(way: str, home: Path, start: datetime, stop: datetime, kills: int) -> Tally:
    """It runs on while the rest is waited for, and doesn't say which time a run is for.

    So what is lost of a job and what is done twice make up for each other: both are the least that it was.
    """
    done: Counter[str] = Counter()
    for path in (home / "spool").glob("*.eml"):
        text = path.read_text().lower()
        done[next(job for job in JOBS if f"{job.lower()}@x.example" in text)] += 1
    least = int((stop - start).total_seconds()) // EVERY_S + 1
    most = int((datetime.now(UTC) - start).total_seconds()) // EVERY_S + 1
    lost = sum(max(0, least - done[job]) for job in JOBS)
    twice = sum(max(0, done[job] - most) for job in JOBS)
    return Tally(way, kills, least * len(JOBS), twice, lost)


WAYS: dict[str, Any] = {"routines": ours, "APScheduler": apscheduler, "cron script": cron}
TURNS = Work(
    title="a turn's mail",
    ways=WAYS,
    jobs=JOBS,
    prepare=prepare,
    counted=counted,
    longest_life_s=1.5,
    settle_s=75.0,
    before=timedelta(seconds=10),
)
