"""What a message takes up from the conversation before it."""

from collections.abc import Sequence

from agents.offline.asking.history import last_thing, says_the_same, tells_of_news
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, which
from agents.offline.asking.referents import Referents
from agents.offline.reading.frames import Frame, Made, Reading, Told, Written
from agents.offline.reading.steps import Step
from agents.offline.reading.words import Domain
from agents.offline.supervising.offered_times import at_offered_time, is_offered
from agents.offline.supervising.rewording import pronouns_of, put_for


class EarlierTurns:
    """What of one message only the conversation explains."""

    def __init__(self, request: Request, reading: Reading, referents: Referents) -> None:
        self.request = request
        self.reading = reading
        self.referents = referents

    def needed_for(self, frame: Frame) -> bool:
        """Whether "it" or "them" stands for something said before this message.

        Raises:
            QuestionError: it should, and nothing was said.
        """
        if self.request.history and isinstance(frame, Made) and frame.about.lower() in {"it", "this", "that"}:
            return True
        if isinstance(frame, Written) and says_the_same(frame):
            return True
        if self.request.history and isinstance(frame, Told) and tells_of_news(frame):
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
            raise which(frame.domain)
        return True

    def check(self, frame: Frame) -> None:
        """See to it that "it" is known, and that "reply" says to what.

        Raises:
            QuestionError: neither this text nor the conversation says it.
        """
        self.needed_for(frame)
        target = frame.target
        if target is not None and target.pronoun and target.begin == target.stop:
            found = self.referents.reference(target, frame)
            if found.pronoun and not found.handle:
                raise which(Domain.EMAIL)

    def words(self, steps: Sequence[Step]) -> dict[tuple[int, int], str]:
        """What to write in the place of pronouns and offered times that this text doesn't explain.

        Raises:
            QuestionError: it isn't known which of the offered times is meant.
        """
        found: dict[tuple[int, int], str] = {}
        for step in steps:
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
                        found[person.begin, person.stop] = put_for(person, named)
        return found
