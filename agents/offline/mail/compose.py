"""The words of a mail, made of what the user gave and a frame around it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.offline.asking.contacts import Known
from agents.offline.asking.questions import together
from agents.offline.asking.wording import capital, ended
from agents.offline.mail.frames import NewMail
from agents.offline.reading.frames import Written
from tools.patterns import Pattern, Spoken

_AND_ASK = Pattern(
    r"(?P<said>.{3,}?),? and ask (?:him |her |them )?(?P<asked>(?:if|whether) .+)", re.IGNORECASE | re.DOTALL
)
""" "… that we spent 2k and ask whether that's ok": two things that one mail says."""
_QUESTIONS = Spoken(r"\A(if|whether)\b\s*")
_THIRD = Spoken(r"\b(she|he|they)\b")
_THEIRS = Pattern(
    r"\b(?:him|them|her(?=\W*\Z|\W*[,.;?]| (?:to|at|on|in|for|with|about|then|too|and|or|now|today)\b))\b"
)
_HERS = Pattern(r"\b(?:her|his|their)(?= [a-z])")
_WORKS = Pattern(
    r"(?P<what>(?!you\b|i\b|we\b).+?) (?P<verb>works|suits|fits|is|was|are|were|has|can|will)\b(?P<rest>.*)",
    re.DOTALL,
)
_DOES = r"(?:want|need|like|know|prefer|agree|think|mind|remember|expect|plan|see|come|get|eat|drink)"
_OF_THEM = Spoken(
    rf"(?:he|she) (?:can|could|will|would|should|may|might|must|is|was|has|{_DOES}s)\b|(?:he|she)['’]ll\b"
)
_PRESENT = Spoken(rf"\byou (?P<verb>{_DOES})s\b")
_VERB_OF = {"is": "are", "has": "have", "does": "do", "was": "were"}
_MOST_IN_SUBJECT = 70
_FEW_WORDS = 4


def subject_of(frame: NewMail, recipients: Sequence[Known] = ()) -> str:
    """The subject that was given, or the topic, or the first words of the text; empty without any."""
    if frame.title:
        return frame.title
    if frame.about:
        topic = capital(frame.about)
        reminds = frame.noun == "reminder" or frame.body_manner == "remind"
        return f"Reminder: {frame.about}" if reminds else topic
    if frame.body:
        if frame.body_manner == "ask" and not frame.quoted:
            return shortened(_asked(frame, recipients))
        text = _plain(frame).removesuffix(":")
        if frame.noun == "reminder" or frame.body_manner == "remind":
            return f"Reminder: {shortened(text)}"
        return shortened(capital(text))
    return ""


def body_of(frame: NewMail, recipients: Sequence[Known], user: str) -> str:
    """The quoted text as it stands; else what was described, with a greeting and the user's name."""
    if frame.quoted:
        return frame.body
    return "\n\n".join(
        [
            f"Hi {greeted(recipients)}".rstrip() + ",",
            sentence(frame, recipients),
            f"Best regards,\n{user}".rstrip(),
        ]
    )


def greeted(recipients: Sequence[Known]) -> str:
    """Their first names, or "all" of them; empty for one whose name nobody has said."""
    if not recipients or len(recipients) > 3 or any(known.group for known in recipients):
        return "all"
    names = [known.first_name for known in recipients]
    if not all(names):
        return "all" if len(names) > 1 else ""
    return together(names)


def sentence(frame: Written, recipients: Sequence[Known]) -> str:
    """What the mail says, as one sentence of the user's own words."""
    if match := _AND_ASK.fullmatch(frame.body):
        question = _asked(replace(frame, body=match["asked"], body_manner="ask"), recipients)
        return f"{ended(capital(match['said']))} {capital(question)}"
    if frame.body:
        return ended(capital(_asked(frame, recipients) or _reminded(frame) or _thanked(frame) or frame.body))
    about = frame.about if isinstance(frame, NewMail) else ""
    if isinstance(frame, NewMail) and (frame.noun == "reminder" or frame.body_manner == "remind"):
        return f"This is a reminder about {ended(about)}"
    return f"This is about {ended(about)}" if about else ""


