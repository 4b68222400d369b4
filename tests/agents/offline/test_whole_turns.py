"""Whole turns on a real home: what is asked, what is approved, and what the world looks like afterwards."""

from datetime import datetime, timedelta

import pytest

from tests.agents.offline.desk import LONDON, NOW, put_mail, text_of


def test_the_main_sentence_makes_an_event_and_a_mail(desk):
    turn = desk.say(
        "Schedule a meeting with the design team next Tuesday at 2pm for 1 hour, "
        "and send them an email reminder about reviewing the new mockups"
    )
    assert turn.status == "done"
    start, guests = desk.events()["Meeting with the design team"]
    assert (start, guests) == (datetime(2026, 11, 24, 14, tzinfo=LONDON), ["ana@x.example", "maya@x.example"])
    (mail,) = desk.mails()
    assert mail["Subject"] == "Reminder: reviewing the new mockups"
    assert "Best regards,\nSam Reed" in text_of(mail)


def test_a_refused_thing_is_not_told_as_done(desk):
    turn = desk.say("Schedule a call with Ana tomorrow at 4pm", approve=False)
    assert turn.reply.startswith("Not done: You said no to")
    assert "The user" not in turn.reply
    assert "not now" in turn.reply
    assert len(desk.events()) == 4


def test_a_conversation_is_carried_on(desk):
    desk.say("Schedule a planning session with Ana on Monday at 3pm")
    desk.say("move it an hour later")
    desk.say("invite Maya too")
    start, guests = desk.events()["Planning session"]
    assert (start.hour, guests) == (16, ["ana@x.example", "maya@x.example"])
    desk.say("cancel it")
    assert "Planning session" not in desk.events()


def test_it_is_moved_to_a_time_also_among_many_events(desk):
    desk.say("Schedule a stand-up every day at 8am for 15 minutes")
    desk.say("Schedule a planning session with Ana on Monday at 3pm")
    desk.say("move it to 4pm")
    start, _ = desk.events()["Planning session"]
    assert (start.day, start.hour) == (23, 16)


def test_what_is_missing_is_asked_and_the_answer_taken_up(desk):
    assert desk.say("Schedule a meeting with Ben").reply.startswith("Which Ben do you mean")
    assert desk.say("Okafor").reply == "When should 'Meeting with Ben' be?"
    desk.say("tomorrow at 3pm")
    assert desk.events()["Meeting with Ben"] == (datetime(2026, 11, 20, 15, tzinfo=LONDON), ["ben@x.example"])


@pytest.mark.parametrize(
    ("answers", "day", "hour"),
    [
        (["9:30"], 26, 9),
        (["the second one", "11"], 26, 11),
        (["26 November at 10"], 26, 10),
        (["the 19th", "at half past eleven"], 19, 11),
    ],
)
def test_each_answer_about_the_time_leads_on(desk, answers, day, hour):
    assert "Which one?" in desk.say("Book 20 minutes with Maya on Thursday morning").reply
    for answer in answers:
        desk.say(answer)
    start, guests = desk.events()["Meeting with Maya"]
    assert (start.day, start.hour, guests) == (day, hour, ["maya@x.example"])


def test_a_part_of_a_day_is_no_time_for_an_event(desk):
    assert desk.say("Schedule a meeting with Maya on Tuesday afternoon").reply.startswith("At what time")
    desk.say("at 3")
    assert desk.events()["Meeting with Maya"][0] == datetime(2026, 11, 24, 15, tzinfo=LONDON)


def test_one_of_several_is_asked_for_before_anything_is_cancelled(desk):
    assert desk.say("cancel my meeting with Ana").reply.startswith("Which event do you mean")
    desk.say("the lunch")
    assert set(desk.events()) == {"Design review", "Budget call", "Retro"}


def test_everything_at_once_is_confirmed_first(desk):
    assert desk.say("cancel all my meetings").reply == "Do you mean all 3 coming events?"
    assert len(desk.events()) == 4


