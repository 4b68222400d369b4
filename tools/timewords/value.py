"""Frozen values without generated code."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

__all__ = ["Value", "replace"]

_MISSING = object()


@dataclass_transform(frozen_default=True)
class Value:
    """A frozen value with the fields that its class annotates, equal to others of its class by them.

    It is what a frozen dataclass is. The grammar has fifty such classes, and the code that
    `dataclasses` writes and compiles for each of them takes longer than reading a sentence.
    """

    _names: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        own = tuple(name for name in cls.__annotations__ if not name.startswith("_"))
        cls._names = (*cls._names, *own)
        cls._defaults = cls._defaults | {name: cls.__dict__[name] for name in own if name in cls.__dict__}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """
        Raises:
            TypeError: the values don't fit the fields.
        """
        fields = self.__dict__
        names, cls = self._names, type(self).__name__
        if len(args) > len(names):
            raise TypeError(f"{cls} takes {len(names)} values, not {len(args)}")
        fields.update(zip(names, args, strict=False))
        if len(args) == len(names) and not kwargs:
            return
        for name in names[len(args) :]:
            value = kwargs.pop(name, _MISSING)
            if value is _MISSING:
                if name not in self._defaults:
                    raise TypeError(f"{cls} needs {name}")
                value = self._defaults[name]
            fields[name] = value
        if kwargs:
            raise TypeError(f"{cls} takes no {', '.join(kwargs)}, or not twice")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} can't be changed")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__qualname__}({fields})"


if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(value, **changes):
        """The same with other values in some fields, of a `Value` as of a dataclass."""
        if isinstance(value, Value):
            return type(value)(**(value.__dict__ | changes))
        return dataclasses.replace(value, **changes)
