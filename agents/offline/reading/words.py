"""The words that the grammar knows, by what they do in a sentence."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Act(StrEnum):
    """What a verb asks for."""

    CREATE = "create"
    MOVE = "move"
    CHANGE = "change"
    LENGTHEN = "lengthen"
    RENAME = "rename"
    MERGE = "merge"
    INVITE = "invite"
    UNINVITE = "uninvite"
    REPLACE = "replace"
    """Put somebody in another's place."""
    CAUSE = "cause"
    """Have something done: "have Ben take her place"."""
    CANCEL = "cancel"
    MEET = "meet"
    START = "start"
    REMIND = "remind"
    SEND = "send"
    TELL = "tell"
    DRAFT = "draft"
    REPLY = "reply"
    FORWARD = "forward"
    ARCHIVE = "archive"
    FILE = "file"
    """Put it where things of its kind are kept."""
    UNSUBSCRIBE = "unsubscribe"
    SAVE = "save"
    """Keep a file of a mail in a folder."""
    MARK = "mark"
    """Say what something is: read, flagged, labelled."""
    SEARCH = "search"
    READ = "read"
    COMPLETE = "complete"
    REOPEN = "reopen"
    NAME = "name"
    """Say what the thing before is called: "and title it …"."""


class Domain(str):
    """Whose work something is, by name."""

    __slots__ = ()
    CALENDAR: ClassVar[Domain]
    EMAIL: ClassVar[Domain]


Domain.CALENDAR, Domain.EMAIL = Domain("calendar"), Domain("email")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words("up off down out in back away over forward ahead through")

EVENT_NOUNS = _words(
    "meeting meetings event events appointment appointments call calls lunch lunches dinner dinners "
    "breakfast brunch coffee catch-up catchup catch-ups stand-up standup stand-ups standups sync syncs 1:1 "
    "1:1s 1-1 one-on-one interview interviews workshop workshops review reviews session sessions training "
    "trainings conference conferences retrospective retro demo briefing briefings presentation "
    "presentations seminar webinar kickoff kick-off party parties holiday vacation visit visits block "
    "reservation booking bookings engagement engagements commitment commitments meet-up meetup "
    "get-together reunion class lesson checkup check-up birthday anniversary wedding ceremony concert "
    "drinks discussion debrief huddle invite invites invitation invitations slot slots reminder reminders "
    "trip flight deadline gathering chat talk handover handovers"
)
INVITES = _words("invite invites invitation invitations")
_PERSONS = (
    "friend boss manager supervisor brother sister uncle aunt cousin nephew niece grandma grandpa coach "
    "clerk colleague coworker co-worker "
    "teammate classmate neighbor neighbour client customer assistant intern "
    "buddy pal partner girlfriend boyfriend roommate flatmate tutor trainer nanny babysitter teacher nurse "
    "lawyer accountant landlord mentor mentee engineer designer developer realtor"
).split()
WHO_IS = frozenset((*_PERSONS, *(f"{noun}s" for noun in _PERSONS), "wife", "husband", "son", "daughter"))
"""What somebody is, before their name: "my friend Anne"."""
TO_SOMEBODY = WHO_IS | _words(
    "mother father mom mum dad parents parent fiance fiancee spouse secretary doctor kid kids team skip"
)
"""What somebody is to another: "Ana's boss", "my doctor"."""
PLEASED = frozenset(
    "cool chill okay ok fine good great nice perfect awesome excellent wonderful amazing lovely alright "
    "right correct sounds sound works work working suits better best like likes prefer one ones "
    "option choice".split()
)
"""What is said of something that was offered, and names nothing."""
GENERIC_EVENTS = _words(
    "meeting meetings event events appointment appointments thing things entry entries engagement "
    "engagements commitment commitments something anything everything nothing it them those these one ones "
    "booking bookings plan plans stuff item items reminder reminders invite invitation"
)
"""Words for events of any kind: they select nothing by title."""

CALENDARS = _words("calendar calendars calender calander schedule agenda diary planner timetable")
MAIL_NOUNS = _words(
    "email emails e-mail e-mails mail mails message messages thread threads newsletter newsletters "
    "notification notifications inbox reply replies correspondence"
)
MAILBOXES = _words("inbox mailbox")
TASK_NOUNS = _words("task tasks todo todos to-do to-dos to-do-list todo-list")
TITLE_NOUNS = _words("subject title name heading")
TEXT_NOUNS = _words("body message text content words note")
"""Words that say what a quote is."""
CONTACT_NOUNS = _words("contact contacts address addresses")

GROUP_NOUNS = _words(
    "team teams group department staff office crew committee board family folks people guys colleagues "
    "coworkers co-workers everyone everybody squad division unit council"
)
EVERYBODY = _words("everyone everybody all")
RELATIONS = {
    "sender": "sender",
    "senders": "sender",
    "author": "sender",
    "recipient": "recipients",
    "recipients": "recipients",
    "guest": "guests",
    "guests": "guests",
    "attendee": "guests",
    "attendees": "guests",
    "participant": "guests",
    "participants": "guests",
    "invitee": "guests",
    "invitees": "guests",
}
"""People named by their part in an event or a mail."""

POSSESSIVES = _words("his her their")
PERSON_PRONOUNS = _words("them they him he her she his their hers theirs")
THING_PRONOUNS = _words("it this that those these them one ones")
SELF = _words("me myself i us we my our")
DETERMINERS = _words("the a an my our this that these those his her their your some any no its")
QUANTIFIERS = _words("all every each both any everything whatever whole entire")
ORDER = {
    "first": 0,
    "1st": 0,
    "earliest": 0,
    "oldest": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "fifth": 4,
    "5th": 4,
    "last": -1,
    "final": -1,
    "latest": -1,
}
NEXT = _words("next upcoming soonest coming following")
RECENT = _words("last latest recent newest previous")
FUTURE = _words("future upcoming remaining forthcoming")
PAST = _words("past previous earlier old")

PREPOSITIONS = _words(
    "with from to about on at in for by of regarding concerning re called named titled entitled saying "
    "says before after since until till between during within around without into onto per via cc bcc "
    "through including"
)
ABOUT = _words("about regarding concerning re mentioning containing")
CALLED = _words("called named titled entitled")
SAYING = _words("saying says stating reading")
CONJUNCTIONS = _words("and or but then also plus & , ; if unless whether because so as while")
AUXILIARIES = _words(
    "am is are was were be been do does did has have had will would can could shall should may might must "
    "need needs"
)
NEGATIONS = _words("not n't never no nobody nothing none without")
QUESTION_WORDS = _words("what when where who whom which whose why how")
OTHER_FUNCTION = _words(
    "please just also too again now there here very much more than that who which whose when while where "
    "how what why not n't 's 've 'll 're 'd 'm yes ok okay thanks thank hi hey hello sure soon i you we he "
    "she it they me him us them my your our their its to few many several most other another else such "
    "same own neither nor either"
)
VERB_FORMS = _words(
    "sent sends sending emailed mailed wrote writes written forwarded replied said says asked asks told "
    "needs wants got gets met meets has gave just already recently instead asap soon later earlier today "
    "ever yet still tomorrow together know im ive youre dont cant wont thats lets fyi asap"
)
"""Words that may follow a name and are none."""
FUNCTION = (
    PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | DETERMINERS | QUANTIFIERS | QUESTION_WORDS | OTHER_FUNCTION
    | PERSON_PRONOUNS | THING_PRONOUNS
)  # fmt: skip
