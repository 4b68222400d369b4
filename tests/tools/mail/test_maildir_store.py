"""The mailbox in a Maildir++: files that others change, an index that may be lost, several processes."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.tools.mail.conformance import MailStoreConformance, subjects
from tests.tools.mail.letters import letter
from tools.errors import StillReadingError, StorageError, ToolError
from tools.mail import index, indexing, scan
from tools.mail.indexing import Indexed
from tools.mail.maildir import Entry
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Flag, Folder
from tools.mail.store import Query


class TestMaildirStore(MailStoreConformance):
    pass


def drop(root: Path, content: bytes, name: str, sub: str = "new") -> Path:
    """Put a mail there as another program would."""
    path = root / sub / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_mail_of_another_program_is_there_at_the_next_look(mailbox: MaildirStore, root: Path) -> None:
    assert subjects(mailbox) == []
    drop(root, letter("From outside"), "1767603600.M1P2.host")
    assert subjects(mailbox, words="mockups", unread=True) == ["From outside"]


def test_flags_and_moves_of_another_program_are_seen(mailbox: MaildirStore, root: Path) -> None:
    path = drop(root, letter(), "1767603600.M1P2.host")
    assert subjects(mailbox, unread=True) == ["Mockups"]
    seen = path.rename(root / "cur" / "1767603600.M1P2.host:2,RS")
    mail = mailbox.search(Query()).envelopes[0]
    assert mail.flags == {Flag.SEEN, Flag.REPLIED}
    seen.rename(root / ".Archive" / "cur" / "1767603601.other.name.host:2,S")
    moved = mailbox.envelope(mail.id)
    assert moved.folder == "archive"
    assert moved.flags == {Flag.SEEN}
    (root / ".Archive" / "cur" / "1767603601.other.name.host:2,S").unlink()
    with pytest.raises(ToolError):
        mailbox.envelope(mail.id)


def test_a_mail_marked_for_deletion_elsewhere_is_not_listed(mailbox: MaildirStore, root: Path) -> None:
    drop(root, letter(), "1767603600.M1P2.host:2,ST", "cur")
    assert subjects(mailbox) == []


def test_folders_of_other_programs_are_part_of_the_mailbox(mailbox: MaildirStore, root: Path) -> None:
    for sub in ("cur", "new", "tmp"):
        (root / ".Work.Clients" / sub).mkdir(parents=True)
    drop(root / ".Work.Clients", letter("Contract"), "1767603600.M1P2.host")
    assert mailbox.folders()[-1] == "Work.Clients"
    mail = mailbox.search(Query(folder="Work.Clients")).envelopes[0]
    assert mail.subject == "Contract"
    mailbox.move(mail.id, "Work.Other")
    assert mailbox.envelope(mail.id).folder == "Work.Other"
    for path in (root / ".Work.Other").rglob("*"):
        if path.is_file():
            path.unlink()
    for path in (*(root / ".Work.Other").iterdir(), root / ".Work.Other"):
        path.rmdir()
    assert subjects(mailbox) == []


def test_letters_that_dovecot_keeps_in_a_file_name_survive_a_flag(mailbox: MaildirStore, root: Path) -> None:
    drop(root, letter(), "1767603600.M1P2.host,S=12,W=13:2,Sab", "cur")
    mailbox.flag(mailbox.search(Query()).envelopes[0].id, add=frozenset({Flag.REPLIED}))
    assert [path.name for path in (root / "cur").iterdir()] == ["1767603600.M1P2.host,S=12,W=13:2,RSab"]


def test_a_file_that_is_renamed_between_look_and_act_is_found_again(
    mailbox: MaildirStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = mailbox.deliver(letter(), Folder.INBOX)
    # Nothing tells of the change: as if it came right after the look.
    monkeypatch.setattr(mailbox._scanner, "refresh", lambda _: None)
    path = next((root / "new").iterdir())
    path.rename(root / "cur" / f"{path.name}:2,S")
    assert mailbox.content(mail.id) == letter()
    mailbox.flag(mail.id, add=frozenset({Flag.REPLIED}))
    assert [one.name for one in (root / "cur").iterdir()] == [f"{path.name}:2,RS"]


def test_unchanged_files_are_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_mails(root, 20)
    MaildirStore(root).close()
    read: list[str] = []

    def recording(entry: Entry, content: bytes, arrived_s: float) -> Indexed:
        read.append(entry.base)
        return indexed(entry, content, arrived_s)

    indexed = indexing.indexed
    first = MaildirStore(root)
    assert len(subjects(first)) == 20
    first.close()
    monkeypatch.setattr(scan, "indexed", recording)
    second = MaildirStore(root)
    drop(root, letter("New one"), "1999999999.M1.host")
    assert len(second.search(Query(), limit=50).envelopes) == 21
    second.close()
    assert read == ["1999999999.M1.host"]


@pytest.mark.parametrize("damage", ["gone", "garbage", "cut", "other version"])
def test_a_lost_or_damaged_index_is_made_again(mailbox: MaildirStore, root: Path, damage: str) -> None:
    for n in range(30):
        mailbox.deliver(letter(f"n {n}"), Folder.INBOX)
    mailbox.close()
    file = root / ".index.db"
    if damage == "gone":
        file.unlink()
    elif damage == "garbage":
        file.write_bytes(b"this is not a database" * 100)
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        import sqlite3

        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA user_version = 999")
        connection.close()
    again = MaildirStore(root)
    assert len(again.search(Query(words="mockups"), limit=50).envelopes) == 30
    again.close()


def test_an_index_that_is_removed_while_it_is_open_is_made_again(mailbox: MaildirStore, root: Path) -> None:
    mailbox.deliver(letter(), Folder.INBOX)
    for path in root.glob(".index.db*"):
        path.unlink()
    assert subjects(mailbox) == ["Mockups"]


def test_an_index_that_is_damaged_while_it_is_open_is_made_again(mailbox: MaildirStore, root: Path) -> None:
    for n in range(50):
        mailbox.deliver(letter(f"n {n}", "word " * 500), Folder.INBOX)
    mailbox._index._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray((root / ".index.db").read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    with (root / ".index.db").open("r+b") as file:
        file.write(content)
    mailbox._index._connection.execute("PRAGMA shrink_memory")
    assert len(mailbox.search(Query(words="mockups word"), limit=60).envelopes) in (0, 50)
    assert len(mailbox.search(Query(words="word"), limit=60).envelopes) == 50


def with_mails(root: Path, count: int) -> None:
    for n in range(count):
        drop(root, letter(f"Mail number {n}", days_ago=n / 10), f"{1767603600 - n}.M{n}.host:2,S", "cur")


def test_a_first_look_at_many_mails_waits_until_all_are_read(root: Path) -> None:
    with_mails(root, scan.AT_ONCE + 100)
    mailbox = MaildirStore(root)
    page = mailbox.search(Query(words="number"), limit=5)
    assert [mail.subject for mail in page.envelopes] == [f"Mail number {n}" for n in range(5)]
    assert page.more == scan.AT_ONCE + 95
    assert mailbox.progress is None
    mailbox.close()


def test_nothing_is_said_of_a_mailbox_that_takes_longer_to_read_than_a_look(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mails(root, scan.AT_ONCE + 100)
    go_on, indexed = threading.Event(), indexing.indexed

    def slow(entry: Entry, content: bytes, arrived_s: float) -> Indexed:
        go_on.wait(PATIENCE_S)
        return indexed(entry, content, arrived_s)

    monkeypatch.setattr(scan, "indexed", slow)
    mailbox = MaildirStore(root, look_s=0)
    for look in (
        lambda: mailbox.search(Query(words="number")),
        lambda: mailbox.with_message_id("number-1@example.org", Folder.SENT),
        lambda: mailbox.written_to("ana@example.org"),
        lambda: mailbox.read("abcdef"),
        lambda: mailbox.deliver(letter("Fresh"), Folder.SENT),
    ):
        with pytest.raises(StillReadingError, match=f"0 of {scan.AT_ONCE + 100} files so far"):
            look()
    assert mailbox.progress == (0, scan.AT_ONCE + 100)
    go_on.set()
    mailbox.catch_up()
    assert mailbox.search(Query(words="number"), limit=5).more == scan.AT_ONCE + 95
    mailbox.close()


def test_a_scan_that_fails_says_so_to_who_looks(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_mails(root, scan.AT_ONCE + 100)

    def full(*_: object) -> None:
        raise StorageError("no room on the disk")

    mailbox = MaildirStore(root)
    monkeypatch.setattr(mailbox._index, "add", full)
    with pytest.raises(StorageError, match="no room"):
        mailbox.search(Query())
    mailbox.close()


def test_a_scan_tells_how_far_it_is_and_goes_on_where_it_was_stopped(root: Path) -> None:
    with_mails(root, 650)
    seen: list[tuple[int, int]] = []

    class StoppedError(Exception):
        pass

    def stop_after_one(done: int, total: int) -> None:
        seen.append((done, total))
        raise StoppedError

    first = MaildirStore(root)
    with pytest.raises(StoppedError):
        first.catch_up(stop_after_one)
    first.close()
    second = MaildirStore(root)
    second.catch_up(lambda done, total: seen.append((done, total)))
    assert seen == [(200, 650), (200, 450), (400, 450), (450, 450)]
    assert second.search(Query(words="number"), limit=1).more == 649
    second.close()


def test_a_mail_that_is_delivered_during_a_scan_is_there_at_once(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mails(root, scan.AT_ONCE + 1)
    mailbox = MaildirStore(root)
    mailbox.search(Query())
    mail = mailbox.deliver(
        letter("Fresh", name="fresh", days_ago=0), Folder.SENT, flags=frozenset({Flag.SEEN})
    )
    assert mailbox.envelope(mail.id) == mail
    assert mailbox.deliver(letter("Fresh", name="fresh", days_ago=0), Folder.SENT) == mail
    mailbox.close()


DELIVER = """
import sys
from pathlib import Path
from tests.tools.mail.letters import letter
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Flag
mailbox = MaildirStore(Path(sys.argv[1]))
sys.stdin.readline()
for n in range(15):
    mailbox.deliver(letter(f"n {n}"), "sent", flags=frozenset({Flag.SEEN}))
