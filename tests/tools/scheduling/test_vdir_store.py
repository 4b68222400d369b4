import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.patience import PATIENCE_S
from tests.tools.scheduling.conformance import LONDON, MONDAY, WEEK, CalendarStoreConformance, an_event
from tools.errors import StillReadingError, StorageError
from tools.scheduling import second_reader, upkeep
from tools.scheduling.index_file import IndexFile
from tools.scheduling.vdir_store import VdirStore


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "calendar"


@pytest.fixture
def store(root: Path) -> Iterator[VdirStore]:
    store = VdirStore(root, zone=LONDON)
    yield store
    store.close()


def titles(store: VdirStore) -> list[str]:
    return [o.title for o in store.between(MONDAY, MONDAY + WEEK)]


def put(root: Path, name: str, data: bytes, calendar: str = "personal") -> Path:
    """As other programs write: another file, and rename."""
    folder = root / calendar
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{name}.tmp"
    fresh.write_bytes(data)
    return fresh.rename(folder / name)


class TestVdirStore(CalendarStoreConformance):
    pass


def test_what_other_programs_write_change_and_remove_is_seen_at_once(store, root):
    assert titles(store) == []
    put(root, "a.ics", an_event("One"))
    assert titles(store) == ["One"]
    for number in range(20):
        put(root, "a.ics", an_event(f"Version {number}"))
        assert titles(store) == [f"Version {number}"]
    put(root, "b.ics", an_event("Other", uid="u2"), calendar="work")
    assert sorted(titles(store)) == ["Other", "Version 19"]
    (root / "personal" / "a.ics").unlink()
    assert titles(store) == ["Other"]
    shutil.rmtree(root / "work")
    assert titles(store) == []


def test_a_file_that_is_edited_in_place_is_seen_when_it_is_in_the_answer(store, root):
    path = put(root, "a.ics", an_event("Before"))
    time.sleep(0.25)
    assert titles(store) == ["Before"]
    assert titles(store) == ["Before"]
    path.write_bytes(an_event("After"))
    assert titles(store) == ["After"]


def test_a_file_that_is_edited_in_place_is_found_by_the_next_sweep(store, root, monkeypatch):
    path = put(root, "a.ics", an_event("Moved here", day=1))
    assert titles(store) == []
    path.write_bytes(an_event("Moved here", day=24))
    monkeypatch.setattr(upkeep, "SWEEP_EVERY_NS", 0)
    assert titles(store) == ["Moved here"]


