"""Calendars and mail of real servers on loopback: the first mirror, cut short once, and looks afterwards.

    python -m bench.servers [--events 10000] [--mails 10000]

Radicale keeps the calendar, Dovecot the mail (left out where it isn't installed). Looks are at the
mirror, beside looks at a folder of the same size without a server; medians of several.
"""

import argparse
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.mail_index import fill
from tests.servers.dav_servers import radicale
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.store import ImapStore
from tools.mail.maildir_store import MaildirStore
from tools.mail.store import Query
from tools.mail.transport import Security
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.dav.store import CalDavStore
from tools.scheduling.events import Event
from tools.scheduling.plain_write import new_file
from tools.scheduling.vdir_store import VdirStore

ZONE = ZoneInfo("Europe/London")
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
RUNS = 15
CUT_AT = 0.3
"""The part of the first mirror after which it is killed."""


def a_file(number: int) -> bytes:
    start = START + timedelta(hours=number)
    event = Event("personal", f"e{number}", f"Event {number}", start, start + timedelta(hours=1))
    return new_file(event, START)


def fill_calendar(folder: Path, events: int) -> None:
    """Put files where the server keeps them: over HTTP it would take minutes."""
    [collection] = [path.parent for path in (folder / "radicale").rglob(".Radicale.props")]
    for number in range(events):
        (collection / f"e{number}.ics").write_bytes(a_file(number))


def calendar_store(url: str, root: Path) -> CalDavStore:
    remote = CalDavServer(url, "sam", "secret", timeout_s=600)
    return CalDavStore(root, remote, ZONE, clock=lambda: datetime.now(UTC), fresh_s=60)


def mailbox(port: int, root: Path) -> ImapStore:
    account = ImapAccount("127.0.0.1", "sam", PASSWORD, port=port, security=Security.PLAIN)
    return ImapStore(root, account, fresh_s=60)


def mirror_once(kind: str, where: str, root: Path) -> None:
    """One comparison in this process, which may be killed; a line for each step on stdout."""

    def report(at: int, total: int) -> None:
        print(at, total, flush=True)

    store = calendar_store(where, root) if kind == "calendar" else mailbox(int(where), root)
    store.sync(report)
    store.close()


def measured_mirror(kind: str, where: str, root: Path, cut_at: float | None) -> tuple[float, int, int]:
    """Seconds, and how much of how much was fetched, by a process that is killed after a part of it."""
    begin = time.monotonic()
    command = [sys.executable, "-m", "bench.servers", "--mirror", kind, where, str(root)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    at = total = 0
    assert process.stdout is not None
    for line in process.stdout:
        at, total = map(int, line.split())
        progress(kind, at, total)
        if cut_at is not None and at >= total * cut_at:
            process.send_signal(signal.SIGKILL)
            break
    code = process.wait()
    if code not in (0, -signal.SIGKILL):
        sys.exit(f"the first mirror ended with {code}")
    return time.monotonic() - begin, at, total


def progress(kind: str, at: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{kind}: {at:,} of {total:,} ", end="" if at < total else "\n", file=sys.stderr, flush=True)


def first_mirror(kind: str, where: str, root: Path) -> None:
    cut_s, cut_at, total = measured_mirror(kind, where, root, CUT_AT)
    rest_s, rest, left = measured_mirror(kind, where, root, None)
    print(f"{kind}: killed after {cut_s:.1f} s, at {cut_at:,} of {total:,}")
    print(f"{kind}: the rest of {rest:,} in {rest_s:.1f} s; fetched again: {max(cut_at + left - total, 0):,}")


def median_ms(work: Callable[[], object]) -> float:
    times = []
    work()
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


def look_at_calendar(store: CalDavStore, folder: VdirStore, events: int) -> None:
    store.wait()
    folder.wait()
    dice = random.Random(1)

    def day(of: CalDavStore | VdirStore) -> Callable[[], object]:
        def look() -> object:
            start = START + timedelta(days=dice.randrange(events // 24))
            return of.between(start, start + timedelta(days=1))

        return look

    print(
        f"calendar: a day from the mirror {median_ms(day(store)):.2f} ms, "
        f"from a folder {median_ms(day(folder)):.2f} ms"
    )
    print(f"calendar: a comparison when nothing has changed {median_ms(store.sync):.0f} ms")


def look_at_mail(store: ImapStore, folder: MaildirStore) -> None:
    store.catch_up()
    folder.catch_up()

    def newest(of: ImapStore | MaildirStore) -> Callable[[], object]:
        return lambda: of.search(Query(), 20)

    print(
        f"mail: the newest 20 from the mirror {median_ms(newest(store)):.2f} ms, "
        f"from a folder {median_ms(newest(folder)):.2f} ms"
    )
    print(f"mail: a comparison when nothing has changed {median_ms(store.sync):.0f} ms")


def bench_calendar(folder: Path, events: int) -> None:
    with radicale(folder) as server:
        fill_calendar(folder, events)
        remote = CalDavServer(server.url, "sam", "secret", timeout_s=600)
        [calendar] = remote.calendars()
        begin = time.monotonic()
        remote.changes(calendar.url, "")
        print(
            f"calendar: Radicale's first list of {events:,} files, none of which it has seen before: "
            f"{time.monotonic() - begin:.1f} s"
        )
        remote.close()
        root = folder / "mirror"
        first_mirror("calendar", server.url, root)
        plain = folder / "folder" / "personal"
        shutil.copytree(root / "personal", plain)
        with ExitStack() as closing:
            store = calendar_store(server.url, root)
            beside = VdirStore(plain.parent, ZONE)
            closing.callback(store.close)
            closing.callback(beside.close)
            look_at_calendar(store, beside, events)


def bench_mail(folder: Path, mails: int) -> None:
    plain = folder / "mail-folder"
    fill(plain, mails)
    with running_dovecot() as server:
        fill_mailbox(server, plain)
        root = folder / "mail-mirror"
        first_mirror("mail", str(server.port), root)
        with ExitStack() as closing:
            store = mailbox(server.port, root)
            beside = MaildirStore(plain)
            closing.callback(store.close)
            closing.callback(beside.close)
            look_at_mail(store, beside)


def fill_mailbox(server: Dovecot, source: Path) -> None:
    """As on the disk of the server; opening the inbox before makes its folders, with their owner."""
    client = server.client()
    client.select()
    client.logout()
    inbox = server.home / "mailbox" / "Maildir" / "cur"
    owner = inbox.stat()
    for file in (source / "cur").iterdir():
        copy = Path(shutil.copyfile(file, inbox / file.name))
        shutil.chown(copy, owner.st_uid, owner.st_gid)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--mirror", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.mirror:
        kind, where, root = options.mirror
        mirror_once(kind, where, Path(root))
        return
    with tempfile.TemporaryDirectory() as folder:
        bench_calendar(Path(folder), options.events)
        if shutil.which("dovecot"):
            bench_mail(Path(folder), options.mails)
        else:
            print("mail: left out, dovecot is not installed")


if __name__ == "__main__":
    main()
