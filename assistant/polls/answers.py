"""What the guests of a poll have answered: found as watches find answers, read by code, the latest counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from assistant.polls.poll import Poll
from assistant.polls.words import Said, Verdict, own_words, said_in
from tools.excerpts import excerpt
from tools.mail.invitations import COUNTER, Invitation, invitation_in
from tools.mail.message import Envelope, Folder
from tools.mail.replies import FORWARD_PREFIX, matter
from tools.mail.store import MailStore, Query
from tools.mail.unanswered import AWAY, is_automatic
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.people.domains import mailbox_key
from tools.people.owner import Owner
from tools.scheduling.availability import Slot

LOOKED_AT = 500
A_MINUTE = timedelta(minutes=1)
WORDS_CHARS = 300
BY_CALENDAR: dict[str, Verdict] = {"accepted": "yes", "declined": "no", "tentative": "maybe"}


@dataclass(frozen=True)
class Answer:
    """How a guest stands to the times, by all that they have written."""

    guest: Address
    verdicts: tuple[Verdict | None, ...]
    """Of each option; None: nothing is said of it."""
    others: tuple[Slot, ...] = ()
    """What they named in their place."""
    mails: tuple[Envelope, ...] = ()
    """Those that count, the oldest first."""
    words: str = ""
    """What they wrote last."""
    clear: bool = True
    """Whether all of it could be read by code."""

    @property
    def answered(self) -> bool:
        return bool(self.mails)


@dataclass(frozen=True)
class Asker:
    """Looks for what came back, in `mailbox`, to the one whose addresses are `me`."""

    mailbox: MailStore
    people: AddressBook
    me: Owner
    zone: tzinfo

    def answers(self, poll: Poll, subject: str) -> tuple[Answer, ...]:
        """One for each guest, in their order; `subject` is that of the mail that proposed the times."""
        mails = self._mails(poll, subject)
        return tuple(self._answer(poll, guest, mails[place]) for place, guest in enumerate(poll.guests))

    def _mails(self, poll: Poll, subject: str) -> list[list[Envelope]]:
        """By guest, what belongs to the poll, the oldest first; also what has been thrown away since."""
        theirs = [self._addresses(guest) for guest in poll.guests]
        since = poll.created_at - A_MINUTE
        pages = [
            self.mailbox.search(Query(since=since, folder=folder), LOOKED_AT) for folder in ("", Folder.TRASH)
        ]
        found = sorted((mail for page in pages for mail in page.envelopes), key=lambda mail: mail.date)
        by_guest: list[list[Envelope]] = [[] for _ in theirs]
        for mail in dict.fromkeys(found):
            if self.me.owns(mail.sender) or AWAY.match(mail.subject) or FORWARD_PREFIX.match(mail.subject):
                continue
            places = [place for place, known in enumerate(theirs) if mail.sender.key in known]
            if places and self._belongs(mail, poll, subject) and not is_automatic(self.mailbox, mail):
                by_guest[places[0]].append(mail)
        return by_guest

    def _addresses(self, guest: Address) -> frozenset[str]:
        """All under which the guest is known."""
        known = self.people.with_email(guest.email)
        return frozenset({guest.key, *(mailbox_key(email) for email in (known.emails if known else ()))})

    def _belongs(self, mail: Envelope, poll: Poll, subject: str) -> bool:
        """By the UID of the event, the threading headers, or else the subject."""
        if mail.calendar is not None:
            return mail.calendar.uid == poll.uid
        message = self.mailbox.read(mail.id)
        named = {*message.in_reply_to, *message.references}
        if any(map(poll.is_named_by, named)) or (not named and matter(mail.subject) == matter(subject)):
            return True
        countered = invitation_in(self.mailbox.content(mail.id), (COUNTER,))
        return countered is not None and countered.uid == poll.uid

    def _answer(self, poll: Poll, guest: Address, mails: Sequence[Envelope]) -> Answer:
        answer = Answer(guest, (None,) * len(poll.options))
        for mail in mails:
            said, words = self._said(poll, guest, mail)
            answer = _taken_up(answer, said, mail, words)
        return answer

    def _said(self, poll: Poll, guest: Address, mail: Envelope) -> tuple[Said, str]:
        """What one mail says, by its calendar part where it has one, else by its words."""
        content = self.mailbox.content(mail.id)
        body = self.mailbox.read(mail.id).body
        reply = invitation_in(content, (COUNTER, "REPLY"))
        if reply is not None and reply.uid == poll.uid:
            return _by_calendar(reply, self._addresses(guest), poll, self.zone), excerpt(
                reply.comment, WORDS_CHARS
            )
        said = said_in(body, poll.options, mail.date.astimezone(self.zone), self.zone)
        return said, excerpt(" ".join(own_words(body).split()), WORDS_CHARS)


def _in_a_line(body: str) -> str:
    return " ".join(own_words(body).split())


def _by_calendar(reply: Invitation, known: frozenset[str], poll: Poll, zone: tzinfo) -> Said:
    """A yes or no to the first time, or another time (RFC 5546, 3.2.3, 3.2.7), and what is said beside it."""
    own = next((one for one in reply.guests if one.address.key in known), None)
    if own is None:
        return Said(clear=False)
    if reply.method == COUNTER:
        wanted = _slot(reply, zone)
        places = [place for place, slot in enumerate(poll.options) if wanted and _same(slot, wanted)]
        said = Said(dict.fromkeys(places, "yes"), () if places or not wanted else (wanted,), bool(wanted))
    elif (verdict := BY_CALENDAR.get(own.answer)) is not None:
        said = Said({0: verdict})
    else:
        return Said(clear=False)
    if reply.comment:
        beside = said_in(reply.comment, poll.options, reply.stamp or poll.created_at, zone)
        agree = all(
            beside.verdicts.get(place, verdict) == verdict for place, verdict in said.verdicts.items()
        )
        said = Said(
            {**beside.verdicts, **said.verdicts},
            (*said.others, *beside.others),
            beside.clear and agree,
            beside.anew,
        )
    return said


def _slot(reply: Invitation, zone: tzinfo) -> Slot | None:
    if not isinstance(reply.start, datetime) or not isinstance(reply.end, datetime):
        return None
    return Slot(reply.start.astimezone(zone), reply.end.astimezone(zone))


def _same(one: Slot, other: Slot) -> bool:
    return one.start.astimezone(UTC) == other.start.astimezone(UTC)


def _taken_up(before: Answer, said: Said, mail: Envelope, words: str) -> Answer:
    """What a later mail changes: of what it doesn't speak, the earlier word counts."""
    verdicts = tuple(
        said.verdicts.get(place, None if said.anew else former)
        for place, former in enumerate(before.verdicts)
    )
    return replace(
        before,
        verdicts=verdicts if said.clear else before.verdicts,
        others=said.others or (() if said.anew else before.others),
        mails=(*before.mails, mail),
        words=words,
        clear=said.clear,
    )
