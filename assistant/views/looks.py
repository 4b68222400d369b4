"""What a look at the calendar or the mailbox has found, as a list or in full."""

from datetime import datetime
from typing import TYPE_CHECKING

from assistant.views.printing import View

if TYPE_CHECKING:
    from assistant.looking import Look


def show_calendar(view: View, look: "Look", now: datetime) -> None:
    if look.in_full:
        view.event(look.found[0])
    else:
        view.agenda(look.found, now, look.title)


def show_mailbox(view: View, look: "Look", now: datetime) -> None:
    if look.in_full:
        view.mail(look.found[0])
    else:
        view.mails(look.found, now)
