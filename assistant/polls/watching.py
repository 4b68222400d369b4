"""Looks whether a poll has come to something, and has it prepared: by headers and words, without a model."""

from datetime import datetime, timedelta

from assistant.polls.desk import PollDesk
from assistant.polls.poll import Poll
from assistant.schedules.book import RoutineBook
from assistant.schedules.routine import Routine

BEFORE = timedelta(days=1)
"""So long before the first of the times it is told who has not answered."""


def look_at_poll(desk: PollDesk, book: RoutineBook, watch: Routine, poll: Poll | None) -> None:
    """Have a booking prepared where all have answered, once for each state of the answers.

    What stands in a mail books nothing: what is prepared is a card, which waits for the person.
    """
    if poll is None or poll.state in ("booked", "off"):
        book.end_watch(watch, "It has been settled.", tells=False, request="")
    elif poll.state == "open" and (news := news_of(desk, poll)):
        book.ask_for_run(watch.id, news)


def news_of(desk: PollDesk, poll: Poll) -> str:
    """What names the state of the answers, where a person should hear of it; empty: nothing new."""
    answers = desk.answers(poll)
    if all(one.answered or one.guest.email.casefold() in poll.seen for one in answers):
        return f"answers {' '.join(one.mails[-1].id for one in answers if one.answered)}".strip()
    return "overdue" if desk.clock() >= told_at(poll) else ""


def told_at(poll: Poll) -> datetime:
    """When it is told who has not answered: a day before the first time, or half of the way to it."""
    first = min(slot.start for slot in poll.options)
    return max(first - BEFORE, poll.created_at + (first - poll.created_at) / 2)
