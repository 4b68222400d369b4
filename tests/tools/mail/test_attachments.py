"""Which files may go out with a mail, and what is noticed in them."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools.mail.desk import Desk
from tools.errors import ToolError
from tools.mail.planning import MailPlanner
from tools.mail.tools import build_email_tools


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the assistant keeps its own."""
    folder = tmp_path / "home"
    (folder / "mail" / "cur").mkdir(parents=True)
    (folder / "secrets.toml").write_text("key = 1")
    (folder / "mail" / "cur" / "1").write_text("A mail")
    return folder


@pytest.fixture
def planner(desk: Desk, home: Path) -> MailPlanner:
    return replace(desk.planner, private=(home,))


def itself(home: Path, folder: Path) -> str:
    return str(home / "secrets.toml")


def upwards(home: Path, folder: Path) -> str:
    return f"{folder}/../{home.name}/mail/cur/1"


def by_a_link(home: Path, folder: Path) -> str:
    (folder / "harmless.txt").symlink_to(home / "secrets.toml")
    return str(folder / "harmless.txt")


def by_a_linked_folder(home: Path, folder: Path) -> str:
    (folder / "pictures").symlink_to(home)
    return str(folder / "pictures" / "secrets.toml")


def by_another_name(home: Path, folder: Path) -> str:
    os.link(home / "mail" / "cur" / "1", folder / "letter.txt")
    return str(folder / "letter.txt")


@pytest.mark.parametrize("path_of", [itself, upwards, by_a_link, by_a_linked_folder, by_another_name])
def test_what_the_assistant_keeps_does_not_go_out(
    planner: MailPlanner, home: Path, tmp_path: Path, path_of: Callable[[Path, Path], str]
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    with pytest.raises(ToolError, match=r"can't be attached: .*the assistant's own"):
        planner.send(["ana"], "Hi", "See it", attachments=[path_of(home, documents)])


def test_a_home_that_is_reached_by_a_link_is_private_under_both_names(
    desk: Desk, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(home)
    planner = replace(desk.planner, private=(tmp_path / "link",))
    for folder in (home, tmp_path / "link"):
        with pytest.raises(ToolError, match="the assistant's own"):
            planner.send(["ana"], "Hi", "See it", attachments=[str(folder / "secrets.toml")])


@pytest.mark.parametrize(
    "path",
    [
        "/proc/self/environ",
        "/proc/self/cwd/pyproject.toml",
        "/sys/kernel/mm",
        "/dev/null",
        "/etc/../proc/version",
    ],
)
def test_what_is_the_systems_does_not_go_out(desk: Desk, path: str) -> None:
    with pytest.raises(ToolError, match="is the system's"):
        desk.send(attachments=[path])


def test_what_is_hidden_does_not_go_out_under_whatever_name(desk: Desk, tmp_path: Path) -> None:
    keys = tmp_path / ".ssh"
    keys.mkdir()
    (keys / "id").write_text("key")
    (tmp_path / "notes.txt").symlink_to(keys / "id")
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "id").write_text("key")
    (tmp_path / ".there").symlink_to(tmp_path / "open")
    (tmp_path / ".env").write_text("KEY=1")
    for path in (".ssh/id", "notes.txt", ".there/id", ".env", "open/../.env"):
        with pytest.raises(ToolError, match="is hidden"):
            desk.send(attachments=[str(tmp_path / path)])
    assert desk.send(attachments=[f"{tmp_path}/.ssh/../open/id"]).args["attachments"] == [
        f"{tmp_path}/open/id"
    ]


def test_another_file_with_several_names_goes_out(planner: MailPlanner, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    os.link(tmp_path / "a.txt", tmp_path / "b.txt")
    plan = planner.send(["ana"], "Hi", "See it", attachments=[str(tmp_path / "b.txt")])
    assert [file["name"] for file in plan.preview["mail"]["attachments"]] == ["b.txt"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("the password is hunter22", "the text seems to hold a password"),
        ("DE89 3704 0044 0532 0130 00", "the text seems to hold a bank account number (IBAN)"),
        ("se\u200bcret", "the text holds 1 invisible control character, shown here as ⟨…⟩"),
        ("[bank.example](https://evil.example/)", "a link says bank.example but goes to evil.example"),
    ],
)
def test_a_small_text_is_looked_through_as_the_mails_own(
    desk: Desk, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(content)
    assert desk.send(["Ana"], attachments=[str(file)]).warnings == (f"In notes.txt: {said}",)


SAYS = b"password is hunter22"


@pytest.mark.parametrize("content", [b"Nothing here.", b"\0" + SAYS, b"\xff " + SAYS, SAYS * 20_000])
def test_other_files_are_not(desk: Desk, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    assert desk.send(["Ana"], attachments=[str(file)]).warnings == ()


def test_what_an_earlier_version_asked_without_looking_closely_is_still_answered(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("password is hunter22")
    tools = build_email_tools(
        desk.mailbox,
        desk.people,
        outbox=desk.outbox,
        clock=lambda: desk.now,
        zone=desk.planner.zone,
        user_name="Me",
        user_email="me@example.com",
    )
    write = tools.write("send_email")
    assert write is not None
    fresh = desk.send(["Ana Lima <evil@x.test>"], attachments=[str(file)])
    assert "(careful: 'Ana Lima' goes to evil@x.test)" in fresh.summary
    shown = replace(fresh, warnings=fresh.warnings[:2], summary=fresh.summary.partition(" (careful")[0])
    assert not shown.still_holds(fresh)
    assert write.still_holds(shown, fresh)
    file.write_text("password is hunter23")
    assert not write.still_holds(shown, desk.send(["Ana Lima <evil@x.test>"], attachments=[str(file)]))
