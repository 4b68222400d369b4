"""A believable small company, to try things on: people, a month of events, to-dos, the mails about it."""

from typing import TYPE_CHECKING

from assistant.home import SETTINGS_FILE
from tools.errors import InputError

if TYPE_CHECKING:
    from assistant.home import Home


def fill(home: "Home") -> dict[str, int]:
    """Put the company into an empty home, as of its clock; gives how many there are of what.

    Where no settings say who the user is, one of the company is, from now on.

    Raises:
        InputError: there is something in the home already. Nothing is changed.
    """
    from assistant.sample import events, mails, people, tasks

    if kept := _kept(home):
        raise InputError(
            f"{home.path} holds {kept} already, and the sample only goes into an empty home; "
            "for one beside it: assistant --home FOLDER sample, then assistant --home FOLDER"
        )
    if home.belongs_to_nobody:
        home.belong_to(*people.read_owner())
    company = people.read_company(home.settings.user_name, home.settings.user_email)
    now = home.clock()
    return {
        "people": people.write(company, home.path / "contacts"),
        "groups": len(company.groups),
        "events": events.write(company, home.calendar, now),
        "tasks": tasks.write(company, home.calendar, now),
        "mails": mails.write(company, home.mailbox, now),
    }


def told(home: "Home", counts: dict[str, int]) -> str:
    """What was put into it, and who the user is there, as a sentence or two."""
    whole = ", ".join(f"{count} {what}" for what, count in counts.items())
    settings = home.settings
    return (
        f"Filled {home.path} with {whole}. You are {settings.user_name} <{settings.user_email}> in it "
        "(user_name, user_email in its assistant.toml)."
        if (home.path / SETTINGS_FILE).exists()
        else f"Filled {home.path} with {whole}."
    )


def _kept(home: "Home") -> str:
    for name, pattern, what in (
        ("contacts", "*.vcf", "contacts"),
        ("calendar", "*/*.ics", "events"),
        ("mail", "**/cur/*", "mails"),
        ("mail", "**/new/*", "mails"),
    ):
        if any((home.path / name).glob(pattern)):
            return what
    return ""
