"""From an instruction ("move my first meeting with Kofi by an hour") to a frame."""

from dataclasses import replace
from datetime import datetime, timedelta

from agents.offline.frames import Frame, Person, Quantity, Reference
from agents.offline.phrases import NOUNS, Phrases
from agents.offline.slots import SlotReader, Slots
from agents.offline.tokens import Sort, Token, halves
from agents.offline.words import (
    ARCHIVE,
    CALENDARS,
    CANCEL,
    CHANGE,
    CONTACT_NOUNS,
    CREATE,
    DETERMINERS,
    DRAFT,
    EARLIER,
    EVENT_NOUNS,
    FORWARD,
    GENERIC_EVENTS,
    INVITE,
    LOOK,
    MAIL_NOUNS,
    MAILBOXES,
    MOVE,
    NAME,
    PARTICLES,
    PHRASAL,
    READ,
    RENAME,
    REPLY,
    SEND,
    TELL,
    THING_PRONOUNS,
    UNINVITE,
    Act,
    Domain,
)
from tools.timewords import Kind

_LATER = frozenset({"later", "back", "out"})
_SOONER = frozenset({"earlier", "forward", "sooner", "up", "ahead"})
_FREE_NOUNS = frozenset("slot slots time gap gaps opening openings availability window windows".split())
_NAMES_OF = frozenset({"name", "title", "names"})
_TIMES_OF = frozenset({"time", "date", "start", "day", "hour"})
_PLACES_OF = frozenset({"location", "place", "room", "venue"})
_LENGTHS_OF = frozenset({"length", "duration", "end"})
_COLLECTIONS = frozenset("list lists contacts playlist cart basket folder group team album thread".split())
_INVITES = frozenset({"invite", "invites", "invitation", "invitations"})
_PLAIN_NEW = GENERIC_EVENTS | {"block", "slot", "time"}


