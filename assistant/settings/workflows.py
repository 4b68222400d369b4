"""What the settings say of workflows: steps under a name."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from tools.values import Value

Kind = Literal["ask", "agenda", "mail", "brief"]
KINDS: tuple[Kind, ...] = ("ask", "agenda", "mail", "brief")
STOP, SKIP = "stop", "skip"


class Step(Value):
    """One step: a turn (`ask`), or a look by code (`agenda`, `mail`, `brief`)."""

    kind: Kind
    text: str
    """What is said or looked for; `{1}` is what came of the first step."""
    retry: int = 0
    """How often it is tried again when it fails."""
    on_error: str = STOP
    """Once it has failed: `stop`, `skip`, or what is said instead of it."""


class Workflow(Value):
    """Steps under a name, as `[workflows.NAME]` in `assistant.toml` has them."""

    name: str
    steps: tuple[Step, ...]


def workflows_of(tables: Mapping[str, Any]) -> dict[str, Workflow]:
    """The workflows of the settings, by name.

    Raises:
        ValueError: a table can't be used.
    """
    return {
        str(name): Workflow(name=str(name), steps=tuple(_steps(str(name), table)))
        for name, table in tables.items()
    }


def _steps(name: str, table: Any) -> Iterator[Step]:
    steps = table.get("steps") if isinstance(table, Mapping) else None
    if not isinstance(steps, list | tuple) or not steps:
        raise ValueError(f'{name}: give steps, like [{{ask = "…"}}, {{agenda = "today"}}]')
    for no, step in enumerate(steps, 1):
        kinds = [kind for kind in KINDS if isinstance(step, Mapping) and kind in step]
        if len(kinds) != 1:
            raise ValueError(f"{name}, step {no}: give one of {', '.join(KINDS)}")
        retry, on_error = step.get("retry", 0), step.get("on_error", STOP)
        if unknown := set(step) - {*KINDS, "retry", "on_error"}:
            raise ValueError(f"{name}, step {no}: there is no {', '.join(sorted(unknown))}")
        if not isinstance(retry, int) or retry < 0 or not isinstance(on_error, str):
            raise ValueError(f'{name}, step {no}: retry is a number, on_error "stop", "skip" or what to say')
        yield Step(kind=kinds[0], text=str(step[kinds[0]]), retry=retry, on_error=on_error)
