"""Where times came from: by what words mean, and each at its own time."""

from datetime import timedelta

import pytest

from tests.tools.provenance.conversation import NOW, Conversation, source_of
from tools.reading import Reading, event_reading


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("lunch tomorrow at noon", "2026-11-20T12:00:00+00:00", "2026-11-20T13:00:00+00:00"),
        ("lunch on 20 November, 12:00 to 13:30", "2026-11-20T12:00:00+00:00", "2026-11-20T13:30:00+00:00"),
        ("lunch 2026-11-20T13:00:00+01:00", "2026-11-20T12:00:00+00:00", "2026-11-20T13:00:00+00:00"),
        ("Friday at 2 for half an hour", "2026-11-20T14:00:00+00:00", "2026-11-20T14:30:00+00:00"),
        ("Friday from 2 to 4pm", "2026-11-20T14:00:00+00:00", "2026-11-20T16:00:00+00:00"),
        ("off tomorrow", "2026-11-20", "2026-11-21"),
        ("off from 23 to 25 November", "2026-11-23", "2026-11-26"),
    ],
)
def test_a_time_that_the_person_said_is_theirs_also_when_a_mail_says_it(
    talk: Conversation, said: str, start: str, end: str
) -> None:
    talk.say(said)
    talk.read(f"Is it {start}? So {said}.")
    origins = talk.event(start=start, end=end, end_time=end)
    assert source_of(origins, "start_time") == "user"
    assert source_of(origins, "end_time") in ("user", "settings")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("put what they want into the calendar", "Come on Friday at 4pm."),
        ("on Friday, as they say", "Four people come; be there at 4pm."),
        ("at 4pm, on the day they say", "Friday is best."),
        ("put it into the calendar", "2026-11-20T16:00"),
        ("tomorrow afternoon, see the mail", "At 16:00 sharp."),
        ("for an hour, see the mail", "Friday 16:00"),
    ],
)
def test_a_day_or_a_time_of_day_that_only_a_mail_says_is_the_mails(
    talk: Conversation, said: str, read: str
) -> None:
    talk.say(said)
    talk.read(read)
    origins = talk.event(start="2026-11-20T16:00:00+00:00", end="2026-11-20T17:00:00+00:00")
    assert source_of(origins, "start_time") == "mail"


def test_words_count_from_when_they_were_said_and_of_a_mail_from_when_it_was_written(
    talk: Conversation,
) -> None:
    talk.say("tomorrow at 9am we meet", at=NOW - timedelta(days=3))
    talk.read("See you tomorrow at 11am", days_ago=3)
    talk.say("put it all into the calendar")
    [first, _] = [o for o in talk.event(start="2026-11-17T09:00:00+00:00") if "time" in o.argument]
    assert (first.source, first.quote, first.label) == ("user", "at 9am", "your words, turn 1")
    assert source_of(talk.event(start="2026-11-17T11:00:00+00:00"), "start_time") == "mail"
    assert source_of(talk.event(start="2026-11-20T09:00:00+00:00"), "start_time") == "model"


def test_a_time_that_nobody_said_is_the_models(talk: Conversation) -> None:
    talk.say("lunch with Ana")
    assert source_of(talk.event(), "start_time") == "model"


def test_a_part_of_a_day_that_the_person_named_is_theirs(talk: Conversation) -> None:
    talk.say("tomorrow morning")
    assert source_of(talk.event(start="2026-11-20T10:30:00+00:00"), "start_time") == "user"
    assert source_of(talk.event(start="2026-11-20T16:30:00+00:00"), "start_time") == "model"


def test_a_free_time_is_no_words_of_anybodys(talk: Conversation) -> None:
    talk.say("find an hour next week")
    slot = "2026-11-24T10:00:00+00:00\n2026-11-24T12:00:00+00:00"
    talk.readings.keep("t", [Reading(source="settings", label="a free time", text=slot)])
    event = event_reading("e1", "Review", NOW, ["2026-11-24T09:00:00+00:00", "2026-11-24T10:00:00+00:00"])
    talk.readings.keep("t", [event])
    origins = talk.event(start="2026-11-24T10:00:00+00:00", end="2026-11-24T11:00:00+00:00")
    assert (source_of(origins, "start_time"), source_of(origins, "end_time")) == ("settings", "user")
    talk.read("Tuesday at 10:00 suits me")
    assert source_of(talk.event(start="2026-11-24T10:00:00+00:00"), "start_time") == "mail"


