"""Nothing that other people wrote reaches a terminal raw: every command, with hostile text in every field."""

import json
import logging
import re
import sys
import unicodedata
from io import StringIO
from pathlib import Path

import pytest
from prompt_toolkit.application import Application
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from assistant import Assistant
from assistant.chat.scrollback import Scrollback
from assistant.commands.cli import main
from assistant.commands.parser import parser
from assistant.notebook.shown import mimebundle
from assistant.testing import ScriptedModel, calls, says
from assistant.views.safe_console import SafeConsole
from assistant.views.text import json_text

HOSTILE = (
    "Zoë\x1b]52;c;aGFoYQ==\x07\x1b]8;;https://mallory.example\x1b\\\x1b[2J\x9b31m\x9d0;title\x9c"
    "\u202etxt.exe\u2066\u200b\u00ad\x08\x7f\u2028\rover"
)
"""A clipboard, a link, an empty screen, a title, words turned around, a line that is written over."""
OWN = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25l\r\x1b\[2K\x1b\[\?25h\r")
"""Colours, and a bar that came to nothing."""
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{h}\r\nDTSTAMP:20261120T090000Z\r\n"
    "DTSTART:20261120T120000Z\r\nDTEND:20261120T130000Z\r\nSUMMARY:{h}\r\nLOCATION:{h}\r\nDESCRIPTION:{h}\r\n"
    "ATTENDEE;CN={h}:mailto:zoe@larkspur.example\r\nRRULE:FREQ={h}\r\nSTATUS:TENTATIVE\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
TASK = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:t{h}\r\nDTSTAMP:20261120T090000Z\r\n"
    "DUE:20261120T120000Z\r\nSUMMARY:{h}\r\nDESCRIPTION:{h}\r\nCATEGORIES:{h}\r\nRELATED-TO:t{h}\r\n"
    "STATUS:{h}\r\nDTSTART:{h}\r\nBEGIN:VALARM\r\nTRIGGER:{h}\r\nEND:VALARM\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
)
CARD = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:zoe\r\nFN:Zoe {h}\r\nEMAIL:zoe@larkspur.example\r\nTEL:{h}\r\n"
    "BDAY:{h}\r\nORG:{h}\r\nTITLE:{h}\r\nNICKNAME:{h}\r\nCATEGORIES:{h}\r\nEND:VCARD\r\n"
)
MAIL = (
    b"From: =?utf-8?b?%b?= <zoe@larkspur.example>\r\nTo: max@larkspur.example\r\nSubject: =?utf-8?b?%b?=\r\n"
    b"Date: Fri, 20 Nov 2026 09:00:00 +0000\r\nMessage-ID: <x\x1b[2J@larkspur.example>\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain'
    b"; charset=utf-8\r\n\r\n%b\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
    b"filename*=utf-8''x%%1B%%5B2J%%C2%%9B31m%%E2%%80%%AE.pdf\r\n\r\nx\r\n--b--\r\n"
)


