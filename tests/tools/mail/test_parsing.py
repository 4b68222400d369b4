"""Broken mails: something is read from each, and none of them stops anything."""

import importlib.util
import json
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.mail.charsets import decoded
from tools.mail.header_dates import date_in
from tools.mail.html_text import html_to_text
from tools.mail.indexing import indexed
from tools.mail.maildir import Entry
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Folder
from tools.mail.parsing import Parsed, parse
from tools.mail.store import Query

FIXTURES = Path(__file__).parent / "fixtures"
HARD = sorted(FIXTURES.glob("*.eml"))


def summary(mail: Parsed) -> dict[str, object]:
    """What a mail says, as the expected values next to the fixtures have it: nothing that is empty."""
    values = {
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references)[:3],
        "from": str(mail.sender),
        "to": [str(address) for address in mail.to][:3],
        "cc": [str(address) for address in mail.cc],
        "subject": mail.subject[:80],
        "date": mail.date.isoformat() if mail.date else None,
        "body": mail.body,
        "attachments": [f"{file.name} {file.type} {file.size}" for file in mail.attachments],
    }
    return {name: value for name, value in values.items() if value not in ("", [], None)}


@pytest.mark.parametrize("path", HARD, ids=lambda path: path.stem)
def test_a_hard_mail_is_read_as_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    assert summary(parse(path.read_bytes())) == expected


HEADERS = (b"Received: from a by b;", b" Thu, 19 Nov 2026 10:00:00 +0000", b"From: Zoe <zoe@example.org>")
AFTER = (b"Subject: Plan", b"MIME-Version: 1.0", b"", b"Note: all is well", b"From: the start")


@pytest.mark.parametrize(
    "lines",
    [
        (*HEADERS, b">From zoe Thu Nov 19 10:00:00 2026", *AFTER),
        (*HEADERS, b"with ESMTP id 7", *AFTER),
        (b"From zoe Thu Nov 19 10:00:00 2026", *HEADERS, b"From zoe Thu Nov 19 10:00:00 2026", *AFTER),
        (b"no header at all", *HEADERS, b"nor this", b"nor that", *AFTER),
        (HEADERS[0], HEADERS[1].strip(), HEADERS[2], *AFTER),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_line_among_the_headers_that_is_none_costs_itself(lines: tuple[bytes, ...], end: bytes) -> None:
    mail = parse(end.join(lines))
    assert (str(mail.sender), mail.subject) == ("Zoe <zoe@example.org>", "Plan")
    assert mail.date is not None
    assert mail.body == "Note: all is well\nFrom: the start"


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (["From: Zoe <zoe@example.org>", "From: eve@evil.example"], ["Zoe <zoe@example.org>"]),
        (["From:", "From: Zoe <zoe@example.org>"], ["Zoe <zoe@example.org>"]),
        (["From: =?utf-8?Q?Zo=C3=AB_=3Czoe=40example.org=3E?="], ["Zo\u00eb <zoe@example.org>"]),
        (
            ["From: =?utf-8?Q?zoe=40example.org?= <eve@evil.example>"],
            ['"zoe@example.org" <eve@evil.example>'],
        ),
        (["From: Zoe <zoe@example.org.>"], ["Zoe <zoe@example.org>"]),
        (["From: zoe@example.org."], ["zoe@example.org"]),
    ],
)
def test_who_wrote_it_is_who_is_named_first(lines: list[str], people: list[str]) -> None:
    assert [
        str(one) for one in parse("\n".join([*lines, "Subject: Plan", "", "Hi"]).encode()).authors
    ] == people


def test_each_line_of_recipients_counts() -> None:
    mail = parse(
        b"From: a@x.example\nTo: b@x.example\nTo: c@x.example\nCc: d@x.example\nCc: e@x.example\n\nHi"
    )
    assert [one.email[0] for one in (*mail.to, *mail.cc)] == ["b", "c", "d", "e"]


def test_a_part_that_follows_the_headers_without_a_blank_line_is_a_part() -> None:
    head = "From: zoe@example.org\nSubject: Plan\nContent-Type: multipart/alternative; boundary=b\n"
    part = "--b\nContent-Type: text/{0}\n\n{1}\n"
    parts = part.format("plain", "Hello there, all") + part.format("html", "<p>Hello there, Sam")
    mail = parse(f"{head}{parts}--b--\n".encode())
    assert (mail.subject, mail.body) == ("Plan", "Hello there, all")


