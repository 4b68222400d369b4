"""The supervisor's tools: each hands one request to one isolated agent and brings back one answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, ClassVar, Literal

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.tools import BaseTool
from langchain_core.tools.base import ArgsSchema
from pydantic import BaseModel

from tools.margin import WORDS, margin, noted
from tools.offered import without_empty_defaults

Outcome = Literal["done", "answered", "question", "refused", "failed", "unknown"]

DONE = ("done", "queued")
"""Outcomes of a write that was carried out, or will be."""
FIRST = "first"
"""In the margin of what the built-in model says before a language model is asked, and of what it hands on."""
NO_ANSWER = "no answer was given"
UNBACKED = "unbacked"
"""In the margin of an agent's answer that took the place of a claim which nothing backs."""
EARLIER_MESSAGES = 12
"""How much of the conversation the full context holds."""
EARLIER_CHARS = 1_500
"""The longest piece of one earlier message in it."""
USER, ASSISTANT = "user", "assistant"
"""Who speaks in it, besides the agents."""
EARLIER = "earlier"
"""In the margin of such a request: the same conversation as data, a mapping for each message."""


class Delegation(BaseModel):
    """Arguments of a delegating tool."""

    WORDS: ClassVar = "request"
    """What else a model gives is a detail of the request, and handed on with it."""

    request: str
    full_context: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls a tool: an argument of this type is given by the agent's loop."""

    messages: Sequence[AnyMessage]
    context: Any
    """What all agents of a turn share."""


class Delegate(BaseTool):
    """A tool that hands `request` to `agent` and answers `outcome: text`.

    The agent starts from the request alone, its own empty message list before it. With
    `full_context`, what was said until now stands before the request. Only words cross, and in the
    margin what they are about: the agent's tool calls and results stay in its own list. Nothing
    happens in the body before the agent is invoked, because it runs again from its first line at
    every resume.

    The tool message's artifact holds `outcome`, `agent`, `text`, the `effects` that came of it, and
    `about`: what the answer is about, as data. Where the person has refused something, `why` is what
    they have said with it.
    """

    agent: Any
    """The compiled agent behind it: a message list in, a message list out."""
    speaker: str
    """What that agent is called in traces and replies."""
    offers: frozenset[str] = frozenset()
    """The tools that the agent has."""
    args_schema: ArgsSchema | None = Delegation
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"

    @property
    def tool_call_schema(self) -> ArgsSchema:
        """What a model is sent, as JSON schema."""
        return without_empty_defaults(Delegation.model_json_schema())

    @property
    def _injected_args_keys(self) -> frozenset[str]:
        return frozenset({"caller"})

    def _run(self, request: str, full_context: bool = False, *, caller: Caller) -> tuple[str, dict[str, Any]]:
        asked = with_context(caller.messages, request) if full_context else HumanMessage(request)
        calling = next((one for one in reversed(caller.messages) if isinstance(one, AIMessage)), None)
        if calling is not None and margin(calling).get(FIRST):
            asked = noted(asked, **{FIRST: True})
        # Its steps are saved where it pauses. What a crash in between takes back are only model calls and
        # reads: each write pauses first, and is carried out by its id, once.
        result = self.agent.invoke({"messages": [asked]}, context=caller.context, durability="exit")
        answer = reply_of(result["messages"])
        return f"{answer['outcome']}: {answer['text']}", {**answer, "agent": self.speaker}


def reply_of(messages: Sequence[AnyMessage]) -> dict[str, Any]:
    """What an agent's finished list comes to: its outcome, its words, and the effects in it.

    What the tools report decides, not what the agent says of it: a refused thing is never `done`.
    """
    reports = _reports(messages)
    last = messages[-1] if messages and isinstance(messages[-1], AIMessage) else AIMessage("")
    spoken = last.text.strip()
    asks = bool(margin(last).get("question", spoken.endswith("?")))
    outcome = _outcome([report["outcome"] for report in reports], asks=asks)
    text = spoken or " ".join(report["text"] for report in reports)
    undone = _left_undone(messages)
    if not text or margin(last).get(UNBACKED):
        outcome = "failed" if outcome in ("answered", "question") else outcome
        text = text or NO_ANSWER
    elif (outcome == "answered" and _ended_on_an_error(messages)) or (
        outcome in ("answered", "done") and undone
    ):
        outcome = "failed"
    untold = [r["text"] for r in reports if r["outcome"] in ("refused", "unknown")]
    untold += undone if outcome == "failed" else []
    missing = [said for said in untold if said not in text]
    whys = [r["why"] for r in reports if r["outcome"] == "refused" and r.get("why")]
    things = [*(r["thing"] for r in reports if r.get("thing")), *margin(last).get("things", ())]
    named = [f"[{thing['kind']}_id={thing['id']}]" for thing in things if thing.get("id")]
    return {
        "outcome": outcome,
        "text": " ".join([text, *missing, *(name for name in named if name not in text)]).strip(),
        "spoken": text,
        "effects": [report["effect"] for report in reports],
        "done": sum(report["outcome"] in DONE for report in reports),
        "undone": undone,
        "about": {**margin(last), "things": things},
        **({"why": whys[0]} if whys else {}),
    }


