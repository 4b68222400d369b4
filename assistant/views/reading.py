"""How far a first look at the home is."""

WIDTH = 20


def reading_line(what: str, done: int, total: int) -> str:
    """One line with a bar: "reading the mailbox ██████▌             3,200 of 10,000"."""
    filled = WIDTH * done // total if total else 0
    return f"reading the {what} {'█' * filled}{'░' * (WIDTH - filled)} {done:,} of {total:,}"
