import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

from tests.tools.scheduling.desk import LONDON
from tools.errors import ToolError

ROOT = Path(__file__).parents[3]
FOOTBALL = """BEGIN:VEVENT
UID:football
SUMMARY:Football
DTSTART:20261124T170000Z
DTEND:20261124T183000Z
END:VEVENT
"""


def test_the_tools_are_the_ones_of_the_contract(desk):
    assert {write.name: write.fields for write in desk.tools.writes} == {
        "create_calendar_event": (
            "title", "start_time", "end_time", "attendees", "location", "description", "recurrence",
            "reminder_minutes", "calendar", "time_zone", "away",
        ),
        "update_calendar_event": (
            "event_id", "title", "start_time", "end_time", "move_by", "location", "description",
            "add_attendees", "remove_attendees", "recurrence", "reminder_minutes", "add_occurrence",
            "occurrence", "calendar", "time_zone",
        ),
        "cancel_calendar_event": ("event_id", "occurrence", "reason"),
    }  # fmt: skip
    assert {read.name: tuple(read.args) for read in desk.tools.reads} == {
        "list_calendar_events": ("when", "calendar", "limit"),
        "search_calendar_events": ("query", "attendee", "when", "calendar", "limit"),
        "find_free_slots": ("when", "duration_minutes", "attendees"),
        "read_calendar_event": ("event_id", "occurrence"),
        "list_calendars": (),
        "find_contact": ("name",),
    }


def test_what_a_model_is_sent_about_the_tools_stays_short(desk):
    sent = [json.dumps(convert_to_openai_tool(tool)) for tool in desk.tools.tools]
    assert sum(map(len, sent)) <= 5_000


def test_a_list_says_all_a_model_needs(desk):
    event = desk.create("Review", "2026-11-24T14:00", attendees=["Ana"], location="Roof")
    series = desk.create("Standup", "2026-11-24T09:00", recurrence="weekly")
    day = desk.create("Birthday", "2026-11-24")
    assert desk.ask("list_calendar_events", when="next Tuesday") == {
        "understood": "Tuesday, 24 November 2026",
        "events": [
            {
                "id": day, "title": "Birthday", "start": "2026-11-24", "end": "2026-11-25",
                "weekday": "Tuesday",
                "all_day": True, "busy": False, "attendees": [], "calendar": "personal",
            },
            {
                "id": series, "title": "Standup", "start": "2026-11-24T09:00:00+00:00",
                "end": "2026-11-24T10:00:00+00:00", "weekday": "Tuesday", "attendees": [],
                "recurrence": "every week",
                "occurrence": "2026-11-24T09:00:00+00:00", "calendar": "personal",
            },
            {
                "id": event, "title": "Review", "start": "2026-11-24T14:00:00+00:00",
                "end": "2026-11-24T15:00:00+00:00", "weekday": "Tuesday", "location": "Roof",
                "attendees": ["Ana Lima <ana@example.org>"], "organizer": "you", "answers": "none yet",
                "calendar": "personal",
            },
        ],
        "total": 3,
        "more": 0,
    }  # fmt: skip


def test_what_is_more_than_asked_for_is_counted(desk):
    desk.create("Standup", "2026-11-23T09:00", recurrence="daily")
    answer = desk.ask("list_calendar_events", when="next week", limit=2)
    assert (len(answer["events"]), answer["total"], answer["more"]) == (2, 7, 5)


def test_only_one_calendar_is_looked_at_where_one_is_named(desk):
    desk.create("Review", "2026-11-24T14:00")
    desk.put("football.ics", FOOTBALL, calendar="family")
    for tool in ("list_calendar_events", "search_calendar_events"):
        answer = desk.ask(tool, when="next Tuesday", calendar="Family")
        assert [event["title"] for event in answer["events"]] == ["Football"]
        with pytest.raises(ToolError, match="there are: family, personal"):
            desk.ask(tool, when="next Tuesday", calendar="work")


