"""A request of several steps that depend on each other: the order is named once, then worked off.

The supervisor calls `follow_plan` with its steps. From then on no model is asked between them: each
step is handed to its agent with the reply before it. The plan is ticked off in the journal, and goes
on where it was after a pause or a crash, because it stands in the conversation. When a step is not
done, or all are, the supervisor has the word again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.journal import Journal
from agents.messages.message import MessageType, message_id
from agents.messages.recorder import cause_of
from tools.errors import ToolError
from tools.patterns import Pattern

FOLLOW_PLAN = "follow_plan"
MOST_STEPS = 12
OF_STEPS = Pattern(r".{80}")
"""What has several steps isn't said in less. A small model plans whatever it is asked, when it can."""
GOES_ON_AFTER = ("done", "queued", "answered")


class Step(NamedTuple):
    """One step of a plan: what is handed to which tool."""

    tool: str
    request: str


class Steps(BaseModel):
    """Arguments of `follow_plan`."""

    steps: list[str] = Field(description="in order, such as 'manage_email: find …'")


@dataclass(frozen=True)
class StepPlan:
    """A plan as it stands in a conversation, and how far it is."""

    id: str
    steps: tuple[Step, ...]
    replies: tuple[ToolMessage, ...]
    """The answers to the first steps, in order."""

    @property
    def goes_on(self) -> bool:
        """Whether the next step can be taken now."""
        return len(self.replies) < len(self.steps) and (not self.replies or _worked(self.replies[-1]))

    def call_id(self, place: int) -> str:
        return step_call_id(self.id, place)

    def ticked(self) -> str:
        """The plan with a mark at each step that is over."""
        marks = ["✓" if _worked(reply) else "✗" for reply in self.replies]
        marks += ["…"] * (len(self.steps) - len(marks))
        return "\n".join(
            f"{mark} {place}. {step.tool}: {step.request}"
            for place, (mark, step) in enumerate(zip(marks, self.steps, strict=True), 1)
        )


def plan_tool(delegates: Mapping[str, str]) -> BaseTool:
    """`follow_plan`, for a supervisor with these delegating tools."""

    def follow_plan(steps: list[str]) -> tuple[str, dict[str, Any]]:
        plan = [Step(tool.strip(), request.strip()) for tool, _, request in (s.partition(":") for s in steps)]
        if unknown := [step.tool for step in plan if step.tool not in delegates or not step.request]:
            raise ToolError(
                f"{unknown[0]!r} is no step; write each as 'tool: request' with one of {', '.join(delegates)}"
            )
        if not 1 <= len(plan) <= MOST_STEPS:
            raise ToolError(f"a plan has 1 to {MOST_STEPS} steps, this one has {len(plan)}")
        return f"Plan of {len(plan)} steps accepted.", {"plan": [[*step] for step in plan]}

    return StructuredTool.from_function(
        func=follow_plan,
        name=FOLLOW_PLAN,
        description="Take three or more steps that depend on each other; each is given the reply before it.",
        args_schema=Steps,
        response_format="content_and_artifact",
    )


class PlanSteps(Middleware):
    """For the supervisor: brings `follow_plan`, and takes the next step of a plan in the model's place."""

    def __init__(self, journal: Journal, delegates: Mapping[str, str]) -> None:
        self.journal = journal
        self.tools = [plan_tool(delegates)]

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        plan = plan_in(request.messages)
        if plan is None:
            return handler(request)
        self._tick_off(request.messages, plan)
        if not plan.goes_on:
            return handler(request)
        place = len(plan.replies)
        step = plan.steps[place]
        text = step.request
        if place:
            text += f"\n\nThe step before was answered: {plan.replies[-1].text}"
        call = {"name": step.tool, "args": {"request": text}, "id": plan.call_id(place), "type": "tool_call"}
        return ModelResponse(result=[AIMessage("", tool_calls=[call])])

    def _tick_off(self, messages: list[AnyMessage], plan: StepPlan) -> None:
        cause = cause_of(messages)
        self.journal.note(
            MessageType.STATUS,
            plan.ticked(),
            id=message_id(cause.conversation, plan.id, str(len(plan.replies))),
            conversation=cause.conversation,
            run=cause.run,
            sender="supervisor",
            recipient="user",
            reply_to=cause.message,
            metadata={"steps": len(plan.steps), "over": len(plan.replies)},
        )


def plan_in(messages: list[AnyMessage]) -> StepPlan | None:
    """The newest plan since the user last spoke."""
    results: dict[str, ToolMessage] = {}
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            return None
        if not isinstance(message, ToolMessage):
            continue
        if isinstance(message.artifact, dict) and "plan" in message.artifact:
            steps = tuple(Step(*step) for step in message.artifact["plan"])
            ids = [step_call_id(message.tool_call_id, place) for place in range(len(steps))]
            replies = [results[id] for id in ids if id in results]
            return StepPlan(message.tool_call_id, steps, tuple(replies))
        results[message.tool_call_id] = message
    return None


def step_call_id(plan_id: str, place: int) -> str:
    """The id of the tool call that takes a step; providers allow no more than 40 characters."""
    return f"step_{message_id(plan_id, str(place))}"


def _worked(reply: ToolMessage) -> bool:
    outcome = reply.artifact.get("outcome") if isinstance(reply.artifact, dict) else None
    return reply.status != "error" and outcome in GOES_ON_AFTER
