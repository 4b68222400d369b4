"""OpenAI's Responses: https://platform.openai.com/docs/api-reference/responses/create."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.servers.providers.openai_chat import REASONING, check_schema
from tests.servers.providers.rules import RefusedError, Say, demand, words

_numbers = count(1)
_PREFIX = {"reasoning": "rs_", "message": "msg_", "function_call": "fc_"}
_PARTS = {
    "assistant": ("output_text", "refusal"),
    "user": ("input_text", "input_image", "input_file"),
}


def check(body: dict[str, Any]) -> None:
    """
    Raises:
        RefusedError: it breaks a rule.
    """
    reasons = body["model"].startswith(REASONING)
    for name in ("max_tokens", "messages", "stop"):
        demand(name not in body, f"Unknown parameter: {name}")
    demand(not reasons or body.get("temperature", 1) == 1, "temperature is not supported with this model")
    for tool in body.get("tools", ()):
        demand("name" in tool, "Missing required parameter: tools[0].name")
        check_schema(tool["parameters"], strict=bool(tool.get("strict")))
    open_calls: set[str] = set()
    ids: set[str] = set()
    items = items_of(body)
    for place, item in enumerate(items):
        kind = item.get("type", "message")
        if id := item.get("id"):
            demand(id not in ids, f"Duplicate item found with id {id}")
            demand(id.startswith(_PREFIX[kind]), f"Invalid input[{place}].id: {id}")
            ids.add(id)
        match kind:
            case "function_call":
                open_calls.add(item["call_id"])
                if reasons and item.get("id"):
                    # https://platform.openai.com/docs/guides/reasoning#keeping-reasoning-items-in-context
                    demand(_has_reasoning(items, place), "function_call without its required reasoning item")
            case "function_call_output":
                demand(item["call_id"] in open_calls, f"No tool call found for {item['call_id']}")
                open_calls.remove(item["call_id"])
            case "reasoning":
                follows = items[place + 1] if place + 1 < len(items) else {}
                said = follows.get("type") == "function_call" or follows.get("role") == "assistant"
                demand(said, "reasoning without its required following item")
                kept = body.get("store") is not False or item.get("encrypted_content")
                demand(kept, f"Item {id} not found: items are not persisted when store is false")
            case "message":
                content = item.get("content")
                for part in content if isinstance(content, list) else ():
                    allowed = _PARTS.get(item["role"], ("input_text",))
                    demand(part["type"] in allowed, f"Invalid value: {part['type']}")
            case _:
                raise RefusedError(f"Invalid value: {kind}")
    demand(not open_calls, f"No tool output found for function calls {sorted(open_calls)}")


def _has_reasoning(items: list[dict[str, Any]], place: int) -> bool:
    for item in reversed(items[:place]):
        if item.get("type") == "reasoning":
            return True
        if item.get("type") != "function_call" and item.get("role") != "assistant":
            return False
    return False


def items_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    given = body["input"]
    return [{"role": "user", "content": given}] if isinstance(given, str) else given


def asked(body: dict[str, Any]) -> tuple[list[str], str, bool]:
    last = items_of(body)[-1]
    content = last.get("content", "")
    text = content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)
    return [tool["name"] for tool in body.get("tools", ())], text, last.get("type") == "function_call_output"


def answer(body: dict[str, Any], say: Say) -> dict[str, Any]:
    number = next(_numbers)
    output: list[dict[str, Any]] = []
    if body["model"].startswith(REASONING):
        hidden = "reasoning.encrypted_content" in (body.get("include") or ())
        thought = {"type": "reasoning", "id": f"rs_{number}", "summary": []}
        output.append({**thought, **({"encrypted_content": "hidden"} if hidden else {})})
    if isinstance(say, str):
        text = {"type": "output_text", "text": say, "annotations": []}
        said = {"type": "message", "id": f"msg_{number}", "role": "assistant", "status": "completed"}
        output.append({**said, "content": [text]})
    else:
        output += [
            {
                "type": "function_call",
                "id": f"fc_{number}_{place}",
                "call_id": f"call_{number}_{place}",
                "name": name,
                "arguments": json.dumps(args),
                "status": "completed",
            }
            for place, (name, args) in enumerate(say)
        ]
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": body["model"],
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 100,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 20,
            "output_tokens_details": {"reasoning_tokens": 5},
            "total_tokens": 120,
        },
    }


def events(reply: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """https://platform.openai.com/docs/api-reference/responses-streaming"""
    numbers = count()

    def event(kind: str, **more: Any) -> dict[str, Any]:
        return {"type": f"response.{kind}", "sequence_number": next(numbers), **more}

    yield event("created", response={**reply, "status": "in_progress", "output": []})
    for index, item in enumerate(reply["output"]):
        at = {"output_index": index, "item_id": item["id"]}
        empty = {"function_call": {"arguments": ""}, "message": {"content": []}}.get(item["type"], {})
        yield event("output_item.added", output_index=index, item={**item, **empty})
        if item["type"] == "function_call":
            yield event("function_call_arguments.delta", **at, delta=item["arguments"])
        if item["type"] == "message":
            for word in words(item["content"][0]["text"]):
                yield event("output_text.delta", **at, content_index=0, delta=word, logprobs=[])
        yield event("output_item.done", output_index=index, item=item)
    yield event("completed", response=reply)


def refused(text: str, status: int) -> dict[str, Any]:
    return {"error": {"message": text, "type": "invalid_request_error", "code": status}}
