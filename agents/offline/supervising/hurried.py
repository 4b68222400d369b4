"""What is typed in a hurry, as the rules read it: "wher is …", "whats left", "pls fwd it to Ana", "fyi".

Only what opens a sentence or ends it is put right, and whole sentences that say one thing: a text that
somebody is to be sent stays as it was typed.
"""

import re
from functools import cache

from agents.offline.asking.history import just_looked_for, last_thing, listed_last
from agents.offline.asking.messages import Request
from agents.offline.reading.courtesies import OPENED, OPENERS
from agents.offline.reading.words import EVENT_NOUNS, MAIL_NOUNS, Domain
from agents.offline.supervising.of_the_list import of_the_list
from agents.offline.supervising.open_question import says_only_when
from agents.offline.supervising.read_next import next_to_read
from agents.offline.supervising.rewording import quotable
from agents.offline.supervising.shorthand import written_out
from agents.offline.supervising.unfinished import last_only_looked
from agents.offline.tasks.frames import TASKS
from tools.patterns import Spoken, rewritten

_LONGEST = 200
_MISSPELT = ("what", "when", "where", "which", "whose")
_WORDS_OF_THEIR_OWN = frozenset(
    "hat that wat's then hen here there were wheres whens wick witch with rich hose hole whole wet hen "
    "wee weer wear ware whet white while hate chat".split()
)
"""A letter away from one that asks, and words themselves."""
_GOES_ON = (
    r"is|are|was|were|do|does|did|have|has|can|will|should|mails?|e-?mails?|messages?|tasks?|events?"
    r"|meetings?|drafts?|files?|attachments?|time|day|room|people|of|my|the|s|'s"
)
_OPENING = rf"\A(?P<lead>\W*(?:(?:{OPENERS}|btw|sorry|um)\W+)*)"
_FIRST = Spoken(rf"{_OPENING}(?P<word>[^\W\d_]{{2,6}})(?= (?:{_GOES_ON})\b)")
_WERE = Spoken(rf"{_OPENING}were(?= (?:is|are|was|do|does|did|can)\b)")
_RUN_TOGETHER = Spoken(rf"{_OPENING}(?P<word>what|when|where|who|how|that|there|here)s(?= (?!'))")
_NOT = Spoken(r"\b(?P<verb>do|does|did|has|have|had|is|are|was|were|wo|ca|could|would|should)nt\b")
_ASKED_NOT = Spoken(
    rf"{_OPENING}(?:who|which|what|any|anything|anybody|anyone|do|does|did|is|are|has|have|show|list"
    r"|(?:tell|ping|notify|alert|nudge|text) me|let me know|if)"
)
_ALONE = r"(?:yes|no|nope|ok(?:ay)?|sure|agreed|fine|(?:sounds|looks) good|that works|not yet|will do)"
_TELL_THEM = Spoken(rf"\A\W*{OPENED}tell (?:him|her|them) (?P<text>{_ALONE}\b[^\n]*)\Z")
""" "Tell her yes": an answer, to the mail that was just read."""
_PLEASE = Spoken(r"\A\W*(?:pls|plz|plse)\b|\b(?:pls|plz|plse)(?=\W*\Z)")
_AT_THE_END = Spoken(r"(?:,? ?\b(?:fyi|thx)[.!]*\s*)+\Z")
_TELLS = Spoken(r":|\b(?:that|saying|say|tell|write|ask)\b")
"""Where a text of the person's own may stand, whose last word is theirs."""
_MAIL = r"(?:e-?mails?|mails?|messages?|msgs?)"
_NEXT = Spoken(
    rf"\A\W*{OPENED}(?:read |show |open )?(?:the )?next"
    rf"(?: one| {_MAIL})?(?: please)?\W*\Z"
)
_POLITE = rf"(?P<polite>{OPENED})"
_DONE = r"(?:done|paid|settled|sorted|finished|over|off|closed|old|outdated|signed|handled|dealt with|read)"
_STATE = r"(?:spam|junk|junk mail|important|not spam|not junk|not important)"


