"""Events, mails, threads and effects as the rows of a list, before anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from assistant.contract import EffectView
from assistant.views import times
from assistant.views.text import clean_line, counted
from tools.effects.standing import unasked

SIGNS = {
    "done": "✓",
    "queued": "…",
    "running": "▸",
    "failed": "✗",
    "unknown": "?",
    "canceled": "–",
    "undone": "↶",
}
"""What stands before an effect, by its state."""
MOST_NAMES = 5
"""In one line of a list."""


@dataclass(frozen=True)
class AgendaEntry:
    """One event on one day."""

    time: str
    title: str
    details: str
    """Place, guests, repetition."""
    id: str


@dataclass(frozen=True)
class AgendaDay:
    """A day with its events, whole-day ones first."""

    date: date
    heading: str
    entries: tuple[AgendaEntry, ...]


def agenda_days(events: Sequence[Mapping[str, Any]], zone: tzinfo, today: date) -> tuple[AgendaDay, ...]:
    """`events` by day in `zone`, in order. An event over several days stands on its first."""
    by_day: dict[date, list[tuple[str, AgendaEntry]]] = {}
    for event in events:
        first, time, until = _placed(event, zone)
        by_day.setdefault(first, []).append((time, _agenda_entry(event, time, until)))
    return tuple(
        AgendaDay(
            day,
            _day_heading(day, today),
            tuple(entry for _, entry in sorted(by_day[day], key=_whole_days_first)),
        )
        for day in sorted(by_day)
    )


def last_day(event: Mapping[str, Any], zone: tzinfo) -> date:
    """The last day on which an event is; one that ends at midnight isn't on the next."""
    first, end = event["start"], event.get("end") or event["start"]
    if "T" not in first:
        return max(date.fromisoformat(end) - timedelta(days=1), date.fromisoformat(first))
    begin, finish = (datetime.fromisoformat(text).astimezone(zone) for text in (first, end))
    return begin.date() if finish <= begin else (finish - timedelta(microseconds=1)).date()


def unsaid(effects: Sequence[EffectView], reply: str | None) -> tuple[EffectView, ...]:
    """The effects that `reply` doesn't tell of, word for word."""
    said = clean_line(reply or "")
    return tuple(e for e in effects if e.state != "done" or clean_line(e.result or e.summary) not in said)


def not_yet_said(reply: str, streamed: str) -> str:
    """What of `reply` is not on the screen yet, on which `streamed` is: all of it, its end, or nothing."""
    if clean_line(reply) == clean_line(streamed):
        return ""
    begun = streamed.strip()
    return reply.removeprefix(begun).strip() if begun and reply.startswith(begun) else reply


def effect_line(effect: EffectView, zone: tzinfo | None) -> str:
    """`✓ done: …` and what has happened, or what would, with when a queued one is due."""
    text = f"{SIGNS[effect.state]} {effect.state}: {clean_line(effect.result or effect.summary)}"
    if effect.state == "queued" and effect.not_before:
        own = zone or effect.not_before.tzinfo
        text += f" (due {times.instant(effect.not_before, own)})" if own else ""
    return text


def effect_details(effect: EffectView) -> tuple[str, ...]:
    """What else must be known about it: what went wrong, how to take it back."""
    details = []
    if effect.error:
        details.append(clean_line(effect.error))
    if effect.state == "unknown":
        details.append(f"It may or may not have happened. Look, then retry or cancel {effect.key}.")
    if effect.state == "failed":
        details.append(f"Not done. Retry or cancel {effect.key}.")
    if effect.grant:
        details.append(f"{unasked(effect.grant)}.")
    return tuple(details)


def contact_lines(found: Mapping[str, Any]) -> tuple[str, ...]:
    """A line for each person and each group, or that there is nobody."""
    people = [_contact_line(one) for one in found["people"]]
    groups = [
        f"{clean_line(one['name'])}  (group) "
        + ", ".join(clean_line(member["name"]) for member in one["members"])
        for one in found["groups"]
    ]
    return (*people, *groups) or (clean_line(found.get("note") or "Nobody is in the address book."),)


