"""What somebody answers in words about times that were proposed: "Tuesday works, the last one doesn't".

Plain sentences are read; what hangs on something, or isn't understood from the first word to the last, is
said to be unclear, and a person or a language model reads it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Literal

from assistant.polls.naming import Named, named
from tools.mail.snippets import INTRODUCTION
from tools.patterns import Pattern
from tools.scheduling.availability import Slot

Verdict = Literal["yes", "no", "maybe"]
MOST_CHARS = 2000
_QUOTES = Pattern(r"^\s*(?:-{3,} ?original|-{5,}|_{5,}|from: .+@|von: .+@|de : .+@)", re.IGNORECASE)
_GREETING = Pattern(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|liebe[rs]?|bonjour)\b[^,.!:\n]{0,40}"
    r"[,.!:]?$"
    r"|^(?:(?:many |kind |best |warm )?(?:thanks|thank you|regards|wishes|best|cheers|greetings|love)"
    r"|all the best|yours|sincerely)\b[^?]{0,60}$",
    re.IGNORECASE,
)
_OPENING = Pattern(r"^(?:hi|hello|hey|dear)\b(?: [A-Z][\w'-]+){0,3} ?[,!:] *", re.IGNORECASE)
_NUMBERED = Pattern(r"^\(?([1-9])[.):]+\s+")
_SENTENCE = Pattern(r"(?<=[.!?])\s+|\n+|;\s*|\s+[-–—]\s+")
_TURN = Pattern(r",?\s+\b(?:but|however|though|although|whereas|while)\b,?\s+", re.IGNORECASE)
_PIECE = Pattern(r",\s*(?:and |or )?|\s+and\s+", re.IGNORECASE)
_EXCEPT = Pattern(
    r"\b(?P<all>all|any|every\w*|each|either)\b[^.?!]*?\b(?:except(?: for)?|but(?: not)?|apart from"
    r"|other than|besides|save)\b (?P<rest>.+)",
    re.IGNORECASE,
)
_DENIES = Pattern(r"(?:but )?not\b", re.IGNORECASE)
_AMBIGUOUS = "if"
"""Makes a piece unclear, of which it can't be told whether what is before or behind it says what it is."""
_FINE = Pattern(
    r"\b(?:no (?:problem|issue|objection)s?|not a problem|don't mind|can't wait|can not wait|no clash(?:es)?"
    r"|not bad|why not|sure)\b",
    re.IGNORECASE,
)
_NO = Pattern(
    r"\b(?:not?|none|neither|can't|cannot|won't|don't|doesn't|didn't|isn't|aren't|wouldn't|couldn't|nope|never|unable|unavailable"
    r"|impossible|busy|booked|taken|away|abroad|out|off|holidays?|vacation|leave|clash(?:es)?|conflicts?"
    r"|difficult|hard|tricky|bad|dentist|travell?ing)\b",
    re.IGNORECASE,
)
_PERHAPS = Pattern(
    r"\b(?:maybe|perhaps|might|possibly|probably|tentative(?:ly)?|at a push|if (?:need(?:s|ed)?|necessary)"
    r"(?: be)?|if (?:i|we) (?:must|have to)|rather not|prefer not|not (?:ideal|great|perfect)"
    r"|less (?:good|ideal)|second choice|as a fallback)\b",
    re.IGNORECASE,
)
_YES = Pattern(
    r"\b(?:works?|working|fine|good|great|ok(?:ay)?|suits?|free|available|can|could|yes|yep|yeah|perfect|prefer\w*"
    r"|best|better|ideal|let's|take|go|happy|fits?|possible|choose|pick|vote|do|make|would|excellent|lovely|love"
    r"|confirm\w*|accept\w*|wonderful|please|brilliant|super|too|also|well)\b|\+1|👍",
    re.IGNORECASE,
)
_UNSURE = Pattern(
    r"\b(?:if|unless|depends?|depending|provided|as long as|check|let you know|get back|come back to"
    r"|not sure|unsure|tbc|pending|until|only (?:for|till|until)|have to (?:leave|go|check|ask|see)"
    r"|leave early|late|latest|earliest|start(?:ing)?|shorter|(?<!no )longer|earlier|later|ask|waiting"
    r"|know (?:by|on|until)|cancel\w*|someone else|instead of|rather than|from \d|after(?! all)|before"
    r"|online|remote\w*|phone|without me)\b",
    re.IGNORECASE,
)
_ONLY = Pattern(r"\b(?:only|just|nothing but|solely)\b", re.IGNORECASE)
_ASKING = Pattern(
    r"^(?:(?:or|and|so|then|perhaps|maybe),? )?(?:could|can|shall|should|may|might) (?:we|i|you|it)\b"
    r"|^(?:(?:or|and|so|then),? )?(?:how|what) about\b|^would .+ (?:work|suit|be (?:ok|okay|fine|possible"
    r"|good|better))|^is .+ (?:possible|an option|ok|okay)|\binstead\b",
    re.IGNORECASE,
)
_INSTEAD = Pattern(r"\binstead\b", re.IGNORECASE)


