"""Whether the router sees what the rules see; where it does not, nothing is done."""

from collections.abc import Sequence

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import NOT_UNDERSTOOD
from agents.offline.calendar.frames import (
    CancelEvent,
    ChangeEvent,
    CreateEvent,
    FreeTime,
    ListEvents,
    MoveEvent,
    RenameEvent,
)
from agents.offline.calendar.terms import EVENTS, OF_TIME
from agents.offline.reading.courtesies import OPENED, OPENERS, WISHES
from agents.offline.reading.frames import Frame, Written
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.openings import opening
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person
from agents.offline.reading.steps import Step, Steps
from agents.offline.reading.tokens import Sort, Token, tokenize
from agents.offline.reading.verbs import BEYOND, PHRASAL, UNDO, verbs
from agents.offline.reading.words import (
    AUXILIARIES,
    CALENDARS,
    EVENT_NOUNS,
    MAIL_NOUNS,
    QUESTION_WORDS,
    SELF,
    Act,
)
from agents.offline.supervising.dispatch import Dispatch
from agents.offline.supervising.foreign import foreign, foreign_title
from agents.offline.supervising.router import LABELS, Vote, vote
from agents.offline.supervising.step_order import domains_of
from agents.offline.tasks.frames import TASKS
from tools.patterns import Pattern, Spoken

_AMBIGUOUS = frozenset({"reminder", "reminders", "call", "calls"})
_NAMED, _UNNAMED = 0.45, 0.75
"""How far the router has to agree: when a noun says whose work it is, and when only the verb does."""
_NOT_FOREIGN = 0.5
_FOREIGN = 0.97
"""How sure the router has to be that something is foreign that has a day or an hour."""
_NOT_TO_NOTE = 0.85
"""And where nobody asked for an entry."""
_ASKED_OF_ONE = 0.5
"""And where a question that was read to its last word is one of an event: when it is, who comes."""
_SCHEDULING = verbs(Act.CREATE) - frozenset(
    "make set fix hold host flag have grab book reserve block mark note".split()
)
_ASKED = {*PHRASAL, ("make", "time")}
_OF_AN_EVENT = OF_TIME | {"where"}
_DATES = frozenset("date day week month year time today today's".split())
_HAVING_TO = frozenset({"have", "need", "supposed", "scheduled"})
_MINE = frozenset({"i", "my", "me", "we", "our", "mine"})
_COMPOSING = verbs(Act.DRAFT) | {"write", "compose"}
INTRODUCTION = (
    "I look after your calendar, your mail and your tasks. I am rules, no language model; "
    "set OPENAI_API_KEY or ASSISTANT_MODEL to have one answer."
)
GREETING = (
    "Hello. I look after your calendar, your mail and your tasks: "
    "try 'what is on tomorrow', 'any new mail', or 'lunch with Ana on Friday at noon'."
)
HELP = (
    "I schedule, move and cancel events, find free time, write, answer, forward, find and file mails, "
    "and keep your tasks: try 'what is on tomorrow', 'tell Ana that I am late' or 'remind me to buy milk'; "
    "each change is shown to you first."
)
DONE_SO_FAR = "Everything that was done is listed by /effects here, or by `assistant effects`."
UNDOING = "To take the last change back, say /undo here, or run `assistant undo`."
_NEED = "that takes a language model. Set OPENAI_API_KEY or ASSISTANT_MODEL to have one."
_DONE = frozenset("changed done sent send change do made make moved cancelled deleted written".split())
_CHANGED = frozenset("change changed approve approved confirm confirmed undo undone".split())
_CHANGES = Pattern(
    r"(?:(?:show|list|what are|what were)(?: me)? )?(?:all )?(?:my|the) (?:last|latest|recent) changes?\Z"
    r"|what (?:did|have) (?:i|we|you) (?:just |last |recently )?"
    r"(?:cancel(?:led)?|deleted?|moved?|book(?:ed)?|add(?:ed)?|renamed?|rescheduled?)"
    r"(?: (?:just|now|today))*\Z"
)
_DOING = frozenset("you are help work used use for with know understand handle things like kind of".split())
NOT_FOR_ME = f"That is not for me: {INTRODUCTION}"


