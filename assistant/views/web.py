"""What a person sees in a notebook and in a browser, as HTML. Everything that others wrote is escaped.

Both draw the same parts. A page has a stylesheet, and a policy that lets no `style` attribute count; a
notebook keeps nothing but such attributes.
"""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from html import escape

from assistant.contract import Approval, EffectView, Turn
from assistant.views import entries, series
from assistant.views.card import Card, Row
from assistant.views.difference import is_changed
from assistant.views.differences import Line
from assistant.views.text import clean

Dress = Callable[[str], str]
"""The attribute that makes a part look as it should."""
_FAINT = "opacity:.65"
_CAREFUL = "color:#9a5b00"
_STYLES = {
    "card": "border:1px solid #8aa;border-radius:6px;padding:.6em 1em;margin:.4em 0;max-width:48em;"
    "font-family:sans-serif;line-height:1.45",
    "kind": _FAINT,
    "title": "font-size:1.15em;font-weight:600;margin:.2em 0",
    "rows": "border:none;margin:.3em 0;font-size:inherit",
    "row": "background:none",
    "label": f"{_FAINT};text-align:left;vertical-align:top;padding:0 1em 0 0;white-space:nowrap;"
    "background:none;font-weight:normal",
    "value": "text-align:left;vertical-align:top;padding:0;overflow-wrap:anywhere;background:none",
    "body": "white-space:pre-wrap;overflow-wrap:anywhere;font-family:inherit;margin:.6em 0;padding:.6em 0;"
    "border-top:1px solid #8aa;border-bottom:1px solid #8aa",
    "careful": _CAREFUL,
    "note": _FAINT,
    "origin": f"{_FAINT};text-align:right;font-size:.85em",
    "gone": "color:#b3261e",
    "new": "color:#1b7a36;font-weight:600;text-decoration:none",
    "theirs": f"background:none;{_CAREFUL}",
    "source": f"{_CAREFUL};font-weight:normal",
    "reply": "white-space:pre-wrap;max-width:48em",
    "error": "color:#b3261e",
    "detail": f"{_FAINT};padding-left:1.2em",
    "effect done": "color:#1b7a36",
    "effect failed": "color:#b3261e",
    "effect unknown": "color:#8e24aa",
}
_TAGS = {"gone": "del", "new": "ins", "theirs": "mark", "source": "small"}


def styled(part: str) -> str:
    """For a notebook, which keeps the styles of single elements only."""
    return f' style="{_STYLES[part]}"' if part in _STYLES else ""


def classed(part: str) -> str:
    """For a page with a stylesheet of its own."""
    return f' class="{part}"'


def turn(outcome: Turn, zone: tzinfo | None) -> str:
    """A turn: what was done, the answer, and what waits."""
    parts = [effect(item, zone) for item in entries.unsaid(outcome.effects, outcome.reply)]
    parts += [f"<div{styled('note')}>• {escape(sent.text)}</div>" for sent in outcome.sent]
    if outcome.reply:
        parts.append(reply(outcome.reply))
    if outcome.error:
        parts.append(error(outcome.error.message))
    return "".join(parts) + approvals(outcome.approvals, zone)


def approvals(wanted: Sequence[Approval], zone: tzinfo | None, dress: Dress = styled) -> str:
    """Their cards, numbered when there are several."""
    groups = series.grouped(wanted, zone)
    return "".join(
        card(series.card_of(several, zone), f"{position} of {len(groups)}" if len(groups) > 1 else "", dress)
        for position, several in enumerate(groups, start=1)
    )


def card(shown: Card, number: str = "", dress: Dress = styled) -> str:
    """A card whole; `number` stands beside its heading."""
    marked = _Marks(dress)
    rows = "".join(map(marked.row, shown.rows))
    body = f"<div{dress('body')}>{marked.lines(shown.drawn_body)}</div>" if shown.body else ""
    notes = "".join(f"<div{dress('note')}>{escape(note)}</div>" for note in shown.notes)
    origin = " · ".join(filter(None, (shown.agent, shown.id)))
    return (
        f"<div{dress('card')}><div{dress('kind')}><b>{escape(shown.heading)}</b> {escape(number)}</div>"
        f"{''.join(map(marked.careful, shown.lead))}"
        f'<div{dress("title")} role="heading" aria-level="2">{marked.lines(shown.drawn_title)}</div>'
        f"<table{dress('rows')}>{rows}</table>{body}{''.join(map(marked.careful, shown.warnings))}"
        f"{notes}<div{dress('origin')}>{escape(origin)}</div></div>"
    )


def effect(done: EffectView, zone: tzinfo | None, dress: Dress = styled) -> str:
    line = escape(entries.effect_line(done, zone))
    details = "".join(
        f"<div{dress('detail')}>{escape(detail)}</div>" for detail in entries.effect_details(done)
    )
    return f"<div{dress(f'effect {done.state}')}>{line}</div>{details}"


def reply(text: str, dress: Dress = styled) -> str:
    return f"<p{dress('reply')}>{escape(clean(text))}</p>"


def error(message: str, dress: Dress = styled) -> str:
    return f"<p{dress('error')}>✗ {escape(clean(message))}</p>"


def note(message: str, dress: Dress = styled) -> str:
    return f"<p{dress('note')}>{escape(clean(message))}</p>"


class _Marks:
    """Rows and lines, with what is marked in them."""

    def __init__(self, dress: Dress) -> None:
        self._dress = dress

    def careful(self, said: str) -> str:
        return f"<div{self._dress('careful')}><b>!</b> {escape(said)}</div>"

    def row(self, row: Row) -> str:
        signs = {"gone": "− ", "new": "+ "} if is_changed(row) else {}
        lines = (f"{signs.get(line[0].mark, '') if line else ''}{self.line(line)}" for line in row.drawn)
        return (
            f'<tr{self._dress("row")}><th{self._dress("label")} scope="row">{escape(row.label)}</th>'
            f"<td{self._dress('value')}>{'<br>'.join(lines)}</td></tr>"
        )

    def lines(self, lines: Sequence[Line]) -> str:
        return "<br>".join(map(self.line, lines))

    def line(self, line: Line) -> str:
        marked = ""
        for position, piece in enumerate(line):
            tag = _TAGS.get(piece.mark)
            text = escape(piece.text)
            beside = position and piece.mark == "new" and line[position - 1].mark == "gone"
            marked += " " if beside else ""
            marked += f"<{tag}{self._dress(piece.mark)}>{text}</{tag}>" if tag else text
        return marked
