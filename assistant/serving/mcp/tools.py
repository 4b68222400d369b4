"""The tools that a client is offered, and what each takes."""

from mcp.types import Tool, ToolAnnotations


def _tool(name: str, about: str, /, *, reads: bool, needs: tuple[str, ...] = (), **properties: str) -> Tool:
    return Tool(
        name=name,
        description=about,
        inputSchema={
            "type": "object",
            "properties": {
                each: {"type": "string", "description": what} for each, what in properties.items()
            },
            "required": list(needs),
            "additionalProperties": False,
        },
        annotations=ToolAnnotations(readOnlyHint=reads, openWorldHint=not reads),
    )


TOOLS = (
    _tool(
        "ask",
        "Ask the person's calendar and mail assistant, in plain words: events, free times, mails, people. It"
        " prepares changes and mails; each is shown to the person, and happens only when they say yes.",
        reads=False,
        needs=("text",),
        text="What is wanted, as the person said it; times in their words.",
        thread_id="The conversation that it belongs to, from an earlier answer; left out: a new one.",
    ),
    _tool("pending", "What waits for the person's yes, over all conversations.", reads=True),
    _tool(
        "review",
        "Show the person what waits, so that they can approve, change or reject it. Nobody else can.",
        reads=False,
        approval_id="Only this one; left out: all that waits.",
    ),
    _tool(
        "agenda",
        "The calendar of a day or a range of days.",
        reads=True,
        when="today, tomorrow, next week, 2026-03-01, …; left out: from today on.",
    ),
    _tool(
        "mail",
        "Look for mails, the newest first.",
        reads=True,
        query="Words, from:, to:, subject:, in:, is:unread, since:; left out: the newest.",
    ),
    _tool(
        "undo",
        "Take back something that was done, if the person says yes to that.",
        reads=False,
        key="The effect's key; left out: the last one that can be taken back.",
    ),
)
