"""What the agents' answers come to, by their outcome: refused is never told as done."""

from collections.abc import Sequence

from agents.offline.asking import reports
from agents.offline.asking.script import Result


def spoken(results: Sequence[Result]) -> str:
    """What the agents' answers come to, by their outcome."""
    return "\n".join(_one(result) for result in results)


def _one(result: Result) -> str:
    said = reports.to_the_person(reports.without_ids(result.said))
    if result.error and not result.outcome:
        return f"That could not be done: {said}"
    if result.outcome == "refused" and not said.startswith("Not done"):
        return f"Not done: {said}"
    if result.outcome == "failed" and not said.startswith(("That could not", "Not done")):
        return said if "Not done" in said or "could not" in said else f"Not all of it was done: {said}"
    return said
