"""Instructions that make an event."""

from collections.abc import Iterator
from dataclasses import replace

from agents.offline.asking.wording import capital
from agents.offline.calendar.frames import ChangeEvent, CreateEvent, MoveEvent
from agents.offline.calendar.slots import BUSY, EventSlots
from agents.offline.calendar.titles import as_it_was_said, phrase
from agents.offline.reading.cursor import is_label
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.slots import Beside, Slots
from agents.offline.reading.tokens import Sort
from agents.offline.reading.when import names_day
from agents.offline.reading.words import (
    CALENDARS,
    CONTACT_NOUNS,
    DETERMINERS,
    EVENT_NOUNS,
    FUNCTION,
    GENERIC_EVENTS,
    MAIL_NOUNS,
    ORDER,
    WHO_IS,
    Domain,
)
from tools.patterns import Pattern, Spoken
from tools.timewords import resolve

_THEIRS = frozenset({"his", "her", "their"})
_PUTS = frozenset({"put", "pencil"})
_SUBJECTS = frozenset("i we you they he she anyone anybody somebody n't not".split())
_NO_NAMES = frozenset("date day time hm hmm hmmm uh um er oh ah wow oops nah yep nope".split())
_LOOKED = frozenset("know see check look find hear learn".split())
_FEW_WORDS = 3
_SHOWS = frozenset("show mark set put list label flag block".split())
_AS_BUSY = BUSY | frozenset(
    "me as my time status to myself us please down on in calendar schedule for".split()
)
_BOOKED = frozenset("appointment appointments reservation reservations booking".split())
_ENTRIES = frozenset({"event", "entry"})
_ASIDES = frozenset("calendar today tomorrow sure fine well great cheers there thanks".split())


def busy(said: Instruction) -> Frame | None:
    """ "Show me as busy at 3", "mark tomorrow from 2 to 4 as busy": an entry that takes the time."""
    if said.verb not in _SHOWS or said.low(said.end - 1) == "?":
        return None
    words = [said.low(j) for j in range(said.at + 1, said.end) if said.phrases.is_word(j)]
    told = [word for word in words if word not in _AS_BUSY]
    slots = EventSlots(said.text, said.tokens, said.now).read(said.at + 1)
    if told or not BUSY & set(words) or not slots.times:
        return None
    times = tuple(slots.times)
    return CreateEvent(
        *said.span, title="Busy", times=times, length=slots.length, noun="event", complete=True
    )


def create(said: Instruction, i: int) -> Frame | None:
    """ "Schedule …", "put … into my calendar"."""
    owned = said.phrases.is_time(i) and said.low(i + 1) == "'s"
    if said.low(i) in _SUBJECTS:
        # "Have I met Ana this week?"
        return None
    if said.verb in {"mark", "label", "flag"} and said.low(i) in {"it", "this", "that", "them"}:
        # "Mark it as tentative for now": what is spoken of already.
        return None
    definite = said.low(i) in DETERMINERS - {"a", "an"}
    if said.verb == "make" and (owned or definite) and not _is_booked(said, i):
        # "Make the review start at 3": that is there already.
        return None
    if said.verb == "make" and any(said.low(j) in {"be", "last", "start"} for j in range(i + 1, said.end)):
        # "Make the conference be from 3 to 5".
        return None
    if said.verb == "add" and _to_an_event(said, i):
        # "Add David's manager to the event": somebody, of whom nobody knows who it is.
        return None
    if said.verb == "get" and (definite or not {said.low(j) for j in range(i, said.end)} & CALENDARS):
        # "Get gas on my calendar at 4", and nothing else that is got.
        return None
    if said.low(i) in {"me", "us"}:
        # "Put me down for chess club on the 29th".
        i = said.skip_particles(i + 1)
        i += said.low(i) == "for"
    slots = EventSlots(said.text, said.tokens, said.now).read(i)
    _take_time_of_sender(slots)
    if said.low(i) in {"it", "this", "that"} and slots.times and not slots.words:
        # "Schedule it for 4 instead": something that is spoken of already.
        target, _ = Phrases(said.tokens[: i + 1]).reference(i)
        return MoveEvent(*said.span, target=target, times=tuple(slots.times))
    frame = _at_offered_time(said, i) or created(said, slots, said.verb)
    if (
        said.verb == "get"
        and isinstance(frame, CreateEvent)
        and not {*frame.words.lower().split()} & EVENT_NOUNS
    ):
        return replace(frame, words=f"get {frame.words}")
    return frame


