"""Spares the model calls in which a layer would only say again what is known already.

When a sub-agent's tools have said all there is, a sentence made from their reports takes the
place of its last call; and where one wrapper's answer is the whole answer, of the supervisor's.
It happens only where the request is English, each action it asks for is seen to be done, and
nothing was refused, failed or left open: in every other case the model speaks.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agents.looked_up import is_thin
from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from tools.patterns import Pattern
from tools.sentences import together

ACTS = {
    "calendar": "create move change lengthen rename invite uninvite cancel".split(),
    "email": "send tell reply forward archive".split(),
}
"""By agent: what it may be asked to do to the world, as the built-in model's table of verbs has it."""
QUESTIONS = frozenset(
    "am are check did do does find has have how is list look read search see show was were what"
    " when where which who why".split()
)
"""Openings of requests whose answer has to be put into words."""
CONDITIONS = frozenset("either if otherwise unless whether".split())
"""With one of these anywhere, a first step may not be the last."""
OPENERS = frozenset("also and but can could kindly next now please pls so then to would you".split())
"""What may stand before the verb of a request, besides the beginning of a clause."""
NOT_FOUND = Pattern(r"\b(?:no|none|not|nothing|nobody|never|cannot|unable|empty)\b|n['’]t\b", re.IGNORECASE)
AN_ID = Pattern(r"\b(?=[a-z2-7]*[2-7])(?=[a-z2-7]*[a-z])[a-z2-7]{10,12}\b")
"""An id of an event or a mail, which says nothing to a person."""
TOKEN = Pattern(r"[a-z]+|[^a-z\s]")


class LastWord(Middleware):
    """For a sub-agent: its reports speak for it once each action that was asked for is done."""

    def __init__(self, agent: str) -> None:
        self.agent = agent

    def spares(self, messages: Sequence[AnyMessage]) -> bool:
        return said_by_reports(messages, self.agent) is not None

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        text = said_by_reports(request.messages, self.agent)
        return handler(request) if text is None else ModelResponse(result=[AIMessage(text)])


class WholeAnswer(Middleware):
    """For the supervisor: what its agents have done is the answer, when they have done all of it.

    So is what the only one that was asked asks or answers, when nothing else was wanted.
    """

    def __init__(self, *, others: bool = False) -> None:
        """`others`: there are agents of the person's own, of whom it isn't known what they are good for."""
        self.others = others

    def spares(self, messages: Sequence[AnyMessage]) -> bool:
        return self._said(messages) is not None

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        text = self._said(request.messages)
        return handler(request) if text is None else ModelResponse(result=[AIMessage(text)])

    def _said(self, messages: Sequence[AnyMessage]) -> str | None:
        done = said_by_agents(messages)
        return lone_reply(messages) if done is None and not self.others else done


def said_by_reports(messages: Sequence[AnyMessage], agent: str) -> str | None:
    """The reports of an agent's writes as its answer, or None when the model has to speak."""
    asked, results = _since_the_request(messages)
    reports = [m.artifact for m in results if isinstance(m.artifact, Mapping) and "effect" in m.artifact]
    if not reports or len(reports) != len(results) or not _all_done(reports):
        return None
    actions = actions_in(asked, agent)
    if not actions or len(reports) < actions or not is_plain_order(asked):
        return None
    return together([report["text"] for report in reports])


def said_by_agents(messages: Sequence[AnyMessage]) -> str | None:
    """What the agents report as the supervisor's answer, or None when the model has to speak."""
    asked, results = _since_the_request(messages)
    replies = [m.artifact for m in results if isinstance(m.artifact, Mapping) and "agent" in m.artifact]
    if not replies or len(replies) != len(results) or not _all_done(replies):
        return None
    done: dict[str, int] = {}
    for reply in replies:
        done[reply["agent"]] = done.get(reply["agent"], 0) + max(1, len(reply["effects"]))
    wanted = {agent: actions_in(asked, agent) for agent in ACTS}
    if not is_plain_order(asked) or any(count > done.get(agent, 0) for agent, count in wanted.items()):
        return None
    if not all(wanted.get(agent) for agent in done):
        return None
    return together([reply["spoken"] for reply in replies])


