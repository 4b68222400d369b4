"""A task of `tasks/*.toml`: what is said, and the world and the answer that have to come of it.

    say      one sentence, or the turns of a conversation; every approval is given, but those of
             the turns in `waits`, which are left waiting, and of those in `refused`, counted from 1
    world    where it begins, one of `worlds.toml`; "office" unless another is named
    made     the events that are new, each whole: what isn't said has the value that `Event` begins with
    changed  for each event that is another the fields that changed, with their values
    gone     the events that were cancelled
    to_dos   the to-dos that are new, each whole; `to_dos_changed` ("none": no value), `to_dos_gone` likewise
    sent, drafts   the new mails: `to`, `cc`, `bcc`, the mail that one `answers` or `forwards`, all of
             them; and, where it is said, the `subject`, the names of files `attached`, and what the text
             `says` among other things
    moved    for each mail that is elsewhere its folder
    marked   for each mail that is marked otherwise all its marks: "FS", "S Taxes"
    cards_made  the contacts and groups that are new: their lines, but for BEGIN, END, VERSION and UID
    cards_changed  for each contact with other lines those that are `plus` and `minus`; `cards_gone`
    saved    the files in the folder `papers`, with what is in them; "PAPERS" in `say` is that folder
    cards    how many approvals were asked for
    reply    what the last answer says; `without` what it doesn't say
    asks     a part of the last answer, where that is to be a question
    marks    what the cards mark as not the person's: the argument and whose it is, as in "body: mail";
             "unasked" is the mark of an act that the person's words don't ask for
    so_far   "asked" or "wrong", where the model doesn't get there yet
    wide     what its sentence is read as (`meaning`), where others take the same ways through the program:
             `make test` looks at the reading alone, and `make test-all` says it to an assistant

What is not named is not changed.
"""

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from unittest.mock import patch

from agents.offline import OfflineChatModel
from assistant.contract import Approval
from tests.agents.offline.desk import Desk
from tests.agents.offline.to_dos import ToDo
from tests.agents.offline.worlds import HERE, OTHER_PROGRAMS, Event, Letter, World, as_laid_out, lay_out

USER = {
    "ASSISTANT_USER_NAME": "Sam Reed",
    "ASSISTANT_USER_EMAIL": "sam@x.example",
    "ASSISTANT_TIME_ZONE": "Europe/London",
}
_FIELDS = frozenset(
    "say world made changed gone to_dos to_dos_changed to_dos_gone sent drafts moved marked saved cards "
    "cards_made cards_changed cards_gone "
    "reply without asks marks so_far waits refused wide".split()
)
_DECLINED = ("understand", "not for me", "nothing was done", "nothing was changed")


class Outcome(StrEnum):
    """What became of a task."""

    RIGHT = "right"
    ASKED = "asked"
    """Nothing was done: something was asked, or it was said that it wasn't understood."""
    WRONG = "wrong"
    """Something else was done or answered."""


@dataclass(frozen=True)
class Task:
    """One task, as it stands in its file."""

    kind: str
    values: Mapping[str, Any]

    @property
    def turns(self) -> list[str]:
        return _list(self.values["say"])

    @property
    def marks(self) -> tuple[str, ...]:
        """What its cards rightly mark."""
        return tuple(self.values.get("marks", ()))

    @property
    def wide(self) -> str:
        """What it is read as, where it is one of many that go the same way."""
        return str(self.values.get("wide", ""))

    @property
    def expected(self) -> Outcome:
        return Outcome(self.values.get("so_far", Outcome.RIGHT))


@dataclass(frozen=True)
class Result:
    """What came of a task, and in words what of it was not wanted."""

    outcome: Outcome
    said: str
    missed: tuple[str, ...]
    marks: tuple[str, ...] = ()
    """What the cards have marked, each once."""
    cards: int = 0
    marked: int = 0
    """The cards that have marked something."""


