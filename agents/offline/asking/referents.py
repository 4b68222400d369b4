"""For whom and what "them", "her", "it" and "that meeting" stand."""

from dataclasses import replace
from datetime import datetime

from agents.offline.asking.history import (
    just_looked_for,
    last_looked_for,
    last_people,
    last_thing,
    last_told,
    latest_people,
    not_changed,
    only_thing,
    says_the_same,
    tells_of_news,
    told_of_all,
    told_of_several,
)
from agents.offline.asking.messages import Line
from agents.offline.reading.frames import Clause, Enquiry, Frame, Made, Reading, Told, Written
from agents.offline.reading.references import Person, Quantity, Reference
from agents.offline.reading.subjects import subjects
from agents.offline.reading.words import Domain

_ONE = frozenset({"him", "her", "he", "she", "his", "hers"})


class Referents:
    """Finds what the pronouns of one reading stand for, in the reading itself and in what was said before."""

    def __init__(self, reading: Reading, history: tuple[Line, ...], now: datetime) -> None:
        self.reading = reading
        self.history = history
        self.now = now

    def people(self, person: Person) -> tuple[Person, ...]:
        """Those for whom a pronoun stands; `person` alone when it is none, or nobody is found."""
        if not person.pronoun and not (person.relation == "guests" and person.of is None):
            return (person,)
        found = self._spoken_of(person)
        singular = person.text.lower().split()[-1] in _ONE
        return found[-1:] if singular and found else found or (person,)

    def _spoken_of(self, person: Person) -> tuple[Person, ...]:
        """Everybody of whom was spoken last before a pronoun."""
        earlier = tuple(
            c for c in self.reading.clauses if c.begin < person.begin and not _contains(c, person)
        )
        within = tuple(c for c in self.reading.clauses if _contains(c, person))
        return (
            latest_people(earlier, person.begin)
            or latest_people(within, person.begin)
            or last_people(self.history, self.now)
        )

    def one_of_several(self, person: Person) -> tuple[Person, ...]:
        """Those of whom "her" may be any; nobody where it is plain whom it means."""
        singular = person.pronoun and person.text.lower().split()[-1] in _ONE
        found = self._spoken_of(person) if singular else ()
        return found if len({one.address or one.text.lower() for one in found}) > 1 else ()

    def spoken_of(self, person: Person) -> Reference | None:
        """The event or mail whose guests or sender a person is, when an earlier clause speaks of it."""
        wanted = Domain.EMAIL if person.relation == "sender" else Domain.CALENDAR
        for clause in reversed(self.reading.clauses):
            for ref in (clause.about, clause.frame.target if clause.frame else None):
                if (
                    ref is not None
                    and clause.begin < person.begin
                    and ref.domain is wanted
                    and not ref.pronoun
                ):
                    return ref
        return None

    def named(self, people: tuple[Person, ...]) -> tuple[Person, ...]:
        """`people` with everybody in the place of their pronoun, each once."""
        found: list[Person] = []
        for person in people:
            found.extend(known for known in self.people(person) if known not in found)
        return tuple(found)

    def settled(self, frame: Frame) -> Frame:
        """`frame` as what is wanted of what is spoken of: to cancel a mail is to delete it."""
        target = frame.target
        if not frame.of_anything or target is None or not target.pronoun:
            return frame
        domain = self.reference(target, Frame(frame.begin, frame.stop)).domain
        if domain is None and target.plural:
            # "Show me Ana's mails", "delete them".
            listed = last_looked_for(self.history, None, self.now)
            domain = listed.domain if listed is not None else None
        removing = (subject.removed for subject in subjects() if subject.removed and subject.domain == domain)
        return next((removed(frame) for removed in removing), frame)

    def frame(self, frame: Frame) -> Frame:
        """`frame` without pronouns, as far as it is known what they stand for."""
        frame = self.settled(frame)
        if isinstance(frame, Made) and frame.about.lower() in {"it", "this", "that"}:
            frame = replace(frame, about=self._topic(frame) or self._title_spoken_of())
        if isinstance(frame, Written) and says_the_same(frame):
            frame = self._the_same(frame)
        elif isinstance(frame, Told) and tells_of_news(frame) and not self._made_here(frame):
            told = last_told(self.history, self.now)
            known = told is not None and told.begin == told.stop
            frame = replace(frame, body=told.body if told and known else "", body_manner="say", about="")
        target = self.reference(frame.target, frame) if frame.target else None
        return replace(frame.with_everybody(self.named), target=target)

    def _made_here(self, frame: Frame) -> bool:
        """Whether a clause before makes or changes what the news would be of."""
        return any(
            clause.frame is not None and clause.frame.writes and clause.begin < frame.begin
            for clause in self.reading.clauses
        )

    def _the_same(self, frame: Written) -> Written:
        """`frame` with the text of what was told last; without where nothing was: then it is asked for."""
        told = last_told(self.history, self.now)
        if told is None:
            return replace(frame, body="")
        frame = replace(frame, body=told.body, quoted=told.quoted, body_manner=told.body_manner)
        if isinstance(frame, Told) and isinstance(told, Told):
            frame = replace(frame, about=frame.about or told.about, title=told.title)
        return frame

    def reference(self, ref: Reference, frame: Frame) -> Reference:
        """`ref` without pronouns; "it" becomes the thing that was spoken of last."""
        if ref.pronoun and not ref.handle:
            ref = self._antecedent(ref, frame)
        else:
            ref = self.spoken_of_before(ref, frame) or ref
        if ref.about.lower() in {"it", "this", "that"}:
            ref = replace(ref, about=self._topic(frame))
        return replace(
            ref,
            people=tuple(self._inner(p, frame) for p in self.named(ref.people)),
            recipients=self.named(ref.recipients),
        )

    def _inner(self, person: Person, frame: Frame) -> Person:
        return replace(person, of=self.reference(person.of, frame)) if person.of else person

    def _topic(self, frame: Frame) -> str:
        """What "about it" is about: the topic of the mail that was spoken of before."""
        for clause in reversed(self.reading.clauses):
            target = clause.frame.target if clause.frame else None
            if clause.begin < frame.begin and target is not None and (target.about or target.title):
                return target.about or target.title
        return ""

    def _title_spoken_of(self) -> str:
        thing = last_thing(self.history, None)
        return thing.title if thing is not None else ""

    def spoken_of_before(self, ref: Reference, frame: Frame) -> Reference | None:
        """What "the meeting" or "the review" is, when the conversation leaves no doubt."""
        domain = ref.domain
        if frame.picks and domain is not None and self._is_of_list(ref, domain):
            return self._one_of_listed(ref, frame)
        if not frame.picks or domain is None or not ref.bare:
            return None
        here = self._in_this_text(ref, frame)
        if here is not None:
            return here
        if any(_speaks_of(clause, domain) for clause in self.reading.clauses if clause.begin < frame.begin):
            return None
        refused = not_changed(self.history, domain, self.now) if ref.generic else None
        if refused is not None:
            return replace(refused, begin=ref.begin, stop=ref.stop)
        thing = only_thing(self.history, ref, domain)
        if thing is not None:
            return replace(ref, handle=thing.id, occurrence=thing.occurrence, title=thing.title)
        listed = just_looked_for(self.history, domain, self.now) if ref.generic else None
        if listed is None:
            return None
        return replace(listed, begin=ref.begin, stop=ref.stop, quantity=Quantity.ONE, definite=True)

    def _is_of_list(self, ref: Reference, domain: Domain) -> bool:
        """ "The first meeting", right after some were listed."""
        only = (
            ref.generic and ref.order is not None and not (ref.people or ref.about or ref.times or ref.title)
        )
        return only and just_looked_for(self.history, domain, self.now) is not None

    def _narrowed(self, ref: Reference, frame: Frame) -> Reference:
        """ "The one from Ben": of what was listed, those that fit."""
        listed = last_looked_for(self.history, frame.domain, self.now)
        if listed is None:
            return ref
        return replace(
            listed,
            begin=ref.begin,
            stop=ref.stop,
            people=ref.people or listed.people,
            about=ref.about or listed.about,
            times=(*listed.times, *ref.times),
            quantity=ref.quantity,
            definite=True,
        )

    def _in_this_text(self, ref: Reference, frame: Frame) -> Reference | None:
        """ "If Ana mailed me today, forward that mail": the one of which the clauses before speak."""
        if ref.words or not (ref.generic or ref.domain is Domain.EMAIL):
            return None
        for clause in reversed(self.reading.clauses):
            earlier = clause.frame.target if clause.frame is not None and clause.begin < frame.begin else None
            if earlier is not None and earlier.domain is ref.domain and not earlier.pronoun:
                picked = not earlier.bare or bool(earlier.words)
                return _the_one(earlier, ref) if picked else None
        return None

    def _one_of_listed(self, ref: Reference, frame: Frame) -> Reference:
        """ "the first one", "the last one" of what was listed; mails are listed with the newest first."""
        listed = last_looked_for(self.history, frame.domain, self.now)
        if listed is None:
            return ref
        order = ref.order
        if listed.domain is Domain.EMAIL and order is not None and order >= 0 and not ref.dated:
            order = -1 - order
        return replace(
            listed,
            begin=ref.begin,
            stop=ref.stop,
            order=order,
            next=ref.next,
            quantity=Quantity.ONE,
            count=ref.count,
        )

    def _antecedent(self, ref: Reference, frame: Frame) -> Reference:
        for clause in reversed(self.reading.clauses):
            earlier = clause.frame.target if clause.frame is not None else clause.about
            if clause.begin >= frame.begin or earlier is None or earlier.pronoun:
                continue
            # "Remove Ana from the carnival and add Ben to it": what a carnival is, only the verb says.
            domain = earlier.domain or (clause.frame.domain if clause.frame is not None else None)
            if frame.domain in (None, domain):
                found = replace(earlier, begin=ref.begin, stop=ref.stop)
                if not ref.plural and isinstance(clause.frame, Enquiry) and clause.frame.question:
                    found = _the_one(earlier, ref)
                if ref.order is not None or ref.next:
                    found = replace(
                        found, order=ref.order, next=ref.next, quantity=Quantity.ONE, count=ref.count
                    )
                return found
        if ref.order is not None or ref.next:
            return self._one_of_listed(ref, frame)
        listed = (
            just_looked_for(self.history, frame.domain, self.now) if frame.domain and ref.plural else None
        )
        one = listed is not None and (listed.next or listed.order is not None)
        if listed is not None and not (one or ref.people or ref.about or ref.times):
            return replace(listed, begin=ref.begin, stop=ref.stop, quantity=Quantity.ALL, count=ref.count)
        if ref.people or ref.about or ref.times:
            return self._narrowed(ref, frame)
        refused = not_changed(self.history, frame.domain, self.now)
        if refused is not None:
            return replace(refused, begin=ref.begin, stop=ref.stop)
        if (ref.count or 0) > 1 or (ref.plural and told_of_all(self.history, frame.domain)):
            # "Both", "them", of what was made one after the other: one would be half of what is meant.
            return ref
        if frame.domain is not None and not ref.plural and told_of_several(self.history, frame.domain):
            # "Reply that …", "cancel it", after three were shown, is of one of these, and of none of before.
            shown = last_looked_for(self.history, frame.domain, self.now)
            return ref if shown is None else _the_one(shown, ref)
        thing = last_thing(self.history, frame.domain)
        if thing is None:
            listed = just_looked_for(self.history, frame.domain, self.now) if frame.domain else None
            one = listed is not None and (listed.next or listed.order is not None) and not ref.plural
            return replace(listed, begin=ref.begin, stop=ref.stop) if listed is not None and one else ref
        title = ref.title or thing.title
        return replace(
            ref,
            handle=thing.id,
            # "Move all of them", of a series of which one day was spoken of.
            occurrence="" if ref.plural else thing.occurrence,
            domain=thing.domain,
            title=title,
            pronoun=False,
        )


def _the_one(earlier: Reference, ref: Reference) -> Reference:
    """What was asked about, as one certain thing."""
    return replace(earlier, begin=ref.begin, stop=ref.stop, quantity=Quantity.ONE, definite=True)


def _contains(clause: Clause, person: Person) -> bool:
    return clause.begin <= person.begin < clause.stop


def _speaks_of(clause: Clause, domain: Domain) -> bool:
    frame = clause.frame
    target = frame.target if frame is not None else None
    made = isinstance(frame, Made) and frame.lasts and frame.domain is domain
    return made or (target is not None and target.domain is domain)
