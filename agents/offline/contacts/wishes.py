"""What is wanted of the contacts, in plain words: "save Hugo's number", "add Ana to the design team".

A text is one from the first word to the last, or none at all: then others read it.
"""

import re
from dataclasses import dataclass

from agents.offline.reading.courtesies import WISHED
from agents.offline.reading.words import EVENT_NOUNS
from tools.patterns import Pattern, Spoken


@dataclass(frozen=True)
class Note:
    """One thing of somebody, kept: a number, an address, a birthday."""

    who: str
    field: str
    value: str
    instead: bool = False
    """It takes the place of what is there."""


@dataclass(frozen=True)
class Forget:
    """One thing of somebody that goes."""

    who: str
    field: str


@dataclass(frozen=True)
class Save:
    """A new contact; whom nothing is said of but the name has written a mail, perhaps."""

    name: str
    email: str = ""
    phone: str = ""
    birthday: str = ""
    company: str = ""


@dataclass(frozen=True)
class SaveSender:
    """Who has written a mail, kept; `mail` is how it is named."""

    mail: str


@dataclass(frozen=True)
class Remove:
    """A contact or a group that goes."""

    who: str
    group: bool = False


@dataclass(frozen=True)
class Merge:
    """Two contacts that are one; `two` is what both are called."""

    who: str = ""
    other: str = ""
    two: str = ""


@dataclass(frozen=True)
class Regroup:
    """A group with other members, or another name; or a new one."""

    group: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    name: str = ""
    new: bool = False


Wish = Note | Forget | Save | SaveSender | Remove | Merge | Regroup

EMAIL = r"[^\s<>()\[\],;:\"'“”]+@[^\s<>()\[\],;:\"'“”]+\.\w+"
PHONE = r"\+?\(?\d[\d\s()./-]{3,}\d"
_END = r"(?:,? please)?"
_WHO = r"(?P<who>[^,;:?!@]{1,60}?)"
_OWNER = rf"{_WHO}'s?"
_SAVE = r"(?:save|add|store|put|enter|note(?: down)?|record|keep|remember|write down|set|update)"
_NEW = r"(?:(?:new|other|second|work|private|home|own|main) )*"
_FIELDS = {
    "phone": r"(?:(?:phone|mobile|cell|telephone)(?: ?(?:phone )?number)?|number)",
    "email": r"(?:e-?mail|mail)(?: address)?|address",
    "birthday": r"birthday|birth ?date|date of birth",
    "job": r"job(?: title)?|title|role|position",
    "company": r"company|employer",
    "nickname": r"nickname",
}
_FIELD = "|".join(f"(?P<{name}>{words})" for name, words in _FIELDS.items())
_OF = (
    rf"(?:{_OWNER} (?P<new>{_NEW})(?:{_FIELD})"
    rf"|the {_NEW}(?:{_FIELD.replace('(?P<', '(?P<of_')}) (?:of|for) (?P<of_who>[^,;:?!@]{{1,60}}?))"
)
_IS = r"(?:,? ?(?:is|are|:|-|–|as|=|to|being|on|is on|will be) ?|,? )+"
_VALUE = r"(?P<value>[^?]+?)"
_BOOK = (
    r"(?:(?:to|in|into|on|among|as a) (?:my |the |our )?"
    r"(?:contacts?(?: list)?|address book|phone ?book|people))"
)
_FROM_BOOK = r"(?:from|off|out of) (?:my |the |our )?(?:contacts?(?: list)?|address book|phone ?book)"
_CONTACT = r"(?:contact|entry|address book entry)"
_TEAM = r"(?:team|group|crew|squad|department|circle|mailing list|distribution list)"
_GROUP = (
    rf"(?:the |my |our )?(?:(?:{_TEAM} (?:called |named )|(?:contact )?group )[\"'“‘]?"
    r"(?P<group>[^\"'“”‘’?!,;:]{1,60}?)[\"'”’]?"
    rf"|[\"'“‘]?(?P<group2>[^\"'“”‘’?!,;:]{{1,60}}? {_TEAM})[\"'”’]?)"
)
_PEOPLE = r"(?P<people>[^;:?!@]{1,120}?)"


def _pattern(text: str) -> Pattern:
    return Spoken(WISHED + text + _END)


