"""Hands the steps of one message to the agents: what is independent together, the rest as results come in."""

import re
from collections.abc import Generator, Sequence
from dataclasses import replace

from agents.offline import reports
from agents.offline.asking import NOT_UNDERSTOOD, QuestionError, UnableError, understood
from agents.offline.conversation import found_in, last_thing, says_the_same, tells_of_news
from agents.offline.frames import Frame, Person, Reading, Reference
from agents.offline.messages import Request
from agents.offline.offered_times import at_offered_time, is_offered
from agents.offline.outcomes import spoken
from agents.offline.referents import Referents
from agents.offline.rewording import addresses_of, names_of, people_of, pronouns_of, quotable, with_words
from agents.offline.script import Call, Result, Round, Script, together
from agents.offline.steps import Condition, Step, Steps, steps_of
from agents.offline.tokens import tokenize
from agents.offline.understanding import understand
from agents.offline.words import NEGATIONS, Act, Domain

TOOLS = {Domain.CALENDAR: "schedule_event", Domain.EMAIL: "manage_email"}
_QUOTED = re.compile(r"'([^'\n]+)'")
_NAME_OF_IT = re.compile(
    r"(?:(?:the|its|that) )?(?:(?:event|meeting|email)(?:'s)? (?:name|title|subject)"
    r"|(?:name|title|subject) of the (?:event|meeting|email))",
    re.IGNORECASE,
)
_SOMEBODY = "somebody@mail.invalid"
"""In the place of those who are not looked up yet."""
_FINDS = frozenset({Act.SEARCH, Act.READ, Act.LIST, Act.FREE, Act.PERSON})
_DETAILS = frozenset(
    {
        "details",
        "detail",
        "confirmation",
        "time",
        "date",
        "it",
        "result",
        "results",
        "list",
        "info",
        "information",
        "slot",
        "slots",
        "times",
    }
)


