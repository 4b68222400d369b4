"""Invitations and answers that come by mail offer themselves, and are answered in plain words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import Assistant, Decision
from assistant.contract import Turn
from assistant.settings import load_settings
from tests.assistant.chat.sitting import ENTER, sitting
from tests.servers.office import ADDRESS, Cli, Office
from tools.mail.compose import CalendarPart, Letter, render
from tools.mail.invitations import invitation_in
from tools.mail.itip import answer
from tools.people.contacts import Address

ANA, SAM = Address("Ana Lima", "ana@example.org"), Address("Sam", ADDRESS)
MALLORY = Address("", "mallory@example.net")
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
BUDGET = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Example//EN\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:budget@example.org\r
DTSTAMP:20261119T090000Z\r
DTSTART:20261124T100000Z\r
DTEND:20261124T110000Z\r
SUMMARY:Budget\r
ORGANIZER;CN=Ana Lima:mailto:ana@example.org\r
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:sam@example.com\r
END:VEVENT\r
END:VCALENDAR\r
"""
BUDGET_LINE = "invitation: Budget, Tue 24 Nov 2026 10:00–11:00, from Ana Lima"


def opened(cli: Cli) -> Assistant:
    settings = load_settings(
        home=cli.home, model="offline", time_zone="Europe/London", now="2026-11-20T10:00", hold_s=0
    )
    return Assistant.open(settings=settings)


def arrives(office: Office, ics: bytes, method: str, sender: Address, name: str) -> None:
    letter = Letter(
        f"{name}@x", NOW, sender, (SAM,), f"{method}: {name}", "In words.", calendar=CalendarPart(method, ics)
    )
    office.put_mail(render(letter))


def approved(assistant: Assistant, text: str, thread: str = "t") -> Turn:
    turn = assistant.ask(text, thread=thread)
    while turn.approvals:
        turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
    return turn


def test_a_list_of_mails_says_which_are_invitations_and_who_they_really_come_from(cli: Cli, office: Office):
    arrives(office, BUDGET, "REQUEST", ANA, "budget")
    arrives(office, BUDGET.replace(b"budget@", b"forged@"), "REQUEST", MALLORY, "forged")
    assert cli("sync")[0] == 0
    code, out, _ = cli("mail")
    assert code == 0 and f"[{BUDGET_LINE}]" in out
    assert "in the name of Ana Lima, but from mallory@example.net]" in out
    told = {mail["subject"]: mail["calendar"] for mail in cli.json("mail")[1]["messages"]}
    assert told["REQUEST: budget"] == BUDGET_LINE
    with opened(cli) as assistant:
        assert BUDGET_LINE in str(approved(assistant, "Show me the emails from Ana").reply)
        assert BUDGET_LINE in str(approved(assistant, "show my invitations").reply)


@pytest.mark.parametrize(
    ("said", "answer", "filed"),
    [
        ("accept Ana's invitation", "ACCEPTED", True),
        ("decline the budget invitation, saying I am on holiday", "DECLINED", False),
        ("maybe", "TENTATIVE", True),
    ],
)
def test_an_invitation_is_answered_in_plain_words_once_it_is_approved(
    cli: Cli, office: Office, said: str, answer: str, filed: bool
):
    arrives(office, BUDGET, "REQUEST", ANA, "budget")
    assert cli("sync")[0] == 0
    with opened(cli) as assistant:
        turn = assistant.ask(said, thread="t")
        assert [approval.action for approval in turn.approvals] == ["answer_invitation"], turn
        assert office.sink.kept == [] and office.events() == []
        turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
        assert turn.status == "done" and "Ana Lima was told by mail." in str(turn.reply)
        assert approved(assistant, "any invitations?").reply == "No invitation waits for an answer."
    [(_, [to], content)] = office.sink.kept
    reply = invitation_in(content)
    assert to == "ana@example.org" and reply and reply.method == "REPLY"
    assert f"PARTSTAT={answer}".encode() in reply.content
    assert reply.comment == ("I am on holiday" if "holiday" in said else "")
    assert [f"PARTSTAT={answer}" in event for event in office.events()] == ([True] if filed else [])


