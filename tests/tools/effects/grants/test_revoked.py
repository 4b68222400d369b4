"""What a revoked grant let through and still waits is not done, and says so; what is done stays done."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import Notes
from tests.tools.effects.grants.letters import ANA, granted, letter, said
from tools.effects.approvals import Proposal
from tools.effects.delivery import Backoff
from tools.effects.grants.book import GrantBook
from tools.effects.plan import Intent, Marks, Receipt
from tools.errors import PassingError


def let_through(desk: Desk, grants: GrantBook, **changed) -> Proposal:
    granted(desk, grants)
    return said(desk.book, letter(ANA, **changed), "k1", grants)


def revoke(grants: GrantBook) -> None:
    grants.revoke(grants.list()[0].id, by="sam")


def test_revoked_between_the_yes_and_the_act_nothing_is_done(desk: Desk, grants: GrantBook) -> None:
    proposal = let_through(desk, grants)
    revoke(grants)
    effect = desk.ledger().carry_out(proposal)
    assert (effect.state, effect.error_code) == ("canceled", "revoked")
    assert effect.error == f"the grant {proposal.grant} was revoked before this was done; nobody was asked"
    assert desk.notes.arrivals("k1") == 0


@pytest.mark.parametrize("why", ["hold", "schedule", "retry"])
def test_revoked_while_it_waits_nothing_is_done(desk: Desk, grants: GrantBook, why: str) -> None:
    def busy(_: int) -> None:
        raise PassingError("busy")

    later = desk.clock.now() + timedelta(hours=1) if why == "schedule" else None
    proposal = let_through(desk, grants, not_before=later)
    desk.notes.before = busy if why == "retry" else desk.notes.before
    ledger = desk.ledger(backoff=Backoff(first_s=60, longest_s=60))
    hold = timedelta(minutes=1) if why == "hold" else timedelta(0)
    assert ledger.carry_out(proposal, hold=hold).state == "queued"
    desk.notes.before = lambda _: None
    revoke(grants)
    desk.clock.forward(hours=2)
    ledger.drain()
    assert (ledger.get("k1").state, ledger.get("k1").error_code) == ("canceled", "revoked")
    assert desk.notes.arrivals("k1") == 0


def test_what_waits_is_called_off_at_once(desk: Desk, grants: GrantBook) -> None:
    proposal = let_through(desk, grants)
    desk.ledger().carry_out(proposal, hold=timedelta(hours=1))
    revoke(grants)
    assert [effect.state for effect in desk.ledger().call_off(str(proposal.grant))] == ["canceled"]
    assert desk.ledger().call_off(str(proposal.grant)) == ()


def test_nothing_is_called_off_while_the_grant_stands(desk: Desk, grants: GrantBook) -> None:
    proposal = let_through(desk, grants)
    desk.ledger().carry_out(proposal, hold=timedelta(hours=1))
    desk.ledger().call_off(str(proposal.grant))
    assert desk.ledger().get("k1").state == "queued"


def test_what_is_done_stays_done_and_can_be_undone(desk: Desk, grants: GrantBook) -> None:
    desk.ledger().carry_out(let_through(desk, grants))
    revoke(grants)
    assert desk.ledger().get("k1").state == "done"
    assert desk.ledger().undo("k1").state == "undone"


def test_what_may_have_happened_is_looked_for_and_not_repeated(desk: Desk, grants: GrantBook) -> None:
    def dropped(_: int) -> None:
        raise PassingError("dropped", uncertain=True)

    proposal = let_through(desk, grants)
    desk.notes.before = dropped
    assert desk.ledger().carry_out(proposal).state == "queued"
    desk.notes.before = lambda _: None
    revoke(grants)
    desk.ledger().call_off(str(proposal.grant))
    assert desk.ledger().get("k1").state == "queued"
    desk.clock.forward(hours=3)
    desk.ledger().drain()
    assert (desk.ledger().get("k1").state, desk.ledger().get("k1").error_code) == ("failed", "revoked")
    assert desk.notes.arrivals("k1") == 0


def test_a_retry_by_the_person_is_a_yes_of_theirs(desk: Desk, grants: GrantBook) -> None:
    def busy(_: int) -> None:
        raise PassingError("busy")

    proposal = let_through(desk, grants)
    desk.notes.before = busy
    desk.ledger().carry_out(proposal)
    desk.notes.before = lambda _: None
    revoke(grants)
    effect = desk.ledger().retry("k1", by="sam@desk")
    assert (effect.state, effect.grant) == ("done", None)


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_what_a_process_left_that_died_is_only_looked_for(
    desk: Desk, grants: GrantBook, tmp_path: Path, when: str, arrived: int
) -> None:
    let_through(desk, grants)
    processes.run(processes.carry_out_and_die, tmp_path, "k1", when)
    revoke(grants)
    desk.ledger().recover()
    desk.clock.forward(hours=3)
    desk.ledger().drain()
    assert desk.ledger().get("k1").state == ("done" if arrived else "failed")
    assert desk.notes.arrivals("k1") == arrived


class SlowNotes(Notes):
    """Lets something happen right before the point of no return."""

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        self.before(1)
        marks.handing_over()
        return self.act(intent)


def test_revoked_right_before_it_is_handed_over_nothing_goes_out(desk: Desk, grants: GrantBook) -> None:
    notes = SlowNotes(desk.path / "notes", before=lambda _: revoke(grants))
    effect = desk.ledger(notes).carry_out(let_through(desk, grants))
    assert (effect.state, effect.error_code) == ("failed", "revoked")
    assert notes.arrivals("k1") == 0