class CommandReader:
    """Reads one instruction whose verb is at `at`."""

    def __init__(self, text: str, tokens: tuple[Token, ...], at: int, now: datetime) -> None:
        self.text = text
        self.tokens = tokens
        self.now = now
        self.at = at
        self.end = len(tokens)
        self.phrases = Phrases(tokens)
        self.slots = SlotReader(text, tokens)

    def low(self, i: int) -> str:
        return self.phrases.low(i)

    def frame(self) -> Frame | None:
        """What is to be done; None when this is no instruction of ours."""
        verb, i = self.low(self.at), self.at + 1
        phrasal = self._phrasal()
        if phrasal:
            act, i = phrasal
            return self._phrasal_frame(act, verb, i)
        if verb in NAME:
            named = self._name(i)
            if named or verb in {"call", "name"}:
                return named
        for verbs, read in self._readers(verb):
            if verb in verbs:
                frame = read(verb, i)
                if frame is not None:
                    return frame
        return None

    def _readers(self, verb: str):  # type: ignore[no-untyped-def]  # a table of bound methods
        return (
            (FORWARD, self._forward),
            (SEND, self.mail_to),
            (TELL, self._tell),
            (REPLY, self._reply),
            (DRAFT, self._draft),
            (ARCHIVE, self._archive),
            (READ, self._read),
            (UNINVITE, self._uninvite),
            (INVITE, self._invite),
            (CREATE - {"make", "set", "have"}, self._create),
            (RENAME, self._rename),
            (MOVE, self._move),
            (CHANGE, self._change),
            (CREATE, self._create),
            (CANCEL, self._cancel),
            (LOOK, self._look),
        )

    def _phrasal(self) -> tuple[Act, int] | None:
        best: tuple[Act, int] | None = None
        for words, act in PHRASAL.items():
            after = self.phrases.skip(self.at, *words)
            if after > self.at and (best is None or after > best[1]):
                best = act, after
        return best

    def _phrasal_frame(self, act: Act, verb: str, i: int) -> Frame | None:
        match act:
            case Act.CREATE:
                return self._create(verb, i)
            case Act.CANCEL:
                return self._cancel(verb, i)
            case Act.MOVE:
                return self._move(verb, i)
            case Act.REPLY:
                return self._reply(verb, i)
            case Act.FORWARD:
                return self._forward(verb, i)
            case Act.SEARCH:
                return self._look(verb, i)
            case _:
                return self._tell(verb, i)

    def _frame(self, act: Act, **values: object) -> Frame:
        begin, stop = self.tokens[self.at].begin, self.tokens[-1].stop
        return Frame(act=act, begin=begin, stop=stop, **values)  # type: ignore[arg-type]  # checked by Frame's fields

    # events

    def _create(self, verb: str, i: int) -> Frame | None:
        slots = self.slots.event(i)
        return self.created(slots, verb)

    def created(self, slots: Slots, verb: str = "") -> Frame | None:
        """An event out of its slots, if they are those of an event."""
        nouns = {word.lower() for word in slots.words}
        if slots.noun in MAIL_NOUNS and not slots.calendar:
            return None
        if nouns & CONTACT_NOUNS and slots.noun in CONTACT_NOUNS:
            return None
        eventful = slots.calendar or bool(nouns & EVENT_NOUNS) or slots.noun in {"event", "events"}
        scheduling = verb in {"schedule", "book", "arrange", "organise", "organize", "pencil", "plan"}
        if not (eventful or (scheduling and (slots.times or slots.people))):
            return None
        # The length's last word is the noun "minute" only by accident of spelling; what is left is the title.
        return self._frame(
            Act.CREATE,
            people=tuple(slots.people),
            times=tuple(slots.times),
            length=slots.length,
            title=slots.title,
            about=slots.about,
            noun=slots.noun,
            words=" ".join(slots.words),
            place=slots.place,
            reminders=tuple(slots.reminders),
            free_slot=slots.free_slot,
            leftovers=tuple(slots.leftovers),
        )

    def _cancel(self, verb: str, i: int) -> Frame | None:
        if self._calendar_all(i):
            return self._frame(Act.CANCEL, target=self._everything(i), everything=True)
        target, after = self.phrases.reference(self._skip_particles(i), to_is_recipient=True)
        if target is None:
            return None
        domain = self._domain(target, after)
        if domain is None and (verb == "cancel" or self.low(i) == "off") and not target.pronoun:
            domain = Domain.CALENDAR
        if domain is None and not target.pronoun:
            return None
        act = Act.DELETE if domain is Domain.EMAIL else Act.CANCEL
        return self._frame(act, target=replace(target, domain=domain), leftovers=self._leftovers(after))

    def _calendar_all(self, i: int) -> bool:
        """ "clear my calendar for today", "wipe my schedule"."""
        j = i
        while self.low(j) in DETERMINERS | {"all", "entire", "whole", "of"}:
            j += 1
        return self.low(j) in CALENDARS

    def _everything(self, i: int) -> Reference:
        times = tuple(token for token in self.tokens[i:] if token.sort is Sort.TIME)
        begin, stop = self.tokens[i].begin if i < self.end else 0, self.tokens[-1].stop
        return Reference(Domain.CALENDAR, begin, stop, noun="events", quantity=Quantity.ALL, times=times)

    def _domain(self, target: Reference, after: int) -> Domain | None:
        """Whose thing it is; "from my calendar" and "in my inbox" anywhere after it say so."""
        rest = {self.low(j) for j in range(after, self.end)}
        if target.domain is None and rest & CALENDARS:
            return Domain.CALENDAR
        if target.domain is None and rest & MAILBOXES:
            return Domain.EMAIL
        return target.domain

    def _leftovers(self, i: int) -> tuple[str, ...]:
        """Words that carry meaning and were not understood."""
        return tuple(
            token.text
            for token in self.tokens[i:]
            if (token.sort is Sort.WORD and token.low not in _CARELESS and len(token.text) > 1)
            or token.sort in (Sort.QUOTE, Sort.TIME)
        )

    def _skip_particles(self, i: int) -> int:
        while self.low(i) in PARTICLES:
            i += 1
        return i

    def _move(self, verb: str, i: int) -> Frame | None:
        direction = next((self.low(j) for j in range(self.at + 1, i + 1) if self.low(j) in PARTICLES), "")
        target, after = self._target_before_time(self._skip_particles(i))
        if target is None or target.domain is Domain.EMAIL:
            return self._file_away(target, after)
        return self._moved(target, after, verb, direction)

    def _file_away(self, target: Reference | None, after: int) -> Frame | None:
        """ "move the mail to the archive", "… to trash"."""
        rest = {self.low(j) for j in range(after, self.end)}
        if target is None or not rest & {"archive", "trash", "bin"}:
            return None
        return self._frame(Act.ARCHIVE if "archive" in rest else Act.DELETE, target=target)

    def _target_before_time(self, i: int) -> tuple[Reference | None, int]:
        """The event, and where the new time begins: at "to", "by", "until", "for", or at a bare length."""
        stop = next((j for j in range(i, self.end) if self._new_time_begins(j, i)), self.end)
        inner = Phrases(self.tokens[:stop])
        target, after = inner.reference(i)
        return target, max(after, stop if stop < self.end else after)

    def _new_time_begins(self, j: int, first: int) -> bool:
        if j == first:
            return False
        token = self.tokens[j]
        if shift_of(token) is not None and self.low(j + 1) not in NOUNS:
            return True
        if self.low(j) in {"to", "until", "till", "by"}:
            return self.phrases.is_time(j + 1) or self.low(j + 1) in {"the", "a", "an", "start", "begin"}
        return self.low(j) in {"for", "so"} and self.phrases.is_time(j + 1) and not self._has_to(j)

    def _has_to(self, j: int) -> bool:
        return any(self.low(k) in {"to", "by"} and self.phrases.is_time(k + 1) for k in range(j, self.end))

    def _moved(self, target: Reference, i: int, verb: str, direction: str) -> Frame:
        times: list[Token] = []
        shift: timedelta | None = None
        words = {self.low(j) for j in range(i, self.end)} | {direction}
        for token in self.tokens[i:]:
            if token.time is None:
                continue
            by = shift_of(token)
            if by is not None:
                shift = by
            else:
                times.append(token)
        if shift is None and not times:
            target, times = self._split_times(target)
        if shift is not None and (words & _SOONER and not words & _LATER or verb in EARLIER):
            shift = -shift
        return self._frame(Act.MOVE, target=target, times=tuple(times), shift=shift)

    def _split_times(self, target: Reference) -> tuple[Reference, list[Token]]:
        """ "reschedule lunch tomorrow at 2": with no "to", the last words about time are the new ones."""
        both = halves(target.times[-1], self.now) if target.times else None
        if both is not None:
            return replace(target, times=(*target.times[:-1], both[0])), [both[1]]
        if target.pronoun and target.times:
            return replace(target, times=()), list(target.times)
        if len(target.times) > 1:
            return replace(target, times=target.times[:-1]), [target.times[-1]]
        return target, []

    def _rename(self, verb: str, i: int) -> Frame | None:
        target, after = self.phrases.reference(i)
        title, _ = self._new_value(after)
        if target is None or target.domain is Domain.EMAIL:
            return None
        return self._frame(Act.RENAME, target=target, title=title)

    def _new_value(self, i: int) -> tuple[str, int]:
        """What follows "to", "as" or "into": a quote, or all the words."""
        while (
            i < self.end
            and self.low(i) not in {"to", "as", "into", "be"}
            and self.phrases.sort(i) is not Sort.QUOTE
        ):
            i += 1
        while self.low(i) in {"to", "as", "into", "be", "say", "read", ":"}:
            i += 1
        if self.phrases.sort(i) is Sort.QUOTE:
            return self.tokens[i].value, i + 1
        return self.slots.raw(i, self._sentence_end(i)), self.end

    def _sentence_end(self, i: int) -> int:
        while i < self.end and self.tokens[i].text not in {"?", ".", "!", ";"} and self.low(i) != "please":
            i += 1
        return i

    def _change(self, verb: str, i: int) -> Frame | None:
        if verb in {"make", "set"} and self.low(i) not in THING_PRONOUNS | {"the", "my"}:
            return None
        if verb in {"extend", "shorten", "lengthen"}:
            return self._relength(verb, i)
        property_of = self._property(i)
        if property_of:
            noun, target_at = property_of
            return self._set_property(noun, target_at)
        target, after = self._target_before_time(i)
        if target is None or target.domain is Domain.EMAIL:
            return None
        owned = self._owned_property(target, after)
        if owned:
            return owned
        return self._changed(verb, target, after)

    def _changed(self, verb: str, target: Reference, after: int) -> Frame | None:
        """ "make it an hour later", "make it 30 minutes", "change it to 4pm"."""
        rest = self.tokens[after:]
        words = {token.low for token in rest}
        lengths = [t.time.duration for t in rest if t.time is not None and t.time.kind is Kind.DURATION]
        if lengths and not words & (_LATER | _SOONER):
            if words & {"longer", "shorter"}:
                return self._longer(target, lengths[0], shorter="shorter" in words)
            return self._frame(Act.CHANGE, target=target, length=lengths[0])
        moved = self._moved(target, after, verb, "")
        return moved if moved.times or moved.shift else None

    def _longer(self, target: Reference, by: timedelta | None, *, shorter: bool) -> Frame:
        return self._frame(Act.CHANGE, target=target, shift=-by if by and shorter else by, noun="length")

    def _relength(self, verb: str, i: int) -> Frame | None:
        target, after = self._target_before_time(i)
        if target is None:
            return None
        lengths = [t.time.duration for t in self.tokens[after:] if t.time is not None and t.time.duration]
        words = {self.low(j) for j in range(after, self.end)}
        if not lengths:
            return None
        if "to" in words:
            return self._frame(Act.CHANGE, target=target, length=lengths[0])
        return self._longer(target, lengths[0], shorter=verb == "shorten")

    def _property(self, i: int) -> tuple[str, int] | None:
        """ "the name of …", "the time for …"."""
        j = i + (self.low(i) in DETERMINERS)
        if (
            self.low(j) in {"start", "end", "event", "meeting"}
            and self.low(j + 1) in _NAMES_OF | _TIMES_OF | _PLACES_OF
        ):
            j += 1
        if self.low(j) in _NAMES_OF | _TIMES_OF | _PLACES_OF | _LENGTHS_OF and self.low(j + 1) in {
            "of",
            "for",
            "on",
        }:
            return self.low(j), j + 2
        return None

    def _set_property(self, noun: str, i: int) -> Frame | None:
        if noun in _TIMES_OF:
            target, after = self._target_before_time(i)
            return self._moved(target, after, "change", "") if target else None
        target, after = self._target_before(i, {"to", "as"})
        if target is None or target.domain is Domain.EMAIL:
            return None
        return self._with_property(noun, target, after)

    def _target_before(self, i: int, stops: set[str]) -> tuple[Reference | None, int]:
        stop = next((j for j in range(i + 1, self.end) if self.low(j) in stops), self.end)
        target, _ = Phrases(self.tokens[:stop]).reference(i)
        return target, stop

    def _with_property(self, noun: str, target: Reference, i: int) -> Frame | None:
        if noun in _LENGTHS_OF:
            lengths = [t.time.duration for t in self.tokens[i:] if t.time is not None and t.time.duration]
            return self._frame(Act.CHANGE, target=target, length=lengths[0]) if lengths else None
        value, _ = self._new_value(i)
        if noun in _NAMES_OF:
            return self._frame(Act.RENAME, target=target, title=value)
        return self._frame(Act.CHANGE, target=target, place=value, noun="place")

    def _owned_property(self, target: Reference, after: int) -> Frame | None:
        """ "the standup's location to …", "my next meeting's name to …": the owner is the event."""
        if target.noun not in _NAMES_OF | _PLACES_OF | _LENGTHS_OF or not target.people:
            return None
        owner = target.people[-1]
        position = next((j for j, token in enumerate(self.tokens) if token.begin >= owner.begin), self.at)
        inner, _ = Phrases(self.tokens[: position + 4]).reference(position)
        return self._with_property(target.noun, inner, after) if inner else None

    def _invite(self, verb: str, i: int) -> Frame | None:
        people, after = self.phrases.people(i)
        if not people or (verb == "add" and self.low(after - 1) in NOUNS):
            return None
        while self.low(after) in {"too", "also", "as", "well"} and self.low(after + 1) not in {"optional", "guest"}:
            after += 1
        if self.low(after) not in {"to", "for", "as"} and after < self.end and verb == "add":
            return None
        if self.low(after) == "as":
            after = next((j for j in range(after, self.end) if self.low(j) in {"to", "for"}), self.end)
        if after >= self.end or self.low(after) in {"?", ".", "!"}:
            return self._frame(Act.INVITE, people=people) if verb == "invite" else None
        target, rest = self.phrases.reference(after + 1)
        if target is None or target.domain is Domain.EMAIL or target.noun in CONTACT_NOUNS | {"list"}:
            return None
        if verb == "invite" and not target.pronoun and not self._existing(after + 1):
            slots = self.slots.event(after)
            slots.people = [*people, *slots.people]
            return self.created(slots, "schedule")
        if verb == "add" and target.domain is None and not (target.pronoun or self._named_event(target, people)):
            return None
        return self._frame(Act.INVITE, people=people, target=target, leftovers=self._leftovers(rest))

    def _named_event(self, target: Reference, people: tuple[Person, ...]) -> bool:
        """Whether people can belong to a thing that no noun of ours names: "add Hugo to the design critique"."""
        proper = all(p.address or p.group or p.pronoun or p.text[:1].isupper() for p in people)
        return proper and target.definite and bool(target.words) and target.noun not in _COLLECTIONS

    def _existing(self, i: int) -> bool:
        return (
            self.low(i) in {"the", "my", "our", "this", "that"}
            or self.phrases.is_time(i)
            or self.low(i) == "tomorrow"
        )

    def _uninvite(self, verb: str, i: int) -> Frame | None:
        people, after = self.phrases.people(i)
        if (
            not people
            or self.low(after) != "from"
            or self.low(after - 1) in NOUNS
            or self.low(i) in {"the", "my", "all"}
        ):
            return None
        target, _ = self.phrases.reference(after + 1)
        if target is None or target.domain is Domain.EMAIL:
            return None
        if target.domain is None and not (target.pronoun or self._named_event(target, people)):
            return None
        if target.noun in CALENDARS or self.low(self.end - 1) in CALENDARS:
            return None
        return self._frame(Act.UNINVITE, people=people, target=target)

    # mails

    def mail_to(self, verb: str, i: int) -> Frame | None:
        """A mail that is to be written, from what stands after the verb."""
        forwarded = self._sends_existing(i)
        if forwarded:
            return forwarded
        slots = self.slots.mail(i, first_is_recipient=True)
        nouns = {word.lower() for word in slots.words}
        if (
            slots.to
            and all(person.myself for person in slots.to)
            and not (slots.body or slots.about or slots.title)
        ):
            return None
        if nouns & _INVITES and verb == "send":
            return self._invitation(i)
        if (
            verb in {"write", "compose", "shoot", "drop", "ping", "message"}
            and not (slots.to and (nouns & MAIL_NOUNS or slots.body or slots.about))
            and not (nouns & MAIL_NOUNS)
        ):
            return None
        if verb == "send" and not (
            nouns & (MAIL_NOUNS | {"reminder", "note", "update", "invite", "line", "word"}) or slots.body
        ):
            return None
        return self._mail(Act.SEND, slots)

    def _sends_existing(self, i: int) -> Frame | None:
        """ "send Ana the last mail about …", "send the last mail from Kofi to Ana": a mail that is there already."""
        people, after = self.phrases.people(i)
        if people and self.low(i) in DETERMINERS and self.low(after - 1) in NOUNS:
            people, after = (), i
        start = after if people else i
        target, rest = self.phrases.reference(start)
        if target is None or target.domain is not Domain.EMAIL or not target.definite:
            return None
        if not (target.order is not None or target.plural or target.people or target.title or target.handle):
            return None
        if not people and self.low(rest) == "to":
            people, rest = self.phrases.people(rest + 1)
        return self._frame(Act.FORWARD, target=target, people=people) if people else None

    def _invitation(self, i: int) -> Frame | None:
        """ "send Ana an invite for lunch on Friday": an event with guests."""
        people, after = self.phrases.people(i)
        slots = self.slots.event(after)
        mail = self.slots.mail(i, first_is_recipient=True)
        slots.people = [*people, *mail.to[len(people) :], *slots.people]
        slots.words = [word for word in slots.words if word.lower() not in _INVITES | {"calendar"}]
        slots.noun = slots.words[-1].lower() if slots.words else "meeting"
        slots.calendar = True
        return self.created(slots, "schedule")

    def _mail(self, act: Act, slots: Slots) -> Frame:
        return self._frame(
            act,
            people=tuple(slots.to),
            cc=tuple(slots.cc),
            bcc=tuple(slots.bcc),
            times=tuple(slots.times),
            title=slots.title,
            about=slots.about,
            body=slots.body,
            quoted=slots.quoted,
            body_manner=slots.manner,
            noun="reminder" if "reminder" in {word.lower() for word in slots.words} else "mail",
            words=" ".join(slots.words),
            priority=slots.priority,
            leftovers=tuple(slots.leftovers),
        )

    def _tell(self, verb: str, i: int) -> Frame | None:
        """ "tell Ana that …", "ask Kofi whether …", "remind me to …"."""
        people, after = self.phrases.people(i)
        if not people:
            return None
        if all(person.myself for person in people):
            if verb == "remind":
                return self._remind_me(after)
            return self._look(verb, after + (self.low(after) == "about")) if verb == "tell" else None
        if verb == "let" and self.low(after) != "know":
            return None
        if verb == "update" and self.low(after) not in {"on", "about", "that"}:
            return None
        manner = verb if verb in {"ask", "remind", "thank"} else "say"
        slots = self.slots.mail(i, first_is_recipient=True, asks=manner)
        told = verb in {"let", "notify", "inform", "tell"}
        if not (slots.body or slots.about or slots.title or (told and not slots.words)):
            return None
        return self._mail(Act.SEND, slots)

    def _remind_me(self, i: int) -> Frame | None:
        """ "remind me to call the bank on Friday": an event with that title."""
        begin = i + (self.low(i) in {"to", "about", "of", "that"})
        if begin < self.end and self.phrases.is_time(begin):
            begin = (
                next(
                    (j for j in range(begin, self.end) if self.low(j) in {"to", "about", "of", "that"}),
                    self.end,
                )
                + 1
            )
        stop = self.phrases.title_end(begin)
        times = tuple(token for token in self.tokens[i:] if token.sort is Sort.TIME)
        words = self.slots.raw(begin, stop)
        return self._frame(Act.CREATE, title=_capital(words), times=times, noun="reminder", reminders=(0,))

    def _reply(self, verb: str, i: int) -> Frame | None:
        everyone = (
            self.low(i) in {"all", "everyone", "everybody"}
            or self.phrases.skip(i, "to", "all") > i
            or self.phrases.skip(i, "to", "everyone") > i
        )
        j = i + (self.low(i) == "all")
        if everyone and self.low(j) == "to" and self.low(j + 1) in {"all", "everyone", "everybody"}:
            j += 2
        while self.low(j) in {"to", "on", "back", "all"}:
            j += 1
        target, after = self.phrases.reference(j, to_is_recipient=False)
        if target is None or (target.domain is None and not target.pronoun):
            target, after = self._reply_to_person(j)
        if target is not None and target.domain is Domain.CALENDAR:
            return None
        slots = self.slots.mail(after, first_is_recipient=False, asks="say")
        title_as_body = "" if slots.body else self._with_text(after)
        return self._frame(
            Act.REPLY,
            target=target,
            body=slots.body or title_as_body,
            quoted=slots.quoted,
            body_manner=slots.manner,
            reply_all=everyone,
            cc=tuple(slots.cc),
            times=tuple(slots.times),
        )

    def _reply_to_person(self, i: int) -> tuple[Reference | None, int]:
        """ "reply to Ana", "answer her": to the last mail from them."""
        people, after = self.phrases.people(i)
        if not people:
            return None, i
        return (
            Reference(Domain.EMAIL, people[0].begin, people[-1].stop, noun="email", order=-1, people=people),
            after,
        )

    def _with_text(self, i: int) -> str:
        """ "reply with thanks, see you there": text without marks after "with"."""
        for j in range(i, self.end):
            if self.low(j) in {"with", "saying", ":"}:
                return self.slots.raw(j + 1, self._sentence_end(j + 1))
        return ""

    def _forward(self, verb: str, i: int) -> Frame | None:
        people: tuple[Person, ...] = ()
        target, after = self.phrases.reference(i)
        if target is None or (target.domain is not Domain.EMAIL and not target.pronoun):
            people, after = self.phrases.people(i)
            target, after = self.phrases.reference(after)
            if target is None or target.domain is not Domain.EMAIL:
                return None
        slots = self.slots.mail(after, first_is_recipient=False)
        if verb == "share" and target.domain is not Domain.EMAIL:
            return None
        return self._frame(
            Act.FORWARD,
            target=target,
            people=(*people, *slots.to),
            cc=tuple(slots.cc),
            body=slots.body,
            quoted=slots.quoted,
            body_manner=slots.manner,
            leftovers=tuple(slots.leftovers),
        )

    def _draft(self, verb: str, i: int) -> Frame | None:
        slots = self.slots.mail(i, first_is_recipient=True)
        nouns = {word.lower() for word in slots.words}
        if not (nouns & MAIL_NOUNS or slots.to):
            return None
        return self._mail(Act.DRAFT, slots)

    def _archive(self, verb: str, i: int) -> Frame | None:
        target, after = self.phrases.reference(i, to_is_recipient=True)
        if (
            target is None
            or target.domain is Domain.CALENDAR
            or (target.domain is None and not target.pronoun)
        ):
            return None
        return self._frame(Act.ARCHIVE, target=target, leftovers=self._leftovers(after))

    def _read(self, verb: str, i: int) -> Frame | None:
        while self.low(i) in {"me", "out", "through"}:
            i += 1
        target, after = self.phrases.reference(i, to_is_recipient=True)
        if target is None:
            return None
        if target.domain is Domain.CALENDAR or target.noun in CALENDARS:
            return self._frame(Act.LIST, target=replace(target, domain=Domain.CALENDAR))
        if target.noun in CONTACT_NOUNS:
            return self._person(i)
        if target.domain is not Domain.EMAIL and not target.pronoun:
            return None
        return self._frame(Act.READ, target=target)

    # looking

    def _look(self, verb: str, i: int) -> Frame | None:
        while self.low(i) in {"me", "us", "up", "out", "for", "through", "at", "in", "on", "if", "whether"}:
            i += 1
        if self._free_time(i):
            return self._free(i)
        if any(self.low(j) in CONTACT_NOUNS | {"phone", "number"} for j in range(i, self.end)):
            return self._person(i)
        target, after = self.phrases.reference(i, to_is_recipient=True)
        if target is None:
            return None
        domain = Domain.CALENDAR if target.noun in CALENDARS else self._domain(target, after)
        if target.pronoun or (domain is None):
            return None
        act = Act.SEARCH if domain is Domain.EMAIL else Act.LIST
        return self._frame(act, target=replace(target, domain=domain), leftovers=self._leftovers(after))

    def _free_time(self, i: int) -> bool:
        window = [self.low(j) for j in range(i, min(i + 6, self.end))]
        return any(word in _FREE_NOUNS for word in window) and any(
            word in {"free", "open", "available", "a", "some", "my", "availability"} for word in window
        )

    def _free(self, i: int) -> Frame:
        slots = self.slots.event(i)
        return self._frame(
            Act.FREE, asked="free", times=tuple(slots.times), length=slots.length, people=tuple(slots.people),
            target=self._count(i),
        )  # fmt: skip

    def _count(self, i: int) -> Reference | None:
        """ "my first free slot" wants one of them."""
        words = {self.low(j) for j in range(i, min(i + 4, self.end))}
        one = words & {"first", "next", "earliest", "a"}
        begin = self.tokens[i].begin
        return Reference(Domain.CALENDAR, begin, begin, order=0, definite=not words & {"a"}) if one else None

    def _person(self, i: int) -> Frame | None:
        people = [
            person for j in range(i, self.end) if (person := self.phrases.person(j)[0]) and not person.myself
        ]
        named = [
            p
            for p in people
            if not (
                {w.lower() for w in p.text.split()}
                & (CONTACT_NOUNS | {"phone", "number", "details", "info", "information"})
            )
        ]
        if not named:
            return None
        return self._frame(Act.PERSON, people=(named[0],), asked="who")

    def _name(self, i: int) -> Frame | None:
        """ "call it 'Catch up'", "title it …"."""
        if self.low(i) not in THING_PRONOUNS and self.low(i) not in {"the"}:
            return None
        target, after = self.phrases.reference(i)
        if target is None:
            return None
        if self.phrases.sort(after) is Sort.QUOTE:
            return self._frame(Act.NAME, title=self.tokens[after].value, target=target)
        if self.low(after) in {"off"}:
            return self._frame(Act.CANCEL, target=target)
        title = self.slots.raw(after, self._sentence_end(after))
        if target.title and not title:
            return self._frame(Act.NAME, title=target.title, target=replace(target, title=""))
        return self._frame(Act.NAME, title=title, target=target) if title else None


def shift_of(token: Token) -> timedelta | None:
    """The length in "by two hours", "an hour later": how far something is moved, not to when."""
    return token.time.duration if token.time is not None and token.time.kind is Kind.DURATION else None


_CARELESS = frozenset(
    "please for me my the a an that this in on at from to of and i you can do it now also too then thanks thank will "
    "calendar schedule inbox mailbox agenda diary as well all together right away asap immediately have has 'd 've "
    "be is are any more up off out so there's them which with by us we".split()
)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
