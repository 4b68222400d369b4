"""Who has answered an invitation, and what: "did I accept the review?", "who hasn't answered?"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.questions import together
from agents.offline.asking.wording import capital
from agents.offline.calendar.terms import ANYBODY
from agents.offline.reading.claims import Sentence
from agents.offline.reading.references import Person, is_called

Entry = dict[str, Any]
ALL = frozenset({"accepted", "declined", "tentative", "not answered"})
"""What a calendar says of each guest."""
ANSWERED = ALL - {"not answered"}
_SAID = {
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "said maybe to",
    "not answered": "not answered",
}
_INVITES = r"invit(?:es?|ations?)(?: to| for)?"
_INVITATION = rf"(?: (?:to |for |as |with )*(?:the |my |an? )?{_INVITES})?"
_VERBS = (
    (ANSWERED, r"respond(?:ed)?|rsvp(?:ed)?|responses?(?: status)?"),
    (
        frozenset({"tentative"}),
        r"(?:respond(?:ed)? )?(?:with |as )?(?:a )?tentative(?:ly)?(?: accept(?:ed)?)?",
    ),
    (
        frozenset({"accepted"}),
        r"accept(?:ed)?|said yes|"
        r"(?:said|confirmed) (?:that )?(?:they|he|she)(?: \w+)? (?:be )?(?:come|coming|there)",
    ),
    (
        frozenset({"declined"}),
        r"declined?|refused?|turned down|said no|"
        r"(?:is|are|will|wo|can|ca|do) not (?:be )?"
        r"(?:coming|going|attending|joining|come|go|attend|join|make it)(?: to)?",
    ),
)
_OF_AN_INVITATION = (ANSWERED, r"answer(?:ed)?|repl(?:y|ied)")
"""What is said of mails, too."""
_ALONE = rf"(?:has|have|had|did)(?: not)?(?: yet)? (?:{_OF_AN_INVITATION[1]})(?: yet)?(?= (?:\? )?\Z)"
"""Of what was spoken of."""
_SUBJECTS = (
    ("me", r"(?:did|have|had|do) (?:i|we)|(?:i|we) (?:have|had|did)"),
    ("count", r"how many"),
    ("any", r"anyone|anybody|somebody|someone"),
    ("who", r"who|whom|which"),
)
ANSWERING = "|".join(words for _, words in (*_VERBS, _OF_AN_INVITATION))
ORGANIZED = (
    r"(?:who (?:is |are |was )?)?(?:the )?(?:organi[sz](?:e[drs]?|es|ing)|org|host(?:s|ed|ing)?)(?: of| for)?"
)
_IN_CHARGE = (
    r"who (?:is |has |had |was )?(?:in charge|responsible|leading|leads|running|runs|created|set up|started)"
    r"(?: of| for)?"
)


@dataclass(frozen=True)
class Attendance:
    """What is asked about the answers of guests."""

    of: str
    """`me`, `who`, `any`, `count`, `people`, or `organizer`."""
    answers: frozenset[str] = ANSWERED
    """Which of `ALL`."""
    denied: bool = False
    """Whether it asks who has not: `answers` are the others then."""
    people: tuple[Person, ...] = ()


def attendance(said: Sentence, people: Sequence[Person]) -> Attendance | None:
    """Take the words that ask who has answered what, or who invites; `people` are asked about."""
    of = next((of for of, words in _SUBJECTS if said.has(words)), "people" if people else "who")
    spoken = _VERBS if said.has(r"invit\w+|event|meeting") is None else (*_VERBS, _OF_AN_INVITATION)
    if said.has(rf"(?:who|{'|'.join(ANYBODY)}) {_ALONE}"):
        spoken = (*_VERBS, _OF_AN_INVITATION)
    for answers, verbs in reversed(spoken):
        denied = said.has(rf"not(?: yet)?(?: \S+)? (?:{verbs})")
        if said.take(rf"(?:not )?(?:yet )?(?:{verbs}){_INVITATION}(?: yet)?", "asked"):
            said.take_all(r"not|yet", "asked")
            said.take_all(rf"(?:the |my )?{_INVITES}", "asked")
            wanted = ALL - answers if denied else answers
            return Attendance(of, wanted, denied is not None, tuple(people))
    if said.take(_IN_CHARGE, "asked") or said.take(ORGANIZED, "asked"):
        return Attendance("organizer", people=tuple(people))
    return None


def told(asked: Attendance, entry: Entry) -> tuple[str, bool | None]:
    """What is known about it of one event, and whether that is a yes."""
    there = reports.event(entry, guests="none")
    if asked.of == "organizer":
        return _organized(asked, entry, there)
    if asked.people and (unnamed := unknown(asked.people)):
        return f"{unnamed}: {reports.event(entry)}.", None
    if not entry.get("attendees"):
        return f"It names no guests: {there}.", None
    groups = groups_of(entry)
    if groups is None:
        return f"Nobody's answer is noted in the calendar: {reports.event(entry)}.", None
    if asked.of in {"me", "people"}:
        return _one(asked, groups, there)
    names = [who for answer in sorted(asked.answers) for who in groups.get(answer, ())]
    phrase = _phrase(asked)
    have = "have" if len(names) > 1 or names == ["you"] else "has"
    who = together(names) if names else "nobody"
    line = f"{capital(who)} {have} {phrase} {there}."
    if asked.answers >= ANSWERED and not asked.denied and names:
        line = f"{_by_answer(groups)} {capital(there)}."
    if asked.of == "any":
        line = f"{'Yes' if names else 'No'}: {line if names else line[0].lower() + line[1:]}"
    if asked.of == "count":
        line = f"{len(names)}: {line}" if names else f"None: {there}."
    return line, bool(names)


def declined(entry: Entry) -> tuple[str, ...]:
    """The guests who have said no."""
    return tuple((groups_of(entry) or {}).get("declined", ()))


def answer_of(person: Person, entry: Entry) -> str:
    """What somebody has answered; empty where it isn't known."""
    groups = groups_of(entry) or {}
    return next((said for said, names in groups.items() if any(is_called(person, one) for one in names)), "")


