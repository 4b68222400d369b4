"""Where a conversation stands, as it is kept: what was said, and what waits with its real arguments."""

from typing import TYPE_CHECKING, Any

from agents.checkpoints import ConversationSaver
from agents.questions import proposal_in
from assistant.turn.engine import config_of
from assistant.turn.transcript import transcript
from tools.errors import NotFoundError

if TYPE_CHECKING:
    from assistant.home import Home


def checkpoint(home: "Home", thread_id: str) -> dict[str, Any]:
    """The newest checkpoint of a thread as one JSON document.

    `user` is whose home it is, `at` when it was written, `interrupts` what the graph waits for: each with its
    id, the approval it is about, agent, action and arguments.

    Raises:
        NotFoundError: nothing of the thread is kept yet.
    """
    saver = ConversationSaver(home.database)
    found = saver.get_tuple(config_of(thread_id))
    if found is None:
        raise NotFoundError(f"nothing of the thread {thread_id} is kept yet")
    waiting = {proposal.id: proposal for proposal in home.book.pending(thread_id)}
    interrupts = []
    for asked in saver.interrupts(thread_id):
        proposal = waiting.get(proposal_in(asked) or "")
        if proposal is None:
            continue
        interrupts.append(
            {
                "interrupt_id": asked.id,
                "approval_id": proposal.id,
                "agent": proposal.agent,
                "action": proposal.action,
                "args": proposal.plan.args,
                "summary": proposal.plan.summary,
                "created_at": proposal.created_at.isoformat(),
            }
        )
    thread = home.threads.get(thread_id)
    return {
        "thread_id": thread_id,
        "user": home.settings.user_email,
        "checkpoint_id": found.checkpoint["id"],
        "at": found.checkpoint["ts"],
        "status": thread.status,
        "messages": [entry.json_dict() for entry in transcript(home.database, thread_id)],
        "interrupts": interrupts,
    }


def checkpoint_lines(kept: dict[str, Any]) -> list[str]:
    """The same for people, a line each."""
    lines = [
        f"thread      {kept['thread_id']}, {kept['status']}",
        f"user        {kept['user']}",
        f"checkpoint  {kept['checkpoint_id']}",
        f"kept at     {kept['at']}",
        f"messages    {len(kept['messages'])}",
    ]
    lines += [f"  {entry['speaker']}: {entry['text']}" for entry in kept["messages"]]
    lines.append(f"waiting     {len(kept['interrupts'])}")
    for one in kept["interrupts"]:
        lines += [
            f"  {one['approval_id']}  {one['agent']} {one['action']}  interrupt {one['interrupt_id']}",
            *(f"    {name}: {value}" for name, value in one["args"].items()),
        ]
    return lines
