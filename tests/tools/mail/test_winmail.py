"""What Outlook packs into a `winmail.dat`, and what lies inside of signatures: read as if it lay beside."""

import struct
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import ZONE
from tools.errors import ToolError
from tools.mail.attachments.finding import described_from_mail, find_file
from tools.mail.attachments.reader import files_inside, text_of
from tools.mail.attachments.saving import SavingPlanner
from tools.mail.mailview import show_mail
from tools.mail.message import Folder
from tools.mail.signatures import signed_content

pytest.importorskip("tnefparse")
pytest.importorskip("striprtf")

BODY, TITLE, DATA, RENDERING = 0x800C, 0x8010, 0x800F, 0x9002


def attribute(level: int, name: int, data: bytes, kind: int = 6) -> bytes:
    head = struct.pack("<BHHI", level, name, kind, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def winmail(body: str = "", **files: bytes) -> bytes:
    """A `winmail.dat` with a text and files."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    if body:
        out += attribute(1, BODY, body.encode("cp1252") + b"\0")
    for name, content in files.items():
        out += attribute(2, RENDERING, b"\0" * 14)
        out += attribute(2, TITLE, name.replace("__", ".").encode() + b"\0")
        out += attribute(2, DATA, content)
    return out


def mail_of(content: bytes, *, text: str = "") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Hugo <hugo@example.org>", "me@example.com", "From Outlook"
    mail["Message-ID"], mail["Date"] = "<outlook@example.org>", "Mon, 16 Mar 2026 09:00:00 +0100"
    if text:
        mail.set_content(text)
    mail.add_attachment(content, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return mail.as_bytes()


def test_its_text_and_the_names_of_its_files_are_read():
    found = text_of("winmail.dat", "application/ms-tnef", winmail("Grüße aus Köln", bill__csv=b"rent;900"))
    assert found.text == "Grüße aus Köln\n[file bill.csv, 8 bytes]\n"


def test_a_file_in_it_is_found_saved_and_sent_on_by_its_name(desk: Desk, tmp_path: Path):
    id = desk.mailbox.deliver(mail_of(winmail("x", bill__csv=b"rent;900")), Folder.INBOX).id
    found = find_file(desk.mailbox, id, "bill")
    assert (found.name, found.type, found.content) == ("bill.csv", "text/csv", b"rent;900")
    assert text_of(found.name, found.type, found.content).text == "rent | 900\n"
    assert SavingPlanner(desk.mailbox).save(id, "bill.csv", str(tmp_path)).payload["size"] == 8
    assert described_from_mail(desk.mailbox, f"mail:{id}/bill.csv").name == "bill.csv"
    with pytest.raises(ToolError, match=r"there are 'winmail\.dat', 'bill\.csv'"):
        find_file(desk.mailbox, id, "offer")


def test_a_mail_whose_text_is_only_in_there_shows_it(desk: Desk):
    id = desk.mailbox.deliver(mail_of(winmail("Only Outlook shows this")), Folder.INBOX).id
    assert show_mail(desk.mailbox, id, zone=ZONE)["body"] == "Only Outlook shows this"


def test_one_that_has_a_text_of_its_own_shows_that(desk: Desk):
    id = desk.mailbox.deliver(mail_of(winmail("inner"), text="outer"), Folder.INBOX).id
    assert show_mail(desk.mailbox, id, zone=ZONE)["body"] == "outer"


@pytest.mark.parametrize(
    "content",
    [
        b"\x78\x9f\x3e\x22",
        winmail("cut")[:-9],
        winmail() + b"\x02\x0f\x80\x06\0\xff\xff\xff\x7f" + b"\0" * 20,
    ],
)
def test_a_broken_one_is_refused_or_read_and_its_mail_says_where_its_text_is(desk: Desk, content):
    id = desk.mailbox.deliver(mail_of(content), Folder.INBOX).id
    assert show_mail(desk.mailbox, id, zone=ZONE)["body"] == (
        "(its text is in Outlook's winmail.dat, an attachment)"
    )


def test_one_of_endless_parts_is_refused_as_the_library_copies_the_rest_for_each():
    with pytest.raises(ToolError, match="50,000 parts"):
        text_of("winmail.dat", "", winmail() + attribute(1, 0x9999, b"x") * 50_000)


def test_what_is_none_has_nothing_inside():
    assert files_inside("winmail.dat", b"PK") == ()


def test_rich_text_is_read():
    rtf = (
        rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 Dear Sam,\par the \b offer\b0  stands: 12 \'80.{\*\hidden no}}"
    )
    assert text_of("a.doc", "application/msword", rtf).text == "Dear Sam,\nthe offer stands: 12 €."


SIGNED = bytes.fromhex("06092a864886f70d010702")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x30",
        b"\x30\x84\xff\xff\xff\xff" + SIGNED,
        b"\x30\x80" * 4_000 + SIGNED,
        b"\x30\x0b" + SIGNED,
        b"\x30\x80" + SIGNED + b"\xa0\x80\x30\x80\x24\x80" + b"\x24\x80" * 2_000,
    ],
)
def test_a_broken_signature_has_nothing_inside(content: bytes):
    assert signed_content(content) == b""
