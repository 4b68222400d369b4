"""Questions about tasks: which there are, what is due or overdue, what is owed to whom."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agents.offline.reading.claims import Sentence
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.question import Question
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import DETERMINERS, EVENT_NOUNS
from agents.offline.tasks.frames import TASKS, ListTasks
from agents.offline.tasks.things import fitting
from agents.offline.tasks.words import KEPT, MANY, MY_LIST, ONE, SPEAKS_OF_THEM, THINGS
from tools.patterns import Pattern
from tools.timewords import Kind

_STATE = r"overdue|late|done|finished|completed|open|unfinished|pending|outstanding|remaining|left|due"
_THEM = rf"(?:all |all of |any |some |an? |the |my |our |(?P<before>{_STATE}) )*(?:{THINGS}|{ONE})"
_NO_DAY = r"(?:without|with no|(?:that )?have no) (?:an? |any )?(?:due )?(?:date|day|deadline|time)"
_UNDATED = rf"(?: (?P<undated>{_NO_DAY}))?"
_WHEN = r"(?: (?:due|for|that are due|that is due|which are due|left|to do|on my list|there))*(?: ⏲)?"
_THAT = r"(?: (?:that|which) (?:are|is|i have)| i have| are there| do i have| have i| still| that i)*"
_ARE = rf"(?: (?:are|is))?(?: (?:still|already|currently))*(?: (?P<state>{_STATE}))?"
_ABOUT = r"(?: (?:about|with|regarding|mentioning|containing) (?P<about>.+?))?"
_OF_THEM = rf"{_THEM}{_THAT}{_ARE}{_UNDATED}{_ABOUT}{_WHEN}{_THAT}"
_SHOW = (
    r"(?:show|list|display|see|view|check|read|give|get|find|open|pull up|go through|tell)"
    r"(?: me)?(?: a list of)?"
)
_FORMS = (
    rf"(?:what is|what are) (?:still |left )?(?:on|in) {MY_LIST}{_WHEN}",
    rf"(?:(?:{_SHOW}|what are|which are|what is|what|which|how many) )?{_OF_THEM}",
    rf"(?:{_SHOW} )?{MY_LIST}{_WHEN}",
    rf"(?:do i have|have i got|are there|is there|have i) anything on {MY_LIST}{_WHEN}",
    rf"(?:do i have|have i got|are there|is there|have i) {_OF_THEM}",
    rf"(?:is|are) (?:anything|any {MANY}|something) (?P<state>overdue|late|due){_WHEN}",
    r"what (?:is|am i) (?P<state>overdue|late)(?: (?:with|on))?",
    rf"what (?:is|are) due{_WHEN}",
    rf"what (?:else )?do i still (?:have|need|got) (?:left )?to do{_WHEN}",
    rf"what else do i (?:have|need) to do{_WHEN}",
    rf"what (?:is|do i have) (?:still )?left to do{_WHEN}",
    rf"what (?P<duty>should|must) i (?:do|get done){_WHEN}",
    rf"what do i (?:still )?(?P<duty>need to do|(?:need|have) to get done){_WHEN}",
    rf"what (?:tasks )?(?:have|did) i (?:already )?(?P<state>finish|{_STATE}) (?:on|from) {MY_LIST}{_WHEN}",
)
_DUE = (r"(?:when|(?:by|until) when|what day|which day) (?:is|are|was) (?P<what>.+?) due",)
"""What is asked of one of them, by its words."""
_AN_ENTRY = r"(?:an? |any )?(?:entry|item|thing|note|task|reminder|anything|something)"
_PUT_THERE = (
    r"(?:(?:did|have) i|did i (?:ask|tell) you to|have i (?:asked|told) you to)(?: (?:already|ever|yet))*"
    r" (?:put|add|added|written?|write|noted?|enter|entered|include|included|mark|marked|have|had|make|made)"
)
_IN_IT = rf"(?:down )?(?:on|in|to|onto) {MY_LIST}"
_REMINDER = r"(?:an? |any )?(?:reminders?|tasks?|to-dos?|to dos?|todos?)(?: set(?: up)?| made)?"
_IT_IS = r"(?: (?:is|are))?(?: (?:on|in) (?:it|there)| listed| there)?"
_HELD = (
    rf"(?:do i (?:already )?have|have i (?:got|set|made|created)|is there|are there"
    rf"|did i (?:set|make|create|add|request|ask for))(?: up)? {_REMINDER}(?: {_IN_IT})?"
    rf" (?:for|about|to|of) (?P<about>.+?)(?: {_IN_IT})?",
    rf"(?:check|look (?:at|through|in)|search|go through) {MY_LIST} (?:(?:to|and) see (?:if|whether)|for|if"
    rf"|whether) (?P<about>.+?){_IT_IS}",
    rf"(?:{_PUT_THERE}|(?:do|have) i (?:have|got)|is there|are there)(?: down)? {_AN_ENTRY} {_IN_IT}"
    r" (?:for|about|to|called|named|that says|saying|of) (?P<about>.+?)",
    rf"does {MY_LIST} (?:have|contain|include|say|mention|list|show)"
    rf"(?: {_AN_ENTRY} (?:about|for|on|called|to))? (?P<about>.+?)(?: (?:on|in) it)?",
    rf"(?:{_PUT_THERE}|do i have|have i got|is there|are there) (?P<about>.+?) {_IN_IT}",
    rf"(?:is|are|was|were) (?P<about>.+?)(?: (?:already|still|yet|also|an? (?:item|entry|task)))* (?:on|in) "
    rf"{MY_LIST}",
)
"""Whether something stands on the list, whose words these are."""
_SAID_HELD = (
    rf"(?:there is|i (?:have|got)|i have (?:put|added|got)|i (?:put|added)) (?P<about>.+?) {_IN_IT}",
    rf"(?P<about>.+?) (?:is|are)(?: (?:already|still|yet|also|an? (?:item|entry|task)))* (?:on|in) {MY_LIST}",
)
"""The same behind "let me know whether"."""
_SOMETIME = r"(?: (?:yet|already|anymore|any more|again|(?:for |due )*⏲))*"
_NO_NAME = frozenset("it that this them there anything something everything much".split())
_OF_THE_LIST = frozenset(
    "what which how many is are am was do does did have has i we you me us the a an any all anything "
    "everything something some there on in it for of to please again back out just can could would will "
    "like want need know hear see show tell read list give get check view open repeat recite recall go "
    "through though over let say said says contain contains look looks items item things thing stuff "
    "points point bullet entries entry left still currently kind kinds sort sorts and play pull up be "
    "thanks thank really so if whether your my were that those these remind content contents each every "
    "complete full various loud aloud state speak iterate describe walk confirm looking wonder wondering yet "
    "waiting per according consist they them earlier before with sure dictated go including showing whats "
    "listed ⏲ ? , . !".split()
)
"""What may stand around "my list" where nothing is asked but what is on it."""
_EMPTY = frozenset("empty free clear full done finished".split())
_OWED = (
    r"what do i (?:still )?owe(?: to)? (?P<whom>.+)",
    r"whom? do i (?:still )?owe (?:something|anything|what)(?: to)?",
)
_SPEAKS = Pattern(
    rf"{SPEAKS_OF_THEM}| (?:owe|overdue|late|due|reminders?) | things to do "
    r"| (?:still|else)(?: do i)? (?:have|need|got) (?:left )?to do | left to do "
    r"| (?:should|must) i (?:do|get done) | need to do | to get done "
)
_LIST = Pattern(rf" (?:{MY_LIST}|{KEPT}) ")
_I_PUT = Pattern(
    r" i (?:have |had |already )*(?:put|added|wrote|written|noted|listed|made|set|included"
    r"|include|created)(?: down| up)? (?:there )?"
)

_REMINDS = Pattern(rf"remind|{KEPT}")
_EVERYBODY = frozenset("whom who everybody everyone people others anyone anybody".split())
_YES_OR_NO = frozenset("do have is are any did".split())
_STATES = {
    "overdue": "overdue", "late": "overdue", "done": "done", "finished": "done", "finish": "done",
    "completed": "done", "complete": "done",
}  # fmt: skip


def listed(q: Question) -> ListTasks | None:
    """Which tasks are asked about; None where none are."""
    sentence = Sentence(q.tokens, q.at, q.end)
    if not _SPEAKS.search(sentence.line):
        return None
    return _owed(q, sentence) or _due(q, sentence) or _listed(q, sentence) or _held(q, sentence)


def read_out(said: Instruction) -> ListTasks | None:
    """The list, where no word asks for anything but what is on it: "can you read my chore list to me"."""
    q = Question(said.text, said.tokens, said.at, said.now)
    sentence = Sentence(q.tokens, q.at, q.end)
    match = _LIST.search(sentence.line)
    if match is None:
        return None
    words = _I_PUT.sub(" ", _LIST.sub(" ⌂ ", sentence.line)).split()
    around = {*words} - {"⌂"}
    # "I have to do my chores" asks for nothing.
    if not around or not around <= _OF_THE_LIST | _EMPTY or {("do", "⌂"), ("you", "do")} & {*pairwise(words)}:
        return None
    if around & _EMPTY and words[0] != "is":
        return None
    asked = _asked(q, tuple(filter(_dates, q.tokens[q.at :])), reminders=bool(_REMINDS.search(match[0])))
    return replace(asked, asked="what") if around & _EMPTY else asked


def held(q: Question) -> ListTasks | None:
    """Whether something stands on the list, where that is only asked whether it is so."""
    sentence = Sentence(q.tokens, q.at, q.end)
    return _held(q, sentence, _SAID_HELD) if _SPEAKS.search(sentence.line) else None


def _held(q: Question, sentence: Sentence, forms: Sequence[str] = _HELD) -> ListTasks | None:
    match = next(filter(None, (fitting(form + _SOMETIME, sentence) for form in forms)), None)
    if match is None:
        return None
    times = tuple(t for i in sentence.within(match.end("about"), match.end()) if _dates(t := q.tokens[i]))
    about = "" if match["about"] in _NO_NAME else _said(q, sentence, match, "about")
    return replace(_asked(q, times, about=about, reminders="remind" in match[0]), asked="exists")


def _dates(token: Token) -> bool:
    return token.time is not None and not _is_now(token)


def _is_now(token: Token) -> bool:
    return token.text.lower() in {"now", "right now", "at the moment", "currently"}


def _matched(forms: Sequence[str], sentence: Sentence) -> "re.Match[str] | None":
    return next(filter(None, (fitting(form, sentence) for form in forms)), None)


def _listed(q: Question, sentence: Sentence) -> ListTasks | None:
    match = _matched(_FORMS, sentence)
    if match is None:
        return None
    groups = match.groupdict()
    state = _STATES.get(groups.get("state") or groups.get("before") or "", "open")
    times = tuple(token for token in q.tokens[q.at :] if token.time is not None)
    if groups.get("duty"):
        # What was due before that day is to be done on it, too.
        times = tuple(
            replace(token, text=f"by {token.text.removeprefix('on ')}") if _is_a_day(token) else token
            for token in times
        )
    about = _said(q, sentence, match, "about") if groups.get("about") else ""
    return replace(_asked(q, times, state=state, about=about), no_day=bool(groups.get("undated")))


def _is_a_day(token: Token) -> bool:
    return (
        token.time is not None
        and token.time.kind is Kind.DAY
        and not token.text.startswith(("by ", "until "))
    )


def _owed(q: Question, sentence: Sentence) -> ListTasks | None:
    match = _matched(_OWED, sentence)
    if match is None:
        return None
    whom = match.groupdict().get("whom") or ""
    everybody = not whom or whom in _EVERYBODY
    return _asked(q, (), owed="everybody" if everybody else _said(q, sentence, match, "whom"))


def _due(q: Question, sentence: Sentence) -> ListTasks | None:
    """ "When is the budget due?": of what isn't known to be an event."""
    match = _matched(_DUE, sentence)
    places = sentence.within(*match.span("what")) if match is not None else []
    if match is None or q.tokens[places[-1]].low in EVENT_NOUNS or any(q.tokens[i].time for i in places):
        return None
    while len(places) > 1 and q.tokens[places[0]].low in DETERMINERS:
        places = places[1:]
    words = q.text[q.tokens[places[0]].begin : q.tokens[places[-1]].stop]
    return replace(_asked(q, (), about=words), asked="when")


def _said(q: Question, sentence: Sentence, match: "re.Match[str]", group: str) -> str:
    places = [i for i in sentence.within(*match.span(group)) if q.tokens[i].sort is not Sort.SIGN]
    if len(places) == 1 and q.tokens[places[0]].sort is Sort.QUOTE:
        return q.tokens[places[0]].value
    return q.text[q.tokens[places[0]].begin : q.tokens[places[-1]].stop] if places else ""


def _asked(
    q: Question,
    times: tuple[Token, ...],
    *,
    state: str = "open",
    about: str = "",
    owed: str = "",
    reminders: bool = False,
) -> ListTasks:
    begin, stop = q.span
    target = Reference(TASKS, begin, stop, noun="tasks", quantity=Quantity.ALL, about=about)
    yes_or_no = q.phrases.low(q.at) in _YES_OR_NO
    asked = "count" if q.asked == "count" else "exists" if yes_or_no else "what"
    listing = ListTasks(
        begin, stop, target=target, times=times, state=state, owed=owed, reminders=reminders, complete=True
    )
    return q.put(listing, asked)
