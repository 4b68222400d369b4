"""Which sentences are about invitations: "accept Ana's invitation", "maybe", "I can't make it to lunch"."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from agents.offline.asking.messages import Request
from agents.offline.reading.courtesies import OPENERS, WISHES
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import EVENT_NOUNS, FUNCTION, GENERIC_EVENTS
from tools.patterns import Spoken
from tools.timewords import Resolution, find

ANSWERS = "answer_invitation"
"""The tool that an agent has where invitations can be answered."""
LIST, NOTE = "list", "note"

_NOUN = r"(?P<noun>invitations?|invites?)"
_NAME = r"[^,.;:!?\n]{1,80}?"
_THING = (
    r"(?:(?P<pronoun>it|this|that|them|both|all|all of them|this one|that one)"
    rf"|(?P<before>(?:{_NAME} )?){_NOUN}(?P<after>(?: (?:to|for|from|of|about|by) {_NAME})?)"
    rf"|(?P<event>{_NAME}))"
)
_WHOM = r"(?:him|her|them|everyone|everybody|the organi[sz]er|(?P<whom{}>[^\W\d_]+))"
_SAYING = (
    r"(?:[,.;?!]? *(?:(?:and )?(?:please )?(?:saying|say|respond(?:ing)?(?: with)?"
    rf"|letting {_WHOM.format(1)} know|let {_WHOM.format(2)} know|tell {_WHOM.format(3)}"
    r"|(?:send|with|leave|add)(?: the| a| an)?(?: comment| note| message| words| reason)(?: saying)?|because)"
    r"(?: that)?:? (?P<quote>[\"'“‘]?)(?P<comment>[^\n]{1,500}?)[\"'”’]?"
    r"|(?:and )?(?:please )?(?:(?:do not|don't) (?:send|leave|add|write)|without) (?:a |any )?"
    r"(?:comment|note|message)))?"
)
_POLITE = rf"(?:(?:{OPENERS}|{WISHES}|yes|well|actually|let's)\W+)*"
_ANSWERS = {
    "accept": r"accept|say yes to|answer yes to|reply yes to",
    "decline": r"decline|refuse|turn down|say no to|answer no to|reply no to",
    "maybe": r"tentatively accept|maybe accept|say maybe to|answer maybe to|reply maybe to|maybe to|maybe",
}
_VERBS = "|".join(f"(?P<{said}>{verbs})" for said, verbs in _ANSWERS.items())
_ANSWER = Spoken(rf"{_POLITE}(?:{_VERBS})(?: {_THING})?{_SAYING}")
_REGRET = Spoken(
    r"(?:sorry,? (?:but )?)?(?:i[^,.;!?\n]{1,60}?(?:,| and|,? so) )?(?:i )?"
    r"(?:can't|cannot|can not|won't|am not able to|won't be able to)"
    r" (?:make it|make|come|attend|be there|be at|join)(?: to| for| at| in)? (?P<event>[^,.;:!?\n]{1,80}?)"
)
_REASON = Spoken(
    r"[.,;!] (?:it|i|he|she|they|we)"
    r"(?:'(?:s|m|re|ll|ve)| (?:is|am|are|was|were|have|has|will|can't|won't|don't))\b[^.,;!?\n]{2,80}\Z"
)
""" "Decline the invite to the game. It's too hot": why, which nobody is told who isn't to be told."""
_AT_ONCE = Spoken(r",? (?:pronto|asap|right away|immediately|at once)\Z")
_NOT_OF_EVENTS = frozenset(
    "offer offers proposal proposals terms conditions cookies payment payments order orders request requests "
    "challenge apology apologies quote contract change changes credit card loan job price delivery order "
    "responsibility fate".split()
)
"""What is accepted or declined, and is no invitation."""
_NOTED = Spoken(
    rf"{_POLITE}note(?: down)? (?:(?P<pronoun>it|this|that|them|both|all|all of them)"
    rf"|(?P<before>(?:{_NAME} )?)(?P<noun>answers?|repl(?:y|ies)|responses?|cancell?ations?)"
    rf"(?P<after>(?: (?:to|for|from|of|about|by) {_NAME})?))"
)
_WHICH = r"(?:(?:new|open|pending|unanswered|my|the|all|any|me|of) )*"
_LISTED = Spoken(
    rf"{_POLITE}(?:(?:show|list|display|find) {_WHICH}|(?:what|which) {_WHICH}"
    rf"|(?:do i have |are there |is there |have i got |got )?(?:any|an|open|new|pending) {_WHICH})"
    r"(?:invitations?|invites?)"
    r"(?: (?:are there|do i have|are open|are pending|are waiting|waiting|wait|to answer|for me))*"
)
_OF_EVENTS = Spoken(rf"{_POLITE}(?:(?:tentatively |maybe )?accept|decline)\b")
"""What is said to an event by its name alone, "decline the karaoke night"."""
_MINE = Spoken(r"(?:my|our)\b")
_PLURAL = frozenset({"them", "both", "all", "all of them"})
_CHAIN = Spoken(r"\b(?:and|then) (\w+)")


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
    whom: str = ""
    """Who is to hear the comment, where somebody is named."""
    times: tuple[Resolution, ...] = ()
    regret: bool = False
    """It is only said that the person can't come."""

    @property
    def named(self) -> bool:
        """Whether it says that it is about an invitation, or about which."""
        return not self.bare or bool(self.about or self.times)

    @property
    def answers(self) -> bool:
        """Whether it can only be meant for an invitation: it says for which, or is "decline it"."""
        return self.named or (self.act in {"accept", "decline"} and not self.every)


