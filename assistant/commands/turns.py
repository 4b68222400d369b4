"""The commands that begin a turn or go on with one: chat, ask, pending, approve, reject, edit, …

Each returns its exit code.

Raises:
    InputError: options don't go together, or what is given can't be used.
    NotFoundError: there is no such thread or approval.
    ConflictError: it was answered already, or another process is busy with the thread.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.commands.command import documents, print_json
from assistant.contract import DONE, FAILED, Decision, Turn
from tools.errors import InputError
from tools.people.mailboxes import entries_in

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command
    from assistant.views.printing import View


def add_commands(add: "Add") -> None:
    """Put the commands of this file on the command line."""
    chat = add("chat", run_chat, "talk with the assistant")
    chat.add_argument("--thread", metavar="ID", help="go on with this conversation")
    chat.add_argument("--new", action="store_true", help="begin a new one")

    ask = add("ask", run_ask, "one turn")
    ask.add_argument("text", metavar="TEXT", help="what you want; - reads it from stdin")
    ask.add_argument("--thread", metavar="ID", help="the conversation it belongs to; default: a new one")
    ask.add_argument(
        "--approve",
        choices=["ask", "all", "none"],
        default="ask",
        help="ask: stop at the first approval; all: approve everything; none: refuse everything",
    )
    ask.add_argument(
        "--hold",
        type=_seconds,
        default=0.0,
        metavar="S",
        help="hold mails back so long; `assistant worker` sends them",
    )
    ask.add_argument("--by", metavar="WHEN", help="after that nothing further is begun: 5pm, 'in 2 minutes'")

    pending = add("pending", run_pending, "what waits for your approval")
    pending.add_argument("--thread", metavar="ID")
    pending.add_argument("--all", action="store_true", help="of many mails, every one")

    approve = add("approve", run_approve, "say yes, and go on")
    _take_ids(approve)
    reject = add("reject", run_reject, "say no; the agent is told why")
    _take_ids(reject)
    reject.add_argument("-m", "--message", metavar="WHY")

    edit = add("edit", run_edit, "change the arguments, and approve what results")
    edit.add_argument("id", metavar="ID")
    edit.add_argument(
        "--set", action="append", metavar="FIELD=VALUE", help="may be repeated; lists: comma or JSON"
    )
    edit.add_argument("--args", metavar="JSON", help="the changes as a JSON object")

    respond = add("respond", run_respond, "answer in the tool's place; nothing is executed")
    respond.add_argument("id", metavar="ID")
    respond.add_argument("text", metavar="TEXT")

    resume = add("resume", run_resume, "go on with a conversation that was stopped")
    resume.add_argument("thread", metavar="THREAD")


def _take_ids(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--all", action="store_true", help="everything that waits")
    parser.add_argument("--thread", metavar="ID", help="with --all: only in this conversation")


def run_chat(command: "Command") -> int:
    from assistant.chat import run

    command.home.follow_servers()
    options = command.options
    if options.thread and options.new:
        raise InputError("give --thread or --new, not both")
    thread = command.home.threads.find(options.thread) if options.thread else None
    turns: list[Turn] = []
    code = run(
        command.home,
        lambda: command.assistant,
        thread=thread,
        new=options.new,
        stdin=sys.stdin,
        stdout=sys.stdout,
        stderr=sys.stderr,
        on_turn=turns.append if options.json else None,
    )
    if options.json:
        print_json({"turns": documents(turns)})
    return code


def run_ask(command: "Command") -> int:
    options = command.options
    text = sys.stdin.read() if options.text == "-" else options.text
    hold = timedelta(seconds=options.hold)
    by = _moment(command, options.by) if options.by else None
    with command.reading_shown():
        turn = command.assistant.ask(text, options.thread, approve=options.approve, hold=hold, deadline=by)
    return finish(command, [turn])


def _moment(command: "Command", words: str) -> datetime:
    """
    Raises:
        InputError: the words don't name one moment.
    """
    from tools.timewords import resolve

    found = resolve(words, now=command.home.clock(), day_first=command.home.settings.day_first)
    if found is None or not found.certain or not isinstance(found.start, datetime):
        raise InputError(f"--by {words!r} names no moment; give one, such as 5pm or 'in 2 minutes'")
    return found.start


def run_pending(command: "Command") -> int:
    from assistant.snoozing.shown import waiting
    from assistant.turn.approvals import approval_of

    home = command.home
    thread = home.threads.find(command.options.thread) if command.options.thread else None
    approvals = [approval_of(proposal) for proposal in waiting(home, thread)]

    def shown(view: "View") -> None:
        if not command.options.all:
            view.approvals(approvals)
            return
        from assistant.views.cards import card

        for approval in approvals:
            view.card(card(approval, home.settings.time_zone, whole=True))

    return command.show({"approvals": documents(approvals)}, shown)


def run_approve(command: "Command") -> int:
    return _decide_given(command, Decision.approve())


def run_reject(command: "Command") -> int:
    return _decide_given(command, Decision.reject(command.options.message or ""))


def _decide_given(command: "Command", decision: Decision) -> int:
    """The same answer to each of the ids that are given, or to all that waits."""
    options = command.options
    if options.all == bool(options.ids):
        raise InputError("give the ids of approvals, or --all")
    if options.thread and not options.all:
        raise InputError("--thread goes with --all")
    ids = options.ids
    if options.all:
        from assistant.snoozing.shown import waiting

        thread = command.home.threads.find(options.thread) if options.thread else None
        ids = [proposal.id for proposal in waiting(command.home, thread)]
        if not ids:
            return command.show({"turns": []}, lambda view: view.note("Nothing waits for approval."))
    return _decide(command, dict.fromkeys(ids, decision), several=options.all or len(ids) > 1)


def run_edit(command: "Command") -> int:
    options = command.options
    if bool(options.set) == bool(options.args):
        raise InputError(
            "say what to change: --set field=value (may be repeated), or --args with a JSON object"
        )
    changes = _json_object(options.args) if options.args else _assignments(command, options)
    return _decide(command, {options.id: Decision.edit(**changes)})


def run_respond(command: "Command") -> int:
    text = sys.stdin.read() if command.options.text == "-" else command.options.text
    return _decide(command, {command.options.id: Decision.respond(text)})


def _decide(command: "Command", decisions: dict[str, Decision], *, several: bool = False) -> int:
    # Looked up before the agents are loaded: a wrong id is said at once.
    book = command.home.book
    found = {book.get(given).id: decision for given, decision in decisions.items()}
    with command.reading_shown():
        turns = command.assistant.decide_all(found)
    return finish(command, turns, several=several and len(turns) > 1)


def run_resume(command: "Command") -> int:
    thread = command.home.threads.find(command.options.thread)
    with command.reading_shown():
        turn = command.assistant.resume(thread)
    return finish(command, [turn])


def finish(command: "Command", turns: Sequence[Turn], *, several: bool = False) -> int:
    """Show how turns ended; the exit code is the worst of theirs."""
    if command.options.json:
        print_json({"turns": documents(turns)} if several else turns[0].json_dict())
    for turn in turns:
        if not command.options.json:
            command.view.turn(replace(turn, error=None))
        for effect in turn.undone:
            command.warn(f"{effect.state}: {effect.summary}: {effect.error or 'nobody knows why'}")
        if turn.error:
            command.warn(turn.error.message)
        elif turn.status == "paused" and not command.options.json:
            command.tell(how_to_answer(turn))
    return worst(turn.exit_code for turn in turns)


MOST_IDS = 4
"""Of what waits, in a line that says how to answer; of more, all are answered at once or one by one."""


def worst(codes: Iterable[int]) -> int:
    """The code that matters most: a failure, then a pause, then done."""
    return max(codes, key=lambda code: (code == FAILED, code), default=DONE)


def how_to_answer(turn: Turn) -> str:
    """The commands that answer what waits."""
    some = " ".join(approval.id[:6] for approval in turn.approvals[:MOST_IDS])
    if len(turn.approvals) > MOST_IDS:
        some = f"--all --thread {turn.thread_id}"
    answers = f"assistant approve {some}   (or: reject, edit, respond; chat --thread {turn.thread_id})"
    return f"Waiting for you: {answers}"


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(f"--args is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise InputError('--args has to be a JSON object, like {"title": "Lunch"}')
    return value


def _assignments(command: "Command", options: argparse.Namespace) -> dict[str, Any]:
    """`field=value` pairs, each value read as the type that the argument has now."""
    known = command.home.book.get(options.id).plan.args
    changes: dict[str, Any] = {}
    for assignment in options.set:
        field, separator, value = assignment.partition("=")
        if not separator:
            raise InputError(f"--set {assignment!r} has no '='; write field=value")
        changes[field.strip()] = _typed(known.get(field.strip()), value)
    return changes


def _typed(now: Any, text: str) -> Any:
    if isinstance(now, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return entries_in(text) if isinstance(now, list) else text


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < 86_400:
        raise argparse.ArgumentTypeError("give seconds, less than a day")
    return seconds