def _to_an_event(said: Instruction, i: int) -> bool:
    ends = (j for j in range(i + 1, said.end) if said.low(j) == "to")
    return any(
        said.low(j + 1) in {"the", "my", "that", "this"} and said.low(j + 2) in GENERIC_EVENTS for j in ends
    )


def _is_booked(said: Instruction, i: int) -> bool:
    """ "Make my vet appointment at 10 am tomorrow": what one makes with somebody, and isn't there."""
    noun = next((j for j in range(i + 2, said.end) if said.low(j) in _BOOKED), said.end)
    dated = [token for token in said.tokens[noun:] if token.time is not None]
    plain = all(said.phrases.is_word(j) and said.low(j) not in FUNCTION for j in range(i + 1, noun))
    return noun < said.end and plain and any(names_day(token, said.now) for token in dated)


def _take_time_of_sender(slots: Slots) -> None:
    """ "With whoever sent the mail about X on Monday at 3": mails have no hour, so it is the event's."""
    sender = slots.people[-1] if slots.people else None
    of = sender.of if sender is not None and sender.relation == "sender" else None
    last = of.times[-1] if of is not None and of.times else None
    if sender is None or of is None or last is None or slots.times:
        return
    if last.clocked:
        of = replace(of, times=of.times[:-1], stop=last.begin)
        slots.people[-1] = replace(sender, of=of, stop=last.begin)
        slots.times.append(last)


def _at_offered_time(said: Instruction, i: int) -> Frame | None:
    """ "Book the first one": at one of the times that were listed before."""
    target, after = said.phrases.reference(i)
    if target is None or not target.pronoun or target.plural or said.leftovers(after):
        return None
    if said.verb not in {"book", "schedule", "take", "reserve"}:
        return None
    # "Book the first one with Ana": she is no part of what was offered.
    return CreateEvent(*said.span, target=replace(target, people=()), people=target.people)


_VISITED = Pattern(r"[Vv]isit(?:ing)? the (?P<place>[A-Z].+)")
""" "Visit the Louvre": where it is, too."""


