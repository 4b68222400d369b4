"""The bottom line, which model answers, and in which colours: what stands around a conversation."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.text import Text

from agents.providers.recipients import told_to
from assistant import Assistant
from assistant.chat.terminal_screen import STYLES
from assistant.testing import ScriptedModel, says
from assistant.views.safe_console import SafeConsole
from assistant.views.themes import THEMES, prompt_style
from tests.assistant.chat.sitting import ENTER, Terminal, sitting
from tests.sample_home import company


@pytest.fixture(name="filled", scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    company(home).close()
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(filled, tmp_path / "home")


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    with company(home) as opened:
        yield opened


@pytest.fixture
def terminal(assistant: Assistant) -> Iterator[Terminal]:
    with sitting(assistant) as sat:
        sat.sees("new thread")
        yield sat


def test_what_is_next_is_known_once_the_calendar_was_opened_and_the_model_can_be_switched(
    terminal: Terminal,
) -> None:
    terminal.type("/agenda" + ENTER)
    terminal.sees("new thread · offline · next 11:00 1:1 Maya · /help")
    terminal.type("/model" + ENTER)
    terminal.sees("What you say, and what is read for it, stays on this machine.")
    terminal.type("/model groq" + ENTER)
    terminal.sees("give 'offline' or 'provider:model'")
    terminal.type("/model offline" + ENTER)
    terminal.sees("offline answers.", times=2)
    terminal.type("What's on tomorrow?" + ENTER)
    terminal.sees("Football practice Leo")


def test_tokens_and_their_cost_are_on_the_bottom_line(home: Path) -> None:
    reply = says("Hello.")
    reply.usage_metadata = {"input_tokens": 1200, "output_tokens": 34, "total_tokens": 1234}
    with (
        company(home, model=ScriptedModel(script={"schedule_event": [reply]})) as assistant,
        sitting(assistant) as terminal,
    ):
        terminal.sees("new thread")
        terminal.type("Hi" + ENTER)
        terminal.sees("· 1.2k tokens")


def test_undo_asks_where_the_last_thing_is_of_another_conversation(
    assistant: Assistant, terminal: Terminal
) -> None:
    assistant.ask("Lunch with Farid tomorrow at noon", thread="lunch", approve="all")
    terminal.type("/undo" + ENTER)
    terminal.sees("of another conversation")
    terminal.sees("y take it back")
    terminal.type("n")
    terminal.sees("Nothing was taken back.")
    assert [effect.state for effect in assistant.effects()] == ["done"]
    terminal.type("/undo" + ENTER)
    terminal.sees("of another conversation", times=2)
    terminal.sees("y take it back")
    terminal.type("y")
    terminal.sees("↶ undone")


def test_undo_asks_where_the_last_thing_cant_be_taken_back_and_not_where_it_is_plain(home: Path) -> None:
    with company(home) as assistant:
        assistant.ask("Lunch with Farid tomorrow at noon", thread="lunch", approve="all")
        assistant.ask("Send an email to Ana saying the proofs are here", thread="lunch", approve="all")
        with sitting(assistant, thread="lunch") as terminal:
            terminal.sees("/help")
            terminal.type("/undo" + ENTER)
            terminal.sees("The last thing can't be taken back: Send ")
            terminal.sees("y take it back")
            terminal.type("y")
            terminal.sees("↶ undone")
            assistant.ask("Lunch with Farid on Friday at noon", thread="lunch", approve="all")
            terminal.type("/undo" + ENTER)
            terminal.sees("↶ undone", times=2)
            assert terminal.text.count("The last thing can't be taken back") == 1


def test_undo_takes_back_the_mail_that_counts_down_though_the_event_was_made_after_it(home: Path) -> None:
    with company(home) as assistant:
        assistant.ask(
            "Send an email to Ana saying the proofs are here",
            thread="lunch",
            approve="all",
            hold=timedelta(hours=1),
        )
        assistant.ask("Lunch with Farid tomorrow at noon", thread="lunch", approve="all")
        with sitting(assistant, thread="lunch") as terminal:
            terminal.sees("/help")
            terminal.type("/undo" + ENTER)
            terminal.sees("canceled")
            assert [effect.state for effect in assistant.effects()] == ["canceled", "done"]
            assert "can't be taken back" not in terminal.text


@pytest.mark.parametrize(
    ("models", "base_url", "told"),
    [
        (["offline"], "", "stays on this machine"),
        (["openai:small"], "", "sent to openai."),
        (["openai:small"], "http://localhost:11434/v1", "stays on this machine"),
        (["openai:small"], "https://models.example/v1", "sent to models.example."),
        (["offline", "anthropic:big", "groq:fast"], "", "sent to anthropic and groq."),
        (["ollama:qwen3"], "", "stays on this machine"),
    ],
)
def test_who_is_sent_what_is_said_goes_by_where_the_models_are(
    models: list[str], base_url: str, told: str
) -> None:
    assert told in told_to(models, base_url, {})


def test_an_ollama_elsewhere_is_elsewhere() -> None:
    assert told_to(["ollama:qwen3"], "", {"OLLAMA_HOST": "10.0.0.3:11434"}).endswith("sent to 10.0.0.3.")


def drawn(theme: str, style: str) -> str:
    stream = StringIO()
    console = SafeConsole(theme, file=stream, force_terminal=True, color_system="truecolor")
    console.print(Text("word", style=style), end="")
    return stream.getvalue()


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_theme_draws_its_own_colours_and_keeps_what_is_bold(theme: str) -> None:
    faint = drawn(theme, "bright_black")
    assert (
        faint
        == {
            "terminal": "\x1b[90mword\x1b[0m",
            "dark": "\x1b[38;2;154;154;154mword\x1b[0m",
            "light": "\x1b[38;2;95;95;95mword\x1b[0m",
            "none": "word",
        }[theme]
    )
    assert "\x1b[1" in drawn(theme, "bold yellow")
    styled = [prompt_style(theme, style) for style in STYLES.values()]
    assert any("ansi" in style for style in styled) == (theme == "terminal")
    assert any("fg:" in style for style in styled) == (theme != "none")
