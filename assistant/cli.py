"""Commands and exit codes: the only place that turns our errors into an exit."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from assistant.values import Decision, Turn, Value
from tools.database import damaged
from tools.errors import AssistantError, CorruptDatabaseError, InputError, storage_error

if TYPE_CHECKING:
    from assistant import Assistant
    from assistant.home import Home
    from assistant.views.printing import View
    from tools.effects.effect import Effect

logger = logging.getLogger(__name__)

DONE, FAILED, PAUSED = 0, 1, 3
"""The others are `exit_code` of the errors."""
STATUS_CODES = {"done": DONE, "paused": PAUSED, "failed": FAILED}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what it returns is the exit code."""
    arguments = [as_text(argument) for argument in (sys.argv[1:] if arguments is None else arguments)]
    try:
        options = parser().parse_args(arguments)
    except InputError as error:
        return _explain(error, as_json="--json" in arguments)
    command = Command(options)
    try:
        code = int(options.run(command))
        command.look_after()
        return code
    except AssistantError as error:
        return _explain(error, as_json=options.json)
    except KeyboardInterrupt:
        print(f"assistant: stopped{command.way_on()}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader has gone, as with `| head`: Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return _explain(storage_error(error), as_json=options.json)
    except Exception as error:  # the last line of defence: a bug is told in one line
        if command.log:
            logger.exception("unexpected %s", type(error).__name__)
        return _explain(_unexpected(command, error), as_json=options.json)
    finally:
        command.close()


def _unexpected(command: "Command", error: Exception) -> AssistantError:
    """A damaged database shows itself in many ways; all else that nobody thought of is a bug."""
    if damage := command.damage():
        return damage
    where = f"the details are in {command.log}" if command.log else f"{type(error).__name__}: {error}"
    return AssistantError(f"this is a mistake in the assistant, not in what you asked; {where}")


def _explain(error: AssistantError, *, as_json: bool) -> int:
    if as_json:
        _print_json({"error": {"code": error.code, "message": error.message, "retryable": error.retryable}})
    print(f"assistant: {error.message}", file=sys.stderr)
    return error.exit_code


class Command:
    """One run of a command: its options, and what it needs opened when it is first asked for."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self._home: Home | None = None
        self._assistant: Assistant | None = None
        self.log: Path | None = None
        """Where the details of failures go, once the home is open."""

    @property
    def home(self) -> "Home":
        if self._home is None:
            from assistant.home import Home
            from assistant.logs import log_to
            from assistant.settings import load_settings

            self._home = Home(load_settings(home=self.options.home, model=self.options.model))
            for warning in self._home.warnings():
                print(f"assistant: {warning}", file=sys.stderr)
            self.log = self._home.path / "logs" / "assistant.log"
            log_to(self.log, self._home.settings.log_level)
        return self._home

    def index(self) -> None:
        """Read what the indexes don't know yet, with a line on stderr that says how far it is."""
        shown = False

        def report(done: int, total: int) -> None:
            nonlocal shown
            if sys.stderr.isatty():
                shown = True
                print(f"\rReading {done:,} of {total:,} …", end="", file=sys.stderr, flush=True)

        self.home.index(report)
        if shown:
            print(file=sys.stderr)

    def look_after(self) -> None:
        """Any command that has opened the home carries out what is due in it.

        What goes wrong here is said, but the command itself has done its work.
        """
        if self._home is None:
            return
        try:
            notices = self._home.look_after()
        except AssistantError as error:
            notices = (error.message,)
        except OSError as error:
            notices = (storage_error(error).message,)
        for notice in notices:
            print(f"assistant: {notice}", file=sys.stderr)

    def damage(self) -> CorruptDatabaseError | None:
        """What is wrong with the database, when it was opened."""
        database = self._home.opened_database if self._home else None
        if database is None:
            return None
        try:
            found = database.damage()
        except AssistantError:
            return None
        return CorruptDatabaseError(damaged(database.path, found[0])) if found else None

    def way_on(self) -> str:
        """How to go on with a turn that was stopped, when one may have been."""
        return (
            ""
            if self._assistant is None
            else "; go on with: assistant resume THREAD (see: assistant threads)"
        )

    def close(self) -> None:
        if self._assistant is not None:
            self._assistant.close()
        elif self._home is not None:
            self._home.close()

    @property
    def assistant(self) -> "Assistant":
        if self._assistant is None:
            from assistant.api import Assistant

            self._assistant = Assistant(self.home)
        return self._assistant

    @property
    def view(self) -> "View":
        from assistant.views.printing import view_for

        return view_for(sys.stdout, self.home.settings.time_zone)

    def show(self, document: dict[str, Any], draw: Callable[["View"], None]) -> int:
        """The one document that `--json` asks for, or the same drawn for a person."""
        if self.options.json:
            _print_json(document)
        else:
            draw(self.view)
        return DONE

    def finish(self, turns: Sequence[Turn], *, several: bool = False) -> int:
        """Show how turns ended; the exit code is the worst of theirs."""
        if self.options.json:
            documents = [turn.json_dict() for turn in turns]
            _print_json({"turns": documents} if several else documents[0])
        for turn in turns:
            if not self.options.json:
                self.view.turn(replace(turn, error=None))
            if turn.error:
                print(f"assistant: {turn.error.message}", file=sys.stderr)
            elif turn.status == "paused" and not self.options.json:
                print(how_to_answer(turn), file=sys.stderr)
        return worst(STATUS_CODES[turn.status] for turn in turns)


def worst(codes: Any) -> int:
    """The code that matters most: a failure, then a pause, then done."""
    return max(codes, key=lambda code: (code == FAILED, code), default=DONE)


def how_to_answer(turn: Turn) -> str:
    """The commands that answer what waits."""
    ids = " ".join(approval.id[:6] for approval in turn.approvals)
    answers = f"assistant approve {ids}   (or: reject, edit, respond; chat --thread {turn.thread_id})"
    return f"Waiting for you: {answers}"


def run_chat(command: Command) -> int:
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
        _print_json({"turns": _documents(turns)})
    return code


def run_ask(command: Command) -> int:
    options = command.options
    text = sys.stdin.read() if options.text == "-" else options.text
    hold = timedelta(seconds=options.hold)
    turn = command.assistant.ask(text, options.thread, approve=options.approve, hold=hold)
    return command.finish([turn])


def run_pending(command: Command) -> int:
    from assistant.approval import approval_of

    home = command.home
    thread = home.threads.find(command.options.thread) if command.options.thread else None
    approvals = [approval_of(proposal) for proposal in home.book.pending(thread)]
    return command.show({"approvals": _documents(approvals)}, lambda view: view.approvals(approvals))


def run_approve(command: Command) -> int:
    options = command.options
    if options.all == bool(options.ids):
        raise InputError("give the ids of approvals, or --all")
    if options.thread and not options.all:
        raise InputError("--thread goes with --all")
    ids = options.ids
    if options.all:
        thread = command.home.threads.find(options.thread) if options.thread else None
        ids = [proposal.id for proposal in command.home.book.pending(thread)]
        if not ids:
            return command.show({"turns": []}, lambda view: view.note("Nothing waits for approval."))
    return _decide(command, {id: Decision.approve() for id in ids}, several=options.all or len(ids) > 1)


def run_reject(command: Command) -> int:
    decision = Decision.reject(command.options.message or "")
    ids = command.options.ids
    return _decide(command, dict.fromkeys(ids, decision), several=len(ids) > 1)


def run_edit(command: Command) -> int:
    options = command.options
    if bool(options.set) == bool(options.args):
        raise InputError(
            "say what to change: --set field=value (may be repeated), or --args with a JSON object"
        )
    changes = _json_object(options.args) if options.args else _assignments(command, options)
    return _decide(command, {options.id: Decision.edit(**changes)})


def run_respond(command: Command) -> int:
    text = sys.stdin.read() if command.options.text == "-" else command.options.text
    return _decide(command, {command.options.id: Decision.respond(text)})


def _decide(command: Command, decisions: dict[str, Decision], *, several: bool = False) -> int:
    # Looked up before the agents are loaded: a wrong id is said at once.
    book = command.home.book
    found = {book.get(given).id: decision for given, decision in decisions.items()}
    turns = command.assistant.decide_all(found)
    return command.finish(turns, several=several and len(turns) > 1)


def run_resume(command: Command) -> int:
    thread = command.home.threads.find(command.options.thread)
    return command.finish([command.assistant.resume(thread)])


def run_threads(command: Command) -> int:
    threads = command.home.threads.list()
    now = command.home.clock()
    return command.show({"threads": _documents(threads)}, lambda view: view.threads(threads, now))


def run_thread_show(command: Command) -> int:
    from assistant.transcript import markdown, transcript
    from assistant.views.text import clean_line

    home = command.home
    thread = home.threads.get(home.threads.find(command.options.id))
    said = transcript(home, thread.thread_id)
    document = {**thread.json_dict(), "messages": [entry.json_dict() for entry in said]}

    def draw(view: "View") -> None:
        if not sys.stdout.isatty():
            print(markdown(thread, said))
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


def run_thread_export(command: Command) -> int:
    from assistant.transcript import markdown, transcript

    home = command.home
    thread = home.threads.get(home.threads.find(command.options.id))
    said = transcript(home, thread.thread_id)
    if command.options.json or command.options.format == "json":
        _print_json({**thread.json_dict(), "messages": [entry.json_dict() for entry in said]})
    else:
        print(markdown(thread, said))
    return DONE


def run_thread_search(command: Command) -> int:
    from assistant.transcript import search

    threads = search(command.home, command.options.text)
    now = command.home.clock()
    return command.show({"threads": _documents(threads)}, lambda view: view.threads(threads, now))


def run_thread_rename(command: Command) -> int:
    threads = command.home.threads
    thread = threads.find(command.options.id)
    threads.rename(thread, command.options.title)
    return _one_thread(command, thread, f"{thread} is called {command.options.title!r} from here on.")


def run_thread_delete(command: Command) -> int:
    thread = command.home.threads.find(command.options.id)
    command.assistant.delete(thread)
    return command.show({"deleted": thread}, lambda view: view.note(f"Deleted {thread}."))


def run_thread_fork(command: Command) -> int:
    thread = command.home.threads.find(command.options.id)
    fork = command.assistant.fork(thread)
    return _one_thread(command, fork, f"{fork} goes on from {thread}: assistant chat --thread {fork}")


def _one_thread(command: Command, thread_id: str, note: str) -> int:
    thread = command.home.threads.get(thread_id)
    return command.show(thread.json_dict(), lambda view: view.note(note))


def run_effects(command: Command) -> int:
    effects = command.home.effects()
    now = command.home.clock()
    return command.show({"effects": _documents(effects)}, lambda view: view.effects(effects, now))


def run_effect_show(command: Command) -> int:
    from assistant.views.story import story_lines

    story = command.home.effect_story(command.options.key)
    return command.show(story, lambda view: view.note("\n".join(story_lines(story))))


def run_effect_retry(command: Command) -> int:
    return _effect(command, command.home.retry(command.options.key))


def run_effect_cancel(command: Command) -> int:
    return _effect(command, command.home.cancel(command.options.key))


def run_undo(command: Command) -> int:
    return _effect(command, command.home.undo(command.options.key))


def _effect(command: Command, effect: Any) -> int:
    now = command.home.clock()
    command.show(effect.json_dict(), lambda view: view.effects([effect], now))
    return FAILED if effect.state in ("failed", "unknown") else DONE


def run_agenda(command: Command) -> int:
    from assistant.home import wall_clock

    home = command.home
    when = " ".join(command.options.when)
    command.index()
    title, events = home.agenda(when)
    for note in home.servers.calendar_notes(wall_clock()) if home.servers else ():
        print(f"assistant: {note}", file=sys.stderr)
    return command.show({"events": events}, lambda view: view.agenda(events, home.clock(), title))


def run_mail(command: Command) -> int:
    home = command.home
    command.index()
    messages = home.mail(" ".join(command.options.query), limit=command.options.limit)
    return command.show({"messages": messages}, lambda view: view.mails(messages, home.clock()))


def run_sample(command: Command) -> int:
    from assistant.sample import fill

    home = command.home
    counts = fill(home)
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    return command.show(counts, lambda view: view.note(f"Filled {home.path} with {told}."))


def run_doctor(command: Command) -> int:
    from assistant.doctor import examine

    checks = examine(command.home)
    bad = [check for check in checks if not check.ok]
    command.show(
        {"checks": _documents(checks)},
        lambda view: view.note("\n".join(check.line() for check in checks)),
    )
    return FAILED if bad else DONE


def run_worker(command: Command) -> int:
    from assistant.values import effect_view
    from assistant.worker import work

    options = command.options
    done: list[dict[str, Any]] = []

    def tell(effect: "Effect") -> None:
        view = effect_view(effect)
        if options.json:
            done.append(view.json_dict())
        else:
            command.view.effects([view], command.home.clock())
            sys.stdout.flush()

    if not options.once:
        print("Carrying out what is due, until stopped (Ctrl-C).", file=sys.stderr)
    work(command.home.ledger, tell, once=options.once)
    if options.json:
        _print_json({"effects": done})
    return DONE


def run_trace(command: Command) -> int:
    from assistant.tracing import followed_lines, trace_lines

    options = command.options
    thread = command.home.threads.find(options.thread)
    if options.follow and (options.json or options.format == "mermaid"):
        raise InputError("--follow goes with --format tree or jsonl, and is no single document")
    if options.json:
        _print_json({"messages": [json.loads(line) for line in trace_lines(command.home, thread, "jsonl")]})
        return DONE
    lines = followed_lines if options.follow else trace_lines
    for line in lines(command.home, thread, options.format):
        print(line, flush=options.follow)
    return DONE


def run_usage(command: Command) -> int:
    from assistant.tracing import usage_lines, usage_of

    home = command.home
    thread = home.threads.find(command.options.thread) if command.options.thread else None
    report = usage_of(home, thread)
    return command.show(
        report.model_dump(mode="json"), lambda view: view.note("\n".join(usage_lines(report)))
    )


def run_letters(command: Command) -> int:
    from assistant.tracing import letter_lines, letters

    found = letters(command.home)
    return command.show({"letters": found}, lambda view: view.note(letter_lines(found)))


def run_letters_replay(command: Command) -> int:
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


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, and where the help is."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see: {self.prog} --help")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    from assistant import __version__
    from assistant.account_commands import add_commands as add_account_commands

    top = Parser(
        prog="assistant",
        parents=[_global_options()],
        description="An assistant for calendar and mail. Nothing happens without your yes.",
        epilog="Without a command: the chat. Exit codes: 0 done, 1 failed, 2 wrong usage, "
        "3 an approval waits, 4 not found, 5 already answered or no longer what was shown.",
    )
    top.add_argument("--version", action="version", version=f"assistant {__version__}")
    top.set_defaults(run=run_chat, home=None, model=None, json=False, thread=None, new=False)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)

    def add(name: str, run: Callable[[Command], int], text: str, to: Any = None) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = (to or commands).add_parser(
            name, help=text, description=text, parents=[_global_options()]
        )
        made.set_defaults(run=run)
        return made

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

    pending = add("pending", run_pending, "what waits for your approval")
    pending.add_argument("--thread", metavar="ID")

    approve = add("approve", run_approve, "say yes, and go on")
    approve.add_argument("ids", nargs="*", metavar="ID")
    approve.add_argument("--all", action="store_true", help="everything that waits")
    approve.add_argument("--thread", metavar="ID", help="with --all: only in this conversation")

    reject = add("reject", run_reject, "say no; the agent is told why")
    reject.add_argument("ids", nargs="+", metavar="ID")
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

    threads = add("threads", run_threads, "conversations")
    inside = threads.add_subparsers(metavar="list|show|search|rename|delete|fork|export", parser_class=Parser)
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

    trace = add("trace", run_trace, "every message that flowed")
    trace.add_argument("thread", metavar="THREAD")
    trace.add_argument("--format", choices=["tree", "mermaid", "jsonl"], default="tree")
    trace.add_argument("--follow", action="store_true", help="go on as more is said")

    usage = add("usage", run_usage, "model calls, tokens, cost")
    usage.add_argument("thread", metavar="THREAD", nargs="?")

    effects = add("effects", run_effects, "what was done to the world, and what waits, failed or is unknown")
    inside = effects.add_subparsers(metavar="list|show|retry|cancel", parser_class=Parser)
    add("list", run_effects, "all of them", inside)
    add("show", run_effect_show, "the whole story of one", inside).add_argument("key", metavar="KEY")
    add("retry", run_effect_retry, "try one again that failed or is unknown", inside).add_argument("key")
    add("cancel", run_effect_cancel, "give one up that isn't done", inside).add_argument("key", metavar="KEY")

    add("undo", run_undo, "take back the last effect, or that one").add_argument(
        "key", nargs="?", metavar="KEY"
    )

    agenda = add("agenda", run_agenda, "look at the calendar")
    agenda.add_argument("when", nargs="*", metavar="DAY|RANGE", help="today, 'next week', 2026-03-01, …")

    mail = add("mail", run_mail, "look at the mailbox")
    mail.add_argument(
        "query", nargs="*", metavar="QUERY", help="words, from:, to:, subject:, in:, is:unread, since:"
    )
    mail.add_argument("--limit", type=_count, default=25, metavar="N")

    add("sample", run_sample, "fill an empty home with people, events and mail")
    letters = add("letters", run_letters, "messages that a notification or another subscriber failed on")
    inside = letters.add_subparsers(metavar="list|replay", parser_class=Parser)
    add("list", run_letters, "all of them", inside)
    add("replay", run_letters_replay, "deliver them again", inside)

    add("doctor", run_doctor, "check settings, model, stores and database")
    add_account_commands(add)
    worker = add("worker", run_worker, "carry out what waits, until stopped")
    worker.add_argument("--once", action="store_true", help="only what is due now")
    return top


def _global_options() -> "Parser":
    """What may stand before a command or after it; each parser needs its own, as defaults are set on it."""
    options = Parser(add_help=False)
    options.add_argument("--home", default=argparse.SUPPRESS, help="folder for everything that is kept")
    options.add_argument("--model", default=argparse.SUPPRESS, help="offline, or provider:model")
    options.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document")
    return options


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < 86_400:
        raise argparse.ArgumentTypeError("give seconds, less than a day")
    return seconds


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(f"--args is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise InputError('--args has to be a JSON object, like {"title": "Lunch"}')
    return value


def _assignments(command: Command, options: argparse.Namespace) -> dict[str, Any]:
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
        return [part.strip() for part in text.split(",") if part.strip()] if isinstance(now, list) else text


def _documents(values: Sequence[Value]) -> list[dict[str, Any]]:
    return [value.json_dict() for value in values]


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("give a number above 0")
    return count


def as_text(argument: str) -> str:
    """An argument of the command line; bytes that are no UTF-8 become question marks in a diamond."""
    return os.fsencode(argument).decode("utf-8", "replace")


def _print_json(document: Any) -> None:
    text = json.dumps(document, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document)
    print(text)
