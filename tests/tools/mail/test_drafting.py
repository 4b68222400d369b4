"""Drafts: kept in a conversation, changed, sent as they stand, and taken back."""

from typing import Any

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import letter
from tools.errors import StaleError, ToolError
from tools.mail.drafting import DraftPlanner
from tools.mail.message import Envelope, Flag, Folder
from tools.mail.parsing import parse
from tools.mail.store import Query


def in_(desk: Desk, folder: str) -> list[Envelope]:
    return list(desk.mailbox.search(Query(folder=folder)).envelopes)


def kept(desk: Desk, **changed: Any) -> str:
    given = {"to": ["Ana"], "subject": "Offsite", "body": "The sea is fine.", **changed}
    _, receipt = desk.carry_out(DraftPlanner(desk.planner).keep(**given), "draft")
    return str(receipt.reference["id"])


def test_an_answer_is_kept_in_its_conversation(desk: Desk):
    mail = desk.mailbox.deliver(letter("Offsite in March", name="o"), Folder.INBOX)
    id = kept(desk, subject="", answers=mail.id)
    draft = parse(desk.mailbox.content(id))
    assert (draft.subject, draft.in_reply_to) == ("Re: Offsite in March", ("o@example.org",))
    assert desk.mailbox.envelope(id).thread == mail.thread


def test_a_draft_goes_out_as_it_stands_and_is_no_draft_any_more(desk: Desk):
    id = kept(desk, cc=["Ben"], bcc=["cy@example.org"])
    plan = DraftPlanner(desk.planner).send(id)
    assert plan.args == {"email_id": id}
    _, receipt = desk.carry_out(plan)
    assert receipt.text.startswith("Sent 'Offsite' to Ana Lima, Ben Okafor and cy@example.org.")
    assert (len(in_(desk, "drafts")), len(in_(desk, "sent"))) == (0, 1)
    assert [mail.subject for mail in in_(desk, "trash")] == ["Offsite"]


def test_an_answer_that_was_a_draft_goes_out_in_its_conversation(desk: Desk):
    mail = desk.mailbox.deliver(letter("Offsite in March", name="o"), Folder.INBOX)
    id = kept(desk, answers=mail.id)
    intent, _ = desk.carry_out(DraftPlanner(desk.planner).send(id))
    assert parse(intent.rendered).in_reply_to == ("o@example.org",)


def test_sending_it_twice_finds_it_sent(desk: Desk):
    intent, receipt = desk.carry_out(DraftPlanner(desk.planner).send(kept(desk)))
    assert desk.executor.find(intent) == receipt == desk.executor.act(intent)
    assert len(in_(desk, "sent")) == 1


def test_what_isnt_given_stays_and_the_one_before_can_be_had_back(desk: Desk):
    id = kept(desk, cc=["Ben"])
    intent, receipt = desk.carry_out(DraftPlanner(desk.planner).change(id, body="The hills, rather."))
    [draft] = in_(desk, "drafts")
    assert draft.flags == {Flag.DRAFT, Flag.SEEN}
    changed = desk.mailbox.read(draft.id)
    assert (draft.subject, [who.email for who in draft.cc]) == ("Offsite", ["ben@example.com"])
    assert changed.body.strip() == "The hills, rather."
    desk.executor.undo(intent, receipt)
    assert [mail.id for mail in in_(desk, "drafts")] == [id]


def test_a_draft_keeps_its_files(desk: Desk):
    content = desk.carry_out(desk.send(attachments=[str(file_of(desk))]), "mail")[0].rendered
    draft = desk.mailbox.deliver(content.replace(b"mail@assistant", b"other@assistant"), Folder.DRAFTS)
    intent, _ = desk.carry_out(DraftPlanner(desk.planner).send(draft.id), "sent")
    assert [file.name for file in parse(intent.rendered).attachments] == ["notes.txt"]


def file_of(desk: Desk):
    path = desk.mailbox._maildir.root.parent / "notes.txt"
    path.write_text("notes")
    return path


@pytest.mark.parametrize("changed", [{"to": []}, {"body": ""}])
def test_what_is_not_complete_is_not_sent(desk: Desk, changed: dict[str, Any]):
    with pytest.raises(ToolError, match="change it first"):
        DraftPlanner(desk.planner).send(kept(desk, **changed))


def test_only_drafts_are_sent_and_changed(desk: Desk):
    mail = desk.mailbox.deliver(letter("Mockups"), Folder.INBOX)
    for plan in (DraftPlanner(desk.planner).send, lambda id: DraftPlanner(desk.planner).change(id, body="x")):
        with pytest.raises(ToolError, match="is no draft"):
            plan(mail.id)
    with pytest.raises(ToolError, match="say what"):
        DraftPlanner(desk.planner).change(kept(desk))


def test_a_formatted_draft_of_another_program_is_left_to_it(desk: Desk):
    html = letter("Styled").replace(b"text/plain", b"text/html")
    draft = desk.mailbox.deliver(html, Folder.DRAFTS)
    with pytest.raises(ToolError, match="formatted by another mail program"):
        DraftPlanner(desk.planner).send(draft.id)


def test_a_draft_that_somebody_goes_on_with_is_not_what_was_shown(desk: Desk):
    id = kept(desk)
    shown = DraftPlanner(desk.planner).send(id)
    [path] = (desk.mailbox._maildir.root / ".Drafts" / "cur").iterdir()
    path.write_bytes(path.read_bytes() + b"and more\n")
    desk.mailbox.rebuild_index()
    with pytest.raises((StaleError, ToolError, AssertionError)):
        assert shown.still_holds(DraftPlanner(desk.planner).send(id))
