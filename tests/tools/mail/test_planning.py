"""What a person is shown before a mail goes out, and that planning again gives the same."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import letter
from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.mail.message import Flag, Folder

PlanIt = Callable[[Desk], tuple[Callable[..., Plan], Plan]]


def arrived(desk: Desk, **headers: Any) -> str:
    content = letter(**{"to": "Me <me@example.com>, Ben <ben@example.com>", **headers})
    return desk.mailbox.deliver(content, Folder.INBOX).id


def sending(desk: Desk) -> tuple[Callable[..., Plan], Plan]:
    file = desk.mailbox._maildir.root.parent / "plan.pdf"
    file.write_bytes(b"%PDF")
    planner = desk.planner.send
    return planner, planner(
        to=["design team", "cy@example.org"],
        subject="Mockups",
        body="Attached.\r\nBye\n",
        cc=["Dee <dee@example.org>"],
        bcc=["me"],
        attachments=[str(file)],
        send_at="tomorrow at 8am",
        priority="high",
    )


def replying(desk: Desk) -> tuple[Callable[..., Plan], Plan]:
    planner = desk.planner.reply
    return planner, planner(arrived(desk), "Yes.", reply_all=True, cc=["ana"], send_at="Friday 5pm")


def forwarding(desk: Desk) -> tuple[Callable[..., Plan], Plan]:
    return desk.planner.forward, desk.planner.forward(arrived(desk), ["ben"], "FYI", ["ana"])


def deleting(desk: Desk) -> tuple[Callable[..., Plan], Plan]:
    return desk.planner.delete, desk.planner.delete(arrived(desk)[:6])


def archiving(desk: Desk) -> tuple[Callable[..., Plan], Plan]:
    return desk.planner.archive, desk.planner.archive(arrived(desk))


EVERY_KIND = pytest.mark.parametrize("plan_it", [sending, replying, forwarding, deleting, archiving])


@EVERY_KIND
def test_planning_again_from_its_arguments_gives_the_same_plan(desk: Desk, plan_it: PlanIt) -> None:
    planner, plan = plan_it(desk)
    desk.now += timedelta(hours=3)
    again = planner(**plan.args)
    assert again == plan
    assert plan.still_holds(again)


@EVERY_KIND
def test_planning_changes_nothing(desk: Desk, plan_it: PlanIt) -> None:
    root = desk.mailbox._maildir.root

    def files() -> list[Path]:
        return sorted(path for sub in ("cur", "new", "tmp") for path in root.rglob(f"{sub}/*"))

    planner, plan = plan_it(desk)
    before = files()
    planner(**plan.args)
    assert files() == before


def test_names_and_groups_become_addresses_each_once(desk: Desk) -> None:
    plan = desk.send(["design team", "Ana"], cc=["ben@EXAMPLE.com", "cy@example.org"])
    assert plan.args["to"] == ["Ana Lima <ana@example.com>", "Ben Okafor <ben@example.com>"]
    assert plan.args["cc"] == ["cy@example.org"]
    assert plan.preview["mail"]["to"] == plan.args["to"]
    assert plan.summary == "Send 'Mockups' to Ana Lima, Ben Okafor and cy@example.org"


def test_who_is_not_known_is_asked_for(desk: Desk) -> None:
    with pytest.raises(ToolError, match="Zoe"):
        desk.send(["Zoe"])
    with pytest.raises(ToolError, match="nobody to send it to"):
        desk.send([])


@pytest.mark.parametrize("email", ["a..b@example.org", "ana@example.org\r\nBcc: evil@example.net"])
def test_an_address_that_is_none_is_refused(desk: Desk, email: str) -> None:
    with pytest.raises(ToolError, match=r"address|one line"):
        desk.send([email])


def test_a_subject_with_a_line_break_is_refused(desk: Desk) -> None:
    with pytest.raises(ToolError, match="one line"):
        desk.send(subject="Hello\r\nBcc: evil@example.net")


def test_a_mail_that_says_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(ToolError, match="body is empty"):
        desk.send(body=" \n ")


def test_control_characters_do_not_go_out(desk: Desk) -> None:
    assert desk.send(body="a\x1b[31m\x00b\tc\r\nd").args["body"] == "a[31mb\tc\nd"
    half = desk.send(body="Fine \ud83d, thanks \U0001f600", subject="Half \ud83d of one")
    assert half.args["body"] == "Fine , thanks \U0001f600"
    desk.approved(half)


def test_the_preview_of_a_reply_is_the_whole_text(desk: Desk) -> None:
    id = arrived(desk, subject="Plan", body="When?")
    mail = desk.planner.reply(id, "Tomorrow.").preview["mail"]
    assert mail["subject"] == "Re: Plan"
    assert mail["to"] == ["Ana Lima <ana@example.org>"]
    assert mail["body"] == "Tomorrow.\n\nOn Mon, 16 Mar 2026 at 09:30, Ana Lima wrote:\n> When?"
    assert mail["in_reply_to"]["id"] == id


def test_a_mail_without_sender_cannot_be_answered(desk: Desk) -> None:
    id = desk.mailbox.deliver(b"Subject: x\r\nMessage-ID: <x@y>\r\n\r\nhello", Folder.INBOX).id
    with pytest.raises(ToolError, match="names no sender"):
        desk.planner.reply(id, "Hm.")


@pytest.mark.parametrize("name", ["reply", "forward", "delete", "archive"])
def test_a_mail_that_is_gone_is_said_to_the_model(desk: Desk, name: str) -> None:
    further: dict[str, list[Any]] = {"reply": ["text"], "forward": [["ana"]]}
    with pytest.raises(ToolError, match="no mail has the id"):
        getattr(desk.planner, name)("nothing", *further.get(name, []))


def test_what_is_deleted_already_is_not_deleted_again(desk: Desk) -> None:
    id = desk.mailbox.deliver(letter(), Folder.TRASH, flags=frozenset({Flag.SEEN})).id
    with pytest.raises(ToolError, match="in trash already"):
        desk.planner.delete(id)


def test_a_later_time_is_understood_in_the_users_zone(desk: Desk) -> None:
    plan = desk.send(send_at="tomorrow at 8am")
    assert plan.args["send_at"] == "2026-03-18T08:00:00+01:00"
    assert plan.preview["mail"]["send_at"] == "2026-03-18T08:00:00+01:00"
    assert plan.not_before is not None
    # The clocks go forward in between.
    assert desk.send(send_at="2026-03-30T08:00").args["send_at"] == "2026-03-30T08:00:00+02:00"


@pytest.mark.parametrize("words", ["tomorrow", "2026-03-18", "soon", "yesterday at 8am", "purple"])
def test_a_later_time_that_is_not_certain_is_refused(desk: Desk, words: str) -> None:
    with pytest.raises(ToolError, match="send_at"):
        desk.send(send_at=words)


def test_a_time_that_passed_while_the_approval_waited_is_asked_about_anew(desk: Desk) -> None:
    plan = desk.send(send_at="tomorrow at 8am")
    desk.now += timedelta(days=2)
    again = desk.planner.send(**plan.args)
    assert again.fingerprint() == plan.fingerprint()
    assert not plan.still_holds(again)
    assert "has passed" in again.warnings[-1]


def test_an_attachment_that_has_changed_is_another_plan(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("a,b")
    plan = desk.send(attachments=[str(file)])
    assert plan.preview["mail"]["attachments"] == [{"name": "figures.csv", "type": "text/csv", "size": 3}]
    file.write_text("a,c")
    assert not plan.still_holds(desk.planner.send(**plan.args))


def test_an_attachment_that_cannot_go_along_is_refused(desk: Desk, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(26_000_000)
    for path, reason in (
        (str(tmp_path / "nothing.pdf"), "there is no file"),
        (str(tmp_path), "is not a file"),
        (str(large), "too large"),
        ("\0", "can't be read"),
    ):
        with pytest.raises(ToolError, match=reason):
            desk.send(attachments=[path])


def test_attachments_that_are_too_large_together_are_refused(desk: Desk, tmp_path: Path) -> None:
    paths = []
    for n in range(2):
        paths.append(str(tmp_path / f"part{n}"))
        with Path(paths[-1]).open("wb") as file:
            file.truncate(13_000_000)
    with pytest.raises(ToolError, match=r"26\.0 MB together"):
        desk.send(attachments=paths)


def test_a_forwarded_mail_shows_what_is_attached(desk: Desk) -> None:
    id = desk.mailbox.deliver(
        (Path(__file__).parent / "fixtures" / "nested_parts.eml").read_bytes(), Folder.INBOX
    ).id
    attached = desk.planner.forward(id, ["ben"]).preview["mail"]["attachments"]
    assert [file["name"] for file in attached] == ["logo.png", "prices.csv"]


def test_a_letter_of_an_id_is_no_mail_and_the_newest_are_named(desk: Desk) -> None:
    ids = [arrived(desk, subject=f"n {n}") for n in range(40)]
    with pytest.raises(ToolError, match="no mail has the id") as caught:
        desk.planner.delete(ids[0][0])
    assert sum(id in caught.value.message for id in ids) == 5


def answered(desk: Desk, content: bytes, **args: Any) -> Plan:
    return desk.planner.reply(desk.mailbox.deliver(content, Folder.INBOX).id, "Fine.", **args)


def raw(**headers: str) -> bytes:
    """A mail whose headers stand as they are given, also those that no program should write."""
    lines = {"From": "Ana <ana@example.com>", "To": "me@example.com", "Subject": "Plan", **headers}
    text = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return (text + "Message-ID: <one@example.com>\r\n\r\nText\r\n").encode()


def test_a_domain_outside_ascii_is_the_one_that_was_written_and_is_shown_as_servers_are_told_it(
    desk: Desk,
) -> None:
    plan = answered(desk, raw(From="Uwe <uwe@groß.example>"))
    assert "Servers are told uwe@xn--gro-7ka.example for uwe@groß.example" in plan.warnings
    assert b"To: Uwe <uwe@xn--gro-7ka.example>" in desk.approved(plan).rendered


@pytest.mark.parametrize("sign", [":", ",", "@", ";", "<", '"'])
def test_signs_in_an_encoded_name_lead_to_nobody_else(desk: Desk, sign: str) -> None:
    plan = answered(desk, raw(From=f"=?utf-8?Q?Desk{sign}_help@evil.example?= <kim@example.org>"))
    assert [address["email"] for address in plan.payload["to"]] == ["kim@example.org"]


def test_a_reply_that_reaches_nobody_but_oneself_says_so(desk: Desk) -> None:
    assert "This reply goes to yourself alone" in answered(desk, raw(From="me@example.com")).warnings


def test_a_reply_to_all_names_whom_it_leaves_out_because_nothing_can_be_read(desk: Desk) -> None:
    plan = answered(desk, raw(Cc="Ben <ben@example.com>, kim@@example.org"), reply_all=True)
    assert [address["email"] for address in plan.payload["cc"]] == ["ben@example.com"]
    assert "Left out, because no address can be read in it: kim@@example.org" in plan.warnings


@pytest.mark.parametrize("email", ["kim@example.org?=", "kim@exa mple.org", "kim@-.org", "kim@ex'ample.org"])
def test_nothing_is_planned_for_a_domain_that_no_host_can_have(desk: Desk, email: str) -> None:
    with pytest.raises(ToolError, match=r"address"):
        desk.send(to=[email])
