"""The supervisor's turn: takes up an open question, declines, or hands the work to the agents."""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.asking.answer import Wanted, in_words, joined
from agents.offline.asking.history import in_full, last_asked, last_thing, not_changed
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import NOT_UNDERSTOOD, guarded
from agents.offline.asking.script import Call, Result, Script
from agents.offline.calendar.frames import FreeTime, ListEvents
from agents.offline.mail.invitation_wishes import wish_in, wish_of
from agents.offline.mail.invitations import instead_of
from agents.offline.reading.afterwords import drops
from agents.offline.reading.amendments import amending_step
from agents.offline.reading.courtesies import OPENERS
from agents.offline.reading.steps import Steps, steps_of
from agents.offline.reading.understanding import understand
from agents.offline.reading.verb_slips import with_verb
from agents.offline.reading.when import names_day
from agents.offline.reading.words import Domain
from agents.offline.routines.domain import TOOL
from agents.offline.supervising.afterthoughts import again, in_full_sentence
from agents.offline.supervising.contact_wishes import contact_wish, contact_work
from agents.offline.supervising.dispatch import Dispatch
from agents.offline.supervising.doubt import NOT_FOR_ME, UNDOING, declined, doubted, tells_who_comes
from agents.offline.supervising.errands import errand
from agents.offline.supervising.events_of_mails import event_of_mail, mail_for_event
from agents.offline.supervising.explained import explained
from agents.offline.supervising.fragments import glance, other_one, page
from agents.offline.supervising.hurried import unhurried
from agents.offline.supervising.kept_free import kept_free
from agents.offline.supervising.limits import ENGLISH_ONLY, is_foreign, not_at_once, said_once
from agents.offline.supervising.looks import look
from agents.offline.supervising.lost import of_what_is_lost
from agents.offline.supervising.meanings import meant, names_only
from agents.offline.supervising.offered_times import chosen
from agents.offline.supervising.open_question import (
    asked_before,
    names_only_when,
    open_question,
    says_only_when,
    thinks_better,
)
from agents.offline.supervising.other_agents import addressed, described
from agents.offline.supervising.other_requests import other_request, overheard, reminded_then, tells_of_event
from agents.offline.supervising.other_words import in_other_words
from agents.offline.supervising.outcomes import spoken
from agents.offline.supervising.poll_wishes import poll_request
from agents.offline.supervising.pronouns import with_name
from agents.offline.supervising.routine_wishes import routine_request, with_routines
from agents.offline.supervising.small_talk import of_the_user, small_talk, without_small_talk
from agents.offline.supervising.task_blocks import for_the_task
from agents.offline.supervising.tasks_of_mails import mail_in, task_of_mail
from agents.offline.supervising.that_time import at_that_time, dated, times_last_asked
from agents.offline.supervising.turned import turned
from agents.offline.supervising.unfinished import last_was_done, of_another, unfinished
from tools.patterns import Spoken

_BY_HOW_MUCH = Spoken(
    r"\b(?:a (?:bit|little)|much|somewhat|slightly|be|it) (?P<way>longer|shorter|later|earlier)\W*\Z"
)
_BOOKS_IT = Spoken(
    rf"\A\W*(?:(?:{OPENERS}|yes|yeah|yep|sure|good|perfect|cool)\W+)*"
    r"(?:(?:set|book|schedule|put|add|save)(?: (?:that|it|this))(?: (?:up|down|in|then))?)(?: please"
    r"| for me)*\W*\Z"
)
""" "Ok set it up", after a look whether a time is free."""
_SOMETHING_NEW = Spoken(r"\b(?:an?|another|one more)\b")
SAY_AGAIN = "If that is an event of its own, say it once more: nothing waits any longer."
THE_SAME = (
    "That is what was shown; the words closed it, and nothing was done. Say it once more to see it again."
)


WHAT_THEN = "What shall there be at that time? For example: 'schedule a walk at 2pm'."


def supervisor_turn(request: Request) -> Script:
    """What the supervisor does with the user's message, and with what they ask for at a card instead."""
    heard: list[Result] = []
    said = yield from overheard(guarded(with_routines(request, _turn(request))), heard)
    said = said_once(said, request.history)
    instead = (
        reminded_then(request.text, [result.why for result in heard if result.why], request.now)
        or other_request(heard, request.now)
        or _of_another_thing(request, heard)
    )
    if instead is None and (vague := next(map(_BY_HOW_MUCH.search, (r.why for r in heard if r.why)), None)):
        way = vague["way"].lower()
        return joined([in_words(said), in_words(f"How much {way}? For example: '15 minutes {way}'.")], "\n")
    if instead is None and tells_of_event(heard, request.now):
        return joined([in_words(said), in_words(SAY_AGAIN)], "\n")
    if instead is None or instead == request.text:
        return said
    anew: list[Result] = []
    further = yield from overheard(supervisor_turn(replace(request, text=instead)), anew)
    if any(result.why == instead for result in anew):
        # It is what the card showed; nobody is shown the same twice in a turn.
        return THE_SAME
    return joined([in_words(said), in_words(further)], "\n")


def _of_another_thing(request: Request, heard: Sequence[Result]) -> str | None:
    """What was asked for, of what the person has named at its card instead: "i meant the sync"."""
    said = dict.fromkeys(result.why for result in heard if result.why)
    forms = (of_another(request.text, why, request.now) for why in said)
    return next((form for form in forms if form is not None), None)


