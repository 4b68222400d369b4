"""How the flow of messages is doing, in figures."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from agents.messages.journal import Journal
from agents.messages.message import MessageType, utc_ms

SPAN = timedelta(hours=24)


class Health(BaseModel):
    """The journal's figures; those of the last day say so."""

    model_config = ConfigDict(frozen=True)

    messages: int
    conversations: int
    dead_letters: int
    undelivered: int
    """Messages that subscribers of this process have not taken yet."""
    messages_last_day: int
    errors_last_day: int
    model_calls_last_day: int
    failed_model_calls_last_day: int
    journal_bytes: int
    """What messages and model calls take of the database."""
    database_bytes: int


def health(journal: Journal, now: datetime) -> Health:
    """The figures of the home's journal and of this process's subscribers."""
    rows = journal.store.rows
    since = utc_ms(now - SPAN)
    totals = rows("SELECT COUNT(*) AS messages, COUNT(DISTINCT conversation) AS conversations FROM messages")[
        0
    ]
    recent = rows(
        "SELECT COUNT(*) AS messages, COUNT(CASE WHEN w.word = ? THEN 1 END) AS errors"
        " FROM messages m JOIN message_words w ON w.no = m.type WHERE m.at_ms >= ?",
        (str(MessageType.ERROR), since),
    )[0]
    calls = rows(
        "SELECT COUNT(*) AS calls, COUNT(error) AS failed FROM model_calls WHERE at_ms >= ?", (since,)
    )[0]
    contents = rows(
        "SELECT COALESCE(SUM(LENGTH(content) + COALESCE(LENGTH(metadata), 0) + 78), 0) FROM messages"
    )
    counted = rows("SELECT COUNT(*) * 45 FROM model_calls")
    return Health(
        messages=totals["messages"],
        conversations=totals["conversations"],
        dead_letters=rows("SELECT COUNT(*) FROM dead_letters")[0][0],
        undelivered=journal.bus.waiting,
        messages_last_day=recent["messages"],
        errors_last_day=recent["errors"],
        model_calls_last_day=calls["calls"],
        failed_model_calls_last_day=calls["failed"],
        journal_bytes=contents[0][0] + counted[0][0],
        database_bytes=journal.store.database.size(),
    )