def _contact_line(one: Mapping[str, Any]) -> str:
    born = f"birthday {one['birthday']}" if one.get("birthday") else ""
    told = (one["name"], one["email"], one.get("other_emails", ""), one.get("phone", ""), born)
    return "  ".join(filter(None, map(clean_line, told)))


def mail_date(mail: Mapping[str, Any], now: datetime, zone: tzinfo) -> str:
    """The date of a mail, as short as it is clear."""
    try:
        moment = datetime.fromisoformat(mail.get("date") or "")
    except ValueError:
        return ""
    return times.ago(moment if moment.tzinfo else moment.replace(tzinfo=zone), now, zone)


def mail_subject(mail: Mapping[str, Any]) -> str:
    """The subject, with the files that come along, what the mail says to a calendar, and that it is back."""
    subject = clean_line(mail.get("subject") or "") or "(no subject)"
    told = clean_line(mail.get("calendar") or "")
    files = _some([clean_line(file.get("name") or "") for file in mail.get("attachments") or ()])
    back = "back" if mail.get("back") else ""
    several = f" ({mail['in_thread']})" if mail.get("in_thread", 1) > 1 else ""
    return subject + several + "".join(f" [{note}]" for note in (back, told, files) if note)


def correspondent(mail: Mapping[str, Any]) -> str:
    """Who a mail is from, by name; for a mail of one's own, `to` whom."""
    if mail.get("folder") in ("sent", "drafts"):
        return f"to {_some(list(map(_name, mail['to'])))}" if mail.get("to") else ""
    return _name(mail.get("from") or "")


def _some(names: Sequence[str]) -> str:
    """All of a few, and of many how many more there are."""
    shown = ", ".join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} and {len(names) - MOST_NAMES} more"


def _name(address: str) -> str:
    name, _, rest = clean_line(address).rpartition("<")
    name, email = name.strip().strip('"'), rest.rstrip(">")
    if "@" in name and name != email:
        # What looks like another address may not stand in the place of the real one.
        return clean_line(address)
    return name or email or "(no sender)"


def _placed(event: Mapping[str, Any], zone: tzinfo) -> tuple[date, str, str]:
    """The first day, the time on it, and until when if that is another day."""
    start, end = event["start"], event.get("end") or event["start"]
    if "T" not in start:
        first, last = date.fromisoformat(start), date.fromisoformat(end) - timedelta(days=1)
        return first, "all day", f"until {times.day(last, year=False)}" if last > first else ""
    begin, finish = (datetime.fromisoformat(text).astimezone(zone) for text in (start, end))
    if begin.date() == finish.date() or finish - begin < timedelta(hours=12):
        return begin.date(), f"{times.clock(begin)}–{times.clock(finish)}", ""
    until = f"until {times.day(finish, year=False)}, {times.clock(finish)}"
    return begin.date(), f"{times.clock(begin)}–", until


def _agenda_entry(event: Mapping[str, Any], time: str, until: str) -> AgendaEntry:
    guests = event.get("attendees") or ()
    details = [
        until,
        clean_line(event.get("own_time") or ""),
        clean_line(event.get("status") or event.get("answer") or ""),
        clean_line(event.get("location") or ""),
        counted(len(guests), "guest") if guests else "",
        clean_line(event.get("recurrence") or ""),
    ]
    return AgendaEntry(
        time=time,
        title=clean_line(event.get("title") or "") or "(no title)",
        details=" · ".join(filter(None, details)),
        id=clean_line(event.get("id") or ""),
    )


def _whole_days_first(timed: tuple[str, AgendaEntry]) -> tuple[bool, str]:
    return timed[0][0].isdigit(), timed[0]


def _day_heading(day: date, today: date) -> str:
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days)
    return f"{times.day(day)} · {near}" if near else times.day(day)
