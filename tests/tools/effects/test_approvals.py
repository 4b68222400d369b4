"""A proposal is shown once, answered once, and stays what it was when it was shown."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import approved, note, proposed
from tools.effects.approvals import Answer, ApprovalBook
from tools.effects.plan import Intent
from tools.errors import ConflictError, InputError, NotFoundError, StaleError
from tools.provenance.origin import Origin

YES = Answer(type="approve")
NO = Answer(type="reject", message="too late in the day")


def test_proposing_again_gives_back_what_is_there(desk: Desk) -> None:
    first = proposed(desk.book, note("Milk"), "k1")
    again = desk.book.propose(
        id="k1", thread_id="t1", agent="calendar", action="x", tool_call_id="c", args={}, plan=note("Beer")
    )
    assert again == first
    assert again.plan.payload["text"] == "Milk"


def test_what_is_proposed_is_not_pending_before_it_is_shown(desk: Desk) -> None:
    desk.book.propose(
        id="k1", thread_id="t1", agent="calendar", action="x", tool_call_id="c", args={}, plan=note()
    )
    assert desk.book.pending() == ()
    with pytest.raises(ConflictError, match="not shown"):
        desk.book.claim({"k1": YES}, by="ana")


def test_what_a_thread_no_longer_asks_is_withdrawn(desk: Desk) -> None:
    proposed(desk.book, note(), "k1")
    proposed(desk.book, note(), "other", thread_id="t2")
    desk.book.await_answers("t1", [])
    assert [proposal.id for proposal in desk.book.pending()] == ["other"]
    with pytest.raises(ConflictError, match="thread has gone on"):
        desk.book.claim({"k1": YES}, by="ana")


def test_asking_for_an_approval_that_is_not_there_is_an_error(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="nosuch"):
        desk.book.await_answers("t1", ["nosuch"])


def test_pending_ones_come_thread_by_thread_the_oldest_first(desk: Desk) -> None:
    for number in range(5):
        proposed(desk.book, note(), f"k{number}", thread_id=f"t{number % 2}")
    assert [proposal.id for proposal in desk.book.pending()] == ["k0", "k2", "k4", "k1", "k3"]
    assert [proposal.id for proposal in desk.book.pending("t1")] == ["k1", "k3"]


def test_the_first_answer_wins_and_the_second_hears_who_gave_it_and_when(desk: Desk) -> None:
    proposed(desk.book, note(), "k1")
    desk.book.claim({"k1": NO}, by="ana@desk")
    with pytest.raises(ConflictError) as second:
        desk.book.claim({"k1": YES}, by="ben@phone")
    assert second.value.exit_code == 5
    assert second.value.message == (
        "k1 (Note 'Milk') was answered already: refused by ana@desk, Mon 2 Mar 09:00:00; nothing was done"
    )
    assert desk.book.get("k1").answer == NO


def test_several_answers_are_given_together_or_not_at_all(desk: Desk) -> None:
    for key in ("k1", "k2", "k3"):
        proposed(desk.book, note(key), key)
    desk.book.claim({"k2": NO}, by="ana")
    with pytest.raises(ConflictError, match="k2"):
        desk.book.claim({"k1": YES, "k2": YES, "k3": YES}, by="ben")
    assert [proposal.id for proposal in desk.book.pending()] == ["k1", "k3"]


def test_an_id_may_be_shortened_while_it_stays_unique(desk: Desk) -> None:
    for key in ("abcd", "abxy", "q"):
        proposed(desk.book, note(key), key)
    assert desk.book.get("abx").id == "abxy"
    assert desk.book.claim({"abc": YES}, by="ana")[0].id == "abcd"
    with pytest.raises(NotFoundError, match="abcd"):
        desk.book.get("ab")
    with pytest.raises(NotFoundError, match="there is no approval z"):
        desk.book.get("z")
    with pytest.raises(NotFoundError, match="empty"):
        desk.book.get("")


def test_two_answers_to_one_approval_in_one_command_are_refused(desk: Desk) -> None:
    proposed(desk.book, note(), "abcd")
    with pytest.raises(InputError, match="two answers"):
        desk.book.claim({"ab": YES, "abcd": NO}, by="ana")
    assert [proposal.id for proposal in desk.book.pending()] == ["abcd"]


def test_an_approval_expires_and_says_so(desk: Desk) -> None:
    proposed(desk.book, note(), "k1", expires_at=desk.clock.at + timedelta(minutes=10))
    desk.clock.forward(minutes=10)
    assert desk.book.pending() == ()
    with pytest.raises(ConflictError, match="expired Mon 2 Mar 09:10:00"):
        desk.book.claim({"k1": YES}, by="ana")
    desk.clock.forward(hours=-1)
    with pytest.raises(ConflictError, match="expired"):
        desk.book.claim({"k1": YES}, by="ana")


def test_an_answer_to_something_else_than_what_was_shown_is_refused(desk: Desk) -> None:
    shown = proposed(desk.book, note("Milk"), "k1").shown_hash
    with pytest.raises(StaleError, match="not what was shown"):
        desk.book.claim({"k1": Answer(type="approve", shown_hash="0" * 64)}, by="ana")
    assert desk.book.claim({"k1": Answer(type="approve", shown_hash=shown)}, by="ana")


def test_a_plan_that_was_changed_behind_the_persons_back_is_refused(desk: Desk) -> None:
    plan = proposed(desk.book, note("Milk"), "k1").plan.json_dict()
    plan["payload"]["text"] = "Champagne"
    with desk.database.transaction() as connection:
        connection.execute("UPDATE approvals SET plan = ?", (json.dumps(plan),))
    with pytest.raises(StaleError):
        desk.book.claim({"k1": YES}, by="ana")


def test_an_edit_is_approved_as_what_results_from_it(desk: Desk) -> None:
    proposed(desk.book, note("Milk"), "k1")
    with pytest.raises(InputError, match="what results"):
        desk.book.claim({"k1": Answer(type="edit", args={"text": "Beer"})}, by="ana")
    edit = Answer(type="edit", args={"text": "Beer"}, plan=note("Beer"))
    proposal = desk.book.claim({"k1": edit}, by="ana")[0]
    assert proposal.approved_plan == note("Beer")
    assert proposal.plan == note("Milk")


@pytest.mark.parametrize("answer", [NO, Answer(type="respond", message="I did it myself")])
def test_nothing_but_a_yes_approves(desk: Desk, answer: Answer) -> None:
    proposed(desk.book, note(), "k1")
    proposal = desk.book.claim({"k1": answer}, by="ana")[0]
    with pytest.raises(ConflictError, match="was not approved"):
        desk.ledger().carry_out(proposal)
    assert desk.notes.arrivals("k1") == 0


def test_an_answer_that_the_graph_has_not_taken_is_found_after_a_restart(desk: Desk) -> None:
    proposed(desk.book, note(), "k1")
    desk.book.claim({"k1": YES}, by="ana")
    after_restart = ApprovalBook(desk.database, clock=desk.clock.now)
    assert [proposal.id for proposal in after_restart.claimed("t1")] == ["k1"]
    after_restart.settle("t1", ["k1"])
    assert after_restart.claimed("t1") == ()
    assert after_restart.get("k1").settled


def test_every_revision_of_a_call_is_kept(desk: Desk) -> None:
    for revision in range(3):
        desk.book.propose(
            id=f"k{revision}", thread_id="t1", agent="calendar", action="x", tool_call_id="c1", args={},
            plan=note(str(revision)), revision=revision,
        )  # fmt: skip
    calls = desk.book.of_call("t1", "c1")
    assert [proposal.revision for proposal in calls] == [0, 1, 2]
    assert [proposal.former for proposal in calls] == [None, note("0"), note("1")]
    assert len(desk.book.of_thread("t1")) == 3


def test_where_each_value_came_from_is_read_again_as_it_was(desk: Desk) -> None:
    origins = (
        Origin(
            argument="text",
            value="Milk",
            source="mail",
            reference="m4",
            quote="buy milk",
            label="the mail 'Shopping'",
        ),
        Origin(argument="when", value="9:00", source="user"),
    )
    proposed(desk.book, note(), "k1", provenance=origins)
    assert ApprovalBook(desk.database, clock=desk.clock.now).get("k1").provenance == origins


@pytest.mark.parametrize("beside", ["clashes", "alternatives", "times", "next", "preferences"])
def test_what_stands_around_a_change_is_no_part_of_it(beside: str) -> None:
    plan = note()
    around = replace(plan, preview={**plan.preview, beside: ["another"]})
    assert plan.still_holds(around) and plan.fingerprint() == around.fingerprint()
    assert not plan.still_holds(replace(plan, preview={**plan.preview, "title": "another"}))


def test_what_an_intent_has_got_done_is_its_own(desk: Desk) -> None:
    first, second = (
        Intent(key=key, plan=note(), rendered=b"", created_at=desk.clock.now()) for key in ("k1", "k2")
    )
    first.progress["ana@x.example"] = "accepted"
    assert second.progress == {}


def test_a_proposal_is_asked_for_the_first_time_and_no_grant_counts_unless_that_is_said(desk: Desk) -> None:
    first = proposed(desk.book, note(), "k1")
    assert (first.revision, first.grantable, first.grant) == (0, False, None)
    with_grants = proposed(desk.book, note(), "k2", let_through=lambda *_: None)
    assert with_grants.grantable


@pytest.mark.parametrize("has_ledger", [True, False])
def test_forgetting_a_thread_deletes_what_was_never_carried_out(desk: Desk, has_ledger: bool) -> None:
    proposed(desk.book, note("Milk"), "k1")
    proposed(desk.book, note("Beer"), "elsewhere", thread_id="t2")
    done = []
    if has_ledger:
        desk.ledger().carry_out(approved(desk.book, "k2", note("Tea")))
        done = ["k2"]
    desk.book.forget("t1")
    assert [proposal.id for proposal in desk.book.of_thread("t1")] == done
    assert [proposal.id for proposal in desk.book.of_thread("t2")] == ["elsewhere"]
