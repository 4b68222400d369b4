"""The key `g` in the chat: offered, changed, made, and the next one goes by itself."""

from pathlib import Path

from tests.assistant.chat.sitting import ENTER, TAB, sitting
from tests.assistant.grants.office import COFFEE, LUNCH, events, open_office
from tools.effects.grants.reach import GRANTABLE


def test_a_grant_is_made_from_the_card_and_the_next_one_is_not_asked(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as assistant, sitting(assistant, columns=80) as terminal:
        terminal.sees("/help lists")
        terminal.type(LUNCH + ENTER)
        terminal.sees("g always, within limits")
        terminal.type("g")
        assert "Let such acts go without asking?" in terminal.sees("y let such acts go")
        assert "it would have let this one through" in terminal.text
        terminal.type("e")
        terminal.sees("The limits; numbers may be: any")
        terminal.type(TAB * 3 + "9-18" + ENTER)
        terminal.sees("Hours      09:00–18:00")
        assert assistant.grants() == []
        terminal.sees("y let such acts go")
        terminal.type("y")
        terminal.sees("Not asked from now on: Make events with ana@larkspur.example")
        terminal.sees("Scheduled 'Lunch with Ana'")
        [grant] = assistant.grants()
        assert (grant.scope["hours"], grant.uses) == ("09:00-18:00", 0)
        terminal.type(COFFEE + ENTER)
        terminal.sees(f"the grant {grant.id} covers")
        terminal.type(f"/grants revoke {grant.id[:4]}" + ENTER)
        terminal.sees("revoked")
        terminal.type("Schedule tea with Ana on Wednesday at 3pm" + ENTER)
        terminal.sees("g always, within limits")
        assert len(events(assistant)) == 2


def test_whoever_goes_back_is_asked_as_before(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as assistant, sitting(assistant, columns=80) as terminal:
        terminal.sees("/help lists")
        terminal.type(LUNCH + ENTER)
        terminal.sees("g always, within limits")
        terminal.type("g")
        terminal.sees("y let such acts go")
        terminal.type("n")
        terminal.sees("y approve · n reject")
        assert assistant.grants() == []
        assert len(assistant.pending()) == 1


def test_where_no_grant_can_be_it_is_not_offered(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as assistant, sitting(assistant, columns=80) as terminal:
        terminal.sees("/help lists")
        terminal.type("Brief me every day at 8" + ENTER)
        assert "within limits" not in terminal.sees("s skip for now")
        [approval] = assistant.pending()
        assert not approval.grantable


def test_the_kinds_that_are_offered_are_those_that_can_be_judged(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as assistant:
        assert set(assistant.home.grants.book.judge.reaches) == GRANTABLE
