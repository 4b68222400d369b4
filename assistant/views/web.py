"""What a person sees in a notebook, as HTML. Everything that was written by others is escaped."""

from collections.abc import Sequence
from datetime import tzinfo
from html import escape

from assistant.contract import Approval, EffectView, Turn
from assistant.views import cards, entries
from assistant.views.card import Card, Row
from assistant.views.difference import is_changed
from assistant.views.differences import Line
from assistant.views.text import clean

_CARD = (
    "border:1px solid #8aa;border-radius:6px;padding:.6em 1em;margin:.4em 0;max-width:48em;"
    "font-family:sans-serif;line-height:1.45"
)
_FAINT = "opacity:.65"
_LABEL = f"{_FAINT};text-align:left;vertical-align:top;padding:0 1em 0 0;white-space:nowrap;background:none"
_VALUE = "text-align:left;vertical-align:top;padding:0;overflow-wrap:anywhere;background:none"
_BODY = (
    "white-space:pre-wrap;overflow-wrap:anywhere;font-family:inherit;margin:.6em 0;padding:.6em 0;"
    "border-top:1px solid #8aa;border-bottom:1px solid #8aa"
)
_CAREFUL = "#9a5b00"
_TAGS = {
    "same": ("", ""),
    "gone": ('<del style="color:#b3261e">', "</del>"),
    "new": ('<ins style="color:#1b7a36;font-weight:600;text-decoration:none">', "</ins>"),
    "theirs": (f'<mark style="background:none;color:{_CAREFUL}">', "</mark>"),
    "source": (f'<small style="color:{_CAREFUL};font-weight:normal">', "</small>"),
}
_COLORS = {"done": "#1b7a36", "failed": "#b3261e", "unknown": "#8e24aa"}


def turn(outcome: Turn, zone: tzinfo | None) -> str:
    """A turn: what was done, the answer, and what waits."""
    parts = [effect(item, zone) for item in entries.unsaid(outcome.effects, outcome.reply)]
    parts += [f'<div style="{_FAINT}">• {escape(sent.text)}</div>' for sent in outcome.sent]
    if outcome.reply:
        parts.append(reply(outcome.reply))
    if outcome.error:
        parts.append(error(outcome.error.message))
    return "".join(parts) + approvals(outcome.approvals, zone)


def approvals(wanted: Sequence[Approval], zone: tzinfo | None) -> str:
    """Their cards, numbered when there are several."""
    several = len(wanted) > 1
    return "".join(
        card(cards.card(item, zone), f"{position} of {len(wanted)}" if several else "")
        for position, item in enumerate(wanted, start=1)
    )


def card(shown: Card, number: str = "") -> str:
    heading = f"<b>{escape(shown.heading)}</b> {escape(number)}"
    rows = "".join(map(_row, shown.rows))
    body = f'<div style="{_BODY}">{"<br>".join(map(_marked, shown.drawn_body))}</div>' if shown.body else ""
    lead, warnings = ("".join(map(_careful, said)) for said in (shown.lead, shown.warnings))
    title = "<br>".join(map(_marked, shown.drawn_title))
    notes = "".join(f'<div style="{_FAINT}">{escape(note)}</div>' for note in shown.notes)
    origin = " · ".join(filter(None, (shown.agent, shown.id)))
    return (
        f'<div style="{_CARD}"><div style="{_FAINT}">{heading}</div>{lead}'
        f'<div style="font-size:1.15em;font-weight:600;margin:.2em 0">{title}</div>'
        f'<table style="border:none;margin:.3em 0;font-size:inherit">{rows}</table>{body}{warnings}{notes}'
        f'<div style="{_FAINT};text-align:right;font-size:.85em">{escape(origin)}</div></div>'
    )


def effect(done: EffectView, zone: tzinfo | None) -> str:
    line = escape(entries.effect_line(done, zone))
    details = "".join(
        f'<div style="{_FAINT};padding-left:1.2em">{escape(detail)}</div>'
        for detail in entries.effect_details(done)
    )
    return f'<div style="color:{_COLORS.get(done.state, "inherit")}">{line}</div>{details}'


def reply(text: str) -> str:
    return f'<p style="white-space:pre-wrap;max-width:48em">{escape(clean(text))}</p>'


def error(message: str) -> str:
    return f'<p style="color:#b3261e">✗ {escape(clean(message))}</p>'


def note(message: str) -> str:
    return f'<p style="{_FAINT}">{escape(clean(message))}</p>'


def _careful(said: str) -> str:
    return f'<div style="color:{_CAREFUL}"><b>!</b> {escape(said)}</div>'


def _row(row: Row) -> str:
    signs = {"gone": "− ", "new": "+ "} if is_changed(row) else {}
    lines = (f"{signs.get(line[0].mark, '') if line else ''}{_marked(line)}" for line in row.drawn)
    return (
        f'<tr style="background:none"><th style="{_LABEL};font-weight:normal">{escape(row.label)}</th>'
        f'<td style="{_VALUE}">{"<br>".join(lines)}</td></tr>'
    )


def _marked(line: Line) -> str:
    marked = ""
    for position, piece in enumerate(line):
        opening, closing = _TAGS[piece.mark]
        beside = position and piece.mark == "new" and line[position - 1].mark == "gone"
        marked += f"{' ' if beside else ''}{opening}{escape(piece.text)}{closing}"
    return marked
