"""What was read, of a text at a moment or of other values, kept for when the same is asked again."""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

_Others = ParamSpec("_Others")
_Found = TypeVar("_Found")
_Reads = Callable[Concatenate[str, datetime, _Others], _Found]
_LONGEST = 4_000
"""Characters of a text of which something is kept."""
_forgets: list[Callable[[], None]] = []
_Given = ParamSpec("_Given")


def remembered(most: int) -> Callable[[_Reads[_Others, _Found]], _Reads[_Others, _Found]]:
    """Keeps the last `most` answers of a function of a text, a moment and other values in their places.

    Datetimes of two zones are equal where they are one instant, and those of one zone where their clocks
    show the same. Here they are different moments: what "tomorrow at 9" is depends on the zone.
    """

    def of(read: _Reads[_Others, _Found]) -> _Reads[_Others, _Found]:
        @lru_cache(maxsize=most)
        def cached(text: str, now: datetime, _zone: Hashable, _fold: int, *others: Any) -> _Found:
            return read(text, now, *others)  # type: ignore[call-arg]  # they came by their places

        @wraps(read)
        def asked(text: str, now: datetime, /, *others: _Others.args, **named: _Others.kwargs) -> _Found:
            if named or len(text) > _LONGEST:  # named ones would be kept under another key
                return read(text, now, *others, **named)
            return cached(text, now, now.tzinfo, now.fold, *others)

        _forgets.append(cached.cache_clear)
        return asked

    return of


def kept(most: int) -> Callable[[Callable[_Given, _Found]], Callable[_Given, _Found]]:
    """Keeps the last `most` answers of a function of values that are the same where they are equal."""

    def of(read: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
        cached = lru_cache(maxsize=most)(read)
        _forgets.append(cached.cache_clear)
        return cast(Callable[_Given, _Found], cached)

    return of


def forget() -> None:
    """Keeps nothing of what was read so far: for measuring how long reading takes."""
    for each in _forgets:
        each()
