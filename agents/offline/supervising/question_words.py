"""Questions that name what is wanted: "tell me the time of the review" is "when is the review"."""

import re

from agents.offline.reading.asked_at_once import asked_at_once
from agents.offline.reading.courtesies import OPENED, OPENERS
from agents.offline.reading.words import EVENT_NOUNS
from tools.patterns import Spoken

_BEFORE = rf"\A\W*(?:(?:{OPENERS}|can i)\W+)*"
_ASKING = (
    r"(?:tell me|what(?:['’]?s| is| was| are)|where(?:['’]?s| is| was)|when(?:['’]?s| is| was)|give me"
    r"|show me|let me know"
    r"|i (?:need|want|would like|'d like)(?: to (?:know|have|see))?|do you know|remind me(?: of)?|check"
    r"|find(?: out)?"
    r"|look up|list|name)"
)
_THINGS = (
    ("when is", r"(?:exact )?(?:start(?:ing)? )?(?:times?|dates?|day)"),
    ("when does", r"(?:end(?:ing)?|finish) time"),
    ("where is", r"(?:exact )?(?:location|place|address|venue|room)"),
    ("how long is", r"(?:length|duration)"),
    ("who is coming to", r"(?:guests|attendees|participants|members|invitees|guest list|attendee list)"),
    ("who organizes", r"(?:organi[sz]er|host|one who organi[sz]es)"),
)
_WHAT = (
    r"(?:(?:the|my|our|that|this) "
    r"|(?:today|tomorrow|tonight|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)['’]s )"
    r"[^.,;!?\n]{2,80}?"
)
_OF_IT = Spoken(
    rf"{_BEFORE}{_ASKING} (?:the )?"
    rf"(?:{'|'.join(f'(?P<w{n}>{words})' for n, (_, words) in enumerate(_THINGS))})"
    rf" (?:of|for) (?P<what>{_WHAT}|(?:meeting|appointment|event))"
    r"[.!?]*\s*\Z"
)
_WHO = r"(?!(?:i|we|you|it|that|this|there)\b)[^\W\d][\w'-]*(?: (?-i:[A-Z])[\w'-]*)?"
_MAKES_IT = Spoken(
    rf"{_BEFORE}(?:will|is|are) (?P<who>{_WHO}(?: and {_WHO})?) (?:(?:going|planning|able|expected) to )?"
    r"(?P<verb>making it to|make it to|make(?= the)|be at|attend)(?: the)? (?!\d|noon|midnight|home|work)"
    r"(?P<what>(?:my |our )?[^\W\d].{1,60}?)\?*\s*\Z"
)
""" "Is Ana going to make it to the review?", "will Kim be at brunch on Sunday?": among those who come."""
_ASKED_LAST = Spoken(
    rf"{_BEFORE}(?P<asked>the (?:{'|'.join(words for _, words in _THINGS)}) (?:of|for) {_WHAT})"
    r" (?:is|are|was)(?: what| when| where| who| how long)? ?\?\s*\Z"
)
""" "The organizer of tomorrow's workshop is?" """
_WHEN_LAST = Spoken(
    rf"{_BEFORE}(?P<what>{_WHAT}) (?P<is>is|are|was)(?: (?:scheduled|set|planned|booked))?"
    r"(?: (?:for|at|on))? (?P<asks>when|where|what (?:time|day)) ?[?.!]*\s*\Z"
)
""" "The review is scheduled for when?", "tomorrow's lunch is where". """
_TAKES_PLACE = Spoken(
    rf"(?P<asks>{_BEFORE}(?:what|which) (?:events?|meetings?|appointments?|calls?))"
    r" (?:that )?(?:takes? place|runs?|happens?|occurs?|goes on|go on"
    r"|(?:is|are) (?:happening|taking place|going on|running|occurring)) (?=\S)"
)
""" "Which event runs on Friday": which there is. """
_THOSE_WHO = Spoken(
    rf"{_BEFORE}{_ASKING} (?:all )?(?:of )?(?:the )?(?:members|people|guests|attendees|persons|everyone"
    rf"|everybody"
    r"|those|names of those|names of the people) (?:(?:who|that) )?(?:attended|attending|(?:are|were"
    r"|will be) (?:attending"
    r"|coming to|invited to|at|in|going to)|went to|came to|coming to|invited to|going to|will attend) "
    r"(?P<what>(?:the|my|our|that|this) [^.,;!?\n]{2,80}?)[.!?]*\s*\Z"
)
_CONFIRM = Spoken(
    rf"{_BEFORE}confirm (?P<what>my (?:[\w-]+ ){{0,2}}(?:appointment|meeting|reservation|booking|event) "
    r"[^.;!?\n]{2,80}?)[.!?]*\s*\Z"
)
_CONFIRM_DONE = Spoken(
    rf"{_BEFORE}(?:confirm|check|verify|make sure|tell me) (?:that |if |whether )?you(?:['’]ve| have| did)?"
    r"(?: really)? (?:set(?: up)?|schedul(?:ed?)|book(?:ed)?|add(?:ed)?|made|make|put|sav(?:ed?)) "
    r"(?P<what>[^.,;!?\n]{3,80}?)(?: (?:to|in|into|on) (?:my|the) calendar)?[.!?]*\s*\Z"
)
""" "Can you confirm you set the dentist for Friday?": whether it is there."""
_CONFIRM_THEM = Spoken(
    rf"{_BEFORE}confirm (?P<what>"
    r"(?!(?:my|the|our|that|this|it|these|those|if|whether|with|to|for|all|a|an)\b)"
    r"[^\W\d][\w'-]*(?: (?!for\b|on\b|at\b)[^\W\d][\w'-]*)?) (?P<when>(?:for |on |at )?"
    r"(?:today|tonight|tomorrow|next|this|noon|\w{3,6}day|\d)\b[^.;!?\n]{0,40}?)[.!?]*\s*\Z"
)
""" "Confirm Ross tomorrow at 10": whether it is in the calendar."""
_IT_SAYS = Spoken(
    r"\b(?P<asks>when|where|what time|what day) does (?:it|(?:my|the) (?:calendar|schedule)) say (?:that )?"
    r"(?P<who>i|we|the|my|our)(?P<is>['’]m|['’]re| am| are)?(?= )"
)
_MAKE_SURE = Spoken(
    rf"\A\W*(?:(?:{OPENERS}|i want)\W+)*(?:to )?(?:make sure|be sure|check(?:ing)?|double[- ]check"
    r"|confirm(?:ing)?|verify)[,:]? (?:that )?(?P<what>(?:my|the|our) [^.,;!?\n]{2,60}?) (?P<verb>is|are) "
    r"(?P<rest>(?:still )?(?:on|at|in|with|from) [^.;!?\n]{2,60}?)[.?!]*\s*\Z"
)
""" "Just to make sure, my call with Ana is on the 25th?": whether it is."""
_WHERE_AGAIN = Spoken(
    rf"{_BEFORE}(?P<asks>where|what|when)(?:['’]?s| is| was) (?:that|the|its) (?P<what>location|place"
    rf"|venue|address|time|date|hour)"
    r"(?: again)?\W*\Z"
)
_STATUS = Spoken(
    r"\A\W*(?:what(?:['’]?s| is) |show me |tell me )?(?:the |my )?(?:show ?as |free ?/ ?busy )?(?:status"
    r"|availability) "
    r"(?:of|for|on) (?!.*\b(?:meeting|event|appointment|call|e?mails?|task|order)\b)"
    r"(?P<when>(?:(?:this|next|the|coming|of|on) )*(?:today|tomorrow|week|weekend|(?:mon|tues|wednes"
    r"|thurs|fri|satur|sun)day"
    r"|\d)[^.;!?\n]{0,30}?)[.!?]*\s*\Z"
)
_REMIND_WHO = Spoken(
    r"\bremind me (?=(?:who(?:['’]s)?|where|how (?:long|many)) |(?:what|when)(?:['’]s| is| are| was| time)\b"
    r"(?! i (?:get|am|have to)\b))"
)
""" "Remind me who is coming": asked now, and no reminder."""
_NEED_TO_CHECK = Spoken(
    r"\A\W*(?:i )?(?:just )?(?:need|want|would like) to (?:double[- ]?check|check|find out|confirm) "
    r"(?=(?:who|what|when|where|which|how|if|whether)\b)"
    r"|\A\W*i (?:forgot|don['’]t (?:know|remember)|can(?:['’]t|not| not) (?:remember|recall)) "
    r"(?=(?:who|what|when|where|which) [^?]*\b(?:is|are|was|were)\b)"
)
_DOUBT = Spoken(
    r"\A\W*i (?:might|may|think|believe|fear|guess|am not sure|['’]m not sure)\b[^.;:!?\n]{3,80}?"
    rf"(?:[,;:.]| -)? {OPENED}"
    r"(?=(?:check|tell me|see|let me know) (?:if|whether) )"
)
""" "I think I booked it twice, so check if …": why it is asked. """
_SO_THAT = Spoken(
    r"(?:,|[.?!]\s*i (?:just )?(?:need|want|have) to (?:know|see)(?: what (?:they|it|those) (?:are|is))?)?"
    r" so (?:that )?(?:i|we) (?:can|could|know)\b[^.?!]*(?P<end>[.?!]*\s*)\Z"
)
""" "What do I have tomorrow? I need to know, so I can cancel it": why it is asked, and nothing to be done."""
_ASKS = Spoken(
    rf"{_BEFORE}(?:what|which|when|where|who|how|do|does|did|is|are|am|have|has|show|list|find|tell me|let me"
    r"|check|give me)\b"
)
_WHICH_YEAR = Spoken(
    r"\A(?P<polite>\W*)what (?:year|month|weekday) (?=(?:will|is|was|does|did|do|are|were)\b)"
    r"(?!.*\b(?:it|this)\b\W*\Z)(?!\w+ (?!(?:my|our|his|her)\b)(?-i:[a-z])\w+ \w[\w' -]* born\b\W*\Z)"
)
""" "What year was bill clinton born" stays: of strangers the year is asked, of those one knows the day."""
_I_ATTEND = Spoken(
    r" (?:that |which )?i(?:['’]m| am) (?:planning|supposed|going|scheduled) to "
    r"(?:attend|go to|be at|visit)\b"
)
_DAY_FIRST = Spoken(
    rf"\A(?P<lead>\W*{OPENED})"
    r"(?P<when>(?:on |for )?(?:today|tonight|tomorrow|yesterday|(?:this |next |last |the coming )?(?:mon|tues"
    r"|wednes|thurs|fri|satur|sun)day|(?:this|next|last|the coming) (?:week|weekend|month|year)"
    r"|(?:on )?the \d{1,2}(?:st|nd|rd|th)(?: of \w{3,9})?|(?:in )?(?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december)(?: \d{1,2}(?:st|nd|rd|th)?)?)"
    r"(?:,? (?:morning|afternoon|evening|night))?),? "
    r"(?P<asks>(?:what(?:['’]?s)?|which|when|who|how|where|do|did|am i|(?:is|are) there"
    r"|(?:will|have) (?:i|we)) [^.!?\n]+?)"
    r"(?P<part> in the (?:morning|afternoon|evening))?(?P<end>\W*)\Z"
)
""" "On Friday, do I have anything in the morning?": the day before the question."""
_BOTH_FREE = Spoken(
    r"\b(?P<asks>if|whether|when) (?P<who>(?-i:[A-Z])[\w'-]*(?:,? and (?-i:[A-Z])[\w'-]*)) both are\b"
)
_NEXT_TIME = Spoken(
    rf"{_BEFORE}(?:tell me|show me|give me|let me know|when(?:['’]?s| is| was)) the (?P<which>next|last)"
    r" time (?:that )?(?:i|we)(?: am| are|['’]m|['’]re)? "
    r"(?:meet|met|meeting|see|saw|seeing)(?: with)? (?=\w)"
)
""" "When is the next time I see Ana": when I see her next."""
_IS_LOCATED = Spoken(
    rf"(?P<asks>{_BEFORE}where(?:['’]?s| is| are) (?:my|the|our) [^.,;!?\n]{{2,60}}?) (?:located|taking place"
    r"|being held)(?P<end>\W*)\Z"
)
_A_DAY = r"(?:today|tonight|tomorrow|(?:this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_EITHER_DAY = Spoken(
    rf"(?P<asks>{_BEFORE}(?:what(?! (?:day|time))|do i|do we|did i|any|anything|am i|show|list)\b[^.!?\n]*?"
    rf"\b{_A_DAY}) or (?={_A_DAY}\b)"
)
""" "What do I have tomorrow or Monday?": on both."""
_NOT_ANSWERED = Spoken(
    rf"{_BEFORE}(?:has|have|did) (?P<who>(?-i:[A-Z])[\w'-]*(?: (?-i:[A-Z])[\w'-]*)?) (?:still |yet )?not "
    r"(?:yet )?(?:answer(?:ed)?|repl(?:y|ied) to|respond(?:ed)? to) "
    r"(?P<what>my (?:e-?mails?|mails?|messages?))(?: yet)?\W*\Z"
)
_ON_LEAVE = Spoken(
    rf"{_BEFORE}who(?:['’]?s| is| are| will be)(?: all| else)? (?:away |out )?on (?:\w+ )?(?P<what>leave)"
    r"(?P<when> (?:(?:on|in) )?(?:today|tonight|tomorrow|this|next|the|\w{3,6}day|[jfmasond]\w{2,8}ber|may"
    r"|june|july|august|march|april|january|february)\b[^.;!?\n]{0,30}?)?\W*\Z"
)
""" "Who is on leave next week?": what the calendar calls so."""
_PLAN_OF = Spoken(
    r"\A\W*what(?:['’]?s| is| are) (?:the|my|our) (?:plans?|programme?|agenda|schedule) (?:for "
    r"|on )?(?P<when>(?:(?:this|next|the"
    r"|coming|rest|of) )*(?:today|tonight|tomorrow|day|week|weekend|(?:mon|tues|wednes|thurs|fri|satur"
    r"|sun)day|month))\W*\Z"
)
""" "What's the plan for Friday?": what is on then."""
_PLANNED = Spoken(r"\A\W*what(?:['’]s| is| else is| do i have) (?:planned|scheduled|coming up)\W*\Z")
_SEARCH_AND = Spoken(
    rf"(?P<before>{_BEFORE})(?:search|look|check)(?: (?:for|up|through|my calendar))* and (?P<verb>list"
    rf"|show|find|tell|give)"
    r"(?: off| out)? "
)
_ROOM = Spoken(
    r"\b(?:any |some |enough )?(?:room|space|time)(?: left| free| available)? (?:on|in) (?:my|our|the) "
    r"(?:calendar|schedule|diary|agenda|planner)\b"
)
"""What is free, by a noun that is a place elsewhere."""


