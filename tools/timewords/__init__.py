"""Words about time: "next Tuesday 2pm for 1 hour" as instants, days, spans and recurrences.

A grammar (`grammar/`) over words (`lexicon`, `tokens`) builds what was said (`days/`, `moments`,
`phrases`, `recurrence`), which is then read from a moment (`readings`).
"""

from tools.timewords.interpret import find, resolve
from tools.timewords.values import Direction, Kind, Mention, Resolution

__all__ = ["Direction", "Kind", "Mention", "Resolution", "find", "resolve"]
