import pytest

from agents.offline.calendar.titles import event_title
from tests.agents.offline.sentences import frame


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("schedule a meeting with Ana on Friday at 9", "Meeting with Ana"),
        ("book lunch with Ana on Friday at noon", "Lunch with Ana"),
        ("schedule a design review with Ana on Friday at 9", "Design review"),
        ("schedule a meeting with Ana about the budget on Friday at 9", "Meeting: the budget"),
        ("create a calendar entry for brunch on Sunday at 11", "Brunch"),
        ("remind me to call the bank tomorrow at 9", "Call the bank"),
    ],
)
def test_an_event_without_a_title_is_called_by_what_it_is(text, title):
    assert event_title(frame(text), ["Ana"] if "Ana" in text else []) == title
