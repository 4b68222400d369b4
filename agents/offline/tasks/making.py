"""Instructions that make a task: "add a task to …", "remind me to …", "put … on my to-do list"."""

import re
from dataclasses import replace

from agents.offline.reading.claims import Sentence
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.references import Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import Domain
from agents.offline.tasks.frames import CreateTask, TaskOfMail
from agents.offline.tasks.things import fitting, is_alone, sentence_of, task_of
from agents.offline.tasks.words import LEVEL, LEVELS, MY_LIST, NEXT_ORDERS, ONE, PART, SPEAKS_OF_THEM
from tools.patterns import Pattern, Spoken

_ADD = (
    r"(?:(?:add|create|make|set up|set|put down|note down|note|enter|start|open|give me|i need|i want)"
    r" (?:me |myself )?(?:an? |another |one more |this |the following |the )?(?:new )?"
    r"|new |(?:an? )(?:new )?)"
)
_FIRST = rf"(?:(?P<first>{LEVEL})(?:-| )(?:priority )?)?"
_NEW = rf"{_ADD}{_FIRST}{ONE}(?: for me)?(?: (?:on|in|to) my list)?"
_LEAD = r"(?:to|that i (?:have|need) to|called|named|titled|that says|saying|:|-|,)"
_PUT = (
    r"(?:add|put|write|note|place|stick|set|include|get(?! rid)|insert|enter|record|jot|list|mark)(?: down)?"
)
_TAIL = r"(?P<tail>(?: .*?)??)"
_FORMS = (
    rf"{_NEW} (?:{_LEAD} )+(?P<rest>.+)",
    rf"{_NEW} (?P<rest>[❝⏲].*)",
    rf"{_PUT} (?P<rest>.+?) (?:down )?(?:to|on|onto|in|into) {MY_LIST}{_TAIL}",
    rf"(?:{_PUT} )?(?:to |on |onto |in )?{MY_LIST} (?::|-|,|that i (?:have|need) to) (?P<rest>.+)",
    r"(?P<rest>(?!remind |.*\b(?:i|we|you|what|which|that)\b)[^,]+?)(?: (?:to|should|needs to|has to) be)? "
    rf"(?:put|added|written|noted|go) (?:down )?(?:to|on|onto|in|into) {MY_LIST}{_TAIL}",
    rf"{ONE}s? (?:: |- )(?P<rest>.+)",
)
_PARTS = (
    rf"{_PUT} (?P<rest>.+?) (?:as )?an? {PART} (?:of|to|under|for) (?P<whole>.+)",
    rf"{_PUT} (?P<rest>.+?) as (?:a )?part of (?P<whole>.*?\\b{ONE}\\b.*)",
    rf"{_ADD}{PART} (?:of|to|under|for) (?P<whole>.+?) (?::|-|called|named|titled) (?P<rest>.+)",
    rf"{_ADD}{PART} (?P<rest>❝) (?:of|to|under|for) (?P<whole>.+)",
)
_REMINDED = (
    r"remind me(?: please)? (?:to|that i (?:have|need) to) (?P<rest>.+?)"
    rf"(?:(?: ,)?(?: and)? (?:put|add)(?: (?:it|that|this))? (?:on|to) {MY_LIST})?",
)
_SOMETHING = r"(?:something|some things?|a thing|things|stuff)"
_OF_NOTHING = (
    rf"{_ADD}{_FIRST}(?:reminder|{ONE})(?: (?:alarm|alert|notification))?(?: for (?:me|myself))?"
    r"(?: (?:set(?: up)?|made|created|added))?(?: (?:on|in|to) my (?:list|calendar)| for later)?",
    rf"remind me(?: (?:(?:to|that i (?:have|need) to) do|about|of) (?:{_SOMETHING}|this|that))?"
    "(?: (?:later|again))*",
    r"(?:have |get )?(?:an? )?(?:new )?reminder(?: (?:made|set|set up|created))?",
)
"""A task of which nothing is said."""
_MAILS = (
    rf"{_ADD}{_FIRST}{ONE} (?:out of|of|from|for|about) (?P<mail>.+?)"
    r"(?P<tail>(?: ,)?(?: (?:due|by|until))?(?: ⏲)*)",
    rf"(?:turn|convert|make|change) (?P<mail>.+?) (?:in)?to (?:an? )?(?:new )?{_FIRST}{ONE}{_TAIL}",
    rf"(?:add|put) (?P<mail>.+?) (?:to|on|onto) {MY_LIST}{_TAIL}",
)
_SPEAKS = Pattern(rf"{SPEAKS_OF_THEM}| remind me | reminder ")
_PRIORITY = Pattern(
    rf" (?:(?:(?:with|at|of|as|and|,|\() )*(?:a )?(?P<a>{LEVEL})(?:-| )priority"
    rf"|priority(?: :)? (?P<b>{LEVEL})"
    r"|(?:, |\( |; )(?P<c>urgent|important)"
    r"|(?:, )?(?:it is|its|and it is|this is) (?P<d>urgent|important)) (?:\) )?$"
)
_BY = Spoken(r"\A(?:by|due|until|till|before|no later than|not later than)\b")
_DEADLINE = frozenset({"due", "by", "until", "deadline", "for"})
_WITHIN = ("'s",)
_NOTES = frozenset("note notes description comment".split())


