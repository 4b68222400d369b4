"""Instructions that put somebody in another's place: "replace Ana by Ben in the review"."""

from dataclasses import dataclass

from agents.offline.reading.cursor import Rows
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.verbs import Lead, leads_of, verbs
from agents.offline.reading.words import RELATIONS, THING_PRONOUNS, Act, Domain

_REPLACES = verbs(Act.REPLACE)
_INVITES = verbs(Act.INVITE) | {"bring"}
_PUTS = verbs(Act.CAUSE) | {"put"}
_CHANGES = verbs(Act.CHANGE)
_IN = frozenset({"in", "at", "for", "on", "from", "to"})
_PLACES = frozenset({"place", "spot", "seat"})
_STANDS_IN = Rows("stand in for", "step in for", "fill in for", "replace")
_INSTEAD = Rows("instead of", "in place of")
_COMES = frozenset("come coming make attend attending join joining".split())
_DENIES = frozenset("wo ca is are will can does do".split())
_WILL = frozenset("will should shall must can is are going to has have be needs 'll please".split())


@dataclass(frozen=True, slots=True)
class GuestChange:
    """Who comes, who goes, and to what."""

    comes: tuple[Person, ...]
    goes: tuple[Person, ...]
    """Empty: whoever is the only guest."""
    target: Reference


def guest_change(phrases: Phrases, at: int) -> GuestChange | None:
    """The change that an instruction with its verb at `at` asks for, if every word of it has its place."""
    verb = phrases.low(at)
    if verb in _REPLACES:
        return _replaced(phrases, at)
    if verb in _INVITES:
        return _invited(phrases, at + 1)
    if verb in _PUTS:
        return _in_place(phrases, at + 1)
    return _new_guest(phrases, at + 1) if verb in _CHANGES else None


def stand_in(phrases: Phrases, at: int) -> GuestChange | None:
    """ "Ben will take Ana's place in the review", "Ana can't come to it, but Ben will instead"."""
    at = phrases.skip(at, "note", "that")
    return _in_place(phrases, at) or _comes_instead(phrases, at)


def _replaced(phrases: Phrases, at: int) -> GuestChange | None:
    """ "Replace Ana by Ben in …", "swap Ana for Ben in …", "substitute Ben for Ana in …"."""
    leads = leads_of(phrases.low(at))
    link = _find(phrases, at + 1, frozenset(leads))
    second, thing = _into(phrases, link + 1) if link else (0, 0)
    if link and not second:
        return _replaced_there(phrases, at, link)
    if not second:
        return None
    first = link - (phrases.low(link - 1) == "out")
    one, other = _who(phrases, at + 1, first), _who(phrases, link + 1, second)
    if leads[phrases.low(link)] is Lead.GOES:
        one, other = other, one
    return _made(phrases, other, one, thing)


def _replaced_there(phrases: Phrases, at: int, link: int) -> GuestChange | None:
    """ "Ana can't make the review, swap her for Ben": in what was spoken of."""
    stop = len(phrases.tokens)
    first = link - (phrases.low(link - 1) == "out")
    one, other = _who(phrases, at + 1, first), _who(phrases, link + 1, stop)
    if leads_of(phrases.low(at))[phrases.low(link)] is Lead.GOES:
        one, other = other, one
    known = all(person.pronoun or person.address or person.text[:1].isupper() for person in (*one, *other))
    if not (one and other and known) or phrases.low(at + 1) in THING_PRONOUNS:
        return None
    place = phrases.tokens[-1].stop
    return GuestChange(other, one, Reference(Domain.CALENDAR, place, place, pronoun=True))


def _invited(phrases: Phrases, i: int) -> GuestChange | None:
    """ "Invite Ben instead of Ana to …", "invite Ben to … instead of Ana"."""
    instead = _instead(phrases, i)
    if instead is None:
        return None
    begin, after = instead
    link = _find(phrases, i, {"to", "for"})
    if not link:
        return None
    if link > after:
        return _made(phrases, _who(phrases, i, begin), _who(phrases, after, link), link + 1)
    inner = Phrases(phrases.tokens[:begin])
    return _made(inner, _who(phrases, i, link), _who(phrases, after, len(phrases.tokens)), link + 1)


def _instead(phrases: Phrases, i: int) -> tuple[int, int] | None:
    for j in range(i, len(phrases.tokens)):
        if (after := phrases.skip_any(j, _INSTEAD)) > j:
            return j, after
    return None


