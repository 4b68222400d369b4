"""How sentences stand together in an answer."""

import pytest

from tools.sentences import together


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        ([], ""),
        (["One."], "One."),
        (["One.", "Two."], "One. Two."),
        (["One.", "Two.", "Three."], "- One.\n- Two.\n- Three."),
        (["- One.\n- Two.\n- Three.", "Sent."], "- One.\n- Two.\n- Three.\nSent."),
    ],
)
def test_a_few_follow_each_other_and_more_are_a_list(sentences, text):
    assert together(sentences) == text
