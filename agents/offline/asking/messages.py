"""What a model call is given, as the turn it is part of: the request, what was said before, the results."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agents.offline.asking.script import Result

_NOW = re.compile(r"\A\[now: [^\n]*?(\S+) \(([^\s()]+)\)\]\n?")
_RECALLED = re.compile(r"\A\[said long before, in short:\n.*?\n?\]\n", re.DOTALL)
"""What the conversation's journal puts before a request; it is for models that read between the lines."""
_USER = re.compile(r"(?:work for|calendar of|mail of) (.+?) <([^<>\n]*)>")
_EARLIER = "Conversation so far:\n"
_REQUEST = "\nRequest: "
_ASKED = "\nYou asked: "
_ANSWER = "\nThe answer: "


@dataclass(frozen=True)
class Line:
    """Something that was said before the request."""

    speaker: str
    """`user`, `assistant`, or the agent or tool that reports."""
    text: str
    request: str = ""
    """Of a report: what had been asked for."""
    full_context: bool = False
    """Of a report: whether the conversation was given along with the request."""


@dataclass(frozen=True)
class Exchange:
    """A question of an agent and the user's answer to it."""

    question: str
    answer: str


@dataclass(frozen=True)
class Request:
    """What an agent is asked to do."""

    text: str
    now: datetime
    history: tuple[Line, ...] = ()
    answers: tuple[Exchange, ...] = ()
    user_name: str = ""
    user_email: str = ""
    invitations: bool = False
    """Whether invitations that came by mail can be answered here."""

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


def turn_of(messages: Sequence[BaseMessage]) -> Turn:
    """The turn that `messages` end with. Where no line says what is now, the computer's clock does."""
    last = max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    text = messages[last].text if last >= 0 else ""
    now, text = _now(text)
    earlier, text = _context(text)
    name, email = _user(messages)
    asked, answers = _answers(text)
    history = earlier or _history(messages[:last] if last >= 0 else ())
    request = Request(asked, now, history, answers, name, email)
    rounds, called = _rounds(messages[last + 1 :])
    return Turn(request, rounds, called)


def without_now(text: str) -> str:
    return _NOW.sub("", text)


def _now(text: str) -> tuple[datetime, str]:
    match = _NOW.match(text)
    if match is None:
        return datetime.now().astimezone(), _RECALLED.sub("", text)
    at = datetime.fromisoformat(match[2])
    # Where the name is no IANA name, such as a bare "GMT+2", the offset of the time itself is right.
    with suppress(ZoneInfoNotFoundError, ValueError):
        at = at.astimezone(ZoneInfo(match[1]))
    return at, _RECALLED.sub("", text[match.end() :])


def _context(text: str) -> tuple[tuple[Line, ...], str]:
    """The conversation that a request may begin with."""
    if not text.startswith(_EARLIER) or _REQUEST not in text:
        return (), text
    before, _, request = text[len(_EARLIER) :].rpartition(_REQUEST)
    lines = [line.partition(": ") for line in before.split("\n")]
    return tuple(Line(speaker, said) for speaker, colon, said in lines if colon), request


def _answers(text: str) -> tuple[str, tuple[Exchange, ...]]:
    request, *exchanges = text.split(_ASKED)
    pairs = [exchange.partition(_ANSWER) for exchange in exchanges]
    return request.strip(), tuple(Exchange(question, answer.strip()) for question, _, answer in pairs)


def _history(messages: Sequence[BaseMessage]) -> tuple[Line, ...]:
    lines: list[Line] = []
    asked: dict[str, dict[str, Any]] = {}
    for message in messages:
        text = message.text.strip()
        if isinstance(message, AIMessage):
            asked |= {str(call["id"]): call["args"] for call in message.tool_calls}
        if not text or isinstance(message, SystemMessage):
            continue
        if isinstance(message, HumanMessage):
            lines.append(Line("user", without_now(text)))
        elif isinstance(message, ToolMessage):
            args = asked.get(message.tool_call_id, {})
            name, request = str(message.name or "tool"), str(args.get("request", ""))
            lines.append(Line(name, text, request, bool(args.get("full_context"))))
        else:
            lines.append(Line("assistant", text))
    return tuple(lines)


def _user(messages: Sequence[BaseMessage]) -> tuple[str, str]:
    for message in messages:
        match = _USER.search(message.text) if isinstance(message, SystemMessage) else None
        if match:
            return match[1], match[2]
    return "", ""


def _rounds(
    messages: Sequence[BaseMessage],
) -> tuple[tuple[tuple[Result, ...], ...], tuple[tuple[str, ...], ...]]:
    """The results of each message with calls, in their order; an unfinished last one is left out."""
    results = {
        message.tool_call_id: Result(message.text, message.status == "error")
        for message in messages
        if isinstance(message, ToolMessage)
    }
    rounds, called = [], []
    for message in messages:
        if isinstance(message, AIMessage) and message.tool_calls:
            ids = [str(call["id"]) for call in message.tool_calls]
            if not all(name in results for name in ids):
                break
            rounds.append(tuple(results[name] for name in ids))
            called.append(tuple(call["name"] for call in message.tool_calls))
    return tuple(rounds), tuple(called)
