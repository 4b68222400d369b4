"""Calendar files that were written to hurt, and how the time to read one grows with its size.

python -m bench.hostile_calendars            # prints CPU seconds for each kind and size
"""

import argparse
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from tools.ics.files import EventFile
from tools.scheduling.index_rows import Stamp, Window
from tools.scheduling.scan import file_row

SIZES = (50_000, 200_000, 800_000)
ZONE = ZoneInfo("Europe/London")
WINDOW = Window(*(int(datetime(year, 1, 1, tzinfo=ZONE).timestamp()) for year in (2026, 2029)))
TIMES = ("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z")


def event(*lines: str, uid: str = "h") -> bytes:
    whole = ["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:H", *TIMES, *lines, "END:VEVENT", ""]
    return "\r\n".join(whole).encode()


def calendar(*parts: bytes) -> bytes:
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + b"".join(parts) + b"END:VCALENDAR\r\n"


def changed(number: int) -> bytes:
    """One of many changed occurrences that all after it are changed like."""
    at = f"2026{number % 12 + 1:02d}{number // 12 % 28 + 1:02d}T{number // 336 % 24:02d}0000Z"
    lines = ("UID:h", f"RECURRENCE-ID;RANGE=THISANDFUTURE:{at}", *TIMES)
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", "")).encode()


KINDS = {
    "folds": lambda size: calendar(event("DESCRIPTION:" + "x\r\n " * (size // 4))),
    "quotes": lambda size: calendar(event('ATTENDEE;CN="' + '";X="' * (size // 5) + ":mailto:a@b.example")),
    "parameters": lambda size: calendar(event("ATTENDEE" + ";A=b" * (size // 4) + ":mailto:a@b.example")),
    "begins": lambda size: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * (size // 9),
    "ends": lambda size: b"BEGIN:VCALENDAR\r\n" + b"END:VEVENT\r\n" * (size // 12),
    "dates": lambda size: calendar(event("RDATE:" + "20261124T100000Z," * (size // 17))),
    "events": lambda size: calendar(*[event()] * (size // 130)),
    "changes": lambda size: calendar(event("RRULE:FREQ=DAILY"), *map(changed, range(size // 140))),
    "rules": lambda size: calendar(event(*["RRULE:FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2"] * (size // 45))),
    "soft ends": lambda size: calendar(event("COMMENT;ENCODING=QUOTED-PRINTABLE:" + "=\r\n" * (size // 3))),
    "noise": lambda size: bytes(range(256)) * (size // 256),
}


def hostile(kind: str, size: int) -> bytes:
    """About `size` bytes that one reader or another has taken minutes for."""
    return KINDS[kind](size)


def cpu_s(data: bytes) -> float:
    """The processor time that reading the file takes."""
    began = time.process_time()
    file_row(EventFile("personal", "h.ics", data), Stamp(1, 1, 1), WINDOW, ZONE)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().sizes
    print(f"{'CPU s':12}" + "".join(f"{size:>12,}" for size in sizes))
    for kind in KINDS:
        print(f"{kind:12}" + "".join(f"{cpu_s(hostile(kind, size)):12.3f}" for size in sizes))


if __name__ == "__main__":
    main()
