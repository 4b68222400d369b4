"""Watches for free time: told once when there is room where there was none, and not before."""

from datetime import datetime, timedelta

import pytest

from agents.offline.routines.watch_wishes import Watch
from agents.offline.routines.wishes import wish_in
from tests.assistant.routines.conftest import MONDAY, ZONE
from tools.errors import ToolError

FRIDAY = datetime(2026, 12, 4, tzinfo=ZONE)


def event(uid: str, start: datetime, end: datetime, more: str = "") -> bytes:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20261101T090000Z\r\nDTSTART;TZID=Europe/London:{start:%Y%m%dT%H%M%S}\r\n"
        f"DTEND;TZID=Europe/London:{end:%Y%m%dT%H%M%S}\r\nSUMMARY:{uid}\r\n{more}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def takes(place, uid: str, day: datetime, first: int, last: int, more: str = "") -> None:
    """An event takes that time of the day, in the place of what was called so."""
    start, end = (day.replace(hour=hour, minute=0) for hour in (first, last))
    path = place.home.path / "calendar/personal" / f"{uid}.ics"
    new = path.with_suffix(".tmp")
    new.write_bytes(event(uid, start, end, more))
    new.rename(path)


@pytest.fixture
def full(place):
    """A Friday afternoon without a gap."""
    takes(place, "workshop", FRIDAY, 12, 18)
    return place


def test_time_that_becomes_free_is_told_once(full):
    full.make("Tell me when I'm free on Friday afternoon")
    assert full.at("2026-12-02T10:00") == []
    takes(full, "workshop", FRIDAY, 12, 16)
    assert full.at("2026-12-02T10:05") == ["You are free: Fri 4 Dec 16:00–18:00."]
    assert full.home.routines.list()[0].state == "ended"
    assert full.at("2026-12-02T10:10") == []


@pytest.mark.parametrize(
    "change",
    [
        lambda place: takes(place, "workshop", FRIDAY, 12, 18, "STATUS:CANCELLED\r\n"),
        lambda place: takes(place, "workshop", FRIDAY, 12, 18, "TRANSP:TRANSPARENT\r\n"),
        lambda place: (place.home.path / "calendar/personal/workshop.ics").unlink(),
    ],
    ids=["cancelled", "nobody is busy", "gone"],
)
def test_what_takes_no_time_any_more_is_free(full, change):
    full.make("Let me know when a slot opens on Friday afternoon")
    change(full)
    assert full.at("2026-12-02T10:00") == ["You are free: Fri 4 Dec 12:00–18:00."]


def test_what_is_too_short_is_no_slot(full):
    full.make("Tell me when a slot of 3 hours opens on Friday afternoon")
    takes(full, "workshop", FRIDAY, 12, 16)
    assert full.at("2026-12-02T10:00") == []
    takes(full, "workshop", FRIDAY, 12, 15)
    assert full.at("2026-12-02T10:05") == ["You are free: Fri 4 Dec 15:00–18:00."]


def test_one_that_never_opens_is_told_when_it_is_too_late(full):
    full.make("Tell me when I'm free on Friday afternoon")
    assert full.at("2026-12-04T17:30") == []
    assert full.at("2026-12-04T17:34") == ["A free slot: on Friday afternoon: none has opened."]


def test_what_was_asked_for_is_prepared_at_the_time_that_opened(full):
    full.make("Ping me if something opens up on Friday afternoon, then book lunch with Ana")
    takes(full, "workshop", FRIDAY, 13, 18)
    full.at("2026-12-02T10:00")
    [waiting] = full.assistant.pending()
    assert waiting.action == "create_calendar_event"
    assert waiting.args["start_time"].startswith("2026-12-04T12:00")


def test_a_time_of_day_is_watched_on_the_days_that_are_full(place):
    """The sample has nothing before ten but on Wednesday; Tuesday and Thursday are taken here."""
    for uid, day in (("early", MONDAY + timedelta(days=1)), ("late", MONDAY + timedelta(days=3))):
        takes(place, uid, day, 9, 10)
    turn = place.say("Tell me when a slot opens before 10")
    [card] = turn.approvals
    assert "Tue 1 Dec 2026, 09:00–10:00; Thu 3 Dec 2026, 09:00–10:00" in card.preview["waits_for"]
    assert card.warnings[0].startswith("free already, and not waited for: ")
    place.say("yes", thread=turn.thread_id, approve="all")


def test_time_that_is_free_already_is_said_and_nothing_is_made(place):
    turn = place.say("Tell me when I'm free on Friday afternoon")
    assert not turn.approvals
    assert "nothing to wait for, you are free then: Fri 4 Dec 12:00–" in turn.reply


@pytest.mark.parametrize(
    ("about", "minutes", "why"),
    [
        ("", 30, "when it should be free"),
        ("Friday", 0, "minutes must be more than 0"),
        ("yesterday", 30, "is over already"),
        ("soonish", 30, "names no time"),
        ("next year", 30, "longer than three months"),
        ("Friday between 9 and 10", 90, "is shorter than 90 minutes"),
    ],
)
def test_what_can_t_be_watched_is_refused_with_the_reason(place, about, minutes, why):
    with pytest.raises(ToolError, match=why):
        place.home.routines.planner.watch("slot", about=about, minutes=minutes)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Tell me when I have an hour free on Thursday", 60),
        ("notify me as soon as half an hour frees up on Thursday", 30),
        ("let me know when there is a free slot of 2 hours on Thursday", 120),
        ("tell me when a 45 minute slot opens up on Thursday", 45),
        ("ping me once there's a gap in my calendar on Thursday", 0),
    ],
)
def test_how_it_is_said(text, minutes):
    assert wish_in(text, MONDAY) == Watch("slot", about="on Thursday", minutes=minutes)


@pytest.mark.parametrize(
    "text",
    [
        "tell me if I'm free on Friday",
        "tell me if there's room on Friday",
        "tell me when I have a meeting on Friday",
        "tell me when the lunch is on Friday",
        "tell me when the time is right",
        "tell me when I'm free",
    ],
)
def test_what_asks_how_things_are_waits_for_nothing(text):
    assert not isinstance(wish_in(text, MONDAY), Watch)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("If somebody cancels Thursday, tell me", Watch("cancellation", about="Thursday")),
        ("If a slot opens on Friday, let me know", Watch("slot", about="on Friday")),
        (
            "When the invoice from Hugo arrives, forward it to Ana",
            Watch("mail", "Hugo", "invoice", then="forward it to Ana"),
        ),
        ("When Ana writes, then forward it to Ben", Watch("mail", "Ana", then="forward it to Ben")),
        ("If it rains tomorrow, cancel the picnic", None),
        ("When I'm free on Friday, book lunch with Ana", None),
        ("If Ana has answered, tell me", None),
    ],
)
def test_the_condition_may_come_first(text, wanted):
    assert wish_in(text, MONDAY) == wanted


def test_before_ten_on_a_day_is_of_that_day(place):
    turn = place.say("Tell me if a slot opens before 10 on Thursday", approve="none")
    said = " ".join([turn.reply or "", *(effect.summary for effect in turn.effects)])
    assert "Thu 3 Dec 09:" in said
    assert "Mon 30 Nov" not in said
    assert "Tue 1 Dec" not in said
