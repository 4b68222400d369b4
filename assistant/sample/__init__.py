"""A believable small company, to try things on: people, a month of events, the mails about it."""

from typing import TYPE_CHECKING

from tools.errors import InputError

if TYPE_CHECKING:
    from assistant.home import Home


def fill(home: "Home") -> dict[str, int]:
    """Put the company into an empty home, as of its clock; gives how many there are of what.

    Raises:
        InputError: there is something in the home already. Nothing is changed.
    """
    from assistant.sample import events, mails, people

    if kept := _kept(home):
        raise InputError(f"{home.path} holds {kept} already; the sample only goes into an empty home")
    company = people.read_company(home.settings.user_name, home.settings.user_email)
    now = home.clock()
    return {
        "people": people.write(company, home.path / "contacts"),
        "groups": len(company.groups),
        "events": events.write(company, home.calendar, now),
        "mails": mails.write(company, home.mailbox, now),
    }


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
