"""Zones by the names that people give them."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from functools import cache
from pkgutil import get_data
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SHORT = {
    "utc": "UTC",
    "gmt": "Etc/GMT",
    "z": "UTC",
    "zulu": "UTC",
    "bst": "Europe/London",
    "wet": "Europe/Lisbon",
    "cet": "Europe/Paris",
    "cest": "Europe/Paris",
    "eet": "Europe/Athens",
    "eest": "Europe/Athens",
    "msk": "Europe/Moscow",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "aest": "Australia/Brisbane",
    "aedt": "Australia/Sydney",
    "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "ct": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "mt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "western european": "Europe/Lisbon",
    "central european": "Europe/Paris",
    "eastern european": "Europe/Athens",
    "uk": "Europe/London",
    "british": "Europe/London",
    "german": "Europe/Berlin",
    "french": "Europe/Paris",
    "indian": "Asia/Kolkata",
    "india": "Asia/Kolkata",
    "japan": "Asia/Tokyo",
    "china": "Asia/Shanghai",
    "beijing": "Asia/Shanghai",
    "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata",
    "boston": "America/New_York",
    "washington": "America/New_York",
    "miami": "America/New_York",
    "atlanta": "America/New_York",
    "seattle": "America/Los_Angeles",
    "california": "America/Los_Angeles",
    "frankfurt": "Europe/Berlin",
    "munich": "Europe/Berlin",
    "hamburg": "Europe/Berlin",
    "geneva": "Europe/Zurich",
    "barcelona": "Europe/Madrid",
    "milan": "Europe/Rome",
    "edinburgh": "Europe/London",
    "manchester": "Europe/London",
}
"""Letters for a zone mean where they are used, clock changes and all; "EST" in July is New York."""

INITIALS = frozenset(name for name in _SHORT if len(name) <= 4 and name not in ("uk", "z"))


@cache
def _cities() -> dict[str, str]:
    """The last part of each IANA name, as words: "new york"."""
    cities: dict[str, str] = {}
    listed = get_data("tzdata", "zones") or b""
    for name in listed.decode("ascii").split():
        area, _, city = name.partition("/")
        if (
            area in ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
            and city
        ):
            cities.setdefault(city.rsplit("/", 1)[-1].replace("_", " ").lower(), name)
    return cities


def well_known(words: str) -> bool:
    """Whether they stand for a zone without being a city."""
    return words.lower() in _SHORT


def named(words: str) -> ZoneInfo | None:
    """The zone that `words` (a city, a people, or letters such as CET) stand for."""
    if "/" in words:
        return _by_key(words)
    words = words.lower()
    name = _SHORT.get(words) or _cities().get(words)
    return ZoneInfo(name) if name else None


def _by_key(key: str) -> ZoneInfo | None:
    """The zone of an IANA name."""
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def offset(text: str) -> tzinfo | None:
    """The zone of a distance from UTC: "+02:00", "-0530", "+2"; None when none is so far away."""
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(sign * distance) if distance < timedelta(hours=15) else None
