"""What a card says when something is asked anew, because the world is no longer as it was shown."""

import re

import pytest

from assistant.contract import Change
from assistant.views import plain
from tests.assistant.views.conftest import EVENT
from tests.assistant.views.test_cards import PLACES


@pytest.mark.parametrize("shown_in", PLACES)
def test_what_has_changed_is_marked(approval, shown_in) -> None:
    asked = approval(
        revision=1,
        changed=(
            Change(field="event.location", before="Room Nova", after="Room Atlas"),
            Change(field="event.attendees", before=EVENT["attendees"][:1], after=EVENT["attendees"]),
        ),
    )
    shown = " ".join(shown_in(asked, None).replace("│", " ").split())
    for sign, label, value in (
        ("-−", "Where", "Room Nova"),
        ("+", "Where", "Room Atlas"),
        ("+", "Guests", "x@y.example"),
    ):
        assert re.search(rf"[{sign}] (?:{label}: +)?{value}", shown)
    assert "Ana Souza <ana@larkspur.example>" in shown
    assert "Asked again: things have changed since you were asked first, which is marked." in shown


def test_a_warning_that_is_new_says_so(approval) -> None:
    change = Change(field="warnings", before=["Old."], after=["Old.", "Fresh."])
    asked = approval("delete_email", revision=1, warnings=("Old.", "Fresh."), changed=(change,))
    shown = plain.approval(asked, None)
    assert "  ! Old." in shown
    assert "  ! Fresh. (new)" in shown


def test_of_a_change_of_an_event_it_is_told_apart_what_others_have_changed_meanwhile(approval) -> None:
    asked = approval(
        "update_calendar_event",
        revision=1,
        changed=(
            Change(field="before.location", before="Room Nova", after="Room Atlas"),
            Change(field="before.title", before="Design chat", after="Design review"),
        ),
    )
    shown = plain.approval(asked, None)
    assert "- Where:     Room Atlas" in shown
    assert shown[shown.index("- Meanwhile: Title: Design chat") :][:4] == [
        "- Meanwhile: Title: Design chat",
        "+ Meanwhile: Title: Design review",
        "- Meanwhile: Where: Room Nova",
        "+ Meanwhile: Where: Room Atlas",
    ]


def test_what_no_card_shows_is_said_to_have_changed_all_the_same(approval) -> None:
    [note] = [line for line in plain.approval(approval(revision=1), None) if "Asked again" in line]
    assert "nothing that is shown here" in note
