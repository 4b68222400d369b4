"""An answer is held against what its looks found."""

import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agents.looked_up import tells

STAND_UP = {
    "title": "Stand-up",
    "start": "2026-11-17T09:15:00+01:00",
    "end": "2026-11-17T09:30:00+01:00",
    "location": "Kitchen table",
}
PLANNING = {
    "title": "Sprint planning",
    "start": "2026-11-17T10:00:00+01:00",
    "end": "2026-11-17T11:30:00+01:00",
    "location": "Room Compass",
    "attendees": ["Maya Patel <maya@larkspur.example>"],
}
RELEASE = {"title": "Release 4.2", "start": "2026-11-17", "end": "2026-11-18"}
MAIL = {
    "subject": "Re: Lunch?",
    "from": "Farid Rahimi <farid@larkspur.example>",
    "date": "2026-11-12T11:55:00+01:00",
}
SLOT = {"start": "2026-11-17T11:30:00+01:00", "end": "2026-11-17T17:30:00+01:00"}


def _seen(*results: Any, asked: str = "What is on tomorrow?") -> list[AnyMessage]:
    told = [result if isinstance(result, str) else json.dumps(result) for result in results]
    return [
        ToolMessage('{"events": [{"title": "Of an earlier request"}]}', tool_call_id="0"),
        HumanMessage(asked),
        *(message for text in told for message in (AIMessage(""), ToolMessage(text, tool_call_id="1"))),
    ]


def _events(*events: Any, **more: Any) -> list[AnyMessage]:
    return _seen(
        {"understood": "Tuesday, 17 November 2026", "events": [*events], "total": len(events), **more}
    )


@pytest.mark.parametrize(
    "said",
    [
        "Stand-up (09:15 to 09:30) and Sprint planning (10:00 to 11:30).",
        "Two events: the stand-up at 9:15 AM in the kitchen table, the sprint planning at 10 am with Maya.",
        "2 events:\n- 09:15–09:30 'Stand-up', Kitchen table\n- 10:00–11:30 'Sprint planning', Room Compass",
        "The stand-up from 9:15 to 9:30 and the sprint planning from 10:00 to 11:30 AM.",
    ],
)
def test_what_is_named_with_its_time_is_told(said: str) -> None:
    assert tells(said, _events(STAND_UP, PLANNING))


@pytest.mark.parametrize(
    "said",
    [
        "You have 2 events.",
        "The stand-up and the sprint planning.",
        "The stand-up at 9:15.",
        "The stand-up at 9:30 and the sprint planning at 10:00.",
        "The stand-up at 10:00 and the sprint planning at 9:15.",
        "The stand-up at 9:15 and the sprint planning at 10 pm.",
        "The stand-up at 9:15 and the sprint planning at 10:00 in the kitchen table.",
        "The stand-up at 9:15, the sprint planning at 10:00 and Lunch with Ana.",
        "The stand-up at 9:15 and the sprint planning at 10:00 on Friday.",
        "The stand-up at 9:15, and the sprint planning.",
        "7 events: the stand-up at 9:15 and the sprint planning at 10:00.",
        "There is nothing on Tuesday.",
        "",
    ],
)
def test_what_is_left_out_or_otherwise_is_not(said: str) -> None:
    assert not tells(said, _events(STAND_UP, PLANNING))


def test_what_takes_the_whole_day_has_no_time() -> None:
    assert tells("All day the release 4.2, and the stand-up at 9:15.", _events(RELEASE, STAND_UP))


def test_two_of_one_name_are_told_twice() -> None:
    later = {**STAND_UP, "start": "2026-11-17T15:00:00+01:00", "end": "2026-11-17T15:15:00+01:00"}
    assert tells("A stand-up at 9:15, a stand-up at 15:00.", _events(STAND_UP, later))
    assert not tells("A stand-up at 9:15.", _events(STAND_UP, later))


def test_a_mail_is_told_by_its_subject() -> None:
    mails = _seen({"emails": [MAIL]}, asked="Did Farid write?")
    assert tells("Yes, Farid has written 'Re: Lunch?' on 12 November.", mails)
    assert not tells("Yes, Farid has written.", mails)


def test_a_free_time_is_told_by_its_ends() -> None:
    free = _seen({"slots": [SLOT]}, asked="When am I free tomorrow?")
    assert tells("From 11:30 to 17:30.", free)
    assert not tells("From 11:30 to 12:30 and to 17:30.", free)
    assert not tells("At 11:30.", free)


def test_that_there_is_none_is_told_where_nothing_else_is() -> None:
    assert tells("You have no events then.", _events())
    assert not tells("You have lunch with Ana.", _events())
    assert not tells("You have no events then.", _events(more=3))
    assert not tells("You have no events then.", _events(at_other_times=7))


def test_nor_is_it_where_another_look_failed() -> None:
    failed = ToolMessage("nobody called 'Sam' is in the address book", tool_call_id="2", status="error")
    assert not tells("You have no events then.", [*_events(), AIMessage(""), failed])
    assert not tells("You have no events then.", [*_seen(), AIMessage(""), failed])


def test_without_a_look_nothing_is() -> None:
    assert not tells("You have no events then.", _seen())


def test_what_other_tools_say_is_not_judged() -> None:
    assert tells("It rains.", _seen("rain", asked="What is the weather?"))
