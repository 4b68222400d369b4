"""At a terminal: connecting asks for what it can't find out, and a comparison shows how far it is."""

import fcntl
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench.servers import fill_calendar
from tests.patience import PATIENCE_S, eventually
from tests.servers.cutting_proxy import cutting_proxy
from tests.servers.dav_servers import radicale
from tests.servers.office import ENVIRONMENT, Cli

ROOT = Path(__file__).parents[3]


def sit_down() -> None:
    """At a terminal of one's own: passwords are asked for there, and Ctrl-C is heard."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # What a shell starts in the background ignores it, and so does all that is started from there.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Sitting:
    """Somebody at a terminal of their own, with a program in front of them."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self._terminal, program_side = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant", *arguments],
            cwd=ROOT,
            env={**os.environ, **ENVIRONMENT, "ASSISTANT_HOME": str(home)},
            stdin=program_side,
            stdout=program_side,
            stderr=program_side,
            start_new_session=True,
            preexec_fn=sit_down,
        )
        os.close(program_side)
        self.seen = ""
        self._looked_at = 0

    def sees(self, text: str) -> None:
        """Wait until `text` is on the screen, below all that was looked at before."""
        deadline = time.monotonic() + PATIENCE_S
        while text not in self.seen[self._looked_at :]:
            assert time.monotonic() < deadline, self.seen
            try:
                self.seen += os.read(self._terminal, 4096).decode()
            except OSError:
                raise AssertionError(self.seen) from None
        self._looked_at = self.seen.index(text, self._looked_at) + len(text)

    def types(self, text: str) -> None:
        os.write(self._terminal, f"{text}\n".encode())

    def leaves(self) -> int:
        code = self.process.wait(PATIENCE_S)
        os.close(self._terminal)
        return code


def test_a_person_is_asked_for_what_is_missing_and_again_after_a_wrong_password(tmp_path):
    with radicale(tmp_path) as dav:
        person = Sitting(tmp_path / "home", "connect", "--caldav", dav.url)
        person.sees("Your mail address: ")
        person.types("sam@example.com")
        person.sees(f"calendar       {dav.url}")
        person.sees("User name [sam@example.com]: ")
        person.types("sam")
        person.sees("Password (not shown): ")
        person.types("hunter2")
        person.sees("refuses the user name or the password")
        person.sees("Nothing works so far. Try another password? (y/N) ")
        person.types("y")
        person.sees("User name [sam@example.com]: ")
        person.types("sam")
        person.sees("Password (not shown): ")
        person.types("secret")
        person.sees("calendars: personal")
        person.sees("Kept as 'example'")
        assert person.leaves() == 0
    # A long path is broken anywhere.
    unbroken = re.sub(r"\x1b\[[0-9;]*m|\s", "", person.seen)
    assert "hunter2" not in unbroken and "secret" not in unbroken.replace("secrets.toml", "")


def test_ctrl_c_keeps_nothing(tmp_path):
    person = Sitting(tmp_path / "home", "connect", "sam@example.com", "--caldav", "http://127.0.0.1:9/")
    person.sees("User name")
    person.types("\x03")
    person.sees("stopped")
    assert person.leaves() == 1
    assert not (tmp_path / "home" / "accounts.toml").exists()


def test_ctrl_c_stops_a_first_comparison_and_the_next_one_goes_on_from_there(tmp_path):
    with radicale(tmp_path) as dav, cutting_proxy(urlsplit(dav.url).port) as wire:
        fill_calendar(tmp_path, 600)
        cli = Cli(tmp_path / "home")
        url = f"http://127.0.0.1:{wire.port}/"
        flags = ["connect", "sam@example.com", "--caldav", url, "--user", "sam", "--password-stdin"]
        assert cli(*flags, stdin="secret\n")[0] == 0
        wire.cut_at, wire.spared, wire.stalls = b"calendar-multiget", 2, True
        person = Sitting(tmp_path / "home", "sync")
        person.sees("example calendar")
        person.sees("200/600")
        # Else the comparison after it meets the wire that stalls.
        eventually(lambda: wire.cuts == 1, "the third request")
        person.types("\x03")
        person.sees("stopped")
        assert person.leaves() == 1
        _, document = cli.json("sync")
        assert document["synced"][0]["fetched"] == 400
        assert len(list((tmp_path / "home/calendar/personal").glob("*.ics"))) == 600