@dataclass
class Said:
    """What one mail says of the proposed times."""

    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """By the place of the option, counted from zero; of what isn't in it, nothing is said."""
    others: tuple[Slot, ...] = ()
    """Times that are named in their place."""
    clear: bool = True
    """Whether all of it was understood."""
    anew: bool = False
    """It takes the place of all that was said before."""

    def put(self, places: Sequence[int], verdict: Verdict) -> None:
        for place in places:
            if self.verdicts.get(place, verdict) != verdict:
                self.clear = False
            self.verdicts[place] = verdict


def said_in(body: str, options: Sequence[Slot], now: datetime, zone: tzinfo) -> Said:
    """What the mail with this text says of `options`, written at `now`."""
    said = Said()
    text = own_words(body)
    for sentence in _sentences(text):
        parts = [sentence] if _exception(sentence) else _TURN.split(sentence)
        for number, part in enumerate(parts, 1):
            before: Verdict | None = None
            clauses = list(_clauses(part, options, now, zone))
            for place, clause in enumerate(clauses, 1):
                asks = sentence.endswith("?") and (number, place) == (len(parts), len(clauses))
                before = _read(said, clause, options, now, zone, question=asks, before=before)
    if not said.verdicts and not said.others:
        said.clear = False
    said.anew = bool(_INSTEAD.search(text)) or all(place in said.verdicts for place in range(len(options)))
    return said


def own_words(body: str) -> str:
    """What was written, without what is quoted below it, the signature, greeting and thanks."""
    lines: list[str] = []
    for line in body[:MOST_CHARS].replace("’", "'").splitlines():
        plain = line.strip()
        if line.rstrip() == "--" or line == "-- " or _QUOTES.match(line) or INTRODUCTION.match(plain):
            break
        if not plain.startswith(">"):
            lines.append(_NUMBERED.sub(r"option \1: ", _OPENING.sub("", plain)))
    return "\n".join(filter(None, lines))


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        plain = sentence.strip(" ,:")
        if plain and not _GREETING.match(plain):
            yield plain


def _clauses(part: str, options: Sequence[Slot], now: datetime, zone: tzinfo) -> Iterator[str]:
    """The pieces that each say one thing; a list such as "1, 2 and 3" stays together."""
    if _exception(part):
        yield part
    else:
        yield from _grouped(_pieces(part, options, now, zone))


@dataclass
class _Piece:
    """A piece between two commas or "and"s."""

    text: str
    joined: str
    """By what it hangs on the piece before."""
    verdict: Verdict | None
    is_bare: bool
    """It names times and says nothing of them."""


def _pieces(part: str, options: Sequence[Slot], now: datetime, zone: tzinfo) -> list[_Piece]:
    found, at, joined = [], 0, ""
    for match in [*_PIECE.finditer(part), None]:
        text = part[at : match.start() if match else len(part)].strip()
        verdict = _polarity(text)
        found.append(_Piece(text, joined, verdict, not verdict and named(text, options, now, zone).any))
        if match:
            at, joined = match.end(), "," if "," in match[0] else "and"
    return found


