"""What is typed short, written out: "del the desk task", "newsletters -> archive", "cc Ana on leos draft".

Each line of the table is a whole sentence, or the words that open or close one, so that a text that
somebody is to be sent stays as it was typed.
"""

import re

from agents.offline.calendar.places import names_a_place
from agents.offline.reading.courtesies import OPENED
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import EVENT_NOUNS, FUNCTION, GENERIC_EVENTS, MAIL_NOUNS
from tools.patterns import Spoken, rewritten

_POLITE = rf"(?P<polite>{OPENED})"
_MAIL = r"(?:e-?mails?|mails?|messages?)"
_LIES_IN = r"(?P<where>junk|spam|trash|bin|archive)(?: folder)?"
_OPENING = Spoken(rf"\A{_POLITE}(?P<word>del|rm|dl|unsub|resched|sched)(?= )")
_VERBS = {
    "del": "delete", "rm": "delete", "dl": "download", "unsub": "unsubscribe", "resched": "reschedule",
    "sched": "schedule",
}  # fmt: skip
_TELLS = Spoken(r":(?!\d)|[\"“]|\b(?:that|saying|say|tell|write|ask)\b")
"""Where a text of the person's own may stand."""
_TEXT = Spoken(r"[:\"“]|\b(?:that|saying|say)\b")
"""Where one begins: "she knows the numbers" in it says nothing of the numbers of a Mr Know."""
_WORDS = tuple(
    (Spoken(pattern), other)
    for pattern, other in (
        (r"(?<=\w )(?:w/ ?|w )(?=[^\W\d_])", "with "),
        (r"(?<=\w) \+ (?=[^\W\d_])", " and "),
        (r"\b(?P<whose>my|the|our|work|personal|private|team|family)(?P<which>(?: [^\W\d_]+)?) cals?\b",
         r"\g<whose>\g<which> calendar"),
        (r"\bmtg(?P<many>s?)\b", r"meeting\g<many>"),
        (r"\bappts?\b", "appointment"),
        (r"\bbday(?P<many>s?)\b", r"birthday\g<many>"),
        (r"(?<=s )nr\b", "number"),
        # "The 19th works": a day, and no nineteenth of something.
        (r"(?<=\d)(?P<nth>st|nd|rd|th) (?:works|suits(?: me)?|looks|sounds|fits|seems)\b", r"\g<nth> is"),
        (r"\ball hands\b", "all-hands"),
        # A preference keeps the word that was said: "make 1:1s half an hour".
        (r"\b1[:-]1s\b(?! (?:to |are |last |take )?(?:always |only )?(?:half|an?|\d+)\b)", "1:1 meetings"),
        (r"\bnyc? time\b", "New York time"),
        (r"\bla time\b", "Los Angeles time"),
    )
)  # fmt: skip
_PRIORITY = Spoken(r"\b(?P<level>high|top|low|medium) prio\b")
_OWNED = Spoken(
    r"(?<!when is )(?<!when's )(?<!'s )(?<!\bthe )\b(?P<who>[^\W\d_]{2,}?)s "
    r"(?=(?:(?!(?:the|her|his|our|your|all|any|some|these|those) )[^\W\d_]{3,} )?"
    r"(?:e-?mails?|mails?|messages?|drafts?"
    r"|invoices?|quotes?|attachments?|files?|csv|pdf|(?:phone )?numbers?|nr|phone|birthday|bday|address)\b)"
)
""" "leos draft": whose it is. "When is grandmas birthday" may be about an event."""
_PLURALS = frozenset(
    "sales news expenses fees payments parkings holidays vacations taxes travels goods terms contracts "
    "reports notes papers letters his hers ours yours theirs whats whens wheres whos lets its thats "
    "theres heres as is was has does us yes plus minus seconds minutes mins hours hrs days weeks months "
    "years mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays weekends mornings "
    "afternoons evenings nights".split()
)
"""Words that end so, and are nobody's name."""
_NO_NEWS = (
    GENERIC_EVENTS | MAIL_NOUNS | frozenset("thanks thank you more problem worries rush idea one".split())
)
_NOT_A_THING = COMMAND_VERBS | FUNCTION | frozenset("well nicely half almost job work nearly never".split())
_FILE_NAME = r"(?P<stem>[\w-]+)\.(?:txt|pdf|csv|docx|xlsx|odt|ics|vcf|html?|rtf|eml)"
_PAPER = r"(?P<paper>invoice|receipt|contract|quote|bill|offer|report|form)"
_GREETING = (
    r"(?:hi|hello|hey|(?:many )?thanks(?: a lot)?|thank you|yes|no|ok(?:ay)?|sure|fine|sorry|congrats"
    r"|congratulations|happy birthday|good luck|well done|(?:great|good|nice) (?:job|work))"
)
_NAME = r"[^\W\d_][\w.-]*"
_SPAN = r"(?:\d+ ?(?:min(?:ute)?s?|h(?:ours?|rs?)?)|an hour|half an hour)"