def test_all_of_a_kind_are_cancelled_and_the_past_is_kept(desk):
    desk.say("cancel all future meetings with Ana")
    assert set(desk.events()) == {"Budget call", "Retro"}


@pytest.mark.parametrize(("days", "made"), [(5, False), (1, True)])
def test_an_event_is_made_on_a_condition_of_the_calendar(desk, days, made):
    desk.say(
        f"If I haven't met with Maya in the last {days} days, schedule a catch-up with her tomorrow at 5pm"
    )
    assert (len(desk.events()) == 5) is made


@pytest.mark.parametrize(("name", "sent"), [("Ana", 0), ("Maya", 1)])
def test_a_mail_is_sent_on_a_condition_of_the_calendar(desk, name, sent):
    desk.say(f"Do I have a meeting with {name} in the next 2 days? If not, email her that 'we should meet'")
    assert len(desk.mails()) == sent


def test_an_event_is_made_with_the_sender_of_a_mail(desk):
    desk.say("Find the email from Ana about the offsite and schedule a call with the sender on Monday at 9")
    assert [guests for title, (_, guests) in desk.events().items() if "Call" in title] == [["ana@x.example"]]


def test_the_guests_of_an_event_get_a_mail(desk):
    desk.say("Email the guests of tomorrow's first event that we start 10 minutes later")
    (mail,) = desk.mails()
    assert {address.username for address in mail["To"].addresses} == {"ana", "ben"}
    assert "We start 10 minutes later." in text_of(mail)


def test_a_taken_time_gives_way_to_the_second_one(desk):
    desk.say("Schedule a call with Maya tomorrow at 10, or at 16:00 if I already have something")
    assert desk.events()["Call with Maya"][0] == datetime(2026, 11, 20, 16, tzinfo=LONDON)


def test_several_mails_go_to_several_people(desk):
    desk.say("Forward all the emails about the budget to Ben Carter and Ana")
    assert len(desk.mails()) == 2
    assert all({a.username for a in mail["To"].addresses} == {"carter", "ana"} for mail in desk.mails())


def test_a_reply_says_what_was_quoted(desk):
    desk.say("Reply to Ana's last email with 'Noted, many thanks!'")
    (mail,) = desk.mails()
    assert mail["In-Reply-To"] == "<1@x.example>"
    assert text_of(mail).startswith("Noted, many thanks!\n")


def test_mails_are_deleted_by_sender_and_age(desk):
    desk.say("Delete all emails from Ana from the last 2 days")
    assert [mail["Subject"] for mail in desk.mails(".Trash")] == ["Budget"]


def test_a_mail_to_a_stranger_waits_for_an_address(desk):
    assert desk.say("Send an email to Zaphod saying hi").reply.endswith("What is the address?")
    desk.say("zaphod@beeble.example")
    (mail,) = desk.mails()
    assert mail["To"] == "zaphod@beeble.example"


def test_all_addresses_of_an_answer_get_the_mail(desk):
    desk.say("Send an email to Zaphod saying we start at noon")
    desk.say("zaphod@beeble.example and trillian@beeble.example")
    (mail,) = desk.mails()
    assert mail["To"] == "zaphod@beeble.example, trillian@beeble.example"
    assert text_of(mail).startswith("Hi all,\n")


def test_a_mailbox_is_not_greeted_by_its_name(desk):
    desk.say("Send an email to orders@beeble.example saying we start at noon")
    (mail,) = desk.mails()
    assert text_of(mail).startswith("Hi,\n")


def test_nothing_is_done_for_what_is_not_ours(desk):
    turn = desk.say("Set an alarm for 6 and play some jazz")
    assert not turn.effects
    assert "nothing was done" in turn.reply or "not for me" in turn.reply


def test_the_meeting_is_the_one_just_spoken_of(desk):
    desk.say("Schedule a strategy workshop with Maya on Monday at 2pm")
    desk.say("move the meeting an hour later")
    desk.say("invite Ana to the workshop")
    start, guests = desk.events()["Strategy workshop"]
    assert (start.hour, guests) == (15, ["ana@x.example", "maya@x.example"])


