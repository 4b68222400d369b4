"""New files are written without icalendar, and are to the letter what it would have written."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tools.ics.content_lines import ahead, offset
from tools.scheduling.events import Attendee, Event
from tools.scheduling.plain_write import new_file

AT = datetime(2026, 3, 5, 9, 0, 1, 55, tzinfo=ZoneInfo("Europe/Berlin"))
GUESTS = (
    Attendee("ana@example.com", "Ana Lima"),
    Attendee("ben@example.com"),
    Attendee("conan@example.com", "O'Neil; Conan: the ^ one"),
    Attendee(f"{'long' * 20}@example.com", "Name" * 15),
)


def noon(zone: str, year: int = 2026, month: int = 3) -> datetime:
    return datetime(year, month, 5, 12, tzinfo=ZoneInfo(zone))


def lasting_an_hour(start: datetime, title: str = "Lunch", **values) -> Event:
    return Event("personal", "uid", title, start, start + timedelta(hours=1), **values)


EVENTS = {
    "in a zone": lasting_an_hour(noon("Europe/Berlin")),
    "in UTC": lasting_an_hour(noon("UTC")),
    "with an offset": lasting_an_hour(datetime(2026, 3, 5, 12, tzinfo=timezone(timedelta(hours=2)))),
    "whole days": Event("personal", "uid", "", date(2026, 3, 5), date(2026, 3, 8), reminders=(2880,)),
    "floating": lasting_an_hour(noon("Europe/Berlin"), floating=True),
    "in two zones": Event(
        "personal", "uid", "Flight", noon("Africa/Casablanca"), noon("America/New_York") + timedelta(hours=3)
    ),
    "the hour that comes twice": lasting_an_hour(
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    ),
    "long ago": lasting_an_hour(noon("Europe/London", 1969)),
    "signs and lines": lasting_an_hour(
        noon("Australia/Lord_Howe"), title='A; B, C\\D\nline "q"\r\nend' + "ä" * 90, location="Room: 4",
        description="Täglich " * 40,
    ),
    "guests, rule, reminders": lasting_an_hour(
        noon("America/New_York"), rrule="FREQ=WEEKLY;UNTIL=20261231T225959Z;BYDAY=MO,WE",
        reminders=(10, 60, 1440, 0, 90), organizer=Attendee("me@example.com", 'Sam, "R" \\ é'),
        attendees=GUESTS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_icalendar_writes_the_same_when_it_has_read_it(event):
    data = new_file(event, AT)
    assert Calendar.from_ical(data.decode()).to_ical(sorted=False) == data


def test_the_rule_begins_with_how_often():
    data = new_file(lasting_an_hour(noon("UTC"), rrule="INTERVAL=2;FREQ=YEARLY;COUNT=3"), AT)
    assert b"RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3\r\n" in data


def test_nobody_can_put_a_line_into_the_file():
    name = "Eve\r\nATTACH:evil"
    event = lasting_an_hour(
        noon("UTC"), title=name, organizer=GUESTS[0], attendees=(Attendee("e@x.org", name),)
    )
    lines = new_file(event, AT).decode().replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith("ATTACH")]


@pytest.mark.parametrize(
    ("minutes", "written"), [(0, "P0D"), (90, "-PT1H30M"), (1440, "-P1D"), (1501, "-P1DT1H1M"), (-5, "PT5M")]
)
def test_a_reminder_says_how_long_before(minutes, written):
    assert ahead(minutes) == written


def test_an_offset_has_seconds_where_a_zone_had_them():
    long_ago = datetime(1800, 1, 1, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
    assert offset(long_ago.utcoffset() or timedelta()) == "+005328"
    assert offset(-timedelta(hours=3, minutes=30)) == "-0330"
