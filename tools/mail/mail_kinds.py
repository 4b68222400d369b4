"""Whether a mail is a newsletter or a notification, by what its headers say (RFC 2369, 2919, 3834)."""

from collections.abc import Iterator

from tools.mail.headers import Headers
from tools.patterns import Pattern

NEWSLETTER, NOTIFICATION = "newsletter", "notification"
KINDS = (NEWSLETTER, NOTIFICATION)
NEWS = Pattern(r"(?:e-?)?news(?:letters?)?|digest|mailing|marketing|promo(?:tion)?s?|offers?")
MACHINES = Pattern(r"notif(?:y|ications?)|no-?_?reply|do-?_?not-?_?reply|alerts?|mailer|automated|system")
"""How the mailboxes are called that such mails come from."""
SEPARATORS = Pattern(r"[.+_=]|(?<!no)(?<!not)-(?!reply)")


def kinds_of(headers: Headers, sender: str) -> Iterator[str]:
    """The kinds of a mail from the address `sender`. A list that people write to sends no newsletter."""
    posted = headers.text("list-post")
    discussion = bool(posted) and posted.strip().upper() != "NO"
    to_many = headers.text("list-unsubscribe") or headers.text("list-id")
    bulk = headers.text("precedence").strip().lower() in {"bulk", "list"}
    local = SEPARATORS.split(sender.partition("@")[0].lower())
    if ((to_many or bulk) and not discussion) or any(map(NEWS.fullmatch, local)):
        yield NEWSLETTER
    by_itself = headers.text("auto-submitted").strip().lower().startswith("auto-generated")
    if by_itself or any(map(MACHINES.fullmatch, local)):
        yield NOTIFICATION
