"""What other programs have written into the name of a file is theirs."""

from pathlib import Path

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import letter
from tools.mail.maildir import relied_on
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Flag, Folder
from tools.mail.store import Query


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "cur").iterdir())


def put(root: Path, name: str, content: bytes | None = None) -> None:
    (root / "cur").mkdir(parents=True, exist_ok=True)
    (root / "cur" / name).write_bytes(content or letter("Plan"))


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("1700000000.5_1.host,U=7:2,S", "1700000000.5_1.host:2,S"),
        ("1700000000.M2P3.host,U=7,S=120,W=130:2,FS", "1700000000.M2P3.host,S=120,W=130:2,FS"),
        ("1700000000.M2P3.host,S=120:2,", "1700000000.M2P3.host,S=120:2,"),
        ("1700000000.5.host,UP=7:2,S", "1700000000.5.host,UP=7:2,S"),
    ],
)
def test_the_number_that_a_file_has_in_its_folder_stays_behind(
    mailbox: MaildirStore, root: Path, name: str, moved: str
) -> None:
    put(root, name)
    [mail] = mailbox.search(Query()).envelopes
    mailbox.move(mail.id, Folder.ARCHIVE)
    assert names(root / ".Archive") == [moved]


@pytest.mark.parametrize("mark", [";", "!"])
def test_flags_behind_another_sign_than_a_colon_are_flags_and_stay_behind_it(
    mailbox: MaildirStore, root: Path, mark: str
) -> None:
    put(root, f"1.a{mark}2,RS")
    [mail] = mailbox.search(Query()).envelopes
    assert not mail.unread
    assert Flag.REPLIED in mail.marks
    mailbox.flag(mail.id, add=frozenset({Flag.FLAGGED}))
    assert names(root) == [f"1.a{mark}2,FRS"]
    mailbox.move(mail.id, Folder.ARCHIVE)
    assert names(root / ".Archive") == [f"1.a{mark}2,FRS"]


def test_undoing_a_deletion_gives_back_flags_and_tags(desk: Desk, tmp_path: Path) -> None:
    put(tmp_path / "mail", "1.a:2,FSbd")
    [mail] = desk.mailbox.search(Query()).envelopes
    intent, receipt = desk.carry_out(desk.planner.delete(mail.id))
    desk.executor.undo(intent, receipt)
    assert names(tmp_path / "mail") == ["1.a:2,FSbd"]


def test_a_tag_keeps_its_word_where_folders_number_them_differently(
    mailbox: MaildirStore, root: Path
) -> None:
    (root / "dovecot-keywords").write_text("0 todo\n1 later\n2 private\n")
    (root / ".Archive" / "dovecot-keywords").write_text("0 later\n1 other\n")
    put(root, "1.a:2,Sabc")
    [mail] = mailbox.search(Query()).envelopes
    mailbox.move(mail.id, Folder.ARCHIVE)
    # `later` is a there, and b would be `other`: the two that have no letter there are given one.
    assert names(root / ".Archive") == ["1.a:2,Sacd"]
    words = (root / ".Archive" / "dovecot-keywords").read_text()
    assert words == "0 later\n1 other\n2 private\n3 todo\n"


@pytest.mark.parametrize(
    ("changed_ns", "looked_at_ns", "relied"),
    [
        (5_000_000_001, 5_500_000_000, True),
        (5_000_000_001, 5_020_000_000, False),
        # A file system that counts in two seconds.
        (5_000_000_000, 6_500_000_000, False),
        (5_000_000_000, 7_500_000_000, True),
    ],
)
def test_the_time_of_a_folder_is_relied_on_by_the_moment_of_the_look(
    changed_ns: int, looked_at_ns: int, relied: bool
) -> None:
    stamp = (changed_ns, 1)
    assert (relied_on(stamp, looked_at_ns) == stamp) is relied
