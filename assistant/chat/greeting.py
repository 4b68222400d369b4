"""The first lines of a chat: who answers, where the data lies, what to try."""

import os
from typing import TYPE_CHECKING

from agents.providers.recipients import told_to

if TYPE_CHECKING:
    from assistant.home import Home


def greeting(home: "Home") -> tuple[str, ...]:
    model = home.settings.model_name
    answers = (
        "offline — built-in rules, no language model; set OPENAI_API_KEY or ASSISTANT_MODEL for one"
        if model == "offline"
        else f"{model} — {told_to(home.settings.models, home.settings.openai_base_url, os.environ)}"
    )
    try_this = (
        "/help lists the commands."
        if _has_something(home)
        else "/sample fills this empty home with a small company to try things on; /help lists the commands."
    )
    return (f"Model: {answers}", f"Data: {home.path}", *_accounts(home), try_this)


def _accounts(home: "Home") -> tuple[str, ...]:
    if home.servers is None:
        return ()
    from assistant.home import wall_clock

    addresses = ", ".join(account.address for account in home.accounts)
    now = wall_clock()
    notes = (*home.servers.calendar_notes(now), *home.servers.mail_notes(now))
    return (f"Accounts: {addresses}", *(f"{note[:1].upper()}{note[1:]}." for note in notes))


def _has_something(home: "Home") -> bool:
    folders = (home.path / "calendar", home.path / "mail", home.path / "contacts")
    return any(path.is_file() for folder in folders for path in folder.rglob("*"))
