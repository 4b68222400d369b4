"""What is composed comes out the other end as it went in."""

import email
import email.policy
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.mail.letters import NOW, letter
from tools.errors import ToolError
from tools.mail.compose import File, Letter, read_back, render, with_bcc
from tools.mail.header_lines import wire
from tools.mail.parsing import parse
from tools.people.contacts import Address

ANA = Address("Ana Lima", "ana@example.org")
ME = Address("Jörg Maß, Dr.", "me@example.com")


def a_letter(**changes: object) -> Letter:
    values: dict[str, object] = {
        "message_id": "k@assistant.example.com",
        "date": NOW,
        "sender": ME,
        "to": (ANA,),
        "subject": "Hello",
        "body": "Text",
    }
    return Letter(**{**values, **changes})  # type: ignore[arg-type]  # as the test gives them


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def header_lines(content: bytes) -> list[bytes]:
    return content.partition(b"\r\n\r\n")[0].split(b"\r\n")


line = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=120)
text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
)


@pytest.mark.parametrize(
    "name", ["Zoë : Sales", "Zoë :", "Zoë, the 2nd", 'Ünal "Max" <x@y>', "é" * 120, "Ana Lima"]
)
def test_a_name_survives_with_its_signs_and_spaces(name: str) -> None:
    content = render(a_letter(sender=Address(name, "me@example.com")))
    assert parse(content).sender.name == name
    assert max(map(len, content.split(b"\r\n"))) <= 78


@settings(max_examples=150, deadline=None)
@given(subject=line, body=text, name=line)
def test_subject_body_and_names_survive(subject: str, body: str, name: str) -> None:
    sender = Address(" ".join(name.split()), "me@example.com")
    content = render(a_letter(subject=subject.strip(), body=body, sender=sender))
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    mail = parse(content)
    assert " ".join(mail.subject.split()) == " ".join(subject.split())
    assert read(content).get_content().replace("\r\n", "\n") == body.rstrip("\n") + "\n"
    assert mail.sender.email == "me@example.com"
    assert mail.sender.name == sender.name


@pytest.mark.parametrize("length", [10, 70, 78, 90, 200, 800])
def test_a_long_message_id_is_never_encoded_or_cut(length: int) -> None:
    ids = [f"{n}{'x' * length}@example.org" for n in range(3)]
    content = render(a_letter(in_reply_to=ids[-1], references=tuple(ids), message_id=ids[0]))
    assert all(f"<{one}>".encode() in content for one in ids)
    mail = parse(content)
    assert mail.references == tuple(ids)
    assert mail.in_reply_to == (ids[-1],)
    assert all(len(one) < 998 for one in header_lines(content))


def test_a_conversation_of_a_thousand_mails_keeps_its_first_and_latest() -> None:
    ids = tuple(f"{n}@example.org" for n in range(1000))
    kept = parse(render(a_letter(references=ids))).references
    assert (kept[0], kept[-1]) == (ids[0], ids[-1])
    assert len(kept) == 30


def test_ids_that_no_header_can_carry_are_left_out() -> None:
    content = render(a_letter(in_reply_to="ünlücky@x", references=("ünlücky@x", "y" * 1000, "fine@x")))
    mail = parse(content)
    assert (mail.in_reply_to, mail.references) == ((), ("fine@x",))


@pytest.mark.parametrize("sign", ["\r", "\n", "\r\n"])
def test_a_header_refuses_line_breaks(sign: str) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        render(a_letter(subject=f"Hello{sign}Bcc: evil@example.net"))
    with pytest.raises(ToolError, match="not an address"):
        render(a_letter(sender=Address(f"Me{sign}Bcc: evil@example.net", "me@example.com")))


def test_the_same_letter_gives_the_same_bytes() -> None:
    one = a_letter(files=(File("a.pdf", "application/pdf", b"%PDF"),))
    assert render(one) == render(one)


