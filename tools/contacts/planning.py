"""What the writing tools of the contacts would do, exactly, before anybody has said yes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tools.contacts.arguments import NOTHING, digits_of, email_of, line_of, phone_number
from tools.contacts.card_edits import CardEdits
from tools.contacts.choosing import choose_group, choose_person, handle_of
from tools.contacts.contact_json import contact_view, person_to_json
from tools.contacts.executor import CREATE, DELETE, DESTINATION, MERGE, UPDATE
from tools.contacts.group_planning import NO_CHANGE, GroupPlanner
from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.people.address_book import AddressBook
from tools.people.birthdays import birthday_of, said_birthday
from tools.people.card_change import changed_card, merged_card
from tools.people.card_files import CardFiles
from tools.people.contacts import Address, Person
from tools.people.domains import mailbox_key
from tools.people.imitation import Known
from tools.people.owner import Owner


@dataclass(frozen=True)
class ContactPlanner:
    """Plans the changes to an address book. The same arguments give the same plan, and those of
    `Plan.args` too, as long as the cards are as they were."""

    people: AddressBook
    me: Owner
    clock: Callable[[], datetime]
    day_first: bool = False

    @property
    def edits(self) -> CardEdits:
        return CardEdits(self.people, CardFiles(self.people.folder))

    @property
    def groups(self) -> GroupPlanner:
        """What plans the changes to groups."""
        return GroupPlanner(self.people, self.edits)

    def save(
        self,
        name: str,
        emails: Sequence[str] = (),
        phones: Sequence[str] = (),
        birthday: str = "",
        company: str = "",
        job: str = "",
    ) -> Plan:
        """A new contact.

        Raises:
            ToolError: a value is none, or one of the addresses is somebody's already.
        """
        person = Person(
            uid="",
            name=line_of(name, "name"),
            emails=tuple(email_of(one) for one in emails),
            phones=tuple(phone_number(one) for one in phones),
            birthday=self._birthday(birthday),
            organization=line_of(company, "company", empty=True),
            title=line_of(job, "job", empty=True),
        )
        for email in person.emails:
            if owners := self._owners(email):
                raise ToolError(f"{email} is {owners[0]} already; use update_contact to change that contact")
        return Plan(
            kind=CREATE,
            args={
                "name": person.name,
                "emails": list(person.emails),
                "phones": list(person.phones),
                "birthday": person.birthday,
                "company": person.organization,
                "job": person.title,
            },
            summary=f"Save the contact {_told(person)}",
            preview={"type": "contact", "contact": contact_view(person)},
            payload={
                "edits": [],
                "person": person_to_json(person),
                "done": f"Saved {_told(person)} in the contacts.",
                "undone": f"Took {person.name} out of the contacts again.",
            },
            destination=DESTINATION,
            warnings=tuple(self._warned(person, None)),
            undoable=True,
            undo_note="Takes the contact out again, unless it was changed meanwhile.",
        )

    def update(
        self,
        contact: str,
        name: str | None = None,
        add_emails: Sequence[str] = (),
        add_phones: Sequence[str] = (),
        birthday: str | None = None,
        company: str | None = None,
        job: str | None = None,
        add_nicknames: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> Plan:
        """A contact, changed; `remove` are addresses, numbers and nicknames that go.

        Raises:
            ToolError: nobody is meant or several are, or nothing would change; the message is for the model.
        """
        before = choose_person(self.people, contact)
        emails = tuple(email_of(one) for one in add_emails)
        phones = tuple(phone_number(one) for one in add_phones)
        nicknames = tuple(line_of(one, "nickname") for one in add_nicknames)
        gone = tuple(_going(before, one) for one in remove)
        for email in emails:
            if others := [one for one in self._owners(email) if one != before]:
                raise ToolError(f"{email} is {others[0]} already; merge_contacts puts two together")
        after = replace(
            before,
            name=before.name if name is None else line_of(name, "name"),
            emails=_changed(before.emails, emails, gone),
            phones=_changed(before.phones, phones, gone),
            nicknames=_changed(before.nicknames, nicknames, gone),
            birthday=before.birthday if birthday is None else self._birthday(birthday),
            organization=before.organization if company is None else line_of(company, "company", empty=True),
            title=before.title if job is None else line_of(job, "job", empty=True),
        )
        if after == before:
            raise ToolError(NO_CHANGE.format(_told(before)))
        given = {"name": name, "birthday": birthday, "company": company, "job": job}
        kept = {
            "name": after.name, "birthday": after.birthday or "-",
            "company": after.organization or "-", "job": after.title or "-",
        }  # fmt: skip
        lists = {
            "add_emails": emails,
            "add_phones": phones,
            "add_nicknames": nicknames,
            "remove": gone,
        }
        told = "; ".join(_differences(before, after))
        return Plan(
            kind=UPDATE,
            args={
                "contact": self._handle(before),
                **{field: kept[field] for field, value in given.items() if value is not None},
                **{field: list(values) for field, values in lists.items() if values},
            },
            summary=f"Change the contact {before.name}: {told}",
            preview={"type": "contact_change", **self._both(before, after)},
            payload={
                "edits": [
                    edit.json_dict()
                    for edit in self.edits.of(before, lambda d: changed_card(d, before, after))
                ],
                "done": f"Changed the contact {before.name}: {told}.",
                "undone": f"The contact {before.name} is as it was.",
            },
            destination=DESTINATION,
            warnings=tuple(self._warned(after, before)),
            undoable=True,
            undo_note="Puts the contact back as it was, unless it was changed again meanwhile.",
        )

    def delete(self, contact: str) -> Plan:
        """A contact or a group, removed; a contact also from the groups that it is in."""
        found = self.people.find(contact)
        if not found.people and (group := choose_group(self.people, contact)):
            return self.groups.delete(group)
        person = choose_person(self.people, contact)
        cards = self.edits.of(person, lambda _: b"")
        edits = [*cards, *self.edits.left(person)]
        files = ", ".join(dict.fromkeys(card.file for card in cards))
        return Plan(
            kind=DELETE,
            args={"contact": self._handle(person)},
            summary=f"Delete the contact {_told(person)}",
            preview={"type": "contact_delete", "contact": contact_view(person, self._groups(person))},
            payload={
                "edits": [edit.json_dict() for edit in edits],
                "done": f"Deleted the contact {_told(person)}.",
                "undone": f"{person.name} is in the contacts again.",
            },
            destination=DESTINATION,
            warnings=(f"It is kept on {len(cards)} cards, and all go: {files}",) if len(cards) > 1 else (),
            undoable=True,
            undo_note="Puts the contact back.",
        )

    def merge(self, contact: str, other: str) -> Plan:
        """Two contacts as one: the first with what only the other has.

        Raises:
            ToolError: it isn't clear who is meant, or both are the same.
        """
        kept, gone = choose_person(self.people, contact), choose_person(self.people, other)
        if kept == gone:
            raise ToolError(f"{_told(kept)} is one contact; name the two that are to be one")
        alias = (gone.name,) if gone.name.casefold() != kept.name.casefold() else ()
        after = replace(
            kept,
            emails=_changed(kept.emails, gone.emails, ()),
            phones=_changed(kept.phones, gone.phones, ()),
            nicknames=_changed(kept.nicknames, (*alias, *gone.nicknames), ()),
            categories=_changed(kept.categories, gone.categories, ()),
            birthday=kept.birthday or gone.birthday,
            organization=kept.organization or gone.organization,
            title=kept.title or gone.title,
        )
        [theirs] = {self.edits.files.read(place) for place in self.people.places_of(gone)[-1:]} or {b""}
        edits = [
            *self.edits.of(kept, lambda data: merged_card(data, theirs, after)),
            *self.edits.of(gone, lambda _: b""),
            *self.edits.left(gone, instead=kept),
        ]
        lost = [
            f"{label} {value!r} of the second one falls away"
            for label, value, stays in (
                ("The birthday", said_birthday(gone.birthday), said_birthday(kept.birthday)),
                ("The company", gone.organization, kept.organization),
                ("The job", gone.title, kept.title),
            )
            if value and stays and value != stays
        ]
        if not _alike(kept, gone):
            lost.insert(0, f"They have different names: {kept.name}, and {gone.name}")
        return Plan(
            kind=MERGE,
            args={"contact": self._handle(kept), "other": self._handle(gone)},
            summary=f"Merge the contact {_told(gone)} into {_told(kept)}",
            preview={
                "type": "contact_change",
                **self._both(kept, after),
                "merged": contact_view(gone, self._groups(gone)),
            },
            payload={
                "edits": [edit.json_dict() for edit in edits],
                "done": f"Merged {_told(gone)} into {_told(kept)}.",
                "undone": f"{kept.name} and {gone.name} are two contacts again.",
            },
            destination=DESTINATION,
            warnings=tuple(lost),
            undoable=True,
            undo_note="Makes two contacts of it again, unless one was changed meanwhile.",
        )

    def _both(self, before: Person, after: Person) -> dict[str, Any]:
        groups = self._groups(before)
        return {"before": contact_view(before, groups), "after": contact_view(after, groups)}

    def _groups(self, person: Person) -> list[str]:
        return [group.name for group in self.people.groups_of(person)]

    def _owners(self, email: str) -> list[Person]:
        key = mailbox_key(email)
        return [one for one in self.people.people if key in map(mailbox_key, one.emails)]

    def _handle(self, person: Person) -> str:
        return handle_of(person, self.people.people)

    def _birthday(self, said: str) -> str:
        if said.strip().lower() in NOTHING:
            return ""
        return birthday_of(said, self.clock(), day_first=self.day_first)

    def _warned(self, after: Person, before: Person | None) -> Iterator[str]:
        others = [one for one in self.people.people if one != before]
        if before is None or after.name != before.name:
            for one in others:
                if one.name.casefold() == after.name.casefold():
                    yield f"There is a contact of this name already: {one}"
        # Held against their own addresses, too: what looks like one of these is none.
        known = Known(self.me, self.people.people)
        for email in after.emails:
            if before is None or email not in before.emails:
                yield from (doubt.sentence for doubt in known.doubts(Address("", email), familiar=False))


def _changed(before: Sequence[str], come: Iterable[str], gone: Iterable[str]) -> tuple[str, ...]:
    left = [one for one in before if one not in gone]
    known = {one.casefold() for one in left}
    return (*left, *(one for one in dict.fromkeys(come) if one.casefold() not in known))


def _going(person: Person, said: str) -> str:
    """The address, number or nickname of somebody that is meant."""
    text = said.strip().casefold()
    for value in (*person.emails, *person.phones, *person.nicknames):
        if value.casefold() == text or (
            digits_of(value) and digits_of(value) == digits_of(text) and value in person.phones
        ):
            return value
    has = ", ".join((*person.emails, *person.phones, *person.nicknames)) or "none of these"
    raise ToolError(f"{person.name} has no {said!r}; there is: {has}")


def _alike(one: Person, other: Person) -> bool:
    """Whether one name has the words of the other: "Ben", and "Ben Carter"."""
    first, second = ({*person.name.casefold().split()} for person in (one, other))
    return first <= second or second <= first


def _differences(before: Person, after: Person) -> Iterator[str]:
    if after.name != before.name:
        yield f"name {after.name}"
    for label, was, then in (
        ("address", before.emails, after.emails),
        ("phone", before.phones, after.phones),
        ("nickname", before.nicknames, after.nicknames),
    ):
        yield from (f"{label} {one}" for one in then if one not in was)
        yield from (f"without {label} {one}" for one in was if one not in then)
    if after.birthday != before.birthday:
        yield f"birthday {said_birthday(after.birthday)}" if after.birthday else "without birthday"
    if after.organization != before.organization:
        yield f"company {after.organization}" if after.organization else "without company"
    if after.title != before.title:
        yield f"job {after.title}" if after.title else "without job"


def _told(person: Person) -> str:
    return str(person.address or ", ".join(filter(None, (person.name, *person.phones[:1]))))
