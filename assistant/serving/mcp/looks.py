"""The calendar and the mailbox to look at, as text and as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from assistant.home import Home, wall_clock
from assistant.looking import look_at_calendar, look_at_mail
from assistant.views.looks import show_calendar, show_mailbox
from assistant.views.printing import PlainView
from assistant.views.text import as_lines
from tools.problems import Problem, problem_lines

MOST_MAILS = 25


@dataclass(frozen=True)
class Answer:
    """What was found: as lines of text, and as the commands print it with `--json`."""

    text: str
    document: dict[str, Any]


def agenda(home: Home, said: str) -> Answer:
    """What takes place then, or the event with that id, once all of the calendar is read.

    Raises:
        InputError: `said` is neither a time for certain nor an id.
    """
    home.calendar.wait()
    look = look_at_calendar(home, said)
    view, lines = _view(home)
    show_calendar(view, look, home.clock())
    notes = home.servers.calendar_notes(wall_clock()) if home.servers else ()
    return _answer(lines, notes, home.calendar.problems(), {"events": look.found})


def mail(home: Home, said: str) -> Answer:
    """The newest mails that fit, or the one with that id, once all of the mailbox is read.

    Raises:
        InputError: an operator can't be used.
    """
    home.mirrored_mail.catch_up()
    look = look_at_mail(home, said, MOST_MAILS)
    view, lines = _view(home)
    show_mailbox(view, look, home.clock())
    notes = home.servers.mail_notes(wall_clock()) if home.servers else ()
    return _answer(lines, notes, home.mail_problems(), {"messages": look.found})


def _view(home: Home) -> tuple[PlainView, StringIO]:
    lines = StringIO()
    return PlainView(lines, home.settings.time_zone), lines


def _answer(
    lines: StringIO, notes: Sequence[str], problems: Sequence[Problem], document: dict[str, Any]
) -> Answer:
    left_out = [f"not read in full: {line}" for line in problem_lines(problems)]
    return Answer(
        "\n".join(filter(None, (lines.getvalue().rstrip("\n"), as_lines([*notes, *left_out])))),
        {**document, "problems": [problem.json_dict() for problem in problems]},
    )
