"""What a menu completes: commands, conversations, and after an `@` people, events and mails."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from assistant.views import times
from assistant.views.text import clean_line

if TYPE_CHECKING:
    from assistant.home import Home

MENTION = re.compile(r"(?:^|(?<=\s))@([^\s@]*)$")
THREAD = "/thread "
AHEAD = timedelta(days=14)
MOST_MAILS = 40
KEPT_S = 30.0
"""So long what can be mentioned isn't looked up again."""


@dataclass(frozen=True)
class Choice:
    """Something that a menu offers."""

    text: str
    """What is typed for it."""
    shown: str
    kind: str
    """What stands beside it."""


class SlashCompleter(Completer):
    """Completes the name of a command, with what it does beside it, and after `/thread` the conversation."""

    def __init__(
        self, commands: Sequence[tuple[str, str]], threads: Callable[[], Iterable[Choice]] = lambda: ()
    ) -> None:
        self._commands = commands
        self._threads = threads

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterator[Completion]:
        text = document.text
        if text.startswith(THREAD):
            begun = text.removeprefix(THREAD)
            yield from _fitting(begun, self._threads())
            return
        if not text.startswith("/") or " " in text:
            return
        for name, does in self._commands:
            if name.startswith(text.lower()):
                yield Completion(name, start_position=-len(text), display=name.strip(), display_meta=does)


class MentionCompleter(Completer):
    """Completes what follows an `@`: the letters in order, anywhere in the name."""

    def __init__(self, choices: Callable[[], Iterable[Choice]]) -> None:
        self._choices = choices

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterator[Completion]:
        if document.text.startswith("/"):
            return
        if begun := MENTION.search(document.text_before_cursor):
            for fitting in _fitting(begun[1], self._choices()):
                # The sign goes too: what is sent is the name.
                yield Completion(
                    fitting.text,
                    start_position=fitting.start_position - 1,
                    display=fitting.display,
                    display_meta=fitting.display_meta,
                )


class Mentions:
    """The people, the events of the next fortnight and the newest mails of a home; from any thread."""

    def __init__(self, home: "Home") -> None:
        self._home = home
        self._lock = threading.Lock()
        self._found: tuple[Choice, ...] = ()
        self._until = 0.0

    def choices(self) -> tuple[Choice, ...]:
        """All of them, people first."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = (*self._people(), *self._events(), *self._mails())
                self._until = time.monotonic() + KEPT_S
            return self._found

    def threads(self) -> Iterator[Choice]:
        """The conversations, the one that was used last first."""
        now, zone = self._home.clock(), self._home.settings.time_zone
        for thread in self._home.threads.list():
            when = times.ago(thread.updated_at, now, zone)
            yield Choice(thread.thread_id, clean_line(thread.title), f"{thread.status} · {when}")

    def _people(self) -> Iterator[Choice]:
        found = self._home.contacts("")
        for one in found["people"]:
            name = clean_line(one["name"])
            yield Choice(name, name, clean_line(one["email"]))
        for group in found["groups"]:
            name = clean_line(group["name"])
            yield Choice(f"the {name}", name, f"group of {len(group['members'])}")

    def _events(self) -> Iterator[Choice]:
        from tools.scheduling.agenda import on_days

        now, zone = self._home.clock(), self._home.settings.time_zone
        for event in on_days(self._home.calendar, now, now + AHEAD):
            title = clean_line(event["title"])
            yield Choice(
                f"'{title}'", title, f"event · {times.short_span(event['start'], event['end'], zone)}"
            )

    def _mails(self) -> Iterator[Choice]:
        for mail in self._home.mail("", limit=MOST_MAILS):
            subject = clean_line(mail.get("subject") or "")
            if subject:
                yield Choice(f"the mail '{subject}'", subject, f"mail · {clean_line(mail.get('from') or '')}")


def _fitting(begun: str, choices: Iterable[Choice]) -> Iterator[Completion]:
    letters = begun.casefold()
    found = [one for one in choices if _fits(letters, f"{one.shown} {one.text}".casefold())]
    # Those that begin so stand before those that have the letters somewhere.
    for one in sorted(found, key=lambda one: not one.shown.casefold().startswith(letters)):
        yield Completion(one.text, start_position=-len(begun), display=one.shown, display_meta=one.kind)


def _fits(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)