def test_the_usual_length_is_a_setting_and_another_one_is_whose_words_it_is(talk: Conversation) -> None:
    talk.say("lunch tomorrow at noon")
    start, two = "2026-11-20T12:00:00+00:00", "2026-11-20T14:00:00+00:00"
    assert source_of(talk.event(), "end_time") == "settings"
    assert source_of(talk.event(start=start, end=two, end_time=two), "end_time") == "model"
    talk.read("It ends on 20 November at 14:00.")
    assert source_of(talk.event(start=start, end=two, end_time=two), "end_time") == "mail"
    talk.say("for two hours")
    assert source_of(talk.event(start=start, end=two, end_time=two), "end_time") == "user"


def changed(talk: Conversation, start: str, end: str) -> dict[str, str]:
    """The sources of an event's times that was from 14:00 to 15:00 tomorrow."""
    before = {
        "id": "e1",
        "title": "Review",
        "start": "2026-11-20T14:00:00+00:00",
        "end": "2026-11-20T15:00:00+00:00",
        "attendees": [],
        "recurrence": "",
    }
    preview = {"type": "event_change", "before": before, "after": {**before, "start": start, "end": end}}
    origins = talk.of({"event_id": "e1"}, preview, {"event_id": "e1", "start_time": start})
    return {origin.argument: origin.source for origin in origins}


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("move the review to 4", "2026-11-20T16:00:00+00:00", "2026-11-20T17:00:00+00:00"),
        ("push the review back by an hour", "2026-11-20T15:00:00+00:00", "2026-11-20T16:00:00+00:00"),
        ("the review 2 hours earlier", "2026-11-20T12:00:00+00:00", "2026-11-20T13:00:00+00:00"),
        ("the review on Monday instead", "2026-11-23T14:00:00+00:00", "2026-11-23T15:00:00+00:00"),
        ("make the review half an hour longer", "2026-11-20T14:00:00+00:00", "2026-11-20T15:30:00+00:00"),
        ("make the review 90 minutes", "2026-11-20T14:00:00+00:00", "2026-11-20T15:30:00+00:00"),
    ],
)
def test_of_a_change_only_what_changes_has_an_origin(
    talk: Conversation, said: str, start: str, end: str
) -> None:
    talk.say(said)
    moved = "start_time" if "14:00" not in start or "23" in start else "end_time"
    assert changed(talk, start, end) == {"event_id": "user", moved: "user"}


def test_a_move_that_a_mail_wants_is_the_mails(talk: Conversation) -> None:
    talk.say("do what they ask about the review; it lasts an hour")
    talk.read("Please have the review at 15:00.")
    later = changed(talk, "2026-11-20T15:00:00+00:00", "2026-11-20T16:00:00+00:00")
    assert later == {"event_id": "user", "start_time": "mail"}


def test_a_recurrence_is_whose_words_it_is(talk: Conversation) -> None:
    talk.say("lunch every Friday at noon")
    rule = "FREQ=WEEKLY;BYDAY=FR"
    assert source_of(talk.event(recurrence=rule, recurrence_given=rule), "recurrence") == "user"
    other = "FREQ=DAILY"
    assert source_of(talk.event(recurrence=other), "recurrence") == "model"
    talk.read("Every day, please.")
    assert source_of(talk.event(recurrence=other), "recurrence") == "mail"


def test_when_a_mail_is_to_go_out_is_a_time_too(talk: Conversation) -> None:
    talk.say("send it tomorrow at 9am to ana@x.example")
    origins = talk.mail("ana@x.example", send_at="2026-11-20T09:00:00+00:00")
    assert source_of(origins, "send_at") == "user"


def test_a_mails_words_that_the_model_hands_on_are_the_mails_whatever_day_they_meant(
    talk: Conversation,
) -> None:
    talk.say("book what they want")
    talk.read("How about next Tuesday at 2pm?", days_ago=8)
    start, words = "2026-11-24T14:00:00+00:00", "next Tuesday at 2pm"
    [origin] = [one for one in talk.event(start=start, start_time=words) if one.argument == "start_time"]
    assert (origin.source, origin.quote) == ("mail", words)


@pytest.mark.parametrize(
    ("said", "value", "source"),
    [
        ("never before 10", "10:00", "user"),
        ("i work from nine to half past five", "9:00-17:30", "user"),
        ("leave a quarter of an hour", "15 minutes", "user"),
        ("never before ten", "11:00", "model"),
        ("pay it", "10:00", "mail"),
        ("leave ten minutes", "20 minutes", "model"),
    ],
)
def test_a_value_of_any_tool_that_is_a_time_of_day_or_a_length_is_looked_up_by_what_it_means(
    talk: Conversation, said: str, value: str, source: str
) -> None:
    talk.say(said)
    talk.read("Pay it at 10 o'clock sharp.")
    assert source_of(talk.call(value=value), "value") == source