def _reports(messages: Sequence[AnyMessage]) -> list[Mapping[str, Any]]:
    """What the tools report; without what was refused with a reason and proposed otherwise after that."""
    reports: list[Mapping[str, Any]] = []
    asked: dict[str, str] = {}
    this_round, later = Counter[str](), Counter[str]()
    for message in messages:
        if isinstance(message, AIMessage):
            asked |= {str(call["id"]): _about(call) for call in message.tool_calls}
    for message in reversed(messages):
        if isinstance(message, AIMessage):
            later, this_round = later + this_round, Counter()
        elif isinstance(message, ToolMessage) and _is_report(message.artifact):
            about, report = asked.get(message.tool_call_id, ""), message.artifact
            if report["outcome"] == "refused" and report.get("why") and later[about]:
                later[about] -= 1
            else:
                reports.append(report)
            this_round[about] += 1
    return reports[::-1]


def _about(call: ToolCall) -> str:
    """The thing that a call is about, by its id, or else what the call makes."""
    named = (
        str(value) for name, value in call["args"].items() if name in ("event_id", "email_id", "task_id")
    )
    return next(named, call["name"])


def _ended_on_an_error(messages: Sequence[AnyMessage]) -> bool:
    """Whether a tool of the agent's last round failed: its words after that answer nothing."""
    last = takewhile(lambda message: isinstance(message, ToolMessage), reversed(messages[:-1]))
    return any(message.status == "error" for message in last if isinstance(message, ToolMessage))


def _left_undone(messages: Sequence[AnyMessage]) -> list[str]:
    """Why writes came to nothing that nothing later has made good."""
    results = [message for message in messages if isinstance(message, ToolMessage)]
    worked = {m.name for m in results if m.status != "error" and not _is_report(m.artifact)}
    return [
        str(message.artifact["text"])
        for place, message in enumerate(results, start=1)
        if _is_failure(message.artifact)
        and message.name not in worked
        and not any(_is_report(m.artifact) and m.artifact["outcome"] in DONE for m in results[place:])
    ]


def _is_failure(artifact: Any) -> bool:
    """Whether a write came to nothing before it was asked about."""
    return isinstance(artifact, Mapping) and artifact.get("outcome") == "failed" and "effect" not in artifact


def _is_report(artifact: Any) -> bool:
    return isinstance(artifact, Mapping) and "effect" in artifact


def _outcome(reported: Sequence[str], *, asks: bool) -> Outcome:
    if "unknown" in reported:
        return "unknown"
    if any(outcome in DONE for outcome in reported):
        return "done" if "refused" not in reported and "failed" not in reported else "failed"
    if "refused" in reported:
        return "refused"
    if "failed" in reported:
        return "failed"
    return "question" if asks else "answered"


def with_context(messages: Sequence[AnyMessage], request: str) -> HumanMessage:
    """`request` with the newest part of the conversation before it, in words and in the margin."""
    earlier = [said for message in messages[-EARLIER_MESSAGES:] if (said := _said(message))["text"]]
    lines = [f"{said['speaker']}: {said['text']}" for said in earlier]
    text = "\n".join(["Conversation so far:", *lines, f"Request: {request}"])
    return noted(HumanMessage(text), **{WORDS: request, EARLIER: earlier})


def _said(message: AnyMessage) -> dict[str, Any]:
    """Who said what, and of a report also what came of it and what it is about."""
    text = " ".join(message.text.split())[:EARLIER_CHARS]
    if isinstance(message, HumanMessage):
        return {"speaker": USER, "text": text}
    if isinstance(message, ToolMessage):
        report = message.artifact if isinstance(message.artifact, Mapping) else {}
        kept = {name: report[name] for name in ("outcome", "about") if name in report}
        return {"speaker": report.get("agent") or message.name, "text": text, **kept}
    return {"speaker": ASSISTANT, "text": text}
