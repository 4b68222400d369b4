"""Mails through a real SMTP server that misbehaves: the right state, and the right number of copies."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.patience import PATIENCE_S
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import approved
from tests.tools.effects.sinks import Dropped, Sink
from tools.effects.ledger import Ledger
from tools.effects.plan import Plan
from tools.mail.executor import MailExecutor
from tools.mail.maildir_store import MaildirStore
from tools.mail.payloads import Outgoing
from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer
from tools.people.contacts import Address

ANA, BEN, CLEO = "ana@example.org", "ben@example.org", "cleo@example.org"


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def ledger(desk: Desk, sink: Sink) -> Ledger:
    return mail_ledger(desk, sink)


def mail_ledger(
    desk: Desk, sink: Sink, *, askable: bool = True, timeout_s: float = PATIENCE_S, **policy: Any
) -> Ledger:
    server = SmtpServer("127.0.0.1", sink.port, Security.PLAIN, timeout_s=timeout_s)
    outbox = SmtpOutbox(server, knows=sink.knows if askable else None)
    return desk.ledger(MailExecutor(MaildirStore(desk.path / "mail"), outbox), **policy)


def mail(*to: str) -> Plan:
    outgoing = Outgoing(
        sender=Address("Mia", "mia@example.org"),
        to=tuple(Address("", address) for address in to),
        subject="Plan",
        body="Let us meet.",
    )
    return Plan(
        kind="mail.send",
        args={},
        summary="Mail 'Plan'",
        preview={"type": "mail"},
        payload=outgoing.as_json(),
        destination="smtp:127.0.0.1",
    )


def later(desk: Desk, ledger: Ledger) -> None:
    desk.clock.forward(hours=2)
    ledger.drain()


ID = "k1@assistant.example.org"


def test_a_mail_goes_out_once_with_the_message_id_of_its_key(desk: Desk, sink: Sink, ledger: Ledger) -> None:
    effect = ledger.carry_out(approved(desk.book, plan=mail(ANA, BEN)))
    assert effect.state == "done"
    assert effect.recipients == {ANA: "accepted", BEN: "accepted"}
    assert sink.mails == [(ID, (ANA, BEN))]


def test_a_server_that_is_down_for_a_while_gets_the_mail_when_it_is_back(
    desk: Desk, sink: Sink, ledger: Ledger
) -> None:
    sink.stop()
    waiting = ledger.carry_out(approved(desk.book, plan=mail(ANA)))
    assert (waiting.state, waiting.waiting) == ("queued", "retry")
    later(desk, ledger)
    assert ledger.get("k1").attempts == 2
    sink.start()
    later(desk, ledger)
    assert ledger.get("k1").state == "done"
    assert sink.mails == [(ID, (ANA,))]


def test_a_server_that_is_slow_gets_it_once(desk: Desk, sink: Sink, ledger: Ledger) -> None:
    sink.slow_s = 0.3
    assert ledger.carry_out(approved(desk.book, plan=mail(ANA))).state == "done"
    assert sink.mails == [(ID, (ANA,))]


def test_a_server_that_takes_it_and_answers_too_late_is_asked_whether_it_has_it(
    desk: Desk, sink: Sink
) -> None:
    sink.slow_s = 6.0
    ledger = mail_ledger(desk, sink, timeout_s=3)
    assert ledger.carry_out(approved(desk.book, plan=mail(ANA))).state == "done"
    assert sink.mails == [(ID, (ANA,))]


def test_one_refused_recipient_of_three_does_not_keep_it_from_the_others(
    desk: Desk, sink: Sink, ledger: Ledger
) -> None:
    sink.rcpt = {BEN: "550 no such user"}
    effect = ledger.carry_out(approved(desk.book, plan=mail(ANA, BEN, CLEO)))
    assert effect.state == "done"
    assert effect.recipients == {ANA: "accepted", BEN: "550 no such user", CLEO: "accepted"}
    assert effect.receipt and "550 no such user" in effect.receipt.text
    later(desk, ledger)
    assert sink.mails == [(ID, (ANA, CLEO))]


def test_one_deferred_recipient_of_three_is_tried_again_alone(desk: Desk, sink: Sink, ledger: Ledger) -> None:
    sink.rcpt = {BEN: ["451 come back later"]}
    waiting = ledger.carry_out(approved(desk.book, plan=mail(ANA, BEN, CLEO)))
    assert waiting.state == "queued"
    assert {ANA, CLEO} <= {who for who, what in waiting.recipients.items() if what == "accepted"}
    later(desk, ledger)
    done = ledger.get("k1")
    assert done.state == "done"
    assert done.recipients == dict.fromkeys((ANA, BEN, CLEO), "accepted")
    assert sink.mails == [(ID, (ANA, CLEO)), (ID, (BEN,))]


def test_a_connection_that_drops_after_the_mail_was_taken_makes_no_second_copy(
    desk: Desk, sink: Sink, ledger: Ledger
) -> None:
    sink.data = [Dropped(taken=True)]
    assert ledger.carry_out(approved(desk.book, plan=mail(ANA))).state == "done"
    later(desk, ledger)
    assert sink.mails == [(ID, (ANA,))]


def test_a_connection_that_drops_before_the_mail_was_taken_loses_nothing(
    desk: Desk, sink: Sink, ledger: Ledger
) -> None:
    sink.data = [Dropped(taken=False)]
    assert ledger.carry_out(approved(desk.book, plan=mail(ANA))).state == "queued"
    later(desk, ledger)
    assert ledger.get("k1").state == "done"
    assert sink.mails == [(ID, (ANA,))]


@pytest.mark.parametrize("taken", [True, False])
def test_a_dropped_connection_to_a_server_that_can_not_be_asked_is_for_the_person_to_decide(
    desk: Desk, sink: Sink, taken: bool
) -> None:
    sink.data = [Dropped(taken=taken)]
    ledger = mail_ledger(desk, sink, askable=False)
    unknown = ledger.carry_out(approved(desk.book, plan=mail(ANA)))
    assert unknown.state == "unknown"
    assert unknown.error and "it may have gone out" in unknown.error
    later(desk, ledger)
    assert sink.copies(ID) == int(taken)
    assert ledger.retry("k1").state == "done"
    assert sink.copies(ID) == int(taken) + 1


def test_a_later_copy_for_one_recipient_is_not_taken_for_the_earlier_one(
    desk: Desk, sink: Sink, ledger: Ledger
) -> None:
    sink.rcpt = {BEN: ["451 come back later"]}
    sink.data = ["250 taken", Dropped(taken=False)]
    ledger.carry_out(approved(desk.book, plan=mail(ANA, BEN)))
    later(desk, ledger)
    effect = ledger.get("k1")
    assert effect.state != "done"
    assert effect.recipients.get(BEN) != "accepted"


def test_a_server_that_says_later_and_then_yes_gets_it_once(desk: Desk, sink: Sink, ledger: Ledger) -> None:
    sink.data = ["451 busy", "452 still busy"]
    ledger.carry_out(approved(desk.book, plan=mail(ANA)))
    later(desk, ledger)
    assert ledger.get("k1").state == "queued"
    later(desk, ledger)
    assert (ledger.get("k1").state, ledger.get("k1").attempts) == ("done", 3)
    assert sink.mails == [(ID, (ANA,))]


def test_a_server_that_says_no_is_not_asked_again(desk: Desk, sink: Sink, ledger: Ledger) -> None:
    sink.data = ["554 we do not want this"]
    failed = ledger.carry_out(approved(desk.book, plan=mail(ANA)))
    assert failed.state == "failed"
    assert failed.error and "554 we do not want this" in failed.error
    later(desk, ledger)
    assert sink.mails == []
    assert ledger.retry("k1").state == "done"


def test_a_mail_is_held_back_and_can_be_taken_back_meanwhile(desk: Desk, sink: Sink, ledger: Ledger) -> None:
    from datetime import timedelta

    ledger.carry_out(approved(desk.book, plan=mail(ANA)), hold=timedelta(seconds=10))
    assert ledger.undo().state == "canceled"
    later(desk, ledger)
    assert sink.mails == []
