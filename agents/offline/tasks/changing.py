"""Instructions about tasks that are there: done, reopened, taken off, changed."""

import re
from collections.abc import Callable
from typing import NamedTuple

from agents.offline.reading.claims import Sentence
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.references import Quantity, Reference
from agents.offline.tasks.frames import ChangeTask, CompleteTask, DeleteTask, ReopenTask
from agents.offline.tasks.things import fitting, is_alone, sentence_of, task_of
from agents.offline.tasks.words import ALL, LEVEL, LEVELS, LIST, MY_LIST, ONE, SAID_DONE, SPEAKS_OF_THEM
from tools.patterns import Pattern

_REF = r"(?P<ref>.+?)"
_OFF = rf"(?: (?:from|off|off of|on|in) {MY_LIST})?"
_ON = rf" (?:from|off|off of|on|in) {MY_LIST}"
_TASK_NAMED = rf"(?:.*?\b)?{ONE}\b.*?"
_TASK = rf"(?P<ref>{_TASK_NAMED})"
_NOT_DONE = r"(?:not done|undone|open|not finished|not completed|incomplete|unfinished)"
_DELETE = (
    r"(?:delete|remove|drop|cancel|scrap|erase|clear(?: out)?|take|trash|discard|wipe(?: out)?|empty(?: out)?"
    r"|get rid of|scratch|strike|clean(?: out)?|blank(?: out)?|nuke|reset|ditch)"
)
_RETIME = (
    r"(?:change|move|set|push back|push|put off|put back|put|shift|postpone|extend|reschedule|defer"
    r"|delay|bring forward)"
)
_DATE = r"(?:due date|deadline|due time)"
_TO = r"(?P<times>⏲|to ⏲|to be ⏲|for ⏲)"
_RANK = r"(?:give|make|mark|set|flag)"
_LEVEL = rf"(?:as |to |a )*(?P<level>{LEVEL})"

_DONE = (
    rf"(?:mark|set|flag|check|tick|call) {_REF}{_OFF} (?:as |off as )?{SAID_DONE}",
    rf"(?:tick|check|cross|mark) off {_REF}{_OFF}",
    rf"(?:tick|check|cross) {_REF} off(?: (?:my |the )?{LIST})?",
)
_FINISH = (rf"(?:complete|finish|close) {_REF}{_OFF}",)
_FINISHED = (
    r"i (?:have |just |already )*(?:finished|completed|done) (?:with )?(?P<ref>.+?)",
    r"(?:i am )?(?:all )?(?:done|finished) with (?P<ref>.+?)",
)
_IS_DONE = (r"(?P<ref>.+?) (?:is|was) (?:now |already )?(?:done|finished|completed)(?: now)?",)
_REOPENED = (
    rf"reopen {_REF}{_OFF}",
    rf"(?:mark|set) {_REF}{_OFF} (?:as )?{_NOT_DONE}(?: again)?",
    rf"(?:untick|uncheck) {_REF}{_OFF}",
)
_REMOVED = (
    rf"{_DELETE} {_REF}{_ON}",
    rf"{_DELETE} (?P<ref>(?:{_TASK_NAMED}|{ALL}))(?: for me)?",
    rf"i (?:do not|no longer) (?:need|want|have)(?: to (?:have|see|do))? {_REF}{_ON}"
    "(?: any more| anymore| now)?",
)
_DUE_DATE = (
    rf"{_RETIME} (?:the |its )?{_DATE} (?:of|for) {_REF} {_TO}",
    rf"{_RETIME} {_REF} (?:is |'s )?{_DATE} {_TO}",
)
_DUE = (
    rf"{_RETIME} {_TASK} {_TO}",
    rf"(?:make|set) {_TASK} (?P<times>⏲|due ⏲)",
    rf"{_TASK} (?:is|should be) (?P<times>⏲|due ⏲)(?: now| instead)?",
)
_SHIFTED = (rf"{_RETIME} {_TASK} (?P<by>(?:by |back )*⏱(?: later| earlier)?)",)
_UNDATED = (
    rf"(?:remove|delete|drop|clear) (?:the )?{_DATE} (?:of|from|for) {_REF}",
    rf"{_TASK} has no {_DATE}(?: any more| anymore)?",
)
_RENAMED = (
    rf"(?:rename|retitle|call) {_TASK} (?:to|as|into) (?P<title>.+)",
    rf"change the (?:title|name) of {_TASK} to (?P<title>.+)",
)
_PRIORITY = (
    rf"(?:set|change|raise|lower|make) (?:the )?priority (?:of|for) {_REF} (?:to |as )?(?P<level>{LEVEL})",
    rf"{_RANK} {_REF} {_LEVEL}(?: |-)priority",
)
_RANKED = (
    rf"{_RANK} {_TASK} {_LEVEL}",
    rf"{_TASK} (?:is|has) (?:a )?(?P<level>{LEVEL})(?:(?: |-)priority)?",
)
_SPEAKS = Pattern(
    rf"{SPEAKS_OF_THEM}| (?:done|complete|completed|finish|finished|tick|check|cross|reopen|untick|uncheck"
    r"|deadline|priority) | due (?:date|time) "
)


