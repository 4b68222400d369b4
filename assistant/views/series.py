"""Occurrences of one series that are asked about together: one card for all to which the same happens."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import tzinfo

from assistant.contract import Approval
from assistant.views import cards
from assistant.views.card import Card, Note, Row, plain, text_of
from assistant.views.differences import Line, Piece

WHEN = "When"
OF_EACH = (WHEN, "Next is", "Then is")
"""The rows in which the cards of occurrences differ, though the same happens to each."""
IDS_A_LINE = 3
NOT_THIS_ONE = "not this one"
"""Why an occurrence is refused that was left out of a yes to the others."""
Several = tuple[Approval, ...]


def grouped(wanted: Sequence[Approval], zone: tzinfo | None) -> tuple[Several, ...]:
    """`wanted` in its order; occurrences of one series to which the same happens stand at their first."""
    groups: dict[object, list[Approval]] = {}
    for approval in wanted:
        groups.setdefault(_alike(approval, zone), []).append(approval)
    return tuple(tuple(group) for group in groups.values())


def is_of_a_series(approval: Approval) -> bool:
    """Whether others of its series may be asked about with it."""
    return approval.preview.get("scope") == "occurrence" and not approval.revision


def card_of(several: Several, zone: tzinfo | None, but: Collection[int] = (), *, ids: bool = False) -> Card:
    """The card of what stands together: of several, numbered, those at the places `but` struck out.

    `ids`: they are on it, for who answers by a command.
    """
    first, *others = (cards.card(approval, zone) for approval in several)
    if not others:
        return first
    drawn = [first, *others]
    lines: list[Line] = []
    notes: list[Note] = []
    for place, one in enumerate(drawn):
        when = _when(one)
        notes += [replace(note, line=note.line + len(lines)) for note in when.notes]
        lines += [_numbered(place, at, line, place in but) for at, line in enumerate(when.lines)]
    rows = [Row(WHEN, tuple(lines), tuple(notes)) if row.label == WHEN else row for row in first.rows]
    kept = tuple(row for row in rows if row.label not in OF_EACH[1:])
    return replace(
        first,
        id="",
        heading=_heading(first.heading, len(several), len(but)),
        rows=(*kept, *([_ids(several)] if ids else [])),
        warnings=_each_once([one.warnings for one in drawn]),
        notes=_each_once([one.notes for one in drawn]),
    )


def _ids(several: Several) -> Row:
    told = [f"{place}. {approval.id}" for place, approval in enumerate(several, 1)]
    lines = (" · ".join(told[at : at + IDS_A_LINE]) for at in range(0, len(told), IDS_A_LINE))
    return Row("Ids", tuple(map(plain, lines)))


def summary_of(several: Several, zone: tzinfo | None, but: Collection[int] = ()) -> str:
    """What is asked, in a line; not cleaned for one, whose summary it is."""
    if len(several) == 1:
        return several[0].summary
    card = card_of(several, zone, but)
    return f"{card.heading} of '{text_of(card.title)}'"


def day_of(approval: Approval, zone: tzinfo | None) -> str:
    """The day of one of several, which tells it from the others."""
    when = _when(cards.card(approval, zone))
    return text_of(when.lines[0]).partition(",")[0] if when.lines else approval.summary


def _alike(approval: Approval, zone: tzinfo | None) -> object:
    """What is the same for those that stand together; of any other it is its id."""
    event = approval.preview.get("event") or approval.preview.get("before") or {}
    if not is_of_a_series(approval) or "id" not in event:
        return approval.id
    card = cards.card(approval, zone)
    common = tuple(row for row in card.rows if row.label not in OF_EACH)
    alike = replace(card, id="", rows=common, warnings=(), notes=(), origins=())
    return (approval.thread_id, approval.action, event["id"], alike)


def _when(card: Card) -> Row:
    return next((row for row in card.rows if row.label == WHEN), Row(WHEN, ()))


def _numbered(place: int, at: int, line: Line, left_out: bool) -> Line:
    number = f"{place + 1}. " if not at else " " * len(f"{place + 1}. ")
    if left_out:
        return (Piece(number + text_of(line), "gone"),)
    first, *rest = line or (Piece(""),)
    return (replace(first, text=number + first.text), *rest)


def _heading(one: str, number: int, left_out: int) -> str:
    """As of one, with how many it is about."""
    counted = f"{number - left_out} of {number}" if left_out else str(number)
    return one.replace("one occurrence", f"{counted} occurrences")


def _each_once(said: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for lines in said for line in lines))
