"""The calendar agent's tools for polls. Descriptions are prompts: models read them."""

import json
from dataclasses import replace

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from assistant.polls.desk import PollDesk
from assistant.polls.planning import PollPlanner
from assistant.polls.standing import Standing
from tools.patterns import Pattern
from tools.reading import Reading, Told, mail_reading, strings_of
from tools.toolset import Toolset, Write, read_tool, write_tool

_ABOUT = Pattern(
    r"propos|\bpoll|\bvote|\btimes\b|suggest|\boptions?\b|\boffer|settle|\bfits?\b|\bsuits?\b|works? for"
    r"|doodle|\bchoose|\bchoice|\bpick|\banswer|\brepl|call(?:ed)? (?:\w+ )?off|\bhold"
)


class ProposeTimes(BaseModel):
    attendees: list[str] = Field(description="names, groups or addresses")
    when: str = Field(description='where to look: "next week"; or the times, with ";" between')
    duration_minutes: int = 60
    title: str = ""


class SettleTimes(BaseModel):
    meeting: str = Field(default="", description="its id or words of it, where there are several")
    time: str = Field(default="", description='number, or another time; "off" calls it off')


def with_polls(toolset: Toolset, planner: PollPlanner) -> Toolset:
    """`toolset` of the calendar agent, with polls."""
    return replace(
        toolset,
        reads=(*toolset.reads, build_proposed_times(planner.desk)),
        writes=(*toolset.writes, *build_poll_writes(planner)),
        further={
            **toolset.further,
            **dict.fromkeys(("proposed_times", "propose_times", "settle_times"), _ABOUT),
        },
    )


def build_poll_writes(planner: PollPlanner) -> tuple[Write, ...]:
    """What changes something; each waits for an approval."""
    return (
        write_tool(
            "propose_times",
            "Mail people times to choose from, and hold them.",
            ProposeTimes,
            planner.propose,
            own_words=True,
        ),
        write_tool(
            "settle_times",
            "Of times proposed before: take the one that fits all, or that is given; or call it off.",
            SettleTimes,
            planner.settle,
        ),
    )


def build_proposed_times(desk: PollDesk) -> BaseTool:
    @read_tool
    def proposed_times(meeting: str = "") -> Told:
        """Times proposed to people: who answered what, which fits all."""
        found = [desk.standing(poll) for poll in desk.called(meeting)]
        text = json.dumps({"meetings": [one.json_dict() for one in found]}, ensure_ascii=False)
        return text, tuple(reading for one in found for reading in readings_of(one))

    return proposed_times


def readings_of(standing: Standing) -> list[Reading]:
    """What is ours of it, and what each guest has written, as by them."""
    told = standing.json_dict()
    own = {name: told[name] for name in ("id", "title", "times")}
    ours = "\n".join([*strings_of(own), *map(str, standing.poll.guests)])
    return [
        Reading(source="settings", label="the times that you proposed", text=ours),
        *(
            mail_reading(mail.id, mail.sender.email, mail.subject, mail.date, {"wrote": one.words})
            for one in standing.answers
            for mail in one.mails[-1:]
        ),
    ]