def as_a_question(text: str) -> str:
    """`text`, or the question that it puts as an instruction or by a noun."""
    text = _NEXT_OWNED.sub(r"\g<next> \g<who> ", text)
    if (asked := asked_at_once(text)) is not None:
        return asked
    if len(text) > _LONGEST:
        return text
    text = _DAY_FIRST.sub(_day_last, _DOUBT.sub("", text))
    if _ASKS.match(text):
        text = _SO_THAT.sub(r"\g<end>", _SAME_KIND.sub("events", text))
        text = _TELL_THEM.sub(r"show me my \g<kind>", text)
    if match := _ASKED_LAST.match(text):
        text = f"what is {match['asked']}?"
    if match := _WHEN_LAST.match(text):
        return f"{match['asks']} {match['is']} {match['what']}?"
    text = _TAKES_PLACE.sub(r"\g<asks> are ", text)
    text = _NEED_TO_CHECK.sub("tell me ", _REMIND_WHO.sub("tell me ", text))
    text = _WHICH_YEAR.sub(r"\g<polite>when ", text)
    if match := _ON_LEAVE.match(text):
        return f"which events are called {match['what']}{match['when'] or ''}?"
    if match := _PLAN_OF.match(text):
        return f"what is on {match['when']}?"
    if _PLANNED.match(text):
        return "what is on my calendar?"
    if match := _NOT_ANSWERED.match(text):
        return f"did {match['who']} answer {match['what']}?"
    text = _NEXT_TIME.sub(_meet_next, text)
    text = _IS_LOCATED.sub(r"\g<asks>\g<end>", _BOTH_FREE.sub(r"\g<asks> \g<who> are", text))
    text = _EITHER_DAY.sub(r"\g<asks> and ", text)
    if not text.lower().lstrip().startswith("when"):
        text = _I_ATTEND.sub("", text)
    if match := _STATUS.match(text):
        return f"am i free {match['when']}?"
    if match := _CONFIRM_DONE.match(text):
        return f"is {match['what']} in my calendar?"
    if match := _CONFIRM.match(text):
        return f"when is {match['what']}?"
    if match := _MAKE_SURE.match(text):
        return f"{match['verb']} {match['what']} {match['rest']}?"
    text = _IT_SAYS.sub(_said_there, text)
    if match := _CONFIRM_THEM.match(text):
        named = "" if match["what"].lower().split()[-1] in EVENT_NOUNS else "anything with "
        return f"do i have {named}{match['what']} {match['when']}?"
    if match := _WHERE_AGAIN.match(text):
        return "when is it?" if match["what"].lower() in {"time", "date", "hour"} else "where is it?"
    if match := _OF_IT.match(text):
        asks = next(asks for n, (asks, _) in enumerate(_THINGS) if match[f"w{n}"])
        bare = match["what"].lower() in {"meeting", "appointment", "event"}
        return f"{asks} {'the ' if bare else ''}{match['what']}{' end' if asks == 'when does' else ''}?"
    if match := _THOSE_WHO.match(text):
        return f"who is coming to {match['what']}?"
    match = _MAKES_IT.match(text)
    if match and (match["who"][0].isupper() or match["verb"].lower() != "be at"):
        return f"is {match['who']} coming to {match['what']}?"
    if text.rstrip().endswith("?"):
        text = _ROOM.sub("any gap", text)
    return _SEARCH_AND.sub(lambda match: f"{match['before']}{match['verb']} ", text)


