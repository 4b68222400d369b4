"""What is longer than the screen is leafed through: in the person's own pager, or in the built-in one."""

import asyncio
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from assistant.looking import folded
from assistant.views.pager import built_in, find_pager, is_long, leaf


@pytest.mark.parametrize(
    ("lines", "long"),
    [(["x"] * 22, False), (["x"] * 23, True), (["x" * 1_761], True), (["x" * 1_760], False), ([], False)],
)
def test_lines_that_are_folded_count_as_several(lines: list[str], long: bool):
    assert is_long(lines, 80, 24) is long


def test_the_pager_is_the_one_that_is_named_and_none_where_that_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    program = tmp_path / "pager"
    program.write_text('#!/bin/sh\ncat > "$1"; echo "$LESSSECURE" >> "$1"\n')
    program.chmod(0o700)
    monkeypatch.setenv("PAGER", f"{program} {tmp_path / 'shown'}")
    pager = find_pager()
    assert pager is not None and leaf("Grüße", pager)
    assert (tmp_path / "shown").read_text() == "Grüße1\n"
    monkeypatch.setenv("PAGER", "")
    assert find_pager() == []
    monkeypatch.setenv("PAGER", str(tmp_path / "nothing"))
    assert find_pager() is None
    assert not leaf("x", [str(tmp_path / "nothing")])


@pytest.mark.parametrize("key", ["q", "\x1b", "\x03"])
def test_the_built_in_one_is_left_by_q_escape_and_ctrl_c(key: str):
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(f"  {key}")
        asyncio.run(asyncio.wait_for(built_in("line\n" * 500).run_async(), 60))


def test_of_a_conversation_the_newest_stands_for_all_and_drafts_for_themselves():
    def mail(
        id: str, thread: str, subject: str = "Rent", *, folder: str = "inbox", unread: bool = False
    ) -> dict[str, object]:
        return {"id": id, "thread": thread, "subject": subject, "folder": folder, "unread": unread}

    first, further = mail("a", "1", "Re: Fwd: rent"), mail("c", "1", unread=True)
    rows = folded([first, mail("b", "2"), further, mail("d", "1", folder="drafts"), mail("e", "1", "Keys")])
    assert [(row["id"], row["in_thread"], row["unread"]) for row in rows] == [
        ("a", 2, True), ("b", 1, False), ("d", 1, False), ("e", 1, False),
    ]  # fmt: skip
