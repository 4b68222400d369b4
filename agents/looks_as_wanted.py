"""The time of a look as the person's words have it: small models look at another one, or add one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from agents.asked_for import asks_for_an_act
from agents.loop import Middleware, ToolCallRequest, ToolHandler, ToolResult
from agents.offline_first import is_taken
from agents.stand_in import is_one_thing
from tools.arguments import required_by
from tools.margin import newest_words
from tools.timewords import find
from tools.toolset import Toolset

WHEN = "when"


class LooksAsWanted(Middleware):
    """For a sub-agent whose model is on this machine: a look is taken at the only time that its request
    names, and at none where it names none, whatever the model makes of it.

    Of a request for several things each look may have a time of its own, and of one to do something the time
    may be a new one; those are left as they are, and so is what the built-in model looks at.
    """

    def __init__(self, toolset: Toolset, clock: Callable[[], datetime], *, day_first: bool) -> None:
        self._looks = {tool.name: required_by(tool) for tool in toolset.reads}
        self._clock = clock
        self._day_first = day_first

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        call = request.tool_call
        messages = request.state["messages"]
        said = newest_words(messages)
        if call["name"] not in self._looks or is_taken(messages[-1:]):
            return handler(request)
        if not is_one_thing(said) or asks_for_an_act(said):
            return handler(request)
        args = self._meant(call["args"], said, required=WHEN in self._looks[call["name"]])
        return handler(replace(request, tool_call={**call, "args": args}))

    def _meant(self, args: Mapping[str, Any], said: str, *, required: bool) -> dict[str, Any]:
        when = str(args.get(WHEN) or "").strip()
        if not when:
            return dict(args)
        named = find(said, now=self._clock(), day_first=self._day_first)
        if len(named) == 1:
            return {**args, WHEN: named[0].text}
        if named or required or when.casefold() in said.casefold():
            return dict(args)
        return {name: args[name] for name in args if name != WHEN}
