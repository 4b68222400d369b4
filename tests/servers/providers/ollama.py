"""Ollama's chat: https://docs.ollama.com/api/chat."""

from collections.abc import Iterator
from typing import Any

from tests.servers.providers.rules import Say, demand, words


def check(body: dict[str, Any]) -> None:
    """
    Raises:
        RefusedError: it breaks a rule.
    """
    for message in body["messages"]:
        demand(message["role"] in ("system", "user", "assistant", "tool"), f"invalid role {message['role']}")
        text = isinstance(message.get("content", ""), str)
        demand(text, "json: cannot unmarshal array into Go struct field ChatRequest.messages.content")


def asked(body: dict[str, Any]) -> tuple[list[str], str, bool]:
    last = body["messages"][-1]
    names = [tool["function"]["name"] for tool in body.get("tools") or ()]
    return names, last.get("content", ""), last["role"] == "tool"


def answer(body: dict[str, Any], say: Say) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": say if isinstance(say, str) else ""}
    if body.get("think"):
        message["thinking"] = "Well, now."
    if not isinstance(say, str):
        message["tool_calls"] = [{"function": {"name": name, "arguments": args}} for name, args in say]
    return {
        "model": body["model"],
        "created_at": "2026-11-20T09:00:00Z",
        "message": message,
        "done": True,
        "done_reason": "stop",
        "prompt_eval_count": 100,
        "eval_count": 20,
    }


def events(reply: dict[str, Any]) -> Iterator[dict[str, Any]]:
    *said, last = words(reply["message"]["content"])
    head = {"model": reply["model"], "created_at": reply["created_at"], "done": False}
    for word in said:
        yield {**head, "message": {"role": "assistant", "content": word}}
    yield {**reply, "message": {**reply["message"], "content": last}}


def refused(text: str, status: int) -> dict[str, Any]:
    return {"error": text}
