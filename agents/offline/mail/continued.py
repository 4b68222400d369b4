"""Clauses that give a mail its text: "reply to Ana and tell her …"."""

from dataclasses import replace

from agents.offline.reading.frames import Clause, Frame
from agents.offline.reading.words import Act


def continued(frame: Frame, clause: Clause) -> Frame | None:
    """ "… Title it X and tell them 'Y'", "reply to Ana and tell her Y": the text of the mail before it."""
    more = clause.frame
    if more is None or more.act is not Act.SEND or not more.body or more.title or more.words or frame.body:
        return None
    known = {
        person.text.lower() for person in (*frame.people, *(frame.target.people if frame.target else ()))
    }
    same = all(person.pronoun or person.text.lower() in known for person in more.people)
    if not same or frame.act not in (Act.SEND, Act.DRAFT, Act.REPLY, Act.FORWARD):
        return None
    return replace(frame, body=more.body, quoted=more.quoted, body_manner=more.body_manner)
