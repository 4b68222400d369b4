"""The built-in model as LangChain sees it."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolCall
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agents.offline.asking.answer import Answer
from agents.offline.asking.messages import OtherAgent, Request, Turn, turn_of
from agents.offline.asking.questions import guarded
from agents.offline.asking.script import Call, Round, Script, play
from agents.offline.asking.specialists import specialists, tools
from agents.offline.reading.length import TOO_LONG, is_too_long
from agents.offline.reading.understanding import understand
from agents.offline.supervising.doubt import INTRODUCTION
from agents.offline.supervising.router import vote
from agents.offline.supervising.turn import supervisor_turn
from tools.margin import noted
from tools.patterns import compile_all

NAME = "offline"
NEEDS_A_MODEL = (
    "I can't do this: it takes a language model. Set OPENAI_API_KEY or ASSISTANT_MODEL to have one."
)
_CHARS_PER_TOKEN = 4
_PIECE = 24


class OfflineChatModel(BaseChatModel):
    """A chat model made of rules: the same messages get the same answer, on any machine, at once.

    Which agent it is for, it sees by the tools that are bound. For tools it doesn't know it says
    that it can't use them, and how to set a model that can.
    """

    @property
    def _llm_type(self) -> str:
        return NAME

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": NAME}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,  # noqa: ARG002 - the interface has it; the rules decide
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """This model with `tools`."""
        offered = frozenset(name for tool in tools for name in getattr(tool, "offers", ()))
        return self.bind(own=frozenset(map(_name, tools)), offered=offered, others=_others(tools), **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - the interface has it
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - the interface has it
        **kwargs: Any,
    ) -> ChatResult:
        answer = _answer(messages, kwargs)
        return ChatResult(generations=[ChatGeneration(message=answer)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - the interface has it
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        answer = _answer(messages, kwargs)
        for piece in _pieces(answer):
            chunk = ChatGenerationChunk(message=piece)
            if run_manager:
                run_manager.on_llm_new_token(str(piece.content), chunk=chunk)
            yield chunk


def warm_up() -> None:
    """Make what calls would make when they need it: the router's weights, and the patterns.

    It takes half a second, for which a process that stays has the time before anybody asks it anything.
    """
    for text in _OF_EACH_KIND:
        vote(text)
        understand(text, datetime.now().astimezone())
    compile_all()


_OF_EACH_KIND = (
    "what is on tomorrow?",
    "am I free on Friday at 2?",
    "how many unread mails from Ana are there about the budget?",
    "which tasks are due this week?",
    "what is Ana's number?",
    "schedule lunch with Ana on Friday at noon",
    "move it to 2pm and tell her that I am late",
)
"""What makes the patterns that are made when the first question of a kind is read."""


def _name(tool: dict[str, Any] | type | Callable[..., Any] | BaseTool) -> str:
    if isinstance(tool, BaseTool):  # its schema, which only a language model reads, is slow to make
        return tool.name
    return str(convert_to_openai_tool(tool)["function"]["name"])


def _others(tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool]) -> tuple[OtherAgent, ...]:
    """The agents of the settings among those that work is handed to."""
    known = {one.tool for one in specialists()}
    speakers = ((tool, str(getattr(tool, "speaker", ""))) for tool in tools if isinstance(tool, BaseTool))
    return tuple(
        OtherAgent(name, tool.name, tool.description)
        for tool, name in speakers
        if name and tool.name not in known
    )


def _answer(messages: Sequence[BaseMessage], bound: Mapping[str, Any]) -> AIMessage:
    own = bound.get("own", frozenset())
    turn = turn_of(messages, bound.get("offered", frozenset()) | own, bound.get("others", ()))
    role = _role(own)
    said = _said(turn, role)
    if isinstance(said, Answer):
        answer = AIMessage(said.text or INTRODUCTION)
        # Who the supervisor talks with has no use for data.
        answer = answer if role is supervisor_turn else noted(answer, **said.data)
    else:
        answer = AIMessage("", tool_calls=_tool_calls(said, len(messages)))
    return answer.model_copy(
        update={"usage_metadata": _usage(messages, answer), "response_metadata": {"model_name": NAME}}
    )


def _said(turn: Turn, role: Callable[[Request], Script]) -> Round | Answer:
    request = turn.request
    if any(map(is_too_long, (request.text, *(one.answer for one in request.answers)))):
        return Answer(TOO_LONG)
    return play(guarded(role(request)), turn.rounds, turn.called)


def _role(names: frozenset[str]) -> Callable[[Request], Script]:
    if names & set(tools().values()):
        return supervisor_turn
    return next((one.turn for one in specialists() if one.own_tool in names), _unable)


def _unable(_: Request) -> Script:
    yield from ()
    return NEEDS_A_MODEL


def _tool_calls(calls: Sequence[Call], position: int) -> list[ToolCall]:
    """The calls with ids that are the same each time, and no other's in this list of messages."""
    made = []
    for index, call in enumerate(calls):
        content = json.dumps(
            [position, index, call.name, dict(call.args)], sort_keys=True, ensure_ascii=False
        )
        name = f"call_{hashlib.sha256(content.encode()).hexdigest()[:20]}"
        made.append(ToolCall(name=call.name, args=dict(call.args), id=name, type="tool_call"))
    return made


def _usage(messages: Sequence[BaseMessage], answer: AIMessage) -> UsageMetadata:
    """Tokens by four characters each: about what the same turn would cost a language model."""
    read = sum(len(message.text) + len(str(getattr(message, "tool_calls", "") or "")) for message in messages)
    written = len(answer.text) + sum(len(call["name"]) + len(str(call["args"])) for call in answer.tool_calls)
    tokens_in, tokens_out = read // _CHARS_PER_TOKEN + 1, written // _CHARS_PER_TOKEN + 1
    return UsageMetadata(
        input_tokens=tokens_in, output_tokens=tokens_out, total_tokens=tokens_in + tokens_out
    )


def _pieces(answer: AIMessage) -> Iterator[AIMessageChunk]:
    """`answer` in the pieces that a server would send."""
    text = answer.text
    for begin in range(0, len(text), _PIECE):
        yield AIMessageChunk(content=text[begin : begin + _PIECE])
    calls = [
        tool_call_chunk(
            name=call["name"], args=json.dumps(call["args"], ensure_ascii=False), id=call["id"], index=index
        )
        for index, call in enumerate(answer.tool_calls)
    ]
    yield AIMessageChunk(
        content="",
        tool_call_chunks=calls,
        additional_kwargs=answer.additional_kwargs,
        usage_metadata=answer.usage_metadata,
        response_metadata=answer.response_metadata,
        chunk_position="last",
    )
