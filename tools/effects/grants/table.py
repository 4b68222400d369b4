"""The tables of grants, which SQLite itself keeps honest: a rule never changes, a use is never taken back."""

import json

from tools.database import Connection, Row
from tools.effects.grants.grant import Change, Grant, Rule
from tools.effects.grants.scope import Scope
from tools.effects.times import from_text

TABLES = (
    """
    CREATE TABLE grants (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        action TEXT NOT NULL,
        kind TEXT NOT NULL,
        scope TEXT NOT NULL,
        uses INTEGER NOT NULL DEFAULT 0,
        most INTEGER NOT NULL,
        expires_at TEXT NOT NULL,
        revoked_at TEXT,
        created_at TEXT NOT NULL,
        made_by TEXT NOT NULL,
        from_approval TEXT NOT NULL
    );
    CREATE INDEX grants_by_action ON grants (action, kind) WHERE revoked_at IS NULL;
    CREATE TABLE grant_history (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        grant_id TEXT NOT NULL REFERENCES grants (id),
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        what TEXT NOT NULL,
        about TEXT NOT NULL
    );
    CREATE INDEX grant_history_by_grant ON grant_history (grant_id, seq);
    CREATE UNIQUE INDEX one_use_for_an_approval ON grant_history (about) WHERE what = 'used';
    CREATE TRIGGER grants_are_not_changed
    BEFORE UPDATE OF id, action, kind, scope, most, expires_at, created_at, made_by, from_approval ON grants
    BEGIN
        SELECT RAISE(ABORT, 'a grant is never changed: revoke it, and make another');
    END;
    CREATE TRIGGER grants_are_not_used_up_twice BEFORE UPDATE OF uses ON grants
    WHEN NEW.uses <> OLD.uses + 1 OR NEW.uses > OLD.most OR OLD.revoked_at IS NOT NULL
    BEGIN
        SELECT RAISE(ABORT, 'this grant lets nothing through any more');
    END;
    CREATE TRIGGER grants_stay_revoked BEFORE UPDATE OF revoked_at ON grants
    WHEN OLD.revoked_at IS NOT NULL
    BEGIN
        SELECT RAISE(ABORT, 'a grant that was revoked stays revoked');
    END;
    CREATE TRIGGER grants_are_not_deleted BEFORE DELETE ON grants
    BEGIN
        SELECT RAISE(ABORT, 'a grant is never deleted');
    END;
    CREATE TRIGGER grant_history_is_not_rewritten BEFORE UPDATE ON grant_history
    BEGIN
        SELECT RAISE(ABORT, 'the history of a grant is never rewritten');
    END;
    CREATE TRIGGER grant_history_is_not_shortened BEFORE DELETE ON grant_history
    BEGIN
        SELECT RAISE(ABORT, 'the history of a grant is never shortened');
    END;
    """,
)


def grant_of(row: Row) -> Grant:
    return Grant(
        id=row["id"],
        rule=Rule(action=row["action"], kind=row["kind"], scope=Scope.of(json.loads(row["scope"]))),
        uses=row["uses"],
        most=row["most"],
        expires_at=from_text(row["expires_at"]),
        revoked_at=from_text(row["revoked_at"]) if row["revoked_at"] else None,
        created_at=from_text(row["created_at"]),
        made_by=row["made_by"],
        from_approval=row["from_approval"],
    )


def change_of(row: Row) -> Change:
    return Change(at=from_text(row["at"]), by=row["by"], what=row["what"], about=row["about"])


def is_revoked(connection: Connection, grant_id: str) -> bool:
    """Whether nothing may be done by this grant any more; asked in the transaction that an act begins in."""
    row = connection.execute("SELECT revoked_at FROM grants WHERE id = ?", (grant_id,)).fetchone()
    return row is None or row["revoked_at"] is not None
