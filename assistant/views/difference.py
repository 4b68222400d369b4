"""Two cards in one, with everything marked in which they differ."""

from dataclasses import replace

from assistant.views import differences
from assistant.views.card import Card, Row, joined, text_of
from assistant.views.differences import Line
from assistant.views.origins import with_origins


def difference(before: Card, after: Card) -> Card:
    """`after`, with everything marked in which it differs from `before`."""
    old = {row.label: joined(row.lines) for row in before.rows}
    new = {row.label: joined(row.lines) for row in after.rows}
    labels = dict.fromkeys((*new, *old))
    body = differences.words(joined(before.body), joined(after.body)) if before.body or after.body else ()
    return with_origins(
        replace(
            after,
            heading=f"{after.heading}, edited",
            title=differences.words(text_of(before.title), text_of(after.title))[0],
            rows=tuple(Row(name, _changed_lines(old.get(name, ""), new.get(name, ""))) for name in labels),
            body=body,
        )
    )


def is_changed(row: Row) -> bool:
    return any(piece.mark in ("gone", "new") for line in row.lines for piece in line)


def _changed_lines(before: str, after: str) -> tuple[Line, ...]:
    return tuple(line for line in differences.lines(before, after) if line[0].text)
