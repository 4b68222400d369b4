"""Several turns in one conversation: what points back, and what is no answer to a question."""

import pytest

from tests.agents.offline.desk import put_mail


def test_a_question_back_is_no_text_of_a_mail(desk):
    assert "What should the mail to Maya Patel say?" in desk.say("tell Maya about it").reply
    desk.say("what about Tuesday?")
    assert not desk.mails()


@pytest.mark.parametrize("text", ["Can we talk tomorrow?", "Book the room for Monday, please."])
def test_what_is_said_to_them_is_the_text_of_a_mail(desk, text):
    assert desk.say("send an email to Maya").reply == "What should the mail to Maya Patel say?"
    desk.say(text)
    (mail,) = desk.mails()
    assert text in mail.get_content() and len(desk.events()) == 4


def test_a_question_in_a_mail_is_none_of_ours(desk):
    put_mail(desk.home, 4, "maya", "Lunch", 0, text="Shall we have lunch?")
    assert desk.say("read the last email from Maya").reply.endswith("Shall we have lunch?")
    assert desk.say("never mind").reply == "All right."


def test_a_question_back_picks_none_of_what_was_offered(desk):
    assert desk.say("cancel my meeting tomorrow").reply.startswith("Which event do you mean")
    desk.say("who is coming?")
    assert len(desk.events()) == 4


def test_what_about_another_day_is_the_same_question_of_it(desk):
    desk.say("what do I have tomorrow?")
    assert "Budget call" in desk.say("what about Tuesday?").reply
    desk.say("cancel the last one")
    assert set(desk.events()) == {"Design review", "Lunch", "Retro"}


def test_that_meeting_is_the_one_that_was_not_moved(desk):
    desk.say("Schedule a call with Maya on Monday at 4pm")
    desk.say("move the lunch with Ana tomorrow to 2pm", approve=False)
    desk.say("cancel it")
    assert "Lunch" not in desk.events()
    assert "Call with Maya" in desk.events()


@pytest.mark.parametrize("words", ["cancel that meeting", "cancel it"])
def test_a_refused_move_says_which_meeting_it_is(desk, words):
    desk.say("move the lunch with Ana tomorrow to 2pm", approve=False)
    desk.say(words)
    assert set(desk.events()) == {"Design review", "Budget call", "Retro"}


def test_what_came_is_archived_and_not_what_went_out(desk):
    desk.say("read the last email from Maya")
    desk.say("reply that the budget looks good")
    desk.say("forward it to Ana")
    desk.say("archive it")
    assert [mail["Subject"] for mail in desk.mails(".Archive")] == ["Budget"]
    assert {mail["Subject"] for mail in desk.mails()} == {"Re: Budget", "Fwd: Budget"}


def test_one_of_what_was_listed(desk):
    desk.say("what emails did I get in the last week?")
    assert "About Budget." in desk.say("read the one from Maya").reply


def test_the_event_that_was_asked_for_is_it(desk):
    desk.say("when is my next call with Maya?")
    desk.say("push it back half an hour")
    assert desk.events()["Budget call"][0].minute == 30


def test_the_new_time_is_told_as_it_is(desk):
    desk.say("move the budget call to 4pm")
    desk.say("tell Maya the new time")
    (mail,) = desk.mails()
    assert "now on Tuesday, 24 November 2026, 16:00" in mail.get_content()


def test_a_new_time_that_there_is_not_is_asked_for(desk):
    assert desk.say("tell Maya the new time").reply.startswith("What should the mail to Maya Patel say")


def test_then_is_the_time_that_was_asked_for(desk):
    desk.say("am I free on Monday at 3pm?")
    desk.say("book a call with Maya then")
    assert (desk.events()["Call with Maya"][0].day, desk.events()["Call with Maya"][0].hour) == (23, 15)


def test_him_is_whom_one_wanted_to_meet(desk):
    desk.say("when could I meet Maya next week?")
    desk.say("book 30 minutes with her on Wednesday at 9:30")
    assert any(guests == ["maya@x.example"] and start.day == 25 for start, guests in desk.events().values())


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("good morning", "Hello."),
        ("never mind", "All right."),
        ("great, thanks!", "You're welcome."),
        ("what have you changed so far?", "Everything that was done"),
        ("what did I change today?", "Everything that was done"),
        ("show me my latest changes", "Everything that was done"),
        ("hm, undo that", "To take the last change back"),
    ],
)
def test_small_talk_is_answered_as_meant(desk, text, reply):
    assert desk.say(text).reply.startswith(reply)


def test_a_series_is_told_of_by_its_next_day(desk):
    desk.say("Schedule a stand-up with Maya every day at 8am for 15 minutes")
    assert desk.say("who is coming to the stand-up?").reply.lower().count("stand-up") == 1


def test_a_few_words_with_a_day_and_a_time_are_an_entry(desk):
    desk.say("put dentist on Wednesday at 9am")
    assert desk.events()["Dentist"][0].day == 25


def test_showing_a_time_shows_the_calendar(desk):
    assert "Budget call" in desk.say("show me next week").reply


def test_what_about_another_time_keeps_the_rest_of_a_question_about_mails(desk):
    assert "there is no email from Maya" in desk.say("any mails from Maya yesterday?").reply
    reply = desk.say("what about last week?").reply
    assert "Maya Patel" in reply
    assert "Ana" not in reply


def test_what_about_another_time_keeps_with_whom(desk):
    desk.say("do I have anything with Ana on Tuesday?")
    reply = desk.say("and tomorrow?").reply
    assert "Design review" in reply
    assert "Lunch" in reply


def test_those_among_what_was_listed(desk):
    desk.say("what do I have tomorrow?")
    reply = desk.say("which of them are with Ben Okafor?").reply
    assert "Design review" in reply
    assert "Lunch" not in reply


def test_those_among_the_mails_that_were_listed(desk):
    desk.say("what emails did I get in the last 2 weeks?")
    reply = desk.say("which of them are from Maya?").reply
    assert "Maya" in reply
    assert "Offsite" not in reply


def test_a_place_alone_is_that_of_what_was_made(desk):
    desk.say("Lunch with Maya on Monday at noon")
    assert "at Markthalle" in desk.say("at Markthalle").reply
    assert "at Room 4" in desk.say("it's in Room 4").reply


def test_a_time_alone_is_no_place(desk):
    desk.say("Lunch with Maya on Monday at noon")
    assert "Monday" not in desk.say("in December").reply


def test_a_block_then_is_at_the_time_that_was_asked_for(desk):
    desk.say("am I free on Monday at noon?")
    desk.say("block 2 hours for writing then")
    start, _ = desk.events()["Writing"]
    assert (start.day, start.hour) == (23, 12)
