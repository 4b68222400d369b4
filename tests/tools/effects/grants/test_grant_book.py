"""A grant answers what it covers, and asks about all else; it is made, used and revoked for good."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.databases import REFUSED
from tests.tools.effects.conftest import Desk
from tests.tools.effects.grants.letters import (
    ANA,
    BEN,
    EVE,
    OFFICE,
    ZONE,
    granted,
    letter,
    origins,
    reach_of_letter,
    said,
)
from tools.effects.approvals import Answer
from tools.effects.grants.book import GrantBook
from tools.effects.grants.judge import Judge
from tools.effects.grants.scope import Scope
from tools.effects.process import this_process
from tools.effects.standing import TOLD_BY_MAIL
from tools.errors import ConflictError, InputError, NotFoundError
from tools.provenance.origin import Origin


def test_what_a_grant_covers_is_answered_when_it_is_proposed(desk: Desk, grants: GrantBook) -> None:
    grant = granted(desk, grants)
    proposal = said(desk.book, letter(ANA, BEN), "k1", grants)
    assert (proposal.grant, proposal.state, proposal.answered_by) == (
        grant.id,
        "answered",
        f"grant {grant.id}",
    )
    assert proposal.answer == Answer(type="approve")
    effect = desk.ledger().carry_out(proposal)
    assert (effect.state, effect.grant) == ("done", grant.id)
    assert desk.ledger().history("k1")[1].process == f"grant {grant.id}"
    assert grants.get(grant.id).uses == 1
    assert desk.ledger().undo("k1").state == "undone"


def test_proposing_again_counts_no_second_use(desk: Desk, grants: GrantBook) -> None:
    grant = granted(desk, grants)
    said(desk.book, letter(ANA), "k1", grants)
    assert said(desk.book, letter(ANA), "k1", grants).grant == grant.id
    assert grants.get(grant.id).uses == 1


def test_what_was_proposed_without_a_grant_is_not_let_through_by_a_later_one(
    desk: Desk, grants: GrantBook
) -> None:
    said(desk.book, letter(ANA), "k1", grants)
    granted(desk, grants)
    assert said(desk.book, letter(ANA), "k1", grants).grant is None


def mixed(*sources: str) -> tuple[Origin, ...]:
    """Ana from the person's words, and a text from each of these."""
    texts = (Origin(argument="body", value="Lunch", source=source) for source in sources)
    return (*origins([ANA]), *texts)


@pytest.mark.parametrize("source", ["mail", "event", "file", "tool", "model"])
def test_one_value_that_is_not_the_persons_asks(desk: Desk, grants: GrantBook, source: str) -> None:
    granted(desk, grants)
    assert said(desk.book, letter(ANA), "k1", grants, provenance=mixed("user", source)).grant is None


@pytest.mark.parametrize("source", ["user", "contacts", "settings"])
def test_values_of_the_person_their_contacts_and_settings_pass(
    desk: Desk, grants: GrantBook, source: str
) -> None:
    granted(desk, grants)
    assert said(desk.book, letter(ANA), "k1", grants, provenance=mixed(source)).grant


def test_that_guests_are_told_by_mail_is_no_reason_to_ask(desk: Desk, grants: GrantBook) -> None:
    granted(desk, grants)
    told = letter(ANA, warnings=(f"{TOLD_BY_MAIL}ana@office.example",))
    assert said(desk.book, told, "k1", grants).grant


@pytest.mark.parametrize(
    "changed",
    [
        {"asked_for": False},
        {"asked_for": None},
        {"provenance": ()},
        {"plan": letter(), "provenance": ()},
        {"provenance": origins([BEN])},
        {"revision": 1},
        {"let_through": None},
        {"action": "send_note"},
        {"plan": letter(ANA, warnings=("Never written to before: ana@office.example",))},
        {"plan": letter(ANA, kind="call")},
        {"plan": letter(EVE), "provenance": origins([EVE])},
    ],
    ids=lambda changed: ",".join(changed),
)
def test_what_a_grant_does_not_cover_waits_for_the_person(desk: Desk, grants: GrantBook, changed) -> None:
    grant = granted(desk, grants)
    proposal = said(desk.book, key="k1", grants=grants, **{"plan": letter(ANA), **changed})
    assert (proposal.grant, proposal.state) == (None, "proposed")
    assert grants.get(grant.id).uses == 0
    assert desk.book.await_answers("t1", ["k1"])[0].state == "pending"


def test_a_turn_in_which_no_grant_counts_is_not_in_the_preview(desk: Desk, grants: GrantBook) -> None:
    grant = granted(desk, grants)
    said(desk.book, letter(ANA), "k1", None)
    said(desk.book, letter(ANA), "k2", grants)
    said(desk.book, letter(ANA), "k3", grants)
    assert [p.id for p in grants.would_have_passed(grant.rule, 10)] == ["k2", "k3"]
    assert [p.id for p in grants.would_have_passed(grant.rule, 1)] == ["k2"]


def test_another_tool_of_the_same_name_is_another_act(desk: Desk, grants: GrantBook) -> None:
    rule = granted(desk, grants).rule
    both = Judge({"note": reach_of_letter, "call": reach_of_letter}, ZONE)
    assert both.why_not(rule, said(desk.book, letter(ANA), "k1", grants)) is None
    other = said(desk.book, letter(ANA, kind="call"), "k2", grants)
    assert both.why_not(rule, other) == "it is another act: write_note"


def test_a_plan_that_is_not_what_was_proposed_is_asked(desk: Desk, grants: GrantBook) -> None:
    grant = granted(desk, grants)
    proposal = said(desk.book, letter(ANA), "k1", grants)
    assert grants.judge.why_not(grant.rule, proposal) is None
    changed = replace(proposal, plan=letter(ANA, text="Other"))
    assert grants.judge.why_not(grant.rule, changed) == "it is not what was proposed"


