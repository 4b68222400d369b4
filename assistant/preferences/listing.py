"""Preferences in words, as lists show them."""

from collections.abc import Iterator

from tools.preferences.planning import sentence
from tools.preferences.preferences import Preferences


def sentences(likes: Preferences) -> list[str]:
    """One for each preference that counts."""
    return list(_sentences(likes))


def _sentences(likes: Preferences) -> Iterator[str]:
    if likes.working_hours:
        start, end = likes.working_hours
        yield sentence("working_hours", "", f"{start:%H:%M}-{end:%H:%M}")
    if likes.never_before:
        yield sentence("never_before", "", f"{likes.never_before:%H:%M}")
    if likes.never_after:
        yield sentence("never_after", "", f"{likes.never_after:%H:%M}")
    if likes.buffer:
        yield sentence("buffer", "", int(likes.buffer.total_seconds() // 60))
    for of, length in likes.lengths.items():
        yield sentence("length", of, int(length.total_seconds() // 60))
    for of, name in likes.people.items():
        yield sentence("person", f"{of[:1].upper()}{of[1:]}", name)
    for of, name in likes.calendars.items():
        yield sentence("calendar", of, name)
    if likes.signature:
        yield sentence("signature", "", likes.signature)
