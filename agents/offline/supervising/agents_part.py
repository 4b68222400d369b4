"""The words in which an agent is given its part of a message."""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, together, which
from agents.offline.asking.referents import Referents
from agents.offline.asking.script import Part
from agents.offline.calendar.frames import CreateEvent
from agents.offline.reading import when
from agents.offline.reading.frames import Reading
from agents.offline.reading.references import Person
from agents.offline.reading.steps import Step
from agents.offline.reading.words import Domain
from agents.offline.supervising.errands import errand
from agents.offline.supervising.outcomes import spoken
from agents.offline.supervising.rewording import (
    addresses_of,
    names_of,
    people_of,
    put_for,
    quotable,
    with_words,
)
from agents.offline.supervising.step_order import found_elsewhere, sends_result
from tools.patterns import Spoken

_NAME_OF_IT = Spoken(
    r"(?:(?:the|its|that) )?(?:(?:event|meeting|email)(?:'s)? (?:name|title|subject)"
    r"|(?:name|title|subject) of the (?:event|meeting|email))"
)
_SOMEBODY = "somebody@mail.invalid"
"""In the place of those who are not looked up yet."""
_FREE = "I am free"


class AgentsPart:
    """One agent's part of a message, with names in the place of what the agent isn't told."""

    def __init__(self, request: Request, reading: Reading, referents: Referents) -> None:
        self.request = request
        self.reading = reading
        self.referents = referents
        self.found_title = ""
        """The title of the event or mail whose people were looked up."""

    def request_to(
        self, group: Sequence[Step], done: tuple[Answer, ...], condition_found: str | None
    ) -> Part[str]:
        """What the agent of `group` is asked, after what was done; people are looked up where it takes that.

        Raises:
            QuestionError: it is not said whom or what the part is about.
        """
        replacements: dict[tuple[int, int], str] = {}
        for step in group:
            replacements |= yield from self._names(step, done)
            replacements |= self._thing_found(step, condition_found) or self._thing_named(step, group)
        return self._request(group, replacements, _told(done[-1]) if done else "")

    def foreseen(self, group: Sequence[Step]) -> str:
        """The request as it will be, with somebody and something in the place of what is looked up."""
        names = {
            (person.begin, person.stop): _SOMEBODY
            if person.relation
            else put_for(person, self.referents.people(person))
            for step in group
            for person in people_of(step.frame)
            if person.relation or person.pronoun
        }
        return self._request(group, names, "x")

    def _request(self, group: Sequence[Step], replacements: dict[tuple[int, int], str], found: str) -> str:
        """What an agent is asked, with what was found before."""
        text = self._text(group, replacements)
        if self.found_title:
            text = _NAME_OF_IT.sub(f"'{self.found_title}'", text)
        if sends_result(group[0].frame, self.request.text) and found:
            text = f'{text} saying "{quotable(found)}"'
            if found.startswith(_FREE):
                text = f'{text} with the subject "Times when I am free"'
        return text

    def _text(self, group: Sequence[Step], replacements: dict[tuple[int, int], str]) -> str:
        parts = []
        for step in group:
            begin = step.clause.begin
            stop = max(step.clause.stop, step.frame.stop)
            own = with_words(self.request.text, begin, stop, replacements).strip(" ,;")
            parts.append(step.clause.lead + own)
        text = ", and ".join(parts)
        # People whom only a sentence before names: "I haven't met with Maya. Can you schedule …".
        named = [
            p for p in group[0].frame.people if not p.pronoun and not p.relation and not _within(p, group)
        ]
        if named and isinstance(group[0].frame, CreateEvent):
            text += f" with {names_of(tuple(named))}"
        # And times: "I'm sick today. Cancel all my meetings …".
        target = group[0].frame.target
        times = (*(target.times if target else ()), *group[0].frame.times)
        outside = [token.text for token in times if token.stop <= group[0].clause.begin]
        return " ".join([text, *outside])

    def _thing_found(self, step: Step, handle: str | None) -> dict[tuple[int, int], str]:
        """What "it" stands for, where that is what the condition found: by its id.

        Raises:
            QuestionError: the condition found several.
        """
        target, condition = step.frame.target, step.condition
        if target is None or condition is None or condition.frame.domain is not step.frame.domain:
            return {}
        resolved = self.referents.reference(target, step.frame)
        asked = condition.frame.target
        if (
            resolved is target
            or asked is None
            or (resolved.people, resolved.times) != (asked.people, asked.times)
        ):
            return {}
        if handle is None or target.plural:
            raise which(step.frame.domain)
        return {(target.begin, target.stop): handle if target.stop > target.begin else f" to {handle}"}

    def _thing_named(self, step: Step, group: Sequence[Step]) -> dict[tuple[int, int], str]:
        """What "it" stands for, in the words of another part of the text, which the agent is not told."""
        target = step.frame.target
        if target is None or not target.pronoun or target.order is not None:
            return {}
        resolved = self.referents.reference(target, step.frame)
        same = replace(resolved, begin=0, stop=0)
        for clause in self.reading.clauses:
            said = clause.frame.target if clause.frame is not None else clause.about
            told = any(one.clause.begin == clause.begin for one in group)
            if said is not None and not told and replace(said, begin=0, stop=0) == same and said.definite:
                words = self.request.text[said.begin : said.stop]
                return {(target.begin, target.stop): words if target.stop > target.begin else f" to {words}"}
        return {}

    def _names(self, step: Step, done: tuple[Answer, ...]) -> Part[dict[tuple[int, int], str]]:
        """What to write in the place of pronouns, and of people who are named by their part in something."""
        found: dict[tuple[int, int], str] = {}
        for person in people_of(step.frame):
            if person.relation and (person.of is None or found_elsewhere(person, step)):
                found[person.begin, person.stop] = yield from self._related(person, done)
            elif person.pronoun:
                found[person.begin, person.stop] = put_for(person, self.referents.people(person))
        return found | self._ours(step)

    def _ours(self, step: Step) -> dict[tuple[int, int], str]:
        """ "Our next meeting" is one with those named before; its agent is told their names."""
        target = step.frame.target
        if target is None or not target.people or target.people[-1].stop > target.begin:
            return {}
        return {(target.stop, target.stop): f" with {names_of(target.people)}"}

    def _related(self, person: Person, done: tuple[Answer, ...]) -> Part[str]:
        """The addresses of "the sender of …" or "the guests of …", looked up unless they were just found."""
        of = person.of or self.referents.spoken_of(person)
        if of is None or (of is not person.of and done):
            known = tuple(p for p in self.referents.people(person) if p is not person)
            if known:
                return names_of(known)
            if done:
                return addresses_of(person, done[-1], self.request.user_email)
            raise QuestionError(f"Whom do you mean by '{person.text}'?")
        domain = of.domain or (Domain.EMAIL if person.relation == "sender" else Domain.CALENDAR)
        words = of.wording or self.request.text[of.begin : of.stop]
        text = f"Find {words}" if domain is Domain.EMAIL else f"Who are the guests of {words}?"
        results = yield [errand(domain, text)]
        answer = spoken(results)
        self.found_title = answer.things[0].title if len(answer.things) == 1 else ""
        return addresses_of(person, answer, self.request.user_email)


def _told(answer: Answer) -> str:
    """What was found or done, as it can stand in a mail to somebody else."""
    if answer.slots:
        lines = [when.spoken(*slot) for slot in answer.slots]
        return f"{_FREE}: {lines[0]}." if len(lines) == 1 else f"{_FREE}:\n{reports.listed(lines, 0)}"
    news = [thing.news for thing in answer.things if thing.news]
    return f"{together(news)}." if news else answer.text


def _within(person: Person, group: Sequence[Step]) -> bool:
    return any(step.clause.begin <= person.begin < max(step.clause.stop, step.frame.stop) for step in group)
