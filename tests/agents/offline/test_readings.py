"""Sentences of `readings/*.toml` come to what stands beside them, those of `paraphrases.toml` to the same."""

import tomllib
from pathlib import Path

import pytest

from tests.agents.offline.meaning import meaning

HERE = Path(__file__).parent
READINGS = [
    pytest.param(said, means, id=f"{path.stem}: {said}")
    for path in sorted((HERE / "readings").glob("*.toml"))
    for said, means in tomllib.loads(path.read_text(encoding="utf-8")).items()
]
PARAPHRASES = [
    pytest.param(plain, said, id=said)
    for plain, sentences in tomllib.loads((HERE / "paraphrases.toml").read_text(encoding="utf-8")).items()
    for said in sentences
]


@pytest.mark.parametrize(("said", "means"), READINGS)
def test_a_sentence_comes_to_what_was_meant(said: str, means: str):
    assert meaning(said) == means


@pytest.mark.parametrize(("plain", "said"), PARAPHRASES)
def test_it_comes_to_the_same_however_it_is_said(plain: str, said: str):
    assert meaning(said) == meaning(plain) != "nothing"
