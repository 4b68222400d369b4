"""The same as at a terminal, as plain lines: for pipes, files, logs, and screen readers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from assistant.contract import Approval, EffectView, ThreadView, Turn
from assistant.page import Page
from assistant.views import cards, entries, series, times
from assistant.views.card import Card, Row
from assistant.views.difference import is_changed
from assistant.views.differences import Line
from assistant.views.text import clean, clean_line

_MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}", "theirs": "{}", "source": "{}"}
"""As `git diff --word-diff` and wdiff mark words."""


def approval(wanted: Approval, zone: tzinfo | None, number: str = "") -> list[str]:
    return card(cards.card(wanted, zone), number)


def card(shown: Card, number: str = "") -> list[str]:
    counted = f" ({number})" if number else ""
    title, *notes = map(_marked, shown.drawn_title)
    lines = [f"{shown.heading}{counted}: {title}", *(f"  ! {lead}" for lead in shown.lead)]
    lines += [f"  {note}" for note in notes]
    width = max((len(row.label) for row in shown.rows), default=0) + 2
    for row in shown.rows:
        lines += _row(row, width)
    if shown.body:
        lines += ["", *map(_body_line, shown.drawn_body), ""]
    lines += [f"  ! {warning}" for warning in shown.warnings]
    lines += [f"  {note}" for note in shown.notes]
    origin = " ".join(filter(None, (shown.agent, shown.id)))
    return [*lines, f"  {origin}"] if origin else lines


def effect(done: EffectView, zone: tzinfo | None) -> list[str]:
    return [entries.effect_line(done, zone), *(f"  {detail}" for detail in entries.effect_details(done))]


def effects(listed: Sequence[EffectView], zone: tzinfo, now: datetime) -> list[str]:
    if not listed:
        return ["Nothing was done yet."]
    lines = []
    for item in listed:
        when = times.ago(item.updated_at or item.created_at, now, zone)
        lines.append(f"{item.key}  {when}  {entries.effect_line(item, zone)}")
        lines += [f"  {detail}" for detail in entries.effect_details(item)]
    return lines


def threads(listed: Sequence[ThreadView], zone: tzinfo, now: datetime) -> list[str]:
    if not listed:
        return ["No conversations yet."]
    return [
        f"{thread.thread_id}  {times.ago(thread.updated_at, now, zone)}  {thread.status}"
        f"{f' ({thread.pending} waiting)' if thread.pending else ''}  {clean_line(thread.title)}"
        for thread in listed
    ]


def agenda(events: Sequence[Mapping[str, Any]], zone: tzinfo, now: datetime, title: str = "") -> list[str]:
    lines = [clean_line(title)] if title else []
    days = entries.agenda_days(events, zone, now.astimezone(zone).date())
    for day in days:
        lines.append(day.heading)
        for entry in day.entries:
            details = f" · {entry.details}" if entry.details else ""
            lines.append(f"  {entry.id}  {entry.time:<11}  {entry.title}{details}".rstrip())
    return lines if days else [*lines, "Nothing planned."]


def page(found: Page) -> list[str]:
    lines: list[str] = []
    for section in found.sections:
        lines += ["", section.title] if lines else [section.title]
        for line in section.lines:
            lines.append(f"  {line.id:<12}  {line.text}")
            lines += [f"  {'':<12}  “{line.why}”"] if line.why else []
        lines += [f"  {section.more_line}"] if section.more else []
    return [*(lines or [found.nothing]), *found.notes]


def mails(listed: Sequence[Mapping[str, Any]], zone: tzinfo, now: datetime) -> list[str]:
    if not listed:
        return ["No mail."]
    return [
        f"{number:>2}. {clean_line(item.get('id') or '')}  {entries.mail_date(item, now, zone)}"
        f"  {'*' if item.get('unread') else ' '} {entries.correspondent(item)}"
        f": {entries.mail_subject(item)}"
        for number, item in enumerate(listed, 1)
    ]


def event(read: Mapping[str, Any], zone: tzinfo) -> list[str]:
    """One event in full."""
    return card(cards.event_card(read, zone))


def mail(read: Mapping[str, Any], zone: tzinfo) -> list[str]:
    return card(cards.mail_card(read, zone))


def reply(text: str) -> list[str]:
    return clean(text).split("\n")


def error(message: str) -> list[str]:
    return [f"error: {clean_line(message)}"]


def turn(outcome: Turn, zone: tzinfo | None) -> list[str]:
    lines = [line for item in entries.unsaid(outcome.effects, outcome.reply) for line in effect(item, zone)]
    lines += [f"• {clean_line(sent.text)}" for sent in outcome.sent]
    if outcome.reply:
        lines += reply(outcome.reply)
    if outcome.error:
        lines += error(outcome.error.message)
    return lines + [line for item in approvals(outcome.approvals, zone) for line in item]


def approvals(wanted: Sequence[Approval], zone: tzinfo | None) -> Iterable[list[str]]:
    """Their cards, numbered when there are several."""
    groups = series.grouped(wanted, zone)
    for position, several in enumerate(groups, start=1):
        number = f"{position} of {len(groups)}" if len(groups) > 1 else ""
        yield card(series.card_of(several, zone, ids=True), number)


def _row(row: Row, width: int) -> list[str]:
    if is_changed(row):
        return [_changed_line(f"{row.label}:", width, line) for line in row.drawn if line]
    first, *rest = [_marked(line) for line in row.drawn]
    indent = " " * (width + 2)
    return [f"  {row.label + ':':<{width}}{first}", *(f"{indent}{line}".rstrip() for line in rest)]


def _changed_line(label: str, width: int, line: Line) -> str:
    sign = {"gone": "-", "new": "+"}.get(line[0].mark, " ")
    said = "" if line[0].mark == "source" else label
    return f"{sign} {said:<{width}}{''.join(piece.text for piece in line)}"


def _body_line(line: Line) -> str:
    # What is said about a line stands outside of what was written: nobody's text can say it of itself.
    is_note = bool(line) and line[0].mark == "source"
    return f"  {_marked(line)}" if is_note else f"  | {_marked(line)}".rstrip()


def _marked(line: Line) -> str:
    return "".join(_MARKS[piece.mark].format(piece.text) for piece in line)