def _at_another_time(match: re.Match[str]) -> str:
    when = match["when"] or " another time"
    return f"{match['polite']}move {match['what'] or 'it'} to {when.strip().removeprefix('on ')}"


_TABLE = tuple(
    (Spoken(pattern), other)
    for pattern, other in (
        # Why, before what.
        (rf"\A{_POLITE}(?P<what>(?:the|my|that) [\w' -]{{2,40}}?) (?:is|are|was|were|has been|have been)"
         rf" (?:all |already |now )?{_DONE},? (?:so |and )?"
         r"(?P<verb>unflag|flag|archive|delete|bin|trash|file) (?:it|that|them)(?P<end>\W*)\Z",
         r"\g<polite>\g<verb> \g<what>\g<end>"),
        (rf"\A{_POLITE}(?:that(?:'s| is)|this is|it(?:'s| is)) (?P<state>{_STATE}): ?"
         r"(?P<what>(?:the|my|that) .+?)\W*\Z",
         r"\g<polite>mark \g<what> as \g<state>"),
        (rf"\A{_POLITE}(?P<what>(?!(?:mark|show|list|find|any|are|is|which|what|how|all|flag|read|open|my|new"
         rf"|do|did|i)\b)(?:(?:the|that) )?[^\W\d_][\w'-]+(?: last| latest)? {_MAIL})"
         r" (?:back to |as )?(?P<state>unread|read|flagged|starred|spam|junk)(?: again)?\W*\Z",
         r"\g<polite>mark \g<what> as \g<state>"),
        # All that lies somewhere.
        (rf"\A{_POLITE}(?:empty|clear out|clean out|purge) (?:the |my )?(?P<where>junk|spam|drafts?)"
         r"(?: (?:folder|box|mails?))?\W*\Z",
         r"\g<polite>delete all mails in the \g<where> folder"),
        # Sent on.
        (rf"\A{_POLITE}(?:send|pass) (?P<what>(?:the|my|that|this) [^,:]+?) (?:on|along|over) to ",
         r"\g<polite>forward \g<what> to "),
        (r"\bdraft (?:for|4) (?=[^\W\d_])", "draft to "),
        (r"(?P<verb>\b(?:e-?mail|mail|write(?: to)?|tell|message|ping|notify|send|invite))"
         r" (?:everyone|everybody|all|people) (?:in|from|of) "
         r"(?P<group>[^\W\d_]+)(?: (?:team|group|department))?(?= that\b| saying\b| about\b|[:,])",
         r"\g<verb> the \g<group> team"),
        # What somebody is told, without "that".
        (rf"\A{_POLITE}(?P<verb>e-?mail|mail|message|write(?: to)?) "
         r"(?P<who>[^\W\d_]{2,}(?: and [^\W\d_]{2,})?) (?=(?:i|we|he|she|they|it|there"
         r"|i['’](?:m|ll|ve|d)|we['’](?:re|ll|ve)|it['’]s|that['’]s) [^\W\d_]{2,})",
         r"\g<polite>\g<verb> \g<who> that "),
        # What was spoken of.
        (r"\A(?P<lead>\W*)(?:is|was) (?:it|that|this)(?: one)? (?:already |still |now )?(?:in|on) "
         r"(?:my|the|our) (?:calendar|agenda|schedule)(?: (?:already|now|yet))?\W*\Z",
         r"\g<lead>when is it?"),
        # How a day looks.
        (r"\A(?P<lead>\W*)what(?:'s| is) my (?P<span>day|week|weekend|morning|afternoon|evening|month)"
         r"(?=(?: (?:today|tomorrow|on|next|this)\b[^.?!,]*?)?(?:\W*\Z| and\b))",
         r"\g<lead>what's my \g<span> like"),
        # Another time.
        (rf"\A{_POLITE}(?:find|look for|suggest|propose|pick) (?:me )?"
         r"(?:another|a (?:new|different|better|later|earlier)) (?:time|slot|date|day)"
         r"(?: for (?P<what>it|that|this|(?:the|my) [\w' -]{2,40}?))?"
         r"(?P<when> (?:on|next|this|tomorrow|in|later)\b[^.!?]*)?\W*\Z",
         _at_another_time),
        # How long before.
        (rf"\A{_POLITE}remind me (?:about it |of it )?(?:on )?the day before"
         r"(?P<what>(?: (?:it|that|the [\w' -]{2,40}))?)\W*\Z",
         r"\g<polite>remind me 1 day before\g<what>"),
        (rf"\A{_POLITE}remind me (?:about it |of it )?the (?P<long>week|hour) before"
         r"(?P<what>(?: (?:it|that|the [\w' -]{2,40}))?)\W*\Z",
         r"\g<polite>remind me 1 \g<long> before\g<what>"),
        # Lists of what is to be done.
        (rf"\A{_POLITE}what(?:['’]s| is) (?:still |left )*(?:on|in) (?:my|the) (?:to-?do |task )?list"
         r"(?: (?:still|left|now))*\W*\Z",
         r"\g<polite>show my tasks"),
        (rf"\A{_POLITE}(?:add|put) (?P<what>(?!(?:it|that|this|them|him|her|an?|something|anything|stuff"
         rf"|things?|items?|more|the|my"
         rf"|some)\b)[^\W\d_][^,;:\n]{{2,60}}?) "
         r"(?:to|on) (?:my|the) (?:to-?do |task )?list\W*\Z",
         r"\g<polite>add a task to \g<what>"),
        (r"\A(?P<lead>\W*)(?:note|memo|reminder) to (?:self|myself)(?:: ?|, ?"
         r"| - )(?:to )?(?P<what>[^\W\d_][^\n]{2,80}?)\W*\Z",
         r"\g<lead>add a task to \g<what>"),
        # Told to one more.
        (rf"\A{_POLITE}(?P<verb>tell|mail|e-?mail|write) (?P<who>[^\W\d_]{{2,}}(?: and [^\W\d_]{{2,}})?)"
         r"(?: that)? (?:too|as well|also)\W*\Z",
         r"\g<polite>\g<verb> \g<who> the same"),
        # "Ok book it, coffee with Jonas", of the time that was asked about.
        (rf"\A{_POLITE}(?P<verb>book|schedule|take|reserve|grab) (?:it|that|this|that (?:time|slot)"
         rf"|the slot)(?: then)?"
         r"(?:[,:;]| for) (?:an? )?(?P<what>(?!\d|(?:at|on|in|by|the|my|next|this|half|an|a|hours?"
         r"|minutes?|while|bit|days?|weeks?|me|us|now)\b)[^\W\d_](?![^\n]*\b(?:at \d|\d ?[ap]m"
         r"|tomorrow|today|\w+day)\b)[^,;:\n]{2,60}?)\W*\Z",
         r"\g<polite>schedule \g<what> then"),
        # What waits.
        (rf"\A{_POLITE}(?:text|nudge|poke|ping|alert) me (?=(?:if|when|once|as soon as)\b)",
         r"\g<polite>tell me "),
        (rf"\A{_POLITE}(?:do not|don't) let me forget (?=(?:to|about)\b)", r"\g<polite>remind me "),
        (rf"\A{_POLITE}yes to (?=(?:(?:the|that|this|her|his|my|[^\W\d_]+'?s) )?(?:invitation|invite)\b)",
         r"\g<polite>accept "),
        (rf"\A{_POLITE}no to (?=(?:(?:the|that|this|her|his|my|[^\W\d_]+'?s) )?(?:invitation|invite)\b)",
         r"\g<polite>decline "),
        (rf"\A{_POLITE}snooze (?P<who>[^\W\d_]{{2,}}?)'?s (?P<what>[\w -]{{2,40}}?) "
         r"(?=(?:till|until|for|to|tomorrow|tonight|next)\b)",
         r"\g<polite>snooze the mail from \g<who> about \g<what> "),
        # Files.
        (r"\A(?P<lead>\W*)(?:did|has) (?P<who>[^\W\d_][\w' -]{0,40}?) (?:attach(?:ed)?|enclosed?) "
         r"(?:anything|something|any files?|a file|files)\W*\Z",
         r"\g<lead>what files did \g<who> send?"),
        (r"\A(?P<lead>\W*)(?:what(?:'s| is) (?:attached|enclosed)|(?:is )?anything (?:attached|enclosed))"
         r"(?: to (?:it|that|this))?\W*\Z",
         r"\g<lead>does it have attachments?"),
        (r"\A(?P<lead>\W*)(?:is|are|was|were) there (?:an? |any )?(?:attachments?|attached files?|files?)"
         r"(?: (?:to|with|in|on) (?:it|that|this)| attached)?\W*\Z",
         r"\g<lead>does it have attachments?"),
        # Contacts.
        (r"\A(?P<lead>\W*)(?:new|other) "
         r"(?P<field>(?:phone |mobile |cell )?number|e-?mail(?: address)?|address)"
         r" (?:for|of) (?P<who>[^\W\d_][\w' -]{0,40}?) ?(?:: ?|is |, ?)(?P<value>\S.+)\Z",
         r"\g<lead>\g<who>'s new \g<field> is \g<value>"),
    )
)  # fmt: skip
_WHAT_THEY_WANT = Spoken(
    rf"\A\W*{OPENED}what (?:do|does|did|has) "
    r"(?P<who>he|she|they|it"
    r"|(?!(?:i|we|you|the|this|that|my|our|an?)\b)[^\W\d_]{2,}(?: (?-i:[A-Z])[\w'-]+)?) "
    r"(?:want|need|say|write|ask(?: for)?|said|written)(?: (?:from|of|to) me)?"
    r"(?P<about> about [\w' -]{2,40})?\W*\Z"
)
""" "What does he want?", of a mail: what it says."""
_OF_A_DAY = Spoken(
    rf"\A{_POLITE}(?P<verb>skip|cancel|drop|delete|move|shift|push|reschedule) "
    r"(?P<day>(?:next |this )?(?:week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|tomorrow|today)"
    r"(?:'?s(?: one)?|(?P<bare>(?<=week)|(?<=month)))(?= to\b|\W*\Z)"
)
""" "Skip next week's", of the series that was spoken of."""
_NOTE = Spoken(
    rf"\A{_POLITE}(?P<verb>add|put|write|make|leave) (?:(?:an?|the|another) )?(?:note|comment"
    rf"|description)s? (?:to"
    rf"|on|in|for|into|of) "
    r"(?P<what>it|that|this|(?:the|my|our) (?!.*\b(?:task|to-?do|contact|e?-?mail|draft)\b)[^:\"“\n]{2,60}?)"
    r"(?:: ?| saying(?: that)? | that says | to )[\"“]?(?P<note>[^\"”\n]{2,200}?)[\"”]?\s*\Z"
)
""" "Add a note to it: bring slides"."""
_UNTIL_IT = Spoken(
    r"\A(?P<asks>\W*(?:(?:so|and|ok(?:ay)?)\W+)*how (?:many \w+|long|much time)"
    r"(?: (?:is (?:it|there)|are there|do (?:i|we) have|left|still))* (?:until|till|til|before))"
    r" (?:it|that|then)(?: (?:starts|begins|is))?\W*\Z"
)
""" "How many days until then?", of the event that was spoken of."""
_RETIMED = Spoken(
    r"\A\W*(?:(?:no|actually|sorry|wait|ok(?:ay)?|and|oh|better|rather)\W+)*"
    r"(?:(?P<verb>make|move|change|push|set|shift|do) (?:it|that)(?: to| for"
    r"| on)? )?(?P<when>[^,.;:?!\n]{2,40})\W*\Z"
)
""" "Make it Thursday", "tomorrow at 9": when, of the task that was just made."""
_SEND_IT = Spoken(rf"\A{_POLITE}send (?:it|that|this)(?: one)?(?: (?:now|off|out|as it is|please))*\W*\Z")
_OWN = {"he": "his", "she": "her", "they": "their"}
_MARK_ALL = Spoken(
    rf"\A{_POLITE}mark (?:all|everything|the lot|all of it|it all|all (?:my |the )?{_MAIL})(?: of them)?"
    r"(?: as)? (?P<state>read|seen|unread)(?: please)?\W*\Z"
)