def _grouped(pieces: list[_Piece]) -> Iterator[str]:
    """Each piece that says something, with the bare ones that it says it of."""
    said: list[str] = []
    """Bare pieces that wait for the one that says what they are."""
    for place, piece in enumerate(pieces):
        before = next((one for one in reversed(pieces[:place]) if one.verdict), None)
        after = next((one for one in pieces[place + 1 :] if not one.is_bare), None)
        if not piece.is_bare:
            yield " , ".join([*said, piece.text])
            said = []
        elif after is None or not after.verdict or _DENIES.match(after.text):
            yield piece.text
        elif before is None or before.verdict == after.verdict:
            said.append(piece.text)
        elif (piece.joined, pieces[place + 1].joined) == ("and", ","):
            yield piece.text
        elif (piece.joined, pieces[place + 1].joined) == (",", "and"):
            said.append(piece.text)
        else:
            yield f"{piece.text} {_AMBIGUOUS}"


def _exception(sentence: str) -> re.Match[str] | None:
    """ "All but Tuesday"; not "all work, but Tuesday is best", which says something of both."""
    match = _EXCEPT.search(sentence)
    both = match and _polarity(sentence[: match.start("rest")]) and _polarity(match["rest"])
    return None if both else match


def _polarity(text: str) -> Verdict | None:
    """What the words say of what they name; None: nothing."""
    plain = _FINE.sub("fine", text)
    if _PERHAPS.search(plain):
        return "maybe"
    if _NO.search(plain):
        return "no"
    return "yes" if _YES.search(plain) else None


def _read(
    said: Said,
    clause: str,
    options: Sequence[Slot],
    now: datetime,
    zone: tzinfo,
    *,
    question: bool,
    before: Verdict | None,
) -> Verdict | None:
    """Take up what one clause says; how it says it."""
    if match := _exception(clause):
        left_out = named(match["rest"], options, now, zone)
        if left_out.options and left_out.clear and not _UNSURE.search(clause):
            verdict: Verdict = "no" if _polarity(clause) == "no" else "yes"
            said.put(sorted(set(range(len(options))) - left_out.options), verdict)
            said.put(sorted(left_out.options), "no" if verdict == "yes" else "yes")
            return verdict
    found = named(clause, options, now, zone)
    unsure = bool(_UNSURE.search(_PERHAPS.sub("", clause)))
    if not found.any:
        # What names no time is about something else, unless it may take back what does.
        said.clear = said.clear and not (unsure or bool(_PERHAPS.search(clause)) or _is_a_no(clause))
        return before
    suggests = bool(_ASKING.search(clause))
    if not found.clear or (unsure and not (suggests and found.others)) or (question and not suggests):
        said.clear = False
        return before
    verdict = _polarity(clause) or before or "yes"
    if suggests and verdict != "no":
        verdict = "yes"
    _put(said, found, verdict, len(options), only=bool(_ONLY.search(clause)) and not found.others)
    return verdict


def _is_a_no(clause: str) -> bool:
    """ "No, sorry": said of nothing that it names, so of what, isn't known."""
    return bool(_NO.search(_FINE.sub("fine", clause))) and len(clause.split()) < 8


def _put(said: Said, found: Named, verdict: Verdict, number: int, *, only: bool) -> None:
    everything = list(range(number))
    if found.nothing:
        said.put([place for place in everything if place not in found.options], "no")
    elif found.everything:
        said.put(everything, verdict)
    elif found.the_rest and not found.options:
        said.put([place for place in everything if place not in said.verdicts], verdict)
    else:
        said.put(sorted(found.options), verdict)
        if only and verdict == "yes":
            said.put([place for place in everything if place not in said.verdicts], "no")
    if found.others and verdict == "yes":
        said.others = (*said.others, *found.others)
