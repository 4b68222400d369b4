"""The commands about rules for mails that come. Each returns its exit code."""

import argparse
from typing import TYPE_CHECKING

from assistant.commands.command import documents
from assistant.contract import DONE
from assistant.views.text import as_lines, clean_line, counted

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command
    from assistant.mail_rules import RuleView, Trial

SHOWN = 12
EMPTY = (
    'No rules. Write a line for each into {path}, or: assistant rules add "newsletters to archive"',
    "Others: mails from Hugo to Finance · invoices to Finance · notifications as read",
)


def add_commands(add: "Add") -> None:
    """Put the commands of this file on the command line."""
    rules = add("rules", run_rules, "what is done with mails that come: lines in mail-rules.txt of the home")
    inside = rules.add_subparsers(metavar="list|add|try|on|off|run")
    add("list", run_rules, "all of them", inside)
    add("add", run_add, "put a line into the file; it is off", inside).add_argument("line", metavar="LINE")
    _id(add("try", run_try, "what it would have done in the last 30 days", inside))
    _id(add("on", run_on, "put one on that has been tried, for mails that come from now on", inside))
    _id(add("off", run_off, "put it off", inside))
    add("run", run_now, "do now what the worker does", inside)


def _id(parser: "argparse.ArgumentParser") -> None:
    parser.add_argument("id", metavar="ID", help="its id, the beginning of it, or its number in the list")


def run_rules(command: "Command") -> int:
    from assistant.mail_rules import MailRules

    rules = MailRules(command.home)
    found = rules.list()
    lines = [line for number, one in enumerate(found, 1) for line in rule_lines(one, number)]
    shown = lines or [line.format(path=rules.path) for line in EMPTY]
    return command.show({"rules": documents(found)}, lambda view: view.note(as_lines(shown)))


def rule_lines(rule: "RuleView", number: int) -> list[str]:
    """A rule in a list: the line, how it is read, and when it did anything last."""
    head = f"{number:>3}  {rule.id or '—':8}  {rule.state:5}  {clean_line(rule.line)}"
    lines = [head, f"{'':20}{clean_line(rule.understood)}"]
    if rule.last_run:
        key = f"; take it back: assistant undo {rule.last_run['key']}" if rule.last_run["key"] else ""
        at = rule.last_run["at"][:16].replace("T", " ")
        lines.append(f"{'':20}{at}: {clean_line(rule.last_run['text'])}{key}")
    return lines


def run_add(command: "Command") -> int:
    from assistant.mail_rules import MailRules

    return _show(command, MailRules(command.home).add(command.options.line))


def run_try(command: "Command") -> int:
    from assistant.mail_rules import MailRules
    from tools.mail.listing import entry

    with command.reading_shown():
        trial = MailRules(command.home).tried(command.options.id)
    document = {
        "rule": trial.rule.json_dict(),
        "messages": [entry(mail, command.home.settings.time_zone) for mail in trial.mails],
        "more": trial.more,
    }
    return command.show(document, lambda view: view.note(as_lines(trial_lines(trial))))


def trial_lines(trial: "Trial") -> list[str]:
    """What a rule would have done, the newest first, and how to put it on."""
    rule, mails = trial.rule, trial.mails
    head = [clean_line(rule.line), clean_line(rule.understood)]
    if not mails:
        return [
            *head,
            "In the last 30 days it would have done nothing.",
            f"Put it on: assistant rules on {rule.id}",
        ]
    lines = [*head, f"In the last 30 days it would have done so with {counted(len(mails), 'mail')}:"]
    for mail in mails[:SHOWN]:
        sender = clean_line(mail.sender.name or mail.sender.email)[:22]
        subject = clean_line(mail.subject)[:40]
        lines.append(f"  {mail.date:%d %b}  {sender:22}  {subject}  [{clean_line(mail.folder)}]")
    if len(mails) > SHOWN:
        lines.append(f"  … and {len(mails) - SHOWN:,} more; all: assistant rules try {rule.id} --json")
    if trial.in_inbox:
        lines.append(f"{trial.in_inbox:,} of them in the inbox: what is there stays there.")
    return [*lines, f"Put it on for mails that come: assistant rules on {rule.id}"]


def run_on(command: "Command") -> int:
    from assistant.mail_rules import MailRules

    return _show(command, MailRules(command.home).switch(command.options.id, on=True))


def run_off(command: "Command") -> int:
    from assistant.mail_rules import MailRules

    return _show(command, MailRules(command.home).switch(command.options.id, on=False))


def run_now(command: "Command") -> int:
    from assistant.contract import effect_view
    from assistant.mail_rules import MailRules

    with command.reading_shown():
        effects = [effect_view(effect) for effect in MailRules(command.home).run()]
    lines = [f"{one.summary}: {one.state}; take it back: assistant undo {one.key}" for one in effects]
    shown = lines or ["Nothing has come that a rule is for."]
    return command.show({"effects": documents(effects)}, lambda view: view.note(as_lines(shown)))


def _show(command: "Command", rule: "RuleView") -> int:
    command.show(rule.json_dict(), lambda view: view.note(as_lines(rule_lines(rule, 1))))
    return DONE
