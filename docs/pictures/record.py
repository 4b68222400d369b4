"""Records the real chat, as `session.toml` says, into `chat.svg` and the session of the README.

The program runs in a pseudo-terminal, on a home of its own; nothing that is shown is written by hand.
"""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import tempfile
import termios
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyte

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE_S = 120
CHAR, LINE, MARGIN = 8.4, 19, 16
"""Pixels."""
COLOURS = {
    "default": "#d8dee9",
    "red": "#f07178",
    "green": "#a5d67b",
    "brown": "#ffcb6b",
    "blue": "#82aaff",
    "magenta": "#c792ea",
    "cyan": "#6fd3e8",
    "white": "#ffffff",
    "brightblack": "#7f8aa3",
}
TYPED_S, READ_S, LAST_S = 0.05, 2.6, 6.0
"""How long a frame stays: while something is typed, when something new is to be read, at the end."""
IN_HOME = re.compile(r"/tmp/sam-\w+/home")
OWN_LINES = re.compile(r"^\s*(?:›|…|[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏].*|.* · offline · .*)?\s*$")


@dataclass(frozen=True)
class Frame:
    """One look at the screen: rows of runs, each a text with its column, colour and weight."""

    rows: tuple[tuple[tuple[int, str, str, bool], ...], ...]
    seconds: float


class Screen(pyte.HistoryScreen):
    """A terminal that answers when it is asked where its cursor is."""

    def __init__(self, columns: int, rows: int, answer: Callable[[bytes], Any]) -> None:
        super().__init__(columns, rows, history=1000, ratio=1)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        self._answer(data.encode())

    def text(self) -> str:
        """All that was ever shown and not taken away again."""
        gone = [
            "".join(line[column].data for column in range(self.columns)).rstrip() for line in self.history.top
        ]
        return "\n".join([*gone, *(line.rstrip() for line in self.display)])

    def frame(self, seconds: float) -> Frame:
        """What is on the screen now; where the home is stands in no picture."""
        rows = []
        for y in range(self.lines):
            cells = [(x, self.buffer[y][x]) for x in range(self.columns)]
            runs = []
            for (colour, bold), run in groupby(cells, lambda cell: (cell[1].fg, cell[1].bold)):
                part = list(run)
                text = IN_HOME.sub("~/assistant", "".join(cell.data for _, cell in part))
                if text.strip():
                    runs.append((part[0][0], text.rstrip(), colour, bold))
            rows.append(tuple(runs))
        return Frame(tuple(rows), seconds)


