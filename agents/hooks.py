"""The moments at which a user's own code is told what happens, and in which order."""

import importlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from agents.messages.contained import Contained
from tools.errors import InputError, SettingsError

logger = logging.getLogger(__name__)


class Moment(StrEnum):
    """When a hook is called. Within a turn they come in this order, the inner pairs many times."""

    BEFORE_TURN = "before_turn"
    BEFORE_AGENT = "before_agent"
    BEFORE_MODEL_CALL = "before_model_call"
    AFTER_MODEL_CALL = "after_model_call"
    BEFORE_TOOL_CALL = "before_tool_call"
    AFTER_TOOL_CALL = "after_tool_call"
    ON_INTERRUPT = "on_interrupt"
    """The turn pauses, as a person is asked."""
    ON_RESUME = "on_resume"
    """A turn that was paused or stopped goes on."""
    ON_ERROR = "on_error"
    AFTER_AGENT = "after_agent"
    AFTER_TURN = "after_turn"


@dataclass(frozen=True)
class Event:
    """What a hook is told."""

    moment: Moment
    agent: str
    conversation: str
    run: str
    """The turn."""
    subject: str = ""
    """The tool or the model that is called."""
    details: Mapping[str, Any] = field(default_factory=dict)


Hook = Callable[[Event], object]


class Hooks:
    """The hooks of this process. They look on: what they return is not used, what they raise is logged."""

    def __init__(self) -> None:
        self._hooks: dict[Moment, tuple[Hook, ...]] = {}
        self._under_way: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._hooks)

    def on(self, moment: Moment | str, hook: Hook) -> None:
        """Call `hook` at `moment`, after those that were added before.

        Raises:
            InputError: there is no such moment.
        """
        moment = _moment(moment)
        self._hooks[moment] = (*self._hooks.get(moment, ()), hook)

    def off(self, moment: Moment | str, hook: Hook) -> None:
        """Call `hook` at `moment` no more, however often it was added; one that isn't there is no mistake.

        Raises:
            InputError: there is no such moment.
        """
        moment = _moment(moment)
        if left := tuple(one for one in self._hooks.pop(moment, ()) if one != hook):
            self._hooks[moment] = left

    def fire(self, event: Event) -> None:
        for hook in self._hooks.get(event.moment, ()):
            with Contained() as kept:
                hook(event)
            if kept.error is not None:
                logger.error("hook %s failed", getattr(hook, "__qualname__", hook), exc_info=kept.error)

    def taken_up(self, conversation: str, run_id: str) -> bool:
        """Whether work on a conversation goes on here under another run id than what was noted last."""
        if self._under_way.get(conversation) == run_id:
            return False
        self._under_way[conversation] = run_id
        if len(self._under_way) > 1_000:
            del self._under_way[next(iter(self._under_way))]
        return True


def load_hooks(named: Mapping[str, Sequence[str]]) -> Hooks:
    """The hooks that the settings name: for each moment, functions as `module:function`.

    Raises:
        SettingsError: there is no such moment, module or function.
    """
    hooks = Hooks()
    for name, functions in named.items():
        for function in functions:
            try:
                hooks.on(name, _function(function))
            except InputError as error:
                raise SettingsError(error.message) from error
    return hooks


def _moment(name: str) -> Moment:
    if name not in set(Moment):
        raise InputError(f"there is no hook {name!r}; the hooks are {', '.join(Moment)}")
    return Moment(name)


def _function(name: str) -> Hook:
    module, colon, attribute = name.partition(":")
    if not module or not colon or not attribute:
        raise SettingsError(f"{name!r} names no function; write module:function")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"the hook {name} can't be loaded: {error}") from error
    if not callable(found):
        raise SettingsError(f"the hook {name} is no function")
    return found  # type: ignore[no-any-return]  # a module's attribute can be anything; it is callable
