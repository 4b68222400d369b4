"""What others wrote is shown as text, and as nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.views.text import clean, clean_line


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("a\x1b]0;title\x07b", "ab"),
        ("a\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\b", "alinkb"),
        ("a\x1b]52;c;c2VjcmV0\x07b", "ab"),
        ("a\x1bPq#0;2;0;0;0\x1b\\b", "ab"),
        ("a\x1b[2J\x1b[Hb", "ab"),
        ("a\x1bcb", "ab"),
        ("a\x1b", "a"),
        ("back\x08\x08\x7fspace", "backspace"),
        ("over\rwritten", "over\nwritten"),
        ("two\r\nlines", "two\nlines"),
        ("para\u2029graph", "para\ngraph"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("in\u2066ver\u2069ted", "inverted"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("soft\u00adhyphen", "softhyphen"),
        ("tab\tbed", "tab bed"),
        ("lone \ud800 half", "lone  half"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
    ],
)
def test_only_what_is_seen_is_left(written, shown):
    assert clean(written) == shown


def test_a_line_stays_a_line():
    assert clean_line(" Subject\r\n  with\x0b a fold\x1b[1m ") == "Subject with a fold"


@given(st.text())
def test_no_text_keeps_a_control_character_and_cleaning_twice_changes_nothing(text):
    shown = clean(text)
    assert not any(ord(character) < 32 and character != "\n" for character in shown)
    assert not set(shown) & set("\x7f\x9b\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
    assert clean(shown) == shown
    shown.encode("utf-8")
