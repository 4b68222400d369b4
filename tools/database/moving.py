"""All that one database holds, moved into another one, whichever kind each of them is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tools.database.protocol import Connection, Database, Dialects, Row
from tools.errors import ConflictError

AT_ONCE = 500
VERSIONS = "schema_version"
OWN = {VERSIONS, "commits", "people"}
"""What a database keeps for itself."""
NAMES = Dialects(
    sqlite="SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    postgresql="SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
)
REFERENCES = Dialects(
    sqlite='SELECT m.name, f."table" AS target FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f',
    postgresql="SELECT conrelid::regclass::text AS name, confrelid::regclass::text AS target"
    " FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace",
)
BYTES = Dialects(
    sqlite="SELECT m.name, c.name AS field FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE c.type = 'BLOB'",
    postgresql="SELECT table_name AS name, column_name AS field FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type = 'bytea'",
)
COUNTED = (
    "SELECT table_name AS name, column_name AS field FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND is_identity = 'YES'"
)
"""Only PostgreSQL has to be told where its numbers go on."""


@dataclass(frozen=True)
class Side:
    """One of the two, inside a transaction."""

    database: Database
    connection: Connection

    def ask(self, question: Dialects) -> list[Any]:
        return self.connection.execute(getattr(question, self.database.dialect)).fetchall()

    def tables(self) -> list[str]:
        """Those that others refer to before those that refer to them."""
        names = {str(row["name"]) for row in self.ask(NAMES)} - OWN
        refer: dict[str, set[str]] = {name: set() for name in names}
        for row in self.ask(REFERENCES):
            refer[row["name"]].add(row["target"])
        ordered: list[str] = []
        while len(ordered) < len(names):
            ordered += sorted(name for name in names - {*ordered} if refer[name] <= {name, *ordered})
        return ordered

    def versions(self) -> Mapping[str, int]:
        return {
            row[0]: row[1] for row in self.connection.execute(f"SELECT component, version FROM {VERSIONS}")
        }

    def is_empty(self, table: str) -> bool:
        return self.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None

    def sum_of(self, table: str) -> tuple[int, int]:
        """How many rows a table has, and a sum over all that is in them, but for whose they are."""
        count = total = 0
        for row in self.rows(table):
            count += 1
            total += hash(tuple(_alike(row[field]) for field in sorted(row.keys()) if field != "user_id"))
        return count, total

    def rows(self, table: str) -> Iterator[Row]:
        """Each row of a table, without holding all of them."""
        if self.database.dialect == "sqlite":
            yield from self.connection.execute(f"SELECT * FROM {table}")
            return
        self.connection.execute(f"DECLARE moved CURSOR FOR SELECT * FROM {table}")
        while found := self.connection.execute(f"FETCH {AT_ONCE} FROM moved").fetchall():
            yield from found
        self.connection.execute("CLOSE moved")

    def count_on(self) -> None:
        """Give further rows numbers behind those that came along."""
        if self.database.dialect == "sqlite":
            return
        for table, field in self.connection.execute(COUNTED).fetchall():
            self.connection.execute(
                f"SELECT setval(counter, greatest(most, nextval(counter))) FROM (SELECT max({field}) AS most,"
                f" pg_get_serial_sequence('{table}', '{field}')::regclass AS counter FROM {table}) AS found"
                " WHERE most IS NOT NULL"
            )


def move(source: Database, target: Database) -> dict[str, int]:
    """Copy all rows of `source`, in one transaction: all of them are in `target` afterwards, or none.

    How many rows there are of each table. Nobody writes to either meanwhile; `source` stays as it was. The
    tables of `target` have to be there. Where they hold just that already, nothing is to be done any more.

    Raises:
        ConflictError: `target` holds something else, or one of the two is of another version.
    """
    source.flush()
    with source.transaction() as reading, target.transaction() as writing:
        old, new = Side(source, reading), Side(target, writing)
        known, wanted = new.versions(), old.versions()
        if strange := sorted(name for name, version in wanted.items() if known.get(name) != version):
            raise ConflictError(
                f"{source.name} is of another version ({', '.join(strange)}); open it once with this one"
            )
        tables = [table for table in new.tables() if table in {*old.tables()}]
        if full := [table for table in tables if not new.is_empty(table)]:
            there = {table: old.sum_of(table) for table in tables}
            if all(new.sum_of(table) == there[table] for table in tables):
                return {table: count for table, (count, _) in there.items()}
            raise ConflictError(f"{target.name} holds something already ({full[0]}); nothing was moved")
        of_bytes = {(row["name"], row["field"]) for row in new.ask(BYTES)}
        moved: dict[str, int] = {}
        for table in tables:
            moved[table] = 0
            rows = old.rows(table)
            while some := [*islice(rows, AT_ONCE)]:
                # Whose they are is said by where they go.
                fields = [field for field in some[0].keys() if field != "user_id"]  # noqa: SIM118  # a row
                marks = ", ".join("?" * len(fields))
                blobs = [place for place, field in enumerate(fields) if (table, field) in of_bytes]
                writing.executemany(
                    f"INSERT INTO {table} ({', '.join(fields)}) VALUES ({marks})",
                    [_values([row[field] for field in fields], blobs) for row in some],
                )
                moved[table] += len(some)
        new.count_on()
    return moved


def _alike(value: Any) -> Any:
    """`value` as both of them give it back."""
    match value:
        case str():
            return value.replace("\0", "\ufffd").encode()
        case memoryview():
            return bytes(value)
    return value


def _values(values: list[Any], blobs: Sequence[int]) -> list[Any]:
    """A file may have text where bytes belong: it never minded."""
    for place in blobs:
        if isinstance(values[place], str):
            values[place] = values[place].encode()
    return values
