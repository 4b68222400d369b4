"""A turn that was cut off is gone on with, or closed; what came of it is told once."""

from pathlib import Path
from typing import Any

import pytest

from assistant.contract import Decision
from tests.board import Crash, Desk, crash, delegated, noted
from tests.scripted import says


@pytest.fixture
def desk(tmp_path: Path):
    """Each call is another process that opens the same home."""

    def make(**script: Any) -> Desk:
        return Desk(tmp_path / "home", **script)

    return make


def cut_off(desk: Desk, text: str) -> None:
    with pytest.raises(Crash):
        desk.session.ask(text, "t")


def test_a_turn_that_is_gone_on_with_tells_only_its_own_effects(desk):
    d = desk(boss=[delegated("note milk"), says("Noted."), crash], writer=[noted("milk"), says("ok")])
    assert len(d.session.ask("note milk", "t", approve="all").effects) == 1
    cut_off(d, "what is there?")
    turn = desk(boss=[says("Milk.")]).session.resume("t")
    assert (turn.status, turn.reply, turn.effects) == ("done", "Milk.", ())


def test_what_came_of_a_turn_that_was_closed_is_not_told_again_by_the_next(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk"), crash])
    [approval] = d.session.ask("note milk", "t").approvals
    with pytest.raises(Crash):
        d.session.decide({approval.id: Decision.approve()})
    cut_off(desk(boss=[crash]), "what is there?")
    turn = desk(boss=[says("Milk.")]).session.resume("t")
    assert (turn.reply, turn.effects) == ("Milk.", ())


def test_a_turn_that_is_gone_on_with_tells_what_came_of_the_answers_before_it_stopped(desk):
    d = desk(boss=[delegated("note milk")], writer=[noted("milk"), crash])
    [approval] = d.session.ask("note milk", "t").approvals
    with pytest.raises(Crash):
        d.session.decide({approval.id: Decision.approve()})
    turn = desk(boss=[says("Noted.")], writer=[says("ok")]).session.resume("t")
    assert [effect.summary for effect in turn.effects] == ["Write 'milk' in white"]
