"""OpenAI's chat completions, and what Groq's server refuses besides.

https://platform.openai.com/docs/api-reference/chat/create
"""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.servers.providers.rules import Say, demand, only, schemas, words

_numbers = count(1)
_PARTS = ("text", "image_url", "input_audio", "refusal", "file")
REASONING = ("o1", "o3", "o4", "gpt-5")


def check(body: dict[str, Any], *, strict: bool) -> None:
    """`strict`: no names, as https://console.groq.com/docs/openai has it.

    Raises:
        RefusedError: it breaks a rule.
    """
    if body["model"].startswith(REASONING):
        # https://platform.openai.com/docs/guides/reasoning
        demand("max_tokens" not in body, "max_tokens is not supported with this model")
        demand(body.get("temperature", 1) == 1, "temperature does not support this value with this model")
    for tool in body.get("tools", ()):
        check_schema(tool["function"]["parameters"], strict=bool(tool["function"].get("strict")))
    open_calls: list[str] = []
    for place, message in enumerate(body["messages"]):
        content = message.get("content")
        if strict and message["role"] == "assistant":
            only(f"messages.{place}", message, ("role", "content", "tool_calls"))
        if message["role"] == "tool":
            demand(message["tool_call_id"] in open_calls, "tool without a preceding message with tool_calls")
            open_calls.remove(message["tool_call_id"])
        else:
            demand(not open_calls, f"tool_call_ids without response: {open_calls}")
        for part in content if isinstance(content, list) else ():
            demand(part["type"] in _PARTS, f"Invalid value: {part['type']}")
        if message["role"] == "assistant":
            calls = message.get("tool_calls") or []
            demand(content or calls, "Invalid value for content: expected a string, got null")
            open_calls = [call["id"] for call in calls]
            demand(all(len(id) <= 40 for id in open_calls), "string too long: tool_calls[0].id, at most 40")
    demand(not open_calls, f"tool_call_ids without response: {open_calls}")


def check_schema(schema: dict[str, Any], *, strict: bool) -> None:
    """https://platform.openai.com/docs/guides/structured-outputs#supported-schemas"""
    demand(schema.get("type") == "object", "schema must have type object")
    for part in schemas(schema) if strict else ():
        if part.get("type") == "object":
            demand(part.get("additionalProperties") is False, "additionalProperties must be false")
            demand(set(part.get("required", ())) == set(part.get("properties", ())), "required: every key")


def asked(body: dict[str, Any]) -> tuple[list[str], str, bool]:
    last = body["messages"][-1]
    content = last.get("content") or ""
    text = content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)
    return [tool["function"]["name"] for tool in body.get("tools", ())], text, last["role"] == "tool"


def answer(body: dict[str, Any], say: Say) -> dict[str, Any]:
    number = next(_numbers)
    message: dict[str, Any] = {"role": "assistant", "content": say if isinstance(say, str) else None}
    if not isinstance(say, str):
        message["tool_calls"] = [
            {
                "id": f"call_{number}_{place}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(args)},
            }
            for place, (name, args) in enumerate(say)
        ]
    finish = "stop" if isinstance(say, str) else "tool_calls"
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, **_thoughts(body)},
    }


def _thoughts(body: dict[str, Any]) -> dict[str, Any]:
    """https://platform.openai.com/docs/guides/reasoning#controlling-costs"""
    thinks = "reasoning_effort" in body
    return {"completion_tokens_details": {"reasoning_tokens": 5}} if thinks else {}


def events(reply: dict[str, Any]) -> Iterator[dict[str, Any]]:
    head = {**reply, "object": "chat.completion.chunk"}
    usage = head.pop("usage")
    (choice,) = head.pop("choices")
    calls = [{**call, "index": index} for index, call in enumerate(choice["message"].get("tool_calls", ()))]
    said = [{"content": word} for word in words(choice["message"]["content"] or "")]
    begun = {**choice["message"], "content": "", **({"tool_calls": calls} if calls else {})}
    for delta in (begun, *said):
        yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]}
    yield {**head, "choices": [], "usage": usage}


def refused(text: str, status: int) -> dict[str, Any]:
    return {"error": {"message": text, "type": "invalid_request_error", "code": status}}
