"""What people say of events that there are, and in conversations: drawn by seed, answered, and printed.

    python bench/talk.py others|dialogues [FOLDER] [--seed 1] [--count 200]

FOLDER holds `talk/others.jsonl` and `talk/dialogues.jsonl` (SMCalFlow 2.0, not part of the repository); the
default is ASSISTANT_EVAL, or `../shared/eval` beside the repository. Each is said on a home of its own with
some ordinary events and those that its words are about: their titles are what stands behind "the", "my" or
"a", their guests the names, their day what the grammar of time finds, else tomorrow. It judges nothing: what
is right is for who reads it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from agents.assents import after_assent, asks  # noqa: E402 - the path comes first
from agents.offline import asks_for_another, said_of_cards  # noqa: E402
from assistant import Approval, Assistant, Decision, Turn  # noqa: E402
from assistant.chat.asides import dated  # noqa: E402
from assistant.chat.typed_words import answer_in, left_open  # noqa: E402
from assistant.turn.approvals import title_shown  # noqa: E402
from tools.errors import NotFoundError  # noqa: E402
from tools.timewords import find  # noqa: E402

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 10, tzinfo=ZONE)
ORDINARY = ((0, 14, "Weekly sync"), (1, 9, "Dentist"), (2, 15, "Design review"), (5, 11, "Lunch with Noor"))
NO_NAMES = re.compile(
    r"I|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|Meeting|Lunch|Dinner|Christmas|Mr|Mrs|Ms|Dr"
)
TITLE = re.compile(
    r"\b(?:the|my|our|an?)\s+((?:(?!\b(?:at|on|for|with|from|to|in|is|of|by|this|next|and|today|tomorrow|that|until)\b)[\w'&-]+\s*){1,4})"
)
ENDS = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|\w+day|morning|afternoon|evening|night|week|weekend|month|calendar|"
    r"schedule|day|time|start|starts|end|ends|begin|organizer|location|first|last|next|other)\b.*",
    re.IGNORECASE,
)


def about(texts: Sequence[str]) -> Iterator[tuple[str, datetime, list[str]]]:
    """Titles, beginnings and guests of the events that these words may be about."""
    seen: set[str] = set()
    for text in texts:
        guests = [
            word for word in re.findall(r"(?<=[\w,] )[A-Z][a-z]+\b", text) if not NO_NAMES.fullmatch(word)
        ]
        found = [mention.resolution.start for mention in find(text, now=NOW)]
        days = [
            each if isinstance(each, datetime) else datetime(each.year, each.month, each.day, 13, tzinfo=ZONE)
            for each in found
            if each
        ]
        start = next(iter(days), NOW + timedelta(days=1, hours=3))
        for words in TITLE.findall(text):
            title = ENDS.sub("", words).strip()
            if title and title.casefold() not in seen:
                seen.add(title.casefold())
                yield title[:1].upper() + title[1:], start, guests


def lay_out(home: Path, texts: Sequence[str]) -> None:
    events = [
        (title, NOW.replace(hour=hour) + timedelta(days=days), ["Noor"] if "Noor" in title else [])
        for days, hour, title in ORDINARY
    ]
    events += about(texts)
    people = sorted({name for *_, guests in events for name in guests})
    for folder in ("calendar/personal", "contacts"):
        (home / folder).mkdir(parents=True)
    for name in people:
        card = f"VERSION:4.0\nUID:{name}\nFN:{name} Hale\nEMAIL:{name.lower()}@example.com\n"
        (home / "contacts" / f"{name}.vcf").write_text(f"BEGIN:VCARD\n{card}END:VCARD\n")
    for number, (title, start, guests) in enumerate(events):
        lines = [f"ATTENDEE;CN={name} Hale:mailto:{name.lower()}@example.com" for name in guests]
        if guests:
            lines.append("ORGANIZER;CN=Sam Reed:mailto:sam@example.com")
        begin, end = (f"{each:%Y%m%dT%H%M%S}" for each in (start, start + timedelta(hours=1)))
        zone = f"TZID={ZONE.key}"
        (home / "calendar/personal" / f"{number}.ics").write_text(
            "\n".join(
                [
                    "BEGIN:VCALENDAR",
                    "VERSION:2.0",
                    "PRODID:-//bench//talk//EN",
                    "BEGIN:VEVENT",
                    f"UID:{number}@example.com",
                    "DTSTAMP:20261101T000000Z",
                    f"DTSTART;{zone}:{begin}",
                    f"DTEND;{zone}:{end}",
                    f"SUMMARY:{title}",
                    *lines,
                    "END:VEVENT",
                    "END:VCALENDAR",
                    "",
                ]
            )
        )


def say(assistant: Assistant, thread: str | None, text: str, waiting: Sequence[Approval]) -> Turn:
    """The turn that comes of `text`: at a card an answer, a change or a question beside it, as in chat."""
    if thread is None or not waiting:
        return assistant.ask(text, thread)
    cards = [(one.agent, title_shown(one.preview)) for one in waiting]
    answer = answer_in(text, waiting)
    if (
        not answer
        and (further := after_assent(text))
        and all(asks_for_another(further, title_shown(one.preview), NOW) for one in waiting)
    ):
        assistant.decide({one.id: Decision.approve() for one in waiting})
        return assistant.ask(further, thread)
    if not answer and asks(text) and said_of_cards(text, cards, NOW) is None:
        try:
            beside = assistant.fork(thread)
        except NotFoundError:
            beside = None  # The card is what the first turn waits for.
        turn = assistant.ask(dated(text, waiting[0]), beside)
        if not turn.approvals:
            return turn
    if note := left_open(text, waiting):
        return Turn(thread_id=thread, status="paused", reply=note, approvals=tuple(waiting))
    decision = Decision.approve() if answer == "y" else Decision.reject("" if answer else text)
    return assistant.decide({one.id: decision for one in waiting})


def shown(turn: Turn) -> str:
    cards = " + ".join(f"[{card.summary}]" for card in turn.approvals)
    return " ".join(" ".join(filter(None, (cards, turn.reply or ""))).split())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suite", choices=["others", "dialogues"])
    parser.add_argument("folder", nargs="?", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    given = parser.parse_args()
    folder = given.folder or Path(os.environ.get("ASSISTANT_EVAL", ROOT.parent / "shared" / "eval"))
    rows = [json.loads(line) for line in (folder / "talk" / f"{given.suite}.jsonl").open()]
    os.environ |= {
        "ASSISTANT_NOW": NOW.isoformat(),
        "ASSISTANT_TIME_ZONE": ZONE.key,
        "ASSISTANT_DAY_FIRST": "false",
        "ASSISTANT_USER_NAME": "Sam Reed",
        "ASSISTANT_USER_EMAIL": "sam@example.com",
    }
    for row in random.Random(given.seed).sample(rows, min(given.count, len(rows))):
        said = [turn["user"] for turn in row["turns"]] if "turns" in row else [row["text"]]
        with tempfile.TemporaryDirectory() as home:
            lay_out(Path(home), said)
            titles = "; ".join(
                f"{title} {start:%d %H:%M} {','.join(guests)}" for title, start, guests in about(said)
            )
            print(f"--- {row.get('kind', row['id'])} · {titles}")
            with Assistant.open(home=Path(home), model="offline") as assistant:
                thread: str | None = None
                waiting: Sequence[Approval] = ()
                for text in said:
                    turn = say(assistant, thread, text, waiting)
                    if thread in (None, turn.thread_id):
                        thread, waiting = turn.thread_id, turn.approvals
                    print(f"  › {text}\n    {shown(turn)}", flush=True)


if __name__ == "__main__":
    main()
