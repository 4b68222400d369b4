"""Questions about who is who: "who is Maya?", "what's Ana's number?", "who is in the design team?"."""

import re

from agents.offline.asking.people_commands import Birthday, PersonDetails
from agents.offline.reading.claims import Sentence
from agents.offline.reading.frames import Enquiry
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.question import Question
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import Sort
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import FUNCTION, PREPOSITIONS

_WHAT = (
    ("phone", r"(?:phone|mobile|telephone|cell)(?: ?number)?|number|extension"),
    ("email", r"(?:e-?mail|mail)(?: address)?|address|contact(?: details| info| information)?"),
    ("birthday", r"birthday|date of birth|birth ?date"),
    ("title", r"job(?: title)?|role|position|title"),
    ("organization", r"company|employer|organi[sz]ation"),
)
_OWNED = "|".join(words for _, words in _WHAT)
_WORKS = r"(?:for|at|with)"
_FORMS = (
    ("members", r"(?:who|who all|which people) (?:is|are|works|work) (?:in|part of|on(?! (?:leave"
                r"|holidays?|vacation|duty|call|time|site)\b)) (?P<who>.+)"),
    ("members", r"(?:who are )?(?:the )?(?:members|people) (?:of|in) (?P<who>.+)"),
    ("size", r"how many (?:people|members) (?:are|is|work) (?:in|on|part of) (?P<who>.+)"),
    ("known", r"(?:is|are) (?P<who>.+?) (?:in|among) my (?:contacts|address book|contact list)"),
    ("in", r"(?:is|does) (?P<who>.+?) (?:in|on|part of|belong to) (?P<group>.+)"),
    ("known", r"(?:do i have|is there) (?:a )?(?:contact|number|entry) (?:called|named|for|of) (?P<who>.+)"),
    ("birthday", r"(?:when|what day|on what day|what date) (?:is|was) (?P<who>.+?) 's birthday"),
    ("birthday", r"(?:when|what year) (?:is|was) (?P<who>.+?) born"),
    ("age", r"how old (?:is|will) (?P<who>.+?)(?: be| turn)?"),
    ("birthdays", r"(?:who has|whose) (?:a )?birthday(?: is (?:it|next|coming up)| next| soon| ⏲)*"),
    ("birthdays", r"(?:(?:what|which)(?: are the)?|any|are there(?: any)?|list|show(?: me)?)(?: the| my)?"
     r"(?: next| upcoming| coming)* birthdays(?: (?:are )?(?:coming up|next|soon|⏲))*"),
    ("in groups", r"(?:what|which) (?:groups?|teams?) (?:is|are) (?P<who>.+?) (?:in|on|part of|a member of)"),
    ("in groups", r"(?:what|which) (?:groups?|teams?) does (?P<who>.+?) belong to"),
    ("work at", rf"which (?P<who>\w+) (?:works|is) {_WORKS} (?P<at>.+)"),
    ("work at", rf"who (?:works|do i know) {_WORKS} (?P<at>.+)"),
    ("is head", r"who is (?:our )?(?P<job>(?:head|director|lead) of (?!the |state)\w+)"),
    ("title", r"what does (?P<who>.+) do"),
    ("organization", rf"(?:where|who|what company) does (?P<who>.+) work(?: {_WORKS})?"),
    ("groups", r"(?:what|which) groups (?:do i have|are there)|(?:list|show)(?: me)? my groups"),
    ("all", r"(?:list|show)(?: me)?(?: all)? (?:of )?(?:my )?contacts"),
    ("all", r"who is in my (?:contacts|address book)|how many contacts do i have"),
)  # fmt: skip
_OF_ANYBODY = frozenset({"title", "organization", "in"})
"""What may be asked of anything: "what does Congress do"; of those whom one knows, by their first name."""
_NOBODY = frozenset(
    "i you it that this there the my a an coming going invited free busy everyone anyone next first last me "
    "we they calendar schedule inbox today tomorrow any unread new latest anything which whose this "
    "most recent newest oldest when where what how who".split()
)


