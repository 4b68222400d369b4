"""What a model gives for the values of a contact, checked before anything is planned with it."""

import re

from tools.errors import ToolError
from tools.people.contacts import Address

MOST_CHARS = 200
NOTHING = ("", "-", "none")
"""What a value is emptied by."""
_PHONE = re.compile(r"[+\d][\d\s()./+-]*(?:\s*(?:ext\.?|x)\s*\d+)?", re.IGNORECASE)
_LEAST_DIGITS = 3


def line_of(said: str, what: str, *, empty: bool = False) -> str:
    """One line of text, which may be `empty`.

    Raises:
        ToolError: it is none; the message says that it is no `what`.
    """
    text = " ".join(said.split())
    if empty and text.lower() in NOTHING:
        return ""
    if not text or len(text) > MOST_CHARS or not text.isprintable():
        raise ToolError(f"{said[:60]!r} is no {what}; a line of at most {MOST_CHARS} characters is")
    return text


def email_of(said: str) -> str:
    """The mail address, without the name.

    Raises:
        ToolError: it is none, or several.
    """
    address = Address.parse(said)
    if address is None:
        raise ToolError(f"{said!r} is not a mail address; write it as name@example.org")
    return address.email


def phone_number(said: str) -> str:
    """The phone number, as it was written.

    Raises:
        ToolError: it is none.
    """
    text = " ".join(said.split()).removeprefix("tel:")
    if not _PHONE.fullmatch(text) or len(digits_of(text)) < _LEAST_DIGITS or len(text) > MOST_CHARS:
        raise ToolError(f"{said!r} is no phone number; write it with digits, such as +49 30 5550 100")
    return text


def digits_of(text: str) -> str:
    """What tells one number from another, however it is written."""
    return "".join(filter(str.isdecimal, text))
