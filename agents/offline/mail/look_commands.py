"""Instructions to find or read mails."""

from dataclasses import replace

from agents.offline.mail.file_commands import read_file
from agents.offline.mail.frames import ReadMail, SearchMail
from agents.offline.mail.sending_commands import send
from agents.offline.reading.commands import after_look, domain_of, names_contact
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.words import CONTACT_NOUNS, Domain


def look(said: Instruction, i: int) -> Frame | None:
    """ "Find the mail from Ana about …"."""
    i = after_look(said, i)
    target, after = said.phrases.reference(i, to_is_recipient=True)
    if target is None or names_contact(said, i):
        return None
    if target.pronoun and target.people and "from" in {said.low(j) for j in range(i, after)}:
        # "The last one from him": only mails are from somebody.
        target = replace(target, domain=Domain.EMAIL, noun="email", pronoun=False)
    if target.pronoun or domain_of(said, target, after) is not Domain.EMAIL:
        return None
    target = replace(target, domain=Domain.EMAIL)
    return SearchMail(*said.span, target=target, leftovers=said.leftovers(after))


def read(said: Instruction, i: int) -> Frame | None:
    """ "Read the mail from Ana"; "read it", whatever it is."""
    target = said.target_after(i, {"me", "out", "through"})
    if target is None or target.noun in CONTACT_NOUNS:
        return None
    return ReadMail(*said.span, target=target) if target.domain is Domain.EMAIL or target.pronoun else None


def read_or_file(said: Instruction, i: int) -> Frame | None:
    """ "Read the mail from Ana", "read the attachment from Ana"."""
    return read(said, i) or read_file(said, i)


def verbless(said: Instruction, target: Reference, wanted: bool) -> Frame | None:  # noqa: ARG001 - others need it
    """ "Unread mails from Ana": asks for them; "a mail to Ana about …": is to be written."""
    if target.domain is not Domain.EMAIL:
        return None
    if target.people or target.unread or target.order is not None or target.quantity is Quantity.ALL:
        return SearchMail(*said.span, target=target, asked="what")
    return send(Instruction(said.text, said.tokens, said.at - 1, said.now), said.at)
