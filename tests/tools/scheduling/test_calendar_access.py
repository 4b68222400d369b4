"""Whose calendars are, and which can only be read: known, and said, before anybody is asked."""

import json
from pathlib import Path

import pytest

from tests.tools.scheduling.desk import Desk
from tests.tools.scheduling.test_odd_servers import files, served
from tools.errors import ToolError
from tools.ics.calendars import calendars_json
from tools.ics.files import Access
from tools.scheduling.kept_elsewhere import FETCHED, KHAL, why_read_only
from tools.scheduling.vdir_store import VdirStore

ME = "<d:current-user-principal><d:href>/people/sam/</d:href></d:current-user-principal>"
OWN = "<d:owner><d:href>/people/sam/</d:href></d:owner>"
ANA = "<d:owner><d:href>/people/ana%20l</d:href></d:owner>"


def access(root: Path, **habits: object) -> Access:
    with served(root, files(a="Fair"), **habits) as (_, store):
        store.sync()
        return store.access("Work")


@pytest.mark.parametrize(
    ("habits", "expected"),
    [
        ({"told": ME + ANA, "names": {"ana%20l": "Ana Lima"}}, Access(owner="Ana Lima")),
        ({"told": ME + ANA}, Access(owner="ana l")),
        ({"told": f"{ME}{ANA}<n:owner-displayname>Ana</n:owner-displayname>"}, Access(owner="Ana")),
        ({"told": f"{ME}<d:owner><d:href>http://x.example/people/sam</d:href></d:owner>"}, Access(mine=True)),
        ({"told": ANA}, Access()),
        (
            {
                "told": f"{ME}<d:owner><d:href>/fetched/1</d:href></d:owner>",
                "privileges": ["read"],
            },
            Access(writable=False),
        ),
        (
            {
                "told": "<s:source><d:href>webcal://pines.example/a.ics</d:href></s:source>",
                "privileges": ["read"],
            },
            Access(writable=False, source="webcal://pines.example/a.ics"),
        ),
        ({"privileges": ["read", "write-properties"]}, Access(writable=False)),
    ],
)
def test_a_server_says_whose_a_calendar_is_and_where_it_comes_from(tmp_path, habits, expected):
    assert access(tmp_path, **habits) == expected


def test_new_events_go_to_a_calendar_of_ones_own_that_can_be_written(tmp_path):
    def may(*names: str) -> str:
        each = "".join(f"<d:privilege><d:{name}/></d:privilege>" for name in names)
        return f"<d:current-user-privilege-set>{each}</d:current-user-privilege-set>"

    habits = {
        "told": ME,
        "calendars": {name: {} for name in "abcde"},
        "told_of": {
            "a": ANA + may("read"),
            "b": ANA + may("write"),
            "c": may("write"),
            "d": OWN + may("read"),
            "e": OWN + may("write"),
        },
    }
    with served(tmp_path, {}, **habits) as (odd, store):
        store.sync()
        assert store.default_calendar == "E"
        odd.told_of["e"] = OWN + may("read")
        store.discover()
        assert store.default_calendar == "C", "of which it isn't known whose it is"
        odd.told_of["c"] = may("read")
        store.discover()
        assert store.default_calendar == "B"


def test_a_name_with_what_moves_a_terminal_is_shown_without_it(tmp_path):
    told = f"{ME}{ANA}<n:owner-displayname>A\u202ena</n:owner-displayname>"
    assert "\u202e" not in access(tmp_path, told=told).owner


@pytest.mark.parametrize(
    ("access", "why"),
    [
        (
            Access(writable=False, source="webcal://pines.example/a.ics"),
            "it is subscribed from pines.example",
        ),
        (Access(writable=False, source="pines"), "it is subscribed from pines"),
        (Access(writable=False, owner="Ana"), "Ana shares it so"),
        (Access(writable=False), "the server allows no more"),
        (Access(owner="Ana"), ""),
    ],
)
def test_why_it_can_only_be_read_is_half_a_sentence(access, why):
    assert access.why_not == why


