"""The chat as a person sees it: the real assistant on the built-in model, real files, a real screen."""

import asyncio
import os
import pty
import shutil
import subprocess
import sys
import threading
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from langchain_core.messages import AIMessage
from prompt_toolkit.application import create_app_session, in_terminal
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import DummyOutput

from assistant import Approval, Assistant, Decision
from assistant.chat import scrollback
from assistant.chat.conversation import Conversation
from assistant.chat.terminal_screen import TerminalScreen
from assistant.sample import fill
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from assistant.views.fields import Field
from tests.assistant.chat.sitting import CTRL_C, CTRL_D, DOWN, ENTER, ESCAPE, TAB, let_go, sitting
from tests.databases import variables_at
from tests.patience import PATIENCE_S, eventually
from tools.errors import StorageError

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 10, tzinfo=BERLIN)
MAIN_SENTENCE = (
    "Schedule a meeting with the design team next Tuesday at 2pm for 1 hour, "
    "and send them an email reminder about reviewing the new mockups"
)
MEETING = "Lunch with Farid tomorrow at noon"


def open_assistant(home: Path, hold_s: float = 0, model: ScriptedModel | None = None) -> Assistant:
    settings = load_settings(
        home=home,
        model="offline",
        now=NOW,
        time_zone="Europe/Berlin",
        user_name="Max Muster",
        user_email="max@larkspur.example",
        hold_s=hold_s,
    )
    return Assistant.open(settings=settings, model=model)


@pytest.fixture(name="filled", scope="module")
def filled_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("filled") / "home"
    with open_assistant(home) as assistant:
        fill(assistant.home)
    return home


