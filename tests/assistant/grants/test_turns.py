"""Whole turns under a grant: what is covered is done and told, all else is asked."""

from datetime import timedelta
from pathlib import Path

import pytest

from assistant import Assistant, Decision
from assistant.bootstrap import build_toolsets
from tests.assistant.grants.office import (
    COFFEE,
    LUNCH,
    MAIL,
    ask_and_die,
    events,
    granted,
    let_through,
    open_office,
)
from tests.tools.effects import processes
from tools.errors import ConflictError, InputError, NotFoundError
from tools.provenance.origin import Origin


def test_what_a_grant_covers_is_done_without_a_question_and_told(assistant: Assistant) -> None:
    grant = granted(assistant)
    turn = assistant.ask(COFFEE)
    assert let_through(turn, grant)
    assert events(assistant) == ["Coffee"] or events(assistant) == ["Coffee with Ana"]
    assert assistant.grants()[0].uses == 1
    story = assistant.home.effects.story(turn.effects[0].key)
    assert story["grant"] == grant
    assert story["history"][1]["process"] == f"grant {grant}"


def test_nobody_is_told_that_they_are_asked(assistant: Assistant) -> None:
    grant = granted(assistant)
    turn = assistant.ask(COFFEE)
    told = assistant.trace(turn.thread_id)
    assert "approval" not in {message.type for message in told}
    assert any(f"the grant {grant} covers it" in message.content for message in told)


def test_it_is_undone_like_all_else(assistant: Assistant) -> None:
    granted(assistant)
    turn = assistant.ask(COFFEE)
    assert assistant.undo(turn.effects[0].key).state == "undone"
    assert events(assistant) == []


@pytest.mark.parametrize(
    "text",
    [
        "Schedule coffee with Ben on Tuesday at 3pm",
        "Schedule coffee with Ana and Ben on Tuesday at 3pm",
        "Schedule coffee with Ana on Tuesday from 3pm to 5pm",
        "Schedule coffee with Ana every Tuesday at 3pm",
        MAIL,
    ],
)
def test_what_it_does_not_cover_is_asked(assistant: Assistant, text: str) -> None:
    granted(assistant)
    turn = assistant.ask(text)
    assert (turn.status, turn.effects) == ("paused", ())
    assert events(assistant) == []


def test_what_is_asked_for_may_be_widened_by_the_person(assistant: Assistant) -> None:
    grant = granted(assistant, domains=["larkspur.example"], minutes=None)
    assert let_through(assistant.ask("Schedule coffee with Ben on Tuesday from 3pm to 5pm"), grant)


def test_a_no_beforehand_counts_more_than_a_grant(assistant: Assistant) -> None:
    granted(assistant)
    turn = assistant.ask(COFFEE, approve="none")
    assert (turn.effects, events(assistant)) == ((), [])
    assert assistant.grants()[0].uses == 0


def test_a_preview_leaves_out_what_was_refused_beforehand(assistant: Assistant) -> None:
    grant = granted(assistant)
    assistant.ask(COFFEE, approve="none")
    assert [one.said for one in assistant.preview_grant(grant).passed] == ["refused"]
    assert assistant.preview_grant(grant).asked == 1


def test_an_offer_names_what_it_would_have_let_through_and_making_it_changes_nothing_of_it(
    assistant: Assistant,
) -> None:
    assistant.ask(COFFEE, approve="all")
    assistant.ask("Schedule coffee with Ben on Tuesday at 5pm", approve="all")
    [approval] = assistant.ask(LUNCH).approvals
    offer = assistant.propose_grant(approval.id)
    assert offer.scope == {
        "people": ["ana@larkspur.example"],
        "calendars": ["personal"],
        "recipients": 1,
        "chars": 1000,
        "attachment_bytes": 0,
        "minutes": 60,
    }
    assert [one.said for one in offer.passed] == ["approved", "pending"]
    assert (offer.asked, offer.why_not) == (1, None)
    assert assistant.grants() == []
    made_on = approval.created_at
    made = assistant.grant(approval.id, most=3, until=(made_on + timedelta(days=7)).date())
    assert (made.scope, made.most, made.state) == (offer.scope, 3, "active")
    assert [one.id for one in assistant.preview_grant(made.id).passed] == [one.id for one in offer.passed]
    assert assistant.pending()[0].id == approval.id


