"""The commands about the home: its calendar, its mailbox, and what was done to the world.

Each returns its exit code.

Raises:
    InputError: what is given can't be used.
    NotFoundError: there is no such effect.
    ConflictError: where the effect stands, that can't be done with it.
"""

import argparse
import shutil
import sys
from typing import TYPE_CHECKING, Any, Literal

from assistant.commands.command import documents, print_json
from assistant.contract import DONE, FAILED
from assistant.views.text import as_lines, clean
from tools.errors import InputError, NotFoundError
from tools.problems import problem_lines

if TYPE_CHECKING:
    from datetime import tzinfo

    from assistant.commands.command import Add, Command
    from assistant.contract import EffectView
    from assistant.schedules.routine import Routine, Run
    from assistant.views.printing import View
    from tools.effects.effect import Effect


def add_commands(add: "Add") -> None:
    """Put the commands of this file on the command line."""
    effects = add("effects", run_effects, "what was done to the world, and what waits, failed or is unknown")
    inside = effects.add_subparsers(metavar="list|show|retry|cancel")
    add("list", run_effects, "all of them", inside)
    add("show", run_effect_show, "the whole story of one", inside).add_argument("key", metavar="KEY")
    add("retry", run_effect_retry, "try one again that failed or is unknown", inside).add_argument("key")
    add("cancel", run_effect_cancel, "give one up that isn't done", inside).add_argument("key", metavar="KEY")

    add("undo", run_undo, "take back the last effect, or that one").add_argument(
        "key", nargs="?", metavar="KEY"
    )

    agenda = add("agenda", run_agenda, "look at the calendar")
    agenda.add_argument(
        "when", nargs="*", metavar="DAY|RANGE|ID", help="today, 'next week', 2026-03-01, or an event's id"
    )
    grid = agenda.add_mutually_exclusive_group()
    grid.add_argument("--week", action="store_true", help="the week of that day, as a grid")
    grid.add_argument("--month", action="store_true", help="the month of that day, as a grid")

    add("calendars", run_calendars, "which calendars there are, whose, and which can only be read")

    brief = add("brief", run_brief, "what a day holds, and what waits for you")
    brief.add_argument("day", nargs="*", metavar="DAY", help="today, tomorrow, 2026-03-01, …")
    brief.add_argument("--away", action="store_true", help="what is put off (snoozed), and until when")

    contacts = add("contacts", run_contacts, "look people and groups up")
    contacts.add_argument("query", nargs="*", metavar="QUERY", help="a name, part of one, or an address")

    tasks = add("tasks", run_tasks, "look at the to-dos")
    tasks.add_argument(
        "query",
        nargs="*",
        metavar="QUERY|ID",
        help="open, overdue, done, all; 'by Friday', 'this week'; words; or a task's id",
    )

    mail = add("mail", run_mail, "look at the mailbox")
    mail.add_argument(
        "query",
        nargs="*",
        metavar="QUERY|ID",
        help="words, from:, to:, subject:, in:, is:unread, has:attachment, since:; or a mail's id",
    )
    mail.add_argument(
        "--open", type=_count, metavar="NO", help="open that one of what is found, by its number"
    )
    mail.add_argument("--limit", type=_count, default=25, metavar="N")

    add("sample", run_sample, "fill an empty home with people, events and mail")
    add("doctor", run_doctor, "check settings, model, stores and database")
    worker = add("worker", run_worker, "carry out what waits, until stopped")
    worker.add_argument("--once", action="store_true", help="only what is due now")
    service = worker.add_mutually_exclusive_group()
    service.add_argument("--install", action="store_true", help="have it started with your session (systemd)")
    service.add_argument("--remove", action="store_true", help="take that back")
    worker.add_argument("--yes", action="store_true", help="with --install, --remove: don't ask")


def run_effects(command: "Command") -> int:
    effects = command.home.effects.list()
    now = command.home.clock()
    return command.show({"effects": documents(effects)}, lambda view: view.effects(effects, now))


