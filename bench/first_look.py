"""How long the first request to a home takes that nothing has read yet, until a right answer is there.

    python -m bench.first_look [--mails 500 10000 100000] [--events 300 10000 100000] [--runs 3]

A new process each time, as a person would start it: `assistant ask`, with the built-in model, of a home
whose index is gone (cold) and again with the index that this has made (warm). Beside it in the same run, on
the same files: notmuch (`new`, then `search`), mu (`index`, then `find`) and khal (`list`), each from nothing
and again. What each answers is looked at: a run whose answer is wrong counts as wrong, and has no time. The
disk's cache is warm for all. Times are medians, in seconds, by the clock and of the processor (user and
system), which a busy machine leaves as it is; a program that isn't installed is left out.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.mail_index import fill

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
WANTED = "quarterly-lighthouse"
"""What the one mail is about, and the one event is called, that is asked for."""


@dataclass(frozen=True)
class Contender:
    """A program that is asked, from nothing and again."""

    name: str
    needs: str
    forget: Callable[[], None]
    steps: Sequence[Sequence[str]]
    environment: dict[str, str]

    def run(self) -> tuple[float, float, bool]:
        """Seconds of all steps, those of the processor, and whether the last answer has what is asked for."""
        begun, before = time.perf_counter(), os.times()
        for step in self.steps:
            done = subprocess.run(step, env=self.environment, capture_output=True, text=True, cwd=ROOT)
        seconds, after = time.perf_counter() - begun, os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        return seconds, used, WANTED in done.stdout


def main() -> None:
    options = _options()
    print(f"{'':24} {'cold s':>8} {'warm s':>8} {'cold cpu':>8} {'warm cpu':>8} {'wrong':>6}")
    for size in options.mails:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            fill(home / "mail", size - 1)
            _wanted_mail(home / "mail")
            _compare(f"{size:,} mails", _mail_programs(home), options.runs)
    for size in options.events:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            _fill_calendar(home / "calendar" / "personal", size - 1)
            _compare(f"{size:,} events", _calendar_programs(home), options.runs)


def _compare(title: str, contenders: Sequence[Contender], runs: int) -> None:
    """The contenders in turn, so that a machine that slows down slows all of them."""
    print(title)
    there = [one for one in contenders if shutil.which(one.needs)]
    cold: dict[str, list[tuple[float, float]]] = {one.name: [] for one in there}
    warm: dict[str, list[tuple[float, float]]] = {one.name: [] for one in there}
    wrong = dict.fromkeys(cold, 0)
    for _ in range(runs):
        for one in there:
            one.forget()
            for times in (cold, warm):
                seconds, used, right = one.run()
                wrong[one.name] += not right
                if right:
                    times[one.name].append((seconds, used))
    for name in cold:
        figures = (_median(times[name], place) for place in (0, 1) for times in (cold, warm))
        print(f"  {name:22} {' '.join(figures)} {wrong[name]:>6}", flush=True)


def _median(times: Sequence[tuple[float, float]], place: int) -> str:
    return f"{statistics.median(one[place] for one in times):8.2f}" if times else f"{'–':>8}"


def _ours(home: Path, text: str) -> Contender:
    def forget() -> None:
        for index in (home / "mail", home / "calendar"):
            for file in index.glob(".index.db*"):
                file.unlink()

    environment = {**os.environ, "ASSISTANT_HOME": str(home), "ASSISTANT_NOW": NOW.isoformat()}
    # Compiled once and kept, as installed packages are: else our modules are compiled at every start.
    environment["PYTHONDONTWRITEBYTECODE"] = ""
    ask = [sys.executable, "-m", "assistant", "--model", "offline", "ask", text]
    return Contender("assistant ask", sys.executable, forget, [ask], environment)


def _mail_programs(home: Path) -> list[Contender]:
    mail, kept = home / "mail", home / "other"
    kept.mkdir()
    settings = kept / "notmuch"
    settings.write_text(
        f"[database]\npath={mail}\n[user]\nname=Me\nprimary_email=me@example.com\n"
        "[new]\ntags=new\nignore=.index.db;.index.db-wal;.index.db-shm;.index.lock\n"
    )
    notmuch = {**os.environ, "NOTMUCH_CONFIG": str(settings), "HOME": str(kept)}
    mu = {**os.environ, "HOME": str(kept), "XDG_CACHE_HOME": str(kept / "cache")}

    def no_mu() -> None:
        shutil.rmtree(kept / "cache", ignore_errors=True)
        (kept / "cache").mkdir()
        subprocess.run(["mu", "init", f"--maildir={mail}"], env=mu, capture_output=True, check=True)

    return [
        _ours(home, "Have I got any email from Fatima?"),
        Contender(
            "notmuch new, search",
            "notmuch",
            lambda: shutil.rmtree(mail / ".notmuch", ignore_errors=True),
            [["notmuch", "new", "--quiet"], ["notmuch", "search", "from:fatima"]],
            notmuch,
        ),
        Contender(
            "mu index, find",
            "mu",
            no_mu,
            [["mu", "index", "--quiet"], ["mu", "find", "from:fatima"]],
            mu,
        ),
    ]


def _calendar_programs(home: Path) -> list[Contender]:
    kept = home / "other"
    kept.mkdir()
    settings = kept / "khal"
    settings.write_text(
        f"[calendars]\n[[personal]]\npath = {home / 'calendar' / 'personal'}\n"
        f"[sqlite]\npath = {kept / 'khal.db'}\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        "default_timezone = UTC\nlocal_timezone = UTC\n"
    )
    day = f"{NOW + timedelta(days=1):%Y-%m-%d}"
    return [
        _ours(home, "What do I have tomorrow?"),
        Contender(
            "khal list",
            "khal",
            lambda: (kept / "khal.db").unlink(missing_ok=True),
            [["khal", "-c", str(settings), "list", day, day]],
            dict(os.environ),
        ),
    ]


def _wanted_mail(root: Path) -> None:
    (root / "cur" / "1400000000.M0.host:2,S").write_text(
        "From: Fatima Noor <fatima@example.org>\r\nTo: Me <me@example.com>\r\n"
        f"Subject: {WANTED}\r\nDate: Tue, 13 May 2014 16:53:20 +0000\r\nMessage-ID: <wanted@example.org>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nHello.\r\n",
        newline="",
    )


def _fill_calendar(folder: Path, events: int) -> None:
    """One event a file; one in twenty comes every week, and none but the wanted one is tomorrow."""
    folder.mkdir(parents=True)
    tomorrow = (NOW + timedelta(days=1)).replace(hour=9)
    for number in range(events):
        at = tomorrow + timedelta(days=(number % 1500 + 1) * (-1) ** number, minutes=number % 600)
        every = (
            "RRULE:FREQ=WEEKLY;COUNT=30\r\n"
            if number % 20 == 0 and at.weekday() != tomorrow.weekday()
            else ""
        )
        _event(folder, f"e{number}", at, f"Meeting {number}", every)
    _event(folder, "wanted", tomorrow, WANTED, "")


def _event(folder: Path, name: str, at: datetime, title: str, more: str) -> None:
    end = at + timedelta(hours=1)
    (folder / f"{name}.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{name}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{at:%Y%m%dT%H%M%SZ}\r\n"
        f"DTEND:{end:%Y%m%dT%H%M%SZ}\r\nSUMMARY:{title}\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n",
        newline="",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mails", type=int, nargs="*", default=[500, 10_000, 100_000])
    parser.add_argument("--events", type=int, nargs="*", default=[300, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