def test_a_grant_counts_as_often_as_it_says(desk: Desk, grants: GrantBook) -> None:
    grant = granted(desk, grants, most=2)
    passed = [said(desk.book, letter(ANA), f"k{n}", grants).grant for n in range(3)]
    assert passed == [grant.id, grant.id, None]
    assert grants.get(grant.id).state(desk.clock.now()) == "used up"


def test_a_grant_ends_on_its_day(desk: Desk, grants: GrantBook) -> None:
    grant = granted(desk, grants, days=2)
    desk.clock.forward(days=2)
    assert said(desk.book, letter(ANA), "k1", grants).grant is None
    assert grants.get(grant.id).state(desk.clock.now()) == "expired"


def test_a_revoked_grant_lets_nothing_through(desk: Desk, grants: GrantBook) -> None:
    grant = granted(desk, grants)
    assert grants.revoke(grant.id[:4], by="sam@phone").state(desk.clock.now()) == "revoked"
    assert said(desk.book, letter(ANA), "k1", grants).grant is None
    with pytest.raises(ConflictError, match="was revoked already, Mon 2 Mar"):
        grants.revoke(grant.id, by="sam@phone")


def test_the_oldest_grant_that_covers_is_used(desk: Desk, grants: GrantBook) -> None:
    only_ben = granted(desk, grants, Scope.of({"people": [BEN]}))
    office = granted(desk, grants, most=1)
    another = granted(desk, grants)
    passed = [said(desk.book, letter(ANA), f"k{n}", grants).grant for n in range(2)]
    assert passed == [office.id, another.id]
    assert said(desk.book, letter(BEN), "ben", grants).grant == only_ben.id


def test_the_history_says_who_made_used_and_revoked_it(desk: Desk, grants: GrantBook) -> None:
    grant = granted(desk, grants)
    said(desk.book, letter(ANA), "k1", grants)
    grants.revoke(grant.id, by="sam@phone")
    steps = [(step.what, step.about) for step in grants.history(grant.id)]
    assert steps == [("made", "from-0"), ("used", "k1"), ("revoked", "from-0")]
    made, used, revoked = (step.by for step in grants.history(grant.id))
    assert (made, revoked) == ("sam@desk", "sam@phone")
    assert used == this_process().name


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE grants SET scope = '{}'",
        "UPDATE grants SET most = 100",
        "UPDATE grants SET expires_at = '2099-01-01'",
        "UPDATE grants SET uses = 0",
        "UPDATE grants SET uses = uses + 2",
        "DELETE FROM grants",
        "DELETE FROM grant_history",
        "UPDATE grant_history SET by = 'nobody'",
    ],
)
def test_neither_a_rule_nor_its_history_can_be_changed_in_the_database(
    desk: Desk, grants: GrantBook, statement: str
) -> None:
    granted(desk, grants)
    said(desk.book, letter(ANA), "k1", grants)
    with pytest.raises(REFUSED), desk.database.transaction() as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE grants SET revoked_at = NULL", "UPDATE grants SET uses = uses + 1"]
)
def test_what_was_revoked_stays_so_in_the_database(desk: Desk, grants: GrantBook, statement: str) -> None:
    grants.revoke(granted(desk, grants).id, by="sam")
    with pytest.raises(REFUSED), desk.database.transaction() as connection:
        connection.execute(statement)


def pending(desk: Desk, key: str = "k1") -> None:
    said(desk.book, letter(ANA), key, None)
    desk.book.await_answers("t1", [key])


@pytest.mark.parametrize("answer", ["reject", "respond"])
def test_no_grant_comes_of_what_was_refused(desk: Desk, grants: GrantBook, answer: str) -> None:
    pending(desk)
    desk.book.claim({"k1": Answer(type=answer, message="no")}, by="sam")
    with pytest.raises(ConflictError, match="was not approved"):
        grants.make("k1", OFFICE, most=1, expires_at=desk.clock.now() + timedelta(days=1), by="sam")


def test_a_grant_may_come_of_what_was_approved(desk: Desk, grants: GrantBook) -> None:
    pending(desk)
    desk.book.claim({"k1": Answer(type="approve")}, by="sam")
    made = grants.make("k1", OFFICE, most=1, expires_at=desk.clock.now() + timedelta(days=1), by="sam")
    assert (made.from_approval, made.made_by) == ("k1", "sam")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"most": 0}, "from 1 to"),
        ({"most": 1001}, "from 1 to"),
        ({"days": 0}, "within a year"),
        ({"days": 367}, "within a year"),
        ({"scope": Scope()}, "say which people or domains"),
    ],
)
def test_a_grant_that_never_ends_or_never_counts_is_refused(
    desk: Desk, grants: GrantBook, changed, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        granted(desk, grants, **changed)
    assert grants.list() == ()


def test_what_no_grant_can_be_about_is_refused(desk: Desk, grants: GrantBook) -> None:
    said(desk.book, letter(ANA, kind="call"), "k1", None)
    desk.book.await_answers("t1", ["k1"])
    with pytest.raises(InputError, match="is always asked"):
        grants.make("k1", OFFICE, most=1, expires_at=desk.clock.now() + timedelta(days=1), by="sam")


def test_what_is_not_there_is_not_found(grants: GrantBook) -> None:
    for ask in (grants.get, grants.history, lambda id: grants.revoke(id, by="sam")):
        with pytest.raises(NotFoundError, match="there is no grant nosuch"):
            ask("nosuch")
