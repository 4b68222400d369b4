"""What a tool has read, as a source that values can come from."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal

from tools.values import Value

ReadSource = Literal["user", "contacts", "mail", "event", "task", "file", "tool", "settings"]

READ = "read"
"""Where a tool message's artifact has the readings, as JSON, until they are kept."""
LABEL_CHARS = 60
"""The longest part of a title that a label shows."""


class Reading(Value):
    """A text that came into a conversation, and whose it is."""

    source: ReadSource
    text: str
    reference: str | None = None
    """The id of the mail, event, task or file, or the name of the agent."""
    label: str = ""
    """The source in words."""
    at: datetime | None = None
    """When it was said or written: what its words about time count from."""
    turn: int = 0
    """The turn of the conversation that it came into."""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Reading":
        """The reading whose `json_dict` this is."""
        return cls(**{**stored, "at": stored["at"] and datetime.fromisoformat(stored["at"])})


Told = tuple[str, tuple[Reading, ...]]
"""What a reading tool answers: the text for the model, and what it came from."""


def strings_of(value: Any) -> Iterator[str]:
    """All texts and numbers in JSON, in order, without the names of its fields."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from strings_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings_of(each)
    elif isinstance(value, str):
        yield value
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def mail_reading(id: str, sender: str, subject: str, written: datetime, shown: Any) -> Reading:
    """A mail, as far as a model saw it: `shown` is JSON."""
    label = mail_label(subject, sender)
    return Reading(source="mail", reference=id, label=label, text="\n".join(strings_of(shown)), at=written)


def event_reading(id: str, title: str, start: date, shown: Any) -> Reading:
    """An event, as far as a model saw it: `shown` is JSON."""
    label = event_label(title, start)
    return Reading(source="event", reference=id, label=label, text="\n".join(strings_of(shown)))


def task_reading(id: str, title: str, shown: Any) -> Reading:
    """A task, as far as a model saw it: `shown` is JSON."""
    return Reading(source="task", reference=id, label=task_label(title), text="\n".join(strings_of(shown)))


def mail_label(subject: str, sender: str) -> str:
    """A mail in words: "the mail 'Invoice 42' by mallory@club.example"."""
    called = f"the mail {cut(subject)!r}" if subject else "a mail without a subject"
    return f"{called} by {cut(sender)}" if sender else called


def event_label(title: str, start: date) -> str:
    """An event in words: "the event 'Offsite', Thursday 26 November"."""
    return f"the event {cut(title)!r}, {start:%A} {start.day} {start:%B}"


def task_label(title: str) -> str:
    """A task in words: "the task 'Call the bank'"."""
    return f"the task {cut(title)!r}"


def cut(text: str) -> str:
    """`text` in one line, its end left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LABEL_CHARS else f"{line[: LABEL_CHARS - 1]}…"
