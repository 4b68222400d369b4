"""Each occurrence of a routine is done once: through sleep, clocks that are set, and workers that die."""

import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.schedules.book import MOST_MADE_UP, TRIES, RoutineBook
from assistant.schedules.routine import Routine, RunState
from assistant.schedules.schedule import Schedule
from tests.databases import database_at
from tests.patience import eventually
from tools.errors import ConflictError, StaleError

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 30, 9, tzinfo=BERLIN)


class Clock:
    """One that the test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def to(self, text: str) -> None:
        self.now = datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock, either_database: str):
    with closing(database_at(tmp_path / "assistant.db")) as database:
        yield RoutineBook(database, clock)


def routine(id: str = "r", rule: str = "FREQ=DAILY", start: str = "2026-12-01T09:00", **more: Any) -> Routine:
    schedule = Schedule(datetime.fromisoformat(start), BERLIN, rule)
    return Routine(
        **{
            "id": id, "thread_id": f"t-{id}", "title": id, "kind": "request", "request": "look",
            "schedule": schedule,
            "waits_for": {}, "each_run": "ask", "missed": "once", "grant": None, "state": "active",
            "next_at": schedule.after(START), "version": 1, "created_at": START, **more,
        }
    )  # fmt: skip


def run_all(book: RoutineBook) -> list[tuple[str, int]]:
    """Do what is due; the occurrences that ran, with how many before each were missed."""
    done = []
    book.take_up()
    while True:
        with book.next_run() as taken:
            if taken is None:
                return done
            _, run = taken
            assert book.conclude(run, RunState.DONE, "done")
            at = run.due_at.astimezone(BERLIN) if run.due_at else None
            done.append((f"{at:%d %H:%M}" if at else "asked", run.missed))


def test_nothing_is_done_before_its_time_and_all_of_it_once(book, clock):
    book.add(routine())
    clock.to("2026-12-01T08:59:59")
    assert run_all(book) == []
    clock.to("2026-12-01T09:00")
    assert [run_all(book), run_all(book)] == [[("01 09:00", 0)], []]
    assert book.get("r").next_at == datetime(2026, 12, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        ("once", [("03 09:00", 2)]),
        ("all", [("01 09:00", 0), ("02 09:00", 0), ("03 09:00", 0)]),
        ("none", []),
    ],
)
def test_what_was_missed_while_the_machine_slept_is_as_the_routine_says(book, clock, missed, expected):
    book.add(routine(missed=missed))
    clock.to("2026-12-03T20:00")
    assert run_all(book) == expected
    if missed == "none":
        [run] = book.runs("r")
        assert (run.state, run.outcome) == (RunState.MISSED, "3 missed: nobody was there")
    clock.to("2026-12-04T09:00:01")
    assert run_all(book) == [("04 09:00", 0)]


def test_a_little_late_is_not_missed(book, clock):
    book.add(routine(missed="none"))
    clock.to("2026-12-01T09:09")
    assert run_all(book) == [("01 09:00", 0)]


def test_a_clock_that_is_set_back_brings_nothing_twice_and_loses_nothing(book, clock):
    book.add(routine(rule="FREQ=HOURLY"))
    clock.to("2026-12-01T10:30")
    assert run_all(book) == [("01 10:00", 1)]
    clock.to("2026-12-01T09:30")
    assert run_all(book) == []
    clock.to("2026-12-01T10:30")
    assert run_all(book) == []
    clock.to("2026-12-01T11:00")
    assert run_all(book) == [("01 11:00", 0)]


def test_what_was_taken_up_before_the_clock_was_set_back_is_still_done(book, clock):
    book.add(routine())
    clock.to("2026-12-01T09:00")
    book.take_up()
    clock.to("2026-12-01T08:00")
    assert run_all(book) == [("01 09:00", 0)]


def test_a_day_forward_and_back_brings_each_occurrence_once(book, clock):
    book.add(routine(missed="all"))
    seen: Counter[str] = Counter()
    for at in (
        "2026-12-01T09:00",
        "2026-12-02T12:00",
        "2026-12-01T12:00",
        "2026-12-02T09:00",
        "2026-12-03T09:00",
    ):
        clock.to(at)
        seen.update(at for at, _ in run_all(book))
    assert seen == {"01 09:00": 1, "02 09:00": 1, "03 09:00": 1}


@pytest.mark.parametrize(("first", "expected"), [("2027-03-27", 5), ("2027-10-30", 5)])
def test_both_clock_changes_bring_each_day_once(book, clock, first, expected):
    book.add(routine(start=f"{first}T02:30", missed="all"))
    clock.to(f"{first}T00:00")
    book.take_up()
    run_all(book)
    begin = clock.now.astimezone(UTC)
    seen: Counter[str] = Counter()
    for minute in range(0, expected * 24 * 60, 10):
        clock.now = begin + timedelta(minutes=minute)
        seen.update(at.partition(" ")[0] for at, _ in run_all(book))
    assert len(seen) == expected
    assert set(seen.values()) == {1}


def test_one_that_rests_is_not_due_and_makes_up_for_nothing(book, clock):
    book.add(routine())
    paused = book.change("r", {**book.get("r").spec(), "state": "paused"}, version=1)
    clock.to("2026-12-03T12:00")
    assert run_all(book) == []
    book.change("r", {**paused.spec(), "state": "active"}, version=2)
    assert run_all(book) == []
    clock.to("2026-12-04T09:00")
    assert run_all(book) == [("04 09:00", 0)]


def test_one_that_is_changed_by_two_is_changed_by_the_first(book):
    book.add(routine())
    spec = book.get("r").spec()
    book.change("r", {**spec, "title": "one"}, version=1)
    with pytest.raises(StaleError):
        book.change("r", {**spec, "title": "two"}, version=1)
    assert book.get("r").title == "one"


def test_one_without_a_time_to_come_cant_go_on(book, clock):
    book.add(routine(rule=""))
    clock.to("2026-12-01T09:00")
    assert run_all(book) == [("01 09:00", 0)]
    ended = book.get("r")
    assert (ended.state, ended.next_at) == ("ended", None)
    with pytest.raises(ConflictError, match="no time to come"):
        book.change("r", {**ended.spec(), "state": "active"}, version=ended.version)


def test_what_waits_of_one_that_is_ended_is_called_off(book, clock):
    book.add(routine())
    clock.to("2026-12-01T09:00")
    book.take_up()
    book.change("r", {**book.get("r").spec(), "state": "ended"}, version=1)
    assert run_all(book) == []
    assert book.runs("r")[0].state is RunState.CANCELED


def test_a_run_between_is_asked_for_once(book):
    book.add(routine())
    assert [book.ask_for_run("r", "yes"), book.ask_for_run("r", "yes")] == [True, False]
    assert run_all(book) == [("asked", 0)]


def test_a_run_that_doesnt_get_through_is_tried_later_and_given_up_after_some_tries(book, clock):
    book.add(routine())
    clock.to("2026-12-01T09:00")
    book.take_up()
    for _ in range(TRIES):
        with book.next_run() as taken:
            assert taken is not None
            book.put_off(taken[1], "no model answers")
        with book.next_run() as taken:
            assert taken is None
        clock.now += timedelta(hours=2)
    [run] = book.runs("r")
    assert (run.state, run.attempts, run.outcome) == (RunState.FAILED, TRIES, "no model answers")


def test_a_run_that_is_at_work_is_left_alone_by_others_and_by_this_process(tmp_path, book, clock):
    book.add(routine())
    clock.to("2026-12-01T09:00")
    book.take_up()
    with closing(database_at(tmp_path / "assistant.db")) as again, book.next_run() as taken:
        assert taken is not None
        clock.now += timedelta(hours=5)
        with RoutineBook(again, clock).next_run() as other:
            assert other is None
        book.conclude(taken[1], RunState.DONE, "")


DIES = """
import os, sys
from datetime import datetime
from pathlib import Path
from assistant.schedules.book import RoutineBook
from tests.databases import database_at

