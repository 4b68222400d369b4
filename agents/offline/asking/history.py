"""What was said before a request: the events, mails and people that it may point back to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from typing import TypeVar

from agents.offline.asking.answer import Thing
from agents.offline.asking.messages import Line
from agents.offline.asking.specialists import tools
from agents.offline.reading.afterwords import afterwords
from agents.offline.reading.asked_at_once import asked_at_once
from agents.offline.reading.courtesies import OPENED
from agents.offline.reading.frames import Clause, Enquiry, Frame, Listing, Need, Told, Written
from agents.offline.reading.references import Person, Reference, is_called
from agents.offline.reading.tokens import Token, tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.when import day_of, names_day
from agents.offline.reading.words import EVENT_NOUNS, FUNCTION, MAIL_NOUNS, PLEASED, Domain
from tools.patterns import Pattern, Spoken
from tools.timewords import resolve

_SAME = frozenset("the same exact very thing things too as well also that message".split())
_WHAT_ABOUT = Spoken(
    r"\A\W*(?:(?:and|so|ok|okay|now|great|good|thanks|then|but)\W+)*(?:what|how) about (?P<when>[^?]+?)\W*\Z"
    r"|\A\W*and (?P<then>[^?]+?)\W*\Z"
    r"|\A\W*(?:(?:and|so|no|oh|ok|okay|sorry|actually|what about|how about)\W+)*the (?:other )?one "
    r"(?P<one>(?:on|at|for|in|this|next|from|today|tomorrow|tonight)\b[^?]+?)(?:,? please)?\W*\Z"
)
_WITH_OTHERS = Spoken(
    r"\A\W*(?:(?:and|so|but|ok|okay)\W+)*(?:(?:what|how) about )?"
    r"(?:the (?:one|meeting|event|appointment) )?with (?P<who>[^?,;\d]{2,60})\?\W*\Z"
    r"|\A\W*(?:(?:and|so|but|ok|okay)\W+)*(?:what|how) about"
    r" (?P<name>(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?)\?\W*\Z"
    r"|\A\W*(?:(?:and|so|but|ok|okay)\W+)*(?:what|how) about (?P<low>[^\W\d_]{2,20})\W*\Z"
    r"|\A\W*and (?P<alone>[^\W\d_]{2,20})\W*\Z"
)
_NOBODY = (
    FUNCTION
    | EVENT_NOUNS
    | MAIL_NOUNS
    | PLEASED
    | COMMAND_VERBS
    | frozenset("lunch dinner breakfast work home".split())
)
_ANOTHER_THING = Spoken(
    r"\A\W*(?:(?:and|so|but|ok|okay)\W+)*(?:(?:what|how) about )?"
    r"(?P<what>(?:the|my|our) (?!(?:first|second|third|last|next|other|one)\b)[^?,;\d]{2,60})\?\W*\Z"
)
_MEANT = Spoken(
    r"\A\W*(?:(?:no|nope|oh|i['’]?m|sorry|wait|oops|actually)\W+)*i (?:actually |really )?(?:mean|meant)\b"
)
_LOOK = Spoken(
    rf"\A\W*{OPENED}(?P<asks>when(?: is|['’]s)|where(?: is|['’]s)"
    r"|what time is|how long is|who is coming to|find|show me|search for|look for)(?= )"
)
_DEFINITE = Spoken(
    r"(?:the|my|our|her|his|their) (?!(?:one|first|second|third|last|next|other)\b)[^\W\d].{2,80}\Z"
)
_NOT_SO = Spoken(r"\A\W*(?:no|nope|sorry|oops)\b")
_NEWS = frozenset("time date day details detail change changes news".split())
Asked = TypeVar("Asked", bound=Frame)
_LOOKED_BACK = 12


def _reporter(line: Line) -> Domain | None:
    """Whose report a line is, as the supervisor and as the agents see it."""
    return next((domain for domain, tool in tools().items() if line.speaker in (tool, str(domain))), None)


def last_thing(history: tuple[Line, ...], domain: Domain | None) -> Thing | None:
    """The event or mail that was last reported on."""
    answer: Thing | None = None
    for line in reversed(history[-_LOOKED_BACK:]):
        found = [thing for thing in _certain(line) if domain is None or thing.domain is domain]
        if not found:
            continue
        if not found[0].answers:
            return found[-1]
        # "Forward it to Ana", "archive it": the mail that came is meant, and not the one that went out.
        answer = answer or found[-1]
    return answer


def told_of_several(history: tuple[Line, ...], domain: Domain) -> bool:
    """Whether the last report of `domain` told of things without being certain of one."""
    reports = (line for line in reversed(history) if _reporter(line) is domain and line.outcome != "question")
    last = next(reports, None)
    return last is not None and bool(last.answer.people) and not _certain(last)


def told_of_all(history: tuple[Line, ...], domain: Domain | None) -> bool:
    """Whether the last report that was certain of anything was so of more than one thing."""
    for line in reversed(history[-_LOOKED_BACK:]):
        if found := {thing.id for thing in _certain(line) if domain is None or thing.domain is domain}:
            return len(found) > 1
    return False


def listed_last(history: tuple[Line, ...]) -> Domain | None:
    """Of what the last report was, whatever it told."""
    return next((domain for line in reversed(history) if (domain := _reporter(line)) is not None), None)


def only_thing(history: tuple[Line, ...], ref: Reference, domain: Domain) -> Thing | None:
    """The one event or mail of the last report that "the meeting" or "the review" can be; None when in doubt.

    A report of no certain thing, such as a list, may speak of others: then it is not sure which one is meant.
    """
    for line in reversed(history[-_LOOKED_BACK:]):
        if _reporter(line) is domain and not (line.outcome == "refused" and not _certain(line)):
            words = set() if ref.generic else set(ref.words.lower().split())
            fitting = {
                thing.id: thing
                for thing in _certain(line)
                if thing.domain is domain and words <= set(thing.title.lower().split())
            }
            return next(iter(fitting.values())) if len(fitting) == 1 else None
    return None


def _certain(line: Line) -> list[Thing]:
    """What a report is about, of which it is certain which it is."""
    return [thing for thing in line.answer.things if thing.id]


def not_changed(history: tuple[Line, ...], domain: Domain | None, now: datetime) -> Reference | None:
    """What the user last wanted changed, where nothing came of it: it was refused, or failed."""
    for number in range(len(history) - 1, 0, -1):
        line = history[number]
        reporter = _reporter(line)
        if reporter is None:
            continue
        if domain not in (None, reporter) or line.outcome not in ("refused", "failed"):
            return None
        frames = _frames_of_user(history[: number + 1], now)
        target = frames[-1].target if frames and frames[-1].domain is reporter else None
        return target if target is not None and not (target.pronoun or target.bare or target.plural) else None
    return None


def last_looked_for(history: tuple[Line, ...], domain: Domain | None, now: datetime) -> Reference | None:
    """The events or mails that the user last had listed."""
    looked_for = _looking(reversed(_frames_of_user(history, now)))
    return next((ref for ref in looked_for if domain in (None, ref.domain)), None)


def just_looked_for(history: tuple[Line, ...], domain: Domain, now: datetime) -> Reference | None:
    """The events or mails that were listed last, when no others of their kind were spoken of since."""
    for frame in reversed(_frames_of_user(history, now)):
        again = frame.target is not None and (frame.target.pronoun or frame.target.bare)
        if frame.domain is domain and not again:
            return next(_looking((frame,)), None)
    return None


def last_asked(history: tuple[Line, ...], kind: type[Asked], now: datetime) -> Asked | None:
    """The user's last request, when it was for that."""
    frames = _frames_of_user(history, now)
    return frames[-1] if frames and isinstance(frames[-1], kind) else None


