"""The built-in model before the language model: it takes what it is certain of, and leaves no other trace."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.tools import BaseTool
from pydantic import ValidationError

from agents.asked_for import asks_for_an_act
from agents.brevity import NOT_FOUND
from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.message import SUPERVISOR
from tools.arguments import meant_for
from tools.delegation import FIRST, reply_of, with_context
from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.margin import margin, noted, words_of
from tools.toolset import Toolset

MOST_ROUNDS = 12
CERTAIN = ("done", "answered")


@dataclass(frozen=True)
class Trial:
    """Tries a request out: things are looked up, and what would be written is planned and not proposed."""

    built_in: BaseChatModel
    toolsets: Mapping[str, Toolset]
    """What each agent can do, by its name."""
    heeds: Callable[[str, Plan, str], bool] = lambda action, plan, said: True  # noqa: ARG005
    """Whether a plan leaves nothing of the person's words out."""

    def certain(self, messages: Sequence[AnyMessage], tools: Sequence[BaseTool]) -> AIMessage | None:
        """The supervisor's first calls, when the built-in model is certain of all that they come to."""
        said = list(messages)
        first: AIMessage | None = None
        for _ in range(MOST_ROUNDS):
            answer = asked(self.built_in, said, tools)
            if not answer.tool_calls:
                return first if self._did_what_was_asked(said) else None
            first = first or answer
            said.append(answer)
            results = [self._delegated(call, said, tools) for call in answer.tool_calls]
            for result in results:
                if result is None:
                    return None
                said.append(result)
        return None

    def _did_what_was_asked(self, said: Sequence[AnyMessage]) -> bool:
        """Whether something is done, where something was to be done and not only told."""
        newest = _newest(said)
        reports = [message.artifact for message in said[newest + 1 :] if isinstance(message, ToolMessage)]
        return not asks_for_an_act(words_of(said[newest])) or any(report["done"] for report in reports)

    def _delegated(
        self, call: ToolCall, said: Sequence[AnyMessage], tools: Sequence[BaseTool]
    ) -> ToolMessage | None:
        """What an agent would answer; None where that isn't certain."""
        speaker = next((getattr(tool, "speaker", "") for tool in tools if tool.name == call["name"]), "")
        toolset = self.toolsets.get(speaker)
        if toolset is None:
            return None
        request, args = str(call["args"]["request"]), call["args"]
        told = with_context(said, request) if args.get("full_context") else HumanMessage(request)
        words = words_of(said[_newest(said)])
        done = self._done(noted(told, **_present(said)), toolset, words)
        if done is None:
            return None
        reply = {**reply_of(done), "agent": speaker}
        if reply["outcome"] not in CERTAIN:
            return None
        # What isn't found may be called otherwise: a language model looks further.
        if reply["outcome"] == "answered" and NOT_FOUND.search(reply["spoken"]):
            return None
        return _result(call, f"{reply['outcome']}: {reply['text']}", reply)

    def _done(self, request: HumanMessage, toolset: Toolset, words: str) -> list[AnyMessage] | None:
        """The messages of an agent that does `request`, a part of the person's `words`."""
        mine: list[AnyMessage] = [request]
        for _ in range(MOST_ROUNDS):
            answer = asked(self.built_in, mine, toolset.tools)
            mine.append(answer)
            if not answer.tool_calls:
                return mine
            for call in answer.tool_calls:
                try:
                    mine.append(self._tried(call, toolset, words))
                except (ToolError, ValidationError):
                    return None
        return None

    def _tried(self, call: ToolCall, toolset: Toolset, words: str) -> ToolMessage:
        """What a call would come to: a look is taken, a write is planned.

        Raises:
            ToolError: it can't be done, or leaves something out.
            ValidationError: its arguments don't fit.
        """
        write = toolset.write(call["name"])
        if write is None:
            tool = next(tool for tool in toolset.reads if tool.name == call["name"])
            found: ToolMessage = tool.invoke({**call, "type": "tool_call"})
            return found
        plan = write.plan(meant_for(write.tool, call["args"]))
        if not self.heeds(write.name, plan, words):
            raise ToolError("something was said otherwise")
        report = {"outcome": "done", "effect": "", "text": plan.summary, "thing": {}}
        return _result(call, f"done: {plan.summary}", report)


