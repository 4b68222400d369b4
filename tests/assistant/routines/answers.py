"""Mails that are an answer to one that is waited for, and mails that are none: the same on any mailbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from tests.assistant.routines.conftest import MONDAY, ZONE
from tools.mail.message import Folder

SAM = "Sam Reed <sam@larkspur.example>"
NOAH = "Noah Brandt <noah.brandt@fernweh.example>"
GRACE = "Grace Chen <grace@larkspur.example>"
TUESDAY = datetime(2026, 12, 1, 10, tzinfo=ZONE)
FRIDAY = datetime(2026, 12, 4, 17, tzinfo=ZONE)
FRIDAY_END = "2026-12-05T00:02:01"
"""When nothing more is on its way of what is waited for by Friday."""


def letter(
    subject: str,
    sender: str,
    to: str = SAM,
    *,
    date: datetime = MONDAY,
    body: str = "Yes.",
    message_id: str = "",
    **headers: str,
) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, sender, to
    mail["Date"] = date
    named = f"{abs(hash((subject, sender, date, tuple(headers.items()))))}"
    mail["Message-ID"] = message_id or f"<{named}@x.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail.as_bytes()


@dataclass(frozen=True)
class Case:
    """One mail that comes after a mail of ours, "Contract …", and what it is to the watch for an answer."""

    name: str
    word: str
    """Of the subject; of no other case."""
    mail: Callable[["Case"], bytes]
    folder: str = Folder.INBOX
    """Where the person, or another program, has put it by the time that anybody looks."""
    flags: str = ""
    """Of IMAP, as a program leaves them that deletes without moving."""
    asked_in: str = Folder.SENT
    """Where our mail is, likewise."""
    answers: bool = True
    until: str = "Friday"

    @property
    def subject(self) -> str:
        return f"Contract {self.word}"

    @property
    def asked(self) -> bytes:
        return letter(
            self.subject, SAM, NOAH,
            date=MONDAY - timedelta(hours=1), body="Can you sign it?", message_id=self.message_id,
        )  # fmt: skip

    @property
    def message_id(self) -> str:
        return f"<{self.word}@larkspur.example>"

    @property
    def wish(self) -> str:
        return f"Tell me if Noah hasn't answered about {self.word} by {self.until}"


def _mail(
    subject: str = "Re: {}",
    sender: str = NOAH,
    date: datetime = TUESDAY,
    *,
    threaded: bool = True,
    **more: str,
) -> Callable[[Case], bytes]:
    def made(case: Case) -> bytes:
        thread = {"In_Reply_To": case.message_id, "References": case.message_id} if threaded else {}
        return letter(subject.format(case.subject), sender, date=date, **thread, **more)

    return made


BOUNCE = "Mail <MAILER-DAEMON@x.example>"
CASES = (
    Case("a reply", "amber", _mail()),
    Case("by its headers", "birch", _mail("something else")),
    Case("by its subject", "cedar", _mail("AW: {}", threaded=False)),
    Case("another address", "dune", _mail(sender="Noah Brandt <noah@home.example>")),
    Case("another address, no headers", "elm", _mail(sender="Noah Brandt <nb@home.example>", threaded=False)),
    Case("thrown away", "fjord", _mail(), Folder.TRASH),
    Case("marked as deleted", "holly", _mail(), flags="\\Deleted"),
    Case("archived", "grove", _mail(), Folder.ARCHIVE),
    Case("away", "heath", _mail("Automatic reply: {}"), answers=False),
    Case("away, by a header", "iris", _mail(Auto_Submitted="auto-replied"), answers=False),
    Case("away, in German", "jade", _mail("Abwesenheitsnotiz: {}", threaded=False), answers=False),
    Case("a forward", "kelp", _mail("Fwd: {}"), answers=False),
    Case("a forward of Outlook's", "lark", _mail("WG: {}"), answers=False),
    Case("a bounce", "moss", _mail("Undelivered Mail", BOUNCE, Auto_Submitted="auto-replied"), answers=False),
    Case("a bounce that says nothing", "nook", _mail("Mail delivery failed", BOUNCE), answers=False),
    Case("somebody else", "oak", _mail(sender=GRACE), answers=False),
    Case("another subject", "pine", _mail("Lunch {0}?", threaded=False), answers=False),
    Case(
        "another subject, ours thrown away",
        "slate",
        _mail("Lunch?", threaded=False),
        asked_in=Folder.TRASH,
        answers=False,
    ),
    Case("older", "quartz", _mail(date=MONDAY - timedelta(days=3)), answers=False),
    Case("the last minute", "reed", _mail(date=FRIDAY + timedelta(seconds=59)), until="5pm on Friday"),
    Case(
        "a minute later",
        "sage",
        _mail(date=FRIDAY + timedelta(seconds=61)),
        answers=False,
        until="5pm on Friday",
    ),
)
