"""The commands about workflows: named steps of the settings, and their runs.

Each returns its exit code.

Raises:
    NotFoundError: there is no such workflow or run.
    ConflictError: its steps have changed since it began.
"""

from typing import TYPE_CHECKING

from assistant.commands.command import documents
from assistant.contract import DONE, FAILED, PAUSED
from assistant.views.text import as_lines, clean

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command
    from assistant.workflows import Run


def add_commands(add: "Add") -> None:
    """Put the commands of this file on the command line."""
    workflows = add("workflows", run_list, "named steps of the settings, and their runs")
    inside = workflows.add_subparsers(metavar="list|run|show|resume")
    add("list", run_list, "all workflows and runs", inside)
    add("run", run_start, "begin one", inside).add_argument("name", metavar="NAME")
    add("show", run_show, "where a run stands", inside).add_argument("id", metavar="RUN")
    add("resume", run_resume, "go on with a run that was left", inside).add_argument("id", metavar="RUN")


def run_list(command: "Command") -> int:
    from assistant.workflows import Workflows

    known = command.home.settings.workflows
    runs = Workflows(command.assistant).runs()
    lines = [f"{name}  {len(one.steps)} steps" for name, one in known.items()]
    lines += [f"{run.run}  {run.state}" for run in runs]
    shown = {"workflows": documents(list(known.values())), "runs": documents(runs)}
    return command.show(
        shown,
        lambda view: view.note(as_lines(lines or ["None; describe [workflows.NAME] in assistant.toml"])),
    )


def run_start(command: "Command") -> int:
    from assistant.workflows import Workflows

    return _show(command, Workflows(command.assistant).start(command.options.name))


def run_show(command: "Command") -> int:
    from assistant.workflows import Workflows

    return _show(command, Workflows(command.assistant).get(command.options.id), looks=True)


def run_resume(command: "Command") -> int:
    from assistant.workflows import Workflows

    return _show(command, Workflows(command.assistant).resume(command.options.id))


def _show(command: "Command", run: "Run", *, looks: bool = False) -> int:
    lines = [f"{run.run}  {run.state}"]
    for step in run.steps:
        tried = f", {step.attempts} tries" if step.attempts > 1 else ""
        lines.append(f"  {step.no}. {step.kind} {step.state}{tried}")
        lines += [f"     {line}".rstrip() for line in clean(step.text).splitlines()]
    command.show(run.json_dict(), lambda view: view.note(as_lines(lines)))
    if run.state == "paused" and not looks:
        command.tell(f"Answer it (assistant pending), then: assistant workflows resume {run.run}")
    return DONE if looks else {"paused": PAUSED, "done": DONE}.get(run.state, FAILED)
