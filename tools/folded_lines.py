"""The lines of iCalendar and vCard files: unfolded, decoded, their bytes kept as somebody wrote them."""

import base64
import codecs
import quopri
import re
from collections.abc import Iterator
from functools import lru_cache

BOM = codecs.BOM_UTF8
_NAME = re.compile(rb"[^;:]*")
_LONGEST_KEPT = 40
"""Names up to this length are worked out once; what is longer is no name, and may be ten megabytes."""
_HEAD = re.compile(r'[^":]*(?:"[^"]*"[^":]*)*')
"""All before the colon that ends the parameters; one in quotes is none."""
_ZONED = re.compile(r'[^":]*;TZID=[^";]*:(?=\d{8}(?:T\d{6}Z?)?(?:[,/]|\s*$))', re.IGNORECASE)
"""Likewise, where a zone's name has colons and nobody has put it into quotes."""
_PARTS = re.compile(r'(?:[^";]|"[^"]*"?)+')
_VALUES = re.compile(r'(?:[^",]|"[^"]*"?)+')
_BASE64 = ("B", "BASE64")
_LONGEST_ENCODED_TEXT = 10_000
_FOLDS = (b" ", b"\t")
_PARTS_OF_FILES = (b"BEGIN:", b"END:")
_CARETS = re.compile(r"\^[n'^]")
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}


class Line:
    """One line, however many lines of the file it is folded over."""

    __slots__ = ("_content", "_head", "_parameters", "_text", "_value", "name", "raw")

    def __init__(self, raw: bytes, content: bytes) -> None:
        """`raw` is all of it with folds and line ends; `content` what it says, without them."""
        self.raw = raw
        self._content = content
        self._text: str | None = None
        self._head: str | None = None
        self._value = ""
        self._parameters: dict[str, list[str]] | None = None
        written = _NAME.match(content)[0]  # type: ignore[index]  # it matches anything
        self.name = _named(written) if len(written) <= _LONGEST_KEPT else _named.__wrapped__(written)
        """In capitals, without the group that vCards may put before it."""

    @property
    def text(self) -> str:
        """All that it says, as written."""
        if self._text is None:
            self._text = decoded(self._content)
        return self._text

    @property
    def head(self) -> str:
        """Name and parameters as written; all of a line that has no value."""
        return self._parted() if self._head is None else self._head

    @property
    def value(self) -> str:
        """As written, nothing in it undone."""
        if self._head is None:
            self._parted()
        return self._value

    def _parted(self) -> str:
        """Find the colon between `head`, which is returned, and `value`."""
        text = self.text
        head, _, value = text.partition(":")
        if '"' in head:
            end = _HEAD.match(text).end()  # type: ignore[union-attr]  # it matches anything
            if text[end : end + 1] == ":":
                head, value = text[:end], text[end + 1 :]
        elif ";" in head and (zoned := _ZONED.match(text)):
            head, value = zoned[0][:-1], text[zoned.end() :]
        self._head, self._value = head, value
        return head

    @property
    def parameters(self) -> dict[str, list[str]]:
        """Name in capitals to values, without quotes; a name that stands alone (vCard 2.1) has none."""
        if self._parameters is None:
            self._parameters = {}
            for part in _PARTS.findall(self.head)[1:] if ";" in self.head else ():
                name, equals, values = part.partition("=")
                known = self._parameters.setdefault(name.strip().upper(), [])
                if equals:
                    known.extend(_unquoted(value) for value in _VALUES.findall(values) or [""])
        return self._parameters

    def parameter(self, name: str) -> str:
        """The first value; empty where there is none."""
        if ";" not in self.head:
            return ""
        return next(iter(self.parameters.get(name, ())), "")

    @property
    def plain(self) -> str:
        """The value, decoded where quoted-printable or a character set are named."""
        if ";" not in self.head:
            return self.value
        charset = self.parameter("CHARSET")
        if "QUOTED-PRINTABLE" in self.head.upper():
            value = self._content.partition(b":")[2] if '"' not in self.head else self.value.encode()
            return decoded(quopri.decodestring(value), charset)
        if self.parameter("ENCODING").upper() in _BASE64 and (text := _text_in_base64(self.value, charset)):
            return text
        if charset and '"' not in self.head:
            return decoded(self._content.partition(b":")[2], charset)
        return self.value


def _text_in_base64(value: str, charset: str) -> str:
    """What is encoded, if that is text; else nothing, as of a picture."""
    if len(value) > _LONGEST_ENCODED_TEXT:
        return ""
    try:
        text = base64.b64decode(value, validate=True).decode(charset or "utf-8")
    except (ValueError, LookupError):
        return ""
    return text if text.isprintable() or all(sign.isprintable() or sign.isspace() for sign in text) else ""


@lru_cache(maxsize=1024)
def _named(written: bytes) -> str:
    return written.removeprefix(BOM).upper().rpartition(b".")[2].strip().decode("latin-1")


def decoded(data: bytes, charset: str = "") -> str:
    """Text in the character set that is named, else in UTF-8, else in what Western programs write."""
    if charset:
        try:
            text = data.decode(charset)
            text.encode()  # some character sets can name what is no character
        except (UnicodeError, LookupError):
            pass
        else:
            return text
    for name in ("utf-8", "cp1252"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def lines_of(data: bytes) -> Iterator[Line]:
    """The lines of a file, in order; their `raw` together are `data`, but for a byte order mark.

    A line ends with LF, CR LF, or in a file that has no LF, with CR.
    """
    data = data.removeprefix(BOM)
    end = b"\n" if b"\n" in data else b"\r"
    physical = data.split(end)
    last = physical.pop()
    if not _goes_on(data, end):
        for whole in physical:
            yield Line(whole + end, whole.rstrip(b"\r"))
        if last:
            yield Line(last, last.rstrip(b"\r"))
        return
    count, at = len(physical), 0
    if last:
        physical.append(last)
    while at < len(physical):
        first = at
        whole = physical[at]
        content = whole.rstrip(b"\r")
        at += 1
        if at < len(physical) and (physical[at].startswith(_FOLDS) or content.endswith(b"=")):
            content, at = _unfolded(physical, first)
            whole = end.join(physical[first:at])
        yield Line(whole + end if at <= count else whole, content)


def _goes_on(data: bytes, end: bytes) -> bool:
    """Whether any line may go on in the next one."""
    return end + b" " in data or end + b"\t" in data or b"=" + end in data or b"=\r" in data


def _unfolded(physical: list[bytes], first: int) -> tuple[bytes, int]:
    """What a line says that goes on in the next one, and where the one after it begins."""
    pieces = [physical[first].rstrip(b"\r")]
    head, colon, _ = pieces[0].partition(b":")
    soft = bool(colon) and b"QUOTED-PRINTABLE" in head.partition(b";")[2].upper()
    at = first + 1
    while at < len(physical):
        piece = physical[at].rstrip(b"\r")
        if soft and pieces[-1].endswith(b"=") and not piece.upper().startswith(_PARTS_OF_FILES):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(piece)
        elif piece.startswith(_FOLDS):
            pieces.append(piece[1:])
        else:
            break
        at += 1
    return b"".join(pieces), at


def _unquoted(value: str) -> str:
    value = value.strip().strip('"')
    return _CARETS.sub(lambda match: _CARET[match[0]], value) if "^" in value else value
