"""What a turn has used up, counted for the supervisor and its sub-agents together."""

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from agents.bounds.limits import Limits
from agents.messages.journal import LONGEST_CONTENT, Journal
from agents.messages.message import Message, MessageType, request_id
from agents.prices import price
from agents.usage import spent
from tools.errors import LimitReachedError

KEPT_FOR_THE_ANSWER = 2
"""Model calls that sub-agents leave to the supervisor, so that it can still say what was done."""
MOST_TURNS = 256
"""Turns whose budgets a process remembers; an older one is read from the journal again."""


class Budget:
    """Counts for one turn, wherever it goes on: safe to use from parallel sub-agents.

    Each `take_` counts before the thing is done, and refuses what would go past a limit.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        model_calls: int = 0,
        steps: Sequence[str] = (),
        hops: Sequence[str] = (),
        unasked: Iterable[tuple[str, str, int]] = (),
        timer: Callable[[], float] = time.monotonic,
        until: datetime | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """`until` is the moment, by `clock`, at which the turn has to be done whatever the limits say."""
        self._until = until
        self._clock = clock
        self.limits = limits
        self._time_s = limits.turn_timeout_s
        self._timer = timer
        self.failed_models: set[str] = set()
        """Models that were given up in this turn, after all retries."""
        self.stand_in = ""
        """The model that has taken over, once one has."""
        self._lock = threading.Lock()
        self._model_calls = model_calls
        self._steps = list(steps)
        self._hops = list(hops)
        self._unasked = {(kind, id): size for kind, id, size in unasked}
        self._segment: object = None
        self._deadline = float("inf")

    def segment(self, marker: object) -> None:
        """Work goes on under `marker`; a new one has the whole time again, as a person was waited for."""
        with self._lock:
            if marker != self._segment and self._time_s:
                self._segment = marker
                self._deadline = self._timer() + self._time_s

    def lengthen(self, turn_timeout_s: float) -> None:
        """The turn may take so long, if that is more than it was."""
        with self._lock:
            if (more_s := turn_timeout_s - self._time_s) > 0:
                self._time_s = turn_timeout_s
                self._deadline += more_s

    def left_s(self) -> float:
        """Seconds until the turn has to end."""
        return self._deadline - self._timer()

    def check_time(self) -> None:
        """Raises:
        LimitReachedError: the time of the turn is over, or its deadline has passed.
        """
        if self._until is not None and self._clock is not None and self._clock() >= self._until:
            shown = self._until.astimezone(self._clock().tzinfo)
            raise LimitReachedError(f"it was to be done by {shown:%a %d %b, %H:%M}, and that has passed")
        if self.left_s() <= 0:
            raise LimitReachedError(
                f"a turn may take {self._time_s:g} s, and they are over; give it longer:"
                " ASSISTANT_LIMITS__TURN_TIMEOUT_S"
            )

    def take_model_call(self, *, reserve: int = 0) -> None:
        """Raises:
        LimitReachedError: fewer than `reserve` calls would be left.
        """
        with self._lock:
            most = self.limits.model_calls
            if most and self._model_calls >= most - reserve:
                raise LimitReachedError(f"a turn may call models {most} times, and that is used up")
            self._model_calls += 1

    def take_step(self, id: str, *, handed_on: bool) -> None:
        """Count a tool call, once for each `id` however often it runs again after a pause.

        Raises:
            LimitReachedError: it is one too many.
        """
        with self._lock:
            if self.limits.tool_calls and _place(id, self._steps) > self.limits.tool_calls:
                raise LimitReachedError(
                    f"a turn may call tools {self.limits.tool_calls} times, and that is used up"
                )
            if handed_on and self.limits.hops and _place(id, self._hops) > self.limits.hops:
                raise LimitReachedError(
                    f"a turn may hand work on {self.limits.hops} times, and that is used up"
                )

    def take_unasked(self, kind: str, id: str, size: int, most: int, most_chars: int) -> bool:
        """Count what goes ahead without a question, once for each `id`; False: it may not be."""
        with self._lock:
            if (kind, id) in self._unasked:
                return True
            sizes = [known for (other, _), known in self._unasked.items() if other == kind]
            if len(sizes) >= most or sum(sizes) + size > most_chars:
                return False
            self._unasked[kind, id] = size
            return True


class Budgets:
    """The budget of each turn. The journal has the counts, also after a pause or in another process."""

    def __init__(
        self,
        journal: Journal,
        limits: Limits,
        *,
        clock: Callable[[], datetime],
        timer: Callable[[], float] = time.monotonic,
        unasked: Callable[[str, str], str] = lambda agent, tool: "",  # noqa: ARG005
    ) -> None:
        """`unasked` gives the kind of an agent's tool that goes ahead without a question; empty: it asks."""
        self.limits = limits
        self._unasked = unasked
        self.timer = timer
        """Seconds that pass, from no beginning in particular: what limits of time are measured by."""
        self._journal = journal
        self._clock = clock
        self._budgets: OrderedDict[tuple[str, str], Budget] = OrderedDict()
        self._under_way: dict[int, tuple[int, Decimal]] = {}
        self._lock = threading.Lock()

    def of(self, conversation: str, run: str, *, fresh: bool = False) -> Budget:
        """The budget of a turn; of a `fresh` one nothing can have been used up before."""
        key = (conversation, run)
        with self._lock:
            if key not in self._budgets:
                self._budgets[key] = (
                    self._begun(conversation, run) if fresh else self._read(conversation, run)
                )
                if len(self._budgets) > MOST_TURNS:
                    self._budgets.popitem(last=False)
            return self._budgets[key]

    def reserve(self, conversation: str, run: str, model: str, tokens: int) -> Callable[[], None]:
        """Set about `tokens` aside for a call, before it is made; what is returned gives them back.

        Calls under way count too, so that parallel agents can't pass a limit together.

        Raises:
            LimitReachedError: a limit of tokens or money would be passed.
        """
        limits = self.limits
        if not any((limits.turn_tokens, limits.thread_tokens, limits.day_tokens, *_usd_limits(limits))):
            return _nothing
        cost = (price(model, tokens, 0) or Decimal(0)) if any(_usd_limits(limits)) else Decimal(0)
        with self._lock:
            waiting_tokens = sum(each[0] for each in self._under_way.values())
            waiting_cost = sum((each[1] for each in self._under_way.values()), Decimal(0))
            self._check(conversation, run, tokens + waiting_tokens, cost + waiting_cost)
            ticket = max(self._under_way, default=0) + 1
            self._under_way[ticket] = (tokens, cost)

        def give_back() -> None:
            with self._lock:
                self._under_way.pop(ticket, None)

        return give_back

    def _check(self, conversation: str, run: str, tokens: int, cost: Decimal) -> None:
        limits, store = self.limits, self._journal.store
        midnight = self._clock().replace(hour=0, minute=0, second=0, microsecond=0)
        scopes = (
            ("turn", limits.turn_tokens, limits.turn_usd, {"conversation": conversation, "run": run}),
            ("conversation", limits.thread_tokens, limits.thread_usd, {"conversation": conversation}),
            ("day", limits.day_tokens, limits.day_usd, {"since": midnight}),
        )
        for name, most_tokens, most_usd, scope in scopes:
            if not most_tokens and not most_usd:
                continue
            used, costs = spent(store, **scope)
            if most_tokens and used + tokens > most_tokens:
                raise LimitReachedError(
                    f"a {name} may use {most_tokens:,} tokens: {used:,} are used,"
                    f" and this call needs about {tokens:,}"
                )
            if most_usd and (total := costs()) + cost > most_usd:
                raise LimitReachedError(
                    f"a {name} may cost ${most_usd}: ${total:.4f} is spent,"
                    f" and this call costs about ${cost:.4f}"
                )

    def _begun(self, conversation: str, run: str) -> Budget:
        until = self._journal.deadline(conversation, run)
        return Budget(self.limits, timer=self.timer, until=until, clock=self._clock)

    def _read(self, conversation: str, run: str) -> Budget:
        begun = self._journal.store.get([request_id(conversation, run)])
        steps = self._journal.messages(
            conversation,
            run=run,
            types=[MessageType.TASK, MessageType.DELEGATION],
            after_seq=begun[0].seq if begun else 0,
        )
        calls = self._journal.store.rows(
            "SELECT COUNT(*) FROM model_calls WHERE run = (SELECT no FROM message_words WHERE word = ?)"
            " AND conversation = (SELECT no FROM message_words WHERE word = ?)",
            (run, conversation),
        )
        return Budget(
            self.limits,
            model_calls=calls[0][0],
            steps=[step.id for step in steps],
            hops=[step.id for step in steps if step.type == MessageType.DELEGATION],
            unasked=self._went_ahead(conversation, run, steps),
            timer=self.timer,
            until=self._journal.deadline(conversation, run),
            clock=self._clock,
        )

    def _went_ahead(
        self, conversation: str, run: str, steps: Sequence[Message]
    ) -> Iterator[tuple[str, str, int]]:
        """Those of `steps` that nobody was asked about, each with its kind and size."""
        kinds = [(self._unasked(step.sender, step.recipient), step) for step in steps]
        if not any(kind for kind, _ in kinds):
            return
        asked = self._journal.messages(conversation, run=run, types=[MessageType.APPROVAL])
        tasks = {approval.reply_to for approval in asked}
        for kind, step in kinds:
            if kind and step.id not in tasks:
                # Of a long one the journal has the beginning alone, and nothing further goes ahead.
                size = len(step.content)
                yield kind, step.id, size if size <= LONGEST_CONTENT else sys.maxsize


def _place(id: str, ids: list[str]) -> int:
    """The place of `id` among `ids`, from 1; it is put at the end when it is not there yet."""
    if id not in ids:
        ids.append(id)
    return ids.index(id) + 1


def _usd_limits(limits: Limits) -> tuple[Decimal, Decimal, Decimal]:
    return limits.turn_usd, limits.thread_usd, limits.day_usd


def _nothing() -> None:
    """There was nothing to give back."""
