"""Whether the person's words ask for an act: sentences that do, and sentences that don't."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.asked_for import asked_for
from tools.effects.plan import Plan

TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").with_stem("asked_for").read_text(encoding="utf-8"))
REVIEW = {"title": "Design review", "attendees": ["Ana Lima <ana@company.example>"], "location": "Atlas"}
DENTIST = {"title": "Dentist", "description": "The yearly dental check-up"}
NEWSLETTER = {"from": "The Weekly <news@paper.example>", "subject": "Newsletter of November"}
INVOICE = {"from": "Hugo Brandt <hugo@partner.example>", "subject": "Invoice 42"}
FRIENDS = ["Leo Rossi", "Noah Fischer", "Priya", "Maya", "Ana"]
SENT = {"from": "Sam <sam@x.example>", "to": ["Ana Lima <ana@company.example>"], "subject": "Hello"}
ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "cancel review": ("cancel_calendar_event", {"type": "event_cancel", "event": REVIEW}),
    "cancel dentist": ("cancel_calendar_event", {"type": "event_cancel", "event": DENTIST}),
    "move review": ("update_calendar_event", {"type": "event_change", "before": REVIEW, "after": REVIEW}),
    "create lunch": ("create_calendar_event", {"type": "event", "event": {"title": "Lunch"}}),
    "send": ("send_email", {"type": "mail", "mail": SENT}),
    "reply hugo": (
        "reply_to_email",
        {"type": "mail", "mail": {"subject": "Re: Invoice 42", "in_reply_to": INVOICE}},
    ),
    "forward hugo": (
        "forward_email",
        {"type": "mail", "mail": {"subject": "Fwd: Invoice 42", "to": FRIENDS, "in_reply_to": INVOICE}},
    ),
    "delete newsletter": ("delete_email", {"type": "mail_move", "mail": NEWSLETTER}),
    "archive newsletter": ("archive_email", {"type": "mail_move", "mail": NEWSLETTER}),
    "delete sent": ("delete_email", {"type": "mail_move", "mail": SENT}),
    "pay": ("pay", {"type": "call", "arguments": {"amount": 50}}),
}


def cases(part: str) -> Iterator[Any]:
    for act, said in TABLE[part].items():
        for one in said:
            turns = [one] if isinstance(one, str) else one
            yield pytest.param(act, turns, id=f"{act}: {' / '.join(turns)}")


def judged(act: str, turns: list[str]) -> bool | None:
    action, preview = ACTS[act]
    plan = Plan(kind="x", args={}, summary="", preview=preview, payload={}, destination="")
    said = [text for text in reversed(turns) if not text.startswith("<")]
    offered = turns[-2] if len(turns) > 1 and turns[-2].startswith("<") else ""
    return asked_for(action, plan, said, offered=offered)


@pytest.mark.parametrize(("act", "turns"), list(cases("asked")))
def test_what_the_words_ask_for_is_asked_for(act: str, turns: list[str]) -> None:
    assert judged(act, turns) is True


@pytest.mark.parametrize(("act", "turns"), list(cases("unasked")))
def test_what_the_words_do_not_ask_for_is_not(act: str, turns: list[str]) -> None:
    assert judged(act, turns) is False


@pytest.mark.parametrize(
    "said",
    [
        "Lösche die Mail von Hugo",
        "Sag das Treffen am Freitag ab, ich bin krank",
        "Supprime le mail de Hugo",
        "Annule la réunion avec Ana",
        "Borra el correo de Hugo y escribe a Ana",
        "Cancella la riunione di venerdì",
        "ニュースレターを削除して",
    ],
)
@pytest.mark.parametrize("act", ["delete newsletter", "send", "cancel review"])
def test_of_words_in_another_language_it_is_not_known(act: str, said: str) -> None:
    assert judged(act, [said]) is None


def test_of_two_languages_the_english_words_are_read() -> None:
    assert judged("delete newsletter", ["Guten Morgen, Robin", "Please delete the newsletter"]) is True
    assert judged("cancel review", ["Guten Morgen, Robin", "Please delete the newsletter"]) is False


@pytest.mark.parametrize("piece", ["I want to delete it and ", "« ", "delete ", "', ", "don't ", "> x\n"])
def test_a_very_long_text_is_read_as_far_as_a_person_writes(piece: str) -> None:
    assert judged("delete newsletter", ["Delete the newsletter. " + piece * 20_000]) is True
    assert judged("send", [piece * 20_000 + "\nMail Ana"]) is not True
