"""What there is to know before a meeting: each line of something that is there, under its id."""

import re

import pytest

from assistant.page import Page
from assistant.pages.preparing import prepare
from assistant.testing import ScriptedModel, calls, says
from tests.assistant.routines.conftest import Place
from tests.assistant.routines.conftest import place as place
from tools.errors import ToolError

AN_ID = re.compile(r"\[([\w.@-]+)\]$", re.MULTILINE)


def section(page: Page, title: str) -> dict[str, str]:
    found = next((one.lines for one in page.sections if one.title == title), ())
    return {line.text: line.why for line in found}


def ids(page: Page) -> list[str]:
    return [line.id for one in page.sections for line in one.lines]


def test_the_page_of_a_call_with_a_guest(place):
    page = prepare(place.home, "the Fernweh call")
    first, *_ = page.sections
    assert first.lines[0].text.startswith("Contract call with Fernweh")
    guests = section(page, "Who comes")
    assert "Noah Brandt, Head of Partnerships, Fernweh Hotels · has not answered" in guests
    assert any(text.startswith("Noah Brandt: Re: Contract") for text in section(page, "Last mails with them"))
    asked = section(page, "Open between you")
    assert "Could you send me the mockups a day before, so that I can forward them to our board?" in (
        asked.values()
    )
    # The house has met many times since, Noah hasn't been there.
    assert not section(page, "The last meeting")


def test_files_and_the_last_meeting_of_a_series(place):
    page = prepare(place.home, "sprint review")
    assert any("booking-page-notes.txt (Ana Souza" in text for text in section(page, "Files that came along"))
    assert [text.split("  ")[1] for text in section(page, "The last meeting")] == ["Sprint review"]


def test_each_id_is_of_something_that_is_there(place):
    for about in ("the Fernweh call", "sprint review", "stand-up", "tomorrow"):
        page = prepare(place.home, about)
        known = {mail["id"] for mail in place.home.mail("", limit=500)}
        known |= {event["id"] for event in place.home.agenda("2026-09-01/2026-12-31")[1]}
        known |= {email for person in place.home.people.people for email in person.emails}
        assert set(ids(page)) <= known


def test_without_guests_those_whom_the_title_names_are_meant(place):
    place.home.path.joinpath("calendar/personal/lunch.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:lunch\r\nDTSTAMP:20261101T000000Z\r\n"
        "SUMMARY:Lunch at Fernweh\r\nDTSTART:20261203T120000Z\r\nDTEND:20261203T130000Z\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    guests = section(prepare(place.home, "lunch at Fernweh"), "Who comes")
    assert list(guests) == ["Noah Brandt, Head of Partnerships, Fernweh Hotels · named in the title"]


def test_what_isnt_in_the_calendar_cant_be_prepared(place):
    with pytest.raises(ToolError, match="no event to come"):
        prepare(place.home, "the moon landing")
    assert "moon landing" in place.say("Prepare me for the moon landing").reply


@pytest.mark.parametrize(
    "said",
    [
        "Prepare me for the Fernweh call",
        "help me prepare for the call with Fernweh",
        "Brief me on the Fernweh call please",
        "What do I need to know before the Fernweh call?",
    ],
)
def test_the_built_in_model_is_asked_for_it_in_words(place, said):
    assert AN_ID.findall(place.say(said).reply) == ids(prepare(place.home, "Fernweh"))


def test_a_language_model_words_lines_and_adds_none(place, tmp_path):
    page = prepare(place.home, "Fernweh")
    event = page.sections[0].lines[0].id
    guest = "noah.brandt@fernweh.example"
    place.assistant.close()
    said = (
        f"- The contract call with Fernweh, at https://meet.larkspur.example/fernweh ({event})\n"
        f"- Noah Brandt, the Head of Partnerships of Fernweh Hotels, has not answered ({guest})\n"
        "- Noah is fond of chess, so bring a board."
    )
    script = {
        "manage_routines": [calls(("manage_routines", {"request": "prepare me"})), says("Good luck!")],
        "create_routine": [calls(("prepare_meeting", {"about": "Fernweh"})), says(said)],
    }
    again = Place(tmp_path / "home", ScriptedModel(script=script))
    reply = again.say("prepare me for Fernweh").reply
    again.assistant.close()
    assert AN_ID.findall(reply) == ids(page)
    assert f"- The contract call with Fernweh, at https://meet.larkspur.example/fernweh [{event}]" in reply
    assert "the Head of Partnerships of Fernweh Hotels" in reply
    assert "chess" not in reply and "Good luck" not in reply
