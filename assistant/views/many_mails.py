"""What is done with mails that came: a list of them, moved or marked together, or a file of one.

Of a list: how many, by whom, from when to when, the first and the last."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from assistant.views.card import Card, plain, rows
from assistant.views.kinds import moment
from assistant.views.text import clean_line, counted
from tools.excerpts import excerpt

ENDS = 3
"""So many of the newest and of the oldest are shown of a long list."""
FEW = 2 * ENDS + 2
"""So many are shown all."""
MOST_SENDERS = 3
SUBJECT_CHARS, NAME_CHARS = 32, 18


def filed_mails(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """A card for one mail or for many; where it hasn't all of them, `whole_list` has."""
    mails: Sequence[Mapping[str, Any]] = preview["mails"]
    moves = _moves(preview, mails)
    if len(mails) == 1:
        [mail] = mails
        fields = rows(
            ("From", [mail.get("from") or ""]),
            ("Date", [moment(mail["date"], zone)]),
            ("Begins", [mail.get("snippet") or ""]),
            ("Moves", [moves]),
            ("Stays out", _lines(preview["without"], zone)),
        )
        return _card(preview["change"], mail.get("subject") or "(no subject)", fields)
    few = len(mails) <= FEW
    newest, oldest = mails[0], mails[-1]
    first, last = _day(oldest, zone), _day(newest, zone)
    between = len(mails) - 2 * ENDS
    more = f"… {between:,} more between these: `assistant pending --all`"
    fields = rows(
        ("By", _senders(mails)),
        ("Dates", [first if first == last else f"{first} to {last}"]),
        ("Moves", [moves]),
        ("Mails", _short_lines(mails, zone) if few else []),
        ("Newest", [] if few else _short_lines(mails[:ENDS], zone)),
        ("Oldest", [] if few else [*_short_lines(mails[-ENDS:], zone), more]),
        ("Stay out", _lines(preview["without"], zone)),
    )
    return _card(preview["change"], f"{len(mails):,} mails", fields)


def saved_file(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """A file of a mail that goes into a folder."""
    mail, file = preview["mail"], preview["file"]
    fields = rows(
        ("From", [mail.get("from") or ""]),
        ("Mail", [f"{_subject(mail)}, {moment(mail['date'], zone)}"]),
        ("File", [f"{file['type']}, {file['size']:,} bytes"]),
        ("Saved as", [preview["path"]]),
    )
    return _card("Save attachment", file["name"], fields)


def left_list(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """A list that is left, with the address that hears of it."""
    mail = preview["mail"]
    fields = rows(
        ("From", [mail.get("from") or ""]),
        ("Mail", [f"{_subject(mail)}, {moment(mail['date'], zone)}"]),
        ("Address", [preview["address"]]),
        ("Sends", [preview["sends"]]),
    )
    return _card("Unsubscribe", _name(mail), fields)


def is_long(preview: Mapping[str, Any]) -> bool:
    """Whether not all of its mails are on the card."""
    return preview.get("type") == "mails" and len(preview["mails"]) > FEW


def whole_list(preview: Mapping[str, Any], zone: tzinfo | None) -> str:
    """Every mail of such a card on a line of its own, with its id."""
    mails = preview["mails"]
    lines = zip(mails, _lines(mails, zone), strict=True)
    return "\n".join(f"{mail['id']}  {clean_line(line)}" for mail, line in lines)


def _card(heading: str, title: str, fields: Sequence[Any]) -> Card:
    return Card(heading=heading, id="", agent="", title=plain(title), rows=tuple(fields))


def _senders(mails: Sequence[Mapping[str, Any]]) -> list[str]:
    """Who wrote most of them, with how many."""
    counts = Counter(str(mail.get("from") or "") for mail in mails).most_common()
    lines = [f"{who} ({number:,})" if len(counts) > 1 else who for who, number in counts[:MOST_SENDERS]]
    rest = counts[MOST_SENDERS:]
    others = f"{counted(len(rest), 'other sender')} ({sum(number for _, number in rest):,})"
    return [*lines, *([others] if rest else [])]


def _moves(preview: Mapping[str, Any], mails: Sequence[Mapping[str, Any]]) -> str:
    if not preview.get("to_folder"):
        return ""
    sources = ", ".join(dict.fromkeys(str(mail["folder"]) for mail in mails))
    return f"{sources} → {preview['to_folder']}"


def _lines(mails: Sequence[Mapping[str, Any]], zone: tzinfo | None) -> list[str]:
    return [f"{_subject(mail)} — {_name(mail)}, {moment(mail['date'], zone)}" for mail in mails]


def _short_lines(mails: Sequence[Mapping[str, Any]], zone: tzinfo | None) -> list[str]:
    """As `_lines`, one line of a narrow terminal each: the whole of them is in the list."""
    return [
        f"{excerpt(_subject(mail), SUBJECT_CHARS)} — {excerpt(_name(mail), NAME_CHARS)}, {_day(mail, zone)}"
        for mail in mails
    ]


def _subject(mail: Mapping[str, Any]) -> str:
    return str(mail.get("subject") or "(no subject)")


def _day(mail: Mapping[str, Any], zone: tzinfo | None) -> str:
    return moment(mail["date"], zone).partition(",")[0]


def _name(mail: Mapping[str, Any]) -> str:
    sender = str(mail.get("from") or "")
    return sender.partition(" <")[0] or sender
