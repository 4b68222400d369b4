from datetime import timedelta

import pytest

from agents.offline.asking.people_commands import PersonDetails
from agents.offline.calendar.frames import (
    CancelEvent,
    ChangeEvent,
    CreateEvent,
    FreeTime,
    InviteGuests,
    ListEvents,
    MoveEvent,
    RenameEvent,
    UninviteGuests,
)
from agents.offline.mail.frames import (
    ArchiveMail,
    DeleteMail,
    DraftMail,
    ForwardMail,
    ReadMail,
    ReplyToMail,
    SearchMail,
    SendMail,
)
from agents.offline.reading.references import Quantity
from agents.offline.reading.steps import steps_of
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import Domain
from tests.agents.offline.sentences import NOW, frame, frames, names, target, words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Schedule a meeting with Ana on Monday at 3", CreateEvent),
        ("Lunch with Ana tomorrow at noon", CreateEvent),
        ("Can you put the review on my calendar for Friday at 9?", CreateEvent),
        ("I need to meet Ana on Monday at 3", CreateEvent),
        ("remind me to call the bank on Monday at 9", CreateEvent),
        ("send Ana an invite for lunch on Friday at noon", CreateEvent),
        ("cancel my next meeting with Kofi", CancelEvent),
        ("get rid of the stand-up on Friday", CancelEvent),
        ("clear my calendar tomorrow", CancelEvent),
        ("push back the review by an hour", MoveEvent),
        ("reschedule my next call to Monday at 3", MoveEvent),
        ("change the time of the review to 4pm", MoveEvent),
        ("make it an hour later", MoveEvent),
        ("rename the next stand-up to Daily", RenameEvent),
        ("change the name of the last event on Friday to Daily", RenameEvent),
        ("make the review 30 minutes longer", ChangeEvent),
        ("change the location of the review to Room 5", ChangeEvent),
        ("add Ana to the review on Friday", InviteGuests),
        ("remove Ana from the review on Friday", UninviteGuests),
        ("what's on my calendar tomorrow?", ListEvents),
        ("do I have any meetings with Ana next week?", ListEvents),
        ("when is my next meeting?", ListEvents),
        ("am I free on Tuesday at 2pm?", FreeTime),
        ("find a free slot next week", FreeTime),
        ("find a free hour with Ana on Monday", FreeTime),
        ("find 20 minutes with Ana on Monday", FreeTime),
        ("send an email to Ana saying hello", SendMail),
        ("tell Ana that I'm late", SendMail),
        ("ask Ana whether she can come", SendMail),
        ("draft an email to Ana about the offsite", DraftMail),
        ("reply to Ana's last email with 'Thanks'", ReplyToMail),
        ("get back to Ana saying thanks", ReplyToMail),
        ("forward the last email from Ana to Ben", ForwardMail),
        ("send Ben the last email from Ana", ForwardMail),
        ("delete all emails from Ana from the last 3 days", DeleteMail),
        ("archive the emails from Ana", ArchiveMail),
        ("find emails about the budget", SearchMail),
        ("did Ana email me yesterday?", SearchMail),
        ("any new emails?", SearchMail),
        ("read the last email from Ana", ReadMail),
        ("what did Ana write about the budget?", ReadMail),
        ("what is Ana's email address?", PersonDetails),
    ],
)
def test_a_sentence_asks_for_one_thing(text, kind):
    assert type(frame(text)) is kind


def test_guests_time_length_and_place_of_an_event_are_told_apart():
    found = frame(
        "Book a 45 minute interview with Ana, Ben Okafor and jo@x.org on Friday at 11 in Room Atlas"
    )
    assert names(found.people) == ["Ana", "Ben Okafor", "jo@x.org"]
    assert words(found.times) == ["on Friday at 11"]
    assert found.length == timedelta(minutes=45)
    assert found.place == "Room Atlas"


@pytest.mark.parametrize(
    "text",
    [
        "Schedule an event called daily stand-up on Friday at 9 with Ana",
        "Schedule an event on Friday at 9 with Ana and call it daily stand-up",
        "Schedule an event with Ana on Friday at 9 titled 'daily stand-up'",
        "I must talk with Ana. Please schedule an event called 'daily stand-up' on Friday at 9.",
        "Schedule an event called 'daily stand-up' on Friday at 9. It's with Ana.",
    ],
)
def test_what_is_said_in_several_places_comes_together(text):
    found = frame(text)
    assert (found.title, names(found.people), words(found.times)) == (
        "daily stand-up",
        ["Ana"],
        ["on Friday at 9"],
    )