def run_effect_show(command: "Command") -> int:
    from assistant.views.story import story_lines

    story = command.home.effects.story(command.options.key)
    return command.show(story, lambda view: view.note(as_lines(story_lines(story))))


def run_effect_retry(command: "Command") -> int:
    return _effect(command, command.home.effects.retry(command.options.key))


def run_effect_cancel(command: "Command") -> int:
    return _effect(command, command.home.effects.cancel(command.options.key))


def run_undo(command: "Command") -> int:
    return _effect(command, command.home.effects.undo(command.options.key))


def _effect(command: "Command", effect: "EffectView") -> int:
    now = command.home.clock()
    command.show(effect.json_dict(), lambda view: view.effects([effect], now))
    return FAILED if effect.state in ("failed", "unknown") else DONE


def run_agenda(command: "Command") -> int:
    from assistant.home import wall_clock
    from assistant.looking import Grid, look_at_calendar, look_at_days
    from assistant.views.looks import show_calendar, show_grid

    home = command.home
    command.wait_for(home.calendar.wait)
    words, zone = " ".join(command.options.when), home.settings.time_zone
    unit: Literal["week", "month"] | None = (
        "week" if command.options.week else "month" if command.options.month else None
    )
    found = look_at_days(home, words, unit) if unit else look_at_calendar(home, words)
    for note in home.servers.calendar_notes(wall_clock()) if home.servers else ():
        command.warn(note)
    problems = home.calendar.problems()
    for line in problem_lines(problems, len(problems)):
        command.warn(f"not read in full: {line}")
    shown = {"events": found.found, "problems": documents(problems)}

    def draw(view: "View") -> None:
        if isinstance(found, Grid):
            show_grid(view, found, zone, home.clock(), shutil.get_terminal_size().columns)
        else:
            show_calendar(view, found, home.clock())

    return command.show(shown, draw)


def run_calendars(command: "Command") -> int:
    from assistant.home import wall_clock
    from tools.ics.calendars import calendar_line, calendars_json

    home = command.home
    found = calendars_json(home.calendar)
    for note in home.servers.calendar_notes(wall_clock()) if home.servers else ():
        command.warn(note)
    return command.show({"calendars": found}, lambda view: view.note(as_lines(map(calendar_line, found))))


def run_tasks(command: "Command") -> int:
    from assistant.home import wall_clock
    from assistant.looking import look_at_tasks
    from assistant.views.looks import show_tasks

    home = command.home
    look = look_at_tasks(home, " ".join(command.options.query))
    for note in home.servers.calendar_notes(wall_clock()) if home.servers else ():
        command.warn(note)
    problems = home.tasks.problems()
    for line in problem_lines(problems, len(problems)):
        command.warn(f"not read in full: {line}")
    shown = {"tasks": look.found, "problems": documents(problems)}
    zone, now = home.settings.time_zone, home.clock()
    return command.show(shown, lambda view: show_tasks(view, look, zone, now))


def run_brief(command: "Command") -> int:
    from assistant.pages.brief import away, brief, day_of

    home = command.home
    if command.options.away:
        if command.options.day:
            raise InputError("--away lists what is put off, of any day; leave the day out")
        put_off = away(home)
        return command.show(put_off.json_dict(), lambda view: view.page(put_off))
    day = day_of(home, " ".join(command.options.day))
    command.wait_for(home.calendar.wait)
    command.wait_for(home.mirrored_mail.catch_up)
    found = brief(home, day)
    problems = [*home.calendar.problems(), *home.tasks.problems(), *home.mail_problems()]
    for line in problem_lines(problems, len(problems)):
        command.warn(f"not read in full: {line}")
    shown = {"day": day.isoformat(), **found.json_dict(), "problems": documents(problems)}
    return command.show(shown, lambda view: view.page(found))


