"""A name that is given to an event next, and where it ends."""

import pytest

from agents.offline.calendar.naming import naming
from tests.agents.offline.desk import NOW

NAMED = {
    "name the event Harvest supper": ("Harvest supper", ""),
    "Yes, right. Please label it as book club": ("book club", ""),
    "at 4pm and you can call it swap shop": ("swap shop", "at 4pm"),
    "Name it Optician. The event time is ten past 4": ("Optician", "make it ten past 4"),
    "call it 'Critique'": ("Critique", ""),
    "use Flat viewing as the event title": ("Flat viewing", ""),
    "call it Physio for five in the evening": ("Physio", "make it for five in the evening"),
}


@pytest.mark.parametrize(("said", "named"), NAMED.items())
def test_a_name_ends_where_something_else_is_said(said: str, named: tuple[str, str]):
    assert naming(said, NOW) == named


@pytest.mark.parametrize("said", ["call Ana at 4", "the name of the street", "make it 4pm"])
def test_other_words_name_nothing(said: str):
    assert naming(said, NOW) is None
