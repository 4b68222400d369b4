"""Preferences in words, as lists show them."""

from collections.abc import Iterator
from typing import Any

from tools.preferences.planning import About, sentence
from tools.preferences.preferences import Preferences


def listed(likes: Preferences) -> list[dict[str, str]]:
    """Each preference that counts: `about` and `of`, by which it is forgotten, and what it `says`."""
    return [
        {"about": about, "of": of, "says": sentence(about, of, value)} for about, of, value in _all(likes)
    ]


def _all(likes: Preferences) -> Iterator[tuple[About, str, Any]]:
    if likes.working_hours:
        start, end = likes.working_hours
        yield "working_hours", "", f"{start:%H:%M}-{end:%H:%M}"
    if likes.never_before:
        yield "never_before", "", f"{likes.never_before:%H:%M}"
    if likes.never_after:
        yield "never_after", "", f"{likes.never_after:%H:%M}"
    if likes.buffer:
        yield "buffer", "", int(likes.buffer.total_seconds() // 60)
    for of, length in likes.lengths.items():
        yield "length", of, int(length.total_seconds() // 60)
    for of, name in likes.people.items():
        yield "person", f"{of[:1].upper()}{of[1:]}", name
    for of, name in likes.calendars.items():
        yield "calendar", of, name
    if likes.signature:
        yield "signature", "", likes.signature
