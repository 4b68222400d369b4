"""Carries out what was approved about preferences: one place of the file is changed, once."""

import json
from datetime import datetime

from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import FinalError, StaleError, ToolError
from tools.preferences.planning import KEEP
from tools.preferences.preferences_file import PreferencesFile


class PreferenceExecutor:
    """An `Executor` whose destination is `preferences.toml`."""

    kinds = (KEEP,)

    def __init__(self, file: PreferencesFile) -> None:
        self._file = file

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:  # noqa: ARG002 - it is the same at any time
        """The place in the file, what comes there, and what was there."""
        return json.dumps(plan.payload, ensure_ascii=False).encode()

    def act(self, intent: Intent) -> Receipt:
        """Raises:
        StaleError: what stands there is no longer what was shown.
        FinalError: the file can't be read or written as it is.
        """
        wanted = json.loads(intent.rendered)
        with self._file.alone():
            if self._now(wanted) != wanted["former"]:
                raise StaleError("the file has another value there by now")
            self._set(wanted, wanted["value"])
        return self._done(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether the file has it already."""
        wanted = json.loads(intent.rendered)
        return self._done(intent) if self._now(wanted) == wanted["value"] else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:  # noqa: ARG002 - the intent has it all
        """
        Raises:
            StaleError: somebody has changed it since.
            FinalError: the file can't be read or written as it is.
        """
        wanted = json.loads(intent.rendered)
        with self._file.alone():
            if self._now(wanted) != wanted["value"]:
                raise StaleError("this preference has been changed in the file since; it stays as it is")
            self._set(wanted, wanted["former"])
        return Receipt(text="Your preferences are as they were.")

    def _now(self, wanted: dict[str, object]) -> object:
        try:
            found = self._file.value(str(wanted["table"]), str(wanted["name"]))
        except ToolError as error:
            raise FinalError(error.message) from error
        return found if found is None or isinstance(found, int) else str(found)

    def _set(self, wanted: dict[str, object], value: object) -> None:
        try:
            self._file.set(str(wanted["table"]), str(wanted["name"]), value)
        except ToolError as error:
            raise FinalError(error.message) from error

    def _done(self, intent: Intent) -> Receipt:
        said = intent.plan.preview["says"]
        kept = json.loads(intent.rendered)["value"] is not None
        return Receipt(text=f"Kept: {said}." if kept else f"Forgotten: {said}.")
