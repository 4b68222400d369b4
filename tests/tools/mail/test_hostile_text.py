"""Text that was written to keep a reader busy: the work is linear in its length."""

import pytest

from tools.mail.charsets import decoded, header_text
from tools.mail.html_text import html_to_text, rough_text
from tools.mail.parsing import parse

MANY = 100_000


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<style ", "<script>", "<", "<a ", "</", "<div hidden>", "<p style='display:none'>", "-->"],
)
def test_html_that_is_never_closed_is_still_read(piece: str) -> None:
    # Quadratic, each of these would take many minutes.
    assert "first" in rough_text(f"<b>first</b> {piece * MANY}")
    assert "first" in html_to_text(f"<b>first</b> {piece * (MANY // 10)}")


def test_a_subject_of_very_many_encoded_words_is_read_to_its_end() -> None:
    assert header_text(" ".join(["=?utf-8?Q?a?="] * MANY) + " end") == "a" * MANY + " end"
    assert header_text("=?utf-8?Q?" * MANY).startswith("=?utf-8?Q?")


def test_very_many_bytes_that_dont_fit_are_read_one_by_one() -> None:
    assert decoded("ü".encode() + b"\xfc" * MANY, "utf-8") == "ü" * (MANY + 1)


def test_brackets_by_the_thousand_in_every_header_leave_the_subject_and_the_text() -> None:
    headers = "".join(
        f"{name}: {'(' * 2000}{':' * 2000}Ana <ana@example.org>\r\n" for name in ("From", "To", "Cc")
    )
    mail = parse(f"{headers}Subject: Hello\r\n\r\nText".encode())
    assert (mail.subject, mail.body, mail.sender.email) == ("Hello", "Text", "ana@example.org")
