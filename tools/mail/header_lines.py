"""The headers of a mail as they go out.

Written here and not by the standard library, whose ways differ between its versions: it has encoded
Message-IDs inside References, which breaks threads, and lost spaces of names.
"""

import re
from collections.abc import Iterable, Sequence
from email.header import Header

from tools.errors import ToolError
from tools.people.contacts import Address
from tools.people.domains import wire_form

LINE_END = "\r\n"
LINE_CHARS = 78
MAX_WORD_CHARS = 900
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# Printable, single blanks inside, none at the ends: can be folded and unfolded without a change.
FOLDABLE = re.compile(r"[!-~]+(?: [!-~]+)*")


def people_line(name: str, addresses: Sequence[Address]) -> str:
    """A header that names people, each on a line of its own.

    Raises:
        ToolError: one has no address that mail can be sent to.
    """
    mailboxes = (mailbox(name, address) for address in addresses)
    return f"{name}: " + f",{LINE_END} ".join(mailboxes) + LINE_END


def text_line(name: str, text: str) -> str:
    """A header with text of a person's own.

    Raises:
        ValueError: it has a line break, which would begin another header.
    """
    if "\r" in text or "\n" in text:
        raise ValueError(f"{name} may not hold a linefeed or carriage return")
    if not is_foldable(text):
        return f"{name}: {encoded_words(name, text)}{LINE_END}"
    lines = [f"{name}:"]
    for word in text.split(" "):
        if len(lines[-1]) + 1 + len(word) > LINE_CHARS and lines[-1].strip() != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return LINE_END.join(lines) + LINE_END


def ids_line(name: str, ids: Iterable[str]) -> str:
    """A header of Message-IDs, which are never broken or encoded, however long."""
    return f"{name}: " + f"{LINE_END} ".join(f"<{one}>" for one in ids) + LINE_END


def mailbox(header: str, address: Address) -> str:
    """`address` as it stands in the line of `header`.

    Raises:
        ToolError: it is none that mail can be sent to.
    """
    email = wire(address.email)
    name = address.name
    if "\r" in name or "\n" in name:
        raise ToolError(f"{str(address)!r} is not an address that mail can be sent to")
    if not name:
        return email
    if len(name) > LINE_CHARS - len(header) - 4 or not is_foldable(name):
        return f"{encoded_words(header, name)}{LINE_END} <{email}>"
    if ATOMS.fullmatch(name):
        return f"{name} <{email}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{email}>'


def wire(email: str) -> str:
    """An address as it goes over the wire: a domain outside ASCII in its encoded form (IDNA 2008).

    Raises:
        ToolError: it is none that mail can be sent to.
    """
    try:
        return wire_form(email)
    except ValueError as error:
        raise ToolError(f"{email!r} is not an address that mail can be sent to") from error


def is_foldable(text: str) -> bool:
    """Whether `text` can stand as it is, and is read as what it is: nothing in it looks encoded."""
    if not text:
        return True
    longest = max(map(len, text.split(" ")))
    return longest <= MAX_WORD_CHARS and "=?" not in text and bool(FOLDABLE.fullmatch(text))


def encoded_words(header: str, text: str) -> str:
    return Header(text, "utf-8", header_name=header).encode(linesep=LINE_END)
