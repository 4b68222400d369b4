"""Anthropic's Messages: https://docs.claude.com/en/api/messages."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.servers.providers.rules import Say, demand, only, words

_numbers = count(1)
_BODY = (
    "model messages max_tokens system tools tool_choice stream thinking temperature top_p top_k"
    " stop_sequences metadata cache_control output_config"
).split()
_BLOCKS = {
    "text": "type text citations cache_control",
    "tool_use": "type id name input cache_control",
    "tool_result": "type tool_use_id content is_error cache_control",
    "thinking": "type thinking signature",
    "redacted_thinking": "type data",
}
MOST_BREAKPOINTS = 4
"""https://docs.claude.com/en/docs/build-with-claude/prompt-caching#explicit-cache-breakpoints"""


def check(body: dict[str, Any]) -> None:
    """
    Raises:
        RefusedError: it breaks a rule.
    """
    only("body", body, _BODY)
    demand("max_tokens" in body, "max_tokens: Field required")
    thinking = _thinks(body)
    if thinking:
        # https://docs.claude.com/en/docs/build-with-claude/extended-thinking#feature-compatibility
        budget = body["thinking"].get("budget_tokens", 0)
        demand(budget < body["max_tokens"], "max_tokens must be greater than thinking.budget_tokens")
        demand(body.get("temperature", 1) == 1, "temperature may only be set to 1 when thinking is enabled")
    for tool in body.get("tools", ()):
        demand(tool["input_schema"].get("type") == "object", "tools.input_schema.type: Field required")
        only("tools", tool, "name description input_schema cache_control type strict".split())
    _check_messages(body["messages"], thinking=thinking)
    demand(_breakpoints(body) <= MOST_BREAKPOINTS, "A maximum of 4 blocks with cache_control may be provided")


def _check_messages(messages: list[dict[str, Any]], *, thinking: bool) -> None:
    demand(messages and messages[0]["role"] == "user", "messages: first message must use the user role")
    open_calls: list[str] = []
    used: set[str] = set()
    for place, message in enumerate(messages):
        only(f"messages.{place}", message, ("role", "content"))
        blocks = blocks_of(message)
        demand(blocks, f"messages.{place}: all messages must have non-empty content")
        for block in blocks:
            demand(block["type"] in _BLOCKS, f"messages.{place}: unexpected tag {block['type']}")
            only(f"messages.{place}.{block['type']}", block, _BLOCKS[block["type"]].split())
            if block["type"] == "text":
                demand(block["text"].strip(), "text content blocks must contain non-whitespace text")
            if block["type"] == "thinking":
                demand(
                    block.get("signature", "").startswith("signed-"), "Invalid signature in thinking block"
                )
        if message["role"] == "user":
            answered = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
            demand(sorted(answered) == sorted(open_calls), f"messages.{place}: {open_calls} want tool_result")
            open_calls = []
        else:
            demand(not open_calls, f"messages.{place}: {open_calls} without tool_result")
            open_calls = [block["id"] for block in blocks if block["type"] == "tool_use"]
            demand(used.isdisjoint(open_calls), "tool_use ids must be unique")
            used.update(open_calls)
    demand(not open_calls, f"{open_calls} without tool_result")
    last = [blocks_of(message) for message in messages if message["role"] == "assistant"][-1:]
    if thinking and last and any(block["type"] == "tool_use" for block in last[0]):
        first = last[0][0]["type"]
        # …/extended-thinking#preserving-thinking-blocks
        demand(first in ("thinking", "redacted_thinking"), f"Expected thinking, but found {first}")


def blocks_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _breakpoints(body: dict[str, Any]) -> int:
    marked = [*body.get("tools", ()), *(b for m in body["messages"] for b in blocks_of(m))]
    system = body.get("system", "")
    marked += [] if isinstance(system, str) else system
    return sum("cache_control" in block for block in marked) + ("cache_control" in body)


def _thinks(body: dict[str, Any]) -> bool:
    return body.get("thinking", {}).get("type") in ("enabled", "adaptive")


def asked(body: dict[str, Any]) -> tuple[list[str], str, bool]:
    """The tools, the newest words, and whether they are what a tool answered."""
    blocks = blocks_of(body["messages"][-1])
    text = " ".join(block["text"] for block in blocks if block["type"] == "text")
    return [t["name"] for t in body.get("tools", ())], text, blocks[-1]["type"] == "tool_result"


def answer(body: dict[str, Any], say: Say) -> dict[str, Any]:
    number = next(_numbers)
    blocks: list[dict[str, Any]] = []
    if _thinks(body):
        blocks.append({"type": "thinking", "thinking": "Well, now.", "signature": f"signed-{number}"})
    if isinstance(say, str):
        blocks += [{"type": "text", "text": say}] if say else []
    else:
        blocks.append({"type": "text", "text": "I'll do that."})
        for place, (name, args) in enumerate(say):
            blocks.append({"type": "tool_use", "id": f"toolu_{number}_{place}", "name": name, "input": args})
    usage = {"input_tokens": 100, "output_tokens": 20, "cache_read_input_tokens": 0}
    return {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": blocks,
        "stop_reason": "end_turn" if isinstance(say, str) else "tool_use",
        "stop_sequence": None,
        "usage": {**usage, "cache_creation_input_tokens": 0},
    }


def events(reply: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """`reply` as server-sent events: https://docs.claude.com/en/docs/build-with-claude/streaming."""
    yield {"type": "message_start", "message": {**reply, "content": []}}
    for index, block in enumerate(reply["content"]):
        yield {"type": "content_block_start", "index": index, "content_block": _begun(block)}
        for delta in _deltas(block):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    delta = {"stop_reason": reply["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": delta, "usage": {"output_tokens": 20}}
    yield {"type": "message_stop"}


def _begun(block: dict[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = {"text": {"text": ""}, "thinking": {"thinking": "", "signature": ""}}
    return {**block, **empty.get(block["type"], {"input": {}})}


def _deltas(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    import json

    if block["type"] == "text":
        yield from ({"type": "text_delta", "text": word} for word in words(block["text"]))
    elif block["type"] == "thinking":
        yield {"type": "thinking_delta", "thinking": block["thinking"]}
        yield {"type": "signature_delta", "signature": block["signature"]}
    else:
        yield {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}


def refused(text: str, status: int) -> dict[str, Any]:
    kinds = {
        401: "authentication_error",
        404: "not_found_error",
        429: "rate_limit_error",
        529: "overloaded_error",
    }
    return {"type": "error", "error": {"type": kinds.get(status, "invalid_request_error"), "message": text}}
