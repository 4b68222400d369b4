"""Several things that are asked of one event come to one question."""

import pytest

from agents.offline.reading.asked_at_once import asked_at_once

ONE = {
    "What day and time is my haircut, and where is it?": "where is my haircut?",
    "could you find out the date and the people attending for our picnic": "who is coming to our picnic?",
    "find out the people joining me and the scheduled time for my fitting, thanks": (
        "who is coming to my fitting?"
    ),
    "i need the agenda and the time of the budget meeting": "tell me everything about my next budget meeting",
    "When is the briefing, who is coming to the briefing, and what is it about?": (
        "tell me everything about my next briefing"
    ),
    "I have a fitting on Friday. Who is coming?": "who is coming to my fitting on Friday?",
    "Who's showing up for bowling, and what's the date on that": "who is coming to my bowling?",
    "what time do i have to be there and who is joining?": "what time do i have to be there?",
}
SEVERAL = [
    "when is the review and who is coming to the party",
    "what time is it",
    "what is the time and date",
    "what is the purpose of life",
    "where is the mail from Ana and who is in cc",
]


@pytest.mark.parametrize(("said", "asked"), ONE.items())
def test_what_is_asked_of_one_event_is_one_question(said: str, asked: str):
    assert asked_at_once(said) == asked


@pytest.mark.parametrize("said", SEVERAL)
def test_what_is_of_several_or_of_no_event_stays_as_it_is(said: str):
    assert asked_at_once(said) is None
