"""What flowed in a conversation: as a tree, and as a sequence diagram."""

import json
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from agents.messages.message import Message, MessageType
from assistant.views.text import clean_line, counted
from assistant.views.times import instant

WIDEST_CONTENT = 100
LEAST_CONTENT = 8
_ASKS = (MessageType.REQUEST, MessageType.DELEGATION, MessageType.TASK, MessageType.APPROVAL)


def line_of(message: Message, columns: int = 0) -> str:
    """A message on one line: `calendar → supervisor  reply  done: Booked.  (15 ms)`.

    With `columns` what it holds is cut so that the line has no more.
    """
    head = f"{clean_line(message.sender)} → {clean_line(message.recipient)}  {message.type}"
    figures = ", ".join(_figures(message))
    end = f"({figures})" if figures else ""
    room = columns - len(head) - len(end) - 4 if columns else WIDEST_CONTENT
    content = _short(_content(message), min(max(room, LEAST_CONTENT), WIDEST_CONTENT))
    return "  ".join(part for part in (head, content, end) if part)


def tree(messages: Sequence[Message], zone: tzinfo, columns: int = 0) -> str:
    """The messages, each below the one that it answers or came of; one block for each turn.

    `columns`: how wide the screen is, where lines that go on below it would tear the tree.
    """
    below: dict[str | None, list[Message]] = {}
    known = {message.id for message in messages}
    for message in messages:
        above = message.reply_to if message.reply_to in known else None
        below.setdefault(above, []).append(message)
    blocks = []
    for root in below.get(None, ()):
        lines = [f"{instant(root.timestamp, zone)}  {_turn_figures(root, messages)}", line_of(root, columns)]
        lines += _branches(below, root.id, "", columns)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def mermaid(messages: Iterable[Message]) -> str:
    """A Mermaid sequence diagram with one arrow for each message: solid asks, dashed answers."""
    messages = list(messages)
    lines = ["sequenceDiagram"]
    names: dict[str, str] = {}
    for message in messages:
        for name in (message.sender, message.recipient):
            if name not in names:
                names[name] = f"p{len(names) + 1}"
                kind = "actor" if name == "user" else "participant"
                lines.append(f"    {kind} {names[name]} as {_mermaid_text(name)}")
    for message in messages:
        arrow = "->>" if message.type in _ASKS else "-->>"
        if message.type == MessageType.ERROR:
            arrow = "--x"
        text = _mermaid_text(f"{message.type}: {_short(_content(message), 60)}".rstrip(": "))
        lines.append(f"    {names[message.sender]}{arrow}{names[message.recipient]}: {text}")
    return "\n".join(lines)


def _branches(below: dict[str | None, list[Message]], above: str, indent: str, columns: int) -> list[str]:
    lines = []
    children = below.get(above, [])
    for child in children:
        last = child is children[-1]
        room = max(columns - len(indent) - 3, 1) if columns else 0
        lines.append(f"{indent}{'└─ ' if last else '├─ '}{line_of(child, room)}")
        lines += _branches(below, child.id, indent + ("   " if last else "│  "), columns)
    return lines


def _turn_figures(root: Message, messages: Sequence[Message]) -> str:
    turn = [m for m in messages if m.run_id == root.run_id]
    seconds = (turn[-1].timestamp - root.timestamp).total_seconds()
    inputs = sum(int(m.metadata.get("input_tokens", 0)) for m in turn)
    outputs = sum(int(m.metadata.get("output_tokens", 0)) for m in turn)
    parts = [counted(len(turn), "message"), _duration(seconds)]
    if inputs or outputs:
        parts.append(_tokens(inputs, outputs))
    return " · ".join(parts)


def _figures(message: Message) -> Iterable[str]:
    if ms := message.metadata.get("ms"):
        yield _duration(int(ms) / 1000)
    if "input_tokens" in message.metadata:
        yield _tokens(int(message.metadata["input_tokens"]), int(message.metadata.get("output_tokens", 0)))


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min"


def _tokens(inputs: int, outputs: int) -> str:
    return f"{inputs:,} + {outputs:,} tokens"


def _content(message: Message) -> str:
    """A task's arguments as `name='value', …`; everything else as it is, for it is words."""
    if message.type != MessageType.TASK:
        return message.content
    try:
        args = json.loads(message.content)
    except ValueError:
        # It was too long to be kept whole.
        return message.content
    return ", ".join(f"{name}={value!r}" for name, value in args.items())


def _short(text: str, most: int = WIDEST_CONTENT) -> str:
    line = clean_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _mermaid_text(text: str) -> str:
    """`text` with everything that Mermaid would take for its own as entities."""
    return "".join(f"#{ord(char)};" if char in "#;<>" else char for char in text)
