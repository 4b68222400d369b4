"""Who is invited: from names, groups and addresses to the attendees of an event."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tools.errors import AmbiguousError, ToolError
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.people.names import words_of
from tools.scheduling.events import Attendee, Event
from tools.scheduling.wording import named

BETWEEN_NAMES = re.compile(r"\s*(?:,|&|\band\b)\s*")
MOST_WORDS = 3
"""Of a name; more are a sentence."""
TEAMS = frozenset(("board", "committee", "crew", "department", "group", "staff", "squad", "team"))
"""What a name that is written small ends with."""


@dataclass(frozen=True, slots=True)
class Guests:
    """Looks up in `people` whom the `user` invites."""

    people: AddressBook
    user: Address

    @property
    def organizer(self) -> Attendee:
        """Who stands as the organizer of an event that the user invites to."""
        return Attendee(self.user.email, self.user.name)

    def invited(self, names: Iterable[str]) -> tuple[Attendee, ...]:
        """Everybody who is meant, except the user, whose calendar it is."""
        addresses = self.people.resolve(names, me=self.user)
        return tuple(Attendee(a.email, a.name) for a in addresses if not a.same_mailbox(self.user))

    def changed(self, event: Event, add: Sequence[str], remove: Sequence[str]) -> tuple[Attendee, ...]:
        """The attendees of `event` without some and with others; who stays is as before."""
        leaving = {attendee for name in remove for attendee in self._meant(event, name)}
        staying = [attendee for attendee in event.attendees if attendee not in leaving]
        known = {attendee.email.casefold() for attendee in staying}
        return (*staying, *(new for new in self.invited(add) if new.email.casefold() not in known))

    def _meant(self, event: Event, name: str) -> list[Attendee]:
        """Which attendees are meant by a name, an address or a group."""
        words = words_of(name)
        fits = [a for a in event.attendees if name.strip().casefold() == a.email.casefold()]
        fits = fits or [a for a in event.attendees if words and set(words) <= set(words_of(a.name))]
        if len(fits) > 1:
            raise AmbiguousError(f"{name!r} fits several attendees: {_people(fits)}", [str(a) for a in fits])
        if not fits:
            mailboxes = {address.email.casefold() for address in self.people.resolve([name], me=self.user)}
            fits = [a for a in event.attendees if a.email.casefold() in mailboxes]
        if not fits:
            raise ToolError(f"{name!r} isn't invited to {named(event)}; invited: {_people(event.attendees)}")
        return fits

    def not_invited(self, title: str, invited: Sequence[Attendee]) -> tuple[str, ...]:
        """A warning that names those whom `title` says it is with, and who are neither invited nor known."""
        taken = {word for guest in invited for word in words_of(f"{guest.name} {guest.email}")}
        strangers = [
            name
            for name in _people_in(title)
            if taken.isdisjoint(words_of(name)) and not self.people.find(name).everything
        ]
        return (f"Not in your contacts, so not invited: {', '.join(strangers)}",) if strangers else ()

    def warnings(self, event: Event) -> tuple[str, ...]:
        """What to know before changing an event that somebody else organizes."""
        organizer = event.organizer
        if organizer is None or organizer.email.casefold() == self.user.email.casefold():
            return ()
        return (f"{organizer.name or organizer.email} organizes this; only your own copy changes",)


def addresses(attendees: Iterable[Attendee]) -> tuple[Address, ...]:
    """Where invitations to them go."""
    return tuple(Address(attendee.name, attendee.email) for attendee in attendees if attendee.email)


def _people_in(title: str) -> Iterator[str]:
    """The names after "with": "Review with Ana Lima and the design team"."""
    for name in BETWEEN_NAMES.split(title.partition(" with ")[2]):
        words = name.removeprefix("the ").split()
        is_name = all(word[0].isupper() for word in words) or words[-1].casefold() in TEAMS
        if 0 < len(words) <= MOST_WORDS and is_name:
            yield " ".join(words)


def _people(attendees: Iterable[Attendee]) -> str:
    return ", ".join(map(str, attendees)) or "nobody"
