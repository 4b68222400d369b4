"""The commands that begin with a slash."""

import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.chat.screen import LeftError
from assistant.looking import look_at_calendar, look_at_days, look_at_mail, look_at_tasks
from assistant.pages.brief import brief, day_of
from assistant.views.looks import show_calendar, show_grid, show_mailbox, show_tasks
from assistant.views.plain import mail as mail_lines
from assistant.views.text import as_lines, clean, clean_line
from tools.errors import InputError
from tools.private_files import write_private
from tools.problems import problem_lines

if TYPE_CHECKING:
    from assistant.chat.conversation import Conversation


@dataclass(frozen=True)
class SlashCommand:
    """One command: what follows its name is given to `run` as it was typed."""

    name: str
    argument: str
    does: str
    run: "Callable[[Conversation, str], Awaitable[None]]"


async def handle(conversation: "Conversation", text: str) -> bool:
    """Carry out `text` if it is a command; False when it is a message.

    Raises:
        InputError: there is no such command.
        LeftError: the person wants to leave.
    """
    name, _, argument = text.strip().partition(" ")
    if not name.startswith("/") or not name[1:].isalpha():
        return False
    for command in COMMANDS:
        if command.name == name.lower():
            await command.run(conversation, argument.strip())
            return True
    raise InputError(f"there is no {name}; /help lists the commands")


async def _help(conversation: "Conversation", name: str) -> None:
    if name:
        wanted = f"/{name.removeprefix('/').lower()}"
        command = next((one for one in COMMANDS if one.name == wanted), None)
        if command is None:
            raise InputError(f"there is no {wanted}; /help lists the commands")
        lines = [f"{command.name} {command.argument}".rstrip(), f"  {command.does}"]
        lines += [f"  for example: {example}" for example in EXAMPLES.get(command.name, ())]
        conversation.screen.view.note("\n".join(lines))
        return
    width = max(len(f"{command.name} {command.argument}") for command in COMMANDS)
    lines = [f"{f'{command.name} {command.argument}':<{width}}  {command.does}" for command in COMMANDS]
    keys = (
        "",
        f"{'Enter':<{width}}  send",
        f"{'Alt-Enter':<{width}}  a new line",
        f"{'Ctrl-X Ctrl-E':<{width}}  write in your editor",
        f"{'@':<{width}}  somebody, an event or a mail by the letters of its name",
        f"{'Ctrl-C':<{width}}  stop what is running",
        f"{'Ctrl-D':<{width}}  leave; what waits goes on waiting",
    )
    conversation.screen.view.note("\n".join((*lines, *keys)))


async def _sample(conversation: "Conversation", _: str) -> None:
    from assistant.sample import fill, told

    home = conversation.home
    counts = await conversation.call(lambda: fill(home))
    conversation.turns.reload()
    conversation.screen.view.note(f"{told(home, counts)}\nTry: /agenda, /tasks, /mail")


async def _pending(conversation: "Conversation", _: str) -> None:
    waiting = await conversation.pending()
    here = [approval for approval in waiting if approval.thread_id == conversation.thread]
    if not waiting:
        conversation.screen.view.note("Nothing waits for you.")
    elif here:
        await conversation.ask_again(here)
    else:
        conversation.screen.view.approvals(waiting)
        for thread in sorted({approval.thread_id for approval in waiting}):
            conversation.screen.view.note(f"/thread {thread} goes there to answer.")


async def _threads(conversation: "Conversation", _: str) -> None:
    threads = await conversation.call(conversation.home.threads.list)
    conversation.screen.view.threads(threads, conversation.home.clock())


async def _new(conversation: "Conversation", _: str) -> None:
    await conversation.switch(None)
    conversation.screen.view.note("A new thread begins with what you say next.")


async def _thread(conversation: "Conversation", given: str) -> None:
    if not given:
        raise InputError("say which: /thread ID; /threads lists them")
    thread = await conversation.call(lambda: conversation.home.threads.find(given))
    found = await conversation.call(lambda: conversation.home.threads.get(thread))
    conversation.screen.view.note(f"Going on with {clean_line(found.title)!r}.")
    await conversation.switch(thread)


async def _agenda(conversation: "Conversation", when: str) -> None:
    home = conversation.home
    look = await conversation.call(lambda: look_at_calendar(home, when))
    show_calendar(conversation.screen.view, look, home.clock())
    for line in problem_lines(await conversation.call(home.calendar.problems)):
        conversation.screen.view.note(f"Not read in full: {line}")