def _turn(request: Request) -> Script:
    question = open_question(request.history)
    if question is None and drops(request.text) and last_was_done(request.history):
        return f"All right. {UNDOING}"
    # "How is it going?", after times were proposed, is asked of them.
    if question is None and (times := poll_request(request)) is not None:
        return spoken((yield [errand(Domain.CALENDAR, times)])).text
    if question is None and (booked := chosen(request)) is not None:
        request = replace(request, text=booked)
    if (
        question is None
        and _BOOKS_IT.match(request.text)
        and last_asked(request.history, FreeTime, request.now)
    ):
        return WHAT_THEN
    answer = small_talk(request.text, asked=question is not None) or of_the_user(request)
    answer = answer or not_at_once(request.text) or explained(request.text)
    if answer is not None:
        return answer
    typed = request
    if (asked := addressed(typed)) is not None:
        return spoken((yield [asked])).text
    request = replace(request, text=with_name(request) or without_small_talk(request.text))
    request = replace(request, text=unhurried(request))
    if question is None and (sentence := page(request)) is not None:
        request = replace(request, text=sentence)
    if question is None:
        request = replace(request, text=other_one(request) or look(request) or request.text)
    request = replace(request, text=at_that_time(request) or request.text)
    whole = (None if question else in_full_sentence(request) or again(request)) or in_full(
        request.text, request.history, request.now
    )
    if whole != request.text:
        request = replace(request, text=unhurried(replace(request, text=whole)))
    if question is None and (times := poll_request(request)) is not None:
        return spoken((yield [errand(Domain.CALENDAR, times)])).text
    routine = routine_request(request)
    if routine is not None:
        return spoken((yield [Call(TOOL, {"request": routine})])).text
    if (contact := contact_wish(request)) is not None:
        return (yield from contact_work(contact, request))
    if (mail := mail_for_event(request.text)) is not None:
        return (yield from event_of_mail(mail, request))
    wish = wish_of(request)
    if wish is not None and not (wish.bare and question and not thinks_better(request.text)):
        return spoken((yield [errand(Domain.EMAIL, request.text)])).text
    if wish is None and question is None and (wish := wish_in(request.text, request.now)) and wish.answers:
        return instead_of(wish)
    undone = unfinished(request.history, request.now)
    if undone is not None and undone.is_changed_by(request.text):
        return (yield from undone.taken_up(request.text))
    if undone is not None and (instead := undone.in_other_words(request.text)):
        request = replace(request, text=instead)
    elif question and (named := names_only(request.text, request.now)):
        return (yield from question.taken_up(named))
    request = replace(
        request,
        text=turned(
            in_other_words(
                meant(with_verb(kept_free(for_the_task(request) or request.text, request.now)), request.now)
            )
        ),
    )
    reading = understand(request.text, request.now)
    planned = steps_of(reading)
    if question and question.is_answered_by(request.text, planned, request.now):
        return (yield from question.taken_up(request.text))
    only_when = undone is not None and question is None and not _SOMETHING_NEW.search(request.text)
    if undone is not None and only_when and names_only_when(request.text, planned, request.now):
        # "Can you arrange it with 9 pm", after a no to a card.
        at = next(iter(planned.steps)).frame.times
        return (yield from undone.taken_up(f"make it {' '.join(token.text for token in at)}"))
    before = asked_before(request.history) if question is None else None
    if before and before.asked.wants is Wanted.TIME and says_only_when(request.text, request.now):
        return (yield from before.taken_up(_on_that_day(request)))
    only_free = question is None and last_asked(request.history, FreeTime, request.now) is not None
    if only_free and says_only_when(request.text, request.now) and not planned.steps:
        return WHAT_THEN
    sentence = glance(request) if question is None and not planned.steps else None
    looked = sentence is not None and last_asked(request.history, ListEvents, request.now) is not None
    # "Tuesday", after "what's on Monday?", moves nothing.
    planned = (None if looked else _amending(planned, request)) or planned
    if not planned.steps and sentence is not None:
        request = replace(request, text=sentence)
        reading = understand(sentence, request.now)
        planned = steps_of(reading)
    if planned.unclear or not planned.steps:
        if (asked := described(typed)) is not None:
            return spoken((yield [asked])).text
        return ENGLISH_ONLY if is_foreign(request.text) else declined(request, planned)
    if (wanted := mail_in(planned)) is not None:
        return (yield from task_of_mail(wanted, request, reading))
    if any(tells_who_comes(step.frame) for step in planned.steps):
        return NOT_UNDERSTOOD
    if (lost := of_what_is_lost(planned, request)) is not None:
        return lost
    work = Dispatch(request, reading, planned)
    if doubted(request, work):
        asked = described(typed)
        return NOT_FOR_ME if asked is None else spoken((yield [asked])).text
    said = yield from work.carry_out()
    if question is None or not question.is_left_by(planned, request.now):
        return said
    asked_for, *_ = question.request.split("\n")
    return joined([in_words(said), in_words(f"Nothing was done for '{asked_for}'.")], "\n")


def _amending(planned: Steps, request: Request) -> Steps | None:
    """The change that the text is; there is none of "it" where nothing has been spoken of."""
    change = amending_step(planned, request.text, request.now)
    if change is None or last_thing(request.history, None) is not None:
        return change
    if not_changed(request.history, Domain.CALENDAR, request.now) is not None:
        return change
    target = change.steps[0].frame.target
    return None if target is None or target.pronoun else change


def _on_that_day(request: Request) -> str:
    """ "At 5pm", after "what's on Monday?": on the day that was looked at."""
    if any(names_day(token, request.now) for token in dated(request)):
        return request.text
    times = times_last_asked(request)
    days = [token.text for token in times if names_day(token, request.now)]
    return " ".join((*days[:1], request.text))