def created(said: Instruction, slots: Slots, verb: str = "") -> Frame | None:
    """An event out of its slots, if they are those of an event."""
    nouns = {word.lower() for word in slots.words}
    if slots.noun in MAIL_NOUNS and not slots.calendar:
        return None
    if nouns & CONTACT_NOUNS and slots.noun in CONTACT_NOUNS:
        return None
    if nouns & _LOOKED and nouns <= _LOOKED | _NO_NAMES:
        # "I'd like to know for the 8th".
        return None
    if nouns and nouns <= _NO_NAMES and not slots.people:
        # "The date of next Friday": asked about, and not made.
        return None
    if nouns and nouns <= {*ORDER, "one", "ones"} and not (slots.people or slots.title):
        # "The first one at 6:30": one of those that there are.
        return None
    eventful = slots.calendar or bool(nouns & (EVENT_NOUNS | CALENDARS)) or slots.noun == "event"
    # "Make an event for watering the plants"
    places = (said.at + j for j in (1, 2, 3) if verb)
    eventful = eventful or any(said.low(j) in _ENTRIES and said.low(j + 1) == "for" for j in places)
    # "30 minutes with Ana on Monday at 9": a length of time with somebody is a meeting.
    eventful = eventful or bool(slots.length and slots.people and slots.times and not slots.words)
    # "Add football practice at five", "create poker night with Ana": what it is we can't tell, but it has a
    # time or somebody in it.
    named = bool(slots.words) or (bool(slots.title) and verb in _PUTS | {"add", "create"})
    somewhen = named and bool(slots.times or slots.people or slots.beside)
    # "Put in 'Deep work' with Ana": it has a title, and somebody or a length of time.
    eventful = eventful or bool(slots.title and slots.length and (slots.people or slots.times))
    scheduling = verb in {"schedule", "book", "arrange", "organise", "organize", "pencil", "plan"}
    # "Schedule a haircut": when is asked.
    wished = verb == "schedule" and 0 < len(slots.words) <= _FEW_WORDS and not slots.leftovers
    if not (
        eventful
        or somewhen
        or wished
        or (scheduling and (slots.times or slots.people or slots.title or slots.beside))
    ):
        return None
    words = phrase(said.text, said.tokens, slots.kept)
    visited = None if slots.place or slots.title else _VISITED.fullmatch(words)
    return CreateEvent(
        *said.span,
        people=tuple(slots.people),
        times=tuple(slots.times),
        length=slots.length,
        title=slots.title,
        about=slots.about,
        noun=slots.noun,
        words=words,
        place=visited["place"] if visited else slots.place,
        calendar=slots.calendar_name,
        reminders=tuple(slots.reminders),
        free_slot=slots.free_slot,
        beside=slots.beside,
        same_day=slots.same_day,
        their_time=slots.their_time,
        leftovers=tuple(slots.leftovers),
        unplaced=(*_unplaced(slots), *slots.another, *_unnamed(said, slots)),
        complete=verb in _PUTS and _plain_entry(said, slots),
    )


def _plain_entry(said: Instruction, slots: Slots) -> bool:
    """ "Put dentist on Wednesday at 9": a title or a few words, a day and a time of day, no more."""
    time = slots.times[0] if len(slots.times) == 1 else None
    titled = bool(slots.title) and not slots.words
    if time is None or time.time is None or not (titled or 0 < len(slots.words) <= _FEW_WORDS):
        return False
    others = (
        not titled and slots.title,
        slots.people,
        slots.about,
        slots.place,
        slots.leftovers,
        slots.length,
    )
    dated = names_day(time, said.now) and time.text[:3].lower() in {"on ", "for"}
    return dated and time.time.time_of_day_given and not any(others)


_NO_MORE = frozenset("if unless starting lasting saying says please".split())
"""What ends the words of a reminder."""


