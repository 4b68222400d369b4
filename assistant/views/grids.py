"""A week and a month as grids: plain lines, as wide as the screen, for a terminal and for a pipe."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta, tzinfo
from typing import Any

from rich.cells import cell_len, set_cell_size

from assistant.views import entries
from tools.scheduling.weeks import DAYS, weeks_of_month

MOST_IN_A_MONTH = 4
"""Lines of a day in a month; what doesn't fit is counted."""
ROOM_FOR_TIMES = 14
"""Columns of a day, from which on a month says when something begins."""
NARROWEST = 6
GOES_ON = "…"
"""The time of what began on a day before."""


def week_grid(
    events: Sequence[Mapping[str, Any]], monday: date, zone: tzinfo, today: date, columns: int
) -> list[str]:
    """The seven days from `monday` beside each other, each event with its time above its title."""
    width = _width(columns)
    by_day = _by_day(events, zone, today)
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    cells = []
    for day in days:
        lines: list[str] = []
        for entry in by_day.get(day, ()):
            lines += [*([""] if lines else []), _time(entry, width), *_wrapped(entry.title, width, most=2)]
        cells.append(lines or ["–"])
    month = " %b" if width > ROOM_FOR_TIMES else ""
    heads = [_head(day, today, f"{day:%a} {day.day}{day.strftime(month)}") for day in days]
    top = [_rule(width, "┌┬┐"), _row(heads, width), _rule(width, "├┼┤")]
    return [*top, *_rows(cells, width), _rule(width, "└┴┘")]


def month_grid(
    events: Sequence[Mapping[str, Any]], day: date, zone: tzinfo, today: date, columns: int
) -> list[str]:
    """The weeks that the month of `day` is in; the days of other months are empty."""
    width = _width(columns)
    by_day = _by_day(events, zone, today)
    monday, end = weeks_of_month(day)
    names = [f"{monday + timedelta(days=number):%a}" for number in range(DAYS)]
    lines = [f"{day:%B %Y}".center((width + 1) * DAYS + 1).rstrip(), _rule(width, "┌┬┐"), _row(names, width)]
    while monday < end:
        cells = []
        for number in range(DAYS):
            at = monday + timedelta(days=number)
            cells.append(_day_cell(at, by_day.get(at, ()), today, width) if at.month == day.month else [""])
        lines += [_rule(width, "├┼┤"), *_rows(cells, width)]
        monday += timedelta(days=DAYS)
    return [*lines, _rule(width, "└┴┘")]


def _day_cell(day: date, planned: Sequence[entries.AgendaEntry], today: date, width: int) -> list[str]:
    shown = list(planned)
    more = 0
    if len(shown) > MOST_IN_A_MONTH:
        more = len(shown) - (MOST_IN_A_MONTH - 1)
        shown = shown[: MOST_IN_A_MONTH - 1]
    lines = [_head(day, today, str(day.day))]
    for entry in shown:
        begins = entry.time[:5] if width >= ROOM_FOR_TIMES and entry.time[:1].isdigit() else ""
        lines.append(_cut(f"{begins} {entry.title}".strip(), width))
    return [*lines, f"+{more} more"] if more else lines


def _by_day(
    events: Sequence[Mapping[str, Any]], zone: tzinfo, today: date
) -> dict[date, tuple[entries.AgendaEntry, ...]]:
    """The events of each day; one that lasts several stands on each of them."""
    found: dict[date, tuple[entries.AgendaEntry, ...]] = {}
    for event in events:
        (first,) = entries.agenda_days([event], zone, today)
        for number in range((entries.last_day(event, zone) - first.date).days + 1):
            day = first.date + timedelta(days=number)
            later = () if number == 0 else tuple(replace(one, time=GOES_ON) for one in first.entries)
            found[day] = (*found.get(day, ()), *(later or first.entries))
    return found


def _time(entry: entries.AgendaEntry, width: int) -> str:
    """When it is; where there is no room, when it begins."""
    return entry.time if cell_len(entry.time) <= width else entry.time.partition("–")[0]


def _head(day: date, today: date, text: str) -> str:
    return f"{text} •" if day == today else text


def _width(columns: int) -> int:
    return max(NARROWEST, (columns - DAYS - 1) // DAYS)


def _rows(cells: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    for number in range(max(map(len, cells))):
        yield _row([cell[number] if number < len(cell) else "" for cell in cells], width)


def _row(texts: Sequence[str], width: int) -> str:
    return f"│{'│'.join(set_cell_size(_cut(text, width), width) for text in texts)}│"


def _rule(width: int, corners: str) -> str:
    left, middle, right = tuple(corners)
    return f"{left}{middle.join(['─' * width] * DAYS)}{right}"


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"


def _wrapped(text: str, width: int, *, most: int) -> list[str]:
    """`text` in at most so many lines, the last one cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if cell_len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = longer
            break
    return [_cut(line, width) for line in lines]
