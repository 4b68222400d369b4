"""The plan of a call as the person's words want it: without what nobody wants, on the day that was said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agents.said_day import days_off, is_nobodys, moved
from agents.unasked_values import changes_something, is_read_here, nobodys, unasked, unsourced, without
from tools.arguments import required_by
from tools.effects.plan import Plan
from tools.provenance.tracing import Tracer
from tools.toolset import Write

Instead = Callable[[str, Plan, str], dict[str, Any] | None]
"""The arguments of an action whose plan doesn't heed the person's words, as these want it; None: as it is."""


@dataclass(frozen=True)
class AsWanted:
    """Mends what small models get wrong of a call that is right otherwise; it costs no call of the model."""

    tracer: Tracer
    instead: Instead | None = None

    def planned(self, write: Write, args: dict[str, Any], thread_id: str) -> tuple[dict[str, Any], Plan]:
        """The arguments that are meant, and their plan.

        Raises:
            ToolError: it can't be planned.
            ValidationError: the arguments don't fit.
        """
        said = self.tracer.newest_words(thread_id)
        if not is_read_here(said):
            return args, write.plan(args)
        unwanted = unasked(args, said, lambda: self.tracer.readings.of_thread(thread_id))
        args = _pruned(write, args, unwanted)
        plan = write.plan(args)
        wanted = self._by_origin(write, args, plan, said, thread_id)
        if wanted != args:
            args, plan = wanted, write.plan(wanted)
        better = self.instead(write.name, plan, said) if self.instead else None
        return (better, write.plan(better)) if better else (args, plan)

    def _by_origin(
        self, write: Write, args: dict[str, Any], plan: Plan, said: str, thread_id: str
    ) -> dict[str, Any]:
        """`args` without times and numbers that nobody wants, and on the day that was said."""
        times = self.tracer.times_said(thread_id)
        before = plan.preview.get("before")  # of a preference a text
        was = before.get("start") if isinstance(before, Mapping) else None
        days = days_off(plan.args, times, was) if times else 0
        doubtful = unsourced(args, said)
        if not (days or doubtful):  # where they come from takes long to say
            return args
        origins = self.tracer.origins(thread_id, args=plan.args, preview=plan.preview, given=args)
        args = _pruned(write, args, dict.fromkeys(doubtful & nobodys(origins)))
        # For something new the day that was said counts, also where another one stands in what was read.
        wrong = days and (was is None or is_nobodys(origins))
        return moved(args, plan.args, days) if wrong else args


def _pruned(write: Write, args: dict[str, Any], unwanted: Mapping[str, Any]) -> dict[str, Any]:
    """`args` with what stays in the place of what is `unwanted`. What a call can't do without is left there:
    what its tool requires, and the only thing that it changes.
    """
    required = required_by(write.tool)
    unwanted = {name: stays for name, stays in unwanted.items() if stays is not None or name not in required}
    left = without(args, unwanted)
    return args if changes_something(required) and left.keys() <= required else left