def made(said: Instruction) -> CreateTask | TaskOfMail | None:
    """A task, where the words say that it is one, or want to be reminded of something at no time."""
    sentence = sentence_of(said)
    if not _SPEAKS.search(sentence.line):
        return None
    of_mail = _of_mail(said, sentence)
    if of_mail is not None:
        return of_mail
    part = _part(said, sentence)
    if part is not None:
        return part
    for form in _FORMS:
        match = fitting(form, sentence)
        if match is not None:
            places = sentence.within(*match.span("rest"))
            tail = sentence.within(*match.span("tail")) if "tail" in match.re.groupindex else []
            return _task(said, places, tail, _level(match))
    if is_alone(said) and any(fitting(form, sentence) for form in _OF_NOTHING):
        return CreateTask(*said.span, complete=True)
    for form in _REMINDED:
        match = fitting(form, sentence)
        if match is not None and not any(_is_time(token) for token in said.tokens[said.at :]):
            return _task(said, sentence.within(*match.span("rest")), [], "")
    return None


def _part(said: Instruction, sentence: Sentence) -> CreateTask | None:
    """ "Add 'book the hotel' as a sub-task of the trip": a part of a task that is there."""
    for form in _PARTS:
        match = fitting(form, sentence)
        if match is None:
            continue
        times, left = _times(said, sentence.within(*match.span("whole")))
        whole = task_of(said, left)
        if whole is None:
            continue
        made = _task(said, sentence.within(*match.span("rest")), [], _level(match))
        return replace(made, whole=whole, times=(*made.times, *times)) if made is not None else None
    return None


def _level(match: re.Match[str]) -> str:
    first = match["first"] if "first" in match.re.groupindex else None
    return LEVELS[first] if first else ""


def _of_mail(said: Instruction, sentence: Sentence) -> TaskOfMail | None:
    """ "Make a task of Ana's mail", "turn it into a to-do": which mail it is, another agent knows."""
    for form in _MAILS:
        match = fitting(form, sentence)
        if match is None:
            continue
        places = sentence.within(*match.span("mail"))
        mail, after = said.phrases.reference(places[0])
        if mail is None or after <= places[-1] or not _is_mail(mail):
            continue
        tail = sentence.within(*match.span("tail"))
        times, left = _times(said, sorted({*range(places[-1] + 1, after), *tail}))
        level, left = _priority(said, left)
        words = said.text[said.tokens[places[0]].begin : said.tokens[places[-1]].stop]
        return TaskOfMail(
            *said.span,
            # When it is due says nothing of the mail.
            mail=replace(mail, times=tuple(token for token in mail.times if token not in times)),
            words=words,
            times=times,
            priority=level or _level(match),
            leftovers=_leftovers(said, left),
            complete=True,
        )
    return None


def _is_mail(mail: Reference) -> bool:
    return mail.domain is Domain.EMAIL or (mail.pronoun and mail.domain is None and not mail.plural)


