"""Kill the processes that carry out approved changes, at random moments, and count what became of them.

    python -m bench.effects_crash                        # some minutes
    python -m bench.effects_crash --kills 25 --effects 80 --races 20

Mails go through a real SMTP server on loopback, events into a folder of .ics files, and telegrams
through a foreign tool that can't be asked what it has sent. Beside our ledger, in the same run, the
usual ways do a part of the same work.
"""

import argparse
import contextlib
import itertools
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bench import crash_workers
from bench.approval_races import race
from bench.crash_machines import HERE, Machine
from bench.crash_workers import Place
from tests.databases import database_at
from tests.tools.effects.sinks import Sink
from tools.database import Database
from tools.effects.approvals import ApprovalBook
from tools.effects.call_executor import plan_call
from tools.effects.effect_table import EffectTable
from tools.effects.ledger import Ledger
from tools.effects.plan import Plan
from tools.mail.executor import SEND
from tools.mail.payloads import Outgoing
from tools.people.contacts import Address
from tools.scheduling.event_json import event_to_json
from tools.scheduling.events import Event
from tools.scheduling.executor import CREATE

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["bench.crash_workers", "tests.tools.effects.processes"])

Work = Callable[[Place, Connection], None]
KILLED = -9
OURS = (crash_workers.work_with_ledger, crash_workers.work_unasked, crash_workers.work_unmarked)
LONGEST_LIFE_S = 0.2
"""At work, before it is killed; every sixth is killed at some moment of its start."""
SERVER_TAKES_S = 0.004


@dataclass(frozen=True)
class Tally:
    """What became of the approved effects of one way of working."""

    way: str
    expected: int
    kills: int
    interrupted: int
    """Effects that were begun when their process was killed."""
    delivered: int
    """Copies at the destinations."""
    twice: int
    """Copies too many."""
    lost: int
    """Effects that have not happened although nobody says that they may not have."""
    torn: int
    """Events and mails that aren't, byte for byte, what was to be written."""
    stray: int
    """Hidden temporary files in the calendar; no program reads them, and they are swept after a while."""
    unknown: int
    """Left to the person; only ever where the destination can't be asked."""
    unknown_and_absent: int
    """Of these, those that have not happened: they need not have been left."""
    unknown_but_askable: int
    """Of these, those whose destination can be asked."""
    untrue: int
    """Effects that are said to have happened and have not, or the other way round."""
    seconds: float

    @property
    def is_right(self) -> bool:
        return not (self.twice or self.lost or self.torn or self.untrue or self.unknown_but_askable)


def mail(number: int) -> Plan:
    outgoing = Outgoing(
        sender=Address("Mia", "mia@example.org"),
        to=(Address("Ana", "ana@example.org"),),
        subject=f"Mail {number}",
        body="Let us meet.\n" * 20,
    )
    return plan(SEND, f"Mail {number}", outgoing.as_json(), "smtp:sink")


def event(number: int) -> Plan:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=number)
    new = Event(
        "personal", "", f"Event {number}", start, start + timedelta(minutes=30), description="x" * 3000
    )
    payload = {"calendar": "personal", "event": event_to_json(new)}
    return plan(CREATE, f"Event {number}", payload, "vdir:personal")


def plan(kind: str, summary: str, payload: dict[str, Any], destination: str) -> Plan:
    return Plan(kind=kind, args={}, summary=summary, preview={}, payload=payload, destination=destination)


def telegram(number: int) -> Plan:
    return plan_call(crash_workers.telegram(0), {"number": number})


ALL_KINDS = (mail, event, mail, event, mail, event, mail, event, mail, telegram)


def propose(book: ApprovalBook, numbers: range, kinds: tuple[Callable[[int], Plan], ...]) -> None:
    """Three to a thread, all waiting for an answer."""
    threads = defaultdict(list)
    for number in numbers:
        threads[f"t{number // 3}"].append(number)
    for thread_id, members in threads.items():
        ids = []
        for number in members:
            proposal = book.propose(
                id=f"n{number:05}", thread_id=thread_id, agent="bench", action="bench",
                tool_call_id=f"c{number}", args={}, plan=kinds[number % len(kinds)](number),
            )  # fmt: skip
            ids.append(proposal.id)
        book.await_answers(thread_id, ids)


