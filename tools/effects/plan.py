"""What a writing tool would do, before anybody has said yes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeGuard

from tools.values import Value

SURROUNDINGS = frozenset({"clashes", "alternatives", "times", "next", "preferences"})
"""The parts of a preview that hang on other things, or on the hour, and not on the change itself."""
TIMES = ("not_before", "deadline")
APART = "apart"
"""In a payload: the names of what in it says only in what the change is made, as in which version of a file.
Whoever has these changed has not changed what the plan is about."""


class Priority(StrEnum):
    """How soon an effect is carried out among those that wait; the first is the most urgent."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Plan(Value):
    """One change to the world, complete: what the person sees, and what will be carried out."""

    kind: str
    """Which executor carries it out: `event.create`, `mail.send`, …"""
    args: dict[str, Any]
    """The tool's arguments, words about time and names resolved: planning them again gives this plan."""
    summary: str
    """One sentence, as a noun phrase or an imperative: what happens when it is approved."""
    preview: dict[str, Any]
    """What the person sees; `type` says which view draws it."""
    payload: dict[str, Any]
    """What the executor needs besides, as JSON."""
    destination: str
    """Where it goes: `vdir:personal`, `outbox:local`, …"""
    warnings: tuple[str, ...] = ()
    """Sentences that the person should read before saying yes: clashes, unknown recipients, …"""
    undoable: bool = False
    undo_note: str = ""
    """What undo does, or why there is none."""
    priority: Priority = Priority.NORMAL
    not_before: datetime | None = None
    deadline: datetime | None = None

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Plan":
        """The plan whose `json_dict` this is."""
        times = {name: stored[name] and datetime.fromisoformat(stored[name]) for name in TIMES}
        warnings, priority = tuple(stored["warnings"]), Priority(stored["priority"])
        return cls(**{**stored, **times, "warnings": warnings, "priority": priority})

    def json_dict(self) -> dict[str, Any]:
        """As JSON types. UTC is Z, which hashes of plans that wait for an answer have been made with."""
        content = super().json_dict()
        for name in TIMES:
            if content[name]:
                content[name] = content[name].replace("+00:00", "Z")
        return content

    def fingerprint(self) -> str:
        """SHA-256 over what would happen; the same for two plans that do the same thing.

        What describes the surroundings is left out: warnings are compared on their own, and a clash
        that is gone is no reason to ask again.
        """
        content = self.json_dict()
        del content["warnings"]
        for part, beside in (("preview", SURROUNDINGS), ("payload", self.payload.get(APART, ()))):
            content[part] = {name: value for name, value in content[part].items() if name not in beside}
        return _digest(content)

    def shown_hash(self) -> str:
        """SHA-256 over everything that the person was shown, warnings included."""
        return _digest(self.json_dict())

    def still_holds(self, fresh: "Plan") -> bool:
        """Whether `fresh`, planned again from `args`, does the same and warns of nothing further."""
        if APART not in self.payload:  # an earlier version knew of nothing that is apart
            fresh = replace(fresh, payload={k: v for k, v in fresh.payload.items() if k != APART})
        return self.fingerprint() == fresh.fingerprint() and set(fresh.warnings) <= set(self.warnings)


class Receipt(Value):
    """What has happened."""

    text: str
    """One sentence in the past tense, for the model and the person."""
    reference: dict[str, Any] = field(default_factory=dict)
    """What names the result: event id and UID, Message-ID, file, …; also all that undo needs."""
    recipients: dict[str, str] = field(default_factory=dict)
    """For a mail: what became of each address, `accepted` or the refusal."""


class Intent(Value):
    """A plan that was approved, ready to be carried out, as the ledger keeps it."""

    key: str
    """Names the effect; Message-ID and event UID are made from it."""
    plan: Plan
    rendered: bytes
    """The exact bytes that go out, made once by `Executor.render`."""
    created_at: datetime
    agent: str = ""
    """Which one wanted it; empty: not known."""
    attempts: int = 0
    progress: dict[str, Any] = field(default_factory=dict)
    """What earlier attempts have got done, such as the recipients a server accepted."""


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class Executor(Protocol):
    """Carries out the intents of some kinds at one destination."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of plans that it carries out."""
        ...

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """The exact bytes to send or write; `at` is when the effect takes place."""
        ...

    def act(self, intent: Intent) -> Receipt:
        """Carry it out, once.

        Raises:
            StaleError: the destination is no longer what was planned against; nothing was done.
            PassingError, FinalError: it didn't reach the destination.
        """
        ...

    def find(self, intent: Intent) -> Receipt | None:
        """Ask the destination whether it has it already; None: it certainly has not.

        Raises:
            PassingError: the destination can't be asked at the moment.
            CannotAskError: this destination can never be asked.
        """
        ...

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """Take it back.

        Raises:
            StaleError: somebody has changed it since; nothing was done.
            FinalError: this can't be taken back.
        """
        ...


class Marks(Protocol):
    """What is written down about an effect while it is carried out, on disk before it goes on."""

    def handing_over(self) -> None:
        """From here on it may have happened.

        Raises:
            PassingError: that can't be written down, or another process has the effect. It must not go on.
        """
        ...

    def answered(self, progress: dict[str, Any]) -> None:
        """The destination has answered, and nothing is open; what `Intent.progress` says from here on."""
        ...


class Unmarked:
    """`Marks` that nobody reads: for what runs outside a ledger."""

    def handing_over(self) -> None:
        """Nothing is written down."""

    def answered(self, progress: dict[str, Any]) -> None:
        """Nothing is written down."""


UNMARKED = Unmarked()


class MarkingExecutor(Executor, Protocol):
    """An executor that says when it reaches the point of no return.

    What breaks off before that has not happened, and is done without asking the destination.
    """

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        """`act`, with `marks`; it changes nothing before it has called `handing_over`."""
        ...


def is_marking(executor: Executor | None) -> TypeGuard[MarkingExecutor]:
    """Whether it says when it reaches the point of no return."""
    # `isinstance` asks for each method of the protocol, and takes longer than a query of the database.
    return hasattr(executor, "carry_out")


class CannotAskError(Exception):
    """The destination keeps nothing that could be looked at: only a person can know."""
