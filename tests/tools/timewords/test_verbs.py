from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import find
from tools.timewords.verbs import MOVING

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize("verb", [form for verb in MOVING for form in (verb.word, verb.past)])
def test_after_a_verb_of_moving_an_hour_later_says_by_how_much(verb):
    (mention,) = find(f"{verb} the call an hour later", now=NOW)
    assert (mention.text, mention.resolution.duration) == ("an hour later", timedelta(hours=1))


def test_after_another_verb_it_is_an_hour_from_now():
    (mention,) = find("water the plants an hour later", now=NOW)
    assert mention.resolution.start == NOW + timedelta(hours=1)
