"""The network goes away, the login is wrong, there is no room: no loss, no double, one sentence."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.servers.cutting_proxy import CuttingProxy, cutting_proxy
from tests.servers.dovecot import OAUTH2, USER, Dovecot, running_dovecot
from tests.tools.mail.conformance import SEEN, subjects
from tests.tools.mail.imap.conftest import Open, account, trusting
from tests.tools.mail.imap.other_client import everywhere, listed, on_server, other, put
from tests.tools.mail.letters import letter
from tools.errors import FinalError, PassingError, SettingsError
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.idle import Watch
from tools.mail.imap.server import ImapServer
from tools.mail.imap.store import ImapStore
from tools.mail.message import Flag, Folder
from tools.mail.store import Query
from tools.mail.transport import Security


@pytest.fixture
def proxy(server: Dovecot) -> Iterator[CuttingProxy]:
    with cutting_proxy(server.port) as between:
        yield between


def test_without_the_server_the_mirror_answers_and_what_was_done_here_is_sent_later(
    open_store: Open, server: Dovecot
) -> None:
    put(server, letter("Plan"), letter("Other"))
    store = open_store()
    mails = {mail.subject: mail for mail in store.search(Query()).envelopes}
    server.stop()
    try:
        assert set(subjects(store)) == {"Plan", "Other"}
        with pytest.raises(PassingError, match=r"127\.0\.0\.1 can't be reached; what is approved is done"):
            store.move(mails["Plan"].id, Folder.ARCHIVE)
        with pytest.raises(PassingError):
            store.refresh("inbox", "archive")
        with pytest.raises(PassingError):
            store.sync()
        store.flag(mails["Other"].id, add=frozenset({Flag.FLAGGED}))
        store.deliver(letter("Sent offline"), Folder.SENT, flags=SEEN)
        assert subjects(store, folder="sent") == ["Sent offline"]
        assert store.envelope(mails["Plan"].id).folder == "inbox"
    finally:
        server.start()
    store.move(mails["Plan"].id, Folder.ARCHIVE)
    store.sync()
    assert on_server(server) == {"Other": {"\\Flagged"}}
    assert set(on_server(server, "archive")) == {"Plan"}
    assert on_server(server, "sent") == {"Sent offline": {"\\Seen"}}
    assert everywhere(server) == ["Other", "Plan", "Sent offline"]


READS = (b"AUTHENTICATE", b"SELECT", b"SEARCH", b"FETCH")
WRITES = (b"STORE", b"APPEND", b"MOVE")


@pytest.mark.parametrize(
    ("phase", "heard"),
    [*((phase, False) for phase in (*READS, *WRITES)), *((phase, True) for phase in (b"FETCH", *WRITES))],
)
def test_a_connection_that_is_cut_in_any_phase_loses_and_doubles_nothing(
    open_store: Open, server: Dovecot, proxy: CuttingProxy, phase: bytes, heard: bool
) -> None:
    put(server, letter("Plan"), letter("Other"))
    store = open_store(port=proxy.port)
    if phase != b"AUTHENTICATE":
        store.sync()
    put(server, letter("Third"))
    proxy.cut_at, proxy.heard = phase, heard
    attempt(store.sync)
    store.deliver(letter("Note"), Folder.SENT, flags=SEEN)
    mails = {mail.subject: mail for mail in store.search(Query()).envelopes}
    store.flag(mails["Other"].id, add=frozenset({Flag.REPLIED}))
    attempt(lambda: store.move(mails["Plan"].id, Folder.ARCHIVE))
    assert proxy.cuts == 1
    store.sync()
    if store.envelope(mails["Plan"].id).folder != Folder.ARCHIVE:
        store.move(mails["Plan"].id, Folder.ARCHIVE)
    store.sync()
    assert on_server(server) == {"Other": {"\\Answered"}, "Third": set()}
    assert everywhere(server) == ["Note", "Other", "Plan", "Third"]
    assert sorted(subjects(store)) == ["Note", "Other", "Plan", "Third"]
    root = store._local._maildir.root
    assert len([path for sub in ("cur", "new") for path in root.rglob(f"{sub}/*")]) == 4


def attempt(action: Callable[[], object]) -> None:
    try:
        action()
    except PassingError as error:
        assert "can't be reached" in error.message


def test_a_server_that_was_restarted_is_asked_again_without_a_word(
    mailbox: ImapStore, server: Dovecot
) -> None:
    put(server, letter("Plan"))
    mailbox.sync()
    server.stop()
    server.start()
    put(server, letter("After"))
    mailbox.sync()
    assert set(subjects(mailbox)) == {"Plan", "After"}


def test_a_wrong_password_is_one_sentence(open_store: Open) -> None:
    store = open_store(password="wrong")
    with pytest.raises(
        FinalError, match=r"127\.0\.0\.1 refuses the user name or the password.*assistant connect"
    ):
        store.sync()
    assert subjects(store) == []


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_the_certificate_is_checked(server: Dovecot, security: Security) -> None:
    port = server.tls_port if security is Security.TLS else server.port
    values = {"host": "localhost", "port": port, "security": security}
    good = ImapServer(account(server, **values, context=trusting(server)))
    assert "INBOX" in {folder.name for folder in good.folders()}
    good.close()
    with pytest.raises(FinalError, match="certificate of localhost can't be trusted, nothing was sent"):
        ImapServer(account(server, **values)).folders()
    with pytest.raises(FinalError, match=r"certificate of 127\.0\.0\.1"):
        ImapServer(account(server, **values | {"host": "127.0.0.1"}, context=trusting(server))).folders()


def test_a_plain_connection_to_another_machine_is_refused_unless_it_is_said_so() -> None:
    with pytest.raises(SettingsError, match="plain connection"):
        ImapServer(ImapAccount("mail.example.org", "me", security=Security.PLAIN))
    ImapServer(ImapAccount("mail.example.org", "me", security=Security.PLAIN, plain_anywhere=True))


def test_a_server_that_does_not_answer_is_given_up_after_a_while(server: Dovecot) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(PassingError, match="can't be reached"):
            ImapServer(account(server, port=port, timeout_s=0.3)).folders()


class TokenJudge(BaseHTTPRequestHandler):
    """Tells Dovecot whether a token is good (RFC 7662)."""

    def do_GET(self) -> None:
        good = "good-token" in self.path or "good-token" in self.headers.get("Authorization", "")
        answer = json.dumps({"active": True, "username": USER} if good else {"active": False}).encode()
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing is said about it."""


