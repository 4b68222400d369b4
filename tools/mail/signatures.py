"""The text of mails that is wrapped into a signature: S/MIME's opaque ones, and OpenPGP's in text.

No signature is checked: what is read is the mail's word, as that of any other.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tools.mail.mended import parsed
from tools.mail.part import Part
from tools.patterns import Pattern

PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
ENDINGS = (".p7m", ".p7z")
UNNAMED = frozenset({"application/octet-stream", *PKCS7})
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
"""1.2.840.113549.1.7.2, as it is written."""
SEQUENCE, OCTETS, OCTETS_IN_PIECES, INSIDE = 0x30, 0x04, 0x24, 0xA0
DEEPEST = 30
CLEAR_SIGNED = Pattern(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]+:[^\n]*\n)*\n(.*?)\n?"
    r"^-----BEGIN PGP SIGNATURE-----[ \t]*\n.*?^-----END PGP SIGNATURE-----[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
DASHED = Pattern(r"^- ", re.MULTILINE)
ENCRYPTED_TEXT = Pattern(
    r"^-----BEGIN PGP MESSAGE-----[ \t]*\n.*?^-----END PGP MESSAGE-----[ \t]*$", re.MULTILINE | re.DOTALL
)


class Element(NamedTuple):
    """One element of BER (X.690): where its content is, and where the next one begins."""

    tag: int
    begin: int
    end: int
    next: int


def is_pkcs7(part: Part) -> bool:
    """Whether S/MIME is in it; some programs say so by the name of the file alone (RFC 8551, 3.2.1)."""
    kind = part.get_content_type()
    return kind in PKCS7 or (kind in UNNAMED and part.name.casefold().endswith(ENDINGS))


def inside_signature(part: Part) -> Part | None:
    """The mail or part that an S/MIME signature is wrapped around; None where it wraps none."""
    if not is_pkcs7(part):
        return None
    content = signed_content(part.content())
    return parsed(content) if content else None


def signed_content(content: bytes) -> bytes:
    """What is inside of a SignedData (RFC 5652, 5.1); empty where it isn't one, or has nothing inside."""
    try:
        return b"".join(_signed(content))
    except (ValueError, IndexError):
        return b""


def _signed(content: bytes) -> Iterator[bytes]:
    outer = _inside(content, _element(content, 0))
    if content[outer[0].begin : outer[0].end] != SIGNED_DATA:
        return
    [data] = _inside(content, outer[1])
    wrapped = _inside(content, _inside(content, data)[2])
    if len(wrapped) > 1 and wrapped[1].tag == INSIDE:
        for one in _inside(content, wrapped[1]):
            yield from _octets(content, one)


def _octets(content: bytes, element: Element) -> Iterator[bytes]:
    """An octet string, which may be written in pieces."""
    if element.tag == OCTETS:
        yield content[element.begin : element.end]
    elif element.tag == OCTETS_IN_PIECES:
        for piece in _inside(content, element):
            if piece.tag != OCTETS:
                raise ValueError("pieces in pieces")
            yield content[piece.begin : piece.end]


def _inside(content: bytes, element: Element) -> list[Element]:
    found: list[Element] = []
    at = element.begin
    while at < element.end:
        found.append(_element(content, at))
        at = found[-1].next
    return found


def _element(content: bytes, at: int, depth: int = 0) -> Element:
    """
    Raises:
        ValueError, IndexError: there is no whole element at `at`.
    """
    if depth > DEEPEST:
        raise ValueError("too deep")
    tag, length, begin = content[at], content[at + 1], at + 2
    if length == 0x80:
        # Its length isn't said: it ends where two zeros stand in the place of an element.
        end = begin
        while content[end : end + 2] != b"\0\0":
            end = _element(content, end, depth + 1).next
        return Element(tag, begin, end, end + 2)
    if length > 0x80:
        size = length & 0x7F
        length, begin = int.from_bytes(content[begin : begin + size], "big"), begin + size
    if begin + length > len(content):
        raise ValueError("cut")
    return Element(tag, begin, begin + length, begin + length)


def without_armour(text: str, encrypted: str) -> str:
    """`text` without OpenPGP's signatures in text (RFC 9580, 7), and `encrypted` where one is encrypted."""
    if "-----BEGIN PGP " not in text:
        return text
    text = CLEAR_SIGNED.sub(lambda found: DASHED.sub("", found[1]), text)
    return ENCRYPTED_TEXT.sub(encrypted.replace("\\", r"\\"), text)
