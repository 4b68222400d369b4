"""From an instruction ("move my first meeting with Kofi by an hour") to a frame."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from agents.offline.calendar.guest_changes import GuestChange, guest_change, stand_in
from agents.offline.calendar.own_reminders import own_reminder
from agents.offline.mail.commands import MailCommands
from agents.offline.reading.frames import Frame
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import (
    ARCHIVE,
    CANCEL,
    CHANGE,
    CREATE,
    DRAFT,
    FORWARD,
    INVITE,
    LOOK,
    MOVE,
    NAME,
    PHRASAL,
    READ,
    RENAME,
    REPLY,
    SEND,
    TELL,
    THING_PRONOUNS,
    UNINVITE,
    Act,
)


class CommandReader(MailCommands):
    """Reads one instruction whose verb is at `at`."""

    def frame(self) -> Frame | None:
        """What is to be done; None when this is no instruction of ours."""
        phrasal = self._phrasal()
        if phrasal:
            act, i = phrasal
            return self._PHRASAL_READERS.get(act, CommandReader._tell)(self, i)
        if self.verb in NAME:
            named = self._name(self.at + 1)
            if named or self.verb in {"call", "name"}:
                return named
        readings = (read(self, self.at + 1) for verbs, read in self._READERS if self.verb in verbs)
        return next((frame for frame in readings if frame is not None), None)

    def whole(self) -> Frame | None:
        """What is read as a whole, each word in its place: another guest, a reminder of an event."""
        changed = guest_change(self.phrases, self.at) or stand_in(self.phrases, self.at)
        if changed is not None:
            return self._other_guest(changed)
        reminder = own_reminder(self.tokens, self.at, self.now)
        if reminder is None:
            return None
        return self._frame(
            Act.CHANGE, target=reminder.target, noun="reminder", reminders=(reminder.minutes,),
            complete=reminder.target.domain is not None,
        )  # fmt: skip

    def _other_guest(self, changed: GuestChange) -> Frame:
        return self._frame(
            Act.INVITE, target=changed.target, people=changed.comes, leaving=changed.goes,
            only_guest=not changed.goes, complete=True,
        )  # fmt: skip

    def _phrasal(self) -> tuple[Act, int] | None:
        """A verb of several words and the position after it; the longest that fits."""
        found = [(self.phrases.skip(self.at, *words), act) for words, act in PHRASAL.items()]
        after, act = max(found, key=lambda pair: pair[0])
        return (act, after) if after > self.at else None

    def _name(self, i: int) -> Frame | None:
        """ "call it 'Catch up'", "title it …"."""
        if self.low(i) not in THING_PRONOUNS and self.low(i) not in {"the"}:
            return None
        # What follows "it" is the name, and says nothing of what is meant.
        one_word = self.low(i) in THING_PRONOUNS
        target, after = Phrases(self.tokens[: i + 1] if one_word else self.tokens).reference(i)
        if target is None:
            return None
        after += self.low(after) in {"with", "as", "to", ":"}
        if self.phrases.sort(after) is Sort.QUOTE:
            return self._frame(Act.NAME, title=self.tokens[after].value, target=target)
        if self.low(after) in {"off"}:
            return self._frame(Act.CANCEL, target=target)
        title = self.event_slots.raw(after, self._sentence_end(after))
        if target.title and not title:
            return self._frame(Act.NAME, title=target.title, target=replace(target, title=""))
        return self._frame(Act.NAME, title=title, target=target) if title else None

    _READERS: ClassVar[tuple[tuple[frozenset[str], Callable[["CommandReader", int], Frame | None]], ...]] = (
        (FORWARD, MailCommands._forward),
        (frozenset({"start", "begin"}), MailCommands._start),
        (SEND, MailCommands.mail_to),
        (TELL, MailCommands._tell),
        (REPLY, MailCommands._reply),
        (DRAFT, MailCommands._draft),
        (ARCHIVE, MailCommands._archive),
        (READ, MailCommands._read),
        (UNINVITE, MailCommands._uninvite),
        (INVITE, MailCommands._invite),
        (CREATE - {"make", "set", "have"}, MailCommands._create),
        (RENAME, MailCommands._rename),
        (MOVE, MailCommands._move),
        (CHANGE, MailCommands._change),
        (CREATE, MailCommands._create),
        (CANCEL, MailCommands._cancel),
        (LOOK, MailCommands._look),
    )
    """For each kind of verb how it is read, in the order in which they are tried."""
    _PHRASAL_READERS: ClassVar[dict[Act, Callable[["CommandReader", int], Frame | None]]] = {
        Act.CREATE: MailCommands._create,
        Act.CANCEL: MailCommands._cancel,
        Act.MOVE: MailCommands._move,
        Act.REPLY: MailCommands._reply,
        Act.FORWARD: MailCommands._forward,
        Act.SEARCH: MailCommands._look,
    }
