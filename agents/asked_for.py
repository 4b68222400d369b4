"""Whether the person's own words ask for an act of this kind, on this thing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Any

from agents.assents import is_assent, is_denial, offers
from agents.offline.reading.choices import CHOOSES
from agents.offline.reading.verbs import BEYOND, acts_of
from agents.offline.reading.words import (
    CALENDARS,
    EVENT_NOUNS,
    FUNCTION,
    FUTURE,
    GENERIC_EVENTS,
    INVITES,
    MAIL_NOUNS,
    MAILBOXES,
    NEXT,
    ORDER,
    PARTICLES,
    PAST,
    PREPOSITIONS,
    RECENT,
    TASK_NOUNS,
    VERB_FORMS,
    Act,
)
from agents.wishes import OF_MAIL, VERBS, Wish, is_time, read, words_of
from tools.effects.plan import Plan
from tools.patterns import Pattern

EVENT, MAIL = EVENT_NOUNS | CALENDARS, MAIL_NOUNS | MAILBOXES
_MADE = frozenset({Act.CREATE, Act.MEET, Act.INVITE, Act.REMIND, Act.START})
KINDS: Mapping[str, frozenset[Act]] = {
    "create_calendar_event": _MADE,
    "update_calendar_event": _MADE
    | {Act.MOVE, Act.CHANGE, Act.LENGTHEN, Act.RENAME, Act.NAME, Act.UNINVITE, Act.REPLACE, Act.CAUSE},
    "cancel_calendar_event": frozenset({Act.CANCEL}),
    "send_email": OF_MAIL - {Act.DRAFT},
    "reply_to_email": frozenset({Act.REPLY, Act.SEND, Act.TELL}),
    "forward_email": frozenset({Act.FORWARD, Act.SEND}),
    "delete_email": frozenset({Act.CANCEL, Act.FILE}),
    "archive_email": frozenset({Act.ARCHIVE, Act.MOVE, Act.FILE}),
    "mark_emails": frozenset({Act.MARK, Act.CHANGE}),
    "label_emails": frozenset({Act.MARK}),
    "unsubscribe": frozenset({Act.UNSUBSCRIBE}),
    "send_draft": frozenset({Act.SEND}),
    "update_draft": frozenset({Act.CHANGE, Act.INVITE, Act.CREATE, Act.DRAFT}),
    "save_attachment": frozenset({Act.SAVE, Act.FILE, Act.ARCHIVE}),
    "move_emails": frozenset({Act.MOVE, Act.FILE, Act.MARK, Act.ARCHIVE}),
    "answer_invitation": frozenset({Act.REPLY, Act.TELL}),
    "create_task": frozenset({Act.CREATE, Act.REMIND}),
    "update_task": frozenset({Act.CHANGE, Act.RENAME, Act.MOVE, Act.CREATE, Act.NAME, Act.REMIND}),
    "complete_task": frozenset({Act.COMPLETE, Act.REOPEN, Act.CHANGE, Act.CREATE}),
    "delete_task": frozenset({Act.CANCEL}),
    "save_contact": frozenset({Act.SAVE, Act.CREATE, Act.INVITE, Act.FILE}),
    "update_contact": frozenset(
        {Act.SAVE, Act.CREATE, Act.INVITE, Act.CHANGE, Act.RENAME, Act.UNINVITE, Act.CANCEL, Act.MARK}
    ),
    "delete_contact": frozenset({Act.CANCEL}),
    "merge_contacts": frozenset({Act.MERGE}),
    "change_group": frozenset(
        {Act.CREATE, Act.INVITE, Act.FILE, Act.CHANGE, Act.RENAME, Act.UNINVITE, Act.CANCEL, Act.MARK}
    ),
    "note_answer": frozenset({Act.CREATE, Act.CHANGE}),
    "settle_times": _MADE,
}
"""What has to be asked for, by action; of another agent's tool, what its name says."""
SETTLING = (
    (_MADE, frozenset("take confirm settle pick go choose".split())),
    (frozenset({Act.CANCEL, Act.NAME}), frozenset("release withdraw take blow".split())),
)
"""What has to be asked for to book one of several proposed times, and to call it off."""
INTO = {
    "archive": frozenset({Act.ARCHIVE, Act.MOVE, Act.FILE}),
    "trash": frozenset({Act.CANCEL, Act.MOVE, Act.FILE}),
}
"""What has to be asked for to move mails there: who has something archived, has nothing deleted."""
_OF_CONTACTS = frozenset("save_contact update_contact merge_contacts change_group delete_contact".split())
_DOING = frozenset[Act]().union(*KINDS.values(), OF_MAIL)
_ON_THINGS = frozenset(
    {
        Act.MOVE,
        Act.LENGTHEN,
        Act.RENAME,
        Act.INVITE,
        Act.UNINVITE,
        Act.CANCEL,
        Act.REPLY,
        Act.FORWARD,
        Act.ARCHIVE,
    }
)
"""What is done with an event, a mail or a task, whatever it is called."""
OTHERS: Mapping[str, frozenset[str]] = {
    "create_calendar_event": MAIL | TASK_NOUNS,
    "update_calendar_event": MAIL | TASK_NOUNS,
    "cancel_calendar_event": MAIL | TASK_NOUNS,
    "delete_email": EVENT - INVITES | TASK_NOUNS,
    "archive_email": EVENT - INVITES | TASK_NOUNS,
    "mark_emails": EVENT - INVITES | TASK_NOUNS,
    "label_emails": EVENT - INVITES | TASK_NOUNS,
    "move_emails": EVENT - INVITES | TASK_NOUNS,
    "create_task": (EVENT | MAIL) - {"reminder", "reminders"},
    "delete_task": EVENT | MAIL,
}
"""Nouns with which a verb asks for something else: who deletes a mail, cancels no event."""
VAGUE = frozenset({"get", "grab", "have", "hold", "fix"})
"""Verbs that make an event only of what is one, or of some time: "get coffee", "grab two hours", and not "get
me the link".
"""
_LENGTHS = frozenset("hour hours minute minutes min mins hr hrs h".split())
_REMINDERS = frozenset({"reminder", "reminders"})
FORWARD = "forward_email"
"""Of which the thing stands before "to", and who gets it behind."""
MAKES = frozenset({"create_calendar_event", "send_email", "create_task", "settle_times"})
"""What is not about a thing that is there already: values tell where they come from themselves."""

