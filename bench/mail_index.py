"""How fast the mailbox's index is: first scan, word searches, the newest mails, a mail that just arrived.

    python -m bench.mail_index [--mails 100000] [--keep FOLDER]

notmuch searches the same folder beside us where it is installed. Times are medians of several runs; the
first run of each search is left out. Words are drawn so that a few are in nearly every mail and most are
in hardly any, as in a language.
"""

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.mail.maildir_store import MaildirStore
from tools.mail.store import Query

RUNS = 15
START = datetime(2016, 1, 1, tzinfo=UTC)
SYLLABLES = "ba ce di fo gu ha ki lo mu ne pa qui ro su ta ve wo xi ya zu tra ple gno stri".split()


def vocabulary(size: int) -> list[str]:
    words = []
    for number in range(size):
        word = ""
        while number or not word:
            number, digit = divmod(number, len(SYLLABLES))
            word += SYLLABLES[digit]
        words.append(word + "n")
    return words


def fill(root: Path, mails: int) -> tuple[list[str], list[float]]:
    """Write `mails` mails as another program would; the vocabulary, and how often each word comes."""
    source = random.Random(20260317)
    words = vocabulary(40_000)
    weights = [1 / (rank + 3) for rank in range(len(words))]
    cumulative = list(accumulated(weights))
    for sub in ("cur", "new", "tmp"):
        (root / sub).mkdir(parents=True, exist_ok=True)
    for n in range(mails):
        at = START + timedelta(minutes=n * 40)
        sender = source.randrange(400)
        subject = " ".join(source.choices(words, cum_weights=cumulative, k=5))
        body = " ".join(source.choices(words, cum_weights=cumulative, k=source.randrange(30, 160)))
        answered = f"In-Reply-To: <{n - source.randrange(1, 40)}@example.org>\r\n" if n % 3 and n > 40 else ""
        content = (
            f"From: Person {sender} <p{sender}@example.org>\r\nTo: Me <me@example.com>\r\n"
            f"Subject: {subject}\r\nDate: {at:%a, %d %b %Y %H:%M:%S +0000}\r\n"
            f"Message-ID: <{n}@example.org>\r\n"
            f"{answered}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
        )
        (root / "cur" / f"{int(at.timestamp())}.M{n}.host:2,S").write_text(content, newline="")
    return words, weights


def accumulated(weights: list[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def median_ms(work: Callable[[], object]) -> float:
    times = []
    work()
    for _ in range(RUNS):
        before = time.perf_counter()
        work()
        times.append((time.perf_counter() - before) * 1000)
    return statistics.median(times)


def row(name: str, ours: str, theirs: str = "") -> None:
    print(f"{name:<46}{ours:>14}{theirs:>16}")


class Notmuch:
    """notmuch on the same folder, with a configuration of its own."""

    def __init__(self, root: Path) -> None:
        self._config = root.parent / "notmuch-config"
        self._config.write_text(
            f"[database]\npath={root}\n[user]\nname=Me\nprimary_email=me@example.com\n[new]\ntags=\n"
            "ignore=.index.db;.index.db-wal;.index.db-shm;.lock;.index.lock\n[search]\nexclude_tags=\n"
        )

    def run(self, *arguments: str) -> str:
        command = ["notmuch", f"--config={self._config}", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measure(root: Path, mails: int) -> None:
    before = time.perf_counter()
    words, _ = fill(root, mails)
    print(f"{mails:,} mails written in {time.perf_counter() - before:.0f} s\n")
    notmuch = Notmuch(root) if shutil.which("notmuch") else None
    row("", "ours", "notmuch" if notmuch else "(no notmuch)")

    mailbox = MaildirStore(root)
    before = time.perf_counter()
    mailbox.catch_up(progress)
    ours_s = time.perf_counter() - before
    theirs = ""
    if notmuch:
        before = time.perf_counter()
        notmuch.run("new", "--quiet")
        theirs = f"{time.perf_counter() - before:.1f} s"
    row("first index", f"{ours_s:.1f} s", theirs)
    size = sum(path.stat().st_size for path in root.glob(".index.db*"))
    row("index on disk", f"{size / 1e6:.0f} MB")
    # Folder times younger than two seconds are not relied on yet.
    time.sleep(2.1)
    mailbox.search(Query())

    for name, text in (
        ("a word in nearly every mail", words[0]),
        ("a word in one of twenty", words[300]),
        ("a word in few", words[30_000]),
        ("two words", f"{words[20]} {words[700]}"),
        ("a phrase", f'"{words[1]} {words[2]}"'),
        ("a beginning of words", f"{words[300][:5]}*"),
        ("a word that is nowhere", "qqqqqq"),
    ):
        page = mailbox.search(Query(words=text))
        found = len(page.envelopes) + page.more
        ours = median_ms(lambda text=text: mailbox.search(Query(words=text)))  # type: ignore[misc]  # the default
        label = f"{name} ({found:,}{'+' if found > 1000 else ''} found)"
        row(label, f"{ours:.2f} ms", theirs_ms(notmuch, text))
    row(
        "the newest of one sender",
        f"{median_ms(lambda: mailbox.search(Query(sender='p7@example.org'))):.2f} ms",
    )
    row("the newest twenty", f"{median_ms(lambda: mailbox.search(Query())):.2f} ms", theirs_ms(notmuch, "*"))
    month = Query(since=START + timedelta(days=300), before=START + timedelta(days=330))
    row("the newest twenty of a month", f"{median_ms(lambda: mailbox.search(month)):.2f} ms")
    row("nothing unread among all", f"{median_ms(lambda: mailbox.search(Query(unread=True))):.2f} ms")

    content = (
        b"From: a@example.org\r\nSubject: fresh arrival\r\nMessage-ID: <fresh@example.org>\r\n\r\nhello\r\n"
    )
    (root / "new" / "1999999999.M1.host").write_bytes(content)
    before = time.perf_counter()
    assert len(mailbox.search(Query(words="arrival")).envelopes) == 1
    row("the first search after a mail arrived", f"{(time.perf_counter() - before) * 1000:.0f} ms")
    mailbox.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row("peak memory", f"{peak:.0f} MB")


def theirs_ms(notmuch: Notmuch | None, text: str) -> str:
    if notmuch is None:
        return ""
    return f"{median_ms(lambda: notmuch.run('search', '--limit=20', '--output=messages', text)):.1f} ms *"


def progress(done: int, total: int) -> None:
    print(f"\r  {done:,} of {total:,}", end="", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the mailbox's index.")
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="write the mailbox here, and leave it there")
    options = parser.parse_args()
    if options.keep:
        measure(options.keep / "mail", options.mails)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "mail", options.mails)
    print("\n* a process of its own for each search, as notmuch is used; ours is asked inside one process")


if __name__ == "__main__":
    main()
