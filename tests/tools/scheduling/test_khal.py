"""The real khal reads what we write, and we read what it wrote."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.tools.scheduling.desk import Desk

CONFIG = """
[calendars]
[[all]]
path = {calendars}/*
type = discover
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/London
default_timezone = Europe/London
[default]
default_calendar = personal
[sqlite]
path = {home}/khal.db
"""


class Khal:
    def __init__(self, folder: Path, calendars: Path) -> None:
        self._config = folder / "khal.conf"
        self._config.write_text(CONFIG.format(calendars=calendars, home=folder))
        (calendars / "personal").mkdir(parents=True, exist_ok=True)
        self._env = {**os.environ, "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "Europe/London"}

    def run(self, *args: str) -> str:
        command = ["khal", "-c", str(self._config), *args]
        done = subprocess.run(
            command,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
        return done.stdout

    def list(self, start: str, span: str = "1d") -> list[str]:
        layout = "{start-date} {start-time}-{end-time} {title} @{location}|{description}"
        out = self.run("list", "--day-format", "", "--format", layout, start, span)
        return [line.strip() for line in out.splitlines() if line.strip()]


@pytest.fixture
def khal(desk: Desk, tmp_path: Path, needs_program) -> Khal:
    needs_program("khal")
    return Khal(tmp_path, tmp_path / "calendar")


def test_khal_lists_the_event_that_was_approved(desk, khal):
    desk.create(
        "Design review",
        "next Tuesday at 2pm for 1 hour",
        attendees=["design team"],
        location="Room 1",
        description="Bring the mockups,\nall of them; please",
        reminder_minutes=[10],
    )
    desk.create("Holidays", "2026-12-24", end_time="2026-12-26")
    assert khal.list("2026-11-24") == [
        "2026-11-24 14:00-15:00 Design review @Room 1|Bring the mockups,",
        "all of them; please",
    ]
    for day in ("2026-12-24", "2026-12-25", "2026-12-26"):
        assert any("Holidays" in line for line in khal.list(day)), day
    assert khal.list("2026-12-27") == []


def test_khal_keeps_a_series_at_its_wall_clock_time_through_clock_changes(desk, khal):
    desk.create("Standup", "2026-10-23T09:00", end_time="15 minutes", recurrence="weekly")
    assert khal.list("2026-10-23") == ["2026-10-23 09:00-09:15 Standup @|"]
    assert khal.list("2026-10-30") == ["2026-10-30 09:00-09:15 Standup @|"]
    assert khal.list("2027-04-02") == ["2027-04-02 09:00-09:15 Standup @|"]


def test_khal_shows_an_event_of_another_zone_at_the_right_instant(desk, khal):
    desk.create("New York", "2026-10-28T09:00:00-04:00[America/New_York]", recurrence="weekly")
    desk.create("Lord Howe", "2027-04-05T09:00:00+10:30[Australia/Lord_Howe]")
    assert khal.list("2026-10-28")[0].startswith("2026-10-28 13:00-14:00")
    assert khal.list("2026-11-04")[0].startswith("2026-11-04 14:00-15:00")
    assert khal.list("2027-04-04")[0].startswith("2027-04-04 23:30-00:30")


def test_khal_sees_changed_and_cancelled_occurrences(desk, khal):
    event = desk.create("Standup", "2026-11-24T09:00", recurrence="weekly")
    desk.do("update_calendar_event", event_id=event, occurrence="2026-12-01", start_time="11am", title="Long")
    desk.do("cancel_calendar_event", event_id=event, occurrence="2026-12-08")
    assert khal.list("2026-11-24") == ["2026-11-24 09:00-10:00 Standup @|"]
    assert khal.list("2026-12-01") == ["2026-12-01 11:00-12:00 Long @|"]
    assert khal.list("2026-12-08") == []
    desk.do("update_calendar_event", event_id=event, move_by="30 minutes")
    assert khal.list("2026-12-15") == ["2026-12-15 09:30-10:30 Standup @|"]
    assert khal.list("2026-12-08") == []
    desk.do("cancel_calendar_event", event_id=event)
    assert khal.list("2026-11-24") == []


def test_what_khal_wrote_is_there_at_once_and_can_be_changed(desk, khal):
    assert desk.events("2026-11-24") == []
    khal.run("new", "2026-11-24", "14:00", "15:30", "Lunch :: with everybody", "-l", "Rua Nova")
    assert desk.events("2026-11-24") == [("Lunch", "2026-11-24T14:00:00+00:00", "2026-11-24T15:30:00+00:00")]
    (event,) = desk.ask("search_calendar_events", query="nova everyb")["events"]
    assert event["location"] == "Rua Nova"
    desk.do("update_calendar_event", event_id=event["id"], start_time="13:00", attendees=[])
    assert khal.list("2026-11-24") == ["2026-11-24 13:00-14:30 Lunch @Rua Nova|with everybody"]


def test_series_and_whole_days_of_khal_are_read(desk, khal):
    khal.run("new", "2026-11-24", "09:00", "09:30", "Weekly", "-r", "weekly", "-u", "2027-05-01")
    khal.run("new", "2026-12-25", "Xmas")
    assert desk.events("2026-12-25") == [("Xmas", "2026-12-25", "2026-12-26")]
    assert desk.events("2027-04-06") == [("Weekly", "2027-04-06T09:00:00+01:00", "2027-04-06T09:30:00+01:00")]
    event = desk.ask("list_calendar_events", when="2026-11-24")["events"][0]
    desk.do("cancel_calendar_event", event_id=event["id"], occurrence="2027-04-06")
    assert desk.events("2027-04-06") == []
    assert khal.list("2027-04-06") == []
    assert khal.list("2027-04-13") == ["2027-04-13 09:00-09:30 Weekly @|"]


def test_khal_sees_both_parts_of_a_series_that_was_split_and_one_that_was_ended(desk, khal):
    event = desk.create("Standup", "2026-11-24T09:00", recurrence="weekly")
    desk.do("update_calendar_event", event_id=event, occurrence="2026-12-22", title="Special")
    desk.do("update_calendar_event", event_id=event, occurrence="following 2026-12-08", start_time="10am")
    assert khal.list("2026-12-01") == ["2026-12-01 09:00-10:00 Standup @|"]
    assert khal.list("2026-12-08") == ["2026-12-08 10:00-11:00 Standup @|"]
    assert khal.list("2026-12-22") == ["2026-12-22 10:00-11:00 Special @|"]
    new = desk.ask("list_calendar_events", when="2026-12-08")["events"][0]["id"]
    desk.do("update_calendar_event", event_id=new, add_occurrence="2026-12-12T11:00")
    desk.do("cancel_calendar_event", event_id=new, occurrence="following 2026-12-29")
    assert khal.list("2026-12-12") == ["2026-12-12 11:00-12:00 Standup @|"]
    assert khal.list("2026-12-15") == ["2026-12-15 10:00-11:00 Standup @|"]
    assert khal.list("2026-12-29") == []
