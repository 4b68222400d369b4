"""Every sentence of `readings/*.toml` comes to what stands beside it."""

import tomllib
from pathlib import Path

import pytest

from tests.agents.offline.meaning import meaning

READINGS = [
    pytest.param(said, means, id=f"{path.stem}: {said}")
    for path in sorted(Path(__file__).with_name("readings").glob("*.toml"))
    for said, means in tomllib.loads(path.read_text(encoding="utf-8")).items()
]


@pytest.mark.parametrize(("said", "means"), READINGS)
def test_a_sentence_comes_to_what_was_meant(said: str, means: str):
    assert meaning(said) == means
