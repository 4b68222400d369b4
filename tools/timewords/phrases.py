"""Phrases about more than one moment: from – to, by, since, within, or."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tools.timewords.days.runs import Run
from tools.timewords.days.view import DayExpr, View
from tools.timewords.hours import at
from tools.timewords.lengths import Length
from tools.timewords.moments import NOW, Clock, Moment, shifted, whole_days
from tools.timewords.reader import instant, read
from tools.timewords.readings import Phrase, Reading, of_days
from tools.timewords.spans import EXACT, VAGUE, Vague
from tools.timewords.value import replace
from tools.timewords.values import Kind

HALF_A_DAY = timedelta(hours=12)
Edge = tuple[datetime | date | None, bool]
"""A boundary, and whether it is a convention of ours."""


def first_edge(reading: Reading) -> Edge:
    """Its start."""
    return reading.start, reading.vague.start


def last_edge(reading: Reading) -> Edge:
    """Its end, excluded; of an instant the instant."""
    return first_edge(reading) if reading.end is None else (reading.end, reading.vague.end)


class Said(Phrase):
    """One moment."""

    moment: Moment

    @property
    def parts(self) -> int:
        return self.moment.parts

    def readings(self, view: View) -> Iterator[Reading]:
        return read(self.moment, view)


class Between(Phrase):
    """From one moment to another. Whole days are included to their end."""

    begin: Moment
    finish: Moment

    @property
    def parts(self) -> int:
        return 2

    def readings(self, view: View) -> Iterator[Reading]:
        first, last = whole_days(self.begin), whole_days(self.finish)
        if first is not None and last is not None:
            yield from map(of_days, Run(first, last).days(view))
            return
        for begin in read(self.begin, self._view_of_begin(view)):
            start = instant(begin.start, view)
            if start is None:
                continue
            for finish in read(self.finish, view.looking("future", start.date())):
                end = instant(last_edge(finish)[0], view)
                overnight = end is not None and end <= start and self.finish.day is None
                if end is not None and overnight:
                    end = at(end.date() + timedelta(days=1), end.time(), end.tzinfo)[0]
                if end is not None and start < end:
                    yield Reading(
                        Kind.SPAN,
                        start,
                        end,
                        zone=begin.zone or finish.zone,
                        time_given=True,
                        vague=Vague(begin.vague.start, last_edge(finish)[1]),
                        # "Monday to Friday at 9" is rather at 9 on each of them.
                        doubt=begin.doubt
                        or finish.doubt
                        or (first is not None and isinstance(self.finish.hours, Clock))
                        or (overnight and end - start > HALF_A_DAY),
                    )

    def _view_of_begin(self, view: View) -> View:
        """ "Between 22 January and now": the one before the end."""
        if self.begin.day is None or not self.begin.day.is_open:
            return view
        if (self.finish.day is not None and self.finish.day.is_open) or isinstance(self.finish.hours, Clock):
            return view
        finish = next(iter(read(self.finish, view)), None)
        end = instant(finish.start, view) if finish else None
        return view if end is None else view.looking("past", end.date())


class By(Phrase):
    """A limit: from now to the moment; all of its last day when `inclusive`.

    A limit that has passed is one on what is already there, and has no beginning.
    """

    limit: Moment
    inclusive: bool
    day: DayExpr | None = None
    """The day on which alone it is meant: "Friday before noon"."""

    @property
    def parts(self) -> int:
        return self.limit.parts + (self.day is not None)

    def readings(self, view: View) -> Iterator[Reading]:
        limit = replace(self.limit, day=self.limit.day or self.day)
        ahead = list(self._ahead(limit, view)) if view.direction != "past" else []
        yield from ahead or self._behind(limit, view)

    def _behind(self, limit: Moment, view: View) -> Iterator[Reading]:
        """Everything up to a moment that is over; it has no beginning."""
        for reading in read(limit, view.looking("past")):
            edge, vague = self._edge(reading)
            end = instant(edge, view)
            if end is not None:
                yield replace(reading, kind=Kind.DEADLINE, start=None, end=end, vague=Vague(end=vague))

    def _ahead(self, limit: Moment, view: View) -> Iterator[Reading]:
        for reading in read(limit, view.looking("future")):
            edge, vague = self._edge(reading)
            end = instant(edge, view)
            start = view.now
            if self.day is not None and isinstance(reading.start, datetime):
                start = max(start, at(reading.start.date(), time(), view.now.tzinfo)[0])
            if end is not None and start < end:
                yield replace(reading, kind=Kind.DEADLINE, start=start, end=end, vague=Vague(end=vague))

    def _edge(self, reading: Reading) -> Edge:
        return last_edge(reading) if self.inclusive else first_edge(reading)


class Since(Phrase):
    """From a moment on: up to now when it looks back."""

    begin: Moment
    back: bool = False
    after: bool = False
    """Whether whole days and parts of days are excluded: "after Friday"."""
    day: DayExpr | None = None
    """The day to whose end it is meant: "Friday after 2"."""

    @property
    def parts(self) -> int:
        return self.begin.parts + (self.day is not None)

    def readings(self, view: View) -> Iterator[Reading]:
        looking = view.looking("past") if self.back else view
        for reading in read(replace(self.begin, day=self.begin.day or self.day), looking):
            edge, vague = last_edge(reading) if self.after else first_edge(reading)
            start = instant(edge, view)
            if start is None:
                continue
            end: datetime | None = view.now if self.back and start < view.now else None
            if self.day is not None:
                end = at(start.date() + timedelta(days=1), time(), view.now.tzinfo)[0]
            yield replace(reading, kind=Kind.SINCE, start=start, end=end, vague=Vague(start=vague))


class From(Phrase):
    """From a day on; of what is over, the day that something comes from: "the mail from last week"."""

    begin: Moment

    @property
    def parts(self) -> int:
        return self.begin.parts

    def readings(self, view: View) -> Iterator[Reading]:
        origins = list(read(self.begin, view))
        ends = [instant(origin.end or origin.start, view) for origin in origins]
        if view.direction == "past" or all(end is not None and end <= view.now for end in ends):
            return iter(origins)
        return Since(self.begin).readings(view)


class Within(Phrase):
    """From now until some time has passed, or from that long ago until now when negative."""

    length: Length
    sign: int
    limit: bool = False
    """Whether it is a limit rather than a span."""
    vague: bool = False
    """Whether it may begin with the hour of the clock rather than now."""

    def readings(self, view: View) -> Iterator[Reading]:
        reached = self.length.from_instant(view.now, self.sign)
        start, end = (view.now, reached) if self.sign > 0 else (reached, view.now)
        # A limit has its end exactly; "the next 3 weeks and 4 days" may begin now or tomorrow.
        kind, vague = (Kind.DEADLINE, EXACT) if self.limit else (Kind.SPAN, VAGUE)
        of_days = self.length.of_days
        yield Reading(
            kind,
            start,
            end,
            time_given=not of_days,
            doubt=self.length.fuzzy,
            vague=vague if of_days or self.vague else EXACT,
        )


class Later(Phrase):
    """ "30 minutes later": from now, or the length alone where it may be later than something else."""

    length: Length
    from_now: bool = True

    def readings(self, view: View) -> Iterator[Reading]:
        moment = shifted(NOW, self.length, 1)
        if view.anchored:
            yield from read(Moment(length=self.length), view)
        elif self.from_now and moment is not None:
            yield from read(moment, view)


class Today(Phrase):
    """What remains of today, or what of it has passed."""

    ahead: bool

    def readings(self, view: View) -> Iterator[Reading]:
        day = view.today if not self.ahead else view.today + timedelta(days=1)
        edge = at(day, time(), view.now.tzinfo)[0]
        start, end = (view.now, edge) if self.ahead else (edge, view.now)
        if start < end:
            yield Reading(Kind.SPAN, start, end, time_given=True)


class AtThisTime(Phrase):
    """The time of day that it is now, on another day: "this time tomorrow"."""

    day: DayExpr

    def readings(self, view: View) -> Iterator[Reading]:
        clock = view.now.time().replace(second=0, microsecond=0)
        for days in self.day.days(view):
            if days.single:
                start = at(days.first, clock, view.now.tzinfo)[0]
                yield Reading(Kind.INSTANT, start, time_given=True)


class Or(Phrase):
    """One or the other; the words do not say which."""

    first: Phrase
    second: Phrase

    def readings(self, view: View) -> Iterator[Reading]:
        for phrase in (self.first, self.second):
            for reading in phrase.readings(view):
                yield replace(reading, doubt=True)


class Doubtful(Phrase):
    """Words that people use of time, but not only."""

    phrase: Phrase

    def readings(self, view: View) -> Iterator[Reading]:
        for reading in self.phrase.readings(view):
            yield replace(reading, doubt=True)
