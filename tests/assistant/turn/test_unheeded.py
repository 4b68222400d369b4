"""Whole turns: a card says what the person has said otherwise: how often, how long, whom, what."""

from pathlib import Path
from typing import Any

import pytest

from assistant.contract import Approval
from assistant.views import plain
from tests.agents.offline.desk import LONDON
from tests.assistant.turn.weak import Weak, books, mails

NOBODY = "↑ nobody has said this; you said"
NOON: dict[str, Any] = {"title": "Lunch", "start_time": "2026-11-23T12:00"}
LETTER: dict[str, Any] = {"subject": "Plan", "body": "It is fine."}


@pytest.fixture
def weak(tmp_path: Path) -> Weak:
    return Weak(tmp_path / "home")


def asked(weak: Weak, text: str, tool: str, args: dict[str, Any]) -> Approval:
    weak.plays(mails(text), email=[(tool, args)]) if "email" in tool else weak.plays(
        books(text), calendar=[(tool, args)]
    )
    [approval] = weak.assistant.ask(text, thread="t").approvals
    return approval


def said(approval: Approval) -> list[str]:
    return [line.strip() for line in plain.approval(approval, LONDON) if "you said" in line]


@pytest.mark.parametrize(
    ("text", "args", "told"),
    [
        # how often
        ("Book lunch every Monday at noon", {}, ["↑ you said 'every Monday'"]),
        ("Book a weekly lunch on Monday at noon", {}, ["↑ you said 'weekly'"]),
        ("Book lunch every Monday at noon", {"recurrence": "every Monday"}, []),
        ("Book lunch on Monday at noon. I hate our daily calls.", {}, []),
        ("Book lunch every week on Monday at noon", {"recurrence": "daily"},
         [f"{NOBODY} 'every week'"]),
        # how long
        ("Book lunch on Monday at noon for 90 minutes", {}, [f"{NOBODY} 'for 90 minutes'"]),
        ("Book a 30-minute lunch on Monday at noon", {}, [f"{NOBODY} '30-minute lunch'"]),
        ("Book lunch on Monday from 12 to 2pm", {}, [f"{NOBODY} '12 to 2pm'"]),
        ("Book lunch on Monday from 12 to 1pm", {}, []),
        ("Book lunch on Monday at noon for 2 hours", {"end_time": "14:00"}, []),
        ("Book lunch on Monday at noon and remind me 10 minutes before", {"reminder_minutes": [10]}, []),
        # with whom
        ("Book lunch with Ana on Monday at noon", {}, ["↑ you said 'Ana'"]),
        ("Book lunch with Ana and Ben on Monday at noon", {"attendees": ["Ana"]}, ["↑ you said 'Ben'"]),
        ("Book lunch with Ana on Monday at noon", {"attendees": ["Maya"]}, ["↑ you said 'Ana'"]),
        ("Book lunch with Ana on Monday at noon", {"attendees": ["Ana Lima"]}, []),
        ("Book lunch at Ben's on Monday at noon", {}, []),
        # when
        ("Book lunch on Tuesday at 2pm", {}, [f"{NOBODY} 'Tuesday at 2pm'"]),
    ],
)  # fmt: skip
def test_a_new_event_that_differs_from_what_was_said_says_so(
    weak: Weak, text: str, args: Any, told: list[str]
) -> None:
    assert said(asked(weak, text, "create_calendar_event", {**NOON, **args})) == told


@pytest.mark.parametrize(
    ("text", "to", "told"),
    [
        ("Email Ana that the plan is fine", ["Ben"], ["↑ you said 'Ana'"]),
        ("Send Ana and Ben a mail that the plan is fine", ["Ana"], ["↑ you said 'Ben'"]),
        ("Send the plan to Maya", ["Ana"], ["↑ you said 'Maya'"]),
        ("Email Ana that Ben is ill", ["Ana"], []),
        ("Email Ana and tell Ben that the plan is fine", ["Ana"], []),
        ("Email Ana and tell Ben that the plan is fine", ["Ben"], []),
        ("Send a mail to Ana about Maya's plan", ["Ana"], []),
    ],
)
def test_a_mail_to_others_than_were_named_says_so(
    weak: Weak, text: str, to: list[str], told: list[str]
) -> None:
    assert said(asked(weak, text, "send_email", {**LETTER, "to": to})) == told


@pytest.mark.parametrize(
    ("text", "body", "told"),
    [
        ("Send Ana a mail: lunch works for me", "Can you make it at 12 tomorrow?", ["lunch works for me"]),
        ("Send Ana a mail: lunch works for me", "Hi Ana,\nLunch works for me.\nSam", []),
        ('Email Ana saying "I\'m late"', "I am late.", []),
        ('Email Ana saying "I\'m running late"', "See you at 12.", ["I'm running late"]),
        ("Email Ana that lunch works for me", "It is fine.", []),
        ("Email Ana about the plan: Tuesday: the review", "It is fine.", []),
        ("Email Ana at 10: 30 of us come", "It is fine.", []),
    ],
)
def test_a_mail_without_the_words_that_were_dictated_says_so(
    weak: Weak, text: str, body: str, told: list[str]
) -> None:
    lines = said(asked(weak, text, "send_email", {**LETTER, "to": ["Ana"], "body": body}))
    assert lines == [f"↑ you said {words!r}" for words in told]


def test_an_act_that_nobody_asked_for_says_what_was_asked(weak: Weak) -> None:
    approval = asked(
        weak, "Move the design review to 4", "cancel_calendar_event", {"event_id": "Design review"}
    )
    assert approval.asked_for is False
    assert said(approval) == ["! You have not asked for this: you said 'move the design review to 4'."]


def test_it_is_in_the_provenance_too(weak: Weak) -> None:
    approval = asked(weak, "Book lunch every Monday at noon", "create_calendar_event", NOON)
    [absent] = [origin for origin in approval.json_dict()["provenance"] if origin["argument"] == "recurrence"]
    assert (absent["value"], absent["source"], absent["label"]) == ("", "model", "you said 'every Monday'")
