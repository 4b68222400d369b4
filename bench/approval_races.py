"""Processes that answer the same approval at the same moment: one is first, and each other is told so."""

import contextlib
import itertools
import multiprocessing
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.crash_machines import HERE, Machine
from tests.databases import database_at
from tests.tools.effects.processes import answer_and_carry_out
from tools.effects.approvals import ApprovalBook
from tools.effects.plan import Plan

context = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class RaceTally:
    """What came of processes that answer the same approval at the same moment."""

    races: int
    both_won: int
    none_won: int
    effects_too_many: int
    effects_missing: int
    unclear_refusals: int

    @property
    def is_right(self) -> bool:
        return not sum(list(vars(self).values())[1:])

    def __str__(self) -> str:
        return (
            f"{self.races} races; {self.both_won} with two winners, {self.none_won} with none; "
            f"{self.effects_too_many} effects too many, {self.effects_missing} missing; "
            f"{self.unclear_refusals} refusals that don't say who was first"
        )


def race(answers: Sequence[str], races: int, machines: Sequence[Machine] = (HERE,)) -> RaceTally:
    """A process for each of `answers` gives it to the same approvals as the others, each at the same moment.

    They are on these `machines` by turns.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "notes").mkdir()
        keys = [f"r{number:04}" for number in range(races)]
        with contextlib.closing(database_at(home / "assistant.db")) as database:
            book = ApprovalBook(database)
            for key in keys:
                noted = Plan(
                    kind="note", args={}, summary=f"Note {key}", preview={}, payload={"text": key},
                    destination="folder:notes",
                )  # fmt: skip
                book.propose(
                    id=key,
                    thread_id=key,
                    agent="bench",
                    action="bench",
                    tool_call_id=key,
                    args={},
                    plan=noted,
                )
                book.await_answers(key, [key])
        told: Any = context.SimpleQueue()
        line = context.Barrier(len(answers))
        racers = [
            machine.process(answer_and_carry_out, home, keys, answer, line, told)
            for machine, answer in zip(itertools.cycle(machines), answers, strict=False)
        ]
        for racer in racers:
            racer.start()
        results = defaultdict(list)
        for _ in range(len(answers) * races):
            key, what, sentence = told.get()
            results[key].append((what, sentence))
        for racer in racers:
            racer.join()
        winners = {key: [what for what, _ in results[key] if what in answers] for key in keys}
        arrivals = {
            key: len((home / "notes" / key).read_bytes().splitlines())
            if (home / "notes" / key).exists()
            else 0
            for key in keys
        }
        return RaceTally(
            races=races,
            both_won=sum(len(winners[key]) > 1 for key in keys),
            none_won=sum(not winners[key] for key in keys),
            effects_too_many=sum(max(arrivals[key] - winners[key].count("approve"), 0) for key in keys),
            effects_missing=sum(max(winners[key].count("approve") - arrivals[key], 0) for key in keys),
            unclear_refusals=sum(
                what not in answers and "was answered already" not in sentence
                for key in keys
                for what, sentence in results[key]
            ),
        )
