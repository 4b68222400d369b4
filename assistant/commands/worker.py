"""`assistant worker`: carries out what waits and what is due, until it is stopped."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.commands.command import Command
    from assistant.schedules.routine import Routine, Run
    from tools.effects.effect import Effect


def work(
    command: "Command",
    tell: "Callable[[Effect], None]",
    tell_run: "Callable[[Routine, Run, str], None]",
    *,
    once: bool,
) -> None:
    """Drain the ledger and run the routines of a home, once or until SIGTERM or Ctrl-C.

    `tell` gets each effect that was dealt with, `tell_run` each run of a routine. A signal lets the effect
    that is being carried out come to its end, and releases its lease; a turn is broken off, and gone on with
    later.
    """
    from assistant.mail_rules import MailRules
    from assistant.routines.runner import RoutineRunner
    from assistant.routines.running import Routines
    from assistant.serving.monitor.endpoint import monitored
    from tools.effects.runner import Runner, stopped_by_signals

    home, ledger = command.home, command.home.ledger
    if once:
        for effect in (*ledger.recover(), *ledger.drain(), *MailRules(home).run()):
            tell(effect)
        Routines(home, lambda: command.assistant, tell_run).run_due()
        return
    runner = Runner(ledger, tell=tell)
    with ExitStack() as stack:
        monitor = stack.enter_context(monitored(home))

        def stop() -> None:
            runner.stop()
            if monitor:
                monitor.leave()

        stack.enter_context(stopped_by_signals(stop))
        if home.servers:
            # What is watched for comes to the servers first.
            from assistant.accounts.mirror_watch import watched_mirrors

            home.follow_servers()
            sync_s = home.settings.sync_s
            stack.enter_context(
                watched_mirrors(home.servers, home.invitations, lambda _: None, every_s=sync_s)
            )
        stack.enter_context(RoutineRunner(home, lambda: command.assistant, tell_run, command.write))
        runner.run()
