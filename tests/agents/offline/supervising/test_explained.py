import pytest

from agents.offline.supervising.explained import CHANGING, LISTING, MAILING, MAKING, ROOMS, explained


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how would one go about arranging a meeting with the team", MAKING),
        ("could you teach me how to plan an event", MAKING),
        ("what do i have to do to get rid of an appointment", CHANGING),
        ("could you show me how to cancel an event", CHANGING),
        ("what are the steps for writing an email", MAILING),
        ("explain to me how to set up a to-do list", LISTING),
        ("which board rooms are open at noon", ROOMS),
        ("tell me the availability of rooms tomorrow", ROOMS),
        ("how do I make pancakes for a meeting of twelve hungry people", None),
        ("how do I get to the meeting", None),
        ("what do I do tomorrow", None),
        ("book the meeting room on Friday at 3pm", None),
        ("how do I write a letter", None),
    ],
)
def test_who_asks_how_something_is_done_is_told_and_nothing_else_is(text: str, said: str | None) -> None:
    assert explained(text) == said
