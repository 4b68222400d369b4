"""Words in another order, or with a word more, that mean the same."""

import pytest

from agents.offline.supervising.turned import turned


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("cancel my evening meeting tomorrow", "cancel my meeting tomorrow evening"),
        ("is there a morning call with Ana on Monday?", "is there a call with Ana on Monday morning?"),
        ("move my morning meeting today", "move my meeting this morning"),
        ("delete event choir practice", "delete the choir practice"),
        ("remove the appointment dentist please", "remove the dentist please"),
        ("add an additional hour onto my dentist appointment", "extend my dentist appointment by an hour"),
        ("cancel the party because I hate it", "cancel the party"),
        (
            "Remove Ana from the review on Friday, she will be out of town.",
            "Remove Ana from the review on Friday",
        ),
        ("Hey! I am going to have to move the review to Friday", "move the review to Friday"),
        ("I'll be late, please let Ana and Maya know", "tell Ana and Maya that I'll be late"),
        ("i can't come on Friday, tell Ana", "tell Ana that i can't come on Friday"),
        ("add 30 minutes to the sprint review", "extend the sprint review by 30 minutes"),
    ],
)
def test_the_same_is_read_in_the_usual_order(said: str, read: str) -> None:
    assert turned(said) == read


@pytest.mark.parametrize(
    "said",
    [
        "cancel my evening meeting",
        "schedule the morning run tomorrow",
        "cancel my evening meeting tomorrow at 8",
        "delete the event on Friday",
        "cancel the appointment with Ana",
        "remove the event today",
        "add an hour of yoga to my calendar",
        "I need to email Ana",
        "move the review to Friday, I am free at 4",
        "cancel lunch because Ana is ill and tell her",
        "tell Ana that I can't come because I am ill",
        "cancel the review, she can come on Monday instead",
        "I want to come over and tell Ana",
        "I need to know when Ana comes, tell me about it",
        "add Ana to the review",
    ],
)
def test_what_is_in_the_usual_order_stays_as_it_is(said: str) -> None:
    assert turned(said) == said
