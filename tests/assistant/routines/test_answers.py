"""What is an answer and what is none: in a Maildir, and on a Dovecot that other programs use as well."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tests.assistant.routines.answers import CASES, FRIDAY_END, NOAH, SAM, Case, letter
from tests.assistant.routines.conftest import MONDAY, Place
from tests.conftest import needs_program
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.servers.office import Cli
from tests.tools.mail.imap.other_client import put
from tools.mail.message import Flag, Folder

ADDRESS = "sam@larkspur.example"
NOAHS_CARD = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:noah\r\nFN:Noah Brandt\r\n"
    "EMAIL:noah.brandt@fernweh.example\r\nEND:VCARD\r\n"
)


@dataclass
class Watched:
    """A home that watches for an answer to each of our mails, and where its mails come in."""

    place: Place
    server: Dovecot | None = None
    ids: dict[str, str] = field(default_factory=dict)

    def put(self, mail: bytes, folder: str = Folder.INBOX, flags: str = "") -> None:
        """A mail comes into a folder: by another program, where it is a server's."""
        if self.server is None:
            flag = {Flag.SEEN} | ({Flag.DELETED} if flags else set())
            self.place.home.mailbox.deliver(mail, folder, flags=frozenset(flag))
        else:
            put(self.server, mail, folder=folder, flags=f"\\Seen {flags}".strip())

    def outcome(self, id: str) -> str:
        story = self.place.home.routines.story(id)
        assert story["state"] == "ended"
        return str(story["runs"][0]["outcome"])


@pytest.fixture(scope="module", params=["maildir", "dovecot"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    path = tmp_path_factory.mktemp("watched") / "home"
    if request.param == "maildir":
        place = Place(knowing_noah(path))
        yield Watched(place)
        place.assistant.close()
        return
    needs_program("dovecot")
    with running_dovecot() as server:
        code, _, err = Cli(path)(
            *("connect", ADDRESS, "--user", "sam", "--password-stdin", "--caldav", "none"),
            *("--imap", f"127.0.0.1:{server.port}/plain", "--smtp", "none"),
            stdin=f"{PASSWORD}\n",
        )
        assert code == 0, err
        place = Place(knowing_noah(path))
        yield Watched(place, server)
        place.assistant.close()


def knowing_noah(path: Path) -> Path:
    (path / "contacts").mkdir(parents=True, exist_ok=True)
    (path / "contacts/noah.vcf").write_text(NOAHS_CARD)
    (path / "assistant.toml").write_text(f'user_email = "{ADDRESS}"\n')
    return path


@pytest.fixture(scope="module")
def office(opened: Watched) -> Watched:
    """All of the cases, gone through: to Tuesday, to the minute after Friday at five, and to the end."""
    for case in CASES:
        opened.put(case.asked, case.asked_in)
    for case in CASES:
        opened.ids[case.name] = opened.place.make(case.wish)
    for case in CASES:
        opened.put(case.mail(case), case.folder, case.flags)
    for moment in ("2026-12-01T10:05", "2026-12-04T17:05", FRIDAY_END):
        opened.place.at(moment)
    return opened


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_an_answer_ends_a_watch_and_what_is_none_leaves_it_until_its_end(office: Watched, case: Case):
    told = office.outcome(office.ids[case.name])
    if case.answers:
        assert told.startswith("Noah Brandt has answered: ")
    elif case.name == "a minute later":
        assert told.startswith(f"Noah had not answered to '{case.subject}' in time, but has since: ")
    else:
        assert told == f"Noah has not answered to '{case.subject}'."


def asked_later(office: Watched, word: str) -> str:
    """A watch that was made on the Monday after, for an answer to a mail of that day."""
    office.place.now = MONDAY + timedelta(days=7)
    asked = letter(
        f"Invoice {word}", SAM, NOAH, date=office.place.now, message_id=f"<{word}@larkspur.example>"
    )
    office.put(asked, Folder.SENT)
    id = office.place.make(f"Tell me if Noah hasn't answered about {word} by Friday")
    office.place.at(timedelta(minutes=5))
    return id


def test_an_answer_that_was_thrown_away_before_it_was_seen_here_counts(office: Watched):
    id = asked_later(office, "umber")
    office.place.home.mailbox.refresh()
    reply = {"In_Reply_To": "<umber@larkspur.example>", "References": "<umber@larkspur.example>"}
    office.put(letter("Re: Invoice umber", NOAH, date=office.place.now, **reply), Folder.TRASH)
    office.place.at("2026-12-12T00:02:01")
    assert office.outcome(id).startswith("Noah Brandt has answered: Re: Invoice umber")


def test_a_mail_that_was_named_may_be_removed_for_good(office: Watched):
    id = asked_later(office, "violet")
    book = office.place.home.routines.book
    watch = book.get(id)
    named = {**watch.waits_for, "email_id": "gone", "person": ""}
    book.change(id, {**watch.spec(), "waits_for": named}, version=watch.version)
    office.place.at("2026-12-12T00:02:01")
    assert office.outcome(id) == "Nobody has answered."


def test_what_had_come_before_the_watch_was_made_is_told(office: Watched):
    office.place.now = MONDAY + timedelta(days=7)
    asked = letter("Offer", SAM, NOAH, date=MONDAY + timedelta(days=6), message_id="<offer@larkspur.example>")
    office.put(asked, Folder.SENT)
    reply = {"In_Reply_To": "<offer@larkspur.example>", "References": "<offer@larkspur.example>"}
    office.put(letter("Re: Offer", NOAH, date=MONDAY + timedelta(days=6, hours=2), **reply))
    office.place.home.mailbox.refresh()
    office.place.make("Tell me if Noah hasn't answered about the offer by Friday")
    [told] = office.place.at(timedelta(minutes=1))
    assert told.startswith("Noah Brandt has answered already: Re: Offer (")