def unhurried(request: Request) -> str:
    """The text of `request` in the words that the rules read; as it was typed where it is in such."""
    text = request.text
    if len(text) > _LONGEST or "\n" in text.strip():
        return text
    typed = text.replace("’", "'")
    plain = _in_plain_words(typed, request)
    return text if plain == typed else plain


def _in_plain_words(text: str, request: Request) -> str:
    text = _asked_rightly(text)
    if not _TELLS.search(text):
        text = _AT_THE_END.sub("", _PLEASE.sub("please", text)) or text
    if match := _MARK_ALL.match(text):
        return _marking_all(match, request)
    text = _the_one_listed(text, request)
    if _NEXT.match(text):
        return next_to_read(request) or text
    if match := _TELL_THEM.match(text):
        thing = last_thing(request.history, None)
        return f"reply saying {match['text']}" if thing and thing.domain is Domain.EMAIL else text
    if match := _NOTE.match(text):
        return _with_note(match, request) or text
    if match := _UNTIL_IT.match(text):
        thing = last_thing(request.history, Domain.CALENDAR)
        return f'{match["asks"]} "{quotable(thing.title)}"?' if thing else text
    if (match := _RETIMED.match(text)) and (due := _retimed(match, request)):
        return due
    if (asked := of_the_list(text, request)) is not None:
        return asked
    if _SEND_IT.match(text):
        thing = last_thing(request.history, Domain.EMAIL)
        return f"send the draft '{thing.title}'" if thing and thing.draft else text
    if match := _WHAT_THEY_WANT.match(text):
        return _what_they_say(match, request)
    if match := _OF_A_DAY.match(text):
        thing = last_thing(request.history, Domain.CALENDAR)
        if thing is None and match["bare"]:
            return text
        which = f"'{thing.title}' {match['day']}" if thing else f"the one {match['day']}"
        return f"{match['polite']}{match['verb']} {which}{text[match.end() :]}"
    return written_out(rewritten(text, _TABLE))


