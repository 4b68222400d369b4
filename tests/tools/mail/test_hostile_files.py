"""One file or folder that can't be read costs nobody else anything, and is named."""

import bz2
import gzip
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.mail.letters import letter
from tools.mail.file_names import meant, shown, shown_all
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Flag, Folder
from tools.mail.store import Query

BRANCH = os.fsdecode(b"1700000000.1.fil\xede:2,S")
SMALL_PART_OF_A_NAME = 60


def subjects(mailbox: MaildirStore) -> set[str]:
    return {mail.subject for mail in mailbox.search(Query()).envelopes}


def put(root: Path, name: str, content: bytes, folder: str = "") -> Path:
    place = root / folder / "cur"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content)
    return place / name


@pytest.mark.parametrize("odd", ["pipe", "endless"])
def test_words_for_labels_that_are_in_no_file_are_none(mailbox: MaildirStore, root: Path, odd: str) -> None:
    if odd == "pipe":
        os.mkfifo(root / "dovecot-keywords")
    else:
        (root / "dovecot-keywords").symlink_to("/dev/zero")
    put(root, "1.good:2,Sab", letter("Good"))
    [mail] = mailbox.search(Query(), 10).envelopes
    assert mail.subject == "Good" and mail.labels == frozenset()


def test_a_file_named_outside_utf8_is_a_mail_like_any_other(mailbox: MaildirStore, root: Path) -> None:
    put(root, "1.good:2,S", letter("Good"))
    put(root, BRANCH, letter("Odd"))
    assert subjects(mailbox) == {"Good", "Odd"}
    [odd] = mailbox.search(Query(subject="Odd")).envelopes
    assert mailbox.read(odd.id).body == "Please look at the new mockups."
    mailbox.move(odd.id, Folder.ARCHIVE)
    assert os.listdir(os.fsencode(root / ".Archive" / "cur")) == [b"1700000000.1.fil\xede:2,S"]  # noqa: PTH208 - as bytes
    assert mailbox.problems() == ()


def test_a_folder_named_outside_utf8_is_a_folder_like_any_other(mailbox: MaildirStore, root: Path) -> None:
    put(root, "1.a:2,S", letter("Plan"), os.fsdecode(b".M\xe9mos"))
    [mail] = mailbox.search(Query(folder="M\\xe9mos")).envelopes
    mailbox.move(mail.id, Folder.INBOX)
    mailbox.move(mail.id, "M\\xe9mos")
    assert os.listdir(os.fsencode(root) + b"/.M\xe9mos/cur") == [b"1.a:2,S"]  # noqa: PTH208 - as bytes


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_mail_that_dovecot_has_packed_is_a_mail_like_any_other(
    mailbox: MaildirStore, root: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = put(root, "1.packed,S=500:2,S", packed := pack(letter("Plan")))
    [mail] = mailbox.search(Query(words="mockups")).envelopes
    assert mailbox.read(mail.id).body == "Please look at the new mockups."
    mailbox.flag(mail.id, add=frozenset({Flag.FLAGGED}))
    assert [one.read_bytes() for one in path.parent.iterdir()] == [packed]
    assert mailbox.problems() == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (gzip.compress(letter("Plan"))[:-30], "is packed, and too large or cut off"),
        (b"\xfd7zXZ\0 and nothing", "is packed, and damaged"),
        (b"BZh and nothing of that", "is packed, and damaged"),
        (b"\x28\xb5\x2f\xfd some frame", "is packed with zstd or lz4, which can't be read here"),
        (gzip.compress(b"Subject: large\n\n" + b"x" * 64_000_000), "is packed, and too large or cut off"),
    ],
)
def test_what_cannot_be_unpacked_is_named_and_hides_none(
    mailbox: MaildirStore, root: Path, content: bytes, why: str
) -> None:
    put(root, "1.good:2,S", letter("Good"))
    put(root, "2.packed:2,S", content)
    assert subjects(mailbox) == {"Good"}
    assert [problem.reason for problem in mailbox.problems()] == [why]


def test_of_two_files_that_differ_in_their_flags_alone_the_other_is_named(
    mailbox: MaildirStore, root: Path
) -> None:
    put(root, "1.a:2,S", letter("Plan"))
    copy = put(root, "1.a:2,S.sync-conflict-20261119", letter("Other plan"))
    assert len(subjects(mailbox)) == 1
    assert [problem.reason for problem in mailbox.problems()] == [
        "has the name of another mail in this folder; rename it"
    ]
    copy.rename(copy.with_name("2.b:2,S"))
    assert subjects(mailbox) == {"Plan", "Other plan"}
    assert mailbox.problems() == ()


