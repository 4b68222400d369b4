"""How quickly the calendar answers from its index, with khal beside it where it is installed.

    python -m bench.calendar_index                       # 10,000 and 100,000 events, some minutes
    python -m bench.calendar_index --sizes 2000 --runs 5

Of the events one in ten lasts a whole day and one in twenty is a weekly series. Times are medians of
wall-clock time in one process, khal's those of whole processes.
"""

import argparse
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tools.scheduling.vdir_store import VdirStore

ZONE = ZoneInfo("Europe/London")
DAY = datetime(2026, 11, 24, tzinfo=ZONE)
SUBJECTS = "design review budget planning mockups standup lunch interview dentist roadmap retro sync".split()

EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//bench//EN\r
BEGIN:VEVENT\r
UID:{number}@bench\r
DTSTAMP:20260101T000000Z\r
SUMMARY:{title}\r
{when}\r
LOCATION:Room {room}\r
ATTENDEE;CN=Guest {guest};PARTSTAT=ACCEPTED:mailto:guest{guest}@example.org\r
DESCRIPTION:Some text\\, with commas\\nand a second line that is long enough\r
  to be folded\r
BEGIN:VALARM\r
ACTION:DISPLAY\r
TRIGGER:-PT10M\r
DESCRIPTION:Soon\r
END:VALARM\r
END:VEVENT\r
END:VCALENDAR\r
"""

KHAL = """
[calendars]
[[all]]
path = {root}/*
type = discover
[locale]
local_timezone = Europe/London
default_timezone = Europe/London
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
[sqlite]
path = {home}/khal.db
"""


def fill(folder: Path, size: int) -> None:
    """Write `size` events of two years, the same ones every time."""
    dice = random.Random(1)
    folder.mkdir(parents=True)
    for number in range(size):
        start = datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=15 * dice.randrange(2 * 365 * 96))
        text = EVENT.format(
            number=number,
            title=f"{' '.join(dice.sample(SUBJECTS, 2))} {number}",
            when=_when(number, start, dice),
            room=number % 30,
            guest=number % 50,
        )
        (folder / f"{number}.ics").write_text(text, newline="")


def _when(number: int, start: datetime, dice: random.Random) -> str:
    end = start + timedelta(hours=1)
    if number % 10 == 1:
        return f"DTSTART;VALUE=DATE:{start:%Y%m%d}\r\nDTEND;VALUE=DATE:{start + timedelta(days=1):%Y%m%d}"
    times = (
        f"DTSTART;TZID=Europe/London:{start:%Y%m%dT%H%M%S}\r\nDTEND;TZID=Europe/London:{end:%Y%m%dT%H%M%S}"
    )
    return times if number % 20 else f"{times}\r\nRRULE:FREQ=WEEKLY;COUNT={dice.randrange(5, 60)}"


def milliseconds(work: Callable[[int], object], runs: int) -> float:
    """The median time of `work`, which is told the number of the run."""
    times = []
    for run in range(runs):
        began = time.perf_counter()
        work(run)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def measure(root: Path, runs: int) -> None:
    """Print the figures of the calendar in `root`, which has no index yet."""
    began = time.perf_counter()
    store = VdirStore(root, zone=ZONE)
    store.wait()
    store.between(DAY, DAY + timedelta(days=1))
    print(f"  first index                              {time.perf_counter() - began:10.1f} s")
    time.sleep(0.5)
    store.between(DAY, DAY + timedelta(days=1))
    store.wait()
    day, year = timedelta(days=1), timedelta(days=366)
    row("a day", milliseconds(lambda run: store.between(DAY + run * day, DAY + (run + 1) * day), runs))
    row("a month", milliseconds(lambda _: store.between(DAY, DAY + 30 * day), runs))
    row(
        "words in two years, rare",
        milliseconds(lambda run: store.search(DAY - year, DAY + year, words=f"{700 + run}"), runs),
    )
    row(
        "words in two years, common",
        milliseconds(lambda _: store.search(DAY - year, DAY + year, words="dentist"), runs),
    )
    name = next((root / "personal").glob("*.ics")).name

    def exchange(_: int) -> None:
        fresh = root / "personal" / ".fresh"
        fresh.write_bytes((root / "personal" / name).read_bytes())
        fresh.replace(root / "personal" / name)
        store.between(DAY, DAY + day)

    row("a day, after another program's change", milliseconds(exchange, max(3, runs // 3)))
    store.close()

    def anew(_: int) -> None:
        again = VdirStore(root, zone=ZONE)
        again.between(DAY, DAY + day)
        again.close()

    row("a day, opening the index first", milliseconds(anew, runs))


def measure_khal(root: Path, home: Path, runs: int) -> None:
    """Print khal's figures for the same folder."""
    (home / "khal.conf").write_text(KHAL.format(root=root, home=home))
    command = ["khal", "-c", str(home / "khal.conf"), "list", f"{DAY:%Y-%m-%d}", "1d"]

    def ask(_: int) -> None:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )

    print(f"  khal: first index                        {milliseconds(ask, 1) / 1000:10.1f} s")
    row("khal: a day, whole process", milliseconds(ask, max(3, runs // 3)))


def row(what: str, median_ms: float) -> None:
    print(f"  {what:<40} {median_ms:10.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "calendar"
            fill(root / "personal", size)
            print(f"{size:,} events")
            measure(root, options.runs)
            if shutil.which("khal") and size <= 10_000:
                measure_khal(root, Path(folder), options.runs)


if __name__ == "__main__":
    main()
