"""Routines as a person deals with them; whoever calls acts for them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.contract import RoutineView
from assistant.schedules.book import RoutineBook
from assistant.schedules.planning import RoutinePlanner
from assistant.schedules.routine import Routine
from assistant.schedules.schedule_words import in_words, spoken
from assistant.schedules.watch import Awaited
from tools.effects.effect import Effect, EffectState, Waiting
from tools.errors import ConflictError, NotFoundError, ToolError

if TYPE_CHECKING:
    from tools.effects.ledger import Ledger

SHOWN = 5
A_LITTLE = timedelta(microseconds=1)


class RoutineDesk:
    """The routines of a home, and the mails that leave at a time, which the ledger looks after."""

    def __init__(
        self,
        book: RoutineBook,
        planner: RoutinePlanner,
        records: "Callable[[], Ledger]",
        ledger: "Callable[[], Ledger]",
        zone: ZoneInfo,
        person: str,
    ) -> None:
        """`records` is asked what is scheduled, `ledger` to call it off, by `person`, for the record."""
        self.book = book
        self.planner = planner
        self._records = records
        self._ledger = ledger
        self._zone = zone
        self._person = person

    def list(self) -> list[RoutineView]:
        """All of them, those that ended last; then by when they were made."""
        routines = sorted(self.book.list(), key=lambda routine: routine.state == "ended")
        return [*map(self._view, routines), *map(self._mail, self._scheduled())]

    def story(self, id: str) -> dict[str, Any]:
        """One, and under `runs` the last of them.

        Raises:
            NotFoundError: no such routine, or several begin so.
        """
        if effect := self._effect(id):
            return {**self._mail(effect).json_dict(), "runs": []}
        routine = self.book.get(id)
        return {
            **self._view(routine).json_dict(),
            "runs": [run.json_dict() for run in self.book.runs(routine.id)],
        }

    def control(self, id: str, to: str) -> RoutineView:
        """`pause`, `resume`, `skip` (the next time), `run` (now) or `end` one.

        Raises:
            NotFoundError: no such routine, or several begin so.
            ConflictError: where it stands, that can't be done with it.
        """
        if effect := self._effect(id):
            if to != "end":
                raise ConflictError(f"{effect.summary} leaves once, at its time; it can only be deleted")
            return self._mail(self._ledger().cancel(effect.key, by=self._person))
        routine = self.book.get(id)
        try:
            plan = self.planner.control(routine.id, to)
        except ToolError as error:
            raise ConflictError(error.message) from error
        if to == "run":
            self.book.ask_for_run(routine.id, f"asked {self.book.now().isoformat()}")
        else:
            self.book.change(routine.id, plan.payload["spec"], version=routine.version)
        return self._view(self.book.get(routine.id))

    def open(self) -> tuple[int, int, datetime | None]:
        """How many are active, how many of them are overdue, and when the next is due."""
        every = [one for one in self.book.list(ended=False) if one.state == "active"]
        active = [one for one in every if one.kind != "watch"]
        now = self.book.now()
        overdue = [one for one in active if one.next_at and one.next_at < now - timedelta(minutes=1)]
        ahead = [one.next_at for one in active if one.next_at and one not in overdue]
        return len(every), len(overdue), min(ahead, default=None)

    def _scheduled(self) -> Iterator[Effect]:
        for effect in self._records().list():
            if effect.state is EffectState.QUEUED and effect.waiting is Waiting.SCHEDULE:
                yield effect

    def _effect(self, id: str) -> Effect | None:
        """The mail to be sent later that is called so, where no routine is."""
        try:
            self.book.get(id)
        except NotFoundError:
            return next((effect for effect in self._scheduled() if id and effect.key.startswith(id)), None)
        return None

    def _view(self, routine: Routine) -> RoutineView:
        schedule, last = routine.schedule, next(iter(self.book.runs(routine.id, 1)), None)
        upcoming = []
        if schedule is not None and routine.next_at is not None:
            upcoming = schedule.upcoming(routine.next_at - A_LITTLE, SHOWN)
        zone = schedule.zone if schedule else self._zone
        awaited = Awaited.from_json(routine.waits_for) if routine.waits_for else None
        return RoutineView(
            id=routine.id,
            thread_id=routine.thread_id,
            title=routine.title,
            kind=routine.kind,
            schedule=schedule.text() if schedule else None,
            next=tuple(at.astimezone(zone) for at in upcoming),
            state=routine.state,
            grant=routine.grant,
            created_at=routine.created_at,
            last_run=last.json_dict() if last else None,
            request=routine.request,
            when=in_words(schedule) if schedule else awaited.tells(self._zone) if awaited else "",
            zone=zone.key,
            each_run=routine.each_run,
            missed=routine.missed,
            mails_to=routine.mails_to,
        )

    def _mail(self, effect: Effect) -> RoutineView:
        waits = effect.state is EffectState.QUEUED
        return RoutineView(
            id=effect.key,
            thread_id=effect.thread_id,
            title=effect.summary,
            kind="mail",
            schedule=None,
            next=(effect.not_before.astimezone(self._zone),) if waits and effect.not_before else (),
            state="active" if waits else "ended",
            grant=effect.grant,
            created_at=effect.created_at,
            last_run=None,
            when=spoken(effect.not_before, self._zone) if waits and effect.not_before else "",
            zone=self._zone.key,
        )
