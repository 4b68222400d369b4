"""What was said in a conversation before the turns that a model still sees."""

import math
import threading
from bisect import bisect_left
from datetime import UTC, datetime

from agents.messages.message import MessageType
from agents.messages.store import MessageStore
from tools.patterns import Pattern

ASKED_CHARS = 110
ANSWERED_CHARS = 170
MOST_TURNS = 5_000
"""Turns of one conversation that are remembered; the oldest are forgotten first."""
RARE = 0.1
"""A word that is in a larger share of the turns calls nothing to mind."""
_WORD = Pattern(r"\w{3,}")
_STEM_CHARS = 6
_SMALL_WORDS = frozenset(
    "about all also and any are but can could did does for from get had has have her him his how into its let"
    " me make may more not now off one our out over please she should that the their them then there they"
    " this was were what when where which who will with would you your".split()
)


_READ = """
SELECT m.seq, m.run, k.word AS type, m.at_ms, substr(m.content, 1, 2000) AS content
FROM messages m JOIN message_words k ON k.no = m.type
WHERE m.conversation = (SELECT no FROM message_words WHERE word = ?) AND m.seq > ? AND m.seq < ?
AND k.word IN ('request', 'reply', 'aggregated')
AND (SELECT no FROM message_words WHERE word = 'user') IN (m.sender, m.recipient) ORDER BY m.seq
"""


class EarlierTurns:
    """The turns of one conversation, read from the journal as they pass out of sight; for any thread."""

    def __init__(self, store: MessageStore, conversation: str) -> None:
        self._store = store
        self._conversation = conversation
        self._lines: list[str] = []
        """What was asked and what was answered, a line for each turn."""
        self._with: dict[str, list[int]] = {}
        """The places of the turns that have a word."""
        self._read_seq = 0
        self._lock = threading.Lock()

    def before(self, seq: int) -> int:
        """How many turns are over before the message `seq`; those that were not read yet are now."""
        with self._lock:
            if seq - 1 > self._read_seq:
                self._read(seq)
            return len(self._lines)

    def digest(self, count: int, most_chars: int) -> tuple[str, int]:
        """The newest of the first `count` turns, as many as fit, oldest first; and how many they are."""
        lines: list[str] = []
        length = 0
        for line in reversed(self._lines[:count]):
            length += len(line) + 1
            if length > most_chars:
                break
            lines.append(line)
        return "\n".join(reversed(lines)), len(lines)

    def lines(self, count: int) -> list[str]:
        """The first `count` turns, oldest first."""
        return self._lines[:count]

    def called_to_mind(self, text: str, count: int, most_chars: int) -> str:
        """Those of the first `count` turns that share rare words with `text`; the best, as many as fit."""
        scores: dict[int, float] = {}
        for stem in stems(text):
            places = self._with.get(stem, [])
            shared = bisect_left(places, count)
            if shared and shared <= max(2, RARE * count):
                for place in places[:shared]:
                    scores[place] = scores.get(place, 0.0) + math.log(1 + count / shared)
        chosen: list[int] = []
        length = 0
        for place in sorted(scores, key=lambda place: (-scores[place], -place)):
            length += len(self._lines[place]) + 1
            if length > most_chars:
                break
            chosen.append(place)
        return "\n".join(self._lines[place] for place in sorted(chosen))

    def _read(self, seq: int) -> None:
        rows = self._store.rows(_READ, (self._conversation, self._read_seq, seq))
        answers = {row["run"]: row["content"] for row in rows if row["type"] != MessageType.REQUEST}
        for row in rows:
            if row["type"] == MessageType.REQUEST:
                self._add(row["at_ms"], row["content"], answers.get(row["run"], "(no answer)"))
        self._read_seq = seq - 1

    def _add(self, at_ms: int, asked: str, answered: str) -> None:
        if len(self._lines) >= MOST_TURNS:
            self._forget(MOST_TURNS // 2)
        day = datetime.fromtimestamp(at_ms / 1000, UTC)
        for stem in stems(f"{asked} {answered}"):
            self._with.setdefault(stem, []).append(len(self._lines))
        line = f"- {day:%Y-%m-%d} {_short(asked, ASKED_CHARS)} → {_short(answered, ANSWERED_CHARS)}"
        self._lines.append(line)

    def _forget(self, count: int) -> None:
        """Of the oldest `count` turns."""
        self._lines = self._lines[count:]
        kept = {
            stem: [place - count for place in places if place >= count] for stem, places in self._with.items()
        }
        self._with = {stem: places for stem, places in kept.items() if places}


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words of `text` that mean something."""
    words = _WORD.findall(text.lower())
    return frozenset(word[:_STEM_CHARS] for word in words if word not in _SMALL_WORDS)


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
