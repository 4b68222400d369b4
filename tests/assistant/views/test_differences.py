"""Differences between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.views.differences import Piece, lines, words

TEXTS = st.text(alphabet=st.sampled_from("ab c.,\n"), max_size=60)


def side(marked, other: str) -> str:
    return "\n".join("".join(piece.text for piece in line if piece.mark != other) for line in marked)


def without_empty_lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def test_a_changed_word_is_marked_and_the_rest_is_not():
    assert words("See you on Tuesday.", "See you on Wednesday.") == (
        (Piece("See you on "), Piece("Tuesday", "gone"), Piece("Wednesday", "new"), Piece(".")),
    )


def test_words_that_change_together_are_marked_together():
    (line,) = words("the old red house", "the new green house")
    assert line == (Piece("the "), Piece("old red", "gone"), Piece("new green", "new"), Piece(" house"))


def test_a_line_that_comes_or_goes_is_marked_whole():
    assert lines("Ana\nBen", "Ana\nChloé") == (
        (Piece("Ana"),),
        (Piece("Ben", "gone"),),
        (Piece("Chloé", "new"),),
    )


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_their_difference(before, after):
    marked = words(before, after)
    assert "".join(without_empty_lines(side(marked, "new"))) == "".join(without_empty_lines(before))
    assert "".join(without_empty_lines(side(marked, "gone"))) == "".join(without_empty_lines(after))


@given(TEXTS)
def test_equal_texts_have_no_difference(text):
    assert all(piece.mark == "same" for line in words(text, text) for piece in line)
    assert side(words(text, text), "gone") == text