now = datetime.fromisoformat(sys.argv[2])
book = RoutineBook(database_at(Path(sys.argv[1])), lambda: now)
book.take_up()
with book.next_run() as taken:
    assert taken
    os.kill(os.getpid(), 9)
"""


def test_a_run_that_was_left_by_a_process_that_died_is_taken_over_by_one_other(tmp_path, book, clock):
    book.add(routine())
    clock.to("2026-12-01T09:00")
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(tmp_path / "assistant.db"), clock.now.isoformat()], check=False
    )
    assert died.returncode == -9
    with book.next_run() as taken:
        assert taken is not None
        assert taken[1].attempts == 1, "a death is no try, or some of them and one error would lose the run"
        assert book.conclude(taken[1], RunState.DONE, "done")
        assert not book.conclude(taken[1], RunState.DONE, "done twice")
    assert run_all(book) == []


def test_who_is_there_is_known_until_it_dies(tmp_path, book):
    assert book.keepers() == ()
    book.here()
    assert len(book.keepers()) == 1
    program = "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
    program += "from assistant.schedules.book import RoutineBook; from tests.databases import database_at\n"
    program += "RoutineBook(database_at(Path(sys.argv[1])), lambda: datetime.now(UTC)).here()"
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "assistant.db")], check=True)
    assert len(book.keepers()) == 1
    book.gone()
    assert book.keepers() == ()


def watch(id: str = "w") -> Routine:
    awaited = {"what": "mail", "person": "Ana"}
    return routine(id, kind="watch", schedule=None, waits_for=awaited, request="forward it", next_at=START)


def test_each_try_that_fails_is_waited_for_twice_as_long(book, clock):
    book.add(routine())
    clock.to("2026-12-01T09:00")
    book.take_up()
    waits = []
    for _ in range(TRIES - 1):
        with book.next_run() as taken:
            assert taken is not None
            book.put_off(taken[1], "no model answers")
        waits.append(book.due_in_s())
        clock.now += timedelta(seconds=waits[-1])
    assert waits == [60, 120, 240, 480]


def test_a_wait_for_somebody_who_is_busy_is_no_try(book, clock):
    book.add(routine())
    clock.to("2026-12-01T09:00")
    book.take_up()
    for _ in range(2 * TRIES):
        with book.next_run() as taken:
            assert taken is not None
            assert book.put_off(taken[1], "somebody is at it", wait=timedelta(seconds=30))
        assert book.due_in_s() == 30
        clock.now += timedelta(seconds=30)
    assert run_all(book) == [("01 09:00", 0)]


def test_how_long_nothing_is_due_is_known_and_what_rests_is_never_due(book, clock):
    assert book.due_in_s() is None
    assert book.add(routine())
    assert not book.add(routine()), "it is there already"
    assert book.due_in_s() == timedelta(days=1).total_seconds()
    clock.to("2026-12-01T09:30")
    assert book.due_in_s() == 0
    book.take_up()
    book.change("r", {**book.get("r").spec(), "state": "paused"}, version=1)
    assert book.get("r").next_at is None
    assert run_all(book) == [("01 09:00", 0)]
    assert book.due_in_s() is None


def test_a_watch_ends_once_and_what_it_prepares_is_run_once(book, clock):
    book.add(watch())
    [due] = book.due_watches()
    assert book.take_up() == 0, "no time of day brings a watch"
    book.look_again("w", START + timedelta(minutes=1))
    assert book.due_watches() == () and book.due_in_s() == 60
    clock.now += timedelta(minutes=1)
    assert book.end_watch(due, "It has come", tells=True, request="forward [email_id=x]")
    assert not book.end_watch(due, "It has come", tells=True, request="forward [email_id=x]")
    with book.next_run() as taken:
        assert taken is not None
        ended, run = taken
        assert (ended.state, ended.request, run.outcome) == ("ended", "forward [email_id=x]", "It has come")
        book.conclude(run, RunState.DONE, "done")
    assert book.due_watches() == () and run_all(book) == []


def test_a_watch_that_rests_is_looked_at_again_when_it_goes_on(book, clock):
    book.add(watch())
    paused = book.change("w", {**book.get("w").spec(), "state": "paused"}, version=1)
    assert (paused.schedule, paused.next_at, book.due_watches()) == (None, None, ())
    clock.now += timedelta(hours=1)
    going = book.change("w", {**paused.spec(), "state": "active"}, version=2)
    assert going.next_at == clock.now.astimezone(UTC) and book.due_watches() == (going,)


def test_of_a_watch_that_tells_nobody_nothing_is_run(book):
    book.add(watch())
    [due] = book.due_watches()
    assert book.end_watch(due, "Ana has answered", tells=False, request="")
    assert run_all(book) == []
    [run] = book.runs("w")
    assert (run.state, run.outcome) == (RunState.DONE, "Ana has answered")


def test_where_a_brief_is_mailed_to_is_kept_and_changed(book):
    book.add(routine(kind="brief", mails_to="sam@x.example"))
    assert book.get("r").mails_to == "sam@x.example"
    spec = book.get("r").spec()
    del spec["mails_to"]
    assert book.change("r", spec, version=1).mails_to == ""
    assert book.change("r", {**spec, "mails_to": "me@x.example"}, version=2).mails_to == "me@x.example"


def test_only_the_newest_of_very_many_are_made_up_for(book, clock):
    book.add(routine(rule="FREQ=MINUTELY;INTERVAL=5", missed="all"))
    clock.to("2026-12-07T09:00")
    done = run_all(book)
    assert (len(done), done[0], done[-1]) == (MOST_MADE_UP, ("05 15:25", 0), ("07 09:00", 0))


def test_a_long_run_stays_whose_it_is(book, clock, monkeypatch):
    monkeypatch.setattr("assistant.schedules.book.LEASE_S", 0.3)
    book.add(routine())
    clock.to("2026-12-01T09:00")
    book.take_up()
    with book.next_run() as taken:
        assert taken is not None
        clock.now += timedelta(hours=1)
        eventually(lambda: book.runs("r")[0].lease_until > clock.now.astimezone(UTC))
        assert book.conclude(taken[1], RunState.DONE, "done")


def test_a_new_title_changes_nothing_of_when(book, clock):
    book.add(routine())
    clock.to("2026-12-02T10:00")
    book.change("r", {**book.get("r").spec(), "title": "Another"}, version=1)
    assert run_all(book) == [("02 09:00", 1)], "what was due by then is still made up for"


def test_those_that_have_ended_are_listed_where_they_are_asked_for(book):
    book.add(routine("a"))
    book.add(routine("b"))
    book.change("a", {**book.get("a").spec(), "state": "ended"}, version=1)
    assert [one.id for one in book.list()] == ["a", "b"]
    assert [one.id for one in book.list(ended=False)] == ["b"]
