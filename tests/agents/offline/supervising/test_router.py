import pytest

from agents.offline.supervising.router import vote


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("put the parent evening into my diary for thursday at seven", "calendar"),
        ("write to my landlord about the broken heating", "email"),
        ("please put sharpening the skates onto my to-do list", "tasks"),
        ("which of my to-dos should be through by now", "tasks"),
        ("which colour has the sky on mars", "none"),
        ("switch the heating off at night", "none"),
        ("", "none"),
    ],
)
def test_sentences_it_was_not_trained_on_go_where_they_belong(text, label):
    assert vote(text).label == label


def test_its_shares_add_up():
    assert sum(vote("cancel my meeting").shares) == pytest.approx(1)
