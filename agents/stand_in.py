"""The built-in model in the place of a language model on this machine, where that one came to nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, ToolCall, ToolMessage

from agents.looked_up import THIN, is_thin
from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.message import message_id
from agents.now_line import NowLine
from agents.offline_first import Trial, asked, first_call, is_taken
from agents.referral import whose
from agents.step_plans import OF_STEPS
from tools.delegation import UNBACKED
from tools.margin import margin, place_of_words, words_of
from tools.patterns import Pattern

_SEVERAL = Pattern(
    r"[.!?;](?=\s+\S)|\n(?=\s*\S)|\b(?:and|or|then|also|but|if|after|once|steps?)\b", re.IGNORECASE
)
"""Several agents may have to do with it, one after the other."""
_POINTS_BACK = Pattern(
    r"\b(?:it|its|this|that|those|these|them|they|he|him|his|she|her|there|then|same|ones?|too|also|instead|again)\b",
    re.IGNORECASE,
)
_CAME_TO_NOTHING = ("failed", "question")


class StandIn(Middleware):
    """For the supervisor: takes a turn of which nothing has come, where the built-in model is certain of it.

    Nothing has come of it when its agents have failed, asked back or left out what they found, and nobody
    was asked for anything; or when what was said without them can't be stood by. A request for one thing is
    handed as it was typed to whose it certainly is, without a call of the model: what a small one makes of it
    is another request, and on two cores the conversation takes it a minute to read.
    """

    def __init__(self, trial: Trial, present: NowLine) -> None:
        self._trial = trial
        self._present = present

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        newest = place_of_words(request.messages)
        since = request.messages[newest + 1 :]
        if newest < 0 or is_taken(since):
            return handler(request)
        replies = _replies(since)
        if not all(map(_came_to_nothing, replies)):
            return handler(request)
        if replies:
            return self._taken(request) or handler(request)
        if not since and (told := self._beside_the_time(request, self._as_typed)):
            return told
        response = handler(request)
        answer = response.result[-1] if response.result else None
        if not isinstance(answer, AIMessage) or answer.tool_calls:
            return response
        doubtful = margin(answer).get(UNBACKED) or margin(answer).get(THIN)
        return (doubtful and self._taken(request)) or response

    def _taken(self, request: ModelRequest) -> ModelResponse | None:
        """The built-in model's first call, where it is certain of all that comes of it."""
        return self._beside_the_time(request, lambda told: first_call(self._trial, told.messages, told.tools))

    def _beside_the_time(
        self, request: ModelRequest, says: Callable[[ModelRequest], AIMessage | None]
    ) -> ModelResponse | None:
        """What is said to `request` with the time in its margin, which models are told further in."""

        def said(told: ModelRequest) -> ModelResponse:
            answer = says(told)
            return ModelResponse(result=[answer] if answer else [])

        response = self._present.wrap_model_call(request, said)
        return response if response.result else None

    def _as_typed(self, request: ModelRequest) -> AIMessage | None:
        """The call that hands a request for one thing on as it was typed, to the agent whose it is by the
        built-in model's rules, or else certainly by its router.
        """
        newest = request.messages[-1]
        said = words_of(newest)
        if not is_one_thing(said):
            return None
        names = {speaker: tool.name for tool in request.tools if (speaker := getattr(tool, "speaker", ""))}
        planned = asked(self._trial.built_in, [newest], request.tools).tool_calls
        tool = planned[0]["name"] if len(planned) == 1 else names.get(whose(said))
        if len(planned) > 1 or tool not in names.values():
            return None
        named = f"call_{message_id(str(newest.id), str(tool))}"
        return AIMessage("", tool_calls=[ToolCall(name=str(tool), args=_handing_on(said), id=named)])


def is_one_thing(said: str) -> bool:
    """Whether `said` asks for one thing, as far as its words show."""
    return not _SEVERAL.search(said.strip()) and not OF_STEPS.search(said)


def _handing_on(said: str) -> dict[str, Any]:
    """The arguments with which what the person `said` is handed on as it is."""
    return {"request": said, **({"full_context": True} if _POINTS_BACK.search(said) else {})}


def _replies(since: Sequence[AnyMessage]) -> list[Mapping[str, Any]]:
    results = (message.artifact for message in since if isinstance(message, ToolMessage))
    return [one for one in results if isinstance(one, Mapping) and "agent" in one]


def _came_to_nothing(reply: Mapping[str, Any]) -> bool:
    if reply.get("effects"):  # somebody was asked
        return False
    return reply["outcome"] in _CAME_TO_NOTHING or is_thin(reply)
