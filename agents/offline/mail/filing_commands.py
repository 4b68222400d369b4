"""Instructions that file mails away: archive, delete, move to a folder."""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.mail.draft_commands import draft_at
from agents.offline.mail.frames import ArchiveMail, DeleteMail, FileMail, Unsubscribe
from agents.offline.mail.terms import BULK
from agents.offline.reading.commands import domain_of
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import MAIL_NOUNS, MAILBOXES, Domain

_FOLDERS = {
    "archive": "archive", "trash": "trash", "bin": "trash", "junk": "junk", "spam": "junk", "inbox": "inbox",
}  # fmt: skip
"""What the folders are called that every mailbox has."""
_AFTER_FOLDERS = frozenset({"folder", "please", "and"})
_TO = frozenset({"to", "into"})
_INTO = _TO | {"in", "under"}


def delete(said: Instruction, i: int) -> Frame | None:
    """ "Delete Ana's last mail", "delete everything from Ana"."""
    target, after = said.phrases.reference(said.skip_particles(i), to_is_recipient=True)
    if target is None:
        return None
    if draft := draft_at(said, said.skip_particles(i), said.end):
        return DeleteMail(*said.span, target=draft, complete=True)
    domain, left = domain_of(said, target, after), said.leftovers(after)
    if target.noun in MAILBOXES:
        # "Clear my Friday inbox": whether they are to be archived or deleted, it doesn't say.
        return DeleteMail(*said.span, target=target, leftovers=(said.verb, *left), complete=True)
    if domain is None and from_somebody(said, target, i, after) and said.verb != "cancel":
        # Names in lower case are left to the router: they may be anything.
        named = all(person.address or person.text[:1].isupper() for person in target.people)
        mails = replace(target, domain=Domain.EMAIL, noun="emails")
        return DeleteMail(*said.span, target=mails, leftovers=left, complete=named and not left)
    if domain is not Domain.EMAIL:
        return None
    complete = _sure(target, left)
    return DeleteMail(*said.span, target=replace(target, domain=domain), leftovers=left, complete=complete)


def from_somebody(said: Instruction, target: Reference, i: int, after: int) -> bool:
    """ "Delete everything from Ana": only mails are from somebody."""
    everything = target.quantity is Quantity.ALL and not target.pronoun and not target.words
    verbs = {said.low(j) for j in range(i, after)} & {"from", "sent", "wrote", "emailed", "mailed"}
    return everything and bool(target.people) and bool(verbs)


def _everything(target: Reference) -> bool:
    """ "Everything older than a week", "everything about invoices": more than only "everything"."""
    told = target.about or target.times or target.people
    return (
        target.quantity is Quantity.ALL and not (target.pronoun or target.words or target.noun) and bool(told)
    )


def file_away(said: Instruction, i: int) -> Frame | None:
    """ "Move the mail to the archive", "… to trash", "put the newsletters into Reading"."""
    i = said.skip_particles(i)
    into = _TO if said.verb == "move" else _INTO
    at = next((j for j in range(said.end - 1, i, -1) if said.low(j) in into), 0)
    folder, after = folder_at(said, at + 1) if at else ("", 0)
    if not folder:
        return None
    target, stop = Phrases(said.tokens[:at]).reference(i, to_is_recipient=True)
    if target is None:
        return None
    if target.domain is None and (from_somebody(said, target, i, stop) or _everything(target)):
        target = replace(target, domain=Domain.EMAIL, noun="emails")
    if target.domain is None and target.pronoun:
        # "Move it to junk": only mails lie in such folders.
        target = replace(target, domain=Domain.EMAIL)
    if target.domain is not Domain.EMAIL:
        return None
    between = (word for word in said.leftovers(stop, at) if word.lower() not in {"back", "over"})
    left = (*between, *said.leftovers(after))
    if folder in ("trash", "archive"):
        made = DeleteMail if folder == "trash" else ArchiveMail
        return made(*said.span, target=target, leftovers=left, complete=_sure(target, left))
    return FileMail(*said.span, target=target, leftovers=left, folder=folder, complete=not left)


def _sure(target: Reference, left: Sequence[str]) -> bool:
    """Whether it can only be about mails: nothing else is called so."""
    return target.noun in BULK and not left


def folder_at(said: Instruction, i: int) -> tuple[str, int]:
    """The folder that is named at `i`, in the words of the user, and the position after it; "" for none."""
    while said.low(i) in {"the", "my", "a", "folder", "called", "named"}:
        i += 1
    if said.phrases.sort(i) is Sort.QUOTE:
        after = i + 1
        return said.tokens[i].value, after + (said.low(after) == "folder")
    first = i
    while i < said.end and said.tokens[i].sort is Sort.WORD and said.low(i) not in _AFTER_FOLDERS:
        if i > first and not (said.tokens[i].capitalised and said.tokens[first].capitalised):
            break
        i += 1
    if i == first:
        return "", first
    name = said.raw(first, i)
    after = i + (said.low(i) in {"folder", "mail"} and said.low(i) != "mail")
    is_folder = said.low(after - 1) == "folder" or said.tokens[first].capitalised
    if name.lower() not in _FOLDERS and not is_folder:
        return "", first
    return _FOLDERS.get(name.lower(), name), after


def archive(said: Instruction, i: int) -> Frame | None:
    """ "Archive …", "file … away"."""
    target, after = said.phrases.reference(i, to_is_recipient=True)
    if target is None:
        return None
    if target.domain is None and (from_somebody(said, target, i, after) or _everything(target)):
        # Events are not archived.
        target = replace(target, domain=Domain.EMAIL, noun="emails")
    if target.domain is Domain.CALENDAR or (target.domain is None and not target.pronoun):
        return None
    left = tuple(word for word in said.leftovers(after) if word.lower() not in {"away", "archive"})
    return ArchiveMail(*said.span, target=target, leftovers=left, complete=_sure(target, left))


def unsubscribe(said: Instruction, i: int) -> Frame | None:
    """ "Unsubscribe from the newsletter from Pine Shop", "unsubscribe me from The Paper"."""
    while said.low(i) in {"me", "us", "from", "of", "out"}:
        i += 1
    target, after = said.phrases.reference(i)
    if target is not None and (target.domain is Domain.EMAIL or target.pronoun):
        mail = replace(target, domain=Domain.EMAIL)
        return Unsubscribe(*said.span, target=mail, leftovers=said.leftovers(after), complete=True)
    people, after = said.phrases.people(i)
    if not people or said.leftovers(after):
        return None
    mail = Reference(Domain.EMAIL, *said.span, noun="newsletter", people=people)
    return Unsubscribe(*said.span, target=mail, complete=True)


def removed(frame: Frame) -> Frame:
    """ "Cancel it", where it is a mail."""
    return DeleteMail(frame.begin, frame.stop, target=frame.target, leftovers=frame.leftovers)


def of_mails(said: Instruction, target: Reference, i: int, after: int) -> Reference | None:
    """`target` where it is one of mails, or may be one because only mails can be meant; None: it isn't."""
    if target.domain is Domain.EMAIL or target.pronoun:
        return target if target.domain is not Domain.CALENDAR else None
    if target.domain is not None:
        return None
    if from_somebody(said, target, i, after) or target.noun in MAIL_NOUNS:
        return replace(target, domain=Domain.EMAIL, noun="emails")
    if target.words or target.title:
        # "Flag the invoice": its subject says so.
        return replace(target, domain=Domain.EMAIL, noun="email")
    return None
