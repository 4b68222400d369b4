"""Conditions, asked of the agent who can say whether they are met."""

from dataclasses import dataclass

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError
from agents.offline.asking.referents import Referents
from agents.offline.asking.script import Part
from agents.offline.reading.frames import Condition
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.words import NEGATIONS, Domain
from agents.offline.supervising.errands import errand
from agents.offline.supervising.outcomes import spoken
from agents.offline.supervising.rewording import pronouns_of, put_for, with_words


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition is met."""

    met: bool
    told: str
    """What is said when it is not."""
    found: str | None
    """The one event or mail that answered it, as a request can name it."""


def enquired(condition: Condition, request: Request, referents: Referents) -> Part[Verdict]:
    """Ask whether `condition` is met.

    Raises:
        UnableError: the answer is neither yes nor no.
    """
    domain = condition.frame.domain or Domain.CALENDAR
    replacements = {
        (person.begin, person.stop): put_for(person, referents.people(person))
        for person in pronouns_of(condition.frame)
    }
    results = yield [errand(domain, _enquiry(condition, request, replacements))]
    answer = spoken(results)
    # An agent that is a language model says it in words alone.
    met = answer.met if answer.met is not None else _yes_or_no(answer.text)
    if met is None or results[0].outcome != "answered":
        raise UnableError(answer.text)
    mentions = {thing.mention for thing in answer.things if thing.id}
    found = mentions.pop() if len(mentions) == 1 else None
    return Verdict(met == condition.exists, f"{answer.text} So nothing further was done.", found)


def _yes_or_no(text: str) -> bool | None:
    """What the first word of an answer says."""
    word = text.split()[0].strip(".,:;!").lower() if text.split() else ""
    return {"yes": True, "no": False}.get(word)


def _enquiry(condition: Condition, request: Request, replacements: dict[tuple[int, int], str]) -> str:
    """A condition as a question that is answered with yes or no."""
    clause = condition.clause
    if clause.role == "question":
        return with_words(request.text, clause.begin, clause.stop, replacements) + "?"
    tokens = tokenize(clause.text, request.now)
    positive = dict(replacements)
    for token in tokens[1:]:
        if token.low in NEGATIONS - {"none", "nobody", "nothing", "without"}:
            span = clause.begin + token.begin, clause.begin + token.stop
            positive[span] = "any" if token.low == "no" else ""
    text = with_words(request.text, clause.begin + tokens[0].stop, clause.stop, positive)
    return f"Check whether {' '.join(text.split())}"
