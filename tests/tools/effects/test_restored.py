"""A database that is older than the world: out of a backup."""

import re
from pathlib import Path

from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import approved

PAGE = Path(__file__).parents[3] / "docs" / "running.md"


def test_what_a_backup_has_queued_and_was_done_since_is_found_and_not_done_again(desk: Desk) -> None:
    desk.ledger().intend(approved(desk.book, "k1"))
    with desk.database.reading() as connection:
        backup = dict(connection.execute("SELECT * FROM effects").fetchone())
    desk.ledger().drain()
    [told] = re.findall(r'psql .* -c "(UPDATE [^"]+)"', PAGE.read_text("utf-8"))
    columns = ", ".join(f"{name} = ?" for name in backup)
    with desk.database.transaction() as connection:
        connection.execute(f"UPDATE effects SET {columns}", tuple(backup.values()))
        connection.execute(told.replace("assistant.effects", "effects"))
    [effect] = desk.ledger().drain()
    assert (effect.state, desk.notes.arrivals("k1")) == ("done", 1)
