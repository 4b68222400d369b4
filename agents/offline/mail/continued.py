"""Clauses that give a mail its text: "reply to Ana and tell her …"."""

from dataclasses import replace

from agents.offline.mail.frames import Copied, SendMail
from agents.offline.reading.frames import Clause, Frame, Role

_COMMA = len(", ")


def continued(before: Clause, clause: Clause) -> Frame | None:
    """ "… Title it X and tell them 'Y'", "reply to Ana and tell her Y": the text of the mail before it."""
    frame, more = before.frame, clause.frame
    if isinstance(frame, SendMail) and not frame.body and _is_asked_of_them(before, clause):
        return replace(frame, body=f"{clause.text}?", body_manner="say")
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


def _is_asked_of_them(before: Clause, clause: Clause) -> bool:
    """ "Send a mail to Leo, what time is lunch?": a question behind nothing but a comma is the text."""
    near = before.sentence == clause.sentence and 0 <= clause.begin - before.stop <= _COMMA
    return near and clause.role is Role.QUESTION
