"""What a person should notice about a mail before it goes out: warnings, never a refusal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.mail.addresses import listed
from tools.mail.message import Message
from tools.mail.payloads import Outgoing
from tools.patterns import Pattern
from tools.people.circle import Circle
from tools.people.domains import ascii_domain, read_domain
from tools.people.owner import Owner

ATTACHED = Pattern(
    # "Attached to this mail is …", but not "attached to each other".
    r"\b(?:attached(?!\s+to\b(?!\s+(?:this|the)\s+(?:e-?mail|mail|message)))"
    r"|attaching|(?:the|my|an?|in|this) attachments?|enclosed"
    r"|anbei|angehängt|im anhang|ci-joint|pi[eè]ce jointe|adjunt[oa]s?)\b",
    re.IGNORECASE,
)
LINK = Pattern(
    r"\[([^\]\n]{1,200})\]\(\s*<?(https?://[^\s)>]+)>?[^)\n]*\)|<a\s[^>]*href=[\"']?([^\"'\s>]+)[^>]*>(.*?)</a>",
    re.I,
)
HOST = Pattern(r"(?:https?://)?(?:[^\s/@]*@)?((?:[a-z0-9-]+\.)+[a-z]{2,})", re.IGNORECASE)
LINKED = Pattern(r"https?://(?:[^\s/@<>\"]*@)?([^\s/:<>\"'()\[\]?#,]+)", re.IGNORECASE)
CARD = Pattern(r"(?<![\w.+-])(?:\d[ -]?){12,18}\d(?![\w-])")
IBAN = Pattern(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\b")
SECRETS = (
    ("a private key", Pattern(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
    ("a key of Amazon Web Services", Pattern(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a token of GitHub", Pattern(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})\b")),
    ("a token of Slack", Pattern(r"\bxox[abeprs]-[A-Za-z0-9-]{10,}")),
    ("an API key", Pattern(r"\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or)?[-_]?[A-Za-z0-9_-]{20,}\b")),
    ("a key of Google", Pattern(r"\bAIza[0-9A-Za-z_-]{35}\b")),
    ("a signed token (JWT)", Pattern(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}")),
    (
        "a password",
        Pattern(r"\b(?:password|passwort|passwd|pwd|passphrase)\b\s*(?:is|ist|[:=])\s*\S{4,}", re.I),
    ),
)


@dataclass(frozen=True, slots=True)
class OutgoingRules:
    """What is warned of besides."""

    words: tuple[str, ...] = ()
    """Words of one's own that should not go out unnoticed."""
    max_chars: int = 20_000


DEFAULT_RULES = OutgoingRules()


def warnings(
    outgoing: Outgoing, written: str, has_files: bool, circle: Circle, rules: OutgoingRules
) -> tuple[str, ...]:
    """Sentences about the mail; `written` is its text without what is quoted."""
    return (
        *circle.warnings(outgoing.recipients),
        *missing_attachment(f"{outgoing.subject}\n{written}", has_files),
        *secrets(f"{outgoing.subject}\n{written}"),
        *misleading_links(written),
        *listed_words(f"{outgoing.subject}\n{written}", rules.words),
        *too_long(written, rules.max_chars),
    )


def about_answer(answered: Message, outgoing: Outgoing, me: Owner) -> Iterator[str]:
    """Sentences about whom a reply reaches."""
    if not me.others(outgoing.recipients):
        yield "This reply goes to yourself alone"
    mail = answered.envelope
    named = {one.key for one in (*answered.authors, *answered.reply_to, *mail.to, *mail.cc)}
    if asked := [address for address in outgoing.to if address.key not in named]:
        yield f"To {listed(asked)}, as the mail asks for; none of those whom it is from or to"
    if answered.list_post and {one.key for one in outgoing.recipients} == {answered.list_post.key}:
        yield f"This reply goes to all of the list {answered.list_post.email}"
    if answered.unread:
        yield f"Left out, because no address can be read in it: {', '.join(answered.unread)}"


def missing_attachment(text: str, has_files: bool) -> Iterator[str]:
    if not has_files and (found := ATTACHED.search(text)):
        yield f"The text says {found.group()!r}, but nothing is attached"


def secrets(text: str) -> Iterator[str]:
    for name, pattern in SECRETS:
        if pattern.search(text):
            yield f"The text seems to hold {name}"
    if any(is_card_number(re.sub(r"\D", "", found.group())) for found in CARD.finditer(text)):
        yield "The text seems to hold a card number"
    if any(is_iban(found.group()) for found in IBAN.finditer(text)):
        yield "The text seems to hold a bank account number (IBAN)"


def is_card_number(digits: str) -> bool:
    """Whether these digits add up as those of a payment card do (Luhn), in a length that cards have."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or len(set(digits)) < 2:
        return False
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right (ISO 13616)."""
    compact = text.replace(" ", "")
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1


def misleading_links(text: str) -> Iterator[str]:
    for shown_markdown, to_markdown, to_html, shown_html in LINK.findall(text):
        shown, target = (shown_markdown, to_markdown) if to_markdown else (shown_html, to_html)
        says, goes = HOST.search(shown), HOST.match(target)
        if says and goes and site(says.group(1)) != site(goes.group(1)):
            yield f"A link says {says.group(1)} but goes to {goes.group(1)}"


def encoded_links(text: str) -> Iterator[str]:
    """Links to hosts that read otherwise than servers are told."""
    for host in dict.fromkeys(host.rstrip(".") for host in LINKED.findall(text)):
        read = read_domain(host)
        try:
            told = ascii_domain(host)
        except ValueError:
            continue
        if read != host:
            yield f"A link goes to {host}, which reads {read}"
        elif told != host:
            yield f"A link goes to {host}, of which servers are told {told}"


def site(host: str) -> str:
    return host.casefold().removeprefix("www.")


def listed_words(text: str, words: tuple[str, ...]) -> Iterator[str]:
    for word in words:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            yield f"The text has {word!r}, which is on your list"


def too_long(text: str, max_chars: int) -> Iterator[str]:
    if len(text) > max_chars:
        yield f"The text is {len(text):,} characters long"
