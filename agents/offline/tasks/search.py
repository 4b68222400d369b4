"""Finding the task that is meant."""

from collections.abc import Generator, Sequence
from typing import Any

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, choose, read, which
from agents.offline.asking.script import Call, Result, Round
from agents.offline.asking.selection import titled
from agents.offline.reading.references import Reference
from agents.offline.tasks.frames import TASKS, OfTask
from agents.offline.tasks.reports import described

MOST = 200
MOST_OPTIONS = 5
Entry = dict[str, Any]
Found = Generator[Round, Sequence[Result], Entry]


def find_whole(request: Request, ref: Reference) -> Found:
    """The open task that another one is to be a part of; raises what `find` raises."""
    return find(request, OfTask(ref.begin, ref.stop, target=ref))


def find(request: Request, frame: OfTask) -> Found:
    """The task that an instruction is about.

    Raises:
        QuestionError: several fit, or it isn't said which is meant.
        UnableError: there is none.
    """
    ref = frame.target
    if ref is None or (ref.pronoun and not ref.handle):
        raise which(TASKS)
    states = [frame.state, *(["all"] if frame.state != "open" else [])]
    for state in states:
        (result,) = yield [Call("list_tasks", {"state": "all" if ref.handle else state, "limit": MOST})]
        entries = fitting(read(result).get("tasks", []), ref)
        if entries:
            return _settled(request, entries)
    raise UnableError(f"I found no task {_named(ref)}, so nothing was done.")


def fitting(entries: Sequence[Entry], ref: Reference) -> list[Entry]:
    """Those that a reference may mean."""
    if ref.handle:
        return [entry for entry in entries if str(entry["id"]).startswith(ref.handle)]
    return titled(list(entries), ref.title or ref.words, "title")


def _settled(request: Request, entries: list[Entry]) -> Entry:
    if len(entries) == 1:
        return entries[0]
    options = [described(entry) for entry in entries[:MOST_OPTIONS]]
    more = len(entries) - len(options)
    lines = "; ".join(f"({number}) {option}" for number, option in enumerate(options, 1))
    rest = f"; and {more} more" if more else ""
    chosen = choose(request, f"Which task do you mean: {lines}{rest}?", options)
    if len(chosen) != 1:
        raise UnableError("All right, nothing was done.")
    return entries[chosen[0]]


def _named(ref: Reference) -> str:
    return f"called '{ref.title}'" if ref.title else f"about '{ref.words}'" if ref.words else "with that id"