def remind_me(said: Instruction, i: int) -> Frame | None:
    """ "remind me to call the bank on Friday": an event with that title."""
    people, i = said.phrases.people(i)
    if not people or not all(person.myself for person in people):
        return None
    if (match := _ONLY_BEFORE.fullmatch(said.raw(i, said.end).strip(" .!"))) and (
        length := resolve(match["length"], now=said.now)
    ):
        # "And remind me an hour before": of what was spoken of.
        minutes = int(length.duration.total_seconds() // 60) if length.duration is not None else 0
        it = Reference(Domain.CALENDAR, said.span[1], said.span[1], pronoun=True)
        return ChangeEvent(*said.span, target=it, noun="reminder", reminders=(minutes,), complete=True)
    i = said.phrases.skip(i, "a", "reminder")
    begin = i + (said.low(i) in {"to", "about", "of", "that", "for"})
    if begin < said.end and said.phrases.is_time(begin):
        begin = (
            next(
                (j for j in range(begin, said.end) if said.low(j) in {"to", "about", "of", "that"}), said.end
            )
            + 1
        )
    times = tuple(token for token in said.tokens[i:] if token.sort is Sort.TIME)
    beside, after = _beside_event(said, begin)
    if beside is not None:
        # "To call mum after my 8am meeting tomorrow": these times are the meeting's.
        times = tuple(token for token in times if not beside.target.begin <= token.begin < beside.target.stop)
    words = _to_be_reminded_of(said, begin, after)
    return CreateEvent(
        *said.span, title=capital(words), times=times, noun="reminder", reminders=(0,), beside=beside
    )


_ONLY_BEFORE = Spoken(
    r"(?P<length>(?:\d+|an?|half an|one|two) (?:min(?:ute)?s?|hours?|days?|weeks?)) "
    r"(?:before|earlier|ahead|in advance|beforehand)(?: it| that| then)?"
)


def _to_be_reminded_of(said: Instruction, begin: int, stop: int) -> str:
    """All that is said of it but when it is: "to send the slides to Maya", "about the loan"."""
    kept: list[int] = []
    for i in range(begin, stop):
        token = said.tokens[i]
        if said.low(i) in _NO_MORE or (token.sort is Sort.SIGN and token.text in ",;:.!?"):
            break
        if token.sort is not Sort.TIME or is_label(token) or (i == begin and said.phrases.is_word(i + 1)):
            kept.append(i)
    return as_it_was_said(said.text, said.tokens, kept)


def _beside_event(said: Instruction, begin: int) -> tuple[Beside | None, int]:
    """What a reminder comes before or after, where that is an event by its noun, and where the title ends."""
    for i in range(begin + 1, said.end):
        if said.low(i) in {"after", "before"} and said.low(i + 1) in {"my", "the", "our"}:
            slots = EventSlots(said.text, said.tokens, said.now).read(i)
            if slots.beside is not None and slots.beside.target.noun in EVENT_NOUNS:
                return slots.beside, i
    return None, said.end


def _unplaced(slots: Slots) -> tuple[str, ...]:
    """What stands around a title and is no part of it: a number without a unit, words that come after it."""
    if slots.titled_after is None:
        return ()
    before, after = slots.words[: slots.titled_after], slots.words[slots.titled_after :]
    numbers = [word for word in before if word.replace(".", "").isdigit()]
    return (*numbers, *(word for word in after if word.lower() not in NOUNS.every | GENERIC_EVENTS | _ASIDES))


def _unnamed(said: Instruction, slots: Slots) -> Iterator[str]:
    """ "… with Ben and his friends": guests of whom nobody knows who they are, and no words of a title."""
    for i in slots.kept if slots.people else ():
        if said.low(i) in WHO_IS and said.low(i - 1) in _THEIRS:
            yield said.raw(i - 1, i + 1)
    for person in slots.people:
        words = said.text[person.begin : person.stop]
        if person.unnamed and words.split()[0].lower() in _THEIRS:
            yield words


def seen(said: Instruction) -> Frame | None:
    """ "See Ana for lunch on Friday": with her."""
    i = said.at + 1
    if said.verb not in {"see", "visit"} or not said.tokens[i : i + 1] or not said.tokens[i].capitalised:
        return None
    people, after = said.phrases.people(i)
    return meet(said, i) if people and (said.low(after) == "for" or said.phrases.is_time(after)) else None


def meet(said: Instruction, i: int) -> Frame | None:
    """ "meet Ana on Friday at 3", "catch up with Kofi tomorrow": an event, when it says when."""
    while said.low(i) in {"up", "with", "together"}:
        i += 1
    people, after = said.phrases.people(i)
    slots = EventSlots(said.text, said.tokens, said.now).read(after if people else i)
    if not people or not slots.times:
        return None
    noun = "catch-up" if said.verb == "catch" else phrase(said.text, said.tokens, slots.kept) or "meeting"
    return CreateEvent(*said.span,
        people=(*people, *slots.people), times=tuple(slots.times),
        length=slots.length, title=slots.title, about=slots.about, place=slots.place,
        noun=noun, words=noun,
    )  # fmt: skip
