"""Routines in lists and in full, and what came of their runs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from assistant.contract import RoutineView
from assistant.views import times
from assistant.views.text import clean, clean_line

SIGNS = {"active": "✓", "paused": "–", "ended": "✗"}
EACH = {
    "look": "only looks, and tells you",
    "ask": "asks you before each change",
    "act": "acts without asking, as far as its grant reaches",
}
MISSED = {
    "once": "made up for once, late, however many were missed",
    "all": "each one is made up for, late",
    "none": "not made up for",
}
ENDED_SHOWN = 5
INDENT = " " * 14


def routine_lines(listed: Sequence[RoutineView], now: datetime, zone: tzinfo) -> list[str]:
    """A few lines for each; of those that have ended, the newest."""
    if not listed:
        return ["No routines. Say for example: every Friday at 4, mail the design team about timesheets"]
    standing = [one for one in listed if one.state != "ended"]
    ended = [one for one in listed if one.state == "ended"]
    lines = [line for one in (*standing, *ended[-ENDED_SHOWN:]) for line in _lines(one, now, zone)]
    left = len(ended) - ENDED_SHOWN
    return [*lines, *([f"… and {left} more that have ended"] if left > 0 else [])]


def _lines(one: RoutineView, now: datetime, zone: tzinfo) -> list[str]:
    lines = [f"{one.id}  {SIGNS[one.state]} {clean_line(one.title)}"]
    state = "" if one.state == "active" else one.state
    # Of what comes once, when it comes is said already.
    recurs = one.next and "RRULE" in (one.schedule or "")
    next_time = f"next {times.instant(one.next[0], zone)}" if recurs else ""
    # What would have been heard is no news of a watch that has come to its end.
    when = "" if one.kind == "watch" and one.state == "ended" else clean_line(one.when)
    mailed = f"by mail to {one.mails_to}" if one.mails_to else ""
    if about := " · ".join(filter(None, [state, when, next_time, mailed])):
        lines.append(f"{INDENT}{about}")
    if one.last_run:
        lines.append(f"{INDENT}{run_line(one.last_run, now, zone)}")
    return lines


def run_line(run: Mapping[str, Any], now: datetime, zone: tzinfo) -> str:
    """`waits Fri 16:00: Waits for your yes: …`, on one line."""
    at = run["ended_at"] or run["started_at"]
    when = f" {times.ago(datetime.fromisoformat(at), now, zone)}" if at else ""
    first = clean(run["outcome"]).strip().partition("\n")[0]
    return clean_line(f"{run['state']}{when}: {first}" if first else f"{run['state']}{when}")


def story_lines(story: Mapping[str, Any], now: datetime, zone: tzinfo) -> list[str]:
    """One routine, as `RoutineDesk.story` gives it: what it is, when, and its last runs."""
    fields = {**story_fields(story, zone), "Thread": story["thread_id"]}
    width = max(map(len, fields)) + 2
    state = "" if story["state"] == "active" else f" ({story['state']})"
    lines = [f"{story['id']}  {SIGNS[story['state']]} {clean_line(story['title'])}{state}"]
    for label, text in fields.items():
        first, *others = text.split("\n")
        lines += [f"  {f'{label}:':<{width}}{first}", *(f"  {' ' * width}{other}" for other in others)]
    return [*lines, *(f"  {line}" for line in story_runs(story, now, zone))]


def story_fields(story: Mapping[str, Any], zone: tzinfo) -> dict[str, str]:
    """What it is and when, by label; the next times on a line each."""
    upcoming = "\n".join(times.instant(datetime.fromisoformat(at), zone) for at in story["next"])
    recurs = "RRULE" in (story["schedule"] or "")
    watches = story["kind"] == "watch"
    is_title = story["kind"] == "brief" or story["request"].casefold() == story["title"].casefold()
    fields = {
        "Does": "" if watches or is_title else story["request"],
        "Waits": story["when"] if watches else "",
        "Then": story["request"] if watches else "",
        "When": f"{story['when']}, {story['zone']}" if story["when"] and not watches else "",
        "Next": upcoming if recurs else "",
        "Each run": _each_run(story),
        "Missed": MISSED.get(story["missed"], "") if recurs else "",
        "Grant": story["grant"] or "",
    }
    # None of the others can pretend to be two.
    return {label: text if label == "Next" else clean_line(text) for label, text in fields.items() if text}


def _each_run(story: Mapping[str, Any]) -> str:
    if story["mails_to"]:
        return f"mails it to {story['mails_to']}, your own address"
    return EACH.get(story["each_run"], "") if story["request"] else ""


def story_runs(story: Mapping[str, Any], now: datetime, zone: tzinfo) -> list[str]:
    """Its last runs, and beneath each what else came of it."""
    lines = []
    for run in story["runs"]:
        lines.append(run_line(run, now, zone))
        lines += [f"  {line}" for line in clean(run["outcome"]).strip().split("\n")[1:]]
    return lines
