"""Calendar servers with habits of their own: nothing lost, nothing overwritten, and what can't be is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers.odd_dav import OddServer, odd_server
from tests.tools.scheduling.conformance import LONDON, MONDAY, WEEK, an_event
from tools.errors import FinalError, PassingError, StaleError
from tools.ics.files import EventFile
from tools.scheduling.dav.mirror import local_name
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.dav.store import CalDavStore


@contextmanager
def served(root: Path, work: dict[str, bytes], **habits: object) -> Iterator[tuple[OddServer, CalDavStore]]:
    """A server with these files in its calendar, and a store that mirrors it."""
    with odd_server(**{"calendars": {"work": work}, **habits}) as odd:
        remote = CalDavServer(odd.url, "sam", "secret", timeout_s=20)
        store = CalDavStore(root, remote, LONDON, clock=lambda: datetime.now(UTC), fresh_s=float("inf"))
        try:
            yield odd, store
        finally:
            store.close()


def titles(store: CalDavStore) -> list[str]:
    return sorted(found.title for found in store.between(MONDAY, MONDAY + WEEK))


def file_of(store: CalDavStore, title: str) -> EventFile:
    (found,) = (o for o in store.between(MONDAY, MONDAY + WEEK) if o.title == title)
    file = store.read(found.calendar, found.file)
    assert file is not None
    return file


def files(**titled: str) -> dict[str, bytes]:
    return {f"{name}.ics": an_event(title, uid=f"{title}@example.org") for name, title in titled.items()}


@pytest.mark.parametrize("name", ["a%40b.ics", "2026-11-24+08%3A42%40b.ics", "a(1):b@c.ics", "plain.ics"])
def test_a_server_to_which_another_spelling_is_another_file_gives_and_takes_it(tmp_path, name):
    work = {name: an_event("Review", uid="r@example.org")}
    with served(tmp_path, work, exact=True) as (_, store):
        store.sync()
        assert titles(store) == ["Review"]
        file = file_of(store, "Review")
        store.replace(file.calendar, file.name, an_event("Renamed", uid="r@example.org"), etag=file.etag)
        assert list(work) == [name]
        assert b"Renamed" in work[name]
        file = file_of(store, "Renamed")
        store.delete(file.calendar, file.name, etag=file.etag)
        assert work == {}


def test_blank_lines_before_an_answer_are_none_of_it(tmp_path):
    with served(tmp_path, files(a="Review"), before=b"\n \r\n") as (_, store):
        store.sync()
        assert titles(store) == ["Review"]


@pytest.mark.parametrize("etags", ["weak", "none"])
@pytest.mark.parametrize("sync", [207, 405])
def test_a_change_is_written_where_an_etag_can_be_no_condition(tmp_path, etags, sync):
    work = {"a.ics": an_event("Review")}
    with served(tmp_path, work, etags=etags, sync=sync) as (_, store):
        store.sync()
        file = file_of(store, "Review")
        store.replace(file.calendar, file.name, an_event("Renamed"), etag=file.etag)
        assert work["a.ics"] == an_event("Renamed")
        (tmp_path / file.calendar / file.name).write_bytes(an_event("Edited"))
        outcome = store.sync()
        assert (outcome.sent, outcome.conflicts) == (1, [])
        assert work["a.ics"] == an_event("Edited")
        current = file_of(store, "Edited")
        work["a.ics"] = an_event("Theirs")
        with pytest.raises(StaleError):
            store.replace(current.calendar, current.name, an_event("Mine"), etag=current.etag)
        assert work["a.ics"] == an_event("Theirs")
        store.sync()
        assert titles(store) == ["Theirs"]
        current = file_of(store, "Theirs")
        store.delete(current.calendar, current.name, etag=current.etag)
        assert work == {}


NAMES = {
    "plain.ics": "plain.ics",
    "meeting.EML": "",
    "no-end": "",
    ".hidden.ics": "",
    "a%2Fb.ics": "",
    "sp%20ace%26.ics": "sp ace&.ics",
    "%C3%BCber.ics": "\u00fcber.ics",
    "x" * 230 + ".ics": "",
}


def test_what_is_an_event_is_no_matter_of_its_name(tmp_path):
    work = {name: an_event(f"N{number}", uid=f"n{number}") for number, name in enumerate(NAMES)}
    with served(tmp_path, work) as (odd, store):
        assert store.sync().fetched == len(NAMES)
        assert titles(store) == sorted(f"N{number}" for number in range(len(NAMES)))
        for number, (name, here) in enumerate(NAMES.items()):
            file = file_of(store, f"N{number}")
            assert here in ("", file.name)
            assert file.name.endswith(".ics")
            store.replace(file.calendar, file.name, an_event(f"M{number}", uid=f"n{number}"), etag=file.etag)
            assert work[name] == an_event(f"M{number}", uid=f"n{number}")
        assert store.sync().fetched == 0
        hidden = file_of(store, "M3")
        (tmp_path / hidden.calendar / hidden.name).unlink()
        assert store.sync().sent == 1
        assert ".hidden.ics" not in work
        del work["meeting.EML"]
        odd.sync = 405  # its list of changes never says what is gone
        store.sync()
        assert "M1" not in titles(store)


@pytest.mark.parametrize("sync", [207, 405])
def test_a_calendar_without_a_slash_and_one_that_is_listed_twice_is_one_like_any_other(tmp_path, sync):
    with served(tmp_path, files(a="Review", b="Tea"), slash="", times=2, sync=sync) as (_, store):
        store.sync()
        assert titles(store) == ["Review", "Tea"]
        assert store.problems() == ()


def test_names_that_differ_in_capitals_alone_are_two(tmp_path):
    with served(tmp_path, files(tea="Tea", TEA="Review")) as (_, store):
        store.sync()
        assert titles(store) == ["Review", "Tea"]
        assert store.problems() == ()


def test_names_that_are_none_here_never_meet():
    names = [
        "a/b.ics",
        "a-b.ics",
        ".a.ics",
        "a.ics",
        "A",
        "a",
        "..",
        "",
        "x\0y.ics",
        "a\\b.ics",
        "\u00fc" * 120,
    ]
    here = [local_name(name) for name in names]
    assert len(set(here)) == len(names)
    for name in here:
        assert name.endswith(".ics")
        assert not name.startswith(".")
        assert "/" not in name
        assert len(name.encode()) < 255


def test_a_calendar_that_can_only_be_read_is_known_before_anybody_is_asked(tmp_path):
    with served(tmp_path, files(a="Fair"), privileges=("read",), refusal=403) as (_, store):
        store.sync()
        assert not store.access("Work").writable
        assert titles(store) == ["Fair"]


@pytest.mark.parametrize("refusal", [403, 404])
def test_a_server_that_refuses_to_write_is_not_said_to_refuse_the_password(tmp_path, refusal):
    with served(tmp_path, files(a="Fair"), refusal=refusal) as (odd, store):
        store.sync()
        assert store.access("Work").writable
        odd.privileges = None if refusal == 403 else ("read",)
        file = file_of(store, "Fair")
        with pytest.raises(FinalError, match=f"doesn't let you write to this calendar .{refusal}."):
            store.replace(file.calendar, file.name, an_event("Mine"), etag=file.etag)
        assert not store.access("Work").writable
        odd.refusal, odd.privileges = 0, ("all",)
        store.discover()
        assert store.access("Work").writable


def test_what_cannot_be_here_is_named_and_costs_no_other(tmp_path):
    work = {
        **files(a="Good", gone="Gone"),
        "big.ics": an_event("Big", description="x" * 12_000_000),
        "ctl.ics": an_event("Bell", uid="c").replace(b"Bell", b"Bell\x07"),
    }
    with served(tmp_path, work, withheld=frozenset({"gone.ics"})) as (odd, store):
        store.sync()
        assert titles(store) == ["Bell\x07", "Good"]
        assert [problem.line for problem in store.problems()] == [
            "Work/big.ics: larger than 10 MB; it stays on the server",
            "Work/gone.ics: the server lists it, and doesn't give it",
        ]
        odd.withheld = frozenset()
        work["big.ics"] = an_event("Small", uid="s")
        store.sync()
        assert titles(store) == ["Bell\x07", "Gone", "Good", "Small"]
        assert store.problems() == ()


def test_what_cannot_be_sent_is_named_and_costs_no_other(tmp_path):
    work = files(a="Good")
    with served(tmp_path, work) as (_, store):
        store.sync()
        folder = tmp_path / "Work"
        (folder / "big.ics").write_bytes(an_event("Big", description="x" * 11_000_000))
        (folder / "latin.ics").write_bytes(an_event("Caf\u00e9", uid="l").decode().encode("latin-1"))
        (folder / "new.ics").write_bytes(an_event("New", uid="n"))
        outcome = store.sync()
        assert (outcome.sent, work["new.ics"]) == (1, an_event("New", uid="n"))
        assert sorted(work) == ["a.ics", "new.ics"]
        assert len(outcome.refused) == 2
        assert all("larger than 10 MB" in line or "isn't UTF-8" in line for line in outcome.refused)
        # what has become too large is not what has been removed
        (folder / "a.ics").write_bytes(an_event("Grown", description="x" * 11_000_000))
        store.sync()
        assert work["a.ics"] == files(a="Good")["a.ics"]


def test_a_status_line_that_has_the_number_alone_is_understood(tmp_path):
    work = files(a="Fair", b="Expo")
    with served(tmp_path, work, phrases=False, withheld=frozenset({"b.ics"})) as (odd, store):
        store.sync()
        assert titles(store) == ["Fair"]
        assert len(store.problems()) == 1
        odd.withheld = frozenset()
        (tmp_path / "Work" / "c.ics").write_bytes(an_event("Mine", uid="m"))
        assert store.sync().sent == 1
        assert titles(store) == ["Expo", "Fair", "Mine"]


def test_one_calendar_that_a_server_fails_to_tell_of_costs_no_other(tmp_path):
    both = {"home": files(a="Dinner"), "work": files(b="Fair")}
    with served(tmp_path, {}, calendars=both, broken=frozenset({"home"})) as (odd, store):
        outcome = store.sync()
        assert titles(store) == ["Fair"]
        assert len(outcome.refused) == 1
        odd.broken = frozenset()
        store.sync()
        assert titles(store) == ["Dinner", "Fair"]
        odd.broken = frozenset({"home", "work"})
        with pytest.raises(PassingError):
            store.sync()
        assert titles(store) == ["Dinner", "Fair"]


PAGES = {
    "html": b"<html><body><p>Welcome to the hotel<br>log in</body></html>",
    "xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
    "text": b"OK",
    "bytes": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_that_wants_a_login_is_no_calendar_and_takes_nothing(tmp_path, page):
    with served(tmp_path, files(a="Fair", b="Expo")) as (odd, store):
        store.sync()
        (tmp_path / "Work" / "c.ics").write_bytes(an_event("Mine", uid="m"))
        odd.page = page
        with pytest.raises(PassingError) as raised:
            store.sync()
        assert raised.value.retryable
        assert titles(store) == ["Expo", "Fair", "Mine"]
        odd.page = b""
        assert store.sync().sent == 1


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_is_no_calendar_server_is_told_at_the_first_look(tmp_path, page):
    with served(tmp_path, {}, page=page) as (_, store), pytest.raises((PassingError, FinalError)) as raised:
        store.sync()
    assert "127.0.0.1" in raised.value.message


def test_a_folder_that_was_emptied_is_fetched_again_and_one_file_that_was_removed_goes(tmp_path):
    with served(tmp_path, files(a="Fair", b="Expo", c="Show")) as (odd, store):
        store.sync()
        for path in (tmp_path / "Work").glob("*.ics"):
            path.unlink()
        refused = store.sync().refused
        assert refused == ["all files of Work were removed here; they are fetched again"]
        assert titles(store) == ["Expo", "Fair", "Show"] and odd.written == []
        assert store.sync().refused == []
        (tmp_path / "Work" / "a.ics").unlink()
        store.sync()
        assert titles(store) == ["Expo", "Show"] and [name for _, name, _ in odd.written] == ["a.ics"]


def test_a_folder_that_was_thrown_away_is_fetched_again(tmp_path):
    with served(tmp_path, files(a="Fair", b="Expo")) as (odd, store):
        store.sync()
        for path in (tmp_path / "Work").iterdir():
            path.unlink()
        (tmp_path / "Work").rmdir()
        store.sync()
        assert titles(store) == ["Expo", "Fair"]
        assert odd.written == []