def measure(
    way: str,
    work: Work,
    *,
    kills: int,
    effects: int,
    workers: int,
    kinds: tuple[Callable[[int], Plan], ...] = ALL_KINDS,
    asks: bool = True,
    asked: bool = True,
    dice: random.Random,
    strike: "Callable[[list[Worker]], bool] | None" = None,
    machines: Sequence[Machine] = (HERE,),
) -> Tally:
    """Let `workers` do the work, killing one after the other, until so many were killed and all is done.

    `strike` does something else to them, or to what they work with. They are on these `machines` by turns.
    """
    strike = strike or (lambda crew: kill(crew, dice))
    turn = itertools.cycle(machines)
    with tempfile.TemporaryDirectory() as folder, sink(Path(folder)) as place:
        (place.home / "calendar" / "personal").mkdir(parents=True)
        with contextlib.closing(database_at(place.home / "assistant.db")) as database:
            book = ApprovalBook(database)
            begin = time.monotonic()
            expected, killed = 0, 0
            crew: list[Worker] = []
            while True:
                left = len(book.pending()) + len(book.claimed())
                if (expected < effects or killed < kills) and left < 50:
                    propose(book, range(expected, expected + 60), kinds)
                    expected += 60
                for worker in crew:
                    worker.check()
                crew = [worker for worker in crew if worker.process.is_alive()]
                if expected >= effects and killed >= kills and not left and not crew:
                    break
                while len(crew) < workers and (left or killed < kills):
                    crew.append(Worker.start(work, place, next(turn)))
                if killed >= kills:
                    time.sleep(0.05)
                    continue
                killed += strike(crew)
            # What the last ones left behind is settled by one that nobody kills.
            last = Worker.start(work, place, next(turn))
            last.process.join()
            last.check()
            seconds = time.monotonic() - begin
            tally = count(way, place, database, expected, killed, seconds, asked=asked)
            # Who doesn't ask the person has lost what he left open.
            return tally if asks else replace(tally, lost=expected - tally.delivered, unknown=0)


@dataclass(frozen=True)
class Worker:
    """A process that does the work, and says when it begins."""

    process: BaseProcess
    at_work: Connection
    machine: Machine

    @classmethod
    def start(cls, work: Work, place: Place, machine: Machine) -> "Worker":
        here, there = context.Pipe(duplex=False)
        process = machine.process(work, place, there)
        process.start()
        there.close()
        return cls(process, here, machine)

    def check(self) -> None:
        """A worker ends by itself when all is done, or is killed; anything else is a bug."""
        if self.process.exitcode not in (None, 0, KILLED):
            raise RuntimeError(f"a worker ended with {self.process.exitcode}")


def kill(crew: list[Worker], dice: random.Random) -> bool:
    """Kill one at some moment; whether it was still there to be killed."""
    worker = dice.choice(crew)
    if dice.randrange(6):
        worker.at_work.poll(10)
    time.sleep(dice.uniform(0, LONGEST_LIFE_S))
    worker.process.kill()
    worker.process.join()
    return worker.process.exitcode == KILLED


def count(
    way: str,
    place: Place,
    database: Database,
    expected: int,
    killed: int,
    seconds: float,
    *,
    asked: bool = True,
) -> Tally:
    """`asked`: whether the mail server can be asked what it has taken."""
    arrived = Counter(key_of(file.name) for file in place.spool.iterdir())
    arrived.update(file.stem for file in (place.home / "calendar" / "personal").glob("*.ics"))
    book, ledger = ApprovalBook(database), Ledger(database, [])
    approved = [proposal for number in range(expected) for proposal in book.of_thread(f"t{number}")]
    keys = {proposal.id: telegram_name(proposal.plan) or proposal.id for proposal in approved}
    effects = {effect.key: effect for effect in ledger.list()}
    unknown = [effect for effect in effects.values() if effect.state == "unknown"]
    copies = {key: arrived[name] for key, name in keys.items()}
    begun_and_left = [
        key for key in effects if any("taken over" in entry.what for entry in ledger.history(key))
    ]
    return Tally(
        way=way,
        expected=expected,
        kills=killed,
        interrupted=len(begun_and_left),
        delivered=sum(copies.values()),
        twice=sum(max(number - 1, 0) for number in copies.values()),
        lost=sum(
            not copies[key] and not (key in effects and effects[key].state == "unknown") for key in keys
        ),
        torn=torn(place.home, EffectTable(database)),
        stray=len(list((place.home / "calendar" / "personal").glob(".*"))),
        unknown=len(unknown),
        unknown_and_absent=sum(not copies[effect.key] for effect in unknown),
        unknown_but_askable=sum(effect.kind != "call" for effect in unknown) if asked else 0,
        untrue=sum(
            (effect.state == "done") != bool(copies[key])
            for key, effect in effects.items()
            if effect.state != "unknown"
        ),
        seconds=seconds,
    )


