"""Which occurrences of a series are left out, added or changed, as other programs name them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.tools.scheduling.desk import Desk
from tools.ics.values import address_in

UPDATE, CANCEL = "update_calendar_event", "cancel_calendar_event"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 10, tzinfo=BERLIN)
WEEK = "2026-11-23/2026-11-29"
NEW_YORK = ("DTSTART;TZID=America/New_York:20261124T100000", "DTEND;TZID=America/New_York:20261124T110000")
HERE = ("DTSTART;TZID=Europe/Berlin:20261124T100000", "DTEND;TZID=Europe/Berlin:20261124T110000")
FLOATING = ("DTSTART:20261124T100000", "DTEND:20261124T110000")
THREE = "RRULE:FREQ=DAILY;COUNT=3"


def event(*lines: str, title: str = "Choir") -> str:
    return "\n".join(["BEGIN:VEVENT", "UID:c", f"SUMMARY:{title}", *lines, "END:VEVENT"])


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path, BERLIN, NOW)
    yield desk
    desk.store.close()


def shown(desk: Desk) -> list[str]:
    return [f"{title} {start[8:16]}" for title, start, _ in desk.events(WEEK)]


def id_of(desk: Desk, title: str = "Choir") -> str:
    return next(e["id"] for e in desk.ask("list_calendar_events", when=WEEK)["events"] if e["title"] == title)


@pytest.mark.parametrize(
    ("start", "left_out"),
    [
        (NEW_YORK, "EXDATE:20261125T100000"),  # no zone beside a start that names one
        (NEW_YORK, "EXDATE;TZID=America/New_York:20261125T000000"),  # the midnight before it
        (NEW_YORK, "EXDATE:20261125T050000Z"),
        (NEW_YORK, "EXDATE:20261125T000000"),
        (HERE, "EXDATE;TZID=Europe/Berlin:20261125T000000"),
        (FLOATING, "EXDATE:20261125T100000Z"),  # what is on no clock, as if it were on London's
    ],
)
def test_what_is_left_out_is_left_out_and_moves_with_the_series(desk, start, left_out):
    desk.put("a.ics", event(*start, THREE, left_out))
    hour = "16:00" if start is NEW_YORK else "10:00"
    assert shown(desk) == [f"Choir 24T{hour}", f"Choir 26T{hour}"]
    desk.do(UPDATE, event_id=id_of(desk), move_by="2 hours")
    hour = "18:00" if start is NEW_YORK else "12:00"
    assert shown(desk) == [f"Choir 24T{hour}", f"Choir 26T{hour}"]


def test_a_midnight_is_one_where_the_series_takes_place_at_midnight_too(desk):
    rule = "RRULE:FREQ=DAILY;COUNT=4;BYHOUR=0,12"
    desk.put("a.ics", event("DTSTART:20261124T120000Z", rule, "EXDATE:20261125T000000Z"))
    assert shown(desk) == ["Choir 24T13:00", "Choir 25T13:00", "Choir 26T01:00"]


@pytest.mark.parametrize(
    ("start", "original"),
    [
        (NEW_YORK, "RECURRENCE-ID:20261125T100000"),
        (HERE, "RECURRENCE-ID;TZID=Europe/Berlin:20261125T000000"),
        (HERE, "RECURRENCE-ID;VALUE=DATE:20261125"),
    ],
)
def test_a_changed_occurrence_stands_in_the_place_of_the_one_that_it_was(desk, start, original):
    changed = event(original, "DTSTART:20261125T170000Z", "DTEND:20261125T180000Z", title="Concert")
    path = desk.put("a.ics", event(*start, THREE) + "\n" + changed)
    hour = "16:00" if start is NEW_YORK else "10:00"
    assert shown(desk) == [f"Choir 24T{hour}", "Concert 25T18:00", f"Choir 26T{hour}"]
    before = path.read_bytes()
    _, receipt = desk.carry_out(desk.plan(CANCEL, event_id=id_of(desk), occurrence="2026-11-25"))
    assert shown(desk) == [f"Choir 24T{hour}", f"Choir 26T{hour}"]
    assert f"{start[0].partition(':')[0].replace('DTSTART', 'EXDATE')}:20261125T100000" in path.read_text()
    assert receipt and before != path.read_bytes()


def test_of_two_versions_of_a_changed_occurrence_the_later_one_is_shown(desk):
    versions = [
        event(
            "RECURRENCE-ID;TZID=Europe/Berlin:20261125T100000",
            f"SEQUENCE:{number}",
            f"DTSTART:20261125T{hour}0000Z",
            title=f"Version {number}",
        )
        for number, hour in ((2, 17), (1, 15))
    ]
    desk.put("a.ics", "\n".join([event(*HERE, THREE), *versions]))
    assert shown(desk) == ["Choir 24T10:00", "Version 2 25T18:00", "Choir 26T10:00"]
    assert [one.reason for one in desk.store.problems()] == [
        "an older version of 'Version 1' stands in it too"
    ]
    desk.do(CANCEL, event_id=id_of(desk), occurrence="2026-11-25")
    assert shown(desk) == ["Choir 24T10:00", "Choir 26T10:00"]


@pytest.mark.parametrize("length", ["DTEND:20261124T113000", "DTEND;TZID=America/New_York:20261124T113000"])
def test_an_end_without_a_zone_is_on_the_clock_of_the_start(desk, length):
    path = desk.put("a.ics", event(NEW_YORK[0], length))
    assert desk.events(WEEK) == [("Choir", "2026-11-24T16:00:00+01:00", "2026-11-24T17:30:00+01:00")]
    assert not desk.store.problems()
    desk.do(UPDATE, event_id=id_of(desk), move_by="1 hour")
    assert f"{length.partition(':')[0]}:20261124T123000" in path.read_text()
    desk.do(UPDATE, event_id=id_of(desk), end_time="2026-11-24T19:00+01:00")
    assert f"{length.partition(':')[0]}:20261124T130000" in path.read_text()


def test_times_are_in_the_zone_that_the_whole_calendar_is_in(desk):
    lines = (*FLOATING, THREE, "RDATE:20261128T120000/PT30M", "EXDATE:20261125T100000")
    path = desk.put("a.ics", f"X-WR-TIMEZONE:America/New_York\n{event(*lines)}")
    assert shown(desk) == ["Choir 24T16:00", "Choir 26T16:00", "Choir 28T18:00"]
    desk.do(UPDATE, event_id=id_of(desk), occurrence="2026-11-26", move_by="1 hour")
    assert shown(desk) == ["Choir 24T16:00", "Choir 26T17:00", "Choir 28T18:00"]
    assert "\nDTSTART:20261126T110000\n" in path.read_text()
    desk.do(CANCEL, event_id=id_of(desk), occurrence="following 2026-11-26")
    assert shown(desk) == ["Choir 24T16:00"]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("MAILTO:ana@example.org", "ana@example.org"),
        ("mailto:ana%2Bchoir@example.org", "ana+choir@example.org"),
        ("mailto:mailto:ana@example.org", "ana@example.org"),
        ("mailto:ana@example.org?subject=choir", "ana@example.org"),
        ("mailto:100%ana@example.org", "100%ana@example.org"),
        ("mailto:ana%0D%0A@example.org", "ana%0D%0A@example.org"),
        ("ana%41@example.org", "ana%41@example.org"),
    ],
)
def test_a_guest_has_the_address_that_is_meant(said, address):
    assert address_in(said) == address