def test_of_several_invitations_the_person_says_which(cli: Cli, office: Office):
    arrives(office, BUDGET, "REQUEST", ANA, "budget")
    other = BUDGET.replace(b"budget@", b"offsite@").replace(b"SUMMARY:Budget", b"SUMMARY:Offsite")
    arrives(office, other, "REQUEST", ANA, "offsite")
    assert cli("sync")[0] == 0
    with opened(cli) as assistant:
        turn = assistant.ask("accept Ana's invitation", thread="t")
        assert not turn.approvals and "Which invitation do you mean" in str(turn.reply)
        turn = assistant.ask("the offsite one", thread="t")
        assert [approval.action for approval in turn.approvals] == ["answer_invitation"]
        assert "Offsite" in turn.approvals[0].summary


def test_guests_answers_that_pass_the_checks_are_noted_in_plain_words_one_approval_each(
    cli: Cli, office: Office
):
    with opened(cli) as assistant:
        booked = approved(
            assistant, "Schedule a review with ana@example.org and ben@example.org on Tuesday at 2pm", "new"
        )
        assert booked.status == "done", booked
        sent = invitation_in(office.sink.kept[0][2])
        assert sent is not None
        for guest, said in ((ANA, "accepted"), (Address("", "ben@example.org"), "declined")):
            arrives(office, answer(sent, guest, said, at=NOW), "REPLY", guest, guest.email)
        arrives(office, answer(sent, ANA, "declined", at=NOW), "REPLY", MALLORY, "forged")
    assert cli("sync")[0] == 0
    with opened(cli) as assistant:
        turn = assistant.ask("note the answers", thread="t")
        assert [approval.action for approval in turn.approvals] == ["note_answer", "note_answer"]
        assert sorted(approval.summary.split(" has ")[1].split()[0] for approval in turn.approvals) == [
            "accepted", "declined",
        ]  # fmt: skip
        turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
        assert turn.status == "done"
        again = approved(assistant, "note the answers").reply
        assert again == "There is no answer or cancellation that waits to be noted, so nothing was done."
    [event] = office.events()
    plain = event.replace("\r\n ", "").replace("\n ", "")
    assert "PARTSTAT=ACCEPTED" in plain and "PARTSTAT=DECLINED" in plain


def test_an_open_chat_offers_what_waits_and_what_comes(cli: Cli, office: Office):
    arrives(office, BUDGET, "REQUEST", ANA, "budget")
    assert cli("sync")[0] == 0
    with opened(cli) as assistant:
        assistant.home.follow_servers()
        with sitting(assistant) as terminal:
            terminal.sees("Budget, Tue 24 Nov 2026 10:00–11:00, from Ana Lima. Say: accept, decline or maybe")
            terminal.type(f"maybe{ENTER}")
            terminal.sees("Maybe: 'Budget'")
            terminal.sees("y approve")
            terminal.type("y")
            terminal.sees("Ana Lima was told by mail.")
            moved = BUDGET.replace(b"T100000Z", b"T120000Z").replace(b"T110000Z", b"T130000Z")
            arrives(office, moved.replace(b"SUMMARY", b"SEQUENCE:1\r\nSUMMARY"), "REQUEST", ANA, "moved")
            terminal.sees("Ana Lima changed 'Budget' (Tue 24 Nov 2026 12:00–13:00). Say: accept, decline")
            text = terminal.text
    assert "New mail from Ana" not in text


def test_without_an_account_an_invitation_is_not_answered_and_it_is_said_why(tmp_path: Path):
    with opened(Cli(tmp_path / "home")) as assistant:
        reply = str(approved(assistant, "accept Ana's invitation").reply)
        assert "no account is connected" in reply and "nothing was done" in reply
        assert not assistant.effects()