def test_what_a_revoked_grant_let_through_and_still_waits_is_called_off(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as assistant:
        grant = granted(assistant, MAIL)
        turn = assistant.ask("Send an email to Ana saying lunch is at noon", hold=timedelta(hours=1))
        assert [effect.state for effect in turn.effects] == ["queued"]
        assert f"the grant {grant} covers it" in str(turn.reply)
        with open_office(tmp_path / "home") as elsewhere:
            assert elsewhere.revoke_grant(grant[:5]).state == "revoked"
        [effect] = assistant.effects()
        assert effect.state == "canceled"
        assert effect.error == f"the grant {grant} was revoked before this was done; nobody was asked"
        assert assistant.ask("Send an email to Ana saying lunch is at one").status == "paused"


@pytest.mark.parametrize("place", ["before the intent", "before the act", "after the act"])
def test_a_turn_that_was_killed_goes_on_by_the_same_use(tmp_path: Path, place: str) -> None:
    home = tmp_path / "home"
    with open_office(home) as assistant:
        grant = granted(assistant)
    processes.run(ask_and_die, home, COFFEE, place)
    with open_office(home) as assistant:
        assert assistant.grants()[0].uses == 1
        turn = assistant.resume("t")
        assert let_through(turn, grant)
        assert len(events(assistant)) == 1
        assert assistant.grants()[0].uses == 1


def test_revoked_after_the_crash_the_rest_of_the_turn_is_asked_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_office(home) as assistant:
        grant = granted(assistant)
    processes.run(ask_and_die, home, COFFEE, "before the intent")
    with open_office(home) as assistant:
        assistant.revoke_grant(grant)
        turn = assistant.resume("t")
        assert turn.status == "paused"
        assert [effect.state for effect in turn.effects] == ["canceled"]
        assert events(assistant) == []
        turn = assistant.decide({turn.approvals[0].id: Decision.approve()})
        assert turn.effects[-1].grant is None
        assert len(events(assistant)) == 1


def test_no_rule_is_made_of_an_address_out_of_a_mail(assistant: Assistant) -> None:
    book = assistant.home.book
    write = build_toolsets(assistant.home)["email"].write("send_email")
    assert write is not None
    plan = write.plan({"to": ["Ana", "eve@club.example"], "subject": "Hi", "body": "Hi."})
    book.propose(
        id="k1",
        thread_id="t",
        agent="email",
        action="send_email",
        tool_call_id="c1",
        args=plan.args,
        plan=plan,
        provenance=(
            Origin(argument="to.0", value="Ana Souza <ana@larkspur.example>", source="contacts"),
            Origin(argument="to.1", value="eve@club.example", source="mail"),
        ),
        asked_for=True,
    )
    book.await_answers("t", ["k1"])
    for ask in (assistant.propose_grant, assistant.grant):
        with pytest.raises(InputError, match=r"you have not named eve@club\.example"):
            ask("k1")
    assert assistant.grants() == []
    named = assistant.grant("k1", {"people": ["eve@club.example"]})
    assert named.scope["people"] == ["eve@club.example"]


def test_what_can_not_be_is_said(assistant: Assistant) -> None:
    [approval] = assistant.ask(MAIL).approvals
    with pytest.raises(InputError, match="no limit called recipient"):
        assistant.grant(approval.id, {"recipient": 2})
    with pytest.raises(NotFoundError):
        assistant.grant("nosuch")
    grant = assistant.grant(approval.id)
    assistant.revoke_grant(grant.id)
    with pytest.raises(ConflictError, match="was revoked already"):
        assistant.revoke_grant(grant.id)


def test_no_tool_of_any_agent_leads_to_a_grant(assistant: Assistant) -> None:
    tools = [tool for toolset in build_toolsets(assistant.home).values() for tool in toolset.tools]
    told = {tool.name: f"{tool.name} {tool.description} {tool.args}".lower() for tool in tools}
    assert len(tools) > 10
    # A routine may go by a grant that is there; tests/assistant/schedules has what it refuses.
    assert {name for name, text in told.items() if "grant" in text} == {"create_routine", "change_routine"}
