"""A question of `questions/*.toml`: what is asked on the sample home, and what is true there."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant import Assistant, Decision

NOW = "2026-11-18T10:20:00+01:00"
USER = {
    "ASSISTANT_USER_NAME": "Sam Reed",
    "ASSISTANT_USER_EMAIL": "sam@larkspur.example",
    "ASSISTANT_TIME_ZONE": "Europe/Berlin",
    "ASSISTANT_NOW": NOW,
}
_DENIES = re.compile(r"\b(?:there is no|found no|there is none)\b|: no\b", re.IGNORECASE)
"""Said of a question of which words were left out, it may be false."""
_HERE = Path(__file__).parent / "questions"
_OPEN = re.compile(
    r"\?\s*\Z|understand|not for me|nothing was done|left out|takes a language model|please (?:say|ask)",
    re.IGNORECASE,
)
_SAMPLE = Path(__file__).parents[3] / "assistant" / "sample"


class Verdict(StrEnum):
    """What an answer is worth."""

    ANSWERED = "answered"
    """It says what is true, and nothing else of what was looked for."""
    OPEN = "open"
    """It says that it can't, what it left out, or asks."""
    FALSE = "false"


@dataclass(frozen=True)
class Question:
    """One question, as it stands in its file."""

    kind: str
    values: Mapping[str, Any]

    @property
    def text(self) -> str:
        return " … ".join([*self.values.get("after", ()), str(self.values["ask"])])

    def asked(self, assistant: Assistant) -> str:
        """The answer, in a conversation of its own."""
        said, thread = "", hashlib.sha256(self.text.encode()).hexdigest()[:16]
        for turn in (*self.values.get("after", ()), self.values["ask"]):
            answer = assistant.ask(turn, thread=thread)
            if answer.approvals:
                assistant.decide({one.id: Decision.reject() for one in answer.approvals})
                return "wants to change something"
            said = answer.reply or str(answer.error)
        return said

    def verdict(self, said: str) -> Verdict:
        if self._is_right(said):
            return Verdict.ANSWERED
        denied = "left out" in said and _DENIES.search(said)
        return Verdict.OPEN if _OPEN.search(said) and not denied else Verdict.FALSE

    def _is_right(self, said: str) -> bool:
        values = self.values
        wanted = {True: said.startswith("Yes"), False: said.startswith("No"), None: True}[values.get("yes")]
        return (
            wanted
            and "left out" not in said
            and all(words in said for words in values.get("says", ()))
            and not any(words in said for words in values.get("never", ()))
            and (
                "events" not in values
                or _named(said, _titles("events.toml", "event", "title")) == set(values["events"])
            )
            and ("mails" not in values or _named(said, _subjects()) == set(values["mails"]))
        )


def _titles(file: str, table: str, key: str) -> set[str]:
    content = tomllib.loads((_SAMPLE / file).read_text(encoding="utf-8"))
    return {str(entry[key]) for entry in content[table]}


def _subjects() -> set[str]:
    subjects = _titles("mails.toml", "thread", "subject")
    return subjects | {f"Re: {subject}" for subject in subjects}


def _named(said: str, titles: set[str]) -> set[str]:
    """Those of these that stand in an answer in quotation marks, as it names them."""
    return {title for title in titles if f"'{title}'" in said}


def questions() -> Iterator[Question]:
    """All of them, by file."""
    for path in sorted(_HERE.glob("*.toml")):
        for values in tomllib.loads(path.read_text(encoding="utf-8"))["question"]:
            yield Question(path.stem, values)
