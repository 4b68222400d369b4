"""When an event of another program is: zones of all names, odd times, lengths over clock changes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.tools.scheduling.desk import Desk

UPDATE = "update_calendar_event"
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 10, tzinfo=BERLIN)

CENTRAL_EUROPE = """
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def event(*lines: str, title: str = "Call", uid: str = "c") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def in_zone(tzid: str) -> str:
    return event(f'DTSTART;TZID="{tzid}":20261124T100000', f'DTEND;TZID="{tzid}":20261124T110000')


@pytest.fixture
def berlin(tmp_path):
    desk = Desk(tmp_path, BERLIN, NOW)
    yield desk
    desk.store.close()


def reasons(desk: Desk) -> str:
    return "; ".join(problem.reason for problem in desk.store.problems())


def spans(desk: Desk, when: str) -> list[str]:
    return [f"{start[5:16]}/{end[5:16]}" for _, start, end in desk.events(when)]


@pytest.mark.parametrize(
    ("tzid", "start"),
    [
        ("UTC-03:00", "14:00"),
        ("GMT+05:30", "05:30"),
        ("UTC+2", "09:00"),
        ("tzone://Microsoft/Utc", "11:00"),
        ("Eastern Standard Time", "16:00"),
        ("tokyo standard time", "02:00"),
        ("/softwarestudio.org/Tzfile/America/New_York", "16:00"),
        ("/citadel.org/20070227_1/America/Argentina/Ushuaia", "14:00"),
        ("asia/tokyo", "02:00"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "16:00"),
    ],
)
@pytest.mark.parametrize("quoted", [True, False])
def test_a_zone_of_another_name_is_known(berlin, tzid, start, quoted):
    berlin.put("a.ics", in_zone(tzid) if quoted else in_zone(tzid).replace('"', ""))
    assert [at[11:16] for _, at, _ in berlin.events("2026-11-24")] == [start]
    assert reasons(berlin) == ""


@pytest.mark.parametrize(
    ("tzid", "start", "certain"),
    [
        ("(UTC+02:00) Athens, Bucharest", "09:00", True),
        ("(GMT+05:30) Chennai, Kolkata, Mumbai, New Delhi", "05:30", True),
        ("(UTC+02:00) Athens, Cairo", "09:00", False),  # their summers differ
        ("(UTC+01:00) Tokyo", "10:00", False),
        ("(UTC+01:00) Headquarters", "10:00", False),
    ],
)
def test_a_zone_is_known_by_its_cities_where_their_clocks_are_alike(berlin, tzid, start, certain):
    berlin.put("a.ics", in_zone(tzid))
    assert [at[11:16] for _, at, _ in berlin.events("2026-11-24")] == [start]
    assert (reasons(berlin) == "") is certain


def test_a_parameter_inside_of_a_quoted_name_is_none_of_it(tmp_path):
    desk = Desk(tmp_path, NEW_YORK, NOW)
    desk.put("a.ics", CENTRAL_EUROPE.format(name="Our office") + in_zone("Our office;VALUE=DATE-TIME"))
    assert spans(desk, "2026-11-24") == ["11-24T04:00/11-24T05:00"]
    assert reasons(desk) == ""
    desk.store.close()


@pytest.mark.parametrize(
    "definition",
    [
        "X-LIC-LOCATION:America/New_York",
        "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETTO:-0500\nEND:STANDARD",
    ],
)
def test_a_definition_with_little_in_it_says_what_is_in_it(berlin, definition):
    berlin.put("a.ics", f"BEGIN:VTIMEZONE\nTZID:Ours\n{definition}\nEND:VTIMEZONE\n{in_zone('Ours')}")
    assert spans(berlin, "2026-11-24") == ["11-24T16:00/11-24T17:00"]
    assert reasons(berlin) == ""


