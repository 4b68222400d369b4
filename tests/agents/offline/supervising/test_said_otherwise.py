"""Other ways of saying what the rules read: they go where the plain words go."""

import pytest

from agents.offline.supervising.other_words import in_other_words
from tests.agents.offline.supervising.test_routes import route


@pytest.mark.parametrize(
    "text",
    [
        "search and cancel all my calls with Petra",
        "is there a way to clear my schedule on friday",
        "remove from my diary the yoga class on monday",
        "clear tomorrow of meetings",
        "give me a list of all appointments in may",
        "inform me of all meetings next week",
        "let me know about my call on friday",
        "set a notification for the board meeting on thursday",
        "alert for my appointment tomorrow",
        "remind to feed the cat at six",
        "create a remainder for the dentist on friday at nine",
        "show me the details about the workshop on monday",
        "have you booked a call with Petra on friday",
        "did you put the review into my calendar",
        "is it true that the wedding is on saturday",
        "make sure my schedule is empty on friday",
        "i have a wedding to attend on the twenty-fifth",
    ],
)
def test_of_events_the_calendar_is_asked(text):
    assert route(text) == "calendar"


@pytest.mark.parametrize(
    "text",
    [
        "please sync my mailbox",
        "who has written to me lately",
        "who messaged me recently and what did they write",
        "send merry christmas to petra@mail dot org",
        "send my best wishes to Petra",
        "what did the bakery say about the cake",
        "open my address book",
        "is there a contact called Petra in my list",
        "what is Petra's full name",
    ],
)
def test_of_mails_and_people_the_mailbox_is_asked(text):
    assert route(text) == "email"


@pytest.mark.parametrize(
    "text",
    [
        "find a recipe and delete all the eggs",
        "is there a way to reach the moon",
        "alert for hurricanes",
        "is it true that cats are asleep on mars",
        "give me information about the solar system",
        "let me know about the traffic",
        "notify me of all goals",
    ],
)
def test_of_what_is_nobodys_nobody_is_asked(text):
    assert route(text) == "none"


@pytest.mark.parametrize(
    "text",
    [
        "clear the table of contents with Ana",
        "reload the truck at 5",
        "send Ana the list of guests",
        "tell Ben that a list of things is missing",
        "move lunch from the calendar week to Friday",
        "what did Ana say about lunch",
    ],
)
def test_what_only_looks_alike_stays_as_it_is(text):
    assert in_other_words(text) == text
