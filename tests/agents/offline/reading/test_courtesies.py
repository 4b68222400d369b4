"""However a request is opened, it is the same request."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agents.offline.contacts.wishes import Remove
from agents.offline.contacts.wishes import wish_in as contact_wish
from agents.offline.reading.asked_at_once import asked_at_once
from agents.offline.routines.watch_wishes import Watch
from agents.offline.routines.wishes import wish_in as routine_wish
from agents.offline.supervising.kept_free import kept_free
from agents.offline.supervising.other_words import in_other_words
from agents.offline.supervising.turned import turned

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/London"))
OPENINGS = (
    "please", "hey, could you please", "ok so", "and then", "also, just", "thanks. Now", "can we", "Alexa,",
    "great, would you kindly", "pls", "hello! I want you to", "go ahead and", "i'd like you to",
)  # fmt: skip


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_request_is_the_same_however_it_is_opened(opening):
    assert turned(f"{opening} choir at 7 instead of 6 on Monday") == "move the choir at 6 on Monday to 7"
    assert turned(f"{opening} where was that location again?") == "where is it?"
    assert (
        asked_at_once(f"{opening} what day and time is my haircut, and where is it?")
        == "where is my haircut?"
    )
    assert kept_free(f"{opening} keep Friday free", NOW) == "Schedule 'Keep free' Friday from 08:00 to 20:00"
    assert isinstance(contact_wish(f"{opening} remove Petra from my contacts"), Remove)
    assert isinstance(routine_wish(f"{opening} notify me when the landlord replies", NOW), Watch)


@pytest.mark.parametrize("opening", OPENINGS)
def test_no_word_that_opens_a_request_is_part_of_what_is_moved(opening):
    text = f"{opening} move the review to Tuesday at 4 instead of 3"
    assert turned(text) == text


@pytest.mark.parametrize("wish", ["i want to", "we need to", "I'd like to", "i really have to"])
def test_what_somebody_wants_to_have_done_is_asked_for(wish):
    assert kept_free(f"{wish} keep Friday free", NOW) == "Schedule 'Keep free' Friday from 08:00 to 20:00"
    assert isinstance(contact_wish(f"{wish} remove Petra from my contacts"), Remove)


def test_a_verb_alone_is_of_what_was_spoken_of_only_where_it_is_asked_for():
    assert in_other_words("so, can you please cancel") == "so, can you please cancel it"
    assert in_other_words("cancel") == "cancel"
