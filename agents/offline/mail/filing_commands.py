"""Instructions that file mails away: archive, delete."""

from dataclasses import replace

from agents.offline.mail.frames import ArchiveMail, DeleteMail
from agents.offline.reading.commands import domain_of
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.new_times import aimed
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.words import MAILBOXES, Domain


def delete(said: Instruction, i: int) -> Frame | None:
    """ "Delete Ana's last mail", "delete everything from Ana"."""
    target, after = said.phrases.reference(said.skip_particles(i), to_is_recipient=True)
    if target is None:
        return None
    domain, left = domain_of(said, target, after), said.leftovers(after)
    if target.noun in MAILBOXES:
        # "Clear my Friday inbox": whether they are to be archived or deleted, it doesn't say.
        return DeleteMail(*said.span, target=target, leftovers=(said.verb, *left), complete=True)
    if domain is None and _from_somebody(said, target, i, after):
        # Names in lower case are left to the router: they may be anything.
        named = all(person.address or person.text[:1].isupper() for person in target.people)
        mails = replace(target, domain=Domain.EMAIL, noun="emails")
        return DeleteMail(*said.span, target=mails, leftovers=left, complete=named and not left)
    if domain is not Domain.EMAIL:
        return None
    return DeleteMail(*said.span, target=replace(target, domain=domain), leftovers=left)


def _from_somebody(said: Instruction, target: Reference, i: int, after: int) -> bool:
    """ "Delete everything from Ana": only mails are from somebody."""
    everything = target.quantity is Quantity.ALL and not target.pronoun and not target.words
    verbs = {said.low(j) for j in range(i, after)} & {"from", "sent", "wrote", "emailed", "mailed"}
    return everything and bool(target.people) and bool(verbs) and said.verb != "cancel"


def file_away(said: Instruction, i: int) -> Frame | None:
    """ "Move the mail to the archive", "… to trash"."""
    found = aimed(said, said.skip_particles(i))
    if found is None or found.target.domain is not Domain.EMAIL:
        return None
    rest = {said.low(j) for j in range(found.after, said.end)}
    if not rest & {"archive", "trash", "bin"}:
        return None
    return (ArchiveMail if "archive" in rest else DeleteMail)(*said.span, target=found.target)


def archive(said: Instruction, i: int) -> Frame | None:
    """ "Archive …", "file … away"."""
    target, after = said.phrases.reference(i, to_is_recipient=True)
    if target is None or target.domain is Domain.CALENDAR or (target.domain is None and not target.pronoun):
        return None
    left = tuple(word for word in said.leftovers(after) if word.lower() not in {"away", "archive"})
    return ArchiveMail(*said.span, target=target, leftovers=left)


def removed(frame: Frame) -> Frame:
    """ "Cancel it", where it is a mail."""
    return DeleteMail(frame.begin, frame.stop, target=frame.target, leftovers=frame.leftovers)
