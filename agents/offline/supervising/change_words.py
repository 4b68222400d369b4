"""Changes in other words than a verb, a thing and what becomes of it: "the review got moved to Friday"."""

import re

from agents.offline.calendar.places import names_a_place
from agents.offline.reading.courtesies import OPENED, OPENERS, WISHES
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import EVENT_NOUNS, FUNCTION
from tools.patterns import Spoken

_BEFORE = rf"\A\W*(?:(?:{OPENERS}|{WISHES}|unfortunately)\W+)*"
_DAY = r"(?:today|tomorrow|tonight|(?:this |next |last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_VERB = r"(?:cancel|delete|remove|drop|move|reschedule|postpone|push|change|shift|extend)"
_IMPERATIVES = {
    "changed": "change", "moved": "move", "cancelled": "cancel", "canceled": "cancel", "deleted": "delete",
    "removed": "remove", "rescheduled": "reschedule", "cleared": "clear", "postponed": "postpone",
    "pushed": "move", "pushed back": "move", "shifted": "move", "called off": "cancel",
}  # fmt: skip
_DONE = "|".join(sorted(_IMPERATIVES, key=len, reverse=True))
_PAST = Spoken(
    rf"\A\W*(?P<polite>{OPENED})(?P<verb>{_DONE}) "
    r"(?=(?:my|the|our)? ?[^\W\d][^?]*\Z)"
)
""" "Changed dinner to 7pm", where nobody is named who did it."""
_CAME_TO = Spoken(
    r"\A\W*(?P<what>(?:the|my|our) [^.,;!?\n]{2,80}?) (?:got|was|has been|has to be|had to be|needs to be"
    rf"|is being|should be|must be) (?P<verb>{_DONE})(?P<rest>(?: (?:from|to|until|by|on|for) [^.,;!?\n]+)?)"
    r"[.!]*\s*\Z"
)
_MOVED = Spoken(
    r"\A\W*(?P<what>(?!(?:the|my|our|an?|i|we|you|please|has|have|is|was|did)\b)[^\W\d][^.,;!?\n]{2,60}?) "
    r"(?P<verb>moved|pushed back|pushed|postponed|rescheduled|shifted)"
    r"(?P<rest> (?:from|to|until|by) [^.,;!?\n]+)[.!]*\s*\Z"
)
""" "Lunch with Ana moved to 1"."""
_HAVE_DONE = Spoken(
    rf"(?P<before>{_BEFORE})(?:(?:i (?:need|want|have|would like|'d like) to )?(?:have|get)|i (?:need|want)) "
    rf"(?P<what>(?:my|the|our) [^.,;!?\n]{{2,60}}?) (?P<verb>{_DONE})(?P<rest>(?: [^.;!?\n]+)?)[.!]*\s*\Z"
)
_FROM_CALENDAR = Spoken(
    rf"\b(?P<verb>{_VERB}) (?:from|off|on|in) (?:my|the|our) (?:calendar|schedule|agenda|diary)"
    r"(?= (?:my|the|our|a|an)\b)"
)
_WHICH_I_MADE = Spoken(
    rf"(?P<before>{_BEFORE}{_VERB}\b[^.,;!?\n]+?)(?<!thing)(?<!\ball)(?<!whatever)(?<!what)"
    r" (?:(?:(?:that|which) )?(?:i|we)(?:['’]ve| have| had)?"
    r"(?: (?:set up|set|scheduled|planned|booked|arranged|made|got|have|had))?|(?:that|which) (?:was|were"
    r"|is|are)"
    r"(?: (?:set|scheduled|planned|booked|arranged))?"
    r"|(?:that )?(?:i|we)(?: am| are|['’]m|['’]re| was| were) having|that['’]s"
    r"|(?:(?:that|which) (?:is |are |was )?)?(?:scheduled|planned|booked|slated|starts?|begins?|starting"
    r"|beginning|happening|happens|taking place|takes place|occurring|occurs|happened|took place)"
    r"(?: to (?:start|begin|be|happen|take place))?"
    r") (?=(?:on|for|at|with|from|last|next|this|today|tomorrow|yesterday|in|during|between|around"
    r"|\d+ (?:hours?|days?|minutes?|weeks?))\b)"
)
""" "The lunch that I had planned for Friday" is the lunch for Friday."""
_TIME_OF_IT = Spoken(
    r"\b(?:change|update|move|set|adjust|edit|make) (?:the |its )?"
    r"(?:(?:start(?:ing)?|meeting|event|appointment) )?(?:time|day|date) (?:of it )?"
    r"(?:(?:to|as|at)(?: be)?|be) (?=\S)"
)
_END_OF_IT = Spoken(
    r"\b(?:change|update|move|set|adjust|edit|make) (?:the |its )?(?:end(?:ing)?|finish) time"
    r" (?:of it )?(?:(?:to|as|at)(?: be)?|be) (?=\S)"
)
_TIME_OF_THAT = Spoken(
    r"\b(?P<verb>change|update|move|adjust|edit) (?P<what>(?:the|my|our) (?!start|end|meeting|event"
    r"|appointment"
    r"|date|time|day)[^\d.,;!?\n]{2,50}?)(?:['’]s)? times? (?P<way>to|from|at|until)\b"
)
_SOME_TIME = Spoken(
    rf"(?P<before>{_BEFORE})(?:move|change|reschedule|postpone|push|make|shift)\b(?P<what>[^\d.,;!?\n]+?)"
    r"(?<!hour)(?<!hours)(?<!minute)(?<!minutes)(?<!min)(?<!mins)(?<!day)(?<!days)(?<!week)(?<!weeks)(?: to)?"
    r"(?: (?:a (?:bit|little|few hours) |some ?time |much )?(?:later|earlier)(?: in the (?:day|week)| on)?"
    rf"| (?:a different|another|some other) (?:time|day|date)(?: {_DAY})?)[.!?]*\s*\Z"
)
_ON_THE_LIST = Spoken(
    r"\b(?:put|add) (?P<who>[^.;!?\n]{2,60}?) (?:on|to|in|onto) (?:the|my) (?:(?:guest|invite"
    r"|attendee) list (?:of|for)"
    r"|list (?:of|for) (?:the )?(?:people|guests|attendees|those)"
    r"(?: (?:who are |that are )?(?:attending|invited to|going to|coming to|at|for|in))?) (?=(?:my|the"
    r"|our)\b)"
)
_OFF_THE_LIST = Spoken(
    r"\b(?:take|remove|get|drop) (?P<who>[^.;!?\n]{2,60}?) (?:off|from|out of) (?:of )?(?:the|my)"
    r" (?:guest |invite |attendee )?list (?:of|for) "
    rf"(?=(?:my|the|our|{_DAY}['’]s)\b)"
)
_TOO_SHORT = Spoken(
    r"(?P<before>\A\W*)(?:the (?:duration|length|time) of )?(?P<what>(?:the|my"
    r"|our) [^.,;!?\n]{2,60}?) is too (?:short|long)"
    rf"[.,;]? {OPENED}(?P<verb>extend|shorten|make|change|increase|reduce) (?:it )?(?P<rest>(?:to"
    r"|by) [^.;!?\n]+)"
)
_ELSEWHERE = Spoken(
    r"\b(?:change|move|switch|update) (?P<what>(?:the|my|our) [^.,;!?\n]{2,60}?) to be (?:held )?(?:at|in) "
    r"(?P<place>[^\W\d][^.;!?\n]{1,60}?)[.!?]*\s*\Z"
)
_TO_A_PLACE = Spoken(
    r"\b(?:change|move|switch|shift) (?P<what>(?:the|my|our) "
    r"(?:(?!\b(?:location|place|venue|room|title|name|subject)\b)[^.,;!?\n]){2,60}?) (?:over )?to "
    r"(?P<place>(?:(?:the|our|my) )?[^\W\d][\w'’&. -]{1,50}?)[.!?]*\s*\Z"
)
_MARK_ALL = Spoken(
    r"\b(?P<verb>mark|set) (?:them all|all(?: of (?:them|it))?|everything) (?=as "
    r"(?:un)?read\b)"
)
_REST_OF_TODAY = Spoken(r"\b(?P<rest>(?:rest|remainder) of (?:the|my|this)) day today\b")
_RATHER_THAN = Spoken(
    rf"\A\W*{OPENED}(?:(?:make|put|have|set|do|start) )?"
    rf"(?P<what>(?:(?:my|the|our) )?(?!(?:{_VERB}|make|put|set|book|add|schedule|create|it|that|this"
    rf"|i|we|tell|email)\b)"
    r"[^\W\d][^\d.,;!?\n]{1,40}?) (?:at|from) (?P<new>\d[\d:.]*(?: ?[ap]m)?) instead of (?:at )?"
    r"(?P<old>\d[\d:.]*(?: ?[ap]m)?)"
    r"(?P<rest>[^.;!?\n]*?)[.!]*\s*\Z"
)
_TO_BE = Spoken(
    rf"{_BEFORE}i(?: (?:need|want|would like)|['’]d like) (?P<what>(?:my|the|our) [^.,;!?\n]{{2,60}}?) to be "
    r"(?P<rest>(?:an? |some |much )?(?:bit |little )?(?:later|earlier)|(?:at|on|from) [^.,;!?\n]+)[.!]*\s*\Z"
)
""" "I need my flight next week to be a little later": there already, and to be moved."""
_RATHER = Spoken(
    r"\A\W*i(?:['’]d| would) (?:rather|prefer to) (?:have|do|move|see) "
    r"(?P<what>(?:my|the|our) [^.,;!?\n]{2,60}?) (?P<rest>(?:at|on) [^.,;!?\n]+?)(?: instead)?[.!]*\s*\Z"
)
""" "I'd rather have the haircut at 4": there already, and to be moved."""
_NO_NEED = Spoken(
    r"\A\W*(?:i|we) (?:no longer (?:need|want|have)|(?:don['’]?t|do not) (?:need|want|have)"
    r"(?= [^.,;!?\n]*\bany ?more\b)) (?P<what>(?:my|the|our|that) [^.,;!?\n]{2,60}?)(?: any ?more\b)?"
    r"(?P<rest>(?: [^.,;!?\n]+?)?)(?: any ?more)?[.!]*\s*\Z"
)
""" "I no longer need the appointment tomorrow"."""
_TO_HAPPEN = Spoken(
    rf"(?P<before>\b(?:{_VERB}|update) [^.,;!?\n]+?) to (?:happen|take place|occur|be held|be) (?:on|at) "
    r"(?=[^.]*\d)"
)
_TO_GO = Spoken(
    rf"(?P<before>\b(?:{_VERB}|update) [^.,;!?\n]+?) to (?:go|run|last|be) from (?=\d)"
    r"|\bmake (?P<what>(?:the|my|our) [^.,;!?\n]+?) (?:be|go|run) from (?=\d)"
)
_UNTIL = Spoken(
    r"\b(?:make|have|let) (?P<what>(?:(?:my|the|our) )?[^\d.,;!?\n]{2,50}?) (?:last|go|run|go on) "
    r"(?:until|till|til|to) (?=\d{1,2}(?::\d\d)?(?: ?[ap]\.?m\b|\W*\Z)|noon|midnight)"
)
_END_OF = Spoken(
    r"\b(?:change|update|move|set|adjust|edit) (?:the |its )?(?:end(?:ing)?|finish) time (?:of|for|on) "
    r"(?P<what>(?!it\b|that\b|this\b)(?:(?:my|the|our) )?[^\d.,;!?\n]{2,50}?) to (?=\S)"
)
_A_LENGTH = (
    r"(?:only |just )?(?:an?|one|two|three|half an|\d+)[ -](?:and a half )?"
    r"(?:hours?|minutes?|mins?|hrs?)(?: and (?:a half|\d+ min(?:ute)?s))?"
)
_TO_LAST = Spoken(
    r"\b(?:have|make|let|get) (?P<what>(?:my|the|our) [^.,;!?\n]{2,60}?) (?:to )?(?:last|go on|be|take|run)"
    rf"(?: for)? (?P<length>{_A_LENGTH})(?: long)?[.!?]*\s*\Z"
)
_WILL_LAST = Spoken(
    r"\A\W*(?:(?:actually|sorry|oh|no)\W+)*(?P<what>(?:the|my|our) [^\d.,;!?\n]{2,50}?) "
    r"(?:(?:will|should|is going to|has to|needs to) (?:last|take|be|run)|lasts?|takes)"
    rf"(?: for)? (?P<length>{_A_LENGTH})(?: long)?,?(?P<now> (?:actually|instead|now))[.!]*\s*\Z"
)
""" "The film will last 3 hours actually": as long as that, and no other event."""
_ONLY = Spoken(
    r"\bmake (?P<what>(?:the|my|our) [^\d.,;!?\n]{2,50}?)(?: time)? (?:shorter|longer),? (?:to )?(?:be )?"
    rf"(?P<length>(?:only|just) {_A_LENGTH})(?: long)?[.!]*\s*\Z"
)
_NAME_FROM = Spoken(
    r"\b(?P<verb>remove|take|drop|delete|cross) (?P<whose>his|her|their|(?-i:[A-Z])[\w-]*['’]s) names? "
    r"(?=(?:from|off|out of)\b)"
)
_NOT_THEN_BUT = Spoken(
    r"(?P<before>\b(?:move|reschedule|change|push|shift) [^.,;!?\n]+?)(?: to)?(?: be)? not (?:to )?(?:be )?"
    r"(?:on|in|during|at) (?:the )?(?:weekends?|week|morning|afternoon|evening)\W*\Z"
)
""" "Move the parade to not be on the weekend": it says when not, and not when."""
_IN_LENGTH = Spoken(
    rf"\A(?P<polite>{OPENED})(?:change|set|make|adjust|update) "
    r"(?P<what>(?!it\b|that\b|this\b)[^\d.,;!?\n]{2,50}?) to (?:be )?(?:only |just )?"
    r"(?P<length>(?:an?|one|two|three|half an|\d+)[ -](?:and a half )?(?:hours?|minutes?|mins?|hrs?)) "
    r"(?:in (?:duration|length)|long)[.!?]*\s*\Z"
)
_A_CLOCK = r"\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\b\.?)?|noon|midnight"
_ENDS = Spoken(
    r"\A\W*(?P<what>(?:the|my|our) [^\d.,;!?\n]{2,50}?) (?:(?:now |really |actually |only )*"
    r"(?:ends?|will end|finish(?:es)?|stops?|is over"
    r"|(?:is|lasts?|goes|runs) (?:only |just )?(?:until|till|til)))"
    rf"(?: only| now)?(?: at)? (?P<at>{_A_CLOCK})(?: now)?[.!]*\s*\Z"
)
""" "The dentist ends at 8:45": when it is over, and no other event. """
_NOT_THEN = Spoken(
    rf"\A\W*(?P<what>(?:(?:the|my|our) |(?:this (?:morning|afternoon|evening)|{_DAY})['’]s )"
    r"[^\d.,;!?\n]{2,60}?) (?:is|was|starts?|started|begins?|began|will be|should be) "
    rf"(?:(?:at|from) (?P<at>{_A_CLOCK})(?P<rest> (?:on |this )?[^\d.,;!?\n]{{3,20}}?)?,? (?:and )?not "
    rf"(?:at )?(?P<was>{_A_CLOCK})|(?:on )?(?P<day>{_DAY}),? (?:and )?not (?:on )?(?P<before>{_DAY}))"
    r"[.!]*\s*\Z"
)
""" "The review is at 4, not 3": it stands at the other time. """
_NAME = r"(?-i:[A-Z])[\w'-]*"
_TO_HAVE_IN_IT = Spoken(
    r"\b(?:update|change|edit|modify|adjust) (?P<what>(?:my|the|our) [^.,;!?\n]{2,70}?) (?:to|and) "
    r"(?:(?P<add>add|include|invite)|(?:remove|exclude|drop|uninvite)) "
    rf"(?P<who>{_NAME}(?:(?:,| and|,? &)? {_NAME})*)[.!]*\s*\Z"
)
_OFF_IT = Spoken(
    rf"\btake (?:(?P<who>{_NAME}(?:(?:,| and|,? &)? {_NAME})*) (?:off|out of)"
    r"|(?:off|out) (?P<whom>[^.;!?\n]{2,60}?) (?:from|of|for)) "
    rf"(?=(?:the|my|our|{_DAY}['’]s) )"
)
_INSTEAD = Spoken(
    r"\b(?P<out>(?:remove|take|drop|uninvite) [^.;!?\n]{2,80}?),? (?:and )?(?:add|include|invite) "
    r"(?P<who>[^\d.,;!?\n]{2,50}?) instead[.!]*\s*\Z"
)
_SCHEDULED = Spoken(r"\b(?P<mine>my|our|the) (?:scheduled|planned|booked) (?=[^\W\d])")
_IN_THAT = Spoken(
    rf"\A\W*(?:in|for|at) (?P<what>(?:(?:my|the|our) |{_DAY}['’]s )[^,.;!?\n]{{2,60}}), "
    r"(?P<rest>(?:switch|swap|replace|exchange|trade) [^.;!?\n]+?)[.!?]*\s*\Z"
)
_ITS_PLACE = Spoken(
    r"\b(?:change|update|move|switch|edit|set|adjust) (?P<what>(?:the|my|our) [^.,;!?\n]{2,60}?)(?:['’]s)? "
    r"(?:location|place|venue|room) (?:to|as) (?P<place>[^.;!?\n]{2,60}?)[.!]*\s*\Z"
)
_NOBODY = (
    r"(?!(?:i|we|you|he|she|it|they|this|that|there|who|nobody|everybody|everyone|what|which|when|if)\b)"
)
_SOMEBODY = rf"{_NOBODY}[^\W\d][\w'-]*(?: {_NAME})?"
_NOT_COMING = Spoken(
    rf"\A\W*(?:(?:{OPENERS}|note|fyi|sorry|unfortunately|that|looks like|it seems)\W+)*"
    rf"(?P<who>{_SOMEBODY}(?:(?:,? and|,| &) {_SOMEBODY})*) (?:won['’]?t|will not|can['’]?t|cannot|can not"
    r"|isn['’]?t|is not|aren['’]?t|are not|(?:is|are) no longer|no longer"
    r"|(?:is|are) refusing to)(?: be)?(?: able to)?(?: going)? "
    r"(?:come to|coming to|make it to|make|attend|attending|join|joining|be at|at|come"
    r"|to (?:be at|come to|make it to|attend|join)) "
    rf"(?P<what>(?:(?:the|my|our) |{_DAY}['’]s )[^,.;!?\n]{{2,60}}?)(?: any ?more| any longer| after all)?"
    rf"(?:,? but (?P<other>{_SOMEBODY}(?:(?:,? and|,| &) {_SOMEBODY})*) (?:is|are|will|can)"
    r"(?: coming| going| be(?: there| coming)?| come)?(?: instead)?)?"
    r"[.!]*\s*\Z"
)
""" "Leo and Maya can't make it to the demo": they are no longer among its guests."""