def tasks() -> Iterator[Task]:
    """All tasks, by kind."""
    for path in sorted((HERE / "tasks").glob("*.toml")):
        for values in tomllib.loads(path.read_text(encoding="utf-8"))["task"]:
            if unknown := values.keys() - _FIELDS:
                raise ValueError(f"{path.name}: {values['say']!r} has {sorted(unknown)}")
            yield Task(path.stem, values)


def carried_out(task: Task, home: Path, model: str | OfflineChatModel = "offline") -> Result:
    """Say everything to an assistant on a home laid out in `home`, an empty folder, and compare.

    Who the user is and where, as in `USER`, has to be in the environment.
    """
    lay_out(task.values.get("world", "office"), home)
    others = {"XDG_CONFIG_HOME": str(home / OTHER_PROGRAMS), "ASSISTANT_HOME": str(home)}
    with patch.dict(os.environ, others):
        return _compared(task, home, model)


def _compared(task: Task, home: Path, model: str | OfflineChatModel) -> Result:
    earlier = before = as_laid_out(task.values.get("world", "office"))
    papers = str(home.parent / "papers")
    desk = Desk(home, model)
    try:
        for number, text in enumerate((one.replace("PAPERS", papers) for one in task.turns), 1):
            if number == len(task.turns) > 1:
                earlier = World.read(home)
            if number in task.values.get("waits", ()):
                turn = desk.assistant.ask(text, thread="t")
                desk.shown += turn.approvals
            else:
                turn = desk.say(text, approve=number not in task.values.get("refused", ()))
    finally:
        desk.assistant.close()
    said = turn.reply or str(turn.error)
    after = World.read(home)
    missed = missed_in(task, before, after)
    if after.files != task.values.get("saved", {}):
        missed += (f"saved: {after.files}",)
    if len(desk.shown) != task.values.get("cards", len(desk.shown)):
        missed += (f"cards: {[card.summary for card in desk.shown]}",)
    unsaid = tuple(_of_the_answer(task, said))
    outcome = _outcome(after != earlier, bool(missed), bool(unsaid), said)
    marks = [tuple(marks_of(card)) for card in desk.shown]
    each = tuple(dict.fromkeys(mark for of_card in marks for mark in of_card))
    return Result(outcome, said, (*missed, *unsaid), each, len(marks), sum(map(bool, marks)))


def missed_in(task: Task, before: World, after: World) -> tuple[str, ...]:
    """In words, what has changed otherwise than the task says; but for what was saved as a file."""
    return (
        *_of_the_calendar(task, before, after),
        *_of_the_to_dos(task, before, after),
        *_of_the_mails(task, before, after),
        *_of_the_contacts(task, before, after),
    )


def marks_of(card: Approval) -> Iterator[str]:
    """What a card marks as not the person's own."""
    if not card.asked_for:
        yield "unasked"
    for origin in card.provenance:
        if not origin.own:
            yield f"{origin.argument.partition('.')[0]}: {origin.source}"


def _outcome(done: bool, missed: bool, unsaid: bool, said: str) -> Outcome:
    if not (missed or unsaid):
        return Outcome.RIGHT
    stopped = said.rstrip().endswith("?") or any(words in said for words in _DECLINED)
    return Outcome.ASKED if not done and stopped else Outcome.WRONG


def _of_the_calendar(task: Task, before: World, after: World) -> Iterator[str]:
    gone = before.events.keys() - after.events.keys()
    if gone != set(task.values.get("gone", [])):
        yield f"gone: {sorted(gone)}"
    made = [event for name, event in after.events.items() if name not in before.events]
    wanted = [Event.of(values) for values in task.values.get("made", [])]
    if sorted(map(repr, made)) != sorted(map(repr, wanted)):
        yield f"made: {made}"
    both = before.events.keys() & after.events.keys()
    changed = {name: after.events[name].other_than(before.events[name]) for name in both}
    changed = {name: values for name, values in changed.items() if values}
    tables = task.values.get("changed", {})
    if changed != {name: {field: _tuple(v) for field, v in table.items()} for name, table in tables.items()}:
        yield f"changed: {changed}"