class Delegation:
    """The steps of one message, and who does them."""

    def __init__(self, request: Request, reading: Reading, planned: Steps) -> None:
        self.request = request
        self.reading = reading
        self.referents = Referents(reading, request.history, request.now)
        self.steps = [replace(step, frame=self.referents.settled(step.frame)) for step in planned.steps]
        self.unmet = ""
        """What is told when a condition turns out not to be met."""
        self.found_title = ""
        """The title of the event or mail whose people were looked up."""
        self.found_things: dict[int, str] = {}
        """The id of what a condition found, by where the condition begins; only where it is one thing."""

    @property
    def goes_on(self) -> bool:
        """Whether it takes up something said before."""
        return any(self._needs_context(step.frame) for step in self.steps) or bool(self._from_history())

    def carry_out(self) -> Script:
        for step in self.steps:
            for person in pronouns_of(step.frame):
                if self.referents.people(person) == (person,):
                    raise QuestionError(f"Whom do you mean by '{person.text}'?")
        domains = {domain for step in self.steps for domain in domains_of(step)}
        domains.discard(None)
        looked_up = any(
            _found_elsewhere(person, step) for step in self.steps for person in people_of(step.frame)
        )
        if len(domains) <= 1 and not looked_up:
            domain = next(iter(domains), Domain.CALENDAR) or Domain.CALENDAR
            text, context = self._whole()
            results = yield [self._call(domain, text, context)]
            return spoken(results)
        return (yield from self._several())

    def _call(self, domain: Domain, text: str, context: bool) -> Call:
        args: dict[str, object] = {"request": text}
        if context:
            args["full_context"] = True
        return Call(TOOLS[domain], args)

    def _whole(self) -> tuple[str, bool]:
        """The message as it is, with names for pronouns that only the conversation explains."""
        context = any(self._needs_context(step.frame) for step in self.steps)
        replacements = self._from_history()
        return with_words(self.request.text, 0, len(self.request.text), replacements), context

    def _needs_context(self, frame: Frame) -> bool:
        """Whether "it" or "them" stands for something said before this message."""
        if frame.about.lower() in {"it", "this", "that"} and self.request.history:
            return True
        if says_the_same(frame) or (tells_of_news(frame) and self.request.history):
            return True
        target = frame.target
        if target is None or target.handle or is_offered(frame):
            return False
        if not target.pronoun:
            return self.referents.spoken_of_before(target, frame) is not None
        resolved = self.referents.reference(target, frame)
        if not resolved.pronoun and not resolved.handle:
            # It stands in the message itself, or else in what was said before.
            return not any(
                clause.begin < frame.begin and (clause.frame or clause.about)
                for clause in self.reading.clauses
            )
        if (
            not resolved.handle
            and last_thing(self.request.history, frame.domain) is None
            and not self.request.history
        ):
            if target.begin == target.stop:
                # "Reply": the agent asks to what.
                return False
            noun = "email" if frame.domain is Domain.EMAIL else "event"
            raise QuestionError(f"Which {noun} do you mean?")
        return True

    def _known(self, frame: Frame, target: Reference) -> None:
        """See to it that "reply" says to what.

        Raises:
            QuestionError: neither this text nor the conversation does.
        """
        found = self.referents.reference(target, frame)
        if found.pronoun and not found.handle:
            raise QuestionError("Which email do you mean?")

    def _from_history(self) -> dict[tuple[int, int], str]:
        found: dict[tuple[int, int], str] = {}
        for step in self.steps:
            target = step.frame.target
            if target is not None and is_offered(step.frame):
                words = at_offered_time(self.request, step.frame)
                if words is None:
                    raise QuestionError("Which time do you mean?")
                found[target.begin, target.stop] = words
            for frame in (step.frame, *([step.condition.frame] if step.condition else [])):
                for person in pronouns_of(frame):
                    named = self.referents.people(person)
                    here = [one for clause in self.reading.clauses for one in clause.mentioned]
                    outside = (named and named[0] not in here) or any(
                        p.address and p.begin == p.stop for p in named
                    )
                    if outside and not named[0].pronoun:
                        found[person.begin, person.stop] = names_of(named)
        return found

    def _several(self) -> Script:
        for step in self.steps:
            understood(step.frame)
            if step.frame.leftovers and not step.frame.writes and any(one.frame.writes for one in self.steps):
                # What is to be looked up first is not clear, and what is done with it would not be either.
                raise UnableError(NOT_UNDERSTOOD)
            self._needs_context(step.frame)
            target = step.frame.target
            if target is not None and target.pronoun and target.begin == target.stop:
                self._known(step.frame, target)
        groups = self._groups()
        for group in groups:
            self._foresee(group)
        said: dict[int, str] = {}
        done: list[Result] = []
        waiting = list(enumerate(groups))
        while waiting:
            ready = [
                (n, group)
                for n, group in waiting
                if not self._depends(group, [g for m, g in waiting if m < n])
            ]
            ready = ready or waiting[:1]
            answers = yield from together(*(self._guarded(group, tuple(done)) for _, group in ready))
            for (number, _), text in zip(ready, answers, strict=True):
                said[number] = text
                done.append(Result(text))
            taken = {number for number, _ in ready}
            waiting = [(n, group) for n, group in waiting if n not in taken]
        return "\n".join(said[number] for number in sorted(said) if said[number])

    def _groups(self) -> list[list[Step]]:
        """Neighbouring steps of one agent that need nothing of the other; each of the rest alone."""
        merged: list[list[Step]] = []
        for step in self.steps:
            last = merged[-1] if merged else None
            simple = step.condition is None and len(domains_of(step) - {None}) == 1
            if (
                last
                and simple
                and last[-1].condition is None
                and domains_of(last[-1]) == domains_of(step)
                and not self._uses_result(step, last)
            ):
                last.append(step)
            else:
                merged.append([step])
        return merged

    def _depends(self, group: list[Step], earlier: list[list[Step]]) -> bool:
        return any(self._uses_result(step, before) for step in group for before in earlier)

    def _uses_result(self, step: Step, before: list[Step]) -> bool:
        """Whether a step needs what an earlier one finds."""
        finds = [one for one in before if one.frame.act in _FINDS]
        if any(person.relation and person.of is None for person in people_of(step.frame)) and finds:
            return True
        return self._sends_result(step.frame) and (
            bool(finds) or any(one.frame.act is Act.CREATE for one in before)
        )

    def _sends_result(self, frame: Frame) -> bool:
        """ "… and mail it to her", "send them the details": a mail whose text is what was found."""
        if frame.act not in (Act.SEND, Act.DRAFT) or frame.body or frame.title:
            return False
        if frame.body_manner == "say" and not frame.about and not frame.words:
            return True
        words = {word.lower() for word in frame.words.split()} | {frame.about.lower().removeprefix("the ")}
        text = self.request.text[frame.begin : frame.stop].lower().split()
        return bool(words & _DETAILS) or (
            not frame.about and bool({"it", "that", "them", "those"} & set(text))
        )

    def _foresee(self, group: list[Step]) -> None:
        """See to it that an agent will read out of its part what is meant here.

        Raises:
            UnableError: it would not. Nothing has been done yet, and half of it would be worse than nothing.
        """
        names = {
            (person.begin, person.stop): _SOMEBODY
            if person.relation
            else names_of(self.referents.people(person))
            for step in group
            for person in people_of(step.frame)
            if person.relation or person.pronoun
        }
        planned = steps_of(understand(self._request(group, names, "x"), self.request.now))
        acts = [self.referents.settled(step.frame).act for step in planned.steps]
        if planned.unclear or acts != [step.frame.act for step in group]:
            raise UnableError(NOT_UNDERSTOOD)

    def _guarded(self, group: list[Step], done: tuple[Result, ...]) -> Script:
        try:
            return (yield from self._group(group, done))
        except QuestionError as missing:
            return missing.question
        except UnableError as unable:
            return unable.why

    def _group(self, group: list[Step], done: tuple[Result, ...]) -> Script:
        step = group[0]
        if step.condition is not None and not (yield from self._met(step.condition)):
            return self.unmet
        replacements: dict[tuple[int, int], str] = {}
        for one in group:
            replacements |= yield from self._names(one, done)
            replacements |= self._thing_found(one) or self._thing_named(one, group)
        domain = step.frame.domain or Domain.EMAIL
        text = self._request(group, replacements, done[-1].text if done else "")
        context = any(self._needs_context(one.frame) for one in group)
        results = yield [self._call(domain, text, context)]
        return spoken(results)

    def _request(self, group: list[Step], replacements: dict[tuple[int, int], str], found: str) -> str:
        """What an agent is asked, with what was found before."""
        text = self._text(group, replacements)
        if self.found_title:
            text = _NAME_OF_IT.sub(f"'{self.found_title}'", text)
        if self._sends_result(group[0].frame) and found:
            text = f'{text} saying "{quotable(found)}"'
        return text

    def _text(self, group: list[Step], replacements: dict[tuple[int, int], str]) -> str:
        parts = []
        for step in group:
            begin = step.clause.begin
            stop = max(step.clause.stop, step.frame.stop)
            own = with_words(self.request.text, begin, stop, replacements).strip(" ,;")
            parts.append(step.clause.lead + own)
        text = ", and ".join(parts)
        # People whom only a sentence before names: "I haven't met with Maya. Can you schedule …".
        named = [
            p for p in group[0].frame.people if not p.pronoun and not p.relation and not within(p, group)
        ]
        if named and group[0].frame.act is Act.CREATE:
            text += f" with {names_of(tuple(named))}"
        # And times: "I'm sick today. Cancel all my meetings …".
        target = group[0].frame.target
        times = (*(target.times if target else ()), *group[0].frame.times)
        outside = [token.text for token in times if token.stop <= group[0].clause.begin]
        return " ".join([text, *outside])

    def _thing_found(self, step: Step) -> dict[tuple[int, int], str]:
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
        handle = self.found_things.get(condition.clause.begin)
        if handle is None or target.plural:
            noun = "email" if step.frame.domain is Domain.EMAIL else "event"
            raise QuestionError(f"Which {noun} do you mean?")
        return {(target.begin, target.stop): handle if target.stop > target.begin else f" to {handle}"}

    def _thing_named(self, step: Step, group: list[Step]) -> dict[tuple[int, int], str]:
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

    def _met(self, condition: Condition) -> Generator[Round, Sequence[Result], bool]:
        domain = condition.frame.domain or Domain.CALENDAR
        replacements = {
            (person.begin, person.stop): names_of(self.referents.people(person))
            for person in pronouns_of(condition.frame)
        }
        results = yield [self._call(domain, self._enquiry(condition, replacements), False)]
        result = results[0]
        word = result.said.split()[0].strip(".,:;!").lower() if result.said.split() else ""
        if result.said.startswith("There is no "):
            word = "no"
        if result.outcome in {"question", "failed", "refused", "unknown"} or word not in {"yes", "no"}:
            raise UnableError(spoken(results))
        found = found_in(result.text)
        if found is not None:
            self.found_things[condition.clause.begin] = found
        self.unmet = f"{reports.without_ids(result.said)} So nothing further was done."
        return (word == "yes") == condition.exists

    def _enquiry(self, condition: Condition, replacements: dict[tuple[int, int], str]) -> str:
        """A condition as a question that is answered with yes or no."""
        clause = condition.clause
        if clause.role == "question":
            return with_words(self.request.text, clause.begin, clause.stop, replacements) + "?"
        tokens = tokenize(clause.text, self.request.now)
        positive = dict(replacements)
        for token in tokens[1:]:
            if token.low in NEGATIONS - {"none", "nobody", "nothing", "without"}:
                span = clause.begin + token.begin, clause.begin + token.stop
                positive[span] = "any" if token.low == "no" else ""
        begin = clause.begin + tokens[0].stop
        text = with_words(self.request.text, begin, clause.stop, positive)
        return f"Check whether {' '.join(text.split())}"

    def _names(
        self, step: Step, done: tuple[Result, ...]
    ) -> Generator[Round, Sequence[Result], dict[tuple[int, int], str]]:
        """What to write in the place of pronouns, and of people who are named by their part in something."""
        found: dict[tuple[int, int], str] = {}
        for person in people_of(step.frame):
            if person.relation and (person.of is None or _found_elsewhere(person, step)):
                found[person.begin, person.stop] = yield from self._related(person, done)
            elif person.pronoun:
                named = names_of(self.referents.people(person))
                found[person.begin, person.stop] = f"{named}'s" if person.owner else named
        return found | self._ours(step)

    def _ours(self, step: Step) -> dict[tuple[int, int], str]:
        """ "Our next meeting" is one with those named before; its agent is told their names."""
        target = step.frame.target
        if target is None or not target.people or target.people[-1].stop > target.begin:
            return {}
        return {(target.stop, target.stop): f" with {names_of(target.people)}"}

    def _related(self, person: Person, done: tuple[Result, ...]) -> Generator[Round, Sequence[Result], str]:
        """The addresses of "the sender of …" or "the guests of …", looked up unless they were just found."""
        of = person.of or self.referents.spoken_of(person)
        if of is None or (of is not person.of and done):
            known = tuple(p for p in self.referents.people(person) if p is not person)
            if known:
                return names_of(known)
            if done:
                return addresses_of(person, done[-1].text, self.request.user_email)
            raise QuestionError(f"Whom do you mean by '{person.text}'?")
        domain = of.domain or (Domain.EMAIL if person.relation == "sender" else Domain.CALENDAR)
        words = of.wording or self.request.text[of.begin : of.stop]
        text = f"Find {words}" if domain is Domain.EMAIL else f"Who are the guests of {words}?"
        results = yield [self._call(domain, text, False)]
        self.found_title = next(iter(_QUOTED.findall(results[0].said)), "")
        return addresses_of(person, results[0].said, self.request.user_email)


def domains_of(step: Step) -> set[Domain | None]:
    """Whose work a step needs: its own, its condition's, and that of what it names people by."""
    found: set[Domain | None] = {step.frame.domain}
    if step.frame.act is Act.PERSON:
        found = {Domain.EMAIL}
    if step.condition is not None:
        found.add(step.condition.frame.domain)
    for person in people_of(step.frame):
        if person.relation == "sender":
            found.add(Domain.EMAIL)
        elif person.relation == "guests":
            found.add(Domain.CALENDAR)
    return found


def _found_elsewhere(person: Person, step: Step) -> bool:
    """Whether somebody is named by something that has to be looked up before the step is taken."""
    if not person.relation or person.of is None:
        return False
    return person.of.domain is not step.frame.domain or person in step.frame.people


def within(person: Person, group: list[Step]) -> bool:
    return any(step.clause.begin <= person.begin < max(step.clause.stop, step.frame.stop) for step in group)
