"""What is told without looking: how something is asked for, and that no rooms or holidays are known."""

from agents.offline.reading.courtesies import OPENERS, WISHES
from agents.offline.supervising.doubt import UNDOING
from tools.patterns import Spoken

_POLITE = (
    rf"\A\W*(?:(?:{OPENERS}|{WISHES}|i['’]d like|would like|be able"
    r"|i (?:need|want|would like)(?: you)?|to|assistance (?:with|on)|help (?:with|on))\W+)*"
)
_TELLING = (
    r"(?:(?:tell|show|teach|explain|let|help|guide|walk|inform|instruct|know|learn|understand|figure|find)\b"
    r"(?: (?:me|us|to|through|know|understand|figure|out|learn|with|on|about|it))*)?"
)
_WAY = (
    r"(?:(?:how|where)(?: (?:do|can|could|should|would|does|might|must|to|i|we|one|you|someone|go|about"
    r"|best|exactly|be|am|able|just))+"
    r"|(?:what(?:['’]?s| is| are) )?(?:the |a )?(?:\w+ )?(?:process|steps?|procedure|method|way)(?: to take"
    r"| needed| required| i take)? (?:to|for|of|in)"
    r"|what (?:do|must|should|can|would) (?:i|we|one) (?:(?:need|have) to )?do (?:in order )?to)"
)
_CHANGES = r"(?:cancel|delet|remov|get(?:ting)? rid of|clear|mov|chang|edit|updat|reschedul)(?:l?ing|e)?"
_MAKES = (
    r"(?:schedul|mak|creat|arrang|organi[sz]|mark|book|plan|add|start|writ|send|forward|invit|us)(?:n?ing|e)?"
    r"|(?:set|put)(?:ting)?(?: (?:up|down|in|together))?|(?:answer|reply)(?:ing)?(?: to)?"
)
_FILES = (
    r"(?:archiv|fil|label|tagg?|flagg?|starr?|mark|mov|delet|bin|trash|snooz|remov|(?:get(?:ting)? rid of)"
    r"|unsubscrib)(?:ing|e)?"
)
_THING = (
    r"(?:(?P<mail>e-?mails?|mails?|messages?|drafts?|newsletters?)"
    r"|(?P<task>reminders?|tasks?|to-?dos?|(?:to-?do|to do) lists?)"
    r"|(?P<event>meetings?|events?|appointments?|calendar|schedule|agenda))"
)
_HOW_TO = Spoken(
    rf"{_POLITE}{_TELLING}\W*{_WAY} (?:(?P<changes>{_CHANGES})|{_MAKES}"
    rf"|{_FILES}) (?:[\w'’-]+ ){{0,3}}{_THING}"
    r"(?: (?:in|on|to|for|with|from|at|as|until|till) (?:[\w'’-]+ ?){1,3})?\W*\Z"
)
_FILING = Spoken(rf"{_POLITE}{_TELLING}\W*{_WAY} {_FILES} ")
""" "How do I set up a meeting?", "walk me through scheduling one": nothing is to be done yet."""
_UNDOES = Spoken(
    rf"{_POLITE}{_TELLING}\W*{_WAY} (?:undo|revert|reverse|take back|take|get|put|bring)(?:ing)? "
    r"(?:something|things?|anything|it|that|this|(?:an?|the|my) (?:last )?(?:change|mistake|action|step))"
    r"(?: back)?\W*\Z"
)
_ROOMS = Spoken(
    r"\b(?:meeting|conference|board) ?rooms?\b[^.;!?\n]{0,30}"
    r"\b(?:free|available|open|vacant|availability|empty)\b"
    r"|\b(?:free|available|open|vacant|empty|which|what|any) (?:meetings?|conference|board) ?rooms?\b"
    r"|\bavailability of (?:the |any )?(?:meeting |conference )?rooms?\b"
    r"|\b(?:are|how many)(?: there)?(?: any)? rooms (?:are )?(?:free|available|open)\b"
)
_LONGEST = 120
_SHOWN = "It is shown to you first."
MAKING = f"Say it in one sentence: 'schedule a meeting with Ana on Friday at 3pm'. {_SHOWN}"
CHANGING = f"Say it in one sentence: 'cancel the dentist', 'move the review to Friday at 3pm'. {_SHOWN}"
MAILING = f"Say it in one sentence: 'tell Ana that I am late', 'reply to Ben: yes'. {_SHOWN}"
FILING = (
    "Say it in one sentence: 'archive the newsletter', 'mark Ana's last mail as read', "
    f"'snooze Ben's mail until Monday'. {_SHOWN}"
)
LISTING = (
    f"Say it in one sentence: 'remind me to buy milk', 'add a task to call the bank by Friday'. {_SHOWN}"
)
ROOMS = (
    "I don't know which rooms there are, nor when they are free; I know your own time. An event says where "
    "it is: 'schedule a meeting in Room 4 on Friday at 9am'."
)


_HOLIDAYS = Spoken(
    r"\A\W*(?:is|was|are|will) .{2,30} (?:be )?(?:an? )?(?:public |bank |national |school )?holidays?\W*\Z"
    r"|\b(?:which|what|when|any|next) (?:is |are |the |next )*(?:public|bank|national|school) holidays?\b"
)
HOLIDAYS = (
    "I know no public holidays, only what stands in your calendars: try 'what is on next Friday'. A calendar "
    "of holidays can be subscribed to like any other."
)


def explained(text: str) -> str | None:
    """How to say what somebody asks the way of, or that rooms aren't known; None for everything else."""
    if len(text) > _LONGEST:
        return None
    if _ROOMS.search(text):
        return ROOMS
    if _HOLIDAYS.search(text):
        return HOLIDAYS
    if _UNDOES.match(text):
        return UNDOING
    match = _HOW_TO.match(text)
    if match is None:
        return None
    if match["mail"] and _FILING.match(text):
        return FILING
    if match["changes"]:
        return CHANGING
    return MAILING if match["mail"] else LISTING if match["task"] else MAKING
