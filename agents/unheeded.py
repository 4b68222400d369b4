"""Whom and what the person's newest words name, and a proposal has otherwise."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from agents.asked_for import KINDS
from agents.offline.reading.words import Act
from agents.wishes import QUOTED, Wish, read
from tools.effects.plan import Plan
from tools.patterns import Pattern
from tools.people.contacts import Address, Person
from tools.people.domains import mailbox_key
from tools.people.names import words_of
from tools.provenance.known import from_nobody
from tools.provenance.origin import Origin
from tools.provenance.unheeded import differs
from tools.timewords import find

_GUESTS, _RECIPIENTS = "attendees", "to"
_STOPS = Pattern(
    r"\b(?:at|on|for|about|in|next|this|from|that|saying|if|whether|the|a|an|to know|tomorrow|today|tonight"
    r"|every|re|regarding|because|as|so|then|when|before|after|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b"
    r"|[:,;.!?]\s|\d"
)
_WITH = Pattern(r"\bwith\s+", re.IGNORECASE)
_TO = frozenset({Act.SEND, Act.TELL, Act.REPLY, Act.FORWARD})
MOST_WORDS = 8
LEAST_TELLING = 4
"""Shorter words are said one way or the other: "I am", "it's"."""
LEAST_OF_A_REQUEST = 4
"""So many words has what says what is to be done, and when."""
_DICTATED = Pattern(
    r"\A(?:[^:]|(?<=\d):(?=\d))*(?<!\d):\s+(\w[^:\n]*)\Z"
    r"|\b(?:say(?:ing)?|writ(?:e|ing)|tell(?:ing)? \w+) (?:\"([^\"]+)\"|“([^”]+)”)",
    re.IGNORECASE,
)


def unheeded(
    action: str, plan: Plan, said: str, people: tuple[Person, ...], *, asked: bool
) -> Iterator[Origin]:
    """One origin for those whom the words `said` name and the plan leaves out, or for what they want instead.

    `asked`: they ask for an act of this kind.
    """
    wishes = [wish for wish in read(said).wishes if wish.acts]
    if not asked:
        if wishes:
            yield from_nobody("action", action, _phrase(wishes[0]))
        return
    mine = [wish for wish in wishes if wish.acts & KINDS.get(action, frozenset())]
    if len(mine) > 1:
        return
    match action, plan.preview:
        case "create_calendar_event", {"event": {"attendees": guests}}:
            there = {mailbox_key(guest["email"]) for guest in guests}
            # Of several, each may be of an event of its own.
            argument, (_, *named) = _GUESTS, _WITH.split(said)
            words = named[0] if len(named) == 1 else ""
        case "send_email", {"mail": mail} if mine:
            there = {mailbox_key(one.email) for one in _addresses(mail)}
            argument, words = _RECIPIENTS, _recipients(mine[0])
        case _:
            return
    if argument == _RECIPIENTS and (dictated := _left_out(said, str(mail.get("body", "")))):
        yield from_nobody("body", "", dictated)
    missing = [name for name, keys in _named(_until(words), people).items() if keys.isdisjoint(there)]
    if missing:
        yield from_nobody(argument, "", " and ".join(missing))


def heeds(
    action: str, plan: Plan, said: str, people: tuple[Person, ...], now: datetime, *, day_first: bool
) -> bool:
    """Whether the plan of a new event or mail leaves nothing of `said` out, as far as that is read here."""
    if any(unheeded(action, plan, said, people, asked=True)):
        return False
    event = plan.preview.get("event") if plan.preview.get("type") == "event" else None
    if event is None:
        return True
    titled = _is_the_request(event["title"], said, now, day_first=day_first)
    return not titled and not differs(event, said, now, day_first=day_first)


def _is_the_request(title: str, said: str, now: datetime, *, day_first: bool) -> bool:
    """Whether `title` is no name, but what was `said`, the hour included: "Call with Ana on Friday at 3"."""
    quoted = any(f"{mark}{title}" in said for mark in "'\"“‘")
    if quoted or len(title.split()) < LEAST_OF_A_REQUEST or title.casefold() not in said.casefold():
        return False
    named = find(title, now=now, day_first=day_first)
    return any(one.resolution.time_of_day_given for one in named)


def _left_out(said: str, body: str) -> str:
    """The words behind the only colon of `said`, or in its only quotes, of which the `body` of a mail has not
    all that tell something.
    """
    dictated = _DICTATED.findall(said)
    if len(dictated) != 1:
        return ""
    text = next(filter(None, dictated[0]))
    written = set(words_of(body))
    telling = [word for word in words_of(text) if len(word) >= LEAST_TELLING]
    return "" if written.issuperset(telling) else text


def _phrase(wish: Wish) -> str:
    words = [word.removeprefix(QUOTED) for word in (wish.verb, *wish.about[:MOST_WORDS])]
    return " ".join(words).replace(" ,", ",")


def _addresses(mail: Mapping[str, Any]) -> Iterator[Address]:
    for field in ("to", "cc", "bcc"):
        for text in mail.get(field, ()):
            if address := Address.parse(text):
                yield address


def _recipients(wish: Wish) -> str:
    """The words that say who gets it: behind the verb, or behind "to"."""
    about = " ".join(wish.about)
    _, to, behind = f" {about} ".partition(" to ")
    return behind if to and wish.acts & {Act.SEND, Act.FORWARD} else about if wish.acts & _TO else ""


def _until(words: str) -> str:
    stop = _STOPS.search(words.lower())
    return words[: stop.start()] if stop else words


def _named(words: str, people: tuple[Person, ...]) -> dict[str, frozenset[str]]:
    """By name in `words`: the mailboxes of those who are called so.

    What stands in a longer name is none: "Ben Okafor" names no other Ben.
    """
    spoken = f" {' '.join(words_of(words))} "
    called: dict[str, list[Person]] = {}
    for person in people:
        for name in dict.fromkeys((person.name, *person.nicknames, *person.name.split())):
            if len(name) > 1:
                called.setdefault(" ".join(words_of(name)), []).append(person)
    found: dict[str, frozenset[str]] = {}
    for name in sorted(called, key=len, reverse=True):
        if f" {name} " in spoken:
            spoken = spoken.replace(f" {name} ", " | ")
            shown = next(
                (
                    one
                    for person in called[name]
                    for one in (person.name, *person.name.split())
                    if " ".join(words_of(one)) == name
                ),
                name,
            )
            found[shown] = frozenset(mailbox_key(email) for person in called[name] for email in person.emails)
    return found