_THE_ONE = Spoken(
    r"\bthe (?P<what>(?!(?:first|second|third|fourth|fifth|older|newer|previous|former|latter|shorter"
    r"|longer|bigger|smaller|last|next|other|same|whole|only|new|newest|latest"
    r"|old|oldest|right|wrong|big|long|longest|short|shortest|early|earlier|earliest|late|later|one|best"
    r"|biggest|unread|flagged|morning|afternoon|evening"
    r"|\w+day)\b)[^\W\d_][\w'-]*(?: (?!one\b)[^\W\d_][\w'-]*)?) one\b"
    r"(?! (?:who|that|which|thing|day|time|hour|week|month)\b)"
)
"""By what is it called: "the budget one", of what was listed."""
_A_THING = {Domain.CALENDAR: r"the \g<what> event", Domain.EMAIL: r"the mail about \g<what>"}
_OF_TASKS = Spoken(
    rf"\A(?P<lead>\W*{OPENED}(?:move|push|postpone|delay|shift|reschedule|delete|remove|drop|snooze|finish"
    r"|tick off|check off|complete) )(?P<what>(?:the|my) (?!(?:task|first|second|third|last|next|one)\b)"
    r"[^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*)?)(?= (?:to|until|till|by|back)\b|\W*\Z)"
)
""" "Push the plants to Sunday", of what was listed."""
_NO_TASK = EVENT_NOUNS | MAIL_NOUNS | {"task", "tasks", "thing", "one", "todo"}