KHAL_SETTINGS = """
[calendars]
  [[team]]
    path = {root}/team
    readonly = True
  [[all]]
    path = {root}/found/*
    type = discover
    readonly = yes
  [[mine]]
    path = {root}/mine
[locale]
longdateformat = %Y
"""
VDIRSYNCER_SETTINGS = """
[general]
status_path = "~/.status"
[pair holidays]
a = "here"
b = "there"
collections = {collections}
[storage here]
type = "filesystem"
path = "{root}/"
fileext = ".ics"
[storage there]
type = "{type}"
{more}
"""


def settings(folder: Path, program: str, text: str) -> Path:
    (folder / program).mkdir(parents=True, exist_ok=True)
    (folder / program / "config").write_text(text)
    return folder


def test_what_khal_may_not_write_nobody_writes(tmp_path):
    root, folder = tmp_path / "cal", tmp_path / "config"
    settings(folder, "khal", KHAL_SETTINGS.format(root=root))
    told = {
        name: why_read_only(root / name, folder) for name in ("team", "found/a", "mine", "found", "teams")
    }
    assert told == {"team": KHAL, "found/a": KHAL, "mine": "", "found": "", "teams": ""}


@pytest.mark.parametrize(
    ("collections", "type", "more", "read_only"),
    [
        ('["from a", "from b"]', "caldav", "read_only = true", {"team", "mine"}),
        ('["team"]', "caldav", "read_only = true", {"team"}),
        ('[["x", "team", "holidays"]]', "caldav", "read_only = true", {"team"}),
        ("null", "http", "url = https://pines.example/a.ics", {"."}),
        ('["from a"]', "caldav", "read_only = false", set()),
        ("[", "caldav", "read_only = true", set()),
    ],
)
def test_what_vdirsyncer_only_fetches_nobody_writes(tmp_path, collections, type, more, read_only):
    root, folder = tmp_path / "cal[1]", tmp_path / "config"
    text = VDIRSYNCER_SETTINGS.format(root=root, collections=collections, type=type, more=more)
    settings(folder, "vdirsyncer", text)
    found = {name for name in ("team", "mine", ".") if why_read_only(root / name, folder) == FETCHED}
    assert found == read_only


@pytest.mark.parametrize("text", ["", "[", "\xff\x00", "a = b", "[calendars]\n[[x]]\nreadonly = True"])
def test_settings_that_are_not_understood_say_nothing(tmp_path, text):
    for program in ("khal", "vdirsyncer"):
        assert why_read_only(tmp_path / "x", settings(tmp_path, program, text)) == ""


@pytest.fixture
def shared(desk: Desk) -> Desk:
    """A desk with a calendar of its own, and one that a program says is only to be read."""
    for calendar in ("work", "team"):
        event = f"BEGIN:VEVENT\nUID:{calendar}\nDTSTART:20261124T090000Z\nSUMMARY:In {calendar}\nEND:VEVENT"
        desk.put(f"{calendar}.ics", event, calendar)
    desk.store.close()
    desk.store = VdirStore(
        desk.folder / "calendar", desk.zone, kept_by=lambda path: KHAL if path.name == "team" else ""
    )
    desk.tools = desk.tools_with()
    return desk


def test_the_tool_says_which_there_are_and_why_one_can_only_be_read(shared):
    found = {one["name"]: one for one in shared.ask("list_calendars")["calendars"]}
    assert [*found] == ["personal", "team", "work"]
    assert found["team"]["rights"] == "read only" and found["team"]["why_read_only"] == KHAL
    assert found["work"] == {"name": "work", "title": "work", "rights": "read and write", "default": False}
    assert json.dumps(calendars_json(shared.store))


def test_no_card_is_made_of_what_can_only_be_read_and_it_is_said_what_can_be_written(shared):
    (event,) = {one["id"] for one in shared.ask("search_calendar_events", query="In team")["events"]}
    (own,) = {one["id"] for one in shared.ask("search_calendar_events", query="In work")["events"]}
    for tool, args in (
        ("create_calendar_event", {"title": "X", "start_time": "2026-11-24T09:00", "calendar": "Team"}),
        ("update_calendar_event", {"event_id": event, "title": "X"}),
        ("update_calendar_event", {"event_id": own, "calendar": "team"}),
        ("cancel_calendar_event", {"event_id": event}),
    ):
        with pytest.raises(ToolError) as error:
            shared.plan(tool, **args)
        assert error.value.message == (
            f"the calendar 'team' can only be read ({KHAL}), so nothing in it can be changed; "
            "those that can be written: personal, work"
        )
