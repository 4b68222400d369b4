"""What a card is made of, before anything draws it: rows of lines, all of them clean."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.views.differences import Line, Piece
from assistant.views.text import clean_line
from tools.provenance.origin import Origin
from tools.unseen import seen, seen_line


@dataclass(frozen=True)
class Note:
    """Words beneath a line, about something that stands in it."""

    line: int
    """Beneath which line, from 0."""
    text: str


@dataclass(frozen=True)
class Row:
    """One field: a label, its lines, and what is to be known about them."""

    label: str
    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()

    @property
    def drawn(self) -> tuple[Line, ...]:
        """The lines with the notes beneath them."""
        return with_notes(self.lines, self.notes)


@dataclass(frozen=True)
class Card:
    """An approval as it is shown: all its text is clean, nothing is shortened."""

    heading: str
    """What kind of thing would happen: `New event`, `Send mail`."""
    id: str
    agent: str
    title: Line
    title_notes: tuple[Note, ...] = ()
    lead: tuple[str, ...] = ()
    """What has to be read before anything else."""
    rows: tuple[Row, ...] = ()
    body: tuple[Line, ...] = ()
    """The text of a mail, line by line."""
    body_notes: tuple[Note, ...] = ()
    origins: tuple[Origin, ...] = ()
    """Where its values came from, as the notes say it."""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What undo would do, when the question expires."""

    @property
    def drawn_title(self) -> tuple[Line, ...]:
        """The title with the notes beneath it."""
        return with_notes((self.title,), self.title_notes)

    @property
    def drawn_body(self) -> tuple[Line, ...]:
        """The text with the notes beneath its lines."""
        return with_notes(self.body, self.body_notes)


def with_notes(lines: Sequence[Line], notes: Sequence[Note]) -> tuple[Line, ...]:
    """`lines`, each note beneath its line."""
    drawn: list[Line] = []
    for at, line in enumerate(lines):
        drawn += [line, *((Piece(note.text, "source"),) for note in notes if note.line == at)]
    return tuple(drawn)


def rows(*fields: tuple[str, Sequence[str]]) -> list[Row]:
    """A row for each field that has something in it."""
    found = [(label, tuple(plain(line) for line in lines if line)) for label, lines in fields]
    return [Row(label, lines) for label, lines in found if lines]


def plain(text: str) -> Line:
    """`text` as one line in which nothing is hidden."""
    return (Piece(clean_line(seen_line(text))),)


def plain_lines(text: str) -> tuple[Line, ...]:
    """`text` line by line, with nothing hidden in it."""
    return tuple((Piece(line),) for line in seen(text).split("\n"))


def text_of(line: Line) -> str:
    """The text of `line`, without what an edit takes away."""
    return "".join(piece.text for piece in line if piece.mark != "gone")


def joined(lines: Sequence[Line]) -> str:
    """The text of `lines`, without what an edit takes away."""
    standing = [line for line in lines if not line or any(piece.mark != "gone" for piece in line)]
    return "\n".join(map(text_of, standing))