_NOTED = tuple(
    map(
        _pattern,
        (
            rf"{_SAVE}(?: that)? {_OF}{_IS}{_VALUE}(?: {_BOOK})?",
            rf"(?P<instead>change|set|update|correct|replace) {_OF}(?: from [^ ]+)? (?:to|with|by) {_VALUE}",
            rf"{_OF} (?P<instead>is now|has changed to|changed to) {_VALUE}",
            rf"{_OF} (?:is|is on) {_VALUE}",
            rf"{_SAVE} (?P<value>{EMAIL}|{PHONE}) (?:as|for|under) {_OF}",
            rf"{_WHO} has a (?P<new>{_NEW})(?:{_FIELD})(?: ?: ?|, | - | ){_VALUE}",
            rf"{_WHO} was born (?:on |the )*{_VALUE}",
        ),
    )
)
_ASKED_FOR = _pattern(rf"{_SAVE} {_OF}(?: {_BOOK})?")
_OF_A_CARD = Spoken(rf"\baddress\b|{_FROM_BOOK}")
_FORGOTTEN = _pattern(rf"(?:delete|remove|forget|erase|clear) {_OF}(?: {_FROM_BOOK})?")
_SENDER = _pattern(
    rf"{_SAVE} (?:the )?(?:sender|author|person|one|whoever)"
    r"(?: (?:of|from|behind|who (?:wrote|sent)|wrote|sent))?"
    rf" (?P<mail>(?:the|my|this|that|it)\b.*?) ?(?:{_BOOK})"
)
_SENDER_AS = _pattern(rf"{_SAVE} (?:the )?sender(?: of| from)? (?P<mail>.+?)(?: {_BOOK})?")
_SAVED = tuple(
    map(
        _pattern,
        (
            rf"(?:save|add|put|enter|store) (?P<rest>.+?) {_BOOK}(?P<more>(?:,| with| and|:).+)?",
            rf"(?:save|add|create|make|set up|enter|store|i need)(?: me)? (?:an? |the )?(?:new )?{_CONTACT}"
            r"(?: (?:for|called|named|of))?[ :,-]+(?P<rest>.+)",
            rf"(?:an? )?new {_CONTACT}(?: (?:for|called|named))?[ :,-]+(?P<rest>.+)",
            rf"save (?P<email>{EMAIL}) (?:as|under|for) (?P<name>[^,;:?!@]{{1,60}})",
        ),
    )
)
_REMOVED = tuple(
    map(
        _pattern,
        (
            rf"(?:delete|remove|erase|drop|take) {_WHO} {_FROM_BOOK}",
            rf"(?:delete|remove|erase|drop) (?:the )?{_CONTACT} (?:for |of |called )?{_WHO}",
            rf"(?:delete|remove|erase|drop) (?:the )?(?:address book )?{_WHO}'s? {_CONTACT}",
        ),
    )
)
_GROUP_REMOVED = _pattern(
    r"(?:delete|remove|dissolve|drop|get rid of) (?:the |my )?(?:contact )?group (?:called |named )?"
    r"[\"'“‘]?(?P<group>[^\"'“”‘’?!,;:]{1,60}?)[\"'”’]?"
)
_MERGE = r"(?:merge|combine|unify|join|put together)"
_TWO = _pattern(
    rf"{_MERGE} (?:the |my |both )*(?:two|both|duplicate|double|2)(?: (?:contacts|entries))?"
    r"(?: (?:called|named|for|of))? (?P<two>[^,;:?!@]{1,40}?)(?: (?:contacts|entries))?"
)
_MERGED = tuple(
    map(
        _pattern,
        (
            rf"{_MERGE} (?:the )?(?:contacts? )?(?P<other>[^,;:?!]{{1,60}}?) (?:into|in) (?:the contact )?"
            r"(?P<who>[^,;:?!]{1,60}?)",
            rf"{_MERGE} (?:the )?(?:contacts (?:of )?)?(?P<who>[^,;:?!]{{1,60}}?) (?:and|with) "
            r"(?P<other>[^,;:?!]{1,60}?)(?: into one(?: contact)?)?",
            r"(?P<who>[^,;:?!]{1,60}?) and (?P<other>[^,;:?!]{1,60}?) are (?:one and )?the same(?: person)?",
        ),
    )
)
_JOINED = _pattern(rf"(?:add|put|include|enter) {_PEOPLE} (?:to|in|into|on) {_GROUP}")
_LEFT = _pattern(rf"(?:remove|take|delete|drop|throw) {_PEOPLE} (?:from|out of|off) {_GROUP}")
_GROUP_MADE = tuple(
    map(
        _pattern,
        (
            r"(?:create|make|set up|add|start|i need) (?:an? |the )?(?:new )?(?:contact )?group"
            r"(?: (?:called|named|for))? [\"'“‘]?(?P<group>[^\"'“”‘’?!,;:]{1,60}?)[\"'”’]?"
            rf"(?:,? (?:with|of|from|containing)|:) {_PEOPLE}",
            r"(?:an? )?new (?:contact )?group:? [\"'“‘]?(?P<group>[^\"'“”‘’?!,;:]{1,60}?)[\"'”’]?"
            rf"(?:,? with|:) {_PEOPLE}",
            rf"(?:create|make|set up) (?:an? )?(?:new )?(?:contact )?group (?:of|with|from) {_PEOPLE}"
            r",? (?:called|named|and call it) [\"'“‘]?(?P<group>[^\"'“”‘’?!,;:]{1,60}?)[\"'”’]?",
        ),
    )
)
_GROUP_RENAMED = _pattern(
    # "Rename the team lunch to …" names no team.
    rf"(?:rename|call) {_GROUP} (?:to |as |into )?(?!.* (?:to|into) )"
    r"[\"'“‘]?(?P<name>[^\"'“”‘’?!,;:]{1,60}?)[\"'”’]?"
)
_OF_AN_EVENT = Spoken(r"\d ?[ap]\.?m\b|\d:\d|\b(?:to|at|until|party|dinner|lunch|celebration)\b")
_BORN = Spoken(r"(?:,|and|;)?\s*(?:(?:birthday|born)(?: is)?:?(?: on)?)\s+(?P<value>[^,;]+)")
_AT_WORK = Spoken(r"(?:,|and|;)?\s*(?:works? (?:at|for)|from|company:?) (?P<value>[^,;]+)")
_FILLING = Spoken(
    r"\b(?:with|and|the|his|her|their|e-?mail|mail|address|phone|mobile|cell|telephone|number|is|name|as)\b"
    r"|[<>(),;:]"
)
_NOBODY = frozenset("it that this him her them me my the a i we they he she".split())
_PARTICLES = frozenset("al and bin da de del den der di do dos du el la le van von y zu".split())
_A_NAME = Pattern(r"[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,4}")
_IS_PHONE, _IS_EMAIL = Pattern(PHONE), Pattern(rf"(?:mailto:)?{EMAIL}")


