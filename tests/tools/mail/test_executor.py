"""What was approved happens once, whatever the server and the mailbox do meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import NOW, letter
from tests.tools.mail.sink import HOST, Sink, running
from tools.effects.plan import CannotAskError, Intent
from tools.errors import FinalError, PassingError, StaleError, StorageError
from tools.mail.executor import check_envelope
from tools.mail.message import Flag, Folder
from tools.mail.parsing import parse
from tools.mail.payloads import Outgoing
from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer
from tools.mail.store import Query

FIXTURES = Path(__file__).parent / "fixtures"


@dataclass
class Post:
    """A desk whose mails go through a real SMTP server on loopback."""

    desk: Desk
    sink: Sink
    known: dict[str, bool | None] = field(default_factory=dict)
    """What the server's own Sent folder would say of a Message-ID."""


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    known: dict[str, bool | None] = {}
    with running(Sink()) as sink:
        server = SmtpServer(HOST, sink.port, Security.PLAIN, timeout_s=30)
        desk = Desk(tmp_path, SmtpOutbox(server, knows=known.get))
        yield Post(desk, sink, known)
        desk.mailbox.close()


def later(intent: Intent, error: PassingError) -> Intent:
    """The next attempt, knowing what the failed one got done."""
    return replace(intent, progress=error.progress, attempts=intent.attempts + 1)


def sent(desk: Desk) -> list[str]:
    return [mail.subject for mail in desk.mailbox.search(Query(folder="sent")).envelopes]


def test_without_a_server_the_mail_is_in_sent_and_the_receipt_says_so(desk: Desk) -> None:
    intent, receipt = desk.carry_out(desk.send(["Ana", "Ben"], subject="Review the new mockups"))
    assert receipt.text == (
        "Sent 'Review the new mockups' to Ana Lima and Ben Okafor. "
        "Saved to Sent; no mail server is configured, so it did not leave this machine."
    )
    mail = desk.mailbox.read(receipt.reference["id"])
    assert (mail.envelope.folder, mail.envelope.unread) == ("sent", False)
    assert mail.envelope.message_id == "k1@assistant.example.com"
    assert mail.envelope.date == NOW
    assert receipt.recipients == {"ana@example.com": "accepted", "ben@example.com": "accepted"}
    assert desk.mailbox.content(mail.id) == intent.rendered


def test_carrying_out_twice_leaves_one_copy(desk: Desk) -> None:
    intent, first = desk.carry_out(desk.send())
    assert desk.executor.find(intent) == first
    assert desk.executor.act(intent) == first
    assert sent(desk) == ["Mockups"]


def test_before_it_is_sent_it_is_not_found(desk: Desk) -> None:
    assert desk.executor.find(desk.approved(desk.send())) is None


def test_the_server_gets_the_rendered_bytes_and_sent_the_hidden_recipients(post: Post) -> None:
    plan = post.desk.send(["ana"], cc=["ben"], bcc=["cy@example.org"])
    intent, receipt = post.desk.carry_out(plan)
    everyone = ["ana@example.com", "ben@example.com", "cy@example.org"]
    assert post.sink.kept == [("me@example.com", everyone, intent.rendered)]
    assert b"cy@" not in intent.rendered
    kept = parse(post.desk.mailbox.content(receipt.reference["id"]))
    assert [address.email for address in kept.bcc] == ["cy@example.org"]
    assert receipt.text == "Sent 'Mockups' to Ana Lima, Ben Okafor and cy@example.org."


def test_one_refused_recipient_is_named_and_the_others_have_their_mail(post: Post) -> None:
    post.sink.to_recipient = {"ben@example.com": "550 no such user"}
    _, receipt = post.desk.carry_out(post.desk.send(["ana", "ben"]))
    assert receipt.recipients == {"ana@example.com": "accepted", "ben@example.com": "550 no such user"}
    assert receipt.text == (
        "Sent 'Mockups' to Ana Lima. The server refused ben@example.com: 550 no such user."
    )


