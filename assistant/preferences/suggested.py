"""What a person's own edits suggest that they always want: told as a question, never kept by itself."""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tools.preferences.preferences import minutes

if TYPE_CHECKING:
    from assistant.home import Home
    from tools.effects.plan import Plan

OFTEN = 3
"""So many times the same change says something."""
WITHIN = timedelta(days=60)
_WORD = re.compile(r"[^\W\d_]{3,}")
_PLAIN = frozenset("the and with for about our meeting event".split())


def question(home: "Home") -> str:
    """What three edits of one kind ask about, with the sentence that would keep it; empty: nothing.

    Of new events whose length was changed from the same to the same, and whose titles share a word.
    """
    times: dict[tuple[str, timedelta, timedelta], int] = defaultdict(int)
    for proposal in home.book.since(home.real_time() - WITHIN, "create_calendar_event"):
        answer = proposal.answer
        if answer is None or answer.type != "edit" or answer.plan is None:
            continue
        before, after = _length(proposal.plan), _length(answer.plan)
        if before is None or after is None or before == after:
            continue
        title = str(answer.plan.args["title"])
        for word in {found.casefold() for found in _WORD.findall(title)} - _PLAIN:
            if home.preferences.read().length_of(word) is None:
                times[word, before, after] += 1
    often = [(count, word, before, after) for (word, before, after), count in times.items() if count >= OFTEN]
    if not often:
        return ""
    count, word, before, after = max(often, key=lambda one: (one[0], one[1]))
    return (
        f"{count} times you made {minutes(before)} of {word!r} into {minutes(after)}. Is it always to be so?"
        f' Then say: "a {word} is {minutes(after)} by default".'
    )


def _length(plan: "Plan") -> timedelta | None:
    try:
        start, end = (datetime.fromisoformat(plan.args[name]) for name in ("start_time", "end_time"))
    except (KeyError, ValueError):
        return None
    return end - start
