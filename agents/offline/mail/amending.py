"""What is said to change a mail that was just proposed: "cc maya", "no, to farid", "subject: iPads"."""

import re
from dataclasses import replace
from datetime import datetime

from agents.offline.asking.wording import capital, ended
from agents.offline.mail.frames import FILED, AmendMail, Copied, ForwardMail, NewMail, ReplyToMail
from agents.offline.reading.afterwords import afterwords, drops
from agents.offline.reading.frames import Frame
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.tokens import Sort, Token, tokenize
from agents.offline.reading.when import names_day
from agents.offline.reading.words import Domain
from tools.patterns import Pattern, Spoken
from tools.remembered import remembered

_COPIED = (
    Spoken(r"(?:b?cc|copy)(?: in)?:? (?P<who>.+)"),
    Spoken(
        r"(?:put|add|include|have|keep|copy|send|with) (?P<who>.+?) (?:also )?(?:in|on|to|as|into|in the) "
        r"(?:the )?(?:b?cc|copy)"
    ),
    Spoken(r"(?:add |with |put )?(?:an? )?(?:b?cc|copy)(?: it)?(?: to| for)? (?P<who>.+)"),
    Spoken(r"(?P<who>.+?) in (?:the )?(?:b?cc|copy)"),
)
_TO = Spoken(
    r"(?:(?:send|address|mail|email|make|(?P<forwards>forward)|write) (?:it|that|this) (?:only )?"
    r"|it(?:'s| is| should go| goes)? )?(?:only )?(?:to|for) (?P<who>.+)"
)
_SUBJECT = Pattern(
    r"(?:the )?(?:subject|title)(?: line)? ?(?::|is|should be|=) ?(?P<plain>.+)"
    r"|(?:change|make|set|use) (?:the )?(?:subject|title)(?: line)?(?: of it)? (?:to |as |be )?(?P<new>.+)"
    r"|(?:title|call|name) (?:it|that|this) (?P<called>.+)",
    re.IGNORECASE | re.DOTALL,
)
_TEXT = Pattern(
    r"(?:body|text|message|content) ?: ?(?P<plain>.+)"
    r"|(?:change|make|set) the (?:body|text|message|wording)(?: of it)? (?:to|say|be) (?P<new>.+)"
    r"|(?:(?:make|let|have) it )?(?:say(?: that)?|write that) (?P<said>.+)",
    re.IGNORECASE | re.DOTALL,
)
_MORE = Pattern(
    r"(?:add|mention|include|say also|tell (?:her|him|them)) (?:that |: ?)(?P<more>.+)",
    re.IGNORECASE | re.DOTALL,
)
_LATER = Spoken(r"send (?:it|that|this) (?P<when>.+)")
_ANOTHER_TIME = Spoken(
    r"(?P<make>(?:make|change) (?:it|that|this) (?:to |for )?|it(?:'s| is) )?(?P<when>.{3,40})"
)
_NOT_TO = Spoken(
    r"(?:not to|without|remove|drop|leave out|(?:but )?(?:not|except(?: for)?)"
    r"(?! (?:yet|now|today|tomorrow|sure|really|quite|so|ok(?:ay)?|good|right|like|that|this|these|those|it"
    r"|all|bad)\b))"
    r" (?P<who>.+)"
)
_NOT_THOSE = Spoken(
    r"(?:but |all but |yes,? but |ok,? but )?(?:not|without|except(?: for)?|leave out|leave|keep|skip)"
    r" (?P<which>(?:the|those|that|this|\S+'s).*?)(?: (?:out|alone|there|where (?:it is|they are)))?"
)
_LED = Spoken(r"(?:on|at|for|to|until|till|by|from) ")
_LONGEST_NAMES = 80
_MOST_CHARS = 1_000


@remembered(64)
def amendment(said: str, now: datetime) -> AmendMail | None:
    """What `said` changes of the mail that is spoken of; None where it says anything else."""
    if len(said) > _MOST_CHARS or drops(said):
        return None
    after = afterwords(said)
    text, own = after.text, after.opened
    blank = AmendMail(0, len(said), target=Reference(Domain.EMAIL, len(said), len(said), pronoun=True))
    if not text:
        return None
    if match := _SUBJECT.fullmatch(own.rstrip(" .")):
        return replace(blank, title=_unquoted(next(one for one in match.groups() if one)))
    if match := _TEXT.fullmatch(own):
        return _with_text(blank, next(one for one in match.groups() if one))
    if match := _MORE.fullmatch(own):
        return replace(blank, more=_unquoted(match["more"]))
    if match := _LATER.fullmatch(text):
        times = tokenize(match["when"], now)
        if all(one.sort is Sort.TIME for one in times):
            return replace(blank, times=times)
    if (match := _ANOTHER_TIME.fullmatch(text)) and (match["make"] or after.turns):
        times = tokenize(match["when"], now)
        if len(times) == 1 and times[0].sort is Sort.TIME:
            return replace(blank, says_when=times[0])
    for form in _COPIED:
        if (match := form.fullmatch(text)) and (people := _people(match["who"], now)):
            hidden = "bcc" in text.lower()
            return replace(blank, bcc=people) if hidden else replace(blank, cc=people)
    if (match := _NOT_THOSE.fullmatch(own.rstrip(" ."))) and (keeps := _mails(match["which"], now)):
        return replace(blank, keeps=keeps)
    if (match := _NOT_TO.fullmatch(text)) and (people := _people(match["who"], now)):
        return replace(blank, goes=people)
    match = _TO.fullmatch(text)
    people = _people(match["who"] if match else text, now)
    if people and (match or after.turns):
        forwards = match is not None and match["forwards"] is not None
        return replace(blank, people=people, instead=after.turns or not after.adds, forwards=forwards)
    return None