def _of_the_to_dos(task: Task, before: World, after: World) -> Iterator[str]:
    gone = before.to_dos.keys() - after.to_dos.keys()
    if gone != set(task.values.get("to_dos_gone", [])):
        yield f"to-dos gone: {sorted(gone)}"
    made = [to_do for name, to_do in after.to_dos.items() if name not in before.to_dos]
    wanted = [ToDo.of(values) for values in task.values.get("to_dos", [])]
    if sorted(map(repr, made)) != sorted(map(repr, wanted)):
        yield f"to-dos made: {made}"
    both = before.to_dos.keys() & after.to_dos.keys()
    changed = {name: after.to_dos[name].other_than(before.to_dos[name]) for name in both}
    changed = {name: values for name, values in changed.items() if values}
    tables = task.values.get("to_dos_changed", {})
    if changed != {
        name: {field: None if v == "none" else v for field, v in table.items()}
        for name, table in tables.items()
    }:
        yield f"to-dos changed: {changed}"


def _of_the_contacts(task: Task, before: World, after: World) -> Iterator[str]:
    gone = before.cards.keys() - after.cards.keys()
    if gone != set(task.values.get("cards_gone", [])):
        yield f"cards gone: {sorted(gone)}"
    frame = ("BEGIN:", "END:", "VERSION:", "UID:")
    made = [
        [line for line in lines if line and not line.startswith(frame)]
        for name, lines in after.cards.items()
        if name not in before.cards
    ]
    if sorted(made) != sorted(task.values.get("cards_made", [])):
        yield f"cards made: {made}"
    changed = {}
    for name in before.cards.keys() & after.cards.keys():
        was, is_ = before.cards[name], after.cards[name]
        apart = {
            "plus": [one for one in is_ if one not in was],
            "minus": [one for one in was if one not in is_],
        }
        if any(apart.values()):
            changed[name] = {side: lines for side, lines in apart.items() if lines}
        elif was != is_:
            changed[name] = {"order": list(is_)}
    if changed != task.values.get("cards_changed", {}):
        yield f"cards changed: {changed}"


def _of_the_mails(task: Task, before: World, after: World) -> Iterator[str]:
    moved = {name: after.mails.get(name, "") for name in before.mails}
    moved = {name: folder for name, folder in moved.items() if folder != before.mails[name]}
    if moved != task.values.get("moved", {}):
        yield f"moved: {moved}"
    marked = {name: after.marks.get(name, "") for name in before.marks}
    marked = {name: marks for name, marks in marked.items() if marks != before.marks[name]}
    answered = {name for letter in after.letters for name in (letter.answers, letter.forwards) if name}
    wanted_marks = task.values.get("marked", {})
    if {name: marks for name, marks in marked.items() if name not in answered} != wanted_marks:
        yield f"marked: {marked}"
    for field, folder in (("sent", "Sent"), ("drafts", "Drafts")):
        letters = [letter for letter in after.letters if letter.folder == folder]
        wanted = task.values.get(field, [])
        if len(letters) != len(wanted) or not all(_one_of(letters, values) for values in wanted):
            yield f"{field}: {letters}"


def _one_of(letters: Iterable[Letter], wanted: Mapping[str, Any]) -> bool:
    whole = {name: tuple(sorted(wanted.get(name, ()))) for name in ("to", "cc", "bcc")}
    whole |= {name: wanted.get(name, "") for name in ("answers", "forwards")}
    return any(
        all(getattr(letter, name) == value for name, value in whole.items())
        and wanted.get("subject", letter.subject) == letter.subject
        and wanted.get("says", "") in letter.text
        and tuple(wanted.get("attached", letter.attached)) == letter.attached
        for letter in letters
    )


def _of_the_answer(task: Task, said: str) -> Iterator[str]:
    asks = task.values.get("asks")
    if asks is not None and not (asks in said and "?" in said):
        yield f"asks: {said}"
    if any(words not in said for words in _list(task.values.get("reply", []))):
        yield f"reply: {said}"
    if any(words in said for words in _list(task.values.get("without", []))):
        yield f"without: {said}"


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