def _moved(text: str) -> str:
    """ "The budget one to Thursday": where it goes, without a verb."""
    return f"move {text.strip()}" if _TO_WHEN.match(text) else text


_TO_WHEN = Spoken(r"\A\W*the [^.,;:!?\n]{2,40}? (?:event|task) (?:to|until|till) [^.,;:!?\n]{2,40}\Z")


def _the_one_listed(text: str, request: Request) -> str:
    """ "The budget one", after a list: with the noun of what was listed."""
    if not (_THE_ONE.search(text) or _OF_TASKS.match(text)):
        return text
    told = next((line.text for line in reversed(request.history) if not line.by_user), "")
    if told.rstrip().endswith("?"):  # one of those that are asked about, whatever they are
        return text
    listed = listed_last(request.history)
    if listed in _A_THING:
        return _moved(_THE_ONE.sub(_A_THING[listed], text))
    if listed != TASKS:
        return text
    text = _moved(_THE_ONE.sub(r"the \g<what> task", text))
    match = _OF_TASKS.match(text)
    if match is None or _NO_TASK.intersection(match["what"].lower().split()):
        return text
    return f"{match['lead']}{match['what']} task{text[match.end() :]}"


def _retimed(match: re.Match[str], request: Request) -> str | None:
    """When a task is due, in its own words; None where no task was spoken of, or something else is said."""
    thing = last_thing(request.history, None)
    if thing is None or thing.domain != TASKS or not says_only_when(match["when"], request.now):
        return None
    if not match["verb"] and last_only_looked(request.history):
        # "Tomorrow", after "what do I have to do today?", asks on.
        return None
    return f"set the due date of it to {match['when']}"


