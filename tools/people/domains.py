"""Domains of mail addresses as they go over the wire."""

import re
from collections.abc import Iterable

LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*\.?")
LITERAL = re.compile(r"\[[A-Za-z0-9.:_-]{1,60}\]")
# Nothing in it that would end the address, or the command that names it.
ATOM = r"[^\s\x00-\x1f\x7f\"(),.:;<>@\[\\\]]+"
PLAIN_LOCAL = re.compile(rf"{ATOM}(?:\.{ATOM})*")
QUOTED_LOCAL = re.compile(r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*+"')
MAX_CHARS = 253


def wire_form(email: str) -> str:
    """`email` with its domain as servers are told it, IDNA 2008: xn--strae-oqa.example for straße.example.

    Raises:
        ValueError: no mail can be sent there, as far as its signs tell.
    """
    local, _, domain = email.rpartition("@")
    if not (PLAIN_LOCAL.fullmatch(local) or QUOTED_LOCAL.fullmatch(local)):
        raise ValueError(f"{local!r} is no name of a mailbox")
    return f"{local}@{ascii_domain(domain)}"


def one_address(text: str) -> str:
    """`text`, which is one mail address: no name, no second one.

    Raises:
        ValueError: it is anything else.
    """
    email = text.strip()
    try:
        wire_form(email)
    except ValueError:
        raise ValueError("give one mail address and nothing else, like ana@example.org") from None
    return email


def ascii_domain(domain: str) -> str:
    """`domain` as servers are told it (IDNA 2008).

    Raises:
        ValueError: it is no name of a host.
    """
    if domain.isascii():
        if LITERAL.fullmatch(domain) or (HOST.fullmatch(domain) and len(domain) <= MAX_CHARS):
            return domain
        raise ValueError(f"{domain!r} is no name of a host")
    if len(domain) > MAX_CHARS:
        raise ValueError("the name of a host has at most 253 signs")
    # Python's own codec is IDNA 2003: it makes strasse of straße, somebody else's domain.
    import idna

    return idna.encode(domain, uts46=True, transitional=False, std3_rules=True).decode("ascii")


def mailbox_key(email: str) -> str:
    """The same for all ways to write one address; for what is none, its text in small letters."""
    if email.isascii():
        return email.lower()
    local, _, domain = email.rpartition("@")
    try:
        return f"{local.lower()}@{ascii_domain(domain)}"
    except ValueError:
        return email.lower()


def domain_of(email: str) -> str:
    """In small letters; one outside ASCII as servers are told it."""
    return mailbox_key(email).rpartition("@")[2]


def read_domain(domain: str) -> str:
    """`domain` as a person reads it: `straße.example` for `xn--strae-oqa.example`; else as it is."""
    if "xn--" not in domain.lower():
        return domain
    import idna

    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain


def within(domain: str, owned: Iterable[str]) -> bool:
    """Whether `domain` is one of `owned`, or beneath one."""
    parts = domain.split(".")
    above = {".".join(parts[at:]) for at in range(len(parts))}
    return any(one in above for one in owned)
