"""Checkpoints and their writes as rows, laid out as LangGraph's SQLite saver has them."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    PendingWrite,
    get_checkpoint_id,
    get_checkpoint_metadata,
    writes_sort_key,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from agents.unwritten_steps import Put, Step, UnwrittenSteps
from tools.database import Connection, Cursor, Database, Row

SCHEMA: Final = (
    """CREATE TABLE IF NOT EXISTS checkpoints (
        thread_id TEXT NOT NULL,
        checkpoint_ns TEXT NOT NULL DEFAULT '',
        checkpoint_id TEXT NOT NULL,
        parent_checkpoint_id TEXT,
        type TEXT,
        checkpoint BLOB,
        metadata BLOB,
        PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS writes (
        thread_id TEXT NOT NULL,
        checkpoint_ns TEXT NOT NULL DEFAULT '',
        checkpoint_id TEXT NOT NULL,
        task_id TEXT NOT NULL,
        idx INTEGER NOT NULL,
        channel TEXT NOT NULL,
        type TEXT,
        value BLOB,
        task_path TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
    ) WITHOUT ROWID""",
)
COLUMNS: Final = "thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata"
WRITE_COLUMNS: Final = (
    "thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, value"
)
WRITTEN: Final = "task_id, channel, type, value, task_path, idx"
AT: Final = "thread_id = :thread AND checkpoint_ns = :ns AND checkpoint_id"
LATEST: Final = (
    "(SELECT MAX(checkpoint_id) FROM checkpoints WHERE thread_id = :thread AND checkpoint_ns = :ns)"
)
PUT: Final = (
    f"INSERT INTO checkpoints ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id) DO UPDATE SET type = excluded.type,"
    " parent_checkpoint_id = excluded.parent_checkpoint_id, checkpoint = excluded.checkpoint,"
    " metadata = excluded.metadata"
)
PUT_WRITE: Final = (
    f"INSERT INTO writes ({WRITE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx) DO "
)
KEEP: Final = "NOTHING"
"""What a task wrote stays as it wrote it first; of what is said of it, as an error, the last counts."""
REPLACE: Final = (
    "UPDATE SET channel = excluded.channel, type = excluded.type, value = excluded.value,"
    " task_path = excluded.task_path"
)


Writes = list[PendingWrite]
State = tuple[Cursor, Cursor]
"""What was asked for of a state: its checkpoint, and what was written at it."""


class CheckpointRows(BaseCheckpointSaver[Any]):
    """Reads checkpoints and their writes at once, and writes them with this process's next transaction."""

    def __init__(self, database: Database, serde: SerializerProtocol, *, user_id: str = "") -> None:
        super().__init__(serde=serde)
        self.database = database
        self.unwritten = UnwrittenSteps(database)
        self._ahead: dict[str, tuple[Row | None, Sequence[Row]]] = {}
        self._whose = {"user_id": user_id} if user_id else {}
        database.migrate("checkpoints", SCHEMA)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A connection that reads all that this process has put."""
        self.database.flush()
        with self.database.reading() as connection:
            yield connection

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        place = config["configurable"]
        thread_id, ns = str(place["thread_id"]), place.get("checkpoint_ns", "")
        checkpoint_id = get_checkpoint_id(config)
        if not checkpoint_id and not ns and (known := self._ahead.pop(thread_id, None)):
            row, writes = known
            return self._tuple(row, writes) if row else None
        place = {"thread": thread_id, "ns": ns, "id": checkpoint_id}
        with self.looking() as connection:
            # A server answers both at once: neither waits for the other.
            here = ":id" if checkpoint_id else LATEST
            found = connection.execute(f"SELECT {COLUMNS} FROM checkpoints WHERE {AT} = {here}", place)
            written = connection.execute(f"SELECT {WRITTEN} FROM writes WHERE {AT} = {here}", place)
            row, writes = found.fetchone(), written.fetchall()
        return self._tuple(row, writes, config if checkpoint_id else None) if row else None

    def ask_ahead(self, thread_id: str) -> State:
        """Ask for the newest state of a thread whose lock is held, of a reading that is under way."""
        place = {"thread": thread_id, "ns": ""}
        with self.looking() as connection:
            return (
                connection.execute(f"SELECT {COLUMNS} FROM checkpoints WHERE {AT} = {LATEST}", place),
                connection.execute(f"SELECT {WRITTEN} FROM writes WHERE {AT} = {LATEST}", place),
            )

    def know_ahead(self, thread_id: str, state: State | None) -> None:
        """The next `get_tuple` of the newest state gives what came of that, unless something is put first."""
        self._ahead.pop(thread_id, None)
        if state is not None:
            self._ahead[thread_id] = (state[0].fetchone(), state[1].fetchall())

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        conditions: list[str] = []
        values: list[Any] = []

        def where(column: str, value: Any, compared: str = "=") -> None:
            conditions.append(f"{column} {compared} ?")
            values.append(value)

        if config is not None:
            place = config["configurable"]
            where("thread_id", str(place["thread_id"]))
            if place.get("checkpoint_ns") is not None:
                where("checkpoint_ns", place["checkpoint_ns"])
            if checkpoint_id := get_checkpoint_id(config):
                where("checkpoint_id", checkpoint_id)
        if before is not None:
            where("checkpoint_id", get_checkpoint_id(before), "<")
        query = (
            f"SELECT {COLUMNS} FROM checkpoints"
            f"{' WHERE ' if conditions else ''}{' AND '.join(conditions)} ORDER BY checkpoint_id DESC"
        )
        wanted = (filter or {}).items()
        found: list[CheckpointTuple] = []
        with self.looking() as connection:
            for row in connection.execute(query, values):
                if limit is not None and len(found) >= limit:
                    break
                metadata = json.loads(row["metadata"] or b"{}")
                if all(metadata.get(name) == value for name, value in wanted):
                    place = {
                        "thread": row["thread_id"],
                        "ns": row["checkpoint_ns"],
                        "id": row["checkpoint_id"],
                    }
                    writes = connection.execute(f"SELECT {WRITTEN} FROM writes WHERE {AT} = :id", place)
                    found.append(self._tuple(row, writes.fetchall()))
        yield from found

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,  # noqa: ARG002  # LangGraph gives it; a checkpoint is saved whole
    ) -> RunnableConfig:
        place = config["configurable"]
        kind, blob = self.serde.dumps_typed(checkpoint)
        about = get_checkpoint_metadata(config, metadata) | self._whose
        said = json.dumps(about, ensure_ascii=False)
        row = (
            *(str(place["thread_id"]), place["checkpoint_ns"], checkpoint["id"], place.get("checkpoint_id")),
            *(kind, blob, said.encode("utf-8", "ignore")),
        )
        self._ahead.pop(str(place["thread_id"]), None)
        put = Put(place["checkpoint_ns"], place.get("checkpoint_id"), checkpoint, about)
        self.unwritten.add(row[0], Step(lambda connection: connection.execute(PUT, row), row[2], put))
        return _config(place["thread_id"], place["checkpoint_ns"], checkpoint["id"])

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        place = config["configurable"]
        at = (str(place["thread_id"]), str(place["checkpoint_ns"]), str(place["checkpoint_id"]))
        rows = [
            (
                *(*at, task_id, task_path, WRITES_IDX_MAP.get(channel, number), channel),
                *self.serde.dumps_typed(value),
            )
            for number, (channel, value) in enumerate(writes)
        ]
        special = all(channel in WRITES_IDX_MAP for channel, _ in writes)
        statement = PUT_WRITE + (REPLACE if special else KEEP)
        self._ahead.pop(at[0], None)
        step = Step(lambda connection: connection.executemany(statement, rows), at[2])
        self.unwritten.add(at[0], step)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await asyncio.to_thread(self.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        found = await asyncio.to_thread(
            lambda: tuple(self.list(config, filter=filter, before=before, limit=limit))
        )
        for one in found:
            yield one

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        await asyncio.to_thread(self.delete_thread, thread_id)

    def get_next_version(self, current: Any, channel: None) -> Any:  # noqa: ARG002  # LangGraph's signature
        """Whole numbers, a tenth as long as LangGraph's; a thread that has those goes on with them."""
        if isinstance(current, str):
            return f"{int(current.split('.')[0]) + 1:032}.{random.random():016}"
        return (current or 0) + 1

    def pending_writes(self, rows: Iterable[Any]) -> Writes:
        """Rows of task, channel, type, value, path and number, in the order of LangGraph."""
        ordered = sorted(rows, key=lambda row: writes_sort_key(row[4], row[0], row[5]))
        return [
            (task, channel, self.serde.loads_typed((kind, blob))) for task, channel, kind, blob, *_ in ordered
        ]

    def _tuple(
        self, row: Row, writes: Sequence[Row], config: RunnableConfig | None = None
    ) -> CheckpointTuple:
        thread_id, ns, checkpoint_id, parent, kind, blob, metadata = row
        return CheckpointTuple(
            config or _config(thread_id, ns, checkpoint_id),
            self.serde.loads_typed((kind, blob)),
            json.loads(metadata) if metadata is not None else {},
            _config(thread_id, ns, parent) if parent else None,
            self.pending_writes(writes),
        )


def _config(thread_id: str, ns: str, checkpoint_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ns, "checkpoint_id": checkpoint_id}}
