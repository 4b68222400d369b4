"""What an agent finally says, held against what its tools report: a claim needs something to back it."""

import re

from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool

from agents.evasions import is_empty, without_offers
from agents.evidence import Evidence, Replies, Reports
from agents.looked_up import THIN, tells
from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.message import SUPERVISOR
from agents.plain_failures import without_ids
from agents.providers.written_calls import with_written_calls
from agents.referral import HINT
from tools.delegation import FIRST, UNBACKED
from tools.effects.standing import SAID_NO
from tools.margin import WORDS, margin, noted, place_of_words, words_of
from tools.patterns import Pattern

CALL = "Call the tool that does this; words alone do nothing."
"""What stands behind a request that is put to a model once more."""
_HOW = Pattern(r"\bhow\b", re.IGNORECASE)
_OF_IDS = Pattern(r"\bids?\b", re.IGNORECASE)


class Truth(Middleware):
    """Puts what is known in the place of an answer that is empty, or says what no effect backs.

    Of a sub-agent's the reports of its tools are known, of the supervisor's the answers of its agents: an
    open question of one of them goes to the person, whatever the supervisor says of it. Where a claim could
    be wrong, nothing of it is shown while it arrives.
    """

    def __init__(self, agent: str, *, small: bool = False) -> None:
        """`small`: the model of `agent` is a small one, which is asked more often, and heard less."""
        self.leads = agent == SUPERVISOR
        self.small = small

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        known: Replies | Reports = (Replies if self.leads else Reports).of(request.messages)
        unheard = known.open or (self.small and known.idle and (known.wanted or known.looked_for))
        response = handler(request.override(unheard=True) if unheard else request)
        answer = response.result[-1] if response.result else None
        if not isinstance(answer, AIMessage) or answer.tool_calls or answer.invalid_tool_calls:
            return response
        if margin(answer).get(FIRST):  # made of what its tools report
            return response
        if known.idle and (known.wanted or known.looked_for) and not _HOW.search(known.asked):
            # Told how it would be done, somebody who wants it done has nothing.
            called = with_written_calls(answer, _offered(request), among_words=True)
            if called is not answer:
                return ModelResponse(result=[*response.result[:-1], called])
        said = "" if is_empty(answer.text, _offered(request)) else HINT.sub("", answer.text)
        if self.leads and not _OF_IDS.search(known.asked):
            said = without_ids(said).replace(SAID_NO, "You said no")
        held = without_offers(said)
        instead = known.instead_of_an_echo(said) or known.instead_of(held)
        declined = known.declined(held)
        asks_again = instead is not None or declined or known.skips(held)
        asks_again = asks_again or (self.small and known.guesses and not held.rstrip().endswith("?"))
        asks_again = asks_again and known.may_be_asked_again
        if asks_again and (again := _asked_again(request, handler, known)):
            return again
        told = answer if said == answer.text else answer.model_copy(update={"content": said})
        if instead is not None or not said or declined:
            told = answer.model_copy(update={"content": said if instead is None else instead})
            told = noted(told, **{UNBACKED: True})
        elif self.small and self._is_thin(said, known):
            told = noted(told, **{THIN: True})
        return ModelResponse(result=[*response.result[:-1], told])

    def _is_thin(self, said: str, known: "Evidence") -> bool:
        """Whether who knows more had better say it."""
        if self.leads:
            return known.guesses
        return said.rstrip().endswith("?") or not tells(said, known.messages)


def _offered(request: ModelRequest) -> set[str]:
    return {tool.name for tool in request.tools if isinstance(tool, BaseTool)}


def _asked_again(request: ModelRequest, handler: ModelHandler, known: "Evidence") -> ModelResponse | None:
    """What the model calls, or says of what is known, when it is told that words do nothing.

    It is asked without what was said before: a small one goes on as it began, and after one answer without
    a call it makes none any more. It isn't made to call something: bound to a grammar, a model of 1.5 billion
    parameters wrote 1,500 tokens of arguments and came to no end.
    """
    newest = place_of_words(request.messages)
    if newest < 0:
        return None
    asked = request.messages[newest]
    told = asked.model_copy(update={"content": f"{asked.text}\n\n{CALL}"})
    messages = [noted(told, **{WORDS: words_of(asked)}), *request.messages[newest + 1 :]]
    response = handler(request.override(messages=messages, unheard=True))
    answer = response.result[0] if response.result else None
    if not isinstance(answer, AIMessage):
        return None
    asks = answer.text.rstrip().endswith("?") and known.instead_of(answer.text) is None
    return response if answer.tool_calls or asks else None