def _in_place(phrases: Phrases, i: int) -> GuestChange | None:
    """ "(Have) Ben take Ana's place in …", "put Ben in Ana's place in …", "Ben stands in for Ana at …"."""
    place = _find(phrases, i, _PLACES)
    if place and phrases.low(place - 1) == "'s":
        verb = _find(phrases, i, {"take", "takes", "in"})
        comes = _who(phrases, i, _before(phrases, verb)) if 0 < verb < place else ()
        goes = _who(phrases, verb + 1, place - 1) if verb else ()
        link, thing = _into(phrases, place + 1)
        return _made(phrases, comes, goes, thing) if link == place + 1 else None
    for j in range(i + 1, len(phrases.tokens)):
        after = phrases.skip_any(j, _STANDS_IN)
        link, thing = _into(phrases, after) if after > j else (0, 0)
        if link:
            comes = _who(phrases, i, _before(phrases, j))
            return _made(phrases, comes, _who(phrases, after, link), thing)
    return None


def _comes_instead(phrases: Phrases, i: int) -> GuestChange | None:
    """ "Ana won't come to the review, but Ben is coming instead"."""
    denied = _find(phrases, i, {"not", "n't", "cannot"})
    comes = next((j for j in range(denied + 1, denied + 5) if phrases.low(j) in _COMES), 0) if denied else 0
    link = _find(phrases, comes, {"but", "and", ","}) if comes else 0
    begin = link + 1 + (phrases.low(link) == "," and phrases.low(link + 1) in {"but", "and"})
    behind = next((j for j in range(begin + 1, len(phrases.tokens)) if phrases.low(j) in _WILL), 0)
    said = {phrases.low(j) for j in range(behind, len(phrases.tokens))} if link and behind else set()
    if "instead" not in said or not said <= _WILL | _COMES | {"instead", "there", "."}:
        return None
    goes = _who(phrases, i, _before(phrases, denied - (phrases.low(denied - 1) in _DENIES)))
    at = comes + 1 + (phrases.low(comes + 1) in {"it", "to"})
    at += phrases.low(at) == "to"
    return _made(Phrases(phrases.tokens[:link]), _who(phrases, begin, behind), goes, at)


def _before(phrases: Phrases, i: int) -> int:
    """Where the people end that stand before a verb at `i`: "Ben will take …"."""
    while phrases.low(i - 1) in _WILL:
        i -= 1
    return i


def _new_guest(phrases: Phrases, i: int) -> GuestChange | None:
    """ "Change the participant of the review (from Ana) to Ben": whoever takes part in it now goes."""
    noun = i + (phrases.low(i) == "the")
    if RELATIONS.get(phrases.low(noun)) != "guests" or phrases.low(noun + 1) not in {"of", "in", "for", "at"}:
        return None
    last = next((j for j in range(len(phrases.tokens) - 1, noun, -1) if phrases.low(j) == "to"), 0)
    before = _find(phrases, noun + 2, {"from"})
    stop = before if 0 < before < last else last
    goes = _who(phrases, before + 1, last) if stop == before else ()
    if not last or (stop == before and not goes):
        return None
    comes = _who(phrases, last + 1, len(phrases.tokens))
    return _made(Phrases(phrases.tokens[:stop]), comes, goes, noun + 2, anybody=stop == last)


def _find(phrases: Phrases, i: int, words: set[str] | frozenset[str]) -> int:
    """Where one of the words stands; 0: nowhere."""
    return next((j for j in range(i, len(phrases.tokens)) if phrases.low(j) in words), 0)


def _into(phrases: Phrases, i: int) -> tuple[int, int]:
    """Where what leads to an event stands, and where the event begins; "in Monday's" is one token."""
    for j in range(i, len(phrases.tokens)):
        if phrases.low(j) in _IN:
            return j, j + 1
        if phrases.is_time(j) and phrases.low(j + 1) == "'s":
            return j, j
    return 0, 0


def _who(phrases: Phrases, begin: int, stop: int) -> tuple[Person, ...]:
    """The people whom these tokens name, and nothing else; nobody where they name something else."""
    if begin >= stop:
        return ()
    people, after = Phrases(phrases.tokens[:stop]).people(begin)
    return people if after == stop and not any(person.relation for person in people) else ()


def _made(
    phrases: Phrases, comes: tuple[Person, ...], goes: tuple[Person, ...], at: int, *, anybody: bool = False
) -> GuestChange | None:
    target, after = phrases.reference(at)
    if target is None or target.domain is Domain.EMAIL or after != len(phrases.tokens):
        return None
    named = target.domain is Domain.CALENDAR or target.pronoun or (target.definite and bool(target.words))
    return GuestChange(comes, goes, target) if named and comes and (goes or anybody) else None