def _asked(frame: Written, recipients: Sequence[Known]) -> str:
    if frame.body_manner != "ask":
        return ""
    text = frame.body
    if _QUESTIONS.match(text):
        text = _to_you(_QUESTIONS.sub("", text), recipients)
        return _inverted(text) or f"Could you tell me whether {text}?"
    if text.lower().startswith("to "):
        return f"Could you {_to_you(text[3:], recipients)}?"
    if text.lower().startswith("for "):
        return f"Could you send me {text[4:]}?"
    if text.lower().startswith("about "):
        return f"I have a question about {text[6:]}"
    return f"Could you tell me {_to_you(text, recipients)}?"


def speaks_of_them(text: str) -> bool:
    """Whether a text begins with somebody who may be the one who gets it: "he gets them on Monday"."""
    return _OF_THEM.match(text) is not None


def told_to_them(text: str) -> str:
    """ "He gets them on Monday", of the one who is written to: "you get them on Monday"."""
    who = _THIRD.match(text)
    assert who is not None, "whom it speaks of was asked before"
    rest = _THEIRS.sub(lambda one: one[0] if one[0] == "them" else "you", text[who.end() :])
    return _conjugated(f"you{_HERS.sub(lambda one: one[0] if one[0] == 'their' else 'your', rest)}")


def _to_you(text: str, recipients: Sequence[Known]) -> str:
    """The recipient, spoken of as "she" or by name, spoken to as "you"."""
    for known in recipients:
        if not known.first_name:
            continue
        text = re.sub(rf"\A{re.escape(known.first_name)}\b", "you", text, flags=re.IGNORECASE)
    text = _THIRD.sub("you", text)
    text = _HERS.sub("your", _THEIRS.sub("you", text))
    return _conjugated(text)


def _conjugated(text: str) -> str:
    text = re.sub(r"\byou (is|has|does|was)\b", lambda match: f"you {_VERB_OF[match[1]]}", text)
    return _PRESENT.sub(lambda match: f"you {match['verb']}", text)


def _inverted(text: str) -> str:
    """ "you can come" as a question: "Can you come?"."""
    match = re.match(
        rf"you (?:(?P<does>{_DOES}|have(?= (?:an?|any|the|time|room|some|enough|plans|to)\b))"
        r"|(?P<is>can|could|will|would|are|have|should|may)) (?P<rest>.+)",
        text,
        re.IGNORECASE | re.DOTALL,
    )
    if match is None:
        return _of_a_thing(text)
    does = match["does"] is not None
    verb = f"Do you {match['does'].lower()}" if does else f"{capital(match['is'])} you"
    return f"{verb} {match['rest'].rstrip('?. ')}?"


def _of_a_thing(text: str) -> str:
    """ "3pm works for you" as a question: "Does 3pm work for you?"."""
    match = _WORKS.match(text)
    if match is None or len(match["what"].split()) > _FEW_WORDS:
        return ""
    what, rest = match["what"], match["rest"].rstrip("?. ")
    if match["verb"] in {"works", "suits", "fits"}:
        return f"Does {what} {match['verb'][:-1]}{rest}?"
    return "" if match["verb"] == "has" else f"{capital(match['verb'])} {what}{rest}?"


def _reminded(frame: Written) -> str:
    if frame.body_manner != "remind":
        return ""
    text = frame.body
    for lead, said in (
        ("to ", "This is a reminder to "),
        ("about ", "This is a reminder about "),
        ("of ", "This is a reminder of "),
    ):
        if text.lower().startswith(lead):
            return said + text[len(lead) :]
    return f"This is a reminder that {text}"


def _thanked(frame: Written) -> str:
    return f"Thank you {frame.body}" if frame.body_manner == "thank" else ""


def _plain(frame: Written) -> str:
    text = frame.body.strip().splitlines()[0]
    text = match["said"] if (match := _AND_ASK.fullmatch(text)) and not frame.quoted else text
    return re.sub(r"\A(?:if|whether|to|for|about|that|of)\s+", "", text, flags=re.IGNORECASE)


def shortened(text: str) -> str:
    """At most some seventy characters, cut between words; without a full stop."""
    text = text.rstrip(".!, ")
    if len(text) <= _MOST_IN_SUBJECT:
        return text
    return text[:_MOST_IN_SUBJECT].rsplit(" ", 1)[0].rstrip(",;:") + " …"
