"""`assistant worker`: carries out what waits, in order of priority, until it is stopped."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.effects.effect import Effect
    from tools.effects.ledger import Ledger


def work(ledger: "Ledger", tell: "Callable[[Effect], None]", *, once: bool) -> None:
    """Drain `ledger`, once or until SIGTERM or Ctrl-C; `tell` gets each effect that was dealt with.

    A signal lets the effect that is being carried out come to its end, and releases its lease.
    """
    from tools.effects.runner import Runner, stopped_by_signals

    if once:
        for effect in (*ledger.recover(), *ledger.drain()):
            tell(effect)
        return
    runner = Runner(ledger, tell=tell)
    with stopped_by_signals(runner.stop):
        runner.run()