_TABLE = tuple(
    (Spoken(pattern), other)
    for pattern, other in (
        # An arrow says where to.
        (rf"\A{_POLITE}(?P<what>[^:\"]{{2,60}}?) ?[-=]+> ?(?:the |my )?(?P<where>[^\W\d_][\w -]{{1,30}})\Z",
         r"\g<polite>move \g<what> to \g<where>"),
        (rf"\A{_POLITE}everything from (?P<who>.{{2,40}}?) (?:in)?to (?:the |my )?{_LIES_IN}\Z",
         r"\g<polite>move all mails from \g<who> to \g<where>"),
        (rf"\A{_POLITE}(?P<verb>archive|delete|bin|trash|flag|star) all (?:the |of the "
         rf")?(?P<who>.{{2,40}}?) (?:stuff|things)\Z",
         r"\g<polite>\g<verb> all mails from \g<who>"),
        # What is written or answered, without a sign before it.
        (rf"\A{_POLITE}(?P<verb>reply|answer|respond)(?P<whom>(?: to)? {_NAME})?,? "
         r"(?=(?:i|we) [^\W\d_]|(?:i|we|it|that)['’](?:m|ll|ve|d|s|re) )", r"\g<polite>\g<verb>\g<whom>: "),
        (rf"\A{_POLITE}(?P<verb>e-?mail|mail|message|text|write) (?P<whom>{_NAME}) "
         rf"(?={_GREETING}\W*\Z)", r"\g<polite>\g<verb> \g<whom>: "),
        (rf"\A{_POLITE}(?:reply|answer|say) (?P<text>{_GREETING}) to (?:both|all|everyone|everybody|them all)"
         r"(?: of them)?\W*\Z", r"\g<polite>reply to all: \g<text>"),
        # Tasks that wait.
        (rf"\A{_POLITE}snooze (?=(?:the |my )?[^:]{{2,40}}? (?:task|to-?do)\b)", r"\g<polite>postpone "),
        # Questions.
        (r"\A(?P<asks>.{5,80}?\bfree\b.{0,40}?),? (?:but |just )?not (?:in the )?mornings?(?P<end>\W*)\Z",
         r"\g<asks> in the afternoon\g<end>"),
        (r"\A(?P<asks>.{5,80}?\bfree\b.{0,40}?),? (?:but |just )?not (?:in the )?afternoons?(?P<end>\W*)\Z",
         r"\g<asks> in the morning\g<end>"),
        (r"\A(?P<asks>.{5,80}?\bfree\b.{0,40}?) in the (?P<part>morning|afternoon|evening)s"
         r"(?P<rest> .{3,30}?)?(?P<end>\W*)\Z", r"\g<asks>\g<rest> in the \g<part>\g<end>"),
        (r"\A(?P<lead>\W*)(?:(?:any|which|what|the|my|are there any|do i have any) )?"
         rf"(?:(?:urgent|important) )?{_MAIL} (?:that |which )?(?:do )?i (?:still )?"
         r"(?:need|have|ought|must|should)(?: to)? (?:answer|reply to)"
         r"(?: (?:asap|urgently|soon|today|now|first))*\W*\Z", r"\g<lead>who do i owe an answer?"),
        (r"\A(?:the |my )?(?P<what>(?!(?:say|since|until|till|by|just|no|and|so|but|from|know|who|what)\b)"
         r"[^\W\d_][\w'-]*(?: (?!(?:is|are|i|you|we)\b)[^\W\d_][\w'-]*){0,2}) (?P<asks>when|where)\W*\Z",
         r"\g<asks> is the \g<what>?"),
        (r"\A(?P<lead>\W*)(?:did|have) (?:i|you|we)(?: already)? (?:sen[dt]|write|written|e-?mailed|mailed?) "
         r"(?:anything|something|any (?:e-?mails?|mails?))(?P<when>(?: .{2,30}?)?)\W*\Z",
         r"\g<lead>which mails did i send\g<when>?"),
        (r"\A(?P<lead>\W*)did (?:i|you|we)(?: already)? (?:cancel|delete|call off) "
         r"(?P<what>(?:the|my) .{2,40}?)\W*\Z",
         r"\g<lead>is \g<what> cancelled?"),
        (r"\A(?P<asked>(?:what|which|when|where|who|how)\b.{3,80}?) again(?P<end>\W*)\Z",
         r"\g<asked>\g<end>"),
        (r"\Awhere(?:'s| is) the (?P<what>(?:(?:meeting|video|zoom|call) )?link)\b", r"what is the \g<what>"),
        (rf"\Awhat(?:'s| is) in (?:the |my )?{_LIES_IN}\W*\Z", r"show me the mails in \g<where>"),
        (r"\Awhich (?:ones )?are (?P<state>flagged|unread|starred|unanswered)\W*\Z", r"which mails are "
         r"\g<state>?"),
        (r"\A(?:is )?anything (?P<state>overdue|due)(?P<rest>(?: .{2,30}?)?)\W*\Z", r"what is "
         r"\g<state>\g<rest>?"),
        (r"\Awhat(?:'s| is) in (?P<what>(?:the|my) draft (?:to|for|about) .{2,60}?)\W*\Z", r"what does "
         r"\g<what> say?"),
        (r"\Awhat (?:did|has) (?P<who>[^\W\d_][\w' -]{0,40}?) attach(?:ed)?\W*\Z", r"what files did "
         r"\g<who> send?"),
        (r"\A(?:list|show)(?: me)? (?:all )?(?:my |the |of my |of the )?(?:attachments|attached files)\W*\Z",
         "which mails have attachments?"),
        # Mails and what is in them.
        (rf"\A{_POLITE}(?:find|look for|search for|get|where(?:'s| is)) (?:the |my |that )?{_PAPER} "
         rf"(?:from|by|of) (?P<who>{_NAME})\W*\Z",
         r"\g<polite>find the mail with the \g<paper> from \g<who>"),
        (rf"\A{_POLITE}(?:find|look for|search for|get|where(?:'s| is)) (?P<who>{_NAME})'s {_PAPER}\W*\Z",
         r"\g<polite>find the mail with the \g<paper> from \g<who>"),
        (rf"\A{_POLITE}(?:find|look for|search for|get|show me|where(?:'s| is)) (?:the |my "
         rf"|that ){_PAPER}\W*\Z",
         r"\g<polite>find the mail with the \g<paper>"),
        (rf"\A{_POLITE}(?P<verb>open|read|show)(?: me)? (?:the file )?{_FILE_NAME}\Z",
         r"\g<polite>read the \g<stem> file"),
        (rf"\A{_POLITE}(?:save|download) (?:the file )?{_FILE_NAME} (?=(?:to|in|into) )",
         r"\g<polite>save the \g<stem> file "),
        (rf"\A{_POLITE}(?:save|download) (?:it|that|this) (?=(?:to|in|into) [~/\"])",
         r"\g<polite>save the attachment "),
        (rf"\A{_POLITE}(?:send|fwd|forward) (?P<whom>{_NAME}) the (?P<what>[\w -]{{2,40}}?) (?:that "
         rf")?(?P<who>{_NAME}) "
         r"(?:sent|mailed|e-?mailed)(?: me| us)?\W*\Z",
         r"\g<polite>forward the \g<what> from \g<who> to \g<whom>"),
        (rf"\A{_POLITE}(?P<verb>star|flag|unstar|unflag) the (?P<what>[\w -]{{2,40}}?) one\W*\Z",
         r"\g<polite>\g<verb> the mail about \g<what>"),
        (rf"\A{_POLITE}(?P<what>(?:the|that|this|my) .{{2,80}}?) (?:isn't|isnt|is not|is no) "
         rf"(?P<state>spam|junk)\W*\Z",
         r"\g<polite>mark \g<what> as not \g<state>"),
        (rf"\A{_POLITE}(?:keep|leave) (?P<what>it|that|this|them) (?P<state>unread|read|flagged)\W*\Z",
         r"\g<polite>mark \g<what> as \g<state>"),
        (rf"\A{_POLITE}unread (?:everything|all|all mails) (?=(?:from|since|of|in)\b)(?P<which>.+)\Z",
         r"\g<polite>mark all mails \g<which> as unread"),
        (rf"\A{_POLITE}(?:tag|label) (?P<what>{_NAME}'s (?:last )?[^\W\d_]+) (?:as "
         rf")?(?P<label>[^\W\d_][\w-]*)\Z",
         r"\g<polite>label \g<what> as \g<label>"),
        (rf"\A{_POLITE}(?:open|show)(?: me)? the (?:file|document|attachment) (?:from|in|of|with|on) "
         rf"(?=.*\b{_MAIL}\b)",
         r"\g<polite>read the attachment of "),
        # Drafts.
        (r"(?<!\w)(?P<who>(?!today|tomorrow|it|that)[^\W\d_][\w-]+)'s draft(?P<rest> about "
         r"[\w -]+)?(?=\W*\Z| to | in )",
         r"the draft to \g<who>\g<rest>"),
        (rf"\A{_POLITE}(?:(?:the|my) )?draft (?:to|for) (?P<who>{_NAME}) (?:should|must|shall) "
         rf"(?:say|read):? "
         r"[\"“]?(?P<text>[^\"”]+?)[\"”]?\Z",
         r'\g<polite>change the text of the draft to \g<who> to "\g<text>"'),
        (rf"\A{_POLITE}cc (?P<who>[^,:]{{2,60}}?) (?:on|in|into|to) (?P<what>(?:the|my) draft\b.+)\Z",
         r"\g<polite>add \g<who> in cc to \g<what>"),
        (rf"\A{_POLITE}(?P<verb>change|set) (?:the )?subject of (?=the draft)", r"\g<polite>\g<verb> the "
         r"subject of "),
        (
            rf"\A{_POLITE}draft (?:an? |the )?(?:reply|answer|response) to (?P<who>[^:,]{{2,40}}): "
            rf"?(?P<text>.+)\Z",
            r"\g<polite>draft a reply to \g<who> saying \g<text>",
        ),
        (
            rf"\A{_POLITE}(?:mail|e-?mail|write(?: to)?|tell|message) (?P<who>{_NAME})(?: that| "
            rf"saying|:)? (?P<text>.+?),?"
            r" (?:but |and )?(?:just )?(?:keep|save|leave|store) it as (?:a )?draft\W*\Z",
            r"\g<polite>draft a mail to \g<who> saying \g<text>",
        ),
        # Tasks.
        (r"\Awhat(?:'s| is| are) due(?P<when>(?: .{2,30}?)?)\W*\Z", r"what tasks are due\g<when>?"),
        (
            rf"\A{_POLITE}(?:turn|make) (?P<who>{_NAME})'s (?P<what>(?!last|latest|new)[^\W\d_]+) {_MAIL} "
            rf"into a task",
            r"\g<polite>make a task of \g<who>'s mail about \g<what>",
        ),
        (r"\A(?:todo|to-do) "
         r"(?!(?:list|lists|item|items|for|is|are|was|today|tomorrow|with)\b)(?=[^\W\d_])", "todo: "),
        (r"\A(?:i )?(?:need|have|got) to (?P<what>[^,;]{3,80}), (?:put|add) (?:it|that) (?:on|to) my "
         r"(?:to-?do )?list\W*\Z",
         r"add a task to \g<what>"),
        (r"\A(?P<rule>every [\w ]{3,30}?|daily|weekly|monthly) (?:task|todo|to-do): ?(?P<what>.{3,80})\Z",
         r"add a task to \g<what> \g<rule>"),
        (rf"\A{_POLITE}(?:make|mark|set) the (?P<what>(?!.*\b{_MAIL}\b)[\w -]{{2,40}}?)(?: thing| one| task) "
         r"(?:as )?(?:urgent|(?:high|top) priority)\W*\Z",
         r"\g<polite>set the priority of the \g<what> task to high"),
        # Events.
        (rf"\A{_POLITE}kick (?P<who>[^,:]{{2,40}}?) (?:off|out of|from) (?=(?:the|my|our) )",
         r"\g<polite>remove \g<who> from "),
        (r"\A(?P<what>.{5,100}), (?:only|just) (?:that|this) one\W*\Z", r"\g<what>"),
        (r"\Awhen can (?P<who>.{2,60}?) meet(?P<when>(?: .{2,40}?)?),? (?:please )?ask "
         r"(?:them|him|her)\W*\Z",
         r"ask \g<who> when they can meet\g<when>"),
        # Contacts.
        (rf"\A(?P<who>{_NAME}(?: {_NAME})?) works (?:at|for) (?P<where>[^,;:?!]{{2,40}}?) now\W*\Z",
         r"note that \g<who>'s company is \g<where>"),
        # Said of who is told.
        (rf"\A{_POLITE}(?P<verb>tell|text|message|mail|e-?mail) (?P<who>{_NAME}) ill "
         r"(?=(?:be|come|call|do|send|get|join|have|need|bring|take|pay)\b)",
         r"\g<polite>\g<verb> \g<who> i'll "),
    )
)  # fmt: skip
_NOW = Spoken(
    r"\A(?:the |my |our )?(?P<what>[^\W\d_][\w':-]*(?: [\w':-]+){0,3}?) "
    r"(?:(?:starts|begins|is|will be)(?P<first> now)? at (?P<at>\d[\d:.]*(?: ?[ap]m)?)"
    r"|(?:is|takes place|will be|is (?:being |going to be )?held)(?P<then> now)? (?:in|at) "
    r"(?P<place>(?!the (?:moment|works|way|past|future|morning|afternoon|evening|night|end|weekend)\b)"
    r"[^\W\d](?:(?! (?:at|on|from) )[\w'.& -]){1,40}?)"
    rf"|(?P<by>{_SPAN}) (?P<way>later|earlier))(?: (?P<now>now|instead))?\W*\Z"
)
""" "The workshop starts at 2 now", "dentist 15 min later": what there is already, and is otherwise."""
_SOMEWHERE = Spoken(r"(?:the|our|my) \w|(?-i:[A-Z])")
_NONE_OF_IT = Spoken(
    r"\A(?:there(?:'s| is|'ll be| will be) )?no (?P<what>[^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*)?) "
    r"(?P<when>(?:(?:on |this |next )?(?:week|month|today|tomorrow|tmrw"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)|on (?:the )?\d{1,2}(?:st|nd|rd|th)?|on \w{3,9} \d{1,2})"
    r"\b[^?]{0,20})\Z"
)
_DONE = Spoken(r"\A(?:the )?(?P<what>[^\W\d_][\w'-]*(?: [\w'-]+){0,2}) (?:is |are )?done\W*\Z")