def wish_in(text: str) -> Wish | None:
    """What `text` wants of the contacts, when it wants that."""
    plain = " ".join(text.replace("’", "'").split()).rstrip(" .!")
    if plain.endswith("?") and not re.match(r"(?:can|could|would) you", plain, re.IGNORECASE):
        return None
    plain = plain.rstrip(" ?")
    return _merged(plain) or _grouped(plain) or _noted(plain) or _saved(plain) or _removed(plain)


def names_in(text: str) -> tuple[str, ...]:
    """Whom it wants something of among the contacts, as they are called there."""
    match wish_in(text):
        case Note(who=who) | Forget(who=who) | Remove(who=who) | Save(name=who):
            return (who,)
        case Merge() as wish:
            return tuple(filter(None, (wish.who, wish.other, wish.two)))
        case Regroup() as wish:
            return (wish.group, *wish.add, *wish.remove)
        case _:
            return ()


def _noted(plain: str) -> Note | Forget | None:
    for pattern in _NOTED:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        parts = match.groupdict()
        field = _field(parts) or "birthday"
        value = field_value(field, parts["value"])
        who = _named(parts.get("who") or parts.get("of_who") or "")
        if who and value:
            instead = bool(parts.get("instead")) and field in ("phone", "email")
            return Note(who, field, value, instead)
    if match := _FORGOTTEN.fullmatch(plain):
        who, field = _named(match["who"] or match["of_who"] or ""), _field(match.groupdict())
        if field == "email" and not _OF_A_CARD.search(plain):
            return None  # "delete Ana's mail" is of one that she wrote
        return Forget(who, field) if who else None
    if match := _ASKED_FOR.fullmatch(plain):
        who, field = _named(match["who"] or match["of_who"] or ""), _field(match.groupdict())
        # "Add Ana's address", said of no book, may be of anything.
        return Note(who, field, "") if who and field in ("phone", "birthday", "email") else None
    return None


def _field(parts: "dict[str, str | None]") -> str:
    return next((name for name in _FIELDS if parts.get(name) or parts.get(f"of_{name}")), "")


def field_value(field: str, said: str) -> str:
    """What is said for a field, where it can be one; else nothing."""
    value = said.strip(" \"'“”‘’<>()")
    if field == "phone":
        return value if _IS_PHONE.fullmatch(value) else ""
    if field == "email":
        return value.removeprefix("mailto:") if _IS_EMAIL.fullmatch(value) else ""
    if field == "birthday":
        value = re.sub(r"\A(?:on |the )+", "", value, flags=re.IGNORECASE)
        # "Ana's birthday party to 3pm" is about an event.
        day = any(map(str.isdigit, value)) or " of " in value
        return value if day and not (_OF_AN_EVENT.search(value) or "calendar" in value.lower()) else ""
    return value if len(value.split()) <= 6 and not _IS_PHONE.search(value) else ""


