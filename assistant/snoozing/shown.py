"""Lists as they are with what is put off: it is left out until its time, and on top after that."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tools.errors import UnknownIdError

if TYPE_CHECKING:
    from assistant.home import Home
    from assistant.snoozes.book import Snooze
    from tools.effects.proposal import Proposal

BACK = "back"
"""In the JSON of a mail: it was put off, and has come back."""


def without_away(home: "Home", found: Sequence[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """The newest of the mailbox, of `found`, those that have come back before them."""
    from tools.mail.mailview import summary

    away, back = _ids(home, "mail")
    zone = home.settings.time_zone
    returned = [{**summary(home.mirrored_mail.envelope(id), zone), BACK: True} for id in back]
    gone = {*away, *(mail["id"] for mail in returned)}
    return [*returned, *(mail for mail in found if mail["id"] not in gone)][:limit]


def waiting(home: "Home", thread_id: str | None = None) -> tuple["Proposal", ...]:
    """The approvals that wait: of all conversations without what is put off, what has come back on top.

    In its own conversation it stays what that goes on with.
    """
    pending = home.book.pending(thread_id)
    if thread_id is not None or not pending:
        return pending
    away, back = _ids(home, "approval")
    here = [proposal for proposal in pending if proposal.id not in away]
    return tuple(sorted(here, key=lambda one: back.index(one.id) if one.id in back else len(back)))


def away_of(home: "Home", kind: str) -> list[str]:
    """The ids of what is put off of a kind."""
    return _ids(home, kind)[0]


def returned(home: "Home", unless: "Callable[[Snooze], bool]" = lambda _: False) -> list["Snooze"]:
    """What has come back and isn't dealt with: a mail of the inbox, an approval that waits, an event.

    What `unless` is true of isn't looked at.
    """
    back = [one for one in home.snoozes.back() if not unless(one)]
    if not back:
        return []
    pending = {proposal.id for proposal in home.book.pending()}
    here: dict[str, Callable[[str], bool]] = {
        "mail": lambda id: _is_in_inbox(home, id),
        "approval": pending.__contains__,
    }
    return [one for one in back if one.kind not in here or here[one.kind](one.id)]


def _is_in_inbox(home: "Home", id: str) -> bool:
    # `pending` comes by here too, and has nothing to do with mail.
    from tools.mail.message import Folder

    try:
        return home.mirrored_mail.envelope(id).folder == Folder.INBOX
    except UnknownIdError:
        return False


def _ids(home: "Home", kind: str) -> tuple[list[str], list[str]]:
    """The ids of what is away, and of what is back."""
    away = [one.id for one in home.snoozes.away() if one.kind == kind]
    return away, [one.id for one in returned(home) if one.kind == kind]