@pytest.mark.parametrize("tzid", ["Headquarters", "tzone://Microsoft/Custom", "../../etc/passwd", "Europe"])
def test_the_time_in_a_zone_that_nobody_knows_is_not_certain(berlin, tzid):
    path = berlin.put("a.ics", in_zone(tzid))
    assert [at[11:16] for _, at, _ in berlin.events("2026-11-24")] == ["10:00"]
    assert "so its time isn't certain" in reasons(berlin)
    (id,) = (e["id"] for e in berlin.ask("list_calendar_events", when="2026-11-24")["events"])
    berlin.do(UPDATE, event_id=id, move_by="1 hour")
    assert f'DTSTART;TZID="{tzid}":20261124T110000' in path.read_text()


def test_a_zone_is_found_whose_name_has_other_capitals_where_it_is_used(tmp_path):
    desk = Desk(tmp_path, NEW_YORK, NOW)
    desk.put("a.ics", CENTRAL_EUROPE.format(name="Our office") + in_zone("OUR Office"))
    assert [start[11:16] for _, start, _ in desk.events("2026-11-24")] == ["04:00"]
    assert reasons(desk) == ""
    desk.store.close()


@pytest.mark.parametrize("name", ["Our office", "W. Europe Standard Time"])
def test_a_series_that_is_moved_keeps_the_zone_that_its_file_defines(tmp_path, name):
    desk = Desk(tmp_path, NEW_YORK, NOW)
    times = (f"DTSTART;TZID={name}:20260907T100000", f"DTEND;TZID={name}:20260907T104500")
    path = desk.put("a.ics", CENTRAL_EUROPE.format(name=name) + event(*times, "RRULE:FREQ=WEEKLY;BYDAY=MO"))
    weeks = "2027-03-01/2027-03-31"
    assert spans(desk, weeks)[1:3] == ["03-08T04:00/03-08T04:45", "03-15T05:00/03-15T05:45"]
    (id,) = {e["id"] for e in desk.ask("list_calendar_events", when=weeks)["events"]}
    plan = desk.plan(UPDATE, event_id=id, move_by="1 hour")
    assert f"05:00–05:45 (America/New_York; 11:00–11:45 {name})" in plan.summary
    desk.carry_out(plan)
    assert spans(desk, weeks)[1:3] == ["03-08T05:00/03-08T05:45", "03-15T06:00/03-15T06:45"]
    assert f"DTSTART;TZID={name}:20260907T110000" in path.read_text()
    assert "America/New_York" not in path.read_text()
    desk.do(UPDATE, event_id=id, occurrence="2027-03-15T06:00", start_time="7am")
    assert f"RECURRENCE-ID;TZID={name}:20270315T110000" in path.read_text()
    assert spans(desk, weeks)[2] == "03-15T07:00/03-15T07:45"
    desk.store.close()


def test_a_zone_that_a_file_defines_beyond_reason_is_one_that_nobody_knows(berlin):
    often = CENTRAL_EUROPE.format(name="Odd").replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=SECONDLY")
    berlin.put("a.ics", often + in_zone("Odd"))
    assert [at[11:16] for _, at, _ in berlin.events("2026-11-24")] == ["10:00"]
    assert "so its time isn't certain" in reasons(berlin)


@pytest.mark.parametrize(
    ("lines", "span"),
    [
        (("DTSTART:20261024T080000Z", "DURATION:P1D"), "10-24T10:00/10-25T09:00"),
        (("DTSTART;TZID=Europe/Berlin:20261024T100000", "DURATION:P1D"), "10-24T10:00/10-25T10:00"),
        (("DTSTART;TZID=Europe/Berlin:20261024T100000", "DURATION:PT24H"), "10-24T10:00/10-25T09:00"),
        (("DTSTART;TZID=Europe/Berlin:20261024T100000", "DURATION:P1DT2H"), "10-24T10:00/10-25T12:00"),
        (("DTSTART;TZID=Europe/Berlin:20261024T100000", "DURATION:P1W"), "10-24T10:00/10-31T10:00"),
        (("DTSTART;TZID=Europe/Berlin:20261024T200000", "DTEND;TZID=Europe/Berlin:20261024T240000"),
         "10-24T20:00/10-25T00:00"),
        (("DTSTART;TZID=Europe/Berlin:20261023T240000", "DURATION:PT1H"), "10-24T00:00/10-24T01:00"),
        (("DTSTART:2026-10-24T10:00:00+02:00", "DTEND:2026-10-24T11:00:00+02:00"), "10-24T10:00/10-24T11:00"),
        (("DTSTART:20261024T100000",), "10-24T10:00/10-24T10:00"),
        (("DTSTART;VALUE=DATE:20261024",), "10-24/10-25"),
        (("DTSTART:20261024", "DURATION:P2D"), "10-24/10-26"),
        (("DTSTART;VALUE=DATE:20261024T000000", "DTEND;VALUE=DATE:20261026T000000"), "10-24/10-26"),
    ],
)  # fmt: skip
def test_an_event_is_as_long_as_it_says(berlin, lines, span):
    berlin.put("a.ics", event(*lines))
    assert spans(berlin, "2026-10-24") == [span]
    assert reasons(berlin) == ""