def last_told(history: tuple[Line, ...], now: datetime) -> Written | None:
    """The text of the last mail, or what the last event came to as such a text; None without either."""
    for number in range(len(history) - 1, -1, -1):
        line = history[number]
        news = next((thing.news for thing in line.answer.things if thing.news), "")
        if line.outcome == "done" and news:
            return Written(0, 0, body=news, body_manner="say")
        if line.by_user:
            for frame in reversed(_frames_of_user(history[: number + 2], now)[-1:]):
                about = isinstance(frame, Told) and frame.about
                if isinstance(frame, Written) and frame.retold and (frame.body or about):
                    return None if says_the_same(frame) else frame
    return None


def says_the_same(frame: Written) -> bool:
    """Whether the text of a mail only points at what was said before: "the same", "the same thing too"."""
    words = set(frame.body.lower().rstrip(".!").split())
    return not frame.quoted and "same" in words and words <= _SAME


def tells_of_news(frame: Told) -> bool:
    """Whether a mail says no more than what has just become of something: "the new time", "the details"."""
    words = set((frame.body or frame.about).lower().rstrip(".!").split())
    return (
        not (frame.quoted or frame.title)
        and bool(words & _NEWS)
        and words <= _NEWS | {"the", "new", "of", "it", "this", "that"}
    )


