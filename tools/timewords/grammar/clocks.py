"""Times of day, their parts, and zones."""

from __future__ import annotations

from datetime import tzinfo

from tools.timewords.chart import Rules
from tools.timewords.lexicon import MORNING, NIGHT, Part
from tools.timewords.moments import Clock, ClockSpan, hour_in
from tools.timewords.spans import Unit
from tools.timewords.value import replace

RULES = Rules()

BARE = 4
"""Cost of a number that stands for a time of day with nothing that says so."""


@RULES.make("hour", "<digits>")
def bare_hour(digits: str) -> Clock | None:
    """ "3": an hour, before or after noon as the rest tells; by the 24-hour clock from 13 on."""
    if len(digits) > 2 or int(digits) > 24:
        return None
    hour = int(digits)
    return Clock(hour, settled=hour > 12 or hour == 0 or digits.startswith("0"), by_24=hour > 12)


@RULES.make("hour", "<small>")
def spoken_hour(hour: int) -> Clock | None:
    """ "Three": an hour from one to twelve."""
    return Clock(hour, settled=False) if 1 <= hour <= 12 else None


@RULES.make("clock", "<clock-figures>")
def colon(text: str) -> Clock | None:
    """ "14:30", "14:30:05"."""
    hour, minute, *second = text.replace(",", ".").split(":")
    return _clock(hour, minute, int(float(second[0])) if second else 0)


@RULES.make("hour", "<decimal>", cost=2)
def dotted(text: str) -> Clock | None:
    """ "14.30": rather a time than a date where both would do."""
    hour, _, minute = text.partition(".")
    return _clock(hour, minute) if len(minute) == 2 else None


@RULES.make("hour", "<digits>", cost=1)
def packed(digits: str) -> Clock | None:
    """1430, 930; what may be a year rather is one."""
    if len(digits) not in (3, 4) or 1900 <= int(digits) < 2100:
        return None
    return _clock(digits[:-2], digits[-2:])


@RULES.make("clock", "<digits> <letter-unit> <digits>", "<digits> <letter-unit>")
def with_h(hour: str, unit: Unit, minute: str = "00") -> Clock | None:
    """14h, 9h30: by the 24-hour clock; small numbers are rather a length."""
    if unit is not Unit.HOUR or len(minute) != 2 or int(hour) < 7:
        return None
    clock = _clock(hour, minute)
    return replace(clock, settled=True) if clock else None


@RULES.make("clock", "<digits> <letter-unit> <digits>", "<digits> <letter-unit>", cost=3)
def small_with_h(hour: str, unit: Unit, minute: str = "00") -> Clock | None:
    """ "5h": rather a length, but an hour where a length makes no sense."""
    if unit is not Unit.HOUR or len(minute) != 2 or int(hour) >= 7:
        return None
    clock = _clock(hour, minute)
    return replace(clock, settled=True) if clock else None


@RULES.make("hour", "<hour> <digits>", cost=1)
def spaced(hour: Clock, minute: str) -> Clock | None:
    """3 15."""
    if hour.minute or hour.hour == 24 or len(minute) != 2 or int(minute) >= 60:
        return None
    return replace(hour, minute=int(minute))


@RULES.make("hour", "<small> -? <minutes> minutes?", "<small> -? zero|o|oh -? <small>")
def spoken(hour: int, minute: int) -> Clock | None:
    """Ten thirty, twelve oh three."""
    return Clock(hour, minute, settled=False) if 1 <= hour <= 12 and minute < 60 else None


@RULES.make("minutes", "<int>")
def minutes(number: int) -> int | None:
    """The minutes of "ten thirty", from 10 to 59."""
    return number if 10 <= number < 60 else None


def _clock(hour: str, minute: str, second: int = 0) -> Clock | None:
    if int(hour) > 24 or int(minute) >= 60 or second >= 60 or (int(hour) == 24 and int(minute)):
        return None
    by_24 = int(hour) > 12
    return Clock(int(hour), int(minute), second, by_24 or hour.startswith("0"), by_24)


@RULES.make("meridiem", "am", "a .? m .?", "a.m", "<a>")
def before_noon(*_: object) -> str:
    """ "am", "a.m.", "a" behind a number."""
    return "am"


@RULES.make("meridiem", "pm", "p .? m .?", "<p>")
def after_noon(*_: object) -> str:
    """ "pm", "p.m.", "p" behind a number."""
    return "pm"


@RULES.make(
    "clock", "<hour> <meridiem>", "<clock> <meridiem>", "<hour> in the <meridiem>", "<hour> ish <meridiem>"
)
def with_meridiem(clock: Clock, meridiem: str) -> Clock | None:
    """ "2pm", "10:30 in the am": 12am is midnight, 12pm noon."""
    if not 1 <= clock.hour <= 12:
        late = clock.hour > 12 and clock.settled
        return clock if late and meridiem == "pm" else None
    return replace(clock, hour=clock.hour % 12 + (12 if meridiem == "pm" else 0), settled=True)


