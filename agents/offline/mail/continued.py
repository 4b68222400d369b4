"""Clauses that give a mail its text: "reply to Ana and tell her …"."""

from dataclasses import replace

from agents.offline.mail.frames import Copied, SendMail
from agents.offline.reading.frames import Clause, Frame


def continued(frame: Frame, clause: Clause) -> Frame | None:
    """ "… Title it X and tell them 'Y'", "reply to Ana and tell her Y": the text of the mail before it."""
    more = clause.frame
    if not isinstance(frame, Copied) or not isinstance(more, SendMail) or frame.body:
        return None
    if not more.body or more.title or more.words:
        return None
    known = {
        person.text.lower() for person in (*frame.people, *(frame.target.people if frame.target else ()))
    }
    same = all(person.pronoun or person.text.lower() in known for person in more.people)
    text = replace(frame, body=more.body, quoted=more.quoted, body_manner=more.body_manner)
    return text if same else None
