"""The log: what libraries say of broken connections is there, and not on the terminal."""

import logging
from pathlib import Path

import pytest

from assistant.commands.logs import DRIVER, log_as
from assistant.namesakes import NAMES
from assistant.settings import load_settings


@pytest.fixture(autouse=True)
def loggers_as_they_were():
    loggers = [logging.getLogger(name) for name in (*NAMES, DRIVER)]
    before = [(each.handlers[:], each.level, each.propagate) for each in loggers]
    yield
    for each, (handlers, level, propagate) in zip(loggers, before, strict=True):
        for handler in each.handlers[:]:
            if handler not in handlers:
                each.removeHandler(handler)
                handler.close()
        each.setLevel(level)
        each.propagate = propagate


def test_what_the_driver_says_of_a_broken_connection_is_in_the_log_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    log = tmp_path / "assistant.log"
    log_as(load_settings(home=tmp_path), log)
    logging.getLogger("psycopg.pool").warning("discarding closed connection: %s", "[BAD]")
    logging.getLogger("psycopg").warning("the connection is lost")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
    assert "discarding closed connection" in log.read_text() and "is lost" in log.read_text()