@pytest.mark.parametrize("said", ["standup", "stand ups", "stnad-up", "Sprnt review"])
def test_what_is_called_almost_so_is_found_and_marked(desk, said):
    desk.create("Stand-up", "2026-11-24T09:00")
    desk.create("Sprint review", "2026-11-24T14:00")
    answer = desk.ask("search_calendar_events", query=said)
    assert len(answer["events"]) == 1 and answer["near"]
    assert "near" not in desk.ask("search_calendar_events", query="review")
    assert not desk.ask("search_calendar_events", query="dentist")["events"]


def test_events_are_searched_by_words_attendee_and_time(desk):
    desk.create("Design review", "2026-11-24T14:00", attendees=["Ana"])
    desk.create("Budget review", "2026-12-01T14:00", attendees=["design team"])
    desk.create("Lunch", "2025-12-01T12:00", attendees=["stranger@example.net"])

    def found(**args: str) -> list[str]:
        return [event["title"] for event in desk.ask("search_calendar_events", **args)["events"]]

    assert found(query="review") == ["Design review", "Budget review"]
    assert found(query="review", when="next week") == ["Design review"]
    assert found(attendee="Ana") == ["Design review", "Budget review"]
    assert found(attendee="Ben") == ["Budget review"]
    assert found(attendee="design team") == ["Design review", "Budget review"]
    assert found(attendee="stranger") == ["Lunch"]
    assert found(query="review", attendee="chi") == []
    assert found() == ["Lunch", "Design review", "Budget review"]


def test_what_was_meant_but_not_understood_is_a_tool_error(desk):
    for tool in ("list_calendar_events", "search_calendar_events"):
        with pytest.raises(ToolError, match="ISO 8601"):
            desk.ask(tool, when="one of these days, maybe")


def test_the_agenda_needs_neither_langchain_nor_icalendar(desk):
    desk.create("Review", "2026-11-24T14:00")
    desk.ask("list_calendar_events", when="2026-11-24")
    code = f"""
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from tools.scheduling.agenda import agenda
from tools.scheduling.vdir_store import VdirStore
zone = ZoneInfo("Europe/London")
store = VdirStore(Path({str(desk.folder / "calendar")!r}), zone=zone)
print(agenda(store, "2026-11-24", now=datetime(2026, 11, 20, tzinfo=zone))[1][0]["title"])
heavy = ("langchain", "langgraph", "pydantic", "icalendar", "dateutil", "recurring_ical_events")
print([name for name in sys.modules if name.startswith(heavy)])
"""
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    assert out.splitlines() == ["Review", "[]"]


def test_search_looks_a_year_back_and_ahead(desk):
    desk.now = datetime(2026, 11, 20, 10, tzinfo=LONDON)
    desk.create("Old", "2024-11-24T14:00")
    desk.create("Last year", "2025-12-24T14:00")
    assert [e["title"] for e in desk.ask("search_calendar_events")["events"]] == ["Last year"]
    assert [e["title"] for e in desk.ask("search_calendar_events", when="2024")["events"]] == ["Old"]


def test_where_nothing_is_found_at_a_time_it_is_told_how_many_there_are_at_others(desk):
    desk.now = datetime(2026, 11, 20, 10, tzinfo=LONDON)
    desk.create("Dentist", "2026-11-24T14:00")
    answer = desk.ask("search_calendar_events", query="dentist", when="today")
    assert (answer["total"], answer["at_other_times"]) == (0, 1)
    assert "at_other_times" not in desk.ask("search_calendar_events", query="unicorns", when="today")


def test_a_search_that_finds_nothing_says_how_many_there_are_without_its_words(desk):
    desk.now = datetime(2026, 11, 20, 10, tzinfo=LONDON)
    desk.create("Dentist", "2026-11-24T14:00")
    answer = desk.ask("search_calendar_events", query="afternoon", when="2026-11-24")
    assert (answer["total"], answer["without_these_words"]) == (0, 1)
    assert "without_these_words" not in desk.ask("search_calendar_events", query="afternoon")
