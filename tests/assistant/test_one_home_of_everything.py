"""A home with a good and a bad thing of every kind: all that is good is shown, and what is bad named once."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from assistant.commands.cli import main
from tests.everything import calendars, cards, mails
from tests.everything.homes import NO_FILES, fill
from tests.everything.kinds import NOW, ZONE, Kind
from tools.mail.maildir_store import MaildirStore
from tools.mail.outbox import LocalOutbox
from tools.mail.planning import MailPlanner
from tools.mail.store import Query
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.problems import shown_path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("everything")
    fill(folder)
    return folder


@pytest.fixture(autouse=True)
def settings(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "HOME": str(home),
        "MODEL": "offline",
        "TIME_ZONE": "Europe/London",
        "NOW": NOW.isoformat(),
        "USER_NAME": "Sam Reed",
        "USER_EMAIL": "sam@example.com",
    }.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)


@pytest.fixture
def run(capfd):
    def result(*arguments: str) -> tuple[str, str]:
        assert main(arguments) == 0
        return capfd.readouterr()

    return result


def titles(kinds: tuple[Kind, ...]) -> list[str]:
    return [title for kind in kinds for title in kind.shown]


def told(kinds: tuple[Kind, ...], ending: str) -> dict[str, str]:
    """Each bad file, and words of what is to be said of it."""
    found = {shown_path(file): why for kind in kinds for file, why in kind.told.items()}
    return found | {f"{name}{ending}": "" for name in NO_FILES}


def check_each_is_named_once(lines: list[str], bad: dict[str, str]) -> None:
    named = [(line, [file for file in bad if f"/{file}" in line]) for line in lines]
    assert Counter(file for _, files in named for file in files) == Counter(bad.keys())
    for line, files in named:
        assert len(files) == 1, line
        assert bad[files[0]] in line


def started(title: str, start: str) -> str:
    """`Rowing 24T10`: a title, the day and hour on which it begins in London."""
    return f"{title} {start[8:13]}"


CALENDAR_BAD = told(calendars.KINDS, ".ics")
MAIL_BAD = told(mails.KINDS, ":2,S")
CARDS_BAD = told(cards.KINDS, ".vcf")


def problems(document: dict[str, object]) -> list[str]:
    return [f"{one['path']}: {one['reason']}" for one in document["problems"]]


def test_the_agenda_shows_every_event_and_names_every_file_that_is_not_read_in_full(run):
    out, err = run("agenda", "next", "week", "--json")
    shown = [started(event["title"], event["start"]) for event in json.loads(out)["events"]]
    left = Counter(shown)
    for title in titles(calendars.KINDS):
        assert [one for one in left if one.startswith(title)], title
    assert len(shown) == len(titles(calendars.KINDS)), left
    check_each_is_named_once(problems(json.loads(out)), CALENDAR_BAD)
    out, err = run("agenda", "next", "week")
    assert all(title.split(" ")[0] in out for title in titles(calendars.KINDS))
    check_each_is_named_once(err.splitlines(), CALENDAR_BAD)


def test_an_answer_about_the_calendar_tells_of_every_event_and_every_bad_file(run):
    for more in ([], ["--json"]):
        out, _ = run("ask", "What do I have next week?", *more)
        reply = json.loads(out)["reply"] if more else out
        events, day = [], 0
        for line in reply.splitlines():
            if heading := re.match(r"\w+day, (\d\d?) \w+ \d{4}:$", line):
                day = int(heading[1])
            elif event := re.match(r"- [^']*'([^']+)'", line):
                events.append(f"{event[1]} {day:02}")
        assert Counter(events) == Counter(re.sub(r"T\d\d$", "", one) for one in titles(calendars.KINDS))
        lines = [line for line in reply.splitlines() if line.startswith("Not read in full: ")]
        check_each_is_named_once(lines, CALENDAR_BAD)


def test_the_mailbox_shows_every_mail_and_names_everything_that_is_none(run):
    out, _ = run("mail", "--limit", "100", "--json")
    subjects = [mail["subject"] for mail in json.loads(out)["messages"]]
    for subject in titles(mails.KINDS):
        assert [one for one in subjects if one.startswith(subject)], subject
    assert len(subjects) == len(titles(mails.KINDS)), subjects
    check_each_is_named_once(problems(json.loads(out)), MAIL_BAD)
    out, err = run("mail", "--limit", "100")
    assert all(subject in out for subject in titles(mails.KINDS))
    assert max(map(len, out.splitlines())) < 500
    check_each_is_named_once(err.splitlines(), MAIL_BAD)


def test_an_answer_about_the_mail_tells_of_every_mail_and_everything_that_is_none(run):
    for more in ([], ["--json"]):
        out, _ = run("ask", "List all my mails", *more)
        reply = json.loads(out)["reply"] if more else out
        here = [s for kind in mails.KINDS for s in kind.shown if s not in ("Strange folder", "Long folder")]
        assert all(f"- '{subject}" in reply for subject in here if subject)
        lines = [line for line in reply.splitlines() if line.startswith("Not shown: ")]
        check_each_is_named_once(lines, MAIL_BAD)


def test_every_mail_can_be_read_answered_and_forwarded(home):
    mailbox, people = MaildirStore(home / "mail"), AddressBook(home / "contacts")
    me = Address("Sam Reed", "sam@example.com")
    planner = MailPlanner(mailbox, people, LocalOutbox(), me, lambda: NOW, ZONE)
    found = mailbox.search(Query(), 100).envelopes
    assert len(found) == len(titles(mails.KINDS))
    for mail in found:
        assert mailbox.read(mail.id).envelope.subject == mail.subject
        assert planner.forward(mail.id, ["pia@example.org"], "See below").preview["mail"]["to"]
        if mail.sender.email:
            assert planner.reply(mail.id, "Thank you").preview["mail"]["to"]
    mailbox.close()


def test_the_address_book_shows_everybody_and_names_every_card_that_is_bad(run):
    out, _ = run("contacts", "--json")
    found = json.loads(out)
    people = [f"{one['name']} <{one['email']}>".removesuffix(" <>") for one in found["people"]]
    assert sorted([*people, *(group["name"] for group in found["groups"])]) == sorted(titles(cards.KINDS))
    check_each_is_named_once(problems(found), CARDS_BAD)
    out, err = run("contacts")
    assert all(title.split(" ")[0] in out for title in titles(cards.KINDS))
    check_each_is_named_once(err.splitlines(), CARDS_BAD)
    out, _ = run("ask", "What is Pia's address?")
    assert "Pia <pia@example.org>" in out
    check_each_is_named_once(out.splitlines()[1:], CARDS_BAD)


def test_a_good_neighbour_is_cancelled_and_no_other_file_is_touched(home, run):
    before = {path: path.read_bytes() for path in home.glob("*/*/*.ics") if path.is_file()}
    assert main(["ask", "Cancel sailing on Wednesday", "--approve", "all"]) == 0
    changed = {path.name for path in before if not path.exists() or path.read_bytes() != before[path]}
    assert changed == {"club.ics"}
    assert main(["undo"]) == 0
    assert {path: path.read_bytes() for path in before} == before
