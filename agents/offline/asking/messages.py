"""What a model call is given, as the turn it is part of: the request, what was said before, the results."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agents.offline.asking.answer import Answer, answer_of
from agents.offline.asking.script import Result
from tools.delegation import ASSISTANT, EARLIER, USER
from tools.margin import margin, words_of

_ASKED = "\nYou asked: "
_ANSWER = "\nThe answer: "
_CHANGE = "\nThe change: "


@dataclass(frozen=True)
class Line:
    """Something that was said before the request."""

    speaker: str
    """`user`, `assistant`, or the agent or tool that reports."""
    answer: Answer
    outcome: str = ""
    """Of a report: `done`, `refused`, …"""
    request: str = ""
    """Of a report: what had been asked for."""
    full_context: bool = False
    """Of a report: whether the conversation was given along with the request."""

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def by_user(self) -> bool:
        return self.speaker == USER


@dataclass(frozen=True)
class Exchange:
    """A question of an agent and the user's answer to it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class OtherAgent:
    """An agent that the settings add."""

    name: str
    tool: str
    """By which work is handed to it."""
    description: str


@dataclass(frozen=True)
class Request:
    """What an agent is asked to do."""

    text: str
    now: datetime
    history: tuple[Line, ...] = ()
    answers: tuple[Exchange, ...] = ()
    changes: tuple[str, ...] = ()
    """What the user has said since to have it otherwise."""
    user_name: str = ""
    user_email: str = ""
    offered: frozenset[str] = frozenset()
    """The tools that the agent has, or that those have to which it hands work."""
    others: tuple[OtherAgent, ...] = ()
    """The agents that the settings add, where it hands work to agents."""

    def answer_to(self, question: str) -> str | None:
        """What the user has answered to `question`, perhaps in several goes; None: it was not asked.

        A question may go on with what is offered, such as free times: that changes, and is no part of it.
        """
        given = (one.answer for one in self.answers if one.question.startswith(question))
        return " ".join(given) or None


@dataclass(frozen=True)
class Turn:
    """The last request and what has come of it."""

    request: Request
    rounds: tuple[tuple[Result, ...], ...]
    called: tuple[tuple[str, ...], ...]
    """The names of the tools that were called, round by round."""


def with_answer(request: str, question: str, answer: str) -> str:
    """`request` with a question about it and its answer, for the agent that asked."""
    return f"{request}{_ASKED}{question}{_ANSWER}{answer}"


def with_change(request: str, said: str) -> str:
    """`request` with what the user says to have it otherwise."""
    return f"{request}{_CHANGE}{said}"


def turn_of(
    messages: Sequence[BaseMessage],
    offered: frozenset[str] = frozenset(),
    others: tuple[OtherAgent, ...] = (),
) -> Turn:
    """The turn that `messages` end with. Where no margin says what is now, the computer's clock does."""
    last = max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    said = messages[last] if last >= 0 else HumanMessage("")
    notes = margin(said)
    asked, answers, changes = _answers(words_of(said))
    request = Request(
        text=asked,
        now=_now(notes),
        history=_told(notes[EARLIER]) if EARLIER in notes else _history(messages[: max(last, 0)]),
        answers=answers,
        changes=changes,
        user_name=str(notes.get("user_name", "")),
        user_email=str(notes.get("user_email", "")),
        offered=offered,
        others=others,
    )
    rounds, called = _rounds(messages[last + 1 :])
    return Turn(request, rounds, called)


def _now(notes: Mapping[str, Any]) -> datetime:
    if "now" not in notes:
        return datetime.now().astimezone()
    at = datetime.fromisoformat(notes["now"])
    # Where the zone has no IANA name, such as a bare "GMT+2", the offset of the time itself is right.
    with suppress(ZoneInfoNotFoundError, ValueError):
        at = at.astimezone(ZoneInfo(notes["zone"]))
    return at


def _answers(text: str) -> tuple[str, tuple[Exchange, ...], tuple[str, ...]]:
    """The request, the questions about it with their answers, and what was said to change it."""
    plain, changes = [], []
    for part in text.split(_ASKED):
        words, *changed = part.split(_CHANGE)
        plain.append(words)
        changes += [change.strip() for change in changed]
    request, *exchanges = plain
    pairs = [exchange.partition(_ANSWER) for exchange in exchanges]
    answers = tuple(Exchange(question, answer.strip()) for question, _, answer in pairs)
    return request.strip(), answers, tuple(changes)


def _told(earlier: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The conversation that was handed over with a request."""
    return tuple(
        Line(one["speaker"], answer_of(one["text"], one.get("about", {})), one.get("outcome", ""))
        for one in earlier
    )


def _history(messages: Sequence[BaseMessage]) -> tuple[Line, ...]:
    lines: list[Line] = []
    asked: dict[str, dict[str, Any]] = {}
    for message in messages:
        text = message.text.strip()
        if isinstance(message, AIMessage):
            asked |= {str(call["id"]): call["args"] for call in message.tool_calls}
        if isinstance(message, ToolMessage):
            args, result = asked.get(message.tool_call_id, {}), _result(message)
            request, context = str(args.get("request", "")), bool(args.get("full_context"))
            lines.append(Line(str(message.name), result.answer, result.outcome, request, context))
        elif text and isinstance(message, AIMessage | HumanMessage):
            lines.append(Line(USER if isinstance(message, HumanMessage) else ASSISTANT, Answer(text)))
    return tuple(lines)


def _result(message: ToolMessage) -> Result:
    report = message.artifact if isinstance(message.artifact, Mapping) else {}
    return Result(message.text, message.status == "error", report)


def _rounds(
    messages: Sequence[BaseMessage],
) -> tuple[tuple[tuple[Result, ...], ...], tuple[tuple[str, ...], ...]]:
    """The results of each message with calls, in their order; an unfinished last one is left out."""
    results = {m.tool_call_id: _result(m) for m in messages if isinstance(m, ToolMessage)}
    rounds, called = [], []
    for message in messages:
        if isinstance(message, AIMessage) and message.tool_calls:
            ids = [str(call["id"]) for call in message.tool_calls]
            if not all(name in results for name in ids):
                break
            rounds.append(tuple(results[name] for name in ids))
            called.append(tuple(call["name"] for call in message.tool_calls))
    return tuple(rounds), tuple(called)