def test_a_deferred_recipient_is_tried_again_and_nobody_gets_it_twice(post: Post) -> None:
    post.sink.to_recipient = {"ben@example.com": "451 greylisted"}
    intent = post.desk.approved(post.desk.send(["ana", "ben"]))
    with pytest.raises(PassingError, match=r"ben@example\.com at the moment") as error:
        post.desk.executor.act(intent)
    assert not error.value.uncertain
    assert sent(post.desk) == []
    post.sink.to_recipient = {}
    receipt = post.desk.executor.act(later(intent, error.value))
    assert [recipients for _, recipients, _ in post.sink.kept] == [["ana@example.com"], ["ben@example.com"]]
    assert set(receipt.recipients.values()) == {"accepted"}
    assert sent(post.desk) == ["Mockups"]


def test_nobody_accepted_means_nothing_was_sent(post: Post) -> None:
    post.sink.to_recipient = {"ana@example.com": "550 no"}
    with pytest.raises(FinalError, match="every recipient was refused"):
        post.desk.carry_out(post.desk.send())
    assert sent(post.desk) == []


def test_a_lost_connection_after_the_text_leaves_it_open_whether_it_went_out(post: Post) -> None:
    post.sink.drop = "reply"
    intent = post.desk.approved(post.desk.send())
    with pytest.raises(PassingError) as error:
        post.desk.executor.act(intent)
    assert error.value.uncertain
    with pytest.raises(CannotAskError):
        post.desk.executor.find(intent)


def test_a_server_that_can_be_asked_settles_it(post: Post) -> None:
    post.sink.drop = "reply"
    intent = post.desk.approved(post.desk.send())
    with pytest.raises(PassingError):
        post.desk.executor.act(intent)
    post.known["k1@assistant.example.com"] = False
    assert post.desk.executor.find(intent) is None
    post.known["k1@assistant.example.com"] = True
    receipt = post.desk.executor.find(intent)
    assert receipt is not None
    assert sent(post.desk) == ["Mockups"]
    assert len(post.sink.kept) == 1


