"""The occurrences of a task that repeats: when the next one begins and is due."""

import re
from datetime import datetime, timedelta

from tools.errors import ToolError
from tools.ics.moments import Moment
from tools.ics.recurrence_rules import next_starts

MOST_OCCURRENCES = 1000
"""So many that are done already are gone through."""
_COUNT = re.compile(r"(?<![A-Z])COUNT=(\d+)")
_LAST = re.compile(r"(?<![A-Z])COUNT=0*[01](?!\d)")


def next_occurrence(
    rule: str, start: Moment | None, due: Moment | None
) -> tuple[Moment | None, Moment | None] | None:
    """Start and due of the occurrence after the one at these; None where it was the last.

    The rule counts from the start, or from when it is due where nothing says when it starts. The other moves
    along by the same time on the wall.
    """
    anchor = start if start is not None else due
    if anchor is None or _LAST.search(rule):
        return None
    try:
        following = next((one for one in next_starts(rule, anchor, 2) if one > anchor), None)
    except ToolError:
        return None
    if following is None:
        return None
    by = _wall(following) - _wall(anchor)
    return _moved(start, by), _moved(due, by)


def rule_after(rule: str) -> str:
    """The rule with one occurrence fewer to come, where it says how many there are."""
    return _COUNT.sub(lambda match: f"COUNT={int(match[1]) - 1}", rule)


def _moved(moment: Moment | None, by: timedelta) -> Moment | None:
    if not isinstance(moment, datetime):
        return moment + by if moment is not None else None
    return (moment.replace(tzinfo=None) + by).replace(tzinfo=moment.tzinfo)


def _wall(moment: Moment) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  compared with its like only
