"""What is said of routines and watches that aren't called so, and how they are told of."""

import pytest

from assistant.contract import Decision
from tests.assistant.routines.conftest import sample_place


def asked(place, text):
    """The summary of what is proposed; what is said, where nothing is."""
    turn = place.say(text)
    for approval in turn.approvals:
        place.assistant.decide({approval.id: Decision.reject()})
    return turn.approvals[0].summary if turn.approvals else turn.reply


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """With two routines and a watch, which stay as they are: what is proposed is refused."""
    place = sample_place(tmp_path_factory.mktemp("busy"))
    place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    place.make("Every weekday at 17:30 give me a summary of my unread mail")
    place.make("Tell me if Hugo hasn't answered about the brochure by Wednesday")
    yield place
    place.assistant.close()


SUMMARY, SHEETS = "'Give me a summary of my unread mail'", "'Mail Ana a reminder about timesheets'"


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ("Skip the summary tomorrow", f"Skip {SUMMARY} on Tue 1 Dec 2026, 17:30"),
        ("No summary tomorrow please", f"Skip {SUMMARY} on Tue 1 Dec 2026, 17:30"),
        ("don't send the timesheets reminder this Friday", f"Skip {SHEETS} on Fri 4 Dec 2026, 16:00"),
        ("Pause the timesheet reminder", f"Pause {SHEETS}"),
        ("Stop the reminder about timesheets", f"End {SHEETS}"),
        ("stop mailing Ana about timesheets", f"End {SHEETS}"),
        ("Run the summary now", f"Run {SUMMARY} now"),
        ("Move the summary to 18:00", f"Change the routine {SUMMARY}"),
        ("Cancel the summary of unread mail", f"End {SUMMARY}"),
        ("Stop waiting for Hugo", "End 'An answer from Hugo: brochure'"),
        ("never mind about Hugo's answer", "End 'An answer from Hugo: brochure'"),
    ],
)
def test_a_routine_is_known_by_what_it_does(busy, said, proposed):
    assert asked(busy, said) == proposed


@pytest.mark.parametrize("said", ["Skip the stand-up tomorrow", "Cancel the stand-up tomorrow"])
def test_an_event_that_is_called_so_is_meant_first(busy, said):
    assert asked(busy, said).startswith("Cancel one occurrence of 'Stand-up'")


def test_what_no_routine_is_about_is_left_to_the_others(busy):
    assert (
        asked(busy, "Skip the juggling workshop") == "I found no 'juggling workshop', so nothing was changed."
    )


def test_the_list_says_when_as_people_do(busy):
    assert busy.say("What routines do I have?").reply.splitlines() == [
        "- Mail Ana a reminder about timesheets: every Friday at 16:00, next on Friday, 4 December 2026",
        "- Give me a summary of my unread mail: every weekday at 17:30, next on Monday, 30 November 2026",
        "- An answer from Hugo: brochure: you hear of it if there is none by the end of Wed 2 Dec 2026",
    ]
    assert busy.say("What are you watching for?").reply.startswith("- An answer from Hugo")


def test_a_day_that_is_skipped_stays_so_when_the_time_is_moved(place):
    place.make("Every weekday at 17:30 give me a summary of my unread mail")
    place.say("Skip the summary tomorrow", approve="all")
    turn = place.say("Move the summary to 18:00", approve="all")
    assert turn.reply.endswith("Next: Mon 30 Nov 2026, 18:00.")
    [summary] = place.home.routines.list()
    assert [f"{at:%d %H:%M}" for at in summary.next[:2]] == ["30 18:00", "02 18:00"]
