"""When free time is looked for: the settings' hours, or those that the person likes."""

from datetime import time

from tools.preferences.preferences import YOURS, Preferences, minutes
from tools.scheduling.availability import WorkingHours


def working_hours(likes: Preferences, usual: tuple[time, time]) -> WorkingHours:
    """The hours of a working day, and why they are so."""
    start, end = likes.working_hours or usual
    because = [f"{start:%H:%M}–{end:%H:%M}: {YOURS}"] if likes.working_hours else []
    if likes.never_before and likes.never_before > start:
        start = likes.never_before
        because.append(f"not before {start:%H:%M}: {YOURS}")
    if likes.never_after and likes.never_after < end:
        end = likes.never_after
        because.append(f"not after {end:%H:%M}: {YOURS}")
    if likes.buffer:
        because.append(f"{minutes(likes.buffer)} free before and after: {YOURS}")
    # Hours that leave nothing are no hours.
    start, end = (start, end) if start < end else usual
    return WorkingHours(start, end, margin=likes.buffer, because=tuple(because))
