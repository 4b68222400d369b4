"""When somebody's birthday is: of those whom the address book doesn't know, the calendar may."""

from agents.offline.asking.answer import in_words
from agents.offline.asking.messages import Request
from agents.offline.asking.people_answers import person_details
from agents.offline.asking.people_commands import Birthday
from agents.offline.asking.questions import read
from agents.offline.asking.script import Call, Script
from agents.offline.calendar.answers import list_events
from agents.offline.calendar.frames import ListEvents
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.words import Domain


def birthday(request: Request, frame: Birthday) -> Script:
    """The day that a contact has, else the event that is called so."""
    names = [person.name for person in frame.people]
    known = yield [Call("find_contact", {"name": name}) for name in names]
    dated = [bool(one.get("birthday")) for result in known for one in read(result).get("people", ())]
    if len(names) != 1 or any(dated):
        return (yield from person_details(frame))
    called = Reference(
        Domain.CALENDAR, frame.begin, frame.stop, noun="events", words=f"{names[0]} birthday",
        quantity=Quantity.ONE, next=True,
    )  # fmt: skip
    looks = ListEvents(frame.begin, frame.stop, target=called, question=True, asked="when")
    found = in_words((yield from list_events(request, looks)))
    return found if found.things else (yield from person_details(frame))
