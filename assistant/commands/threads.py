"""The commands about conversations: what was said, every message that flowed, what it cost.

Each returns its exit code.

Raises:
    InputError: options don't go together.
    NotFoundError: there is no such thread.
"""

import json
import sys
from typing import TYPE_CHECKING

from assistant.commands.command import documents, print_json
from assistant.contract import DONE, FAILED
from assistant.views.text import as_lines, clean_line
from tools.errors import InputError

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command
    from assistant.views.printing import View


def add_commands(add: "Add") -> None:
    """Put the commands of this file on the command line."""
    threads = add("threads", run_threads, "conversations")
    inside = threads.add_subparsers(metavar="list|show|search|rename|delete|fork|export|checkpoint|replay")
    add("list", run_threads, "all of them", inside)
    add("show", run_thread_show, "one, with what was said", inside).add_argument("id", metavar="ID")
    add("search", run_thread_search, "those in which these words were said", inside).add_argument("text")
    rename = add("rename", run_thread_rename, "give one another title", inside)
    rename.add_argument("id", metavar="ID")
    rename.add_argument("title", metavar="TITLE")
    add("delete", run_thread_delete, "remove one with all that it holds", inside).add_argument(
        "id", metavar="ID"
    )
    add("fork", run_thread_fork, "a copy that goes its own way", inside).add_argument("id", metavar="ID")
    export = add("export", run_thread_export, "one as Markdown or JSON", inside)
    export.add_argument("id", metavar="ID")
    export.add_argument("--format", choices=["markdown", "json"], default="markdown")
    kept = add("checkpoint", run_thread_checkpoint, "where one stands, and what waits in it", inside)
    kept.add_argument("id", metavar="ID")
    replay = add("replay", run_thread_replay, "say the same again in a new one, as of now", inside)
    replay.add_argument("id", metavar="ID")
    replay.add_argument(
        "--approve",
        choices=["ask", "all", "none"],
        default="none",
        help="none (default): nothing is changed by it; ask: stop at the first approval; all: approve it",
    )

    trace = add("trace", run_trace, "every message that flowed")
    trace.add_argument("thread", metavar="THREAD")
    trace.add_argument("--format", choices=["tree", "mermaid", "jsonl"], default="tree")
    trace.add_argument("--follow", action="store_true", help="go on as more is said")

    usage = add("usage", run_usage, "model calls, tokens, cost")
    usage.add_argument("thread", metavar="THREAD", nargs="?")

    letters = add("letters", run_letters, "messages that a notification or another subscriber failed on")
    inside = letters.add_subparsers(metavar="list|replay")
    add("list", run_letters, "all of them", inside)
    add("replay", run_letters_replay, "deliver them again", inside)


def run_threads(command: "Command") -> int:
    threads = command.home.threads.list()
    now = command.home.clock()
    return command.show({"threads": documents(threads)}, lambda view: view.threads(threads, now))


def run_thread_show(command: "Command") -> int:
    from assistant.turn.transcript import markdown, transcript

    home = command.home
    thread = home.threads.get(home.threads.find(command.options.id))
    said = transcript(home.database, thread.thread_id)
    document = {**thread.json_dict(), "messages": [entry.json_dict() for entry in said]}

    def draw(view: "View") -> None:
        if not sys.stdout.isatty():
            command.write(markdown(thread, said))
            return
        view.note(f"{clean_line(thread.title)} · {thread.thread_id} · {thread.status}")
        for entry in said:
            if entry.role == "user":
                view.said(entry.text)
            elif entry.role == "agent":
                view.activity(entry.speaker, entry.text)
            else:
                view.reply(entry.text)

    return command.show(document, draw)


def run_thread_export(command: "Command") -> int:
    from assistant.turn.transcript import markdown, transcript

    home = command.home
    thread = home.threads.get(home.threads.find(command.options.id))
    said = transcript(home.database, thread.thread_id)
    if command.options.json or command.options.format == "json":
        print_json({**thread.json_dict(), "messages": [entry.json_dict() for entry in said]})
    else:
        command.write(markdown(thread, said))
    return DONE


def run_thread_search(command: "Command") -> int:
    from assistant.turn.transcript import search

    threads = search(command.home.database, command.home.threads, command.options.text)
    now = command.home.clock()
    return command.show({"threads": documents(threads)}, lambda view: view.threads(threads, now))


def run_thread_rename(command: "Command") -> int:
    threads = command.home.threads
    thread = threads.find(command.options.id)
    threads.rename(thread, command.options.title)
    return _one_thread(command, thread, f"{thread} is called {command.options.title!r} from here on.")


def run_thread_delete(command: "Command") -> int:
    thread = command.home.threads.find(command.options.id)
    command.assistant.delete(thread)
    return command.show({"deleted": thread}, lambda view: view.note(f"Deleted {thread}."))


def run_thread_fork(command: "Command") -> int:
    thread = command.home.threads.find(command.options.id)
    fork = command.assistant.fork(thread)
    return _one_thread(command, fork, f"{fork} goes on from {thread}: assistant chat --thread {fork}")


def run_thread_checkpoint(command: "Command") -> int:
    from assistant.checkpoint import checkpoint, checkpoint_lines

    kept = checkpoint(command.home, command.home.threads.find(command.options.id))
    return command.show(kept, lambda view: view.note(as_lines(checkpoint_lines(kept))))


def run_thread_replay(command: "Command") -> int:
    from assistant.commands.turns import finish

    thread = command.home.threads.find(command.options.id)
    turns = command.assistant.rerun(thread, approve=command.options.approve)
    return finish(command, turns, several=True)


def _one_thread(command: "Command", thread_id: str, note: str) -> int:
    thread = command.home.threads.get(thread_id)
    return command.show(thread.json_dict(), lambda view: view.note(note))


def run_trace(command: "Command") -> int:
    from assistant.commands.tracing import followed_lines, trace_lines

    options = command.options
    thread = command.home.threads.find(options.thread)
    if options.follow and (options.json or options.format == "mermaid"):
        raise InputError("--follow goes with --format tree or jsonl, and is no single document")
    if options.json:
        print_json({"messages": [json.loads(line) for line in trace_lines(command.home, thread, "jsonl")]})
        return DONE
    lines = followed_lines if options.follow else trace_lines
    write = command.write_json if options.format == "jsonl" else command.write
    for line in lines(command.home, thread, options.format):
        write(line, flush=options.follow)
    return DONE


def run_usage(command: "Command") -> int:
    from assistant.commands.tracing import usage_lines, usage_of

    home = command.home
    thread = home.threads.find(command.options.thread) if command.options.thread else None
    report = usage_of(home, thread)
    return command.show(report.model_dump(mode="json"), lambda view: view.note(as_lines(usage_lines(report))))


def run_letters(command: "Command") -> int:
    from assistant.commands.tracing import letter_lines, letters

    found = letters(command.home)
    return command.show({"letters": found}, lambda view: view.note(letter_lines(found)))


def run_letters_replay(command: "Command") -> int:
    journal = command.home.journal
    # The subscribers that the settings name are there once the agents are.
    command.assistant.load()
    count = journal.bus.replay()
    journal.bus.settle()
    left = len(journal.bus.dead_letters())
    note = (
        f"Delivered {count - left} of {count}; {left} failed again." if count else "Nothing to deliver again."
    )
    command.show({"replayed": count, "left": left}, lambda view: view.note(note))
    return FAILED if count and left else DONE
