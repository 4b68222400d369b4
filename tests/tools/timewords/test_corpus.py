"""Every line of the corpus means what it says, and every rule of the grammar is needed by one."""

from collections import defaultdict
from dataclasses import replace

import pytest

from tests.tools.timewords.corpus import Line, lines
from tools.remembered import forget
from tools.timewords.chart import Action, Grammar
from tools.timewords.grammar import rules


def families():
    found = defaultdict(list)
    for line in lines():
        found[line.family].append(line)
    return found


@pytest.mark.parametrize(("family", "some"), families().items(), ids=families())
def test_words_mean_what_the_corpus_says(family, some):
    meant = {line.words: line.read() for line in some}
    assert meant == {line.words: line.meaning for line in some}


def test_every_rule_says_in_a_line_what_it_means():
    assert not [rule.patterns for rule in rules() if not rule.meaning]


class Watched:
    """The grammar, with each rule switched off on request, and a note of those that made something."""

    def __init__(self):
        self.off = None
        self.made = set()
        self.rules = rules()
        self.grammar = Grammar(replace(rule, action=self._watched(rule)) for rule in self.rules)

    def _watched(self, rule) -> Action:
        def action(*values):
            made = None if self.off is rule else rule.action(*values)
            if made is not None:
                self.made.add(rule)
            return made

        return action

    def rules_of(self, line: Line):
        """The rules that made anything of the words of a line."""
        self.made = set()
        self._read(line)
        return self.made

    def _read(self, line: Line) -> str:
        forget()  # phrases are kept by the words they are of
        return line.read(self.grammar)

    def needs(self, line: Line, rule) -> bool:
        """Whether the words would mean something else without the rule."""
        self.off = rule
        try:
            return self._read(line) != line.meaning
        finally:
            self.off = None


def test_without_any_rule_some_line_of_the_corpus_means_something_else():
    watched = Watched()
    reaching = defaultdict(list)
    # Words of which few rules make anything need each of them most.
    for line, reached in sorted(((n, watched.rules_of(n)) for n in lines()), key=lambda pair: len(pair[1])):
        for rule in reached:
            reaching[rule].append(line)
    idle = [
        f"{rule.action.__module__}.{rule.action.__name__}: {rule.patterns[0]}"
        for rule in watched.rules
        if not any(watched.needs(line, rule) for line in reaching[rule])
    ]
    assert not idle