def make_folder(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_link(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize(
    ("make", "reason"),
    [(make_folder, "is a folder"), (make_pipe, "is no file"), (make_link, "is a link that leads nowhere")],
)
def test_what_is_no_mail_is_named_once_and_hides_none(
    mailbox: MaildirStore, root: Path, make: Callable[[Path], None], reason: str
) -> None:
    put(root, "1.good:2,S", letter("Good"))
    make(root / "cur" / "2.bad:2,S")
    put(root, "3.fine:2,S", letter("Fine"))
    for _ in range(2):
        assert subjects(mailbox) == {"Good", "Fine"}
        assert [(Path(one.path).name, one.reason) for one in mailbox.problems()] == [("2.bad:2,S", reason)]


def test_what_has_been_put_right_is_a_mail_and_no_problem(mailbox: MaildirStore, root: Path) -> None:
    (root / "cur" / "2.bad:2,S").mkdir()
    assert len(mailbox.problems()) == 1
    (root / "cur" / "2.bad:2,S").rmdir()
    assert mailbox.problems() == ()
    put(root, "2.bad:2,S", letter("Good"))
    assert (subjects(mailbox), mailbox.problems()) == ({"Good"}, ())


def test_a_folder_that_cant_be_listed_is_named_and_hides_no_other(mailbox: MaildirStore, root: Path) -> None:
    put(root, "1.good:2,S", letter("Good"))
    (root / ".Broken").mkdir()
    (root / ".Broken" / "cur").mkdir()
    (root / ".Broken" / "new").write_text("no folder")
    assert subjects(mailbox) == {"Good"}
    assert [Path(one.path).name for one in mailbox.problems()] == [".Broken"]


def test_a_folder_that_has_lost_its_empty_half_is_like_any_other(mailbox: MaildirStore, root: Path) -> None:
    (root / ".Club" / "new").mkdir(parents=True)
    (root / ".Club" / "new" / "1.a").write_bytes(letter("Unread"))
    [mail] = mailbox.search(Query(folder="Club")).envelopes
    mailbox.flag(mail.id, add=frozenset({Flag.SEEN}))
    [mail] = mailbox.search(Query(folder="Club")).envelopes
    assert (mail.subject, mail.unread) == ("Unread", False)
    assert mailbox.problems() == ()


def test_a_folder_without_a_dot_is_named(mailbox: MaildirStore, root: Path) -> None:
    put(root, "1.good:2,S", letter("Good"))
    put(root, "2.far:2,S", letter("Far"), "Club")
    assert subjects(mailbox) == {"Good"}
    assert [(Path(one.path).name, one.reason) for one in mailbox.problems()] == [
        ("Club", "is no folder of a Maildir++; call it .Club")
    ]


names = st.binary(min_size=1, max_size=SMALL_PART_OF_A_NAME).filter(
    lambda raw: b"/" not in raw and b"\0" not in raw and raw not in (b".", b"..")
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(names, max_size=4))
def test_every_name_is_printable_text_and_comes_back_as_it_was(raw: list[bytes]) -> None:
    given_names = [os.fsdecode(one) for one in raw]
    texts = [shown(name) for name in given_names]
    assert list(shown_all(given_names)) == texts
    assert [os.fsencode(meant(text)) for text in texts] == raw
    assert all(text.isprintable() for text in texts)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(file=names, folder=names, content=st.binary(max_size=200))
def test_any_bytes_as_names_and_content_leave_the_neighbours_alone(
    tmp_path_factory: pytest.TempPathFactory, file: bytes, folder: bytes, content: bytes
) -> None:
    root = tmp_path_factory.mktemp("mail")
    mailbox = MaildirStore(root)
    try:
        put(root, "1.good:2,S", letter("Good"))
        put(root, os.fsdecode(b"2." + file), content)
        put(root, os.fsdecode(file), content, os.fsdecode(b".x" + folder))
        [good] = [mail for mail in mailbox.search(Query(), 100).envelopes if mail.subject == "Good"]
        mailbox.move(good.id, Folder.ARCHIVE)
        mailbox.move(good.id, Folder.INBOX)
        assert (root / "cur" / os.fsdecode(b"2." + file)).read_bytes() == content
        assert (root / os.fsdecode(b".x" + folder) / "cur" / os.fsdecode(file)).read_bytes() == content
    finally:
        mailbox.close()