def _looking(frames: Iterable[Frame]) -> Iterator[Reference]:
    for frame in frames:
        if isinstance(frame, Listing) and frame.target is not None and not frame.target.pronoun:
            yield frame.target


def _frames_of_user(history: tuple[Line, ...], now: datetime) -> list[Frame]:
    """What the user has asked for and was answered; an agent's conversation ends with the request itself."""
    return [frame for text in _said_by_user(history, now) for frame in understand(text, now).frames]


def _said_by_user(history: tuple[Line, ...], now: datetime) -> list[str]:
    """The user's answered requests, each in full."""
    answered = max((i for i, line in enumerate(history) if not line.by_user), default=-1)
    said: list[str] = []
    lines = history[: answered + 1][-_LOOKED_BACK:]
    for place, line in enumerate(lines):
        if line.by_user:
            asked = _looked_for_as(lines[place + 1 :])
            said.append(asked or _gone_on(line.text, said, now) or asked_at_once(line.text) or line.text)
    return said


def _looked_for_as(after: Sequence[Line]) -> str:
    """How the one agent was asked that has answered a question, as far as that is known: "hows my tuesday",
    "which is the longest" in full."""
    reports = [line for line in takewhile(lambda line: not line.by_user, after) if line.request]
    return reports[0].request if len(reports) == 1 and reports[0].outcome == "answered" else ""


def in_full(text: str, history: tuple[Line, ...], now: datetime) -> str:
    """A request with what only the one before it says: "what about Tuesday?" after a look at another day."""
    asks = any(form.match(text) for form in (_WHAT_ABOUT, _WITH_OTHERS, _ANOTHER_THING))
    if not asks and not (_MEANT.match(text) or _NOT_SO.match(text)):
        return text
    return _gone_on(text, _said_by_user(history, now), now) or text


def _gone_on(text: str, before: Sequence[str], now: datetime) -> str:
    """The last question again, of another day or of somebody else; empty where it is neither."""
    if before and (instead := _looked_instead(text, before[-1])):
        return instead
    if _corrects(text, before, now):
        # "I meant on Monday", after a look.
        text = f"what about {afterwords(text).text}?"
    return (
        _of_another_day(text, before, now)
        or _of_others(text, before, now)
        or _of_another_thing(text, before, now)
    )


def _corrects(text: str, before: Sequence[str], now: datetime) -> bool:
    """Whether it corrects the question before it: "i meant Monday"; "no, Friday", of no certain event."""
    if _MEANT.match(text):
        return True
    frames = understand(before[-1], now).frames if before and _NOT_SO.match(text) else ()
    target = frames[0].target if len(frames) == 1 else None
    return bool(frames) and (target is None or not (target.words or target.title or target.pronoun))


def _looked_instead(text: str, asked: str) -> str:
    """ "I meant my lunch in May", after "find my dinner": the same question, of another thing by its name."""
    meant, look = _MEANT.match(text), _LOOK.match(asked)
    named = text[meant.end() :].strip(" ,.!?") if meant else ""
    return f"{look['asks']} {named}?" if look and _DEFINITE.match(named) else ""


def _of_others(text: str, before: Sequence[str], now: datetime) -> str:
    """ "How about with Abby?", "and the one with Jackson?": the last question with them in it."""
    match = _WITH_OTHERS.match(text)
    asked = before[-1].rstrip(" ?") if match and before else ""
    frames = understand(before[-1], now).frames if asked else ()
    if match is None or len(frames) != 1 or frames[0].writes:
        return ""
    target = frames[0].target
    people = frames[0].people if target is None else target.people
    if not people and not (isinstance(frames[0], Listing) and frames[0].question):
        return ""
    alone = match["low"] or match["alone"]
    if alone and (alone.lower() in _NOBODY or len(people) != 1 or people[0].pronoun):
        return ""
    who = match["who"] or match["name"] or _as_asked(alone, people[0], before[-1])
    if not people:
        return f"{asked} with {who}?" if match["who"] else ""
    begin, stop = people[0].begin, people[-1].stop
    known = 0 < begin < stop <= len(before[-1])
    return f"{before[-1][:begin]}{who}{before[-1][stop:]}" if known else ""


def _as_asked(name: str, before: Person, asked: str) -> str:
    """ "And bens", after "whats anas number": both with the same ending."""
    owns = asked[before.stop :].lstrip("'’").startswith("s")
    return name.removesuffix("s") if owns and name.endswith("s") and len(name) > _SHORT_NAME else name