async def _week(conversation: "Conversation", when: str) -> None:
    await _grid(conversation, when, "week")


async def _month(conversation: "Conversation", when: str) -> None:
    await _grid(conversation, when, "month")


async def _grid(conversation: "Conversation", when: str, unit: Literal["week", "month"]) -> None:
    home, screen = conversation.home, conversation.screen
    grid = await conversation.call(lambda: look_at_days(home, when, unit))
    show_grid(screen.view, grid, home.settings.time_zone, home.clock(), shutil.get_terminal_size().columns)


async def _tasks(conversation: "Conversation", said: str) -> None:
    home = conversation.home
    look = await conversation.call(lambda: look_at_tasks(home, said))
    show_tasks(conversation.screen.view, look, home.settings.time_zone, home.clock())
    for line in problem_lines(await conversation.call(home.tasks.problems)):
        conversation.screen.view.note(f"Not read in full: {line}")


async def _brief(conversation: "Conversation", day: str) -> None:
    home = conversation.home
    conversation.screen.view.page(await conversation.call(lambda: brief(home, day_of(home, day))))


async def _mail(conversation: "Conversation", query: str) -> None:
    home = conversation.home
    listed = conversation.listed_mails
    if query.isdecimal() and 0 < int(query) <= len(listed):
        query = listed[int(query) - 1]
    look = await conversation.call(lambda: look_at_mail(home, query, limit=20))
    if not look.in_full:
        conversation.listed_mails = [mail["id"] for mail in look.rows]
    elif await conversation.screen.leaf(mail_lines(look.found[0], home.settings.time_zone)):
        return
    show_mailbox(conversation.screen.view, look, home.clock())
    for line in problem_lines(await conversation.call(home.mail_problems)):
        conversation.screen.view.note(f"Not shown: {line}")


async def _undo(conversation: "Conversation", key: str) -> None:
    await conversation.undo(key or None)


async def _effects(conversation: "Conversation", _: str) -> None:
    effects = await conversation.call(conversation.home.effects.list)
    conversation.screen.view.effects(effects, conversation.home.clock())


async def _grants(conversation: "Conversation", given: str) -> None:
    desk = await conversation.call(lambda: conversation.home.grants)
    what, _, id = given.partition(" ")
    if what == "revoke" and id.strip():
        revoked, called_off = await conversation.call(lambda: desk.revoke(id.strip()))
        conversation.screen.view.grants([revoked])
        for effect in called_off:
            conversation.screen.view.effect(effect)
    elif given:
        raise InputError("say /grants, or /grants revoke ID")
    else:
        conversation.screen.view.grants(await conversation.call(desk.list))


async def _routines(conversation: "Conversation", given: str) -> None:
    from assistant.views.routine_lines import routine_lines, story_lines

    home, zone = conversation.home, conversation.home.settings.time_zone
    desk = await conversation.call(lambda: home.routines)
    what, _, id = given.partition(" ")
    to = "end" if what == "delete" else what
    if id.strip() and what in ("pause", "resume", "skip", "run", "delete"):
        told = await conversation.call(lambda: desk.control(id.strip(), to))
        lines = routine_lines([told], home.clock(), zone)
    elif given:
        story = await conversation.call(lambda: desk.story(given.removeprefix("show ").strip()))
        lines = story_lines(story, home.clock(), zone)
    else:
        lines = routine_lines(await conversation.call(desk.list), home.clock(), zone)
    conversation.screen.view.note(as_lines(lines))


async def _trace(conversation: "Conversation", _: str) -> None:
    thread = conversation.thread
    if thread is None:
        conversation.screen.view.note("Nothing was said in this thread yet.")
        return
    from assistant.views.flow import tree
    from assistant.views.terminal import MAX_WIDTH

    home = conversation.home
    messages = await conversation.call(lambda: home.trace(thread))
    columns = min(shutil.get_terminal_size().columns, MAX_WIDTH)
    conversation.screen.view.note(tree(messages, home.settings.time_zone, columns))


async def _usage(conversation: "Conversation", _: str) -> None:
    lines = [
        f"{layer}: {calls:,} model calls, {given:,} tokens in, {made:,} tokens out"
        for layer, (calls, given, made) in conversation.usage.items()
    ]
    conversation.screen.view.note("\n".join(lines) or "No model was called in this chat yet.")