NO_ACCOUNT = (
    "Invitations come and are answered by mail, and no account is connected that sends any: "
    "`assistant connect` adds one. So nothing was done."
)


def wish_of(request: Request) -> Wish | None:
    """The wish in a request, where there is a tool for it."""
    return wish_in(request.text, request.now) if ANSWERS in request.offered else None


def wish_in(text: str, now: datetime) -> Wish | None:
    """The wish, when `text` is one from the first word to the last."""
    plain = " ".join(text.replace("’", "'").split()).rstrip(" .!?")
    if _LISTED.fullmatch(plain):
        return Wish(LIST)
    if noted := _NOTED.fullmatch(plain):
        return _wish(NOTE, noted, now)
    if regret := _REGRET.fullmatch(plain):
        return _regretted(regret["event"], now)
    answered = _ANSWER.fullmatch(plain) or _ANSWER.fullmatch(_REASON.sub("", _AT_ONCE.sub("", plain)))
    if answered is None:
        return None
    act = next(said for said in _ANSWERS if answered[said])
    wish = _wish(act, answered, now)
    whom = next(filter(None, (answered[f"whom{i}"] for i in (1, 2, 3))), "")
    return wish and replace(wish, comment=answered["comment"] or "", whom=whom.lower())


def _regretted(event: str, now: datetime) -> Wish | None:
    times, rest = _dated(event, now)
    words = tuple(word for word in words_in(rest) if word not in FUNCTION | GENERIC_EVENTS)
    named = bool(set(words_in(rest)) & EVENT_NOUNS) or bool(
        re.match(r"(?:the|my|our|your)\b", event, re.IGNORECASE)
    )
    return Wish("decline", words, bare=True, times=times, regret=True) if words and named else None


def _dated(text: str, now: datetime) -> tuple[tuple[Resolution, ...], str]:
    """The times in some words, and the rest of the words."""
    times, rest = [], text
    for mention in find(text, now=now):
        if mention.resolution.start is not None:
            times.append(mention.resolution)
            rest = rest.replace(mention.text, " ", 1)
    return tuple(times), rest


def _wish(act: str, match: re.Match[str], now: datetime) -> Wish | None:
    parts = match.groupdict()
    said = f"{parts['before'] or ''} {parts['after'] or ''} {parts.get('event') or ''}"
    if any(word.lower() in COMMAND_VERBS for word in _CHAIN.findall(said)):
        return None
    times, said = _dated(said, now)
    words = tuple(word for word in words_in(said) if word not in FUNCTION)
    event = parts.get("event")
    if event:
        named = bool(_MINE.match(event) or set(words) & EVENT_NOUNS)
        if act != NOTE and not (_OF_EVENTS.match(match.string) or (named and act == "decline")):
            return None
        if set(words) & _NOT_OF_EVENTS or not (words or times or named):
            return None
        words = tuple(word for word in words if word not in GENERIC_EVENTS)
    noun, pronoun = (match["noun"] or "").lower(), (match["pronoun"] or "").lower()
    all_of_them = pronoun in _PLURAL or noun.endswith("s")
    return Wish(act, words, every=all_of_them, bare=not noun, times=times)


def words_in(text: str) -> list[str]:
    return [word.removesuffix("'s") for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower())]