def test_a_text_that_follows_the_headers_without_a_blank_line_is_the_text() -> None:
    mail = parse(b"From: zoe@example.org\nSubject: Plan\nHello there,\nwhat now: nothing\n\nZoe\n")
    assert (mail.subject, mail.body) == ("Plan", "Hello there,\nwhat now: nothing\n\nZoe")


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=\"?bung.pdf\"; filename*=utf-8''%C3%9Cbung.pdf", "\u00dcbung.pdf"),
        ("attachment; filename*=%C3%9Cbung.pdf", "\u00dcbung.pdf"),
        ("attachment; filename*=iso-8859-1''%DCbung.pdf; filename=u.pdf", "\u00dcbung.pdf"),
        ("attachment; filename=a plan.pdf", "a plan.pdf"),
    ],
)
def test_a_file_has_the_name_that_says_most(disposition: str, name: str) -> None:
    head = f"Content-Type: application/pdf; name=other.pdf\nContent-Disposition: {disposition}"
    mail = parse(f"Content-Type: multipart/mixed; boundary=b\n\n--b\n{head}\n\nx\n--b--\n".encode())
    assert [file.name for file in mail.attachments] == [name]


def test_a_text_with_a_name_is_read_where_there_is_no_other() -> None:
    part = (
        "--b\nContent-Type: text/plain; name={0}\nContent-Disposition: {1}; filename={0}\n\nWords of {0}.\n"
    )
    top = "Content-Type: multipart/mixed; boundary=b\n\n"
    inline, attached = part.format("a.txt", "inline"), part.format("b.txt", "attachment")
    mail = parse(f"{top}{inline}{attached}--b--\n".encode())
    assert mail.body == "Words of a.txt."
    assert [file.name for file in mail.attachments] == ["a.txt", "b.txt"]
    beside = f"{top}--b\nContent-Type: text/plain\n\nSee the file.\n{inline}--b--\n"
    assert parse(beside.encode()).body == "See the file."


@pytest.mark.parametrize("wide", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16", "no-such-charset"])
def test_a_mail_that_an_editor_has_saved_in_utf_16_is_read(charset: str, wide: str) -> None:
    lines = (
        "From: Zo\u00eb Brandt <zoe@example.org>",
        "Subject: Gr\u00fc\u00dfe",
        f'Content-Type: text/plain; charset="{charset}"',
        "Content-Transfer-Encoding: 8bit",
        "",
        "Die H\u00fchner sind m\u00fcde.",
    )
    mail = parse("\r\n".join(("\ufeff" + lines[0], *lines[1:])).encode(wide))
    assert (str(mail.sender), mail.subject) == (
        "Zo\u00eb Brandt <zoe@example.org>",
        "Gr\u00fc\u00dfe",
    )
    assert mail.body == "Die H\u00fchner sind m\u00fcde."


def test_the_mails_that_python_tests_its_parser_with_are_read() -> None:
    found = importlib.util.find_spec("test.test_email")
    if found is None or not found.submodule_search_locations:
        pytest.skip("this Python comes without its test mails")
    data = [path for path in (Path(found.submodule_search_locations[0]) / "data").iterdir() if path.is_file()]
    assert len(data) > 40
    for path in data:
        indexed(Entry("inbox", "cur", path.name), path.read_bytes(), 0)


def test_all_hard_mails_can_be_listed_read_and_searched(mailbox: MaildirStore) -> None:
    for path in HARD:
        mailbox.deliver(path.read_bytes(), Folder.INBOX)
    found = mailbox.search(Query(), limit=100).envelopes
    assert len(found) == len(HARD)
    for mail in found:
        assert mailbox.read(mail.id).envelope == mail
        assert mailbox.thread(mail.id)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_mail_with_some_bytes_changed_is_still_read(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(HARD)).read_bytes()[:6000])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        until = at + data.draw(st.integers(0, 8))
        content[at:until] = data.draw(st.binary(max_size=12) | st.sampled_from(PIECES))
    indexed(Entry("inbox", "cur", "1.a.b"), bytes(content), 0)


PIECES = [
    b"\r\n",
    b"=?utf-8?q?",
    b"?=",
    b"boundary=",
    b"charset*0*=x''%",
    b"message/rfc822",
    b"\x00",
    b'"',
    b"<",
]


