"""What is on at a time, and whether one is free then: the same answer, whichever way it is asked."""

import pytest

from tests.agents.offline.desk import Desk

ZONE = ";TZID=Europe/London"
FRIDAY = "Friday, 8 January 2027"


def put(desk: Desk, name: str, title: str, start: str, end: str, *more: str) -> None:
    kind = ZONE if "T" in start else ";VALUE=DATE"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//t//",
        "BEGIN:VEVENT",
        f"UID:{name}",
        f"SUMMARY:{title}",
    ]
    lines += [f"DTSTART{kind}:{start}", f"DTEND{kind}:{end}", *more, "END:VEVENT", "END:VCALENDAR", ""]
    folder = desk.home / "calendar" / "personal"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ics").write_text("\r\n".join(lines), encoding="utf-8")


@pytest.fixture
def busy_desk(desk: Desk) -> Desk:
    put(desk, "leave", "Leave", "20270104", "20270116")
    put(desk, "expo", "Expo", "20270119T090000", "20270122T170000")
    put(desk, "gala", "Gala", "20270127T210000", "20270128T020000")
    return desk


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("What do I have on 8 January?", "Leave"),
        ("What is on 15 January?", "Leave"),
        ("What do I have on 20 January?", "Expo"),
        ("What is on 28 January?", "Gala"),
        ("What do I have on 28 January at 1am?", "Gala"),
    ],
)
def test_what_began_on_an_earlier_day_is_on(busy_desk, asked, title):
    assert title in busy_desk.say(asked).reply


@pytest.mark.parametrize("asked", ["What do I have on 16 January?", "What do I have on 28 January at 3am?"])
def test_what_has_ended_is_not_on(busy_desk, asked):
    assert "There is no event" in busy_desk.say(asked).reply


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("Am I free on 8 January?", f"Yes: nothing takes your time on {FRIDAY}, but there is 'Leave'"),
        ("Am I free on 20 January?", "No: there is 'Expo'"),
        ("Am I free on 28 January at 1am?", "No: there is 'Gala'"),
        ("Am I free on 16 January?", "Yes: nothing is in your calendar"),
        ("Am I busy on 20 January?", "Yes: there is 'Expo'"),
    ],
)  # fmt: skip
def test_what_goes_on_over_days_counts_on_each_of_them(busy_desk, asked, reply):
    assert busy_desk.say(asked).reply.startswith(reply)


NOT_TAKEN = {
    "cancelled": ["STATUS:CANCELLED"],
    "transparent": ["TRANSP:TRANSPARENT"],
    "declined": ["ATTENDEE;PARTSTAT=DECLINED:mailto:Sam@x.example"],
}
TAKEN = {
    "tentative": ["STATUS:TENTATIVE"],
    "another's no": ["ATTENDEE;PARTSTAT=DECLINED:mailto:ana@x.example"],
    "plain": [],
}


@pytest.mark.parametrize("lines", [*NOT_TAKEN.values(), *TAKEN.values()], ids=[*NOT_TAKEN, *TAKEN])
def test_am_i_free_and_a_free_hour_say_the_same(desk, lines):
    put(desk, "r", "Retro", "20270106T100000", "20270106T110000", *lines)
    free = lines in NOT_TAKEN.values()
    answer = desk.say("Am I free on 6 January 2027 at 10am?").reply
    assert answer.startswith("Yes" if free else "No")
    found = desk.say("Find a free hour on 6 January 2027 between 10am and 11am").reply
    assert ("10:00–11:00" in found) == free


def test_an_event_over_days_is_told_with_both_of_its_ends(busy_desk):
    assert busy_desk.say("What do I have on 8 January?").reply == (
        "'Leave' on Monday, 4 January 2027 – Friday, 15 January 2027."
    )
    assert busy_desk.say("What do I have on 20 January?").reply == (
        "'Expo' on Tuesday, 19 January 2027, 09:00 – Friday, 22 January 2027, 17:00."
    )
    assert busy_desk.say("What is on 28 January?").reply == (
        "'Gala' on Wednesday, 27 January 2027, 21:00–02:00."
    )


def test_what_is_cancelled_or_declined_is_marked(desk):
    put(desk, "a", "Retro", "20270106T100000", "20270106T110000", *NOT_TAKEN["cancelled"])
    put(desk, "b", "Demo", "20270106T120000", "20270106T130000", *NOT_TAKEN["declined"])
    reply = desk.say("What do I have on 6 January 2027?").reply
    assert "'Retro' (cancelled)" in reply
    assert "'Demo' (declined)" in reply


def test_an_answer_says_what_of_the_calendar_cannot_be_read(desk):
    put(desk, "bad", "Odd", "sometime", "later")
    put(desk, "good", "Demo", "20270106T120000", "20270106T130000")
    for asked in (
        "What do I have on 6 January 2027?",
        "Am I free on 7 January 2027 at 10am?",
        "Find a free hour on 7 January 2027",
    ):
        reply = desk.say(asked).reply
        assert reply.count("Not read in full: calendar/personal/bad.ics: 'Odd' can't be read") == 1


def test_an_event_over_days_is_cancelled_from_a_later_one(busy_desk):
    busy_desk.say("Cancel the expo on 21 January")
    assert "Expo" not in busy_desk.events()
    assert "Leave" in busy_desk.events()


def test_the_meeting_is_the_one_called_so_and_my_appointment_one_of_its_kind(desk: Desk):
    put(desk, "hike", "Hike", "20270107T090000", "20270107T100000")
    put(desk, "vet", "Vet appointment", "20270107T110000", "20270107T120000")
    put(desk, "meeting", "Meeting", "20270108T150000", "20270108T160000", "DESCRIPTION:the lease")
    assert "'Meeting' on Friday, 8 January" in desk.say("who is at the meeting in January?").reply
    assert "'Vet appointment'" in desk.say("when is my appointment in January?", thread="u").reply
    assert "the lease" in desk.say("what time is the meeting in January and what is it about?", "v").reply
