"""The tools of the routines agent. Descriptions and argument descriptions are prompts: models read them."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from assistant.page import Page, Part
from assistant.schedules.planning import RoutinePlanner
from tools.patterns import Pattern
from tools.reading import Reading, ReadSource, Told, cut
from tools.toolset import Toolset, read_tool, write_tool

if TYPE_CHECKING:
    from assistant.schedules.desk import RoutineDesk

WHEN = "in the user's words: 'every Friday at 4', 'on Monday morning'"
EACH = "ask: prepare and ask before each change; look: only look and tell; act: under a grant"
MISSED = "for what was missed while nobody was there"


class CreateRoutine(BaseModel):
    request: str = Field(
        default="", description="what each run is asked, in the user's words, complete, without the when"
    )
    when: str = Field(default="", description=WHEN)
    title: str = ""
    rule: str = Field(default="", description="RRULE, only where words don't say it")
    each_run: Literal["ask", "look", "act"] = Field(default="ask", description=EACH)
    missed: Literal["once", "all", "none"] = Field(default="once", description=MISSED)
    grant: str = Field(default="", description="for act: the grant's id, where there are several")
    zone: str = Field(default="", description="IANA name, where it is not the user's")
    kind: Literal["request", "brief"] = Field(default="request", description="brief: the brief of the day")
    mailed: bool = Field(default=False, description="a brief: to the user's own address")


class CreateWatch(BaseModel):
    what: Literal["answer", "mail", "cancellation", "slot"] = Field(
        description="answer: tell when somebody has not answered until then; mail: when one arrives;"
        " cancellation: an event is cancelled or a guest declines; slot: the user's time becomes free"
    )
    person: str = Field(default="", description="name or address of who should answer or write")
    about: str = Field(default="", description="words of the subject; the event's title or day; slot: when")
    until: str = Field(default="", description="in the user's words: 'by Friday'")
    then: str = Field(default="", description="what to prepare then, in the user's words")
    title: str = ""
    email_id: str = Field(default="", description="the mail that waits for the answer, if known")
    minutes: int = Field(default=30, description="slot: how long")


class ChangeRoutine(BaseModel):
    routine_id: str
    title: str = ""
    request: str = ""
    when: str = Field(default="", description=WHEN)
    rule: str = ""
    each_run: Literal["ask", "look", "act"] | None = None
    missed: Literal["once", "all", "none"] | None = None
    grant: str = ""
    mailed: bool | None = None


class ControlRoutine(BaseModel):
    routine_id: str
    to: Literal["pause", "resume", "skip", "run", "end"]
    which: str = Field(default="", description="for skip: the day; the next one otherwise")


SOURCES: dict[str, ReadSource] = {
    "event": "event",
    "task": "task",
    "mail": "mail",
    "invitation": "mail",
    "person": "contacts",
}
"""What the line of a page is read from; what isn't named here is our own."""


def build_routine_tools(
    planner: RoutinePlanner,
    desk: "RoutineDesk",
    brief_of: Callable[[str, Part], Page],
    preparing: Callable[[str], Page],
) -> Toolset:
    """The tools of the routines agent; only the person's own words of the turn bring its changes up."""

    @read_tool
    def list_routines(query: str = "") -> Told:
        """The routines and watches, with their ids and next times; `query`: words of the title or request."""
        listed = [view.json_dict() for view in desk.list() if view.state != "ended" or query.strip()]
        words = query.casefold().split()
        found = [
            one
            for one in listed
            if all(word in f"{one['id']} {one['title']} {one['request']}".casefold() for word in words)
        ]
        text = json.dumps({"routines": found}, ensure_ascii=False)
        return text, (Reading(source="tool", reference="routines", label="your routines", text=text),)

    @read_tool
    def brief(day: str = "", part: Part = "all") -> Told:
        """The brief of a day: what it holds, and what waits. Say all its lines, each with its id."""
        return _told(brief_of(day, part))

    @read_tool
    def prepare_meeting(about: str) -> Told:
        """What to know before a meeting, by its title or time. Say all its lines, each with its id."""
        return _told(preparing(about))

    return Toolset(
        further={
            "brief": Pattern(r"brief|summar|overview|\bday\b|today|tomorrow|\bwait|morning|catch|\bup\b"),
            "prepare_meeting": Pattern(r"prepar|\bready\b|meeting|before|\bknow\b|\bprep\b"),
        },
        reads=(list_routines, brief, prepare_meeting),
        writes=(
            write_tool(
                "create_routine",
                "A request that comes back, or comes later. Each run does it anew.",
                CreateRoutine,
                planner.create,
                own_words=True,
            ),
            write_tool(
                "create_watch",
                "Wait for an answer, a mail, a cancellation or free time, and tell. It ends by itself.",
                CreateWatch,
                planner.watch,
                own_words=True,
            ),
            write_tool(
                "change_routine",
                "Change what a routine does or when.",
                ChangeRoutine,
                planner.change,
                own_words=True,
            ),
            write_tool(
                "control_routine",
                "Pause a routine or watch, go on with it, skip one time, run it now, or end it.",
                ControlRoutine,
                planner.control,
                own_words=True,
            ),
        ),
    )


def _told(page: Page) -> Told:
    """The page for a model, and whose each of its lines is."""
    told = page.json_dict()
    text = json.dumps(
        {name: told[name] for name in ("sections", "notes")} | {"nothing": page.nothing}, ensure_ascii=False
    )
    read = tuple(
        Reading(
            source=SOURCES.get(line.kind, "tool"),
            reference=line.id,
            label=f"the {line.kind} {cut(line.text)!r}",
            text=f"{line.text}\n{line.why}",
        )
        for section in page.sections
        for line in section.lines
    )
    return text, read
