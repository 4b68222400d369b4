"""What a person sees at a terminal, as Rich renderables.

All text goes in as `Text`, never as markup.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from assistant.contract import Approval, EffectView, GrantView, ThreadView, Turn
from assistant.page import Page
from assistant.views import cards, entries, grant_cards, series, times
from assistant.views.card import Card, Row
from assistant.views.difference import is_changed
from assistant.views.differences import Line
from assistant.views.safe_console import SafeConsole
from assistant.views.text import clean, clean_line

MAX_WIDTH = 100
"""Lines longer than this are hard to read, however wide the terminal."""
_FAINT = "bright_black"
_GAP = re.compile(r"^ +| {2,}(?=\S)")
_FURTHEST = 24
"""A column that begins further to the right is none: two blanks in the middle of a sentence."""
_MARKS = {"same": "", "gone": "red strike", "new": "green bold", "theirs": "yellow", "source": "yellow"}
_SIGNS = {"same": "  ", "gone": "- ", "new": "+ "}
_STATES = {
    "done": "green",
    "queued": "yellow",
    "running": "yellow",
    "failed": "red",
    "unknown": "magenta",
    "canceled": _FAINT,
    "undone": _FAINT,
}
_THREADS = {"done": "", "paused": "yellow", "interrupted": "magenta", "failed": "red"}


def console(stream: TextIO, theme: str = "terminal") -> Console:
    """A console on `stream` that takes no text for markup and no line wider than can be read."""
    wide = SafeConsole(theme, file=stream, soft_wrap=False)
    wide.width = min(wide.width, MAX_WIDTH)
    return wide


def approval(wanted: Approval, zone: tzinfo | None, number: str = "") -> RenderableType:
    """The card of an approval; `number` says which of how many, as in `1 of 2`."""
    return card(cards.card(wanted, zone), number)


def card(shown: Card, number: str = "") -> RenderableType:
    parts: list[RenderableType] = [_hanging("!", lead, "bold yellow") for lead in shown.lead]
    parts += [_marked(line, "bold") for line in shown.drawn_title]
    if shown.rows:
        parts.append(_fields(shown.rows))
    if shown.body:
        parts += [Rule(style=_FAINT), Text("\n").join(map(_marked, shown.drawn_body))]
    if shown.warnings or shown.notes:
        parts.append(Rule(style=_FAINT) if shown.body else Text())
    parts += [_hanging("!", warning, "bold yellow") for warning in shown.warnings]
    parts += [Text(note, style=_FAINT) for note in shown.notes]
    heading = Text.assemble(" ", (shown.heading, "bold cyan"), (f"  {number}" if number else "", "bold"), " ")
    origin = " · ".join(filter(None, (shown.agent, shown.id)))
    return Panel(
        Group(*parts),
        box=box.ROUNDED,
        title=heading,
        title_align="left",
        subtitle=Text(f" {origin} ", style=_FAINT) if origin else None,
        subtitle_align="right",
        border_style="cyan",
        padding=(0, 1),
    )


def effect(done: EffectView, zone: tzinfo | None) -> RenderableType:
    """What happened, or what became of it, in a line or two."""
    sign, _, rest = entries.effect_line(done, zone).partition(" ")
    lines: list[RenderableType] = [_hanging(sign, rest, _STATES[done.state])]
    lines += [Padding(Text(detail, style=_FAINT), (0, 0, 0, 2)) for detail in entries.effect_details(done)]
    return Group(*lines)


def effects(listed: Sequence[EffectView], zone: tzinfo, now: datetime) -> RenderableType:
    if not listed:
        return Text("Nothing was done yet.", style=_FAINT)
    table = _table("", "What", "When", "Key", flexible="What")
    for item in listed:
        text = Text(clean_line(item.summary))
        for detail in entries.effect_details(item):
            text.append(f"\n{detail}", style=_FAINT)
        table.add_row(
            Text(f"{entries.SIGNS[item.state]} {item.state}", style=_STATES[item.state]),
            text,
            Text(times.ago(item.updated_at or item.created_at, now, zone)),
            Text(item.key, style=_FAINT),
        )
    return table


def grants(listed: Sequence[GrantView]) -> RenderableType:
    if not listed:
        return Text("No grants: everything is asked.", style=_FAINT)
    table = _table("", "Without asking", "Grant", flexible="Without asking")
    for grant in listed:
        text = Text(grant_cards.grant_title(grant)).append(f"\n{grant_cards.grant_use(grant)}", style=_FAINT)
        style = "green" if grant.state == "active" else _FAINT
        state = f"{grant_cards.SIGNS[grant.state]} {grant.state}"
        table.add_row(Text(state, style=style), text, Text(grant.id, style=_FAINT))
    return table


def threads(listed: Sequence[ThreadView], zone: tzinfo, now: datetime) -> RenderableType:
    if not listed:
        return Text("No conversations yet.", style=_FAINT)
    table = _table("Conversation", "State", "Turns", "Last", "Thread", flexible="Conversation")
    for thread in listed:
        state = f"{thread.pending} waiting" if thread.status == "paused" else thread.status
        table.add_row(
            Text(clean_line(thread.title)),
            Text(state, style=_THREADS[thread.status]),
            Text(str(thread.turns), justify="right"),
            Text(times.ago(thread.updated_at, now, zone)),
            Text(thread.thread_id, style=_FAINT),
        )
    return table


def agenda(
    events: Sequence[Mapping[str, Any]], zone: tzinfo, now: datetime, title: str = ""
) -> RenderableType:
    """Events as tools and `--json` give them, a table for each day."""
    days = entries.agenda_days(events, zone, now.astimezone(zone).date())
    heading = [Text(clean_line(title), style="bold")] if title else []
    if not days:
        return Group(*heading, Text("Nothing planned.", style=_FAINT))
    parts: list[RenderableType] = [*heading]
    for position, day in enumerate(days):
        if position or heading:
            parts.append(Text())
        parts.append(Text(day.heading, style="bold cyan"))
        table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False, expand=True)
        table.add_column(min_width=13)
        table.add_column(ratio=1)
        table.add_column(justify="right")
        for entry in day.entries:
            text = Text(entry.title)
            if entry.details:
                text.append(f"  {entry.details}", style=_FAINT)
            table.add_row(Text(f"  {entry.time}"), text, Text(entry.id, style=_FAINT))
        parts.append(table)
    return Group(*parts)


def page(found: Page) -> RenderableType:
    """A table for each section, the ids at its right."""
    parts: list[RenderableType] = []
    for section in found.sections:
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(ratio=1, overflow="fold")
        table.add_column(no_wrap=True)
        for line in section.lines:
            told: list[RenderableType] = [Padding(Text(line.text), (0, 0, 0, 2))]
            told += [Padding(Text(f"“{line.why}”", style=_FAINT), (0, 0, 0, 4))] if line.why else []
            table.add_row(Group(*told), Text(line.id, style=_FAINT))
        parts += [*([Text()] if parts else []), Text(section.title, style="bold cyan"), table]
        if section.more:
            parts.append(Text(f"  {section.more_line}", style=_FAINT))
    parts = parts or [Text(found.nothing)]
    return Group(*parts, *(Text(note, style="yellow") for note in found.notes))


def mails(listed: Sequence[Mapping[str, Any]], zone: tzinfo, now: datetime) -> RenderableType:
    """Mails as tools and `--json` give them; the unread ones stand out."""
    if not listed:
        return Text("No mail.", style=_FAINT)
    table = _table("", "From", "Subject", "Date", "Mail", flexible="Subject")
    table.expand = True
    table.columns[1].ratio, table.columns[2].ratio = 2, 3
    for number, item in enumerate(listed, 1):
        style = "bold" if item.get("unread") else ""
        table.add_row(
            Text.assemble((f"{number:>2} ", _FAINT), ("●", "cyan") if item.get("unread") else " "),
            Text(entries.correspondent(item), style=style, overflow="ellipsis"),
            Text(entries.mail_subject(item), style=style),
            Text(entries.mail_date(item, now, zone)),
            Text(clean_line(item.get("id") or ""), style=_FAINT),
        )
    return table


def event(read: Mapping[str, Any], zone: tzinfo) -> RenderableType:
    """One event in full."""
    return card(cards.event_card(read, zone))


def mail(read: Mapping[str, Any], zone: tzinfo) -> RenderableType:
    """One mail in full."""
    return card(cards.mail_card(read, zone))


def reply(text: str) -> RenderableType:
    """What the assistant says; the lines of a list hang."""
    lines = clean(text).split("\n")
    return Group(*(_hanging("-", line[2:], "") if line.startswith("- ") else Text(line) for line in lines))


def said(text: str) -> RenderableType:
    """What the person has said, as it stood in the prompt."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(Text("›", style="bold cyan"), Text(clean(text), style="bold", overflow="fold"))
    return Group(Text(), table)


