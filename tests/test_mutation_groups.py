"""The table of `make mutate` follows the files that it names."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = tomllib.loads((ROOT / "bench/mutation/groups.toml").read_text(encoding="utf-8"))


def test_every_pattern_of_the_mutation_groups_fits_a_file():
    patterns = [
        pattern
        for group in TABLE["groups"].values()
        for key in ("sources", "tests", "elsewhere")
        for pattern in group.get(key, [])
    ]
    assert [pattern for pattern in patterns if not any(ROOT.glob(pattern))] == []


def test_every_change_that_makes_no_difference_has_a_reason_and_a_line_that_is_there():
    for same in TABLE.get("same", []):
        source = (ROOT / same["path"]).read_text(encoding="utf-8")
        assert same["because"] and " ".join(same["old"].split()) in " ".join(source.split())
