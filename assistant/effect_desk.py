"""What was done to the world: looked at, tried again, given up, taken back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.contract import EffectView, effect_view

if TYPE_CHECKING:
    from tools.effects.ledger import Ledger


class EffectDesk:
    """Looks by `records`, which need no store; acts by `ledger`, in the name of who `by` says."""

    def __init__(
        self, records: "Callable[[], Ledger]", ledger: "Callable[[], Ledger]", by: Callable[[], str]
    ) -> None:
        self._records = records
        self._ledger = ledger
        self._by = by

    def list(self, thread_id: str | None = None) -> list[EffectView]:
        """What was done and what waits, of one thread or of all, oldest first."""
        return [effect_view(effect) for effect in self._records().list(thread_id)]

    def story(self, key: str) -> dict[str, Any]:
        """One effect, and under `history` each step of it.

        Raises:
            NotFoundError: no such effect, or several begin so.
        """
        records = self._records()
        effect = records.get(key)
        steps = [
            {name: value for name, value in step.json_dict().items() if name != "key"}
            for step in records.history(effect.key)
        ]
        return {**effect_view(effect).json_dict(), "history": steps}

    def retry(self, key: str) -> EffectView:
        """Try once more what failed, waits for its next try, or is unknown; do it now.

        Raises:
            NotFoundError: no such effect, or several begin so.
            ConflictError: it is done, under way, canceled, or planned for later.
        """
        return effect_view(self._ledger().retry(key, by=self._by()))

    def cancel(self, key: str) -> EffectView:
        """Give up what waits, failed, or is unknown.

        Raises:
            NotFoundError: no such effect, or several begin so.
            ConflictError: it is done, under way, or canceled already.
        """
        return effect_view(self._ledger().cancel(key, by=self._by()))

    def to_undo(self, key: str | None = None) -> EffectView:
        """What `undo` would take back if it were said now.

        Raises:
            NotFoundError: no such effect, or nothing to take back.
        """
        return effect_view(self._records().to_undo(key))

    def undo(self, key: str | None = None) -> EffectView:
        """Take back the last effect, or the one that `key` names.

        Raises:
            NotFoundError: no such effect, or nothing to take back.
            ConflictError: it didn't happen, is under way, was taken back already, or somebody has changed it.
            DeliveryError: it can't be taken back, or not at the moment. It stays done.
        """
        return effect_view(self._ledger().undo(key, by=self._by()))
