"""A vCard with other values: the lines that change are exchanged, all others stay as somebody wrote them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from tools.folded_lines import Line, lines_of
from tools.people.birthdays import NO_YEAR, OMITTED, compact
from tools.people.card_values import escaped, folded_line, split_at, unescaped, uri_of
from tools.people.card_writing import structured_name
from tools.people.contacts import Address, Person
from tools.people.domains import mailbox_key
from tools.people.vcards import MEMBERS, bare_uid, phone_of, read_cards

_ENCODINGS = ("ENCODING", "CHARSET", "QUOTED-PRINTABLE", "BASE64")
_LABEL = "X-ABLABEL"
_LEAP_YEAR = "1604"
"""By which Apple means that the year isn't known."""
_ONCE = frozenset(
    "BEGIN END VERSION UID KIND FN N BDAY ANNIVERSARY GENDER REV PRODID ORG TITLE ROLE NICKNAME CATEGORIES "
    "PHOTO LOGO SOUND TZ GEO SORT-STRING NAME MAILER CLASS X-ADDRESSBOOKSERVER-KIND".split()
)
"""Of which a card that another is merged into keeps its own."""


class CardText:
    """The lines of one card, from BEGIN to END, that can be exchanged one by one."""

    def __init__(self, data: bytes) -> None:
        self.lines = list(_own(lines_of(data)))
        self._end = "\r\n" if b"\r\n" in data else "\n" if b"\n" in data else "\r"
        self.version = next((line.plain.strip() for line in self.lines if line.name == "VERSION"), "4.0")

    @property
    def data(self) -> bytes:
        return b"".join(line.raw for line in self.lines)

    def become(self, before: Person, after: Person) -> None:
        """Have the card say of a person what `after` has otherwise than `before`."""
        if after.name != before.name:
            self._one("FN", escaped(after.name))
            if self._named("N"):
                parts = (*split_at(self._named("N")[0].plain, ";"), "", "", "", "", "")[2:5]
                name = structured_name(after.name).removesuffix(";;;")
                self._one("N", ";".join([name, *parts]))
        self._several("EMAIL", before.emails, after.emails, _email_of, escaped, mailbox_key)
        self._several("TEL", before.phones, after.phones, phone_of, escaped)
        self._listed("NICKNAME", before.nicknames, after.nicknames)
        self._listed("CATEGORIES", before.categories, after.categories)
        if after.birthday != before.birthday:
            self._birthday(after.birthday)
        if after.organization != before.organization:
            self._one("ORG", escaped(after.organization))
        if after.title != before.title:
            self._one("TITLE", escaped(after.title))

    def members(self, gone: Iterable[str], come: Iterable[str]) -> None:
        """Take members out of a group and put others in, by their UIDs or addresses."""
        left = {bare_uid(one) for one in gone}
        self.lines = [
            line for line in self.lines if not (line.name in MEMBERS and bare_uid(line.plain) in left)
        ]
        apple = any(line.name.startswith("X-ADDRESSBOOKSERVER") for line in self.lines)
        for one in come:
            uid = uri_of(one)
            written = uid if not apple or uid.startswith("urn:") else f"urn:uuid:{uid}"
            self._insert(MEMBERS[apple], written)

    def rename(self, name: str) -> None:
        """Give a group another name."""
        self._one("FN", escaped(name))
        if self._named("N"):
            self._one("N", f"{escaped(name)};;;;")

    def take_in(self, other: "CardText") -> None:
        """Take over the lines of another card that this one hasn't: addresses, notes, pictures."""
        known = {(line.name, line.plain.strip().lower()) for line in self.lines}
        kinds = {line.name for line in self.lines}
        taken = {_group(line) for line in self.lines if _group(line)}
        groups: dict[str, str] = {}
        for line in other.lines:
            if line.name == _LABEL:
                wanted = _group(line) in groups
            elif line.name in _ONCE:
                wanted = line.name not in kinds
            else:
                wanted = (line.name, line.plain.strip().lower()) not in known
            if not wanted:
                continue
            text = line.text
            if group := _group(line):
                if group not in groups:
                    groups[group] = _free(group, taken)
                    taken.add(groups[group])
                text = f"{groups[group]}{text[len(group) :]}"
            if "QUOTED-PRINTABLE" in line.head.upper() or line.parameter("CHARSET"):
                text = f"{_without(text.partition(':')[0] or line.head, _ENCODINGS)}:{line.plain}"
            self._insert(line.name, text, whole=True)

    def dated(self, at: datetime) -> None:
        """Say when it was changed, where the card says such things at all."""
        if old := self._named("REV"):
            value = old[0].plain
            moment = at.astimezone(UTC)
            plain = "T" in value and "-" not in value
            self._exchange(old[0], f"{moment:%Y%m%dT%H%M%SZ}" if plain else f"{moment:%Y-%m-%dT%H:%M:%SZ}")

    def _named(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def _one(self, name: str, value: str) -> None:
        found = self._named(name)
        if not value:
            for line in found:
                self._drop(line)
        elif found:
            self._exchange(found[0], value)
        else:
            self._insert(name, value)

    def _several(
        self,
        name: str,
        before: Sequence[str],
        after: Sequence[str],
        read: Callable[[Line], str],
        written: Callable[[str], str],
        key: Callable[[str], str] = str,
    ) -> None:
        """Have the lines say of `after` what they said of `before`; two of one `key` are the same."""
        gone = [one for one in before if one not in after]
        come = [one for one in after if one not in before]
        named = self._named(name)
        lines = {value: [line for line in named if key(read(line)) == key(value)] for value in gone}
        # As many as go come: each in the place of one, with what is said of its kind.
        for old, new in zip(gone, come, strict=False) if len(gone) == len(come) else ():
            if lines[old]:
                first, *others = lines[old]
                self._exchange(first, f"tel:{new}" if _is_uri(first) else written(new))
                for line in others:
                    self._drop(line)
                gone, come = [g for g in gone if g != old], [c for c in come if c != new]
        for old in gone:
            for line in lines[old]:
                self._drop(line)
        for new in come:
            self._insert(name, written(new))

    def _listed(self, name: str, before: Sequence[str], after: Sequence[str]) -> None:
        gone = {one for one in before if one not in after}
        come = [escaped(one) for one in after if one not in before]
        for line in self._named(name) if gone else ():
            words = split_at(line.plain, ",")
            left = [word for word in words if unescaped(word).strip() not in gone]
            if not left:
                self._drop(line)
            elif left != words:
                self._exchange(line, ",".join(left))
        if not come:
            return
        if lines := self._named(name):
            self._exchange(lines[-1], ",".join([lines[-1].plain, *come]))
        else:
            self._insert(name, ",".join(come))

    def _birthday(self, birthday: str) -> None:
        for line in self._named("BDAY"):
            self._drop(line)
        if not birthday:
            return
        if self.version == "4.0":
            self._insert("BDAY", compact(birthday))
        elif birthday.startswith(NO_YEAR):
            day = birthday[len(NO_YEAR) :]
            self._insert("BDAY", f"BDAY;{OMITTED}={_LEAP_YEAR}:{_LEAP_YEAR}-{day}", whole=True)
        else:
            self._insert("BDAY", birthday)

    def _exchange(self, line: Line, value: str) -> None:
        head = _without(line.head, _ENCODINGS)
        self.lines[self.lines.index(line)] = self._line(self._charset(head, value), value)

    def _insert(self, name: str, text: str, *, whole: bool = False) -> None:
        """After the last line of this name, else at the end."""
        group = text.partition(".")[0] if name == _LABEL else ""
        at = max(
            (
                place
                for place, line in enumerate(self.lines)
                if (_group(line) == group if group else line.name == name)
            ),
            default=None,
        )
        if at is None:
            at = next(
                (place for place in range(len(self.lines) - 1, -1, -1) if self.lines[place].name == "END"),
                len(self.lines),
            )
            at -= 1
        head, value = (text.partition(":")[0], text.partition(":")[2]) if whole else (name, text)
        head = head if whole else self._charset(head, value)
        self.lines.insert(at + 1, self._line(head, value))

    def _line(self, head: str, value: str) -> Line:
        text = f"{head}:{value}"
        raw = folded_line(text, self._end) if self.version != "2.1" else text + self._end
        return Line(raw.encode(), text.encode())

    def _charset(self, head: str, value: str) -> str:
        return head if value.isascii() or self.version != "2.1" else f"{head};CHARSET=UTF-8"

    def _drop(self, line: Line) -> None:
        """Without what Apple puts beside it, if that was all of its group."""
        self.lines.remove(line)
        group = _group(line)
        rest = [one for one in self.lines if group and _group(one) == group]
        if rest and all(one.name == _LABEL for one in rest):
            self.lines = [one for one in self.lines if one not in rest]


def _own(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of a card; those of a card in it (vCard 2.1) are of the AGENT whom it is about."""
    inside = -1
    for line in lines:
        begins = line.value.strip().upper() == "BEGIN:VCARD" if line.name == "AGENT" else line.name == "BEGIN"
        inside += begins
        ends = line.name == "END"
        if inside > 0:
            line.name = "AGENT"
        inside -= ends
        yield line


def changed_card(data: bytes, before: Person, after: Person) -> bytes:
    """The card with what `after` has otherwise than `before`."""
    card = CardText(data)
    card.become(before, after)
    return card.data


def merged_card(data: bytes, other: bytes, after: Person) -> bytes:
    """The first card as `after`, with the lines of the other one that it hasn't."""
    card = CardText(data)
    card.take_in(CardText(other))
    [now] = read_cards(card.data).cards
    card.become(now.person, after)
    return card.data


def dated_card(data: bytes, at: datetime) -> bytes:
    """The card as changed `at`, where it says when it was changed."""
    card = CardText(data)
    card.dated(at)
    return card.data


def _email_of(line: Line) -> str:
    found = Address.parse(unescaped(line.plain).strip())
    return found.email if found else ""


def _is_uri(line: Line) -> bool:
    return line.name == "TEL" and line.plain.strip()[:4].lower() == "tel:"


def _group(line: Line) -> str:
    """The group that stands before a name: `item1` of `item1.EMAIL`."""
    head = line.head.partition(";")[0]
    return head.rpartition(".")[0]


def _free(group: str, taken: set[str]) -> str:
    if group not in taken:
        return group
    return next(name for number in range(1, len(taken) + 2) if (name := f"item{number}") not in taken)


def _without(head: str, parameters: Sequence[str]) -> str:
    parts = head.split(";")
    kept = [part for part in parts[1:] if part.partition("=")[0].strip().upper() not in parameters]
    return ";".join([parts[0], *kept])
