"""What changing a group of contacts would do, exactly, before anybody has said yes."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.contacts.arguments import line_of
from tools.contacts.card_edits import CardEdits, regrouped_card
from tools.contacts.choosing import choose_group, choose_person, handle_of, is_of_categories
from tools.contacts.contact_json import group_view
from tools.contacts.executor import DELETE, DESTINATION, GROUP
from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.people.address_book import AddressBook
from tools.people.contacts import Group, Person

NO_CHANGE = "nothing would change: {} is like that already"


@dataclass(frozen=True)
class GroupPlanner:
    """Plans the changes to the groups of an address book, as `ContactPlanner` does those of people."""

    people: AddressBook
    edits: CardEdits

    def change(self, group: str, add: Sequence[str] = (), remove: Sequence[str] = (), name: str = "") -> Plan:
        """A group with other members or another name; one that isn't there is made.

        Raises:
            ToolError: somebody isn't known, or nothing would change.
        """
        come, gone = ([choose_person(self.people, one) for one in those] for those in (add, remove))
        known = choose_group(self.people, group)
        if known is None:
            return self._new(line_of(group, "group"), come, gone)
        members = {one.uid for one in known.members}
        come = [one for one in come if one.uid not in members]
        gone = [one for one in gone if one.uid in members]
        called = line_of(name, "name", empty=True) or known.name
        if not come and not gone and called == known.name:
            raise ToolError(NO_CHANGE.format(f"the group {known.name!r}"))
        after = [*(one for one in known.members if one not in gone), *come]
        said = [
            f"with {', '.join(one.name for one in come)}" if come else "",
            f"without {', '.join(one.name for one in gone)}" if gone else "",
            f"called {called!r}" if called != known.name else "",
        ]
        told = ", ".join(filter(None, said))
        edits = (
            self.edits.recategorised(known, called, after)
            if is_of_categories(known)
            else self.edits.of(known, lambda data: regrouped_card(data, come, gone, known.name, called))
        )
        return Plan(
            kind=GROUP,
            args={
                "group": known.name,
                "add": [self._handle(one) for one in come],
                "remove": [self._handle(one) for one in gone],
                "name": called if called != known.name else "",
            },
            summary=f"Change the group {known.name!r}: {told}",
            preview={
                "type": "group_change",
                "before": group_view(known.name, known.members),
                "after": group_view(called, after),
            },
            payload={
                "edits": [edit.json_dict() for edit in edits],
                "done": f"Changed the group {known.name!r}: {told}.",
                "undone": f"The group {known.name!r} is as it was.",
            },
            destination=DESTINATION,
            undoable=True,
            undo_note="Puts the group back as it was, unless it was changed again meanwhile.",
        )

    def _new(self, name: str, members: Sequence[Person], gone: Sequence[Person]) -> Plan:
        if gone or not members:
            self.people.resolve([name])  # it says which names are near
            raise ToolError(f"there is no group {name!r}; to make one, say who is in it")
        if any(not one.uid or one.uid == one.name for one in members):
            raise ToolError("somebody's card has no UID, so that no group can name it")
        return Plan(
            kind=GROUP,
            args={"group": name, "add": [self._handle(one) for one in members], "remove": [], "name": ""},
            summary=f"Make the group {name!r} with {', '.join(one.name for one in members)}",
            preview={"type": "group", "group": group_view(name, members)},
            payload={
                "edits": [],
                "group": {"name": name, "members": [one.uid for one in members]},
                "done": f"Made the group {name!r} with {', '.join(one.name for one in members)}.",
                "undone": f"Took the group {name!r} out again.",
            },
            destination=DESTINATION,
            undoable=True,
            undo_note="Takes the group out again.",
        )

    def delete(self, group: Group) -> Plan:
        """The group, removed; its members stay."""
        edits = (
            self.edits.recategorised(group, "", ())
            if is_of_categories(group)
            else self.edits.of(group, lambda _: b"")
        )
        return Plan(
            kind=DELETE,
            args={"contact": group.name},
            summary=f"Delete the group {group.name!r}; its members stay in the contacts",
            preview={"type": "group_delete", "group": group_view(group.name, group.members)},
            payload={
                "edits": [edit.json_dict() for edit in edits],
                "done": f"Deleted the group {group.name!r}.",
                "undone": f"The group {group.name!r} is there again.",
            },
            destination=DESTINATION,
            undoable=True,
            undo_note="Puts the group back.",
        )

    def _handle(self, person: Person) -> str:
        return handle_of(person, self.people.people)
