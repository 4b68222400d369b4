"""Events that are made by mailing an invitation: "send Ana an invite for lunch on Friday"."""

from agents.offline.calendar.making_commands import created
from agents.offline.calendar.slots import EventSlots
from agents.offline.mail.sending_commands import only_to_myself
from agents.offline.mail.slots import MailSlots
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.subjects import Subject
from agents.offline.reading.words import INVITES, Act


def _send(said: Instruction, i: int) -> Frame | None:
    mail = MailSlots(said.text, said.tokens).read(i, first_is_recipient=True)
    invites = said.verb == "send" and {word.lower() for word in mail.words} & INVITES
    if not invites or mail.mislabelled or only_to_myself(mail):
        return None
    people, after = said.phrases.people(i)
    slots = EventSlots(said.text, said.tokens).read(after)
    slots.people = [*people, *mail.to[len(people) :], *slots.people]
    slots.words = [word for word in slots.words if word.lower() not in INVITES | {"calendar"}]
    slots.noun = slots.words[-1].lower() if slots.words else "meeting"
    slots.calendar = True
    return created(said, slots, "schedule")


INVITING = Subject(commands={Act.SEND: _send})