def test_a_mail_that_is_nothing_but_a_file_is_read_and_the_file_is_there() -> None:
    mail = parse(
        b"Content-Type: text/html; charset=utf-8; name=mail\r\n"
        b"Content-Disposition: attachment; filename=mail\r\n\r\n<p>See you at <b>noon</b>.</p>\r\n"
    )
    assert mail.body == "See you at noon."
    assert [file.name for file in mail.attachments] == ["mail"]


@pytest.mark.parametrize(
    ("kind", "text", "body"),
    [
        ("format=flowed; delsp=yes", "A long Donau \r\ndampfer.\r\n", "A long Donaudampfer."),
        ("format=flowed; delsp=yes", "One.\r\nTwo.\r\n-- \r\nPat\r\n", "One.\nTwo.\n-- \nPat"),
        ("format=flowed", "A long \r\nline.\r\n", "A long\nline."),
    ],
)
def test_breaks_inside_of_words_are_none_where_the_mail_says_so(kind: str, text: str, body: str) -> None:
    assert parse(f"Content-Type: text/plain; {kind}\r\n\r\n{text}".encode()).body == body


def test_parts_a_thousand_deep_do_not_stop_the_reader() -> None:
    depth = 1500
    opening = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth)
    )
    content = f"From: a@example.org\r\nSubject: deep\r\n{opening}Content-Type: text/plain\r\n\r\nbottom\r\n"
    mail = parse(content.encode())
    assert mail.subject == "deep"
    assert "bottom" in mail.body


def test_html_a_thousand_deep_becomes_text() -> None:
    assert "bottom" in html_to_text("<div>" * 5000 + "bottom" + "</div>" * 5000)


def test_ten_thousand_parts_are_not_all_read() -> None:
    parts = "--b\r\n\r\nx\r\n" * 10_000
    content = f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n{parts}--b--\r\n'
    assert len(parse(content.encode()).body) < 10_000


def test_an_attached_mail_keeps_its_bytes() -> None:
    mail = parse((FIXTURES / "attached_message.eml").read_bytes())
    assert mail.files[0].content() == b"From: cy@example.org\r\nSubject: The / original\r\n\r\ninner text"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   ",
        "<",
        "<!---->",
        "<html></html>",
        "<p>" * 100,
        "\x00<b>x",
        "<?xml version='1.0'?><a/>",
        "&#xD800;",
    ],
)
def test_no_html_is_too_broken(html: str) -> None:
    html_to_text(html)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("Tue, 17 Mar 2026 09:30:00 GMT+0100", "08:30"),
        ("Tue Mar 17 2026 09:30:00 GMT+0100 (Central European Standard Time)", "08:30"),
        ("Tue, 17 Mar 2026 09:30:00 UTC+1", "08:30"),
        ("Tue, 17 Mar 2026 09:30 CET", "08:30"),
        ("Tue, 17 Mar 2026 09:30:00 CEST (summer)", "07:30"),
        ("Tue, 17 Mar 2026 09:30:00 EST", "14:30"),
        ("2026-03-17T09:30:00+01:00", "08:30"),
        ("Di, 17 Mar 2026 09.30.00 +0100", "08:30"),
        ("Tue, 17 Mar 2026 09:30:00 XYZ", "09:30"),
    ],
)
def test_a_date_is_read_as_it_was_meant(written: str, utc: str) -> None:
    found = date_in(written)
    assert found is not None and found.astimezone(UTC).strftime("%d %H:%M") == f"17 {utc}"


@pytest.mark.parametrize(
    "written", ["", "17/03/2026", "Tue, 32 Mar 2026 09:30 CET", "Tue, 17 Mar 2026 09:30 +9999"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert date_in(written) is None


@pytest.mark.timeout(60)
def test_parts_that_hide_in_each_other_are_looked_for_in_no_time() -> None:
    level = "Content-Type: multipart/mixed; boundary=said\n\n--real{}\n"
    deep = "".join(level.format(number) for number in range(3000))
    assert parse((deep + "\n").encode() + b"--real\n" * 100_000).authors


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "latin1"])
@pytest.mark.parametrize("text", ["Grüße", "it’s", "Привет", "5 €", "CAFÉ…", "MENÚ”", "«CAFÉ»", "naïve"])
def test_a_western_text_that_is_utf_8_is_read_as_that_and_one_that_happens_to_be_is_not(charset, text):
    assert decoded(text.encode(), charset) == text
    if text != "Привет":
        assert decoded(text.encode("cp1252"), charset) == text
