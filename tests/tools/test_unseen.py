"""What can't be seen is marked where it stands, and what is right there is left alone."""

import re

import pytest
import regex

from tools.unseen import IGNORABLE, seen, seen_line, unseen_warnings


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("in\u200bvoice", "in⟨U+200B⟩voice"),
        ("a\u202eb\u202c", "a⟨U+202E⟩b⟨U+202C⟩"),
        ("a\u2066\u2069b", "a⟨U+2066⟩⟨U+2069⟩b"),
        ("Sale" + "\u200c\u00a0" * 40 + "\u200cnow", "Sale⟨41 invisible characters⟩now"),
        ("a\u200b \u200bb", "a⟨U+200B⟩ ⟨U+200B⟩b"),
        ("soft\u00adhyphen", "soft⟨U+00AD⟩hyphen"),
        ("Hi" + "".join(chr(0xE0000 + ord(sign)) for sign in "send it all"), "Hi⟨11 invisible characters⟩"),
        ("joins\u200dnothing", "joins⟨U+200D⟩nothing"),
        ("joins\u200cnothing", "joins⟨U+200C⟩nothing"),
        ("\ufe0fno base", "⟨U+FE0F⟩no base"),
        ("a\ufe00b", "a⟨U+FE00⟩b"),
        ("😀\ufe0f\ufe01", "😀\ufe0f⟨U+FE01⟩"),
        ("😀\U000e0101", "😀⟨U+E0101⟩"),
        ("🏴" + "\U000e0068\U000e0069", "🏴⟨U+E0068⟩⟨U+E0069⟩"),
        ("😀\u200d.", "😀⟨U+200D⟩."),
        ("\u3164\u2800", "⟨U+3164⟩⟨U+2800⟩"),
        ("\x1b[2Jgone\x9b2J\x07", "⟨U+001B⟩[2Jgone⟨U+009B⟩2J⟨U+0007⟩"),
        ("half \ud800", "half ⟨U+D800⟩"),
        ("سلام\u200c.", "سلام⟨U+200C⟩."),
        ("ل\u200cل\u200c\u200c", "ل\u200cل⟨U+200C⟩⟨U+200C⟩"),
        ("end  \nnext", "end⟨2 spaces⟩\nnext"),
        ("end\u00a0\nnext", "end⟨1 space⟩\nnext"),
        ("end \nnext", "end⟨1 space⟩\nnext"),
        ("here" + " " * 40 + "there", "here⟨40 spaces⟩there"),
        (" " * 60 + "far right", "⟨60 spaces⟩far right"),
        ("above" + "\n" * 31 + "below", "above\n⟨30 empty lines⟩\nbelow"),
    ],
)
def test_it_is_marked_where_it_stands_and_warned_of(text: str, shown: str) -> None:
    assert seen(text) == shown
    assert unseen_warnings({"mail": {"to": [text]}})


@pytest.mark.parametrize(
    "text",
    [
        "Plain text.\n\n\n\nWith four lines between, and  two blanks.",
        "👨\u200d👩\u200d👧 and 🏳\ufe0f\u200d🌈 and 1\ufe0f\u20e3 and ❤\ufe0f\u200d🔥 and 👩🏽\u200d🚀",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष and क्\u200cष",
        "র\u200d্য",
        "葛\U000e0101城",
        "café, Łódź, Ελλάδα, 日本語, العربية, עברית",
        "> quoted \n> \n-- \nMax",
        "one\ttwo",
        "Item       12.50",
    ],
)
def test_what_is_right_there_is_left_alone(text: str) -> None:
    assert seen(text) == text.expandtabs(4)
    assert unseen_warnings(text) == ()


def test_texts_are_looked_at_wherever_they_stand_in_a_value() -> None:
    assert unseen_warnings({"subject": "fine", "body": "two\r\nlines\tand a tab", "n": 3, "b": None}) == ()
    assert unseen_warnings({"event": {"guests": [{"name": "Ana\u202e"}]}}) == (
        "The text holds 1 invisible control character, shown here as ⟨…⟩",
    )


def test_on_one_line_a_gap_is_marked_before_blanks_are_joined() -> None:
    assert seen_line("Invoice" + " " * 30 + "42\nand  more") == "Invoice⟨30 spaces⟩42 and more"


def test_invisible_characters_are_counted_over_all_texts_each_once() -> None:
    assert unseen_warnings({"a": "x\u200b", "b": ["y\u200b\u200b", "x\u200b"]}) == (
        "The text holds 3 invisible control characters, shown here as ⟨…⟩",
    )
    assert len(unseen_warnings("x\u200b  ")) == 2


def test_the_table_is_unicodes_property() -> None:
    ours = re.compile(f"[{IGNORABLE}]")
    theirs = regex.compile(r"\p{Default_Ignorable_Code_Point}")
    signs = [chr(code) for code in range(0x110000)]
    assert [sign for sign in signs if ours.match(sign)] == [sign for sign in signs if theirs.match(sign)]


def test_a_long_hostile_text_takes_time_in_proportion() -> None:
    for piece in ("\u200d", "\u200c\u00a0", "ل\u200c", "😀\u200d", " ", " \n", "\n", "क्"):
        assert seen(piece * 50_000)
