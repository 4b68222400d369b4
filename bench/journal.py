"""What the journal costs: recording within a turn, querying ten thousand messages, bytes on disk.

python bench/journal.py
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from agents.messages import Journal, Message, MessageType, ModelCall
from agents.messages.message import message_id

MAIL = (
    "Hi team, please have a look at the new mockups before our meeting on Tuesday at 2pm and write down"
    " what you would change. Thank you, Sam"
)
TURN = tuple(
    line.split(" | ")
    for line in f"""
user | supervisor | request | Schedule a meeting with the design team next Tuesday at 2pm for 1 hour, and \
send them an email reminder about reviewing the new mockups
supervisor | calendar | delegation | Meeting with the design team next Tuesday at 2pm for 1 hour
supervisor | email | delegation | Email the design team a reminder to review the new mockups
calendar | create_calendar_event | task | {{"title":"Design team meeting","start_time":"next Tuesday at 2pm \
for 1 hour","attendees":["design team"]}}
email | send_email | task | {{"to":["design team"],"subject":"Reminder: review the new mockups",\
"body":"{MAIL}"}}
calendar | user | approval | Create 'Design team meeting' on Tuesday, 24 November 2026, 14:00-15:00
email | user | approval | Send 'Reminder: review the new mockups' to 4 people
user | calendar | decision | approve
user | email | decision | approve
create_calendar_event | calendar | result | done: Created 'Design team meeting', Tue 24 November 2026.
send_email | email | result | done: Sent 'Reminder: review the new mockups' to 4 people.
calendar | supervisor | reply | done: Created 'Design team meeting', Tue 24 November 2026, 14:00.
email | supervisor | reply | done: Sent 'Reminder: review the new mockups' to 4 people.
supervisor | user | aggregated | The meeting is on Tuesday, 24 November 2026 from 14:00 to 15:00, and the \
design team has been reminded to review the new mockups.
""".strip().splitlines()
)
MODEL_CALLS = ("supervisor", "calendar", "email", "supervisor")
TURN_MS = 25.0
"""The engine's time for such a turn, measured by the whole benchmark."""


def record_turn(journal: Journal, conversation: str, number: int) -> None:
    run = message_id(conversation, str(number))[:12]
    above = None
    for place, (sender, recipient, kind, content) in enumerate(TURN):
        id = message_id(conversation, run, str(place))
        journal.note(
            MessageType(kind),
            content,
            id=id,
            conversation=conversation,
            run=run,
            sender=sender,
            recipient=recipient,
            reply_to=above,
            metadata={"ms": 12, "input_tokens": 800, "output_tokens": 40} if place % 2 else None,
        )
        above = id
    for agent in MODEL_CALLS:
        journal.model_called(
            ModelCall(conversation, run, agent, "gpt-4.1-mini", datetime.now(UTC), 480, 812, 44)
        )


def median_ms(work: Callable[[], object], rounds: int = 15) -> float:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "assistant.db"
        with Journal(path) as journal:
            before = path.stat().st_size
            times = []
            for number in range(300):
                started = time.perf_counter()
                record_turn(journal, "long", number)
                times.append((time.perf_counter() - started) * 1000)
            turn = statistics.median(times)
            print(f"one two-agent turn, {len(TURN)} messages, {len(MODEL_CALLS)} model calls: {turn:.2f} ms,")
            print(f"  {turn / TURN_MS:.1%} of {TURN_MS:.0f} ms; the slowest of 300: {max(times):.2f} ms")
            journal.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            print(f"300 such turns: {(path.stat().st_size - before) / 1e6:.2f} MB")

            for number in range(10_000 // len(TURN) - 300):
                record_turn(journal, f"thread{number // 10}", number)
            (total,) = journal.store.rows("SELECT COUNT(*) FROM messages")[0]
            print(f"in {total:,} messages:")
            queries: dict[str, Callable[[], tuple[Message, ...]]] = {
                "a conversation of 10 turns": lambda: journal.messages("thread7"),
                "the last 100 of 300 turns": lambda: journal.messages("long", limit=100, newest=True),
                "all of 300 turns": lambda: journal.messages("long"),
                "errors of all conversations": lambda: journal.messages(types=["error"]),
                "a reply chain": lambda: journal.chain(journal.messages("thread7", limit=14)[-1].id),
            }
            for name, query in queries.items():
                print(f"  {name}: {len(query()):,} messages in {median_ms(query):.2f} ms")

        with Journal(Path(folder) / "quiet.db") as quiet:
            alone = median_ms(lambda: record_turn(quiet, "a", time.time_ns()), 200)
            quiet.subscribe("*", lambda _: time.sleep(10), name="sleeper")
            quiet.subscribe("*", lambda _: 1 / 0, name="raiser")
            watched = median_ms(lambda: record_turn(quiet, "b", time.time_ns()), 60)
        print(f"a turn without subscribers: {alone:.2f} ms;")
        print(f"  with one that sleeps and one that raises: {watched:.2f} ms")


if __name__ == "__main__":
    main()