def doubted(request: Request, work: Dispatch) -> bool:
    """Whether the router doesn't see whose work it is, where the rules think they do.

    It judges single sentences: a text with several steps, or one that goes on with the conversation,
    has said enough for the rules.
    """
    if len(work.steps) > 1 or any(step.condition for step in work.steps) or work.goes_on:
        return False
    domains = {str(domain) for domain in domains_of(work.steps[0]) if domain}
    if not domains <= set(LABELS):
        # Of a domain that it has not been trained on it has no opinion.
        return False
    frame = work.steps[0].frame
    if frame.complete and frame.domain == TASKS:
        # Read to the last word: a title or a list of whatever kind is the person's own.
        return False
    gist = _gist(request, work.steps[0])
    people = (*frame.people, *(frame.target.people if frame.target else ()))
    named = bool(set(gist.lower().split()) & (NOUNS.named - _AMBIGUOUS)) or any(map(_proper, people))
    made = isinstance(frame, CreateEvent)
    strange = _is_strange(request, frame)
    opinion = vote(gist)
    spoken_of = frame.of_it
    if frame.complete and (named or spoken_of or not strange):
        return False
    if sum(opinion.share(domain) for domain in domains) >= (_NAMED if named else _UNNAMED):
        return (not named and strange and (made or isinstance(frame, ListEvents))) or _asks_the_date(frame)
    if isinstance(frame, CreateEvent):
        return not (frame.noun == "reminder" or (not strange and _is_event(request, frame, opinion)))
    return strange or opinion.share("none") > _FOREIGN or not _is_ours(request, frame, opinion)


def _is_strange(request: Request, frame: Frame) -> bool:
    """Whether it has words for what is none of ours; an event is known by the last word of its name."""
    if isinstance(frame, CreateEvent):
        return foreign_title(frame.words)
    title = frame.target.words if isinstance(frame, ListEvents) and frame.target is not None else ""
    if isinstance(frame, ListEvents) and not frame.claims.left and _named_as_event(title):
        return foreign_title(title)
    return foreign(_lows(request))


def _named_as_event(title: str) -> bool:
    return bool(set(title.lower().split()[-1:]) & EVENTS)


def tells_who_comes(frame: Frame) -> bool:
    """ "Please note that Greg won't come on Monday": something of an event that there is, and no new one."""
    if not isinstance(frame, CreateEvent) or frame.noun == "reminder" or frame.title:
        return False
    return _WHO_COMES.search(frame.words.replace("’", "'")) is not None


def _asks_the_date(frame: Frame) -> bool:
    """ "What is today's date": the clock's, and no event's."""
    target = frame.target if isinstance(frame, ListEvents) else None
    said = {target.noun, *target.words.lower().split()} if target is not None else set()
    return bool(said - {""}) and said <= _DATES | {""}


def _lows(request: Request) -> list[str]:
    return [token.low for token in tokenize(request.text, request.now) if token.low]


def _is_event(request: Request, frame: CreateEvent, opinion: Vote) -> bool:
    """Whether it is one whatever the router thinks: it has a day or an hour, or is asked for as an entry."""
    words = _lows(request)
    verb = words[opening(Phrases(tokenize(request.text, request.now))).at :][:2]
    asked = bool(set(verb[:1]) & _SCHEDULING or tuple(verb) in _ASKED or set(words) & CALENDARS)
    dated = any(_is_to_come(token, request) for token in frame.times)
    # "I have a flight on the fifteenth" is no chat about the day.
    noted = frame.noted and not set(frame.words.lower().split()) & EVENT_NOUNS
    if asked and not frame.noted:
        return dated or bool(frame.people or frame.title) or verb[:1] == ["schedule"]
    return dated and opinion.share("none") < (_NOT_TO_NOTE if noted else _FOREIGN)


