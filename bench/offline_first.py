"""What the built-in model takes before the language model is asked: how much, and how much of it wrongly.

    python bench/offline_first.py WORKBENCH [CREATING]

WORKBENCH is the folder of the suite that bench/understanding.py reads, CREATING a file of sentences that make
an event, one JSON object a line: `text`, `date`, `time`, `minutes`, `attendees`. Behind it stands a language
model that does nothing: what it is left with is neither right nor wrong here. Tokens saved are the prompt and
the tools of each call that a language model would have made in the same way, by four characters each.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from langchain_core.language_models import BaseChatModel  # noqa: E402 - the path comes first
from langchain_core.messages import AIMessage  # noqa: E402
from langchain_core.outputs import ChatGeneration, ChatResult  # noqa: E402
from understanding import workbench  # noqa: E402
from workbench_home import World  # noqa: E402

NOW = "2026-11-18T10:00:00-05:00"
ZONE = "America/New_York"
CHARS_OF_A_CALL = {"supervisor": 3_200, "calendar": 6_000, "email": 5_800}
"""Prompt and tools of each agent, which every call carries: tests/agents/snapshots has them."""


class Idle(BaseChatModel):
    """A language model that does nothing."""

    @property
    def _llm_type(self) -> str:
        return "idle"

    def bind_tools(self, tools: Any, **_: Any) -> Any:  # noqa: ARG002
        return self

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("I leave that to you."))])


def first(home: Path, **more: Any) -> Any:
    """An assistant whose built-in model is asked first."""
    from assistant import Assistant
    from assistant.settings import load_settings

    settings = load_settings(home=home, model="idle:idle", model_first="offline", **more)
    return Assistant.open(settings=settings, model=Idle())


def of_workbench(home: Path, world: World) -> Any:
    from workbench_home import USER_NAME

    zone = getattr(world.now.tzinfo, "key", "UTC")
    return first(home, now=world.now.isoformat(), time_zone=zone, user_name=USER_NAME)


def print_workbench(folder: Path) -> None:
    count: Counter[str] = Counter()
    for outcome in workbench(folder, opened=of_workbench):
        count["tasks"] += 1
        if outcome.turn.answered_by != "offline":
            count["wrong acts of what was left"] += bool(outcome.done)
            continue
        count["taken"] += 1
        count["right"] += outcome.correct
        count["wrong acts"] += outcome.side_effect
        count["calls"] += outcome.turn.usage.model_calls
        count["tokens"] += _tokens(outcome.handed_on)
        if not outcome.correct:
            print(
                f"  taken, not right: {outcome.task['query'][:140]!r}"
                f"\n    {outcome.reply[:140]!r} {outcome.done}",
                flush=True,
            )
    print("WorkBench, everything approved:")
    _print(count)


def _tokens(handed_on: Counter[str]) -> int:
    """What a language model would have read that makes the same calls, each in a call of its own."""
    return sum(calls * CHARS_OF_A_CALL.get(agent, 0) // 4 for agent, calls in handed_on.items())


def print_creating(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    count: Counter[str] = Counter()
    took: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        people = _people(rows, home)
        with first(
            home, now=NOW, time_zone=ZONE, user_name="Sam Reed", user_email="sam@example.com"
        ) as assistant:
            assistant.load()
            for row in rows:
                count["tasks"] += 1
                started = time.perf_counter()
                turn = assistant.ask(row["text"], thread=row["id"])
                took.append(time.perf_counter() - started)
                if turn.answered_by != "offline":
                    continue
                count["taken"] += 1
                wrong = [*_differences(row, turn, people)]
                count["right"] += not wrong
                count["wrong acts"] += bool(wrong)
                count["calls"] += turn.usage.model_calls
                if wrong:
                    summaries = [approval.summary for approval in turn.approvals]
                    print(f"  wrong: {row['text'][:120]!r} {wrong} {summaries}")
    print(f"\nSentences that make an event ({1000 * statistics.median(took):.0f} ms a turn at the median):")
    _print(count)


def _people(rows: list[dict[str, Any]], home: Path) -> dict[str, str]:
    """A contact for each name; their addresses, by name in small letters."""
    names = sorted({name.strip().lower() for row in rows for name in row.get("attendees", [])})
    (home / "contacts").mkdir()
    for place, name in enumerate(names):
        whole = (
            name.title()
            if " " in name
            else f"{name.title()} Q{chr(97 + place % 26)}{chr(97 + place // 26)}son"
        )
        lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:p{place}", f"FN:{whole}", f"EMAIL:p{place}@example.com"]
        (home / "contacts" / f"p{place}.vcf").write_text("\r\n".join([*lines, "END:VCARD", ""]), newline="")
    return {name: f"p{place}@example.com" for place, name in enumerate(names)}


def _differences(row: dict[str, Any], turn: Any, people: dict[str, str]) -> Iterator[str]:
    """Where the one proposal differs; both readings of "next Friday" and "at 6" will do."""
    if [approval.action for approval in turn.approvals] != ["create_calendar_event"]:
        yield "another act"
        return
    args = turn.approvals[0].args
    start, end = str(args["start_time"]).partition("[")[0], str(args["end_time"]).partition("[")[0]
    if row.get("date") and start[:10] != row["date"] and not _is_a_week_later(start, row):
        yield "day"
    if row.get("time") and start[11:16] != row["time"] and not _is_the_other_half(start, row):
        yield "time"
    if row.get("minutes") and len(end) > 10:
        lasts = datetime.fromisoformat(end) - datetime.fromisoformat(start)
        if lasts.total_seconds() != 60 * row["minutes"]:
            yield "length"
    wanted = {people[name.strip().lower()] for name in row.get("attendees", [])}
    invited = set(re.findall(r"p\d+@example\.com", str(args["attendees"])))
    if wanted - invited or (wanted and invited - wanted):
        yield "guests"


def _is_a_week_later(start: str, row: dict[str, Any]) -> bool:
    named = re.search(r"\bnext (?:sun|mon|tue|wed|thu|fri|sat)", row["text"], re.IGNORECASE)
    days = datetime.fromisoformat(start[:10]) - datetime.fromisoformat(row["date"])
    return bool(named) and days.days == 7


def _is_the_other_half(start: str, row: dict[str, Any]) -> bool:
    bare = re.search(r"\bat \d{1,2}(?![:\d])(?!\s*[ap]\.?m)", row["text"], re.IGNORECASE)
    same_minute = start[14:16] == row["time"][3:]
    return bool(bare) and same_minute and (int(start[11:13] or 0) - int(row["time"][:2])) % 12 == 0


def _print(count: Counter[str]) -> None:
    tasks, taken = count["tasks"], count["taken"]
    print(
        f"  taken without a call   {taken} of {tasks} ({100 * taken / tasks:.1f} %),"
        f" calls made for them: {count['calls']}"
    )
    print(f"  right                  {count['right']} of {taken}")
    print(f"  wrong acts             {count['wrong acts']} of {taken}")
    if count["tokens"]:
        print(f"  tokens saved           about {count['tokens']:,}, {count['tokens'] // taken:,} a request")


if __name__ == "__main__":
    for given in map(Path, sys.argv[1:]):
        print_workbench(given) if given.is_dir() else print_creating(given)
