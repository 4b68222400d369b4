"""Carrying out approved changes to contacts and groups, each exactly once, and taking them back."""

import json
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tools.contacts.contact_json import person_of
from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import StaleError
from tools.people.card_change import dated_card
from tools.people.card_files import CardEdit, CardFiles
from tools.people.card_writing import group_card, person_card

CREATE, UPDATE, DELETE, MERGE, GROUP = (
    "contact.create", "contact.update", "contact.delete", "contact.merge", "contact.group",
)  # fmt: skip
DESTINATION = "contacts"


class ContactExecutor:
    """An `Executor` for the contacts of one folder."""

    kinds = (CREATE, UPDATE, DELETE, MERGE, GROUP)

    def __init__(self, files: CardFiles) -> None:
        self._files = files

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """Every card that changes, as it was and as it will be."""
        payload = plan.payload
        edits = [CardEdit.from_json(one) for one in payload["edits"]]
        edits = [
            CardEdit(one.file, one.before, dated_card(one.after, at) if one.after else b"", one.at)
            for one in edits
        ]
        uid = uid_of(key)
        if new := payload.get("person"):
            edits.append(CardEdit(f"{uid}.vcf", b"", person_card(person_of({**new, "uid": uid}))))
        if new := payload.get("group"):
            edits.append(CardEdit(f"{uid}.vcf", b"", group_card(uid, new["name"], new["members"])))
        return json.dumps([edit.json_dict() for edit in edits]).encode()

    def act(self, intent: Intent) -> Receipt:
        """Make the change, if each card is still as it was planned against.

        Raises:
            StaleError: one is not; nothing is changed.
        """
        self._files.exchange(_edits(intent))
        return _receipt(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether it was done before: the files themselves say so."""
        return _receipt(intent) if all(map(self._files.is_done, _edits(intent))) else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """Put every card back as it was.

        Raises:
            StaleError: one has been changed since; all stay as they are.
        """
        try:
            self._files.exchange([edit.back for edit in reversed(_edits(intent))])
        except StaleError as error:
            raise StaleError("it has been changed again since, so this can't be taken back") from error
        return Receipt(text=intent.plan.payload["undone"], reference=receipt.reference)


def uid_of(key: str) -> str:
    """The UID of the card that the effect with this key makes."""
    return str(uuid5(NAMESPACE_URL, f"assistant:contact:{key}"))


def _edits(intent: Intent) -> list[CardEdit]:
    stored: list[dict[str, Any]] = json.loads(intent.rendered)
    return [CardEdit.from_json(one) for one in stored]


def _receipt(intent: Intent) -> Receipt:
    files = [edit.file for edit in _edits(intent)]
    return Receipt(text=intent.plan.payload["done"], reference={"files": files})
