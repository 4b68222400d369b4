"""A page of lines, each with its id, as an agent says it: a model may word a line, not add or lose one.

A tool that answers with a page gives JSON: `sections` of a `title`, `lines` (`id`, `text`, `why`) and how
many `more` there are, `notes`, and `nothing`, what is said where there is no line. What is said is put
together here, in the page's order, whatever the model's was.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from tools.margin import noted
from tools.patterns import Pattern

PAGES = frozenset({"brief", "prepare_meeting"})
"""The tools whose answer is a page."""
PAGE = "page"
"""In the margin of an answer: it is a page, and to be told as it is."""
SHORT_CHARS = 80
"""So long a wording may be in any case; else twice as long as the line that it words."""
MOST_NEW_WORDS = 4
_FACT = Pattern(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\d+(?:[.:,]\d+)*|n't\b"
    r"|\b(?:not?|never|cancel\w*|declin\w*|accept\w*|confirm\w*|moved?|paid|pay|sent|send)\b"
)
_WORD = Pattern(r"[^\W\d_]{3,}")
_EDGES = " \t-*•·–—:#>()[]`'\""


class PageWording(Middleware):
    """Makes what an agent says of a page, once it calls for nothing more, a page with just those lines.

    What it was told beside the page is told with it, as it is.
    """

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        told = list(_told(request.messages))[::-1]
        if not any(PAGE in one for one in told):
            return handler(request)
        response = handler(request.override(unheard=True))
        answer = response.result[0]
        if not isinstance(answer, AIMessage) or answer.tool_calls or answer.invalid_tool_calls:
            return response
        parts = [one.get("text") or worded(one[PAGE], answer.text) for one in told]
        page = noted(
            answer.model_copy(update={"content": "\n\n".join(parts)}), **{PAGE: True}, question=False
        )
        return ModelResponse(result=[page, *response.result[1:]])


def _told(messages: Sequence[AnyMessage]) -> Iterator[dict[str, Any]]:
    """The pages since the request, and what other agents said; the last first."""
    if not messages or not isinstance(messages[-1], ToolMessage):
        return
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            return
        if not isinstance(message, ToolMessage) or message.status == "error":
            continue
        if message.name in PAGES:
            yield {PAGE: json.loads(message.text)}
        elif isinstance(message.artifact, Mapping) and "agent" in message.artifact:
            is_page = {PAGE: True} if message.artifact["about"].get(PAGE) else {}
            yield {"text": message.artifact["spoken"], **is_page}


def worded(page: Mapping[str, Any], said: str) -> str:
    """The page as text: each line as `said` words it, where that says what the line says, else as it is."""
    wordings = _wordings(page, said)
    parts: list[str] = []
    for section in page["sections"]:
        lines = [section["title"]]
        for line in section["lines"]:
            wording = wordings.get(line["id"]) or " ".join(filter(None, [line["text"], _quoted(line)]))
            lines.append(f"- {wording} [{line['id']}]")
        lines += [f"- … and {section['more']} more"] if section["more"] else []
        parts.append("\n".join(lines))
    return "\n\n".join([*(parts or [page["nothing"]]), *page["notes"]])


def _quoted(line: Mapping[str, Any]) -> str:
    return f"“{line['why']}”" if line["why"] else ""


def _wordings(page: Mapping[str, Any], said: str) -> dict[str, str]:
    """By id, what `said` has for a line: where it names that one, and no other, once.

    Of several lines with one id it isn't known which is meant.
    """
    every = [line for section in page["sections"] for line in section["lines"]]
    ids = Counter(line["id"] for line in every)
    lines = {line["id"]: line for line in every if ids[line["id"]] == 1}
    found: dict[str, list[str]] = {}
    for text in said.splitlines():
        named = [id for id in lines if id in text]
        if len(named) == 1:
            found.setdefault(named[0], []).append(_bare(text, named[0]))
    return {
        id: wordings[0]
        for id, wordings in found.items()
        if len(wordings) == 1 and _says_the_same(wordings[0], lines[id])
    }


def _bare(text: str, id: str) -> str:
    text = re.sub(r"\A\s*\d+[.)]\s", "", text)
    without = re.sub(rf"[(\[`]*(?:\w+_id=)?{re.escape(id)}[)\]`]*", " ", text)
    return " ".join(without.replace("**", "").split()).strip(_EDGES)


def _says_the_same(wording: str, line: Mapping[str, Any]) -> bool:
    """Whether it has the line's figures and half of its words, and no name, figure or address beside."""
    text, own = line["text"], f"{line['text']} {line['why'] or ''}"
    if not wording or len(wording) > max(SHORT_CHARS, 2 * len(own)):
        return False
    if not _facts(text) <= _facts(wording) <= _facts(own):
        return False
    new = [word for word in _WORD.findall(wording) if word.casefold() not in _words(own)]
    if len(new) > MOST_NEW_WORDS or any(word[0].isupper() for word in new if not wording.startswith(word)):
        return False
    return 2 * len(_words(wording) & _words(text)) >= len(_words(text))


def _facts(text: str) -> set[str]:
    return set(_FACT.findall(text.casefold()))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
