"""From clauses to steps: what to do, and on which condition."""

from dataclasses import dataclass, replace

from agents.offline.reading import when
from agents.offline.reading.frames import Clause, Frame, Quantity, Reading, Reference, Role
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.with_whom import with_those_named
from agents.offline.reading.words import Act, Domain


@dataclass(frozen=True, slots=True)
class Condition:
    """Something to look up first; a step is taken when there is such a thing, or when there is none."""

    clause: Clause
    frame: Frame
    exists: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One frame to carry out."""

    clause: Clause
    frame: Frame
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """Everything a text asks for."""

    steps: tuple[Step, ...]
    unclear: tuple[Clause, ...] = ()
    """Instructions, questions and conditions that were not understood: nothing may be done past them."""
    statements: tuple[Clause, ...] = ()


def steps_of(reading: Reading) -> Steps:
    """The steps of a text in its order."""
    return _Builder(reading).steps()


class _Builder:
    def __init__(self, reading: Reading) -> None:
        self.clauses = reading.clauses
        self.now = reading.now
        self.found: list[Step] = []
        self.unclear: list[Clause] = []
        self.statements: list[Clause] = []
        self.pending: Condition | None = None
        self.pending_sentence = -1
        self.need: Frame | None = None

    def steps(self) -> Steps:
        for index, clause in enumerate(self.clauses):
            self._take(index, clause)
        return Steps(tuple(self.found), tuple(self.unclear), tuple(self.statements))

    def _take(self, index: int, clause: Clause) -> None:
        match clause.role:
            case Role.CONDITION:
                if clause.frame is not None:
                    frame = with_those_named(clause, clause.frame, self.clauses[:index])
                    clause = clause.with_frame(frame)
                self._condition(index, clause)
            case Role.COMMAND | Role.QUESTION if clause.frame:
                self._step(clause, with_those_named(clause, clause.frame, self.clauses[:index]))
            case Role.STATEMENT:
                self.statements.append(clause)
                if clause.frame is not None:
                    self.need = clause.frame
            case _:
                self.unclear.append(clause)

    def _condition(self, index: int, clause: Clause) -> None:
        condition = self._meaning(clause)
        if condition is None:
            self.unclear.append(clause)
        elif self._follows_its_command(index, clause):
            last = self.found[-1]
            if _alternative(last.frame) and condition.exists:
                self.found[-1] = replace(last, frame=_with_alternative(last.frame))
            else:
                self.found[-1] = replace(last, condition=condition)
        else:
            self.pending, self.pending_sentence = condition, clause.sentence

    def _meaning(self, clause: Clause) -> Condition | None:
        if clause.answer_is is not None:
            return self._about_the_question(clause)
        if clause.frame is None:
            return None
        exists = not clause.negated
        if clause.frame.act is Act.FREE:
            # "if I am free" holds when nothing is there, "if I am busy" when something is.
            exists = (clause.frame.noun == "busy") != clause.negated
        return Condition(clause, clause.frame, exists)

    def _about_the_question(self, clause: Clause) -> Condition | None:
        """ "if not" makes the question before it the condition; "otherwise" turns the condition before it."""
        last = self.found[-1] if self.found else None
        if last is not None and last.condition is not None and not (last.frame.question or last.frame.asked):
            return replace(last.condition, exists=not last.condition.exists)
        for index in range(len(self.found) - 1, -1, -1):
            step = self.found[index]
            if step.frame.question and step.frame.asked in ("exists", "free", "what", "count"):
                del self.found[index]
                yes = bool(clause.answer_is) != step.clause.negated
                if step.frame.act is Act.FREE:
                    yes = (step.frame.noun == "busy") == bool(clause.answer_is)
                return Condition(step.clause, step.frame, yes)
        return None

    def _follows_its_command(self, index: int, clause: Clause) -> bool:
        """ "book it if I'm free": the condition is the last clause of its sentence, after a command."""
        before = self.clauses[index - 1] if index else None
        after = self.clauses[index + 1] if index + 1 < len(self.clauses) else None
        if before is None or before.sentence != clause.sentence or before.role is not Role.COMMAND:
            return False
        return bool(self.found) and (
            after is None or after.sentence != clause.sentence or clause.answer_is is None
        )

    def _step(self, clause: Clause, frame: Frame) -> None:
        condition = self.pending if self.pending is not None else None
        if condition is not None and clause.sentence != self.pending_sentence:
            condition = self.pending = None
        if condition is None and self._after_question(clause):
            condition = self._about_the_question(replace(clause, answer_is=True))
            if condition is None:
                self.unclear.append(clause)
                return
        frame = self._completed(frame, condition)
        if frame.same_day:
            frame = self._on_that_day(frame, condition)
        open_time = frame.target is not None and frame.target.same_time and not frame.target.times
        if open_time or frame.same_day:
            self.unclear.append(clause)
            return
        if self._at_first_free_time(frame):
            slot = self.found.pop().frame
            frame = replace(frame, free_slot=True, times=slot.times, length=frame.length or slot.length)
        if condition is not None and self._second_choice(condition, frame):
            last = self.found[-1]
            unasked = None if self._turned(condition) else last.condition
            self.found[-1] = replace(
                last, frame=replace(last.frame, otherwise=frame.times), condition=unasked
            )
            return
        self.found.append(Step(clause, frame, condition))

    def _after_question(self, clause: Clause) -> bool:
        """ "Nothing on Friday? Then book …": whether it depends on the question of the sentence before."""
        last = self.found[-1] if self.found else None
        asked = last is not None and last.frame.question and last.clause.sentence == clause.sentence - 1
        return asked and clause.tokens[0].low == "then"

    def _at_first_free_time(self, frame: Frame) -> bool:
        """ "Find my first free hour on Monday and book 'Tax' then": made at the time that is found."""
        slot = self.found[-1].frame if self.found and self.found[-1].condition is None else None
        if slot is None or slot.act is not Act.FREE or slot.question or slot.target is None or slot.people:
            return False
        return frame.act is Act.CREATE and not frame.times and slot.target.order == 0

    def _completed(self, frame: Frame, condition: Condition | None) -> Frame:
        """A frame with what a statement before it says: for whom, with whom."""
        if (
            self.need is not None
            and frame.act is Act.FORWARD
            and frame.target is not None
            and frame.target.pronoun
        ):
            target = self.need.target
            return replace(frame, target=target, people=frame.people or self.need.people)
        if frame.act is Act.INVITE and frame.target is None:
            frame = replace(frame, target=Reference(Domain.CALENDAR, frame.stop, frame.stop, pronoun=True))
        if frame.target is not None and frame.target.same_time and not frame.target.times:
            frame = replace(frame, target=self._at_same_time(frame.target, condition))
        if (
            frame.act in (Act.CANCEL, Act.MOVE)
            and frame.target is not None
            and not self._on_some_day(frame.target)
        ):
            frame = replace(frame, target=self._on_the_day(frame.target))
        if (
            frame.act is Act.CREATE
            and not frame.times
            and condition is not None
            and (condition.frame.act is Act.FREE or _nothing_then(condition))
        ):
            # "If I am free on Monday at 2, …", "if I have nothing on Monday at 2, … then".
            frame = replace(frame, times=_times_asked(condition))
        if frame.act is Act.CREATE and not frame.people:
            # "I haven't met with Maya in a while. Can you schedule …": with whom, is said before.
            about = condition.frame.target if condition is not None else None
            if about is not None and about.people:
                return replace(frame, people=about.people)
            if self.statements and not self.found:
                return replace(frame, people=tuple(p for clause in self.statements for p in clause.mentioned))
        return frame

    def _on_the_day(self, target: Reference) -> Reference:
        """ "I'm sick today. Cancel all my meetings": those of the day that was spoken of."""
        if target.quantity is not Quantity.ALL or not target.generic or target.people or target.tense:
            return target
        times = tuple(
            token for clause in self.statements for token in clause.tokens if token.sort is Sort.TIME
        )
        return replace(target, times=(*target.times, *times))

    def _on_some_day(self, target: Reference) -> bool:
        """Whether its times say a day, as "before lunch" doesn't."""
        now = self.now
        return bool(target.times) and (
            now is None or any(when.names_day(token, now) for token in target.times)
        )

    def _on_that_day(self, frame: Frame, condition: Condition | None) -> Frame:
        """An event "on that day", on the day that was spoken of; as it is where there is none."""
        place = Reference(Domain.CALENDAR, frame.begin, frame.begin, same_time="day")
        days = self._at_same_time(place, condition).times
        if len({token.text for token in days}) != 1:
            return frame
        return replace(frame, times=(days[0], *frame.times), same_day=False)

    def _at_same_time(self, target: Reference, condition: Condition | None) -> Reference:
        """ "Ana is away on Monday, cancel my meetings with her then": when what was said before is."""
        said = [_times_asked(condition)] if condition is not None else []
        said += [
            tuple(token for token in clause.tokens if token.sort is Sort.TIME)
            for clause in reversed(self.statements)
        ]
        said += [
            (*step.frame.times, *(step.frame.target.times if step.frame.target else ()))
            for step in self.found
        ]
        times = next((times for times in said if times), ())
        if target.same_time == "day":
            times = tuple(when.day_of(token, self.now) for token in times)
        elif target.same_time in {"after", "before"}:
            times = when.rest_of_day(times, self.now, after=target.same_time == "after")
        return replace(target, times=times)

    def _second_choice(self, condition: Condition, frame: Frame) -> bool:
        """ "If I already have something then, make it 16:00": another time for the event to be made."""
        last = self.found[-1].frame if self.found else None
        busy = (
            condition.frame.domain is Domain.CALENDAR
            and condition.exists
            and (is_vague(condition.frame) or self._turned(condition))
        )
        again = frame.act in (Act.MOVE, Act.CHANGE, Act.CREATE) and (
            (frame.act is Act.CREATE and not frame.words.strip())
            or (frame.target is not None and frame.target.pronoun)
        )
        return last is not None and last.act is Act.CREATE and busy and again and bool(frame.times)

    def _turned(self, condition: Condition) -> bool:
        """ "If I'm free at 2, book it. Otherwise make it 4": whether it says "else" of the step before."""
        last = self.found[-1].condition if self.found else None
        same = last is not None and last.clause is condition.clause and not last.exists
        return same and condition.exists and self.found[-1].frame.times == _times_asked(condition)


def _times_asked(condition: Condition) -> tuple[Token, ...]:
    target = condition.frame.target
    return condition.frame.times or (target.times if target is not None else ())


def is_vague(frame: Frame) -> bool:
    """Whether a condition names neither an event nor a time of its own: "something", "a meeting then"."""
    ref = frame.target
    return ref is None or (ref.generic and not ref.people and not ref.times)


def _nothing_then(condition: Condition) -> bool:
    """ "If I have nothing on Monday at 2": a time that is to come, and nothing in particular."""
    ref = condition.frame.target
    if ref is None or condition.exists or ref.tense == "past" or ref.people or not ref.generic:
        return False
    return condition.frame.domain is Domain.CALENDAR


def _alternative(frame: Frame) -> bool:
    return frame.act is Act.CREATE and len(frame.times) > 1


def _with_alternative(frame: Frame) -> Frame:
    """The last time is the second choice; what it doesn't say is taken from the first."""
    return replace(frame, times=frame.times[:-1], otherwise=frame.times[-1:])
