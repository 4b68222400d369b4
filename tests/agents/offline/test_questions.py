"""Questions as people type them, on the sample home: nine of ten are answered, and nothing false is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.commands.cli import main
from tests.agents.offline.question import USER, Question, Verdict, questions

ASKED = list(questions())
MOST_OPEN = 0.1
"""So many of all may be left open."""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home: Path = tmp_path_factory.mktemp("sample") / "home"
    with pytest.MonkeyPatch.context() as environment:
        for name, value in USER.items():
            environment.setenv(name, value)
        assert main(["--home", str(home), "sample"]) == 0
        with Assistant.open(home=home, model="offline") as opened:
            opened.home.calendar.wait()
            opened.home.mailbox.catch_up()
            yield opened


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    """What came of those that were asked so far."""
    return {}


@pytest.mark.parametrize("question", ASKED, ids=lambda one: f"{one.kind}: {one.text}")
def test_nothing_false_is_said(question: Question, assistant: Assistant, verdicts: dict[str, Verdict]):
    said = question.asked(assistant)
    verdicts[question.text] = question.verdict(said)
    assert verdicts[question.text] is not Verdict.FALSE, said


def test_at_least_nine_of_ten_are_answered(assistant: Assistant, verdicts: dict[str, Verdict]):
    found = [verdicts.get(question.text) or question.verdict(question.asked(assistant)) for question in ASKED]
    left = [one.text for one, verdict in zip(ASKED, found, strict=True) if verdict is not Verdict.ANSWERED]
    assert len(left) <= MOST_OPEN * len(ASKED), "\n".join(left)


def test_a_false_answer_is_told_from_an_open_one():
    question = Question("calendar", {"ask": "anything on Saturday?", "yes": False, "events": []})
    assert question.verdict("No: there is no event on Saturday.") is Verdict.ANSWERED
    assert question.verdict("I left out 'on', which I don't understand.") is Verdict.OPEN
    left_out = "I left out 'blue', which I don't understand. Without it: There is no event on Saturday."
    assert question.verdict(left_out) is Verdict.FALSE
    assert question.verdict("Yes: 'Dentist' on Saturday.") is Verdict.FALSE
    assert question.verdict("No: 'Dentist' is on Sunday.") is Verdict.FALSE
