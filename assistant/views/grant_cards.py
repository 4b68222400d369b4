"""Grants as a person sees them: what they let through, within which limits, and what that would have been."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from assistant.contract import GrantOffer, GrantView
from assistant.views import times
from assistant.views.card import Card, plain, rows
from assistant.views.text import clean_line, counted

ACTS = {
    "send_email": "Send mail",
    "reply_to_email": "Answer mail",
    "forward_email": "Forward mail",
    "archive_email": "Archive mail",
    "delete_email": "Delete mail",
    "move_emails": "Move mail",
    "mark_emails": "Mark mail",
    "label_emails": "Label mail",
    "create_calendar_event": "Make events",
    "update_calendar_event": "Change events",
    "cancel_calendar_event": "Cancel events",
}
DAYS = {"mon": "Mon", "tue": "Tue", "wed": "Wed", "thu": "Thu", "fri": "Fri", "sat": "Sat", "sun": "Sun"}
SIGNS = {"active": "✓", "used up": "–", "expired": "–", "revoked": "✗"}


def offer_card(offer: GrantOffer, zone: tzinfo) -> Card:
    """A grant before it counts, or seen again, with each thing that it would have let through."""
    limits = scope_rows(offer.scope)
    limits["Counts"] = f"{counted(offer.most, 'time')} at most, until {_last_day(offer)}"
    return Card(
        heading="Without asking",
        id="",
        agent="",
        title=plain(act(offer.action)),
        rows=tuple(rows(*((label, [text]) for label, text in limits.items()))),
        body=tuple(map(plain, passed_lines(offer, zone))),
        warnings=_warnings(offer),
        notes=("All else is asked, and so is anything from a mail, an event, a file or another tool.",),
    )


def grant_title(grant: GrantView) -> str:
    """`Send mail to ana@office.example`: what it is about, on one line."""
    scope = grant.scope
    whom = ", ".join(_people(scope))
    where = ", ".join([*scope.get("calendars", ()), *scope.get("folders", ())])
    link = "with" if "calendars" in scope else "to"
    parts = (act(grant.action), f"{link} {whom}" if whom else "", f"in {where}" if where else "")
    return clean_line(" ".join(filter(None, parts)))


def grant_use(grant: GrantView) -> str:
    """`3 of 10 times, until Mon 28 Dec 2026`."""
    return f"{grant.uses} of {counted(grant.most, 'time')}, until {_last_day(grant)}"


def grant_lines(listed: Sequence[GrantView]) -> list[str]:
    """A line or two for each."""
    if not listed:
        return ["No grants: everything is asked."]
    return [
        line
        for grant in listed
        for line in (
            f"{grant.id}  {SIGNS[grant.state]} {grant.state}  {grant_title(grant)}",
            f"              {grant_use(grant)}",
        )
    ]


def story_lines(story: Mapping[str, Any], zone: tzinfo) -> list[str]:
    """One grant, as `GrantDesk.story` gives it: what it is, its limits, each step."""
    limits = scope_rows(story["scope"])
    width = max(map(len, limits), default=0) + 2
    lines = [f"{story['id']}  {story['state']}  {act(story['action'])}"]
    lines += [f"  {f'{label}:':<{width}}{text}" for label, text in limits.items()]
    lines += [f"  {'Counts:':<{width}}{story['uses']} of {counted(story['most'], 'time')}"]
    for step in story["history"]:
        at = times.instant(datetime.fromisoformat(step["at"]), zone)
        about = {"made": "from", "used": "for", "revoked": "made from"}[step["what"]]
        lines.append(f"  {at}  {step['what']:<7} {about} {step['about']}  ({clean_line(step['by'])})")
    return lines


def passed_lines(offer: GrantOffer, zone: tzinfo) -> list[str]:
    """What it would have let through in the last 30 days, each named."""
    others = f" It would have asked about {counted(offer.asked, 'other')}." if offer.asked else ""
    if not offer.passed:
        return [f"In the last 30 days it would have let nothing through.{others}"]
    them = "this one" if len(offer.passed) == 1 else f"these {len(offer.passed)}"
    lines = [f"In the last 30 days it would have let {them} through:"]
    for one in offer.passed:
        day = times.day(one.created_at.astimezone(zone), year=False)
        lines.append(f"- {clean_line(one.summary)} ({day}, {one.said})")
    return [*lines, others.strip()] if others else lines


def scope_rows(scope: Mapping[str, Any]) -> dict[str, str]:
    """The limits by label, as a card shows them."""
    event = "calendars" in scope
    sizes = [
        counted(scope["recipients"], "person") if scope.get("recipients") else "",
        f"{scope['chars']:,} characters" if "chars" in scope else "",
        f"{scope['minutes']} minutes" if "minutes" in scope else "",
    ]
    when = ", ".join(DAYS[day] for day in scope.get("weekdays", ()))
    found = {
        "With" if event else "To": ", ".join(_people(scope)) or ("nobody else" if event else ""),
        "Calendars": ", ".join(scope.get("calendars", ())),
        "From": ", ".join(scope.get("folders", ())),
        "At most": ", ".join(filter(None, sizes)).replace("persons", "people"),
        "Attached": "" if event or "folders" in scope else _attached(scope.get("attachment_bytes")),
        "Hours": " on ".join(filter(None, (scope.get("hours", "").replace("-", "–"), when))),
        "Series": "whole series, too" if scope.get("series") else "",
    }
    return {label: clean_line(text) for label, text in found.items() if text}


def act(action: str) -> str:
    return ACTS.get(action, clean_line(action.replace("_", " ")))


def _attached(most: int | None) -> str:
    if most is None:
        return "anything"
    return f"at most {most:,} bytes" if most else "nothing"


def _people(scope: Mapping[str, Any]) -> list[str]:
    return [*scope.get("people", ()), *(f"everybody at {domain}" for domain in scope.get("domains", ()))]


def _warnings(offer: GrantOffer) -> tuple[str, ...]:
    refused = sum(one.said == "refused" for one in offer.passed)
    said = [f"You had refused {refused} of them"] if refused else []
    if offer.why_not:
        said.append(f"This one itself would have been asked: {clean_line(offer.why_not)}")
    return tuple(said)


def _last_day(ending: GrantOffer | GrantView) -> str:
    day: date = (ending.expires_at - timedelta(microseconds=1)).date()
    return times.day(day)
