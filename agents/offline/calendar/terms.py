"""The words of questions about the calendar, as patterns of whole words in small letters."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from agents.offline.reading.words import AUXILIARIES, CALENDARS, EVENT_NOUNS

KINDS = frozenset(
    "meeting meetings event events appointment appointments thing things commitment commitments engagement "
    "engagements entry entries plan plans booking bookings stuff".split()
)
"""What any event is called: it is no part of a title."""
VAGUE = frozenset({"thing", "things", "stuff", "plan", "plans"})
"""Those of them that may be of anything: "what is this thing"."""
GRAMMAR = frozenset(
    "i we me us my our mine you your the a an this that these those of to for on in at by is are was were be "
    "been being am do does did has have had having got get gets will would can could shall should may going "
    "gonna go goes there any anything something some all every everything each it its "
    "few several couple and please now just also still so too again yet already currently exactly "
    "actually really "
    "today's what which when where who whom how if whether time times date dates day days scheduled planned "
    "booked set happening coming up down lined saved look looks looking like list listed show see view give "
    "find locate tell check search display pull out over know let "
    "supposed 's as else more many much ones one hi hello hey yes ok okay thanks thank set put made exist "
    "far books plate tap deck store agenda's event's about here need wanna want along located held happen "
    "happens due anywhere somewhere ever marked noted entered active current existing "
    "total showing include includes included kind kinds sort exists according".split()
) | CALENDARS | KINDS  # fmt: skip
"""Words that say nothing but that it is a question about the calendar."""
ALSO_NOUNS = frozenset({"show", "view", "display", "check", "search"})
"""Those of them that end a title behind another word of it: "the talent show"."""
BEGINS = (
    r"(?:at |on |with |until |till )?(?:what|which|when|where|who|whom|whose)|do(?! not )|does|did"
    r"|has|had|am|is|are|was|were|will|any|anything|anyone|anybody|have(?= (?:i|we) )"
    r"|how (?:many|long|much time|busy|is (?:⏲|my)|(?:does|do) (?:⏲|my|the)|are)"
)
"""How a question begins."""
A_LOOK = (
    r"show|list|find|locate|search|display|view|see|check|look|count|give (?:me|us)"
    r"|tell (?:me|us) about(?= ⏲)"
)
MEET = "meet|meeting|met|see|seeing|seen|catching up|talking to|speaking to|speak to|talk to"
DOING = (
    r"(?:am|are|was|were|is|do|did|will|have|ll) (?:i|we) (?:next |last |ever |still |also |currently |"
    r"supposed to |scheduled to |going to |be |have to |need to |got to |to )*"
    r"(?:·+ )*(?P<verb>\w+ing|meet|met|see|seen|do|attend|play|visit|join|watch|take|eat|go)"
)
WAS_DONE = frozenset(
    "moved changed cancelled canceled sent shifted rescheduled postponed deleted renamed added invited made "
    "created updated booked invented released founded".split()
)
"""What was done with something: "when was the review moved" asks for no event of that name."""
NOTHING_SAID = frozenset(
    "doing going having getting meeting seeing attending eating meet met see seen do attend visit visiting "
    "join joining go take taking eat coming looking being something anything".split()
)
"""Verbs that say of an event no more than that one is there."""
COMES = (
    r"(?:be )?(?:coming|going|invited|attending|included|joining|participating|part|comes?|goes|joins?"
    r"|attends?|there"
    r"|(?<=be )at)"
    r"(?: to| in| for| at| of| on)?"
)
ROOM = r"(?:in|at) (?:the )?(?P<place>room \w+|\w+ room)"
ASKED = (
    ("clash", r"(?:any )?(?:clash(?:es|ing)?|conflict(?:s|ing)?|overlap(?:s|ping)?|double[- ]booked|collide)"
              r"(?: with (?:anything|something|each other|other things|my other meetings))?"),
    ("until", r"how (?:long|much time|many (?:hours|minutes))(?: is it| do i have)?(?: left)? "
              r"(?:until|till|til|before)"),
    ("days", r"how many (?:days|weeks|months|nights|sleeps)(?: is it| are there| do i have)?(?: left)? "
             r"(?:until|till|til|before|to)"),
    ("heads", r"how many (?:people|guests|attendees|persons|others|participants)"),
    ("spent", r"how (?:much time|many hours)(?: (?:am|will|do|did|have) (?:i|we)(?: be| spend| spent)?)?"),
    ("what", r"how busy (?:am|are|will) (?:i|we)"),
    ("cancelled", r"(?:been |be )?(?:cancell?ed|called off)(?= (?:yet |already )?(?:\? )?\Z)"),
    ("what", r"status(?: of| for)(?! ⏲)"),
    ("count", r"how many"),
    ("long", r"how long"),
    ("where", r"where is the (?:location|address|place|venue) (?:of|for)|where|(?:when|what time) and where|"
              r"(?:what|which) (?:room|place|location|restaurant|city|building|address)|"
              r"(?:address|location|place|room) (?:of|for)"),
    ("day_end", r"(?:when|what time) (?:do|will|does|am) (?:i|we|my (?:work ?)?day|work) "
                r"(?:finish(?:ed)?|end|stop|done|finishing)"),
    ("day_start", r"(?:when|what time) (?:do|will|does) (?:i|we|my (?:work ?)?day|work) (?:start|begin)"),
    ("end", r"(?:until|till) (?:when|what time)"),
    ("who", r"(?:the )?(?:guests|attendees|participants|invitees|members) (?:of|in|at|for)"),
    ("who", r"(?:is|are|was|were|will|has) (?:anyone|anybody|everyone|everybody)(?: else)?"),
    ("who", r"(?:with )?who(?:m)?(?: all| else)?"),
    ("when", r"(?:at |on )?(?:when|(?:what|which) (?:times?|dates?|days?|year|month|hour))"),
)  # fmt: skip
AROUND = (
    r"(?:(?P<gap>⏱|an hour) )?(?:(?P<near>right|directly|immediately|straight|just) )?"
    r"(?P<how>during|after|before|following|between)(?= (?:the|my|our) )"
)
"""What stands before an event that says when: "right after my call"."""
STILL_ON = (
    r"(?:still (?:on|happening|going ahead|taking place|scheduled|planned)|going ahead)(?: as planned)?"
    r"(?= (?:[⏲·]+ )*(?:\? )?\Z)"
)
"""How one asks whether something is to be, as it was."""
THAT = r"(?:this|that|the same) (?:meeting|event|appointment|commitment|engagement|entry|booking)"
"""How an event is named that was spoken of."""
OF_ONE = frozenset(
    "cancelled long where who when end start until days heads coming then answers over begun".split()
)
"""What is asked of one event, the next of those that fit."""
SIGNS = (
    ("booked", r"(?:that|which|was|were|is|are|have|had|has)(?: is| are| was)? (?:scheduled|planned|booked)"),
    ("ours", "|".join(sorted((KINDS | CALENDARS) - VAGUE, key=len, reverse=True))),
    ("having", r"(?:do|did|will|had) (?:i|we)(?: not| still)? (?:have|do|meet|see|attend|go|be \w+ing)|"
               r"have (?:i|we)|anything|(?:am|are|was|were) (?:i|we)(?! going to need)|"
               r"i (?:have|had|got|am|see)|"
               r"(?:is|are|was|were) there an(?:y|ything)"),
    ("mine", r"my|our"),
    ("known", r"(?:is|are|was|were|does|do|did|will|to|in|of|for|when|where|"
              r"attending|joining) (?:the|next|this)|"
              r"how long is|⏲ 's"),
    ("on", rf"(?:{A_LOOK}) (?:me |us )?(?:for )?(?:what|⏲)|"
           r"will happen|is (?:on|up|happening|planned|scheduled|next|left|going|the ⏲|⏲)|"
           r"look|looks|looking|happening|planned|scheduled|going on|coming up|on ⏲|⏲ (?:like|look)"),
)  # fmt: skip
"""What says that it may be about the calendar."""
LISTED = (
    r"(?:all |the |my |upcoming |next |first |last |(?:\d+|two|three) )*"
    r"(?:meetings|events|appointments|calls|1:1|1:1 s|lunches|dinners)"
)
"""How what is wanted is named, without a word that asks for it."""
CLOCK = (
    r"what (?:is|was|will be) ⏲ ⏲(?= (?:\? )?\Z)|"
    r"what (?:is|was|will be|will)(?: \S+){0,2} (?:date|day|week|month|year)(?= (?:on |in |⏲ |\? )*\Z)|"
    r"what day (?:does|did|is|was) (?:my|the) birthday .*|"
    r"what (?:is the )?(?:time|day|date)(?: is (?:it|today|⏲)| ⏲)?(?= (?:\? )?\Z)"
)
AUXILIARY = "|".join(sorted(AUXILIARIES | {"looks", "looking"}))
OF_OTHERS = r"(?:my|the|do|on|shopping|grocery) list|a list of contacts|lists|alarms?|timers?|playlists?|news"
"""What has things of its own, which are no events."""
OF_US = r"(?:do|did|have|are|can|could|will|would|should) you"
"""What is asked of the assistant itself."""
TO_BE_DONE = (
    r"(?:(?:i|we|you) (?:can|could|should|might|may)|(?:can|could|should|might|may) (?:i|we|you))"
    r" (?:make|schedule|get|book|set|put|change|submit|buy|find)"
)
"""What asks whether or where something can be done, which no event answers."""
ALONE = (
    r"(?:without|with no|(?:that |which )?(?:have|has|had) no) (?:any |other )?"
    r"(?:guests?|attendees?|people|participants?|invitees?|one(?: else)?(?: invited| attending)?)"
    r"|with (?:nobody|no-one)(?: else)?(?: invited| attending)?"
)
ONLINE = (
    r"online|virtual(?:ly)?|remote(?:ly)?|video (?:calls?|meetings?)|(?:on|via|over) (?:zoom|teams|video)"
)
TAKEN_AS: Mapping[str, Mapping[str, Any]] = {
    "late": {"after": time(17), "taken_as": "'Late' is taken as beginning at 17:00 or after."},
    "early": {"before": time(10), "taken_as": "'Early' is taken as beginning before 10:00."},
    "long": {"longer": timedelta(hours=1), "taken_as": "'Long' is taken as longer than an hour."},
    "short": {"shorter": timedelta(minutes=31), "taken_as": "'Short' is taken as up to 30 minutes."},
}
VAGUELY = rf"(?P<vague>{'|'.join(TAKEN_AS)}) (?:{'|'.join(sorted(KINDS - VAGUE))})"
"""Words that no event has to have in its title, and what they are taken for."""
LEFT = r"left|remaining|still to come|the rest of|upcoming|coming up|ahead|from now on|later(?: on)?|soon"
I_ATTEND = (
    r"(?:that|which) (?:i|we) "
    r"(?:(?:am|are|will|was|were|planned|plan|planning|going|want|wanted|supposed|meant) )*(?:to )?(?:be )?"
    r"(?:attend|attending|go to|going to|join|joining)"
)
"""What says of an event only that one goes there: "the game that I am attending"."""
EXTREME = r"(?:the |my )?(?:(?P<by>longest|shortest|largest|smallest)|(?P<big>biggest))"
EXCEPT = (
    r"(?:except|besides|other than|apart from|aside from|excluding|not including|but not|"
    r"(?:that|which) (?:is|are) not)(?: for)?(?: the| my| an| a)*"
)
_ONES = r"(?: (?:the|any))?(?: (?:ones|one|those|meetings|events|appointments))?"
BUT_THOSE = (
    rf"(?:(?:except|besides|other than|apart from|aside from|excluding|not including|but not)(?: for)?{_ONES}"
    r"|(?:that|which) (?:is|are) not|(?<=anything )not)"
    r"(?: (?:being|held))? (?P<link>with|in|at)(?: the| my)?"
    r"|(?:(?:that|which) )?(?:do|does) not (?P<has>include|involve)"
    r"|(?P<out>outside)(?: of)?(?: the| my)?"
)
"""What is left out, by who comes or where it is."""
ANY_GUESTS = (
    r"with (?:anyone|anybody|someone|somebody|other people|guests|attendees)(?: else)?(?: attending)?"
)
STANDS = (
    ("over", r"(?:already |yet )?(?:over|finish(?:ed)?|done|end(?:ed)?)(?: already| yet)?(?= (?:\? )?\Z)"),
    (
        "begun",
        r"(?:already |yet )?(?:start(?:ed)?|begun|begin|underway|under way)(?: already| yet)?(?= (?:\? )?\Z)",
    ),
)
"""How one asks whether something is over by now, or has begun."""
THERE_IS = (
    r"(?:is|are|was|were|be|been|if|that|whether|will|has|have) there(?: any\w*)?|"
    r"there(?= (?:is|are|was|were|be|been|will|has|have|an?|any\w*) )"
)
""""There", where it is no place that was spoken of."""
OTHER = r"(?:any |the )?(?:other|others|else|another)"
I_MADE = (
    r"(?:did|have|had) (?:i|we)(?: already| just| ever)* "
    r"(?P<verb>(?:schedul|arrang)ed?|book(?:ed)?|plan(?:ned)?|add(?:ed)?|enter(?:ed)?|set|put|made|make)"
)
"""How one asks whether something is in the calendar already."""
I_DO = (
    r"(?:am|are|do|did|will|have|had|was|were) (?:i|we)(?: ·+| ever)?|"
    r"(?:i|we)(?: (?:am|are|have|had|will|can))?"
)
FREE = (
    r"gaps?|openings?|(?:free |open )?slots?|free|available|availability|busy|occupied|have time|empty|clear"
    r"|(?:(?<=i )|(?<=we )|(?<=⏲ ))open"
)
TO_MEET = (
    r"(?:when|(?:what|when) is the (?:earliest|soonest|first)(?: (?:time|slot|day|date|moment))?"
    r"(?: that| when)?(?= (?:i|we) )) ?(?:(?:can|could|should|might) (?:i|we)|(?:i|we) (?:can|could|might))"
    r" (?:meet|see|talk|speak)(?: to| with)?"
)
ABOUT_FREE = frozenset(
    "i we me my our the a an is are am was will be do does did have has got any there in on at for to and "
    "what which when who how find show give tell time times day days earliest soonest "
    "long if whether can could would you find when's "
    "please see check need want with meet talk speak get together of or both all "
    "anytime any some most next hour hours 's".split()
) | CALENDARS  # fmt: skip
CALENDAR = (
    r"(?:(?:in|on|from|of) )?(?:my|the|our) (?P<name>(?!own|whole|entire|my|the|our)\w+) calendar|"
    r"(?:in|on|from) (?P<other>(?!my|the|our|a)\w+) calendar"
)
EVENTS = EVENT_NOUNS | frozenset(
    "game games match matches practice exam exams recital tournament orientation classes flight flights gym "
    "yoga church dentist haircut surgery graduation prom gala fundraiser bbq barbecue picnic hike rehearsal "
    "lecture offsite planning critique all-hands onboarding hackathon funeral memorial christening "
    "housewarming birthdays anniversaries weddings concerts trips".split()
)
"""What is an event by its name; a question about something else is asked of others, too."""
OF_ANSWERS = frozenset(
    "accept accepted accepting decline declined declining respond responded response responses rsvp "
    "tentative tentatively organizer organiser organized organised organize host "
    "hosting hosts org started ends ending starts starting underway status created invite invites "
    "invitation invitations".split()
)
"""Words about who has answered what, and how it stands: no title."""
ANYBODY = frozenset({"anyone", "anybody", "someone", "somebody", "everyone", "everybody", "nobody"})
OF_TIME = frozenset("cancelled who when start end long until days heads coming answers over begun".split())
"""What is asked of nothing but events."""