_ANY_KIND = (
    frozenset(
        "session sessions class slot slots block call calls chat talk reply replies message text list lists "
        "chore chores contents".split()
    )
    | GENERIC_EVENTS
    | (MAIL - {"newsletter", "newsletters"})
    | CALENDARS
    | TASK_NOUNS
)
_SELECTING = frozenset(
    "unread read unanswered new newer old older other same spam junk duplicate duplicates full entire only "
    "whole long want wants like prefer short big starred flagged archive trash bin rid away hour hours "
    "minute minutes half day days me two three four five six seven eight nine ten folder folders "
    "pls plz thx asap scheduled planned start starts starting done finished complete completed "
    "clear cleared empty".split()
)
_SAYS_NOTHING = (
    FUNCTION | PARTICLES | VERB_FORMS | _ANY_KIND | _SELECTING | ORDER.keys() | NEXT | RECENT | FUTURE | PAST
)
_ENGLISH = FUNCTION | VERBS | VERB_FORMS | BEYOND | frozenset("care deal handle sort take".split())
_ENGLISH -= EVENT | MAIL
_ENGLISH -= frozenset(
    "a also am an as at bin but call chat die do el en er es et he her i i.t. in is it la man me no of on or "
    "per plan plus so start to tag test u.s. us update via war was we will & + , ;".split()
)
"""Words of its own; those that other languages have too are left out."""
_FREE = Pattern(r"\b(?:free|available|slots?|openings?)\b", re.IGNORECASE)
_CLOCK = Pattern(r"\d[:.]\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
_PIECES = Pattern(r"[^\W_]+")
_LONGEST = 300
"""Of each text of a thing, so much is compared."""


def asked_for(action: str, plan: Plan, said: Sequence[str], *, offered: str = "") -> bool | None:
    """Whether the words `said` by the person, newest first, ask for `action`; None: they are in no English.

    `offered` is what the assistant said before the newest of them: a plain yes agrees to what that
    offers, and "the second one works" to one of the free times in it. Words that name a thing ask for it
    alone; "delete it" is about what is talked of now, so it counts only until the person asks for
    something else.
    """
    current = True
    for index, text in enumerate(_in_full(said)):
        if is_denial(text):
            return False
        here = read(text)
        wishes = (*here.wishes, *here.named)
        if index == 0 and is_assent(text):
            wishes = offers(offered)
        if index == 0 and action == "create_calendar_event" and chooses_a_time(text, offered):
            return True
        if any(_asks(wish, action, plan) and _fits(wish, plan, action, current=current) for wish in wishes):
            return True
        if action in _OF_CONTACTS and current and _says_of_contact(text, plan):
            return True
        current = current and (
            _NAMES_IT.match(text) is not None or not any(wish.acts for wish in here.wishes)
        )
    return False if not said or any(map(is_english, said)) else None


_FURTHER = Pattern(
    r"\W*(?:(?:and|also|plus|then|ok(?:ay)?|now)\W+)+(?P<what>(?:the|my|that|this|those)\b[^;:?\n]{1,80})",
    re.IGNORECASE,
)


_NAMES_IT = Pattern(
    r"\W*(?:(?:and|no|please|ok(?:ay)?|actually|can you|you can|let['’]?s|just)\W+)*"
    r"(?:call|name|title|label|rename) (?:it|that|this|the (?:event|meeting|appointment))\b",
    re.IGNORECASE,
)
""" "Call it Budget round": what was asked for before, by another name."""


def _in_full(said: Sequence[str]) -> Sequence[str]:
    """What was said, the newest with the verb of what was said before: "and the lunch too"."""
    match = _FURTHER.fullmatch(said[0]) if len(said) > 1 else None
    if match is None or any(wish.acts for wish in read(said[0]).wishes):
        return said
    verb = next((wish.verb for wish in read(said[1]).wishes if wish.acts), "")
    return (f"{verb} {match['what']}", *said[1:]) if verb else said


def _says_of_contact(text: str, plan: Plan) -> bool:
    """Whether a statement tells of this contact, as in "Ana's new number is …"."""
    # Few plans are of contacts.
    from agents.offline.contacts.wishes import names_in

    named = {word for name in names_in(text) for word in _PIECES.findall(name.lower())}
    return bool(named & _words_of(plan))


def chooses_a_time(text: str, offered: str) -> bool:
    """Whether `text` takes one of several free times that `offered` lists; of mails it takes none."""
    return bool(CHOOSES.match(text) and _FREE.search(offered) and _CLOCK.search(offered))


def asks_for_an_act(text: str) -> bool:
    """Whether `text` wants something done, or agrees to it, and is no mere question."""
    here = read(text)
    return is_assent(text) or bool(here.named) or any(wish.acts & _DOING for wish in here.wishes)


def asks_for_an_event(text: str) -> bool:
    """Whether all that `text` wants is an event: a meeting to be scheduled, time to be blocked."""
    wanted = [wish for wish in read(text).wishes if wish.acts]
    return bool(wanted) and all(_makes_event(wish) for wish in wanted)


def _makes_event(wish: Wish) -> bool:
    return (
        not wish.acts.isdisjoint(_MADE - {Act.REMIND})
        and Act.REMIND not in wish.acts
        and _noun(wish) not in OTHERS["create_calendar_event"] | INVITES
        and _REMINDERS.isdisjoint(wish.about)
    )


def is_told_to_act(text: str) -> bool:
    """Whether `text` tells somebody to do something with an event, a mail or a task that it names."""
    things = EVENT | MAIL | TASK_NOUNS
    return any(wish.acts & _DOING and not things.isdisjoint(wish.about) for wish in read(text).wishes)


def is_told_to_act_on_something(text: str) -> bool:
    """The same also of what isn't named, or only by its title: "move it to Monday", "reply that …"."""
    return is_told_to_act(text) or any(wish.acts & _ON_THINGS for wish in read(text).wishes)


def is_english(text: str) -> bool:
    """Whether a word of `text` is of this language and hardly of another one."""
    return not _ENGLISH.isdisjoint(words_of(text))


def _asks(wish: Wish, action: str, plan: Plan) -> bool:
    """Whether a verb asks for this kind of act."""
    kinds = KINDS.get(action)
    if action == "move_emails":
        kinds = INTO.get(str(plan.payload.get("to_folder")), kinds)
    if action == "settle_times":
        kinds, verbs = SETTLING[plan.preview["type"] == "poll_off"]
        return bool(wish.acts & kinds) or wish.verb in verbs
    if kinds is None:
        return wish.verb in _PIECES.findall(action.replace("_", " ")) or bool(
            wish.acts & _acts_of_name(action)
        )
    if not wish.acts & kinds:
        return action == "update_calendar_event" and _invites(wish)
    if action == "create_calendar_event" and wish.verb in VAGUE and not _is_of_time(wish):
        return False
    return _noun(wish) not in OTHERS.get(action, frozenset())


def _is_of_time(wish: Wish) -> bool:
    """Whether it is about what takes place, or about some time: "two hours", not "the link in two hours"."""
    thing = takewhile(lambda word: word not in PREPOSITIONS, wish.about)
    return not EVENT.isdisjoint(wish.about) or not _LENGTHS.isdisjoint(thing)


def _invites(wish: Wish) -> bool:
    """ "Send the invitation to Ben", "forward the meeting to him"."""
    nouns = EVENT_NOUNS | INVITES if wish.verb == "forward" else INVITES if wish.verb == "send" else ()
    return _noun(wish) in nouns


@cache
def _acts_of_name(action: str) -> frozenset[Act]:
    """What the verbs in a tool's name ask for: `create_task`."""
    return frozenset(act for word in action.split("_") for act in acts_of(word))


def _noun(wish: Wish) -> str:
    """The noun that says what a verb is about: "the parking email from my inbox", "lunch off my calendar"."""
    head = ""
    for index, word in enumerate(wish.about):
        if word in PREPOSITIONS and index:
            break
        head = word if word in EVENT | MAIL | TASK_NOUNS else head
    if head not in MAIL:  # "put the call on my to-do list"
        head = next((word for word in wish.about if word in TASK_NOUNS), head)
    return head or next((word for word in wish.about if word in CALENDARS | MAILBOXES), "")


def _fits(wish: Wish, plan: Plan, action: str, *, current: bool) -> bool:
    """Whether what a wish names is this thing."""
    about = takewhile(lambda word: word != "to", wish.about) if action == FORWARD else wish.about
    names, but = telling_words(about), telling_words(wish.but)
    anything = current and (not names or action in MAKES or action not in KINDS)
    thing = _words_of(plan) if names or but else frozenset()
    return (anything or _alike(names, thing)) and not _alike(but, thing)


def telling_words(words: Iterable[str]) -> list[str]:
    """The words that tell one thing from another."""
    pieces = (piece for word in words for piece in _PIECES.findall(word))
    return [piece for piece in pieces if len(piece) > 1 and piece not in _SAYS_NOTHING and not is_time(piece)]


def _alike(names: Iterable[str], thing: Iterable[str]) -> bool:
    """Whether one of `names` is a word of a thing: "dental" and "dentist" are, too."""
    return any(
        name == word
        or name == f"{word}s"
        or (len(name) > 4 and name in word)
        or (len(name) > 3 and name[:4] == word[:4])
        for name in names
        for word in thing
    )


def _words_of(plan: Plan) -> frozenset[str]:
    """The words that tell the thing of a plan from others."""
    about: Any = (plan.preview, plan.args)
    if plan.preview.get("type") == "mails":
        # What stays out of it is no part of it.
        about = (plan.preview["change"], plan.preview["mails"])
    texts = (text[:_LONGEST].lower() for text in _texts(about))
    return frozenset(word for text in texts for word in _PIECES.findall(text) if len(word) > 1)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _all(value.values())
    elif isinstance(value, list | tuple):
        yield from _all(value)


def _all(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _texts(value)
