"""What every `Outbox` does, and what the SMTP one makes of a server's answers."""

import dataclasses
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE_S
from tests.tools.mail.letters import NOW, letter
from tests.tools.mail.sink import HOST, Sink, accept_login, certificate, running
from tools.errors import DeliveryError, FinalError, PassingError, SettingsError
from tools.mail.compose import Letter, render
from tools.mail.outbox import Delivery, LocalOutbox, Outbox
from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer
from tools.people.contacts import Address

ME, ANA, BEN, CY = "me@example.com", "ana@example.org", "ben@example.org", "cy@example.org"


class OutboxConformance:
    def test_each_recipient_gets_an_answer(self, outbox: Outbox) -> None:
        replies = outbox.send(letter(), ME, [ANA, BEN])
        assert {who: reply.delivery for who, reply in replies.items()} == {
            ANA: Delivery.ACCEPTED,
            BEN: Delivery.ACCEPTED,
        }
        assert [str(reply) for reply in replies.values()] == ["accepted", "accepted"]

    def test_it_says_where_mails_go(self, outbox: Outbox) -> None:
        assert ":" in outbox.destination_of(ME)

    def test_what_was_never_sent_is_not_known_to_have_gone_out(self, outbox: Outbox) -> None:
        assert not outbox.knows("nobody@example.org")


class TestLocalOutbox(OutboxConformance):
    @pytest.fixture
    def outbox(self) -> Outbox:
        return LocalOutbox()


class TestSmtpOutbox(OutboxConformance):
    @pytest.fixture
    def outbox(self, sink: Sink) -> Outbox:
        return outbox_of(sink)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running(Sink()) as started:
        yield started


def outbox_of(sink: Sink, **options: Any) -> SmtpOutbox:
    values = {"host": HOST, "port": sink.port, "security": Security.PLAIN, "timeout_s": PATIENCE_S, **options}
    return SmtpOutbox(SmtpServer(**values))


def test_the_bytes_arrive_as_they_were_rendered(sink: Sink) -> None:
    content = render(
        Letter("k@x", NOW, Address("", ME), (Address("", ANA),), "Dots", ".\n..two\n.three\nGrüße\n")
    )
    outbox_of(sink).send(content, ME, [ANA, BEN])
    assert sink.kept == [(ME, [ANA, BEN], content)]


def test_bare_line_ends_are_sent_as_smtp_wants_them(sink: Sink) -> None:
    outbox_of(sink).send(b"Subject: x\n\none\r\n.\rtwo", ME, [ANA])
    assert sink.kept[0][2] == b"Subject: x\r\n\r\none\r\n.\r\ntwo\r\n"


@pytest.mark.parametrize("security", [Security.PLAIN, Security.TLS])
def test_certificates_are_read_once_for_many_mails_and_not_at_all_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: Security
) -> None:
    served, trusting = certificate(tmp_path)
    read = []

    def counted() -> ssl.SSLContext:
        read.append(1)
        return trusting

    options: dict[str, Any] = {"ssl_context": served, "server_hostname": "localhost"}
    with running(Sink(), **options if security is Security.TLS else {}) as started:
        monkeypatch.setattr(ssl, "create_default_context", counted)
        outbox = outbox_of(started, host="localhost", security=security)
        for _ in range(3):
            outbox.send(letter(), ME, [ANA])
        assert len(started.kept) == 3
    assert len(read) == (security is Security.TLS)


def test_one_of_three_refused_leaves_the_others_their_mail(sink: Sink) -> None:
    sink.to_recipient = {BEN: "550 5.1.1 no such user", CY: "451 4.7.1 greylisted, come back"}
    replies = outbox_of(sink).send(letter(), ME, [ANA, BEN, CY])
    assert [replies[who].delivery for who in (ANA, BEN, CY)] == ["accepted", "refused", "deferred"]
    assert str(replies[BEN]) == "550 5.1.1 no such user"
    assert [recipients for _, recipients, _ in sink.kept] == [[ANA]]


def test_nothing_is_sent_when_everybody_is_refused(sink: Sink) -> None:
    sink.to_recipient = {ANA: "550 no", BEN: "553 never"}
    replies = outbox_of(sink).send(letter(), ME, [ANA, BEN])
    assert {reply.delivery for reply in replies.values()} == {Delivery.REFUSED}
    assert sink.kept == []


@pytest.mark.parametrize(
    ("change", "kind", "uncertain"),
    [
        ({"to_sender": "451 later"}, PassingError, False),
        ({"to_sender": "550 not you"}, FinalError, False),
        ({"to_data": "451 full"}, PassingError, False),
        ({"to_data": "554 looks like spam"}, FinalError, False),
        ({"drop": "connect"}, PassingError, False),
        ({"drop": "rcpt"}, PassingError, False),
        ({"drop": "text"}, PassingError, True),
        ({"drop": "reply"}, PassingError, True),
        ({"drop": "silence"}, PassingError, True),
    ],
)
def test_a_failure_is_classed_by_what_the_server_did(
    sink: Sink, change: dict[str, str], kind: type[DeliveryError], uncertain: bool
) -> None:
    for name, value in change.items():
        setattr(sink, name, value)
    with pytest.raises(DeliveryError) as error:
        outbox_of(sink, timeout_s=3 if sink.drop == "silence" else PATIENCE_S).send(letter(), ME, [ANA])
    assert type(error.value) is kind
    assert error.value.uncertain is uncertain


