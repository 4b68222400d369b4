"""Parts of a day, on their day: "tomorrow morning", "late Friday afternoon", "the night before Christmas"."""

from __future__ import annotations

from tools.timewords.chart import Rules
from tools.timewords.days.derived import Beside
from tools.timewords.days.named import Relative
from tools.timewords.days.view import DayExpr
from tools.timewords.grammar.clocks import BARE, early_part, late_part
from tools.timewords.lexicon import MORNING, NIGHT, Part
from tools.timewords.moments import Moment, merge, whole_days
from tools.timewords.phrases import Doubtful, Said
from tools.timewords.readings import Phrase
from tools.timewords.spans import Unit

RULES = Rules()


@RULES.make("moment", "<moment> around|about <part>", cost=1)
def grown_by_part(moment: Moment, value: Part) -> Moment | None:
    """ "Tomorrow around lunchtime"."""
    return merge(moment, Moment(part=value))


@RULES.make("atom", "at <part>", "in|on|during|over|for|within <part>", "in the <part>")
@RULES.make("atom", "<part>", cost=BARE)
def part(value: Part) -> Moment:
    """ "In the morning": today's, or tomorrow's when that is over."""
    return Moment(part=value)


@RULES.make("atom", "the? <daypart> before <day>")
def part_before(value: Part, expr: DayExpr) -> Moment:
    """ "The evening before Christmas": of the day before."""
    return Moment(Beside(Unit.DAY, expr, -1), part=value)


@RULES.make("atom", "the? <daypart> after <day>")
def part_after(value: Part, expr: DayExpr) -> Moment:
    """ "The morning after Christmas": of the day after."""
    return Moment(Beside(Unit.DAY, expr, 1), part=value)


@RULES.make("atom", "<step> <part>", "<step> <part> time")
def stepped_part(step: int, value: Part) -> Moment:
    """This morning is today's, last night yesterday's, next evening tomorrow's."""
    return Moment(Relative(Unit.DAY, step), part=value)


@RULES.make("atom", "early|earlier <step> <daypart>")
def early_stepped(step: int, value: Part) -> Moment:
    """ "Early this morning"."""
    return Moment(Relative(Unit.DAY, step), part=early_part(value))


@RULES.make("atom", "late|later <step> <daypart>")
def late_stepped(step: int, value: Part) -> Moment:
    """ "Late last night", "later this afternoon"."""
    return Moment(Relative(Unit.DAY, step), part=late_part(value))


@RULES.make("atom", "early <day> <daypart>", "early on <day> <daypart>")
def early_on_day(expr: DayExpr, value: Part) -> Moment:
    """ "Early Monday morning"."""
    return Moment(expr, part=early_part(value))


@RULES.make("atom", "late <day> <daypart>", "late on <day> <daypart>")
def late_on_day(expr: DayExpr, value: Part) -> Moment:
    """ "Late on Monday evening"."""
    return Moment(expr, part=late_part(value))


@RULES.make("atom", "at|over|during|around <meal>")
def meal(value: Part) -> Moment:
    """ "At lunch", "over dinner": when people have it."""
    return Moment(part=value)


@RULES.make("atom", "<int> <dayparts> ago")
def parts_ago(count: int, value: Part) -> Moment:
    """ "Two nights ago"."""
    return Moment(Relative(Unit.DAY, -count), part=value)


@RULES.make("atom", "for? tonight", "this night")
def tonight() -> Moment:
    """ "Tonight": from 18 to 24."""
    return Moment(Relative(Unit.DAY, 0), part=NIGHT)


@RULES.make("atom", "late tonight", "later tonight")
def late_tonight() -> Moment:
    """ "Late tonight": from 21 to 24."""
    return Moment(Relative(Unit.DAY, 0), part=Part("late night", 21, 24))


@RULES.make("atom", "mid <day>", cost=1)
def mid(expr: DayExpr) -> Moment:
    """ "Mid Tuesday": about its noon."""
    return Moment(expr, part=Part("middle of the day", 10, 14))


@RULES.make("atom", "first thing in|on? the? <day> <daypart>", "first thing in|on? the <daypart>")
def first_thing_of(*said: object) -> Moment | None:
    """ "First thing in the morning", "first thing Monday morning": from 8 to 9."""
    if said[-1] is not MORNING:
        return None
    day = said[0] if isinstance(said[0], DayExpr) else None
    return Moment(day, part=Part("first thing", 8, 9))


@RULES.make("moment", "<moment> ,? <meal>", cost=2 * BARE)
def grown_by_meal(moment: Moment, value: Part) -> Moment | None:
    """ "Tomorrow lunch": rather what is done than when, so only with nothing else around."""
    return merge(moment, Moment(part=value)) if whole_days(moment) is not None else None


@RULES.make("phrase", "around|roughly <daypart>", cost=1)
def about(value: Part) -> Phrase:
    """ "Around lunchtime": in doubt."""
    return Doubtful(Said(Moment(part=value)))