@pytest.mark.parametrize(
    ("text", "order", "plural"),
    [
        ("cancel my first meeting on Friday", 0, False),
        ("cancel the second meeting on Friday", 1, False),
        ("cancel the last meeting on Friday", -1, False),
        ("cancel my meetings on Friday after 2", None, True),
        ("cancel all future meetings with Ana", None, True),
    ],
)
def test_order_and_number_pick_events(text, order, plural):
    found = target(text)
    assert (found.order, found.quantity is Quantity.ALL) == (order, plural)


def test_a_title_between_order_and_noun_selects_by_title():
    found = target("cancel the next site survey planning meeting")
    assert (found.next, found.words, found.noun) == (True, "site survey planning", "meeting")


@pytest.mark.parametrize(
    "text",
    [
        "delete Ana's last email about 'Budget'",
        "delete the last email from Ana about 'Budget'",
        "delete the most recent email Ana sent me about 'Budget'",
        "delete the latest email about 'Budget' that I got from Ana",
    ],
)
def test_a_mail_is_picked_by_sender_topic_and_order(text):
    found = target(text)
    assert (found.domain, names(found.people), found.about, found.order) == (
        Domain.EMAIL,
        ["Ana"],
        "Budget",
        -1,
    )


def test_a_move_keeps_the_time_it_is_found_by_and_the_new_one_apart():
    found = frame("move my meetings from Monday to Tuesday")
    assert found.target is not None
    assert words(found.target.times) == ["from Monday"] or words(found.target.times) == ["Monday"]
    assert words(found.times) == ["Tuesday"]


def test_forward_and_back_say_where_an_event_is_pushed():
    assert frame("bring the review forward by 30 minutes").shift == timedelta(minutes=-30)
    assert frame("push the review back by 30 minutes").shift == timedelta(minutes=30)


def test_the_text_of_a_mail_is_taken_as_it_stands():
    found = frame("send an email to Ana saying 'Hi Ana,\n\nI've got it.\n\nSam' and title it 'Got it'")
    assert (found.body, found.quoted, found.title) == ("Hi Ana,\n\nI've got it.\n\nSam", True, "Got it")


def test_text_that_is_not_quoted_ends_at_the_next_instruction():
    first, second = frames("tell Ana that I'm sick and tired, and cancel my meetings today")
    assert first.body == "I'm sick and tired"
    assert type(second) is CancelEvent


def test_a_condition_belongs_to_what_follows_it():
    (step,) = steps_of(
        understand("If Ana hasn't sent me any emails since Monday, write to her about it", NOW)
    ).steps
    assert step.condition is not None
    assert step.condition.frame.domain is Domain.EMAIL
    assert not step.condition.exists


def test_if_not_points_at_the_question_before_it():
    (step,) = steps_of(
        understand(
            "Did I meet with Ana in the last 5 days? If not, schedule a call with her on Friday at 9", NOW
        )
    ).steps
    assert step.condition is not None
    assert not step.condition.exists


def test_otherwise_turns_the_condition():
    first, second = steps_of(
        understand(
            "If Ana wrote to me today, forward it to Ben. Otherwise, send Ben an email saying 'no news'", NOW
        )
    ).steps
    assert first.condition is not None
    assert second.condition is not None
    assert first.condition.exists
    assert not second.condition.exists


@pytest.mark.parametrize(
    "text",
    [
        "Schedule a call with Ana on Friday at 10, or at 16:00 if I already have something",
        "Schedule a call with Ana on Friday at 10. If I'm busy then, make it 16:00 instead",
    ],
)
def test_a_second_time_is_for_when_the_first_is_taken(text):
    found = frame(text)
    assert words(found.times) == ["on Friday at 10"]
    assert words(found.otherwise) in (["at 16:00"], ["16:00"])


def test_a_need_says_what_is_forwarded_and_to_whom():
    found = frame("Ben needs all the emails from Ana about 'Budget'. Can you forward them?")
    assert found.target is not None
    assert (type(found), names(found.people), names(found.target.people)) == (ForwardMail, ["Ben"], ["Ana"])


@pytest.mark.parametrize(
    "text", ["play some music", "what's the weather like?", "dim the lights in the kitchen", "how are you?"]
)
def test_what_is_not_ours_has_no_frame(text):
    assert not frames(text)


def test_words_that_no_rule_places_are_kept_beside_a_cancellation():
    assert frame("cancel my meetings on Friday bar the review").leftovers


def test_whom_a_statement_names_is_invited_and_no_verb_is_taken_for_a_name():
    found = frame("I have to speak with Ana. Could you schedule an event called 'Planning' on Friday at 9?")
    assert names(found.people) == ["Ana"]