def _is_ours(request: Request, frame: Frame, opinion: Vote) -> bool:
    """Whether it has a day, an hour, a person or an event in it: the router's word doesn't count then."""
    words = set(_lows(request))
    dated = any(token.time is not None for token in tokenize(request.text, request.now))
    left_out = frame.target.but.people if frame.target is not None and frame.target.but else ()
    if any(map(_proper, (*frame.everybody, *left_out))):
        return True
    if isinstance(frame, MoveEvent | ChangeEvent | CancelEvent | RenameEvent):
        return dated or bool(words & (NOUNS.named | EVENTS | {"everything"}))
    if isinstance(frame, ListEvents) and frame.asked in _OF_AN_EVENT and not frame.claims.left:
        times = frame.target.times if frame.target else ()
        on_a_day = any(_is_to_come(token, request) for token in times) and opinion.label != "email"
        named = frame.target is not None and _named_as_event(frame.target.words)
        by_its_name = named and opinion.share("none") < _NOT_FOREIGN
        # "When do I have to take the tablets": what one has to do is in one's calendar, or isn't.
        mine = (
            frame.asked == "when" and bool(words & {"i", "we"}) and bool(words & (_HAVING_TO | {"my", "our"}))
        )
        if on_a_day or by_its_name or mine or opinion.share("calendar") >= _ASKED_OF_ONE:
            return True
    whatever = frame.target is None or (frame.target.generic and not frame.target.people)
    looks = isinstance(frame, ListEvents | FreeTime) and (dated or _has_mine(_lows(request))) and whatever
    return bool(words & _MINE) and (looks or bool(words & (CALENDARS | MAIL_NOUNS)))


def _has_mine(words: Sequence[str]) -> bool:
    """ "My events", "our next call"."""
    after = (words[i + 1 : i + 3] for i, word in enumerate(words) if word in {"my", "our"})
    return any(set(two) & (NOUNS.named - _AMBIGUOUS) for two in after)


def _is_to_come(token: Token, request: Request) -> bool:
    """Whether it is a time of its own, and not just "now"."""
    return token.time is not None and (token.time.start != request.now or token.time.end is not None)


def _proper(person: Person) -> bool:
    """Whether somebody is named as people are: with a capital, an address, as a group, by a thing."""
    return bool(person.address or person.group or person.relation or person.text[:1].isupper())


def _gist(request: Request, step: Step) -> str:
    """What is asked, without politeness and what is only quoted: titles, texts, names of several words."""
    body = step.frame.body if isinstance(step.frame, Written) else ""
    text = request.text.replace(body, " that ") if body else request.text
    tokens = step.clause.tokens if step.clause.told else tokenize(text, request.now)
    while tokens and tokens[0].begin < step.clause.begin and tokens[0].sort in (Sort.TIME, Sort.SIGN):
        # "In two hours mail Ana …": when it is done says nothing of whose work it is.
        tokens = tokens[1:]
    tokens = tokens[opening(Phrases(tokens)).at :]
    kept: list[str] = []
    for index, token in enumerate(tokens):
        beside = tokens[max(index - 2, 0) : index] + tokens[index + 1 : index + 3]
        proper = index and token.capitalised and any(other.capitalised for other in beside)
        if token.sort not in (Sort.QUOTE, Sort.ADDRESS, Sort.HANDLE) and not proper:
            kept.append(token.text)
    return " ".join(kept)


def declined(request: Request, planned: Steps) -> str:
    """What is said where nothing is done: what it would take, or that it wasn't understood."""
    tokens = tokenize(request.text, request.now)
    start = opening(Phrases(tokens)).at
    verb = tokens[start].low if start < len(tokens) else ""
    if verb in BEYOND:
        return f"I can't {verb} anything: {_NEED}"
    if verb in _COMPOSING and not planned.steps:
        return f"I can't make up a text, only send or {verb} what you tell me to say: {_NEED}"
    if verb in UNDO:
        return UNDOING
    if not planned.steps and _EMPTIES_TRASH.match(request.text):
        return TRASH_STAYS
    if not planned.steps and _FORBIDS.match(request.text):
        return FORBIDDEN
    if not planned.steps and _PICKS.fullmatch(request.text):
        return NOTHING_OFFERED
    if not planned.steps and _CHANGES_SOMETHING.fullmatch(request.text):
        return WHAT_TO_CHANGE
    if _asks_what_was_done(tokens):
        return DONE_SO_FAR
    about_me = _asks_about_me(tokens) or _HELP.match(request.text)
    if not (planned.steps or planned.unclear or planned.statements) or about_me:
        return HELP
    ours = planned.steps or vote(request.text).share("none") < _NOT_FOREIGN
    return NOT_UNDERSTOOD if ours else NOT_FOR_ME


