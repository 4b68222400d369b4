"""Where no mail can leave, the card and the answer name the guests who have not been told."""

from pathlib import Path

import pytest

from assistant import Assistant, Decision
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from tools.people.card_writing import write_person
from tools.people.contacts import Person

LUNCH = {"title": "Lunch", "start_time": "2026-11-23T12:00", "end_time": "2026-11-23T13:00"}
NOT_TOLD = "Not told, as no way to send mail is set up: Ana Lima"


def opened(home: Path, *said: tuple[str, dict], **settings: str) -> Assistant:
    write_person(home / "contacts", Person("ana", "Ana Lima", ("ana@x.example",)))
    home.chmod(0o700)
    script = {
        "schedule_event": [*((calls(("schedule_event", {"request": "x"}))) for _ in said), says("Done.")],
        "create_calendar_event": [*(calls(one) for one in said), says("Booked.")],
    }
    known = {"time_zone": "Europe/London", "now": "2026-11-20T10:00", "user_email": "sam@x.example"}
    return Assistant.open(
        settings=load_settings(home=home, **known, **settings), model=ScriptedModel(script=script)
    )


def test_a_guest_who_is_not_told_is_named_before_and_after_and_when_it_is_taken_back(tmp_path: Path):
    call = ("create_calendar_event", {**LUNCH, "attendees": ["Ana"]})
    with opened(tmp_path / "home", call) as assistant:
        turn = assistant.ask("Lunch with Ana on Monday at noon", thread="t")
        (approval,) = turn.approvals
        assert NOT_TOLD in approval.warnings
        turn = assistant.decide({approval.id: Decision.approve()})
        (effect,) = turn.effects
        assert effect.result.endswith("Ana Lima has not been told: no way to send mail is set up.")
        assert "not been told" in assistant.undo().result


@pytest.mark.parametrize(
    ("guests", "settings"),
    [([], {}), (["Ana"], {"outbox": "true"})],
    ids=["nobody is invited", "mail goes out"],
)
def test_where_nobody_has_to_be_told_or_a_mail_goes_out_nothing_of_it_is_said(
    tmp_path: Path, guests, settings
):
    call = ("create_calendar_event", {**LUNCH, "attendees": guests})
    with opened(tmp_path / "home", call, **settings) as assistant:
        (approval,) = assistant.ask("Lunch on Monday at noon", thread="t").approvals
    assert not [warning for warning in approval.warnings if warning.startswith("Not told")]