@RULES.make(
    "clock",
    "<hour> in the? <daypart>",
    "<clock> in the? <daypart>",
    "<hour> at <daypart>",
    "<clock> at <daypart>",
)
def in_daypart(clock: Clock, named: Part) -> Clock | None:
    """ "9 in the morning": the hour of that part of the day."""
    if clock.settled or (named is not NIGHT and clock.hour == 12):
        return None
    hour, doubt = hour_in(clock.hour, named)
    return replace(clock, hour=hour, settled=True, fuzzy=clock.fuzzy or doubt) if hour <= 24 else None


@RULES.make("clock", "<hour> o'clock|oclock", "<hour> o ' clock")
def oclock(clock: Clock) -> Clock:
    """ "2 o'clock": 2, on either side of noon."""
    return clock


@RULES.make("clock", "<digits> hundred hours?", cost=1)
def military_figures(digits: str) -> Clock | None:
    """ "14 hundred hours": 14:00."""
    return Clock(int(digits)) if len(digits) == 2 and int(digits) <= 24 else None


@RULES.make("clock", "<digits> hours|hrs")
def four_figures(digits: str) -> Clock | None:
    """0930 hours."""
    clock = _clock(digits[:-2], digits[-2:]) if len(digits) == 4 else None
    return replace(clock, settled=True) if clock else None


@RULES.make("clock", "<digits> <letter-unit>")
def four_figures_with_h(digits: str, unit: Unit) -> Clock | None:
    """1530h."""
    return four_figures(digits) if unit is Unit.HOUR else None


@RULES.make("clock", "<small> hundred hours", "zero|o|oh <small> hundred hours?")
def military(hour: int) -> Clock | None:
    """ "Nine hundred hours": 09:00."""
    return Clock(hour)


@RULES.make("clock", "<tens> hundred hours", "<tens> <small> hundred hours")
def military_late(tens: int, hour: int = 0) -> Clock | None:
    """ "Twenty one hundred hours": 21:00."""
    return Clock(tens + hour) if tens + hour <= 24 else None


@RULES.make("clock", "noon", "midday", "mid day", "noontime", "12 noon", "twelve noon")
def noon() -> Clock:
    """ "Noon", "midday": 12:00."""
    return Clock(12)


@RULES.make("clock", "midnight", "mid night", "12 midnight", "twelve midnight")
def midnight() -> Clock:
    """ "Midnight": the 24:00 that ends the day."""
    return Clock(24)


@RULES.make("clock", "<clock-figures> noon|midday")
def figures_at_noon(text: str) -> Clock | None:
    """ "12:00 noon": 12:00."""
    return noon() if text == "12:00" else None


@RULES.make("clock", "<clock-figures> midnight")
def figures_at_midnight(text: str) -> Clock | None:
    """ "12:00 midnight": 24:00."""
    return midnight() if text in ("12:00", "00:00", "0:00", "24:00") else None


@RULES.make("clock", "half past? <target>")
def half_past(clock: Clock) -> Clock | None:
    """ "Half past two", in Britain "half two": 2:30."""
    return _past(clock, 30)


@RULES.make("clock", "a? quarter past|after <target>")
def quarter_past(clock: Clock) -> Clock | None:
    """ "A quarter past two": 2:15."""
    return _past(clock, 15)


@RULES.make("clock", "a? quarter to|of|before|till|til <target>")
def quarter_to(clock: Clock) -> Clock | None:
    """ "A quarter to three": 2:45."""
    return _past(clock, -15)


@RULES.make("clock", "<int> minute|minutes|mins|min past|after <target>", "<int> past <target>")
def past(number: int, clock: Clock) -> Clock | None:
    """ "Ten past nine": 9:10."""
    return _past(clock, number) if number < 60 else None


@RULES.make("clock", "<int> minute|minutes|mins|min to|of|before|until <target>")
def to(number: int, clock: Clock) -> Clock | None:
    """ "10 minutes to three": 2:50."""
    return _past(clock, -number) if number < 60 else None


@RULES.make("minutes-to", "<int> to <target>")
def five_to(number: int, clock: Clock) -> Clock | None:
    """Without "minutes" only as people read clocks, in fives."""
    return _past(clock, -number) if number in (5, 10, 15, 20, 25) else None


@RULES.make("clock", "<minutes-to>", cost=2)
def minutes_to(clock: Clock) -> Clock:
    """ "Ten to twelve" may be from one to the other as well."""
    return clock


@RULES.make("clock", "at <minutes-to>")
def at_minutes_to(clock: Clock) -> Clock:
    """ "At ten to twelve": 11:50, as one doesn't say so of a span."""
    return clock


@RULES.make("target", "<hour>", "<clock>")
def target(clock: Clock) -> Clock | None:
    """The full hour of "half past two"."""
    return None if clock.minute else clock


