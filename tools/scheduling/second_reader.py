"""A second process that reads a part of a large new calendar: one Python reads on one core only."""

import os
import pickle
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import tzinfo
from pathlib import Path
from typing import IO

from tools.scheduling.index_rows import FileRow, Window
from tools.scheduling.scan import row_of
from tools.scheduling.vdir import Vdir

WORTH_IT = 2_000
"""Files; fewer are read before a second process has begun."""
AHEAD = 2
"""Batches that it has been asked for and not given back: it reads one while the other is taken up."""
_CODE = """import sys
sys.path[:] = {path!r}
from {module} import serve
serve(sys.stdin.buffer, sys.stdout.buffer)"""
_GONE = (EOFError, OSError, pickle.UnpicklingError)


class SecondReader:
    """Reads the files of one calendar, batch by batch. When it ends before its time, it has read nothing."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self._questions = questions
        self._answers = answers
        self._asked: list[tuple[Sequence[str], Window]] = []
        self.is_there = True

    @property
    def asked(self) -> int:
        """How many batches it has to give back."""
        return len(self._asked)

    def ask(self, names: Sequence[str], window: Window) -> None:
        """Have it read these files, series expanded over `window`."""
        self._asked.append((names, window))
        with suppress(OSError):  # it has ended, which is noticed when it is to answer
            pickle.dump((names, window), self._questions)
            self._questions.flush()

    def has_answered(self) -> bool:
        """Whether `answer` needn't wait."""
        return bool(select.select([self._answers], [], [], 0)[0])

    def answer(self) -> tuple[Sequence[str], Window, list[FileRow] | None]:
        """The names that it was asked for first, and over which window; the rows, or None: it has ended."""
        names, window = self._asked.pop(0)
        rows = None
        if self.is_there:
            try:
                rows = pickle.load(self._answers)  # of a process that we have begun
            except _GONE:
                self.is_there = False
        return names, window, rows


@contextmanager
def second_reader(root: Path, calendar: str, zone: tzinfo, files: int) -> Iterator[SecondReader | None]:
    """One for so many files; None where there is no second core, or no second process can be had."""
    process = _begun(root, calendar, zone) if files >= WORTH_IT and (os.cpu_count() or 1) > 1 else None
    if process is None or process.stdin is None or process.stdout is None:
        yield None
        return
    try:
        yield SecondReader(process.stdin, process.stdout)
    finally:
        process.kill()
        process.communicate()


def _begun(root: Path, calendar: str, zone: tzinfo) -> "subprocess.Popen[bytes] | None":
    code = _CODE.format(path=sys.path, module=__name__)
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the person's own process
        )
        assert process.stdin is not None
        pickle.dump((root, calendar, zone), process.stdin)
    except (OSError, pickle.PicklingError):
        return None
    return process


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer with the rows of the files that are asked for, until nothing more is asked."""
    root, calendar, zone = pickle.load(questions)
    vdir = Vdir(root)
    with suppress(EOFError, BrokenPipeError):
        while True:
            names, window = pickle.load(questions)
            rows = [row for name in names if (row := row_of(vdir, calendar, name, window, zone))]
            pickle.dump(rows, answers)
            answers.flush()
