"""What is asked about the answers of guests: each from the calendar, and nothing from who is only invited."""

from pathlib import Path

import pytest

from tests.agents.offline.desk import Desk

OWN = {"ana": "ACCEPTED", "ben": "DECLINED", "maya": "NEEDS-ACTION", "carter": "TENTATIVE"}
FOREIGN = {"sam": "ACCEPTED", "ben": "ACCEPTED"}
OPEN = {"sam": "NEEDS-ACTION", "ana": "ACCEPTED"}
SAID_NO = {"sam": "DECLINED", "ana": "ACCEPTED"}
NOBODY_YET = {"ana": "NEEDS-ACTION", "maya": "NEEDS-ACTION"}
NAMES = {
    "sam": "Sam Reed", "ana": "Ana Lima", "ben": "Ben Okafor", "maya": "Maya Patel", "carter": "Ben Carter",
}  # fmt: skip


def put(home: Path, name: str, title: str, day: int, organizer: str, answers: dict[str, str]) -> None:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", f"UID:{name}",
        "DTSTAMP:20261101T000000Z", f"SUMMARY:{title}", f"DTSTART;TZID=Europe/London:202611{day}T150000",
        f"DTEND;TZID=Europe/London:202611{day}T160000", f"ORGANIZER:mailto:{organizer}@x.example",
        *(f"ATTENDEE;CN={NAMES[who]};PARTSTAT={one}:mailto:{who}@x.example" for who, one in answers.items()),
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    (home / "calendar" / "personal" / f"{name}.ics").write_bytes("\r\n".join(lines).encode())


@pytest.fixture
def invited(desk: Desk) -> Desk:
    put(desk.home, "critique", "Critique", 24, "sam", OWN)
    put(desk.home, "karaoke", "Karaoke night", 25, "ana", FOREIGN)
    put(desk.home, "fry", "Fish fry", 26, "ben", OPEN)
    put(desk.home, "kickoff", "Kickoff", 27, "maya", SAID_NO)
    put(desk.home, "team", "Team lunch", 27, "sam", OWN | {"carter": "NEEDS-ACTION"})
    put(desk.home, "picnic", "Picnic", 28, "sam", NOBODY_YET)
    return desk


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("did i accept karaoke night?", "Yes: you have accepted 'Karaoke night'"),
        ("Did I accept the Fish fry?", "No: you have not answered 'Fish fry'"),
        ("did i decline the kickoff", "Yes: you have declined 'Kickoff'"),
        ("did I accept the kickoff?", "No: you have declined 'Kickoff'"),
        ("Did Ben accept the karaoke night?", "Yes: Ben has accepted 'Karaoke night'"),
        ("is Ana coming to the critique?", "Yes: Ana has accepted 'Critique'"),
        ("Is Ben Okafor coming to the critique?", "No: Ben Okafor has declined 'Critique'"),
        ("is Ben Carter coming to the critique", "Perhaps: Ben Carter has said maybe to 'Critique'"),
        ("is Maya coming to the critique", "Yes: Maya is among the guests of 'Critique'"),
        ("who has accepted the critique?", "Ana Lima has accepted 'Critique'"),
        ("who declined the critique?", "Ben Okafor has declined 'Critique'"),
        ("who hasn't answered the invitation to the critique?", "Maya Patel has not answered 'Critique'"),
        ("Who has not responded to the team lunch yet?", "Maya Patel and Ben Carter have not answered"),
        ("who has not declined the karaoke night?", "You and Ben Okafor have not declined 'Karaoke night'"),
        ("who has responded to the team lunch?", "Accepted: Ana Lima. Declined: Ben Okafor. Not answered:"),
        ("has anyone accepted the picnic?", "No: nobody has accepted 'Picnic'"),
        ("has anybody declined the critique?", "Yes: Ben Okafor has declined 'Critique'"),
        ("how many people have accepted the critique?", "1: Ana Lima has accepted 'Critique'"),
        ("how many people have accepted the picnic?", "None: 'Picnic'"),
        ("who is organizing the critique?", "You organize 'Critique'"),
        ("who organizes the karaoke night?", "ana@x.example organizes 'Karaoke night'"),
        ("is my manager the organizer of the critique?", "No: you organize 'Critique'"),
        ("do you know if my boss organizes the karaoke night?", "I don't know who 'boss' is: ana@x.example"),
        ("is ana organizing karaoke night?", "Yes: ana@x.example organizes 'Karaoke night'"),
        ("is ben hosting the critique?", "No: you organize 'Critique'"),
        ("did ana accept the critique", "Yes: ana has accepted 'Critique'"),
        ("did Maya's boss accept the critique?", "I don't know who 'Maya's boss' is: 'Critique'"),
        ("is Ben's wife invited to the critique?", "I don't know who 'Ben's wife' is: 'Critique'"),
        ("do you know if Ana is coming to the critique?", "Yes: Ana has accepted 'Critique'"),
        ("do I have a meeting with Maya's manager next week?", "I don't know who 'Maya's manager' is, and"),
        ("did I accept the lunch?", "Nobody's answer is noted in the calendar: 'Lunch'"),
    ],
)  # fmt: skip
def test_what_is_asked_about_answers_is_told_from_the_calendar(
    invited: Desk, asked: str, begins: str
) -> None:
    assert invited.say(asked).reply.startswith(begins)


def test_whoever_said_no_is_named_as_such_where_it_is_asked_who_comes(invited: Desk) -> None:
    assert invited.say("who is coming to the critique?").reply.endswith("Declined: Ben Okafor.")
    assert invited.say("who declined?").reply.startswith("Ben Okafor has declined 'Critique'")


@pytest.mark.parametrize("asked", ["did Ana answer?", "who replied to my mail about the budget?"])
def test_answers_to_mails_are_none_to_invitations(invited: Desk, asked: str) -> None:
    assert "email" in invited.say(asked).reply or "Budget" in invited.say(asked).reply