_KINDS = r"(?:events?|meetings?|appointments?|calls?|reminders?|plans)"
_SAME_KIND = Spoken(
    rf"\b(?:all (?:of )?)?(?:my |the )?{_KINDS}(?:,? (?:and|or|and/or|&) (?:my |the )?{_KINDS})+\b"
)
""" "All the events and meetings": the events."""
_NEXT_OWNED = Spoken(
    r"\b(?P<next>next|upcoming) (?P<who>(?-i:[a-z])\w+)['’]s (?=(?:appointment|visit|meeting|lesson)\b)"
)
""" "My next doctor's appointment" is a doctor appointment."""
_TELL_THEM = Spoken(
    r"\b(?:tell|give|read|find)(?: me)? (?:about )?(?:all )?(?:of )?(?:the |my |a list of )*"
    r"(?P<kind>events|meetings|appointments)\b(?! (?:about|called|named))"
)
_LONGEST = 160


def _meet_next(match: re.Match[str]) -> str:
    return "when do i next meet " if match["which"].lower() == "next" else "when did i last meet "


def _day_last(match: re.Match[str]) -> str:
    when = match["when"]
    when = when if when[1:].lower().split()[0].endswith("day") else f"{when[0].lower()}{when[1:]}"
    return f"{match['lead']}{match['asks']} {when}{match['part'] or ''}{match['end']}"


def _said_there(match: re.Match[str]) -> str:
    if not match["is"]:
        return f"{match['asks']} is {match['who']}"
    return f"{match['asks']} {'am i' if match['who'].lower() == 'i' else 'are we'}"
