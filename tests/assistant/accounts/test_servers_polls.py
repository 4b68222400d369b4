"""Times for several people on Dovecot and Radicale: held on the server, answered by mail, booked, gone."""

from datetime import UTC, datetime

import pytest

from assistant import Assistant, Decision
from assistant.contract import Turn
from assistant.settings import load_settings
from tests.servers.office import ADDRESS, Cli, Office
from tools.mail.compose import CalendarPart, Letter, render
from tools.mail.invitations import Invitation, invitation_in
from tools.mail.itip import answer
from tools.people.contacts import Address

pytestmark = pytest.mark.slow
ANA, BEN, SAM = (Address("", email) for email in ("ana@example.org", "ben@example.org", ADDRESS))
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
SAID = "propose 24 November at 10:00 or 25 November at 14:00 to ana@example.org and ben@example.org"


def opened(cli: Cli) -> Assistant:
    settings = load_settings(
        home=cli.home, model="offline", time_zone="Europe/London", now="2026-11-20T10:00", hold_s=0
    )
    return Assistant.open(settings=settings)


def approved(assistant: Assistant, text: str) -> Turn:
    turn = assistant.ask(text, thread="t")
    while turn.approvals:
        turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
    return turn


def told(office: Office) -> list[tuple[list[str], Invitation]]:
    found = [(to, invitation_in(content)) for _, to, content in office.sink.kept]
    return [(to, one) for to, one in found if one is not None]


def writes(office: Office, who: Address, text: str, ics: bytes = b"") -> None:
    [(_, asked), *_] = told(office)
    key = asked.uid.partition("@")[0]
    calendar = CalendarPart("REPLY", ics) if ics else None
    asked_by = f"imip-{key}@assistant.example.com"
    letter = Letter(
        f"{who.email}.x",
        NOW,
        who,
        (SAM,),
        "Re: When can we meet?",
        text,
        in_reply_to=asked_by,
        calendar=calendar,
    )
    office.put_mail(render(letter))


def test_what_is_held_on_the_server_is_booked_and_released_there(cli: Cli, office: Office) -> None:
    with opened(cli) as assistant:
        assert approved(assistant, SAID).status == "done"
        assert [("STATUS:TENTATIVE" in event, "ATTENDEE" in event) for event in office.events()] == [
            (True, False),
            (True, False),
        ]
        [(to, asked)] = told(office)
        assert sorted(to) == [ANA.email, BEN.email] and asked.method == "REQUEST"
    writes(office, ANA, "The second one works.")
    ics = answer(asked, BEN, "declined", at=NOW, comment="the second works")
    writes(office, BEN, "", ics)
    assert cli("sync")[0] == 0
    with opened(cli) as assistant:
        turn = approved(assistant, "book the proposed time")
        assert turn.status == "done" and "Booked" in str(turn.reply), turn
        [event] = office.events()
        assert "20261125T140000" in event and "ana@example.org" in event
        assert [one.method for _, one in told(office)] == ["REQUEST", "REQUEST"]
        assert told(office)[1][1].uid == asked.uid and told(office)[1][1].sequence > asked.sequence
        assistant.undo()
        assert len(office.events()) == 2
        assert told(office)[2][1].method == "CANCEL"


def test_what_is_called_off_leaves_nothing_on_the_server(cli: Cli, office: Office) -> None:
    with opened(cli) as assistant:
        approved(assistant, SAID)
        assert len(office.events()) == 2
        assert "Called off" in str(approved(assistant, "call it off").reply)
        assert office.events() == []
        assert [one.method for _, one in told(office)] == ["REQUEST", "CANCEL"]
