"""Rows that belong to people: the server itself shows each person theirs, and nothing else.

Every table has a column `user_id`, filled in by the server with whom the connection is for; it begins each
key and each index, so that two people may call a thread the same; and a policy of the table (row-level
security, in force for the tables' owner, too) adds it to every statement. So no statement of a store has to
name it, and none can forget it.
"""

import re
from typing import Any, Protocol

from tools.errors import StorageError

OWN = ("schema_version", "commits", "people")
"""What a database keeps for itself."""
PERSON = "assistant.user_id"
"""The setting of a connection that says for whom it is."""
IS_THEIRS = f"user_id = current_setting('{PERSON}')"

PEOPLE = 'CREATE TABLE IF NOT EXISTS people (user_id TEXT COLLATE "C" PRIMARY KEY)'
"""Who has opened the database; a single person who has no id is not in it."""

_OURS = f"n.nspname = current_schema() AND t.relkind = 'r' AND t.relname NOT IN {OWN}"
_WITHOUT = f"""
SELECT t.relname FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE {_OURS} AND NOT (t.relrowsecurity AND t.relforcerowsecurity) ORDER BY 1
"""
_KEYS = f"""
SELECT t.relname, c.conname, c.contype::text, pg_get_constraintdef(c.oid) AS definition
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE {_OURS} AND c.contype IN ('p', 'u', 'f') AND pg_get_constraintdef(c.oid) NOT LIKE '%(user_id%'
ORDER BY c.conname
"""
_INDEXES = f"""
SELECT i.relname, pg_get_indexdef(i.oid) AS definition
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE {_OURS} AND pg_get_indexdef(i.oid) NOT LIKE '%(user_id%'
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid) ORDER BY 1
"""
_BOUND = "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"


class Asked(Protocol):
    """A connection of the driver, or what the stores are given."""

    def execute(self, statement: str, /) -> Any: ...


def give_to_people(connection: Asked) -> None:
    """Make every table one of people's rows, with its keys and indexes; those that are stay as they are.

    Rows from before belong to whom the connection is for.
    """
    for (table,) in connection.execute(_WITHOUT).fetchall():
        connection.execute(
            f'ALTER TABLE {table} ADD COLUMN user_id TEXT COLLATE "C" NOT NULL'
            f" DEFAULT current_setting('{PERSON}')"
        )
        connection.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        connection.execute(f"CREATE POLICY theirs ON {table} USING ({IS_THEIRS})")
    keys = [tuple(row) for row in connection.execute(_KEYS).fetchall()]
    # What refers to a key goes before it and comes back after it.
    for table, name, _, _ in sorted(keys, key=lambda key: key[2] != "f"):
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for table, name, kind, definition in sorted(keys, key=lambda key: key[2] == "f"):
        widened = re.sub(r"\(", "(user_id, ", definition, count=2 if kind == "f" else 1)
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {widened}")
    for name, definition in [tuple(row) for row in connection.execute(_INDEXES).fetchall()]:
        connection.execute(f"DROP INDEX {name}")
        connection.execute(re.sub(r" USING btree \(", " USING btree (user_id, ", definition, count=1))


def is_bound(connection: Any) -> bool:
    """Whether the rules of whose row is whose hold for who is connected."""
    return bool(connection.execute(_BOUND).fetchone()[0])


def let_in(connection: Any, user_id: str) -> None:
    """Have `user_id` be one of those who use the database.

    Raises:
        StorageError: several people use it, and this connection would see what all of them have.
    """
    if user_id:
        connection.execute("INSERT INTO people VALUES ($1) ON CONFLICT DO NOTHING", (user_id,))
    elif connection.execute("SELECT 1 FROM people LIMIT 1").fetchone() is None:
        return
    if not is_bound(connection):
        raise StorageError(
            "several people use this database, and its rules don't hold for who connects here: give a role"
            " that is no superuser (and has no BYPASSRLS) in ASSISTANT_DATABASE; nothing was read"
        )