class Recording:
    """A chat in a pseudo-terminal, and what was seen of it."""

    def __init__(self, session: dict[str, Any], home: Path) -> None:
        columns, rows = session["columns"], session["rows"]
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "ASSISTANT_HOME": str(home),
            "ASSISTANT_MODEL": "offline",
            "ASSISTANT_NOW": session["now"],
            "ASSISTANT_TIME_ZONE": session["time_zone"],
            "PYTHONPATH": str(ROOT),
        }
        pid, self._terminal = pty.fork()
        if pid == 0:
            os.chdir(home.parent)
            os.execve(sys.executable, [sys.executable, "-m", "assistant", "chat"], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen = Screen(columns, rows, lambda data: os.write(self._terminal, data))
        self._stream = pyte.ByteStream(self.screen)
        self.frames: list[Frame] = []

    def until(self, sees: str) -> None:
        """Follow the program until `sees` is on the screen, and the screen is still."""
        give_up = time.monotonic() + PATIENCE_S
        while sees not in self.screen.text() or self._read(0.6):
            self._read(0.1)
            if time.monotonic() > give_up:
                raise SystemExit(f"waited in vain for {sees!r}; the screen shows:\n{self.screen.text()}")
        self.frames.append(self.screen.frame(READ_S))

    def type(self, text: str) -> None:
        """Type `text`, a few letters a frame."""
        for at in range(0, len(text), 3):
            os.write(self._terminal, text[at : at + 3].encode())
            self._read(0.1)
            self.frames.append(self.screen.frame(TYPED_S))

    def press(self, key: str) -> None:
        os.write(self._terminal, key.encode())

    def close(self) -> None:
        os.close(self._terminal)

    def _read(self, seconds: float) -> bool:
        """Whether the program has written anything within `seconds`."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        self._stream.feed(os.read(self._terminal, 65536))
        return True


def svg(frames: list[Frame], columns: int, rows: int) -> str:
    """The frames below one another, and a window that steps from one to the next."""
    width, height = columns * CHAR + 2 * MARGIN, rows * LINE + 2 * MARGIN
    frames = [*frames[:-1], Frame(frames[-1].rows, LAST_S)]
    whole = sum(frame.seconds for frame in frames)
    at, steps = 0.0, []
    for number, frame in enumerate(frames):
        steps.append(f"{100 * at / whole:.3f}%{{transform:translateY({-number * rows * LINE}px)}}")
        at += frame.seconds
    known = {row: f"r{number}" for number, row in enumerate(dict.fromkeys(_rows(frames)))}
    symbols = "".join(f'<g id="{name}">{"".join(map(_run, row))}</g>' for row, name in known.items())
    used = "".join(
        f'<use href="#{known[row]}" y="{(number * rows + line) * LINE}"/>'
        for number, frame in enumerate(frames)
        for line, row in enumerate(frame.rows)
        if row
    )
    last = (len(frames) - 1) * rows * LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img"'
        ' aria-label="A chat: two cards are approved, and one of the things is undone">'
        "<style>text{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}"
        f"@keyframes play{{{''.join(steps)}}}"
        f"#film{{animation:play {whole:.1f}s steps(1,end) infinite}}"
        f"@media (prefers-reduced-motion:reduce){{#film{{animation:none;transform:translateY({-last}px)}}}}"
        f"</style><defs>{symbols}</defs>"
        f'<rect width="{width:.0f}" height="{height}" rx="10" fill="#12161f"/>'
        f'<svg x="{MARGIN}" y="{MARGIN}" width="{columns * CHAR:.0f}" height="{rows * LINE}">'
        f'<g id="film">{used}</g></svg></svg>\n'
    )


def _rows(frames: list[Frame]) -> Iterator[Any]:
    return (row for frame in frames for row in frame.rows if row)


def _run(run: tuple[int, str, str, bool]) -> str:
    column, text, colour, bold = run
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{column * CHAR:.1f}" y="{LINE - 5}" fill="{COLOURS.get(colour, "#d8dee9")}"{weight}'
        f' textLength="{len(text) * CHAR:.1f}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
    )


def transcript(text: str, home: Path) -> str:
    """What a person would copy: without the prompt, the bottom line and where the home is."""
    lines = [line for line in text.split("\n") if not line.startswith("Data:")]
    while lines and OWN_LINES.match(lines[-1]):
        lines.pop()
    said = "\n".join(lines).replace(str(home), "~/assistant")
    return re.sub(r"\n{3,}", "\n\n", said).strip("\n")


def main() -> None:
    session = tomllib.loads((HERE / "session.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="sam-") as folder:
        home = Path(folder) / "home"
        recording = Recording(session, home)
        recording.until("/help")
        for step in session["step"]:
            if "line" in step:
                recording.type(step["line"])
                recording.press("\r")
            else:
                recording.press(step["key"])
            recording.until(step["sees"])
        recording.close()
        told = transcript(recording.screen.text(), home)
    (HERE / "chat.svg").write_text(
        svg(recording.frames, session["columns"], session["rows"]), encoding="utf-8"
    )
    readme = ROOT / "README.md"
    block = f"```text\n$ make chat\n{told}\n```"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(re.sub(r"```text\n\$ make chat\n.*?\n```", lambda _: block, text, flags=re.S), "utf-8")


if __name__ == "__main__":
    main()