def test_a_token_is_asked_for_at_each_login_and_a_refused_one_is_one_sentence(
    needs_program: Callable[[str], None],
) -> None:
    needs_program("dovecot")
    with HTTPServer(("127.0.0.1", 0), TokenJudge) as judge:
        threading.Thread(target=judge.serve_forever, daemon=True).start()
        settings = (
            f"introspection_mode = auth\nintrospection_url = http://127.0.0.1:{judge.server_port}/\n"
            "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
        )
        with running_dovecot(more=OAUTH2, files={"oauth2.conf": settings}) as dovecot:
            tokens = iter(["good-token", "worn-out"])
            server = ImapServer(account(dovecot, password="", token=lambda: next(tokens)))
            assert "INBOX" in {folder.name for folder in server.folders()}
            server.close()
            with pytest.raises(FinalError, match="refuses the user name or the password"):
                server.folders()
        judge.shutdown()


def test_secrets_are_not_in_what_is_printed() -> None:
    assert "secret" not in repr(ImapAccount("h", "me", password="secret", token=lambda: "secret"))


def test_a_full_mailbox_keeps_the_mail_here_until_there_is_room(
    tmp_path: Path, needs_program: Callable[[str], None]
) -> None:
    needs_program("dovecot")
    with running_dovecot(quota="20k") as small:
        store = ImapStore(tmp_path / "mail", account(small), fresh_s=3600)
        put(small, letter("Ballast", "word " * 3000))
        store.sync()
        store.deliver(letter("Report", "word " * 2000), Folder.SENT, flags=SEEN)
        time.sleep(0.2)  # so that the folder's time alone would say that nothing has changed since
        [sentence] = store.sync().refused
        assert sentence.startswith("A mail in sent stays here alone: the mailbox on 127.0.0.1 is full; ")
        assert subjects(store, folder="sent") == ["Report"] and on_server(small, "sent") == {}
        with other(small) as client:
            client.store("1", "+FLAGS", "\\Deleted")
            client.expunge()
        assert store.sync().refused == []
        assert [subject for subject, _, _ in listed(small, "sent")] == ["Report"]
        store.close()


def test_new_mail_is_heard_of_at_once_also_after_the_connection_was_lost(
    open_store: Open, server: Dovecot
) -> None:
    store = open_store(fresh_s=3600)
    store.sync()
    arrived = threading.Event()
    watch = store.watch(arrived.set)
    try:
        assert watch.listening.wait(PATIENCE_S)
        put(server, letter("First"))
        assert arrived.wait(PATIENCE_S)
        assert subjects(store) == ["First"]
        arrived.clear()
        server.stop()
        server.start()
        put(server, letter("Second"))
        assert arrived.wait(PATIENCE_S)
        assert set(subjects(store)) == {"First", "Second"}
    finally:
        watch.stop()
    assert not watch._thread.is_alive()


def test_listening_is_renewed_before_the_server_hangs_up(server: Dovecot) -> None:
    calls = threading.Semaphore(0)
    with cutting_proxy(server.port) as proxy:
        watch = Watch(account(server, port=proxy.port), calls.release, renewed_s=0.2)
        try:
            assert calls.acquire(timeout=PATIENCE_S) and watch.listening.wait(PATIENCE_S)
            watch._stop.wait(1)
            put(server, letter("Plan"))
            assert calls.acquire(timeout=PATIENCE_S)
            assert proxy.connections == 1, "renewed in another connection"
        finally:
            watch.stop()


def test_a_refused_login_ends_the_listening(server: Dovecot) -> None:
    watch = Watch(account(server, password="wrong"), lambda: None, first_wait_s=0.01)
    watch._thread.join(PATIENCE_S)
    assert not watch._thread.is_alive()
    watch.stop()


def test_closing_does_not_wait_for_a_server_that_never_answers(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        quiet = ImapAccount("127.0.0.1", "sam", "x", port=port, security=Security.PLAIN, timeout_s=60)
        store = ImapStore(tmp_path, quiet, fresh_s=60)
        assert store.search(Query()).envelopes == ()
        waiting, _ = silent.accept()
        store.close()
        assert store.comparisons._background.is_alive()
        waiting.close()
    store.comparisons._background.join()
    store.close()
