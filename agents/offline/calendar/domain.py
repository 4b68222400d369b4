"""The calendar as the built-in model is handed it."""

from agents.offline.asking.messages import Request
from agents.offline.asking.script import Script
from agents.offline.asking.specialists import Specialist
from agents.offline.calendar.amended import amended
from agents.offline.calendar.amending import amendment
from agents.offline.calendar.away_commands import away
from agents.offline.calendar.calendar_questions import about_calendars
from agents.offline.calendar.cancelling_commands import call_off, cancel
from agents.offline.calendar.changing_commands import change, lengthen, reminded, rename
from agents.offline.calendar.continued import continued, renamed
from agents.offline.calendar.detail_commands import details, note_on, other_calendar
from agents.offline.calendar.ending_commands import ending
from agents.offline.calendar.free_questions import free_question
from agents.offline.calendar.guest_commands import invite, other_guest, uninvite
from agents.offline.calendar.inquiries import event_inquiry
from agents.offline.calendar.look_commands import look, read
from agents.offline.calendar.making_commands import busy, create, meet, remind_me, seen
from agents.offline.calendar.moving_commands import move, start, swapped
from agents.offline.calendar.noted import noted
from agents.offline.calendar.questions import agenda_question, event_question, narrowing_question
from agents.offline.calendar.series_commands import series
from agents.offline.calendar.verbless import routine, verbless
from agents.offline.reading.nouns import Called
from agents.offline.reading.subjects import By
from agents.offline.reading.words import CALENDARS, EVENT_NOUNS, GENERIC_EVENTS, Act, Domain


def _turn(request: Request) -> Script:
    # An agent's own code is loaded at its first call: most turns need one of them, and some none.
    from agents.offline.calendar.polls import poll_work
    from agents.offline.calendar.turn import calendar_turn

    return poll_work(request, calendar_turn)


CALENDAR = Specialist(
    called=Called(
        domain=Domain.CALENDAR,
        kind="event",
        nouns=EVENT_NOUNS,
        kinds=EVENT_NOUNS & GENERIC_EVENTS,
        together=CALENDARS,
        places=CALENDARS,
        attended=True,
    ),
    tool="schedule_event",
    own_tool="create_calendar_event",
    turn=_turn,
    commands={
        Act.MEET: meet,
        Act.NAME: call_off,
        Act.START: start,
        Act.REMIND: remind_me,
        Act.READ: read,
        Act.UNINVITE: uninvite,
        Act.INVITE: invite,
        Act.RENAME: rename,
        Act.MOVE: move,
        Act.LENGTHEN: lengthen,
        Act.CHANGE: change,
        Act.CREATE: create,
        Act.CANCEL: cancel,
        Act.SEARCH: look,
    },
    wholes=[
        ending,
        swapped,
        busy,
        away,
        seen,
        other_guest,
        reminded,
        series,
        about_calendars,
        details,
        note_on,
        other_calendar,
    ],
    questions=[(By.FORM, narrowing_question), (By.NOUN, event_inquiry)],
    conditions=[
        (By.FORM, narrowing_question),
        (By.FORM, agenda_question),
        (By.FORM, free_question),
        (By.NOUN, event_question),
    ],
    verbless=verbless,
    routine=routine,
    noted=noted,
    continued=continued,
    named=renamed,
    amending=amendment,
    amended=amended,
)
