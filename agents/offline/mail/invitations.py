"""Invitations in plain words: "accept Ana's invitation", "maybe", "note the answers", "any invitations?"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, choose, read
from agents.offline.asking.script import Call, Script
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import EVENT_NOUNS, FUNCTION, GENERIC_EVENTS

ANSWERS = "answer_invitation"
"""The tool that an agent has where invitations can be answered."""
LIST, NOTE = "list", "note"
MOST_OPTIONS = 5

_NOUN = r"(?P<noun>invitations?|invites?)"
_NAME = r"[^,.;:!?\n]{1,80}?"
_THING = (
    r"(?:(?P<pronoun>it|this|that|them|both|all|all of them|this one|that one)"
    rf"|(?P<before>(?:{_NAME} )?){_NOUN}(?P<after>(?: (?:to|for|from|of|about|by) {_NAME})?)"
    rf"|(?P<event>{_NAME}))"
)
_SAYING = (
    r"(?:[,.]? (?:and )?(?:please )?(?:saying|say|(?:tell|let) (?:him|her|them|everyone)(?: know)?"
    r"|(?:send|with) (?:a |the )?(?:comment|note|message|words)(?: saying)?|because)(?: that)?:? "
    r"(?P<quote>[\"'“‘]?)(?P<comment>[^\n]{1,500}?)[\"'”’]?)?"
)
_POLITE = r"(?:(?:please|ok(?:ay)?|yes|well|now|can you|could you|i want to|i'd like to|let's),? )*"
_ANSWERS = {
    "accept": r"accept|say yes to|answer yes to|reply yes to",
    "decline": r"decline|refuse|turn down|say no to|answer no to|reply no to",
    "maybe": r"tentatively accept|maybe accept|say maybe to|answer maybe to|reply maybe to|maybe to|maybe",
}
_VERBS = "|".join(f"(?P<{said}>{verbs})" for said, verbs in _ANSWERS.items())
_ANSWER = re.compile(rf"{_POLITE}(?:{_VERBS})(?: {_THING})?{_SAYING}", re.IGNORECASE)
_NOTED = re.compile(
    rf"{_POLITE}note(?: down)? (?:(?P<pronoun>it|this|that|them|both|all|all of them)"
    rf"|(?P<before>(?:{_NAME} )?)(?P<noun>answers?|repl(?:y|ies)|responses?|cancell?ations?)"
    rf"(?P<after>(?: (?:to|for|from|of|about|by) {_NAME})?))",
    re.IGNORECASE,
)
_WHICH = r"(?:(?:new|open|pending|unanswered|my|the|all|any|me|of) )*"
_LISTED = re.compile(
    rf"{_POLITE}(?:(?:show|list|display|find) {_WHICH}|(?:what|which) {_WHICH}"
    rf"|(?:do i have |are there |is there |have i got |got )?(?:any|an|open|new|pending) {_WHICH})"
    r"(?:invitations?|invites?)"
    r"(?: (?:are there|do i have|are open|are pending|are waiting|waiting|wait|to answer|for me))*",
    re.IGNORECASE,
)
_OF_EVENTS = frozenset({"accept", "decline"})
"""What is said to an event by its name alone, "decline the team lunch"."""
_MINE = re.compile(r"(?:my|our)\b", re.IGNORECASE)
_PLURAL = frozenset({"them", "both", "all", "all of them"})
_CHAIN = re.compile(r"\b(?:and|then) (\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Wish:
    """What is to become of invitations, or of the answers of guests."""

    act: str
    """`accept`, `decline`, `maybe`, `note` or `list`."""
    about: tuple[str, ...] = ()
    """Words that say which: of a title or a name."""
    every: bool = False
    bare: bool = False
    """It doesn't say that it is about an invitation: it may answer something else."""
    comment: str = ""


def wish_of(request: Request) -> Wish | None:
    """The wish in a request, where there is a tool for it."""
    return wish_in(request.text) if ANSWERS in request.offered else None


