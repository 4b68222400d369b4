"""Alarms of a calendar of a hundred events: each rings once, at its second, and none of what is cancelled."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.home import Home
from assistant.routines.reminders import Reminders
from assistant.settings import load_settings
from tests.assistant.routines.conftest import ZONE

NOW = datetime(2026, 11, 30, 9, tzinfo=ZONE)
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{parts}END:VCALENDAR\r\n",
    "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T090000Z\r\nDTSTART:{start:%Y%m%dT%H%M%S}Z\r\n"
    "DTEND:{end:%Y%m%dT%H%M%S}Z\r\nSUMMARY:{uid}\r\n{more}BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\n"
    "TRIGGER:-PT{minutes}M\r\nEND:VALARM\r\nEND:VEVENT\r\n",
)


class Office:
    """A calendar with a clock, and what has rung there and when."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = NOW
        self.rang: list[tuple[str, datetime]] = []
        self.home = Home(load_settings(home=path, time_zone="Europe/London", model="offline"))
        self.home.path.joinpath("calendar/personal").mkdir(parents=True, exist_ok=True)
        self.reminders = self.opened()

    def opened(self) -> Reminders:
        return Reminders(
            self.home, lambda: self.now, lambda text: self.rang.append((text.split(" ")[0], self.now))
        )

    def put(self, uid: str, start: datetime, *, more: str = "", parts: str = "") -> None:
        shown = EVENT[1].format(
            uid=uid,
            start=start.astimezone(UTC),
            end=start.astimezone(UTC) + timedelta(minutes=30),
            more=more,
            minutes=10,
        )  # fmt: skip
        file = self.path / "calendar/personal" / f"{uid}.ics"
        new = file.with_suffix(".tmp")
        new.write_bytes(EVENT[0].format(parts=shown + parts).encode())
        new.rename(file)

    def go_on(self, until: datetime) -> list[tuple[str, datetime]]:
        """Look whenever the reminders say so, until then."""
        while self.now <= until:
            self.reminders.ring_due()
            self.now += timedelta(seconds=max(1, self.reminders.due_in_s()))
        return self.rang


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = Office(tmp_path / "home")
    yield found
    found.home.close()


def test_a_hundred_alarms_ring_once_each_at_their_second(office):
    """Events of their own, series, and some that are moved or cancelled in between; with restarts, and beside
    another process.
    """
    due: list[tuple[str, datetime]] = []
    early = timedelta(minutes=10)
    for number in range(100):
        start = NOW + timedelta(minutes=20, seconds=37 * number)
        if number % 5 == 0:
            office.put(f"e{number}", start, more="RRULE:FREQ=HOURLY;COUNT=2\r\n")
            due += [(f"e{number}", start - early), (f"e{number}", start + timedelta(hours=1) - early)]
        else:
            office.put(f"e{number}", start)
            due += [(f"e{number}", start - early)] if number % 10 not in (1, 2) else []
    office.put("cancelled", NOW + timedelta(minutes=20), more="STATUS:CANCELLED\r\n")
    office.go_on(NOW + timedelta(minutes=5))
    for number in range(100):
        start = NOW + timedelta(minutes=20, seconds=37 * number)
        if number % 10 == 1:
            office.put(f"e{number}", start, more="STATUS:CANCELLED\r\n")
        if number % 10 == 2:
            office.put(f"e{number}", start + timedelta(minutes=90))
            due.append((f"e{number}", start + timedelta(minutes=90) - early))
    for minute in range(5, 200, 15):
        office.reminders = office.opened()
        office.go_on(NOW + timedelta(minutes=minute))
        office.opened().ring_due()
    assert sorted(name for name, _ in office.rang) == sorted(name for name, _ in due)
    rang = sorted(office.rang)
    assert all(
        abs((at - wanted).total_seconds()) <= 1
        for (_, at), (_, wanted) in zip(rang, sorted(due), strict=True)
    )


def test_nothing_rings_where_time_is_held(tmp_path):
    rang: list[str] = []
    start = datetime.now(UTC) + timedelta(minutes=5)
    for held in (NOW.isoformat(), ""):
        home = Home(
            load_settings(home=tmp_path, time_zone="Europe/London", model="offline", now=held or None)
        )
        shown = EVENT[1].format(uid="a", start=start, end=start + timedelta(hours=1), more="", minutes=10)
        (tmp_path / "calendar/personal").mkdir(parents=True, exist_ok=True)
        (tmp_path / "calendar/personal/a.ics").write_text(EVENT[0].format(parts=shown))
        Reminders(home, lambda: datetime.now(UTC), rang.append).ring_due()
        assert bool(rang) is not bool(held)
        home.close()


def test_a_series_rings_for_each_occurrence_and_a_changed_one_at_its_own_time(office):
    start, hour = NOW + timedelta(minutes=30), timedelta(hours=1)
    moved = EVENT[1].format(
        uid="yoga",
        start=(start + hour + timedelta(minutes=40)).astimezone(UTC),
        end=(start + 2 * hour).astimezone(UTC),
        more=f"RECURRENCE-ID:{(start + hour).astimezone(UTC):%Y%m%dT%H%M%S}Z\r\n",
        minutes=20,
    )
    out = f"EXDATE:{(start + 2 * hour).astimezone(UTC):%Y%m%dT%H%M%S}Z\r\n"
    office.put("yoga", start, more=f"RRULE:FREQ=HOURLY;COUNT=4\r\n{out}", parts=moved)
    rang = [at for _, at in office.go_on(NOW + 4 * hour)]
    expected = [
        start - timedelta(minutes=10),
        start + hour + timedelta(minutes=20),
        start + 3 * hour - timedelta(minutes=10),
    ]
    assert [at.replace(microsecond=0) for at in rang] == expected


def test_what_is_moved_rings_at_its_new_time_and_what_is_cancelled_in_between_not_at_all(office):
    for uid in ("moved", "cancelled", "gone"):
        office.put(uid, NOW + timedelta(hours=1))
    office.go_on(NOW + timedelta(minutes=49))
    office.put("moved", NOW + timedelta(hours=2))
    office.put("cancelled", NOW + timedelta(hours=1), more="STATUS:CANCELLED\r\n")
    (office.path / "calendar/personal/gone.ics").unlink()
    rang = office.go_on(NOW + timedelta(hours=3))
    assert [(name, at) for name, at in rang] == [("moved", NOW + timedelta(hours=2) - timedelta(minutes=10))]


def test_after_a_restart_and_beside_another_process_nothing_rings_twice(office):
    office.put("call", NOW + timedelta(minutes=20))
    office.go_on(NOW + timedelta(minutes=10, seconds=1))
    office.reminders = office.opened()
    office.now -= timedelta(hours=1)
    assert len(office.go_on(NOW + timedelta(hours=1))) == 1


def test_what_should_have_rung_while_nobody_was_there_rings_late_unless_it_is_over(office):
    office.put("soon", NOW + timedelta(hours=2))
    office.put("over", NOW + timedelta(minutes=20))
    office.now = NOW + timedelta(hours=1, minutes=55)
    office.reminders.ring_due()
    assert [name for name, _ in office.rang] == ["soon"]


def test_whom_notify_names_hears_of_it(office):
    heard: list[str] = []
    office.home.journal.subscribe(
        "type:notification", lambda message: heard.append(message.content), name="me"
    )
    office.put("call", NOW + timedelta(minutes=20))
    office.go_on(NOW + timedelta(minutes=11))
    office.home.journal.bus.settle()
    assert heard == ["call in 10 minutes (Mon 30 Nov 2026, 09:20)"]
