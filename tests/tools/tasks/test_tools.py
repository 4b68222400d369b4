"""The tools of the tasks: what is planned is carried out, once, and can be taken back."""

from datetime import date, datetime

import pytest

from tests.tools.tasks.desk import LONDON, Desk
from tools.errors import AmbiguousError, StaleError, ToolError
from tools.tasks.task import DONE

PARENT = "BEGIN:VTODO\nUID:trip\nSUMMARY:Plan the trip\nEND:VTODO"


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("by Thursday", date(2026, 11, 26)),
        ("before Thursday", date(2026, 11, 25)),
        ("tomorrow at 5pm", datetime(2026, 11, 21, 17, tzinfo=LONDON)),
        ("by 5pm", datetime(2026, 11, 20, 17, tzinfo=LONDON)),
        ("this week", date(2026, 11, 22)),
        ("tonight", date(2026, 11, 20)),
        ("tomorrow morning", datetime(2026, 11, 21, 12, tzinfo=LONDON)),
        ("end of the month", date(2026, 11, 30)),
        ("2026-12-24", date(2026, 12, 24)),
        ("2026-12-24T09:30", datetime(2026, 12, 24, 9, 30, tzinfo=LONDON)),
    ],
)
def test_words_say_when_a_task_is_due(desk: Desk, words, due):
    assert desk.task(desk.create("Call the bank", due=words)).due == due


def test_a_task_without_a_time_has_none(desk: Desk):
    assert desk.task(desk.create("Call the bank")).due is None


@pytest.mark.parametrize("words", ["soonish", "the blue one", "Friday or Monday"])
def test_a_time_that_is_not_certain_is_refused(desk: Desk, words):
    with pytest.raises((ToolError, AmbiguousError)):
        desk.plan("create_task", title="Call the bank", due=words)
    assert desk.titles(state="all") == []


def test_all_that_is_said_of_a_task_is_kept(desk: Desk):
    desk.put("trip.ics", PARENT)
    trip = desk.store.find("Plan the trip")
    id = desk.create(
        "Book the hotel; two rooms, quiet",
        due="Monday 9am",
        priority="high",
        notes="near\nthe station",
        reminder_minutes=[60, 0],
        part_of=trip.id,
    )
    found = desk.task(id)
    assert (found.title, found.level, found.description, found.parent) == (
        "Book the hotel; two rooms, quiet", "high", "near\nthe station", "trip",
    )  # fmt: skip
    assert found.reminders == ("when it is due", "1 hour before")
    assert desk.ask(query="hotel")["tasks"][0]["part_of"] == "Plan the trip"


def test_a_reminder_needs_a_time(desk: Desk):
    with pytest.raises(ToolError, match="say when"):
        desk.plan("create_task", title="Call the bank", reminder_minutes=[10])


def test_what_is_done_is_done_and_open_again_when_it_is_reopened(desk: Desk):
    id = desk.create("Call the bank", due="tomorrow")
    assert desk.do("complete_task", task_id=id).text == "Done: 'Call the bank'."
    done = desk.task(id)
    assert (done.state, done.percent, done.completed) == (DONE, 100, desk.now)
    assert desk.titles() == []
    assert desk.titles(state="done") == ["Call the bank"]
    with pytest.raises(ToolError, match="nothing would change"):
        desk.plan("complete_task", task_id=id)
    desk.do("complete_task", task_id=id, done=False)
    reopened = desk.task(id)
    assert (reopened.state, reopened.percent, reopened.completed) == ("open", 0, None)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": "Call the other bank"}, "called 'Call the other bank'"),
        ({"due": "Monday"}, "due Monday, 23 November 2026"),
        ({"due": "none"}, "due at no time"),
        ({"priority": "low"}, "low priority"),
        ({"priority": "none"}, "no priority"),
        ({"notes": "0800 1"}, "with other notes"),
        ({"recurrence": "every Saturday"}, "every Saturday"),
        ({"reminder_minutes": [30]}, "other reminders"),
    ],
)
def test_one_thing_is_changed_and_changed_back_by_undo(desk: Desk, change, told):
    id = desk.create("Call the bank", due="tomorrow", priority="high", notes="old")
    before = desk.file(id).read_bytes()
    intent, receipt = desk.carry_out(desk.plan("update_task", task_id=id, **change))
    assert receipt.text == f"Changed the task 'Call the bank': {told}."
    assert desk.executor.find(intent) == receipt
    assert desk.file(id).read_bytes() != before
    desk.executor.undo(intent, receipt)
    assert desk.file(id).read_bytes() == before