@pytest.fixture(name="home")
def copy_of_the_filled_home(filled, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(filled, tmp_path / "home")


@pytest.fixture(name="assistant")
def assistant_on_it(home):
    with open_assistant(home) as assistant:
        yield assistant


def events_on(assistant: Assistant, day: str) -> list[str]:
    return [event["title"] for event in assistant.home.agenda(day)[1]]


def sent(assistant: Assistant) -> list[str]:
    return [mail["subject"] for mail in assistant.home.mail("in:sent")]


def test_the_main_sentence_becomes_an_event_and_a_mail_after_two_yeses(home):
    with open_assistant(home, hold_s=600) as assistant, sitting(assistant) as terminal:
        assert "Model: offline" in terminal.sees("new thread")
        terminal.type(MAIN_SENTENCE + ENTER)
        shown = terminal.sees("1 of 2  ", times=1)
        # A card that was ready while the other agent still worked may stand above it already.
        _, _, asked = shown.rpartition("New event")
        assert "Tue 24 Nov 2026, 14:00–15:00 (1 hour), Europe/Berlin" in asked
        assert asked.count("Chloé Martin <chloe@larkspur.example>") == 1
        terminal.sees("y approve")
        assert not assistant.effects()
        terminal.type("y")
        shown = terminal.sees("2 of 2  S")
        assert shown.count("Chloé Martin <chloe@larkspur.example>") >= 2
        terminal.sees("y approve")
        terminal.type("y")
        terminal.sees("u takes it back")
        assert events_on(assistant, "next Tuesday").count("Meeting with the design team") == 1
        assert "Reminder: reviewing the new mockups" not in sent(assistant)
        let_go(home)
        terminal.sees("✓ done: Sent 'Reminder: reviewing the new mockups'")
        assert sent(assistant)[0] == "Reminder: reviewing the new mockups"
        terminal.misses("u takes it back")
        terminal.type(CTRL_D)
        assert terminal.has_left()


def test_a_mail_that_is_taken_back_in_time_is_not_sent(home):
    with open_assistant(home, hold_s=600) as assistant, sitting(assistant) as terminal:
        terminal.type("Send an email to Ana saying the proofs are here" + ENTER)
        terminal.sees("y approve")
        terminal.type("y")
        terminal.sees("u takes it back")
        terminal.type("u")
        terminal.sees("canceled")
        terminal.misses("u takes it back")
        assert [effect.state for effect in assistant.effects()] == ["canceled"]
        assert not [subject for subject in sent(assistant) if "proofs" in subject]


def test_enter_is_no_yes_and_neither_is_pasted_text(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type(ENTER + ENTER + "\x1b[200~y\x1b[201~")
        terminal.sees("In words (Esc: back): y")
        terminal.type(ESCAPE)
        terminal.sees("y approve")
        terminal.type("s")
        terminal.sees("Skipped")
        assert not assistant.effects()
        assert len(assistant.pending()) == 1


def test_a_key_that_repeats_answers_one_question_and_not_the_next(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MAIN_SENTENCE + ENTER)
        terminal.sees("y approve")
        terminal.type("yyyyyyyy")
        terminal.sees("2 of 2  S")
        terminal.sees("y approve")
        assert len(assistant.pending()) == 1
        assert not assistant.effects()


def test_words_are_no_keys(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MAIN_SENTENCE + ENTER)
        terminal.sees("y approve")
        terminal.type("any other day")
        terminal.sees("In words (Esc: back): any other day")
        assert len(assistant.pending()) == 2
        terminal.type(ENTER)
        terminal.sees("Rejected: ")
        assert "(any other day)" in terminal.sees("2 of 2  S")
        assert not assistant.effects()
        said = [str(message.content) for message in assistant.trace(assistant.threads()[0].thread_id)]
        assert any("any other day" in each for each in said), "the agent will be told why"


@pytest.mark.parametrize(("words", "said"), [("yes please", "Scheduled"), ("no thanks", "Rejected: ")])
def test_a_bare_yes_or_no_in_words_is_one(assistant, words, said):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type(words + ENTER)
        terminal.sees(said)
        terminal.misses("y approve")
        assert len(assistant.effects()) == (said == "Scheduled")


def test_what_was_answered_counts_though_the_rest_is_left(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MAIN_SENTENCE + ENTER)
        terminal.sees("1 of 2  ")
        terminal.sees("y approve")
        terminal.type("y")
        terminal.sees("2 of 2  S")
        terminal.type(CTRL_C)
        terminal.sees("✓ done")
        (left,) = assistant.pending()
        assert left.action == "send_email"


def test_an_answer_outlives_the_chat_that_took_it(home):
    with open_assistant(home) as assistant:
        turn = assistant.ask(MEETING)
        assistant.record({turn.approvals[0].id: Decision.approve()})
        assert not assistant.effects() and not assistant.pending()
    with open_assistant(home) as assistant, sitting(assistant) as terminal:
        terminal.sees("Scheduled 'Lunch")
        assert "Lunch with Farid" in events_on(assistant, "tomorrow")


def test_what_is_answered_at_another_screen_is_said_and_no_longer_asked(assistant):
    turn = assistant.ask(MAIN_SENTENCE)
    with sitting(assistant) as terminal:
        terminal.sees("1 of 2  ")
        assistant.decide({turn.approvals[0].id: Decision.reject()})
        terminal.sees("Answered elsewhere")
        terminal.sees("2 of 2  S")


def test_a_look_that_fails_at_what_others_answer_takes_no_answer_of_the_person(assistant, monkeypatch):
    async def fail(_: Conversation, approval: Approval) -> None:
        raise StorageError(f"nobody can look at {approval.id}")

    monkeypatch.setattr(Conversation, "_answered_elsewhere", fail)
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type("y")
        shown = terminal.sees("Scheduled 'Lunch")
        assert "Answered elsewhere" not in shown


def test_after_the_sample_was_filled_in_the_next_mail_is_from_the_one_whose_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings(home=tmp_path / "home", model="offline", now=NOW, time_zone="Europe/Berlin")
    with Assistant.open(settings=settings) as assistant, sitting(assistant) as terminal:
        terminal.type("/sample" + ENTER)
        terminal.sees("You are Sam Reed")
        terminal.type("Send an email to Liam saying the proofs are here" + ENTER)
        assert "From  Sam Reed <sam@larkspur.example>" in terminal.sees("y approve")


def test_a_slash_begins_a_command_instead_of_an_answer(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type("/effects" + ENTER)
        terminal.sees("Nothing was done yet.")
        assert len(assistant.pending()) == 1


def test_a_reason_for_a_no_reaches_the_agent(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type(TAB)
        terminal.sees("Why not?")
        terminal.type("Farid is away" + ENTER)
        terminal.sees("(Farid is away)")
        terminal.misses("1 waiting")
        assert not assistant.pending()
        assert not assistant.effects()
        thread = assistant.threads()[0].thread_id
        assert "Farid is away" in " ".join(message.content for message in assistant.trace(thread))


def test_an_edit_shows_what_changes_before_it_counts(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type("e")
        terminal.sees("Enter shows what changes")
        terminal.type(" at last" + ENTER)
        shown = terminal.sees("y approve it like this")
        assert "New event, edited" in shown
        assert not assistant.effects()
        terminal.type("y")
        terminal.sees("Scheduled 'Lunch with Farid at last'")
        assert "Lunch with Farid at last" in events_on(assistant, "tomorrow")


def test_an_edit_that_does_not_work_out_says_why_and_can_be_mended(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type("e")
        terminal.sees("Enter shows what changes")
        terminal.type(DOWN + "\x15" + "on the day of the frogs" + ENTER)
        terminal.sees("✗")
        terminal.sees("Enter shows what changes")
        terminal.type(ESCAPE)
        terminal.sees("y approve")
        assert len(assistant.pending()) == 1


def test_a_form_that_is_opened_again_still_hears_the_terminals_reports_and_the_persons_keys(tmp_path):
    async def fill_in() -> None:
        screen = TerminalScreen(history=tmp_path / "history", commands=[], zone=ZoneInfo("UTC"))
        keys = screen._application.key_processor

        async def open_twice() -> int:
            for _ in range(2):
                filling = asyncio.ensure_future(screen.form("Edit", [Field("title", "title", "Lunch")]))
                await asyncio.sleep(0)
                # Where the cursor is: terminals report it after printing, before the next drawing.
                keys.feed(KeyPress(Keys.CPRResponse, "\x1b[1;1R"))
                keys.process_keys()
                await asyncio.sleep(0.05)
                keys.feed(KeyPress(Keys.Escape))
                keys.process_keys()
                assert await asyncio.wait_for(filling, PATIENCE_S) is None
            return 0

        await screen.show_while(asyncio.ensure_future(open_twice()))

    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        asyncio.run(fill_in())


def test_the_text_of_a_mail_is_edited_in_the_persons_editor(assistant, tmp_path, monkeypatch):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf 'See you at the Markthalle.\\n' > \"$1\"\n")
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    with sitting(assistant) as terminal:
        terminal.type("Send an email to Ana saying the proofs are here" + ENTER)
        terminal.sees("y approve")
        terminal.type("e")
        terminal.sees("Enter shows what changes")
        terminal.repeats(TAB, until="opens your editor")
        terminal.type(ENTER)
        terminal.sees("See you at the Markthalle.")
        terminal.type(TAB)
        terminal.sees("Enter shows what changes")
        terminal.type(ENTER)
        terminal.sees("y approve it like this")
        terminal.type("y")
        terminal.sees("Sent 'The proofs")
        mail = assistant.home.mail("in:sent")[0]
        assert "See you at the Markthalle." in assistant.home.mailbox.read(mail["id"]).body


def test_a_message_typed_while_something_waits_can_be_the_reason_for_a_no(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type("s")
        terminal.sees("/pending shows what")
        terminal.type("Farid has no time" + ENTER)
        terminal.sees("r reject it")
        terminal.type("r")
        terminal.misses("1 waiting")
        assert not assistant.pending()
        assert not assistant.effects()


def test_a_message_typed_while_something_waits_can_go_to_a_new_thread(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type("s")
        terminal.sees("/pending shows what")
        terminal.type("Show me my calendar on Friday next week" + ENTER)
        terminal.sees("w let it wait")
        terminal.type("w")
        terminal.sees("1 waiting elsewhere")
        terminal.sees("Interview: senior designer")
        assert len(assistant.pending()) == 1
        assert len(assistant.threads()) == 2


def test_a_message_typed_while_something_waits_can_be_taken_back(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type("s")
        terminal.sees("/pending shows what")
        terminal.type("Never mind" + ENTER)
        terminal.sees("1 approval waits in this thread")
        terminal.type(ESCAPE)
        terminal.sees("the message was not taken")
        assert len(assistant.threads()) == 1
        assert len(assistant.pending()) == 1


def test_leaving_with_something_waiting_says_how_to_take_it_up_again_and_it_does(home):
    with open_assistant(home) as assistant, sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type(CTRL_D)
        assert terminal.has_left()
        (approval,) = assistant.pending()
        assert f"assistant chat --thread {approval.thread_id}" in terminal.text
    with open_assistant(home) as assistant, sitting(assistant, thread=approval.thread_id) as terminal:
        terminal.sees("y approve")
        terminal.type("y")
        terminal.sees("Scheduled 'Lunch")
        assert "Lunch with Farid" in events_on(assistant, "tomorrow")


def test_what_waits_in_the_last_thread_is_shown_first(home):
    with open_assistant(home) as assistant:
        assistant.ask(MEETING)
        with sitting(assistant) as terminal:
            terminal.sees("Going on with 'Lunch with Farid tomorrow at noon'")
            terminal.sees("y approve")


def test_everything_is_approved_with_two_keys_once_all_of_it_was_seen(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MAIN_SENTENCE + ENTER)
        terminal.sees("a approve all")
        terminal.type("a")
        shown = terminal.sees("Approve all of them, 2 things?")
        assert "Subject" in shown or "Reminder: reviewing the new mockups" in shown
        terminal.sees("approve all · n back")
        assert not assistant.effects()
        terminal.type("y")
        terminal.sees("Sent 'Reminder")
        assert {effect.state for effect in assistant.effects()} == {"done"}


def test_a_card_fits_a_narrow_terminal(assistant):
    with sitting(assistant, columns=60) as terminal:
        terminal.type(MAIN_SENTENCE + ENTER)
        shown = terminal.sees("y approve")
        borders = [line for line in shown.splitlines() if line.startswith(("╭", "╰", "│"))]
        assert borders
        assert {len(line) for line in borders} == {60}
        assert "s skip for now" in shown


def test_the_bottom_line_leaves_out_what_has_no_room_instead_of_cutting_it(assistant):
    with sitting(assistant, columns=56) as terminal:
        terminal.type(MAIN_SENTENCE + ENTER)
        terminal.sees("y approve")
        shown = terminal.sees("2 waiting").rstrip().splitlines()
        assert shown[-1].endswith("2 waiting")


def test_escape_sequences_in_what_others_wrote_do_nothing(assistant):
    evil = (
        b"From: =?utf-8?q?Eve=1B=5B2J?= <eve@example.org>\r\nTo: max@larkspur.example\r\n"
        b"Subject: =?utf-8?b?" + b"G10wO3B3bmVkBxtbMko=" + b"?= [red]sale[/red] =?utf-8?q?=E2=80=AEtxt?=\r\n"
        b"Message-ID: <evil@example.org>\r\nDate: Thu, 19 Nov 2026 20:00:00 +0100\r\n\r\nHello\r\n"
    )
    assistant.home.mailbox.deliver(evil, "inbox")
    with sitting(assistant) as terminal:
        terminal.sees("new thread")
        terminal.type("/mail from:eve" + ENTER)
        shown = terminal.sees("sale")
        assert "Model: offline" in shown
        assert "[red]sale[/red]" in shown
        assert "\x1b]0;pwned" not in terminal.raw
        assert "\u202e" not in terminal.raw


COMMANDS = {
    "/help": "what waits for your answer",
    "/pending": "Nothing waits for you.",
    "/threads": "No conversations yet.",
    "/agenda next Wednesday": "Contract call with Fernweh",
    "/mail from:keiko": "Two customers in Tokyo",
    "/effects": "Nothing was done yet.",
    "/model": "offline answers",
    "/usage": "No model was called",
    "/trace": "Nothing was said",
    "/resume": "Nothing was begun",
    "/sample": "only goes into an empty home",
    "/frobnicate": "there is no /frobnicate",
    "/thread nowhere": "there is no thread 'nowhere'",
    "/thread": "say which",
    "/new": "A new thread begins",
    "/quit": "",
}


def test_commands_answer_without_the_model(assistant):
    with sitting(assistant) as terminal:
        for command, shows in COMMANDS.items():
            terminal.type(command + ENTER)
            terminal.sees(shows)
        assert terminal.has_left()
        assert not assistant.threads()


def test_the_beginning_of_a_command_is_completed(assistant):
    with sitting(assistant) as terminal:
        terminal.sees("new thread")
        terminal.type("/age")
        terminal.sees("look at the calendar")
        terminal.type(TAB + "next Wednesday" + ENTER)
        terminal.sees("Contract call with Fernweh")


def test_a_line_can_be_broken_without_sending_it(assistant):
    with sitting(assistant) as terminal:
        terminal.sees("new thread")
        terminal.type("first line" + ESCAPE + ENTER + "second line")
        terminal.sees("second line")
        assert not assistant.threads()
        terminal.type(CTRL_C)
        terminal.misses("second line")
        terminal.type(CTRL_C)
        terminal.sees("Ctrl-D or /quit leaves")


def test_ctrl_c_stops_a_turn_and_resume_goes_on_with_it(home):
    asked, answer = threading.Event(), threading.Event()

    def slow(_: object) -> AIMessage:
        asked.set()
        assert answer.wait(PATIENCE_S)
        return calls(("schedule_event", {"request": "What about today?"}))

    model = ScriptedModel(
        script={
            "schedule_event": [slow, says("You have a lot to do today.")],
        }
    )
    with open_assistant(home, model=model) as assistant, sitting(assistant) as terminal:
        terminal.type("What about today?" + ENTER)
        assert asked.wait(PATIENCE_S)
        terminal.sees("Ctrl-C stops")
        terminal.type(CTRL_C)
        terminal.sees("/resume goes on where it stopped")
        answer.set()
        terminal.type("/resume" + ENTER)
        terminal.sees("You have a lot to do today.")
        # The answer is on the screen before the thread is given back.
        eventually(
            lambda: [thread.status for thread in assistant.threads()] == ["done"], "the thread to be done"
        )


def test_a_turn_that_hangs_can_be_left(home):
    asked, answer = threading.Event(), threading.Event()

    def hanging(_: object) -> AIMessage:
        asked.set()
        assert answer.wait(PATIENCE_S)
        return says("At last.")

    model = ScriptedModel(script={"schedule_event": [hanging]})
    with open_assistant(home, model=model) as assistant, sitting(assistant) as terminal:
        terminal.type("one" + ENTER)
        assert asked.wait(PATIENCE_S)
        terminal.type(CTRL_C + CTRL_C + CTRL_C)
        assert terminal.has_left()
        (thread,) = assistant.threads()
        assert f"assistant resume {thread.thread_id}" in terminal.text
        answer.set()


@pytest.mark.parametrize("printing", ["at once", "after a while"])
def test_what_is_typed_during_a_turn_is_said_next(home, monkeypatch, printing):
    asked, answer = threading.Event(), threading.Event()

    @asynccontextmanager
    async def slowly():
        await asyncio.sleep(0.3)
        async with in_terminal():
            yield

    if printing == "after a while":
        monkeypatch.setattr(scrollback, "in_terminal", slowly)

    def slow(_: object) -> AIMessage:
        asked.set()
        assert answer.wait(PATIENCE_S)
        return says("First answer.")

    model = ScriptedModel(script={"schedule_event": [slow, says("Second answer.")]})
    with open_assistant(home, model=model) as assistant, sitting(assistant) as terminal:
        terminal.type("one" + ENTER)
        assert asked.wait(PATIENCE_S)
        terminal.type("two" + ENTER)
        terminal.sees("1 typed ahead")
        answer.set()
        shown = terminal.sees("Second answer.")
        assert shown.index("First answer.") < shown.index("› two") < shown.index("Second answer.")
        (thread,) = assistant.threads()
        assert thread.turns == 2


def test_a_question_waits_for_the_end_of_what_is_being_typed(home):
    asked, answer = threading.Event(), threading.Event()

    def slow(_: object) -> AIMessage:
        asked.set()
        assert answer.wait(PATIENCE_S)
        return calls(("schedule_event", {"request": "Lunch"}))

    lunch = {"title": "Lunch", "start_time": "2026-11-21T12:00"}
    model = ScriptedModel(
        script={"create_calendar_event": [calls(("create_calendar_event", lunch))], "schedule_event": [slow]}
    )
    with open_assistant(home, model=model) as assistant, sitting(assistant) as terminal:
        terminal.type("Lunch tomorrow at noon" + ENTER)
        assert asked.wait(PATIENCE_S)
        terminal.type("and yes")
        answer.set()
        terminal.sees("a question waits until this is sent or cleared")
        terminal.type(", I may")
        terminal.sees("and yes, I may")
        terminal.type(CTRL_C)
        terminal.sees("y approve")
        assert len(assistant.pending()) == 1
        assert not assistant.effects()


def test_a_lost_terminal_is_no_answer(home):
    ours, theirs = pty.openpty()
    take_the_terminal = (
        "import fcntl, runpy, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
        "runpy.run_module('assistant', run_name='__main__')"
    )
    settings = {
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_MODEL": "offline",
        "ASSISTANT_TIME_ZONE": "Europe/Berlin",
        "ASSISTANT_NOW": NOW.isoformat(),
        "TERM": "xterm-256color",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PROMPT_TOOLKIT_NO_CPR": "1",
        **variables_at(home / "assistant.db"),
    }
    chat = subprocess.Popen(
        [sys.executable, "-c", take_the_terminal],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **settings},
        start_new_session=True,
    )
    os.close(theirs)
    os.write(ours, f"{MEETING}\r".encode())
    seen = b""
    while b"approve" not in seen:
        seen += os.read(ours, 100_000)
    os.close(ours)
    chat.wait(PATIENCE_S)
    with open_assistant(home) as assistant:
        assert len(assistant.pending()) == 1
        assert not assistant.effects()


def test_the_last_thing_done_is_taken_back(assistant):
    with sitting(assistant) as terminal:
        terminal.type(MEETING + ENTER)
        terminal.sees("y approve")
        terminal.type("y")
        terminal.sees("Scheduled 'Lunch")
        terminal.type("/undo" + ENTER)
        terminal.sees("undone")
        assert "Lunch with Farid" not in events_on(assistant, "tomorrow")
