"""What a mail touches, for grants: everybody who gets it, its whole text, all that goes along."""

from pathlib import Path

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import letter
from tools.effects.grants.reach import Reach
from tools.effects.plan import Plan
from tools.mail.message import Folder
from tools.mail.reach import MAIL_REACHES


def reach(plan: Plan) -> Reach:
    found = MAIL_REACHES[plan.kind](plan)
    assert found is not None
    return found


def test_a_mail_reaches_to_cc_and_bcc_and_counts_its_text(desk: Desk, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("seven b")
    plan = desk.send(["Ana"], cc=["ben@example.com"], bcc=["EVE@club.example"], attachments=[str(notes)])
    assert reach(plan) == Reach(
        people=("ana@example.com", "ben@example.com", "eve@club.example"),
        chars=len("Mockups" + "Please review them."),
        attachment_bytes=7,
    )


def test_an_answer_to_all_reaches_all_of_them(desk: Desk) -> None:
    mail = desk.mailbox.deliver(letter(to="Me <me@example.com>, Ben <ben@example.com>"), Folder.INBOX)
    assert reach(desk.planner.reply(mail.id, "Thanks.")).people == ("ana@example.org",)
    everybody = reach(desk.planner.reply(mail.id, "Thanks.", reply_all=True))
    assert everybody.people == ("ana@example.org", "ben@example.com")
    assert everybody.chars > len("Please look at the new mockups.")


def test_a_move_reaches_the_folder_that_it_empties(desk: Desk) -> None:
    mail = desk.mailbox.deliver(letter(), Folder.INBOX)
    assert reach(desk.planner.delete(mail.id)) == Reach(folders=("inbox",))
    assert reach(desk.planner.archive(mail.id)) == Reach(folders=("inbox",))
