"""Tasks as a person sees them: a list by when they are due, one in full, and what a change would do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from assistant.page import Line, Page, Section
from assistant.views import times
from assistant.views.card import Card, Row, plain, rows
from assistant.views.difference import difference
from assistant.views.text import clean_line
from tools.unseen import seen

NO_TASKS = "No tasks."
HEADINGS = {True: "Mark task as done", False: "Reopen task"}
MARKS = {"high": "!", "low": "↓"}
OVERDUE, TODAY, SOON, LATER, UNDATED, DONE = (
    "Overdue", "Today", "In the next 7 days", "Later", "Without a date", "Done",
)  # fmt: skip
SOON_DAYS = timedelta(days=7)


def task_page(tasks: Sequence[Mapping[str, Any]], zone: tzinfo, now: datetime) -> Page:
    """`tasks`, as a model reads them, under headings that say how soon they are due."""
    today = now.astimezone(zone).date()
    found: dict[str, list[Line]] = {title: [] for title in (OVERDUE, TODAY, SOON, LATER, UNDATED, DONE)}
    for task in tasks:
        found[_heading(task, zone, today)].append(task_line(task, zone, today))
    sections = tuple(Section(title, tuple(lines)) for title, lines in found.items() if lines)
    return Page(sections, () if sections else (NO_TASKS,))


def task_line(task: Mapping[str, Any], zone: tzinfo, today: date) -> Line:
    """One task in a list: title, when it is due, what it belongs to."""
    due = _due_words(task, zone, today)
    remarks = [
        clean_line(task.get("title") or "") or "(no title)",
        f"due {due}" if due and task.get("state") != "done" else "",
        f"part of {clean_line(task['part_of'])}" if task.get("part_of") else "",
        clean_line(task.get("recurrence") or ""),
        f"{task['percent']} % done" if task.get("percent") else "",
    ]
    mark = MARKS.get(task.get("priority") or "", "")
    text = " · ".join(filter(None, remarks))
    return Line("task", clean_line(task.get("id") or ""), f"{mark} {text}" if mark else text)


def task_card(task: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """A task that was looked at, in full; `task` is as `task_in_full` gives it."""
    told = rows(
        ("State", [_state(task)]),
        ("Labels", [", ".join(task.get("categories") or ())]),
        ("Parts", [f"{clean_line(one['title'])} ({one['state']})" for one in task.get("parts") or ()]),
    )
    drawn = _card("Task", task, zone)
    return replace(drawn, id=clean_line(task.get("id") or ""), rows=(*drawn.rows, *told))


def new_task(task: Mapping[str, Any], zone: tzinfo | None) -> Card:
    return _card("New task", task, zone)


def task_change(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    before, after = preview["before"], preview["after"]
    drawn = difference(_card("", before, zone), _card("", after, zone))
    if before["state"] != after["state"]:
        state = Row("State", (plain(f"{before['state']} → {after['state']}"),))
        drawn = replace(drawn, rows=(*drawn.rows, state))
    heading = HEADINGS[preview["done"]] if "done" in preview else "Change task"
    return replace(drawn, heading=heading)


def task_delete(preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    return _card("Delete task", preview["task"], zone)


def _card(heading: str, task: Mapping[str, Any], zone: tzinfo | None) -> Card:
    due = task.get("due") or ""
    fields = rows(
        ("Due", times.when_lines(due, due, task.get("zone") or "", zone) if due else []),
        ("Repeats", [task.get("recurrence") or ""]),
        ("Priority", [task.get("priority") or ""]),
        ("Part of", [task.get("part_of") or ""]),
        ("Reminder", list(task.get("reminders") or ())),
        ("Notes", seen(task.get("description") or "").split("\n")),
        ("Calendar", [task.get("calendar") or ""]),
    )
    return Card(
        heading=heading, id="", agent="", title=plain(task.get("title") or "(no title)"), rows=tuple(fields)
    )


def _state(task: Mapping[str, Any]) -> str:
    if task.get("percent") and task["state"] == "open":
        return f"{task['state']}, {task['percent']} % done"
    return str(task["state"])


def _heading(task: Mapping[str, Any], zone: tzinfo, today: date) -> str:
    if task.get("state") != "open":
        return DONE
    due = _day(task.get("due") or "", zone)
    if due is None:
        return UNDATED
    if task.get("overdue"):
        return OVERDUE
    if due <= today:
        return TODAY
    return SOON if due <= today + SOON_DAYS else LATER


def _day(due: str, zone: tzinfo) -> date | None:
    if not due:
        return None
    return datetime.fromisoformat(due).astimezone(zone).date() if "T" in due else date.fromisoformat(due)


def _due_words(task: Mapping[str, Any], zone: tzinfo, today: date) -> str:
    """`Fri 27 Nov`, `today 17:00`."""
    text = task.get("due") or ""
    day = _day(text, zone)
    if day is None:
        return ""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days)
    said = near or times.day(day, year=day.year != today.year)
    return f"{said} {times.clock(datetime.fromisoformat(text).astimezone(zone))}" if "T" in text else said