def _past(clock: Clock, minute: int) -> Clock | None:
    total = clock.hour * 60 + minute
    if total < 60 and not clock.settled:
        total += 12 * 60
    return replace(clock, hour=total // 60 % 24, minute=total % 60) if clock.minute == 0 else None


@RULES.make("clock", "<hour> -? ish", "<clock> -? ish")
def ish(clock: Clock) -> Clock:
    """ "7ish": about 7."""
    return replace(clock, fuzzy=True)


@RULES.make(
    "clock",
    "around|about|approximately|roughly|approx|circa|~ <hour>",
    "around|about|approximately|roughly|approx|circa|~ <clock>",
)
def about(clock: Clock) -> Clock:
    """ "Around 4": about 4."""
    return replace(clock, fuzzy=True)


@RULES.make("clock", "exactly <clock>", "<clock> sharp|exactly|precisely", "<hour> sharp")
def sharp(clock: Clock) -> Clock:
    """ "At exactly 4:10", "3 sharp": what it says."""
    return clock


@RULES.make("clock", "eod", "end of the? day", "the end of the? day")
def end_of_day() -> Clock:
    """ "End of the day": about 23:59."""
    return Clock(23, 59, vague=True)


@RULES.make(
    "clock",
    "cob",
    "eob",
    "close|end of the? business day?",
    "close of play",
    "end of the? work|working day",
    "end of the? workday",
)
def close_of_business() -> Clock:
    """ "Close of business": about 17:00."""
    return Clock(17, vague=True)


@RULES.make("part", "<daypart>", "<daypart> time", "the <daypart>", "<daypart> -? ish")
def part(named: Part) -> Part:
    """ "The morning", "evening time"."""
    return named


@RULES.make("part", "<meal> time")
def meal_time(named: Part) -> Part:
    """ "Lunch time": when people have lunch."""
    return named


@RULES.make("part", "all|all_the|whole|the_whole|all_of_the|whole_of_the <daypart>")
def whole_part(named: Part) -> Part:
    """ "All afternoon": from its begin to its end."""
    return named


@RULES.make("part", "early <daypart>", "early in the <daypart>")
def early_part(named: Part) -> Part:
    """ "Early evening": its first half; the early morning is from 6 to 9."""
    if named is MORNING:
        return Part("early morning", 6, 9)
    return Part(f"early {named.name}", named.begin, (named.begin + named.finish) // 2)


@RULES.make("part", "late <daypart>", "late in the <daypart>", "late at <daypart>")
def late_part(named: Part) -> Part:
    """ "Late afternoon": its second half."""
    return Part(f"late {named.name}", (named.begin + named.finish) // 2, named.finish)


@RULES.make("part", "mid -? <daypart>", "middle of the <daypart>")
def middle(named: Part) -> Part:
    """ "Mid-morning": without its first and last quarter; the middle of the night is from 0 to 4."""
    if named is NIGHT:
        return Part("middle of the night", 24, 28)
    quarter = (named.finish - named.begin) // 4 or 1
    return Part(f"mid-{named.name}", named.begin + quarter, named.finish - quarter)


@RULES.make("part", "first thing")
def first_thing() -> Part:
    """ "First thing": from 8 to 9."""
    return Part("first thing", 8, 9)


@RULES.make("part", "business|working|office hours")
def office_hours() -> Part:
    """ "Office hours": from 9 to 17."""
    return Part("office hours", 9, 17)


@RULES.make("clock-span", "<span-figures>", "from <span-figures>", cost=2)
def bare_span(span: ClockSpan) -> ClockSpan:
    """ "3-4" with nothing that says that it is hours."""
    return span


@RULES.make("span-figures", "<hour> -|–|—|to|until|till|~ <hour>")
@RULES.make("clock-span", "between <hour> and|- <hour>", cost=1)
def span_figures(begin: Clock, finish: Clock) -> ClockSpan | None:
    """Figures alone: not "2-15", where one is by the 12-hour clock and the other not."""
    if not begin.settled and begin.hour < 6 and finish.settled:
        return None
    return clock_span(begin, finish)


@RULES.make(
    "clock-span",
    "<clock> -|–|—|to|until|~|through <clock>",
    "<clock> -|–|—|to|until|~|through <hour>",
    "<hour> -|–|—|to|until|~|through <clock>",
    "from <clock> -|–|to|until|through <clock>",
    "from <clock> -|–|to|until|through <hour>",
    "from <hour> -|–|to|until|through <clock>",
    "between <clock> and|-|– <clock>",
    "between <clock> and|-|– <hour>",
    "between <hour> and|-|– <clock>",
)
def clock_span(begin: Clock, finish: Clock) -> ClockSpan | None:
    """ "2pm-4pm", "from 10 to 11:30", "between 2 and 4pm": one end may settle the other."""
    if begin == finish:
        return None
    backwards = (finish.hour, finish.minute) < (begin.hour, begin.minute)
    if begin.settled and finish.settled and backwards and finish.hour >= 12:
        # Overnight is fine, most of a day is not.
        return None
    return ClockSpan(begin, finish)


@RULES.make(
    "zone",
    "<zone-name> time?",
    "( <zone-name> time? )",
    "<offset>",
    "<place> standard|daylight? time",
    "in? <place>",
)
def zone(named: tzinfo) -> tzinfo:
    """ "UTC", "Berlin time", "in Tokyo"."""
    return named


@RULES.make("zone", "<zone-name> <offset>")
def zone_offset(_: tzinfo, distance: tzinfo) -> tzinfo:
    """ "UTC+2": the distance counts."""
    return distance
