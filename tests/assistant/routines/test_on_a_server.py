"""Routines, watches, reminders and what is put off, with PostgreSQL behind the home: each is done once.

All of the tests here run so, too: pytest -p tests.on_a_server tests/assistant/routines
"""

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from assistant import home
from assistant.routines.reminders import Reminders
from assistant.routines.returns import Returns
from tests.assistant.routines.answers import FRIDAY_END, NOAH, SAM, letter
from tests.assistant.routines.conftest import MONDAY, Place, sample_place
from tests.databases import SERVER, database_at
from tools.database import SqliteDatabase
from tools.mail.message import Folder


@pytest.fixture
def places(tmp_path: Path, postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Place]]:
    """One home on the server, as two processes have it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(SERVER, postgres_server)
    monkeypatch.setattr(home, "SqliteDatabase", database_at)
    found = [sample_place(tmp_path), Place(tmp_path / "home")]
    assert not isinstance(found[0].home.database, SqliteDatabase)
    yield found
    for place in found:
        place.assistant.close()


def test_a_routine_asks_once_however_many_look_and_however_often(places):
    places[0].make("Every Friday at 4, mail Ana a reminder about timesheets")
    told = [place.at("2026-12-04T16:00") for place in (*places, *places)]
    assert [len(one) for one in told] == [1, 0, 0, 0]
    assert [one.action for one in places[1].assistant.pending()] == ["send_email"]
    places[1].home.routines.control(places[1].home.routines.list()[0].id, "pause")
    assert places[0].at("2026-12-11T16:00") == []


def test_a_watch_is_told_once(places):
    asked = letter("Contract", SAM, NOAH, date=MONDAY - timedelta(hours=1))
    places[0].home.mailbox.deliver(asked, Folder.SENT)
    places[0].make("Tell me if Noah hasn't answered by Friday")
    assert [places[1].at(FRIDAY_END), places[0].at(FRIDAY_END)] == [
        ["Noah has not answered to 'Contract'."],
        [],
    ]


def test_what_is_put_off_is_back_once_and_an_alarm_rings_once(places):
    one, other = places
    one.say("Snooze the mail from Jonas about the pricing page until Tuesday at 10am")
    [away] = other.home.snoozes.away()
    assert away.title == "Jonas Weber: Words for the pricing page"
    start = MONDAY.astimezone(UTC).replace(day=1, month=12, hour=10, minute=5)
    (one.home.path / "calendar/personal/call.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:call\r\n"
        f"DTSTAMP:20261101T000000Z\r\nSUMMARY:Call\r\nDTSTART:{start:%Y%m%dT%H%M%S}Z\r\nDURATION:PT30M\r\n"
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    rang: list[str] = []
    for place in places:
        place.now = MONDAY.replace(month=12, day=1, hour=10)
        Returns(place.home, rang.append).ring_due()
        Reminders(place.home, lambda place=place: place.now, rang.append).ring_due()
    assert [text.partition(" ")[0] for text in rang] == ["Back:", "Call"]
