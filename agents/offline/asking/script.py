"""An agent's turn as a script: it yields tool calls, is given their results, and returns what it says.

The model keeps nothing between its calls. Each time it plays the script from the beginning with
the results that stand in the messages, up to the first calls that have none.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """A tool call that a script wants made."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What came of a tool call."""

    text: str
    error: bool = False

    @property
    def outcome(self) -> str:
        """The word before the colon: `done`, `refused`, …; empty when there is none."""
        word, colon, _ = self.text.partition(":")
        return word.strip().lower() if colon and word.strip().isalpha() else ""

    @property
    def said(self) -> str:
        """The text without its outcome."""
        return self.text.partition(":")[2].strip() if self.outcome in _OUTCOMES else self.text.strip()


_OUTCOMES = frozenset(
    {"done", "queued", "refused", "failed", "unknown", "answered", "answer", "question", "responded"}
)

Round = Sequence[Call]
Script = Generator[Round, Sequence[Result], str]


def play(script: Script, rounds: Sequence[Sequence[Result]]) -> Round | str:
    """The calls that a script wants next, or what it says at its end, after `rounds` of results."""
    try:
        calls = next(script)
        for results in rounds:
            calls = script.send(results)
    except StopIteration as end:
        return str(end.value)
    return calls


def together(*scripts: Script) -> Generator[Round, Sequence[Result], tuple[str, ...]]:
    """Several scripts side by side: the calls of each round go out in one message."""
    said: dict[int, str] = {}
    waiting: dict[int, Round] = {}
    for index, script in enumerate(scripts):
        _advance(index, script, None, waiting, said)
    while waiting:
        asked = dict(sorted(waiting.items()))
        results = list((yield [call for calls in asked.values() for call in calls]))
        waiting = {}
        for index, calls in asked.items():
            mine, results = results[: len(calls)], results[len(calls) :]
            _advance(index, scripts[index], mine, waiting, said)
    return tuple(said[index] for index in range(len(scripts)))


def _advance(
    index: int,
    script: Script,
    results: Sequence[Result] | None,
    waiting: dict[int, Round],
    said: dict[int, str],
) -> None:
    try:
        waiting[index] = next(script) if results is None else script.send(results)
    except StopIteration as end:
        said[index] = str(end.value)
