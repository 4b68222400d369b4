"""The words that the grammar knows by what they mean, rather than one by one."""

from __future__ import annotations

from tools.timewords.spans import Unit
from tools.timewords.value import Value


class Part(Value):
    """A part of the day, in hours from its midnight."""

    name: str
    begin: int
    finish: int

    @property
    def late(self) -> bool:
        """Whether an open hour that falls in it is one after noon."""
        return self.begin >= 11


MORNING = Part("morning", 8, 12)
LUNCH = Part("lunchtime", 12, 14)
AFTERNOON = Part("afternoon", 12, 18)
EVENING = Part("evening", 18, 22)
DINNER = Part("dinner time", 18, 20)
NIGHT = Part("night", 18, 24)

_WEEKDAYS = (
    ("monday", "mon"),
    ("tuesday", "tue", "tues"),
    ("wednesday", "wed", "weds"),
    ("thursday", "thu", "thur", "thurs"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
_MONTHS = (
    ("january", "jan"),
    ("february", "feb", "febr"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_SEASONS = (("spring", "springtime"), ("summer", "summertime"), ("autumn", "fall"), ("winter", "wintertime"))
_UNITS = {
    Unit.SECOND: "second seconds sec secs s",
    Unit.MINUTE: "minute minutes min mins m",
    Unit.HOUR: "hour hours hr hrs h",
    Unit.DAY: "day days d",
    Unit.WORKDAY: "workday workdays weekday weekdays",
    Unit.WEEKEND: "weekend weekends",
    Unit.WEEK: "week weeks wk wks w",
    Unit.FORTNIGHT: "fortnight fortnights",
    Unit.MONTH: "month months mnth mth mths mo mos",
    Unit.QUARTER: "quarter quarters qtr qtrs",
    Unit.SEASON: "season seasons",
    Unit.YEAR: "year years yr yrs y",
    Unit.DECADE: "decade decades",
    Unit.CENTURY: "century centuries",
}
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TEN_ORDINALS = "twentieth thirtieth".split()
_PARTS = {
    "morning": MORNING,
    "morn": MORNING,
    "forenoon": MORNING,
    "afternoon": AFTERNOON,
    "evening": EVENING,
    "eve": EVENING,
    "night": NIGHT,
    "nite": NIGHT,
    "lunchtime": LUNCH,
    "dinnertime": DINNER,
    "teatime": Part("teatime", 16, 17),
}
_MEALS = {
    "breakfast": Part("breakfast time", 7, 9),
    "brunch": Part("brunch time", 10, 12),
    "lunch": LUNCH,
    "dinner": DINNER,
    "supper": DINNER,
}
"""Rather what people do than when, unless something says so ("after lunch")."""

_STEPS = {
    "next": 1,
    "nxt": 1,
    "following": 1,
    "this": 0,
    "current": 0,
    "last": -1,
    "lst": -1,
    "previous": -1,
    "prev": -1,
    "prior": -1,
}
_SPELLINGS = {
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tmw": "tomorrow",
    "yday": "yesterday",
    "tonite": "tonight",
    "untill": "until",
    "til": "until",
    "till": "until",
    "thru": "through",
    "xmas": "christmas",
}
"""Short forms that are no abbreviation of the usual kind."""


def _entries() -> dict[str, list[tuple[str, object]]]:
    words: dict[str, list[tuple[str, object]]] = {}

    def add(word: str, category: str, value: object) -> None:
        words.setdefault(word, []).append((f"<{category}>", value))

    for number, names in enumerate(_WEEKDAYS):
        for name in names:
            add(name, "weekday", number)
        add(f"{names[0]}s", "weekdays", number)
    for number, names in enumerate(_MONTHS, start=1):
        for name in names:
            add(name, "month", number)
    for number, names in enumerate(_SEASONS):
        for name in names:
            add(name, "season", number)
    for unit, text in _UNITS.items():
        for word in text.split():
            add(word, "letter-unit" if len(word) == 1 else "unit", unit)
            if len(word) > 1:
                add(word, "units" if word.endswith("s") else "single", unit)
    for number, word in enumerate(_NUMBERS):
        add(word, "small", number)
    for number, word in enumerate(_TENS, start=2):
        add(word, "tens", number * 10)
    for number, word in enumerate(_ORDINALS, start=1):
        add(word, "nth", number)
    for number, word in enumerate(_TEN_ORDINALS, start=2):
        add(word, "nth", number * 10)
    for word, part in _PARTS.items():
        add(word, "daypart", part)
        add(f"{word}s", "dayparts", part)
    for word, part in _MEALS.items():
        add(word, "meal", part)
    add("past", "back", -1)
    add("coming", "coming", 1)
    add("upcoming", "coming", 1)
    for word, step in _STEPS.items():
        add(word, "step", step)
    return words


WORDS = _entries()


def spelled(word: str) -> str:
    """The usual spelling of `word`."""
    return _SPELLINGS.get(word, word)
