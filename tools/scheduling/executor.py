"""Carrying out approved changes to the calendar, each exactly once, and taking them back."""

import base64
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import FinalError, StaleError
from tools.ics.files import EventFile, etag_of
from tools.scheduling.change import Change
from tools.scheduling.event_json import event_from_json
from tools.scheduling.events import Event
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.ics_write import changed_file, made_by
from tools.scheduling.plain_write import new_file
from tools.scheduling.put_back import put_back
from tools.scheduling.store import CalendarStore
from tools.scheduling.wording import described, named, when

CREATE, UPDATE, CANCEL = "event.create", "event.update", "event.cancel"


class EventExecutor:
    """An `Executor` for the calendars of one store."""

    kinds = (CREATE, UPDATE, CANCEL)

    def __init__(self, store: CalendarStore) -> None:
        self._store = store

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """The whole calendar file as it will be; nothing where it will be removed.

        Raises:
            FinalError: the file that would be changed can't be read.
        """
        if plan.kind == CREATE:
            return new_file(self._made(plan, key), at)
        payload = plan.payload
        former = EventFile(payload["calendar"], payload["file"], former_bytes(plan))
        after = self._event(payload["after"]) if payload["after"] else None
        change = Change(payload["scope"], self._event(payload["before"]), after)
        try:
            return changed_file(former, change, key=key, at=at, zone=self._store.zone)
        except UnreadableError as error:
            raise FinalError(f"the event can't be changed: {error}") from error

    def act(self, intent: Intent) -> Receipt:
        """Make the change, if the file is still the one that was planned against."""
        plan, calendar = intent.plan, intent.plan.payload["calendar"]
        if plan.kind == CREATE:
            self._create(intent)
        elif removes(plan):
            self._store.delete(calendar, plan.payload["file"], etag=plan.payload["etag"])
        else:
            self._store.replace(calendar, plan.payload["file"], intent.rendered, etag=plan.payload["etag"])
        return self._receipt(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether it was done before: the calendar itself says so."""
        plan, calendar = intent.plan, intent.plan.payload["calendar"]
        self._store.refresh(calendar, plan.payload.get("file") or file_of(intent.key))
        if plan.kind == CREATE:
            done = self._created(intent) is not None
        else:
            file = self._store.read(calendar, plan.payload["file"])
            if removes(plan):
                done = file is None
            else:
                done = file is not None and (
                    file.data == intent.rendered
                    or made_by(file.data, intent.key)
                    or self._leaves_out(file, plan)
                )
        return self._receipt(intent) if done else None

    def _leaves_out(self, file: EventFile, plan: Plan) -> bool:
        """Whether the occurrence that was to be cancelled is: who cancels another signs in the same place."""
        if plan.payload["scope"] != "occurrence" or plan.payload["after"]:
            return False
        before = self._event(plan.payload["before"])
        with suppress(UnreadableError):
            return any(
                before.recurrence_id in series.main.exdates
                for series in read_series(file, self._store.zone)
                if series.main.id == before.id
            )
        return False

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """Take a new event out again; put the former file back where one was changed or removed.

        Of a series in which others were changed since, the one occurrence is put back.

        Raises:
            StaleError: the event has been changed since; it stays as it is.
        """
        plan, calendar = intent.plan, intent.plan.payload["calendar"]
        if plan.kind == CREATE:
            return self._undo_create(intent)
        event = self._event(plan.payload["before"])
        file, former = plan.payload["file"], former_bytes(plan)
        if removes(plan):
            current = self._store.read(calendar, file)
            if not self._store.create(calendar, file, former) and (current is None or current.data != former):
                raise StaleError(f"{named(event)} is in the calendar again already, so it can't be put back")
            return Receipt(
                text=f"Put {described(event, self._store.zone)} back into the calendar.",
                reference=receipt.reference,
            )
        current = self._store.read(calendar, file)
        if current is None:
            raise StaleError(f"{named(event)} has been removed from the calendar since")
        if current.data != former:
            whole = former if current.data == intent.rendered else self._with_it_put_back(intent, current)
            if current.data != whole:
                self._store.replace(calendar, file, whole, etag=current.etag)
        return Receipt(
            text=f"{named(event)} is again as it was: {when(event.start, event.end, self._store.zone)}.",
            reference=receipt.reference,
        )

    def _create(self, intent: Intent) -> None:
        calendar = intent.plan.payload["calendar"]
        name = file_of(intent.key)
        if not self._store.create(calendar, name, intent.rendered) and self._created(intent) is None:
            raise FinalError(f"the file {name} in the calendar {calendar!r} holds something else")

    def _created(self, intent: Intent) -> EventFile | None:
        """The event of this key, whatever another program has called its file, or changed in it."""
        calendar = intent.plan.payload["calendar"]
        file = self._store.read(calendar, file_of(intent.key))
        if file is not None and uid_of(intent.key).encode() in file.data:
            return file
        return self._store.named(calendar, uid_of(intent.key))

    def _undo_create(self, intent: Intent) -> Receipt:
        event = self._event(intent.plan.payload["event"])
        file = self._created(intent)
        if file is not None:
            if file.data != intent.rendered:
                raise StaleError(f"{named(event)} has been changed since; cancel it instead")
            self._store.delete(file.calendar, file.name, etag=file.etag)
        return Receipt(text=f"Took {described(event, self._store.zone)} out of the calendar again.")

    def _with_it_put_back(self, intent: Intent, now: EventFile) -> bytes:
        """The file, in which something else was changed since, with the one occurrence as it was."""
        payload = intent.plan.payload
        before = self._event(payload["before"])
        if payload["scope"] == "occurrence":
            was = replace(now, data=former_bytes(intent.plan))
            change = Change("occurrence", before, self._event(payload["after"]) if payload["after"] else None)
            # The moment of the yes: no clock is here, and the number of the version says which is later.
            at, made = intent.created_at, intent.rendered
            with suppress(UnreadableError):
                return put_back(now, was, made, change, key=intent.key, at=at, zone=self._store.zone)
        raise StaleError(f"{named(before)} has been changed again since, so this change can't be taken back")

    def _receipt(self, intent: Intent) -> Receipt:
        plan = intent.plan
        if plan.kind == CREATE:
            event = self._made(plan, intent.key)
            file, text = file_of(intent.key), f"Scheduled {described(event, self._store.zone)}."
            if inside := plan.payload.get("inside"):
                text += f" {inside}. Say which of them to decline, cancel or move."
        else:
            event, file = self._event(plan.payload["before"]), plan.payload["file"]
            text = plan.payload["done"]
        reference = {
            "id": event.id,
            "uid": event.uid,
            "calendar": plan.payload["calendar"],
            "file": file,
            "etag": etag_of(intent.rendered) if intent.rendered else None,
        }
        return Receipt(text=text, reference=reference)

    def _made(self, plan: Plan, key: str) -> Event:
        return replace(self._event(plan.payload["event"]), uid=uid_of(key), file=file_of(key))

    def _event(self, data: dict[str, Any]) -> Event:
        return event_from_json(data, self._store.zone)


def uid_of(key: str) -> str:
    """The UID of the event that the effect with this key makes."""
    return f"{key}@assistant"


def file_of(key: str) -> str:
    return f"{key}.ics"


def removes(plan: Plan) -> bool:
    """Whether the plan removes a whole file, since nothing else is in it."""
    return plan.kind == CANCEL and bool(plan.payload["removes"])


def former_bytes(plan: Plan) -> bytes:
    """The file as it was when the change was planned; it is what undo puts back."""
    return base64.b64decode(plan.payload["former"])


def former_text(data: bytes) -> str:
    return base64.b64encode(data).decode()