async def _model(conversation: "Conversation", name: str) -> None:
    from agents.providers.recipients import told_to

    if name:
        await conversation.turns.switch_model(name)
        await conversation.refresh_status()
    settings = conversation.home.settings
    lines = [
        f"{clean_line(settings.model_name)} answers.",
        told_to(settings.models, settings.openai_base_url, os.environ),
    ]
    if not name:
        lines.append(
            "For another: /model offline, or /model provider:model, whose key is in the environment."
        )
    conversation.screen.view.note("\n".join(lines))


async def _export(conversation: "Conversation", given: str) -> None:
    from assistant.turn.transcript import markdown, transcript

    home, thread = conversation.home, conversation.thread
    if thread is None:
        raise InputError("nothing was said in this thread yet")
    path = Path(given or f"{thread}.md").expanduser()
    if path.exists():
        raise InputError(f"{path} is there already; give another name: /export FILE")
    view = await conversation.call(lambda: home.threads.get(thread))
    said = await conversation.call(lambda: transcript(home.database, thread))
    try:
        await conversation.call(lambda: write_private(path, clean(markdown(view, said))))
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}") from error
    conversation.screen.view.note(f"Written to {clean_line(str(path))}.")


async def _copy(conversation: "Conversation", _: str) -> None:
    from assistant.turn.transcript import transcript

    home, thread = conversation.home, conversation.thread
    said = await conversation.call(lambda: transcript(home.database, thread, last=3)) if thread else []
    answers = [entry.text for entry in said if entry.role == "assistant"]
    if not answers:
        raise InputError("there is no answer yet that could be copied")
    copied = conversation.screen.copy(answers[-1])
    conversation.screen.view.note("Copied the last answer." if copied else "There is no clipboard here.")


async def _resume(conversation: "Conversation", _: str) -> None:
    await conversation.resume()


async def _quit(_: "Conversation", __: str) -> None:
    raise LeftError


EXAMPLES = {
    "/agenda": ("/agenda", "/agenda friday", "/agenda next week"),
    "/week": ("/week", "/week 1 december"),
    "/month": ("/month", "/month january"),
    "/mail": ("/mail from:ana is:unread", "/mail 3", "/mail in:sent budget"),
    "/tasks": ("/tasks", "/tasks overdue"),
    "/brief": ("/brief", "/brief tomorrow"),
    "/thread": ("/thread lunch",),
    "/model": ("/model", "/model offline", "/model openai:gpt-6-luna"),
    "/undo": ("/undo",),
    "/export": ("/export", "/export lunch.md"),
    "/grants": ("/grants", "/grants revoke k3"),
    "/routines": (
        "/routines",
        *(f"/routines {what} k3" for what in ("pause", "resume", "skip", "run", "delete")),
    ),
}
COMMANDS = (
    SlashCommand("/help", "[COMMAND]", "this list, or one of it with examples", _help),
    SlashCommand("/sample", "", "fill an empty home with people, events and mail", _sample),
    SlashCommand("/pending", "", "what waits for your answer", _pending),
    SlashCommand("/threads", "", "your conversations", _threads),
    SlashCommand("/new", "", "begin another conversation", _new),
    SlashCommand("/thread", "ID", "go to a conversation", _thread),
    SlashCommand("/agenda", "[DAY|ID]", "look at the calendar", _agenda),
    SlashCommand("/week", "[DAY]", "the week as a grid", _week),
    SlashCommand("/month", "[DAY]", "the month as a grid", _month),
    SlashCommand("/tasks", "[QUERY|ID]", "look at the to-dos", _tasks),
    SlashCommand("/brief", "[DAY]", "what a day holds, and what waits for you", _brief),
    SlashCommand("/mail", "[QUERY|NO|ID]", "look at the mailbox; a number of the last list opens it", _mail),
    SlashCommand("/undo", "[KEY]", "take back the last thing done, or that one", _undo),
    SlashCommand("/effects", "", "what was done, and what waits or failed", _effects),
    SlashCommand("/grants", "[revoke ID]", "what needs no question, within which limits", _grants),
    SlashCommand("/routines", "[ID]", "what comes back or is waited for; also pause ID, skip ID", _routines),
    SlashCommand("/resume", "", "go on with what was stopped", _resume),
    SlashCommand("/export", "[FILE]", "this conversation as Markdown", _export),
    SlashCommand("/copy", "", "the last answer to the clipboard", _copy),
    SlashCommand("/trace", "", "every message that flowed in this conversation", _trace),
    SlashCommand("/usage", "", "model calls and tokens of this chat", _usage),
    SlashCommand("/model", "[NAME]", "what model answers and is sent; or let another answer", _model),
    SlashCommand("/quit", "", "leave; what waits goes on waiting", _quit),
)
