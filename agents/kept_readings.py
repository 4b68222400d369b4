"""What the tools of an agent have read is kept, so that it is known where a value came from."""

from collections.abc import Mapping

from langchain_core.messages import ToolMessage

from agents.loop import Middleware, ToolCallRequest, ToolHandler, ToolResult
from agents.turn_context import thread_id
from tools.provenance.readings import Readings
from tools.reading import READ, Reading


class KeptReadings(Middleware):
    """Keeps what our tools say they have read, and of others' tools all that they answer.

    What is kept is taken off the message: its text is there once more, and need not be saved twice.
    """

    def __init__(self, readings: Readings, agent: str, *, foreign: bool) -> None:
        """`foreign`: the tools of `agent` were written by others."""
        self.readings = readings
        self.agent = agent
        self.foreign = foreign

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        result = handler(request)
        if not isinstance(result, ToolMessage):
            return result
        if isinstance(result.artifact, Mapping) and READ in result.artifact:
            self.readings.keep(thread_id(), map(Reading.from_json, result.artifact[READ]))
            result.artifact = None
        elif self.foreign and _is_said_by_tool(result):
            self.readings.keep(thread_id(), [self._answer(result)])
        return result

    def _answer(self, result: ToolMessage) -> Reading:
        tool = result.name or ""
        return Reading(
            source="tool",
            reference=f"{self.agent}/{tool}",
            label=f"the agent {self.agent}'s tool {tool}",
            text=result.text,
        )


def _is_said_by_tool(result: ToolMessage) -> bool:
    """Whether the tool has said it: what became of an approval without an effect are our own words."""
    outcome = result.artifact.get("outcome") if isinstance(result.artifact, Mapping) else None
    return outcome in (None, "done")