def _is_an_event(words: list[str]) -> bool:
    """Whether an event is named, and nobody is told of it: "lunch with Ana"."""
    return words[0] not in COMMAND_VERBS | FUNCTION and "that" not in words and bool(EVENT_NOUNS & set(words))


def as_a_change(text: str) -> str:
    """`text`, or the same change as an instruction of the usual kind."""
    if len(text) > _LONGEST:
        return text
    if match := _CAME_TO.match(text) or _HAVE_DONE.match(text):
        before = match.groupdict().get("before") or ""
        text = f"{before}{_IMPERATIVES[match['verb'].lower()]} {match['what']}{match['rest']}"
    if (match := _MOVED.match(text)) and _is_an_event(match["what"].lower().split()):
        text = f"{_IMPERATIVES[match['verb'].lower()]} the {match['what']}{match['rest']}"
    text = _PAST.sub(lambda match: f"{match['polite']}{_IMPERATIVES[match['verb'].lower()]} ", text)
    text = _REST_OF_TODAY.sub(r"\g<rest> day", _MARK_ALL.sub(r"\g<verb> all emails ", text))
    if match := _RATHER_THAN.match(text):
        definite = match["what"].lower().startswith(("my ", "the ", "our "))
        what = match["what"] if definite else f"the {match['what']}"
        return f"move {what} at {match['old']}{match['rest']} to {match['new']}"
    if match := _NOT_THEN.match(text):
        if match["day"]:
            return f"move {match['what']} on {match['before']} to {match['day']}"
        # At what hour it is instead is on the card; by its hour alone it would be looked for on one day.
        return f"move {match['what']}{match['rest'] or ''} to {match['at']}"
    if match := _ENDS.match(text):
        return f"make {match['what']} end at {match['at']}"
    text = _TO_A_PLACE.sub(_elsewhere, text)
    text = _ITS_PLACE.sub(lambda match: f"change the location of {match['what']} to {match['place']}", text)
    text = _NOT_COMING.sub(_comes_no_more, text)
    text = _SCHEDULED.sub(r"\g<mine> ", text)
    text = _RATHER.sub(lambda match: f"move {match['what']} to {match['rest'].partition(' ')[2]}", text)
    text = _NO_NEED.sub(lambda match: f"cancel {match['what']}{match['rest']}", text)
    text = _TO_BE.sub(_to_be, text)
    text = _IN_LENGTH.sub(_long, text)
    text = _NOT_THEN_BUT.sub(r"\g<before>", text)
    text = _NAME_FROM.sub(_whom, text)
    text = _ONLY.sub(lambda match: f"make {match['what']} {match['length']} long", text)
    text = _WILL_LAST.sub(lambda match: f"make {match['what']} {match['length']} long", text)
    text = _TO_LAST.sub(lambda match: f"make {match['what']} {match['length']} long", text)
    text = _TO_HAPPEN.sub(r"\g<before> to ", text)
    text = _TO_GO.sub(lambda match: f"{match['before'] or 'move ' + match['what']} to ", text)
    text = _UNTIL.sub(_extended, _END_OF.sub(_extended, text))
    text = _TO_HAVE_IN_IT.sub(_with_or_without, text)
    text = _INSTEAD.sub(lambda match: f"{match['out']} and invite {match['who']}", text)
    text = _OFF_IT.sub(lambda match: f"remove {match['who'] or match['whom']} from ", text)
    text = _TOO_SHORT.sub(lambda match: f"extend {match['what']} {match['rest']}", text)
    text = _ELSEWHERE.sub(lambda match: f"change the location of {match['what']} to {match['place']}", text)
    text = _IN_THAT.sub(lambda match: f"{match['rest']} in {match['what']}", text)
    text = _FROM_CALENDAR.sub(lambda match: match["verb"], text)
    text = _WHICH_I_MADE.sub(lambda match: f"{match['before']} ", text)
    text = _ON_THE_LIST.sub(lambda match: f"invite {match['who']} to ", text)
    text = _OFF_THE_LIST.sub(lambda match: f"remove {match['who']} from ", text)
    text = _END_OF_IT.sub("make it end at ", text)
    text = _TIME_OF_IT.sub("change it to ", text)
    text = _TIME_OF_THAT.sub(_of_that, text)
    return _SOME_TIME.sub(lambda match: f"{match['before']}move{match['what']}", text)


