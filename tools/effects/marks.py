"""The point of no return of an effect, written down before it is passed."""

import json
import logging
from typing import Any

from tools.database import Database
from tools.effects.effect import EffectState, Record
from tools.effects.effect_table import EffectTable
from tools.effects.grants.table import is_revoked
from tools.effects.process import this_process
from tools.effects.times import Watch
from tools.errors import PassingError, RevokedError, StorageError

logger = logging.getLogger(__name__)

OURS = " WHERE key = ? AND state = 'running' AND owner = ?"


class LedgerMarks:
    """`Marks` in the ledger, for one try at one effect.

    A process that dies before `handing_over` has certainly not done it: whoever comes next does it,
    and need not ask anybody.
    """

    def __init__(self, database: Database, table: EffectTable, watch: Watch, record: Record) -> None:
        self._database = database
        self._table = table
        self._watch = watch
        self._record = record
        self.handed_over = False
        """It may have happened, and nobody has said yet."""

    def handing_over(self) -> None:
        """
        Raises:
            PassingError: another process has the effect, or it can't be written down; nothing went out.
            RevokedError: the grant that let it through was revoked since; nothing went out.
        """
        key, destination = self._record.effect.key, self._record.intent.plan.destination
        try:
            with self._database.transaction() as connection:
                marked = connection.execute(
                    f"UPDATE effects SET handed_over = 1{OURS}", (key, str(this_process()))
                )
                if not marked.rowcount:
                    raise PassingError("another process has taken this over meanwhile; nothing went out")
                grant = self._record.effect.grant
                if grant and is_revoked(connection, grant):
                    raise RevokedError(f"the grant {grant} was revoked; nothing went out")
                what = f"being handed over to {destination}"
                self._table.tell(connection, key, EffectState.RUNNING.value, what, at=self._watch.now())
        except StorageError as error:
            raise PassingError(
                f"nothing went out, as it could not be written down: {error.message}"
            ) from error
        self.handed_over = True

    def answered(self, progress: dict[str, Any]) -> None:
        self.handed_over = False
        key = self._record.effect.key
        settled = json.dumps({**self._record.intent.progress, **progress}, ensure_ascii=False)
        try:
            with self._database.transaction() as connection:
                connection.execute(
                    f"UPDATE effects SET handed_over = 0, progress = ?{OURS}",
                    (settled, key, str(this_process())),
                )
        except StorageError as error:
            # The receipt says it again; only a process that dies before that leaves it open.
            logger.warning("an answer was not written down: %s", error.code)
