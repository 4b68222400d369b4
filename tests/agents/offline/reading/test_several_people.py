"""Mails of several people: all count, and where some have written and others haven't, nothing is done."""

import pytest

from tests.agents.offline.desk import put_mail
from tests.agents.offline.sentences import names, target


@pytest.mark.parametrize(
    "text",
    [
        "Forward Ana's and Maya's latest mails to Ben Carter",
        "Forward the last emails from Ana and Maya to Ben Carter",
        "Forward the last mails from Ana and from Maya to Ben Carter",
    ],
)
def test_the_last_mails_of_two_people_are_one_of_each(desk, text):
    desk.say(text)
    assert sorted(str(mail["Subject"]) for mail in desk.mails()) == ["Fwd: Budget", "Fwd: Budget"]


def test_whether_the_last_mail_of_two_is_one_of_each_is_asked(desk):
    reply = desk.say("Forward the last mail from Maya and Ana to Ben Carter").reply
    assert reply == "Do you mean one from each of Maya and Ana?"
    assert not desk.mails()
    desk.say("yes")
    assert len(desk.mails()) == 2


def test_the_mails_of_two_people_are_deleted_together(desk):
    desk.say("Delete the mails from Maya and Ana of the last 7 days")
    assert len(desk.mails(".Trash")) == 3


def test_nothing_is_deleted_where_one_of_two_has_sent_nothing(desk):
    assert "none from Maya" in desk.say("Delete the mails from Ana and Maya of the last 5 days").reply
    assert not desk.mails(".Trash")


@pytest.mark.parametrize("hasn_t", ["have", "haven't"])
def test_a_condition_on_two_people_of_whom_one_has_written_is_neither_met_nor_unmet(desk, hasn_t):
    reply = desk.say(f"If Ana and Maya {hasn_t} emailed me in the last 5 days, tell Ben Carter 'ok'").reply
    assert "none from Maya" in reply
    assert not desk.mails()


def test_one_of_two_is_enough_where_either_is_asked_for(desk):
    desk.say("If Ana or Maya has emailed me in the last 5 days, tell Ben Carter 'ok'")
    assert len(desk.mails()) == 1


def test_an_event_waits_until_both_have_written(desk):
    text = "If Ana and Maya have emailed me in the last 5 days, schedule a call with them on Monday at 4pm"
    desk.say(text)
    assert len(desk.events()) == 4
    put_mail(desk.home, 4, "maya", "Plans", 2)
    desk.assistant.home.mailbox.catch_up()
    desk.say(text, thread="u")
    assert len(desk.events()) == 5


def test_a_second_thing_in_a_condition_is_not_left_out(desk):
    desk.say("If Ana has emailed me and Maya hasn't, tell Ben Carter 'ok'")
    assert not desk.mails()


def test_two_owners_are_both_read():
    ref = target("Forward Ana's and Maya's latest mails to Ben Carter")
    assert (names(ref.people), ref.order, ref.each) == (["Ana", "Maya"], -1, True)


def test_what_somebody_sent_is_their_mails():
    ref = target("Forward what Ana sent me on Monday to Maya")
    assert (ref.domain, ref.plural, names(ref.people)) == ("email", True, ["Ana"])


def test_everything_from_somebody_is_mail(desk):
    desk.say("Delete everything from Ana this month")
    assert len(desk.mails(".Trash")) == 2
    assert len(desk.events()) == 4
