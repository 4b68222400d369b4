"""Questions about the calendar: "how long is the review?", "anything after 4?", "who is coming?"."""

from dataclasses import replace
from datetime import timedelta

from agents.offline.calendar import terms
from agents.offline.calendar.attendance import ANSWERING, ORGANIZED, attendance
from agents.offline.calendar.frames import Around, FreeTime, ListEvents
from agents.offline.calendar.narrowing import NarrowingInquiry
from agents.offline.reading.claims import ADDRESS, TIME
from agents.offline.reading.frames import Enquiry
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.question import Question
from agents.offline.reading.references import ANY, Person, Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import (
    AUXILIARIES,
    CALENDARS,
    MAIL_NOUNS,
    POSSESSIVES,
    PREPOSITIONS,
    TO_SOMEBODY,
    Domain,
)

_MOST_LEFT = 2
"""With more words that nothing has read, it is a question about something else."""
_BE = frozenset({"is", "are", "was", "were", "will", "has", "have", "had"})
_OF_THE_PAST = frozenset({"where", "when", "start", "end"})
"""What is asked of something on a day that has been, which nobody asks of what isn't in a calendar."""
_HALF_AN_HOUR = timedelta(minutes=30)
_AN_HOUR = timedelta(hours=1)
_OWNED = r"(?<!my )(?P<owner>[^\W\d_][\w.-]+) 's(?= (?:·+ )*meetings? )"


def event_inquiry(question: Question) -> Enquiry | None:
    """What a question asks of the calendar; None when nothing in it is of a calendar."""
    reading = EventInquiry(question)
    return reading.free_time() or reading.frame()