_SHORT_NAME = 3


def _of_another_thing(text: str, before: Sequence[str], now: datetime) -> str:
    """ "What about the party?", "the barbecue?": the last question of an event by its name, of that one."""
    match = _ANOTHER_THING.match(text)
    frames = understand(before[-1], now).frames if match and before else ()
    asked = frames[0] if len(frames) == 1 else None
    if match is None or not isinstance(asked, Listing) or not asked.question:
        return ""
    target = asked.target
    if target is None or not target.words:
        return ""
    named = re.search(rf"(?:\b(?:the|my|our) )?{re.escape(target.words)}\b", before[-1], re.IGNORECASE)
    return f"{before[-1][: named.start()]}{match['what']}{before[-1][named.end() :]}" if named else ""


def _of_another_day(text: str, before: Sequence[str], now: datetime) -> str:
    """The last question again with another time in it; empty where it is none, or had several times."""
    match = _WHAT_ABOUT.match(text)
    words = (match["one"] or match["when"] or match["then"]) if match else ""
    words = f"at {words}" if _HOUR.fullmatch(words) else words
    found = resolve(words, now=now) if words else None
    frames = understand(before[-1], now).frames if before else ()
    if not frames or found is None or found.start is None or found.unresolved:
        return ""
    frame, asked = frames[-1], before[-1]
    if not isinstance(frame, Enquiry) or not (frame.anew or isinstance(frame, Listing)) or len(frames) > 1:
        return ""
    times = (*frame.times, *(frame.target.times if frame.target is not None else ()))
    if len(times) == 1 and asked[times[0].begin : times[0].stop] == times[0].text:
        then = _like(times[0], words, now)
        forms = (f"{asked[: times[0].begin]}{way}{asked[times[0].stop :]}" for way in (then, f"on {then}"))
        # "The longest event wed": a time only behind "on".
        return next((form for form in forms if _has_time(form, now)), "")
    if not times and frame.target is not None and (frame.target.words or frame.target.title):
        return f"{asked.rstrip(' ?.!')} {words}?"
    # Of whom it was asked would be lost.
    about_others = bool(frame.people or (frame.target is not None and frame.target.people))
    return f"{frame.anew} {words}?" if frame.anew and not about_others else ""


def _has_time(asked: str, now: datetime) -> bool:
    return any(
        frame.times or (frame.target is not None and frame.target.times)
        for frame in understand(asked, now).frames
    )


_HOUR = Pattern(r"\d{1,2}(?::\d\d)?")
""" "What about 4?": an hour."""


def _like(before: Token, words: str, now: datetime) -> str:
    """Other words about time in the place of these: on the same day, if they say none, and led in alike."""
    said = [token for token in tokenize(words, now) if token.time is not None]
    if said and not any(names_day(token, now) for token in said) and names_day(before, now):
        day = day_of(before, now)
        return f"{day.text} {words}" if day is not before else f"{before.text} {words}"
    lead = _LED.match(before.text)
    return f"{lead[0]}{words}" if lead and not _LED.match(words) else words


_LED = Spoken(r"(?:on|for|in|at|from) ")


def last_people(history: tuple[Line, ...], now: datetime) -> tuple[Person, ...]:
    """Who was last spoken of, latest first in time: by the user, or in a report.

    Of all whom a report names, who was asked about: "my next meeting with Ana", which five people attend.
    """
    reported: tuple[Person, ...] = ()
    for line in reversed(history[-_LOOKED_BACK:]):
        if line.by_user:
            clauses = understand(line.text, now).clauses
            named = latest_people(clauses, len(line.text) + 1)
            if reported and all(who.pronoun for who in named):
                continue
            if reported:
                asked = [one for one in reported for who in named if is_called(who, one.address)]
                return tuple(asked) or reported
            if named:
                return named
        elif line.answer.people and not reported:
            reported = tuple(Person(text, 0, 0, address=text) for text in line.answer.people)
    return reported


def latest_people(clauses: tuple[Clause, ...], before: int) -> tuple[Person, ...]:
    """The people of the last clause before an offset that names some; guests of an event before others."""
    for clause in reversed(clauses):
        named = tuple(person for person in clause.mentioned if person.stop <= before)
        if not named:
            continue
        frame = clause.frame
        if isinstance(frame, Need) and frame.people:
            # "Ben needs the mails from Ana. Can you forward them to him?"
            return frame.people
        guests = tuple(
            p
            for p in (frame.people if frame else ())
            if not p.pronoun and not p.relation and p.stop <= before
        )
        return guests or named
    return ()