def test_a_mail_that_went_out_but_could_not_be_filed_is_only_filed_at_the_next_try(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    intent = post.desk.approved(post.desk.send())

    def full(*_: Any, **__: Any) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(post.desk.mailbox, "deliver", full)
    with pytest.raises(PassingError, match="went out, but its copy") as error:
        post.desk.executor.act(intent)
    assert not error.value.uncertain
    monkeypatch.undo()
    receipt = post.desk.executor.act(later(intent, error.value))
    assert len(post.sink.kept) == 1
    assert receipt.recipients == {"ana@example.com": "accepted"}
    assert post.desk.executor.find(later(intent, error.value)) == receipt
    assert sent(post.desk) == ["Mockups"]


def test_an_answered_mail_is_marked_as_answered_and_a_forwarded_one_as_forwarded(desk: Desk) -> None:
    mail = desk.mailbox.deliver(letter(), Folder.INBOX)
    desk.carry_out(desk.planner.reply(mail.id, "Yes."))
    assert desk.mailbox.envelope(mail.id).flags == {Flag.REPLIED}
    desk.carry_out(desk.planner.forward(mail.id, ["ben"]), "k2")
    assert desk.mailbox.envelope(mail.id).flags == {Flag.REPLIED, Flag.FORWARDED}
    assert [one.envelope.subject for one in desk.mailbox.thread(mail.id)] == [
        "Mockups",
        "Re: Mockups",
        "Fwd: Mockups",
    ]


def test_a_reply_goes_out_when_the_mail_was_deleted_after_the_approval(desk: Desk) -> None:
    mail = desk.mailbox.deliver(letter(), Folder.INBOX)
    intent = desk.approved(desk.planner.reply(mail.id, "Yes."))
    for path in (desk.mailbox._maildir.root / "new").iterdir():
        path.unlink()
    assert desk.executor.act(intent).text.startswith("Sent 'Re: Mockups'")


def test_attachments_are_forwarded_byte_for_byte(desk: Desk) -> None:
    for name in ("nested_parts", "attached_message"):
        content = (FIXTURES / f"{name}.eml").read_bytes()
        mail = desk.mailbox.deliver(content, Folder.INBOX)
        intent, _ = desk.carry_out(desk.planner.forward(mail.id, ["ben"], "FYI"), name)
        before, after = parse(content), parse(intent.rendered)
        assert [(file.name, file.type) for file in after.attachments] == [
            (file.name, file.type) for file in before.attachments
        ]
        assert [part.content().rstrip() for part in after.files] == [
            part.content().rstrip() for part in before.files
        ]
        assert after.body.startswith("FYI\n\n---------- Forwarded message")


def test_what_has_changed_since_it_was_shown_is_not_sent(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("shown")
    plan = desk.send(attachments=[str(file)])
    file.write_text("other")
    with pytest.raises(StaleError, match="changed since"):
        desk.approved(plan)
    file.unlink()
    with pytest.raises(StaleError, match="can't be read"):
        desk.approved(plan)
    mail = desk.mailbox.deliver((FIXTURES / "nested_parts.eml").read_bytes(), Folder.INBOX)
    forward = desk.planner.forward(mail.id, ["ben"])
    for path in (desk.mailbox._maildir.root / "new").iterdir():
        path.unlink()
    with pytest.raises(StaleError, match="forwarded is gone"):
        desk.approved(forward)


def test_a_sent_mail_is_not_taken_back(desk: Desk) -> None:
    plan = desk.send()
    assert not plan.undoable
    assert "can't be taken back" in plan.undo_note
    intent, receipt = desk.carry_out(plan)
    with pytest.raises(FinalError):
        desk.executor.undo(intent, receipt)
    assert sent(desk) == ["Mockups"]


@pytest.mark.parametrize(("verb", "folder"), [("delete", "trash"), ("archive", "archive")])
def test_a_moved_mail_comes_back_as_it_was(desk: Desk, verb: str, folder: str) -> None:
    mail = desk.mailbox.deliver(letter(), Folder.INBOX, flags=frozenset({Flag.SEEN, Flag.REPLIED}))
    intent = desk.approved(getattr(desk.planner, verb)(mail.id))
    assert desk.executor.find(intent) is None
    receipt = desk.executor.act(intent)
    assert desk.mailbox.envelope(mail.id).folder == folder
    assert desk.executor.find(intent) == receipt
    back = desk.executor.undo(intent, receipt)
    assert desk.mailbox.envelope(mail.id) == mail
    assert back.text == "Put 'Mockups' from Ana Lima back into inbox."
    assert desk.executor.find(intent) is None


def test_a_mail_that_has_moved_meanwhile_is_left_alone(desk: Desk) -> None:
    mail = desk.mailbox.deliver(letter(), Folder.INBOX)
    intent = desk.approved(desk.planner.delete(mail.id))
    desk.mailbox.move(mail.id, Folder.ARCHIVE)
    assert desk.executor.find(intent) is None
    with pytest.raises(StaleError, match="no longer in inbox"):
        desk.executor.act(intent)
    assert desk.mailbox.envelope(mail.id).folder == "archive"


def test_a_deleted_mail_that_somebody_took_out_of_the_trash_is_not_moved_again(desk: Desk) -> None:
    mail = desk.mailbox.deliver(letter(), Folder.INBOX)
    intent, receipt = desk.carry_out(desk.planner.delete(mail.id))
    desk.mailbox.move(mail.id, Folder.ARCHIVE)
    with pytest.raises(StaleError, match="no longer in trash"):
        desk.executor.undo(intent, receipt)
    assert desk.mailbox.envelope(mail.id).folder == "archive"


def test_deleting_one_of_two_copies_leaves_the_other(desk: Desk) -> None:
    mail = desk.mailbox.deliver(letter(), Folder.INBOX)
    desk.mailbox.deliver(letter(), Folder.SENT, flags=frozenset({Flag.SEEN}))
    desk.carry_out(desk.planner.delete(mail.id))
    assert desk.mailbox.envelope(mail.id, "sent")
    assert desk.mailbox.envelope(mail.id, "trash")


def test_a_mail_that_names_others_than_those_who_would_get_it_is_not_stored(desk: Desk) -> None:
    written = desk.approved(desk.send(to=["ana@example.com"], bcc=["ben@example.com"])).rendered
    meant = Outgoing.model_validate(desk.send(to=["ana@example.com"], bcc=["ben@example.com"]).payload)
    check_envelope(written, meant)
    for other in (
        desk.send(to=["cy@example.org"], bcc=["ben@example.com"]),
        desk.send(to=["ana@example.com", "cy@example.org"], bcc=["ben@example.com"]),
        desk.send(to=["ben@example.com"]),
    ):
        with pytest.raises(FinalError, match="names others"):
            check_envelope(written, Outgoing.model_validate(other.payload))
