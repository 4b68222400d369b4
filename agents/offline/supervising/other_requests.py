"""What is typed at a card and is no reason and no change: a request of its own, which isn't lost."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from agents.offline.asking.answer import Answer
from agents.offline.asking.script import Result, Script
from agents.offline.reading.afterwords import about_it, afterwords, drops
from agents.offline.reading.courtesies import OPENED
from agents.offline.reading.frames import Made, Role
from agents.offline.reading.steps import steps_of
from agents.offline.reading.tokens import Sort, tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.verbs import verbs
from agents.offline.reading.words import FUNCTION, Act
from agents.offline.supervising.other_words import in_other_words
from agents.offline.tasks.frames import TASKS
from tools.patterns import Pattern, Spoken

ITS_OWN = frozenset({"day", "date", "time", "length", "duration", "end", "start"})
"""What each event has: "change the day to Saturday"."""
_MADE = Pattern(r"\bSchedule '(?P<title>.+?)' on ")
_TELLS = frozenset(
    "is are was were am be been being 's 're has have had will 'll won't can't cannot doesn't don't isn't "
    "we i he she they because since already".split()
)
"""In words that no verb begins they tell how things are: "the room is taken at 3 on Friday"."""
_WISHES = Spoken(
    rf"\W*{OPENED}(?:i|we) (?:also |just |still )?(?:need|want"
    r"|would like|['’]d like) (?!you\b|it\b)"
    r"(?:to (?=(?:schedule|add|book|create|make|set up|plan|put)\b)|(?!to\b))"
)
""" "I need a haircut before 5": that is wanted, and no reason."""
_OWN = frozenset({"i", "we"})
_DOES_IT = frozenset({"still", "first", "must", "already", "myself", "ourselves"})
"""With "I" before them they tell what somebody does without us: "I still have to answer him"."""
_ASKS = verbs(Act.CREATE, Act.SEND, Act.TELL, Act.DRAFT, Act.REMIND, Act.REPLY, Act.FORWARD) - {"have"}


def overheard(script: Script, heard: list[Result]) -> Script:
    """`script`; what the agents' work came to is added to `heard`."""
    try:
        calls = next(script)
        while True:
            results = yield calls
            heard += results
            calls = script.send(results)
    except StopIteration as end:
        said: Answer | str = end.value
        return said


def other_request(heard: Sequence[Result], now: datetime) -> str | None:
    """What the user has asked for when they said no to a card, where that is something of its own."""
    # What the agent asks about at once is no request.
    refused = (result for result in heard if result.why and result.answer.question is None)
    said = dict.fromkeys(result.why for result in refused if not _drops_it(result))
    forms = (form for why in said for form in (why, afterwords(why).opened))
    return next((form for form in forms if stands_alone(form, now)), None)


def reminded_then(asked: str, said: Sequence[str], now: datetime) -> str | None:
    """ "At 7pm", at the card of a task that had no time: what was asked for with the time in it."""
    steps = steps_of(understand(asked, now)).steps
    frame = steps[0].frame if len(steps) == 1 == len(said) else None
    if not isinstance(frame, Made) or frame.domain is not TASKS or frame.times:
        return None
    tokens = [token for token in tokenize(said[0], now) if token.sort is not Sort.SIGN]
    times = [token.text for token in tokens if token.time is not None and token.time.start is not None]
    others = {token.low for token in tokens if token.time is None}
    known = {token.low for token in tokenize(asked, now)} | FUNCTION | _NEEDED
    return f"{asked.rstrip(' .!')} {' '.join(times)}" if times and others <= known else None


_NEEDED = frozenset("it them that this need have want must make set remind reminder please do should".split())


def _drops_it(result: Result) -> bool:
    """ "Cancel this sales meeting", at the card that would make it: no more than a no."""
    made = _MADE.search(result.answer.text)
    return made is not None and drops(about_it(result.why, [made["title"]]), waiting=True)


def tells_of_event(heard: Sequence[Result], now: datetime) -> bool:
    """Whether somebody's no came with what may be a reason, or an event: "I have a call on Friday at 2"."""
    for why in dict.fromkeys(result.why for result in heard if result.why):
        reading = understand(why, now)
        frames = [step.frame for step in steps_of(reading).steps]
        said = next((token.low for clause in reading.clauses for token in clause.tokens if token.low), "")
        if said in _OWN and frames and all(isinstance(one, Made) and one.times for one in frames):
            return True
    return False


def stands_alone(said: str, now: datetime) -> bool:
    """Whether `said` is asked for, from its first word to its last, whatever was spoken of before.

    A reason ("too early", "we meet on Friday at 4 already") is not, nor what is said of "it".
    """
    planned = steps_of(understand(in_other_words(said), now))
    if planned.unclear or not planned.steps or drops(said, waiting=True):
        return False
    for step in planned.steps:
        frame = step.frame
        wished = isinstance(frame, Made) and _WISHES.match(afterwords(said).opened) is not None
        if not (wished or step.clause.role in (Role.COMMAND, Role.QUESTION)) or frame.leftovers:
            return False
        if frame.target is not None and (frame.target.pronoun or frame.target.words.lower() in ITS_OWN):
            return False
        first, *others = afterwords(step.clause.text).text.lower().split() or [""]
        words = [first, *others, *(token.low for token in step.clause.tokens)]  # "they're" is two there
        if first in _OWN and (not _DOES_IT.isdisjoint(words) or ("have", "to") in pairwise(words)):
            return False
        if isinstance(frame, Made) and not wished and first not in _ASKS and not _TELLS.isdisjoint(words):
            return False
    return True
