"""What is asked of what was told last: "which is the longest", "only with Maya", "and the one after?"."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from agents.offline.asking.history import last_asked, last_thing
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import together
from agents.offline.calendar.frames import ListEvents
from agents.offline.reading.references import ANY, Reference
from agents.offline.reading.words import Domain
from agents.offline.supervising.that_time import last_event, on_day
from tools.patterns import Spoken

_AND = r"\A\W*(?:(?:and|so|ok(?:ay)?|but|oh|then)\W+)*"
_OF_THEM = r"(?: (?:one|ones|meetings?|events?|of (?:them|these|those|all|the lot)))*"
_NTH = Spoken(
    rf"(?P<asks>{_AND}(?:when(?:'s| is)|where(?:'s| is)|how long is|who(?:'s| is)(?: else)? "
    r"(?:coming to|invited to|in|at|going to)))"
    r" the (?P<order>first|second|third|fourth|last) (?:one|of (?:them|these|those))\W*\Z"
)
""" "When is the first one?", of events that were listed."""
_EXTREME = Spoken(
    rf"{_AND}(?:(?:which|what)(?: (?:one|meeting|event|of (?:them|these|those)))?(?:'s| is| was)? )?(?:the )?"
    rf"(?P<by>longest|shortest|largest|smallest|biggest){_OF_THEM}\W*\Z"
)
_COUNT = Spoken(
    rf"{_AND}how many(?: (?:are|is|were|was) (?:there|that|those|these|they|it)(?: in (?:total|all))?"
    r"| of (?:them|those|these)(?: are there)?| in (?:total|all))?\W*\Z"
)
_TIME_TAKEN = Spoken(
    rf"{_AND}how (?:long|much time|many hours) (?:do|does|are|is|will) "
    r"(?:they|these|those|that|it|all of (?:them|these|those))(?: all)?"
    r"(?: (?:take|last|be|come to))?(?: (?:all together|altogether|together|in (?:total|all)))\W*\Z"
)
_ONLY = Spoken(
    rf"{_AND}(?:(?:only|just) (?:the |those )?(?:ones? |meetings? |events? )?with"
    r"|which (?:ones? |of (?:them|these|those) )?(?:is|are) with) (?P<who>[^?,;\d]{2,60}?)\W*\Z"
)
_BUT = Spoken(
    rf"{_AND}(?:without|except(?: for)?|not counting|leaving out|apart from) "
    r"(?P<what>(?:the|my) [^?,;\d]{2,40}?)\W*\Z"
)
_NEXT_ONE = Spoken(
    rf"{_AND}(?:(?:what(?:'s| is| comes) )?(?:the |my )?(?:(?:next )?(?:one|meeting|event|appointment) "
    r"|next )?(?P<way>after|before)(?: (?:that|it|this)(?: one)?)?|what(?:'s| is| comes) next)\W*\Z"
)
_OF_THE_MAIL = Spoken(
    rf"{_AND}(?:(?:when|who|to whom|whom)(?:'s| (?:was|is|did|has))? (?:i )?(?:sent?|wrote|written|got)?"
    r" ?(?:it|that|this)(?: again)?(?: (?:sent|come|arrive|written|go(?: out| to)?|to|from|for))*"
    r"|to whom|who to|who(?:m)? did i (?:send|write) (?:it|that) to)\W*\Z"
)
""" "When was that?", "to whom?", of a mail."""
_JUST_SENT = Spoken(
    rf"{_AND}(?:what(?: exactly)?|which mail) (?:did|have) (?:i|you|we) (?:just |last |exactly )*sen[dt]"
    r"(?: (?:just now|last|out|just))*\W*\Z"
)
_AHEAD = timedelta(days=14)
"""So far the one after, or before, is looked for."""


def of_the_list(text: str, request: Request) -> str | None:
    """The whole question that `text` asks of what was told last; None where it asks none."""
    if _JUST_SENT.match(text):
        return "what is the last mail i sent?"
    if _OF_THE_MAIL.match(text):
        return _of_the_mail(request)
    if match := _NEXT_ONE.match(text):
        return _beside(match, request)
    if match := _NTH.match(text):
        return _of_listed(request, f"{match['asks']} the {match['order']}", "event")
    if match := _EXTREME.match(text):
        return _of_listed(request, f"what is the {match['by']}", "event")
    if _COUNT.match(text):
        return _of_listed(request, "how many", "events do i have")
    if _TIME_TAKEN.match(text):
        return _of_listed(request, "how many hours of", "meetings do i have")
    if match := _ONLY.match(text):
        return _of_listed(request, "which", "events do i have", who=match["who"])
    if match := _BUT.match(text):
        return _of_listed(request, "which", "events do i have", but=match["what"])
    return None


def _of_listed(request: Request, asks: str, noun: str, *, who: str = "", but: str = "") -> str | None:
    """The question of the events of the last look; None where its choice can't be said again."""
    asked = last_asked(request.history, ListEvents, request.now)
    listed = asked.target if asked is not None else None
    if listed is None or not _is_said_again(listed):
        return None
    left_out = [*listed.filters.without, *filter(None, (but,))]
    if len(left_out) > 1:  # no question leaves out two by their names
        return None
    people = together([person.text for person in listed.people], "or" if listed.either else "and")
    if listed.either and who:
        return None
    people = " and ".join(filter(None, (people, who)))
    parts = (asks, listed.words, noun, f"with {people}" if people else "")
    times = (token.text for token in listed.times)
    return " ".join(filter(None, (*parts, *times, f"except {left_out[0]}" if left_out else ""))) + "?"


def _is_said_again(listed: Reference) -> bool:
    """Whether people, a name and a time are all that the events were chosen by."""
    return not (
        listed.pronoun
        or listed.next
        or listed.order is not None
        or listed.title
        or listed.about
        or listed.but
        or replace(listed.filters, extreme="", without=()) != ANY
    )


def _beside(match: re.Match[str], request: Request) -> str | None:
    """ "And the one after?", of the one event that was told of."""
    event = last_event(request.history)
    if event is None:
        return None
    asked = last_asked(request.history, ListEvents, request.now)
    people = asked.target.people if asked is not None and asked.target is not None else ()
    with_them = f" with {together([person.text for person in people])}" if people else ""
    begin, end = event
    if (match["way"] or "after").lower() == "after":
        return f"what is the first event{with_them} between {_at(end)} and {_at(end + _AHEAD)}?"
    return f"what is the last event{with_them} between {_at(begin - _AHEAD)} and {_at(begin)}?"


def _at(moment: datetime) -> str:
    return f"{on_day(moment)}, {moment:%H:%M}"


def _of_the_mail(request: Request) -> str | None:
    """Its line says from whom it came, or to whom it went, and when."""
    thing = last_thing(request.history, None)
    return "when was that mail sent?" if thing is not None and thing.domain is Domain.EMAIL else None
