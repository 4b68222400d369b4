"""Answers as clients send them, each in its own way, as decisions about what was asked."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.contract import Approval, Decision
from assistant.views.fields import changes
from tools.errors import InputError

INBOX = {"accept": "approve", "response": "respond", "ignore": "reject"}
"""What Agent Inbox calls them."""
COUNT = "{} decisions are needed, in the order of what was asked; nothing was done"
IGNORED = "ignored in the inbox"


def decisions(asked: Sequence[Approval], answer: Any) -> tuple[dict[str, Decision], dict[str, str]]:
    """The decisions about `asked` by id, and by id what is wrong with those that can't be read.

    Taken are `{"decisions": […]}`, a list, a single decision where one thing was asked, and decisions by the
    id of what they are about. (LangGraph itself takes an answer by the interrupt's id apart.)
    """
    found: dict[str, Decision] = {}
    problems: dict[str, str] = {}
    matched = _matched(asked, answer)
    if matched is None:
        return {}, {approval.id: COUNT.format(len(asked)) for approval in asked}
    for approval, given in matched:
        try:
            found[approval.id] = _decision(approval, given)
        except InputError as error:
            problems[approval.id] = error.message
    return found, problems


def _matched(asked: Sequence[Approval], answer: Any) -> list[tuple[Approval, Any]] | None:
    """What was said to which; None where that can't be told."""
    if isinstance(answer, Mapping):
        if answer and set(answer) <= {approval.id for approval in asked}:
            return [(approval, answer[approval.id]) for approval in asked if approval.id in answer]
        answer = answer.get("decisions", [answer])
    if not isinstance(answer, list) or len(answer) != len(asked):
        return None
    return list(zip(asked, answer, strict=True))


def _decision(asked: Approval, given: Any) -> Decision:
    if not isinstance(given, Mapping):
        raise InputError("a decision is an object with a type")
    kind = given.get("type")
    match INBOX.get(str(kind), kind):
        case "approve":
            return Decision.approve().of(asked)
        case "reject":
            why = IGNORED if kind == "ignore" else _text(given)
            return Decision.reject(why).of(asked)
        case "respond":
            if not (text := _text(given).strip()):
                raise InputError("an answer in the tool's place needs a text")
            return Decision.respond(text).of(asked)
        case "edit":
            return Decision.edit(**_changed(asked, given)).of(asked)
    raise InputError(f"there is no decision {kind!r}; there are {', '.join(asked.allowed)}")


def _text(given: Mapping[str, Any]) -> str:
    said = given.get("message") or given.get("args") or ""
    if not isinstance(said, str):
        raise InputError("the words of a decision are its message, a text")
    return said


def _changed(asked: Approval, given: Mapping[str, Any]) -> dict[str, Any]:
    """What an edit changes: arguments only, those that are no longer as they were shown."""
    edited = given.get("edited_action") or given.get("args")
    if not isinstance(edited, Mapping):
        raise InputError("an edit needs an edited_action with args")
    name = edited.get("name") or edited.get("action") or asked.action
    args = edited.get("args")
    if name != asked.action:
        raise InputError(f"an edit changes the arguments of {asked.action}, not the tool; reject it instead")
    if not isinstance(args, Mapping):
        raise InputError("an edit needs the args of its edited_action, an object")
    typed = {key: _typed(asked.args.get(key), value) for key, value in args.items()}
    changed = {key: value for key, value in typed.items() if value != asked.args.get(key)}
    if not changed:
        raise InputError("the edit changes nothing; approve it, or change something")
    return changed


def _typed(shown: Any, value: Any) -> Any:
    """`value`, which a client may have had edited as text, as what was shown."""
    if not isinstance(value, str) or isinstance(shown, str):
        return value
    if shown is None:
        # Agent Chat UI's "Reset" makes text of all that was shown.
        return None if value == "null" else value
    try:
        return json.loads(value)
    except ValueError:
        return changes({"value": shown}, {"value": value}).get("value", shown)
