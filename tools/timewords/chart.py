"""A bottom-up chart parser for small typed grammars.

A grammar is a list of rules. A rule has a category (what it makes), a pattern (what it is made of)
and an action (how the value is made). Patterns are written as text:

    "half past <hour>"        the words half, past, then anything of the category hour
    "the? <ordinal> of|in"    an optional word; alternatives of a word
    "before|prior_to <day>"   an alternative of two words

An action gets the values of the `<…>` elements, in order (None for one that was left out), and
returns the value of the whole, or None: these parts do not make sense together. All values are
hashable: two ways to the same value are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import NamedTuple, TypeVar

Action = Callable[..., object]
_Action = TypeVar("_Action", bound=Action)
Terminal = tuple[str, object, int, int]
"""Symbol, value and cost of a reading of a token, and how many tokens, this one the last, it takes."""

MAX_EDGES = 6000
"""A text that needs more is no phrase about time; the chart stops growing there."""


@dataclass(frozen=True, eq=False)
class Rule:
    """How one category is made."""

    category: str
    patterns: tuple[str, ...]
    action: Action
    cost: int

    @property
    def meaning(self) -> str:
        """What the patterns mean, in one line: the first of the action's docstring."""
        return (self.action.__doc__ or "").strip().partition("\n")[0]


class Rules(list[Rule]):
    """Rules of one subject, collected by decorating their actions."""

    def make(
        self, category: str, *patterns: str, cost: int = 0, swapped: bool = False
    ) -> Callable[[_Action], _Action]:
        """Let the decorated action make `category` from each of `patterns`.

        Of two readings of the same words the one with the lower sum of costs is better. `swapped`
        gives the action its values in the opposite order, for what is said in both.
        """

        def add(action: _Action) -> _Action:
            made = _reversed(action) if swapped else action
            self.append(Rule(f"<{category}>", patterns, made, cost))
            return action

        return add


def _reversed(action: Action) -> Action:
    @wraps(action)
    def made(*values: object) -> object:
        return action(*reversed(values))

    return made


class State:
    """A node of the prefix tree that all patterns share."""

    __slots__ = ("accepts", "next")

    def __init__(self) -> None:
        self.next: dict[str, State] = {}
        self.accepts: list[tuple[Rule, tuple[int, ...]]] = []

    def then(self, symbol: str) -> State:
        """The node after `symbol`, made when it is first asked for."""
        state = self.next.get(symbol)
        if state is None:
            state = self.next[symbol] = State()
        return state


class Edge(NamedTuple):
    """A finished constituent: `symbol` covers the tokens from `begin` to before `stop`."""

    symbol: str
    begin: int
    stop: int
    value: object
    cost: int


