"""Instructions that mark mails: as read, as flagged, as spam, with a label."""

from dataclasses import dataclass, replace

from agents.offline.mail.filing_commands import of_mails
from agents.offline.mail.frames import FileMail, MarkMail
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.tokens import Sort


@dataclass(frozen=True)
class _State:
    """What a mail is marked as."""

    read: bool | None = None
    flagged: bool | None = None
    answered: bool | None = None
    folder: str = ""


_STATES = {
    "read": _State(read=True), "seen": _State(read=True), "unread": _State(read=False),
    "not read": _State(read=False), "new": _State(read=False),
    "flagged": _State(flagged=True), "starred": _State(flagged=True), "important": _State(flagged=True),
    "unflagged": _State(flagged=False), "not flagged": _State(flagged=False),
    "unstarred": _State(flagged=False), "not starred": _State(flagged=False),
    "not important": _State(flagged=False), "unimportant": _State(flagged=False),
    "answered": _State(answered=True), "replied": _State(answered=True),
    "unanswered": _State(answered=False), "not answered": _State(answered=False),
    "spam": _State(folder="junk"), "junk": _State(folder="junk"), "junk mail": _State(folder="junk"),
    "not spam": _State(folder="inbox"), "not junk": _State(folder="inbox"),
    "no spam": _State(folder="inbox"), "no junk": _State(folder="inbox"),
}  # fmt: skip
_BY_VERB = {
    "flag": _State(flagged=True), "star": _State(flagged=True),
    "unflag": _State(flagged=False), "unstar": _State(flagged=False), "unmark": _State(flagged=False),
}  # fmt: skip
"""Verbs that need no word for what the mail is marked as."""
_LABELLING = frozenset({"label", "tag"})
_PUTTING = frozenset({"add", "put", "set", "give"})
_TAKING = frozenset({"remove", "take", "unlabel", "untag"})
_LABEL_NOUNS = frozenset({"label", "labels", "tag", "tags"})
_FLAG_NOUNS = frozenset({"flag", "star"})


def mark(said: Instruction, i: int) -> Frame | None:
    """ "Mark Ana's mail as read", "flag the invoice", "label it 'Taxes'", "remove the flag from it"."""
    verb = said.verb
    if verb in _PUTTING | _TAKING:
        return _put(said, i, taking=verb in _TAKING)
    ending = next((j for j in range(said.end - 1, i, -1) if said.low(j) in {"as", "with"}), 0)
    if ending:
        state = _state_at(said, ending + 1)
        target = _target(said, i, ending)
        if target is None:
            return None
        if verb in _LABELLING or (state is None and verb == "mark" and said.low(ending) == "with"):
            return MarkMail(*said.span, target=target, add=_labels(said, ending + 1), complete=True)
        if state is None or (verb == "report" and state.folder != "junk"):
            return None
        return _marked(said, target, state)
    if verb in _BY_VERB:
        stop = next((j for j in range(i + 1, said.end) if said.low(j) == "for"), said.end)
        target = _target(said, i, stop)
        return _marked(said, target, _BY_VERB[verb]) if target is not None else None
    if verb in _LABELLING:
        return _labelled(said, i)
    # "Mark Ana's mail unread", "mark all mails read".
    words = next((n for n in (2, 1) if (_words(said, said.end - n, said.end)) in _STATES), 0)
    target = _target(said, i, said.end - words) if words and verb == "mark" else None
    if target is None:
        return None
    return _marked(said, target, _STATES[_words(said, said.end - words, said.end)])


def _marked(said: Instruction, target: Reference, state: _State) -> Frame:
    if state.folder:
        return FileMail(*said.span, target=target, folder=state.folder, complete=True)
    return MarkMail(
        *said.span,
        target=target,
        read=state.read,
        flagged=state.flagged,
        answered=state.answered,
        complete=True,
    )


def _labelled(said: Instruction, i: int) -> Frame | None:
    """ "Label the invoice 'Taxes'": the label is what stands last."""
    if said.phrases.sort(said.end - 1) is not Sort.QUOTE and not said.tokens[said.end - 1].capitalised:
        return None
    target = _target(said, i, said.end - 1)
    if target is None:
        return None
    return MarkMail(*said.span, target=target, add=_labels(said, said.end - 1), complete=True)


def _put(said: Instruction, i: int, *, taking: bool) -> Frame | None:
    """ "Add the label Taxes to Leo's mail", "remove the flag from it", "put a star on it"."""
    words = {"from", "off"} if taking else {"to", "on"}
    stop = next((j for j in range(i + 1, said.end) if said.low(j) in words), 0)
    nouns = [j for j in range(i, stop) if said.low(j) in _LABEL_NOUNS | _FLAG_NOUNS]
    if not nouns:
        return None
    target = _target(said, stop + 1, said.end)
    if target is None:
        return None
    if said.low(nouns[0]) in _FLAG_NOUNS:
        return MarkMail(*said.span, target=target, flagged=not taking, complete=True)
    before = [j for j in range(i, nouns[0]) if said.low(j) not in {"the", "a", "my", "off"}]
    first, last = (nouns[0] + 1, stop) if nouns[0] + 1 < stop else (min(before, default=stop), nouns[0])
    labels = _labels(said, first, last)
    if not labels:
        return None
    more, less = ((), labels) if taking else (labels, ())
    return MarkMail(*said.span, target=target, add=more, remove=less, complete=True)


def _target(said: Instruction, i: int, stop: int) -> Reference | None:
    """All that stands from `i` to `stop`, as the mails that are meant; None where a word is left over."""
    phrases = Phrases(said.tokens[:stop])
    target, after = phrases.reference(i, to_is_recipient=True)
    if target is None or said.leftovers(after, stop):
        return None
    target = of_mails(said, target, i, after)
    return replace(target, domain=target.domain) if target is not None else None


def _state_at(said: Instruction, i: int) -> _State | None:
    """What "as …" says, where that is all that is left."""
    while said.low(i) in {"being", "a", "an"}:
        i += 1
    words = _words(said, i, said.end).removesuffix(" please").removesuffix(" again")
    return _STATES.get(words)


def _words(said: Instruction, first: int, stop: int) -> str:
    return " ".join(said.low(j) for j in range(max(first, 0), stop))


def _labels(said: Instruction, i: int, stop: int | None = None) -> tuple[str, ...]:
    """The labels that are named from `i` on."""
    end = said.end if stop is None else stop
    while i < end and said.low(i) in {"the", "a", "my", *_LABEL_NOUNS, "as", "with"}:
        i += 1
    found: list[str] = []
    first = i
    while i <= end:
        ends = i == end or said.low(i) in {"and", ","}
        if ends or said.phrases.sort(i) is Sort.QUOTE:
            if i > first:
                found.append(said.raw(first, i))
            if i < end and said.phrases.sort(i) is Sort.QUOTE:
                found.append(said.tokens[i].value)
            first = i + 1
        i += 1
    return tuple(found)
