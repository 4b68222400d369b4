"""How much of what is sent a provider could have kept: the share of each request that was sent before.

    python -m bench.prefix_cache [--turns 20]

Twenty turns of two agents, each approved, over the wire to servers of our own, with the real clients. Of each
request, as it is serialised (tools, system, messages), the longest beginning that an earlier request had too
counts as kept; with Anthropic only what ends at a mark. Turns 2 to the last count. How long a provider keeps
it, and that OpenAI and Anthropic keep nothing shorter than 1,024 tokens, is left out.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant import Assistant, Decision
from tests.agents.providers.test_as_taken import MODELS, say
from tests.servers.providers.server import ProviderServer

PROTOCOLS = ("chat", "responses", "anthropic", "gemini 2.5", "ollama")
ASKED = "Schedule a meeting with Ana Silva tomorrow at 2pm for an hour, and mail her about it, number {}"


def parts(body: dict[str, Any]) -> Iterator[str]:
    """The request in the order in which providers read it."""
    system = body.get("system") or body.get("systemInstruction") or body.get("instructions") or ""
    for part in (body.get("tools"), system, *_messages(body)):
        yield json.dumps(part, ensure_ascii=False)


def _messages(body: dict[str, Any]) -> list[Any]:
    found = body.get("messages") or body.get("input") or body.get("contents") or []
    return found if isinstance(found, list) else [found]


def kept_chars(request: list[str], earlier: list[list[str]], *, marked: bool) -> int:
    """Characters of the longest beginning of `request` that one of `earlier` begins with, too."""
    best = 0
    for other in earlier:
        length = at_mark = 0
        for mine, theirs in zip(request, other, strict=False):
            if _bare(mine) != _bare(theirs):
                if not marked:
                    same = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), 0)
                    length += same
                break
            length += len(mine)
            if "cache_control" in theirs:
                at_mark = length
        best = max(best, at_mark if marked else length)
    return best


def _bare(part: str) -> str:
    """Without the marks, and a lone text as its text: both are one to who keeps it."""
    value = json.loads(part)
    if isinstance(value, dict) and isinstance(value.get("content"), list):
        value["content"] = [_unmarked(block) for block in value["content"]]
        if len(value["content"]) == 1 and set(value["content"][0]) == {"type", "text"}:
            value["content"] = value["content"][0]["text"]
    if isinstance(value, list):
        value = [_unmarked(block) if isinstance(block, dict) else block for block in value]
    return json.dumps(value)


def _unmarked(block: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != "cache_control"}


def measured(protocol: str, turns: int) -> tuple[float, float, int]:
    """Share of characters kept, characters sent a turn, and model calls."""
    with ProviderServer(say) as server, tempfile.TemporaryDirectory() as home:
        model = MODELS[protocol](server.address)
        begins: list[int] = []
        with Assistant.open(home=Path(home), model=model) as assistant:
            for number in range(turns):
                begins.append(len(server.requests))
                turn = assistant.ask(ASKED.format(number), "t")
                turn = assistant.decide({one.id: Decision.approve() for one in turn.approvals})
                if turn.status != "done":
                    raise SystemExit(f"{protocol}: {turn.error}")
        requests = [list(parts(body)) for _, body in server.requests]
    counted = range(begins[1], len(requests))
    sent = [sum(map(len, request)) for request in requests]
    kept = [kept_chars(requests[i], requests[:i], marked=protocol.startswith("anthropic")) for i in counted]
    total = sum(sent[i] for i in counted)
    return sum(kept) / total, total / (turns - 1), len(requests)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=20)
    turns = parser.parse_args().turns
    print(f"{'protocol':14}{'kept':>8}{'characters a turn':>20}{'calls':>8}")
    for protocol in PROTOCOLS:
        share, chars, calls = measured(protocol, turns)
        print(f"{protocol:14}{share:>8.1%}{chars:>20,.0f}{calls:>8}")


if __name__ == "__main__":
    main()
