"""Mailboxes in the text of a header (RFC 5322 with its obsolete forms, and what programs write besides).

The standard library's reader differs between points of one Python, drops a whole header for one odd
address, or recurses. This one is the same everywhere, leaves out no more than what it can't read, and its
work is linear in the text. Encoded words (RFC 2047) are told apart as they are, and not decoded here: a
colon or a comma inside one separates nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

ENCODED_WORD = re.compile(r"=\?[^?\s<>\"]+\?[bBqQ]\?[^?<>\"]*\?=")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
ANGLE = re.compile(r'<((?:[^<>"]|"(?:[^"\\]|\\.)*+")*+)>', re.DOTALL)
LITERAL = re.compile(r"\[[^\[\]\s<>,;\"]{0,60}\]")
RUN = re.compile(r"[^\s\"()<>,;:@\[=]+")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
BRACKET = re.compile(r"\\.|[()]", re.DOTALL)
ROUTE = re.compile(r"^\s*@[^:@]*(?:@[^:@]*)*:")
LOCAL = re.compile(r'[^\s@"(),:;<>\[\]\\]+|"(?:[^"\\]|\\.)*+"', re.DOTALL)
DOMAIN = re.compile(r"[^\s@\"(),:;<>\[\]\\]+|\[[^\[\]\s]*\]")
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""What nobody sees, copied along with an address, and what turns it round: none of it is in one."""
AROUND = re.compile(r"\s*([@.])\s*")
ENTRY = re.compile(r'(?:"[^"]*+"|<[^<>]*+>|[^,;])++')
# As nearly all are: `Ana Lima <ana@example.org>`, with the name in quotes or not, or the address alone.
PLAIN = r"[^\s\"(),:;<>@\[\]\\]++"
USUAL = re.compile(
    rf'\s*+(?:(?:"([^"\\@<>]*+)"\s*+|([^\s"(),:;<>@\[\]\\][^"(),:;<>@\[\]\\]*+))?'
    rf"<({PLAIN}@{PLAIN})>|({PLAIN}@{PLAIN}))\s*+(?:,|$)"
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody as a header names them; encoded words in the name are as they came."""

    name: str
    email: str
    """Has exactly one `@` outside quotes, and something on both sides of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a header."""

    mailboxes: tuple[Mailbox, ...]
    unread: tuple[str, ...]
    """Pieces that were meant to be somebody, and give no address."""
    beside: tuple[str, ...] = ()
    """What stands there as well: bare names between commas, names of groups, an address before another."""


@dataclass(slots=True)
class Piece:
    """What stands between two blanks."""

    raw: list[str]
    """As it came."""
    shown: list[str]
    """Without the quotes."""
    opaque: bool
    """It has no `@` but in quotes or in an encoded word."""

    def add(self, other: "Piece") -> None:
        self.raw += other.raw
        self.shown += other.shown
        self.opaque = self.opaque and other.opaque

    def belongs_to(self, before: "Piece") -> bool:
        """Whether both are of one address with blanks in it: `ana @ example . org`."""
        if before.raw[-1].endswith("@") or self.raw[0].startswith("@"):
            return True
        return not before.opaque and (before.raw[-1].endswith(".") or self.raw[0].startswith("."))


@dataclass(slots=True)
class Element:
    """What stands between two commas."""

    pieces: list[Piece] = field(default_factory=list)
    angles: list[str] = field(default_factory=list)
    before_last: int = 0
    """So many pieces stand before the last `<…>`."""
    comments: list[str] = field(default_factory=list)
    spaced: bool = True

    def add(self, raw: str, shown: str, *, opaque: bool = False) -> None:
        piece = Piece([raw], [shown], opaque or "@" not in raw)
        if self.spaced:
            self.pieces.append(piece)
        else:
            self.pieces[-1].add(piece)
        self.spaced = False

    def add_angle(self, inner: str) -> None:
        if self.angles:
            # Only the last counts, as servers have it: what looks like an address before it is a name.
            self.spaced = True
            self.add(f"<{self.angles[-1]}>", f"<{self.angles[-1]}>")
        self.angles.append(inner)
        self.before_last = len(self.pieces)
        self.spaced = True

    @property
    def is_empty(self) -> bool:
        """Nothing in it was meant to be somebody's address."""
        return not any(self.angles) and all(piece.opaque for piece in self.pieces)

    @property
    def text(self) -> str:
        return " ".join([name_of(self.pieces, []), *(f"<{inner}>" for inner in self.angles[-1:])]).strip()


def entries_in(text: str) -> list[str]:
    """A list that a person typed, entry by entry: between commas that are in no quotes and no address."""
    return [entry for piece in ENTRY.findall(text) if (entry := piece.strip())]


def read_mailboxes(text: str) -> Reading:
    """Everybody named in `text`, in order. Never raises."""
    found = usual(text)
    return thorough(text) if found is None else found


def usual(text: str) -> Reading | None:
    """The same as `thorough` at a fraction of its time; None for anything out of the ordinary."""
    found: list[Mailbox] = []
    at = 0
    while at < len(text):
        one = USUAL.match(text, at)
        if one is None:
            return None
        quoted, bare, angle, alone = one.groups()
        email = (angle or alone).rstrip(".")
        if "=?" in email or INVISIBLE.search(one[0]):
            return None  # an encoded word, and the comma behind it perhaps a part of it; or what nobody sees
        found.append(Mailbox(" ".join((quoted or bare or "").split()), email))
        at = one.end()
    return Reading(tuple(found), ())


def thorough(text: str) -> Reading:
    found: list[Mailbox] = []
    unread: list[str] = []
    beside: list[str] = []
    surname = ""
    for element, ended_by in elements(text):
        here = list(people_in(element)) if ended_by != ":" else []
        if here and surname and element.angles and here[0].name:
            # Lima, Ana <ana@example.org>: a comma that should have been in quotes.
            here[0] = Mailbox(f"{surname}, {here[0].name}", here[0].email)
            surname = ""
        elif not here and not element.is_empty and ended_by != ":":
            unread.append(element.text)
        beside += filter(None, (surname, *element.angles[:-1]))
        is_name = ended_by == "," and not element.angles and element.is_empty
        surname = element.text if is_name else ""
        if not here and not is_name and element.text and (element.is_empty or ended_by == ":"):
            beside.append(element.text)
        found += here
    beside += filter(None, (surname,))
    return Reading(tuple(found), tuple(unread), tuple(beside))


def elements(text: str) -> Iterator[tuple[Element, str]]:
    """The pieces of a list, each with the sign that ends it; what a colon ends is the name of a group."""
    closing = comments_in(text)
    element = Element()
    at, quotes_close = 0, True
    while at < len(text):
        sign = text[at]
        if sign in ",;:":
            yield element, sign
            element = Element()
        elif sign.isspace():
            element.spaced = True
        elif sign == "(" and at in closing:
            element.comments.append(text[at + 1 : closing[at]])
            at = closing[at]
        elif sign == '"' and quotes_close:
            if quoted := QUOTED.match(text, at):
                inner = ESCAPED.sub(r"\1", quoted.group()[1:-1])
                element.add(quoted.group(), inner, opaque=True)
                at = quoted.end() - 1
            else:
                # No quotation mark behind this one closes, either.
                quotes_close = False
        elif sign == "<":
            if angle := ANGLE.match(text, at):
                element.add_angle(angle.group(1).strip())
                at = angle.end() - 1
        elif sign == "=" and (word := ENCODED_WORD.match(text, at)):
            element.add(word.group(), word.group(), opaque=True)
            at = word.end() - 1
        elif sign == "[" and text[at - 1 : at] == "@" and (literal := LITERAL.match(text, at)):
            element.add(literal.group(), literal.group())
            at = literal.end() - 1
        elif run := RUN.match(text, at):
            element.add(run.group(), run.group())
            at = run.end() - 1
        elif sign not in '">':
            element.add(sign, sign)
        at += 1
    yield element, ""


def comments_in(text: str) -> dict[int, int]:
    """Where each comment begins and ends; brackets that are never closed are none."""
    waiting: list[int] = []
    closing: dict[int, int] = {}
    for bracket in BRACKET.finditer(text):
        if bracket.group() == "(":
            waiting.append(bracket.start())
        elif bracket.group() == ")" and waiting:
            closing[waiting.pop()] = bracket.start()
    return closing


def people_in(element: Element) -> Iterator[Mailbox]:
    """Whom one element of a list names: as a rule one, and several where a comma is missing."""
    if any(element.angles):
        email = address_in(next(inner for inner in reversed(element.angles) if inner))
        if email:
            # What stands behind the address is rather a note than a name.
            yield Mailbox(name_of(element.pieces[: element.before_last], element.comments), email)
        return
    before: list[Piece] = []
    for piece in joined_up(element.pieces):
        email = "" if piece.opaque else address_in("".join(piece.raw))
        if email:
            yield Mailbox(name_of(before, [] if before else element.comments), email)
            before = []
        else:
            before.append(piece)


def joined_up(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, those of an address with blanks in it as one."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and piece.belongs_to(last):
            last.add(piece)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def address_in(text: str) -> str:
    """The address that `text` is; empty: it is none."""
    plain = ROUTE.sub("", INVISIBLE.sub("", without_comments(text))).strip()
    if plain[:7].lower() == "mailto:":
        plain = plain[7:]
    plain = AROUND.sub(r"\1", plain.strip()) if '"' not in plain else plain.strip()
    plain = plain.rstrip(".")  # the root of all domains, which no mail needs
    local, at, domain = plain.rpartition("@")
    if at and LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain):
        return plain
    return ""


def without_comments(text: str) -> str:
    closing = comments_in(text) if "(" in text else {}
    kept, at = [], 0
    while at < len(text):
        if at in closing:
            at = closing[at]
        else:
            kept.append(text[at])
        at += 1
    return "".join(kept)


def name_of(pieces: Iterable[Piece], comments: Iterable[str]) -> str:
    name = " ".join(" ".join("".join(piece.shown) for piece in pieces).split())
    name = name if INVISIBLE.sub("", name).strip() else ""
    note = " ".join(" ".join(ESCAPED.sub(r"\1", comment).split()) for comment in comments)
    if name and note:
        return f"{name} ({note})"
    return name or note
