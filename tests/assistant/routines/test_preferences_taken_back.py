"""Preferences that are changed and taken back in words."""

import pytest

from tests.assistant.routines.conftest import sample_place
from tests.assistant.routines.test_in_words import asked

KEPT = (
    "Never book anything before 10",
    "My lunches are 45 minutes",
    "Always leave 10 minutes between meetings",
    'Sign my mails with "Best, Sam"',
    "Ben is Ben Okafor",
)


@pytest.fixture(scope="module")
def fond(tmp_path_factory):
    """With five preferences, which stay as they are: what is proposed is refused."""
    place = sample_place(tmp_path_factory.mktemp("fond"))
    for said in KEPT:
        place.say(said, approve="all")
    yield place
    place.assistant.close()


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ("Actually, lunches are an hour", "Keep as your preference: lunches: 1 hour where nothing is said"),
        ("I work from 9 to 5", "Keep as your preference: working hours are 09:00-17:00"),
        (
            "From now on make 1:1s half an hour",
            "Keep as your preference: 1:1s: 30 minutes where nothing is said",
        ),
        ("You can book before 10 again", "Forget your preference: never before 10:00"),
        ("No more buffers", "Forget your preference: 10 minutes free before and after each event"),
        ("Remove the preference about Ben", "Forget your preference: Ben is Ben Okafor"),
        ("Forget my signature preference", "Forget your preference: mails are signed 'Best, Sam'"),
        (
            "Forget that lunches are 45 minutes",
            "Forget your preference: lunches: 45 minutes where nothing is said",
        ),
        ("Forget my preference about juggling", "You have told me no preference about 'juggling'."),
    ],
)
def test_a_preference_is_known_by_what_it_says(fond, said, proposed):
    assert asked(fond, said) == proposed


def test_all_of_them_are_forgotten_each_by_its_own_card(fond):
    turn = fond.say("Forget all my preferences", approve="none")
    assert turn.reply.count("You said no to") == len(KEPT)


def test_what_is_known_of_the_person_is_listed(fond):
    assert fond.say("What do you remember about me?").reply.splitlines() == [
        "- never before 10:00",
        "- 10 minutes free before and after each event",
        "- lunches: 45 minutes where nothing is said",
        "- Ben is Ben Okafor",
        "- mails are signed 'Best, Sam'",
    ]
