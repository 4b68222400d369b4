"""What the built-in model can do: the one place where its domains are listed, in the order they are tried."""

from agents.offline.asking.people import PEOPLE
from agents.offline.calendar.domain import CALENDAR
from agents.offline.contacts.domain import CONTACTS
from agents.offline.mail.domain import MAIL
from agents.offline.reading.naming import NAMING
from agents.offline.routines.domain import ROUTINES
from agents.offline.supervising.mailed_invitations import INVITING
from agents.offline.tasks.domain import TASKS

DOMAINS = (CALENDAR, MAIL, TASKS, INVITING, PEOPLE, NAMING, ROUTINES, CONTACTS)
