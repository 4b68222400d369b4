"""Asking the user, from anywhere in a script."""

import json
from collections.abc import Sequence
from typing import Any

from agents.offline.asking.answer import Answer, Question, Wanted
from agents.offline.asking.messages import Request
from agents.offline.asking.script import Result, Script
from agents.offline.reading.frames import Frame
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import Sort, tokenize
from agents.offline.reading.words import AUXILIARIES, ORDER, QUESTION_WORDS, Domain

_LEADS = frozenset("on in at for the of from to until by next this last".split())
_BOTH = frozenset({"all", "both", "every", "each"})
_ASKING = QUESTION_WORDS | AUXILIARIES
"""Words that a title may have as well, and that pick none."""
_YES = frozenset("y yes yeah yep yup sure right correct exactly ok okay".split())
_ONE_OF_THEM = frozenset({"the", "one", "option", "please"})
_NONE = frozenset({"none", "neither", "no", "nothing"})


NOT_UNDERSTOOD = (
    "I didn't understand that for certain, so nothing was done. Please say it in plainer words. "
    "I am rules, no language model; set OPENAI_API_KEY or ASSISTANT_MODEL to have one answer."
)


class HaltError(Exception):
    """Ends a script; `answer` is what it says then."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.text)
        self.answer = answer


class QuestionError(HaltError):
    """Ends a script: this is what it has to know first."""

    def __init__(self, question: str, wants: Wanted = Wanted.OTHER, changes: tuple[str, ...] = ()) -> None:
        super().__init__(Answer(question, question=Question(question, wants, changes)))


def which(domain: Domain | None) -> QuestionError:
    """Asks which of the things of a domain is meant, where nothing says it."""
    return QuestionError(f"Which {NOUNS.kind_of(domain)} do you mean?")


class UnableError(HaltError):
    """Ends a script: this is why it can't be done."""

    def __init__(self, why: str) -> None:
        super().__init__(Answer(why))


def guarded(script: Script) -> Script:
    """`script`, with what has ended it early as its answer."""
    try:
        return (yield from script)
    except HaltError as halt:
        return halt.answer


def understood(frame: Frame) -> None:
    """See to it that every word of a change has its place.

    Raises:
        UnableError: some have none; nothing may be done then.
    """
    taken = frame.leftovers if frame.stops_at_leftovers else ()
    if taken or frame.unplaced:
        words = " ".join(taken or frame.unplaced)
        raise UnableError(
            f"I don't understand '{words}' in this, so nothing was done. Please say it differently."
        )


def read(result: Result) -> dict[str, Any]:
    """The answer of a tool that looks something up.

    Raises:
        UnableError: it is an error, or was cut on its way: what is missing must not look like nothing.
    """
    if result.error:
        raise UnableError(result.answer.text)
    try:
        found = json.loads(result.text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UnableError("There is too much to look through at once. Please name a time, a name or a title.")
    return found


def ask(request: Request, question: str, wants: Wanted = Wanted.OTHER) -> str:
    """The user's answer to `question`.

    Raises:
        QuestionError: it has not been asked yet.
    """
    answer = request.answer_to(question)
    if answer is None:
        raise QuestionError(question, wants)
    return answer


def is_yes(answer: str) -> bool:
    """Whether an answer agrees."""
    words = answer.strip(" .,!").lower().split()
    return bool(words) and words[0].strip(",.!") in _YES


def choose(
    request: Request, question: str, options: Sequence[str], known: Sequence[str] = ()
) -> tuple[int, ...]:
    """Which of `options` the user means, by number, by their words, or by what tells them apart.

    `known`: for each of them what it may be called by as well, though it isn't shown.

    Raises:
        QuestionError: it has not been asked yet, or the answer fits none or several.
    """
    answer = ask(request, question)
    tokens = [token for token in tokenize(answer, request.now) if token.sort is not Sort.SIGN]
    words = {token.low for token in tokens if token.low} - _ASKING
    # "The one in December", "the one on Friday"
    words |= {word for t in tokens if t.time is not None for word in t.text.lower().split() if word.isalpha()}
    words -= _LEADS
    if words & _BOTH:
        return tuple(range(len(options)))
    if words & _NONE:
        return ()
    place = words - _ONE_OF_THEM
    if len(place) == 1 and place <= ORDER.keys():
        # "The first", and not the one on the first Thursday.
        (number,) = (ORDER[word] for word in place)
        if -len(options) <= number < len(options):
            return (number % len(options),)
    ranked = [
        (_overlap(answer, words, " ".join((option, *known[index : index + 1]))), index)
        for index, option in enumerate(options)
    ]
    best = max(rank for rank, _ in ranked)
    winners = [index for rank, index in ranked if rank == best]
    if best > 0 and len(winners) == 1:
        return (winners[0],)
    numbers = [ORDER[word] for word in words if word in ORDER] + [int(w) - 1 for w in words if w.isdigit()]
    if len(numbers) == 1 and -len(options) <= numbers[0] < len(options):
        return (numbers[0] % len(options),)
    raise QuestionError(question)


def _overlap(answer: str, words: set[str], option: str) -> int:
    said = {word.strip(".,:'<>()\"").lower() for word in option.replace("–", " ").replace(",", " ").split()}
    exact = answer.strip().lower() in option.lower() and len(answer.strip()) > 1
    return len((words | {answer.strip().lower()}) & said) + 5 * exact


def names_of(people: Sequence[Person]) -> str:
    return together([person.name for person in people])


def together(names: Sequence[str], link: str = "and") -> str:
    """`Ana, Ben and Kofi`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {link} {names[-1]}"
