"""What the built-in model does beside a language model: it goes first, words calls anew, stands in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from agents.as_wanted import Instead
from agents.loop import Middleware
from agents.messages.message import SUPERVISOR
from agents.model import OFFLINE, build_model
from assistant.home import Home
from tools.toolset import Toolset

NEVER = "never"
"""Of `model_first`: the built-in model neither goes first nor stands in."""


class BuiltIn(NamedTuple):
    """Its parts in the stacks of agents."""

    first: Callable[[str], list[Middleware]] = lambda _: []
    """By agent: has it read each request before the language model, and go on with what it has begun; and has
    a small one look at the time that was named.
    """
    instead: Callable[[str], Instead | None] = lambda _: None
    """By agent: how it would make a call of a small one that doesn't heed the person's words."""
    stands_in: Sequence[Middleware] = ()
    """Has it take the supervisor's turn of which nothing came."""


NOTHING = BuiltIn()


def beside(
    home: Home, toolsets: Mapping[str, Toolset], user: Mapping[str, str], small: Callable[[str], bool]
) -> BuiltIn:
    """What it does beside the agents on `home` that can do `toolsets`.

    `small` says of an agent whether its language model is a small one, `user` who they work for. Nothing
    where the settings don't want it, and where the person has described agents: what those are good for, it
    can't know.
    """
    before = home.settings.model_first == OFFLINE
    if home.foreign_agents.agents or not (before or any(map(small, (SUPERVISOR, *toolsets)))):
        return NOTHING
    # Reads as the built-in model does, which most who use a language model do without.
    from agents.looks_as_wanted import LooksAsWanted
    from agents.now_line import NowLine, margin_of
    from agents.offline_first import OfflineFirst, Trial
    from agents.stand_in import StandIn
    from agents.unheeded import heeds

    built_in = build_model(OFFLINE)
    day_first = home.settings.day_first
    trial = Trial(
        built_in,
        toolsets,
        lambda action, plan, said: heeds(
            action, plan, said, home.people.people, home.clock(), day_first=day_first
        ),
    )

    def first(agent: str) -> list[Middleware]:
        begun = OfflineFirst(agent, built_in, trial if before else None)
        if agent == SUPERVISOR or not small(agent):
            return [begun]
        return [begun, LooksAsWanted(toolsets[agent], home.clock, day_first=day_first)]

    def instead(agent: str) -> Instead | None:
        return partial(trial.instead, agent, lambda: margin_of(home.clock(), user)) if small(agent) else None

    stand_in = StandIn(replace(trial, last=True), NowLine(home.clock, user, shown=False))
    return BuiltIn(first, instead, [stand_in] if small(SUPERVISOR) else [])
