"""Signatures, mails that go along whole, lists that want answers, and receipts that nobody gets."""

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import letter
from tools.effects.plan import Plan
from tools.mail.drafting import DraftPlanner
from tools.mail.message import Folder
from tools.mail.planning import MailPlanner
from tools.people.contacts import Address

SIGNATURES = {"me@example.com": "Me\nExample Ltd", "me@work.example": "Me, at work"}


@pytest.fixture
def planner(desk: Desk) -> MailPlanner:
    return replace(desk.planner, signatures=SIGNATURES, identities=[Address("Me", "me@work.example")])


def sent(desk: Desk, plan: Plan) -> EmailMessage:
    return email.message_from_bytes(desk.approved(plan).rendered, policy=email.policy.default)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


def test_a_mail_has_the_signature_of_the_address_that_it_is_sent_from(desk: Desk, planner: MailPlanner):
    plan = planner.send(["ana@example.com"], "Hi", "Hello Ana")
    assert text_of(sent(desk, plan)) == "Hello Ana\n\n-- \nMe\nExample Ltd\n"
    assert plan.preview["mail"]["body"].endswith("-- \nMe\nExample Ltd")
    assert plan.args["body"] == "Hello Ana"
    assert planner.send(**plan.args) == plan
    asked = desk.mailbox.deliver(letter("To work", to="me@work.example"), Folder.INBOX).id
    answer = text_of(sent(desk, planner.reply(asked, "Yes.")))
    assert answer.startswith("Yes.\n\n-- \nMe, at work\n\nOn ")
    assert text_of(sent(desk, planner.forward(asked, ["ben@example.com"], "See."))).startswith(
        "See.\n\n-- \nMe, at work\n\n---------- Forwarded message"
    )


def test_a_text_that_has_one_and_an_empty_text_get_none(desk: Desk, planner: MailPlanner):
    body = "Hi\n\n-- \nthe boss"
    assert text_of(sent(desk, planner.send(["ana@example.com"], "Hi", body))) == f"{body}\n"
    asked = desk.mailbox.deliver(letter("Any"), Folder.INBOX).id
    assert text_of(sent(desk, planner.forward(asked, ["ben@example.com"]))).startswith("----------")


def test_a_draft_is_signed_once_however_often_it_is_changed(desk: Desk, planner: MailPlanner):
    drafts = DraftPlanner(planner)
    asked = desk.mailbox.deliver(letter("To work", to="me@work.example"), Folder.INBOX).id
    _, receipt = desk.carry_out(drafts.keep(["ana@example.com"], "", "Yes.", answers=asked))
    changed = drafts.change(str(receipt.reference["id"]), subject="Re: Work")
    assert changed.payload["body"] == "Yes.\n\n-- \nMe, at work"
    _, receipt = desk.carry_out(changed, key="k2")
    assert drafts.send(str(receipt.reference["id"])).payload["body"] == "Yes.\n\n-- \nMe, at work"


def test_a_mail_goes_along_whole_as_an_attachment(desk: Desk):
    content = letter("Plan", X_Odd="kept")
    id = desk.mailbox.deliver(content, Folder.INBOX).id
    plan = desk.planner.forward(id, ["ben@example.com"], "Look.", as_attachment=True)
    assert desk.planner.forward(**plan.args) == plan
    assert plan.summary == "Forward 'Plan', as an attachment, to Ben Okafor"
    assert [file["name"] for file in plan.preview["mail"]["attachments"]] == ["Plan.eml"]
    mail = sent(desk, plan)
    assert text_of(mail) == "Look.\n"
    assert content.strip() in desk.approved(plan).rendered
    [attached] = mail.iter_attachments()
    assert attached.get_content()["X-Odd"] == "kept"


def test_without_a_word_above_it_the_mail_goes_along_alone(desk: Desk):
    id = desk.mailbox.deliver(letter("Plan"), Folder.INBOX).id
    mail = sent(desk, desk.planner.forward(id, ["ben@example.com"], as_attachment=True))
    assert text_of(mail).strip() == ""
    assert len(list(mail.iter_attachments())) == 1


def test_the_card_says_where_the_list_wants_the_answer(desk: Desk):
    mail = letter(List_Post="<mailto:dev@lists.example.org>", Reply_To="dev@lists.example.org")
    id = desk.mailbox.deliver(mail, Folder.INBOX).id
    said = desk.planner.reply(id, "Yes.").warnings
    assert "This reply goes to all of the list dev@lists.example.org" in said
    elsewhere = letter("Other", Mail_Followup_To="Mallory <m@mallory.example>")
    id = desk.mailbox.deliver(elsewhere, Folder.INBOX).id
    said = desk.planner.reply(id, "Yes.", reply_all=True).warnings
    assert "To Mallory, as the mail asks for; none of those whom it is from or to" in said


def test_nobody_is_told_that_a_mail_was_read(desk: Desk):
    asked = letter(
        Disposition_Notification_To="ana@example.org", Return_Receipt_To="ana@example.org",
        X_Confirm_Reading_To="ana@example.org",
    )  # fmt: skip
    id = desk.mailbox.deliver(asked, Folder.INBOX).id
    desk.mailbox.read(id)
    for plan in (desk.planner.reply(id, "Yes."), desk.planner.forward(id, ["ben@example.com"])):
        headers = desk.approved(plan).rendered.partition(b"\r\n\r\n")[0].lower()
        assert b"receipt" not in headers and b"disposition-notification" not in headers
        assert b"confirm-reading" not in headers
    assert desk.mailbox.folders() and not desk.mailbox.written_to("ana@example.org")
