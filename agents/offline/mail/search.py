"""Finding the mails that a reference means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agents.offline.asking.contacts import look_up
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError, ask, read, together, which
from agents.offline.asking.script import Call, Part
from agents.offline.asking.selection import Entry, in_window, picked, search_words, settled, titled
from agents.offline.mail.terms import BULK
from agents.offline.reading import when
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import ANY, Person, Quantity, Reference
from agents.offline.reading.when import Window
from agents.offline.reading.words import Domain

_MOST_MAILS = 60
_YES = ("y", "right", "correct", "exactly", "each", "both")


@dataclass(frozen=True)
class Mails:
    """What was found, oldest first, how many more there are, and from whom of several there is nothing."""

    found: list[Entry]
    more: int = 0
    nobody: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """What of the mailbox could not be read."""


def find(request: Request, ref: Reference) -> Part[Mails]:
    """The mails that a reference means.

    Raises:
        QuestionError: the reference is a pronoun that nothing explains, or its time names none.
        UnableError: the mailbox can't answer, or not yet for certain.
    """
    if ref.pronoun and not ref.handle:
        raise which(Domain.EMAIL)
    if ref.handle:
        (result,) = yield [Call("read_email", {"email_id": ref.handle})]
        return Mails(list(read(result).get("emails", [])))
    if ref.but is not None:
        raise UnableError(
            "I can't leave out some of the mails, so nothing was done. Please say which are meant."
        )
    window = _window(request, ref)
    words = ref.title or ref.about or ref.words
    senders = tuple(person for person in ref.people if not person.myself)
    ways = [(sender, other) for sender in senders or (None,) for other in ref.recipients or (None,)]
    queries = [_query(ref, window, words, *way) for way in ways]
    results = yield [Call("search_emails", query) for query in queries]
    answers = [read(result) for result in results]
    if ref.noun in BULK and (senders or words) and not any(answer.get("emails") for answer in answers):
        # "The newsletter from Ana": called so, whatever its headers say.
        plain = [{name: value for name, value in query.items() if name != "kind"} for query in queries]
        results = yield [Call("search_emails", query) for query in plain]
        answers = [read(result) for result in results]
    problems = tuple(dict.fromkeys(line for answer in answers for line in answer.get("problems", [])))
    more = 0 if ref.order == -1 else sum(int(answer.get("more", 0)) for answer in answers)
    if more and ref.order is not None:
        raise UnableError(f"There are more than {_MOST_MAILS} of them. Please name a time or a sender.")
    found: dict[Person | None, list[list[Entry]]] = {}
    for (sender, _), answer in zip(ways, answers, strict=True):
        # The newest come first: of those of one second the later one stays the later.
        entries = in_window(answer.get("emails", [])[::-1], window, request.now, "date")
        found.setdefault(sender, []).append(_from(entries, sender) if sender else entries)
    groups = {sender: _to_all(lists, ref) for sender, lists in found.items()}
    exact = {sender: titled(group, words, "subject") for sender, group in groups.items()} if words else {}
    groups = exact if any(exact.values()) else groups
    nobody = tuple(person.name for person in senders if not groups[person])
    if len(senders) > 1 and ref.order is not None:
        _each(request, ref)
        return Mails(_united([picked(group, ref) for group in groups.values()]), 0, nobody, problems)
    return Mails(picked(_united(list(groups.values())), ref), more, nobody, problems)


def _each(request: Request, ref: Reference) -> None:
    """See to it that the last of each is meant where several have sent them.

    Raises:
        QuestionError: it isn't said, and the user has not answered yet.
        UnableError: it is not.
    """
    # As they were called: by the second time it is known who they are, and it has to be the same question.
    names = together([person.text or person.name for person in ref.people])
    if ref.each or ref.noun.endswith("s"):
        return
    if not ask(request, f"Do you mean one from each of {names}?").strip().lower().startswith(_YES):
        raise UnableError("All right, nothing was done. Please say from whom.")


def _to_all(found: list[list[Entry]], ref: Reference) -> list[Entry]:
    """What went to all recipients; where nothing did and several mails are meant, what went to any."""
    shared = [mail for mail in found[0] if all(mail in other for other in found[1:])]
    return shared if shared or not ref.plural else _united(found)


def _united(groups: list[list[Entry]]) -> list[Entry]:
    """All of them once, oldest first."""
    if len(groups) == 1:
        return groups[0]
    once = {str(mail["id"]): mail for group in groups for mail in group}
    return sorted(once.values(), key=lambda mail: datetime.fromisoformat(str(mail["date"])))


def _query(
    ref: Reference, window: Window, words: str, sender: Person | None, recipient: Person | None
) -> dict[str, Any]:
    args: dict[str, Any] = {"limit": _MOST_MAILS}
    if any(person.myself for person in ref.people):
        args["folder"] = "sent"
    if sender:
        args["sender"] = sender.searched_by
    if recipient:
        args["recipient"] = recipient.searched_by
    if window.words:
        args["when"] = window.words
    if words:
        args["query"] = search_words(words)
    if ref.folder:
        args["folder"] = ref.folder
    elif not ref.people and not ref.recipients and not words:
        args["folder"] = "inbox"
    if ref.unread is not None:
        args["unread"] = ref.unread
    if ref.noun in BULK:
        args["kind"] = BULK[ref.noun]
    if ref.filters.flagged is not None:
        args["flagged"] = ref.filters.flagged
    if ref.filters.label:
        args["label"] = ref.filters.label
    if ref.filters.attached is not None:
        args["attachments"] = ref.filters.attached
    if ref.filters.answered is not None:
        args["answered"] = ref.filters.answered
    return args


def chosen(request: Request, frame: Frame, default_order: int | None = None) -> Part[list[Entry]]:
    """The mails that something is to be done with, settled with the user where that is needed.

    `default_order`: which of several, when it isn't said and nothing but people tell them apart.

    Raises:
        QuestionError: one is meant and several fit, or it isn't said which.
        UnableError: there are none, or too many to be sure that these are all.
    """
    ref = frame.target
    if ref is None or (ref.pronoun and not ref.handle):
        raise which(Domain.EMAIL)
    if ref.handle:
        return [{"id": ref.handle, "subject": ref.title}]
    if ref.order is None and ref.quantity is not Quantity.ALL and not (ref.about or ref.title):
        ref = replace(ref, order=default_order)
    if not _says_which(ref):
        raise which(Domain.EMAIL)
    ref = replace(ref, people=(yield from _settled(request, ref.people)))
    mails = yield from find(request, ref)
    if not mails.found:
        raise UnableError(f"I found no {described(ref)}{', so nothing was done' if frame.writes else ''}.")
    if mails.nobody and not ref.either:
        raise UnableError(f"I found none from {together(mails.nobody, 'or')}, so nothing was done.")
    if mails.more:
        number = len(mails.found) + mails.more
        raise UnableError(f"There are {number} of them. Please name a time or a sender; nothing was done.")
    received = [mail for mail in mails.found if mail.get("folder") != "sent"]
    if len(received) == 1 and not ref.plural and ref.order is None:
        return received
    return settled(request, mails.found, ref, "email")


def _settled(request: Request, people: Sequence[Person]) -> Part[tuple[Person, ...]]:
    """`people`; where a name is that of several in the address book, the one that the user says.

    Raises:
        QuestionError: the user has not said it yet.
    """
    found: list[Person] = []
    for person in people:
        named = not (person.address or person.myself or person.group or person.relation or person.pronoun)
        known = (yield from look_up(request, [person])) if named else ()
        several = len(known) == 1 and known[0].name.lower() != person.text.lower() and request.answers
        found.append(replace(person, address=known[0].address) if several and known[0].address else person)
    return tuple(found)


def _says_which(ref: Reference) -> bool:
    told = (ref.people, ref.recipients, ref.times, ref.about, ref.title, ref.words, ref.folder)
    marked = ref.unread is not None or ref.filters != ANY or ref.noun in BULK
    return any(told) or marked or ref.order is not None


def selection(request: Request, ref: Reference) -> dict[str, Any]:
    """What tools that file mails take in the place of ids; empty where they can't tell these from others."""
    window = _window(request, ref)
    words = ref.title or ref.about or ref.words
    senders = [person for person in ref.people if not person.myself]
    if (
        len(ref.people) > 1
        or len(senders) < len(ref.people)
        or ref.recipients
        or ref.but
        or ref.order is not None
    ):
        return {}
    query = _query(ref, window, words, senders[0] if senders else None, None)
    names = {"sender": "sender", "query": "query", "when": "when", "kind": "kind", "folder": "in_folder"}
    del query["limit"]
    return {} if query.keys() - names.keys() else {names[name]: value for name, value in query.items()}


