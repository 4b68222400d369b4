"""The polls of a home, and how each of them stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.polls.answers import Answer, Asker
from assistant.polls.book import PollBook
from assistant.polls.letters import subject_of
from assistant.polls.poll import Poll
from assistant.polls.standing import Standing, free_of
from assistant.polls.words import Verdict
from tools.errors import AmbiguousError, ToolError
from tools.mail.addresses import label, listed
from tools.mail.store import MailStore
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.people.owner import Owner
from tools.scheduling.availability import Slot, attended, clashing
from tools.scheduling.store import CalendarStore
from tools.scheduling.tools import Busy

_PLAIN = frozenset("the a an my our that this meeting poll times time with and for of about it".split())


@dataclass(frozen=True)
class PollDesk:
    """Looks at polls; nothing is changed by it."""

    book: PollBook
    mailbox: MailStore
    """Where answers are looked for: of a server its mirror."""
    calendar: CalendarStore
    people: AddressBook
    identities: Callable[[], tuple[Address, ...]]
    clock: Callable[[], datetime]
    """Now, in the user's zone."""
    zone: ZoneInfo
    busy: Busy
    """When others are busy, as far as servers tell it."""

    @property
    def me(self) -> Owner:
        return Owner(self.identities())

    def answers(self, poll: Poll) -> tuple[Answer, ...]:
        """What each guest has answered by now."""
        return Asker(self.mailbox, self.people, self.me, self.zone).answers(poll, subject_of(poll.title))

    def standing(self, poll: Poll) -> Standing:
        """How it stands; calendar servers are asked where they tell of guests who have not answered."""
        answers = self.answers(poll)
        return Standing(
            poll,
            answers,
            tuple(self.clashes(poll, slot) for slot in poll.options),
            self._seen(poll, [one.guest.email for one in answers if not one.answered]),
            self.clock(),
        )

    def clashes(self, poll: Poll, slot: Slot) -> tuple[str, ...]:
        """The titles of one's own events at that time, without what the poll itself holds."""
        mailboxes = {one.email.casefold() for one in self.identities()}
        own = {poll.hold_name(number) for number in range(1, len(poll.options) + 1)} | {f"{poll.id}.ics"}
        found = attended(self.calendar.between(slot.start, slot.end), mailboxes)
        others = [
            one for one in found if (one.calendar, one.file) not in {(poll.calendar, name) for name in own}
        ]
        return tuple(one.title or "an event" for one in clashing(others, slot, self.zone))

    def called(self, words: str) -> tuple[Poll, ...]:
        """Those that an id, or words of title and guests, name; all open ones without words."""
        every = self.book.list()
        wanted = [word for word in words.casefold().replace(",", " ").split() if word not in _PLAIN]
        named = tuple(one for one in every if len(words.strip()) > 3 and one.id.startswith(words.strip()))
        fits = tuple(one for one in every if all(word in _described(one) for word in wanted))
        still = tuple(one for one in fits if one.is_open)
        return named or still or (fits[:1] if wanted else ())

    def meant(self, words: str) -> Poll:
        """The one that they name; the only open one without words.

        Raises:
            ToolError: there is none. AmbiguousError: several fit.
        """
        fits = self.called(words)
        if not fits:
            there = "; ".join(spoken(one) for one in self.book.list() if one.is_open)
            none = f"no times are proposed for {words!r}; there are: {there}"
            raise ToolError(
                none if there else "no times are proposed to anybody; create_calendar_event books"
            )
        if len(fits) > 1:
            named_so = [f"{one.id} ({spoken(one)})" for one in fits]
            raise AmbiguousError(f"several are open: {'; '.join(named_so)}; ask which one", named_so)
        return fits[0]

    def _seen(self, poll: Poll, emails: Sequence[str]) -> dict[str, tuple[Verdict | None, ...]]:
        asked = [email for email in emails if email.casefold() in poll.seen]
        if not asked:
            return {}
        span = Slot(min(slot.start for slot in poll.options), max(slot.end for slot in poll.options))
        return {email: free_of(slots, poll.options) for email, slots in self.busy(asked, span).items()}


def spoken(poll: Poll) -> str:
    """`'Budget' with Ana Lima and Ben`."""
    return f"'{poll.title}' with {listed(poll.guests)}"


def _described(poll: Poll) -> str:
    return " ".join([poll.title, *(f"{label(guest)} {guest.email}" for guest in poll.guests)]).casefold()
