"""Functions that run in processes of their own, against each other."""

import random
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

from tests.databases import database_at
from tests.tools.effects.destinations import Notes
from tests.tools.effects.grants.letters import ANA, grants_on, letter, said
from tools.effects.approvals import ApprovalBook
from tools.effects.ledger import Ledger

LONGEST_S = 0.004
"""About as long as writing down and carrying out takes: a race is decided at every place in between."""


def use_together(home: Path, races: int, name: str, start_line: Barrier) -> None:
    """In each race, let one act through if the grants say so, and carry it out."""
    database = database_at(home / "assistant.db")
    book = ApprovalBook(database)
    grants, ledger = grants_on(database, book), Ledger(database, [Notes(home / "notes")])
    for number in range(races):
        start_line.wait()
        proposal = said(book, letter(ANA), f"{name}-{number}", grants, action=f"race-{number}")
        if proposal.grant:
            ledger.carry_out(proposal)


def use_while_it_is_revoked(home: Path, races: int, start_line: Barrier) -> None:
    database = database_at(home / "assistant.db")
    book = ApprovalBook(database)
    grants, ledger = grants_on(database, book), Ledger(database, [Notes(home / "notes")])
    for number in range(races):
        start_line.wait()
        time.sleep(random.uniform(0, LONGEST_S / 2))
        proposal = said(book, letter(ANA), f"use-{number}", grants, action=f"race-{number}")
        if proposal.grant:
            ledger.carry_out(proposal)


def revoke_together(home: Path, ids: list[str], start_line: Barrier) -> None:
    database = database_at(home / "assistant.db")
    grants = grants_on(database, ApprovalBook(database))
    for id in ids:
        start_line.wait()
        time.sleep(random.uniform(0, LONGEST_S))
        grants.revoke(id, by="sam@phone")
