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


def test_an_older_version_of_a_changed_occurrence_stays_one_when_its_series_moves_and_goes_with_it(desk):
    versions = [
        event(
            "RECURRENCE-ID;TZID=Europe/Berlin:20261125T100000",
            f"SEQUENCE:{number}",
            f"DTSTART:20261125T{hour}0000Z",
            title=f"Version {number}",
        )
        for number, hour in ((2, 17), (1, 15))
    ]
    path = desk.put("a.ics", "\n".join([event(*HERE, THREE), *versions]))
    desk.do(UPDATE, event_id=id_of(desk), move_by="1 hour")
    assert shown(desk) == ["Choir 24T11:00", "Version 2 25T18:00", "Choir 26T11:00"]
    assert path.read_text().count("RECURRENCE-ID;TZID=Europe/Berlin:20261125T110000") == 2
    desk.do(CANCEL, event_id=id_of(desk), occurrence="2026-11-25")
    assert "RECURRENCE-ID" not in path.read_text()
    assert not desk.store.problems()


WHOLE = "DTSTART;VALUE=DATE:20261124"


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["RRULE:FREQ=DAILY;UNTIL=20261125T230000Z"], [24, 25, 26]),  # midnight here, in UTC
        (["RRULE:FREQ=DAILY;UNTIL=20261126T225959Z"], [24, 25, 26]),
        (["RRULE:FREQ=DAILY;UNTIL=20261126T000000Z"], [24, 25, 26]),
        (["RRULE:FREQ=DAILY;UNTIL=20261126T093000Z"], [24, 25, 26]),
        (["RRULE:FREQ=YEARLY;UNTIL=20261123T230000Z"], [24]),
        ([THREE, "EXDATE:20261124T230000Z"], [24, 26]),
        ([THREE, "EXDATE:20261125T000000Z"], [24, 26]),
        ([THREE, "EXDATE;TZID=Europe/Berlin:20261125T000000"], [24, 26]),
        (["RDATE:20261125T230000Z"], [24, 26]),
    ],
)
def test_whole_days_that_are_given_as_times_are_the_days_that_these_begin(desk, lines, days):
    desk.put("a.ics", event(WHOLE, *lines))
    assert [int(start[8:10]) for _, start, _ in desk.events(WEEK)] == days
    desk.do(UPDATE, event_id=id_of(desk), move_by="1 day")
    assert [int(start[8:10]) for _, start, _ in desk.events(WEEK)] == [day + 1 for day in days]
    assert not desk.store.problems()


def test_a_changed_whole_day_that_is_named_by_a_time_stands_in_its_place(desk):
    changed = event("RECURRENCE-ID:20261124T230000Z", "DTSTART;VALUE=DATE:20261129", title="Concert")
    path = desk.put("a.ics", f"{event(WHOLE, THREE)}\n{changed}")
    assert [(title, start[8:]) for title, start, _ in desk.events(WEEK)] == [
        ("Choir", "24"),
        ("Choir", "26"),
        ("Concert", "29"),
    ]
    desk.do(UPDATE, event_id=id_of(desk), move_by="1 day")
    assert "RECURRENCE-ID;VALUE=DATE:20261126" in path.read_text()


def test_a_day_that_is_given_as_a_time_goes_by_the_zone_that_the_file_defines(desk):
    tokyo = """BEGIN:VTIMEZONE\nTZID:Tokyo Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T000000
TZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n"""
    desk.put("a.ics", tokyo + event(WHOLE, "RRULE:FREQ=DAILY;UNTIL=20261125T150000Z"))
    assert [int(start[8:10]) for _, start, _ in desk.events(WEEK)] == [24, 25, 26]


@pytest.mark.parametrize(
    ("start", "until", "moved"),
    [
        (HERE[0], "20261126", "20261127T225959Z"),
        (HERE[0], "20261126T090000Z", "20261127T090000Z"),
        (HERE[0], "2026-11-26T10:00:00+01:00", "20261127T090000Z"),
        (HERE[0], "20261126T", "20261127T225959Z"),
        (HERE[0], "20261126T100000", "20261127T090000Z"),
        (FLOATING[0], "20261126T100000Z", "20261127T100000"),
        (FLOATING[0], "20261126T100000", "20261127T100000"),
        (WHOLE, "20261126", "20261127"),
    ],
)
@pytest.mark.parametrize("rule", ["RRULE:FREQ=DAILY;UNTIL={}", "rrule: freq = daily ; until = {};"])
def test_a_series_that_is_moved_has_as_many_occurrences_as_before(desk, start, until, moved, rule):
    path = desk.put("a.ics", event(start, rule.format(until)))
    assert [one[8:10] for _, one, _ in desk.events(WEEK)] == ["24", "25", "26"]
    desk.do(UPDATE, event_id=id_of(desk), move_by="1 day")
    assert [one[8:10] for _, one, _ in desk.events(WEEK)] == ["25", "26", "27"]
    assert f"RRULE:FREQ=DAILY;UNTIL={moved}\n" in path.read_text()


def test_the_last_of_a_series_stays_when_it_is_moved_over_a_clock_change(desk):
    rule = "RRULE:FREQ=WEEKLY;UNTIL=20261109T090000Z"
    desk.put("a.ics", event("DTSTART;TZID=Europe/Berlin:20261026T100000", rule))
    (id,) = {e["id"] for e in desk.ask("list_calendar_events", when="2026-10-01/2026-12-01")["events"]}
    desk.do(UPDATE, event_id=id, move_by="-1 week")
    starts = [start[5:16] for _, start, _ in desk.events("2026-10-01/2026-12-01")]
    assert starts == ["10-19T10:00", "10-26T10:00", "11-02T10:00"]


def test_a_rule_with_blanks_is_cut_like_any_other(desk):
    path = desk.put("a.ics", event(*HERE, "RRULE: FREQ = DAILY ; COUNT = 4"))
    desk.do(UPDATE, event_id=id_of(desk), occurrence="following 2026-11-26", move_by="1 hour")
    assert shown(desk) == ["Choir 24T10:00", "Choir 25T10:00", "Choir 26T11:00", "Choir 27T11:00"]
    assert "COUNT" not in path.read_text()


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
