"""Putting names and addresses in the place of pronouns, in the words of the user."""

from agents.offline.asking.answer import Answer
from agents.offline.asking.questions import QuestionError, UnableError
from agents.offline.asking.questions import together as listed
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import addresses_in
from agents.offline.reading.words import EVERYBODY

_SEVERAL = EVERYBODY | frozenset({"people", "those", "senders", "ones"})


def addresses_of(person: Person, answer: Answer, user_email: str) -> str:
    """Those of whom an answer tells, without the user.

    Raises:
        QuestionError: one sender is meant and there are several.
        UnableError: there is nobody, or not everybody is told.
    """
    if answer.more:
        raise UnableError("There are too many of them to look them all up. Please name a time.")
    # An agent that is a language model names them in words alone.
    everybody = tuple(dict.fromkeys(answer.people)) or addresses_in(answer.text)
    found = [address for address in everybody if not user_email or user_email not in address]
    if not found:
        raise UnableError(f"{answer.text} So nothing further was done.")
    if person.relation == "sender" and len(found) > 1 and not _many(person):
        raise QuestionError(f"Which sender do you mean: {listed(found, 'or')}?")
    return listed(found)


def _many(person: Person) -> bool:
    """Whether it may be several: "the senders", "everyone who wrote", "people who sent me …"."""
    words = person.text.lower().split()
    return words[-1].endswith("s") if len(words) < 3 else bool(set(words[:2]) & _SEVERAL)


def put_for(pronoun: Person, people: tuple[Person, ...]) -> str:
    """What is written in the place of a pronoun for `people`: "Ana's" for "her" in "her mails"."""
    return f"{names_of(people)}'s" if pronoun.owner else names_of(people)


def names_of(people: tuple[Person, ...]) -> str:
    return listed(
        [
            f"the {p.text}"
            if p.group and not p.text.lower().startswith(("the ", "my ", "our "))
            else p.address or p.text
            for p in people
        ]
    )


def with_words(text: str, begin: int, stop: int, replacements: dict[tuple[int, int], str]) -> str:
    """`text[begin:stop]` with other words in some places."""
    parts, position = [], begin
    for (first, last), words in sorted(replacements.items()):
        if begin <= first and last <= stop and first >= position:
            parts += [text[position:first], words]
            position = last
    return "".join([*parts, text[position:stop]])


def quotable(text: str) -> str:
    return text.replace('"', "'")


def pronouns_of(frame: Frame) -> tuple[Person, ...]:
    return tuple(person for person in people_of(frame) if person.pronoun)


def people_of(frame: Frame) -> tuple[Person, ...]:
    people = frame.everybody
    if frame.target is not None:
        people = (*people, *frame.target.people, *frame.target.recipients)
    return people
