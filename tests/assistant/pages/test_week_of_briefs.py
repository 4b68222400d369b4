"""The briefs of a week, as a person reads them, beside the ones that were read and found right.

Write them anew with: UPDATE_SNAPSHOTS=1 pytest tests/assistant/pages/test_week_of_briefs.py
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import Decision
from assistant.home import Home
from assistant.page import Page
from assistant.pages import brief as pages
from assistant.views import plain
from tests.assistant.routines.answers import NOAH, SAM, letter
from tests.assistant.routines.conftest import MONDAY, Place, sample_place
from tools.mail.message import Flag, Folder

KEPT = Path(__file__).parent / "week_of_briefs.txt"
EVENTS = {
    # Into and out of others, with another place to go to.
    "Dentist": ("20261202T153000", "20261202T170000", "Harley Street 4"),
    "Call with Hugo": ("20261204T120000", "20261204T123000", "Room Compass"),
    "Concert": ("20261205T193000", "20261205T220000", "Wigmore Hall"),
}


@dataclass
class Week:
    """The pages of a week's days, each at eight in the morning, and which ids there were then."""

    pages: dict[datetime, Page] = field(default_factory=dict)
    ids: dict[datetime, set[str]] = field(default_factory=dict)

    def text(self) -> str:
        told = (f"{at:%A %d %B, %H:%M}\n\n{_read(page)}\n" for at, page in self.pages.items())
        return "\n\n".join(told)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    """A week of the sample company, with routines, a watch, something put off, and a question that waits."""
    with pytest.MonkeyPatch.context() as patch:
        place = sample_place(tmp_path_factory.mktemp("week"))
        patch.setattr(pages, "wall_clock", lambda: place.now.astimezone(UTC))
        patch.setattr(place.home.database, "time", lambda: place.now.timestamp())
        found = Week()
        for day in range(7):
            morning = MONDAY.replace(hour=8) + timedelta(days=day)
            place.at(f"{morning:%Y-%m-%dT%H:%M}")
            found.pages[morning] = pages.brief(place.home, morning.date())
            found.ids[morning] = known(place.home)
            place.now = morning.replace(hour=17)
            HAPPENS.get(day, lambda _: None)(place)
        yield found
        place.assistant.close()


def known(home: Home) -> set[str]:
    return {
        *(one.id for one in home.calendar.between(home.clock(), home.clock() + timedelta(days=1))),
        *(one.id for one in home.calendar.between(home.clock() - timedelta(days=1), home.clock())),
        *(task.id for task in home.tasks.tasks()),
        *(mail["id"] for mail in home.mail("", limit=500)),
        *(one.id for one in home.routines.list()),
        *(one.id for one in home.book.pending()),
        *(effect.key for effect in home.effects.list()),
        *(one.mail.id for one in home.invitations()),
    }


def on_monday(place: Place) -> None:
    for title, (start, end, where) in EVENTS.items():
        (place.home.path / "calendar/personal" / f"{title}.ics").write_text(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"
            f"UID:{title}\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:{title}\r\nLOCATION:{where}\r\n"
            f"DTSTART:{start}Z\r\nDTEND:{end}Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    asked = letter(
        "Dates for the workshop",
        SAM,
        NOAH,
        date=MONDAY - timedelta(hours=2),
        body="Which of the two weeks suits you?",
    )
    place.home.mailbox.deliver(asked, Folder.SENT, flags=frozenset({Flag.SEEN}))
    place.make("Tell me if Noah hasn't answered about the workshop by Thursday")
    place.make("Every Tuesday at 9, mail Ana a reminder about timesheets")
    place.say("Snooze the mail about the winter brochure until Thursday")
    place.say("Lunch with Ana on Friday at 1pm")


def on_wednesday(place: Place) -> None:
    """The routine's mail goes out, and a board meeting is booked."""
    [reminder] = [one for one in place.assistant.pending() if one.action == "send_email"]
    place.assistant.decide({reminder.id: Decision.approve()})
    place.make("Book a board meeting on Friday from 11:30 to 12:30")


HAPPENS: dict[int, Callable[[Place], None]] = {0: on_monday, 2: on_wednesday}


def _read(page: Page) -> str:
    """As at a terminal that draws nothing; an id, which another day is another, by what it names."""
    text = "\n".join(plain.page(page))
    for section in page.sections:
        for line in section.lines:
            text = text.replace(f"{line.id:<12}", f"{line.kind:<12}", 1)
    return text


def test_the_briefs_of_a_week_are_as_they_were_read(week: Week):
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(week.text())
    assert week.text().splitlines() == KEPT.read_text().splitlines()


def test_each_line_names_what_is_there(week: Week):
    for morning, page in week.pages.items():
        named = {line.id for section in page.sections for line in section.lines}
        assert named <= week.ids[morning]
        assert named
