"""One occurrence of a series as it was, in a file in which others of that series were changed since."""

from dataclasses import replace
from datetime import datetime, tzinfo

from tools.ics.files import EventFile
from tools.ics.moments import instant
from tools.ics.recurrence_rules import follows
from tools.scheduling.change import Change
from tools.scheduling.ics_family import Family, stamp
from tools.scheduling.ics_read import UnreadableError, read_contents
from tools.scheduling.ics_write import changed_file


def put_back(
    now: EventFile, was: EventFile, made: bytes, change: Change, *, key: str, at: datetime, zone: tzinfo
) -> bytes:
    """`now` without the `change` of one occurrence that made `made` of `was`; as it is where it is undone.

    Raises:
        UnreadableError: the occurrence was one of its own before, or isn't as `change` has left it.
    """
    original = change.before.recurrence_id
    former, present, after = (
        Family(read_contents(file, zone), change, zone) for file in (was, now, replace(now, data=made))
    )
    if original is None or not former.main.event.rrule or former.occurrence(original):
        raise UnreadableError("this one was not like the others of its series")
    main, entry = present.main.event, present.occurrence(original)
    kept = tuple(one for one in main.exdates if instant(one, zone) != instant(original, zone))
    is_out = len(kept) < len(main.exdates)
    if not is_out and not entry and main.rrule and follows(main.rrule, main.start, original):
        return now.data
    if is_out and not entry and not change.after:
        back = Change("series", main, replace(main, exdates=kept))
        return changed_file(now, back, key=key, at=at, zone=zone)
    left = after.occurrence(original)
    if is_out or not entry or not left or entry.event != left.event or not change.after:
        raise UnreadableError("this one has been changed again since")
    present.remove(entry)
    stamp(present.document, present.main.component, key, at, numbered=not main.part)
    return present.document.data
