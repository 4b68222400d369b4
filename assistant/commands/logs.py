"""The log file: ids, counts and durations, never what was said."""

import logging
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from assistant.views.text import clean
from tools.private_files import make_private
from tools.redaction import REDACTION

OURS = ("assistant", "agents", "tools")


class QuietHandler(RotatingFileHandler):
    """On a full disk the log has a gap; the terminal is no place for what doesn't fit into it.

    The file is its owner's only, whatever the umask says.
    """

    def _open(self) -> TextIOWrapper:
        make_private(Path(self.baseFilename))
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the parent names it
        """Say nothing."""

    def close(self) -> None:
        """Close the file; what there is no room for is lost."""
        with suppress(OSError):
            super().close()


class LineFormatter(logging.Formatter):
    """Lines without secrets, that what others wrote can't end, and that a terminal can show."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, its further lines indented."""
        return REDACTION.text(clean(super().format(record))).replace("\n", "\n    ")


def log_to(path: Path, level: str) -> None:
    """Send what our packages log to `path`, at most three files of 1 MB; the terminal stays clean."""
    handler = QuietHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(LineFormatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"))
    for name in OURS:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.propagate = False
        for old in logger.handlers[:]:
            logger.removeHandler(old)
            old.close()
        logger.addHandler(handler)
