"""Titles that are meant though they are said in the plural."""

import pytest

from agents.offline.asking.selection import titled


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("yoga classes", "Yoga class"),
        ("birthday parties", "Birthday party"),
        ("movies", "Movie night"),
        ("team lunches", "Team lunch"),
        ("exercise", "Exercises"),
        ("standups", "Stand-up"),
        ("birthday", "Birthdayparty"),
    ],
)
def test_a_plural_means_what_is_called_as_one(said: str, title: str) -> None:
    assert titled([{"title": title}, {"title": "Yogurt"}], said, "title") == [{"title": title}]


@pytest.mark.parametrize(("said", "title"), [("passes", "Past"), ("class", "Clay"), ("parts", "Party")])
def test_another_word_is_no_plural(said: str, title: str) -> None:
    assert not titled([{"title": title}], said, "title")
