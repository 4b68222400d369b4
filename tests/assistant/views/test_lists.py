"""Lists: the agenda, mails, threads, effects; with colour at a terminal, as plain lines elsewhere."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from assistant.contract import EffectView, Failure, ThreadView, Turn
from assistant.views import terminal
from assistant.views.printing import PlainView, view_for
from assistant.views.terminal_view import TerminalView

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 10, tzinfo=BERLIN)
EVENTS = [
    {
        "id": "aa",
        "title": "Stand-up",
        "start": "2026-11-20T09:15:00+01:00",
        "end": "2026-11-20T09:30:00+01:00",
        "attendees": ["a", "b"],
        "recurrence": "every weekday",
        "location": "Kitchen",
    },
    {"id": "bb", "title": "Leave", "start": "2026-11-20", "end": "2026-11-23", "all_day": True},
    {"id": "cc", "title": "Call", "start": "2026-11-20T23:30:00-05:00", "end": "2026-11-21T00:30:00-05:00"},
    {
        "id": "dd",
        "title": "Hackathon",
        "start": "2026-11-22T09:00:00+01:00",
        "end": "2026-11-23T17:00:00+01:00",
    },
]
MAILS = [
    {
        "id": "m1",
        "from": '"Ana Souza" <ana@larkspur.example>',
        "to": ["max@larkspur.example"],
        "subject": "Mockups",
        "date": "2026-11-20T08:12:00+01:00",
        "folder": "inbox",
        "unread": True,
    },
    {
        "id": "m2",
        "from": "max@larkspur.example",
        "to": ["Ben <ben@larkspur.example>", "chloe@larkspur.example"],
        "subject": "",
        "date": "2026-11-19T08:12:00+01:00",
        "folder": "sent",
        "unread": False,
    },
]


def effect(state: str, **values) -> EffectView:
    mine = {
        "key": "k3f9ab2cde4f",
        "thread_id": "t1",
        "action": "send_email",
        "state": state,
        "summary": "Send 'Mockups' to Ana",
        "attempts": 1,
        "undoable": False,
        "created_at": NOW,
    }
    return EffectView(**{**mine, **values})


@pytest.fixture(name="output", params=["terminal", "pipe"])
def either_view(request):
    stream = StringIO()
    if request.param == "pipe":
        return PlainView(stream, BERLIN), stream
    console = terminal.console(stream)
    console.width = 80
    return TerminalView(console, BERLIN), stream


def test_the_agenda_is_grouped_by_day_with_whole_days_first(output):
    view, stream = output
    view.agenda(EVENTS, NOW, "This week")
    lines = stream.getvalue().splitlines()
    text = stream.getvalue()
    assert lines[0] == "This week"
    assert "Fri 20 Nov 2026 · today" in text
    assert "Sat 21 Nov 2026 · tomorrow" in text
    assert text.index("Leave") < text.index("Stand-up") < text.index("Call")
    assert "until Sun 22 Nov" in text
    assert "05:30–06:30" in text
    assert "until Mon 23 Nov, 17:00" in text
    assert "Kitchen · 2 guests · every weekday" in text
    assert "aa" in text


def test_mails_are_listed_with_the_person_that_matters(output):
    view, stream = output
    view.mails(MAILS, NOW)
    text = stream.getvalue()
    assert "Ana Souza" in text
    assert "to Ben, chloe@larkspu" in text
    assert "(no subject)" in text
    assert "08:12" in text
    assert "Thu 08:12" in text


def test_a_mail_is_shown_whole(output):
    view, stream = output
    view.mail({**MAILS[0], "cc": [], "body": "First\n\nLast", "attachments": []})
    text = stream.getvalue()
    assert "Inbox" in text
    assert "Mockups" in text
    assert "Fri 20 Nov 2026, 08:12" in text
    assert "Last" in text


def test_threads_say_what_waits(output):
    view, stream = output
    thread = ThreadView(
        thread_id="abc", title="Lunch", status="paused", pending=2, turns=3, created_at=NOW, updated_at=NOW
    )
    view.threads([thread], NOW)
    text = stream.getvalue()
    assert "Lunch" in text
    assert "2 waiting" in text
    assert "abc" in text


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (effect("done"), "✓ done"),
        (effect("failed", error="550 no such user"), "550 no such user"),
        (effect("failed"), "Retry or cancel k3f9ab2cde4f"),
        (effect("unknown"), "It may or may not have happened"),
        (effect("queued", not_before=NOW + timedelta(hours=1)), "… queued"),
        (effect("undone"), "↶ undone"),
    ],
)
def test_effects_say_what_became_of_them(output, wanted, says):
    view, stream = output
    view.effects([wanted], NOW)
    view.effect(wanted)
    assert stream.getvalue().count(says) == 2


@pytest.mark.parametrize("show", ["agenda", "mails", "threads", "effects"])
def test_an_empty_list_says_so(output, show):
    view, stream = output
    getattr(view, show)([], NOW)
    assert stream.getvalue().strip().endswith(".")


def test_a_turn_tells_of_an_effect_once(output):
    view, stream = output
    done = effect("done", result="Sent 'Mockups' to Ana.")
    view.turn(Turn(thread_id="t1", status="done", reply="Good news: Sent 'Mockups' to Ana.", effects=(done,)))
    assert stream.getvalue().count("Sent 'Mockups'") == 1
    view.turn(Turn(thread_id="t1", status="done", reply="I have written to her.", effects=(done,)))
    assert stream.getvalue().count("Sent 'Mockups'") == 2


def test_a_failed_turn_says_why(output):
    view, stream = output
    view.turn(
        Turn(thread_id="t1", status="failed", error=Failure(code="model", message="The model is away."))
    )
    assert "The model is away." in stream.getvalue()


def test_a_file_gets_no_colour_and_a_character_it_cannot_hold_becomes_a_question_mark(tmp_path):
    with (tmp_path / "out").open("w+", encoding="ascii") as stream:
        view_for(stream, BERLIN).effects([effect("done", summary="Café")], datetime.now(UTC))
        stream.seek(0)
        text = stream.read()
    assert "\x1b" not in text
    assert "Caf?" in text
