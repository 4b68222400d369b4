"""The text of a mail, whatever the mail says of its bytes.

Encoded words in headers (RFC 2047) are read one by one; the work is linear in the text.
"""

import binascii
import codecs
import re
import threading
from collections.abc import Iterator

from tools.mail.charset_labels import codecs_of
from tools.mail.japanese import looks_japanese, read_japanese

JAPANESE = "iso2022_jp_ext"
SAYS_NOTHING = frozenset({"", "us-ascii", "ascii", "ansi_x3.4-1968", "utf-8-sig", "utf-8"})
WESTERN = "cp1252"
MOST_BROKEN = 0.2
"""Of the bytes outside ASCII: with more that can't be read, it is another charset than the mail says."""
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
HIGH = bytes(range(0x80, 0x100))
AS_WINDOWS = "tools.mail.charsets.as_windows"
CUT_OFF = frozenset({"unexpected end of data", "incomplete multibyte sequence"})
BROKEN = threading.local()
"""Its `count`: how many bytes the last attempt of this thread could not read."""
WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


def decoded(content: bytes, charset: str = "") -> str:
    """`content` as text, by `charset` where that works, else as UTF-8.

    A few bytes that don't fit cost only themselves: they are read as Windows-1252.
    """
    readers = codecs_of(charset)
    if (readers[0] in SAYS_NOTHING and looks_japanese(content)) or readers[0] == JAPANESE:
        return read_japanese(content) if looks_japanese(content) else decoded(content, "utf-8")
    if readers[0] == WESTERN and is_utf_8(content):
        return content.decode("utf-8-sig")
    for reader in (*readers, "utf-8-sig"):
        try:
            return content.decode(reader)
        except (UnicodeError, LookupError, ValueError):
            # Not in that charset, no such charset, or a codec of Python's that isn't of text, like "zip".
            continue
    return mended(content, readers[0])


def is_utf_8(content: bytes) -> bool:
    """Whether a text that says it is Western is UTF-8 all the same: nobody writes Ã¼ or â€™ and means it.

    Three signs or fewer may be MENÚ… or CAFÉ”, which happen to be UTF-8 of other scripts.
    """
    try:
        signs = [] if content.isascii() else [sign for sign in content.decode() if not sign.isascii()]
    except UnicodeDecodeError:
        return False
    return len(signs) > 3 or any(sign < "\u0180" or "\u2010" <= sign <= "\u20cf" for sign in signs)


def mended(content: bytes, reader: str) -> str:
    """`content` by `reader`, but for the bytes that it can't read; as UTF-8 where it can't read many."""
    BROKEN.count = 0
    try:
        text = content.decode(reader, AS_WINDOWS)
    except (UnicodeError, LookupError, ValueError):
        text = ""
    if text and (reader in SAYS_NOTHING or BROKEN.count <= outside_ascii(content) * MOST_BROKEN):
        return text
    return content.decode("utf-8-sig", AS_WINDOWS)


def as_windows(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that can't be read, for `codecs.register_error`.

    Raises:
        UnicodeError: it is about writing, not reading.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    BROKEN.count = getattr(BROKEN, "count", 0) + len(bad)
    if error.reason in CUT_OFF and outside_ascii(error.object[: error.start]) >= BROKEN.count:
        # The text ends in the middle of a sign, as others before it show.
        return "\ufffd", error.end
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error(AS_WINDOWS, as_windows)


def outside_ascii(content: bytes) -> int:
    return len(content) - len(content.translate(None, HIGH))


def eight_bit(raw: str) -> str:
    """`raw` with the bytes that the parser kept as surrogates read as text."""
    if raw.isascii() and "\x1b" not in raw:
        return raw
    try:
        return decoded(raw.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return raw.encode("utf-8", "replace").decode("utf-8")


def without_controls(text: str) -> str:
    """`text` without control characters other than line ends and tabs."""
    return CONTROLS.sub("", text)


def header_text(raw: str) -> str:
    """A header's value as one line of text; `raw` is as the parser gives it, bytes as surrogates."""
    return " ".join(without_controls(decoded_words(raw)).split())


def decoded_words(raw: str) -> str:
    """`raw` with its encoded words read; those that are broken stay as they are."""
    text = eight_bit(raw)
    return "".join(stretches(text)) if "=?" in text else text


def stretches(text: str) -> Iterator[str]:
    """The pieces of `text`; words that follow each other are one text, whose signs may be cut apart."""
    at, charset = 0, ""
    waiting: list[bytes] = []
    for word in WORD.finditer(text):
        between = text[at : word.start()]
        follows = bool(charset) and not between.strip()
        content = word_content(word)
        named = word.group(1).partition("*")[0].casefold()
        if not (follows and content is not None and named == charset):
            yield decoded(b"".join(waiting), charset)
            waiting, charset = [], ""
            # Blanks between two words belong to neither.
            yield "" if follows and content is not None else between
        if content is None:
            yield word.group()
        else:
            charset = named
            waiting.append(content)
        at = word.end()
    yield decoded(b"".join(waiting), charset)
    yield text[at:]


def word_content(word: re.Match[str]) -> bytes | None:
    """The bytes that a word stands for; None for one that is broken."""
    _, encoding, text = word.groups()
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return HEX.sub(lambda found: bytes([int(found[1], 16)]), raw.replace(b"_", b" "))
    stripped = b"".join(raw.split()).rstrip(b"=")
    if len(stripped) % 4 == 1:
        return None
    try:
        return binascii.a2b_base64(stripped + b"=" * (-len(stripped) % 4), strict_mode=True)
    except binascii.Error:
        return None
