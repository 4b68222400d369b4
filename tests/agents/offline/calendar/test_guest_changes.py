import pytest

from agents.offline.calendar.frames import InviteGuests
from tests.agents.offline.sentences import frame, frames, names


@pytest.mark.parametrize(
    "text",
    [
        "replace Ana by Ben in the review",
        "Please replace Ana with Ben in the review",
        "swap Ana out for Ben in the review",
        "substitute Ben for Ana in the review",
        "invite Ben instead of Ana to the review",
        "add Ben to the review in place of Ana",
        "have Ben take Ana's place in the review",
        "put Ben in Ana's place in the review",
        "Ben will stand in for Ana at the review",
        "Ben should replace Ana at the review",
    ],
)
def test_one_comes_in_the_place_of_another(text):
    found = frame(text)
    assert type(found) is InviteGuests
    assert (names(found.people), names(found.leaving)) == (["Ben"], ["Ana"])
    assert found.target.words == "review"


@pytest.mark.parametrize(
    "text", ["replace the review by Ben", "replace Ana in the review", "swap Ana and Ben"]
)
def test_what_leaves_open_who_comes_is_no_change_of_guests(text):
    assert not any(one.leaving for one in frames(text))


def test_the_other_guest_comes_and_the_first_goes(desk):
    desk.say("Replace Ana by Maya in tomorrow's design review")
    _, guests = desk.events()["Design review"]
    assert guests == ["ben@x.example", "maya@x.example"]


def test_the_only_guest_is_replaced_without_a_name(desk):
    desk.say("change the participant of the budget call to Ana")
    _, guests = desk.events()["Budget call"]
    assert guests == ["ana@x.example"]


def test_of_several_guests_it_has_to_be_said_who_goes(desk):
    turn = desk.say("change the participant of the design review to Maya")
    assert "in whose place" in turn.reply
    assert desk.events()["Design review"][1] == ["ana@x.example", "ben@x.example"]