def _with_note(match: re.Match[str], request: Request) -> str | None:
    """The note in quotation marks; None where "it" is no event."""
    thing = last_thing(request.history, None)
    pointed = match["what"].lower() in {"it", "that", "this"}
    if pointed and (thing is None or thing.domain is not Domain.CALENDAR):
        return None
    return f'{match["polite"]}add the note "{match["note"]}" to {match["what"]}'


def _what_they_say(match: re.Match[str], request: Request) -> str:
    """Of the mail that was spoken of; else of the last one of theirs, where it is of mails or of a name."""
    who, about = match["who"].lower(), match["about"] or ""
    thing = last_thing(request.history, None)
    of_a_mail = thing is not None and thing.domain is Domain.EMAIL
    if of_a_mail and not about and who in {*_OWN, "it"}:
        return "what does it say?"
    looked = of_a_mail or just_looked_for(request.history, Domain.EMAIL, request.now) is not None
    if who == "it" or (who in _OWN and not looked):
        return match[0]
    whose = _OWN.get(who, f"{match['who']}'s")
    return f"what does {whose} last mail{about} say?"


def _marking_all(match: re.Match[str], request: Request) -> str:
    """All of those that were just listed; else all that are unread."""
    state = match["state"]
    if just_looked_for(request.history, Domain.EMAIL, request.now) is not None:
        return f"mark them all as {state}"
    return f"mark all {'' if state == 'unread' else 'unread '}mails as {state}"


def _asked_rightly(text: str) -> str:
    text = _WERE.sub(lambda match: f"{match['lead']}where", text)
    text = _FIRST.sub(lambda match: match["lead"] + _known(match["word"]), text)
    text = _RUN_TOGETHER.sub(lambda match: f"{match['lead']}{match['word']}'s", text)
    if _ASKED_NOT.match(text) or text.lower().startswith("dont "):
        text = _NOT.sub(lambda match: f"{match['verb']}n't", text)
    return text


def _known(word: str) -> str:
    """`word`, or the word that asks of which it is a slip."""
    low = word.lower()
    meant = _slips().get(low)
    return word if meant is None else (meant.capitalize() if word[0].isupper() else meant)


@cache
def _slips() -> dict[str, str]:
    """Words that ask with one letter left out, typed twice, or two in the wrong order."""
    found: dict[str, set[str]] = {}
    for word in _MISSPELT:
        for i in range(len(word)):
            for slip in (
                word[:i] + word[i + 1 :],
                word[: i + 1] + word[i:],
                word[:i] + word[i : i + 2][::-1] + word[i + 2 :],
            ):
                found.setdefault(slip, set()).add(word)
    return {
        slip: words.pop()
        for slip, words in found.items()
        if len(words) == 1 and slip not in _MISSPELT and slip not in _WORDS_OF_THEIR_OWN and len(slip) > 2
    }
