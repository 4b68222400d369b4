"""Any bytes may come as a mail: it can be listed, read and planned with, and no other is the worse for it."""

import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import letter
from tools.errors import AssistantError
from tools.mail.listing import whole
from tools.mail.message import Folder
from tools.mail.store import Query

FIXTURES = Path(__file__).parent / "fixtures"
PIECES = [
    b"\r\n",
    b"\r\n\r\n",
    b"=?utf-8?q?",
    b"=?x?b?A?=",
    b"?=",
    b"<",
    b"(" * 50,
    b":;,",
    b'"',
    b"@",
    b"\xff\xfe",
    b"\x00",
    b"\x1b$B",
    b"Content-Type: message/delivery-status\r\n",
    b"Content-Type: multipart/alternative; boundary=b\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"\r\n--b\r\n",
    b"<!--",
    b"<div hidden>",
    b"charset=iso-2022-jp",
    b"\xed\xa0\x80",
]


@cache
def corpus() -> tuple[bytes, ...]:
    """Our own hard mails, and those that Python tests its parser with."""
    return tuple(path.read_bytes()[:8_000] for path in sorted([*FIXTURES.glob("*.eml"), *pythons_own()]))


def pythons_own() -> Iterator[Path]:
    found = importlib.util.find_spec("test.test_email")
    for folder in (found.submodule_search_locations or ()) if found else ():
        yield from (path for path in (Path(folder) / "data").iterdir() if path.is_file())


@st.composite
def changed_mails(draw: st.DrawFn) -> bytes:
    content = bytearray(draw(st.sampled_from(corpus())))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(content)))
        content[at : at + draw(st.integers(0, 10))] = draw(st.sampled_from(PIECES) | st.binary(max_size=10))
    return bytes(content)


def check(folder: Path, contents: list[bytes]) -> None:
    """Put mails between good ones, and do with all of them what can be done."""
    desk = Desk(folder)
    cur = folder / "mail" / "cur"
    try:
        for number, content in enumerate(contents):
            (cur / f"{number}.bad:2,S").write_bytes(content)
        for subject in ("First good one", "Second good one"):
            desk.mailbox.deliver(letter(subject), Folder.INBOX)
        shown = desk.mailbox.search(Query(), 100).envelopes
        assert {"First good one", "Second good one"} <= {mail.subject for mail in shown}
        for mail in shown:
            whole(desk.mailbox.read(mail.id), desk.planner.zone)
            answer_and_forward(desk, mail.id)
        [good] = [mail for mail in shown if mail.subject == "First good one"]
        desk.carry_out(desk.planner.archive(good.id))
        assert [(cur / f"{number}.bad:2,S").read_bytes() for number in range(len(contents))] == contents
    finally:
        desk.mailbox.close()


def answer_and_forward(desk: Desk, id: str) -> None:
    """Both may be refused, in a sentence; what is planned can be rendered."""
    for plan_it in (
        lambda: desk.planner.reply(id, "Fine.", reply_all=True),
        lambda: desk.planner.forward(id, ["ben@example.com"]),
    ):
        try:
            plan = plan_it()
        except AssistantError:
            continue
        desk.approved(plan)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents=st.lists(changed_mails() | st.binary(max_size=300), min_size=1, max_size=4))
def test_any_bytes_can_be_a_mail(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    check(tmp_path_factory.mktemp("home"), contents)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents=st.lists(changed_mails() | st.binary(max_size=300), min_size=1, max_size=4))
def test_any_bytes_can_be_a_mail_at_length(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    check(tmp_path_factory.mktemp("home"), contents)
