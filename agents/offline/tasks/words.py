"""The words of tasks, as patterns of whole words in small letters."""

from agents.offline.reading.words import TASK_NOUNS

NOUNS = TASK_NOUNS
ONE = r"(?:task|todo|to-do|to do(?! list))"
PART = r"(?:sub-task|subtask|sub-to-do)"
MANY = r"(?:tasks|todos|to-dos|to dos)"
THINGS = rf"(?:{MANY}|things to do)"
LIST = rf"(?:(?:task|todo|to-do|to do) lists?|to-do-list|todo-list|list of {THINGS}|{MANY})"
"""Where they stand: "my to-do list", "my tasks"."""
MY_LIST = rf"(?:my |the |our )?(?:own |personal )?{LIST}"
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
SPEAKS_OF_THEM = rf" (?:{ONE}|{PART}|{MANY}|to do list|to-do-list|todo-list) "
"""Without any of these, words are about no task, but for those that say what is done with one."""
