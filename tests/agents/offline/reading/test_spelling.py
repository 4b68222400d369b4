import pytest

from agents.offline.mail.frames import ForwardMail
from agents.offline.reading.spelling import respelled
from tests.agents.offline.sentences import frame, names, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sned Ana a mial wtih the plan", "send Ana a mial with the plan"),
        ("the last email form ana", "the last email from ana"),
        ("mvoe my first meeting", "move my first meeting"),
        ("Psuh it bcak by 2 horus", "Push it back by 2 horus"),
    ],
)
def test_two_letters_in_the_wrong_order_are_put_right(typed, meant):
    found = respelled(typed)
    assert len(found) == len(typed)
    assert found.replace("mial", "mail") == meant.replace("mial", "mail")


@pytest.mark.parametrize(
    "text", ["the order form", "amil and mali", "the email is a form", "hwat", "a bene fit"]
)
def test_what_may_be_meant_stays(text):
    assert respelled(text) == text


def test_a_swapped_sentence_is_read_as_meant():
    found = frame("sned my lats email frmo Ana to Ben")
    assert (type(found), names(found.people), names(found.target.people)) == (ForwardMail, ["Ben"], ["Ana"])


def test_a_swapped_unit_of_time_counts():
    found = frame("schedule a 2 horu call called 'Plans' on Monday at 3pm wtih Ana")
    assert (found.length.total_seconds(), names(found.people), words(found.times)) == (
        7200, ["Ana"], ["on Monday at 3pm"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "schedule a 2 hxr call called 'Plans' on Monday at 3pm with Maya",
        "schedule a call called 'Plans' on Monday at 3pm wuth Maya",
        "reply to the last email frmmo Maya with 'Thanks'",
    ],
)
def test_what_is_mistyped_beyond_that_is_not_left_out(desk, text):
    before = desk.events()
    turn = desk.say(text)
    assert "I don't understand" in turn.reply
    assert desk.events() == before
    assert not desk.mails()
