"""Keys that a person may shorten to any unique beginning."""

from tools.database import Connection
from tools.errors import NotFoundError

MAX_SHOWN = 5
LAST_CHARACTER = "\U0010ffff"


def one_of(connection: Connection, table: str, column: str, prefix: str, *, called: str) -> str:
    """The one value of `column` that is `prefix` or begins with it.

    Raises:
        NotFoundError: nothing fits, or several do; then they are named.
    """
    if not prefix:
        raise NotFoundError(f"an empty id names no {called}")
    if connection.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", (prefix,)).fetchone():
        return prefix
    rows = connection.execute(
        f"SELECT {column} FROM {table} WHERE {column} >= ? AND {column} < ? ORDER BY seq DESC LIMIT ?",
        (prefix, prefix + LAST_CHARACTER, MAX_SHOWN + 1),
    ).fetchall()
    values = [str(row[0]) for row in rows]
    if not values:
        raise NotFoundError(f"there is no {called} {prefix}")
    if len(values) > 1:
        shown = ", ".join(values[:MAX_SHOWN]) + (", …" if len(values) > MAX_SHOWN else "")
        raise NotFoundError(f"{prefix} fits several: {shown}; give more of the id")
    return values[0]
