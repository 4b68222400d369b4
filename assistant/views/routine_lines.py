"""Routines in lists and in full, and what came of their runs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from assistant.contract import RoutineView
from assistant.views import times
from assistant.views.text import clean, clean_line

SIGNS = {"active": "✓", "paused": "–", "ended": "✗"}
EACH = {"look": "only looks", "ask": "asks before each change", "act": "acts under a grant"}
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
    head = f"{one.id}  {SIGNS[one.state]} {one.state}  {clean_line(one.title)}"
    next_time = f"next {times.instant(one.next[0], zone)}" if one.next else ""
    about = " · ".join(filter(None, [clean_line(one.when), next_time]))
    lines = [head, f"{INDENT}{about}"] if about else [head]
    if one.last_run:
        lines.append(f"{INDENT}{run_line(one.last_run, now, zone)}")
    return lines


def run_line(run: Mapping[str, Any], now: datetime, zone: tzinfo) -> str:
    """`ran Fri 16:00: Waits for your yes: …`, on one line."""
    at = run["ended_at"] or run["started_at"]
    when = f" {times.ago(datetime.fromisoformat(at), now, zone)}" if at else ""
    first = clean(run["outcome"]).strip().partition("\n")[0]
    return clean_line(f"{run['state']}{when}: {first}" if first else f"{run['state']}{when}")


def story_lines(story: Mapping[str, Any], now: datetime, zone: tzinfo) -> list[str]:
    """One routine, as `RoutineDesk.story` gives it: what it is, when, and its last runs."""
    fields = {**story_fields(story, zone), "Thread": story["thread_id"]}
    width = max(map(len, fields)) + 2
    lines = [f"{story['id']}  {story['state']}  {clean_line(story['title'])}"]
    lines += [f"  {f'{label}:':<{width}}{text}" for label, text in fields.items()]
    return [*lines, *(f"  {line}" for line in story_runs(story, now, zone))]


def story_fields(story: Mapping[str, Any], zone: tzinfo) -> dict[str, str]:
    """What it is and when, by label."""
    fields = {
        "Does": story["request"],
        "When": f"{story['when']}, {story['zone']}" if story["when"] else "",
        "Next": ", ".join(times.instant(datetime.fromisoformat(at), zone) for at in story["next"]),
        "Each run": EACH.get(story["each_run"], ""),
        "Missed": story["missed"],
        "Grant": story["grant"] or "",
    }
    return {label: clean_line(text) for label, text in fields.items() if text}


def story_runs(story: Mapping[str, Any], now: datetime, zone: tzinfo) -> list[str]:
    """Its last runs, and beneath each what else came of it."""
    lines = []
    for run in story["runs"]:
        lines.append(run_line(run, now, zone))
        lines += [f"  {line}" for line in clean(run["outcome"]).strip().split("\n")[1:]]
    return lines
