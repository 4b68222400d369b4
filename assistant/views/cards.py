"""What a person has to see of an approval before answering it, ready to be drawn anywhere."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from assistant.contract import Approval
from assistant.views import contacts, kinds, polls, tasks, times
from assistant.views.card import Card, plain, plain_lines, rows, text_of
from assistant.views.many_mails import filed_mails, is_long, left_list, saved_file, whole_list
from assistant.views.origins import ACT, with_origins
from assistant.views.since import with_changes
from assistant.views.text import clean_line
from tools.unseen import plan_warnings, seen_line

UNASKED = "You have not asked for this."


def card(approval: Approval, zone: tzinfo | None, *, whole: bool = False) -> Card:
    """`approval` as a card; times are shown in `zone`, the person's, as well as in the event's own.

    `whole`: of many mails, every one is on it.
    """
    drawn = _drawn(approval, approval.preview, zone)
    if whole and is_long(approval.preview):
        drawn = replace(drawn, body=plain_lines(whole_list(approval.preview, zone)))
    if approval.changed:
        drawn = with_changes(drawn, approval, lambda preview: _drawn(approval, preview, zone))
    return with_origins(
        replace(
            drawn,
            id=approval.id,
            agent=clean_line(approval.agent),
            lead=_lead(approval),
            origins=approval.provenance,
            warnings=_warnings(approval, zone),
            notes=_notes(approval, zone),
        )
    )


def event_card(event: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """An event that was looked at, in full; `event` is as `event_in_full` gives it."""
    drawn = kinds.known_event(event, zone)
    return replace(drawn, id=clean_line(event.get("id") or ""))


def _lead(approval: Approval) -> tuple[str, ...]:
    if approval.asked_for is not False:
        return ()
    said = next((origin.label for origin in approval.provenance if origin.argument == ACT), "")
    return (f"{UNASKED.rstrip('.')}: {clean_line(seen_line(said))}." if said else UNASKED,)


def mail_card(mail: Mapping[str, Any], zone: tzinfo | None) -> Card:
    """A mail that was read, in full; `mail` is as the tool `read_email` gives it."""
    dated = rows(
        ("Date", [kinds.moment(mail["date"], zone)] if mail.get("date") else []),
        ("Calendar", [mail.get("calendar") or ""]),
        ("Also", [_in_a_line(other, zone) for other in mail.get("conversation", ())]),
    )
    drawn = kinds.outgoing_mail(mail, zone)
    folder = text_of(plain(mail.get("folder") or "mail"))
    return replace(
        drawn, heading=folder.capitalize(), id=clean_line(mail.get("id") or ""), rows=(*drawn.rows, *dated)
    )


def _in_a_line(mail: Mapping[str, Any], zone: tzinfo | None) -> str:
    """Another mail of the same conversation."""
    when = kinds.moment(mail["date"], zone) if mail.get("date") else ""
    return f"{clean_line(mail['id'])}  {when}  {clean_line(mail.get('from') or '')}"


def _drawn(approval: Approval, preview: Mapping[str, Any], zone: tzinfo | None) -> Card:
    match preview.get("type"):
        case "event" if "poll" in preview:
            return polls.booked(preview, zone)
        case "event":
            return kinds.new_event(preview["event"], zone)
        case "event_change":
            return kinds.event_change(preview, zone)
        case "event_cancel":
            return kinds.event_cancel(preview, zone)
        case "task":
            return tasks.new_task(preview["task"], zone)
        case "task_change":
            return tasks.task_change(preview, zone)
        case "task_delete":
            return tasks.task_delete(preview, zone)
        case "mail":
            paths = approval.args.get("attachments") or ()
            return kinds.outgoing_mail(preview["mail"], zone, approval.action, paths)
        case "unsubscribe":
            return left_list(preview, zone)
        case "saved_file":
            return saved_file(preview, zone)
        case "mails":
            return filed_mails(preview, zone)
        case "mail_move":
            return kinds.moved_mail(preview, zone)
        case "snooze":
            return kinds.snooze(preview, zone)
        case "preference":
            return kinds.preference(preview)
        case "contact" | "contact_change" | "contact_delete" | "group" | "group_change" | "group_delete":
            return contacts.contact_plan(preview)
        case "poll":
            return polls.proposed(preview, zone)
        case "poll_off":
            return polls.called_off(preview, zone)
        case "routine":
            return kinds.routine(preview)
        case _:
            return kinds.call({"tool": approval.action, "args": approval.args, **preview})


def _warnings(approval: Approval, zone: tzinfo | None) -> tuple[str, ...]:
    preview = approval.preview
    found = [seen_line(warning) for warning in approval.warnings]
    spoken = " ".join(found)
    for clash in preview.get("clashes") or ():
        if seen_line(clash["title"]) not in spoken:
            span = times.short_span(clash["start"], clash["end"], zone)
            found.append(f"Clashes with '{seen_line(clash['title'])}', {span}")
    alternatives = [
        times.short_span(free["start"], free["end"], zone) for free in preview.get("alternatives") or ()
    ]
    if alternatives and "free" not in spoken:
        found.append(f"Free instead: {', '.join(alternatives)}")
    found += [said for said in plan_warnings(preview, approval.args) if said not in found]
    new = {
        seen_line(said)
        for change in approval.changed
        if change.field == "warnings"
        for said in change.after
        if said not in change.before
    }
    return tuple(f"{said} (new)" if said in new else said for said in found)


def _notes(approval: Approval, zone: tzinfo | None) -> tuple[str, ...]:
    notes = [seen_line(said) for said in approval.preview.get("preferences") or ()]
    if approval.revision:
        where = "which is marked" if approval.changed else "though nothing that is shown here"
        notes.append(
            f"Asked again: things have changed since you were asked first, {where}. Nothing was done."
        )
    if approval.undo_note:
        said = clean_line(approval.undo_note)
        says_it = said.lower().startswith("undo") or not approval.undoable
        notes.append(said[:1].upper() + said[1:] if says_it else f"Undo: {said}")
    elif not approval.undoable:
        notes.append("This can't be undone.")
    if approval.expires_at:
        notes.append(f"Expires {times.instant(approval.expires_at, zone or approval.expires_at.tzinfo)}.")  # type: ignore[arg-type]
    return tuple(notes)
