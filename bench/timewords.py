"""How well words about time are understood, on public suites.

    python bench/timewords.py [FOLDER] [--wrong SOURCE]

FOLDER holds the suites as JSON lines and their own `score.py`; the default is ASSISTANT_EVAL_TIME, or
`../shared/eval/time` beside the repository. A text that is no time as a whole is searched for one.

"Certain" are the expressions that are resolved for certain; of a text that is searched, when exactly one
is found. "Accepted" are those of them that claim an exact start: not approximate ones ("tomorrow
morning", whose hours every source sets otherwise), no bare lengths ("for 20 minutes"), which have no start,
and no limits ("within a week"), whose end is what was said. Both are printed, each with how many of them
start where the suite says.

The first lines compare `start` as callers get it, a date for whole days. The lines "as instants" are for
suites that have no dates, only instants: of a day that was counted from now ("in 3 days") the `moment`, cut
to the hour where the suite answers in hours; in a suite of nothing but instants also the noon of any other
day, and the end of a limit.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.timewords import Kind, Resolution, find, resolve  # noqa: E402 - the path comes first

ZONES = {"duckling_en": ZoneInfo("Etc/GMT+2")}
"""The zone that a suite was written for; the others name none."""

SUITES = ("chrono_en", "duckling_en", "recognizers_en")
SENTENCES = ("chrono_en", "recognizers_en")
"""Suites whose texts may be whole sentences; in the others all of a text is about time."""

AS_INSTANTS = ("chrono_en", "duckling_en")
ONLY_INSTANTS = ("chrono_en",)
INSTANTS = "as instants"


@dataclass(frozen=True)
class Answer:
    """What we say to one text."""

    start: str | None
    end: str | None
    certain: bool
    accepted: bool
    took_ms: float
    moment: str | None = None
    limit: bool = False


def load_scorer(folder: Path) -> ModuleType:
    """The suite's own scoring."""
    spec = importlib.util.spec_from_file_location("time_suite_score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def understand(text: str, now: datetime, sentence: bool) -> tuple[Resolution | None, bool]:
    """The whole text as words about time, else the first that is found in it; and whether for certain."""
    whole = resolve(text, now=now)
    if whole is not None and not (sentence and whole.unresolved):
        return whole, whole.certain
    mentions = find(text, now=now)
    if mentions:
        return mentions[0].resolution, len(mentions) == 1 and mentions[0].resolution.certain
    return whole, False


def answer(row: dict[str, Any]) -> Answer:
    """Our answer to one row."""
    zone = ZONES.get(row["source"], UTC)
    now = datetime.fromisoformat(row["reference_time"]).replace(tzinfo=zone)
    began = time.process_time()
    found, certain = understand(row["text"], now, row["source"] in SENTENCES)
    took_ms = 1000 * (time.process_time() - began)
    if found is None:
        return Answer(None, None, False, False, took_ms)
    accepted = certain and found.start_given and not found.approximate
    said_zone = found.zone if row["source"] not in ZONES else None
    start, end, moment = (iso(when, said_zone) for when in (found.start, found.end, found.moment))
    return Answer(start, end, certain, accepted, took_ms, moment, found.kind is Kind.DEADLINE)


def iso(when: datetime | date | None, zone: ZoneInfo | None) -> str | None:
    """Wall-clock text, as the suites give it, in the zone that the words named."""
    if isinstance(when, datetime):
        return (when.astimezone(zone) if zone else when).replace(tzinfo=None).isoformat()
    return when.isoformat() if when else None


def as_instants(row: dict[str, Any], ours: Answer) -> tuple[str | None, str | None]:
    """Start and end without dates; of the suite's answer nothing but its granularity is used."""
    start, end = ours.start, ours.end
    if ours.limit and row["source"] in ONLY_INSTANTS:
        start, end = end, None
    if ours.moment:
        start = f"{ours.moment[:13]}:00" if row.get("grain") == "hour" else ours.moment
    elif start and row["source"] in ONLY_INSTANTS and len(start) == len("2026-01-01"):
        start = f"{start}T12:00"
    if end and row["source"] in ONLY_INSTANTS and len(end) == len("2026-01-01"):
        end = f"{date.fromisoformat(end) - timedelta(days=1)}T12:00"
    return start, end


def measured(folder: Path) -> Iterator[tuple[str, dict[str, Any], Answer, dict[str, bool]]]:
    """Every row that the suite scores, with our answer and its scores."""
    scorer = load_scorer(folder)
    for row in scorer.rows().values():
        if scorer.gold(row) is None:
            continue
        ours = answer(row)
        yield row["source"], row, ours, scorer.score(row, ours.start, ours.end)
        if row["source"] in AS_INSTANTS:
            yield f"{row['source']} {INSTANTS}", row, ours, scorer.score(row, *as_instants(row, ours))


def table(folder: Path, wrong: str | None) -> None:
    """Print the figures, and on request the accepted expressions that are wrong."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    times: list[float] = []
    for name, row, ours, scores in measured(folder):
        count = counts[name]
        times.append(ours.took_ms)
        if "neg" in scores:
            count["negatives"] += 1
            count["rejected"] += scores["neg"]
            count["rejected or unsure"] += scores["neg"] or not ours.accepted
            if wrong == name and ours.accepted:
                print(f"not about time: {row['text']!r} -> {ours.start} … {ours.end}")
            continue
        count["n"] += 1
        for measure in ("det", "start", "strict"):
            count[measure] += scores[measure]
        count["certain"] += ours.certain
        count["certain right"] += ours.certain and scores["start"]
        count["accepted"] += ours.accepted
        count["accepted right"] += ours.accepted and scores["start"]
        if wrong == name and not scores["start"]:
            sign = "!" if ours.accepted else " "
            print(f"{sign} {row['reference_time'][:16]} {row['text']!r} -> {ours.start} … {ours.end},")
            print(f"    wanted {row['start']} … {row['end']}")
    total = sum((counts[name] for name in SUITES), Counter())
    instants = (f"{name} {INSTANTS}" if name in AS_INSTANTS else name for name in SUITES)
    total_as_instants = sum((counts[name] for name in instants), Counter())
    heads = ("n", "detected", "start", "strict", "certain", "right", "accepted", "right", "negatives")
    print(f"{'suite':30}" + "".join(f"{head:>10}" for head in heads))
    for source, count in [
        *sorted(counts.items()),
        ("all", total),
        (f"all {INSTANTS}", total_as_instants),
    ]:
        cells = (
            str(count["n"]),
            percent(count, "det", "n"),
            percent(count, "start", "n"),
            percent(count, "strict", "n"),
            percent(count, "certain", "n"),
            percent(count, "certain right", "certain"),
            percent(count, "accepted", "n"),
            percent(count, "accepted right", "accepted"),
            f"{count['rejected']}/{count['negatives']}",
        )
        print(f"{source:30}" + "".join(f"{cell:>10}" for cell in cells))
    print(f"{INSTANTS}: days counted from now by their moment; in {', '.join(ONLY_INSTANTS)} also other days")
    print("    by their noon and limits by their end. The other lines take `start` as callers get it.")
    times.sort()
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    with tempfile.TemporaryDirectory() as cache:
        startup(cache)
        loading, first = (
            statistics.median(took) for took in zip(*(startup(cache) for _ in range(5)), strict=True)
        )
    print(f"loading {loading:.0f} ms, first call {first:.0f} ms, processor time, medians of 5")
    print(f"one text, processor time: median {statistics.median(times):.2f} ms, 99th percentile {p99:.2f} ms")


def startup(cache: str) -> tuple[float, float]:
    """Processor time of the import and of the first call, in ms, in a program of their own.

    Compiled modules are kept in `cache`, as Python does wherever it may.
    """
    code = (
        "import time; began = time.process_time(); from tools.timewords import resolve; "
        "loaded = time.process_time(); from datetime import UTC, datetime; "
        "resolve('next Tuesday at 2pm for 1 hour', now=datetime(2026, 1, 1, tzinfo=UTC)); "
        "print(1000 * (loaded - began), 1000 * (time.process_time() - loaded))"
    )
    kept = {"PYTHONPYCACHEPREFIX": cache, "PYTHONDONTWRITEBYTECODE": ""}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | kept,
        check=True,
        capture_output=True,
        text=True,
    )
    loading, first = run.stdout.split()
    return float(loading), float(first)


def percent(count: Counter[str], part: str, whole: str) -> str:
    return f"{100 * count[part] / count[whole]:.1f} %" if count[whole] else "-"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = os.environ.get("ASSISTANT_EVAL_TIME", str(ROOT.parent / "shared" / "eval" / "time"))
    parser.add_argument("folder", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--wrong", metavar="SOURCE", help="also print what is wrong in this suite")
    options = parser.parse_args()
    if not (options.folder / "score.py").exists():
        print(f"No suites in {options.folder}. Give the folder, or set ASSISTANT_EVAL_TIME.", file=sys.stderr)
        return 2
    resolve("tomorrow", now=datetime(2026, 1, 1, tzinfo=UTC) + timedelta())
    table(options.folder, options.wrong)
    return 0


if __name__ == "__main__":
    sys.exit(main())