def test_each_occurrence_lasts_its_days_and_hours(berlin):
    first = "DTSTART;TZID=Europe/Berlin:20261022T100000"
    berlin.put("a.ics", event(first, "DURATION:P1D", "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3"))
    berlin.put("b.ics", event(first, "DURATION:PT24H", "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3", uid="d"))
    whole = ["10-22T10:00/10-23T10:00", "10-24T10:00/10-25T10:00", "10-26T10:00/10-27T10:00"]
    assert sorted(spans(berlin, "2026-10-20/2026-10-30")) == sorted(
        [*whole, *whole[::2], "10-24T10:00/10-25T09:00"]
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("DTEND;TZID=Europe/Berlin:later", "its end can't be read: 'later'"),
        ("DURATION:an hour", "its end can't be read: 'an hour'"),
        ("DTEND;TZID=Europe/Berlin:20261124T090000", "it ends before it starts"),
    ],
)
def test_an_end_that_cannot_be_read_costs_the_end(berlin, line, told):
    berlin.put("a.ics", event("DTSTART;TZID=Europe/Berlin:20261124T100000", line))
    assert spans(berlin, "2026-11-24") == ["11-24T10:00/11-24T10:00"]
    assert told in reasons(berlin)


def test_what_is_planned_is_said_in_the_zone_of_the_person(berlin):
    berlin.put("a.ics", event("DTSTART:20261124T093000Z", "DTEND:20261124T103000Z", title="Interview"))
    (id,) = (e["id"] for e in berlin.ask("list_calendar_events", when="2026-11-24")["events"])
    plan = berlin.plan(UPDATE, event_id=id, start_time="3pm")
    assert "15:00–16:00 (Europe/Berlin; 14:00–15:00 UTC)" in plan.summary
    assert plan.args["start_time"] == "2026-11-24T14:00:00+00:00[UTC]"
    intent, receipt = berlin.carry_out(plan)
    assert "15:00–16:00 (Europe/Berlin; 14:00–15:00 UTC)" in receipt.text
    assert "10:30–11:30 (Europe/Berlin; 09:30–10:30 UTC)" in berlin.executor.undo(intent, receipt).text


def test_a_day_that_is_left_out_of_a_series_of_times_is_left_out(berlin):
    lines = ("DTSTART;TZID=Europe/Berlin:20261123T090000", "RRULE:FREQ=DAILY;COUNT=4")
    berlin.put("a.ics", event(*lines, "EXDATE;VALUE=DATE:20261124", "EXRULE:FREQ=DAILY;INTERVAL=3"))
    assert [span[:5] for span in spans(berlin, "2026-11-23/2026-11-30")] == ["11-25"]


def test_a_day_that_is_added_to_a_series_of_times_is_at_its_time(berlin):
    berlin.put(
        "a.ics", event("DTSTART:20261123T090000Z", "RRULE:FREQ=DAILY;COUNT=1", "RDATE;VALUE=DATE:20261125")
    )
    assert [start[8:16] for _, start, _ in berlin.events("2026-11-23/2026-11-29")] == ["23T10:00", "25T10:00"]
