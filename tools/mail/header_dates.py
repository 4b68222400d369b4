"""The time in a Date header, as programs write it."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_OFFSET = re.compile(r"\b(?:GMT|UTC?)\s?([+-])(\d{1,2})(?::?(\d\d))?\b", re.IGNORECASE)
_NAMED = re.compile(r"\b([A-Z]{3,4})\s*(?:\([^()]*\)\s*)?$")
_HOURS = {
    "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Zones that mean one thing wherever they stand in mails; RFC 5322 knows those of North America alone."""


def date_in(text: str) -> datetime | None:
    """The time that a header says, aware; without a zone, or with one that nobody knows, it is in UTC.

    None for what is no date, or one that no calendar has.
    """
    plain = _OFFSET.sub(lambda found: f"{found[1]}{int(found[2]):02}{found[3] or '00'}", text.strip())
    plain = _NAMED.sub(lambda found: f"{_HOURS[found[1]]:+03}00" if found[1] in _HOURS else found[0], plain)
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(plain)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            aware.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return aware
    return None
