"""Changes of the calendar that touch two files, each done as one thing and taken back as one thing."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import FinalError, StaleError
from tools.ics.files import EventFile, etag_of
from tools.scheduling.change import Change
from tools.scheduling.cutting import asked_anew, rest_of
from tools.scheduling.event_json import event_from_json
from tools.scheduling.events import event_id
from tools.scheduling.executor import file_of, former_bytes, uid_of
from tools.scheduling.ics_family import Family
from tools.scheduling.ics_read import UnreadableError, read_contents
from tools.scheduling.ics_write import changed_file, made_by
from tools.scheduling.store import CalendarStore

SPLIT, MOVE = "event.split", "event.move"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of one file; empty where there is none."""

    calendar: str
    name: str
    before: bytes
    after: bytes


def packed(changes: Sequence[FileChange]) -> bytes:
    """As the ledger keeps them."""
    return json.dumps(
        [[one.calendar, one.name, _text(one.before), _text(one.after)] for one in changes]
    ).encode()


def file_changes(rendered: bytes) -> tuple[FileChange, ...]:
    """What `packed` gave, in the order in which it is done: what is new comes first; nothing is lost."""
    return tuple(
        FileChange(calendar, name, base64.b64decode(before), base64.b64decode(after))
        for calendar, name, before, after in json.loads(rendered)
    )


class SeveralFilesExecutor:
    """An `Executor` for what changes two files at once: a series that is split, an event in another calendar.

    The file that is new comes first.
    """

    kinds = (SPLIT, MOVE)

    def __init__(self, store: CalendarStore) -> None:
        self._store = store

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """Both files before and after, as `file_changes` reads them.

        Raises:
            FinalError: the file that would be changed can't be read.
        """
        made = split if plan.kind == SPLIT else moved
        try:
            return packed(made(plan, key, at, self._store))
        except UnreadableError as error:
            raise FinalError(f"the event can't be changed: {error}") from error

    def act(self, intent: Intent) -> Receipt:
        """Make both changes, if the files are still those that were planned against."""
        changes = file_changes(intent.rendered)
        done: list[FileChange] = []
        for one in changes:
            try:
                self._bring(one, intent.key)
            except StaleError:
                for former in reversed(done):
                    self._bring(_reversed(former), "")
                raise
            done.append(one)
        return self._receipt(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether it was done before: both files say so."""
        changes = file_changes(intent.rendered)
        for one in changes:
            self._store.refresh(one.calendar, one.name)
        done = all(self._is_there(one, intent.key) for one in changes)
        return self._receipt(intent) if done else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """Both files as they were.

        Raises:
            StaleError: one of them has been changed since; both stay as they are.
        """
        changes = file_changes(intent.rendered)
        for one in changes:
            current = self._store.read(one.calendar, one.name)
            if (current.data if current else b"") not in (one.before, one.after):
                title = intent.plan.payload["title"]
                raise StaleError(f"{title} has been changed again since, so this can't be taken back")
        for one in reversed(changes):
            self._bring(_reversed(one), "")
        return Receipt(text=intent.plan.payload["undone"], reference=receipt.reference)

    def _bring(self, one: FileChange, key: str) -> None:
        """Have what is to be there; done twice, it is done once."""
        if self._is_there(one, key):
            return
        if not one.before:
            if not self._store.create(one.calendar, one.name, one.after):
                raise StaleError(f"the file {one.name} in the calendar {one.calendar!r} holds something else")
        elif not one.after:
            self._store.delete(one.calendar, one.name, etag=etag_of(one.before))
        else:
            self._store.replace(one.calendar, one.name, one.after, etag=etag_of(one.before))

    def _is_there(self, one: FileChange, key: str) -> bool:
        current = self._store.read(one.calendar, one.name)
        if current is None or not one.after:
            return current is None and not one.after
        return current.data == one.after or bool(key and made_by(current.data, key))

    def _receipt(self, intent: Intent) -> Receipt:
        payload, new = intent.plan.payload, file_changes(intent.rendered)[0]
        uid = uid_of(intent.key) if intent.plan.kind == SPLIT else payload["before"]["uid"]
        reference = {
            "id": event_id(new.calendar, new.name, uid),
            "uid": uid,
            "calendar": new.calendar,
            "file": new.name,
        }
        return Receipt(text=payload["done"], reference=reference)


def split(plan: Plan, key: str, at: datetime, store: CalendarStore) -> tuple[FileChange, FileChange]:
    """The file of the rest of a series, and that of the series, which ends before it."""
    payload, zone = plan.payload, store.zone
    former = EventFile(payload["calendar"], payload["file"], former_bytes(plan))
    cut = Change("following", event_from_json(payload["cut"], zone), None)
    new = rest_of(former, cut, zone, uid=uid_of(key), name=file_of(key), at=at)
    before, after = (
        replace(event_from_json(payload[which], zone), uid=uid_of(key), file=new.name, part="")
        for which in ("before", "after")
    )
    if payload["asks_anew"]:
        new = asked_anew(new, zone)
    rest = changed_file(new, Change("series", before, after), key=key, at=at, zone=zone)
    ended = changed_file(former, cut, key=key, at=at, zone=zone, following=uid_of(key))
    return (
        FileChange(former.calendar, new.name, b"", rest),
        FileChange(former.calendar, former.name, former.data, ended),
    )


def moved(plan: Plan, key: str, at: datetime, store: CalendarStore) -> tuple[FileChange, FileChange]:
    """The event's file in another calendar, and that in its own: without it, or none."""
    payload, zone = plan.payload, store.zone
    former = EventFile(payload["calendar"], payload["file"], former_bytes(plan))
    change = Change("series", event_from_json(payload["before"], zone), None)
    left = changed_file(former, change, key=key, at=at, zone=zone)
    return (
        FileChange(payload["to"], file_of(key), b"", alone(former, change, zone) if left else former.data),
        FileChange(former.calendar, former.name, former.data, left),
    )


def alone(file: EventFile, change: Change, zone: tzinfo) -> bytes:
    """The file without all that isn't the event."""
    family = Family(read_contents(file, zone), change, zone)
    family.keep_alone()
    return family.document.data


def _reversed(one: FileChange) -> FileChange:
    return replace(one, before=one.after, after=one.before)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