def test_recipients_refused_for_good_are_told_when_the_rest_fails(sink: Sink) -> None:
    sink.to_recipient, sink.to_data = {BEN: "550 no such user"}, "451 later"
    with pytest.raises(PassingError) as error:
        outbox_of(sink).send(letter(), ME, [ANA, BEN])
    assert error.value.progress == {"recipients": {BEN: "550 no such user"}}


def test_a_server_that_is_down_may_be_up_later() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        server = SmtpServer(HOST, taken.getsockname()[1], Security.PLAIN, timeout_s=1)
        with pytest.raises(PassingError, match="can't be reached"):
            SmtpOutbox(server).send(letter(), ME, [ANA])


def test_a_mail_that_is_larger_than_the_server_takes_is_not_tried() -> None:
    with running(Sink(), data_size_limit=1000) as sink:
        with pytest.raises(FinalError, match="the server takes 1,000"):
            outbox_of(sink).send(letter(body="x" * 2000), ME, [ANA])
        assert sink.kept == []


def test_addresses_outside_ascii_need_a_server_that_takes_them() -> None:
    with running(Sink(), enable_SMTPUTF8=False) as sink, pytest.raises(FinalError, match="SMTPUTF8"):
        outbox_of(sink).send(letter(), ME, ["jörg@example.org"])
    with running(Sink(), enable_SMTPUTF8=True) as able:
        outbox_of(able).send(letter(), ME, ["jörg@example.org"])
        assert able.kept[0][1] == ["jörg@example.org"]


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1", "localhost.example.org"])
def test_a_plain_connection_to_another_machine_is_refused_unless_it_is_said_so(host: str) -> None:
    server = SmtpServer(host, 25, Security.PLAIN)
    with pytest.raises(SettingsError, match="plain connection"):
        SmtpOutbox(server)
    SmtpOutbox(dataclasses.replace(server, plain_anywhere=True))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_a_plain_connection_to_this_machine_is_fine(host: str) -> None:
    SmtpOutbox(SmtpServer(host, 25, Security.PLAIN))


def test_starttls_checks_the_certificate_and_logs_in(tmp_path: Path) -> None:
    served, trusting = certificate(tmp_path)
    sink = Sink()
    options = {"tls_context": served, "authenticator": accept_login(sink, "right"), "auth_required": True}
    with running(sink, **options):
        login = {"host": "localhost", "security": Security.STARTTLS, "user": "me", "context": trusting}
        outbox_of(sink, password="right", **login).send(letter(), ME, [ANA])
        assert len(sink.kept) == 1
        with pytest.raises(FinalError, match="refuses the user name or the password"):
            outbox_of(sink, password="wrong", **login).send(letter(), ME, [ANA])
        assert set(sink.logins) == {"me"}
        with pytest.raises(FinalError, match=r"certificate of localhost can.t be trusted"):
            outbox_of(sink, password="right", **login | {"context": None}).send(letter(), ME, [ANA])
        with pytest.raises(FinalError, match=r"certificate of 127\.0\.0\.1"):
            outbox_of(sink, password="right", **login | {"host": HOST}).send(letter(), ME, [ANA])
        assert len(sink.kept) == 1


def test_tls_from_the_first_byte_checks_the_certificate(tmp_path: Path) -> None:
    served, trusting = certificate(tmp_path)
    with running(Sink(), ssl_context=served, server_hostname="localhost") as sink:
        tls = {"host": "localhost", "security": Security.TLS}
        outbox_of(sink, context=trusting, **tls).send(letter(), ME, [ANA])
        with pytest.raises(FinalError, match="certificate"):
            outbox_of(sink, **tls).send(letter(), ME, [ANA])
        assert len(sink.kept) == 1


def test_a_server_without_starttls_gets_nothing(sink: Sink) -> None:
    with pytest.raises(FinalError, match="STARTTLS"):
        outbox_of(sink, security=Security.STARTTLS).send(letter(), ME, [ANA])
    assert sink.kept == []


def test_the_password_is_not_in_what_is_printed() -> None:
    assert "secret" not in repr(SmtpServer("mail.example.org", user="me", password="secret"))


def test_whoever_knows_what_was_sent_is_asked(sink: Sink) -> None:
    server = SmtpServer(HOST, sink.port, Security.PLAIN)
    assert SmtpOutbox(server).knows("k@x") is None
    assert SmtpOutbox(server, knows=lambda name: name == "k@x").knows("k@x") is True
