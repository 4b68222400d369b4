"""What changes on one side is on the other, whoever changes it."""

import os
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.dovecot import BARE, Dovecot, running_dovecot
from tests.tools.mail.conformance import SEEN, subjects
from tests.tools.mail.imap.conftest import Open
from tests.tools.mail.imap.other_client import everywhere, listed, on_server, other, put
from tests.tools.mail.letters import letter
from tests.tools.mail.test_other_programs import run_mutt
from tools.errors import StorageError, ToolError
from tools.mail.imap.store import ImapStore
from tools.mail.message import Flag, Folder, Label
from tools.mail.store import Query

Needs = Callable[[str], None]
NUMBERS = ("one", "two", "three", "four")


on_every_server = pytest.mark.parametrize(
    "running", ["", BARE], ids=["extensions", "bare"], indirect=True, scope="module"
)
"""Not only on a server with all extensions, but on one with none."""


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, needs_program_once: Needs) -> Iterator[Dovecot]:
    needs_program_once("dovecot")
    with running_dovecot(more=getattr(request, "param", "")) as server:
        yield server


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "mine"


def files(root: Path, folder: str = "") -> list[Path]:
    return [path for sub in ("cur", "new") for path in (root / folder / sub).iterdir()]


@on_every_server
def test_folders_are_found_by_their_use_and_others_by_their_name(mailbox: ImapStore, server: Dovecot) -> None:
    with other(server) as client:
        client.create("Work/Q1")
    for folder in ("sent", "drafts", "archive", "trash", "Work/Q1"):
        put(server, letter(f"in {folder}"), folder=folder)
    mailbox.sync()
    for folder in ("sent", "drafts", "archive", "trash"):
        assert subjects(mailbox, folder=folder) == [f"in {folder}"]
    assert subjects(mailbox, folder="Work.Q1") == ["in Work/Q1"]
    mailbox.deliver(letter("back"), "Work.Q1", flags=SEEN)
    assert set(on_server(server, "Work/Q1")) == {"in Work/Q1", "back"}


def test_another_archive_is_chosen_and_no_mail_is_fetched_again_or_lost(
    open_store: Open, server: Dovecot
) -> None:
    with other(server) as client:
        client.create("Attic")
    put(server, letter("one"), folder="archive")
    put(server, letter("two"), folder="Attic")
    before = open_store()
    before.sync()
    before.close()
    store = open_store(folders={"archive": "Attic"})
    outcome = store.sync()
    assert outcome.fetched == 0
    assert {mail.subject: mail.folder for mail in store.search(Query()).envelopes} == {
        "one": "Archiv",
        "two": "archive",
    }
    store.move(next(m.id for m in store.search(Query(folder="Archiv")).envelopes), "archive")
    store.sync()
    assert sorted(on_server(server, "Attic")) == ["one", "two"]


def test_a_folder_that_the_server_has_not_got_is_made_there(mailbox: ImapStore, server: Dovecot) -> None:
    mailbox.deliver(letter("Plan"), "Projects.Alpha", flags=SEEN)
    assert set(on_server(server, "Projects/Alpha")) == {"Plan"}


@on_every_server
def test_flags_go_both_ways(mailbox: ImapStore, server: Dovecot) -> None:
    put(server, letter("Plan"), flags="\\Flagged")
    mail = mailbox.search(Query()).envelopes[0]
    assert mail.flags == {Flag.FLAGGED}
    mailbox.flag(mail.id, add=frozenset({Flag.SEEN, Flag.REPLIED, Flag.FORWARDED}))
    assert on_server(server) == {"Plan": {"\\Flagged", "\\Seen", "\\Answered", "$Forwarded"}}
    with other(server) as client:
        client.store("1", "-FLAGS", "(\\Flagged \\Seen)")
    assert mailbox.envelope(mail.id).flags == {Flag.REPLIED, Flag.FORWARDED}