def wish_in(text: str) -> Wish | None:
    """The wish, when `text` is one from the first word to the last."""
    plain = " ".join(text.replace("’", "'").split()).rstrip(" .!?")
    if _LISTED.fullmatch(plain):
        return Wish(LIST)
    if noted := _NOTED.fullmatch(plain):
        return _wish(NOTE, noted)
    if (answered := _ANSWER.fullmatch(plain)) is None:
        return None
    act = next(said for said in _ANSWERS if answered[said])
    return _wish(act, answered, comment=answered["comment"] or "")


def _wish(act: str, match: re.Match[str], comment: str = "") -> Wish | None:
    parts = match.groupdict()
    said = f"{parts['before'] or ''} {parts['after'] or ''} {parts.get('event') or ''}"
    if any(word.lower() in COMMAND_VERBS for word in _CHAIN.findall(said)):
        return None
    words = tuple(word for word in _words(said) if word not in FUNCTION)
    event = parts.get("event")
    if event and not (act in _OF_EVENTS and (_MINE.match(event) or set(words) & EVENT_NOUNS)):
        return None
    if event:
        words = tuple(word for word in words if word not in GENERIC_EVENTS)
    noun, pronoun = (match["noun"] or "").lower(), (match["pronoun"] or "").lower()
    all_of_them = pronoun in _PLURAL or noun.endswith("s")
    return Wish(act, words, every=all_of_them, bare=not noun, comment=comment)


def invitations(request: Request, wish: Wish) -> Script:
    """What the email agent does about it.

    Raises:
        QuestionError: one is meant and several fit.
        UnableError: none waits, or none fits.
    """
    found = read((yield [Call("list_invitations")])[0])
    to_answer, to_note = found["to_answer"], found["to_note"]
    if wish.act == LIST:
        return _listed(to_answer, to_note)
    wanted = _chosen(request, wish, to_note if wish.act == NOTE else to_answer)
    if wish.act == NOTE:
        calls = [Call("note_answer", {"email_id": one["email_id"]}) for one in wanted]
    else:
        comment = {"comment": wish.comment} if wish.comment else {}
        calls = [
            Call(ANSWERS, {"email_id": one["email_id"], "answer": wish.act, **comment}) for one in wanted
        ]
    if not calls:
        return "All right, nothing was done."
    return reports.report((yield calls))


def _chosen(request: Request, wish: Wish, entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are meant.

    Raises:
        UnableError: none waits, or none fits.
        QuestionError: one is meant and several fit.
    """
    noun = "answer or cancellation" if wish.act == NOTE else "invitation"
    todo = "to be noted" if wish.act == NOTE else "for an answer"
    if not entries:
        raise UnableError(f"There is no {noun} that waits {todo}, so nothing was done.")
    fitting = [one for one in entries if set(wish.about) <= set(_words(f"{one['from']} {one['title']}"))]
    if not fitting:
        waiting = "; ".join(str(one["what"]) for one in entries[:MOST_OPTIONS])
        raise UnableError(f"No {noun} fits '{' '.join(wish.about)}'. Waiting {todo}: {waiting}.")
    if wish.every or len(fitting) == 1:
        return fitting
    options = [str(one["what"]) for one in fitting[:MOST_OPTIONS]]
    numbered = "; ".join(f"({number}) {option}" for number, option in enumerate(options, 1))
    return [fitting[index] for index in choose(request, f"Which {noun} do you mean: {numbered}?", options)]


def _listed(to_answer: Sequence[dict[str, Any]], to_note: Sequence[dict[str, Any]]) -> str:
    if not (to_answer or to_note):
        return "No invitation waits for an answer."
    lines = [str(one["what"]) for one in (*to_answer, *to_note)]
    say = ["To answer one, say: accept, decline or maybe."] if to_answer else []
    say += ["To note what others have answered, say: note the answers."] if to_note else []
    return "\n".join([reports.listed(lines), *say])


def _words(text: str) -> list[str]:
    return [word.removesuffix("'s") for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower())]
