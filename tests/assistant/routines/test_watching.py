"""Watches on a mailbox and a calendar: what is an answer and what is none, and that each ends by itself."""

from datetime import datetime, timedelta

import pytest

from assistant.contract import Decision
from assistant.schedules.routine import RunState
from tests.assistant.routines.answers import FRIDAY_END, NOAH, SAM, TUESDAY, letter
from tests.assistant.routines.conftest import MONDAY, ZONE, Place, sample_place
from tools.mail.message import Flag, Folder

ASKED = "Contract for 2027"


@pytest.fixture
def watched(place):
    """A mail to Noah that asks something, and a watch for his answer until Friday."""
    asked = letter(
        ASKED,
        SAM,
        NOAH,
        date=MONDAY - timedelta(hours=1),
        body="Can you sign it?",
        message_id="<asked@larkspur.example>",
    )
    place.home.mailbox.deliver(asked, Folder.SENT, flags=frozenset({Flag.SEEN}))
    place.make("Tell me if Noah hasn't answered by Friday")
    return place


def came(place, content: bytes, folder: str = Folder.INBOX) -> None:
    place.home.mailbox.deliver(content, folder)


REPLY = {"In_Reply_To": "<asked@larkspur.example>", "References": "<asked@larkspur.example>"}


def test_a_reply_to_the_very_minute_counts_and_a_later_one_is_told_as_late(watched):
    late = letter(f"Re: {ASKED}", NOAH, date=datetime(2026, 12, 5, 0, 0, 30, tzinfo=ZONE), **REPLY)
    came(watched, late)
    watched.at(FRIDAY_END)
    [watch] = watched.home.routines.list()
    assert watch.last_run["outcome"].startswith(
        f"Noah had not answered to '{ASKED}' in time, but has since: "
    )


def test_what_was_asked_for_is_prepared_and_waits_for_a_yes(place):
    place.home.mailbox.deliver(
        letter(ASKED, SAM, NOAH, message_id="<asked@larkspur.example>"),
        Folder.SENT,
    )
    place.make("If Noah hasn't answered by Friday, mail Noah a reminder about the contract")
    [told] = place.at(FRIDAY_END)
    assert told.splitlines()[0] == f"Noah has not answered to '{ASKED}'."
    [waiting] = place.assistant.pending()
    assert waiting.action == "reply_to_email"
    assert waiting.preview["mail"]["to"] == [NOAH]
    assert waiting.preview["mail"]["subject"] == f"Re: {ASKED}"


def test_what_comes_is_meant_by_it(place):
    place.make("let me know when the invoice from Hugo arrives, then forward it to Ana")
    came(place, letter("Invoice 2026-113", "Hugo Silva <hugo@larkspur.example>", date=TUESDAY))
    place.at("2026-12-01T10:05")
    [waiting] = place.assistant.pending()
    assert waiting.action == "forward_email"
    assert waiting.preview["mail"]["subject"] == "Fwd: Invoice 2026-113"


@pytest.mark.parametrize(
    ("subject", "sender", "comes"),
    [
        ("Invoice 2026-113", "Hugo Silva <hugo@larkspur.example>", True),
        ("Your invoices", "Hugo Silva <hugo@larkspur.example>", True),
        ("Lunch", "Hugo Silva <hugo@larkspur.example>", False),
        ("Invoice 2026-113", "Grace Chen <grace@larkspur.example>", False),
    ],
)
def test_a_mail_that_is_waited_for_is_told_when_it_comes(place, subject, sender, comes):
    place.make("let me know when the invoice from Hugo arrives")
    came(place, letter(subject, sender, date=TUESDAY))
    told = place.at("2026-12-01T10:05")
    assert bool(told) is comes
    assert (place.home.routines.list()[0].state == "ended") is comes
    assert all(one.startswith("It has come: Hugo") for one in told)


def test_a_watch_tells_once_on_two_workers_and_after_a_restart(watched):
    assert (
        len([*watched.at(FRIDAY_END), *watched.at(timedelta(minutes=1)), *watched.at(timedelta(days=1))]) == 1
    )
    [watch] = watched.home.routines.list()
    assert watch.last_run["state"] == RunState.DONE.value


@pytest.mark.parametrize("change", ["cancelled", "gone", "declined", "moved"])
def test_an_event_that_is_cancelled_is_told_and_one_that_is_moved_is_not(place, change):
    place.make("tell me if somebody cancels Budget with Liam")
    calendar = place.home.calendar
    [event] = calendar.search(place.now, place.now + timedelta(days=7), words="Budget with Liam")
    kept = calendar.read(event.calendar, event.file)
    data = kept.data
    if change == "gone":
        calendar.delete(event.calendar, event.file, etag=kept.etag)
    else:
        old, new = {
            "cancelled": (b"SUMMARY:", b"STATUS:CANCELLED\r\nSUMMARY:"),
            "declined": (b"mailto:liam", b"mailto:liam"),
            "moved": (b"DTSTART", b"DTSTART"),
        }[change]
        data = data.replace(b"STATUS:CONFIRMED\r\n", b"").replace(old, new)
        if change == "declined":
            data = data.replace(b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=DECLINED").replace(
                b"PARTSTAT=ACCEPTED", b"PARTSTAT=DECLINED"
            )
        if change == "moved":
            data = data.replace(b"20261203T14", b"20261204T14").replace(b"20261203T15", b"20261204T15")
        assert data != kept.data
        calendar.replace(event.calendar, event.file, data, etag=kept.etag)
    told = place.at("2026-12-01T10:00")
    assert bool(told) is (change != "moved")
    assert all("Budget with Liam" in one for one in told)


def test_the_brief_lists_what_is_watched_and_what_runs(watched):
    from assistant.pages.brief import brief

    watched.make("Every Friday at 4, mail Ana a reminder about timesheets")
    page = brief(watched.home, TUESDAY.date().replace(day=4))
    lines = {section.title: section.lines for section in page.sections}
    assert lines["You wait for"][0].text == "An answer from Noah (watched)"
    assert [line.text for line in lines["Routines"]] == ["16:00  Mail Ana a reminder about timesheets"]
    ids = {one.id for one in watched.home.routines.list()}
    assert {line.id for line in (lines["You wait for"][0], *lines["Routines"])} == ids


@pytest.mark.parametrize(
    "said",
    ["If somebody cancels Thursday tell me", "Let me know when a slot opens on Tuesday between 11 and 12:30"],
)
def test_a_watch_of_events_in_another_zone_is_what_was_shown_once_it_is_approved(tmp_path, said):
    sample_place(tmp_path).assistant.close()
    place = Place(tmp_path / "home", time_zone="Europe/Berlin")
    [card] = place.say(said).approvals
    turn = place.assistant.decide({card.id: Decision.approve()})
    assert [effect.state for effect in turn.effects] == ["done"], turn.approvals
    place.assistant.close()
