"""The words of questions about mails, as patterns of whole words in small letters."""

from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import EVENT_NOUNS

NOUNS = r"emails?|mails?|messages?|correspondence|threads?|e-mails?"
BULK = {
    "newsletter": "newsletter", "newsletters": "newsletter",
    "notification": "notification", "notifications": "notification",
}  # fmt: skip
"""What mails are called that many get, by the kind that `search_emails` knows."""
WRITE = (
    r"write|written|wrote|sen[dt]|emailed|mailed|messaged|forward(?:ed)?|"
    r"(?:email|mail|message)(?= (?:me|us) )"
)
ANSWER = (
    r"answer(?:ed)?|repl(?:y|ied)(?: to)?|respond(?:ed)?(?: to)?|(?:write|written|wrote) back(?: to)?|"
    r"(?:get|got|gotten) back to"
)
MAILISH = (
    rf"{NOUNS}|inbox|mailbox|unread|drafts?|unanswered|newsletters?|attachments?|files?|archive|trash|spam|"
    rf"{WRITE}|{ANSWER}|(?:it|that|this) says?|heard from|hear from|anything (?:new )?from|arrived|"
    r"came in|what came|(?:last|latest|newest)(?: one)? from(?! (?:my|the|our|this|your) )"
)
"""What says that it is about mails."""
BEGINS = (
    r"(?:from |to )?(?:what|which|when|where|who|whom|whose|how)|do(?! not )|does|did|has|had|am|is|are"
    r"|was|were|any|anything|anyone|anybody|have(?! (?:an?|the|me|it|this|that) )"
)
"""How a question begins."""
A_LOOK = r"show|list|find|search|display|view|see|check|look|count|give (?:me|us)|tell me about"
OF_US = r"(?:do|did|have|are|can|could|will|would|should) you"
OF_THE_WORLD = (
    r"invent(?:ed|or|ion)|(?:stands?|stood) for|(?:in|of|around) the world|worldwide"
    r"|on average|people (?:still )?use"
)
"""What is asked of mail as such."""
HOW_TO = (
    r"how (?:to|(?:do|does|can|could|should|would|must) (?:i|we|one|you|somebody|people))"
    r"(?! (?:see|find|read|get|check|open|view|search|look|list|show|know) )"
)
"""It asks the way, and nothing of what is there; but the way to a look is the look itself."""
LISTED = (
    r"(?:all |the |my |unread |new |unanswered |last |latest |newest |first |most recent |recent |\d+ )*"
    r"(?:emails|mails|messages)|(?:my |the )?(?:last|latest|newest|first|most recent|unread|new|unanswered)"
    r" (?:(?:unread|new) )?(?:e?mails?|messages?)|(?:show )?unread|"
    r"[^\W\d_]\w* 's (?:last|latest|newest|unread|new) e?mails?|"
    r"(?:the )?(?:last|latest|newest)(?: one)? from(?! (?:my|the|our|this|your) )"
)
"""How what is wanted is named, without a word that asks for it."""
GRAMMAR = frozenset(
    "i we me us my our mine you the a an this that these those of to for on in at by is are was were be "
    "been am do does did has have had having got get gets getting can could would will there any anything "
    "something some all every everything each it its and please now just also still so yet "
    "already ever currently exactly actually really what which when where who whom how if whether show "
    "list find tell check search display give view see look open read count over from here received "
    "receive came come comes coming arrived in up with 's as else more many much hi hello hey yes ok okay "
    "thanks say says said mail mails email emails e-mail e-mails message messages thread threads "
    "correspondence inbox mailbox sent send one ones thing things stuff time times day date last recent "
    "recently".split()
)  # fmt: skip
FOLDERS = {
    "inbox": "inbox", "mailbox": "inbox", "archive": "archive", "trash": "trash", "bin": "trash",
    "draft": "drafts", "drafts": "drafts", "sent": "sent", "outbox": "sent",
    "junk": "junk", "spam": "junk",
}  # fmt: skip
MAKES = r"(?:do|did|does|have|has|had)"
I_WROTE = (
    r"(?:do|did) i(?: last| ever)? (?:write|send|email|mail|message)|"
    r"(?:have|had) i(?: ever| already)? (?:written|sent|emailed|mailed|messaged)|"
    r"i (?:have |had |last )?(?:wrote|written|sent|emailed|mailed|messaged)"
)
THEY_ANSWERED = rf"{MAKES} (?!(?:i|we|you) )(?:\S+ ){{1,3}}?(?:{ANSWER})"
ANYBODY = frozenset("anyone anybody someone somebody everyone everybody people you anything".split())
POINTED = r"(?:that|this) (?:e-?mail|mail|message)(?! (?:i|we|you|he|she|they|from|about|to) )"
"""The one that was spoken of, and none "that I sent"."""
NOT_ANSWERED = (
    # By me, or by nobody; "who has not answered" is somebody else.
    r"unanswered|(?:that |which )?(?:i (?:have )?not|have i not|have not i|have n't i|"
    r"(?:have|has) not(?= (?:yet )?been )|"
    r"(?:are |is |was |were )?(?<!have )(?<!has )(?<!did )not) (?:yet |been )*(?:i )?"
    rf"(?:{ANSWER})(?: yet)?|without (?:an |a )?(?:answer|reply)|"
    r"(?:still )?(?:need|needs|needing|waiting for) (?:an |a |my )?(?:answer|reply)|"
    rf"(?:that |which )?i (?:still )?(?:need|have|ought|must|should)(?: to)? (?:{ANSWER})"
    r"(?: (?:asap|urgently|soon))?|"
    r"(?:that |which )?(?:has |have )?(?:nobody|no one|none of us)(?: has| have)?(?: ever| yet)? "
    rf"(?:{ANSWER})(?: yet)?"
)
ANSWERED = r"(?:that |which )?i (?:have |had )?(?:already )?(?:answered|replied to)|already answered"
ATTACHED = (
    r"(?:with|has|have|having|containing) (?:an |any |some |a )?"
    r"(?:attachments?|attached files?|files? attached|files?)|attached"
)
NOT_ATTACHED = r"(?:without|with no) (?:any |an )?(?:attachments?|files?)"
FOLDER = (
    r"(?:(?:in|from) )?(?:my |the )?(?P<folder>inbox|mailbox|archive|trash|bin|junk|spam|drafts?|outbox|"
    r"sent(?= folder| mails?| emails?| messages?| items?))(?: folder)?"
)
_TO_DO = "|".join(sorted(COMMAND_VERBS | {"be", "do", "get", "go", "have", "know", "reach"}))
TO = rf"to(?! (?:{_TO_DO}) )"
"""What stands before whom a mail was for, and before no verb."""
WHO_WRITES = (
    r"(?P<who>(?:✉|[^\W\d_][\w.-]*)(?: (?!(?:ever|already|still|yet) )[^\W\d_][\w.-]*)?(?: (?:and"
    r"|or) [^\W\d_][\w.-]*)?)"
    rf" (?:has |have |had |last |just |ever |already |still |yet )*(?:{WRITE}|{ANSWER})"
)
"""Whoever stands before what they do: "Ana sent", "has Ben written"."""
HAS_FILES = r"(?:have |has |with |come with )?(?:an |any )?(?:attachments?|files?)(?: attached)?|attached"
OF_EVENTS = (
    r"tentative|rsvp|accept(?:ed)?|declined?|attending|invite[sd]?|invitations?|"
    rf"respond(?:ed)? (?:to|about) (?:(?:the|my|our|a) )?(?:\S+ ){{0,2}}?(?:{'|'.join(sorted(EVENT_NOUNS))})"
)
"""What is said of those who come to events."""
