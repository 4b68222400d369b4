"""Carries out what was approved about routines: in the table of routines, each once."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from assistant.schedules.book import RoutineBook
from assistant.schedules.planning import CHANGE, CREATE, RUN
from assistant.schedules.routine import Routine
from assistant.schedules.schedule import Schedule
from assistant.schedules.schedule_words import in_words, spoken
from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import FinalError, StaleError

DONE = {
    "": "Changed {!r}",
    "skip": "Skipped {!r}",
    "pause": "Paused {!r}",
    "resume": "{!r} goes on",
    "end": "Ended {!r}",
}
"""What was done, by what it was told."""


class RoutineExecutor:
    """An `Executor` whose destination is the table of routines."""

    kinds = (CREATE, CHANGE, RUN)

    def __init__(self, book: RoutineBook, new_thread: Callable[[], str]) -> None:
        self._book = book
        self._new_thread = new_thread

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:  # noqa: ARG002 - it is the same at any time
        """The payload, and for a new routine the thread that its runs will be in."""
        thread = {"thread_id": self._new_thread()} if plan.kind == CREATE else {}
        return json.dumps({**plan.payload, **thread}, ensure_ascii=False).encode()

    def act(self, intent: Intent) -> Receipt:
        """Raises:
        StaleError: the routine has been changed meanwhile.
        """
        wanted = json.loads(intent.rendered)
        match intent.plan.kind:
            case "routine.create":
                routine = self._new(intent.key, wanted)
                self._book.add(routine)
                return _made(routine, intent)
            case "routine.change":
                changed = self._book.change(wanted["id"], wanted["spec"], version=wanted["version"])
                return self._changed(intent, changed)
            case _:
                self._book.ask_for_run(wanted["id"], intent.key)
                return self._asked(wanted["id"])

    def find(self, intent: Intent) -> Receipt | None:
        """Whether the table has it already."""
        wanted = json.loads(intent.rendered)
        if intent.plan.kind == CREATE:
            routine = self._book.find(intent.key)
            return _made(routine, intent) if routine else None
        if intent.plan.kind == RUN:
            asked = any(run.occurrence == intent.key for run in self._book.runs(wanted["id"]))
            return self._asked(wanted["id"]) if asked else None
        routine = self._book.get(wanted["id"])
        done = routine.version == wanted["version"] + 1 and routine.spec() == wanted["spec"]
        return self._changed(intent, routine) if done else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """
        Raises:
            FinalError: it was a run.
            StaleError: the routine has been changed since.
        """
        if intent.plan.kind == RUN:
            raise FinalError("a run can't be undone; undo what it did")
        id, version = receipt.reference["routine"], receipt.reference["version"]
        routine = self._book.get(id)
        if intent.plan.kind == CREATE:
            self._book.change(id, {**routine.spec(), "state": "ended"}, version=routine.version)
            return Receipt(text=f"Ended the routine {routine.title!r}.", reference={"routine": id})
        if routine.version != version:
            raise StaleError(f"the routine {routine.title!r} has been changed since; it stays as it is")
        former = self._book.change(id, json.loads(intent.rendered)["former"], version=version)
        return Receipt(text=f"The routine {former.title!r} is as it was.", reference={"routine": id})

    def _new(self, key: str, wanted: dict[str, Any]) -> Routine:
        spec, now = dict(wanted["spec"]), self._book.now()
        schedule = Schedule.of(spec["schedule"]) if spec["schedule"] else None
        if schedule is None:
            spec["waits_for"] = {**spec["waits_for"], "since": now.isoformat()}
            next_at: datetime | None = now
        elif schedule.rule:
            next_at = schedule.after(now)
        else:
            # Also where that is over by now: it was agreed to, so it is done, late.
            next_at = schedule.after(datetime.min.replace(tzinfo=now.tzinfo) + timedelta(days=2))
        blank = Routine(
            id=key, thread_id=wanted["thread_id"], title="", kind=wanted["kind"], request="", schedule=None,
            waits_for={}, each_run="ask", missed="once", grant=None, state="active",
            next_at=next_at, version=1, created_at=now,
        )  # fmt: skip
        return blank.changed(spec)

    def _changed(self, intent: Intent, routine: Routine) -> Receipt:
        reference = {"routine": routine.id, "version": routine.version}
        told = DONE[intent.plan.args.get("to", "")].format(routine.title)
        if "skipped" in intent.plan.preview:
            told += f" on {intent.plan.preview['skipped']}"
        return Receipt(text=f"{told}. {_next(routine)}".strip(), reference=reference)

    def _asked(self, id: str) -> Receipt:
        return Receipt(text=f"{self._book.get(id).title!r} runs now.", reference={"routine": id})


def _made(routine: Routine, intent: Intent) -> Receipt:
    if routine.schedule is None:
        told = f"I watch for this: {intent.plan.preview['waits_for']}."
    else:
        does = (
            f"mail {routine.title!r} to {routine.mails_to}" if routine.mails_to else f"run {routine.title!r}"
        )
        once = not routine.schedule.rule
        when = in_words(routine.schedule)
        told = f"I will {does} on {when}." if once else f"I will {does} {when}. {_next(routine)}"
    return Receipt(text=told.strip(), reference={"routine": routine.id, "version": routine.version})


def _next(routine: Routine) -> str:
    if routine.schedule is None or routine.next_at is None or routine.state != "active":
        return ""
    return f"Next: {spoken(routine.next_at, routine.schedule.zone)}."
