"""The log: ids, counts and durations, never what was said."""

import json
import logging
import re
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from assistant.namesakes import NAMES
from assistant.settings import Settings
from assistant.views.text import clean
from tools.private_files import make_private
from tools.redaction import REDACTION

LINE = "%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"
DRIVER = "psycopg"
"""Speaks of each connection that breaks; by itself on the terminal, where our errors say it once."""
VALUES = re.compile(r"\b([a-z_]+)=(\S+)")


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


class JsonFormatter(logging.Formatter):
    """An object a line, for programs: what the text says as `name=value` stands under `values`, too."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, without secrets."""
        text = REDACTION.text(clean(record.getMessage()))
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": record.process,
            "logger": record.name,
            "message": text,
        }
        if values := dict(VALUES.findall(text)):
            told["values"] = values
        if record.exc_info:
            told["error"] = REDACTION.text(clean(self.formatException(record.exc_info)))
        return json.dumps(told, ensure_ascii=False)


def log_as(settings: Settings, path: Path) -> None:
    """Send what we, and a database's driver, log to `path`, three files of 1 MB, or where settings say."""
    handler: logging.Handler = (
        logging.StreamHandler()
        if settings.log_to == "stderr"
        else QuietHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
    )
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else LineFormatter(LINE))
    for name in (*NAMES, DRIVER):
        logger = logging.getLogger(name)
        logger.setLevel(settings.log_level)
        logger.propagate = False
        for old in logger.handlers[:]:
            logger.removeHandler(old)
            old.close()
        logger.addHandler(handler)
