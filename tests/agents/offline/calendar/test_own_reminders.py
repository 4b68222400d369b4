import icalendar
import pytest

from agents.offline.calendar.frames import ChangeEvent, CreateEvent
from tests.agents.offline.sentences import frame


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("remind me 10 minutes before the review", 10),
        ("remind me an hour before tomorrow's call with Ana", 60),
        ("set a reminder 2 hours before my next meeting", 120),
        ("add a 15 minute reminder to the review on Monday", 15),
        ("remind me about the review 30 minutes before it starts", 30),
        ("set a reminder for the review 1 day before", 1440),
        ("add a reminder to the review 1 hour before", 60),
    ],
)
def test_a_reminder_before_an_event_that_there_is(text, minutes):
    found = frame(text)
    assert (type(found), found.noun, found.reminders) == (ChangeEvent, "reminder", (minutes,))


@pytest.mark.parametrize(
    "text", ["remind me to call the bank on Monday at 9", "remind me tomorrow at 9 to pay"]
)
def test_a_reminder_of_something_to_do_is_an_event_of_its_own(text):
    assert type(frame(text)) is CreateEvent


def test_the_event_gets_the_reminder_and_no_other_is_made(desk):
    desk.say("remind me 10 minutes before the design review")
    assert len(desk.events()) == 4
    (path,) = (desk.home / "calendar").glob("*/review.ics")
    (alarm,) = icalendar.Calendar.from_ical(path.read_bytes()).walk("VALARM")
    assert alarm.decoded("trigger").total_seconds() == -600