def lone_reply(messages: Sequence[AnyMessage]) -> str | None:
    """A question or an answer of the only agent that was asked, or None when the model has to speak.

    It may know the answer to a question from what was said before, unless the agent has been told that, too.
    """
    asked, results = _since_the_request(messages)
    artifacts = [m.artifact for m in results if isinstance(m.artifact, Mapping) and "agent" in m.artifact]
    if len(results) != 1 or not artifacts or artifacts[0]["agent"] not in ACTS:
        return None
    (reply,) = artifacts
    text = str(reply["spoken"])
    if is_thin(reply):  # somebody else may know more
        return None
    if not text or AN_ID.search(text) or not CONDITIONS.isdisjoint(tokens_of(asked)):
        return None
    actions = {agent: actions_in(asked, agent) for agent in ACTS}
    questions = sum(word in QUESTIONS for word in openings(asked))
    match reply["outcome"]:
        case "question" if _knows_all(messages) and actions[reply["agent"]] == 1 == sum(actions.values()):
            return text if not questions else None
        case "answered" if questions == 1 and not sum(actions.values()) and _is_of_one_kind(asked):
            # What one agent hasn't found, another one may.
            return None if NOT_FOUND.search(text) else text
    return None


def _knows_all(messages: Sequence[AnyMessage]) -> bool:
    """Whether the agent that was asked last knows what was said before, or nothing was."""
    said = sum(isinstance(message, HumanMessage) for message in messages)
    calling = next(message for message in reversed(messages) if isinstance(message, AIMessage))
    return said == 1 or all(call["args"].get("full_context") for call in calling.tool_calls)


def _is_of_one_kind(text: str) -> bool:
    """Whether an English text speaks of events or of mails, and not of both."""
    from agents.asked_for import EVENT, MAIL, is_english

    words = frozenset(tokens_of(text))
    return is_english(text) and (words.isdisjoint(EVENT) or words.isdisjoint(MAIL))


def actions_in(text: str, agent: str) -> int:
    """How many times a verb of the agent's opens a clause of an English text: the actions it asks for.

    0 when there is none, as in a text that is not English. What only other agents do is not known here.
    """
    return sum(word in verbs_of(agent) for word in openings(text))


@cache
def verbs_of(agent: str) -> frozenset[str]:
    """The English verbs for what an agent does; none for one that isn't in `ACTS`."""
    # Loads the rules of the built-in model, which takes longer than a program should to start.
    from agents.offline.reading.verbs import verbs
    from agents.offline.reading.words import Act

    # The verbs of cancelling are said of events, and this one of mails as well.
    deleting = {"delete"} if agent == "email" else frozenset()
    return verbs(*map(Act, ACTS.get(agent, ()))) | deleting


def is_plain_order(text: str) -> bool:
    """Whether `text` asks for actions only: no question in it, and nothing that depends on an answer."""
    return CONDITIONS.isdisjoint(tokens_of(text)) and QUESTIONS.isdisjoint(openings(text))


def tokens_of(text: str) -> list[str]:
    """The words and signs of `text` in lower case, without ids: "ask6f56sb7" is no verb and a number."""
    return TOKEN.findall(AN_ID.sub(" ", text.lower()))


@lru_cache(maxsize=16)  # asked of one text for each agent, and again when the turn goes on
def openings(text: str) -> tuple[str, ...]:
    """The words that open the clauses of `text`."""
    tokens = tokens_of(text)
    return tuple(
        token
        for before, token in zip(["", *tokens], tokens, strict=False)
        if token.isalpha() and token not in OPENERS and (not before.isalpha() or before in OPENERS)
    )


def _since_the_request(messages: Sequence[AnyMessage]) -> tuple[str, list[ToolMessage]]:
    """The newest words of the user, and all tool results since, when the last message is one."""
    results: list[ToolMessage] = []
    if not messages or not isinstance(messages[-1], ToolMessage):
        return "", results
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            return message.text, results[::-1]
        if isinstance(message, ToolMessage):
            results.append(message)
    return "", []


def _all_done(reports: Sequence[Mapping[str, Any]]) -> bool:
    return all(report["outcome"] in ("done", "queued") for report in reports)
