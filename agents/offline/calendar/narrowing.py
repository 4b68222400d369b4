"""What a question narrows the events to: a calendar, a place, a length, hours of the day, all but some."""

from dataclasses import replace
from datetime import datetime

from agents.offline.calendar import terms
from agents.offline.calendar.attendance import Attendance
from agents.offline.reading import when
from agents.offline.reading.claims import TIME
from agents.offline.reading.inquiring import Inquiry
from agents.offline.reading.question import Question
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import Domain
from tools.patterns import Spoken
from tools.timewords import Kind

_BY_WHEN = Spoken(r"(?P<how>at|by|before|after) (?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?|noon|midnight)")


class NarrowingInquiry(Inquiry):
    """A question about events, as far as it says which of them."""

    def __init__(self, question: Question) -> None:
        super().__init__(question, Domain.CALENDAR, "events")
        self.attendance: Attendance | None = None

    def take_filters(self) -> None:
        """Take what says which of them are meant, other than a day, a name or a person."""
        self._but()
        said, filters = self.said, self.ref.filters
        calendar = said.take(terms.CALENDAR, "calendar")
        if calendar is not None:
            filters = replace(filters, calendar=calendar["name"] or calendar["other"])
        place = said.take(terms.ROOM, "place")
        if place is not None:
            filters = replace(filters, place=place["place"])
        elif where := self._somewhere():
            filters = replace(filters, place=where)
        filters = replace(
            filters,
            longer=self.length_after("(?:longer|more|over)(?: than)?", "longer"),
            shorter=self.length_after("(?:shorter|less|under)(?: than)?", "shorter"),
            whole_days=said.take(r"(?:all|whole)[- ]day(?: long)?", "whole days") is not None,
            alone=said.take(terms.ALONE, "alone") is not None,
            online=said.take(terms.ONLINE, "online") is not None,
            guests=said.take(terms.ANY_GUESTS, "guests") is not None,
            without=self._without(),
            extreme=(extreme["by"] or "largest") if (extreme := said.take(terms.EXTREME, "longest")) else "",
        )
        if (vague := said.take(terms.VAGUELY, "vague", "vague")) is not None:
            filters = replace(filters, **terms.TAKEN_AS[vague["vague"]])
        said.take(r"(?:more|fewer|less) than \w+|at (?:least|most) \w+", "how many")
        if (counted := self.question.counted()) is not None:
            said.claim(counted, counted + 1, "how many")
        self.ref = replace(self.ref, filters=filters)
        if said.take_all(terms.LEFT, "left"):
            self.ref = replace(self.ref, tense="future")
        elif self.attendance is not None or said.take(terms.I_MADE, "verb", "verb"):
            # What was booked, or accepted, may be still to come.
            return
        elif said.take(r"past|previous|earlier", "past") or said.has(
            r"did|was|were|had|have (?:i|we)(?: ·+| last| ever)? (?:met|seen|had)"
        ):
            self.ref = replace(self.ref, tense="past")

    def _somewhere(self) -> str:
        """Take "in Boston", "at Luigi's": where it is, by name."""
        tokens, said = self.question.tokens, self.said
        for i in said.open():
            first = stop = i + 1
            if tokens[i].low not in {"in", "at"} or i == self.question.at:
                continue
            while (
                said.free(stop)
                and tokens[stop].sort is Sort.WORD
                and (tokens[stop].capitalised or (stop > first and tokens[stop].low == "'s"))
            ):
                stop += 1
            if self._stands_there(i):
                first, stop = i + 2, self._end()
            if stop > first and self.question.phrases.low(stop) not in {"calendar", "calendars"}:
                said.claim(i, stop, "place")
                return " ".join(token.text for token in tokens[first:stop]).replace(" 's", "'s")
        return ""

    def _stands_there(self, i: int) -> bool:
        """ "Is the party in the canteen?": of a thing, what the question ends in is where it is."""
        low, end = self.question.phrases.low, self._end()
        the_place = low(i + 1) == "the" and i + 2 < end <= i + 4
        return self.of_a_thing() and the_place and all(map(self.said.free, range(i, end)))

    def _end(self) -> int:
        """Where its words end, before a question mark."""
        return self.question.end - (self.question.phrases.low(self.question.end - 1) == "?")

    def of_a_thing(self) -> bool:
        """ "Is the party …": whether something certain is so."""
        low, at = self.question.phrases.low, self.question.at
        return low(at) in {"is", "was"} and low(at + 1) in {"the", "my", "our"}

    def take_ending(self) -> None:
        """ "That ends before 4": by a time of day that says nothing of when it begins."""
        said = self.said
        match = said.has(rf"(?:(?:that|which) )?(?:ends?|ending|finish(?:es|ing)?) {TIME}")
        if match is None:
            return
        i = said.after(match) - 1
        token = self.question.tokens[i]
        hour, found = _BY_WHEN.fullmatch(token.text), token.time
        at = None if found is None else found.end if found.kind is Kind.DEADLINE else found.start
        if hour is None or not isinstance(at, datetime):
            return
        said.claim(said.within(*match.span())[0], i + 1, "time")
        self.ref = replace(self.ref, filters=replace(self.ref.filters, ends=(hour["how"].lower(), at.time())))

    def take_hours(self) -> None:
        """ "Before 9 this week", "after 6 next month": on each of several days."""
        now, times = self.question.now, self.ref.times
        if now is None:
            return
        spans = [token for token in times if token.time is not None and when.several_days(token.time, now)]
        hours = [token for token in times if token not in spans]
        if len(spans) != 1 or len(hours) != 1:
            return
        token, found = hours[0], hours[0].time
        bounded = found is not None and found.kind in (Kind.DEADLINE, Kind.SINCE) and found.time_of_day_given
        if found is None or not bounded or when.names_day(token, now):
            return
        at = found.end if found.kind is Kind.DEADLINE else found.start
        if not isinstance(at, datetime):
            return
        clock = at.time()
        filters = self.ref.filters
        due = found.kind is Kind.DEADLINE
        filters = replace(filters, before=clock) if due else replace(filters, after=clock)
        self.ref = replace(self.ref, times=tuple(spans), filters=filters)

    def _without(self) -> tuple[str, ...]:
        """ "Except the stand-ups", "that is not a party": the words of the titles that are left out."""
        match = self.said.has(terms.EXCEPT)
        if match is None:
            return ()
        first = stop = self.said.after(match)
        tokens = self.question.tokens
        while (
            self.said.free(stop) and tokens[stop].sort is Sort.WORD and tokens[stop].low not in terms.GRAMMAR
        ):
            stop += 1
        if stop == first:
            return ()
        self.said.take(terms.EXCEPT, "without")
        self.said.claim(first, stop, "without")
        return (" ".join(token.text for token in tokens[first:stop]),)

    def _but(self) -> None:
        """ "Except the ones with Ana", "that are not in Reno", "outside Reno": others are asked about."""
        said, match = self.said, self.said.has(terms.BUT_THOSE)
        if match is None:
            return
        but = Reference(Domain.CALENDAR, *self.question.span, noun="events", quantity=Quantity.ALL)
        first = stop = said.after(match)
        if match["link"] == "with" or match["has"]:
            people, stop = self.question.phrases.people(first)
            but = replace(but, people=people)
        else:
            while said.free(stop) and self.question.tokens[stop].sort is Sort.WORD:
                stop += 1
            place = " ".join(token.text for token in self.question.tokens[first:stop])
            but = replace(but, filters=replace(but.filters, place=place))
        if stop > first:
            said.take(terms.BUT_THOSE, "without")
            said.claim(first, stop, "without")
            self.ref = replace(self.ref, but=but)
