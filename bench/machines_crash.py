"""Several machines carry out approved changes before one PostgreSQL while everything between them breaks.

    python -m bench.machines_crash                       # a quarter of an hour on a quiet machine
    python -m bench.machines_crash --faults 30 --effects 100 --races 40 --workers 2

Mails go through a real SMTP server on loopback, events into a folder of .ics files, telegrams through a
foreign tool that can't be asked. Each worker is on a machine of its own: it reaches the database over a
network of its own, and the clock of the first is ten minutes ahead. What happens to them is
drawn: `FAULTS`. Nothing may happen twice or be lost. Then as many processes on two machines answer the same
approvals at the same moment.
"""

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Callable

from bench import crash_workers
from bench.approval_races import race
from bench.crash_machines import Machine, machines, some_time
from bench.effects_crash import Tally, Worker, kill, measure
from tests.databases import SERVER
from tests.servers.postgres import end_sessions, fall_over, postgres, restart

AHEAD_S = 600
IN_A_TRANSACTION = "xact_start IS NOT NULL"
LOOKS = 400


class Faults:
    """What goes wrong, one thing after the other; each counts as soon as it has hit something."""

    def __init__(self, server: str, dice: random.Random) -> None:
        self._server = server
        self._dice = dice
        self.struck: Counter[str] = Counter()

    def __call__(self, crew: list[Worker]) -> bool:
        [name] = self._dice.choices([*FAULTS], [share for share, _ in FAULTS.values()])
        hit = FAULTS[name][1](self, crew)
        self.struck[name] += hit
        return hit

    def killed(self, crew: list[Worker]) -> bool:
        return kill(crew, self._dice)

    def ended_within(self, crew: list[Worker]) -> bool:
        """End the sessions that are in a transaction at that moment."""
        self._settle(crew)
        return any(end_sessions(self._server, IN_A_TRANSACTION) for _ in range(LOOKS))

    def all_ended(self, crew: list[Worker]) -> bool:
        self._settle(crew)
        return end_sessions(self._server) > 0

    def restarted(self, crew: list[Worker]) -> bool:
        self._settle(crew)
        restart(self._server, self._dice.choice(["fast", "immediate"]))
        return True

    def fell_over(self, crew: list[Worker]) -> bool:
        self._settle(crew)
        fall_over(self._server)
        return True

    def cut(self, crew: list[Worker]) -> bool:
        self._settle(crew).network.cut(some_time(self._dice))
        return True

    def stalled(self, crew: list[Worker]) -> bool:
        then_cut = self._dice.random() < 0.5
        self._settle(crew).network.stall(some_time(self._dice), then_cut=then_cut)
        return True

    def _settle(self, crew: list[Worker]) -> Machine:
        """Wait for one of them to be at work; where that is."""
        worker = self._dice.choice(crew)
        worker.at_work.poll(10)
        return worker.machine


FAULTS: dict[str, tuple[float, Callable[[Faults, list[Worker]], bool]]] = {
    "kill -9": (0.4, Faults.killed),
    "session ended inside a transaction": (0.25, Faults.ended_within),
    "all sessions ended": (0.05, Faults.all_ended),
    "server restarted": (0.05, Faults.restarted),
    "server fell over": (0.05, Faults.fell_over),
    "network cut": (0.1, Faults.cut),
    "network stalled": (0.1, Faults.stalled),
}
"""How often of all, and what."""


def crash(server: str, workers: int, faults: int, effects: int, dice: random.Random) -> tuple[Tally, Faults]:
    """`workers`, each on a machine of its own, the first with a clock that is ahead."""
    strike = Faults(server, dice)
    with machines(server, [AHEAD_S, *[0] * (workers - 1)]) as places:
        tally = measure(
            f"{workers} workers",
            crash_workers.work_with_ledger,
            kills=faults,
            effects=effects,
            workers=workers,
            dice=dice,
            strike=strike,
            machines=places,
        )
    return tally, strike


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 4])
    parser.add_argument("--faults", type=int, default=300)
    parser.add_argument("--effects", type=int, default=1000)
    parser.add_argument("--races", type=int, default=400)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    dice = random.Random(options.seed)
    print(f"seed {options.seed}, load {os.getloadavg()[0]:.1f}", flush=True)
    with postgres() as server:
        os.environ[SERVER] = server
        right = True
        for workers in options.workers:
            tally, faults = crash(server, workers, options.faults, options.effects, dice)
            right &= tally.is_right
            print(f"\n{workers} machines with a worker each, the first's clock {AHEAD_S // 60} minutes ahead")
            for name in FAULTS:
                print(f"  {name:36}{faults.struck[name]:>6}")
            print(
                f"  {tally.expected} effects, {tally.interrupted} begun by one worker and settled by another:"
                f" {tally.delivered} copies, {tally.twice} twice, {tally.lost} lost, {tally.torn} torn,"
                f" {tally.untrue} wrongly told\n  {tally.unknown} telegrams left to the person,"
                f" {tally.unknown_and_absent} of them not sent; {tally.seconds:.0f} s",
                flush=True,
            )
        with machines(server, [AHEAD_S, 0]) as places:
            for answers in (["approve"] * 4, ["approve", "reject", "reject", "approve"]):
                raced = race(answers, options.races // 2, places)
                right &= raced.is_right
                print(f"\n{' against '.join(answers)}, on two machines: {raced}", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")
    if not right:
        sys.exit("something happened twice, was lost, torn or wrongly told")


if __name__ == "__main__":
    main()