mailbox.close()
"""


def test_two_processes_that_deliver_the_same_mails_make_one_of_each(root: Path) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", DELIVER, str(root)], stdin=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0
    assert len(list((root / ".Sent" / "cur").iterdir())) == 15
    mailbox = MaildirStore(root)
    assert len(subjects(mailbox, folder="sent")) == 15
    mailbox.close()


def test_threads_may_use_one_mailbox_together(mailbox: MaildirStore) -> None:
    problems: list[BaseException] = []

    def work(n: int) -> None:
        try:
            for m in range(5):
                mail = mailbox.deliver(letter(f"{n} {m}"), Folder.INBOX)
                mailbox.move(mail.id, Folder.ARCHIVE)
                mailbox.search(Query(words="mockups"))
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            problems.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(subjects(mailbox, folder="archive")) == 20


def test_only_the_owner_can_read_the_mail(mailbox: MaildirStore, root: Path) -> None:
    mailbox.deliver(letter(), Folder.INBOX)
    for path in root.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_a_crash_left_in_tmp_is_swept_away_when_it_is_old(mailbox: MaildirStore, root: Path) -> None:
    import os

    fresh, old = root / "tmp" / "fresh", root / "tmp" / "old"
    for path in (fresh, old):
        path.write_bytes(b"half a mail")
    os.utime(old, (0, 0))
    mailbox.deliver(letter(), Folder.INBOX)
    assert [path.name for path in (root / "tmp").iterdir()] == ["fresh"]


def test_a_mailbox_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError, match="can't be read or written"):
        MaildirStore(tmp_path / "file" / "mail")


def test_a_full_disk_leaves_no_half_mail(
    mailbox: MaildirStore, root: Path, monkeypatch: pytest.MonkeyPatch, fail_writing: Callable[[], None]
) -> None:
    fail_writing()
    with pytest.raises(StorageError, match="No space left"):
        mailbox.deliver(letter(), Folder.INBOX)
    monkeypatch.undo()
    assert [path for sub in ("tmp", "new", "cur") for path in (root / sub).iterdir()] == []


@pytest.fixture
def fail_writing(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def arrange() -> None:
        import errno
        import os

        def full(descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)

    return arrange


def test_a_file_that_cannot_be_read_does_not_hide_the_others(mailbox: MaildirStore, root: Path) -> None:
    (root / "cur" / "1767603600.M1.host:2,S").mkdir()
    drop(root, letter("Readable"), "1767603601.M2.host")
    assert subjects(mailbox) == ["Readable"]


def test_an_html_mail_is_found_by_its_words_and_read_as_text(mailbox: MaildirStore) -> None:
    content = (Path(__file__).parent / "fixtures" / "html_only.eml").read_bytes()
    mail = mailbox.deliver(content, Folder.INBOX)
    assert subjects(mailbox, words="cafe second") == ["Newsletter"]
    assert subjects(mailbox, words="alert") == []
    assert mail.snippet.startswith("Café One & two three first second")
    assert mailbox.read(mail.id).body.splitlines()[-2:] == ["", "more <https://example.org/x>"]


def test_an_index_that_is_mostly_of_mails_that_are_gone_is_made_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "FEW_GONE", 20)
    with_mails(root, 60)
    mailbox = MaildirStore(root)
    assert len(mailbox.search(Query(words="number"), limit=100).envelopes) == 60
    for path in list((root / "cur").iterdir())[:50]:
        path.unlink()
    assert len(mailbox.search(Query(words="number"), limit=100).envelopes) == 10
    with mailbox._index.reading() as connection:
        assert connection.execute("SELECT value FROM counters WHERE name = 'gone'").fetchone()[0] == 0
    mailbox.close()


def test_a_folder_is_not_listed_again_for_what_we_wrote_ourselves(
    mailbox: MaildirStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects(mailbox)
    listed: list[str] = []
    places = mailbox._maildir.places
    monkeypatch.setattr(mailbox._maildir, "places", lambda folder: listed.append(folder) or places(folder))
    for n in range(5):
        mailbox.deliver(letter(f"n {n}"), Folder.INBOX)
    assert len(subjects(mailbox)) == 5
    assert listed.count(Folder.INBOX) <= 1


def test_what_came_in_the_moment_of_our_own_write_is_found_when_the_folder_has_rested(
    mailbox: MaildirStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects(mailbox)
    with mailbox._scanner.writing(Folder.INBOX):
        (root / "new" / "1.foreign.host").write_bytes(letter("Foreign"))
    monkeypatch.setattr(scan, "REST_S", 0.0)
    with mailbox._scanner.writing(Folder.INBOX):
        (root / "new" / "2.foreign.host").write_bytes(letter("Second"))
    assert sorted(subjects(mailbox)) == ["Foreign", "Second"]


def test_what_came_after_our_own_write_is_found_at_once(mailbox: MaildirStore, root: Path) -> None:
    mailbox.deliver(letter("Ours"), Folder.INBOX)
    ours_ns = (root / "new").stat().st_mtime_ns
    (root / "new" / "1.foreign.host").write_bytes(letter("Foreign"))
    os.utime(root / "new", ns=(ours_ns, ours_ns + 50_000_000))  # beyond a tick of the file system's clock
    assert sorted(subjects(mailbox)) == ["Foreign", "Ours"]
