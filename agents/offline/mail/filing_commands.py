"""Instructions that file mails away: archive, delete, move to a folder."""

from dataclasses import replace

from agents.offline.mail.frames import ArchiveMail, DeleteMail, FileMail
from agents.offline.reading.commands import domain_of
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.new_times import aimed
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import MAIL_NOUNS, MAILBOXES, Domain

_FOLDERS = {
    "archive": "archive", "trash": "trash", "bin": "trash", "junk": "junk", "spam": "junk", "inbox": "inbox",
}  # fmt: skip
"""What the folders are called that every mailbox has."""
_AFTER_FOLDERS = frozenset({"folder", "please", "and"})
_INTO = frozenset({"to", "into", "in"})


def delete(said: Instruction, i: int) -> Frame | None:
    """ "Delete Ana's last mail", "delete everything from Ana"."""
    target, after = said.phrases.reference(said.skip_particles(i), to_is_recipient=True)
    if target is None:
        return None
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
    return DeleteMail(*said.span, target=replace(target, domain=domain), leftovers=left)


def from_somebody(said: Instruction, target: Reference, i: int, after: int) -> bool:
    """ "Delete everything from Ana": only mails are from somebody."""
    everything = target.quantity is Quantity.ALL and not target.pronoun and not target.words
    verbs = {said.low(j) for j in range(i, after)} & {"from", "sent", "wrote", "emailed", "mailed"}
    return everything and bool(target.people) and bool(verbs)


def file_away(said: Instruction, i: int) -> Frame | None:
    """ "Move the mail to the archive", "… to trash", "put the newsletters into Reading"."""
    found = aimed(said, said.skip_particles(i))
    if found is None:
        return None
    target, at = found.target, found.after
    while at < said.end and said.low(at) not in _INTO:
        at += 1
    folder, after = folder_at(said, at + 1) if at < said.end else ("", at)
    if not folder:
        return None
    if target.domain is None and from_somebody(said, target, i, found.after):
        target = replace(target, domain=Domain.EMAIL, noun="emails")
    known = folder in _FOLDERS.values() and not said.phrases.is_time(at + 1)
    named = said.low(after - 1) == "folder"
    if target.domain is None and target.pronoun and (known or named):
        # "Move it to junk": only mails lie in such folders.
        target = replace(target, domain=Domain.EMAIL)
    if target.domain is not Domain.EMAIL:
        return None
    left = (*said.leftovers(found.after, at), *said.leftovers(after))
    if folder == "trash":
        return DeleteMail(*said.span, target=target, leftovers=left)
    if folder == "archive":
        return ArchiveMail(*said.span, target=target, leftovers=left)
    return FileMail(*said.span, target=target, leftovers=left, folder=folder)


def folder_at(said: Instruction, i: int) -> tuple[str, int]:
    """The folder that is named at `i`, in the words of the user, and the position after it; "" for none."""
    while said.low(i) in {"the", "my", "a", "folder", "called", "named"}:
        i += 1
    if said.phrases.sort(i) is Sort.QUOTE:
        after = i + 1
        return said.tokens[i].value, after + (said.low(after) == "folder")
    first = i
    while (
        i < said.end and said.tokens[i].sort is Sort.WORD and said.low(i) not in {"folder", "please", "and"}
    ):
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
    """ "Archive …", "file … away", "file … under Taxes"."""
    target, after = said.phrases.reference(i, to_is_recipient=True)
    if target is None:
        return None
    if target.domain is None and from_somebody(said, target, i, after):
        target = replace(target, domain=Domain.EMAIL, noun="emails")
    if target.domain is Domain.CALENDAR or (target.domain is None and not target.pronoun):
        return None
    if said.low(after) in {"under", "in", "into"} and said.verb == "file":
        folder, beyond = folder_at(said, after + 1)
        if folder:
            left = said.leftovers(beyond)
            return FileMail(*said.span, target=target, leftovers=left, folder=folder)
    left = tuple(word for word in said.leftovers(after) if word.lower() not in {"away", "archive"})
    return ArchiveMail(*said.span, target=target, leftovers=left)


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
