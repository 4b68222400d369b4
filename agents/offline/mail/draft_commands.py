"""Instructions about drafts that there are: send one, change one, delete one."""

import re
from dataclasses import replace

from agents.offline.mail.frames import ChangeDraft, SendDraft
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.tokens import Token, tokenize
from agents.offline.reading.words import Domain
from tools.patterns import Pattern, Spoken

_DRAFTS = frozenset({"draft", "drafts"})
_AT_ONCE = frozenset("now please right away immediately straight".split())
_WHAT = r"(?:change|set|make|update|edit) the (?P<what>subject|title|text|body|message) of (?P<which>"
_CHANGES = (
    Pattern(rf"{_WHAT}[^\"“'‘]+?) (?:to|to say|into) (?P<new>[\"“'‘].+)", re.IGNORECASE | re.DOTALL),
    # The last "to" leads to what is new: those before it say to whom the draft is.
    Pattern(rf"{_WHAT}.+) (?:to|into) (?P<new>\S.*)", re.IGNORECASE | re.DOTALL),
)
_SAYS = Pattern(
    r"(?:change|update|edit) (?P<which>(?:the|my) .*?drafts?\b.*?)(?::|,| so(?: that)?) "
    r"(?:it|the text) (?:should |shall |must |is to )?(?:says?|reads?):? (?P<new>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ADD = Spoken(
    r"(?:add|put|include|copy) (?P<who>.+?)(?P<cc> (?:in|as|on) (?:the )?(?:cc|copy))? (?:to|in|into|on)"
    r" (?P<which>(?:the|my) .*?drafts?\b.*)"
)


def send_draft(said: Instruction, i: int) -> Frame | None:
    """ "Send the draft", "send the draft to Ana", "send my draft about the budget"."""
    stop = said.end
    while said.tokens[stop - 1].text.lower() in _AT_ONCE:
        stop -= 1
    target = draft_at(said, i, stop)
    return SendDraft(*said.span, target=target, complete=True) if target is not None else None


def change_draft(said: Instruction, i: int) -> Frame | None:  # noqa: ARG001 - as every reader of instructions
    """ "Change the subject of the draft to Ana to 'Later'", "add Ben in cc to the draft"."""
    text = said.text[said.span[0] : said.span[1]].rstrip(" .!")
    if match := next((found for form in _CHANGES if (found := form.fullmatch(text))), None):
        target = _named(said, match["which"])
        new = match["new"].strip().strip("\"“”'‘’")
        if target is None or not new:
            return None
        title = match["what"].lower() in {"subject", "title"}
        frame = ChangeDraft(*said.span, target=target, complete=True)
        return replace(frame, title=new) if title else replace(frame, body=new)
    if match := _SAYS.fullmatch(text):
        target = _named(said, match["which"])
        new = match["new"].strip().strip("\"“”'‘’")
        return ChangeDraft(*said.span, target=target, complete=True, body=new) if target and new else None
    if match := _ADD.fullmatch(text):
        target = _named(said, match["which"])
        phrases = Phrases(tokenize(match["who"], said.now))
        people, after = phrases.people(0)
        if target is None or not people or after < len(phrases.tokens):
            return None
        copied = bool(match["cc"]) or said.verb == "copy"
        frame = ChangeDraft(*said.span, target=target, complete=True)
        return replace(frame, cc=people) if copied else replace(frame, people=people)
    return None


def draft_at(said: Instruction, i: int, stop: int) -> Reference | None:
    """The draft that all words from `i` to `stop` name; None where they name anything else."""
    return _draft(said.tokens[:stop], i, said)


def _named(said: Instruction, words: str) -> Reference | None:
    return _draft(tokenize(words, said.now), 0, said)


def _draft(tokens: tuple[Token, ...], i: int, said: Instruction) -> Reference | None:
    target, after = Phrases(tokens).reference(i, to_is_recipient=True)
    left = Instruction(said.text, tokens, 0, said.now).leftovers(after)
    if target is None or target.noun not in _DRAFTS or left:
        return None
    words = " ".join(word for word in target.words.split() if word.lower() not in _DRAFTS)
    return replace(
        target, domain=Domain.EMAIL, noun="emails" if target.plural else "email", words=words, folder="drafts"
    )
