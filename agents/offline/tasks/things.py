"""Which task is meant: by its title, its words, "it", or its id."""

import re
from functools import cache

from agents.offline.reading.claims import Sentence
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.tasks.frames import TASKS
from agents.offline.tasks.words import ALL, CALLED, EDGES, END, NOUNS, SEVERAL
from tools.patterns import Pattern

_PRONOUNS = frozenset({"it", "that", "this"})
_ANYTHING = frozenset({"thing", "stuff", "business"})
""" "The passport thing" is called by its passport alone."""
_ALL = Pattern(ALL)
_LISTS = frozenset({"list", "lists"})
"""All of it is no task."""


@cache
def _pattern(form: str) -> Pattern:
    return Pattern(rf" {form} {END}")


def fitting(form: str, sentence: Sentence) -> re.Match[str] | None:
    """How a sentence fits a form, from its first word to its last."""
    return _pattern(form).fullmatch(sentence.line)


def task_of(said: Instruction, places: list[int]) -> Reference | None:
    """The task that these tokens name; None where they name none, or several.

    Its `noun` is empty where nothing says that it is a task.
    """
    tokens = [
        said.tokens[i] for i in places if said.tokens[i].sort is not Sort.SIGN or said.tokens[i].low == "&"
    ]
    if not tokens:
        return None
    span = tokens[0].begin, tokens[-1].stop
    if _ALL.fullmatch(" ".join(token.low for token in tokens)):
        return Reference(TASKS, *span, noun="tasks", quantity=Quantity.ALL)
    if any(token.low in SEVERAL for token in tokens[:2]):
        return None
    if len(tokens) == 1 and tokens[0].low in _PRONOUNS:
        return Reference(TASKS, *span, pronoun=True)
    if handle := next((token for token in tokens if token.sort is Sort.HANDLE), None):
        kind, _, id = handle.value.partition(":")
        return Reference(TASKS, *span, noun="task", handle=id) if kind == "task" else None
    noun = next((token.low for token in tokens if token.low in NOUNS), "")
    if quote := next((token for token in tokens if token.sort is Sort.QUOTE), None):
        others = [token for token in tokens if token is not quote and token.low not in NOUNS | EDGES | CALLED]
        return None if others else Reference(TASKS, *span, noun=noun, title=quote.value)
    kept = _without_edges(tokens)
    if not kept:
        return Reference(TASKS, *span, noun=noun, pronoun=True) if noun else None
    if any(token.low in NOUNS | _LISTS for token in kept):
        return None
    return Reference(TASKS, *span, noun=noun, words=said.text[kept[0].begin : kept[-1].stop])


def _without_edges(tokens: list[Token]) -> list[Token]:
    """Without articles and the noun before and behind: "the task to call the bank", "the passport task"."""
    kept = list(tokens)
    while kept and kept[0].low in EDGES | NOUNS:
        noun = kept.pop(0).low in NOUNS
        if noun and kept and kept[0].low in CALLED:
            kept.pop(0)
            break
    while kept and (kept[-1].low in NOUNS | {"please"} or (len(kept) > 1 and kept[-1].low in _ANYTHING)):
        kept.pop()
    return kept


def sentence_of(said: Instruction) -> Sentence:
    """The words of an instruction, to be held against patterns."""
    return Sentence(said.tokens, said.at, said.end)


def is_alone(said: Instruction) -> bool:
    """Whether the instruction is all that was said."""
    before, after = said.text[: said.tokens[0].begin], said.text[said.tokens[-1].stop :]
    return not (before + after).strip(" ,.!")
