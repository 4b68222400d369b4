"""Counts what goes ahead without a question, turn by turn."""

import json
from collections.abc import Mapping
from typing import Any

from agents.bounds.budget import Budgets
from agents.bounds.unasked import Kind, Unasked
from agents.messages.recorder import cause_of


class Allowance:
    """Says of a call whether it may go ahead without a question, and counts it then.

    The same call is counted once, however often it is made again after a pause or a crash.
    """

    def __init__(self, budgets: Budgets, most: Unasked) -> None:
        self._budgets = budgets
        self._most = most

    def covers(self, kind: Kind, args: Mapping[str, Any]) -> bool:
        # The recorder, further out, has made this call the cause of what comes of it.
        cause = cause_of([])
        budget = self._budgets.of(cause.conversation, cause.run)
        size = len(json.dumps(args, ensure_ascii=False, separators=(",", ":"), default=str))
        return budget.take_unasked(kind, cause.message, size, *self._most.most(kind))
