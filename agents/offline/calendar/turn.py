"""The calendar agent's turn: looks at the calendar first, then changes what was found."""

from agents.offline.asking.messages import Request
from agents.offline.asking.people_answers import person_details
from agents.offline.asking.people_commands import Birthday, PersonDetails
from agents.offline.asking.script import Part, Script
from agents.offline.asking.sequence import run
from agents.offline.calendar.amends import amend
from agents.offline.calendar.answers import free_time, list_events
from agents.offline.calendar.birthdays import birthday
from agents.offline.calendar.calendar_questions import AboutCalendars, tell_of_calendars
from agents.offline.calendar.changes import cancel, change, move, swap
from agents.offline.calendar.detail_answers import event_details
from agents.offline.calendar.frames import (
    AmendEvent,
    CancelEvent,
    ChangeEvent,
    ChangeSeries,
    CreateEvent,
    EventDetails,
    FreeTime,
    InviteGuests,
    ListEvents,
    MoveEvent,
    RenameEvent,
    SwapEvents,
    UninviteGuests,
)
from agents.offline.calendar.making import make_event, taken
from agents.offline.calendar.search import find
from agents.offline.calendar.series_changes import change_series
from agents.offline.reading.frames import Condition, Frame
from agents.offline.reading.steps import is_vague


def calendar_turn(request: Request) -> Script:
    """What the calendar agent does with `request`."""
    return run(request, CalendarWork(request))


class CalendarWork:
    """What the calendar agent can do, by the kind of frame."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def carry_out(self, frame: Frame) -> Script | None:
        """The script for a frame; None when it is not for this agent."""
        match frame:
            case CreateEvent():
                return make_event(self.request, frame)
            case CancelEvent():
                return cancel(self.request, frame)
            case MoveEvent():
                return move(self.request, frame)
            case SwapEvents():
                return swap(self.request, frame)
            case RenameEvent() | ChangeEvent() | InviteGuests() | UninviteGuests():
                return change(self.request, frame)
            case ChangeSeries():
                return change_series(self.request, frame)
            case AmendEvent():
                return amend(self.request, frame)
            case ListEvents():
                return list_events(self.request, frame)
            case EventDetails():
                return event_details(self.request, frame)
            case AboutCalendars():
                return tell_of_calendars(frame)
            case FreeTime():
                return free_time(self.request, frame)
            case Birthday():
                return birthday(self.request, frame)
            case PersonDetails():
                return person_details(frame)
            case _:
                return None

    def holds(self, condition: Condition, frame: Frame) -> Part[bool]:
        """Whether a condition is so, by what the calendar says. `frame` is what depends on it."""
        asked = condition.frame
        if isinstance(asked, FreeTime) or asked.target is None or is_vague(asked):
            length = frame.length if isinstance(frame, CreateEvent | ChangeEvent | FreeTime) else None
            busy = yield from taken(self.request, asked.times or frame.times, length)
            return busy == condition.exists
        found = (yield from find(self.request, asked.target, writes=False)).found
        return asked.is_met_by(len(found)) == condition.exists
