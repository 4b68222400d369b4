"""Flags and labels as text: in a mirror's tables, in a ledger."""

from collections.abc import Iterable

from tools.mail.message import Flag, Label, Mark


def written(marks: Iterable[Mark]) -> str:
    """The letters of the flags, and after a blank each label."""
    marks = frozenset(marks)
    flags = "".join(sorted(one for one in marks if isinstance(one, Flag)))
    labels = sorted(one.keyword for one in marks if isinstance(one, Label))
    return " ".join([flags, *labels])


def read(text: str) -> frozenset[Mark]:
    """The marks that `text`, which `written` made, stands for."""
    flags, *labels = text.split(" ")
    return frozenset({*map(Flag, flags), *map(Label, labels)})