def key_of(spooled: str) -> str:
    """`n00001@assistant.example.org.7` and `telegram-4@example.org.9` without what follows the name."""
    return spooled.partition("@")[0]


def telegram_name(found: Plan) -> str:
    return f"telegram-{found.payload['args']['number']}" if found.kind == "call" else ""


def torn(home: Path, table: EffectTable) -> int:
    """Files that other programs read and that aren't what was to be written."""
    rendered = {f"{record.effect.key}.ics": record.intent.rendered for record in table.records("1 = 1")}
    bad_events = sum(
        file.read_bytes() != rendered.get(file.name)
        for file in (home / "calendar" / "personal").glob("[!.]*")
    )
    mails = [file for folder in ("cur", "new") for file in (home / "mail" / ".Sent" / folder).glob("*")]
    bad_mails = sum(file.read_bytes().count(b"Let us meet.") != 20 for file in mails)
    return bad_events + bad_mails


@contextlib.contextmanager
def sink(folder: Path) -> Iterator[Place]:
    """An SMTP server in a process of its own, which nobody kills."""
    spool = folder / "spool"
    spool.mkdir()
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(spool, there), daemon=True)
    process.start()
    try:
        yield Place(folder / "home", spool, here.recv())
    finally:
        here.send("stop")
        process.join()


def serve(spool: Path, pipe: Any) -> None:
    server = Sink(spool)
    server.slow_s = SERVER_TAKES_S
    server.start()
    pipe.send(server.port)
    pipe.recv()
    server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--effects", type=int, default=1000)
    parser.add_argument("--races", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    dice = random.Random(options.seed)
    print(f"seed {options.seed}")
    print(
        f"{'way':34}{'kills':>6}{'begun':>7}{'expected':>9}{'copies':>8}{'twice':>7}{'lost':>6}{'torn':>6}{'stray':>7}"
        f"{'unknown':>9}{'absent':>8}{'untrue':>8}{'seconds':>9}"
    )
    part = {"kills": options.kills // 3, "effects": options.effects // 3, "workers": 1, "kinds": (mail,)}
    ways: list[tuple[str, Work, dict[str, Any]]] = [
        ("mail: tool sends directly", crash_workers.work_directly, part),
        ("mail: outbox, resend what is unclear", crash_workers.work_resending, part),
        ("mail: outbox, never resend", crash_workers.work_never_resending, {**part, "asks": False}),
        ("mail: ledger", crash_workers.work_with_ledger, part),
        ("mail, not asked: ledger, no marks", crash_workers.work_unmarked, {**part, "asked": False}),
        ("mail, not asked: ledger", crash_workers.work_unasked, {**part, "asked": False}),
        (
            "mail, event, telegram: ledger",
            crash_workers.work_with_ledger,
            {"kills": options.kills, "effects": options.effects, "workers": 2},
        ),
    ]
    right = True
    for way, work, size in ways:
        tally = measure(way, work, dice=dice, **size)
        right &= tally.is_right or work not in OURS
        print(
            f"{tally.way:37}{tally.kills:>3}{tally.interrupted:>7}{tally.expected:>9}{tally.delivered:>8}"
            f"{tally.twice:>7}{tally.lost:>6}{tally.torn:>6}{tally.stray:>7}{tally.unknown:>9}"
            f"{tally.unknown_and_absent:>8}{tally.untrue:>8}"
            f"{tally.seconds:>9.1f}",
            flush=True,
        )
    print(
        "begun: effects that were under way when their process was killed, and were settled by the next one"
    )
    print("unknown: left to the person, as the destination can't be asked; neither lost nor repeated")
    print("absent: of these, those that have not happened")
    for answers in (("approve", "approve"), ("approve", "reject")):
        raced = race(answers, options.races)
        right &= raced.is_right
        print(f"{' against '.join(answers)}: {raced}")
    if not right:
        sys.exit("something happened twice, was lost, torn or wrongly told")


if __name__ == "__main__":
    main()
