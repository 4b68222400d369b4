"""Finding the task that is meant."""

from collections.abc import Sequence
from typing import Any

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, ask, choose, is_yes, read, which
from agents.offline.asking.script import Call, Part
from agents.offline.asking.selection import titled
from agents.offline.reading.references import Reference
from agents.offline.reading.words import FUNCTION
from agents.offline.tasks.frames import TASKS, OfTask
from agents.offline.tasks.reports import described, number
from tools.patterns import Pattern

MOST = 200
MOST_OPTIONS = 5
FEW = 10
Entry = dict[str, Any]


def find_whole(request: Request, ref: Reference) -> Part[Entry]:
    """The open task that another one is to be a part of; raises what `find` raises."""
    return find(request, OfTask(ref.begin, ref.stop, target=ref))


def find(request: Request, frame: OfTask) -> Part[Entry]:
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


def find_all(request: Request, frame: OfTask) -> Part[list[Entry]]:
    """Every open task; each has a card of its own, so only very many are asked about first.

    Raises:
        QuestionError: the user has not said yet that all of them are meant.
        UnableError: there is none, or not all of them are meant.
    """
    (result,) = yield [Call("list_tasks", {"state": frame.state, "limit": MOST})]
    entries: list[Entry] = read(result).get("tasks", [])
    if not entries:
        raise UnableError(f"There is no {frame.state} task, so nothing was done.")
    if len(entries) > FEW and not is_yes(
        ask(request, f"Do you mean all {number(len(entries), frame.state)}?")
    ):
        raise UnableError("All right, nothing was done.")
    return entries


def fitting(entries: Sequence[Entry], ref: Reference) -> list[Entry]:
    """Those that a reference may mean."""
    if ref.handle:
        return [entry for entry in entries if str(entry["id"]).startswith(ref.handle)]
    return about_it(entries, ref.title or ref.words)


def about_it(entries: Sequence[Entry], words: str) -> list[Entry]:
    """Those with these words in the title or the notes, "washing the car" being what "wash my car" is."""
    wanted = _stems(words)
    return titled(list(entries), words, "title") or [
        entry
        for entry in entries
        if wanted and wanted <= _stems(f"{entry.get('title', '')} {entry.get('notes', '')}")
    ]


def _stems(text: str) -> set[str]:
    """The words that say what is done, without what makes them verbs or several."""
    words = (word for word in _WORD.findall(text.casefold()) if word not in FUNCTION)
    return {_DOUBLED.sub(r"\1", _ENDING.sub("", word)) if len(word) > _SHORT else word for word in words}


_SHORT = 3
_WORD = Pattern(r"[^\W_]+")
_ENDING = Pattern(r"(?:ing|ed|es|e|s)\Z")
_DOUBLED = Pattern(r"([^\Waeiou])\1\Z")


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
