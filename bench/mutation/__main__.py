"""Changes the code in small ways and says which changes the tests notice.

python bench/mutation [--only GROUP] [--sample N] [--seed N] [--jobs N]
"""

import argparse
import os
import random
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mutants import Mutant, changes
from trials import Baseline, TestsFailError, Tree, Trial, baseline

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("groups.toml")
PATIENCE_S = 60.0
"""So many seconds of tests each change meets, the quickest first; more on a busy machine, which is slow."""


@dataclass(frozen=True)
class Group:
    """Files, and the tests that look after them."""

    name: str
    sources: list[str]
    tests: list[str]
    elsewhere: list[str]
    """Those of the tests that run the sources in other processes; each mutant meets them last."""
    same: list[dict[str, str]]
    """Changes that make no difference, with `path`, `old`, `new` and `because`."""

    def is_same(self, mutant: Mutant) -> bool:
        """Whether the table says that this change makes no difference."""
        return any(
            (each["path"], each["old"], each["new"]) == (mutant.path, mutant.old, mutant.new)
            for each in self.same
        )


@dataclass
class Score:
    """Results of one file's mutants."""

    results: Counter[str] = field(default_factory=Counter)

    @property
    def killed(self) -> int:
        return self.results["killed"] + self.results["timed out"]

    def line(self, name: str) -> str:
        """`name`, killed / all, and the share."""
        share = f"{self.killed / self.results.total():.0%}" if self.results else "–"
        return f"{name:48} {self.killed:4} / {self.results.total():<4} {share:>5}"


def groups() -> Iterator[Group]:
    """The groups of the table.

    Raises:
        SystemExit: a pattern fits no file; it has moved.
    """
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    for name, row in table["groups"].items():
        sources, tests, elsewhere = (_files(row.get(key, [])) for key in ("sources", "tests", "elsewhere"))
        same = [each for each in table.get("same", []) if each["path"] in sources]
        yield Group(name, sources, [*tests, *elsewhere], elsewhere, same)


def _files(patterns: list[str]) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        fitting = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob(pattern))
        if not fitting:
            sys.exit(f"{TABLE.name}: no file is called {pattern}")
        found += [path for path in fitting if not path.endswith("__init__.py")]
    return found


def drawn(group: Group, tree: Tree, seed: int, sample: int) -> list[Mutant]:
    """`sample` of the group's mutants, the same for the same seed and code; all of them if it is 0."""
    every = [change for path in group.sources for change in changes(path, tree.read(path))]
    order = random.Random(f"{seed} {group.name}").sample(every, len(every))
    mutants = (change.mutant() for change in order)
    different = (mutant for mutant in mutants if not group.is_same(mutant))
    return [mutant for _, mutant in zip(range(sample or len(every)), different, strict=False)]


def chosen(mutant: Mutant, group: Group, known: Baseline) -> dict[str, float]:
    """The tests that may notice `mutant`, with the seconds that each takes."""
    lines = known.ran[mutant.path]
    names = {name for line in range(mutant.first, mutant.last + 1) for name in lines.get(line, [])}
    everywhere = mutant.at_import or "" in names
    patience = PATIENCE_S * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    found: dict[str, float] = {}
    for name, seconds in sorted(known.seconds.items(), key=lambda each: each[1]):
        fits = everywhere or name in names or name.split("::")[0] in group.elsewhere
        if fits and sum(found.values()) + seconds <= patience:
            found[name] = seconds
    return found


def results(group: Group, mutants: list[Mutant], trees: list[Tree]) -> Iterator[tuple[Mutant, str]]:
    """What became of each, as it is known."""
    known = baseline(trees[0], group.tests, group.sources)
    unchanged = {path: trees[0].read(path) for path in group.sources}
    print(f"{group.name}: {len(known.seconds)} tests, {sum(known.seconds.values()):.0f} s", file=sys.stderr)
    waiting, free = list(reversed(mutants)), list(trees)
    running: list[tuple[Mutant, Trial]] = []
    while waiting or running:
        while waiting and free:
            mutant = waiting.pop()
            tests = chosen(mutant, group, known)
            if not tests:
                yield mutant, "not run"
                continue
            tree = free.pop()
            tree.write(mutant.path, mutant.source)
            running.append((mutant, Trial(tree, tests)))
        for mutant, trial in list(running):
            if result := trial.result():
                trial.tree.write(mutant.path, unchanged[mutant.path])
                running.remove((mutant, trial))
                free.append(trial.tree)
                print(f"{len(waiting) + len(running)} left", end="\r", file=sys.stderr, flush=True)
                yield mutant, result
        time.sleep(0.02)


def run(group: Group, seed: int, sample: int, trees: list[Tree]) -> Score:
    """Try the group's mutants and print what was not noticed, then the table."""
    scores = {path: Score() for path in group.sources}
    whole = Score()
    for mutant, result in results(group, drawn(group, trees[0], seed, sample), trees):
        scores[mutant.path].results[result] += 1
        whole.results[result] += 1
        if result in ("survived", "not run"):
            print(f"{mutant.path}:{mutant.first}: {result}\n  - {mutant.old}\n  + {mutant.new}", flush=True)
    for path, score in scores.items():
        print(score.line(path))
    print(whole.line(group.name), dict(whole.results), flush=True)
    return whole


def main() -> None:
    """Try all groups, or the one that is named."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--only", default="", metavar="GROUP", help="one group of groups.toml")
    options.add_argument(
        "--sample", type=int, default=40, help="mutants of each group, drawn by seed; 0 is all"
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    asked = options.parse_args()
    wanted = [group for group in groups() if asked.only in ("", group.name)]
    if not wanted:
        options.error(f"no group is called {asked.only}")
    table: dict[str, Score] = {}
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        trees = [Tree(ROOT, Path(folder, str(n))) for n in range(asked.jobs)]
        for group in wanted:
            try:
                table[group.name] = run(group, asked.seed, asked.sample, trees)
            except TestsFailError as error:
                sys.exit(f"{group.name}: its tests fail without a change:\n{error}")
    print(f"\nseed {asked.seed}, sample {asked.sample or 'all'}")
    for name, score in table.items():
        print(score.line(name))


if __name__ == "__main__":
    main()
