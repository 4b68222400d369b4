"""Where the values of a card came from, in words beneath them. What the person said needs none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from assistant.views.card import Card, Note, Row, plain
from assistant.views.differences import Line, Piece
from assistant.views.text import clean_line
from tools.provenance.origin import MAY_BE, YOU_SAID, Origin
from tools.unseen import seen, seen_line

NOBODY = "nobody has said this"
SOURCES = {
    "mail": "a mail",
    "event": "an event",
    "task": "a task",
    "file": "a file",
    "tool": "another agent's tool",
}
TITLE, BODY = "(title)", "(body)"
PLACES = {
    "to": "To",
    "cc": "Cc",
    "bcc": "Bcc",
    "attendees": "Guests",
    "add_attendees": "Guests",
    "remove_attendees": "Guests",
    "start_time": "When",
    "end_time": "When",
    "move_by": "When",
    "due": "Due",
    "priority": "Priority",
    "part_of": "Part of",
    "notes": "Notes",
    "send_at": "Sent at",
    "recurrence": "Repeats",
    "reminder_minutes": "Reminder",
    "location": "Where",
    "rule": "When",
    "zone": "When",
    "which": "Skipped",
    "request": "Does",
    "then": "Then",
    "calendar": "Calendar",
    "attachments": "Attached",
    "description": "Notes",
    "emails": "Email",
    "add_emails": "Email",
    "phones": "Phone",
    "add_phones": "Phone",
    "birthday": "Birthday",
    "company": "Company",
    "job": "Job",
    "nicknames": "Nicknames",
    "add_nicknames": "Nicknames",
    "add": "Members",
    "remove": "Members",
    "contact": TITLE,
    "other": "Given up",
    "group": TITLE,
    "name": TITLE,
    "title": TITLE,
    "subject": TITLE,
    "body": BODY,
}
"""In which row of a card an argument stands."""
THINGS = re.compile(r"_ids?$|^occurrence$")
"""Arguments that name what is acted on."""
CHOICES = frozenset({"each_run", "missed", "kind", "mailed", "what", "minutes"})
"""Arguments with one of a few values of our own: what they mean has its row, and nobody has written it."""
TOLD = frozenset(("to", told) for told in ("pause", "resume", "skip", "run", "end"))
"""What a routine is told to: the card's heading says it."""
TIMES = ("When", "Due", "Sent at", "Repeats", "Reminder", "Skipped")
"""Rows that show a value in other words than its own."""
LISTED = ("To", "Cc", "Bcc", "Guests", "Attached")
"""Rows with one value on each line: it needs no quotation."""
ACT = "action"
SAID_ELSEWHERE = ("original", ACT)
"""The mail below a reply: which one that is stands in a row of its own. And what was asked for instead."""
NAMED = frozenset("to cc bcc attendees add_attendees remove_attendees attachments reminder_minutes".split())
"""Arguments that name somebody or something, whatever their value looks like."""
CLAIM = re.compile(r"\S*@\S+|(?:\S+://|www\.)\S+|[^\w\s]*\d[\d\W]*")
"""An address, a link, a number: what a model has made up of these is told, its sentences are not."""
ROUTINES = "routines"
"""The list of one's routines, as a reading."""
LONGEST = 60
"""Longer values are named by how they begin and end."""


@dataclass(frozen=True)
class _Remark:
    """What is said about one value, before it has its place."""

    value: str
    said: str
    whole: bool
    """It is about the whole row, of which the value is not a part."""
    listed: bool = False
    """It has its line for itself."""


def with_origins(card: Card) -> Card:
    """`card`, with a note for each value that is not the person's own."""
    labels = [row.label for row in card.rows]
    remarks: dict[str, list[_Remark]] = {}
    loose: dict[str, list[str]] = {}
    for origin in filter(_is_told, card.origins):
        root = origin.argument.partition(".")[0]
        if root not in labels and (root in CHOICES or (origin.argument, origin.value) in TOLD):
            continue
        place = (
            root
            if root in labels
            else _absent(root, labels)
            if not origin.value
            else PLACES.get(root, TITLE if THINGS.search(root) else "")
        )
        if place not in (TITLE, *labels) and not (place == BODY and card.body):
            # A card that has no row for it gets one: nothing that somebody else wrote goes unsaid.
            place = root.replace("_", " ")
            loose.setdefault(place, []).append(origin.value)
        remarks.setdefault(place, []).append(_remark(origin, root))
    if not remarks:
        return card
    rows = [*card.rows, *(Row(place, tuple(map(plain, values))) for place, values in loose.items())]
    [title], title_notes = _noted((card.title,), remarks.get(TITLE, ()))
    body, body_notes = _noted(card.body, remarks.get(BODY, ()))
    return replace(
        card,
        title=title,
        title_notes=title_notes,
        rows=tuple(Row(row.label, *_noted(row.lines, remarks.get(row.label, ()))) for row in rows),
        body=body,
        body_notes=body_notes,
    )


def _absent(root: str, labels: Sequence[str]) -> str:
    """Where it is said that something is not there which the person has asked for."""
    place = PLACES.get(root, TITLE)
    return place if place in labels else "When" if place in TIMES and "When" in labels else TITLE


