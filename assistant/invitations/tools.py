"""The tools of the email agent that are about invitations. Descriptions are prompts: models read them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from assistant.invitations.desk import InvitationDesk
from assistant.invitations.waiting import Waiting, waiting
from tools.patterns import Pattern
from tools.reading import Told, mail_reading
from tools.toolset import Toolset, Write, read_tool, write_tool

_ABOUT = Pattern(
    r"invit|accept|declin|\brsvp|\banswer|\brepl|attend|\bcom(?:e|ing)\b|cancel|\bnote\b|\byes\b|\bno\b"
)


class AnswerInvitation(BaseModel):
    email_id: str = Field(description="the mail with the invitation or cancellation")
    answer: Literal["accept", "decline", "maybe"]
    comment: str = Field(default="", description="for the organizer")


class NoteAnswer(BaseModel):
    email_id: str = Field(description="the mail with a guest's answer, or a cancellation")


def with_invitations(toolset: Toolset, desk: InvitationDesk, clock: Callable[[], datetime]) -> Toolset:
    """`toolset` of the email agent, with invitations."""
    return replace(
        toolset,
        reads=(*toolset.reads, build_list_invitations(desk, clock)),
        writes=(*toolset.writes, *build_invitation_writes(desk)),
        further={
            **toolset.further,
            **dict.fromkeys(("list_invitations", "answer_invitation", "note_answer"), _ABOUT),
        },
    )


def build_invitation_writes(desk: InvitationDesk) -> tuple[Write, ...]:
    """What changes something; each waits for an approval."""
    return (
        write_tool(
            "answer_invitation", "Answer an invitation that came by mail.", AnswerInvitation, desk.answer
        ),
        write_tool(
            "note_answer", "Note a guest's answer, or a cancellation, in the event.", NoteAnswer, desk.note
        ),
    )


def build_list_invitations(desk: InvitationDesk, clock: Callable[[], datetime]) -> BaseTool:
    @read_tool
    def list_invitations() -> Told:
        """List invitations that wait for an answer, and guests' answers and cancellations to be noted."""
        found = waiting(desk, clock())
        answer = {
            "to_answer": [entry(one) for one in found if one.is_invitation],
            "to_note": [entry(one) for one in found if not one.is_invitation],
        }
        read = (
            mail_reading(one.mail.id, one.mail.sender.email, one.mail.subject, one.mail.date, entry(one))
            for one in found
        )
        return json.dumps(answer, ensure_ascii=False), tuple(read)

    return list_invitations


def entry(one: Waiting) -> dict[str, str]:
    return {
        "email_id": one.mail.id,
        "from": str(one.mail.sender),
        "title": one.note.title,
        "start": one.note.start.isoformat(),
        "what": one.text,
    }
