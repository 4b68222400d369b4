"""kill -9 at random moments while effects go to real servers: nothing twice, nothing lost."""

import contextlib
import random
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

from bench.effects_crash import context, event, mail, propose
from tests.conftest import needs_program
from tests.databases import database_at
from tests.patience import PATIENCE_S
from tests.servers.office import PASSWORD, Cli, Office, running_office
from tests.servers.office_worker import work_on_servers
from tools.effects.approvals import ApprovalBook
from tools.effects.ledger import Ledger

EFFECTS, KILLS = 24, 8


def start(home: Path):
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=work_on_servers, args=(home, there), daemon=True)
    process.start()
    there.close()
    return process, here


def test_kills_at_random_moments_leave_nothing_twice_or_lost_on_the_servers(tmp_path):
    needs_program("dovecot")
    dice = random.Random(7)
    with running_office(tmp_path) as office:
        cli = Cli(tmp_path / "home")
        assert cli(*office.flags, stdin=f"{PASSWORD}\n")[0] == 0
        with contextlib.closing(database_at(cli.home / "assistant.db")) as database:
            book = ApprovalBook(database)
            propose(book, range(EFFECTS), (mail, event))
            killed = 0
            while killed < KILLS and (book.pending() or book.claimed()):
                process, at_work = start(cli.home)
                at_work.poll(PATIENCE_S)
                time.sleep(dice.uniform(0.02, 0.3))
                process.kill()
                process.join()
                killed += process.exitcode == -9
            process, _ = start(cli.home)
            process.join()
            assert process.exitcode == 0 and killed
            effects = Ledger(database, []).list()
        check(office, {effect.key: effect.kind for effect in effects}, {
            effect.key for effect in effects if effect.state == "unknown"
        })  # fmt: skip


def check(office: Office, kinds: dict[str, str], unknown: set[str]) -> None:
    assert len(kinds) == EFFECTS
    arrived = Counter(keys_in(office.events()))
    sent = Counter(key_of(content) for _, _, content in office.sink.kept)
    filed = Counter(key_of(content) for content in office.mails("Gesendet"))
    copies = arrived + sent
    assert set(copies) <= set(kinds) and max(copies.values()) == 1 and max(filed.values()) == 1
    lost = set(kinds) - set(copies) - unknown
    assert not lost
    # A calendar server can always be asked; what went out by SMTP is known when it is in Sent.
    assert all(kinds[key] == "mail.send" and key not in filed for key in unknown)
    assert set(filed) == set(sent) - unknown


def keys_in(events: list[str]) -> list[str]:
    lines = (line for text in events for line in text.splitlines() if line.startswith("UID:"))
    return [line.removeprefix("UID:").partition("@")[0] for line in lines]


def key_of(content: bytes) -> str:
    return str(message_from_bytes(content)["Message-ID"]).strip("<> ").partition("@")[0]