def _window(request: Request, ref: Reference) -> Window:
    if not ref.times:
        return Window("")
    found = when.window(ref.times, request.now, "past")
    if found is None:
        raise QuestionError(f"Which time do you mean by '{' '.join(token.text for token in ref.times)}'?")
    return found


def _from(entries: list[Entry], person: Person) -> list[Entry]:
    """The mails of a sender called so; those of a whole domain only when nobody is called so."""
    words = set(person.searched_by.lower().split())
    named = [mail for mail in entries if words <= set(re.split(r"[\s<>@.,\"'-]+", _who(mail)))]
    return named or entries


def _who(mail: Entry) -> str:
    """Name and local part of a sender."""
    return str(mail.get("from", "")).lower().rpartition("@")[0]


def described(ref: Reference, number: int = 1) -> str:
    """A reference in a sentence: "email from Ana about 'Budget'"; of another `number`, "emails"."""
    folder = "" if ref.folder in {"", "inbox"} else _KINDS.get(ref.folder, "")
    parts = [
        {True: "unread", False: "read"}[ref.unread] if ref.unread is not None else "",
        "flagged" if ref.filters.flagged else "",
        {True: "answered", False: "unanswered"}.get(bool(ref.filters.answered))
        if ref.filters.answered is not None
        else "",
        folder,
        BULK.get(ref.noun, "email") + ("" if number == 1 else "s"),
        f"from {together([person.name for person in ref.people])}" if ref.people else "",
        f"to {together([person.name for person in ref.recipients])}" if ref.recipients else "",
    ]
    words = ref.title or ref.about or ref.words
    parts.append(f"about '{words}'" if words else "")
    if ref.filters.attached is not None:
        parts.append("with attachments" if ref.filters.attached else "without attachments")
    parts.append(f"in the {ref.folder}" if ref.folder in {"archive", "trash"} else "")
    parts += [token.text for token in ref.times]
    return " ".join(filter(None, parts))


_KINDS = {"sent": "sent", "drafts": "draft"}
