"""Keeps what a model is sent bounded, while the conversation itself stays whole."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AnyMessage, BaseMessage, HumanMessage, SystemMessage

from agents.bounds.failures import ModelCallError
from agents.conversation import chars, turns_of
from agents.messages.journal import Journal
from agents.messages.message import SUPERVISOR, Message, MessageType, request_id
from agents.messages.recorder import cause_of, run_of

DIGEST_CHARS = 3_000
"""The digest of older turns is no longer than this; the oldest are left out first."""
ASKED_CHARS = 100
ANSWERED_CHARS = 160
SHORTEST_CUT = 400
_REMEMBERED = 64


class BoundedContext(AgentMiddleware[Any, Any, Any]):
    """Sends at most `most_chars` of messages: old turns go first, then the middle of long texts.

    A turn goes as a whole, so that no tool call loses its result. Where older turns are missing,
    from the state or from what is sent, a digest of them stands at the end of the system prompt:
    what was asked and what was answered, as the journal has it. A server that still finds it too
    long is sent half, and then a quarter.
    """

    def __init__(self, agent: str, journal: Journal, most_chars: int) -> None:
        self.agent = agent
        self.journal = journal
        self.most_chars = most_chars
        self._digests: OrderedDict[tuple[str, str], str] = OrderedDict()

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        most = self.most_chars
        for _ in range(2):
            try:
                return handler(self._bounded(request, most))
            except ModelCallError as failure:
                if failure.code != "model_context":
                    raise
                most = min(most, sum(map(chars, request.messages))) // 2
        return handler(self._bounded(request, most))

    def _bounded(self, request: ModelRequest[Any], most: int) -> ModelRequest[Any]:
        messages = shortened(request.messages, most)
        digest = self._digest(request.messages, messages) if self.agent == SUPERVISOR else ""
        if messages is not request.messages:
            request = request.override(messages=messages)
        if not digest:
            return request
        system = request.system_message.text if request.system_message else ""
        return request.override(system_message=SystemMessage(f"{system}\n\n{digest}".lstrip()))

    def _digest(self, all_messages: list[AnyMessage], sent: list[AnyMessage]) -> str:
        first = next((message for message in sent if isinstance(message, HumanMessage)), None)
        conversation = cause_of(all_messages).conversation
        if first is None or not conversation:
            return ""
        run = run_of(conversation, first)
        key = (conversation, run)
        if key not in self._digests:
            self._digests[key] = self._earlier(conversation, run)
            if len(self._digests) > _REMEMBERED:
                self._digests.popitem(last=False)
        return self._digests[key]

    def _earlier(self, conversation: str, run: str) -> str:
        """The digest of every turn before `run`."""
        opening = self.journal.store.get([request_id(conversation, run)])
        if not opening or opening[0].seq <= 1:
            return ""
        before = self.journal.messages(
            conversation,
            types=[MessageType.REQUEST, MessageType.REPLY, MessageType.AGGREGATED],
            agent="user",
            until=opening[0].timestamp,
            limit=400,
            newest=True,
        )
        return digest_of([message for message in before if message.seq < opening[0].seq])


def digest_of(messages: Sequence[Message]) -> str:
    """What was asked and answered, one line for each turn, the newest ones first to be kept."""
    answers = {message.run_id: message for message in messages if message.type != MessageType.REQUEST}
    asked = [message for message in messages if message.type == MessageType.REQUEST]
    lines: list[str] = []
    length = 0
    for message in reversed(asked):
        answer = answers.get(message.run_id)
        said = _short(answer.content, ANSWERED_CHARS) if answer else "(no answer)"
        line = f"- {message.timestamp:%Y-%m-%d} {_short(message.content, ASKED_CHARS)} → {said}"
        length += len(line)
        if length > DIGEST_CHARS:
            break
        lines.append(line)
    if not lines:
        return ""
    left_out = len(asked) - len(lines)
    more = f"\n(and {left_out} turns before these)" if left_out else ""
    return "\n".join(["Earlier in this conversation, in short:", *reversed(lines)]) + more


def shortened(messages: list[AnyMessage], most: int) -> list[AnyMessage]:
    """`messages` with at most about `most` characters; the same list when they have no more."""
    lengths = [chars(message) for message in messages]
    if sum(lengths) <= most:
        return messages
    turns = turns_of(messages)
    while len(turns) > 1 and sum(chars(message) for turn in turns for message in turn) > most:
        turns = turns[1:]
    kept: list[BaseMessage] = [message for turn in turns for message in turn]
    longest = most
    while sum(map(chars, kept)) > most and longest > SHORTEST_CUT:
        longest //= 2
        kept = [_cut(message, longest) for message in kept]
    return kept  # type: ignore[return-value]  # turns are made of the messages that came in


def _cut(message: BaseMessage, longest: int) -> BaseMessage:
    """`message` without the middle of its text, when that is longer than `longest`."""
    text = message.text
    if len(text) <= longest:
        return message
    head, tail = longest * 3 // 4, longest // 4
    left_out = len(text) - head - tail
    return message.model_copy(
        update={"content": f"{text[:head]}\n[… {left_out:,} characters left out …]\n{text[-tail:]}"}
    )


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
