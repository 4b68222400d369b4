"""What something is called: "call it 'Catch up'", "title it …"."""

from dataclasses import replace

from agents.offline.reading.frames import Frame, NameGiven
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.subjects import Subject
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import THING_PRONOUNS, Act


def named_thing(said: Instruction, i: int) -> tuple[Reference | None, int]:
    """What is called something, and where its name begins."""
    if said.low(i) not in THING_PRONOUNS and said.low(i) not in {"the"}:
        return None, i
    # What follows "it" is the name, and says nothing of what is meant.
    one_word = said.low(i) in THING_PRONOUNS
    return Phrases(said.tokens[: i + 1] if one_word else said.tokens).reference(i)


def _name(said: Instruction, i: int) -> Frame | None:
    target, after = named_thing(said, i)
    if target is None:
        return None
    after += said.low(after) in {"with", "as", "to", ":"}
    if said.phrases.sort(after) is Sort.QUOTE:
        return NameGiven(*said.span, title=said.tokens[after].value, target=target)
    after += said.verb == "call" and said.raw(after, after + 1) in {"a", "an"}
    title = said.raw(after, said.sentence_end(after))
    if target.title and not title:
        return NameGiven(*said.span, title=target.title, target=replace(target, title=""))
    return NameGiven(*said.span, title=title, target=target) if title else None


NAMING = Subject(commands={Act.NAME: _name})