def test_the_meeting_is_one_of_those_just_listed(desk):
    desk.say("Do I have any meetings with Maya next week?")
    desk.say("cancel the meeting")
    assert "Budget call" not in desk.events()


def test_among_several_listed_the_meeting_is_asked_for(desk):
    desk.say("What do I have tomorrow?")
    question = desk.say("cancel the meeting").reply
    assert question.startswith("Which event do you mean")
    assert "Budget call" not in question
    desk.say("the lunch")
    assert set(desk.events()) == {"Design review", "Budget call", "Retro"}


def test_a_mail_is_picked_out_of_a_list_by_its_place(desk):
    desk.say("Show my emails from Ana")
    assert "'Budget'" in desk.say("read the last one").reply
    desk.say("Show my emails from Ana")
    desk.say("archive the second one")
    assert [mail["Subject"] for mail in desk.mails(".Archive")] == ["Offsite"]


def test_what_is_on_and_what_is_next_are_read_from_the_calendar(desk):
    assert "2 events" in desk.say("What's on tomorrow?").reply
    assert desk.say("what is next?").reply.startswith("'Design review'")
    assert desk.say("What do I have on Sunday?").reply.startswith("There is no event")
    assert "not for me" in desk.say("what's on the radio tomorrow?").reply


def test_the_same_is_what_was_told_last(desk):
    desk.say("tell Maya that the lift is broken")
    desk.say("tell Ana the same")
    assert ["The lift is broken." in text_of(mail) for mail in desk.mails()] == [True, True]


def test_the_same_after_an_event_is_when_it_is(desk):
    desk.say("Schedule a rehearsal with Ana on Monday at 4pm")
    desk.say("tell Maya the same thing")
    (mail,) = desk.mails()
    assert "'Rehearsal with Ana' is on Monday, 23 November 2026, 16:00–17:00" in text_of(mail)


def test_the_same_as_nothing_is_asked_for(desk):
    assert desk.say("tell Maya the same").reply == "What should the mail to Maya Patel say?"
    desk.say("we meet downstairs")
    (mail,) = desk.mails()
    assert "We meet downstairs." in text_of(mail)


def test_a_free_time_that_was_found_is_booked(desk):
    assert "in your own, this is free: Monday" in desk.say("Find a free hour with Maya on Monday").reply
    desk.say("book the first one")
    start, guests = desk.events()["Meeting with Maya"]
    assert (start.date().isoformat(), guests) == ("2026-11-23", ["maya@x.example"])


def test_no_free_time_is_booked_that_was_not_offered(desk):
    assert desk.say("book the second one").reply == "Which time do you mean?"
    assert len(desk.events()) == 4


def test_what_comes_again_at_a_clock_time_is_made_without_a_verb(desk):
    desk.say("Every Wednesday at 18:00 choir, 90 minutes")
    assert desk.events()["Choir"][0] == datetime(2026, 11, 25, 18, tzinfo=LONDON)


def test_what_is_forwarded_is_found_by_its_name(desk):
    put_mail(desk.home, 4, "ana", "Receipt for the chairs", 2)
    desk.say("Forward the receipt to Maya")
    (mail,) = desk.mails()
    assert "Receipt for the chairs" in mail["Subject"]


def test_a_time_of_others_is_in_their_zone(desk):
    desk.say("Set up a call with Tokyo on Monday at 5pm their time")
    start, _ = desk.events()["Call with Tokyo"]
    assert start.astimezone(LONDON) == datetime(2026, 11, 23, 8, tzinfo=LONDON)


def test_a_time_of_others_is_asked_for_where_nobody_says_where_they_are(desk):
    assert desk.say("Set up a call with Maya on Monday at 5pm her time").reply.endswith("?")
    assert desk.say("somewhere").reply.endswith("?")
    assert len(desk.events()) == 4
    desk.say("Set up a call with Maya on Monday at 5pm her time")
    desk.say("Tokyo")
    assert desk.events()["Call with Maya"][0].astimezone(LONDON).hour == 8


