"""Keeps what a model is sent bounded, while the conversation itself stays whole."""

from collections import OrderedDict

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, SystemMessage

from agents.bounds.earlier_turns import EarlierTurns
from agents.bounds.failures import ModelCallError
from agents.bounds.summaries import Summaries
from agents.conversation_state import chars, turns_of
from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.journal import Journal
from agents.messages.message import SUPERVISOR, request_id
from agents.messages.recorder import cause_of, run_of
from tools.margin import led_by

DIGEST_CHARS = 1_600
RECALLED_CHARS = 1_000
SHORTEST_CUT = 400
_REMEMBERED = 64


class BoundedContext(Middleware):
    """Sends at most `most_chars` of messages: old turns go first, then the middle of long texts.

    A turn goes as a whole, so that no tool call loses its result. Where older turns are missing,
    from the state or from what is sent, the newest of them stand in short at the end of the system
    prompt, which changes only when another one goes; and those that have rare words in common with
    what the user says now stand before it. Both come from the journal. A server that still finds it
    too long is sent half, and then a quarter.
    """

    def __init__(
        self, agent: str, journal: Journal, most_chars: int, *, summaries: Summaries | None = None
    ) -> None:
        """With `summaries`, turns that are too old for the digest are summed up by the model."""
        self.summaries = summaries
        self.agent = agent
        self.journal = journal
        self.most_chars = most_chars
        self._earlier: OrderedDict[str, EarlierTurns] = OrderedDict()
        self._openings: OrderedDict[str, int] = OrderedDict()

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        most = self.most_chars
        for _ in range(2):
            try:
                return handler(self._bounded(request, most, handler))
            except ModelCallError as failure:
                if failure.code != "model_context":
                    raise
                most = min(most, sum(map(chars, request.messages))) // 2
        return handler(self._bounded(request, most, handler))

    def _bounded(self, request: ModelRequest, most: int, handler: ModelHandler) -> ModelRequest:
        messages = shortened(request.messages, most)
        if self.agent == SUPERVISOR:
            return self._remembering(request, messages, handler)
        return request if messages is request.messages else request.override(messages=messages)

    def _remembering(
        self, request: ModelRequest, messages: list[AnyMessage], handler: ModelHandler
    ) -> ModelRequest:
        conversation = cause_of(request.messages).conversation
        first = next((message for message in messages if isinstance(message, HumanMessage)), None)
        opening = self._opening(conversation, first) if first and conversation else 1
        if opening <= 1:
            return request if messages is request.messages else request.override(messages=messages)
        earlier = self._turns(conversation)
        count = earlier.before(opening)
        digest, shown = earlier.digest(count, DIGEST_CHARS)
        if not digest:
            return request.override(messages=messages)
        before = f" ({count - shown} turns before these)" if count > shown else ""
        system = request.system_message.text if request.system_message else ""
        if self.summaries and count > shown:
            older = self.summaries.of(conversation, earlier.lines(count - shown), request, handler)
            system = f"{system}\n\nWhat was said long before, summed up:\n{older}" if older else system
        return request.override(
            system_message=SystemMessage(
                f"{system}\n\nEarlier in this conversation, in short{before}:\n{digest}".lstrip()
            ),
            messages=_recalling(messages, earlier, count - shown),
        )

    def _opening(self, conversation: str, first: HumanMessage) -> int:
        """The seq of the request that `first` is; 1 when the journal doesn't know it."""
        id = request_id(conversation, run_of(conversation, first))
        if id not in self._openings:
            found = self.journal.store.get([id])
            if not found:
                return 1
            self._openings[id] = found[0].seq
            if len(self._openings) > _REMEMBERED:
                self._openings.popitem(last=False)
        return self._openings[id]

    def _turns(self, conversation: str) -> EarlierTurns:
        if conversation not in self._earlier:
            self._earlier[conversation] = EarlierTurns(self.journal.store, conversation)
            if len(self._earlier) > _REMEMBERED:
                self._earlier.popitem(last=False)
        self._earlier.move_to_end(conversation)
        return self._earlier[conversation]


def _recalling(messages: list[AnyMessage], earlier: EarlierTurns, count: int) -> list[AnyMessage]:
    """`messages` with what the newest words of the user call to mind before them."""
    for place in range(len(messages) - 1, -1, -1):
        message = messages[place]
        if isinstance(message, HumanMessage):
            recalled = earlier.called_to_mind(message.text, count, RECALLED_CHARS)
            if not recalled:
                return messages
            led = led_by(f"[said long before, in short:\n{recalled}]", message)
            return [*messages[:place], led, *messages[place + 1 :]]
    return messages


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
    """`message` without the middle of its text, when that is longer than `longest`.

    What a model said in parts stays whole: its thoughts are signed, and wanted back as they were.
    """
    text = message.text
    if len(text) <= longest or (isinstance(message, AIMessage) and isinstance(message.content, list)):
        return message
    head, tail = longest * 3 // 4, longest // 4
    left_out = len(text) - head - tail
    return message.model_copy(
        update={"content": f"{text[:head]}\n[… {left_out:,} characters left out …]\n{text[-tail:]}"}
    )
