"""What is kept of what was said and read: each text once, by thread, within bounds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.databases import database_at
from tests.tools.provenance.conversation import NOW, Conversation
from tools.database import Connection
from tools.provenance import readings as bounds
from tools.provenance.readings import Readings
from tools.reading import Reading, event_label, mail_label, mail_reading


def kept(readings: Readings, thread: str = "t") -> list[tuple[str, str | None, int]]:
    return [
        (text.reading.text, text.reading.reference, text.reading.turn) for text in readings.of_thread(thread)
    ]


def test_a_text_is_kept_once_and_stands_where_it_was_read_last(talk: Conversation) -> None:
    talk.say("one")
    talk.read("text", id="a")
    talk.read("text", id="b")
    talk.say("two")
    talk.read("text", id="a")
    assert [(reference, turn) for _, reference, turn in kept(talk.readings)] == [
        ("a", 2), (None, 2), ("b", 1), (None, 1),
    ]  # fmt: skip


def test_the_same_words_on_another_day_mean_another_day(talk: Conversation) -> None:
    talk.say("tomorrow", at=NOW - timedelta(days=1))
    talk.say("tomorrow")
    talk.say("tomorrow")
    assert [turn for *_, turn in kept(talk.readings)] == [3, 1]


def test_another_process_reads_what_is_kept_and_threads_are_apart(talk: Conversation, tmp_path: Path) -> None:
    talk.say("one")
    talk.readings.said("u", "other", NOW, begins=True)
    assert kept(talk.readings) == [("one", None, 1)]
    other = database_at(tmp_path / "assistant.db")
    readings = Readings(other)
    assert kept(readings) == [("one", None, 1)] and kept(readings, "u") == [("other", None, 1)]
    talk.say("two")
    talk.readings.of_thread("t")
    assert kept(readings) == [("two", None, 2), ("one", None, 1)]
    readings.copy("t", "v")
    readings.forget("t")
    assert kept(talk.readings) == [] and kept(talk.readings, "v") == [("two", None, 2), ("one", None, 1)]
    other.close()


@pytest.mark.parametrize("most", ["MOST_READINGS", "MOST_CHARS_OF_A_THREAD"])
def test_what_was_read_longest_ago_goes_first_and_what_the_person_said_stays(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch, most: str
) -> None:
    monkeypatch.setattr(bounds, most, 4 if most == "MOST_READINGS" else 65)
    monkeypatch.setattr(bounds, "LOOKED_AFTER", 0)
    talk.say("my own words")
    for number in range(6):
        talk.read("text", id=f"m{number}")
    assert [reference for _, reference, _ in kept(talk.readings)] == ["m5", "m4", "m3", None]


def test_a_long_text_of_others_is_cut_and_the_persons_is_not(talk: Conversation) -> None:
    talk.say("x" * 50_000)
    talk.read("y" * 50_000)
    assert [len(text) for text, *_ in kept(talk.readings)] == [bounds.MOST_CHARS, 50_000]


def test_a_label_is_one_line_and_shows_what_it_holds() -> None:
    assert mail_label("Invoice 42", "mallory@club.example") == "the mail 'Invoice 42' by mallory@club.example"
    assert mail_label("", "") == "a mail without a subject"
    assert "\n" not in mail_label("a\nb\x1b[31m", "x@y.example") and "\x1b" not in mail_label("a\x1b", "")
    assert len(mail_label("x" * 500, "y" * 500)) < 150
    assert event_label("Offsite", NOW) == "the event 'Offsite', Thursday 19 November"


def test_a_reading_is_the_same_after_json() -> None:
    reading = mail_reading(
        "m1", "a@x.example", "Hi", NOW, {"subject": "Hi", "to": ["b@x.example"], "size": 3}
    )
    assert Reading.from_json(reading.json_dict()) == reading
    assert reading.text == "Hi\nb@x.example\n3"


class Between:
    """A connection that lets others write after each of its statements."""

    def __init__(self, connection: Connection, others: Callable[[], None]) -> None:
        self._connection = connection
        self._others = others

    def execute(self, statement: str, values: Any = ()) -> "Between":
        self._rows = self._connection.execute(statement, values).fetchall()
        self._others()
        return self

    def fetchone(self) -> Any:
        return self._rows[0]

    def fetchall(self) -> Any:
        return self._rows


def test_what_is_read_again_while_somebody_looks_is_there_once(
    talk: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.say("one")
    other = database_at(tmp_path / "assistant.db")
    readings = Readings(other)
    reading = other.reading

    def again() -> None:
        talk.read("text", id="a")
        talk.readings.of_thread("t")

    @contextmanager
    def disturbed() -> Iterator[Any]:
        with reading() as connection:
            yield Between(connection, again)

    again()
    monkeypatch.setattr(other, "reading", disturbed)
    for _ in range(2):
        assert [text for text, *_ in kept(readings)] == ["Invoice 42\ntext", "one"]
    other.close()
