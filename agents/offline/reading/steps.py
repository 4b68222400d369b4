"""From clauses to steps: what to do, and on which condition."""

from dataclasses import dataclass, replace

from agents.offline.reading import when
from agents.offline.reading.frames import (
    Before,
    Clause,
    Condition,
    Enquiry,
    Frame,
    Reading,
    Role,
    asks_something,
)
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.with_whom import with_those_named


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
            second = last.frame.or_else(None) if condition.exists else None
            self.found[-1] = replace(last, frame=second) if second else replace(last, condition=condition)
        else:
            self.pending, self.pending_sentence = condition, clause.sentence

    def _meaning(self, clause: Clause) -> Condition | None:
        if clause.answer_is is not None:
            return self._about_the_question(clause)
        if not isinstance(clause.frame, Enquiry):
            return None
        holds = clause.frame.holds_when_found
        return Condition(clause, clause.frame, (holds is None or holds) != clause.negated)

    def _about_the_question(self, clause: Clause) -> Condition | None:
        """ "if not" makes the question before it the condition; "otherwise" turns the condition before it."""
        last = self.found[-1] if self.found else None
        if last is not None and last.condition is not None and not asks_something(last.frame):
            return replace(last.condition, exists=not last.condition.exists)
        for index in range(len(self.found) - 1, -1, -1):
            asked = self.found[index].clause
            frame = self.found[index].frame
            if not isinstance(frame, Enquiry) or not frame.question:
                continue
            if frame.asked in ("exists", "free", "what", "count"):
                del self.found[index]
                holds = frame.holds_when_found
                yes = bool(clause.answer_is) != (asked.negated if holds is None else not holds)
                return Condition(asked, replace(frame, complete=False), yes)
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
        if frame.undated:
            self.unclear.append(clause)
            return
        last = self.found[-1] if self.found and self.found[-1].condition is None else None
        following = frame.after(last.frame) if last is not None else None
        if following is not None:
            self.found.pop()
        frame = following or frame
        choice = self._second_choice(condition, frame) if condition is not None else None
        if choice is not None:
            self.found[-1] = choice
        else:
            self.found.append(Step(clause, frame, condition))

    def _after_question(self, clause: Clause) -> bool:
        """ "Nothing on Friday? Then book …": whether it depends on the question of the sentence before."""
        last = self.found[-1] if self.found else None
        if last is None or not isinstance(last.frame, Enquiry) or not last.frame.question:
            return False
        return last.clause.sentence == clause.sentence - 1 and clause.tokens[0].low == "then"

    def _completed(self, frame: Frame, condition: Condition | None) -> Frame:
        """A frame with what was said before it: when, on which day, for whom, with whom."""
        times = self._times_before(condition)
        target = frame.target
        if target is not None and target.same_time and not target.times:
            frame = replace(frame, target=self._at_same_time(target, times))
        if frame.of_the_day and frame.target is not None and not self._on_some_day(frame.target):
            frame = replace(frame, target=self._on_the_day(frame.target))
        first = not self.found
        before = Before(self.need, tuple(self.statements), first, condition, times, self.now)
        return frame.completed(before)

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

    def _times_before(self, condition: Condition | None) -> tuple[Token, ...]:
        """When what was spoken of last is."""
        said = [condition.times] if condition is not None else []
        said += [
            tuple(token for token in clause.tokens if token.sort is Sort.TIME)
            for clause in reversed(self.statements)
        ]
        said += [
            (*step.frame.times, *(step.frame.target.times if step.frame.target else ()))
            for step in self.found
        ]
        return next((times for times in said if times), ())

    def _at_same_time(self, target: Reference, times: tuple[Token, ...]) -> Reference:
        """ "Ana is away on Monday, cancel my meetings with her then": when what was said before is."""
        if target.same_time == "day":
            times = tuple(when.day_of(token, self.now) for token in times)
        elif target.same_time in {"after", "before"}:
            times = when.rest_of_day(times, self.now, after=target.same_time == "after")
        return replace(target, times=times)

    def _second_choice(self, condition: Condition, frame: Frame) -> Step | None:
        """ "If I already have something then, make it 16:00": another time for what is done before."""
        last = self.found[-1] if self.found else None
        turned = self._turned(condition)
        if last is None or not condition.exists or not (is_vague(condition.frame) or turned):
            return None
        second = last.frame.or_else(frame) if condition.frame.domain is last.frame.domain else None
        return replace(last, frame=second, condition=None if turned else last.condition) if second else None

    def _turned(self, condition: Condition) -> bool:
        """ "If I'm free at 2, book it. Otherwise make it 4": whether it says "else" of the step before."""
        last = self.found[-1].condition if self.found else None
        same = last is not None and last.clause is condition.clause and not last.exists
        return same and condition.exists and self.found[-1].frame.times == condition.times


def is_vague(frame: Frame) -> bool:
    """Whether a condition names neither an event nor a time of its own: "something", "a meeting then"."""
    ref = frame.target
    return ref is None or (ref.generic and not ref.people and not ref.times)