class OfflineFirst(Middleware):
    """Has the built-in model answer where it is certain; the rest goes to the language model.

    For the supervisor it decides by a `Trial`; a turn that is begun so goes on so, also in another process:
    the margin of what was said says it. Nothing is counted, as nothing is spent.
    """

    def __init__(self, agent: str, built_in: BaseChatModel, trial: Trial | None = None) -> None:
        self.agent = agent
        self.built_in = built_in
        self.trial = trial

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        newest = _newest(request.messages)
        since = request.messages[newest + 1 :]
        if self.agent == SUPERVISOR:
            begun = next((message for message in since if isinstance(message, AIMessage)), None)
            answer = (
                self._first(request, newest)
                if begun is None
                else self._next(request, newest)
                if margin(begun).get(FIRST)
                else None
            )
        else:
            mine = newest >= 0 and margin(request.messages[newest]).get(FIRST)
            answer = asked(self.built_in, request.messages, request.tools) if mine else None
        if answer is None:
            return handler(request)
        said = answer.model_copy(update={"name": self.agent, "usage_metadata": None})
        return ModelResponse(result=[noted(said, **{FIRST: True})])

    def _first(self, request: ModelRequest, newest: int) -> AIMessage | None:
        earlier = request.messages[:newest]
        if self.trial is None or newest < 0 or _is_open(earlier):
            return None
        return self.trial.certain(_known(request.messages, newest), request.tools)

    def _next(self, request: ModelRequest, newest: int) -> AIMessage:
        return asked(self.built_in, _known(request.messages, newest), request.tools)


def asked(model: BaseChatModel, messages: Sequence[AnyMessage], tools: Sequence[BaseTool]) -> AIMessage:
    """What `model` says."""
    answer: AIMessage = model.bind_tools([*tools]).invoke([*messages])
    return answer


def _newest(messages: Sequence[AnyMessage]) -> int:
    """The place of the newest words; -1 where there are none."""
    return max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)


def _is_open(earlier: Sequence[AnyMessage]) -> bool:
    """Whether the language model has asked something last: who asked understands the answer."""
    last = next((message for message in reversed(earlier) if isinstance(message, AIMessage)), None)
    return last is not None and last.text.rstrip().endswith("?") and not all(_own(earlier)[-1:])


def _known(messages: Sequence[AnyMessage], newest: int) -> list[AnyMessage]:
    """What the built-in model is told: the conversation, where it has had all of it itself.

    What a language model was told about, it has no data of: "it" could be something else.
    """
    earlier = messages[:newest]
    return [*(earlier if all(_own(earlier)) else ()), *messages[newest:]]


def _own(messages: Sequence[AnyMessage]) -> list[bool]:
    """Of each turn that was answered: whether the built-in model has begun it."""
    begun: list[bool] = []
    waiting = False
    for message in messages:
        if isinstance(message, HumanMessage):
            waiting = True
        elif waiting and isinstance(message, AIMessage):
            begun.append(bool(margin(message).get(FIRST)))
            waiting = False
    return begun


def _present(said: Sequence[AnyMessage]) -> dict[str, Any]:
    """What the newest words of the person are told beside them: the time, and who it is."""
    notes = margin(said[_newest(said)])
    return {name: notes[name] for name in ("now", "zone", "user_name", "user_email") if name in notes}


def _result(call: ToolCall, text: str, artifact: Mapping[str, Any]) -> ToolMessage:
    return ToolMessage(text, name=call["name"], tool_call_id=str(call["id"]), artifact=dict(artifact))
