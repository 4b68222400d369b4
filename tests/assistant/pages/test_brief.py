"""The brief of the sample company's days: each line is of something that is there, under its id."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant import Assistant
from assistant.commands.cli import main
from assistant.home import Home
from assistant.page import Line, Page
from assistant.pages.brief import brief, day_of
from assistant.sample import fill
from assistant.settings import load_settings
from tools.errors import InputError

NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()


@pytest.fixture(name="home")
def sample_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "Europe/London")
    monkeypatch.setenv("ASSISTANT_NOW", NOW.isoformat())
    home = Home(load_settings())
    fill(home)
    yield home
    home.close()


def lines(page: Page, title: str) -> tuple[Line, ...]:
    return next((section.lines for section in page.sections if section.title.startswith(title)), ())


def put(home: Home, title: str, start: str, end: str, place: str = "") -> None:
    home.path.joinpath("calendar/personal", f"{title}.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"
        f"UID:{title}\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:{title}\r\nLOCATION:{place}\r\n"
        f"DTSTART:20261125T{start}00Z\r\nDTEND:20261125T{end}00Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_today_has_what_is_overdue_and_another_day_only_what_is_due_then(home):
    def titles(day: date) -> list[str]:
        return [line.text.split(" · ")[0] for line in lines(brief(home, day), "To do")]

    overdue = [task.title for task in home.tasks.tasks() if task.is_overdue(home.clock())]
    assert overdue
    assert titles(TODAY)[: len(overdue)] == overdue
    days = [TODAY + timedelta(days=number) for number in range(1, 12)]
    for day in days:
        due = [
            task.title for task in home.tasks.tasks() if task.is_open and task.due_day(home.tasks.zone) == day
        ]
        assert [title.lstrip("!↓ ") for title in titles(day)] == due
    assert any(map(titles, days))


def test_a_week_of_briefs_names_only_what_is_there(home):
    for day in range(7):
        page = brief(home, TODAY + timedelta(days=day))
        known = {event["id"] for event in home.agenda((TODAY + timedelta(days=day)).isoformat())[1]}
        known |= {mail["id"] for mail in home.mail("", limit=100)}
        known |= {task.id for task in home.tasks.tasks()}
        assert {line.id for section in page.sections for line in section.lines} <= known
        events = lines(page, f"{TODAY + timedelta(days=day):%a}")
        assert {line.id for line in events} == {
            event["id"] for event in home.agenda((TODAY + timedelta(days=day)).isoformat())[1]
        }


def test_the_mails_that_ask_me_something_stand_with_what_they_ask(home):
    waiting = lines(brief(home, TODAY), "Waits for your answer")
    asked = {line.text.split(" (")[0]: line.why for line in waiting}
    assert asked["Ana Souza: Re: Mockups for the new booking page"] == "Any news on the mockups?"
    assert not any("Slow Trains" in text or "password" in text for text in asked)


def test_clashes_gaps_and_ways_are_said_at_the_event(home):
    put(home, "Visit", "1030", "1130", "Harbour")
    put(home, "Call", "1100", "1145")
    put(home, "Tour", "1230", "1445", "Old town")
    said = {line.text.split("  ")[1].split(" ·")[0]: line.text for line in lines(brief(home, TODAY), "Wed")}
    assert "clashes with Call" in said["Visit"] and "clashes with Visit" in said["Call"]
    assert "then 45 minutes free" in said["Call"]
    assert "then 15 minutes to get to Room Atlas" in said["Tour"]


def test_what_waits_for_a_yes_and_what_was_done_is_in_it(home):
    with Assistant.open(home=home.path, model="offline") as assistant:
        assistant.ask("Lunch with Farid tomorrow at noon", approve="all")
        turn = assistant.ask("Coffee with Grace tomorrow at 4pm")
    page = brief(home, TODAY)
    (waits,) = lines(page, "Waits for your yes")
    assert waits.id == turn.approvals[0].id and "Grace" in waits.text
    (done,) = lines(page, "Done")
    assert "Lunch" in done.text and done.kind == "effect"


def test_the_command_prints_the_same_for_people_and_programs(home, capsys):
    assert main(["brief", "tomorrow", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["day"] == "2026-11-26"
    assert main(["brief", "tomorrow"]) == 0
    shown = capsys.readouterr().out
    assert document["lines"]
    for line in document["lines"]:
        assert line["id"] in shown and line["text"] in shown


def test_a_brief_is_of_one_day(home):
    assert day_of(home, "") == TODAY
    assert day_of(home, "friday") == date(2026, 11, 27)
    for said in ("next week", "the day of the frogs"):
        with pytest.raises(InputError):
            day_of(home, said)
