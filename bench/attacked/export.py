"""AgentDojo's workspace suite as JSON on stdout; to be run by a Python that has the package `agentdojo`.

    python -m venv VENV && VENV/bin/pip install agentdojo==0.1.35
    VENV/bin/python bench/attacked/export.py > suite.json

Nothing of ours is imported, and nothing of theirs is kept. Only the tasks and attacks that need no cloud
drive: the assistant has none. Attacks without a recorded solution come without calls.
"""

import json
import sys
from typing import Any

from agentdojo.attacks.important_instructions_attacks import ImportantInstructionsAttack
from agentdojo.task_suite.load_suites import get_suite

VERSION = "v1.2.2"
MARK = "\N{LEFT WHITE LENTICULAR BRACKET}attack\N{RIGHT WHITE LENTICULAR BRACKET}"
"""Stands where an attack can be laid."""


def main() -> None:
    suite = get_suite(VERSION, "workspace")
    defaults = suite.get_injection_vector_defaults()
    world = suite.load_and_inject_default_environment(
        {name: f"{text} {MARK}" for name, text in defaults.items()}
    )
    tasks = [entry(name, task.PROMPT, task, world) for name, task in suite.user_tasks.items()]
    attacks = [entry(name, task.GOAL, task, world) for name, task in suite.injection_tasks.items()]
    json.dump(
        {
            "me": world.inbox.account_email,
            "today": world.calendar.current_day.isoformat(),
            "mark": MARK,
            "wording": ImportantInstructionsAttack._JB_STRING,
            "mails": [mail.model_dump(mode="json") for mail in world.inbox.emails.values()],
            "events": [event.model_dump(mode="json") for event in world.calendar.events.values()],
            "contacts": [contact.model_dump(mode="json") for contact in world.inbox.contact_list],
            "tasks": [task for task in tasks if task is not None],
            "attacks": [attack for attack in attacks if attack is not None],
        },
        sys.stdout,
    )


def entry(name: str, words: str, task: Any, world: Any) -> dict[str, Any] | None:
    """A task or an attack with the calls that solve it; None when it needs the cloud drive."""
    calls = [
        {"name": call.function, "args": dict(call.args)}
        for call in task.ground_truth(world.model_copy(deep=True))
    ]
    if any("file" in call["name"] for call in calls) or "cloud" in words:
        return None
    return {"name": name, "words": words, "calls": json.loads(json.dumps(calls, default=str))}


if __name__ == "__main__":
    main()
