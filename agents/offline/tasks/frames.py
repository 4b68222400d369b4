"""What can be wanted of the tasks, a class for each kind."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from agents.offline.reading.frames import Frame, Listing, Made
from agents.offline.reading.references import Reference
from agents.offline.reading.words import Domain

TASKS = Domain("tasks")


@dataclass(frozen=True)
class CreateTask(Made):
    """A task that is to be made; when it is due, is in `times`."""

    domain = TASKS
    writes = picks = lasts = stops_at_leftovers = True

    priority: str = ""
    notes: str = ""
    whole: Reference | None = None
    """The task that it is a part of."""


@dataclass(frozen=True)
class TaskOfMail(Made):
    """A task that is to be made of a mail, which is somebody else's to find."""

    domain = TASKS
    writes = lasts = stops_at_leftovers = True

    mail: Reference | None = None
    words: str = ""
    """How the mail is named."""
    priority: str = ""


class OfTask(Frame):
    """What is done with tasks that are there."""

    domain = TASKS
    writes = picks = stops_at_leftovers = True
    state: ClassVar[str] = "open"
    """Among which it is looked for first."""


class CompleteTask(OfTask):
    """A task that is done."""


class ReopenTask(OfTask):
    """A task that isn't done after all."""

    state = "done"


class DeleteTask(OfTask):
    """A task that is taken off the list."""


@dataclass(frozen=True)
class ChangeTask(OfTask):
    """A task that is to be otherwise; when it is due then, is in `times`."""

    title: str = ""
    priority: str = ""
    no_time: bool = False
    """It is to be due at no time."""
    shift: timedelta | None = None
    """It is to be due so much later, or earlier, than it is."""


@dataclass(frozen=True)
class ListTasks(Listing):
    """Which tasks there are."""

    domain = TASKS

    state: str = "open"
    owed: str = ""
    """To whom something is owed: a name, or `everybody`; empty where that isn't asked."""
    no_day: bool = False
    """Whether they are due on no day."""
    reminders: bool = False
    """Whether it is asked for as reminders, of which those at an hour are events."""