def run_contacts(command: "Command") -> int:
    from assistant.views.entries import contact_lines

    found = command.home.contacts(" ".join(command.options.query))
    problems = command.home.people.problems
    for line in problem_lines(problems, len(problems)):
        command.warn(f"not read in full: {line}")
    shown = {**found, "problems": documents(problems)}
    return command.show(shown, lambda view: view.note(as_lines(contact_lines(found))))


def run_mail(command: "Command") -> int:
    from assistant.home import wall_clock
    from assistant.looking import look_at_mail
    from assistant.views.looks import show_mailbox

    home = command.home
    command.wait_for(home.mirrored_mail.catch_up)
    query, number = " ".join(command.options.query), command.options.open
    look = look_at_mail(home, query, max(command.options.limit, number or 0))
    if number and not look.in_full:
        if number > len(look.rows):
            raise NotFoundError(f"there are {len(look.rows)} in the list, and no number {number}")
        look = look_at_mail(home, look.rows[number - 1]["id"], 1)
    for note in home.servers.mail_notes(wall_clock()) if home.servers else ():
        command.warn(note)
    problems = home.mail_problems()
    for line in problem_lines(problems, len(problems)):
        command.warn(f"not shown: {line}")
    if any("calendar" in message for message in look.found) and home.invitations():
        command.warn(
            "to take up what waits, open the chat and say: accept, decline, maybe, or note the answers"
        )
    shown = {"messages": look.found, "problems": documents(problems)}
    if look.in_full and not command.options.json and leafed(look.found[0], home.settings.time_zone):
        return DONE
    return command.show(shown, lambda view: show_mailbox(view, look, home.clock()))


def leafed(mail: dict[str, Any], zone: "tzinfo") -> bool:
    """Whether it was shown in a pager, as it is longer than the terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    from assistant.views.pager import built_in, find_pager, is_long, leaf
    from assistant.views.plain import mail as mail_lines

    lines = [clean(line) for line in mail_lines(mail, zone)]
    pager = find_pager()
    if pager == [] or not is_long(lines, *shutil.get_terminal_size()):
        return False
    if pager is None or not leaf("\n".join(lines), pager):
        built_in("\n".join(lines)).run()
    return True


def run_sample(command: "Command") -> int:
    from assistant.sample import fill, told

    home = command.home
    counts = fill(home)
    return command.show(counts, lambda view: view.note(told(home, counts)))


def run_doctor(command: "Command") -> int:
    from assistant.commands.doctor import examine

    checks = examine(command.home)
    bad = [check for check in checks if not check.ok]
    command.show(
        {"checks": documents(checks)},
        lambda view: view.note(as_lines(check.line() for check in checks)),
    )
    return FAILED if bad else DONE


def run_worker(command: "Command") -> int:
    from assistant.commands.worker import work
    from assistant.contract import effect_view
    from assistant.routines.running import told_line

    options = command.options
    if options.install or options.remove:
        from assistant.commands.worker_service import install, remove

        return install(command) if options.install else remove(command)
    done: list[dict[str, Any]] = []
    ran: list[dict[str, Any]] = []

    told: list[str] = []

    def tell(effect: "Effect") -> None:
        view = effect_view(effect)
        told.append(view.key)
        if options.json:
            done.append(view.json_dict())
        else:
            command.view.effects([view], command.home.clock())
            sys.stdout.flush()

    def tell_run(routine: "Routine", run: "Run", text: str) -> None:
        told.append(routine.id)
        if options.json:
            ran.append({"routine": routine.id, "title": routine.title, **run.json_dict(), "outcome": text})
        else:
            command.view.note(told_line(routine, text))
            sys.stdout.flush()

    if not options.once:
        command.tell("Carrying out what is due, until stopped (Ctrl-C).")
    work(command, tell, tell_run, once=options.once)
    if options.json:
        print_json({"effects": done, "runs": ran})
    elif options.once and not told:
        command.tell("Nothing was due.")
    return DONE


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("give a number above 0")
    return count