@pytest.mark.parametrize(
    ("answer", "hour", "minute"), [("11", 11, 0), ("at half past eight", 8, 30), ("the earliest", 8, 0)]
)
def test_a_part_of_a_day_is_offered_as_what_is_free_in_it(desk, answer, hour, minute):
    asked = desk.say("Schedule a call with Maya tomorrow morning").reply
    assert "08:00–10:00 and 11:00–12:00" in asked
    desk.say(answer)
    start, _ = desk.events()["Call with Maya"]
    assert start == datetime(2026, 11, 20, hour, minute, tzinfo=LONDON)


def test_an_event_is_not_moved_to_the_first_hour_of_a_part_of_a_day(desk):
    assert desk.say("Move the budget call to Monday afternoon").reply.endswith("?")
    assert desk.events()["Budget call"][0] == NOW + timedelta(days=5)
    desk.say("3:30")
    assert desk.events()["Budget call"][0] == datetime(2026, 11, 23, 15, 30, tzinfo=LONDON)


def test_an_event_is_not_moved_to_the_first_day_of_a_week(desk):
    assert desk.say("Move tomorrow's lunch to next week").reply == "On which day should 'Lunch' be?"
    desk.say("Wednesday")
    assert desk.events()["Lunch"][0] == datetime(2026, 11, 25, 13, 0, tzinfo=LONDON)


def test_two_people_are_met_at_two_times_and_a_third_is_told(desk):
    desk.say(
        "Schedule a call with Ana on Monday at 9 and with Maya on Tuesday at 9, "
        "and tell Ben Carter that I am booked"
    )
    events = desk.events()
    assert events["Call with Ana"] == (datetime(2026, 11, 23, 9, tzinfo=LONDON), ["ana@x.example"])
    assert events["Call with Maya"] == (datetime(2026, 11, 24, 9, tzinfo=LONDON), ["maya@x.example"])
    (mail,) = desk.mails()
    assert "I am booked" in text_of(mail)


def test_the_same_is_sent_to_somebody_else(desk):
    desk.say("Tell Ana that the numbers are ready")
    desk.say("Send the same to Maya")
    assert ["numbers are ready" in text_of(mail) for mail in desk.mails()] == [True, True]
    assert {mail["To"].partition(" <")[0] for mail in desk.mails()} == {"Ana Lima", "Maya Patel"}


def test_what_a_sentence_speaks_of_is_it_in_the_next(desk):
    desk.say("I won't make it to the budget call, please remove it")
    assert "Budget call" not in desk.events()


def test_nothing_is_moved_when_half_of_the_words_are_not_understood(desk):
    before = desk.events()
    desk.say("Move the budget call to 4pm zorking blue")
    assert desk.events() == before


def test_a_guest_is_told_from_others_of_that_name_by_the_event(desk):
    desk.say("Uninvite Ben from the design review")
    assert desk.events()["Design review"][1] == ["ana@x.example"]


def test_who_gets_a_copy_is_no_part_of_the_text(desk):
    desk.say("Email Ana and Maya that the slides are ready, and copy Ben Carter")
    (mail,) = desk.mails()
    assert "carter@x.example" in mail["Cc"]
    assert "copy" not in text_of(mail)


def test_which_ben_is_answered_by_what_he_is(desk):
    for number, title in enumerate(("Product Designer", "Print Production")):
        (desk.home / "contacts" / f"ben{number}.vcf").write_text(
            f"BEGIN:VCARD\nVERSION:4.0\nUID:ben{number}\nFN:Ben Stone{number}\nTITLE:{title}\n"
            f"EMAIL:ben{number}@x.example\nEND:VCARD\n"
        )
    assert desk.say("Mail Ben that the table is here").reply.startswith("Which Ben do you mean")
    desk.say("the designer")
    (mail,) = desk.mails()
    assert "ben0@x.example" in mail["To"]
