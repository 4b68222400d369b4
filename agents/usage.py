"""Model calls, tokens and cost: by layer, model, conversation and day."""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from agents.messages.message import utc_ms
from agents.messages.store import MessageStore
from agents.prices import price

# Zones differ from each other by multiples of this: a day of any zone is made of whole ones.
_QUARTER_HOUR_MS = 900_000


class UsageLine(BaseModel):
    """The model calls of one layer, model, conversation or day, or of all."""

    model_config = ConfigDict(frozen=True)

    model_calls: int = 0
    failed_calls: int = 0
    """Those among them that brought nothing back."""
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    """Input tokens that the provider had in its cache."""
    thinking_tokens: int = 0
    """Output tokens that were thoughts, where the provider tells."""
    seconds: float = 0.0
    """Time spent waiting for models; calls at the same time count each."""
    cost_usd: Decimal = Decimal(0)
    """Without the calls of models whose price is unknown."""
    saved_usd: Decimal = Decimal(0)
    """What `cached_tokens` would have cost besides."""
    unpriced_models: tuple[str, ...] = ()
    """Models whose price is unknown."""

    def __add__(self, other: "UsageLine") -> "UsageLine":
        return UsageLine(
            model_calls=self.model_calls + other.model_calls,
            failed_calls=self.failed_calls + other.failed_calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            thinking_tokens=self.thinking_tokens + other.thinking_tokens,
            seconds=round(self.seconds + other.seconds, 3),
            cost_usd=self.cost_usd + other.cost_usd,
            saved_usd=self.saved_usd + other.saved_usd,
            unpriced_models=tuple(sorted({*self.unpriced_models, *other.unpriced_models})),
        )


class UsageReport(BaseModel):
    """What the models were asked and what it cost."""

    model_config = ConfigDict(frozen=True)

    total: UsageLine
    by_layer: dict[str, UsageLine]
    by_model: dict[str, UsageLine]
    by_thread: dict[str, UsageLine]
    by_day: dict[str, UsageLine]
    """By ISO date in the user's zone."""


_GROUPED = f"""
SELECT a.word AS layer, w.word AS model, c.word AS thread, u.at_ms / {_QUARTER_HOUR_MS} AS quarter,
       COUNT(*) AS calls, COUNT(u.error) AS failed, SUM(u.input_tokens) AS inputs,
       SUM(u.output_tokens) AS outputs, SUM(u.cached_tokens) AS cached,
       SUM(u.thinking_tokens) AS thoughts, SUM(u.ms) AS ms
FROM model_calls u JOIN message_words a ON a.no = u.agent JOIN message_words w ON w.no = u.model
JOIN message_words c ON c.no = u.conversation
WHERE (CAST(:of AS TEXT) IS NULL OR c.word = :of) AND (CAST(:since AS BIGINT) IS NULL OR u.at_ms >= :since)
GROUP BY a.word, w.word, c.word, quarter ORDER BY quarter, MIN(u.no)
"""


def usage_report(
    store: MessageStore,
    zone: tzinfo,
    *,
    conversation: str | None = None,
    since: datetime | None = None,
) -> UsageReport:
    """What was used, in one conversation or in all; days are those of `zone`."""
    found = [
        (_keys(row, zone), _line(row))
        for row in store.rows(_GROUPED, {"of": conversation, "since": utc_ms(since) if since else None})
    ]

    def by(key: str) -> dict[str, UsageLine]:
        names = dict.fromkeys(keys[key] for keys, _ in found)
        return {name: _sum(line for keys, line in found if keys[key] == name) for name in names}

    return UsageReport(
        total=_sum(line for _, line in found),
        by_layer=by("layer"),
        by_model=by("model"),
        by_thread=by("thread"),
        by_day=by("day"),
    )


def spent(
    store: MessageStore,
    *,
    conversation: str | None = None,
    run: str | None = None,
    since: datetime | None = None,
) -> tuple[int, Callable[[], Decimal]]:
    """Tokens of all model calls that fit, and how to find out what they cost, for limits."""
    rows = store.rows(
        "SELECT w.word AS model, COUNT(*) AS calls, COUNT(u.error) AS failed, SUM(u.input_tokens) AS inputs,"
        " SUM(u.output_tokens) AS outputs, SUM(u.cached_tokens) AS cached,"
        " SUM(u.thinking_tokens) AS thoughts, SUM(u.ms) AS ms"
        " FROM model_calls u JOIN message_words w ON w.no = u.model"
        " WHERE (CAST(:of AS TEXT) IS NULL"
        " OR u.conversation = (SELECT no FROM message_words WHERE word = :of))"
        " AND (CAST(:run AS TEXT) IS NULL OR u.run = (SELECT no FROM message_words WHERE word = :run))"
        " AND (CAST(:since AS BIGINT) IS NULL OR u.at_ms >= :since) GROUP BY w.word",
        {"of": conversation, "run": run, "since": utc_ms(since) if since else None},
    )
    return sum(row["inputs"] + row["outputs"] for row in rows), lambda: _sum(map(_line, rows)).cost_usd


def _keys(row: Any, zone: tzinfo) -> dict[str, str]:
    day = datetime.fromtimestamp(row["quarter"] * _QUARTER_HOUR_MS / 1000, zone).date()
    return {"layer": row["layer"], "model": row["model"], "thread": row["thread"], "day": day.isoformat()}


def _line(row: Any) -> UsageLine:
    calls = row["calls"]
    # The price of an average call: some prices rise with the length of one call, not with the sum.
    inputs, outputs, cached = row["inputs"] // calls, row["outputs"] // calls, row["cached"] // calls
    each = price(row["model"], inputs, outputs, cached)
    uncached = price(row["model"], inputs, outputs, 0) if cached else each
    return UsageLine(
        model_calls=calls,
        failed_calls=row["failed"],
        input_tokens=row["inputs"],
        output_tokens=row["outputs"],
        cached_tokens=row["cached"],
        thinking_tokens=row["thoughts"],
        seconds=row["ms"] / 1000,
        cost_usd=each * calls if each is not None else Decimal(0),
        saved_usd=(uncached - each) * calls if each is not None and uncached is not None else Decimal(0),
        unpriced_models=() if each is not None else (row["model"],),
    )


def _sum(lines: Iterable[UsageLine]) -> UsageLine:
    total = UsageLine()
    for line in lines:
        total += line
    return total
