"""What a change of a task touches, for grants."""

from collections.abc import Mapping

from tools.effects.grants.reach import Reach, ReachOf
from tools.effects.plan import Plan
from tools.tasks.executor import COMPLETE, CREATE, DELETE, UPDATE


def reach_of_task(plan: Plan) -> Reach:
    """The list that it is on, whether it repeats, and how long its texts are."""
    views = [plan.preview[part] for part in ("task", "before", "after") if part in plan.preview]
    return Reach(
        calendars=(plan.payload["calendar"],),
        series=any(view["recurrence"] for view in views),
        chars=max(sum(len(view[text]) for text in ("title", "description")) for view in views),
    )


TASK_REACHES: Mapping[str, ReachOf] = dict.fromkeys((CREATE, UPDATE, COMPLETE, DELETE), reach_of_task)
"""By kind of plan."""