def _is_told(origin: Origin) -> bool:
    if origin.own or origin.argument in SAID_ELSEWHERE:
        return MAY_BE in origin.label
    if not origin.value:
        return origin.label.startswith(YOU_SAID)
    root = origin.argument.partition(".")[0]
    if origin.reference == ROUTINES and PLACES.get(root) in TIMES:
        # What is changed of a routine is worked out from the times that it has.
        return False
    is_claim = (
        root in NAMED
        or root == "recurrence"
        # The model chooses a time where it is let; where the person has said one, it had no choice.
        or (PLACES.get(root) in TIMES and origin.label.startswith(YOU_SAID))
        or THINGS.search(root)
        or CLAIM.fullmatch(origin.value.strip())
    )
    return origin.source != "model" or bool(is_claim)


def _remark(origin: Origin, root: str) -> _Remark:
    if not origin.value:
        return _Remark("", clean_line(seen_line(origin.label)), whole=True)
    if THINGS.search(root):
        which = "nobody has said which one" if origin.source == "model" else f"which one: {_from(origin)}"
        return _Remark("", which, whole=True)
    if origin.own:
        return _Remark("", clean_line(seen_line(origin.label)), whole=True)
    said = _from(origin) if origin.source != "model" else _nobody(origin, root)
    quote = clean_line(origin.quote or "")
    if quote and PLACES.get(root) in TIMES:
        said += f": {_quoted(quote)}"
    value = PurePath(origin.value).name if root == "attachments" else origin.value
    return _Remark(value, said, whole=PLACES.get(root) in TIMES, listed=PLACES.get(root) in (*TIMES, *LISTED))


def _nobody(origin: Origin, root: str) -> str:
    if PLACES.get(root) in TIMES and origin.label.startswith(YOU_SAID):
        return f"{NOBODY}; {clean_line(seen_line(origin.label))}"
    return NOBODY


def _from(origin: Origin) -> str:
    return f"from {clean_line(seen_line(origin.label)) or SOURCES.get(origin.source, origin.source)}"


def _noted(lines: tuple[Line, ...], remarks: Sequence[_Remark]) -> tuple[tuple[Line, ...], tuple[Note, ...]]:
    """`lines` with what somebody else wrote marked in them, and what is said about it."""
    text = _standing(lines)
    marked = list(lines)
    said: dict[tuple[int, str], list[str]] = {}
    for remark in _distinct(remarks):
        found = _find(remark.value, text)
        if found is None:
            which = "" if remark.whole or not remark.value else _quoted(remark.value)
            said.setdefault((0, remark.said), []).append(which)
            continue
        first = text.count("\n", 0, found.start())
        pieces = found.group().split("\n")
        for at, piece in enumerate(pieces, start=first):
            marked[at] = _marked(marked[at], piece.strip())
        said.setdefault((first + len(pieces) - 1, remark.said), []).append(
            "" if remark.listed else _which(found, len(pieces))
        )
    return tuple(marked), tuple(Note(line, _sentence(which, words)) for (line, words), which in said.items())


def _sentence(which: Sequence[str], said: str) -> str:
    named = ", ".join(dict.fromkeys(filter(None, which)))
    return f"↑ {named}: {said}" if named else f"↑ {said}"


def _distinct(remarks: Sequence[_Remark]) -> Iterator[_Remark]:
    """Of two that say the same, one within the other, only the larger."""
    for at, one in enumerate(remarks):
        if not any(
            one.value in other.value and (one.value != other.value or there < at)
            for there, other in enumerate(remarks)
            if there != at and one.said == other.said
        ):
            yield one


def _standing(lines: Sequence[Line]) -> str:
    """What stands there once it is approved: without what an edit takes away."""
    return "\n".join("".join(piece.text for piece in line if piece.mark != "gone") for line in lines)


def _which(found: re.Match[str], lines: int) -> str:
    """Which part of its lines it is; empty: all of one."""
    text = found.string
    begin, end = text.rfind("\n", 0, found.start()) + 1, (text + "\n").index("\n", found.end())
    around = text[begin:end].strip()
    if found.group().strip() == around:
        return f"these {lines} lines" if lines > 1 else ""
    return _quoted(found.group())


def _marked(line: Line, found: str) -> Line:
    """`line`, with `found` marked as somebody else's wherever it stands."""
    pieces: list[Piece] = []
    for piece in line:
        parts = piece.text.split(found) if found and piece.mark == "same" else [piece.text]
        for at, part in enumerate(parts):
            pieces += [Piece(found, "theirs")] if at else []
            pieces += [Piece(part, piece.mark)] if part else []
    return tuple(pieces)


def _find(value: str, text: str) -> re.Match[str] | None:
    """Where `value` stands in what is shown, however its blanks and letters are written."""
    words = seen(value.strip()).split()
    if not words:
        return None
    pattern = r"\s+".join(map(re.escape, words))
    start = r"(?<!\w)" if words[0][0].isalnum() else ""
    end = r"(?!\w)" if words[-1][-1].isalnum() else ""
    return re.search(f"{start}{pattern}{end}", text, re.IGNORECASE) or re.search(pattern, text, re.IGNORECASE)


def _quoted(text: str) -> str:
    text = clean_line(seen_line(text))
    if len(text) > LONGEST:
        half = LONGEST // 2
        text = f"{text[:half].rstrip()} … {text[-half:].lstrip()}"
    return f"“{text}”"