@on_every_server
def test_labels_go_both_ways(mailbox: ImapStore, server: Dovecot) -> None:
    put(server, letter("Plan"), flags="\\Seen important")
    [mail] = mailbox.search(Query()).envelopes
    assert mail.labels == {Label("important")}
    mailbox.flag(mail.id, add=frozenset({Label("Taxes")}))
    assert on_server(server) == {"Plan": {"\\Seen", "important", "Taxes"}}
    with other(server) as client:
        client.store("1", "-FLAGS", "(important)")
        client.store("1", "+FLAGS", "(later)")
    assert mailbox.envelope(mail.id).labels == {Label("Taxes"), Label("later")}
    mailbox.flag(mail.id, remove=frozenset({Label("Taxes")}))
    assert on_server(server) == {"Plan": {"\\Seen", "later"}}


def test_a_label_for_which_a_folder_has_no_room_stays_on_the_server(
    mailbox: ImapStore, server: Dovecot
) -> None:
    words = [f"word{n}" for n in range(30)]
    put(server, letter("Plan"), flags=" ".join(words))
    [mail] = mailbox.search(Query()).envelopes
    assert len(mail.labels) == 26
    mailbox.flag(mail.id, add=frozenset({Flag.FLAGGED}))
    mailbox.sync()
    assert on_server(server) == {"Plan": {"\\Flagged", *words}}
    left_out = next(Label(word) for word in words if Label(word) not in mail.labels)
    with pytest.raises(ToolError, match="no room"):
        mailbox.flag(mail.id, add=frozenset({left_out}))


@on_every_server
def test_flags_that_both_sides_change_are_joined(open_store: Open, server: Dovecot) -> None:
    put(server, letter("Plan"), flags="\\Seen")
    store = open_store(fresh_s=3600)
    store.sync()
    [mail] = store.search(Query()).envelopes
    path = store._local._maildir.file(store._local.located(mail.id)[0])
    path.rename(path.with_name(path.name.partition(":")[0] + ":2,F"))
    with other(server) as client:
        client.store("1", "+FLAGS", "(\\Answered)")
    store.sync()
    assert store.envelope(mail.id).flags == {Flag.FLAGGED, Flag.REPLIED}
    assert on_server(server) == {"Plan": {"\\Flagged", "\\Answered"}}


def test_reading_a_mail_leaves_it_unread_on_the_server(mailbox: ImapStore, server: Dovecot) -> None:
    put(server, letter("Plan"))
    mailbox.read(mailbox.search(Query()).envelopes[0].id)
    assert on_server(server) == {"Plan": set()}