class Grammar:
    """Rules compiled for parsing, each when a symbol is met that it may begin with."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.words: set[str] = set()
        self._waiting: dict[str, list[tuple[Rule, Choices]]] = {}
        """By the symbol that they may begin with, the patterns that aren't compiled yet."""
        self._begun: dict[str, State] = {}
        self._begins: dict[str, set[str]] = {}
        """By a symbol, the categories that have a pattern which may begin with it."""
        self._reached: dict[str, frozenset[str]] = {}
        for rule in rules:
            for pattern in rule.patterns:
                self._add(rule, pattern)

    def _add(self, rule: Rule, pattern: str) -> None:
        choices = [_choices(element) for element in pattern.split()]
        self.words.update(
            symbol
            for options in choices
            for option in options
            for symbol in option
            if not _is_category(symbol)
        )
        first: dict[str, None] = {}
        for options in choices:
            first.update((option[0], None) for option in options if option)
            if () not in options:
                break
        for symbol in first:
            self._waiting.setdefault(symbol, []).append((rule, choices))
            self._begins.setdefault(symbol, set()).add(rule.category)

    def _after(self, symbol: str) -> State | None:
        """The node of all patterns that begin with `symbol`."""
        if (waiting := self._waiting.pop(symbol, None)) is not None:
            root = State()
            for rule, choices in waiting:
                _compile(root, symbol, rule, choices)
            self._begun[symbol] = root.next[symbol]
        return self._begun.get(symbol)

    def _may_begin(self, symbol: str) -> frozenset[str]:
        """`symbol`, and all that may begin with it."""
        reached = self._reached.get(symbol)
        if reached is None:
            found, ahead = {symbol}, [symbol]
            while ahead:
                more = self._begins.get(ahead.pop(), set()) - found
                found |= more
                ahead += more
            reached = self._reached[symbol] = frozenset(found)
        return reached

    def parse(self, tokens: Sequence[Sequence[Terminal]]) -> list[Edge]:
        """Every constituent found anywhere in `tokens`, in order of its end."""
        found: list[Edge] = []
        waiting: list[dict[str, list[_Partial]]] = [{} for _ in range(len(tokens) + 1)]
        to_come: list[set[str]] = [set() for _ in range(len(tokens) + 1)]
        for stop, terminals in enumerate(tokens, start=1):
            for symbol, _, _, width in terminals:
                to_come[stop - width] |= self._may_begin(symbol)
        for stop, terminals in enumerate(tokens, start=1):
            agenda = [
                Edge(symbol, stop - width, stop, value, cost) for symbol, value, cost, width in terminals
            ]
            best: dict[tuple[str, int, object], int] = {}
            here, coming = waiting[stop], to_come[stop]
            while agenda:
                edge = agenda.pop()
                key = (edge.symbol, edge.begin, edge.value)
                met = len(best)
                known = best.setdefault(key, edge.cost)  # values take long to hash: once, for what is new
                if len(best) == met:
                    if known <= edge.cost:
                        continue
                    best[key] = edge.cost
                if len(found) >= MAX_EDGES:
                    return found
                found.append(edge)
                partials = [
                    (state.next[edge.symbol], begin, values, cost)
                    for state, begin, values, cost in waiting[edge.begin].get(edge.symbol, ())
                ]
                if (begun := self._after(edge.symbol)) is not None:
                    partials.insert(0, (begun, edge.begin, (), 0))
                for after, begin, values, cost in partials:
                    so_far = (*values, edge.value)
                    total = cost + edge.cost
                    for symbol in coming.intersection(after.next):
                        here.setdefault(symbol, []).append((after, begin, so_far, total))
                    for rule, places in after.accepts:
                        value = rule.action(*[so_far[p] if p >= 0 else None for p in places])
                        if value is not None:
                            agenda.append(Edge(rule.category, begin, stop, value, total + rule.cost))
        return found


_Partial = tuple[State, int, tuple[object, ...], int]


Choices = list[tuple[tuple[str, ...], ...]]
"""For each element of a pattern its alternatives, each of one or more symbols; an empty one: left out."""


def _compile(root: State, first: str, rule: Rule, choices: Choices) -> None:
    """Put all ways to say a pattern that begin with `first` into the tree."""
    captured = {n for n, options in enumerate(choices) if any(o and _is_category(o[-1]) for o in options)}
    frontier: list[tuple[State, tuple[int, ...], int]] = [(root, (), 0)]
    for n, options in enumerate(choices):
        reached = []
        for start, places, begin in frontier:
            for option in options:
                if option and not begin and option[0] != first:
                    continue
                state = start
                for symbol in option:
                    state = state.then(symbol)
                length = begin + len(option)
                place = (length - 1 if option else -1,) if n in captured else ()
                reached.append((state, places + place, length))
        frontier = reached
    for state, places, length in frontier:
        if length:
            state.accepts.append((rule, places))


def _is_category(symbol: str) -> bool:
    return symbol.startswith("<")


@cache
def _choices(element: str) -> tuple[tuple[str, ...], ...]:
    optional = element.endswith("?") and len(element) > 1
    words = (element[:-1] if optional else element).split("|")
    options = tuple(tuple(word.split("_")) for word in words)
    return (*options, ()) if optional else options
