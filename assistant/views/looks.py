"""What a look at the calendar, the tasks or the mailbox has found, as a list or in full."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from assistant.views.text import as_lines

MANY = 1_000
"""So far the index counts."""

if TYPE_CHECKING:
    from assistant.looking import Grid, Look
    from assistant.views.printing import View


def show_calendar(view: "View", look: "Look", now: datetime) -> None:
    if look.in_full:
        view.event(look.found[0])
    else:
        view.agenda(look.found, now, look.title)


def show_grid(view: "View", grid: "Grid", zone: tzinfo, now: datetime, columns: int) -> None:
    # What measures how wide a letter is takes long to load, and only grids need it.

    # Rich is loaded for few looks.
    from assistant.views.grids import month_grid, week_grid
    from assistant.views.terminal import MAX_WIDTH

    columns = min(columns, MAX_WIDTH)
    draw = week_grid if grid.unit == "week" else month_grid
    view.note(as_lines(draw(grid.found, grid.first, zone, now.astimezone(zone).date(), columns)))


def show_mailbox(view: "View", look: "Look", now: datetime) -> None:
    if look.in_full:
        view.mail(look.found[0])
    else:
        view.mails(look.rows, now)
        if look.more:
            shown = f"{len(look.found)} mails are shown" + (
                f" in {len(look.rows)} conversations" if len(look.rows) < len(look.found) else ""
            )
            more = f"{look.more:,} more" if look.more < MANY else f"{MANY:,} or more others"
            view.note(f'{shown}; {more} fit. Narrow it: from:ana since:"last week" is:unread')


def show_tasks(view: "View", look: "Look", zone: tzinfo, now: datetime) -> None:
    from assistant.views.tasks import task_card, task_page

    if look.in_full:
        view.card(task_card(look.found[0], zone))
    elif look.found:
        view.page(task_page(look.found, zone, now))
    else:
        view.note(f"No {look.title or 'tasks'}.")
