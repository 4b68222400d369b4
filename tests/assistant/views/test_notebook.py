"""A turn in a notebook, and its buttons."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import IPython
import ipywidgets as widgets
import pytest

from assistant import Assistant, Decision, Turn
from assistant.notebook import shown as notebook
from assistant.notebook.panel import Panel
from assistant.settings import load_settings
from tests.patience import PATIENCE_S
from tools.people.card_writing import write_person
from tools.people.contacts import Person

ROOT = Path(__file__).parents[3]
LUNCH = "Lunch with Ana tomorrow at noon"


@pytest.fixture(name="assistant")
def assistant_in_this_kernel(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings(
        home=tmp_path / "home", model="offline", now="2026-11-20T10:00:00+01:00", time_zone="Europe/Berlin"
    )
    with Assistant.open(settings=settings) as assistant:
        person = Person(uid="ana", name="Ana Souza", emails=("ana@larkspur.example",))
        write_person(tmp_path / "home" / "contacts", person)
        yield assistant


class Buttons:
    """What is to be seen and pressed in a panel."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel

    def all(self, kind: type) -> list[Any]:
        def inside(widget: Any) -> list[Any]:
            below = [found for child in getattr(widget, "children", ()) for found in inside(child)]
            return ([widget] if isinstance(widget, kind) else []) + below

        return inside(self._panel._box)

    @property
    def names(self) -> list[str]:
        return [button.description for button in self.all(widgets.Button)]

    @property
    def html(self) -> str:
        return "".join(html.value for html in self.all(widgets.HTML))

    def press(self, name: str) -> None:
        next(button for button in self.all(widgets.Button) if button.description.startswith(name)).click()


def waiting(assistant: Assistant) -> tuple[Turn, Buttons]:
    turn = assistant.ask(LUNCH)
    return turn, Buttons(Panel(assistant, turn))


def titles(assistant: Assistant) -> list[str]:
    return [event["title"] for event in assistant.home.agenda("tomorrow")[1]]


def test_approve_really_approves_and_undo_takes_it_back(assistant):
    _, buttons = waiting(assistant)
    assert "New event" in buttons.html
    assert titles(assistant) == []
    buttons.press("Approve")
    assert titles(assistant) == ["Lunch with Ana"]
    assert "Scheduled" in buttons.html
    assert "Approve" not in buttons.names
    buttons.press("Undo")
    assert titles(assistant) == []
    assert "undone" in buttons.html


def test_reject_passes_the_reason_on(assistant):
    turn, buttons = waiting(assistant)
    buttons.all(widgets.Text)[0].value = "she is away"
    buttons.press("Reject")
    assert titles(assistant) == []
    assert assistant.pending() == []
    assert "she is away" in " ".join(message.content for message in assistant.trace(turn.thread_id))


def test_an_edit_shows_what_changes_before_it_counts(assistant):
    _, buttons = waiting(assistant)
    buttons.press("Edit")
    title = next(box for box in buttons.all(widgets.Text) if box.description == "title")
    title.value = "Brunch with Ana"
    buttons.press("Show what changes")
    assert "<ins" in buttons.html
    assert titles(assistant) == []
    buttons.press("Approve like this")
    assert titles(assistant) == ["Brunch with Ana"]


def test_a_grant_shows_what_it_would_let_through_before_it_counts(assistant):
    _, buttons = waiting(assistant)
    buttons.press("Always")
    assert "ana@larkspur.example" in buttons.html
    minutes = next(box for box in buttons.all(widgets.Text) if box.description == "minutes long")
    minutes.value = "many"
    buttons.press("Show")
    assert "needs a whole number" in buttons.html
    minutes.value = "90"
    buttons.press("Show")
    assert "90 minutes" in buttons.html
    assert (assistant.grants(), titles(assistant)) == ([], [])
    buttons.press("Let such acts go")
    [grant] = assistant.grants()
    assert grant.scope["minutes"] == 90
    assert titles(assistant) == ["Lunch with Ana"]
    assert assistant.ask("Coffee with Ana tomorrow at 4pm").effects[0].grant == grant.id


def test_an_edit_that_does_not_work_out_says_why(assistant):
    _, buttons = waiting(assistant)
    buttons.press("Edit")
    start = next(box for box in buttons.all(widgets.Text) if box.description == "start")
    start.value = "on the day of the frogs"
    buttons.press("Show what changes")
    assert "frogs" in buttons.html
    buttons.press("Back")
    assert "Approve" in buttons.names


def test_what_was_answered_elsewhere_is_said_and_gone(assistant):
    turn, buttons = waiting(assistant)
    assistant.decide({turn.approvals[0].id: Decision.reject()})
    buttons.press("Approve")
    assert "✗" in buttons.html
    assert "Approve" not in buttons.names
    assert titles(assistant) == []


def test_without_a_kernel_a_turn_is_html_with_the_command_to_run(assistant):
    turn = assistant.ask(LUNCH)
    bundle = notebook.mimebundle(turn)
    assert set(bundle) == {"text/plain", "text/html"}
    assert f"assistant approve {turn.approvals[0].id[:6]}" in bundle["text/html"]
    assert "Lunch with Ana" in bundle["text/plain"]


def test_in_a_kernel_a_turn_that_waits_has_buttons_and_a_finished_one_has_none(assistant, monkeypatch):
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    turn = assistant.ask(LUNCH)
    assert notebook.WIDGET in notebook.mimebundle(turn)
    answered = assistant.ask("What's on my calendar tomorrow?")
    assert notebook.WIDGET not in notebook.mimebundle(answered)


def test_a_turn_outlives_its_assistant(assistant, monkeypatch):
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    turn = assistant.ask(LUNCH)
    assistant.close()
    assert "Lunch with Ana" in notebook.mimebundle(turn)["text/html"]
    assert notebook.WIDGET not in notebook.mimebundle(turn)


def test_ipython_shows_a_turn_as_html():
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "from assistant import Turn\n"
        "turn = Turn(thread_id='t', status='done', reply='Lunch is at noon.')\n"
        "shown, _ = shell.display_formatter.format(turn)\n"
        "print(shown['text/html'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert "Lunch is at noon.</p>" in done.stdout
