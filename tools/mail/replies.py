"""What a reply or a forwarded mail takes over from the one it is about."""

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from tools.mail.addresses import distinct, label
from tools.mail.message import Message
from tools.people.contacts import Address
from tools.people.owner import Owner

REPLY_PREFIX = re.compile(
    r"^\s*(?:re|aw|antw|sv|vs|rif|odp|res|réf|ref)\s*(?:\[\d+\]|\(\d+\))?\s*[::]\s*", re.I
)
FORWARD_PREFIX = re.compile(r"^\s*(?:fwd|fw|wg|tr|rv|vb|doorst|enc|i)\s*[::]\s*", re.I)


def reply_subject(subject: str) -> str:
    """`subject` with one "Re: "."""
    return f"Re: {without(REPLY_PREFIX, subject)}".strip()


def whole_name(subject: str) -> str:
    """What a mail is called that goes along as a whole with one of this subject."""
    plain = " ".join(without(FORWARD_PREFIX, subject).replace("/", "-").split())
    return f"{plain[:60] or 'mail'}.eml"


def matter(subject: str) -> str:
    """What `subject` is about, in lower case, whether it is answered or handed on."""
    plain, before = subject, None
    while plain != before:
        before, plain = plain, without(FORWARD_PREFIX, without(REPLY_PREFIX, plain))
    return plain.casefold()


def forward_subject(subject: str) -> str:
    """`subject` with one "Fwd: "."""
    return f"Fwd: {without(FORWARD_PREFIX, subject)}".strip()


def without(prefix: re.Pattern[str], subject: str) -> str:
    while found := prefix.match(subject):
        subject = subject[found.end() :]
    return subject.strip()


def answering(mail: Message, me: Owner) -> Address:
    """As which of one's own addresses `mail` is answered: the one that it came to, or that wrote it."""
    envelope = mail.envelope
    named = (*envelope.to, *envelope.cc, *mail.authors)
    # The usual one before others: who is written to under two addresses answers as always.
    usual = next((address for address in named if address.same_mailbox(me.usual)), None)
    return me.usual if usual else me.named(named) or me.usual


def reply_recipients(
    mail: Message, me: Owner, *, everyone: bool
) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """To and Cc of a reply, without oneself wherever anybody else is named.

    Reply-To comes first, also on a mail from oneself: contact forms write in their owner's name. Without it,
    one's own mail is answered to those it went to, and any other to all who wrote it: to nobody, where it
    doesn't say who did. Everyone: Mail-Followup-To where there is one, and nobody else; else the address of a
    list comes first.
    """
    envelope = mail.envelope
    wrote, went_to = real(mail.authors), real(envelope.to)
    answered = me.others(real(mail.reply_to)) or me.others(wrote)
    own = me.others(went_to) or me.others(real(envelope.cc)) or went_to or wrote
    to = distinct(answered or (own if wrote else ()))
    if not everyone:
        return to, ()
    if to and (asked := me.others(real(mail.followup_to))):
        return distinct(asked), ()
    others = me.others(real((*envelope.to, *envelope.cc)))
    if to and mail.list_post:
        return (mail.list_post,), distinct((*to, *others), without=[mail.list_post])
    return to, distinct(others, without=to)


def real(addresses: Iterable[Address]) -> tuple[Address, ...]:
    return tuple(address for address in addresses if address.email)


def references(mail: Message) -> tuple[str, ...]:
    """The conversation up to and including `mail`, for the References header (RFC 5322, 3.6.4)."""
    before = mail.references or (mail.in_reply_to if len(mail.in_reply_to) == 1 else ())
    own = (mail.envelope.message_id,) if mail.envelope.message_id else ()
    return tuple(dict.fromkeys((*before, *own)))


def quoted(mail: Message, zone: ZoneInfo) -> str:
    """The text of `mail`, as it stands under a reply."""
    lines = mail.body.splitlines()
    marked = [f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines]
    date = mail.envelope.date.astimezone(zone)
    return "\n".join([f"On {date:%a, %d %b %Y at %H:%M}, {label(mail.envelope.sender)} wrote:", *marked])


def forwarded(mail: Message, zone: ZoneInfo) -> str:
    """The text of `mail` under the headers that say whose it was."""
    return f"{whose(mail, zone)}\n\n{mail.body}"


def whose(mail: Message, zone: ZoneInfo) -> str:
    """The headers of a mail that is forwarded, as a person reads them."""
    envelope = mail.envelope
    date = envelope.date.astimezone(zone)
    lines = [
        "---------- Forwarded message ----------",
        f"From: {envelope.sender}",
        f"Date: {date:%a, %d %b %Y at %H:%M}",
        f"Subject: {envelope.subject}",
        f"To: {', '.join(map(str, envelope.to))}",
    ]
    if envelope.cc:
        lines.append(f"Cc: {', '.join(map(str, envelope.cc))}")
    return "\n".join(lines)