def person_inquiry(question: Question) -> Enquiry | None:
    """What a question asks of the address book; None when it is nobody's name, number or group."""
    said = Sentence(question.tokens, question.at, question.end)
    said.take_first(
        r"(?:do you (?:know|have)|i need|tell me|let me know|show me|give me|find|look up)", "asking"
    )
    for asked, words in _FORMS:
        match = said.has(rf"(?<![^ ·] )(?:{words})(?=(?: \?)? *\Z)")
        if match is None:
            continue
        parts = match.groupdict()
        places = [said.within(*match.span(name)) for name in ("who", "of") if parts.get(name)]
        people = _people(question, places[0]) if places else ()
        if places and (not people or question.tokens[places[0][-1]].low in NOUNS.named):
            continue
        if asked in _OF_ANYBODY and (len(places[0]) > 1 or len(people) != 1):
            continue
        group = next((_said(question, said, match, part) for part in ("at", "job") if parts.get(part)), "")
        if parts.get("group"):
            groups = _people(question, said.within(*match.span("group")))
            if len(groups) != 1:
                continue
            group = groups[0].text
        return _details(question, said, asked, people, group)
    first = next(said.open(), question.end)
    commands = question.phrases.low(first) in COMMAND_VERBS - {"number", "contact"}
    return None if commands else _owned(question, said)


def _said(question: Question, said: Sentence, match: "re.Match[str]", part: str) -> str:
    return " ".join(question.tokens[i].text for i in said.within(*match.span(part)))


def _details(
    question: Question, said: Sentence, asked: str, people: tuple[Person, ...], group: str = ""
) -> Enquiry:
    # Others than one knows were born, too: that is the router's to say.
    born = said.has("born") is not None
    sure = _few_words(people) and not born
    said.claim(question.at, question.end, asked)
    kind = Birthday if asked == "birthday" and not born else PersonDetails
    details = kind(*question.span, people=people, group=group, claims=said.claims, complete=sure)
    return question.put(details, asked)


def _few_words(people: tuple[Person, ...]) -> bool:
    """Whether they are named as one names people one knows: "Maya", "the design team"."""
    return all(person.group or person.address or len(person.text.split()) == 1 for person in people)


def _owned(question: Question, said: Sentence) -> Enquiry | None:
    """ "Ana's number", "the email address of Hugo", "her number"; "who is Maya"."""
    for asked, words in _WHAT:
        owned = said.has(
            r"(?:what is|what are)?(?: the)? ?(?P<who>✉ |(?:[^\W\d_][\w.-]* ){1,3}?)(?:'s )?"
            rf"(?:{words})(?=(?: \?)? *\Z)"
        )
        of = said.has(rf"(?:what is )?(?:the )?(?:{words}) (?:of|for) (?P<who>.+?)(?=(?: \?)? *\Z)")
        match = of or owned
        if match is None or (match.start() > 1 and said.line[: match.start()].strip(" ·")):
            continue
        places = said.within(*match.span("who"))
        people = _people(question, places, owns=match is owned)
        if people:
            return _details(question, said, asked, people)
    match = said.has(r"who is (?P<who>[^?]+?)(?=(?: \?)? *\Z)")
    places = said.within(*match.span("who")) if match else []
    if any(question.phrases.low(i) in NOUNS.named | FUNCTION for i in places):
        return None
    people = _people(question, places)
    return _details(question, said, "who", people) if people else None


def _people(question: Question, places: list[int], *, owns: bool = False) -> tuple[Person, ...]:
    """Those whom these tokens name, and nothing but them; `owns`: perhaps with an "s" behind a name."""
    tokens = question.tokens
    first = places[0] if places else 0
    if len(places) > 1 and tokens[first].low in {"the", "my", "our"}:
        group, after = Phrases(tokens[: places[-1] + 1]).people(first)
        if group and group[0].group and after > places[-1]:
            return group
        if tokens[first].low == "the":
            return ()
        places = places[1:]
    places = [i for i in places if tokens[i].low != "'s"]
    if not places or tokens[places[0]].low in _NOBODY:
        return ()
    words = [tokens[i] for i in places]
    plain = [word for word in words if word.sort is not Sort.ADDRESS]
    if any(not word.low or word.low in _NOBODY | PREPOSITIONS for word in plain):
        return ()
    people, after = Phrases(tokens[: places[-1] + 1]).people(places[0])
    if owns and words[-1].low in {"her", "his", "their"}:
        return (Person(words[-1].text, words[-1].begin, words[-1].stop, pronoun=True),)
    if not people or after <= places[-1] or any(person.relation for person in people):
        last = words[-1].text
        named = " ".join([*(word.text for word in words[:-1]), last])
        people = (Person(named, words[0].begin, words[-1].stop),)
    if owns and tokens[places[-1] + 1].low != "'s" and len(people) == 1 and people[0].text.endswith("s"):
        return (Person(people[0].text[:-1], people[0].begin, people[0].stop - 1),)
    return tuple(person for person in people if not person.myself)
