"""What is said of times for several people, as the request that the calendar agent is handed."""

from agents.offline.asking.messages import Request
from agents.offline.calendar.poll_wishes import (
    Propose,
    Settle,
    of_the_times,
    perhaps_off,
    poll_wish,
    wish_of_it,
)


def poll_request(request: Request) -> str | None:
    """The request for the calendar agent; None where the text is about no such times."""
    if poll_wish(request.text, request.now) is not None or perhaps_off(request.text) is not None:
        return request.text
    if wish_of_it(request.text) is None:
        return None
    people = _spoken_of(request)
    return of_the_times(request.text, people) if people else None


def _spoken_of(request: Request) -> str:
    """To whom the times were proposed that were last spoken of, and are still open; empty: none were."""
    for line in reversed(request.history):
        if line.by_user or not line.request:
            continue
        wish = poll_wish(line.request.split("\n")[0], request.now)
        if wish is None or (isinstance(wish, Settle) and line.outcome == "done"):
            return ""
        if isinstance(wish, Propose):
            return " ".join(wish.people) if line.outcome == "done" else ""
        if wish.about:
            return wish.about
    return ""