_HELP = Spoken(
    r"\W*(?:i (?:need|want|could use)|can i (?:get|have)|give me)? ?(?:some |a little )?help"
    r"(?: (?:me )?(?:with|using|to use) [\w' ]{1,40})?\W*\Z|\W*how (?:do|can|does) (?:i|one|you|this|it)"
    r"(?: (?:use|work with))? ?(?:you|this|it|my calendar|work)?\W*\Z"
)


_WHO_COMES = Spoken(
    r"\b(?:wo n't|won't|will not|ca n't|can't|cannot|is not|is n't|isn't|are not|are n't|aren't) (?:be )?"
    r"(?:come|coming|make|attend|attending|join|there|able)\b|\b(?:is|are) coming instead\b"
)
_EMPTIES_TRASH = Spoken(
    rf"\W*{OPENED}(?:empty|clear(?: out)?|clean(?: out)?|purge) (?:out )?(?:the |my )?"
    r"(?:trash|bin|waste ?basket|deleted (?:mails?|items|messages))\b"
)
TRASH_STAYS = (
    "I never delete anything for good: what is in the trash can be put back until your mail program or your "
    "provider empties it."
)
_FORBIDS = Spoken(
    rf"\W*(?:(?:{OPENERS}|from now on)\W+)*(?:never|do not|don['’]?t|no more|stop) "
    r"(?:ever |please )?(?:book|schedul|plan|put|add|send|e?-?mail|mov|cancel|delet|accept|invit|ask)"
    r"[^,;:\n]*\Z"
)
FORBIDDEN = (
    "All right: I do nothing that you don't ask for and say yes to. What I keep to by itself are hours "
    "('never before 10'), room between meetings, and time that is taken ('block every Friday from 1 to 5pm')."
)
_PICKS = Spoken(
    r"\W*(?:(?:yes|ok(?:ay)?|no|great|good|sure|i(?:['’]ll| will| would)? (?:do|take|like|prefer|want"
    r"|choose|pick)|let['’]?s"
    r" (?:do|take)|go with|the|that|number)\W+)*(?:first|second|third|fourth|last|1st|2nd|3rd|\d)(?: "
    r"(?:one|option|choice))?"
    r"(?: (?:is|looks?|works?|sounds?|seems?|would be|\w+ly|good|great|fine|best|better|perfect|nice"
    r"|for me))*\W*"
)
_CHANGES_SOMETHING = Spoken(
    rf"\W*(?:(?:{OPENERS}|{WISHES}|can i)\W+)*(?:change|update|edit"
    r"|modify|add to|fix)"
    r"(?: (?:something|things?|an event|a meeting|an appointment))?(?: (?:in|on|to))?(?: (?:my|the) "
    r"(?:calendar|schedule|agenda))?\W*"
)
NOTHING_OFFERED = (
    "I have offered nothing that could be chosen from. Please say in one sentence what shall be done."
)
WHAT_TO_CHANGE = "What shall be changed, and how? For example: 'move the dentist to Friday at 3'."


def _asks_what_was_done(tokens: Sequence[Token]) -> bool:
    """ "What have you changed so far?", "what did you send?", "show me my last changes"."""
    words = [token.low for token in tokens if token.sort is not Sort.SIGN]
    asked = words[:2] in (["what", "did"], ["what", "have"])
    by_you = words[2:3] == ["you"] and bool(set(words[3:4]) & _DONE)
    by_me = words[2:3] == ["i"] and bool(set(words[3:4]) & _CHANGED)
    return (asked and (by_you or by_me)) or _CHANGES.match(" ".join(words)) is not None


def _asks_about_me(tokens: Sequence[Token]) -> bool:
    """ "What can you do?", "how do you work": nothing but a question word, "you" and what one does."""
    words = [token.low for token in tokens if token.sort is not Sort.SIGN]
    words = words[next((i for i, word in enumerate(words) if word in QUESTION_WORDS), 0) :]
    asks = words[:1] and words[0] in QUESTION_WORDS and "you" in words
    return bool(
        asks
        and set(words) & {"do", "help", "work", "handle", "understand"}
        and set(words[1:]) <= AUXILIARIES | SELF | _DOING
    )