def _task(said: Instruction, places: list[int], tail: list[int], level: str) -> CreateTask | None:
    times, left = _times(said, tail)
    if left:
        level, left = _priority(said, left)
    over = _leftovers(said, left)
    notes, places = _notes(said, places)
    found, places = _priority(said, places)
    more, places = _times(said, places)
    if not found:
        found, places = _priority(said, places)
    while places and said.low(places[0]) in {"to", ":", "-", ","}:
        places = places[1:]
    while places and said.low(places[-1]) in {"please", ",", "due", "-", ":"}:
        places = places[:-1]
    if not places:
        return None
    if len(places) > 1 and said.phrases.sort(places[0]) is Sort.QUOTE:
        over, places = (*over, *_leftovers(said, places[1:])), places[:1]
    return CreateTask(
        *said.span,
        title=_title(said, places),
        times=(*times, *more),
        priority=found or level,
        notes=notes,
        leftovers=over,
        unplaced=_further(said),
        complete=True,
    )


def _leftovers(said: Instruction, places: list[int]) -> tuple[str, ...]:
    tokens = (said.tokens[i] for i in places)
    return tuple(token.text for token in tokens if token.sort is not Sort.SIGN and token.low != "please")


def _notes(said: Instruction, places: list[int]) -> tuple[str, list[int]]:
    """ "… with the note 'two rooms'": a quote that is said to be one, and the rest."""
    at = next((i for i in places if said.phrases.sort(i) is Sort.QUOTE and said.low(i - 1) in _NOTES), None)
    if at is None:
        return "", places
    begin = at - 1
    while said.low(begin - 1) in {"the", "a", "with", "and"}:
        begin -= 1
    return said.tokens[at].value, [i for i in places if not begin <= i <= at]


def _title(said: Instruction, places: list[int]) -> str:
    """As it was typed, with a capital; a quote without its marks."""
    if len(places) == 1 and said.phrases.sort(places[0]) is Sort.QUOTE:
        return said.tokens[places[0]].value.strip()
    pieces: list[str] = []
    begin = 0
    for number, place in enumerate(places):
        if number + 1 == len(places) or places[number + 1] != place + 1:
            pieces.append(said.raw(places[begin], place + 1))
            begin = number + 1
    title = " ".join(filter(None, pieces)).strip(" ,;:-")
    return title[:1].upper() + title[1:]


def _times(said: Instruction, places: list[int]) -> tuple[tuple[Token, ...], list[int]]:
    """When it is due: what is said at either end, or by a word for a limit; and the rest."""
    found = [i for i in places if _is_time(said.tokens[i])]
    due = [
        i
        for i in found
        if i in (places[0], places[-1]) or _BY.match(said.tokens[i].text) or said.low(i - 1) in _DEADLINE
        if said.low(i + 1) not in _WITHIN
    ]
    if len(due) > 2:
        return (), places
    ends = {i for i in due if said.low(i - 1) in _DEADLINE - {"for"}}
    gone = set(due) | {i - 1 for i in ends}
    return tuple(said.tokens[i] for i in due), [i for i in places if i not in gone]


def _is_time(token: Token) -> bool:
    return token.dated


def _priority(said: Instruction, places: list[int]) -> tuple[str, list[int]]:
    """How important it is said to be at the end, and the rest."""
    if not places:
        return "", places
    words = [said.tokens[i].low or "❝" for i in places]
    line, starts = " ", []
    for word in words:
        starts.append(len(line))
        line += f"{word} "
    match = _PRIORITY.search(line)
    if match is None:
        return "", places
    level = next(value for value in match.groups() if value)
    return LEVELS[level], [
        place for place, start in zip(places, starts, strict=True) if start < match.start() + 1
    ]


def _further(said: Instruction) -> tuple[str, ...]:
    """What stands behind "and" and may be a part of what is to be done: nobody can tell, so it is asked."""
    rest = said.text[said.tokens[-1].stop :]
    match = re.match(r",? *and (?P<verb>\w+)(?P<rest>[^.!?;]*)", rest)
    if match is None or match["verb"].lower() in NEXT_ORDERS:
        return ()
    return (f"and {match['verb']}{match['rest']}",)