def test_hidden_recipients_are_only_in_the_copy_that_is_kept() -> None:
    sent = render(a_letter())
    kept = with_bcc(sent, (Address("Chloé", "chloe@example.org"),))
    assert b"chloe" not in sent.lower()
    assert kept.endswith(sent)
    assert [str(address) for address in parse(kept).bcc] == ["Chloé <chloe@example.org>"]
    assert with_bcc(sent, ()) == sent


def test_attachments_come_out_as_they_went_in() -> None:
    files = (
        File("Übersicht 2026 – final.pdf", "application/pdf", bytes(range(256)) * 20),
        File("notes.txt", "text/plain", "Zeile – eins\n.\nFrom two\n".encode()),
        File("raw.txt", "text/plain", b"\xff\xfe no charset \x00"),
        File("data", "multipart/strange", b"x"),
        File("no type", "nonsense", b"y"),
    )
    mail = parse(render(a_letter(files=files)))
    assert [file.name for file in mail.attachments] == [file.name for file in files]
    assert [part.content().replace(b"\r\n", b"\n") for part in mail.files] == [
        file.content.replace(b"\r\n", b"\n") for file in files
    ]
    assert mail.files[0].content() == files[0].content
    assert mail.body == "Text"


def test_an_attached_mail_goes_out_byte_for_byte() -> None:
    original = letter("Grüße", "inner –") + b"8-bit: \xe9\r\n"
    files = (File("one.eml", "message/rfc822", original), File("a.pdf", "application/pdf", b"%PDF"))
    mail = parse(render(a_letter(files=files)))
    assert [(file.name, file.type) for file in mail.attachments] == [
        ("one.eml", "message/rfc822"),
        ("a.pdf", "application/pdf"),
    ]
    assert mail.files[0].content().rstrip(b"\r\n") == original.rstrip(b"\r\n")


@pytest.mark.parametrize(
    "date",
    [datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")), NOW, NOW + timedelta(days=200)],
)
def test_the_date_keeps_its_offset(date: datetime) -> None:
    found = parse(render(a_letter(date=date))).date
    assert found is not None
    assert found.timestamp() == date.timestamp()
    assert found.utcoffset() == date.utcoffset()


def test_a_domain_outside_ascii_is_encoded_and_a_name_before_the_at_sign_is_not() -> None:
    assert wire("jörg@bücher.example") == "jörg@xn--bcher-kva.example"
    content = render(a_letter(to=(Address("", "info@bücher.example"),)))
    assert b"info@xn--bcher-kva.example" in content
    assert "jörg@xn--bcher-kva.example".encode() in render(a_letter(to=(Address("", "jörg@bücher.example"),)))
    with pytest.raises(ToolError, match="not an address"):
        wire(f"a@{'ü' * 80}.example")


@pytest.mark.parametrize(
    "email", ["a..b@example.org", "a@b@c", "@x", "a@", "a b@c", "<x@y", "a@b\r\nBcc: c@d"]
)
def test_what_is_no_address_is_refused_before_anything_is_written(email: str) -> None:
    with pytest.raises(ToolError, match="not an address"):
        render(a_letter(to=(Address("", email),)))


def test_many_recipients_are_folded_over_short_lines() -> None:
    people = tuple(Address(f"Pérson {n}", f"p{n}@example.org") for n in range(200))
    content = render(a_letter(to=people))
    assert all(len(one) <= 78 for one in header_lines(content))
    assert parse(content).to == people


@pytest.mark.parametrize(
    "other",
    [
        {"to": (Address("Ana Lima", "ana@example.net"),)},
        {"to": (ANA, ME)},
        {"cc": (ME,)},
        {"sender": ANA},
        {"subject": "Hello you"},
        {"message_id": "l@assistant.example.com"},
    ],
)
def test_what_is_read_back_and_says_anything_else_is_refused(other: dict[str, object]) -> None:
    content = render(a_letter())
    read_back(content, a_letter())
    with pytest.raises(ToolError):
        read_back(content, a_letter(**other))
