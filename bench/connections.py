"""How many connections looks take, and how often an open page is told something.

    python -m bench.connections [--looks 20] [--events 2000]

Dovecot, Radicale and Xandikos stand behind a wire that counts. A look in one process is as in a chat that
stays open; "one process each" opens the store anew, as a command does. Events are steps of a turn that come
as fast as a model streams, told to a page of `web`.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from assistant.contract import Progress
from assistant.serving.web import events as stream
from assistant.serving.web.pulse import Beat
from tests.servers.cutting_proxy import cutting_proxy
from tests.servers.dav_servers import radicale, xandikos
from tests.servers.dovecot import PASSWORD, running_dovecot
from tests.tools.mail.sink import Sink, running
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.store import ImapStore
from tools.mail.smtp_outbox import SmtpOutbox, SmtpServer
from tools.mail.store import Query
from tools.mail.transport import Security
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.dav.store import CalDavStore

ZONE = ZoneInfo("Europe/London")
START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
TOKENS_A_SECOND = 100
LETTER = b"From: sam@x.example\r\nTo: ana@x.example\r\nSubject: The proofs\r\n\r\nThey are here.\r\n"


def looks(name: str, proxy: Any, store: Callable[[], Any], look: Callable[[Any], Any], number: int) -> None:
    def timed(opened: Any) -> float:
        begun = time.perf_counter()
        look(opened)
        return (time.perf_counter() - begun) * 1000

    before = proxy.connections
    opened = store()
    one = [timed(opened) for _ in range(number)]
    opened.close()
    kept = proxy.connections - before
    each = []
    for _ in range(number):
        begun = time.perf_counter()
        opened = store()
        look(opened)
        each.append((time.perf_counter() - begun) * 1000)
        opened.close()
    print(
        f"{name}: {number} looks in one process {kept} connections, {statistics.median(one):.1f} ms each; "
        f"one process each {proxy.connections - before - kept} connections, {statistics.median(each):.1f} ms"
    )


def calendar_at(url: str, port: int, through: int, root: Path) -> Callable[[], CalDavStore]:
    def store() -> CalDavStore:
        server = CalDavServer(url.replace(f":{port}", f":{through}"), "sam", "secret", timeout_s=60)
        return CalDavStore(root / "cal", server, ZONE, clock=lambda: datetime.now(UTC), fresh_s=0)

    return store


def by_day(store: CalDavStore) -> Any:
    return store.between(START, END)


def sending(outbox: SmtpOutbox, proxy: Any, number: int) -> None:
    """Mails one after the other, each over a connection of its own as they are sent, and all over one."""

    def each() -> None:
        for _ in range(number):
            outbox.send(LETTER, "sam", ["ana@x.example"])

    def together() -> None:
        with outbox._session() as session:
            for _ in range(number):
                session.sendmail("sam", ["ana@x.example"], LETTER)

    for name, send in (("each its own", each), ("all over one", together)):
        before, begun = proxy.connections, time.process_time()
        send()
        spent = (time.process_time() - begun) * 1000 / number
        opened = proxy.connections - before
        print(f"SMTP, {name}: {number} mails, {opened} connections, {spent:.1f} ms of the processor each")


async def told(rate: float, number: int) -> tuple[int, int, int]:
    """Chunks, events and looks at the database for one page during a turn of so many steps."""
    run = SimpleNamespace(progress=[], ended=threading.Event())
    asked = 0

    async def shared(*, afresh: bool = False) -> Beat:  # noqa: ARG001 - its name is part of it
        nonlocal asked
        asked += 1
        return Beat(0, "mark")

    site = SimpleNamespace(
        stopping=threading.Event(),
        pulse=SimpleNamespace(shared=shared),
        turns=SimpleNamespace(of=lambda _: run),
        sessions=SimpleNamespace(knows=lambda _: True),
    )

    async def works() -> None:
        for at in range(number):
            run.progress.append(Progress(type="text", agent="supervisor", text=f"word{at} "))
            await asyncio.sleep(1 / rate)
        run.ended.set()
        await asyncio.sleep(1.2)
        site.stopping.set()

    working = asyncio.ensure_future(works())
    chunks = [chunk async for chunk in stream._events(site, "t", "", "")]  # type: ignore[arg-type]
    await working
    return len(chunks), sum(chunk.count("event: text") for chunk in chunks), asked


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--looks", type=int, default=20)
    options.add_argument("--events", type=int, default=1000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with running_dovecot() as dovecot, cutting_proxy(dovecot.port) as proxy:
            account = ImapAccount("127.0.0.1", "sam", PASSWORD, port=proxy.port, security=Security.PLAIN)
            looks(
                "IMAP",
                proxy,
                lambda: ImapStore(root / "mail", account, fresh_s=0),
                lambda store: store.search(Query()),
                given.looks,
            )
        with running(Sink()) as sink, cutting_proxy(sink.port) as proxy:
            server = SmtpServer("127.0.0.1", proxy.port, Security.PLAIN, timeout_s=60)
            sending(SmtpOutbox(server), proxy, given.looks)
        for kind in (radicale, xandikos):
            folder = root / kind.__name__
            folder.mkdir()
            with kind(folder) as server:
                port = int(urlsplit(server.url).port or 0)
                with cutting_proxy(port) as proxy:
                    looks(
                        kind.__name__,
                        proxy,
                        calendar_at(server.url, port, proxy.port, folder),
                        by_day,
                        given.looks,
                    )
    chunks, events, asked = asyncio.run(told(TOKENS_A_SECOND, given.events))
    print(f"page: {events} events at {TOKENS_A_SECOND}/s in {chunks} chunks, {asked} looks at what changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
