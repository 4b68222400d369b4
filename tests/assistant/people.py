"""Two people whose rows are in one PostgreSQL, and what one of them has."""

import re
import sys
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.commands.cli import main
from assistant.settings import Settings, load_settings

SECRET = "Zanzibar"
"""What only mia has said."""


def settings_of(folder: Path, address: str, user_id: str) -> Settings:
    """Those of somebody with a home of their own."""
    return load_settings(
        home=folder / user_id,
        database=address,
        user_id=user_id,
        now="2026-11-30T09:00",
        time_zone="Europe/London",
        model="offline",
    )


def leaked(said: str, ids: dict[str, str], *, typed: Iterable[str] = ()) -> list[str]:
    """What of mia's is in `said`; what was typed may be said back."""
    for each in sorted(filter(None, typed), key=len, reverse=True):
        said = said.replace(each, "")
    return [each for each in (SECRET, *ids.values()) if each in said]


def fill(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What mia has of each kind, by its id."""
    with Assistant.open(settings=settings) as mia:
        done = mia.ask(f"Book {SECRET} on Tuesday at noon", thread="mias-thread", approve="all")
        often = f"Every Friday at 9am tell me what mail came from {SECRET}"
        mia.ask(often, thread="mias-routine", approve="all")
        waiting = mia.ask(f"Book {SECRET} planning on Wednesday at 3pm", thread="mias-waiting")
        [approval] = waiting.approvals
        [routine] = mia.home.routines.list()
        [mail] = mia.ask("Send ana@example.com an email saying yes", thread="mias-mail").approvals
    be(settings, monkeypatch)
    added = ["grants", "add", mail.id, "--people", "ana@example.com", "--yes", "--json"]
    return {
        "thread": "mias-waiting",
        "key": done.effects[0].key,
        "approval": approval.id,
        "routine": routine.id,
        "grant": re.findall(r'"id": "(\w+)"', run(monkeypatch, added))[0],
    }


def be(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have commands be given by whose settings these are."""
    for name in ("home", "database", "user_id", "model"):
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("ASSISTANT_NOW", "2026-11-30T09:00")


def kept(settings: Settings) -> object:
    """All that mia has, as she sees it."""
    with Assistant.open(settings=settings) as mia:
        return (
            [each.json_dict() for each in mia.pending()],
            [each.json_dict() for each in mia.threads()],
            [each.json_dict() for each in mia.home.effects.list()],
            [each.id for each in mia.home.routines.list()],
            [(each.id, each.revoked_at) for each in mia.home.grants.book.list()],
            len(mia.trace("mias-thread")),
        )


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> str:
    out, err = StringIO(), StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setattr(sys, "stdin", StringIO("hello\n"))
        main(arguments)
    assert "mistake in the assistant" not in err.getvalue(), err.getvalue()
    return out.getvalue() + err.getvalue()
