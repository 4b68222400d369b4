"""The words of tasks, as patterns of whole words in small letters."""

from agents.offline.reading.words import TASK_NOUNS

NOUNS = TASK_NOUNS
ONE = r"(?:task|todo|to-do|to do(?! list))"
PART = r"(?:sub-task|subtask|sub-to-do)"
MANY = r"(?:tasks|todos|to-dos|to dos)"
THINGS = rf"(?:{MANY}|things to do)"
_TO_KEEP = (
    r"(?:things|stuff|items) (?:(?:that )?i (?:have|need|want|wanted|meant|had) )?"
    r"to (?:do|get done|remember|recall|keep in mind)"
)
KEPT = (
    r"(?:(?:(?:do|did|am|was) )?i "
    r"(?:(?:have|need|want|wanted|meant|had|mean|trying|supposed|am trying|was trying) )?"
    r"(?:not )?(?:to )?(?:remember|recall|forget|keep in mind|bear in mind)"
    r"|(?:(?:did )?i (?:ask|tell|want|asked|told|wanted)(?: you)?|(?:are|were) you(?: supposed)?)"
    r" to (?:remind me|be reminded|(?:help me )?remember)(?: of| about)?)"
)
"""How it is asked for by what it is good for: "what did I want to remember"."""
_DOING = r"(?: to (?:do|complete|accomplish|finish|get done))?"
_REMINDING = r"(?:reminders? lists?|(?:lists? of )?(?:all )?(?:of )?(?:my |the )?reminders)"
LIST = (
    rf"(?:(?:task|todo|to-do|to do|chores?|{_TO_KEEP}) lists?|to-do-list|todo-list|{_REMINDING}"
    rf"|lists? of (?:all )?(?:my |the )?(?:pending |open |daily )?(?:{MANY}|chores|{_TO_KEEP})"
    rf"|{MANY}|chores){_DOING}"
)
"""Where they stand: "my to-do list", "my tasks"."""
MY_LIST = (
    rf"(?:(?:my|the|our) (?:(?!(?:to|on|in|of|off|from|and|for|with|my|the|our) )[a-z]+ ){{1,2}}?"
    rf"(?:task|todo|to-do|to do|chore|errand|reminders?) lists?|(?:my |the |our )?{LIST})"
)
END = r"(?:(?:, )?(?:please|for me|thanks) )*(?:[?!] )?"
"""What may stand behind all of it."""
ALL = (
    r"(?:(?:all|everything|every|each|any|the|whole|entire|rest|contents?|entries|entry|items?|things?|of|off"
    rf"|from|on|in|my|our|these|those|that is|that are) )*(?:{MY_LIST}|everything|all|items|things|entries)"
    r"(?: (?:items|entries))?"
)
"""All that stands there: "everything on my list", "my tasks"."""
LEVELS = {
    **dict.fromkeys("high top urgent important highest urgently".split(), "high"),
    "medium": "medium",
    **dict.fromkeys("normal no".split(), "none"),
    **dict.fromkeys("low lowest".split(), "low"),
}
LEVEL = "|".join(LEVELS)
SAID_DONE = r"(?:done|complete|completed|finished)"
EDGES = frozenset("the a an my our this that these those".split())
CALLED = frozenset("to called named titled about for that".split())
SEVERAL = frozenset("all every each everything them these those both any".split())
NEXT_ORDERS = frozenset("schedule cancel reschedule add create remind show list delete mark set tell".split())
"""Verbs that begin a further instruction behind "and", and are no part of what is to be done."""
SPEAKS_OF_THEM = rf" (?:{ONE}|{PART}|{LIST}) "
"""Without any of these, words are about no task, but for those that say what is done with one."""
