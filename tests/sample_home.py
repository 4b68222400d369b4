"""A home with the sample company in it, laid out as often as tests want one."""

import os
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from assistant import Assistant, testing
from assistant.home import Home
from assistant.sample import fill
from assistant.settings import load_settings
from assistant.testing.company import MONDAY


class _File(NamedTuple):
    content: bytes | None
    """None: it is a folder."""
    mode: int
    changed_ns: int


def lay_out_sample(home: Path, **settings: Any) -> Path:
    """Fill an empty home as `assistant sample` does with these settings; gives it.

    Nothing that `fill` puts there names the home: it is filled once in a process, and copied from then on.
    """
    told = load_settings(home=home, **settings)
    for name, file in _files(told.user_name, told.user_email, told.time_zone, told.now).items():
        path = home / name
        if file.content is None:
            path.mkdir(mode=0o700, parents=True)
        else:
            path.write_bytes(file.content)
            path.chmod(file.mode)
            os.utime(path, ns=(file.changed_ns, file.changed_ns))
    return home


def company(home: Path, model: Any = "offline", *, now: datetime = MONDAY, **options: Any) -> Assistant:
    """`assistant.testing.company`, on a home that was laid out before."""
    if not home.exists():
        assert isinstance(now.tzinfo, ZoneInfo)
        theirs = {name: options[name] for name in ("user_name", "user_email") if name in options}
        lay_out_sample(home, now=now, time_zone=options.get("time_zone", now.tzinfo.key), **theirs)
    return testing.company(home, model, now=now, **options)


@cache
def _files(user_name: str, user_email: str, time_zone: ZoneInfo, now: datetime | None) -> dict[str, _File]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        filled = Home(
            load_settings(home=home, user_name=user_name, user_email=user_email, time_zone=time_zone, now=now)
        )
        try:
            fill(filled)
        finally:
            filled.close()
        return {str(path.relative_to(home)): _read(path) for path in sorted([home, *home.rglob("*")])}


def _read(path: Path) -> _File:
    status = path.stat()
    return _File(None if path.is_dir() else path.read_bytes(), status.st_mode, status.st_mtime_ns)
