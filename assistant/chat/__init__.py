"""The interactive chat. Its prompt is there before the agents are loaded."""

import asyncio
import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from assistant import Assistant
    from assistant.chat.conversation import Wishes
    from assistant.contract import Turn
    from assistant.home import Home


def run(
    home: "Home",
    open_assistant: "Callable[[], Assistant]",
    *,
    thread: str | None = None,
    new: bool = False,
    stdin: TextIO,
    stdout: TextIO,
    stderr: TextIO,
    on_turn: "Callable[[Turn], None] | None" = None,
) -> int:
    """Chat until the person leaves, or the lines of a pipe end; gives the exit code.

    A person who leaves has seen what happened: 0. A pipe ends with the code of its last turn.
    With `on_turn` there is no person: it is given every turn, and `stdout` nothing.

    Without `thread`: at a terminal the one that was used last if something waits in it, else a new one.

    Raises:
        AssistantError: the assistant can't be opened.
    """
    from assistant.chat.conversation import Wishes

    somebody = stdin.isatty() and stdout.isatty() and on_turn is None
    wishes = Wishes(thread=thread, new=new or not somebody, invocation=invocation(home), watches=somebody)
    if somebody:
        return asyncio.run(at_a_terminal(home, open_assistant, wishes))
    if on_turn is not None:
        wishes, stdout = replace(wishes, on_turn=on_turn), stderr
    return asyncio.run(over_a_pipe(home, open_assistant, wishes, stdin, stdout, stderr))


def invocation(home: "Home") -> str:
    """How to call this program so that it finds `home` again."""
    from assistant.settings import load_settings

    program = "python -m assistant" if Path(sys.argv[0]).name == "__main__.py" else "assistant"
    if load_settings().home == home.path:
        return program
    return f"{program} --home {shlex.quote(str(home.path))}"


async def at_a_terminal(home: "Home", open_assistant: "Callable[[], Assistant]", wishes: "Wishes") -> int:
    """Chat with whoever sits at prompt_toolkit's current input and output."""
    from assistant.chat.completion import Mentions
    from assistant.chat.conversation import Conversation
    from assistant.chat.greeting import greeting
    from assistant.chat.slash_commands import COMMANDS, handle
    from assistant.chat.terminal_screen import TerminalScreen

    screen = TerminalScreen(
        history=home.path / "chat_history",
        commands=[(command.name + " " * bool(command.argument), command.does) for command in COMMANDS],
        zone=home.settings.time_zone,
        mentions=Mentions(home),
        theme=home.settings.theme,
    )
    for line in greeting(home):
        screen.view.note(line)
    conversation = Conversation(screen, home, open_assistant, wishes, handle)
    screen.on_interrupt = conversation.turns.interrupt
    screen.on_take_back = conversation.take_back
    await screen.show_while(asyncio.ensure_future(conversation.run()))
    return 0


async def over_a_pipe(
    home: "Home",
    open_assistant: "Callable[[], Assistant]",
    wishes: "Wishes",
    stdin: TextIO,
    stdout: TextIO,
    stderr: TextIO,
) -> int:
    from assistant.chat.conversation import Conversation
    from assistant.chat.pipe_screen import PipeScreen
    from assistant.chat.slash_commands import handle

    screen = PipeScreen(stdin, stdout, stderr, home.settings.time_zone)
    return await Conversation(screen, home, open_assistant, wishes, handle).run()
