"""An agent's turn as a script: it yields tool calls, is given their results, and returns what it says.

The model keeps nothing between its calls. Each time it plays the script from the beginning with
the results that stand in the messages, up to the first calls that have none.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from agents.offline.asking.answer import Answer, answer_of, in_words, joined
from tools.errors import StillReadingError

LOOKS = 3
"""How often a calendar or mailbox is looked at that is still being read: a turn has time for so many."""


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
    report: Mapping[str, Any] = field(default_factory=dict)
    """What a change, or another agent, reports besides the text."""

    @property
    def is_unfinished(self) -> bool:
        """Whether it is of a calendar or mailbox that is still being read."""
        return bool(self.report.get("code") == StillReadingError.code)

    @property
    def outcome(self) -> str:
        """`done`, `refused`, …; empty for what was only looked up."""
        return str(self.report.get("outcome", ""))

    @property
    def why(self) -> str:
        """Why the user has refused it, in their words; empty where they gave no reason, or didn't refuse."""
        return str(self.report.get("why", ""))

    @property
    def answer(self) -> Answer:
        """What it says and is about; without its outcome."""
        said = self.report.get("spoken") or self.report.get("text") or self.text
        return answer_of(str(said).strip(), self.report.get("about", {}))


T = TypeVar("T")
Round = Sequence[Call]
Part = Generator[Round, Sequence[Result], T]
"""A part of a script, and what it comes to."""
Script = Part[Answer | str]


def play(
    script: Script, rounds: Sequence[Sequence[Result]], called: Sequence[Sequence[str]]
) -> Round | Answer:
    """The calls that a script wants next, or what it says at its end, after `rounds` of results.

    `called` names the tools that these are the results of. Where the script would have called others, an
    earlier version of the rules has begun the turn: then it ends with what came of it. A look at what is
    still being read is taken again before the script hears of it.
    """
    played = 0
    try:
        wanted = Wanted(next(script))
        while played < len(rounds) and [call.name for call in wanted.calls] == list(called[played]):
            wanted.take(rounds[played])
            played += 1
            if wanted.settled:
                wanted = Wanted(script.send(wanted.results))
        if played == len(rounds):
            return wanted.calls
    except StopIteration as end:
        if played == len(rounds):
            return in_words(end.value)
    return joined([result.answer for results in rounds for result in results if result.outcome])


class Wanted:
    """The calls of one round, and the results that they have so far."""

    def __init__(self, calls: Round) -> None:
        self._round = calls
        self._open = list(range(len(calls)))
        self._looks = 0
        self._results: dict[int, Result] = {}

    @property
    def calls(self) -> Round:
        """Those to be made: all, or once more those that looked at what is still being read."""
        return [self._round[place] for place in self._open]

    @property
    def settled(self) -> bool:
        return not self._open or self._looks == LOOKS

    @property
    def results(self) -> list[Result]:
        return [self._results[place] for place in range(len(self._round))]

    def take(self, results: Sequence[Result]) -> None:
        self._results |= zip(self._open, results, strict=True)
        self._looks += 1
        self._open = [at for at in self._open if self._results[at].is_unfinished]


def together(*scripts: Script) -> Part[tuple[Answer, ...]]:
    """Several scripts side by side: the calls of each round go out in one message."""
    said: dict[int, Answer] = {}
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
    said: dict[int, Answer],
) -> None:
    try:
        waiting[index] = next(script) if results is None else script.send(results)
    except StopIteration as end:
        said[index] = in_words(end.value)
