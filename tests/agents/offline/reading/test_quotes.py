"""Quotation marks in pairs."""

import pytest

from agents.offline.reading.quotes import quotes_in


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("say 'hi' and \"bye\"", ["'hi'", '"bye"']),
        ("the 'boss' table' is free", ["'boss' table'"]),
        ("'a' 'b'", ["'a'", "'b'"]),
        ("'one \"two\" three' four", ["'one \"two\" three'"]),
        ("“a “b” c” d", ["“a “b” c”"]),
        ('("a") [`b`]', ['"a"', "`b`"]),
        ("don't say Ana's", []),
        ("'never closed", []),
        ("'a 'a 'a", []),
        ("'a 'b'", ["'b'"]),
        ("' a'", []),
        ("5' and 6'", []),
        ("«ça» ‘va’", ["«ça»", "‘va’"]),
    ],
)
def test_a_quote_ends_with_the_mark_that_belongs_to_its_beginning(text: str, quoted: list[str]) -> None:
    assert [text[begin:stop] for begin, stop in quotes_in(text)] == quoted
