"""The mails that a watch may be about: which one somebody means by words of its subject."""

import re
from datetime import datetime, timedelta

from tools.mail.message import Envelope, Folder
from tools.mail.store import MailStore, Query
from tools.people.owner import Owner

LOOKED_AT = 500
MOST_BACK = timedelta(days=60)
"""So far back the mail is looked for that waits for an answer."""


def sent_about(mailbox: MailStore, me: Owner, words: str, now: datetime) -> Envelope | None:
    """The last mail of `me` to others whose subject has the words; None: there is none of late."""
    for mail in mailbox.search(Query(since=now - MOST_BACK, folder=Folder.SENT), LOOKED_AT).envelopes:
        if me.owns(mail.sender) and me.others((*mail.to, *mail.cc)) and fits(words, mail.subject):
            return mail
    return None


def fits(words: str, text: str) -> bool:
    """Whether all of the words, or what they begin with, stand in the text."""
    there = re.findall(r"\w+", text.casefold())
    return all(
        any(one.startswith(word[:6]) for one in there) for word in re.findall(r"\w+", words.casefold())
    )
