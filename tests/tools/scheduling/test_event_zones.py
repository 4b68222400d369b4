"""An event has a zone of its own: said by words or by an argument, kept through changes, shown in lists."""

import pytest

from tests.tools.scheduling.desk import Desk
from tools.errors import ToolError

CREATE, UPDATE = "create_calendar_event", "update_calendar_event"
NEW_YORK = "[America/New_York]"


def start(desk: Desk, tool: str, **args: object) -> str:
    return str(desk.plan(tool, **args).args["start_time"])


@pytest.mark.parametrize(
    "args",
    [
        {"start_time": "2026-11-27T15:00", "time_zone": "America/New_York"},
        {"start_time": "2026-11-27T20:00:00+00:00", "time_zone": "America/New_York"},
        {"start_time": "next Friday at 3pm", "time_zone": "New York"},
        {"start_time": "3pm New York time on 27 November"},
    ],
)
def test_a_call_at_three_in_new_york_is_kept_in_its_zone(desk, args):
    assert start(desk, CREATE, title="Call", **args) == f"2026-11-27T15:00:00-05:00{NEW_YORK}"


def test_a_zone_that_there_is_none_of_is_said(desk):
    with pytest.raises(ToolError, match="'Mars/Base' is no zone"):
        desk.plan(CREATE, title="Call", start_time="tomorrow at 3pm", time_zone="Mars/Base")


def test_the_list_shows_the_hours_there_and_only_where_they_differ(desk):
    desk.create("Call", "2026-11-27T15:00", time_zone="America/New_York")
    desk.create("Late", "2026-11-27T20:00", time_zone="America/New_York")
    desk.create("Lisbon", "2026-11-27T15:00", time_zone="Europe/Lisbon")
    desk.create("Here", "2026-11-27T10:00")
    found = desk.ask("list_calendar_events", when="2026-11-27/2026-11-28")["events"]
    assert {event["title"]: event.get("own_time") for event in found} == {
        "Here": None,
        "Lisbon": None,
        "Call": "15:00–16:00 America/New_York",
        "Late": "Fri 20:00–21:00 America/New_York",
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"start_time": "4pm"}, f"2026-11-27T11:00:00-05:00{NEW_YORK}"),
        ({"start_time": "Monday 30 November"}, f"2026-11-30T15:00:00-05:00{NEW_YORK}"),
        ({"move_by": "1 hour"}, f"2026-11-27T16:00:00-05:00{NEW_YORK}"),
        ({"start_time": "4pm", "time_zone": "America/New_York"}, f"2026-11-27T16:00:00-05:00{NEW_YORK}"),
        ({"time_zone": "Tokyo"}, "2026-11-27T15:00:00+09:00[Asia/Tokyo]"),
        ({"start_time": "3pm", "time_zone": "Europe/London"}, "2026-11-27T15:00:00+00:00"),
    ],
)
def test_a_change_keeps_the_zone_unless_it_names_another(desk, change, expected):
    event = desk.create("Call", "2026-11-27T15:00", time_zone="America/New_York")
    assert start(desk, UPDATE, event_id=event, **change) == expected


def test_a_title_changes_and_the_zone_stays_in_the_file(desk):
    event = desk.create("Call", "2026-11-27T15:00", time_zone="America/New_York")
    desk.do(UPDATE, event_id=event, title="Talk")
    (path,) = (desk.folder / "calendar" / "personal").glob("*.ics")
    assert "DTSTART;TZID=America/New_York:20261127T150000" in path.read_text()


def test_a_series_stays_at_three_there_when_the_clocks_change_on_other_days(desk):
    desk.create("Call", "2027-03-10T15:00", time_zone="America/New_York", recurrence="FREQ=WEEKLY;COUNT=3")
    found = desk.ask("list_calendar_events", when="2027-03-01/2027-03-31")["events"]
    assert [event["start"][11:16] for event in found] == ["20:00", "19:00", "19:00"]
    assert {event["own_time"] for event in found} == {"15:00–16:00 America/New_York"}


def test_a_person_who_edits_the_zone_keeps_the_hours(desk):
    plan = desk.plan(CREATE, title="Call", start_time="2026-11-27T15:00", time_zone="America/New_York")
    write = desk.tools.write(CREATE)
    edited = write.plan(write.merge(plan.args, {"time_zone": "Tokyo"}))
    assert edited.args["start_time"] == "2026-11-27T15:00:00+09:00[Asia/Tokyo]"
    assert edited.args["end_time"] == "2026-11-27T16:00:00+09:00[Asia/Tokyo]"
