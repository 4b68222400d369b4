"""The built-in model before the language model: it takes what it is certain of, and leaves no other trace."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
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
from tools.margin import margin, newest_words, noted, place_of_words
from tools.toolset import Toolset

MOST_ROUNDS = 12
CERTAIN = ("done", "answered")
QUESTION = "question"


@dataclass(frozen=True)
class Trial:
    """Tries a request out: things are looked up, and what would be written is planned and not proposed."""

    built_in: BaseChatModel
    toolsets: Mapping[str, Toolset]
    """What each agent can do, by its name."""
    heeds: Callable[[str, Plan, str], bool] = lambda action, plan, said: True  # noqa: ARG005
    """Whether a plan leaves nothing of the person's words out."""
    last: bool = False
    """Whether whoever else was asked came to nothing: then it is enough to find nothing, or to ask back."""

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

    def instead(
        self, agent: str, present: Callable[[], Mapping[str, Any]], action: str, plan: Plan, words: str
    ) -> dict[str, Any] | None:
        """The arguments with which the built-in model would call the `action` of `agent`, where the `plan`
        doesn't heed the person's `words` and it is certain of that only call; None: the plan is to stay.

        `present` is what is told beside the words.
        """
        if self.heeds(action, plan, words):
            return None
        toolset = self.toolsets[agent]
        done = self._done(noted(HumanMessage(words), **present()), toolset, words)
        if done is None or reply_of(done)["outcome"] != "done":
            return None
        calls = [call for message in done if isinstance(message, AIMessage) for call in message.tool_calls]
        writes = [call for call in calls if toolset.write(call["name"])]
        return writes[0]["args"] if [call["name"] for call in writes] == [action] else None

    def _did_what_was_asked(self, said: Sequence[AnyMessage]) -> bool:
        """Whether something is done or asked, where something was to be done and not only told."""
        since = said[place_of_words(said) + 1 :]
        reports = [message.artifact for message in since if isinstance(message, ToolMessage)]
        came = any(report["done"] or report["outcome"] == QUESTION for report in reports)
        return came or not asks_for_an_act(newest_words(said))

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
        words = newest_words(said)
        done = self._done(noted(told, **_present(said)), toolset, words)
        if done is None:
            return None
        reply = {**reply_of(done), "agent": speaker}
        if reply["outcome"] not in (CERTAIN if not self.last else (*CERTAIN, QUESTION)):
            return None
        # What isn't found may be called otherwise.
        if not self.last and reply["outcome"] == "answered" and NOT_FOUND.search(reply["spoken"]):
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

    For the supervisor it decides by a `Trial`, and without one only goes on with what was begun elsewhere; a
    turn that is begun so goes on so, also in another process: the margin of what was said says it. Nothing is
    counted, as nothing is spent.
    """

    def __init__(self, agent: str, built_in: BaseChatModel, trial: Trial | None = None) -> None:
        self.agent = agent
        self.built_in = built_in
        self.trial = trial

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        newest = place_of_words(request.messages)
        since = request.messages[newest + 1 :]
        if self.agent == SUPERVISOR:
            begun = any(isinstance(message, AIMessage) for message in since)
            if is_taken(since):
                answer = _said_first(asked(self.built_in, _known(request.messages, newest), request.tools))
            elif begun or self.trial is None:
                answer = None
            else:
                answer = first_call(self.trial, request.messages, request.tools)
        else:
            mine = newest >= 0 and margin(request.messages[newest]).get(FIRST)
            answer = _said_first(asked(self.built_in, request.messages, request.tools)) if mine else None
        if answer is None:
            return handler(request)
        return ModelResponse(result=[answer.model_copy(update={"name": self.agent})])


def first_call(trial: Trial, messages: Sequence[AnyMessage], tools: Sequence[BaseTool]) -> AIMessage | None:
    """The built-in model's first call for the newest of `messages`, where `trial` is certain of it."""
    newest = place_of_words(messages)
    if newest < 0 or _is_open(messages[:newest]):
        return None
    called = trial.certain(_known(messages, newest), tools)
    return _said_first(called) if called else None


def _said_first(answer: AIMessage) -> AIMessage:
    return noted(answer.model_copy(update={"usage_metadata": None}), **{FIRST: True})


def is_taken(since: Sequence[AnyMessage]) -> bool:
    """Whether the built-in model goes on with the turn of which `since` are the messages after the words."""
    return _taken_at(since) is not None


def _taken_at(since: Sequence[AnyMessage]) -> int | None:
    """The place of what the built-in model has begun with; None where it has not."""
    return next(
        (i for i, one in enumerate(since) if isinstance(one, AIMessage) and margin(one).get(FIRST)), None
    )


def asked(model: BaseChatModel, messages: Sequence[AnyMessage], tools: Sequence[BaseTool]) -> AIMessage:
    """What `model` says."""
    answer: AIMessage = model.bind_tools([*tools]).invoke([*messages])
    return answer


def _is_open(earlier: Sequence[AnyMessage]) -> bool:
    """Whether the language model has asked something last: who asked understands the answer."""
    last = next((message for message in reversed(earlier) if isinstance(message, AIMessage)), None)
    return last is not None and last.text.rstrip().endswith("?") and _own(list(_turns(earlier))[-1]) is None


def _known(messages: Sequence[AnyMessage], newest: int) -> list[AnyMessage]:
    """What the built-in model is told: of the conversation the last turns, as far as it has data of them.

    What a language model was told about, it has none of: "it" could be something else. What such a model
    has tried of a turn before it was taken from it is left out.
    """
    turns = [_own(turn) for turn in _turns(messages[:newest])]
    last = [*takewhile(lambda turn: turn is not None, reversed(turns))]
    earlier = [one for turn in reversed(last) for one in turn or ()]
    return [*earlier, *(_own(messages[newest:]) or messages[newest : newest + 1])]


def _turns(messages: Sequence[AnyMessage]) -> Iterator[Sequence[AnyMessage]]:
    """What the person said, each time with what came of it; what stands before belongs to the first."""
    starts = [i for i, one in enumerate(messages) if isinstance(one, HumanMessage)]
    for start, end in pairwise([0, *starts[1:], len(messages)]):
        yield messages[start:end]


def _own(turn: Sequence[AnyMessage]) -> list[AnyMessage] | None:
    """Of a turn what the built-in model knows of: what it did itself, and what was done by whomever; None of
    one in which a language model answered.
    """
    if not any(isinstance(one, AIMessage) for one in turn) or _did_something(turn):
        return [*turn]
    taken = _taken_at(turn)
    if taken is None:
        return None
    return [*(one for one in turn[:taken] if isinstance(one, HumanMessage)), *turn[taken:]]


def _did_something(turn: Sequence[AnyMessage]) -> bool:
    """Whether all that came of a turn is things that were made or changed."""
    results = [one.artifact for one in turn if isinstance(one, ToolMessage)]
    return bool(results) and all(
        isinstance(one, Mapping) and one.get("done") and one.get("about", {}).get("things") for one in results
    )


def _present(said: Sequence[AnyMessage]) -> dict[str, Any]:
    """What the newest words of the person are told beside them: the time, and who it is."""
    notes = margin(said[place_of_words(said)])
    return {name: notes[name] for name in ("now", "zone", "user_name", "user_email") if name in notes}


def _result(call: ToolCall, text: str, artifact: Mapping[str, Any]) -> ToolMessage:
    return ToolMessage(text, name=call["name"], tool_call_id=str(call["id"]), artifact=dict(artifact))