class EventInquiry(NarrowingInquiry):
    """A question about events."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.ours = bool(question.words & (terms.KINDS | CALENDARS))
        """Whether a word of it says that it is about a calendar."""
        self.kind = self.said.has(r"(?:the|my|our|next|upcoming) (?P<kind>meeting|appointment)(?= |$)")
        """The one that is asked about, where it has no name of its own."""
        self.undated = False
        """Whether it is at a time that only the conversation knows."""
        self.looks = False
        """Whether it is put as an instruction to look."""
        self.signs: tuple[str, ...] = ()
        self.titled = False
        """Whether it says that an event is called so."""
        self.still = False
        """Whether it asks if something is still to be."""
        self.around: Around | None = None
        self.that = bool(self.said.has(terms.THAT))
        """Whether it is about "that meeting": the one that was spoken of."""

    def free_time(self) -> FreeTime | None:
        """When somebody is free, where that is asked."""
        said = self.said
        self.opened()
        free = said.has(terms.FREE)
        to_meet = said.has(terms.TO_MEET)
        if said.has(r"how (?:busy|free)") or not (free or to_meet) or not self._is_question():
            return None
        if free and free[0] in {"empty", "clear"} and not self.ours:
            return None
        gaps = bool(free and free[0].startswith(("gap", "opening", "slot", "free slot", "open slot")))
        if said.has("or") and not said.has("i|we"):
            # "Is Ana or Ben free": an answer would have to say which of them.
            return None
        self._beside_another()
        if self.around is not None and self.ref.order is not None:
            self.around = replace(self.around, gap=_AN_HOUR)
        people = self._who_is_free(to_meet[0] if to_meet else "")
        mine = bool(said.has(r"i|we|my|me|there|(?:is|are) ⏲")) or gaps or bool(to_meet)
        if not (mine or people):
            return None
        said.take_all(terms.FREE, "free")
        self.with_own_times()
        self.with_times()
        if self.ref.same_time:
            # "Is she free then?": what was spoken of isn't known here.
            self.undated = True
            return None
        lengths = [token.time.duration for token in self.question.tokens if token.time is not None]
        length = next((one for one in lengths if one is not None), _HALF_AN_HOUR if gaps else None)
        said.take_all("⏱", "length")
        said.take(r"(?:for|to have) (?:a |an |the |my )?(?!the|a|an)\w+", "purpose")
        # "Am I free for an hour on Friday?", "do I have time for lunch?": somewhere in it, and not all of it.
        anywhere = (length is not None or (free and free[0] == "have time")) and not self._has_clock()
        asked = "when" if gaps or to_meet or anywhere or said.has(r"when|what|which") else "free"
        said.take_words(terms.ABOUT_FREE, "grammar")
        claims = said.claims
        noun = "busy" if free and free[0] in {"busy", "occupied"} else "free"
        frame = FreeTime(
            *self.question.span, times=self.ref.times, people=people, length=length, noun=noun,
            complete=not claims.left, claims=claims, around=self.around,
        )  # fmt: skip
        return self.question.put(frame, asked)

    def _has_clock(self) -> bool:
        return any(token.clocked for token in self.ref.times)

    def _who_is_free(self, to_meet: str) -> tuple[Person, ...]:
        people = self.people_after("with") or (self.people_after(to_meet) if to_meet else ())
        aux = r"(?:is|are|does|do|will|would|can|could|has|have)"
        if people or self.said.has(rf"{aux} (?:i|we|there|my|the|any|it|you|a)"):
            return people
        return self.people_after(aux)

    def frame(self) -> ListEvents | None:
        """Which events are asked about, and what of them."""
        said = self.said
        looks = self.looks = said.begins(terms.A_LOOK) is not None
        if (
            self.undated
            or said.has(r"(?:until|till|til) (?:it|that|then)(?: (?:starts|begins|is))?(?=(?: \?)? *\Z)")
            or said.has(
                r"(?:first|second|third|last|next|which|one|ones|all|any|some) of (?:them|these|those)"
            )
            or said.has(terms.CLOCK)
            or said.has(terms.OF_OTHERS)
            or (said.has(terms.FREE) and not said.has("how busy"))
            or said.has(terms.OF_US)
            or said.has(terms.TO_BE_DONE)
            or said.has(r"(?:the )?(?:most|least)(?: (?:often|frequently)|(?=(?: \?)? *\Z))")
            or (looks and said.has(r"times? (?:for|to)"))
        ):
            return None
        self.signs = tuple(sign for sign, words in terms.SIGNS if said.has(words))
        if any(token.text.lower().startswith("on ") for token in self.question.tokens if token.time):
            self.signs = (*self.signs, "on")
        if said.begins("will (?:i|we)") and "having" not in self.signs:
            return None
        if said.begins("when|where") and not self.told and not said.has(terms.AUXILIARY):
            # "When Ana writes, …" asks nothing.
            return None
        if not (self._is_question() or looks or said.begins(terms.LISTED)):
            return None
        self._beside_another()
        people = self._coming()
        self.attendance = None if people else attendance(said, self._whose_answer())
        self.still = said.take(terms.STILL_ON, "asked") is not None
        asked = "coming" if people else "exists" if self.still else self._stands() or self._asked()
        if asked == "clash" and said.has(r"(?:do|does|will|would|did) (?:that|it|this|they)"):
            # What waits for an answer, or was spoken of: not whatever there is.
            return None
        if self.attendance is not None:
            asked = "answers"
        self.take_filters()
        self.take_ending()
        if said.take(terms.OTHER, "other") and asked == "exists" and self.around is None:
            # What was told before may be among them: they are listed, and none is said to be another one.
            asked = "what"
        if asked == "exists" and self.ref.filters.place and self.of_a_thing():
            asked = "then"
        self.with_own_times()
        self.with_times()
        self.take_hours()
        self.with_order()
        said.take(r"during(?= (?:⏲|·))", "grammar")
        said.take(r"(?:that|which) (?:starts?|begins?)(?= (?:⏲|·))", "grammar")
        said.take(terms.I_ATTEND, "booked")
        called = self.called()
        self.titled = bool(called) and self.ours
        people_with = self._people()
        if all(one.myself for one in people_with):
            people_with = self._whose() or people_with
        either = len(people_with) > 1 and "or" in self.question.words
        self.ref = replace(self.ref, people=people_with, either=either)
        words = called or self._title()
        said.take_all(terms.THERE_IS, "grammar")
        said.take_words(terms.GRAMMAR - {"there"}, "grammar")
        frame = self._put(asked, words, people)
        if frame is None or not looks:
            return frame
        # An instruction to look: one that is not clear may be read as another.
        return None if frame.claims.left else replace(frame, question=False, asked="")

    def _beside_another(self) -> None:
        """Take "during the offsite", "an hour before my flight", "between the call and the review"."""
        said = self.said
        match = said.has(terms.AROUND)
        if match is None or said.has(rf"(?:have|got|there) (?:⏱|an hour|time) {terms.AROUND}"):
            return
        targets: list[Reference] = []
        first = after = said.after(match)
        for _ in range(2 if match["how"] == "between" else 1):
            begin = after + bool(targets and self.question.phrases.low(after) == "and")
            target, after = self.question.phrases.reference(begin)
            if target is None or target.pronoun or after == begin or target.plural:
                return
            stop = self._whither(after)
            further = [token.text for token in self.question.tokens[after:stop]]
            targets.append(replace(target, words=" ".join([target.words, *further])) if further else target)
            after = stop
        places = said.within(*match.span("gap")) if match["gap"] else []
        time = self.question.tokens[places[0]].time if places else None
        gap = _AN_HOUR if places and time is None else time.duration if time is not None else None
        if not all(map(said.free, range(first, after))):
            return
        said.take(terms.AROUND, "around")
        said.claim(first, after, "around")
        how = "after" if match["how"] == "following" else match["how"]
        if match["near"] and gap is None:
            self.ref = replace(self.ref, order=0 if how == "after" else -1, quantity=Quantity.ONE)
        said.take(r"comes?(?: up)?|follows|happens", "grammar")
        self.around = Around(how, tuple(replace(one, domain=Domain.CALENDAR) for one in targets), gap)
        if any(one.domain is Domain.CALENDAR or one.times for one in targets):
            self.signs = (*self.signs, "mine")

    def _whither(self, i: int) -> int:
        """Behind "to Boston", which belongs to what it is called: "my trip to Boston"."""
        tokens, stop = self.question.tokens, i + 1
        while stop < self.question.end and tokens[stop].capitalised:
            stop += 1
        return stop if self.question.phrases.low(i) in {"to", "in", "at", "for"} and stop > i + 1 else i

    def _is_question(self) -> bool:
        return self.told or self.said.begins(terms.BEGINS) is not None

    def _coming(self) -> tuple[Person, ...]:
        """ "Is Ana invited to …?": whom it asks about."""
        return self._who_does(r"(?:is|are|was|were|will|does|did|has|have)", terms.COMES, taken=True)

    def _whose_answer(self) -> tuple[Person, ...]:
        """ "Did Ana accept the review?", "is Ana the organizer?": whom it asks about."""
        does = rf"(?:not |yet |already )*(?:{ANSWERING}|{ORGANIZED})"
        return self._who_does(r"(?:is|was|does|did|has|have|had)", does, taken=False)

    def _who_does(self, auxiliary: str, does: str, *, taken: bool) -> tuple[Person, ...]:
        """Who is named between the auxiliary and what they do; behind "if" it stands after them."""
        said = self.said
        match, verb = said.begins(auxiliary), said.has(does)
        first = said.after(match) if match is not None else next(said.open(), 0)
        if verb is None or not (match or self.whether) or self.question.phrases.low(first) in terms.ANYBODY:
            return ()
        begins = said.within(*verb.span())[0]
        people, after = Phrases(self.question.tokens[:begins]).people(first)
        if not people or not all(map(said.free, range(first, after))) or any(one.myself for one in people):
            return ()
        if match is None and said.is_one_of(after, _BE):
            after += 1
        if begins != after:
            return ()
        if taken:
            said.take(does, "asked")
        said.claim(first, after, "people")
        return people

    def _stands(self) -> str:
        """ "Did the review start already?", "is it over?": how it stands by now."""
        if self.said.begins(r"(?:is|are|was|were|did|has|have)") is None:
            return ""
        return next((asked for asked, words in terms.STANDS if self.said.take(words, "asked")), "")

    def _asked(self) -> str:
        said = self.said
        begins = said.begins(r"(?:do|does|did|have|has|had|am|is|are|was|were|will|any|anything|anyone)")
        for asked, words in terms.ASKED:
            if said.take(words, "asked"):
                return self._closer(asked)
        said.take_first(r"(?:how)(?= (?:is|does|do|are|busy))(?: busy)?", "asked")
        if begins is None:
            return "exists" if self.whether else "what"
        subject = said.begins(r"(?:is|are|was|were|will)(?! (?:there|anything|something|any|i|we) )")
        return "then" if subject and said.has(TIME) else "exists"

    def _closer(self, asked: str) -> str:
        said = self.said
        if asked == "where":
            # "Where and when": the answer to where says of which one, with its time.
            said.take(r"(?:and )?(?:at )?(?:when|what time)", "asked")
        if asked == "when" and said.take("(?:and )?where", "asked"):
            return "where"
        if asked == "when":
            if said.take(r"ends?|ended|finish(?:es|ed)?|over", "asked"):
                return "end"
            return "start" if said.take(r"starts?|started|begins?|began", "asked") else "when"
        if asked == "long":
            said.take(r"(?:last|lasts|take|takes|go on|goes on|run|runs|going to (?:last|take))", "asked")
        if asked in {"who", "heads"}:
            said.take(terms.COMES, "asked")
        return asked

    def _people(self) -> tuple[Person, ...]:
        self.said.take(r"with(?= (?:[·⏲]+ )*(?:\? )?\Z)", "asked")
        people = self.people_after(r"(?:both )?with(?: both)?") or self.people_after("(?:between|for) me and")
        verb = self.people_after(rf"(?:{terms.I_DO}) (?:{terms.MEET})(?: with)?")
        return people or verb

    def _whose(self) -> tuple[Person, ...]:
        """ "Her meetings", "Ana's next appointment": whom they are with."""
        said, tokens = self.said, self.question.tokens
        for place in said.open():
            if tokens[place].low in POSSESSIVES and self._names_a_thing(place + 1):
                said.claim(place, place + 1, "people")
                token = tokens[place]
                return (Person(token.text, token.begin, token.stop, pronoun=True, owner=True),)
        match = said.has(rf"(?P<owner>{ADDRESS}) 's") or said.has(_OWNED)
        if match is None:
            return ()
        [place, *_] = said.within(*match.span("owner"))
        people, after = self.question.phrases.people(place)
        if after != place + 1:
            return ()
        said.claim(place, after + 1, "people")
        return people

    def _names_a_thing(self, place: int) -> bool:
        return (
            place < self.said.end
            and self.question.tokens[place].sort is Sort.WORD
            and self.question.tokens[place].low not in PREPOSITIONS | AUXILIARIES | TO_SOMEBODY
        )

    def _title(self) -> str:
        verb = self.said.take(terms.DOING, "verb", "verb")
        kinds = "|".join(terms.KINDS) if self.question.words & terms.KINDS else ""
        words = self.title(terms.GRAMMAR, before=kinds, never=terms.OF_ANSWERS, ends=terms.ALSO_NOUNS)
        if words or verb is None or verb["verb"] in terms.NOTHING_SAID:
            return words
        # "When am I golfing with Tom": what one does is what it is called.
        stem = verb["verb"].removesuffix("ing")
        return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem

    def _put(self, asked: str, words: str, coming: tuple[Person, ...]) -> ListEvents | None:
        ref, claims = self.ref, self.said.claims
        picks = bool(ref.times or ref.same_time or ref.order is not None or ref.next or ref.tense == "future")
        agenda = asked == "what" and "on" in self.signs and not words and picks
        ours = agenda or bool({"ours", "having"} & set(self.signs))
        spent = asked == "spent" and "having" in self.signs
        if spent or asked in {"clash", "day_start", "day_end", "until", "days"}:
            ours = True
        if len(claims.left) > _MOST_LEFT:
            return None
        if self.around is not None:
            ref = replace(ref, words=words)
            known = ours or picks or "mine" in self.signs
            return self._listing(ref, asked, coming, complete=not claims.left) if known else None
        picked = bool(words or picks or ref.people or ref.filters != ANY)
        if not picked and (self.that or not ours):
            if claims.left or not (self.that or asked in terms.OF_ONE):
                return None
            # "Who is coming?", "where is that meeting?": of what was spoken of.
            spoken_of = replace(ref, pronoun=True, quantity=Quantity.ONE, noun="")
            return self._listing(spoken_of, asked, coming, complete=True)
        of_one = asked in terms.OF_ONE or self.still
        named = bool(words) and (of_one or bool(ref.times) or _head(words) in terms.EVENTS)
        if not (ours or named or "mine" in self.signs or ref.next or ref.people):
            return None
        if words:
            if self.looks and MAIL_NOUNS & set(words.lower().split()) and _head(words) not in terms.EVENTS:
                return None
            ref = replace(ref, words=words, definite=True, noun=self._kind_behind(words) or ref.noun)
        elif asked in terms.OF_ONE or ref.next:
            ref = replace(ref, noun=self.kind["kind"], definite=True) if self.kind is not None else ref
        if of_one and not picks:
            past = ref.tense == "past"
            ref = replace(ref, quantity=Quantity.ONE, next=not past, order=-1 if past else None)
        # What isn't known to be an event by its name may be anything: "where is the station?".
        event = (
            not words
            or self._by_its_name(words, asked)
            or _head(words) in terms.EVENTS
            or bool(self._kind_behind(words))
        )
        known = bool({"mine", "known"} & set(self.signs)) or bool(ref.people) or asked in {"then", "answers"}
        known = known or (self.looks and (words.lower().endswith("s") or self._is_definite()))
        having = "having" in self.signs and (ref.times or ref.people or ours)
        having = having or (self.looks and self._is_definite() and bool(ref.times))
        timed = asked in terms.OF_TIME and known and (ref.tense != "past" or ref.people)
        bygone = asked in _OF_THE_PAST and known and ref.tense == "past" and bool(ref.times)
        bygone = bygone and not terms.WAS_DONE & set(words.lower().split())
        # "Is the critique at 3?"
        then = asked == "then" and self.of_a_thing() and not any(time.text == "now" for time in ref.times)
        timed = timed or bygone or (then and not claims.left)
        if not (event or having or ref.people or timed):
            # What isn't known to be an event by its name, and isn't put as one, may be anything.
            return None
        going = "having" in self.signs and bool(words) and bool(ref.times or ref.people)
        sure = (
            going or bygone or asked == "answers" or (event and (ours or known or (ref.next and not words)))
        )
        return self._listing(ref, asked, coming, complete=sure and not claims.left)

    def _by_its_name(self, title: str, asked: str) -> bool:
        """Whether it is said to be in the calendar, or is named as things with a name of their own are."""
        names = title.split()
        proper = len(names) > 1 and all(name[0].isupper() for name in names)
        proper = proper and ("mine" in self.signs or asked in terms.OF_TIME)
        return self.titled or self.still or proper or {"mine", "booked"} <= set(self.signs)

    def _is_definite(self) -> bool:
        """Whether one looks for something certain: "find the gem fair"."""
        return self.question.phrases.low(self.question.at + 1) in {"the", "my", "our"}

    def _kind_behind(self, title: str) -> str:
        """The word behind a title that says that it is an event: "the marketing meeting"."""
        last, low = title.lower().split()[-1], self.question.phrases.low
        behind = (low(i + 1) for i in range(self.question.end) if low(i) == last)
        return next((word for word in behind if word in terms.KINDS), "")

    def _listing(
        self, ref: Reference, asked: str, coming: tuple[Person, ...], *, complete: bool
    ) -> ListEvents:
        frame = ListEvents(
            *self.question.span, target=ref, people=coming, claims=self.said.claims, complete=complete,
            attendance=self.attendance, around=self.around,
        )  # fmt: skip
        return self.question.put(frame, asked)


def _head(title: str) -> str:
    """The noun of a title: "dinner" of "dinner at the lake"."""
    words = title.lower().split()
    stop = next((i for i, word in enumerate(words) if i and word in PREPOSITIONS), len(words))
    return words[stop - 1]
