"""Other words for the same: each line of the table is a way of saying what the rules read in another."""

from agents.offline.reading.courtesies import OPENED, OPENERS, WISHED
from tools.patterns import Spoken, rewritten

_ONE = r"(?:an? |the |my |our |that |this |all (?:of )?(?:my |the )?|any (?:of my )?)"
_EVENTS = r"(?:events?|meetings?|appointments?|calls?|entries|engagements)"
_MAILS = r"(?:e-?mails?|mails?|messages?)"
_DAY = r"(?:today|tomorrow|(?:this|next) (?:week|weekend|month|\w+day)|\w{3,6}day)"
_REMOVES = r"(?:delete|remove|cancel|erase|clear|move|reschedule)"
_WISH = (
    r"happy (?:new year|birthday|holidays|anniversary|easter)|merry christmas|congratulations|greetings"
    r"|(?:my |best )*(?:regards|wishes|thanks)"
)
_DATED = rf".*\b(?:{_EVENTS}|on|at|next|this|today|tonight|tomorrow)\b"
_POLITE = rf"(?P<polite>(?:(?:{OPENERS}|google)\W+)*)"
_I_WANT = r"(?:i (?:also |just |really )?(?:need|want|would like|have)(?: to)? |i['’]d like(?: to)? )"
_HELP = (
    r"(?:i (?:need|want) |i['’]d like |give me |get me )?(?:some )?(?:help|assistance|assist)(?: me)?"
    r"(?: with| in| by)? "
)
_MY_CALENDAR = r"(?:my|the|our) (?:calendar|schedule|diary|agenda)"
_TELL_ME = r"(?:(?:i want to|let me|tell me) ?(?:know )?)?"
_WHAT_THINGS = r"what (?:kinds? of )?(?:things |stuff |all )?(?:do )?"
_A_LIST = r"(?:my|the) (?:[\w-]+ ){0,3}lists?(?: of (?:my )?(?:things to do|to-?dos|tasks|chores))?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_FORGET = r"(?:do not|don['’]?t)(?: want to| wanna)? forget"

_TABLE = tuple(
    (Spoken(pattern), other)
    for pattern, other in (
        # However it is put together.
        (rf"\A{_POLITE}(?:give|send|show|get) me (?:an? |the |my )?(?:quick |short )?"
         r"(?:summary|overview|digest|rundown|list) of (?:all )?"
         r"(?=(?:(?:my|the|all|any|new|unread|tomorrow['’]s|\w+day['’]s) )+)",
         r"\g<polite>show me "),
        (rf"\A{_POLITE}(?:i (?:want|need|would like) to know|tell me|what) about "
         r"(?P<what>(?:the|my|our) [^,;?\n]{2,60}), (?P<asks>when|where) (?P<be>is|was) it(?P<end>\W*)\Z",
         r"\g<asks> \g<be> \g<what>\g<end>"),
        # Whether it can be done, or help with it: it is wanted.
        (rf"\A{_POLITE}(?:(?:is it|would it be|will it be) possible (?:for (?:you|me) )?|(?:am i|would i be"
         r"|would you be) able )to (?=\w)", r"\g<polite>"),
        (r"\Ais it possible (?:that )?i have ", "do i have "),
        (rf"\A{_POLITE}{_HELP}(?P<verb>schedul|arrang|mak|creat|mov|chang|delet|remov|updat|organiz)ing ",
         r"\g<polite>\g<verb>e "),
        (rf"\A{_POLITE}{_HELP}(?P<verb>book|plan|add|cancel|set|put)(?:n|l|t)?ing ", r"\g<polite>\g<verb> "),
        (rf"\A{_POLITE}{_I_WANT}?(?:make sure (?:that )?i get|(?:secure|obtain|get)(?: me| us)?"
         r"|(?:grab|reserve|book|schedule|arrange|find) (?:me|us)"
         r"|(?:sign|hook) (?:me|us) up (?:for|with)) "
         r"(?=an? (?:(?:meeting|conference|board) ?room|meeting|appointment|session|reservation)\b)",
         r"\g<polite>schedule "),
        # Whether it is in the calendar.
        (rf"\A{_POLITE}(?:(?:did|have) (?:i|we|you)|i (?:can['’]?t|cannot|don['’]t) remember if i)"
         r"(?: (?:already|ever|just|remember to|gotten around to|get around to))* "
         r"(?:add(?:ed|ing)?|put(?:ting)?|set|mark(?:ed)?|schedul(?:e|ed|ing)|book(?:ed)?|enter(?:ed)?"
         r"|noted?|saved?|placed?|list(?:ed)?)(?: down)? (?P<what>[^?;,\n]{2,60}?)"
         rf" (?:to|in|into|on|onto) {_MY_CALENDAR}(?P<when>[^?;\n]{{0,40}}?)(?: yet| already)?"
         r"(?:[;,] did i)?\W*\Z", r"do i have \g<what> on my calendar\g<when>?"),
        (r"\Ais (?P<what>(?!there\b|any|every|it\b|that\b|this\b|something|an? event|event)[^?;,\n]{2,60}?)"
         r"(?: (?:already|still|down|added|entered|marked|noted|put|saved|listed))* (?:to|on|in|into) "
         rf"{_MY_CALENDAR}(?P<when>[^?;\n]{{0,40}}?)\W*\Z", r"do i have \g<what> on my calendar\g<when>?"),
        # What is in it, read aloud.
        (r"\b(?P<mine>my|the|our) (?:meetings?|events?|appointments?) (?P<what>schedule|calendar|agenda)\b",
         r"\g<mine> \g<what>"),
        (rf"\A{_POLITE}(?:read|recite|repeat|play|tell|share|go over|go through|bring up"
         r"|let me hear|run down)"
         r"(?: (?:me|out|back|aloud|to me))* "
         r"(?P<what>(?:my|the|all|any|today['’]s|tomorrow['’]s) (?:whole |entire )?"
         r"(?:calendar|schedule|agenda|meetings|events|appointments))\b"
         r"(?: (?:back )?to me| with me| back| out| aloud)?",
         r"\g<polite>show me \g<what>"),
        (rf"\b(?P<link>into|to|on|in) (?P<day>today|tomorrow|{_WEEKDAY})(?:['’]s)? "
         r"(?P<what>calendar|schedule|agenda)\b",
         r"\g<link> my \g<what> on \g<day>"),
        (r"\Awhat,? if any(?:thing)?,? ", "what "),
        (r"\Afor (?=(?:what time|when|what day) is\b)", ""),
        # To be free then.
        (r"\A\W*(?:on |for )?(?P<day>[^.,;!?\n]{3,30}?),? (?:needs|has|ought) to be "
         rf"(?:clear(?:ed)?|free|empty|open|wiped) (?:on|in) {_MY_CALENDAR}\W*\Z",
         r"clear my calendar \g<day>"),
        (r"\btake (?P<what>(?!me\b|it\b)[^.,;!?\n]{2,60}?) (?:from|off of|out of|off) "
         rf"(?P<where>{_MY_CALENDAR})",
         r"remove \g<what> from \g<where>"),
        (rf"\A{_POLITE}i (?:need|want) (?P<what>[^.,;!?\n]{{2,60}}?) "
         rf"(?:taken|removed|deleted|cleared|cancell?ed) (?:off|from|out of|on) (?P<where>{_MY_CALENDAR})",
         r"remove \g<what> from \g<where>"),
        # Said and put down in one breath.
        (r"\A(?P<what>\W*i(?: have|['’]ve(?: got)?) [^.;!?\n]{3,80}?),? "
         rf"{OPENED}(?:put|add|mark) (?:it|that) (?:on|down|in)(?: {_MY_CALENDAR})?"
         r"(?P<at> (?:for|at) \d[^.;!?\n]{0,12})\W*\Z",
         r"\g<what>\g<at>"),
        (r"\b(?:from|for|on) (?:the )?dates?:? (?:of |from )?"
         r"(?=\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))", "for "),
        # What is looked for, before what is done with it.
        (rf"\A{_POLITE}(?:find|search|look for|open)(?: up)?(?: my calendar| calendar)?,? (?:and )?"
         rf"(?={_REMOVES} {_ONE})", r"\g<polite>"),
        (rf"\A{_POLITE}(?:are there (?:any )?ways?|is there (?:a|any) way)(?: for you)? to "
         r"(?:go ahead and )?",
         r"\g<polite>"),
        (rf"\b(?P<verb>{_REMOVES}) from (?P<where>(?:my |the )?(?:calendar|schedule|diary)) "
         rf"(?P<what>{_ONE}.+)", r"\g<verb> \g<what> from \g<where>"),
        (rf"\bclear my day (?:from|of) (?:all )?(?:my )?(?P<what>{_EVENTS})",
         r"cancel all my \g<what> today"),
        (rf"\bclear (?:my )?(?P<day>{_DAY}) (?:from|of) (?:all )?(?:my )?(?P<what>{_EVENTS})",
         r"cancel all my \g<what> \g<day>"),
        (r"\b(?P<verb>clear|free up|wipe) my (?P<part>morning|afternoon|evening)"
         r"(?= ?(?:please|for me)?\W*\Z)",
         r"\g<verb> this \g<part>"),
        (r"\b(?P<day>today|tomorrow|tonight|yesterday|(?:last|this|next) (?:week|weekend|month|year))s "
         rf"(?=(?:\w+ )?(?:{_EVENTS}|lunch|dinner|breakfast)\b)",
         r"\g<day>'s "),
        (rf"\A{_POLITE}(?:i (?:think|believe|guess) )?(?:i|we)(?: have| had|['’]ve got| have got) an? "
         r"(?P<what>(?P<noun>[^\W\d_][\w'-]*)\b[^.,;!?\n]{0,70}?)[,.;]? "
         rf"{WISHED}(?P<verb>delete|cancel|remove) (?:it|(?:that|this|the)(?: (?P=noun))?)"
         r"(?: please)?\W*\Z",
         r"\g<verb> the \g<what>"),
        (rf"\b(?P<one>this|that) (?:all|whole)[- ]day (?P<what>{_EVENTS})\b", r"\g<one> \g<what>"),
        (r"\b(?P<link>to|from) that (?P<what>(?!one\b|time\b|day\b|week\b)[^\W\d_][\w'-]* [^\W\d_][\w'-]*)"
         r"(?: (?:right )?now)?(?P<end>\W*)\Z", r"\g<link> the \g<what>\g<end>"),
        (r"\b(?:have|let|help) me (?=(?:set up|schedule|book|add|create|plan|arrange)\b)", ""),
        (rf"\A{_POLITE}(?P<made>(?:make|schedule|add|create|set up|put|book) "
         r".{2,60}? (?:today|tomorrow|\w{3,6}day)) to (?=\d{1,2}(?:[.:]\d\d)? ?(?:[ap]m )?to \d)",
         r"\g<polite>\g<made> from "),
        (rf"\A{_POLITE}(?:search|look)(?: (?:my|the) calendar)? for [\"“](?P<what>[^\"”\n]{{2,60}})[\"”] "
         r"(?:for |in )?(?=(?:this|next|last|today|tomorrow|on)\b)", r'\g<polite>find the event "\g<what>" '),
        # Two days that one link leads to.
        (r"\b(?P<day>today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day) (?P<link>and|or) "
         r"(?:on|for) (?=(?:this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)",
         r"\g<day> \g<link> "),
        # "Now" says that it was otherwise before.
        (r"(?P<when>(?<= )(?:\d{1,2}(?::\d\d)?(?: ?[ap]\.?m\b\.?)?|\d{1,2}(?:st|nd|rd|th)|tomorrow"
         r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)),? now(?=\W*\Z)", r"\g<when>"),
        (r"\bit (?:usually|normally|typically|always|generally|should) takes? (?:me |us )?"
         r"(?=\d|an?\b|about\b)", "it takes "),
        (rf"\A(?P<made>{_POLITE}(?:put|add|schedule|create|make|book|set up)\b [^.;!?\n]+?),? (?:and )?"
         r"it(?:['’]s| is| will be) (?P<where>(?:at|in) [^\d.,;!?\n]{2,40}?)(?P<end>[.!]*\s*)\Z",
         r"\g<made> \g<where>\g<end>"),
        # A day, then what it is.
        (r"\b(?P<verb>add|create|schedule|make|put|set up) (?:an? )?(?:new )?(?:event|meeting|appointment) "
         r"(?P<when>(?:for|on) [^,.;:!?\n]{3,30}), (?P<what>(?-i:[A-Z])[^,.;!?\n]{2,60}?)(?P<end>\W*)\Z",
         r"\g<verb> \g<what> \g<when>\g<end>"),
        (rf"\b(?P<verb>{_REMOVES}) (?:all (?:of )?)?my plans "
         r"(?=(?:for|on|this|next|today|tonight|tomorrow)\b)",
         r"\g<verb> all my events "),
        (rf"\A(?P<wish>\W*(?!cancel|reschedule|postpone){WISHED})"
         r"(?P<verb>cancel|reschedule|postpone)(?P<end>(?:,? please)?\W*)\Z", r"\g<wish>\g<verb> it\g<end>"),
        (r"\Acan (?=(?:change|move|cancel|delete|remove|reschedule|add|schedule|make|create|book|invite)\b)",
         "can you "),
        (r"\b(?:an?|one) (?:full|whole|entire) (?=hour\b)", "an "),
        (r"\b(?P<one>an?|my|the|our|quick|short) (?P<what>check|catch|sit|meet|walk) "
         r"(?P<way>in|up|down|through) (?=(?:with|on|about|call|meeting)\b)", r"\g<one> \g<what>-\g<way> "),
        (rf"\A{_POLITE}(?:mark|show|set|put|list)(?: me)?(?: down)? as (?:being )?away from (?:the )?office "
         r"(?:for )?(?:the|all) day\W*\Z", r"\g<polite>mark me as out of office today"),
        # One to one.
        (r"\b(?P<one>an?|my|the|our) (?:1-1|one (?:on|to) one)(?= with\b)", r"\g<one> 1:1"),
        (r"\b(?P<hour>\d{1,2}): ?(?P<half>[ap]m)\b", r"\g<hour> \g<half>"),
        # Whoever comes is a guest.
        (r"\b(?P<verb>add|invite|put|include) (?P<who>[^.,;!?\n]{2,60}?) as (?:an?(?:other)? |the )?"
         r"(?:\w+ )?(?:attendees?|guests?|participants?|invitees?) (?:to|for|in|on|of) "
         r"(?=(?:my|the|our|it|that|this)\b)",
         r"invite \g<who> to "),
        # "Earlier" is past, but for what is still to come.
        (r"\bearlier (?=(?:in )?next (?:week|month|year)\b)", "early "),
        (r"\b(?:the|a|an) (?=(?:my|our|the) (?!one\b))", ""),
        (r"\bget rid of (?=(?:everything|all)\b)", "cancel "),
        # What else there is, is told among all that there is.
        (rf"\A{_POLITE}(?:do|did|will) (?P<who>i|we) have (?:anything|something|any other \w+) else"
         r"(?: planned| scheduled| going on| on)?"
         r"(?= (?:on|for|at|this|that|next|today|tomorrow|tonight|in|before|after)\b)",
         r"\g<polite>what do \g<who> have"),
        (rf"\A{_POLITE}(?:is there|what)(?: anything)? else (?:is |do (?P<who>i|we) have )?"
         r"(?:planned |scheduled |going on |on )?"
         r"(?=(?:on|for|at|this|that|next|today|tomorrow|tonight|in|before|after)\b)",
         r"\g<polite>what do I have "),
        (rf"\A{_POLITE}(?:what|how) about (?P<when>[^?.!\n]{{3,60}})\? (?:and )?"
         r"(?P<asks>(?:do|did) (?:i|we) have (?:anything|something|any \w+)|am i (?:free|busy))"
         r"(?: on| planned| scheduled)?\W*\Z", r"\g<polite>\g<asks> \g<when>?"),
        (r"(?<!\bthe )(?<!\bmy )(?<!\ba )(?<!'s )\bn(?:ex|est|ect|ezt|etx) "
         r"(?=(?:week|month|year|\w{3,6}day)\b)",
         "next "),
        (r"\b(?P<what>what(?:['’]?s| is)) (?:happenin|poppin|goin on|goin|cookin|popping|cooking)['’]?"
         r"(?= (?:on|in|this|next|today|tomorrow|tonight|for|at)\b|\W*\Z)",
         r"\g<what> happening"),
        (rf"\A{_POLITE}what (?:all )?(?:happens|takes place|goes on|comes up) "
         r"(?=(?:on|this|next|today|tomorrow|tonight|in the|the (?:week|day) after|over)\b)",
         r"\g<polite>what is happening "),
        # So long is free, and no event.
        (rf"\A{_POLITE}(?:(?:find|get) (?:me |us )?|(?:where|when) (?:do|can|could) i (?:still )?"
         r"(?:have|get) |(?:do i|have i) (?:still )?(?:have|got) |(?:is|are) there (?:still )?)"
         r"(?P<long>(?:half an|an?|one|two|three|four|five|\d{1,3}) (?:free )?(?:hours?|minutes?|mins?|hrs?)"
         r"(?: and a half)?)(?: (?:free|left|open|available|of (?:free )?time))*"
         r"(?=(?: (?:with|on|in|this|next|today|tonight|tomorrow|before|after|between|\w{3,6}day)\b"
         r"[^.;!\n]*)?\W*\Z)",
         lambda match: f"{match['polite']}when am I free for {match['long'].replace('free ', '')}"),
        # The largest one is that with most guests.
        (r"\b(?:which|what) (?P<what>meeting|event|appointment|call)(?P<when>"
         r" (?:this|next|today|tomorrow|on)\b[^.;!?\n]{0,30})? has (?:the )?(?:(?P<most>most)|fewest|least) "
         r"(?:people|guests|attendees|participants)(?P<then>[^.;!?\n]{0,30})",
         lambda match: f"what is the {'largest' if match['most'] else 'smallest'} {match['what']}"
                       f"{match['when'] or ''}{match['then']}"),
        # In which both are.
        (r"\b(?P<which>(?:what|which) (?:events|meetings|appointments)) (?:do |are |have )?(?:both )?"
         r"(?P<who>[^\W\d][\w'-]* and [^\W\d][\w'-]*)(?: (?:both|share|have together|have in common"
         r"|come to|go to|attend|in|at|invited to|part of|together|with me))*"
         r"(?= (?:on|this|next|today|tomorrow|in)\b|\W*\Z)",
         r"\g<which> do i have with \g<who>"),
        # What is called so, in quotation marks or as it is said.
        (r"\A\W*i (?:want|need|have|would like|['’]d like) to [\"“](?P<what>[^\"”“'\n]{3,60})[\"”'’] "
         r"(?=(?:at|on|from|today|tonight|tomorrow|this|next|\w{3,6}day|\d)\b)(?![^\n]*\?)",
         r'create an event called "\g<what>" '),
        (rf"\A{_POLITE}(?:create|add|make|set up|put)(?: in)? (?:an? )?(?:new )?(?:calendar )?(?:entry|event)"
         r" (?P<when>(?:at |on )?(?:today|tonight|tomorrow|this|next|\w{3,6}day|\d)[^\n]{0,30}?)"
         r",? reminder\W*\Z",
         r'\g<polite>create an event called "Reminder" \g<when>'),
        # What there is to do: what stands on the list, and what is on that day.
        (rf"\A{_POLITE}{_TELL_ME}{_WHAT_THINGS}i have to do(?P<end>\W*)\Z",
         r"\g<polite>what do i need to do\g<end>"),
        (rf"\A{_POLITE}{_TELL_ME}{_WHAT_THINGS}i have to do"
         rf" (?P<day>(?:on )?{_DAY})\W*\Z",
         r"\g<polite>what do i need to do \g<day> and what is on my calendar \g<day>?"),
        # What one is reminded of at an hour is in the calendar, all else on the list.
        (rf"\A{_POLITE}{_TELL_ME}(?:do i have|have i got|are there|is there|what(?: are)?|which|show(?: me)?"
         r"|list)(?: (?:any|the|my|a|all(?: my)?))? reminders?"
         rf"(?: (?:do i have|have i got|are there|set|left))* (?:for |on )?(?P<day>{_DAY})\W*\Z",
         r"\g<polite>what do i need to do \g<day> and what is on my calendar \g<day>?"),
        # A list of things are these things.
        (rf"\b(?:the|a|an) (?:full |complete |entire )?(?:list|overview) of "
         rf"(?P<what>(?:all |my |the )*{_EVENTS}|(?:all |my |the |unread |new )*{_MAILS})\b",
         r"the \g<what>"),
        # When, before what.
        (rf"\A{_POLITE}(?P<when>(?:at|on|from|between) (?:\d|noon|midnight|{_WEEKDAY}|the \d|next|this)"
         r"[^,.;!?\n]{0,30}|at noon|tomorrow[^,.;!?\n]{0,20}), "
         rf"{OPENED}"
         r"(?P<what>(?:schedule|set up|book|arrange|plan|add|create|put|cancel|delete|remove) "
         r"[^,;:!?\n]+?)(?P<end>\W*)\Z",
         r"\g<polite>\g<what> \g<when>\g<end>"),
        # Written down, and everything that is.
        (rf"\A{_POLITE}(?:write|note|jot|mark) down (?P<what>[^.;:!?\n]{{2,60}}?) (?:on|in|into) "
         rf"(?P<where>{_MY_CALENDAR})", r"\g<polite>add \g<what> to \g<where>"),
        (rf"\A{_POLITE}(?:(?:tell|show|read|give) me|list) (?:everything|all|anything)(?: that(?: is|['’]s))?"
         rf" (?P<where>(?:on|in) {_MY_CALENDAR})", r"\g<polite>what is \g<where>"),
        # As it is spoken.
        (r"\b(?P<who>i|we) wanna\b", r"\g<who> want to"),
        (r"\b(?P<who>i|we) (?:gotta|got to|shall)\b", r"\g<who> have to"),
        (rf"\bitems (?=(?:[\w']+ ){{0,3}}(?:on|in) {_MY_CALENDAR})", "events "),
        (rf"\A{_POLITE}(?:see|check) if you can (?=\w)", r"\g<polite>"),
        (r"\b(?:keep|leave) (?P<day>(?:the date of )?[^.,;!?\n]{3,30}?) (?:wide )?(?:open|clear)"
         rf"(?: (?:on|in) {_MY_CALENDAR})?(?P<end>(?:,? please)?\W*)\Z", r"keep \g<day> free\g<end>"),
        # On which list, before what.
        (rf"\A{_POLITE}(?:to|on|in) (?P<list>{_A_LIST}),? {OPENED}(?P<verb>add|put|write|include) "
         r"(?P<what>[^.;!?\n]+?)(?P<end>\W*)\Z", r"\g<polite>\g<verb> \g<what> to \g<list>\g<end>"),
        (rf"\A{_POLITE}i (?:need|have) to (?:do )?(?P<what>[^.,;!?\n]+?),? "
         rf"{OPENED}(?:add|put) (?:it|that|this) (?:to|on|in) (?P<list>{_A_LIST})(?P<end>\W*)\Z",
         r"\g<polite>add \g<what> to \g<list>\g<end>"),
        # To be reminded, however it is put.
        (rf"\A{_POLITE}(?:{_HELP})?{_I_WANT}?(?:(?:set(?: up)?|create|add|make|give|have|get|put) )?(?:me )?"
         r"(?:(?:an?|another) (?:new )?|(?<=[a-z] )|new )(?:reminder(?: alarm| alert)?|alarm(?= to remind))"
         r"(?: for (?:me|myself))?"
         r" (?:to (?:alert|tell|notify|remind) me )?(?=(?:to|that i (?:have|need) to)\b)",
         r"\g<polite>remind me "),
        (rf"\A{_POLITE}(?:{_I_WANT}(?:be|get) (?:reminded|notified|alerted)|i {_FORGET}"
         rf"|(?:help me|let me|make sure (?:that )?i) "
         rf"(?:to )?remember|(?:make sure|so) (?:that )?i {_FORGET}"
         rf"|{_FORGET} to (?:tell|remind) me"
         r"|tell me(?: later)?(?= to (?!whom\b|which\b)\w))(?= (?:to|about|that)\b|\W*\Z)",
         r"\g<polite>remind me"),
        (rf"\A{_POLITE}{_I_WANT}?(?:set(?: up)?|create|add|make|put) an? (?:new )?reminder so (?:that )?i "
         rf"{_FORGET} (?:to )?", r"\g<polite>remind me to "),
        # To be shown, to be reminded.
        (rf"\b(?:notify|inform|update) me (?:with|of|about|on) "
         rf"(?P<what>(?:all|the|my) (?:my |of my )?{_EVENTS})\b",
         r"show me \g<what>"),
        (rf"\blet me know (?:of|about) (?P<what>{_ONE}(?:\w+ )?{_EVENTS}\b)", r"tell me about \g<what>"),
        (rf"\A(?:(?:set|add|create|make) )?(?:an? )?(?:new )?(?:notification|alert) (?:for|of|about) "
         rf"(?P<what>(?:my |the |our )?(?:\w+ )?{_EVENTS}\b.+)", r"remind me about \g<what>"),
        (r"\bremind to (?P<at>at .{2,20}?) (?=to\b)", r"remind me \g<at> "),
        (rf"\A{_POLITE}remind (?=(?:to|about)\b)", r"\g<polite>remind me "),
        (r"\b(?P<verb>set|add|create|make|put)(?P<one> an?| my)? remainder\b", r"\g<verb>\g<one> reminder"),
        # What there is to know.
        (r"\b(?P<verb>give me|tell me|show me|i want|i need|get me) (?:any |some |all |more |the |known )*"
         rf"(?:information|info|details|facts) (?:about|on|of) (?=(?:the|my|our)\b)(?={_DATED})",
         r"\g<verb> the details of "),
        # What is asked of the one who keeps the calendar.
        (r"\A(?:did|have) you (?:already )?(?:add|schedule|book|enter|put|save)(?:ed|d|ked)? "
         r"(?P<what>.+?)(?: (?:to|in|into|on) (?:my|the) (?:calendar|schedule|diary))?\??\Z",
         r"is \g<what> in my calendar?"),
        (rf"\Ais (?P<day>{_DAY}) (?:an? |the |my )?(?P<what>(?!a\b|the\b|an\b)[\w' -]+?) (?:week|day)\??\Z",
         r"do i have \g<what> \g<day>?"),
        (r"\Ais it (?:true|right|correct) that (?P<who>.+?) (?P<verb>is|are|was) (?P<rest>.+)\Z",
         r"\g<verb> \g<who> \g<rest>"),
        # Mails.
        (rf"\A(?:does|do|did) (?:any|an|some|one) (?:of my )?{_MAILS} "
         r"(?:mention|(?:speak|talk) (?:of|about)|contain|say (?:any|some)thing about) (?P<what>.+?)\??\Z",
         r"are there any mails about \g<what>?"),
        (rf"\b(?P<kind>newsletter|notification)s? {_MAILS}\b", r"\g<kind>s"),
        (r"\b(?:refresh|reload|update|sync) (?P<whose>my |the )?(?:\w+ )?(?:inbox|mailbox|e-?mails?)\b",
         r"check \g<whose>inbox"),
        (rf"(?<=\w),? and what (?:did they (?:e-?mail|write|say|want)(?: me)?(?: about)?"
         r"|(?:are|were) (?:the|their)"
         rf" subjects?(?: (?:lines? )?of (?:each|every|the|those|these)(?: {_MAILS})?)?)\W*\Z", ""),
        (r"\b(?P<who>who (?:have |has )?(?:e-?mailed|written to|messaged) me) (?:recently|lately)\b",
         r"\g<who> in the last seven days"),
        (r"\A(?P<what>what (?:did|has) (?P<who>(?:the|my|our) [\w -]+?)) say (?=about\b)",
         r"\g<what> write "),
        (rf"\bsend (?:an? )?(?P<text>{_WISH}) to (?P<whom>.+)\Z", r"email \g<whom> saying \g<text>"),
        # Who is sent an event comes to it.
        (rf"\A{_POLITE}(?:(?:forward|send)(?: out)? (?:the|this|that) (?:event|meeting|appointment)"
         r"|send(?: out)? (?:an?|the) (?:calendar )?(?:invite|invitation)s?) to "
         r"(?P<who>(?!me\b|my\b|the\b|all\b|every)[^\d]{2,60}?)(?P<end>\W*)\Z",
         r"\g<polite>invite \g<who> to it\g<end>"),
        # People.
        (r"\b(?:open|read|list|display|view) (?:my|the) (?:contacts?|address)(?: list| book)\b",
         "show my contacts"),
        (r"\Ais there an? (?:contact|person|entry) (?:named|called) (?P<who>[\w .'-]+?)"
         r"(?: in (?:my|the) (?:list|contacts?(?: list)?|phone ?book|address book))?\??\Z",
         r"find \g<who> in my contacts"),
        (r"\bin my phone ?book\b", "in my contacts"),
        (r"\A\W*(?:where|what)(?:'s| is| are) (?P<who>(?:my )?[^\W\d][\w' -]{0,40}?)'s contact "
         r"(?:info(?:rmation)?|details|data)\W*\Z", r"find \g<who> in my contacts"),
        (r"(?P<whose>'s) (?:office|work|home|private|personal) "
         r"(?=(?:phone|cell|mobile) ?(?:number)?\b|number\b)", r"\g<whose> "),
        (r"\bhow many contacts do i have in my contacts\b", "how many contacts do i have"),
        (r"\Awhat(?:'s| is) (?P<who>(?:my )?[\w .-]+?)'s (?:last|first|full|family|sur) ?name\??\Z",
         r"find \g<who> in my contacts"),
        (r"\b(?P<one>an?|new|add|schedule|create) even (?!if\b|though\b|when\b|more\b|better\b|out\b|number)",
         r"\g<one> event "),
        (r"\b(?P<one>an?|my|the)(?P<what>(?:meeting|event|appointment)s?)\b", r"\g<one> \g<what>"),
        (r"\bi (?:need|want) (?P<what>an? [^.,;!?]{2,40}?) (?:put|added|entered|placed) "
         r"(?:in|on|into|to) (?P<where>(?:my|the) (?:calendar|schedule|diary))",
         r"add \g<what> to \g<where>"),
        (r"\b(?:through|until|till|til) (?:the )?end of (?:the |my )?(?:work(?:ing)?|business) ?day\b",
         "until 5pm"),
        (r"\bthrough (?=(?:the )?end of (?:the|my) day\b)", "until "),
        # Heard, not typed.
        (r"(?<=[\w.]@)(?P<host>[\w-]+) dot (?P<top>com|org|net|edu|co|io|uk|de|fr)\b", r"\g<host>.\g<top>"),
    )
)  # fmt: skip


def in_other_words(text: str) -> str:
    """`text` in words that the rules read."""
    return rewritten(text, _TABLE)
