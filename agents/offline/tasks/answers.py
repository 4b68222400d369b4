"""What the tasks say to a question."""

from collections.abc import Sequence

from agents.offline.asking.answer import Answer
from agents.offline.asking.questions import read
from agents.offline.asking.reports import listed
from agents.offline.asking.script import Call, Script
from agents.offline.reading.tokens import Token
from agents.offline.tasks.frames import ListTasks
from agents.offline.tasks.reports import Entry, described, number, things
from agents.offline.tasks.search import MOST, about_it
from tools.patterns import Pattern

_WORD = Pattern(r"[^\W_]+")


def list_tasks(frame: ListTasks) -> Script:
    """Which tasks there are, what is due, or what is owed to whom."""
    if frame.owed:
        return (yield from _owed(frame))
    args: dict[str, object] = {"state": frame.state, "limit": MOST}
    due = due_words(frame.times)
    if due:
        args["due"] = due
    (result,) = yield [Call("list_tasks", args)]
    answer = read(result)
    found, total = answer.get("tasks", []), int(answer.get("total", 0))
    if frame.target is not None and frame.target.about:
        found = about_it(found, frame.target.about)
        total = len(found)
    if frame.asked == "when":
        return _when(frame, found)
    if frame.no_day:
        found = [entry for entry in found if not entry.get("due")]
        total = len(found)
    about = " without a date" if frame.no_day else ""
    about += f" about '{frame.target.about}'" if frame.target is not None and frame.target.about else ""
    span = f" ({str(answer['understood']).partition(', ')[2]})" if due else ""
    met = bool(found)
    if not found:
        said = (
            f"There is no {frame.state} task{about}{span}." if frame.state != "all" else "There are no tasks."
        )
        return Answer((f"No. {said}" if frame.asked == "exists" else said) + _elsewhere(frame), met=met)
    head = f"{number(total, frame.state)}{about}{span}"
    if frame.asked == "count":
        return Answer(f"There {'is' if total == 1 else 'are'} {head}.", things=things(found), met=met)
    told = listed([described(entry) for entry in found], total - len(found))
    yes = "Yes: " if frame.asked == "exists" else ""
    return Answer(
        f"{yes}{head}:\n{told}{_elsewhere(frame)}", things=things(found), more=total - len(found), met=met
    )


def _elsewhere(frame: ListTasks) -> str:
    return "\nWhat you are reminded of at an hour stands in your calendar." if frame.reminders else ""


def _when(frame: ListTasks, found: Sequence[Entry]) -> Answer:
    """When those that are asked about by their words are due."""
    if not found:
        about = frame.target.about if frame.target is not None else ""
        return Answer(f"There is no {frame.state} task about '{about}'.", met=False)
    lines = [f"{described(entry)}{'' if entry.get('due') else ', due on no day'}" for entry in found]
    return Answer(listed(lines) if len(lines) > 1 else f"{lines[0]}.", things=things(found))


def due_words(times: Sequence[Token]) -> str:
    """The words about time, as they were said."""
    return " ".join(token.text for token in times)


def _owed(frame: ListTasks) -> Script:
    """The open tasks that name somebody: those of one person, or each person's."""
    listing, contacts = yield [
        Call("list_tasks", {"state": "open", "limit": MOST}),
        Call("find_contact", {"name": ""}),
    ]
    tasks = read(listing).get("tasks", [])
    names = [str(one["name"]) for one in read(contacts).get("people", []) if one.get("name")]
    if frame.owed != "everybody":
        wanted = set(_WORD.findall(frame.owed.lower()))
        found = [task for task in tasks if wanted <= _words(task)]
        if not found:
            return Answer(f"No open task names {frame.owed}.", met=False)
        told = listed([described(task) for task in found])
        return Answer(
            f"{number(len(found), 'open')} with {frame.owed}:\n{told}", things=things(found), met=True
        )
    owed = [(name, task) for task in tasks for name in _named(task, names)]
    if not owed:
        return Answer("No open task names anybody of your contacts.", met=False)
    lines = listed([f"{name}: {described(task)}" for name, task in sorted(owed, key=lambda pair: pair[0])])
    return Answer(
        f"Open tasks that name somebody:\n{lines}", things=things([task for _, task in owed]), met=True
    )


def _named(task: Entry, names: Sequence[str]) -> list[str]:
    """Who of these is named, with a whole name, or a first name that is nobody else's."""
    words = _words(task)
    firsts = [name.lower().split()[0] for name in names]
    return [
        name
        for name, first in zip(names, firsts, strict=True)
        if set(name.lower().split()) <= words or (first in words and firsts.count(first) == 1)
    ]


def _words(task: Entry) -> set[str]:
    return set(_WORD.findall(f"{task.get('title', '')} {task.get('notes', '')}".lower()))
