"""Instructions in other shapes than verb, object, rest: declaratives, shared verbs, separated verbs."""

import pytest

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
from agents.offline.mail.frames import ArchiveMail, DeleteMail, ForwardMail, SendMail
from tests.agents.offline.sentences import frame, frames, names, target, words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The kickoff should be moved to Wednesday at 11", MoveEvent),
        ("the kickoff has to move to 4", MoveEvent),
        ("The kickoff should start at 2pm", MoveEvent),
        ("make the kickoff start at 2pm", MoveEvent),
        ("my interview on Monday must be postponed by an hour", MoveEvent),
        ("could the kickoff please be pushed back by an hour?", MoveEvent),
        ("I want the kickoff moved to Thursday", MoveEvent),
        ("please have the kickoff cancelled", CancelEvent),
        ("the kickoff needs to be called off", CancelEvent),
        ("the kickoff needs cancelling", CancelEvent),
        ("the kickoff should be called 'First steps'", RenameEvent),
        ("the kickoff ought to be shortened to 30 minutes", ChangeEvent),
        ("Maya Patel should be invited to the kickoff", InviteGuests),
        ("a review with Maya should be scheduled for Monday at 10", CreateEvent),
        ("Ana's last mail should be archived", ArchiveMail),
        ("everyone coming to the kickoff should get a mail saying 'Bring tea'", SendMail),
    ],
)
def test_how_things_should_be_is_an_instruction(text, kind):
    assert type(frame(text)) is kind


@pytest.mark.parametrize(
    "text",
    [
        "The kickoff should not be moved to Wednesday",
        "the kickoff shouldn't be cancelled",
        "the kickoff was moved to Wednesday",
        "the kickoff should have been cancelled",
        "Ana said the kickoff should be moved to Wednesday",
        "the kickoff is cancelled",
    ],
)
def test_what_is_denied_over_or_told_by_others_is_none(text):
    assert not any(found.writes for found in frames(text))


def test_what_was_said_of_the_thing_stays_with_it():
    moved = frame("My interview on Monday has to move to 4pm")
    assert words(moved.target.times) == ["on Monday"]
    assert words(moved.times) == ["4pm"]


def test_the_time_that_it_was_is_not_the_new_one():
    assert words(frame("Move the kickoff to 2 instead of 3pm").times) == ["at 2"]


@pytest.mark.parametrize(
    "text",
    [
        "Meet with Ana on Monday at 10 and with Maya on Tuesday at 11",
        "Schedule a call with Ana on Monday at 10 and Maya on Tuesday at 11",
    ],
)
def test_guests_with_a_time_each_get_an_event_each(text):
    first, second = frames(text)
    assert (names(first.people), words(first.times)) == (["Ana"], ["on Monday at 10"])
    assert (names(second.people), words(second.times)) == (["Maya"], ["on Tuesday at 11"])


def test_guests_with_one_time_share_the_event():
    assert names(frame("Schedule a call with Ana and Maya on Monday at 10").people) == ["Ana", "Maya"]


def test_a_verb_serves_two_things():
    first, second = frames("Move the standup to 4pm and the interview to 5pm")
    assert (first.target.noun, words(first.times)) == ("standup", ["4pm"])
    assert (second.target.noun, words(second.times)) == ("interview", ["5pm"])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Rename the standup to 'Daily' and the interview to 'Talk'", [RenameEvent] * 2),
        ("Invite Ana to the standup and Maya to the interview", [InviteGuests] * 2),
        ("Cancel the standup and the interview", [CancelEvent] * 2),
        ("Delete Ana's last mail and the one from Maya", [DeleteMail] * 2),
        ("Tell Ana that I am late and Maya that I am ill", [SendMail] * 2),
        ("Forward the invoice to Ana and the offsite mail to Maya", [ForwardMail] * 2),
        ("Cancel the Research and Development review", [CancelEvent]),
        ("Tell Ana that the slides and the report are done", [SendMail]),
    ],
)
def test_as_many_things_as_were_named_are_done(text, kinds):
    assert [type(found) for found in frames(text)] == kinds


def test_it_stays_open_for_which_of_two_things_a_time_is():
    assert frame("Cancel the standup and the interview on Monday").leftovers


@pytest.mark.parametrize(
    ("text", "kind", "noun"),
    [
        ("call the kickoff off", CancelEvent, "kickoff"),
        ("take lunch off my calendar", CancelEvent, "lunch"),
        ("put the kickoff off until Friday", MoveEvent, "kickoff"),
        ("bring the kickoff forward by an hour", MoveEvent, "kickoff"),
    ],
)
def test_an_object_stands_between_the_words_of_a_verb(text, kind, noun):
    assert (type(frame(text)), target(text).noun) == (kind, noun)


def test_a_length_with_somebody_is_a_meeting():
    made = frame("Set up 30 minutes with Maya on Monday at 9")
    assert (type(made), names(made.people)) == (CreateEvent, ["Maya"])


def test_a_time_that_is_asked_about_is_the_time_of_what_depends_on_it():
    made = frame("If I have nothing on Wednesday at 2, book a call with Maya then")
    assert words(made.times) == ["on Wednesday at 2"]
    made = frame("If I have not met with Maya in the last 5 days, book a call with her")
    assert not made.times


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("At what time does the kickoff start?", ListEvents),
        ("When could I meet Maya for an hour on Monday?", FreeTime),
        ("Do I have time on Friday between 11 and 12:30?", FreeTime),
        ("When am I next meeting Maya?", ListEvents),
        ("make tomorrow's kickoff half an hour shorter", ChangeEvent),
        ("take Ana off the kickoff", UninviteGuests),
        ("forward everything from Maya to Ana", ForwardMail),
        ("rename the kickoff 'First steps'", RenameEvent),
        ("clear my Friday", CancelEvent),
    ],
)
def test_other_ways_to_say_it(text, kind):
    assert type(frame(text)) is kind


def test_whom_one_meets_is_with_whom_the_event_is():
    assert names(target("When am I next meeting Maya?").people) == ["Maya"]


def test_whatever_is_all_there_is():
    found = target("Cancel whatever I have on Monday")
    assert (found.plural, words(found.times), found.words) == (True, ["on Monday"], "")


def test_a_greeting_is_no_part_of_the_sentence():
    first, second = frames("Hi, Maya is leaving. Can you cancel all meetings with her and tell Ana that?")[:2]
    assert (type(first), first.target.plural, type(second)) == (CancelEvent, True, SendMail)


def test_a_quote_with_an_unknown_label_is_not_guessed_at():
    assert not frames("Send Ana an email tiltd 'Soon?' saying 'We have not met'")
    sent = frame("Send Ana an email titled 'Soon?' saying 'We have not met'")
    assert (sent.title, sent.body) == ("Soon?", "We have not met")


@pytest.mark.parametrize(
    "text",
    [
        "Move the kickoff and the lunch to Monday",
        "Extend the kickoff and the lunch by 30 minutes",
        "Rename the kickoff and the lunch to 'Talk'",
        "Remove Ana from the kickoff and the lunch",
        "Forward the invoice and the offsite mail to Maya",
        "Invite Maya to the kickoff and the lunch",
    ],
)
def test_a_second_thing_is_never_passed_over(text):
    assert all(found.leftovers for found in frames(text))