_SOONER = frozenset({"earlier", "sooner", "forward"})


class _Found(NamedTuple):
    """An instruction, what it matched, and the task that it names."""

    said: Instruction
    match: "re.Match[str]"
    ref: Reference

    def tokens(self, group: str) -> list[int]:
        """The places of a group of what was matched."""
        return sentence_of(self.said).within(*self.match.span(group))


def changed(said: Instruction) -> Frame | None:
    """What is to become of a task; None where nothing says that it is one."""
    sentence = sentence_of(said)
    if not _SPEAKS.search(sentence.line):
        return None
    readings = (
        _read(said, sentence, form, make, sure=sure) for forms, make, sure in _READERS for form in forms
    )
    return next((frame for frame in readings if frame is not None), None)


def _read(
    said: Instruction, sentence: Sentence, form: str, make: Callable[[_Found], Frame | None], *, sure: bool
) -> Frame | None:
    match = fitting(form, sentence)
    if match is None:
        return None
    ref = task_of(said, sentence.within(*match.span("ref")))
    if ref is None:
        return None
    if ref.quantity is Quantity.ALL and make not in {_completed, _removed, _stated}:
        return None
    # "Complete the form": only what is called a task, or stands on the list, is one for sure.
    known = bool(ref.noun or ref.pronoun) or re.search(rf"\b{LIST}\b", match[0]) is not None
    return make(_Found(said, match, ref)) if known or sure else None


def _completed(found: _Found) -> Frame | None:
    return CompleteTask(*found.said.span, target=found.ref, complete=True)


def _stated(found: _Found) -> Frame | None:
    """A statement says so only where it is all that is said: it may be the reason for something else."""
    return _completed(found) if is_alone(found.said) else None


def _reopened(found: _Found) -> Frame | None:
    return ReopenTask(*found.said.span, target=found.ref, complete=True)


def _removed(found: _Found) -> Frame | None:
    # "Delete it": of what it is, the conversation decides.
    bare = found.ref.pronoun and not found.ref.noun and not re.search(rf"\b{LIST}\b", found.match[0])
    return None if bare else DeleteTask(*found.said.span, target=found.ref, complete=True)


def _due(found: _Found) -> Frame | None:
    tokens = (found.said.tokens[i] for i in found.tokens("times"))
    times = tuple(token for token in tokens if token.time is not None)
    return ChangeTask(*found.said.span, target=found.ref, times=times, complete=True)


def _shifted(found: _Found) -> Frame | None:
    said, places = found.said, found.tokens("by")
    lengths = [said.tokens[i].time for i in places if said.tokens[i].time is not None]
    shift = lengths[0].duration if len(lengths) == 1 and lengths[0] is not None else None
    if shift is None:
        return ChangeTask(*said.span, target=found.ref, unplaced=(said.raw(places[0], places[-1] + 1),))
    sooner = {said.low(i) for i in range(said.at, said.end)} & _SOONER
    return ChangeTask(*said.span, target=found.ref, shift=-shift if sooner else shift, complete=True)


def _undated(found: _Found) -> Frame | None:
    return ChangeTask(*found.said.span, target=found.ref, no_time=True, complete=True)


def _renamed(found: _Found) -> Frame | None:
    said, places = found.said, found.tokens("title")
    quote = said.tokens[places[0]].value if len(places) == 1 else ""
    title = quote or said.raw(places[0], places[-1] + 1)
    return ChangeTask(*said.span, target=found.ref, title=title[:1].upper() + title[1:], complete=True)


def _ranked(found: _Found) -> Frame | None:
    level = LEVELS[found.match["level"]]
    return ChangeTask(*found.said.span, target=found.ref, priority=level, complete=True)


_READERS = (
    (_REOPENED, _reopened, True),
    (_DONE, _completed, True),
    (_FINISH, _completed, False),
    (_UNDATED, _undated, True),
    (_PRIORITY, _ranked, True),
    (_RANKED, _ranked, False),
    (_DUE_DATE, _due, True),
    (_DUE, _due, False),
    (_SHIFTED, _shifted, False),
    (_RENAMED, _renamed, False),
    (_REMOVED, _removed, False),
    (_FINISHED, _stated, True),
    (_IS_DONE, _stated, False),
)
"""How each is read, and whether its words say that it is about a task, whatever that is called."""
