from agents.offline.asking.script import Call, Result, Script, play, together


def counting(name: str, rounds: int) -> Script:
    said = []
    for number in range(rounds):
        (result,) = yield [Call(name, {"number": number})]
        said.append(result.text)
    return f"{name}: {' '.join(said)}"


def both() -> Script:
    texts = yield from together(counting("a", 1), counting("b", 2))
    return "; ".join(texts)


def test_a_script_goes_on_where_its_results_end():
    assert play(counting("a", 2), []) == [Call("a", {"number": 0})]
    assert play(counting("a", 2), [[Result("x")]]) == [Call("a", {"number": 1})]
    assert play(counting("a", 2), [[Result("x")], [Result("y")]]) == "a: x y"


def test_scripts_side_by_side_share_their_rounds():
    assert play(both(), []) == [Call("a", {"number": 0}), Call("b", {"number": 0})]
    assert play(both(), [[Result("x"), Result("y")]]) == [Call("b", {"number": 1})]
    assert play(both(), [[Result("x"), Result("y")], [Result("z")]]) == "a: x; b: y z"


def test_an_outcome_is_the_word_before_the_colon():
    assert (Result("refused: The user said no").outcome, Result("done: Sent it.").said) == (
        "refused",
        "Sent it.",
    )
    assert Result("Note: this is text").said == "Note: this is text"
