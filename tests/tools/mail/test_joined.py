"""Several mailboxes and ways out look like one; what is one's own goes where its sender is at home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.tools.mail.conformance import MailStoreConformance, subjects
from tests.tools.mail.letters import letter
from tests.tools.mail.sink import HOST, Sink, running
from tests.tools.mail.test_outbox import OutboxConformance
from tools.errors import ToolError
from tools.mail.joined_outbox import JoinedOutbox
from tools.mail.joined_store import JoinedMailStore
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Flag, Folder
from tools.mail.outbox import Outbox
from tools.mail.smtp_outbox import SmtpOutbox, SmtpServer
from tools.mail.store import MailStore, Query
from tools.mail.transport import Security

WORK, HOME = "me@work.example", "Me@Home.example"


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[dict[str, MaildirStore]]:
    stores = {WORK: MaildirStore(tmp_path / "work"), HOME: MaildirStore(tmp_path / "home")}
    yield stores
    for store in stores.values():
        store.close()


@pytest.fixture
def mailbox(parts: dict[str, MaildirStore]) -> MailStore:
    return JoinedMailStore(parts)


class TestJoinedMailStore(MailStoreConformance):
    pass


def test_mails_of_all_mailboxes_are_found_the_newest_first_and_each_once(parts, mailbox):
    parts[WORK].deliver(letter("Oldest", days_ago=3), Folder.INBOX)
    parts[HOME].deliver(letter("Middle", days_ago=2), Folder.INBOX)
    parts[WORK].deliver(letter("Newest", days_ago=1), Folder.INBOX)
    for part in parts.values():
        part.deliver(letter("To myself", days_ago=4), Folder.INBOX)
    assert subjects(mailbox) == ["Newest", "Middle", "Oldest", "To myself"]
    page = mailbox.search(Query(), limit=2)
    assert [mail.subject for mail in page.envelopes] == ["Newest", "Middle"] and page.more >= 2


def test_what_is_done_to_a_mail_is_done_where_it_is(parts, mailbox):
    mail = parts[HOME].deliver(letter("Private"), Folder.INBOX)
    mailbox.flag(mail.id[:6], add=frozenset({Flag.SEEN}))
    mailbox.move(mail.id, Folder.ARCHIVE)
    assert parts[HOME].envelope(mail.id).folder == Folder.ARCHIVE
    assert subjects(parts[WORK]) == []
    with pytest.raises(ToolError):
        mailbox.read("zzzzzz")


@pytest.mark.parametrize(
    ("sender", "place"),
    [("Me <me@work.example>", WORK), ("me@home.EXAMPLE", HOME), ("me@else.example", WORK)],
)
def test_a_mail_that_was_sent_is_kept_where_its_sender_is_at_home(parts, mailbox, sender, place):
    mailbox.deliver(letter("Out", sender=sender), Folder.SENT)
    assert [address for address, part in parts.items() if subjects(part, folder="sent")] == [place]


class TestJoinedOutbox(OutboxConformance):
    @pytest.fixture
    def outbox(self) -> Iterator[Outbox]:
        with running(Sink()) as sink:
            yield JoinedOutbox({WORK: way_out(sink)})


def way_out(sink: Sink, knows: bool | None = None) -> SmtpOutbox:
    return SmtpOutbox(SmtpServer(HOST, sink.port, Security.PLAIN, timeout_s=PATIENCE_S), lambda _: knows)


def test_each_mail_leaves_by_the_server_of_its_sender():
    with running(Sink()) as work, running(Sink()) as home:
        outbox = JoinedOutbox({WORK: way_out(work), HOME: way_out(home)})
        for sender in (WORK, "me@home.example", "me@else.example"):
            outbox.send(letter(), sender, ["ana@example.org"])
        assert [sender for sender, _, _ in work.kept] == [WORK, "me@else.example"]
        assert [sender for sender, _, _ in home.kept] == ["me@home.example"]


@pytest.mark.parametrize(
    ("answers", "known"),
    [((False, True), True), ((None, True), True), ((False, None), None), ((False, False), False)],
)
def test_a_mail_is_known_to_have_gone_out_when_one_server_knows_it(answers, known):
    with running(Sink()) as sink:
        ways = {WORK: way_out(sink, answers[0]), HOME: way_out(sink, answers[1])}
        assert JoinedOutbox(ways).knows("id@example.org") is known


def test_where_a_mail_goes_is_said_by_its_sender():
    with running(Sink()) as work, running(Sink()) as home:
        outbox = JoinedOutbox({WORK: way_out(work), HOME: way_out(home)})
        assert outbox.destination_of(WORK) == f"smtp:{HOST}:{work.port}"
        assert outbox.destination_of(HOME.upper()) == f"smtp:{HOST}:{home.port}"
        assert outbox.destination_of("me@else.example") == f"smtp:{HOST}:{work.port}"
