"""The sample company, as the stores and other programs see it."""

import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.home import Home
from assistant.sample import fill, told
from assistant.settings import load_settings
from tools.errors import InputError

MOMENTS = [
    datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/London")),
    datetime(2028, 2, 29, 23, 59, tzinfo=ZoneInfo("America/New_York")),
]


def home_at(path: Path, now: datetime) -> Home:
    assert isinstance(now.tzinfo, ZoneInfo)
    return Home(
        load_settings(home=path, now=now, time_zone=now.tzinfo.key, user_email="max@larkspur.example")
    )


@pytest.fixture(name="home")
def filled_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = home_at(tmp_path / "home", MOMENTS[0])
    fill(home)
    yield home
    home.close()


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_an_empty_home_is_filled_with_a_company(tmp_path, monkeypatch, now):
    monkeypatch.chdir(tmp_path)
    home = home_at(tmp_path / "home", now)
    counts = fill(home)
    assert counts == {"people": 15, "groups": 4, "events": 23, "tasks": 7, "mails": 36}
    mails = home.mail("", limit=100)
    assert len(mails) >= 35
    assert all(datetime.fromisoformat(mail["date"]) < now for mail in mails)
    assert [task.title for task in home.tasks.tasks() if task.parent] == [
        "Collect the figures of the workshop"
    ]
    assert len(home.agenda("this week")[1]) >= 8
    assert len(home.agenda("next week")[1]) >= 12
    home.close()


def test_a_home_that_was_nobodys_is_known_as_its_new_owners_everywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = Home(load_settings(home=tmp_path / "home", now=MOMENTS[0], time_zone="Europe/Berlin"))
    before = home.identities
    fill(home)
    assert [one.email for one in home.identities] == ["sam@larkspur.example"]
    assert home.identities != before
    home.close()


def test_the_design_team_is_found_and_ben_is_not_guessed(home):
    found = home.people.find("design team")
    assert [member.name for member in found.groups[0].members] == ["Ana Souza", "Ben Okafor", "Chloé Martin"]
    assert len(home.people.find("Ben").people) == 2


def test_mails_hang_together_as_threads(home):
    (newest, *_) = home.mail("subject:mockups from:ana")
    thread = home.mailbox.thread(newest["id"])
    assert [message.envelope.sender.name for message in thread] == ["Ana Souza", "Me", "Ana Souza"]
    assert thread[0].envelope.attachments[0].name == "booking-page-notes.txt"


def test_a_mail_in_html_is_read_as_text(home):
    (mail,) = home.mail("from:slowtrains")
    body = home.mailbox.read(mail["id"]).body
    assert "the night train is back" in body
    assert "<b>" not in body
    assert "font-family" not in body


def test_a_home_with_something_in_it_is_left_alone(home):
    before = sorted(path for path in home.path.rglob("*") if path.is_file())
    with pytest.raises(InputError, match="only goes into an empty home"):
        fill(home)
    assert sorted(path for path in home.path.rglob("*") if path.is_file()) == before


def test_the_same_day_gives_the_same_company(tmp_path, monkeypatch, home):
    again = home_at(tmp_path / "again", MOMENTS[0])
    fill(again)

    def files(path: Path) -> dict[str, bytes]:
        wanted = ("contacts/*.vcf", "calendar/*/*.ics", "mail/**/cur/*", "mail/**/new/*")
        return {
            str(file.relative_to(path)).split(":")[0]: file.read_bytes()
            for pattern in wanted
            for file in path.glob(pattern)
        }

    assert list(files(home.path).values()) == list(files(again.path).values())
    again.close()


def test_khal_lists_the_events(home, tmp_path, needs_program):
    needs_program("khal")
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[all]]\npath = {home.path}/calendar/*\ntype = discover\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        "local_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n"
        f"[sqlite]\npath = {tmp_path}/khal.db\n"
    )
    command = ["khal", "-c", str(config), "list", "2026-11-23", "7d"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for title in ("Stand-up", "Contract call with Fernweh", "Release 4.2", "Dentist"):
        assert title in listed
    assert "09:00-10:00 Customer call with Tokyo" in listed


def test_who_has_not_said_who_they_are_is_one_of_the_company(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = Home(load_settings(home=tmp_path / "home", now=MOMENTS[0]))
    counts = fill(home)
    assert "You are Sam Reed <sam@larkspur.example> in it" in told(home, counts)
    home.close()
    again = load_settings(home=tmp_path / "home")
    assert (again.user_name, again.user_email) == ("Sam Reed", "sam@larkspur.example")


def test_who_has_said_who_they_are_stays_it(home):
    assert home.settings.user_email == "max@larkspur.example"
    assert not (home.path / "assistant.toml").exists()
