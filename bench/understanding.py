"""What the built-in model understands, of its own sentences and on public suites.

    python bench/understanding.py [FOLDER] [--only tasks|workbench|slurp|time|speed] [--wrong] [--match TEXT]

The tasks are those of `tests/agents/offline/tasks`; they need no FOLDER. It holds the other suites; the
default is ASSISTANT_EVAL, or `../shared/eval` beside the repository.
WorkBench runs the whole assistant on a home for each task, with everything approved, and compares the
home afterwards. SLURP asks the supervisor alone where it would send each sentence.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from workbench_home import USER_NAME, World, actions, lay_out  # noqa: E402 - the path comes first

MOST_ROUNDS = 20


@dataclass(frozen=True)
class Outcome:
    """What became of one WorkBench task."""

    task: dict[str, Any]
    correct: bool
    side_effect: bool
    asked: bool
    reply: str
    done: list[dict[str, Any]]
    turn: Any
    handed_on: Counter[str]
    """How often each agent handed something on or called a tool."""


def print_tasks(*, wrong: bool) -> None:
    from tests.agents.offline.task import USER, carried_out, tasks

    os.environ |= USER
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for task in tasks():
        with tempfile.TemporaryDirectory() as home:
            result = carried_out(task, Path(home))
        for kind in (task.kind, "all"):
            counts[kind] += Counter([result.outcome.value, "n"])
            wrong_marks = len(set(result.marks) - set(task.marks))
            counts[kind] += Counter(cards=result.cards, marked=result.marked, wrongly=wrong_marks)
        if wrong and result.missed:
            print("\n    ".join([f"--- {task.kind}: {task.turns}", *result.missed, f"said: {result.said}"]))
    print(f"\n{'own tasks':14s}{'tasks':>7s}{'right':>8s}{'asked':>8s}{'wrong':>8s}{'cards':>8s}", end="")
    print(f"{'marked':>8s}{'wrongly':>9s}")
    for kind in sorted(counts, key=lambda kind: kind == "all"):
        count = counts[kind]
        columns = "".join(f"{count[name]:8d}" for name in ("right", "asked", "wrong", "cards", "marked"))
        print(f"{kind:14s}{count['n']:7d}{columns}{count['wrongly']:9d}")


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("suite_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def workbench(
    folder: Path,
    match: str = "",
    extra: Path | None = None,
    opened: Callable[[Path, World], Any] | None = None,
) -> Iterator[Outcome]:
    """Every task on a fresh copy of the world, done by what `opened` makes of it."""
    world = World.read(folder)
    scorer = load_scorer(folder / "score.py")
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch) / "template"
        lay_out(world, template)
        with _open(template, world) as assistant:
            _index(assistant)
        for task in json_lines(extra or folder / "tasks.jsonl"):
            if (
                match
                and match not in task["id"]
                and match not in task["template_id"]
                and match not in task["query"]
            ):
                continue
            home = Path(scratch) / "home"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(template, home)
            yield _run(task, world, home, scorer, opened or _open)


def _index(assistant: Any) -> None:
    """Let the stores read all files now, so that no answer is given before they have."""
    assistant.home.calendar.wait()
    assistant.home.mailbox.catch_up()


def _open(home: Path, world: World) -> Any:
    from assistant import Assistant

    return Assistant.open(home=home, model="offline", now=world.now)


def _run(
    task: dict[str, Any],
    world: World,
    home: Path,
    scorer: ModuleType,
    opened: Callable[[Path, World], Any],
) -> Outcome:
    from assistant import Decision

    with opened(home, world) as assistant:
        _index(assistant)
        # The queries hold line breaks as \\n, their solutions as line breaks.
        turn = assistant.ask(task["query"].replace("\\n", "\n"), thread="bench")
        for _ in range(MOST_ROUNDS):
            if not turn.approvals:
                break
            turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
        flow = assistant.trace("bench")
    handed_on = Counter(one.sender for one in flow if one.type in ("delegation", "task"))
    done = actions(world, home)
    gold = [action for action in task["gold_actions"] if action]
    after, wanted = _state(scorer, done), _state(scorer, gold)
    correct = after == wanted
    reply = turn.reply or str(turn.error)
    return Outcome(
        task, correct, bool(done) and not correct, reply.rstrip().endswith("?"), reply, done, turn, handed_on
    )


def _state(scorer: ModuleType, done: list[dict[str, Any]]) -> Any:
    """The world after these actions. Rows are compared without their order, new ones without their number."""
    before = scorer.S0
    known = [set(rows) for rows in before]
    tables = scorer.run(done)
    return [
        sorted(
            row if row in known[table] or row[0] in _ids(before[table]) else ("new", *row[1:]) for row in rows
        )
        for table, rows in enumerate(tables)
    ]


def _ids(rows: list[tuple[str, ...]]) -> set[str]:
    return {row[0] for row in rows}


def print_workbench(folder: Path, *, wrong: bool, match: str, extra: Path | None) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in workbench(folder, match, extra):
        for suite in (outcome.task["suite"], "all"):
            counts[suite]["n"] += 1
            counts[suite]["right"] += outcome.correct
            counts[suite]["side"] += outcome.side_effect
            counts[suite]["asked"] += outcome.asked and not outcome.correct
        if wrong and not outcome.correct:
            print(f"--- {outcome.task['id']}: {outcome.task['query']}\n    said: {outcome.reply}")
            print(f"    did:  {outcome.done}\n    gold: {outcome.task['gold_actions']}")
    print("\nWorkBench, everything approved (GPT-4, 2024, on the same 140: 68.6 % right, 9.3 % side effects)")
    print(f"{'suite':14s}{'tasks':>7s}{'right':>9s}{'side effects':>14s}{'asked':>8s}")
    for suite, count in counts.items():
        n = count["n"]
        print(
            f"{suite:14s}{n:7d}{100 * count['right'] / n:8.1f}%"
            f"{100 * count['side'] / n:13.1f}%{count['asked']:8d}"
        )


def route(text: str) -> str:
    """Where the supervisor sends a sentence: `calendar`, `email`, `both`; `none` when it declines or asks."""
    return _named(agents_of(text))


def _named(agents: frozenset[str]) -> str:
    return "both" if len(agents) > 1 else next(iter(agents), "none")


def agents_of(text: str) -> frozenset[str]:
    """The agents to which the supervisor sends a sentence.

    A look whether a routine is called so finds none: what comes of the sentence then is what counts.
    """
    from langchain_core.messages import HumanMessage, ToolMessage

    from agents.now_line import with_now
    from agents.offline.asking.specialists import tools as tools_of_agents
    from agents.offline.chat_model import OfflineChatModel
    from agents.offline.routines.unnamed_wishes import unnamed_in

    errands = tools_of_agents()
    tools = [_tool(name) for name in errands.values()]
    model, said = OfflineChatModel().bind_tools(tools), with_now([HumanMessage(text)], NOW, {})
    answer = model.invoke(said)
    if [call["name"] for call in answer.tool_calls] == [errands["routines"]] and unnamed_in(text):
        none = {"outcome": "answered", "spoken": "", "about": {"met": False}, "agent": "routines"}
        call = answer.tool_calls[0]
        found = ToolMessage("answered:", tool_call_id=call["id"], name=call["name"], artifact=none)
        answer = model.invoke([*said, answer, found])
    called = {call["name"] for call in answer.tool_calls}
    return frozenset(str(agent) for agent, name in errands.items() if name in called)


NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/London"))


def _tool(name: str) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {"name": name, "description": "", "parameters": {"type": "object", "properties": {}}},
    }


def _is_ours_by_its_words(row: dict[str, Any], agents: frozenset[str]) -> bool:
    """Whether it went to an agent that the suite has no label for: to-dos, reminders without an hour, which
    are to-dos here, and what waits for a mail. What there is to do on a day is on the list and in the
    calendar: both are looked at.
    """
    to_do = agents == {"tasks"} and (row["intent"].startswith("lists_") or "remind" in row["text"])
    beside = agents == {"calendar", "tasks"} and row["intent"] == "calendar_query"
    return to_do or beside or (agents == {"routines"} and row["intent"] == "email_query")


def print_slurp(folder: Path, *, wrong: bool) -> None:
    rows = json_lines(folder / "slurp_devel.jsonl")
    sent = [(row, agents_of(row["text"])) for row in rows]
    routed = [(row, _named(agents)) for row, agents in sent]
    acted = [(row, agent) for row, agent in routed if agent != "none"]
    outside = [row for row in rows if row["target_agent"] == "none"]
    false = [row for row, _ in acted if row["target_agent"] == "none"]
    right = [row for row, agent in acted if row["target_agent"] == agent]
    print("\nSLURP (HerMiT, which always answers: 97.4 % routed right, 93.9 % recall on calendar and email)")
    print(f"acts on out-of-scope: {len(false)} of {len(outside)} = {100 * len(false) / len(outside):.2f} %")
    print(
        f"of what it acts on, right: {len(right)} of {len(acted)}"
        f" = {100 * len(right) / max(len(acted), 1):.1f} %"
    )
    ours = [row for row, agents in sent if _is_ours_by_its_words(row, agents)]
    print(
        f"counting to-dos, which the suite calls lists and reminders, also beside the calendar, and watches"
        f" for mails: acts on {100 * (len(false) - sum(row in false for row in ours)) / len(outside):.2f} %,"
        f" right {100 * (len(right) + len(ours)) / max(len(acted), 1):.1f} %"
    )
    same = sum(row["target_agent"] == agent for row, agent in routed)
    print(f"same three-way class: {100 * same / len(rows):.1f} %")
    for agent in ("calendar", "email"):
        mine = [got for row, got in routed if row["target_agent"] == agent]
        print(f"recall {agent}: {100 * mine.count(agent) / len(mine):.1f} % of {len(mine)}")
    if wrong:
        for row, agent in routed:
            if agent != row["target_agent"]:
                print(f"    {row['target_agent']:9s}-> {agent:9s}{row['intent']:22s}{row['text']}")


def print_speed(folder: Path, *, cold: bool = False) -> None:
    """Time of one model call, over the suites' sentences, and of loading.

    A process that stays has warmed up before it is asked; `cold`: as one that was just begun.
    """
    from agents.offline.chat_model import warm_up

    texts = [task["query"] for task in json_lines(folder / "workbench" / "tasks.jsonl")]
    texts += [row["text"] for row in json_lines(folder / "intents" / "slurp_devel.jsonl")[:860]]
    route(texts[0])
    begun = time.process_time()
    if not cold:
        warm_up()
    warmed = 1000 * (time.process_time() - begun)
    took = []
    for text in texts:
        begun = time.process_time()
        route(text)
        took.append(1000 * (time.process_time() - begun))
    took.sort()
    print(
        f"\none model call, processor time: median {statistics.median(took):.1f} ms, "
        f"99th percentile {took[int(len(took) * 0.99)]:.1f} ms, longest {took[-1]:.1f} ms "
        f"({len(took)} calls, after {warmed:.0f} ms of warming up)"
    )
    with tempfile.TemporaryDirectory() as cache:
        kept = {"PYTHONPYCACHEPREFIX": cache, "PYTHONDONTWRITEBYTECODE": ""}
        first, *loading = [_import_ms(kept) for _ in range(6)]
    print(
        f"loading, beyond langchain_core: median {statistics.median(loading):.0f} ms of processor time, "
        f"the very first time, when Python compiles the modules, {first:.0f} ms"
    )


def _import_ms(environment: dict[str, str]) -> float:
    code = (
        "from langchain_core.language_models import BaseChatModel; "
        "from langchain_core.messages import AIMessage; from langchain_core.tools import BaseTool; "
        "from langchain_core.callbacks import CallbackManagerForLLMRun; "
        "from langchain_core.outputs import ChatResult; from langchain_core.runnables import Runnable; "
        "from langchain_core.utils.function_calling import convert_to_openai_tool; "
        "import time; t = time.process_time(); "
        "from agents.offline.chat_model import vote; vote('hello'); print(1000 * (time.process_time() - t))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def print_time(folder: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "bench" / "timewords.py"), str(folder)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=None)
    parser.add_argument("--only", choices=["tasks", "workbench", "slurp", "time", "speed"])
    parser.add_argument("--wrong", action="store_true", help="show what went wrong")
    parser.add_argument("--match", default="", help="only WorkBench tasks with this in their id or query")
    parser.add_argument("--cold", action="store_true", help="the speed of a process that was just begun")
    parser.add_argument("--tasks", type=Path, help="other tasks in WorkBench's world")
    given = parser.parse_args()
    if given.only in (None, "tasks"):
        print_tasks(wrong=given.wrong)
    if given.only == "tasks":
        return
    folder = given.folder or Path(os.environ.get("ASSISTANT_EVAL", ROOT.parent / "shared" / "eval"))
    world = World.read(folder / "workbench")
    os.environ |= {
        "ASSISTANT_USER_NAME": USER_NAME,
        "ASSISTANT_USER_EMAIL": world.user_email,
        "ASSISTANT_TIME_ZONE": "UTC",
    }
    if given.only in (None, "workbench"):
        print_workbench(folder / "workbench", wrong=given.wrong, match=given.match, extra=given.tasks)
    if given.only in (None, "slurp"):
        print_slurp(folder / "intents", wrong=given.wrong)
    if given.only in (None, "time"):
        print_time(folder / "time")
    if given.only in (None, "speed"):
        print_speed(folder, cold=given.cold)


if __name__ == "__main__":
    main()
