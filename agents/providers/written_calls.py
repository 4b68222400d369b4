"""Calls of tools that a model wrote as text, because its server or its size knows no better.

Only an answer that is nothing but calls of tools that there are: JSON inside prose is what somebody says.
"""

import ast
import json
import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import Any

from langchain_core.messages import AIMessage, ToolCall

from agents.messages.message import message_id
from tools.patterns import Pattern

_FENCED = Pattern(r"```(?:json|tool_call|tool_code|python)?\s*(.*?)\s*```", re.DOTALL)
_TAGGED = Pattern(r"<(tool_call|function_call|tools?)>\s*(.*?)\s*(?:</\1>|\Z)", re.DOTALL)
"""Qwen and Hermes write <tool_call>; small ones forget to close it."""
_NAMED = Pattern(r"""<(function|parameter)=["']?(\w+)["']?>""")
"""Llama's and Qwen's for code."""
_ELEMENT = Pattern(
    r"""<(?P<tag>\w+)(?P<about>(?:\s+\w+=(?:"[^"]*"|'[^']*'))*)\s*"""
    r"""(?:/>|>(?P<inside>.*?)</(?P=tag)>|(?<=["'])>\s*\Z)""",
    re.DOTALL,
)
"""What small models make of the tags that they are shown their tools in; the last one may be left open."""
_ABOUT = Pattern(r"""(\w+)=(?:"([^"]*)"|'([^']*)')""")
_AROUND_VALUES = Pattern(r"\A<(arguments|parameters|args)>\s*(.*?)\s*</\1>\Z", re.DOTALL)
_OPENED = Pattern(r"\A\{\s*\{")
_CLOSED = Pattern(r"\s*```\s*\Z")
"""A fence that was never opened."""
_NAMES = ("name", "tool", "tool_name", "function", "function_name", "action")
_ARGS = ("arguments", "parameters", "args", "input", "action_input", "tool_input")
_BESIDE = frozenset({"type", "id", "call_id", *_NAMES, *_ARGS})


def with_written_calls(answer: AIMessage, tools: Collection[str], *, among_words: bool = False) -> AIMessage:
    """`answer` with the calls that it wrote as text made; the same where it has some, or says something.

    `among_words`: what it says around calls in fences counts for nothing.
    """
    if answer.tool_calls or answer.invalid_tool_calls or not {"{", "<"} & {*answer.text}:
        return answer
    text = "\n".join(_FENCED.findall(answer.text)) if among_words else answer.text
    found = list(_written(text.strip(), tools))
    if among_words and found == [None] and (called := _explained(answer.text, text, tools)):
        found = [called]
    if not found or None in found:
        return answer
    calls = [
        ToolCall(name=name, args=args, id=f"call_{message_id(str(answer.id), str(place))}")
        for place, (name, args) in enumerate(one for one in found if one)
    ]
    return answer.model_copy(update={"content": "", "tool_calls": calls})


def _written(text: str, tools: Collection[str]) -> Iterator[tuple[str, dict[str, Any]] | None]:
    """The calls in `text`, in order; None for whatever else stands in it."""
    for pattern, group in ((_TAGGED, 2), (_FENCED, 1)):
        if pattern.search(text):
            if pattern.sub("", text).strip():
                yield None
            for match in pattern.finditer(text):
                yield from _written(match[group].strip(), tools)
            return
    text = _NAMED.sub(r'<\1 name="\2">', text)
    if _ELEMENT.search(text):
        if _ELEMENT.sub("", text).strip():
            yield None
        for match in _ELEMENT.finditer(text):
            yield _of_element(match, tools)
        return
    value = _json(text)
    for one in value if isinstance(value, list) else [value]:
        yield _call(one, tools)


def _explained(said: str, fenced: str, tools: Collection[str]) -> tuple[str, dict[str, Any]] | None:
    """The call that words name and a fence has the arguments of: "you can call X with: {…}"."""
    named = [tool for tool in tools if re.search(rf"\b{re.escape(tool)}\b", said)]
    args = _json(fenced.strip())
    return (named[0], args) if len(named) == 1 and isinstance(args, dict) else None


def _of_element(element: re.Match[str], tools: Collection[str]) -> tuple[str, dict[str, Any]] | None:
    """The call that an element is: of a function, or one that is called as the tool is."""
    about = {match[1]: unescape(match[2] or match[3] or "") for match in _ABOUT.finditer(element["about"])}
    name = about.pop("name", "") if element["tag"] == "function" else element["tag"]
    args = _values(about.pop("arguments", "") or unescape(element["inside"] or "").strip())
    return (name, about | args) if name in tools and args is not None else None


def _values(text: str) -> dict[str, Any] | None:
    """The arguments in `text`, as JSON or each in an element of its name."""
    if around := _AROUND_VALUES.match(text):
        text = around[2]
    if text.startswith("{"):
        value = _json(text)
        return value if isinstance(value, dict) else None
    if _ELEMENT.sub("", text).strip():
        return None
    values: dict[str, list[Any]] = {}
    for match in _ELEMENT.finditer(text):
        about = _ABOUT.search(match["about"])
        name = about[2] if about and about[1] == "name" else match["tag"]
        values.setdefault(name, []).append(_inside(match))
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}


def _inside(element: re.Match[str]) -> str | list[str]:
    """What stands in the element: a list, where that is elements and nothing else."""
    text = (element["inside"] or "").strip()
    parts = [(part["inside"] or "").strip() for part in _ELEMENT.finditer(text)]
    return parts if parts and not _ELEMENT.sub("", text).strip() else text


def _json(text: str) -> Any:
    """What `text` is as JSON, also line by line, with its braces doubled as templates have them or closed
    too often, or as Python has it.
    """
    text = _CLOSED.sub("", text)
    for form in (text, text.replace("{{", "{").replace("}}", "}"), f"[{','.join(text.splitlines())}]"):
        try:
            return json.loads(form)
        except json.JSONDecodeError:
            continue
    form = _OPENED.sub("{", text)
    try:
        value, end = json.JSONDecoder().raw_decode(form)
    except json.JSONDecodeError:
        pass
    else:
        return value if not form[end:].strip("} \n") else None
    try:
        return json.loads(json.dumps(ast.literal_eval(text))) if text.startswith("{") else None
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _call(value: Any, tools: Collection[str]) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(value, dict):
        return None
    if isinstance(inner := value.get("function"), dict):
        return _call(inner, tools)
    if len(value) == 1:
        ((name, args),) = value.items()
        return (name, args) if name in tools and isinstance(args, dict) else None
    name = next((value[key] for key in _NAMES if value.get(key) in tools), None)
    args = next((value[key] for key in _ARGS if key in value), None)
    if isinstance(args, str):
        args = _json(args)
    return (name, args) if name and isinstance(args, dict) and set(value) <= _BESIDE else None