def amended(frame: Frame, more: Frame, now: datetime) -> Frame | None:
    """`frame`, which has not gone out, with `more`; None where the one can't be said of the other."""
    if isinstance(more, AmendMail) and isinstance(frame, FILED) and frame.target is not None:
        keeps = more.keeps or (Reference(Domain.EMAIL, 0, 0, people=more.goes) if more.goes else None)
        if keeps is None or frame.target.but is not None:
            return None
        return replace(frame, target=replace(frame.target, but=keeps))
    if not isinstance(more, AmendMail) or not isinstance(frame, Copied) or isinstance(frame, AmendMail):
        return None
    if more.forwards and not isinstance(frame, ForwardMail):
        # Of an answer that was refused: the mail itself is meant.
        return None
    if more.says_when is not None:
        body = _at_another_time(frame.body, more.says_when, now)
        return replace(frame, body=body) if body is not None else None
    frame = replace(frame, cc=_without((*frame.cc, *more.cc), more.goes))
    if more.body:
        frame = replace(frame, body=more.body, quoted=more.quoted, body_manner="say")
    if more.more:
        frame = replace(frame, body=_and(frame.body, more.more), body_manner=frame.body_manner or "say")
    if more.times:
        frame = replace(frame, times=more.times)
    match frame:
        case NewMail():
            people = more.people if more.instead else (*frame.people, *more.people)
            frame = replace(frame, people=_without(people or frame.people, more.goes))
            bcc = _without((*frame.bcc, *more.bcc), more.goes)
            return replace(frame, title=more.title or frame.title, bcc=bcc)
        case ForwardMail():
            people = more.people if more.instead else (*frame.people, *more.people)
            return (
                None
                if more.title or more.bcc
                else replace(frame, people=_without(people or frame.people, more.goes))
            )
        case ReplyToMail() if not (more.title or more.bcc or more.goes or more.people):
            return frame
        case ReplyToMail() if more.instead and len(more.people) == 1:
            last = Reference(
                Domain.EMAIL, frame.begin, frame.stop, noun="email", order=-1, people=more.people
            )
            return replace(frame, target=last)
    return None


def _at_another_time(body: str, instead: Token, now: datetime) -> str | None:
    """`body` with `instead` in the place of the one day, or the one time of day, that it names."""
    day = names_day(instead, now)
    said = [token for token in tokenize(body, now) if token.time is not None and names_day(token, now) is day]
    if len(said) != 1:
        return None
    lead, led = _LED.match(said[0].text), _LED.match(instead.text)
    words = instead.text if led or not lead else f"{lead[0]}{instead.text}"
    return f"{body[: said[0].begin]}{words}{body[said[0].stop :]}"


def _people(words: str, now: datetime) -> tuple[Person, ...]:
    """The people that all of `words` name; nobody where they say anything else."""
    if len(words) > _LONGEST_NAMES or not words.strip():
        return ()
    phrases = Phrases(tokenize(words, now))
    people, after = phrases.people(0)
    whole = after == len(phrases.tokens) and not any(one.relation or one.myself for one in people)
    return people if whole else ()


def _mails(words: str, now: datetime) -> Reference | None:
    """The mails that all of `words` name; None where they name anything else."""
    phrases = Phrases(tokenize(words, now))
    found, after = phrases.reference(0)
    if found is None or after < len(phrases.tokens) or found.domain not in (None, Domain.EMAIL):
        return None
    only = found.pronoun and (found.people or found.words or found.about or found.times)
    if found.pronoun and not only:
        return None
    return replace(found, domain=Domain.EMAIL, pronoun=False, noun="email")


def _without(people: tuple[Person, ...], going: tuple[Person, ...]) -> tuple[Person, ...]:
    names = {one.text.lower() for one in going}
    return tuple(one for one in people if not names & {one.text.lower(), *one.text.lower().split()})


def _with_text(blank: AmendMail, words: str) -> AmendMail:
    plain = _unquoted(words)
    return replace(blank, body=plain, quoted=plain != words.strip(), body_manner="say")


def _and(before: str, more: str) -> str:
    return f"{ended(before)} {ended(capital(more))}" if before else more


def _unquoted(words: str) -> str:
    text = words.strip()
    for marks in ('""', "''", "“”", "‘’"):
        if len(text) > 2 and text[0] == marks[0] and text[-1] == marks[1]:
            return text[1:-1].strip()
    return text
