"""What can be wanted of the mailbox, a class for each kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agents.offline.reading.frames import Before, Enquiry, Frame, Listing, Told, Written
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import Domain


@dataclass(frozen=True)
class Copied(Written):
    """A mail that others may get as well."""

    domain = Domain.EMAIL
    writes = picks = True
    who = (*Frame.who, "cc")

    cc: tuple[Person, ...] = ()


def _led_by(before: Before) -> tuple[Token, ...]:
    """ "Tomorrow at 9, mail Ana …": when it goes out, said by itself right before."""
    last = before.statements[-1] if before.statements else None
    times = tuple(token for token in last.tokens if token.sort is Sort.TIME) if last else ()
    return times if last and len(times) == len(last.tokens) else ()


@dataclass(frozen=True)
class NewMail(Copied, Told):
    """A mail that is to be written."""

    stops_at_leftovers = True
    who = (*Copied.who, "bcc")

    bcc: tuple[Person, ...] = ()
    priority: str = ""


class SendMail(NewMail):
    """A mail that goes out."""

    retold = True

    def completed(self, before: Before) -> SendMail:
        return replace(self, times=self.times or _led_by(before))


class DraftMail(NewMail):
    """A mail that is kept as a draft."""


@dataclass(frozen=True)
class ReplyToMail(Copied):
    """An answer to a mail."""

    retold = True

    reply_all: bool = False
    kept: bool = False
    """As a draft, to be looked at later."""

    def completed(self, before: Before) -> ReplyToMail:
        return replace(self, times=self.times or (() if self.kept else _led_by(before)))


@dataclass(frozen=True)
class ForwardMail(Copied):
    """A mail that is sent on."""

    stops_at_leftovers = True

    whole: bool = False
    """As a file, not with its text."""

    def completed(self, before: Before) -> ForwardMail:
        """ "Ben needs the mails from Ana. Can you forward them?"."""
        need = before.need
        made = replace(self, times=self.times or _led_by(before))
        if need is None or self.target is None or not self.target.pronoun:
            return made
        return replace(made, target=need.target, people=self.people or need.people)


@dataclass(frozen=True)
class AmendMail(Copied):
    """What is said next of a mail that was proposed: others who get it, a subject, further text."""

    bcc: tuple[Person, ...] = ()
    goes: tuple[Person, ...] = ()
    """Who doesn't get it."""
    instead: bool = False
    """Whether it goes to `people` and to nobody else."""
    title: str = ""
    more: str = ""
    """What is added to the text."""
    forwards: bool = False
    """Whether it says of the mail that it is to be forwarded."""
    keeps: Reference | None = None
    """Which of several mails stay as they are: "not the one from Ana"."""
    says_when: Token | None = None
    """The time that its text should name instead: "make it Thursday"."""


class OfMail(Frame):
    """What is done with mails that there are."""

    domain = Domain.EMAIL
    writes = picks = stops_at_leftovers = True


class DeleteMail(OfMail):
    """A mail that goes to the trash."""


class ArchiveMail(OfMail):
    """A mail that goes to the archive."""


@dataclass(frozen=True)
class FileMail(OfMail):
    """Mails that go to a folder."""

    folder: str = ""


@dataclass(frozen=True)
class MarkMail(OfMail):
    """Mails that are marked as something, or labelled."""

    read: bool | None = None
    flagged: bool | None = None
    answered: bool | None = None
    add: tuple[str, ...] = ()
    """Labels that they get."""
    remove: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadFile(Enquiry):
    """What a file that came with a mail says."""

    domain = Domain.EMAIL
    picks = True

    name: str = ""
    """Words of its name, or of its mail's subject; empty where there is but one."""


@dataclass(frozen=True)
class SaveFile(OfMail):
    """A file that came with a mail, to be kept in a folder."""

    name: str = ""
    folder: str = ""
    every: bool = False
    """All the files that came with it."""


class SendDraft(OfMail):
    """A draft that goes out as it stands."""


@dataclass(frozen=True)
class ChangeDraft(OfMail):
    """A draft that gets another subject or text, or goes to others besides."""

    who = (*Frame.who, "cc")

    title: str = ""
    body: str = ""
    cc: tuple[Person, ...] = ()


class Unsubscribe(OfMail):
    """A list that is left, which a mail came from."""


FILED = (DeleteMail, ArchiveMail, FileMail, MarkMail)
"""What is done with mails, one or many at once."""


class SearchMail(Listing):
    """Which mails there are."""

    domain = Domain.EMAIL


class ReadMail(Enquiry):
    """What a mail says."""

    domain = Domain.EMAIL
    picks = True