def written_out(text: str) -> str:
    """`text` with what is short in it written out."""
    text = _OPENING.sub(lambda match: match["polite"] + _VERBS[match["word"].lower()], text)
    text = _PRIORITY.sub(r"\g<level> priority", text)
    text_of_theirs = _TEXT.search(text)
    begin = text_of_theirs.start() if text_of_theirs else len(text)
    text = _OWNED.sub(_owner, text[:begin]) + text[begin:]
    if not _TELLS.search(text):
        text = rewritten(text, _WORDS)
    return _otherwise(rewritten(text, _TABLE))


def _owner(match: re.Match[str]) -> str:
    low = f"{match['who']}s".lower()
    known = low in _PLURALS | FUNCTION | EVENT_NOUNS | MAIL_NOUNS | COMMAND_VERBS
    return match[0] if known or low.endswith(("ss", "us", "is")) else f"{match['who']}'s "


def _otherwise(text: str) -> str:
    """What is said of a thing that there is, as what is to be done with it."""
    if (match := _NOW.match(text)) and match["what"].split()[0].lower() not in _NOT_A_THING:
        if match["by"]:
            way = "back" if match["way"].lower() == "later" else "forward"
            return f"move the {match['what']} {way} by {match['by']}"
        changed = match["first"] or match["then"] or match["now"]
        place = match["place"] or ""
        if changed and match["at"]:
            return f"move the {match['what']} to {match['at']}"
        if changed and (_SOMEWHERE.match(place) or names_a_place(place)):
            return f"change the location of the {match['what']} to {match['place']}"
    if (match := _NONE_OF_IT.match(text)) and not set(match["what"].lower().split()) & (_NO_NEWS | FUNCTION):
        return f"skip {match['what']} {match['when']}"
    if (match := _DONE.match(text)) and not set(match["what"].lower().split()) & (
        _NOT_A_THING | GENERIC_EVENTS
    ):
        return f"mark {match['what']} as done"
    return text
