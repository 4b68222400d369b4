"""Orders as somebody in a hurry gives them."""

from datetime import timedelta

import pytest

from agents.offline.calendar.frames import ChangeEvent, CreateEvent, ListEvents
from agents.offline.mail.frames import SearchMail
from tests.agents.offline.sentences import frame, frames, names, words


def test_two_events_of_one_verb_are_two(desk):
    desk.say("Book lunch with Maya Monday 12 to 1 and coffee with Ana on 26 November at 4pm")
    events = desk.events()
    assert events["Lunch with Maya"][1] == ["maya@x.example"]
    assert events["Coffee with Ana"][1] == ["ana@x.example"]


@pytest.mark.parametrize(
    "text",
    [
        "Schedule a 2 hour event called Safety and Compliance Training on Monday at 3pm",
        "Book lunch and drinks on Monday at 12",
        "Block 2 hours for design and a review on Monday at 3pm",
    ],
)
def test_an_and_inside_one_event_makes_no_second(text):
    assert len(frames(text)) == 1


def test_a_block_of_time_is_called_by_what_it_is_for(desk):
    desk.say("block 2 hours for writing on Monday at noon")
    assert desk.events()["Writing"][0].hour == 12


def test_the_first_free_time_is_grabbed():
    found = frame("Grab the first free half hour tomorrow with Maya and call it 'Quick check'")
    assert (type(found), found.title, found.free_slot, names(found.people)) == (
        CreateEvent, "Quick check", True, ["Maya"],
    )  # fmt: skip


def test_start_with_a_length_moves(desk):
    desk.say("Start tomorrow's design review half an hour earlier")
    start, _ = desk.events()["Design review"]
    assert (start.hour, start.minute) == (9, 30)


def test_a_length_alone_is_the_new_length():
    found = frame("Make the IT briefing on Monday just half an hour")
    assert (type(found), found.length, found.target.words) == (
        ChangeEvent,
        timedelta(minutes=30),
        "IT briefing",
    )


def test_everything_on_a_day_moves_to_another_at_the_same_times(desk):
    desk.say("Move everything tomorrow to Wednesday, same times")
    starts = {title: start for title, (start, _) in desk.events().items()}
    assert (starts["Design review"].day, starts["Design review"].hour) == (25, 10)
    assert (starts["Lunch"].day, starts["Lunch"].hour) == (25, 13)


def test_a_shift_of_a_week_is_made(desk):
    desk.say("Postpone the budget call by a week")
    assert desk.events()["Budget call"][0].day == 1


def test_what_moves_is_moved(desk):
    desk.say("The 10 o'clock tomorrow moves to 11")
    desk.say("The budget call moves to 4pm", thread="u")
    assert desk.events()["Budget call"][0].hour == 16


def test_somebody_who_can_not_come_is_replaced_there(desk):
    desk.say("Ana can't make the lunch tomorrow, swap her for Maya")
    assert desk.events()["Lunch"][1] == ["maya@x.example"]
    assert desk.events()["Design review"][1] == ["ana@x.example", "ben@x.example"]


def test_a_swap_without_an_event_asks_where(desk):
    assert desk.say("Swap Ana for Maya").reply == "Which event do you mean?"


def test_things_are_not_swapped_as_people():
    assert not frames("swap lunch for dinner")


def test_the_last_of_a_day_to_come_is_asked_for(desk):
    assert "'Lunch'" in desk.say("When does my last meeting tomorrow finish?").reply


def test_who_wrote_about_an_event_is_asked_of_the_mails():
    found = frame("Who wrote to me on Monday about the project review?")
    assert (type(found), found.target.about, words(found.target.times)) == (
        SearchMail, "project review", ["on Monday"],
    )  # fmt: skip


def test_a_second_event_without_a_day_stops_the_first(desk):
    assert "coffee" in desk.say("Book lunch with Maya on Monday at 12 and coffee at 4pm").reply
    assert len(desk.events()) == 4


def test_what_becomes_of_an_event_besides_its_length_stops_the_change(desk):
    assert "don't understand" in desk.say("Make the budget call on Tuesday a 30 minute workshop").reply
    assert desk.events()["Budget call"][0].hour == 10


def test_what_somebody_sent_me_goes_to_whom_is_said():
    found = frame("Forward everything Ana sent me to Maya")
    assert (names(found.people), names(found.target.people)) == (["Maya"], ["Ana"])


def test_right_after_another_event_is_no_name_and_begins_at_its_end(desk):
    desk.say("Book 45 minutes with Maya right after my budget call on Tuesday")
    assert f"{desk.events()['Meeting with Maya'][0]:%a %H:%M}" == "Tue 11:00"


def test_it_is_sent_on(desk):
    desk.say("show me Maya's last mail")
    desk.say("send it on to Ana too")
    assert [mail["Subject"] for mail in desk.mails()] == ["Fwd: Budget"]


def test_anyone_is_nobody_in_particular(desk):
    assert desk.say("Did anyone write about the budget this month?").reply.startswith("Yes: 2 emails")


def test_a_title_is_put_in(desk):
    desk.say("Put 'Dentist' in for Tuesday 8 to 8:45am")
    assert desk.events()["Dentist"][0].hour == 8


def test_a_quote_for_somebody_is_a_mail(desk):
    desk.say("ping ana and maya: 'Can we start late?'")
    (mail,) = desk.mails()
    assert "Ana" in str(mail["To"])
    assert "Maya" in str(mail["To"])


def test_whom_one_sees_next_is_asked_of_the_calendar():
    found = frame("When am I next seeing Maya?")
    assert (type(found), found.target.next, names(found.target.people)) == (ListEvents, True, ["Maya"])
