"""What is clearly for another program is declined, also where it has a day and an hour."""

import pytest

from agents.offline.supervising.foreign import foreign, foreign_title


@pytest.mark.parametrize(
    "title",
    [
        "alarm",
        "wake up call",
        "taxi to the airport",
        "eggs to my shopping list",
        "mute everything",
        "place to stay",
    ],
)
def test_titles_of_what_other_programs_do_are_foreign(title):
    assert foreign_title(title)


@pytest.mark.parametrize("title", ["music lesson", "alarm company visit", "light lunch", "radio interview"])
def test_a_foreign_word_before_the_noun_makes_no_foreign_title(title):
    assert not foreign_title(title)


def test_a_row_of_words_counts_only_as_a_row():
    assert foreign("turn on the heating".split()) and foreign("please turn off everything".split())
    assert not foreign("my turn to cook on friday".split())


def test_to_list_something_is_an_order_and_a_list_of_tasks_is_ours():
    assert foreign("the shopping list".split())
    assert not foreign("please list my drafts".split()) and not foreign("my to do list".split())
