"""Kill -9 between the calendar and the mail, and anywhere else: each event once, each guest told once."""

import multiprocessing
import random
import signal
from collections import Counter
from pathlib import Path

from tests.assistant.invitations import crash_worker
from tests.databases import database_at
from tests.patience import PATIENCE_S
from tests.tools.effects.destinations import proposed
from tests.tools.effects.sinks import Sink
from tools.effects.approvals import ApprovalBook
from tools.effects.ledger import Ledger

KILLS, AT_ONCE = 15, 20


def test_kills_at_random_moments_make_each_event_and_tell_its_guests_once(tmp_path: Path) -> None:
    spool, dice, killed = tmp_path / "spool", random.Random(3), 0
    spool.mkdir()
    sink = Sink(spool)
    sink.start()
    database = database_at(tmp_path / "assistant.db")
    book, events = ApprovalBook(database), 0
    context = multiprocessing.get_context("forkserver")
    while True:
        # However fast the machine is, there is something to do at each kill.
        while killed < KILLS and len(book.pending()) < AT_ONCE:
            key = f"n{events:03}"
            proposed(book, crash_worker.inviting(events), key, thread_id=key)
            events += 1
        here, there = context.Pipe()
        arguments = (tmp_path, spool, sink.port, there)
        process = context.Process(target=crash_worker.work, args=arguments, daemon=True)
        process.start()
        there.close()
        if killed < KILLS:
            here.poll(PATIENCE_S)
            process.join(dice.uniform(0.005, 0.06))
            if process.is_alive():
                process.kill()
                killed += 1
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        if process.exitcode == 0 and killed == KILLS:
            break
    sink.stop()
    states = Counter(str(effect.state) for effect in Ledger(database, []).list())
    database.close()
    assert killed == KILLS and states == {"done": 2 * events}
    assert len(list((tmp_path / "calendar/personal").glob("*.ics"))) == events
    assert Counter(name for name, _ in sink.mails) == {
        f"imip-n{number:03}@assistant.example.com": 1 for number in range(events)
    }
