"""What was said in a conversation, for people and other programs to read."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from agents.stored_messages import stored_messages
from assistant.contract import ThreadView
from tools.database import Database
from tools.redaction import REDACTION
from tools.values import Value

if TYPE_CHECKING:
    from assistant.turn.threads import Threads

SPEAKERS = {"user": "You", "assistant": "Assistant"}


class Entry(Value):
    """One message of a conversation."""

    role: Literal["user", "assistant", "agent"]
    speaker: str
    """`user`, `assistant`, or the name of the agent that reported."""
    text: str
    at: datetime | None = None
    """When it was said, where that is known."""


def transcript(database: Database, thread_id: str, *, last: int | None = None) -> list[Entry]:
    """The conversation, oldest first: what user and assistant said, and what agents reported.

    With `last`, so many of its turns.
    """
    entries = []
    for message in stored_messages(database, thread_id, last=last):
        # An earlier version may have kept what a server gave back.
        text = REDACTION.known(message.text.strip())
        if text and message.type == "human":
            entries.append(Entry(role="user", speaker="user", text=text))
        elif text and message.type == "tool":
            artifact = message.artifact if isinstance(message.artifact, dict) else {}
            if "spoken" in artifact:
                # Without the ids that are for the supervisor only.
                text = f"{artifact['outcome']}: {artifact['spoken']}"
            entries.append(Entry(role="agent", speaker=str(artifact.get("agent") or message.name), text=text))
        elif text and message.type == "ai":
            entries.append(Entry(role="assistant", speaker="assistant", text=text))
    return entries


def search(database: Database, threads: "Threads", words: str) -> list[ThreadView]:
    """The conversations in which all of `words` were said, by anybody, or stand in the title."""
    wanted = words.casefold().split()

    def fits(thread: ThreadView) -> bool:
        said = " ".join([thread.title, *(entry.text for entry in transcript(database, thread.thread_id))])
        return all(word in said.casefold() for word in wanted)

    return [thread for thread in threads.list() if fits(thread)]


def markdown(thread: ThreadView, entries: Sequence[Entry]) -> str:
    """The conversation as Markdown."""
    began = thread.created_at.isoformat(timespec="minutes")
    lines = [f"# {thread.title}", "", f"Thread {thread.thread_id}, begun {began}, {thread.status}.", ""]
    for entry in entries:
        speaker = SPEAKERS.get(entry.speaker, entry.speaker)
        lines += [f"**{speaker}:** {entry.text}", ""]
    return "\n".join(lines).rstrip() + "\n"
