"""What is done about invitations: listed, answered, and the answers of guests noted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, choose, read
from agents.offline.asking.script import Call, Script
from agents.offline.asking.wording import capital
from agents.offline.mail.invitation_wishes import ANSWERS, LIST, NO_ACCOUNT, NOTE, Wish, words_in
from agents.offline.reading import when
from tools.timewords import Resolution

MOST_OPTIONS = 5


def invitations(request: Request, wish: Wish) -> Script:
    """What the email agent does about it.

    Raises:
        QuestionError: one is meant and several fit.
        UnableError: none waits, or none fits.
    """
    found = read((yield [Call("list_invitations")])[0])
    to_answer, to_note = found["to_answer"], found["to_note"]
    if wish.act == LIST:
        return _listed(to_answer, to_note)
    wanted = _chosen(request, wish, to_note if wish.act == NOTE else to_answer)
    if wish.act == NOTE:
        calls = [Call("note_answer", {"email_id": one["email_id"]}) for one in wanted]
    else:
        comment = {"comment": wish.comment} if wish.comment else {}
        calls = [
            Call(ANSWERS, {"email_id": one["email_id"], "answer": wish.act, **comment}) for one in wanted
        ]
    if not calls:
        return "All right, nothing was done."
    return reports.report((yield calls))


def _chosen(request: Request, wish: Wish, entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are meant.

    Raises:
        UnableError: none waits, or none fits.
        QuestionError: one is meant and several fit.
    """
    noun = "answer or cancellation" if wish.act == NOTE else "invitation"
    todo = "to be noted" if wish.act == NOTE else "for an answer"
    if not entries and not wish.regret:
        raise UnableError(f"There is no {noun} that waits {todo}, so nothing was done.")
    fitting = [one for one in entries if _fits(wish, one, request.now)]
    if not fitting and wish.regret:
        raise UnableError(instead_of(wish))
    if not fitting:
        waiting = "; ".join(str(one["what"]) for one in entries[:MOST_OPTIONS])
        about = f"'{' '.join(wish.about)}'" if wish.about else "that time"
        raise UnableError(f"No {noun} fits {about}. Waiting {todo}: {waiting}.")
    if wish.whom and (deaf := [one for one in fitting if wish.whom not in words_in(one["from"])]):
        raise UnableError(
            f"A comment reaches only {deaf[0]['from']}, who invites, so nothing was done. "
            f"Please say apart what is to be written to {capital(wish.whom)}."
        )
    if wish.every or len(fitting) == 1:
        return fitting
    options = [str(one["what"]) for one in fitting[:MOST_OPTIONS]]
    numbered = "; ".join(f"({number}) {option}" for number, option in enumerate(options, 1))
    return [fitting[index] for index in choose(request, f"Which {noun} do you mean: {numbered}?", options)]


def _fits(wish: Wish, entry: Mapping[str, Any], now: datetime) -> bool:
    """Whether an invitation has all that was said of it."""
    said = set(words_in(f"{entry['from']} {entry['title']}"))
    at = when.iso(str(entry.get("start", "")))
    start = at.replace(tzinfo=now.tzinfo) if at is not None and at.tzinfo is None else at
    return set(wish.about) <= said and all(_is_then(time, start) for time in wish.times)


def _is_then(time: Resolution, start: datetime | None) -> bool:
    return start is not None and any(
        _within(one, start) for one in (time, *time.candidates) if one.start is not None
    )


def _within(time: Resolution, start: datetime) -> bool:
    assert time.start is not None, "only a time with a start is compared"
    begin = when.aware(time.start, start)
    return begin <= start < when.aware(time.end, start) if time.end is not None else begin == start


def instead_of(wish: Wish) -> str:
    """What is said where no invitation can be answered."""
    event = " ".join(wish.about)
    if not wish.regret:
        return NO_ACCOUNT
    return (
        f"No invitation to '{event}' waits for an answer. To take it out of your calendar, say: cancel "
        f"{event}; to let somebody know, say: tell Ana that I can't come."
    )


def _listed(to_answer: Sequence[dict[str, Any]], to_note: Sequence[dict[str, Any]]) -> str:
    if not (to_answer or to_note):
        return "No invitation waits for an answer."
    lines = [str(one["what"]) for one in (*to_answer, *to_note)]
    say = ["To answer one, say: accept, decline or maybe."] if to_answer else []
    say += ["To note what others have answered, say: note the answers."] if to_note else []
    return "\n".join([reports.listed(lines), *say])