def test_a_change_that_changes_nothing_is_refused(desk: Desk):
    id = desk.create("Call the bank", priority="high")
    with pytest.raises(ToolError, match="nothing would change"):
        desk.plan("update_task", task_id=id, priority="high", title="Call the bank")


def test_a_new_task_is_made_once_and_taken_off_by_undo(desk: Desk):
    intent, receipt = desk.carry_out(desk.plan("create_task", title="Call the bank"))
    assert desk.executor.act(intent) == desk.executor.find(intent) == receipt
    assert desk.titles() == ["Call the bank"]
    desk.executor.undo(intent, receipt)
    assert desk.titles(state="all") == []
    assert desk.executor.find(intent) is None


def test_a_deleted_task_comes_back_by_undo(desk: Desk):
    id = desk.create("Call the bank")
    before = desk.file(id).read_bytes()
    intent, receipt = desk.carry_out(desk.plan("delete_task", task_id=id))
    assert desk.executor.find(intent) == receipt
    assert desk.titles(state="all") == []
    desk.executor.undo(intent, receipt)
    assert desk.file(id).read_bytes() == before


def test_what_was_changed_meanwhile_is_left_alone(desk: Desk):
    id = desk.create("Call the bank")
    plan = desk.plan("complete_task", task_id=id)
    desk.do("update_task", task_id=id, title="Call the tax office")
    with pytest.raises(StaleError):
        desk.carry_out(plan)
    intent, receipt = desk.carry_out(desk.plan("update_task", task_id=id, priority="low"))
    desk.do("update_task", task_id=id, priority="high")
    with pytest.raises(StaleError):
        desk.executor.undo(intent, receipt)
    assert desk.task(id).level == "high"


def test_lists_go_by_state_words_and_time(desk: Desk):
    desk.create("Pay the rent", due="2026-11-19")
    desk.create("Answer Noah", due="today")
    desk.create("Buy a tent", due="Wednesday", priority="low")
    desk.create("Book a train", due="Wednesday", priority="high")
    desk.create("Read the paper")
    everything = ["Pay the rent", "Answer Noah", "Book a train", "Buy a tent", "Read the paper"]
    assert desk.titles() == everything
    assert desk.titles(state="overdue") == ["Pay the rent"]
    assert desk.titles(due="today") == ["Answer Noah"]
    assert desk.titles(due="by Thursday") == everything[:-1]
    assert desk.titles(due="next week") == ["Book a train", "Buy a tent"]
    assert desk.titles(query="tent") == ["Buy a tent"]
    assert desk.ask(limit=2)["more"] == 3


def test_a_day_is_over_when_it_is_over(desk: Desk):
    id = desk.create("Pay the rent", due="today")
    desk.now = desk.now.replace(hour=23, minute=59)
    assert not desk.task(id).is_overdue(desk.now)
    desk.now = desk.now.replace(day=21, hour=0, minute=1)
    assert desk.task(id).is_overdue(desk.now)


def test_a_title_does_for_an_id_where_one_open_task_has_it(desk: Desk):
    first = desk.create("Call the bank")
    desk.do("complete_task", task_id="call the bank")
    assert desk.task(first).state == DONE
    desk.create("Call the bank")
    desk.create("Call the bank")
    with pytest.raises(ToolError, match="give one of these"):
        desk.plan("complete_task", task_id="Call the bank")


def test_a_task_is_no_part_of_itself(desk: Desk):
    whole = desk.create("Plan the trip")
    part = desk.create("Book the hotel", part_of=whole)
    with pytest.raises(ToolError, match="part of itself"):
        desk.plan("update_task", task_id=whole, part_of=part)


def test_open_parts_are_told_of_when_the_whole_is_done_or_deleted(desk: Desk):
    whole = desk.create("Plan the trip")
    desk.create("Book the hotel", part_of=whole)
    assert desk.plan("complete_task", task_id=whole).warnings == (
        "1 of its parts is still open: 'Book the hotel'",
    )
    assert "'Book the hotel'" in desk.plan("delete_task", task_id=whole).warnings[0]
