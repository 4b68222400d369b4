"""Functions that run in processes of their own, which may be killed."""

import multiprocessing
import os
import signal
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from tests.databases import SERVER, database_at
from tests.tools.effects.destinations import Notes
from tools.effects.approvals import Answer, ApprovalBook
from tools.effects.ledger import Ledger
from tools.errors import AssistantError

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload([__name__])


def start(target: Any, *args: Any) -> BaseProcess:
    process = context.Process(target=on_server, args=(os.environ.get(SERVER, ""), target, *args), daemon=True)
    process.start()
    return process


def on_server(server: str, target: Any, *args: Any) -> None:
    """Call `target`, with databases on that server: the process that all come of began before the test."""
    os.environ[SERVER] = server
    target(*args)


def run(target: Any, *args: Any) -> int | None:
    """The exit code; minus the signal's number for a process that was killed."""
    process = start(target, *args)
    process.join()
    return process.exitcode


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def carry_out_and_die(home: Path, key: str, when: str, askable: bool = True) -> None:
    """Killed `before` or `after` the act."""
    database = database_at(home / "assistant.db")
    notes = Notes(home / "notes", askable=askable, **{when: die})
    Ledger(database, [notes]).carry_out(ApprovalBook(database).get(key))


def undo_and_die(home: Path, key: str, when: int) -> None:
    """Killed before (1) or after (2) the taking back."""
    database = database_at(home / "assistant.db")
    notes = Notes(home / "notes", during_undo=lambda moment: die(moment) if moment == when else None)
    Ledger(database, [notes]).undo(key)


def carry_out_slowly(home: Path, key: str, begun: Any, go_on: Any) -> None:
    database = database_at(home / "assistant.db")

    def wait(_: int) -> None:
        begun.set()
        go_on.wait()

    Ledger(database, [Notes(home / "notes", before=wait)]).carry_out(ApprovalBook(database).get(key))


def answer_and_carry_out(home: Path, keys: list[str], answer: str, start_line: Barrier, told: Any) -> None:
    """Give the same kind of answer to each of `keys`, both racers beginning each at the same moment."""
    database = database_at(home / "assistant.db")
    book = ApprovalBook(database)
    ledger = Ledger(database, [Notes(home / "notes")])
    for key in keys:
        start_line.wait()
        try:
            proposal = book.claim({key: Answer(type=answer)}, by=f"{answer}@{os.getpid()}")[0]
            if answer == "approve":
                ledger.carry_out(proposal)
            told.put((key, answer, ""))
        except AssistantError as error:
            told.put((key, type(error).__name__, error.message))


def carry_out_together(home: Path, keys: list[str], start_line: Barrier, told: Any) -> None:
    database = database_at(home / "assistant.db")
    book = ApprovalBook(database)
    ledger = Ledger(database, [Notes(home / "notes")])
    for key in keys:
        proposal = book.get(key)
        start_line.wait()
        told.put((key, ledger.carry_out(proposal).state.value, ""))


def undo_together(home: Path, keys: list[str], start_line: Barrier, told: Any) -> None:
    database = database_at(home / "assistant.db")
    ledger = Ledger(database, [Notes(home / "notes")])
    for key in keys:
        start_line.wait()
        try:
            told.put((key, ledger.undo(key).state.value, ""))
        except AssistantError as error:
            told.put((key, type(error).__name__, error.message))


def hold_database(path: Path, seconds: float, begun: Any) -> None:
    """Lock it for so long."""
    import time

    with database_at(path).transaction():
        begun.set()
        time.sleep(seconds)


def at_nine() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
