"""`assistant worker`: carries out what waits and what is due, until it is stopped."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.commands.command import Command
    from assistant.home import Home
    from assistant.schedules.routine import Routine, Run
    from tools.effects.effect import Effect


def work(
    command: "Command",
    tell: "Callable[[Effect], None]",
    tell_run: "Callable[[Routine, Run, str], None]",
    *,
    once: bool,
) -> None:
    """Drain the ledger and run the routines of a home, or of each user's, once or until SIGTERM or Ctrl-C.

    `tell` gets each effect that was dealt with, `tell_run` each run of a routine. A signal lets the effect
    that is being carried out come to its end, and releases its lease; a turn is broken off, and gone on with
    later.
    """
    with command.everybody() as (homes, _):
        if once:
            for id, home in homes.items():
                _once(home, _assistant_of(command, id, home), tell, tell_run)
        else:
            _on_and_on(command, homes, tell, tell_run)


def _assistant_of(command: "Command", id: str, home: "Home") -> "Callable[[], Assistant]":
    """Made when a routine is due, if one is: it takes longer to load than all the rest."""

    def made() -> "Assistant":
        from assistant.api import Assistant

        return Assistant(home)

    return cache(made) if id else lambda: command.assistant


def _once(
    home: "Home",
    assistant: "Callable[[], Assistant]",
    tell: "Callable[[Effect], None]",
    tell_run: "Callable[[Routine, Run, str], None]",
) -> None:
    from assistant.mail_rules import MailRules
    from assistant.routines.running import Routines

    for effect in (*home.ledger.recover(), *home.ledger.drain(), *MailRules(home).run()):
        tell(effect)
    Routines(home, assistant, tell_run).run_due()


def _on_and_on(
    command: "Command",
    homes: "Mapping[str, Home]",
    tell: "Callable[[Effect], None]",
    tell_run: "Callable[[Routine, Run, str], None]",
) -> None:
    from assistant.routines.runner import RoutineRunner
    from assistant.serving.monitor.endpoint import monitored
    from assistant.watching import watching
    from tools.effects.runner import Runner, stopped_by_signals

    runners = [Runner(home.ledger, tell=tell) for home in homes.values()]
    with ExitStack() as stack:
        monitor = stack.enter_context(monitored(*homes.values()))

        def stop() -> None:
            for runner in runners:
                runner.stop()
            if monitor:
                monitor.leave()

        stack.enter_context(stopped_by_signals(stop))
        for id, home in homes.items():
            # What is watched for comes to the servers first.
            stack.enter_context(watching(home))
            assistant = _assistant_of(command, id, home)
            stack.enter_context(RoutineRunner(home, assistant, tell_run, command.write))
        for runner in runners[1:]:
            stack.enter_context(runner)
        runners[0].run()
