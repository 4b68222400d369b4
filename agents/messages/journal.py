"""Everything that flowed between the user, the agents and the tools: written down once, in order."""

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from agents.messages.bus import Bus, Handler, Subscription
from agents.messages.message import (
    SUPERVISOR,
    USER,
    Message,
    MessageType,
    message_id,
    request_id,
)
from agents.messages.store import MESSAGES, MessageStore, ModelCall
from tools.database import Database, SqliteDatabase
from tools.effects.plan import Priority
from tools.errors import NotFoundError, StorageError
from tools.redaction import REDACTION

LONGEST_CONTENT = 2_000
"""Longer texts are cut here: the thread, the approval and the mailbox have them whole."""

MOST_DEADLINES = 256
"""Turns whose deadlines a process remembers; that of an older one is read again."""


def real_time() -> datetime:
    return datetime.now(UTC)


class Journal:
    """The messages of a home, shared by its threads and processes.

    A message whose id is there already is not recorded again, and takes no place in the order:
    what runs again after a pause or a crash leaves the story as it was. Secrets are taken out
    before anything is written.
    """

    def __init__(
        self,
        database: Database | Path,
        *,
        clock: Callable[[], datetime] = real_time,
    ) -> None:
        """A `database` that is given as a path is opened here, and closed with the journal."""
        self._owns = isinstance(database, Path)
        self._database = SqliteDatabase(database) if isinstance(database, Path) else database
        self.store = MessageStore(self._database)
        self.bus = Bus(self.store)
        self.clock = clock
        self._arrival = threading.Condition()
        self._deadlines: dict[str, datetime | None] = {}

    def record(self, message: Message, *, replace: bool = False, soon: bool = False) -> Message | None:
        """Write `message` down and tell the subscribers; None when its id was there already.

        With `replace` the text that is there is exchanged, at its old place. With `soon` it is written
        together with what comes next (`Database.soon`), and None comes back.
        """
        clean = self._clean(message)
        recorded: list[Message] = []

        def tell(seq: int | None) -> None:
            if seq is None:
                return
            recorded.append(clean.model_copy(update={"seq": seq}))
            self.bus.publish(recorded[0])
            with self._arrival:
                self._arrival.notify_all()

        sure = not soon or self.bus.has_subscribers
        self.store.insert(clean, tell, replace=replace, soon=soon, sure=sure)
        return recorded[0] if recorded and not soon else None

    def note(
        self,
        type: MessageType,
        content: str,
        *,
        id: str,
        conversation: str,
        run: str,
        sender: str,
        recipient: str,
        reply_to: str | None = None,
        priority: Priority = Priority.NORMAL,
        hops: int = 0,
        deadline: datetime | None = None,
        metadata: Mapping[str, Any] | None = None,
        replace: bool = False,
        soon: bool = False,
    ) -> Message | None:
        """Record a message of this moment; see `record`. What is empty in `metadata` is left out."""
        message = Message(
            id=id,
            conversation_id=conversation,
            run_id=run,
            sender=sender,
            recipient=recipient,
            type=type,
            priority=priority,
            content=content,
            metadata={name: value for name, value in (metadata or {}).items() if value not in (None, "")},
            timestamp=self.clock(),
            reply_to=reply_to,
            hops=hops,
            deadline=deadline,
        )
        return self.record(message, replace=replace, soon=soon)

    def turn_started(
        self, conversation: str, run: str, text: str, *, deadline: datetime | None = None
    ) -> None:
        """The user has asked for something; `run` names the turn to its end, through every pause."""
        self._remember(request_id(conversation, run), deadline)
        self.note(
            MessageType.REQUEST,
            text,
            id=request_id(conversation, run),
            conversation=conversation,
            run=run,
            sender=USER,
            recipient=SUPERVISOR,
            deadline=deadline,
            soon=True,
        )

    def deadline(self, conversation: str, run: str) -> datetime | None:
        """Until when the turn has to be done, as was said when it began; in any process."""
        key = request_id(conversation, run)
        if key not in self._deadlines:
            begun = self.store.get([key])
            self._remember(key, begun[0].deadline if begun else None)
        return self._deadlines[key]

    def _remember(self, key: str, deadline: datetime | None) -> None:
        self._deadlines[key] = deadline
        if len(self._deadlines) > MOST_DEADLINES:
            del self._deadlines[next(iter(self._deadlines))]

    def turn_failed(self, conversation: str, code: str, text: str) -> None:
        """The newest turn ended with an error that the user is told."""
        run = self.last_run(conversation)
        self.note(
            MessageType.ERROR,
            text,
            id=self._unique(conversation, run, code),
            conversation=conversation,
            run=run,
            sender=SUPERVISOR,
            recipient=USER,
            reply_to=request_id(conversation, run),
            priority=Priority.HIGH,
            metadata={"code": code},
        )

    def approval_asked(
        self,
        conversation: str,
        run: str,
        *,
        task: str,
        approval: str,
        agent: str,
        summary: str,
        priority: Priority,
        hops: int,
    ) -> None:
        """`agent` asks the user before it carries out `task`; `approval` is what the answer will name.

        An agent that runs again after a crash asks anew, under another name: as long as nobody has
        answered, that takes the place of what was asked before.
        """
        for revision in itertools.count():
            id = message_id(conversation, MessageType.APPROVAL, task, str(revision))
            before = self.store.get([id, message_id(conversation, MessageType.DECISION, id)])
            if len(before) < 2 or before[0].metadata.get("approval") == approval:
                break
        self.note(
            MessageType.APPROVAL,
            summary,
            id=id,
            conversation=conversation,
            run=run,
            sender=agent,
            recipient=USER,
            reply_to=task,
            priority=priority,
            hops=hops,
            metadata={"approval": approval},
            replace=True,
            soon=True,
        )

    def decided(self, conversation: str, approval: str, decision: str, text: str = "", by: str = "") -> None:
        """The user has answered an approval; `decision` is approve, edit, reject or respond."""
        asked: list[Message] = []
        for limit in (4, 200):  # nearly always among the last ones
            latest = self.messages(conversation, types=[MessageType.APPROVAL], limit=limit, newest=True)
            if asked := [message for message in latest if message.metadata.get("approval") == approval]:
                break
        if not asked:
            return
        self.note(
            MessageType.DECISION,
            f"{decision}: {text}" if text else decision,
            id=message_id(conversation, MessageType.DECISION, asked[-1].id),
            conversation=conversation,
            run=asked[-1].run_id,
            sender=USER,
            recipient=asked[-1].sender,
            reply_to=asked[-1].id,
            hops=asked[-1].hops + 1,
            metadata={"by": by},
            soon=True,
        )

    def status(
        self,
        conversation: str,
        text: str,
        *,
        sender: str = SUPERVISOR,
        recipient: str = USER,
        type: MessageType = MessageType.STATUS,
        **metadata: Any,
    ) -> None:
        """Something happened that is no step of the work itself: resumed, another model took over, …"""
        run = self.last_run(conversation)
        self.note(
            type,
            text,
            id=self._unique(conversation, run, text),
            conversation=conversation,
            run=run,
            sender=sender,
            recipient=recipient,
            reply_to=request_id(conversation, run) if run else None,
            metadata=metadata,
        )

    def model_called(self, call: ModelCall) -> None:
        """Count a call of a model, whatever came of it."""
        self.store.add_call(call, soon=True)

    def flush(self) -> None:
        """Write down what was to be written soon."""
        self._database.flush()

    def messages(
        self,
        conversation: str | None = None,
        *,
        run: str | None = None,
        agent: str | None = None,
        types: Iterable[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        after_seq: int = 0,
        limit: int | None = None,
        newest: bool = False,
    ) -> tuple[Message, ...]:
        """Recorded messages, oldest first. `agent` is the sender or the recipient; `until` is excluded.

        `limit` keeps the first ones, with `newest` the last ones.
        """
        found = self.store.select(
            conversation=conversation,
            run=run,
            agent=agent,
            types=types,
            since=since,
            until=until,
            after_seq=after_seq,
            limit=limit,
            newest=newest,
        )
        return tuple(message for _, message in found)

    def get(self, id: str) -> Message:
        """Raises:
        NotFoundError: there is no such message.
        """
        found = self.store.get([id]) if _is_id(id) else []
        if not found:
            raise NotFoundError(f"there is no message {id!r}")
        return found[0]

    def chain(self, id: str) -> tuple[Message, ...]:
        """The message and everything it came of, the first cause first.

        Raises:
            NotFoundError: there is no such message.
        """
        return tuple(self.store.chain(self.get(id).id))

    def last_run(self, conversation: str) -> str:
        """The newest turn of the conversation; empty when it has none."""
        last = self.messages(conversation, types=[MessageType.REQUEST], limit=1, newest=True)
        return last[0].run_id if last else ""

    def export(self, conversation: str) -> Iterator[str]:
        """The conversation as JSON lines."""
        after = 0
        while page := self.messages(conversation, after_seq=after, limit=500):
            yield from (message.json_line() for message in page)
            after = page[-1].seq

    def follow(
        self,
        conversation: str | None = None,
        *,
        after_no: int | None = None,
        poll_s: float = 0.2,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Message]:
        """Messages as they are recorded, by this process or another; by default only further ones.

        Goes on until `stop()`.
        """
        no = self.store.last_no() if after_no is None else after_no
        told = threading.Event()
        with self._database.told((MESSAGES,), told.set) as is_told:
            told.set()
            while True:
                ending = stop()
                if told.is_set() or ending or not is_told:
                    told.clear()
                    for number, message in self.store.select(conversation=conversation, after_no=no):
                        no = number
                        yield message
                if ending:
                    return
                if is_told:
                    told.wait(poll_s)
                else:
                    self.wait(poll_s)

    def wait(self, timeout_s: float) -> None:
        """Return when this process records something, or after `timeout_s`."""
        with self._arrival:
            self._arrival.wait(timeout_s)

    def subscribe(
        self,
        wanted: str,
        handler: Handler,
        *,
        filter: Callable[[Message], bool] | None = None,
        transform: Callable[[Message], Message] | None = None,
        name: str = "",
    ) -> Subscription:
        """See `Bus.subscribe`; messages of this process only, `follow` sees those of others too."""
        return self.bus.subscribe(wanted, handler, filter=filter, transform=transform, name=name)

    def forget(self, conversation: str) -> None:
        """Delete the messages of a conversation; what its model calls cost stays counted."""
        self.store.forget(conversation)

    def prune(self, before: datetime) -> int:
        """Delete the messages from before `before`; how many there were."""
        return self.store.prune(before)

    def close(self) -> None:
        with suppress(StorageError):  # the database says it when it is closed
            self.flush()
        self.bus.close()
        if self._owns:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _clean(self, message: Message) -> Message:
        content = REDACTION.text(message.content)
        changed: dict[str, Any] = {}
        metadata = REDACTION.data(message.metadata) if message.metadata else message.metadata
        if len(content) > LONGEST_CONTENT:
            metadata = {**metadata, "chars": len(content)}
            content = f"{content[:LONGEST_CONTENT]}…"
        if content != message.content:
            changed["content"] = content
        if metadata != message.metadata:
            changed["metadata"] = metadata
        return message.model_copy(update=changed) if changed else message

    def _unique(self, *parts: str) -> str:
        return message_id(*parts, str(time.time_ns()))


def _is_id(text: str) -> bool:
    return len(text) == 15 and all(char in "0123456789abcdef" for char in text)
