"""What a language model would call for a sentence (`calls/*.toml`), and how the world is afterwards.

Each file is one home, in which its steps are taken one after the other:

    world    where it begins, one of `offline/worlds.toml`
    say      what the person says; each step is a conversation of its own
    calls    the calls of one agent, in order. "@Title" in them is the id of what was last told of so titled
    told     parts of what the last tool has told
    answered, unanswered   what the answer of a tool that was carried out says, and doesn't say
    refused  part of why a tool wouldn't: then nobody was asked
    cards    how many approvals were asked for; one, unless it is said

What an earlier step has made is named by its title: "@Title" as a key of `changed`, in `gone`.
And what is new, changed, gone, sent and so on, as in `offline/task.py`. What is not named is not changed.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from assistant.testing import ScriptedModel, calls, says
from tests.agents.offline.desk import Desk
from tests.agents.offline.task import USER, Task, missed_in
from tests.agents.offline.worlds import OTHER_PROGRAMS, World, lay_out

HERE = Path(__file__).parent / "calls"
AGENTS = {
    "calendar": ("schedule_event", "list_calendar_events"),
    "email": ("manage_email", "search_emails"),
    "tasks": ("manage_tasks", "list_tasks"),
    "contacts": ("manage_contacts", "merge_contacts"),
}
"""By whom the calls are made: the supervisor's tool for them, and one that only they have."""
NAMES = ("title", "subject", "name", "summary")


@pytest.mark.parametrize("path", sorted(HERE.glob("*.toml")), ids=lambda path: path.stem)
def test_the_world_is_as_it_should_be_after_each_call(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, value in USER.items():
        monkeypatch.setenv(name, value)
    scene = tomllib.loads(path.read_text(encoding="utf-8"))
    home = tmp_path / "home"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / OTHER_PROGRAMS))
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    lay_out(scene["world"], home)
    model = ScriptedModel(script={key: [] for pair in AGENTS.values() for key in pair})
    desk = Desk(home, model)  # type: ignore[arg-type]  # any chat model does
    found: dict[str, list[str]] = {}
    try:
        for number, step in enumerate(scene["step"]):
            if wrong := list(taken(desk, model, scene["agent"], step, f"t{number}")):
                found[step["say"]] = wrong
    finally:
        desk.assistant.close()
    assert not found, "\n".join(f"{say}: {'; '.join(wrong)}" for say, wrong in found.items())


def taken(
    desk: Desk, model: ScriptedModel, agent: str, step: Mapping[str, Any], thread: str
) -> Iterator[str]:
    """Take a step; in words, what is otherwise than it should be."""
    hands_on, own = AGENTS[step.get("agent", agent)]
    model.script = {
        hands_on: [calls((hands_on, {"request": step["say"]})), says("Done.")],
        own: [*(lambda messages, call=call: asked(call, messages) for call in step["calls"]), says("Done.")],
    }
    before, shown = World.read(desk.home), len(desk.shown)
    turn = desk.say(step["say"], thread)
    after = World.read(desk.home)
    new = tuple(letter for letter in after.letters if letter not in before.letters)
    yield from missed_in(Task(agent, named(step, before)), before, replace(after, letters=new))
    if turn.error:
        yield f"error: {turn.error}"
    told = last_told(model, own)
    for part in step.get("told", ()):
        if part not in told:
            yield f"not told: {part}; told: {told}"
    if (part := step.get("answered", "")) not in told:
        yield f"not answered: {part}; told: {told}"
    if (part := step.get("unanswered")) and part in told:
        yield f"answered: {told}"
    refused = step.get("refused", "")
    if refused and refused not in told:
        yield f"not refused: {told}"
    wanted = step.get("cards", 0 if refused or step.get("told") else 1)
    if len(desk.shown) - shown != wanted:
        yield f"cards: {[card.summary for card in desk.shown[shown:]]}; told: {told}"


def named(step: Mapping[str, Any], before: World) -> Mapping[str, Any]:
    """`step` with the events that earlier steps have made as they are called in their files."""
    titles = {f"@{event.title}": name for name, event in before.events.items()}
    titles |= {f"@{to_do.title}": name for name, to_do in before.to_dos.items()}
    gone = {key: [titles.get(one, one) for one in step.get(key, ())] for key in ("gone", "to_dos_gone")}
    changed = {
        key: {titles.get(one, one): values for one, values in step.get(key, {}).items()}
        for key in ("changed", "to_dos_changed")
    }
    return {**step, **gone, **changed}


def asked(call: Sequence[Any], messages: list[BaseMessage]) -> AIMessage:
    name, args = call
    return calls((name, with_ids(args, messages)))


def with_ids(value: Any, messages: list[BaseMessage]) -> Any:
    """`value` with "@Title" in the place of which the id of that stands."""
    if isinstance(value, dict):
        return {name: with_ids(each, messages) for name, each in value.items()}
    if isinstance(value, list):
        return [with_ids(each, messages) for each in value]
    if not isinstance(value, str) or "@" not in value[:1]:
        return value
    told = [
        json.loads(m.text) for m in reversed(messages) if isinstance(m, ToolMessage) and m.text[:1] in "{["
    ]
    ids = (id_of(value[1:], each) for each in told)
    return next(filter(None, ids), value)


def id_of(title: str, told: Any) -> str:
    """The id of what has this title, anywhere in JSON."""
    if isinstance(told, dict):
        if "id" in told and any(told.get(name) == title for name in NAMES):
            return str(told["id"])
        told = list(told.values())
    found = (id_of(title, each) for each in told) if isinstance(told, list) else ()
    return next(filter(None, found), "")


def last_told(model: ScriptedModel, agent: str) -> str:
    """What the last tool told this agent."""
    heard = [messages for key, messages in model.heard if key == agent][-1]
    tools = [message.text for message in heard if isinstance(message, ToolMessage)]
    return tools[-1] if tools else ""
