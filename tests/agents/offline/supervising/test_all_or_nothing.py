"""What is only half understood is not half done; what "it", "then" and "that day" stand for in one text."""

import pytest

from tests.agents.offline.desk import put_mail


def test_nothing_is_done_when_words_of_one_part_have_no_place(desk):
    desk.say(
        "Cancel the budget call and its twin over there, and send Ana an email titled 'Off' saying 'No call'"
    )
    assert len(desk.events()) == 4
    assert not desk.mails()


def test_nothing_is_done_when_it_is_open_what_it_is(desk):
    turn = desk.say("Send Ana an email saying 'Hello' and forward it to Maya")
    assert turn.reply == "Which email do you mean?"
    assert not desk.mails()


def test_what_the_condition_found_is_meant(desk):
    desk.say("If Ana emailed me yesterday, forward that email to Maya")
    (mail,) = desk.mails()
    assert (mail["To"], mail["Subject"]) == ("Maya Patel <maya@x.example>", "Fwd: Budget")


def test_a_reply_goes_to_the_mail_that_was_asked_for(desk):
    desk.say("Did Ana write to me yesterday? If yes, reply with 'Thanks Ana!'")
    (mail,) = desk.mails()
    assert (mail["In-Reply-To"], mail["Subject"]) == ("<1@x.example>", "Re: Budget")


def test_of_several_mails_that_were_found_it_is_asked_which(desk):
    put_mail(desk.home, 7, "ana", "Parking", 1)
    turn = desk.say("If Ana emailed me yesterday, forward that email to Maya")
    assert turn.reply.startswith("Which email do you mean")
    assert not desk.mails()


def test_what_a_condition_found_is_moved_and_told_of(desk):
    desk.say(
        "Do I have a lunch with Ana tomorrow? "
        "If so, push it back an hour and send Ana 'An hour later' titled 'Lunch'"
    )
    assert desk.events()["Lunch"][0].hour == 14
    (mail,) = desk.mails()
    assert mail["Subject"] == "Lunch"


def test_a_mail_that_was_passed_on_is_deleted(desk):
    desk.say("Forward the email Maya sent about the budget to Ana and delete it")
    assert [mail["Subject"] for mail in desk.mails()] == ["Fwd: Budget"]
    assert [mail["Message-ID"] for mail in desk.mails(".Trash")] == ["<3@x.example>"]


def test_the_day_of_a_statement_holds_for_part_of_a_day(desk):
    desk.say("I'm ill tomorrow, please cancel all my meetings before noon")
    assert set(desk.events()) == {"Lunch", "Budget call", "Retro"}


def test_then_is_when_somebody_is_away(desk):
    desk.say("Ana is on leave tomorrow, cancel everything I have with her then")
    assert set(desk.events()) == {"Budget call", "Retro"}


def test_that_day_is_the_day_of_the_condition(desk):
    desk.say("If I'm free tomorrow at 5pm, cancel my lunch with Ana that day")
    assert "Lunch" not in desk.events()


@pytest.mark.parametrize(("hour", "made_at"), [(13, 16), (15, 15)])
def test_otherwise_names_a_second_time(desk, hour, made_at):
    desk.say(
        f"If I have nothing tomorrow at {hour}:00, put in a one hour 'Deep work' with Maya at that time. "
        "Otherwise make it 4 pm."
    )
    assert desk.events()["Deep work"][0].hour == made_at


def test_the_free_hour_that_is_found_is_booked(desk):
    desk.say("Find the earliest free hour on Monday and book 'Appraisal' with Ana then")
    assert desk.events()["Appraisal"][0].hour == 9


@pytest.mark.parametrize(
    "text",
    ["Neither mails nor calls from Ana? Then cancel the budget call", "Nothing? Then cancel the budget call"],
)
def test_then_after_a_question_that_is_not_understood_does_nothing(desk, text):
    desk.say(text)
    assert "Budget call" in desk.events()


def test_the_one_at_a_time_is_an_event(desk):
    desk.say("Put off my 13:00 tomorrow until Monday at 2 pm")
    start, _ = desk.events()["Lunch"]
    assert (start.day, start.hour) == (23, 14)


def test_a_second_object_with_its_own_time(desk):
    desk.say("Cancel my meetings with Ana tomorrow and with Maya on Tuesday")
    assert set(desk.events()) == {"Retro"}


@pytest.mark.parametrize("text", ["Please change it.", "Can you fix that?"])
def test_a_wish_that_is_said_again_is_one_wish(desk, text):
    desk.say(f"The budget call needs to start an hour earlier. {text}")
    assert desk.events()["Budget call"][0].hour == 9