_LONGEST = 200


def _elsewhere(match: re.Match[str]) -> str:
    if not names_a_place(match["place"]):
        return match[0]
    return f"change the location of {match['what']} to {match['place']}"


_WHOM = {"his": "him", "her": "her", "their": "them"}


def _whom(match: re.Match[str]) -> str:
    whose = match["whose"]
    return f"{match['verb']} {_WHOM.get(whose.lower(), whose[:-2])} "


def _comes_no_more(match: re.Match[str]) -> str:
    instead = f" and invite {match['other']}" if match["other"] else ""
    return f"remove {match['who']} from {match['what']}{instead}"


def _long(match: re.Match[str]) -> str:
    definite = match["what"].lower().startswith(("my ", "the ", "our "))
    return f"{match['polite']}make {'' if definite else 'the '}{match['what']} {match['length']} long"


def _to_be(match: re.Match[str]) -> str:
    way = match["rest"]
    if way.lower().endswith(("later", "earlier")):
        return f"move {match['what']}"
    return f"move {match['what']} to {way.partition(' ')[2]}"


def _extended(match: re.Match[str]) -> str:
    what = match["what"]
    definite = what.lower().startswith(("my ", "the ", "our ")) or what.lower() in {"it", "that", "this"}
    return f"extend {'' if definite else 'the '}{what} until "


def _with_or_without(match: re.Match[str]) -> str:
    verb, link = ("invite", "to") if match["add"] else ("remove", "from")
    return f"{verb} {match['who']} {link} {match['what']}"


def _of_that(match: re.Match[str]) -> str:
    way = "to" if match["way"].lower() == "at" else match["way"]
    return f"{match['verb']} {match['what']} {way}"
