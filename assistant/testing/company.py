"""A home with a small company in it, on which everything is real."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.api import Assistant
from assistant.sample import fill
from assistant.settings import load_settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
"""What agents take for now, unless another moment is given."""
_OPENS = ("middleware", "specialists")


def company(
    home: Path | str, model: "str | BaseChatModel" = "offline", *, now: datetime = MONDAY, **options: Any
) -> Assistant:
    """An assistant for Sam Reed of a company of fifteen, with a month of events and mails around `now`.

    `home` is filled when it is empty. `model` is a name, or a chat model such as a `ScriptedModel`.
    `middleware` and `specialists` are as in `Assistant.open`; other `options` are settings, by their names.

    Raises:
        InputError: a middleware or specialist can't be used.
        SettingsError: an option can't be used.
    """
    opens = {name: options.pop(name) for name in _OPENS if name in options}
    zone = now.tzinfo.key if isinstance(now.tzinfo, ZoneInfo) else None
    name = model if isinstance(model, str) else "offline"
    settings = load_settings(home=Path(home), model=name, now=now, **{"time_zone": zone, **options})
    given = None if isinstance(model, str) else model
    assistant = Assistant.open(settings=settings, model=given, **opens)
    if not any((assistant.home.path / "contacts").iterdir()):
        fill(assistant.home)
    return assistant
