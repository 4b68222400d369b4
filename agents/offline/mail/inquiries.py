"""Questions about mails: "any unread from Ana?", "have I answered Ben?", "what files did Liam send?"."""

from dataclasses import replace

from agents.offline.mail import terms
from agents.offline.mail.frames import ReadMail, SearchMail
from agents.offline.reading.claims import ADDRESS
from agents.offline.reading.frames import Enquiry
from agents.offline.reading.inquiring import Inquiry
from agents.offline.reading.question import Question
from agents.offline.reading.references import ANY, Person, Quantity
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import NEGATIONS, POSSESSIVES, Domain


def mail_inquiry(question: Question) -> Enquiry | None:
    """What a question asks of the mailbox; None when nothing in it is of a mailbox."""
    return MailInquiry(question).frame()


_MOST_LEFT = 2
"""With more words that nothing has read, it is a question about something else."""


class MailInquiry(Inquiry):
    """A question about mails."""

    def __init__(self, question: Question) -> None:
        super().__init__(question, Domain.EMAIL, "emails")
        self.single = False
        """Whether one mail is spoken of."""
        self.several = False
        """Whether mails are spoken of, as "it" can't stand for."""
        self.pointed = False
        """Whether it is asked of the one mail that was spoken of: "when was that mail sent?"."""

    def frame(self) -> SearchMail | ReadMail | None:
        said = self.said
        self.opened()
        reads = said.begins(r"(?:read|open)(?: me)?(?: the| my)?") is not None
        looks = reads or said.begins(terms.A_LOOK) is not None
        question = self.told or said.begins(terms.BEGINS) is not None
        if (
            not said.has(terms.MAILISH)
            or (said.has(terms.OF_EVENTS) and not said.has(terms.NOUNS))
            or said.has(terms.OF_US)
            or said.has(terms.OF_THE_WORLD)
            or any(token.time is not None and token.time.rrule for token in self.question.tokens)
            or said.begins(terms.HOW_TO)
            or not (question or looks or said.begins(terms.LISTED))
        ):
            return None
        begins = said.begins(r"(?:do|does|did|have|has|had|am|is|are|was|were|any|anything|anyone)")
        single = self.single = said.has("e-?mail|mail|message") is not None
        self.several = said.has("e-?mails|mails|messages") is not None
        self.pointed = said.has(terms.POINTED) is not None
        noun = bool(said.has(rf"{terms.NOUNS}|inbox|mailbox|unread|unanswered|drafts?|newsletter"))
        asked = self._asked(bool(begins) or self.whether)
        self._filters()
        self.with_times()
        self._without_now()
        self._whose()
        self._people(asked)
        self.with_order()
        words = self._topic()
        said.take_words(terms.GRAMMAR, "grammar")
        frame = self._put(asked, words, noun)
        if frame is None or not looks:
            return frame
        target = frame.target
        if reads and single and target is not None and target.order is None:
            frame = replace(frame, target=replace(target, quantity=Quantity.ONE))
        # An instruction to look: one that is not clear may be read as another.
        return None if frame.claims.left else replace(frame, question=False, asked="")

    def _without_now(self) -> None:
        """ "How many unread mails do I have now?" is asked of what lies there."""
        now = self.question.now
        times = tuple(
            token
            for token in self.ref.times
            if token.time is None or token.time.start != now or token.time.end is not None
        )
        self.ref = replace(self.ref, times=times)

    def _asked(self, begins: bool) -> str:
        said = self.said
        if begins and said.begins(terms.THEY_ANSWERED) is not None:
            return "replied"
        if said.take_first(
            rf"{terms.MAKES} i(?: already| ever| still)?(?: not)?(?= (?:{terms.ANSWER}) )", "asked"
        ):
            return "answered" if said.take(terms.ANSWER, "asked") else "exists"
        if said.take_first(r"(?:is|was|are)(?= .* answered)", "asked") and said.take("answered", "asked"):
            return "answered"
        if said.take_first(
            r"(?:what|which) (?:files?|attachments?|documents?)|(?:attachments?|files?)(?= from)", "asked"
        ):
            self.ref = replace(self.ref, filters=replace(self.ref.filters, attached=True))
            return "files"
        if said.take(
            rf"(?:what|which) (?:is|was) the (?:subject|title|topic|heading) of(?= .*(?:{terms.NOUNS}))",
            "asked",
        ):
            return "what"
        if said.take("how many", "asked"):
            return "count"
        if said.take(r"who(?:m)?(?= (?:did|have|do) i)", "asked"):
            return "whom"
        if said.take(r"who(?:m)?(?: all| else)?|from whom", "asked"):
            return "who"
        if said.take(r"when|(?:what|which) (?:time|day|date)", "asked"):
            return "when"
        of_one = begins and said.has(r"it|that|last|latest|newest|first")
        if of_one and said.begins(r"(?:does|do|has|have|is|are)") and said.take(terms.HAS_FILES, "asked"):
            return "attached"
        return self._what(begins)

    def _what(self, begins: bool) -> str:
        said = self.said
        reads = said.take_first(r"(?:read|open)(?: me)?", "asked")
        what = said.begins(r"what")
        whats_in = what and said.take_first(rf"what is in(?= .*(?:{terms.NOUNS}))", "asked")
        says = what and said.take(r"says?|said", "asked")
        wrote = what and said.has(
            r"(?:did|does|has) (?!i\b)\S+(?: \S+)? (?:last )?(?:write|written|wrote|say)"
        )
        if reads or whats_in or says or wrote:
            return "read"
        return "exists" if begins else "what"

    def _filters(self) -> None:
        said, filters = self.said, self.ref.filters
        if said.take(r"unread|unopened|not read|(?<!anything )new(?= |\Z)", "unread"):
            self.ref = replace(self.ref, unread=True)
        if said.take(r"flagged|starred", "flagged"):
            filters = replace(filters, flagged=True)
        if said.take(terms.NOT_ANSWERED, "answered"):
            filters = replace(filters, answered=False)
        elif said.take(terms.ANSWERED, "answered"):
            filters = replace(filters, answered=True)
        if said.take(terms.ATTACHED, "attached"):
            filters = replace(filters, attached=True)
        elif said.take(terms.NOT_ATTACHED, "attached"):
            filters = replace(filters, attached=False)
        self.ref = replace(self.ref, filters=filters)
        folder = said.take(terms.FOLDER, "folder")
        if folder is not None:
            self.ref = replace(self.ref, folder=terms.FOLDERS[folder["folder"]])
        said.take(r"(?:more|fewer|less) than \w+|at (?:least|most) \w+", "how many")

    def _whose(self) -> None:
        """ "Ana's last mail", "noahs mails", "his mails"."""
        match = self.said.has(
            rf"(?P<owner>[^\W\d_][\w.-]+|{ADDRESS})(?P<mark> 's)?(?= (?:very )?"
            rf"(?:(?:last|latest|newest|first|most recent|new|unread|recent|·+) )?(?:{terms.NOUNS}|one) )"
        )
        if match is None:
            return
        place = self.said.within(*match.span("owner"))[0]
        token = self.question.tokens[place]
        if token.low in POSSESSIVES:
            self.said.claim(place, place + 1, "people")
            somebody = Person(token.text, token.begin, token.stop, pronoun=True, owner=True)
            # "What did Ana say in her last mail": whoever is named owns it.
            self.ref = replace(self.ref, people=self._saying() or (somebody,))
            return
        if token.sort is Sort.ADDRESS:
            if match["mark"]:
                self.said.claim(place, place + 2, "people")
                self.ref = replace(self.ref, people=self.question.phrases.people(place)[0])
            return
        if match["mark"] is None and not (
            token.low.endswith("s") and token.low not in terms.GRAMMAR and len(token.text) > 2
        ):
            return
        if match["mark"] is None and place and self.question.tokens[place - 1].low == "the":
            # "The proofs mail": what it is about.
            return
        text = token.text if match["mark"] else token.text[:-1]
        if text.lower() in terms.GRAMMAR | {"today", "this", "unread"}:
            return
        self.said.claim(place, place + 1 + bool(match["mark"]), "people")
        self.ref = replace(self.ref, people=(Person(text, token.begin, token.begin + len(text)),))

    def _people(self, asked: str) -> None:
        said = self.said
        if asked == "answered" and not self.ref.people:
            people = self._named_at(next(said.open(), said.end))
            self.ref = replace(self.ref, people=people)
            return
        mine = said.has(terms.I_WROTE)
        senders = self.people_after(r"(?:hear|heard) from|(?:sent |written )?(?:from|by)(?: either)?")
        if mine or self.ref.folder == "sent":
            behind = said.after(mine) if mine else said.end
            if mine and "last" in mine[0].split():
                self.ref = replace(self.ref, order=-1, quantity=Quantity.ONE)
            said.take(terms.I_WROTE, "sent")
            behind += 1 if said.take(rf"(?:an? |any |the )?(?:{terms.NOUNS}|anything)(?= to)", "sent") else 0
            to = self.people_after(terms.TO) or self._named_at(behind)
            self.ref = replace(self.ref, folder=self.ref.folder or "sent", recipients=to)
            return
        senders = senders or self._writing()
        said.take(rf"(?:{terms.ANSWER}) (?:me|us)", "verb")
        to = self.people_after(terms.TO)
        either = len(senders) > 1 and bool(said.has("or") or "or" in self.question.words)
        self.ref = replace(self.ref, people=(*self.ref.people, *senders), recipients=to, either=either)
        did = rf"(?:last |ever )?(?:{terms.ANSWER}|{terms.WRITE})(?: to)?(?: (?:me|us))?"
        said.take(rf"{did}(?: (?:an?|any) (?:{terms.NOUNS}))?", "verb")

    def _named_at(self, i: int) -> tuple[Person, ...]:
        """Those who are named from a token on."""
        if i >= self.said.end or self.question.tokens[i].low in terms.GRAMMAR:
            return ()
        people, after = self.question.phrases.people(i)
        named = tuple(person for person in people if not person.myself)
        if named and all(map(self.said.free, range(i, after))):
            self.said.claim(i, after, "people")
            return named
        return ()

    def _writing(self) -> tuple[Person, ...]:
        """ "Has Ana written", "mails Ana sent me": whoever stands before what they do."""
        match = self.said.has(terms.WHO_WRITES)
        if match is None:
            return ()
        for place in self.said.within(*match.span("who")):
            if self.question.tokens[place].low in terms.GRAMMAR | NEGATIONS | {"who", "which", "or"}:
                continue
            people, after = self.question.phrases.people(place)
            named = tuple(p for p in people if not p.myself and p.text.lower() not in terms.ANYBODY)
            self.said.claim(place, after if people else place + 1, "people")
            return named
        return ()

    def _saying(self) -> tuple[Person, ...]:
        name = r"[^\W\d_][\w.-]*"
        says = rf"(?:did|does|has) (?P<who>{ADDRESS}|{name})(?: {name})? (?:·+|writes?|wrote|written)"
        match = self.said.has(says)
        return self._named_at(self.said.within(*match.span("who"))[0]) if match is not None else ()

    def _topic(self) -> str:
        about = self.said.take(
            r"about|regarding|concerning|on the subject of|mentioning|that mentions?", "about"
        )
        first = self.said.after(about) if about is not None else 0
        return self.title(terms.GRAMMAR, after=first, before=terms.NOUNS)

    def _put(self, asked: str, words: str, noun: bool) -> SearchMail | ReadMail | None:
        ref, claims = self.ref, self.said.claims
        if asked == "replied":
            if not ref.people:
                asked = "exists"
            # "To my last mail": the last one is what is asked about anyway.
            ref = replace(ref, order=None, quantity=Quantity.ALL)
        told = bool(
            words or ref.people or ref.recipients or ref.times or ref.unread or ref.folder
            or ref.order is not None or ref.filters != ANY
        )  # fmt: skip
        of_one = asked in {"answered", "attached", "read"} or self.pointed
        wrote = ref.people or (ref.recipients and ref.folder) or (words and asked == "exists")
        ours = noun or wrote or of_one or asked in {"who", "whom"}
        if (
            not (told or noun or of_one)
            or not (ours or ref.times or ref.folder)
            or len(claims.left) > _MOST_LEFT
        ):
            return None
        if words:
            kind = words.lower()
            ref = replace(ref, noun=kind) if kind in terms.BULK else replace(ref, about=words)
        picks = bool(
            ref.people or ref.recipients or words or ref.times or ref.folder or ref.order is not None
            or ref.unread or (asked == "read" and self.several)
        )  # fmt: skip
        one = asked in {"answered", "attached", "when"}
        if of_one and not picks:
            ref = replace(ref, pronoun=True, quantity=Quantity.ONE, noun="email")
        elif ref.order is None and not ref.times and (one or (asked == "read" and self.single and not words)):
            ref = replace(ref, order=-1, quantity=Quantity.ONE)
        if asked in {"answered", "attached"} and not ref.folder:
            ref = replace(ref, folder="" if ref.pronoun else "inbox")
        sure = noun or ref.pronoun or bool(ref.people or ref.recipients or ref.folder or ref.times)
        complete = sure and not claims.left
        if asked == "read":
            frame = ReadMail(*self.question.span, target=ref, claims=claims, complete=complete)
            return self.question.put(frame, "what")
        return self.question.put(
            SearchMail(*self.question.span, target=ref, claims=claims, complete=complete), asked
        )
