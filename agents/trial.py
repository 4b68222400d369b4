"""Whether a model does what an agent needs of it."""

import time
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agents.bounds.arrival import Arrival
from agents.bounds.failures import ModelCallError, ModelFailures
from agents.bounds.hearing import Patience, heard
from agents.bounds.limits import Limits
from agents.loop import ModelRequest
from agents.loop.agent import asking
from agents.loop.calls import around_model
from agents.messages.recorder import model_name
from agents.providers.middleware import AsTaken
from agents.providers.provider import provider_of
from agents.providers.written_calls import with_written_calls

REQUEST = "What is in my calendar tomorrow? Look it up with your tools."
_CONTEXT = "Ollama: OLLAMA_CONTEXT_LENGTH, llama.cpp: --ctx-size"
_NO_CALLS = (
    "{model} called no tool; use a model that can, or check its server: llama.cpp needs --jinja, vLLM"
    " --enable-auto-tool-choice, and one whose context is small cuts the tools off ({context})"
)
_TOO_SMALL = (
    "the prompt and the tools of an agent, about {tokens:,} tokens, don't fit into the context of {model};"
    " give its server a larger one ({context}), or use another model"
)


def tried(
    model: BaseChatModel, system_prompt: str, tools: Sequence[BaseTool], limits: Limits
) -> tuple[AIMessage, float]:
    """The answer of `model` to one request that wants a tool, with a call in it, and the seconds it took.

    It is sent the whole prompt and all `tools` of an agent; nothing is carried out.

    Raises:
        ModelCallError: it doesn't answer as an agent needs it; the message says what to do.
    """
    name = model_name(model)
    patient = limits.for_a_model_here() if provider_of(model).local else limits

    def hear(asked: BaseChatModel, bound: Runnable[object, object], messages: list[AnyMessage]) -> AIMessage:
        return heard(Arrival(asked, bound, messages), Patience(name, patient, time.monotonic))

    request = ModelRequest(
        model=model,
        messages=[HumanMessage(REQUEST)],
        system_message=SystemMessage(system_prompt),
        tools=tools,
        hear=hear,
    )
    begun = time.monotonic()
    try:
        response = around_model([AsTaken(), ModelFailures()], asking("doctor"))(request)
    except ModelCallError as failure:
        said = failure.message.lower()
        if failure.code == "model_context":
            size = len(system_prompt) + sum(len(str(tool.args)) + len(tool.description) for tool in tools)
            told = _TOO_SMALL.format(model=name, tokens=size // 4, context=_CONTEXT)
            raise ModelCallError(told, code=failure.code) from failure
        if failure.code == "model_request" and "tool" in said:
            told = f"{_NO_CALLS.format(model=name, context=_CONTEXT)}; it said: {failure.message}"
            raise ModelCallError(told, code="model_tools") from failure
        raise
    answer = response.result[0]
    assert isinstance(answer, AIMessage)
    answer = with_written_calls(answer, {tool.name for tool in tools})
    if not answer.tool_calls:
        raise ModelCallError(_NO_CALLS.format(model=name, context=_CONTEXT), code="model_tools")
    return answer, time.monotonic() - begun
