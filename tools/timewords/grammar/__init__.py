"""The grammar, one file for each subject."""

from __future__ import annotations

from functools import cache

from tools.timewords.chart import Grammar, Rule


@cache
def grammar() -> Grammar:
    """All rules, compiled when first asked for."""
    return Grammar(rules())


def rules() -> tuple[Rule, ...]:
    """All rules, loaded when first asked for."""
    from tools.timewords.grammar import (
        clocks,
        counts,
        dayparts,
        days,
        distances,
        frequencies,
        inner,
        lengths,
        lists,
        moments,
        numbers,
        periods,
        phrases,
        recurrences,
        runs,
    )

    subjects = (
        numbers,
        lengths,
        clocks,
        days,
        periods,
        counts,
        inner,
        runs,
        moments,
        dayparts,
        lists,
        phrases,
        distances,
        recurrences,
        frequencies,
    )
    return tuple(rule for subject in subjects for rule in subject.RULES)
