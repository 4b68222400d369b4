"""Mail state and many at once on a server whose folders are labels: each mail is there once, always."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.gmail_like import (
    ALL,
    INBOX,
    PASSWORD,
    SENT,
    SPAM,
    TRASH,
    USER,
    GmailLike,
    running_gmail_like,
)
from tests.tools.mail.letters import NOW, ZONE, letter
from tests.tools.mail.test_other_programs import run_mutt
from tools.effects.plan import Intent, Plan
from tools.mail.filing import FilingPlanner
from tools.mail.filing_executor import FilingExecutor
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.store import ImapStore
from tools.mail.message import Flag, Folder
from tools.mail.selection import Selector
from tools.mail.store import Query
from tools.mail.transport import Security

SHOP = "Shop <news@shop.example>"


@pytest.fixture(scope="module")
def running() -> Iterator[GmailLike]:
    with running_gmail_like() as mailbox:
        yield mailbox


@pytest.fixture
def gmail(running: GmailLike) -> GmailLike:
    """The server, with nothing in it."""
    for mail in list(running.mails.values()):
        del running.mails[mail.id]
        running.changed(mail)
    running.told.clear()
    return running


@pytest.fixture
def store(gmail: GmailLike, tmp_path: Path) -> Iterator[ImapStore]:
    account = ImapAccount(
        host="127.0.0.1", port=gmail.port, security=Security.PLAIN, user=USER, password=PASSWORD
    )
    store = ImapStore(tmp_path / "mail", account, fresh_s=float("inf"))
    yield store
    store.close()


def planner(store: ImapStore) -> FilingPlanner:
    return FilingPlanner(Selector(store, lambda: NOW, ZONE))


def done(store: ImapStore, plan: Plan) -> tuple[FilingExecutor, Intent]:
    executor = FilingExecutor(store)
    intent = Intent(key="k1", plan=plan, rendered=b"", created_at=NOW)
    return executor, intent


def subjects(store: ImapStore, **query: object) -> list[str]:
    return sorted(mail.subject for mail in store.search(Query(**query), 100).envelopes)  # type: ignore[arg-type]


def labels(gmail: GmailLike, subject: str) -> set[str]:
    return set(gmail.named(subject).labels)


def test_a_mail_with_several_labels_is_shown_once_with_its_labels(gmail: GmailLike, store: ImapStore):
    gmail.put(letter("Both"), INBOX, "Work", "To do")
    gmail.put(letter("Archived"))
    store.sync()
    assert subjects(store) == ["Archived", "Both"]
    assert store.folders() == ("inbox", "sent", "drafts", "archive", "trash", "To do", "Work")
    [both] = store.search(Query(folder="inbox")).envelopes
    assert sorted(label.keyword for label in both.labels) == ["To_do", "Work"]


def test_twelve_are_archived_by_one_effect_and_one_undo_brings_all_back(gmail: GmailLike, store: ImapStore):
    for n in range(12):
        gmail.put(letter(f"Sale {n:02}", name=f"s{n}", sender=SHOP), INBOX, *(["Shop"] if n % 2 else []))
    gmail.put(letter("Other"), INBOX)
    store.sync()
    executor, intent = done(store, planner(store).move("archive", sender="shop", in_folder="inbox"))
    receipt = executor.act(intent)
    assert receipt.text == "Archived 12 mails from Shop."
    assert len(gmail.mails) == 13 and len(gmail.folders[INBOX]) == 1
    assert labels(gmail, "Sale 01") == {"Shop"} and labels(gmail, "Sale 02") == set()
    assert len(gmail.folders[ALL]) == 13
    executor.undo(intent, receipt)
    assert len(gmail.folders[INBOX]) == 13 and len(gmail.mails) == 13
    assert labels(gmail, "Sale 01") == {INBOX, "Shop"}
    store.sync()
    assert len(subjects(store)) == 13


@pytest.mark.parametrize(
    ("folder", "now"), [("trash", {TRASH}), ("junk", {SPAM}), ("Finance", {"Finance"}), ("Work", {"Work"})]
)
def test_a_mail_goes_to_any_folder_and_back(gmail: GmailLike, store: ImapStore, folder: str, now: set[str]):
    gmail.put(letter("Spam before"), SPAM)
    gmail.put(letter("Note"), INBOX)
    store.sync()
    executor, intent = done(store, planner(store).move(folder, query="Note"))
    receipt = executor.act(intent)
    assert labels(gmail, "Note") == now
    store.sync()
    executor.undo(intent, receipt)
    assert labels(gmail, "Note") == {INBOX}
    assert len(gmail.mails) == 2


def test_marks_are_the_mails_in_whichever_folder_it_is_seen(gmail: GmailLike, store: ImapStore):
    gmail.put(letter("Note"), INBOX, "Work")
    store.sync()
    executor, intent = done(store, planner(store).mark(read=True, flagged=True, query="Note"))
    receipt = executor.act(intent)
    assert gmail.named("Note").flags == {"\\Seen", "\\Flagged"}
    store.sync()
    for folder in ("inbox", "Work", "archive"):
        [mail] = store.search(Query(folder=folder)).envelopes
        assert not mail.unread, folder
    executor.undo(intent, receipt)
    assert gmail.named("Note").flags == set()
    store.sync()
    assert len(subjects(store, unread=True)) == 1


def test_a_label_here_is_a_label_there_and_no_keyword(gmail: GmailLike, store: ImapStore):
    gmail.put(letter("Note"), INBOX, "a_b")
    store.sync()
    executor, intent = done(store, planner(store).label(add=["To do", "Überweisen"], query="Note"))
    receipt = executor.act(intent)
    assert labels(gmail, "Note") == {INBOX, "a_b", "To do", "&ANw-berweisen"}
    assert gmail.named("Note").flags == set()
    executor.undo(intent, receipt)
    assert labels(gmail, "Note") == {INBOX, "a_b"}
    executor, intent = done(store, planner(store).label(remove=["a b"], query="Note"))
    executor.act(intent)
    assert labels(gmail, "Note") == {INBOX}, "by the name that it has there"


def test_what_is_labelled_there_is_found_here_and_taken_off_again(gmail: GmailLike, store: ImapStore):
    note = gmail.put(letter("Note"), INBOX)
    store.sync()
    note.labels.add("Invoices")
    gmail.changed(note)
    store.sync()
    [mail] = store.search(Query(folder="inbox")).envelopes
    assert [label.keyword for label in mail.labels] == ["Invoices"]
    note.labels.discard("Invoices")
    gmail.changed(note)
    store.sync()
    [mail] = store.search(Query(folder="inbox")).envelopes
    assert not mail.labels
    assert subjects(store) == ["Note"]


def test_comparing_again_changes_nothing(gmail: GmailLike, store: ImapStore):
    for n in range(5):
        gmail.put(letter(f"Note {n}", name=f"n{n}"), INBOX, "Work", flags=["\\Seen"])
    gmail.put(letter("Sent"), SENT)
    for _ in range(3):
        store.sync()
    assert gmail.told == []


def test_notmuch_sees_what_was_done(gmail: GmailLike, store: ImapStore, tmp_path: Path, needs_program):
    needs_program("notmuch")
    gmail.put(letter("Note"), INBOX, "Work")
    store.sync()
    executor, intent = done(store, planner(store).move("archive", query="Note", in_folder="inbox"))
    executor.act(intent)
    executor, intent = done(store, planner(store).mark(flagged=True, query="Note"))
    executor.act(intent)
    settings = tmp_path / "notmuch"
    settings.write_text(
        f"[database]\npath={tmp_path / 'mail'}\n[new]\nignore=.db;.lock\n[maildir]\nsynchronize_flags=true\n"
    )
    environment = {"NOTMUCH_CONFIG": str(settings), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["notmuch", "new"], env=environment, check=True, capture_output=True)
    found = subprocess.run(
        ["notmuch", "search", "--output=files", "tag:flagged and subject:Note"],
        env=environment, check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    assert {Path(path).parents[1].name for path in found} == {".Archive", ".Work"}
    assert store.search(Query(folder=Folder.INBOX)).envelopes == ()


def test_mutt_sees_what_was_done_and_its_mark_is_on_the_server(
    gmail: GmailLike, store: ImapStore, tmp_path: Path, needs_program
):
    needs_program("mutt")
    gmail.put(letter("Note"), INBOX, "Work")
    gmail.put(letter("Other"), INBOX)
    store.sync()
    executor, intent = done(store, planner(store).move("archive", query="Note", in_folder="inbox"))
    executor.act(intent)
    root = tmp_path / "mail"
    shown = tmp_path / "shown.txt"
    run_mutt(root, root / ".Work", f"<pipe-message>cat >{shown}<enter><flag-message><quit>")
    assert "Note" in shown.read_text()
    store.sync()
    assert gmail.named("Note").flags == {"\\Flagged"} and labels(gmail, "Note") == {"Work"}
    assert len(gmail.mails) == 2


def mutt_there(gmail: GmailLike, home: Path, folder: str, keys: str) -> None:
    """Type `keys` into a mutt that has `folder` open on the server itself."""
    more = [f'set imap_user="{USER}" imap_pass="{PASSWORD}"', "set ssl_starttls=no ssl_force_tls=no"]
    more.append(f'set folder="imap://127.0.0.1:{gmail.port}/"')
    run_mutt(home, f"imap://127.0.0.1:{gmail.port}/{folder}", keys, more=more)


def test_mutt_on_the_server_itself_sees_what_was_done_and_we_see_what_it_does(
    gmail: GmailLike, store: ImapStore, tmp_path: Path, needs_program
):
    needs_program("mutt")
    for name in ("Note", "Other", "Third"):
        gmail.put(letter(name, name=name), INBOX, "Work")
    store.sync()
    planning = planner(store)
    for make in (
        lambda: planning.move("archive", query="Note", in_folder="inbox"),
        lambda: planning.mark(flagged=True, read=True, query="Note"),
        lambda: planning.label(remove=["Work"], query="Other"),
    ):
        executor, intent = done(store, make())
        executor.act(intent)
    seen = {}
    for folder in ("INBOX", "Work", ALL):
        shown = tmp_path / "shown.txt"
        keys = f"<tag-pattern>~A<enter><tag-prefix><pipe-message>cat >>{shown}<enter><exit>"
        mutt_there(gmail, tmp_path / "mutt", folder, keys)
        seen[folder] = sorted(re.findall("^Subject: (.*)", shown.read_text(), re.MULTILINE))
        shown.unlink()
    assert seen == {
        "INBOX": ["Other", "Third"],
        "Work": ["Note", "Third"],
        ALL: ["Note", "Other", "Third"],
    }
    # What is flagged and read in "Work" loses its flag; the other one goes out of the inbox, to the archive.
    mutt_there(gmail, tmp_path / "mutt", "Work", "<limit>~F ~R<enter><flag-message><sync-mailbox><quit>")
    archive = ALL.replace(" ", "<quote-char><space>")
    keys = f"<limit>~s Third<enter><save-message><kill-line>={archive}<enter><sync-mailbox><quit>"
    mutt_there(gmail, tmp_path / "mutt", "INBOX", keys)
    store.sync()
    assert gmail.named("Note").flags == {"\\Seen"}
    [note] = [mail for mail in store.search(Query(folder="Work")).envelopes if mail.subject == "Note"]
    assert note.flags == {Flag.SEEN} and subjects(store, folder="inbox") == ["Other"]
    assert subjects(store) == ["Note", "Other", "Third"] and len(gmail.mails) == 3
    assert labels(gmail, "Third") == {"Work"}
