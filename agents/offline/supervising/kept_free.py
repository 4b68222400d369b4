"""Time that is to stay free: "keep Fridays free", "block tomorrow from 9 to 11" are for an event in it."""

from datetime import datetime

from agents.offline.reading.courtesies import OPENERS, WISHES
from tools.patterns import Spoken
from tools.timewords import Resolution, find

WHOLE = "from 08:00 to 20:00"
"""Of a whole day these hours: an event of a whole day takes no time, as birthdays don't."""
_POLITE = rf"(?:(?:{OPENERS}|{WISHES}|always)\W+)*"
_MEETINGS = r"(?:meetings?|calls?|events?|appointments?)"
_OF_WHAT = rf"(?: (?:of|from|for) (?:(?:all|any) )?(?:{_MEETINGS}|me|myself))*"
_KEPT = Spoken(
    rf"{_POLITE}(?:keep|leave|hold) (?:(?:all|my|the) )*(?P<when>.+?) (?:free|clear|open){_OF_WHAT}"
    r"(?P<rest> (?!please).+?)?(?: please)?"
)
_NONE_THEN = Spoken(
    rf"{_POLITE}no (?:more )?{_MEETINGS} (?:at all )?(?P<when>on (?:\w+days|weekends|\w+day"
    r" (?:mornings|afternoons|evenings)))(?: please| any ?more| from now on)*"
)
_BLOCKED = Spoken(
    rf"{_POLITE}(?:block|reserve|hold)(?: (?:off|out))?(?: (?:all|my|the))* (?P<when>.+?)"
    r"(?: in (?:my|the) calendar)?(?: please)?"
)
_PURPOSE = Spoken(
    r"(?P<when>.+?) (?:for|to) (?P<what>(?!(?:an?|half an|one|two|three|me|myself|us|the|that|it|this"
    r"|next)(?: |\Z))"
    r"[^\W\d_](?:(?! with | at )[^\",;:])*)"
)
""" "Thursday afternoon for deep work": what it is called."""


def kept_free(text: str, now: datetime) -> str:
    """ "Keep Fridays free" as an event to be made; `text` itself where it says anything else."""
    plain = " ".join(text.replace("’", "'").split()).rstrip(" .!")
    for pattern, title in ((_KEPT, "Keep free"), (_NONE_THEN, "Keep free"), (_BLOCKED, "Blocked")):
        if match := pattern.fullmatch(plain):
            when = f"{match['when']}{match.groupdict().get('rest') or ''}"
            purpose = _PURPOSE.fullmatch(when)
            if purpose is not None:
                when, title = purpose["when"], f"{purpose['what'][0].upper()}{purpose['what'][1:]}"
            mentions = find(when, now=now)
            if len(mentions) == 1 and mentions[0].text.casefold() == when.casefold():
                # A part of a day that is blocked for something need not be all of it: it is asked.
                part = purpose is not None and pattern is _BLOCKED and mentions[0].resolution.approximate
                sign = '"' if "'" in title else "'"
                return (
                    f"Schedule {sign}{title}{sign} {when if part else _whole(when, mentions[0].resolution)}"
                )
    return text


def _whole(words: str, found: Resolution) -> str:
    """When it is, to both ends."""
    if not found.time_of_day_given:
        return f"{words} {WHOLE}"
    if not found.approximate or not isinstance(found.start, datetime) or not isinstance(found.end, datetime):
        return words
    again = found.rrule or any(one.rrule for one in found.candidates)
    days = f"every {found.start:%A}" if again else f"on {found.start.day} {found.start:%B %Y}"
    return f"{days} from {found.start:%H:%M} to {found.end:%H:%M}"
