"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Mark = Literal["same", "gone", "new", "theirs", "source"]
"""`theirs` is what somebody else wrote, `source` a line that says who."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and whether it was there before and is there after."""

    text: str
    mark: Mark = "same"


Line = tuple[Piece, ...]

_WORD = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")


def words(before: str, after: str) -> tuple[Line, ...]:
    """Both texts in one, line by line, each word marked; what stayed appears once.

    Leaving out the pieces that are `new` gives `before`, leaving out those that are `gone` gives
    `after`, empty lines aside.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(old[i:j])))
        else:
            pieces += _word_pieces("".join(old[i:j]), "".join(new[k:m]))
    return _split_at_line_ends(pieces)


def lines(before: str, after: str) -> tuple[Line, ...]:
    """Both texts in one, each line marked as a whole."""
    old, new = before.split("\n"), after.split("\n")
    marked: list[Line] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            marked += [(Piece(line),) for line in old[i:j]]
        else:
            marked += [(Piece(line, "gone"),) for line in old[i:j]]
            marked += [(Piece(line, "new"),) for line in new[k:m]]
    return tuple(marked)


def _word_pieces(before: str, after: str) -> list[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece("".join(old[i:j]), "gone"))
        if k < m:
            pieces.append(Piece("".join(new[k:m]), "new"))
    return _without_islands(pieces)


def _without_islands(pieces: list[Piece]) -> list[Piece]:
    """A lone space or comma that both have, between changed words, reads better as changed too."""
    result: list[Piece] = []
    gone = new = ""
    for position, piece in enumerate(pieces):
        between_changes = 0 < position < len(pieces) - 1 and not re.search(r"\w|\n", piece.text)
        if piece.mark == "same" and not between_changes:
            result += _changed(gone, new)
            gone = new = ""
            result.append(piece)
            continue
        gone += piece.text if piece.mark != "new" else ""
        new += piece.text if piece.mark != "gone" else ""
    return result + _changed(gone, new)


def _changed(gone: str, new: str) -> list[Piece]:
    return [piece for piece in (Piece(gone, "gone"), Piece(new, "new")) if piece.text]


def _split_at_line_ends(pieces: list[Piece]) -> tuple[Line, ...]:
    lines: list[Line] = []
    line: list[Piece] = []
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        line.append(Piece(first, piece.mark))
        for text in rest:
            lines.append(tuple(p for p in line if p.text))
            line = [Piece(text, piece.mark)]
    lines.append(tuple(p for p in line if p.text))
    return tuple(lines)