def test_the_index_is_made_again_when_it_is_lost_or_damaged(store, root):
    put(root, "a.ics", an_event("Kept"))
    assert titles(store) == ["Kept"]
    store.close()
    index = root / ".index.db"
    index.unlink()
    for damage in (None, b"", b"this is no database" * 500, "truncated"):
        if damage == "truncated":
            index.write_bytes(index.read_bytes()[: index.stat().st_size // 2])
        elif damage is not None:
            index.write_bytes(damage)
        for suffix in ("-wal", "-shm"):
            index.with_name(index.name + suffix).unlink(missing_ok=True)
        again = VdirStore(root, zone=LONDON)
        assert titles(again) == ["Kept"], damage
        again.close()


def test_an_index_that_is_damaged_while_it_is_open_is_made_again(store, root):
    put(root, "a.ics", an_event("Kept"))
    assert titles(store) == ["Kept"]
    with (root / ".index.db").open("r+b") as file:
        file.write(b"x" * 40_000)
    (root / ".index.db-wal").write_bytes(b"")
    assert titles(store) == ["Kept"]


def test_an_index_of_another_version_is_replaced(store, root):
    put(root, "a.ics", an_event("Kept"))
    assert titles(store) == ["Kept"]
    store.close()
    with sqlite3.connect(root / ".index.db") as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("DROP TABLE occurrence")
    connection.close()
    again = VdirStore(root, zone=LONDON)
    assert titles(again) == ["Kept"]
    again.close()


def test_words_are_found_without_the_full_text_module_too(store, root, monkeypatch):
    from tools.scheduling import index

    monkeypatch.setattr(index, "WORDS", "CREATE VIRTUAL TABLE words USING nothing_like_it (content, people)")
    put(root, "a.ics", an_event("Budget 100% review_now", location="Lisbon"))
    for words in ("budg lis", "100", "review"):
        assert [o.title for o in store.search(MONDAY, MONDAY + WEEK, words=words)] == [
            "Budget 100% review_now"
        ]
    assert store.search(MONDAY, MONDAY + WEEK, words="udget") == ()


def test_a_first_look_at_a_large_folder_waits_until_all_of_it_is_read(root):
    for number in range(upkeep.AT_ONCE + 150):
        put(root, f"{number}.ics", an_event(f"Event {number}", number % 24, uid=f"u{number}"))
    store = VdirStore(root, zone=LONDON)
    assert len(titles(store)) == upkeep.AT_ONCE + 150
    assert store.progress is None
    store.close()
    again = VdirStore(root, zone=LONDON)
    assert len(titles(again)) == upkeep.AT_ONCE + 150
    assert again.progress is None
    again.close()


def test_nothing_is_said_of_a_calendar_that_takes_longer_to_read_than_a_look(root, monkeypatch):
    for number in range(upkeep.AT_ONCE + 150):
        put(root, f"{number}.ics", an_event(f"Event {number}", number % 24, uid=f"u{number}"))
    go_on, row_of = threading.Event(), upkeep.row_of

    def slow(*file: Any) -> Any:
        go_on.wait(PATIENCE_S)
        return row_of(*file)

    monkeypatch.setattr(upkeep, "row_of", slow)
    store = VdirStore(root, zone=LONDON, look_s=0)
    for look in (
        lambda: titles(store),
        lambda: store.search(MONDAY, MONDAY + WEEK, words="event"),
        lambda: store.locate("abcdef"),
        lambda: store.named("personal", "u1"),
    ):
        with pytest.raises(StillReadingError, match=f"0 of {upkeep.AT_ONCE + 150} files so far"):
            look()
    go_on.set()
    reports: list[tuple[int, int]] = []
    store.wait(lambda done, total: reports.append((done, total)))
    assert reports[-1] == (upkeep.AT_ONCE + 150, upkeep.AT_ONCE + 150)
    assert len(titles(store)) == upkeep.AT_ONCE + 150
    store.close()


DIES = """import pickle, sys
sys.path[:] = {path!r}
from {module} import row_of, Vdir
root, calendar, zone = pickle.load(sys.stdin.buffer)
names, window = pickle.load(sys.stdin.buffer)
rows = [row_of(Vdir(root), calendar, name, window, zone) for name in names]
pickle.dump(rows, sys.stdout.buffer)
sys.stdout.buffer.write(b"half of an ans")"""
ENDS = {
    "reads": second_reader._CODE,
    "dies in its second answer": DIES,
    "never begins": "raise SystemExit",
    "answers nonsense": "print('nonsense')",
}


@pytest.mark.parametrize("how", ENDS)
def test_a_second_process_reads_a_part_or_nothing_and_nothing_is_lost(root, monkeypatch, how):
    for number in range(upkeep.AT_ONCE + 150):
        put(root, f"{number}.ics", an_event(f"Event {number}", number % 24, uid=f"u{number}"))
    put(root, "bad.ics", b"nothing that anybody could read")
    taken: list[int] = []
    answer = second_reader.SecondReader.answer

    def counted(reader: Any) -> Any:
        found = answer(reader)
        taken.append(len(found[2] or ()))
        return found

    monkeypatch.setattr(second_reader.SecondReader, "answer", counted)
    monkeypatch.setattr(second_reader, "WORTH_IT", 1)
    monkeypatch.setattr(second_reader.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(second_reader, "_CODE", ENDS[how])
    monkeypatch.setattr(upkeep, "BATCH", 50)
    store = VdirStore(root, zone=LONDON)
    assert len(titles(store)) == upkeep.AT_ONCE + 150
    assert ["bad.ics" in problem.line for problem in store.problems()] == [True]
    store.close()
    assert bool(sum(taken)) == (how in ("reads", "dies in its second answer"))


def test_nothing_else_is_begun_for_a_small_calendar_or_on_one_core(root, monkeypatch):
    monkeypatch.setattr(second_reader, "_begun", lambda *_: pytest.fail("a second process was begun"))
    for cores, files in ((2, second_reader.WORTH_IT - 1), (1, second_reader.WORTH_IT), (None, 10_000)):
        monkeypatch.setattr(second_reader.os, "cpu_count", lambda cores=cores: cores)
        with second_reader.second_reader(root, "personal", LONDON, files) as second:
            assert second is None


def test_what_is_written_while_a_large_folder_is_read_is_there(root):
    for number in range(upkeep.AT_ONCE + 150):
        put(root, f"{number}.ics", an_event(f"Event {number}", number % 24, uid=f"u{number}"))
    store = VdirStore(root, zone=LONDON)
    titles(store)
    store.create("personal", "mine.ics", an_event("Mine", uid="mine"))
    assert "Mine" in titles(store)
    store.wait()
    assert "Mine" in titles(store)
    store.close()


def test_a_series_that_comes_in_after_the_window_grew_is_expanded_over_all_of_it(store, root):
    far = datetime(2031, 11, 24, tzinfo=LONDON)
    assert store.between(far, far + WEEK) == ()
    put(root, "a.ics", an_event(rrule="FREQ=WEEKLY"))
    assert len(store.between(far, far + WEEK)) == 1
    assert len(store.between(MONDAY, MONDAY + WEEK)) == 1


def test_a_rule_that_repeats_every_second_does_not_take_for_ever(store, root):
    put(root, "a.ics", an_event("Joke", rrule="FREQ=SECONDLY"))
    put(root, "b.ics", an_event("Hourly", rrule="FREQ=HOURLY", uid="u2"))
    assert titles(store).count("Joke") == 1
    assert titles(store).count("Hourly") > 100


def test_floating_times_and_whole_days_are_those_of_the_user_wherever_they_are(root):
    floating = an_event("Pills").replace(b";TZID=Europe/London", b"")
    put(root, "a.ics", floating)
    put(root, "b.ics", an_event("Holiday", uid="u2", start=date(2026, 11, 24), end=date(2026, 11, 25)))
    put(root, "c.ics", an_event("Call", uid="u3"))
    for name, start in {"Europe/London": "14:00", "Asia/Tokyo": "14:00", "America/New_York": "14:00"}.items():
        zone = ZoneInfo(name)
        store = VdirStore(root, zone=zone)
        day = datetime(2026, 11, 24, tzinfo=zone)
        found = {o.title: o.start for o in store.between(day, day + timedelta(days=1))}
        assert found["Pills"].isoformat()[11:16] == start
        assert found["Pills"].tzinfo == zone
        assert found["Holiday"] == date(2026, 11, 24)
        assert found.get("Call", datetime(2026, 11, 24, 14, tzinfo=LONDON)) == datetime(
            2026, 11, 24, 14, tzinfo=LONDON
        )
        store.close()


def test_names_and_colours_of_calendars_are_those_of_the_vdir(store, root):
    put(root, "displayname", b"Work things\n", calendar="work")
    put(root, "color", b"#ff0000", calendar="work")
    assert [(c.name, c.title, c.color) for c in store.calendars()] == [
        ("personal", "personal", ""),
        ("work", "Work things", "#ff0000"),
    ]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (b"B\xfcro\n", "B\u00fcro"),
        ("B\u00fcro".encode("utf-16"), "B\u00fcro"),
        (b"\xef\xbb\xbfOffice", "Office"),
        (b"Two\nlines", "Two lines"),
        (b"x" * 2_000_000, "work"),
    ],
)
def test_a_name_of_a_calendar_is_one_line_in_whatever_it_is_written(store, root, said, title):
    put(root, "displayname", said, calendar="work")
    assert store.calendars()[-1].title == title


def test_a_calendar_inside_another_is_told(store, root):
    put(root, "1.ics", an_event("Good"))
    put(root, "2.ics", an_event("Hidden"), calendar="account/home")
    (root / "account" / "empty").mkdir()
    (root / "account" / ".cache").mkdir()
    put(root, "3.ics", an_event("Cached"), calendar="account/.cache")
    assert titles(store) == ["Good"]
    assert [problem.line for problem in store.problems()] == [
        "calendar/account/home: is a calendar inside another one; move it beside that"
    ]


@pytest.mark.parametrize("odd", ["pipe", "endless", "folder"])
def test_a_name_of_a_calendar_that_is_no_file_says_nothing(store, root, odd):
    folder = root / "work"
    folder.mkdir(parents=True)
    if odd == "pipe":
        os.mkfifo(folder / "displayname")
    elif odd == "endless":
        (folder / "displayname").symlink_to("/dev/zero")
    else:
        (folder / "displayname").mkdir()
    assert store.calendars()[-1].title == "work"


def test_a_broken_file_is_told_and_costs_only_itself(store, root):
    put(root, "good.ics", an_event("Good"))
    put(root, "bad.ics", b"BEGIN:VCALENDAR\r\nno colon here\r\n")
    put(root, "empty.ics", b"")
    (root / "personal" / "folder.ics").mkdir()
    assert titles(store) == ["Good"]
    assert [problem.line for problem in store.problems()] == [
        "calendar/personal/bad.ics: there is no event in it; it is cut short, or one of its parts has no end",
        "calendar/personal/empty.ics: it is empty",
        "calendar/personal/folder.ics: is no file",
    ]
    put(root, "bad.ics", an_event("Mended", uid="u2"))
    assert sorted(titles(store)) == ["Good", "Mended"]


def test_an_unreadable_calendar_is_told_in_a_sentence(root):
    root.parent.mkdir(exist_ok=True)
    root.write_text("a file where the folder should be")
    store = VdirStore(root, zone=LONDON)
    with pytest.raises(StorageError):
        titles(store)
    store.close()


def test_the_folder_is_private(store, root):
    store.create("personal", "a.ics", an_event())
    for path in (root, root / "personal"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_a_killed_program_left_behind_is_swept_away(store, root):
    put(root, ".new-old", b"half")
    put(root, ".new-fresh", b"half")
    os.utime(root / "personal" / ".new-old", (1, 1))
    again = VdirStore(root, zone=LONDON)
    titles(again)
    assert sorted(path.name for path in (root / "personal").iterdir()) == [".new-fresh"]
    again.close()


def test_nothing_is_left_beside_the_files_that_are_written(store, root):
    store.create("personal", "a.ics", an_event("One"))
    store.create("personal", "a.ics", an_event("Two"))
    file = store.read("personal", "a.ics")
    store.replace("personal", "a.ics", an_event("Three"), etag=file.etag)
    assert [path.name for path in (root / "personal").iterdir()] == ["a.ics"]


CREATING = """
import sys
import threading
from pathlib import Path
from typing import Any
from tests.tools.scheduling.conformance import LONDON, MONDAY, WEEK, an_event

from tools.scheduling.vdir_store import VdirStore
store = VdirStore(Path(sys.argv[1]), zone=LONDON)
sys.stdin.readline()
made = [store.create("personal", f"{n}.ics", an_event(f"Event {n}", uid=f"u{n}")) for n in range(20)]
print(sum(made), len(store.between(MONDAY, MONDAY + WEEK)))
store.close()
"""


def test_of_several_processes_that_create_the_same_file_one_does(root):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CREATING, str(root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
        )
        for _ in range(3)
    ]  # fmt: skip
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    made = 0
    for process in processes:
        output, _ = process.communicate(timeout=PATIENCE_S)
        made += int(output.split()[0])
        assert process.returncode == 0
    assert made == 20
    store = VdirStore(root, zone=LONDON)
    assert len(titles(store)) == 20
    store.close()


def test_an_index_file_opens_nothing_before_it_is_asked(tmp_path):
    IndexFile(tmp_path / "sub" / "index.db", version=1, create=sqlite3.Connection.commit)
    assert list(tmp_path.iterdir()) == []
