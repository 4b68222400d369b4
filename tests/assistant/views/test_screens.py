"""What each kind of screen looks like, as it was looked at: kept as text in `screens/`, at two widths.

A screen that has changed on purpose is kept anew with UPDATE_SNAPSHOTS=1, and looked at.
"""

import os
import re
from pathlib import Path

import pytest

from assistant.commands.cli import main
from assistant.testing import MONDAY
from tests.assistant.chat.sitting import ENTER, sitting
from tests.sample_home import company

ID = re.compile(r"(?<=  |· )[a-z2-7]{10}(?:[a-z2-7]{2})?(?=$|  ─╯)", re.MULTILINE)
KEPT = Path(__file__).parent / "screens"
KINDS = {
    "help": "/help",
    "agenda": "/agenda this week",
    "week": "/week",
    "month": "/month",
    "mail": "/mail from:ana",
    "brief": "/brief",
    "tasks": "/tasks",
    "routines": "/routines",
    "pending": "/pending",
    "model": "/model",
}
NOTHING = "there is no /fly"


@pytest.fixture(name="home", scope="module")
def home_where_something_waits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("screens") / "home"
    with company(home) as assistant:
        assistant.ask("Lunch with Farid on Thursday at noon", thread="lunch", approve="all")
        assistant.ask("Send Noah an email saying the proofs are here", thread="proofs")
    return home


def of_no_moment(text: str) -> str:
    """`text` without ids, and without the time at which this test ran."""
    text = ID.sub(lambda found: "x" * len(found[0]), text)
    return re.sub(r"\(asked \d\d:\d\d\)", "(asked 12:00)", text)


def is_as_kept(name: str, columns: int, shown: str) -> bool:
    """Whether `shown` is what was looked at; without `columns` it is what a pipe gets."""
    path = KEPT / (f"{name}-{columns}.txt" if columns else f"{name}.txt")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown + "\n", encoding="utf-8")
    kept = path.read_text(encoding="utf-8").rstrip("\n")
    assert shown == kept
    assert not columns or all(len(line) <= columns for line in kept.splitlines())
    return True


@pytest.mark.parametrize("columns", [80, pytest.param(120, marks=pytest.mark.slow)])
def test_what_the_chat_shows_is_as_it_was_looked_at(
    home: Path, columns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with company(home) as assistant, sitting(assistant, columns=columns) as terminal:
        terminal.sees("proofs")
        terminal.sees("y approve")
        card = terminal.text
        terminal.type("s")
        terminal.sees("left waiting")
        terminal.type("/new" + ENTER)
        terminal.sees("A new thread begins")
        for count, command in enumerate(KINDS.values(), start=1):
            terminal.type(command + ENTER)
            terminal.type("/fly" + ENTER)
            terminal.sees(NOTHING, times=count)
        told = of_no_moment(terminal.text)
    begun, _, _ = of_no_moment(card[card.index("╭") :]).rpartition("\nSend Noah")
    assert is_as_kept("card", columns, begun)
    for name, command in KINDS.items():
        shown = told.split(f"› {command}\n", 1)[1].split("\n\n› /fly", 1)[0]
        assert is_as_kept(name, columns, shown.rstrip())


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("no-command", ("agneda",), 2),
        ("no-time", ("agenda", "blursday"), 2),
        ("no-approval", ("approve", "zzz"), 4),
        ("no-operator", ("mail", "cc:ana"), 2),
        ("no-key", ("--model", "groq:x", "ask", "hello"), 2),
        ("doctor", ("doctor",), 0),
    ],
)
def test_what_a_command_says_is_as_it_was_looked_at(
    home: Path,
    name: str,
    words: tuple[str, ...],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    for setting, value in (("NOW", MONDAY.isoformat()), ("TIME_ZONE", "Europe/Berlin"), ("MODEL", "offline")):
        monkeypatch.setenv(f"ASSISTANT_{setting}", value)
    assert main(["--home", str(home), *words]) == code
    printed = capsys.readouterr()
    text = (printed.err or printed.out).replace(str(home), "~/assistant")
    text = re.sub(r"[\d.]+ [GMk]B", "1 GB", text)
    assert is_as_kept(name, 0, text.rstrip())