class Terminal(StringIO):
    """What was written, as a terminal would get it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def raw(text: str) -> list[str]:
    """What in `text` a terminal could obey, or a reader not see; our own colours aside."""
    return [
        f"U+{ord(character):04X}"
        for character in OWN.sub("", text)
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character != "\n"
    ]


def fill(home: Path, text: str = HOSTILE) -> None:
    """Put files into `home` in which all that somebody else can write is `text`."""
    import base64

    coded = base64.b64encode(text.encode())
    files = {
        "calendar/personal/\x1b[2Jevent\u202e.ics": EVENT.format(h=text).encode(),
        "calendar/personal/\x1b[2Jtask\u202e.ics": TASK.format(h=text).encode(),
        "calendar/personal/\x9bbroken.ics": b"BEGIN:VCALENDAR\r\n\x1b]52;c;aGFoYQ==\x07",
        "contacts/\x1b]0;x\x07card.vcf": CARD.format(h=text).encode(),
        "contacts/broken\u202e.vcf": b"\x1b[2J",
        "mail/cur/1.x:2,": MAIL % (coded, coded, text.encode()),
    }
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in ("new", "tmp"):
        (home / "mail" / name).mkdir(exist_ok=True)


def speak(home: Path, text: str = HOSTILE) -> None:
    """Conversations in which all is hostile: an effect, an approval that waits, a letter nobody took."""
    event = {"title": text, "start_time": "2026-11-25T10:00", "end_time": "2026-11-25T11:00"}
    script = {
        "schedule_event": [
            calls(("schedule_event", {"request": text}), ("manage_email", {"request": text})),
            says(text),
            says(text),
        ],
        "create_calendar_event": [calls(("create_calendar_event", event)), says(text)],
        "send_email": [calls(("search_emails", {"query": f"subject:{text}"})), says(text)],
    }

    def fail(message: object) -> None:
        raise ValueError(text)

    with Assistant.open(home, model=ScriptedModel(script=script)) as assistant:
        assistant.home.journal.subscribe("type:request", fail, name=text)
        turn = assistant.ask(text, "one", approve="all")
        assert [effect.state for effect in turn.effects] == ["done"]
        assistant.home.journal.bus.settle()
    comes_back = {"request": text.replace("https://", ""), "when": "every hour", "title": text}
    script = {
        "manage_routines": [calls(("manage_routines", {"request": text})), says(text)],
        "create_routine": [calls(("create_routine", comes_back)), says(text)],
    }
    with Assistant.open(home, model=ScriptedModel(script=script)) as assistant:
        turn = assistant.ask(f"every hour {text}", "three", approve="all")
        assert [effect.state for effect in turn.effects] == ["done"]
    letter = {"to": ["ana@larkspur.example"], "subject": "Proofs\u202e\x9b2J", "body": text}
    script = {
        "schedule_event": [calls(("manage_email", {"request": text}))],
        "send_email": [calls(("send_email", letter))],
    }
    with Assistant.open(home, model=ScriptedModel(script=script)) as assistant:
        turn = assistant.ask(text, "two")
        assert turn.status == "paused", turn
        assert raw(mimebundle(turn)["text/plain"]) == []
        assert raw(mimebundle(turn)["text/html"]) == []


@pytest.fixture(name="home")
def hostile_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for name, value in {
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_MODEL": "offline",
        "ASSISTANT_TIME_ZONE": "Europe/Berlin",
        "ASSISTANT_NOW": "2026-11-20T10:00",
        "ASSISTANT_USER_NAME": "Max Muster",
        "ASSISTANT_USER_EMAIL": "max@larkspur.example",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    fill(home)
    speak(home)
    return home


def commands(routine: str, effect: str, approval: str, event: str, mail: str, task: str) -> list[list[str]]:
    return [
        ["agenda"],
        ["agenda", "this month"],
        ["agenda", HOSTILE],
        ["agenda", event],
        ["calendars"],
        ["tasks"],
        ["tasks", HOSTILE],
        ["tasks", task],
        ["mail"],
        ["mail", mail],
        ["mail", f"subject:{HOSTILE}"],
        ["brief"],
        ["brief", HOSTILE],
        ["contacts"],
        ["contacts", HOSTILE],
        ["pending"],
        ["effects"],
        ["effects", "show", effect],
        ["effects", "show", HOSTILE],
        ["effects", "retry", effect],
        ["effects", "cancel", effect],
        ["threads"],
        ["threads", "show", "one"],
        ["threads", "show", HOSTILE],
        ["threads", "search", "Zoë"],
        ["threads", "export", "one"],
        ["threads", "export", "two", "--format", "json"],
        ["threads", "rename", "one", HOSTILE],
        ["threads", "fork", "two"],
        ["threads", "checkpoint", "one"],
        ["threads", "checkpoint", HOSTILE],
        ["threads", "replay", "two"],
        ["trace", "one"],
        ["trace", "one", "--format", "mermaid"],
        ["trace", "one", "--format", "jsonl"],
        ["usage"],
        ["usage", "one"],
        ["letters"],
        ["letters", "replay"],
        ["doctor"],
        ["workflows"],
        ["completion", "bash"],
        ["completion", HOSTILE],
        ["agenda", "--week"],
        ["agenda", "--month"],
        ["mail", "--open", "1"],
        ["workflows", "run", HOSTILE],
        ["workflows", "show", HOSTILE],
        ["workflows", "resume", HOSTILE],
        ["ask", HOSTILE],
        ["ask", "what is on this month?"],
        ["ask", "any mail from Zoe?"],
        ["routines"],
        ["routines", "show", routine],
        ["routines", "pause", routine],
        ["routines", "resume", routine],
        ["routines", "skip", routine],
        ["routines", "run", routine],
        ["routines", "delete", routine],
        ["routines", "show", HOSTILE],
        ["rules", "add", f"mails from {HOSTILE} to {HOSTILE}"],
        ["rules", "add", "mails about https to Reading"],
        ["rules", "try", "1"],
        ["rules", "on", "1"],
        ["rules", "on", HOSTILE],
        ["rules", "run"],
        ["rules", "off", "1"],
        ["rules"],
        ["grants", "add", approval, "--people", "ana@larkspur.example"],
        ["grants", "add", approval, "--people", HOSTILE],
        ["grants", "add", approval, "--people", "ana@larkspur.example", "--calendars", HOSTILE, "--yes"],
        ["grants"],
        ["grants", "show", HOSTILE],
        ["edit", approval, "--set", f"subject={HOSTILE}", "--set", HOSTILE],
        ["reject", approval, "-m", HOSTILE],
        ["respond", approval, HOSTILE],
        ["approve", HOSTILE],
        ["resume", "one"],
        ["undo", effect],
        ["worker", "--once"],
        ["conflicts"],
        ["sync"],
        ["connect", "--list"],
        ["connect", HOSTILE],
        ["sample"],
        ["trust"],
        ["trust", HOSTILE],
        ["trust", "--list"],
        ["migrate"],
        ["migrate", "--back"],
        ["chat", "--thread", "one"],
        ["web", "--host", HOSTILE],
        ["web", "--port", HOSTILE],
        ["mcp"],
        ["users"],
        ["users", "add", HOSTILE],
        ["users", "proxy", HOSTILE],
        [HOSTILE],
        ["threads", "delete", "one"],
    ]


def test_no_command_prints_anything_raw(home, monkeypatch, capsys):
    def hostile(command: str, listed: str) -> str:
        main([command, "--json"])
        found = json.loads(capsys.readouterr().out)[listed]
        return next(
            one["id"] for one in found if "https://mallory" in str(one.get("title") or one.get("subject"))
        )

    main(["effects", "--json"])
    effect = json.loads(capsys.readouterr().out)["effects"][0]["key"]
    main(["pending", "--json"])
    approval = json.loads(capsys.readouterr().out)["approvals"][0]["id"]
    main(["routines", "--json"])
    routine = json.loads(capsys.readouterr().out)["routines"][0]["id"]
    wanted = commands(
        routine,
        effect,
        approval,
        hostile("agenda", "events"),
        hostile("mail", "messages"),
        hostile("tasks", "tasks"),
    )
    choices = parser()._subparsers._group_actions[0].choices  # argparse has no public way to ask
    assert {arguments[0] for arguments in wanted} - {HOSTILE} >= set(choices), "each command is among them"
    Path(".env").write_text(f"ASSISTANT_HOOKS='{HOSTILE}'\nOPENAI_BASE_URL{HOSTILE}=x\n", encoding="utf-8")
    found = {}
    for arguments in wanted:
        for way in ([], ["--json"], "terminal"):
            out, err = (Terminal(), Terminal()) if way == "terminal" else (StringIO(), StringIO())
            with monkeypatch.context() as patch:
                patch.setattr(sys, "stdout", out)
                patch.setattr(sys, "stderr", err)
                patch.setattr(sys, "stdin", StringIO(f"{HOSTILE}\n"))
                main([*arguments, *([] if way == "terminal" else way)])
            if left := raw(out.getvalue()) + raw(err.getvalue()):
                found[" ".join(arguments), str(way)] = left
            assert "mistake in the assistant" not in err.getvalue(), err.getvalue()
    assert found == {}


def test_what_is_escaped_in_json_is_the_same_value(home, capsys):
    main(["threads", "show", "one", "--json"])
    assert json.loads(capsys.readouterr().out)["messages"][-1]["text"] == HOSTILE
    for text in (HOSTILE, "\U000e0041 tag", "👩\u200d💻", 'quote " and \\ and \u2029', "plain"):
        line = json_text({"text": text})
        assert raw(line.replace("\u200d", "")) == []
        assert json.loads(line) == {"text": text}


def test_the_log_takes_no_line_from_others(home):
    main(["agenda"])
    logging.getLogger("assistant.test").warning("refused: %s", f"{HOSTILE}\n2026-11-20 INFO forged")
    for handler in logging.getLogger("assistant").handlers:
        handler.flush()
    log = (home / "logs" / "assistant.log").read_text(encoding="utf-8")
    assert raw(log) == []
    assert "\n    2026-11-20 INFO forged" in log


def test_a_console_lets_nothing_through_that_was_forgotten():
    from rich.table import Table
    from rich.text import Text

    stream = StringIO()
    table = Table.grid()
    table.add_row(Text(HOSTILE, style="bold"), HOSTILE)
    console = SafeConsole(file=stream, force_terminal=True, width=200)
    console.print(table, HOSTILE)
    assert raw(stream.getvalue()) == []
    assert "Zoë" in stream.getvalue()
    assert "\x1b[1m" in stream.getvalue(), "its own colours stay"


def test_what_is_printed_above_the_prompt_of_the_chat_is_no_exception():
    class Recorded(DummyOutput):
        written = ""

        def write_raw(self, data: str) -> None:
            self.written += data

    output = Recorded()
    with create_pipe_input() as keys:
        above = Scrollback(Application(input=keys, output=output), "terminal")
        above.console.print(HOSTILE)
        above.flush()
    assert raw(output.written.replace("\r\n", "\n")) == []
    assert "Zoë" in output.written