def error(message: str) -> RenderableType:
    """A sentence about what went wrong, and what to do."""
    return _hanging("✗", clean(message), "red")


def note(message: str) -> RenderableType:
    """Something the program says, not the assistant; a line that is too long goes on below where it began."""
    return Group(*(_columns(line) for line in clean(message).split("\n")))


def _columns(line: str) -> RenderableType:
    """A faint line of columns, the last of which hangs."""
    at = max((gap.end() for gap in _GAP.finditer(line) if gap.end() <= _FURTHEST), default=0)
    if not at:
        return Text(line, style=_FAINT)
    table = Table.grid()
    table.add_column(width=cell_len(line[:at]), no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(Text(line[:at], style=_FAINT), Text(line[at:], style=_FAINT))
    return table


def activity(agent: str, text: str) -> RenderableType:
    """What an agent is doing."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=12, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(Text(f"  {clean_line(agent)}", style="cyan"), Text(clean_line(text), style=_FAINT))
    return table


def turn(outcome: Turn, zone: tzinfo | None) -> RenderableType:
    """A turn: what was done, the answer, and what waits."""
    parts: list[RenderableType] = [
        effect(item, zone) for item in entries.unsaid(outcome.effects, outcome.reply)
    ]
    parts += [Text(f"• {clean_line(sent.text)}", style=_FAINT) for sent in outcome.sent]
    if outcome.reply:
        parts.append(reply(outcome.reply))
    if outcome.error:
        parts.append(error(outcome.error.message))
    parts += approvals(outcome.approvals, zone)
    return Group(*parts)


def approvals(wanted: Sequence[Approval], zone: tzinfo | None) -> Iterable[RenderableType]:
    """Their cards, numbered when there are several."""
    groups = series.grouped(wanted, zone)
    for position, several in enumerate(groups, start=1):
        number = f"{position} of {len(groups)}" if len(groups) > 1 else ""
        yield card(series.card_of(several, zone, ids=True), number)


def _fields(rows: Sequence[Row]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=_FAINT, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for row in rows:
        sign = _SIGNS if is_changed(row) else {}
        lines = (Text(sign.get(line[0].mark, "") if line else "").append(_marked(line)) for line in row.drawn)
        table.add_row(Text(row.label), Text("\n").join(lines))
    return table


def _marked(line: Line, style: str = "") -> Text:
    text = Text(overflow="fold")
    for position, piece in enumerate(line):
        if position and piece.mark == "new" and line[position - 1].mark == "gone":
            text.append(" ")
        text.append(piece.text, _MARKS[piece.mark] or style)
    return text


def _hanging(sign: str, text: str, style: str) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(Text(sign, style=style), Text(text, style=style if sign != "✓" else ""))
    return table


def _table(*columns: str, flexible: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_FAINT, show_header=True)
    for column in columns:
        wide = column == flexible
        table.add_column(Text(column), ratio=1 if wide else None, overflow="fold", no_wrap=not wide)
    return table
