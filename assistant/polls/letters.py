"""What is written to those who are asked: the times, and that it was called off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.polls.poll import Poll, hold_uid
from tools.ics.files import EventFile
from tools.mail.addresses import label, listed
from tools.mail.itip import cancellation, request
from tools.people.contacts import Address
from tools.scheduling.availability import Slot
from tools.scheduling.events import Attendee, Event
from tools.scheduling.executor import file_of
from tools.scheduling.plain_write import new_file
from tools.scheduling.wording import when

TENTATIVE = "tentative"
NOBODY = "Me"
"""What a person is called who has not said how."""


def subject_of(title: str) -> str:
    """Of the mail that proposes the times; answers carry it."""
    return f"When can we meet? {title}"


def usual_title(guests: Sequence[Address], me: Address) -> str:
    """Of a meeting that nobody has given one."""
    if me.name in ("", NOBODY):
        return f"Meeting with {_first_names(guests)}"
    return f"Meeting of {_first_names([me, *guests])}"


def asking(title: str, guests: Sequence[Address], options: Sequence[Slot], me: Address) -> str:
    """The text of the mail that proposes the times."""
    lines = [f"{number}. {when(slot.start, slot.end)}" for number, slot in enumerate(options, 1)]
    one = len(options) == 1
    about = "" if title == usual_title(guests, me) else f" for '{title}'"
    return "\n".join(
        [
            f"Hello {_first_names(guests)},",
            "",
            f"when can we meet{about}? {'This time' if one else 'These times'} would suit me:",
            "",
            *lines,
            "",
            'Please write back which of them suit you: "1 and 3", or "none, but Friday at 3".'
            if not one
            else 'Please write back whether it suits you: "1 works", or "none, but Friday at 3".',
            "Your calendar program shows the first one only: accepting it is a yes to that.",
            "",
            me.name or me.email,
        ]
    )


def called_off(poll: Poll, me: Address) -> str:
    """The text of the mail that calls it off."""
    return (
        f"Hello {_first_names(poll.guests)},\n\n'{poll.title}' is called off, the times that I proposed are"
        f" free again.\n\n{me.name or me.email}"
    )


def held(
    poll_id: str, title: str, guests: Sequence[Address], options: Sequence[Slot], calendar: str
) -> list[Event]:
    """What holds the options in one's own calendar: nobody is invited to it."""
    return [
        Event(
            calendar=calendar,
            uid=hold_uid(poll_id, number),
            title=f"Held: {title} ({number} of {len(options)})",
            start=slot.start,
            end=slot.end,
            file=f"{poll_id}-{number}.ics",
            description=f"Proposed to {listed(guests)}; not booked yet.",
            status=TENTATIVE,
        )
        for number, slot in enumerate(options, 1)
    ]


def meeting(
    poll_id: str,
    title: str,
    guests: Sequence[Address],
    slot: Slot,
    calendar: str,
    me: Address,
    *,
    sequence: int,
) -> Event:
    """The event that comes of it, at this time."""
    return Event(
        calendar=calendar,
        uid=f"{poll_id}@assistant",
        title=title,
        start=slot.start,
        end=slot.end,
        file=file_of(poll_id),
        organizer=Attendee(me.email, me.name),
        attendees=tuple(Attendee(guest.email, guest.name) for guest in guests),
        sequence=sequence,
    )


def first_request(event: Event, at: datetime) -> bytes:
    """The invitation to the first time, which calendar programs can answer (RFC 5546, 3.2.2)."""
    return request(new_file(replace(event, status=TENTATIVE), at), at=at)


def cancelling(event: Event, at: datetime) -> bytes:
    """That it does not take place (RFC 5546, 3.2.5)."""
    return cancellation(new_file(event, at), at=at, sequence=event.sequence)


def is_hold(event: Event) -> bool:
    """Whether it is still what holds a time: somebody may have made an event of it."""
    return event.status == TENTATIVE and not event.attendees


def as_file(event: Event, at: datetime) -> EventFile:
    """Its calendar file."""
    return EventFile(event.calendar, event.file, new_file(event, at))


def _first_names(guests: Sequence[Address]) -> str:
    names = [guest.email if label(guest) != guest.name else guest.name.split()[0] for guest in guests]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
