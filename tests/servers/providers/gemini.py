"""Google's Gemini API: https://ai.google.dev/api/generate-content."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.servers.providers.rules import Say, demand, only, schemas, words

_numbers = count(1)
_SCHEMA = (
    "type format title description nullable enum maxItems minItems properties required minProperties"
    " maxProperties minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum"
).split()
"""https://ai.google.dev/api/caching#Schema"""


def check(body: dict[str, Any], model: str) -> None:
    """
    Raises:
        RefusedError: it breaks a rule.
    """
    for declared in _declared(body):
        for schema in schemas(declared.get("parameters") or {}):
            only("function_declarations.parameters", schema, _SCHEMA)
            demand(not isinstance(schema.get("type"), list), "type: Proto field is not repeating")
            if str(schema.get("type")).upper() == "ARRAY":
                demand("items" in schema, "parameters.items: missing field")
    contents = body["contents"]
    demand(contents, "contents is not specified")
    newest = max((place for place, content in enumerate(contents) if _is_words(content)), default=-1)
    waiting, before = 0, ""
    for place, content in enumerate(contents):
        role, parts = content.get("role"), content.get("parts")
        demand(role in ("user", "model"), "Please use a valid role: user, model.")
        demand(parts, f"contents[{place}].parts must not be empty")
        for part in parts:
            demand(part.get("text", "x") or "thoughtSignature" in part, "data: empty text parameter")
        calls = [part for part in parts if "functionCall" in part]
        results = [part for part in parts if "functionResponse" in part]
        demand(len(results) == waiting, "the number of function response parts must be that of the calls")
        demand(not calls or before != "model", "a function call turn comes after a user turn")
        if calls and "gemini-3" in model and place > newest:
            # https://ai.google.dev/gemini-api/docs/thought-signatures
            demand(calls[0].get("thoughtSignature"), "Function call is missing a thought_signature")
        waiting, before = len(calls), str(role)
    demand(not waiting, "function call without response")


def _declared(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for tool in body.get("tools", ()) for one in tool.get("functionDeclarations", ())]


def _is_words(content: dict[str, Any]) -> bool:
    return content.get("role") == "user" and any("text" in part for part in content["parts"])


def asked(body: dict[str, Any]) -> tuple[list[str], str, bool]:
    parts = body["contents"][-1]["parts"]
    text = " ".join(part.get("text", "") for part in parts)
    return [one["name"] for one in _declared(body)], text, any("functionResponse" in part for part in parts)


def answer(model: str, body: dict[str, Any], say: Say) -> dict[str, Any]:
    # https://ai.google.dev/gemini-api/docs/thinking#summaries
    thinking = body.get("generationConfig", {}).get("thinkingConfig", {})
    thinks = thinking.get("includeThoughts") or thinking.get("include_thoughts")
    parts: list[dict[str, Any]] = [{"text": "Well, now.", "thought": True}] if thinks else []
    if isinstance(say, str):
        parts.append({"text": say})
    else:
        parts += [{"functionCall": {"name": name, "args": args}} for name, args in say]
        if "gemini-3" in model:
            next(part for part in parts if "functionCall" in part)["thoughtSignature"] = "c2lnbmVk"
    return {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {
            "promptTokenCount": 100,
            "candidatesTokenCount": 20,
            "totalTokenCount": 125 if thinks else 120,
            **({"thoughtsTokenCount": 5} if thinks else {}),
        },
        "modelVersion": model,
        "responseId": f"r{next(_numbers)}",
    }


def events(reply: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent"""
    candidate = reply["candidates"][0]
    (first, *rest) = candidate["content"]["parts"]
    if rest or "text" not in first:
        yield reply
        return
    *said, last = words(first["text"])
    for word in said:
        part = {"role": "model", "parts": [{"text": word}]}
        yield {**reply, "candidates": [{"content": part, "index": 0}], "usageMetadata": {}}
    yield {**reply, "candidates": [{**candidate, "content": {"role": "model", "parts": [{"text": last}]}}]}


def refused(text: str, status: int) -> dict[str, Any]:
    names = {401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 400: "INVALID_ARGUMENT"}
    return {"error": {"code": status, "message": text, "status": names.get(status, "UNAVAILABLE")}}