@on_every_server
def test_a_move_on_the_server_is_a_move_here_and_nothing_is_fetched_again(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    put(server, letter("Plan"), flags="\\Seen")
    mailbox.sync()
    [before] = files(root)
    with other(server) as client:
        client.copy("1", "Archiv")
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    outcome = mailbox.sync()
    assert outcome.fetched == 0 and outcome.removed == 0
    [after] = files(root, ".Archive")
    assert after.stat().st_ino != 0 and after.name == before.name and files(root) == []


@on_every_server
def test_a_move_here_is_a_move_on_the_server(mailbox: ImapStore, server: Dovecot, root: Path) -> None:
    put(server, letter("Plan"), flags="\\Flagged")
    mail = mailbox.search(Query()).envelopes[0]
    moved = mailbox.move(mail.id, Folder.ARCHIVE)
    assert (moved.folder, on_server(server)) == ("archive", {})
    assert on_server(server, "archive") == {"Plan": {"\\Flagged"}}
    mailbox.move(mail.id, Folder.INBOX, source="archive")
    assert on_server(server) == {"Plan": {"\\Flagged"}} and on_server(server, "archive") == {}
    assert len(files(root)) == 1


def test_moving_what_is_gone_from_the_server_is_refused(open_store: Open, server: Dovecot) -> None:
    put(server, letter("Plan"))
    store = open_store(fresh_s=3600)
    store.sync()
    mail = store.search(Query()).envelopes[0]
    with other(server) as client:
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    with pytest.raises(ToolError, match="no longer in inbox on the server"):
        store.move(mail.id, Folder.ARCHIVE)
    assert subjects(store) == [] and everywhere(server) == []


@on_every_server
def test_what_mutt_changes_in_the_mirror_is_changed_on_the_server(
    mailbox: ImapStore, server: Dovecot, root: Path, needs_program: Needs
) -> None:
    needs_program("mutt")
    put(server, *(letter(name, days_ago=days) for name, days in zip(NUMBERS, (4, 3, 2, 1), strict=True)))
    mailbox.sync()
    mailbox.catch_up()
    keys = "<first-entry><flag-message><next-entry><save-message>=.Archive<enter><next-entry><delete-message>"
    run_mutt(root, root, f"{keys}<sync-mailbox><quit>")
    outcome = mailbox.sync()
    assert outcome.fetched == 0 or set(on_server(server, "trash")) == {"three"}
    assert set(on_server(server)) == {"one", "four"}
    assert "\\Flagged" in on_server(server)["one"]
    assert set(on_server(server, "archive")) == {"two"}
    assert set(on_server(server, "trash")) == {"three"}
    mailbox.sync()
    assert everywhere(server) == ["four", "one", "three", "two"]
    assert subjects(mailbox, folder="trash") == ["three"]


def test_what_is_deleted_on_the_server_is_gone_here(mailbox: ImapStore, server: Dovecot) -> None:
    put(server, letter("one"), letter("two"))
    assert len(subjects(mailbox)) == 2
    with other(server) as client:
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    assert subjects(mailbox) == ["two"]


@on_every_server
def test_what_is_deleted_from_the_trash_here_is_gone_there(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    put(server, letter("Plan"), folder="trash")
    mailbox.sync()
    files(root, ".Trash")[0].unlink()
    mailbox.sync()
    assert everywhere(server) == []


def test_a_mail_that_is_moved_here_and_deleted_there_is_kept(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    put(server, letter("Plan"))
    mailbox.sync()
    [path] = files(root)
    path.rename(root / ".Archive/cur" / f"{path.name}:2,S")
    with other(server) as client:
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    mailbox.sync()
    mailbox.sync()
    assert everywhere(server) == ["Plan"] and set(on_server(server, "archive")) == {"Plan"}
    assert subjects(mailbox) == ["Plan"]


def test_a_mail_that_both_sides_move_is_where_the_server_has_it(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    put(server, letter("Plan"))
    mailbox.sync()
    [path] = files(root)
    path.rename(root / ".Archive/cur" / f"{path.name}:2,S")
    with other(server) as client:
        client.copy("1", "Papierkorb")
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    for _ in range(3):
        mailbox.sync()
    assert everywhere(server) == ["Plan"]
    assert subjects(mailbox, folder="archive") + subjects(mailbox, folder="trash") == ["Plan"]


def test_a_mirror_that_was_thrown_away_is_fetched_again_and_nothing_is_deleted(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    put(server, *(letter(f"mail {number}") for number in range(25)))
    mailbox.sync()
    for path in files(root):
        path.unlink()
    [sentence] = mailbox.sync().refused
    assert "25 of 25 mails were missing from inbox" in sentence
    mailbox.sync()
    assert len(on_server(server)) == 25 and len(files(root)) == 25


@on_every_server
def test_a_draft_is_saved_on_the_server_once(mailbox: ImapStore, server: Dovecot) -> None:
    flags = frozenset({Flag.DRAFT, Flag.SEEN})
    for _ in range(2):
        mailbox.deliver(letter("Draft"), Folder.DRAFTS, flags=flags)
    assert [subject for subject, _, _ in listed(server, "drafts")] == ["Draft"]
    assert on_server(server, "drafts")["Draft"] == {"\\Draft", "\\Seen"}


def test_line_ends_of_other_programs_are_put_right_for_the_server(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    mailbox.sync()
    (root / ".Drafts/cur/1.a.b:2,DS").write_bytes(letter("Draft").replace(b"\r\n", b"\n"))
    mailbox.sync()
    assert listed(server, "drafts")[0][2] == letter("Draft")
    mailbox.sync()
    assert len(listed(server, "drafts")) == 1 and len(files(root, ".Drafts")) == 1


def test_files_of_the_mirror_end_their_lines_as_mutt_wants_it(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    put(server, letter("Plan"))
    mail = mailbox.search(Query()).envelopes[0]
    assert b"\r" not in files(root)[0].read_bytes()
    assert mailbox.content(mail.id) == letter("Plan")
    mailbox.sync()
    assert len(on_server(server)) == 1


def recreate(server: Dovecot, *contents: bytes) -> None:
    """The folder Archiv anew, with another UIDVALIDITY, and these mails in it."""
    with other(server) as client:
        client.delete("Archiv")
        client.create("Archiv")
        for content in contents:
            client.append("Archiv", "\\Seen", None, content)


@on_every_server
def test_with_another_uidvalidity_nothing_is_fetched_again_or_doubled(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    mails = [letter(f"mail {number}") for number in range(5)]
    put(server, *mails, folder="archive")
    mailbox.sync()
    before = {path.name.partition(":")[0] for path in files(root, ".Archive")}
    recreate(server, *reversed(mails))
    outcome = mailbox.sync()
    assert (outcome.fetched, outcome.sent, outcome.removed) == (0, 0, 0)
    assert {path.name.partition(":")[0] for path in files(root, ".Archive")} == before
    assert mailbox.envelope(mailbox.search(Query(subject="3")).envelopes[0].id).flags == SEEN
    mailbox.move(mailbox.search(Query(subject="3")).envelopes[0].id, Folder.TRASH)
    assert set(on_server(server, "trash")) == {"mail 3"}


def test_mails_that_a_server_has_lost_are_in_the_trash_on_both_sides(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    put(server, *(letter(f"mail {number}") for number in range(3)), folder="archive")
    mailbox.sync()
    recreate(server, letter("mail 1"))
    mailbox.sync()
    assert subjects(mailbox, folder="archive") == ["mail 1"]
    assert set(subjects(mailbox, folder="trash")) == set(on_server(server, "trash")) == {"mail 0", "mail 2"}
    assert everywhere(server) == ["mail 0", "mail 1", "mail 2"]


def test_mails_without_message_id_are_not_doubled_by_another_uidvalidity(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    content = b"From: a@example.org\r\nSubject: nameless\r\n\r\nHello\r\n"
    put(server, content, folder="archive")
    mailbox.sync()
    recreate(server, content)
    mailbox.sync()
    mailbox.sync()
    assert everywhere(server) == ["nameless"] and len(files(root, ".Archive")) == 1


def test_a_folder_that_is_removed_there_leaves_its_mails_in_the_trash(
    mailbox: ImapStore, server: Dovecot
) -> None:
    with other(server) as client:
        client.create("Work")
    put(server, letter("Plan"), folder="Work")
    assert subjects(mailbox, folder="Work") == ["Plan"]
    with other(server) as client:
        client.delete("Work")
    mailbox.sync()
    mailbox.sync()
    assert subjects(mailbox, folder="trash") == ["Plan"] and set(on_server(server, "trash")) == {"Plan"}


def test_an_unchanged_mailbox_costs_nothing_but_a_look(mailbox: ImapStore, server: Dovecot) -> None:
    put(server, letter("Plan"))
    mailbox.sync()
    outcome = mailbox.sync()
    assert (outcome.fetched, outcome.sent, outcome.removed, outcome.refused) == (0, 0, 0, [])


class Stopped(BaseException):
    pass


def test_a_first_mirror_that_was_cut_short_goes_on_where_it_stopped_the_newest_first(
    open_store: Open, server: Dovecot, root: Path
) -> None:
    put(server, *(letter(f"mail {number}", days_ago=120 - number) for number in range(120)))
    store = open_store(fresh_s=3600)

    def stop_soon(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        store.sync(stop_soon)
    assert not store.complete
    half = len(files(root))
    assert 0 < half < 120
    store._local.catch_up()
    assert [mail.subject for mail in store._local.search(Query(), 1).envelopes] == ["mail 119"]
    seen: list[tuple[int, int]] = []
    outcome = store.sync(lambda done, total: seen.append((done, total)))
    assert outcome.fetched == 120 - half and seen[-1] == (120 - half, 120 - half)
    assert store.complete and len(files(root)) == 120 and len(on_server(server)) == 120


@on_every_server
def test_what_is_not_mirrored_yet_is_found_on_the_server(open_store: Open, server: Dovecot) -> None:
    put(server, *(letter(f"mail {n}", f"about topic{n}", days_ago=120 - n) for n in range(120)))
    store = open_store(fresh_s=3600)

    def stop_soon(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        store.sync(stop_soon)
    # Nothing goes on in the background.
    store.comparisons.done()
    assert subjects(store, words="topic3") == ["mail 3"]
    assert not store.complete
    store.sync()
    assert len(on_server(server)) == 120 and store.search(Query(), 1).more == 119


def test_large_mails_are_fetched_when_they_are_opened(open_store: Open, server: Dovecot, root: Path) -> None:
    content = letter("Large", "beginning " + "x" * 70 + "\r\n" + "word " * 8000)
    put(server, content)
    put(server, letter("Small"))
    store = open_store(whole_up_to=10_000)
    mails = {mail.subject: mail for mail in store.search(Query()).envelopes}
    assert mails["Large"].sender.email == "ana@example.org"
    assert "still on the mail server" in mails["Large"].snippet
    assert sum(path.stat().st_size for path in files(root)) < 5_000
    assert store.read(mails["Large"].id).body.startswith("beginning xxx")
    assert store.content(mails["Large"].id) == content
    assert subjects(store, words="beginning") == ["Large"]
    store.move(mails["Large"].id, Folder.ARCHIVE)
    store.sync()
    assert [raw for _, _, raw in listed(server, "archive")] == [content] and len(files(root, ".Archive")) == 1


def test_what_stands_for_a_large_mail_never_gets_to_the_server(
    open_store: Open, server: Dovecot, root: Path, needs_program: Needs
) -> None:
    needs_program("mutt")
    content = letter("Large", "word " * 8000)
    put(server, content)
    store = open_store(whole_up_to=10_000)
    store.sync()
    store.catch_up()
    run_mutt(root, root, "<first-entry><save-message>=.Archive<enter><sync-mailbox><quit>")
    for _ in range(3):
        store.sync()
    assert [raw for folder in ("inbox", "archive", "trash") for _, _, raw in listed(server, folder)] == [
        content
    ]
    assert store.content(store.search(Query()).envelopes[0].id) == content


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow beyond what is in the mirror already."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_sentence_and_costs_nothing(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    mailbox.sync()
    put(server, *(letter(f"mail {number}") for number in range(5)))
    with full_disk(), pytest.raises(StorageError):
        mailbox.sync()
    mailbox.sync()
    assert len(on_server(server)) == 5 and len(files(root)) == 5


def test_two_processes_on_one_mirror_fetch_each_mail_once(
    open_store: Open, server: Dovecot, root: Path
) -> None:
    put(server, *(letter(f"mail {number}") for number in range(60)))
    stores = [open_store(fresh_s=3600), open_store(fresh_s=3600)]
    threads = [threading.Thread(target=store.sync) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.sync()
    assert len(files(root)) == 60 and len(on_server(server)) == 60


def test_a_mirror_that_was_thrown_away_long_ago_is_fetched_again_too(
    mailbox: ImapStore, server: Dovecot, root: Path
) -> None:
    put(server, *(letter(f"mail {number}") for number in range(25)))
    mailbox.sync()
    for path in files(root):
        path.unlink()
    for sub in ("cur", "new"):
        os.utime(root / sub, (1_000_000_000, 1_000_000_000.5))
    mailbox.sync()
    mailbox.sync()
    assert len(files(root)) == 25
