import json
from typing import Any

import pytest

from agents.offline.asking.answer import Answer, Question, Thing, Wanted, answer_of
from agents.offline.asking.script import Call, Result, Script, play, together


def counting(name: str, rounds: int) -> Script:
    said = []
    for number in range(rounds):
        (result,) = yield [Call(name, {"number": number})]
        said.append(result.text)
    return f"{name}: {' '.join(said)}"


def both() -> Script:
    answers = yield from together(counting("a", 1), counting("b", 2))
    return "; ".join(answer.text for answer in answers)


def played(script: Script, *rounds: list[Result], called: str = "a") -> Any:
    return play(script, rounds, [[called for _ in results] for results in rounds])


def test_a_script_goes_on_where_its_results_end():
    assert played(counting("a", 2)) == [Call("a", {"number": 0})]
    assert played(counting("a", 2), [Result("x")]) == [Call("a", {"number": 1})]
    assert played(counting("a", 2), [Result("x")], [Result("y")]) == Answer("a: x y")


def test_scripts_side_by_side_share_their_rounds():
    first = [Result("x"), Result("y")]
    assert play(both(), [], []) == [Call("a", {"number": 0}), Call("b", {"number": 0})]
    assert play(both(), [first], [["a", "b"]]) == [Call("b", {"number": 1})]
    assert play(both(), [first, [Result("z")]], [["a", "b"], ["b"]]) == Answer("a: x; b: y z")


@pytest.mark.parametrize(("rounds", "called"), [(0, "a"), (1, "a"), (3, "b"), (4, "b")])
def test_a_turn_that_other_rules_have_begun_ends_with_what_came_of_it(rounds, called):
    looked, done = Result("{}"), Result("done: Moved it.", report={"outcome": "done", "text": "Moved it."})
    assert played(counting("a", rounds), [looked], [done], [looked], called=called) == Answer("Moved it.")


def test_a_report_says_its_outcome_and_its_words_apart():
    report = Result("refused: The user said no", report={"outcome": "refused", "text": "The user said no"})
    assert (report.outcome, report.answer.text) == ("refused", "The user said no")
    assert Result("done: this is text").outcome == ""


def test_an_answer_of_a_form_that_is_not_known_is_its_words():
    data = {"things": [{"kind": "picture"}]}
    assert answer_of("Here.", data) == Answer("Here.")


def test_an_answer_comes_back_from_its_data():
    thing = Thing("event", id="a1", title="Review")
    answer = Answer(
        "When?", (thing,), ("Ana <ana@x.org>",), met=False, question=Question("When?", Wanted.TIME)
    )
    assert answer_of("When?", json.loads(json.dumps(answer.data))) == answer