def groups_of(entry: Entry) -> Mapping[str, Sequence[str]] | None:
    """Who has answered what; None where nothing is said of it."""
    answers = entry.get("answers")
    if isinstance(answers, str):
        return {"not answered": [str(guest).partition(" <")[0] for guest in entry.get("attendees", ())]}
    return answers or None


def unknown(people: Sequence[Person]) -> str:
    """That it isn't known who they are who are only said to be somebody's boss; empty where all are named."""
    names = [f"'{person.name}'" for person in people if person.unnamed]
    return f"I don't know who {together(names)} {'is' if len(names) == 1 else 'are'}" if names else ""


def _organized(asked: Attendance, entry: Entry, there: str) -> tuple[str, bool | None]:
    who = entry.get("organizer")
    if not who:
        return f"It doesn't say who organizes it: {there}.", None
    told = f"{'you organize' if who == 'you' else f'{who} organizes'} {there}."
    if not asked.people:
        return capital(told) if who == "you" else told, None
    if who != "you" and (unnamed := unknown(asked.people)):
        return f"{unnamed}: {told}", None
    met = who != "you" and all(is_called(person, str(who)) for person in asked.people)
    return f"{'Yes' if met else 'No'}: {told}", met


def _one(asked: Attendance, groups: Mapping[str, Sequence[str]], there: str) -> tuple[str, bool | None]:
    """What the user, or somebody, has answered."""
    me = asked.of == "me"
    found = [
        next((said for said, names in groups.items() if any(_is(one, name) for name in names)), "")
        for one in ((None,) if me else asked.people)
    ]
    who = "you" if me else together([person.name for person in asked.people])
    if not all(found):
        be = "are" if me or len(found) > 1 else "is"
        return f"{capital(who)} {be} not among those who are invited: {there}.", None
    met = all(said in asked.answers for said in found)
    have = "have" if me or len(found) > 1 else "has"
    said = together([_SAID[one] for one in dict.fromkeys(found)])
    if not met and set(found) == {"tentative"} and "accepted" in asked.answers:
        return f"Perhaps: {who} {have} {said} {there}.", None
    return f"{'Yes' if met else 'No'}: {who} {have} {said} {there}.", met


def _is(person: Person | None, name: str) -> bool:
    return name == "you" if person is None else is_called(person, name)


def _phrase(asked: Attendance) -> str:
    positive = ALL - asked.answers if asked.denied else asked.answers
    word = "answered" if positive >= ANSWERED else " or ".join(_SAID[one] for one in sorted(positive))
    return f"not {word}" if asked.denied else word


def _by_answer(groups: Mapping[str, Sequence[str]]) -> str:
    return " ".join(
        f"{capital(_LABELS[answer])}: {together(groups[answer])}." for answer in _LABELS if groups.get(answer)
    )


_LABELS = {
    "accepted": "accepted",
    "tentative": "maybe",
    "declined": "declined",
    "not answered": "not answered",
}
