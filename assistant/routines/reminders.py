"""The alarms of the calendar (RFC 5545, VALARM): each rings once, at its second."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.views import times
from assistant.views.text import clean_line
from tools.ics.moments import instant
from tools.scheduling.events import Event, Occurrence
from tools.scheduling.ics_read import UnreadableError, read_series

if TYPE_CHECKING:
    from assistant.home import Home

CONVERSATION = "reminders"
"""Under which the journal keeps what has rung."""
AHEAD = timedelta(days=15)
"""An alarm is set at most so long before its event."""
LATE = timedelta(days=1)
"""What should have rung longer ago, while nobody was there, rings no more."""
LOOK_EVERY = timedelta(seconds=30)
"""How long a change of the calendar may go unseen; what is due is looked up again before it rings."""


@dataclass(frozen=True, order=True)
class Alarm:
    """Something that rings at an instant, in UTC."""

    at: datetime
    event: str
    start: datetime
    minutes: int
    title: str
    place: str
    end: datetime

    @property
    def name(self) -> tuple[str, str, str]:
        """The same alarm in all processes; of an event that is moved it is another one."""
        return (self.event, self.start.isoformat(), str(self.minutes))


class Reminders:
    """What of a home's calendar rings."""

    def __init__(
        self, home: "Home", clock: Callable[[], datetime], tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """`clock` is the real one; `tell` hears what rings here."""
        self._home = home
        self._clock = clock
        self._tell = tell
        self._next: datetime | None = None
        self._looked_at: datetime | None = None
        self._parsed: dict[tuple[str, str], tuple[str, tuple[Event, ...]]] = {}

    def ring_due(self) -> int:
        """Ring what is due; how many rang here. Nothing where ASSISTANT_NOW holds the time."""
        if self._home.settings.now is not None:
            return 0
        now = self._clock().astimezone(UTC)
        if not self._is_to_look(now):
            return 0
        alarms = sorted(self._alarms(now))
        self._looked_at = now
        self._next = next((alarm.at for alarm in alarms if alarm.at > now), None)
        return sum(self._ring(alarm, now) for alarm in alarms if alarm.at <= now)

    def due_in_s(self) -> float:
        """Seconds until the next look."""
        now = self._clock().astimezone(UTC)
        looks = (self._looked_at or now) + LOOK_EVERY
        return max(0.0, (min(looks, self._next or looks) - now).total_seconds())

    def _is_to_look(self, now: datetime) -> bool:
        looked = self._looked_at
        # Also where the clock was set back.
        return (
            looked is None
            or not looked <= now < looked + LOOK_EVERY
            or bool(self._next and self._next <= now)
        )

    def _alarms(self, now: datetime) -> Iterator[Alarm]:
        """Those of events to come, and of what is not over and should have rung."""
        calendar, zone = self._home.calendar, self._home.settings.time_zone
        for one in calendar.between(now - LATE, now + AHEAD):
            start, end = (instant(moment, zone).astimezone(UTC) for moment in (one.start, one.end))
            if one.status == "cancelled" or end <= now:
                continue
            for minutes in self._minutes(one):
                at = start - timedelta(minutes=minutes)
                if at > now - LATE:
                    yield Alarm(at, one.id, start, minutes, one.title, one.location, end)

    def _minutes(self, one: Occurrence) -> tuple[int, ...]:
        """How long before its start it rings."""
        kept = self._home.calendar.read(one.calendar, one.file)
        if kept is None:
            return ()
        key = (one.calendar, one.file)
        etag, events = self._parsed.get(key, ("", ()))
        if etag != kept.etag:
            try:
                found = read_series(kept, self._home.calendar.zone)
            except UnreadableError:
                return ()
            events = tuple(event for series in found for event in (*series.changed, series.main))
            self._parsed[key] = (kept.etag, events)
        fitting = [event for event in events if event.id == one.id]
        changed = [event for event in fitting if event.recurrence_id and event.recurrence_id == one.original]
        whole = [event for event in fitting if not event.recurrence_id]
        return next((event.reminders for event in (*changed, *whole)), ())

    def _ring(self, alarm: Alarm, now: datetime) -> bool:
        """Whether it rang here: it is written down once, by whichever process comes first."""
        from agents.messages.message import USER, MessageType, message_id
        from tools.effects.plan import Priority

        text = self._text(alarm, now)
        rang = self._home.journal.note(
            MessageType.NOTIFICATION,
            text,
            id=message_id("reminder", *alarm.name),
            conversation=CONVERSATION,
            run="",
            sender="calendar",
            recipient=USER,
            priority=Priority.HIGH,
            metadata={"event": alarm.event, "start": alarm.start.isoformat()},
        )
        if rang is not None:
            self._tell(text)
        return rang is not None

    def _text(self, alarm: Alarm, now: datetime) -> str:
        zone = self._home.settings.time_zone
        title = clean_line(alarm.title) or "(no title)"
        place = f", {clean_line(alarm.place)}" if alarm.place else ""
        when = times.instant(alarm.start, zone)
        left = alarm.start - now
        so_far = f"in {times.length(left)}" if left >= timedelta(minutes=1) else "now"
        if left <= -timedelta(minutes=1):
            so_far = "has begun"
        return f"{title} {so_far} ({when}{place})"
