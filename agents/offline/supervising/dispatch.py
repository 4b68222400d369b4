"""Hands the steps of one message to the agents: what is independent together, the rest as results come in."""

from dataclasses import replace

from agents.offline.asking.answer import Answer
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import NOT_UNDERSTOOD, QuestionError, UnableError, guarded, understood
from agents.offline.asking.referents import Referents
from agents.offline.asking.script import Script, together
from agents.offline.reading.frames import Reading
from agents.offline.reading.steps import Step, Steps, steps_of
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import Domain
from agents.offline.supervising.agents_part import AgentsPart
from agents.offline.supervising.earlier_turns import EarlierTurns
from agents.offline.supervising.enquiries import enquired
from agents.offline.supervising.errands import errand
from agents.offline.supervising.outcomes import spoken
from agents.offline.supervising.pronouns import whom
from agents.offline.supervising.rewording import people_of, pronouns_of, with_words
from agents.offline.supervising.step_order import domains_of, found_elsewhere, grouped, waits_for


class Dispatch:
    """The steps of one message, and who does them."""

    def __init__(self, request: Request, reading: Reading, planned: Steps) -> None:
        self.request = request
        self.referents = Referents(reading, request.history, request.now)
        self.steps = [replace(step, frame=self.referents.settled(step.frame)) for step in planned.steps]
        self.earlier = EarlierTurns(request, reading, self.referents)
        self.part = AgentsPart(request, reading, self.referents)
        self.undone: list[list[Step]] = []
        """What should have been done and was not."""

    @property
    def goes_on(self) -> bool:
        """Whether it takes up something said before."""
        return self._takes_context(self.steps) or bool(self.earlier.words(self.steps))

    def carry_out(self) -> Script:
        """Have everything done; says what came of it.

        Raises:
            QuestionError: it isn't said who or what is meant.
            UnableError: a part would not be understood. Nothing has been done then.
        """
        for step in self.steps:
            for person in pronouns_of(step.frame):
                if self.referents.people(person) == (person,):
                    if (
                        person.owner
                        and not step.frame.writes
                        and step.frame.target
                        and step.frame.target.words
                    ):
                        # "Her interview", where nobody was spoken of: the interview.
                        continue
                    raise QuestionError(whom(person.text))
                if several := self.referents.one_of_several(person):
                    raise QuestionError(whom(person.text, several))
        domains = {domain for step in self.steps for domain in domains_of(step)}
        domains.discard(None)
        looked_up = any(
            found_elsewhere(person, step) for step in self.steps for person in people_of(step.frame)
        )
        if len(domains) <= 1 and not looked_up:
            return (yield from self._as_a_whole(next(iter(domains), None) or Domain.CALENDAR))
        return (yield from self._in_parts())

    def _takes_context(self, steps: list[Step]) -> bool:
        return any(self.earlier.needed_for(step.frame) for step in steps)

    def _as_a_whole(self, domain: Domain) -> Script:
        """The message as it is, with names for pronouns that only the conversation explains."""
        context = self._takes_context(self.steps)
        message = self.request.text
        text = with_words(message, 0, len(message), self.earlier.words(self.steps))
        results = yield [errand(domain, text, context=context)]
        return spoken(results)

    def _in_parts(self) -> Script:
        for step in self.steps:
            understood(step.frame)
            if step.frame.leftovers and not step.frame.writes and any(one.frame.writes for one in self.steps):
                # What is to be looked up first is not clear, and what is done with it would not be either.
                raise UnableError(NOT_UNDERSTOOD)
            self.earlier.check(step.frame)
        groups = grouped(self.steps, self.request.text)
        for group in groups:
            self._foresee(group)
        said: dict[int, Answer] = {}
        self.undone = []
        waiting = list(enumerate(groups))
        while waiting:
            ready = [
                (n, group)
                for n, group in waiting
                if not waits_for(group, [g for m, g in waiting if m < n], self.request.text)
            ]
            ready = ready or waiting[:1]
            answers = yield from together(
                *(guarded(self._group(group, tuple(said.values()))) for _, group in ready)
            )
            said |= {number: answer for (number, _), answer in zip(ready, answers, strict=True)}
            waiting = [(n, group) for n, group in waiting if n not in said]
        return "\n".join(said[number].text for number in sorted(said) if said[number].text)

    def _foresee(self, group: list[Step]) -> None:
        """See to it that an agent will read out of its part what is meant here.

        Raises:
            UnableError: it would not. Nothing has been done yet, and half of it would be worse than nothing.
        """
        planned = steps_of(understand(self.part.foreseen(group), self.request.now))
        kinds = [type(self.referents.settled(step.frame)) for step in planned.steps]
        if planned.unclear or kinds != [type(step.frame) for step in group]:
            raise UnableError(NOT_UNDERSTOOD)

    def _group(self, group: list[Step], done: tuple[Answer, ...]) -> Script:
        condition, found = group[0].condition, None
        if self.undone and waits_for(group, self.undone, self.request.text):
            self.undone.append(group)
            words = " and ".join(step.clause.text for step in group)
            return f"So '{words}' fell away."
        if condition is not None:
            verdict = yield from enquired(condition, self.request, self.referents)
            if not verdict.met:
                self.undone.append(group)
                return verdict.told
            found = verdict.found
        text = yield from self.part.request_to(group, done, found)
        domain = group[0].frame.domain or Domain.EMAIL
        results = yield [errand(domain, text, context=self._takes_context(group))]
        if any(step.frame.writes for step in group) and results[0].outcome != "done":
            self.undone.append(group)
        return spoken(results)