def _saved(plain: str) -> Save | SaveSender | None:
    for pattern in (_SENDER, _SENDER_AS):
        if match := pattern.fullmatch(plain):
            return SaveSender(match["mail"])
    for pattern in _SAVED:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        parts = match.groupdict()
        if parts.get("email"):
            return Save(_named(parts["name"]), email=parts["email"]) if _named(parts["name"]) else None
        return _of_everything(f"{parts['rest']} {parts.get('more') or ''}")
    return None


def _of_everything(rest: str) -> Save | None:
    """Who it is, with all that is said of them in any order."""
    found: dict[str, str] = {}
    for field, pattern in (("birthday", _BORN), ("company", _AT_WORK)):
        if match := pattern.search(rest):
            found[field] = match["value"].strip()
            rest = rest[: match.start()] + " , " + rest[match.end() :]
    for field, words in (("email", _IS_EMAIL), ("phone", _IS_PHONE)):
        if match := words.search(rest):
            found[field] = match[0].strip().removeprefix("mailto:")
            rest = rest[: match.start()] + " , " + rest[match.end() :]
    name = " ".join(_FILLING.sub(" ", rest).split())
    # With an address or a number behind it, it is a name however it is typed.
    known = _named(name) or (_named(name.title()) if found.keys() & {"email", "phone"} else "")
    return Save(known, **found) if known else None


def _removed(plain: str) -> Remove | None:
    if match := _GROUP_REMOVED.fullmatch(plain):
        return Remove(match["group"], group=True)
    for pattern in _REMOVED:
        if (match := pattern.fullmatch(plain)) and (who := _named(match["who"])):
            return Remove(who)
    return None


def _merged(plain: str) -> Merge | None:
    if match := _TWO.fullmatch(plain):
        return Merge(two=_one_of(match["two"]))
    for pattern in _MERGED:
        if match := pattern.fullmatch(plain):
            who, other = match["who"].strip(), match["other"].strip()
            if (_named(who) and _named(other)) or "@" in plain:
                return Merge(who, other)
            if _share_a_name(who, other):
                return Merge(who.title(), other.title())
    return None


def _share_a_name(who: str, other: str) -> bool:
    """Whether both may be names, typed small, of people who are called alike: "ben carter", "ben okafor"."""
    both = who.lower().split(), other.lower().split()
    people = all(_named(name.title()) for name in (who, other)) and not {*both[0], *both[1]} & EVENT_NOUNS
    return people and bool(set(both[0]) & set(both[1]))


def _one_of(several: str) -> str:
    """ "Bens" are each called Ben."""
    return several[:-1] if several.endswith("s") and not several.endswith("ss") else several


def _grouped(plain: str) -> Regroup | None:
    for pattern in _GROUP_MADE:
        if match := pattern.fullmatch(plain):
            return Regroup(match["group"].strip(), add=_people(match["people"]), new=True)
    if (match := _GROUP_RENAMED.fullmatch(plain)) and _group(match):
        return Regroup(_group(match), name=match["name"].strip())
    if (match := _JOINED.fullmatch(plain)) and _group(match) and (people := _people(match["people"])):
        return Regroup(_group(match), add=people)
    if (match := _LEFT.fullmatch(plain)) and _group(match) and (people := _people(match["people"])):
        return Regroup(_group(match), remove=people)
    return None


def _group(match: "re.Match[str]") -> str:
    """Its name; empty for "the group meeting", which is none."""
    name = (match["group"] or match["group2"]).strip()
    return name if match["group2"] or name[:1].isupper() or "called" in match[0].lower() else ""


def _people(said: str) -> tuple[str, ...]:
    """Names one by one; none where one of them is no name of a person."""
    names = [_named(one) for one in re.split(r",(?: and)? | and |, ?| & ", said) if one.strip()]
    return tuple(names) if names and all(names) else ()


def _named(said: str) -> str:
    """A name, as somebody is called; empty where it is something else."""
    name = said.strip(" \"'“”‘’,")
    if not _A_NAME.fullmatch(name) or name.lower() in _NOBODY or name.split()[0].lower() in _NOBODY:
        return ""
    first, *others = name.split()
    # "ana" may be typed so; of several words each is written as names are.
    proper = all(word[:1].isupper() or word in _PARTICLES for word in others)
    return name if not others or (proper and first[:1].isupper()) else ""
