"""What is forwarded arrives as it was: text, files, what calendar programs read of it, and HTML."""

import email
import email.policy
from email.message import EmailMessage

import pytest

from tests.tools.mail.desk import Desk
from tools.errors import ToolError
from tools.mail.files import MAX_TOTAL_BYTES
from tools.mail.message import Folder

HEADERS = (
    b"From: Ana <ana@example.com>\r\nTo: me@example.com\r\nSubject: Plan\r\nMessage-ID: <p@example.com>\r\n"
)


def forwarded(desk: Desk, rest: bytes) -> EmailMessage:
    mail = desk.mailbox.deliver(HEADERS + b"MIME-Version: 1.0\r\n" + rest, Folder.INBOX)
    plan = desk.planner.forward(mail.id, ["ben@example.com"], "Look at <this>.")
    return email.message_from_bytes(desk.approved(plan).rendered, policy=email.policy.default)


def mixed(*parts: bytes) -> bytes:
    opening = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n"
    return opening + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def test_a_text_keeps_its_charset_and_a_calendar_its_method(desk: Desk) -> None:
    mail = forwarded(
        desk,
        mixed(
            b"Content-Type: text/csv; charset=iso-8859-1; name=a.csv\r\n\r\nM\xfcller;1",
            b"Content-Type: text/calendar; method=REQUEST; charset=utf-8; name=a.ics\r\n\r\nBEGIN:VCALENDAR",
        ),
    )
    table, calendar = mail.iter_attachments()
    assert (table.get_content(), table.get_param("charset")) == ("Müller;1", "iso-8859-1")
    assert calendar.get_param("method") == "REQUEST"


def test_the_html_of_a_mail_goes_along_with_its_links_and_the_pictures_that_it_shows(desk: Desk) -> None:
    html = b"<body bgcolor=red><p>Join <a href='https://x.example/7'>here</a> <img src='cid:pic'></p></body>"
    mail = forwarded(
        desk,
        b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" + html +
        b"\r\n--b\r\nContent-Type: image/png; name=p.png\r\nContent-ID: <pic>\r\n\r\nPNG\r\n--b--\r\n",
    )  # fmt: skip
    text, rich = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and "Join here <https://x.example/7>" in text.get_content()
    assert rich is not None and "<a href='https://x.example/7'>here</a>" in rich.get_content()
    assert "Look at &lt;this&gt;." in rich.get_content()
    [picture] = mail.iter_attachments()
    assert (picture["Content-ID"], picture.get_content()) == ("<pic>", b"PNG")


def test_the_approval_says_that_html_goes_along(desk: Desk) -> None:
    content = HEADERS + b"Content-Type: text/html\r\n\r\n<p>Hello</p>"
    plan = desk.planner.forward(desk.mailbox.deliver(content, Folder.INBOX).id, ["ben@example.com"])
    assert "HTML goes along" in plan.preview["mail"]["format"]


def test_a_delivery_report_is_forwarded_with_its_report(desk: Desk) -> None:
    report = (
        b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; z@x.org\r\nStatus: 5.2.2\r\n"
    )
    mail = forwarded(desk, mixed(report))
    [attached] = mail.iter_attachments()
    assert b"Status: 5.2.2" in attached.get_payload(decode=True)  # type: ignore[operator]  # it is a leaf
    text = mail.get_body(("plain",))
    assert text is not None and "The mail to z@x.org" in text.get_content()


def test_an_encrypted_mail_is_forwarded_whole(desk: Desk) -> None:
    sealed = (
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n--b\r\n'
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
        b"Content-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"
    )
    [attached] = forwarded(desk, sealed).iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("message/rfc822", "Plan.eml")
    assert attached.get_content().get_content_type() == "multipart/encrypted"


def test_a_forward_that_no_server_takes_is_refused_before_anybody_is_asked(desk: Desk) -> None:
    large = b"Content-Type: application/zip; name=a.zip\r\n\r\n" + b"x" * (MAX_TOTAL_BYTES + 1)
    with pytest.raises(ToolError, match=r"25.0 MB together"):
        forwarded(desk, mixed(large))
