"""Looking at the mailbox without a model."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import NOW, ZONE, letter
from tools.errors import InputError
from tools.mail.maildir_store import MaildirStore
from tools.mail.mailview import find_mails, show_mail
from tools.mail.message import Flag, Folder, Label


def found(desk: Desk, text: str) -> list[str]:
    answer = find_mails(desk.mailbox, text, now=NOW, zone=ZONE)
    json.dumps(answer)
    return [mail["subject"] for mail in answer["messages"]]


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.mailbox.deliver(letter("Old plan", days_ago=20), Folder.ARCHIVE, flags=frozenset({Flag.SEEN}))
    desk.mailbox.deliver(letter("New plan", days_ago=1), Folder.INBOX)
    ben = letter("Budget", "Figures", sender="Ben Okafor <ben@example.com>", to="ana@example.org", days_ago=2)
    desk.mailbox.deliver(ben, Folder.SENT, flags=frozenset({Flag.SEEN}))
    desk.mailbox.deliver(letter("Binned"), Folder.TRASH)
    return desk


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("", ["New plan", "Budget", "Old plan"]),
        ("plan", ["New plan", "Old plan"]),
        ("from:ben", ["Budget"]),
        ('from:"Ben Okafor" figures', ["Budget"]),
        ("FROM:ana subject:old", ["Old plan"]),
        ("to:ana@example.org", ["Budget"]),
        ("in:archive", ["Old plan"]),
        ("in:Trash", ["Binned"]),
        ("is:unread", ["New plan"]),
        ("is:read plan", ["Old plan"]),
        ('since:"last week"', ["New plan", "Budget"]),
        ("before:2026-03-15", ["Old plan"]),
        ("on:2026-03-15", ["Budget"]),
        ("on:yesterday", ["New plan"]),
        ("since:2026-03-15 before:2026-03-16", ["Budget"]),
        ("has:attachment", []),
        ("nothing:special", []),
    ],
)
def test_operators_narrow_what_is_listed(filled: Desk, text: str, subjects: list[str]) -> None:
    assert found(filled, text) == subjects


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("has:legs", "has: takes attachment, not 'legs'"),
        ("newer_than:2d plan", "there is no newer_than: here; there are from:"),
        ("in:nowhere", "no folder 'nowhere'; there are inbox, sent"),
        ("is:odd", "takes unread, read"),
        ("since:purple", "since: 'purple'"),
        ("from:", "needs a value"),
        ("from:a from:b", "twice"),
    ],
)
def test_a_wrong_value_is_said_in_one_sentence(filled: Desk, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        found(filled, text)


def test_a_mail_in_the_list_says_what_the_tools_say_and_more(filled: Desk) -> None:
    answer = find_mails(filled.mailbox, "from:ben", now=NOW, zone=ZONE)
    mail = answer["messages"][0]
    assert {"id", "from", "to", "subject", "date", "folder", "unread", "snippet"} <= mail.keys()
    assert mail["date"] == "2026-03-15T09:30:00+01:00"
    assert mail["flags"] == ["seen"]
    assert show_mail(filled.mailbox, mail["id"], zone=ZONE)["body"] == "Figures"


def test_how_words_about_time_were_understood_is_told(filled: Desk) -> None:
    answer = find_mails(filled.mailbox, "on:yesterday", now=NOW, zone=ZONE)
    assert "16 March 2026" in answer["understood"]


def test_looking_at_the_mailbox_loads_neither_langchain_nor_pydantic() -> None:
    program = (
        "import sys, tools.mail.mailview, tools.mail.maildir_store;"
        "print([name for name in ('langchain', 'langchain_core', 'langgraph', 'pydantic', 'lxml') "
        "if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout == "[]\n"


def test_flags_labels_and_kinds_narrow_a_look(tmp_path: Path) -> None:
    mailbox = MaildirStore(tmp_path / "mail")
    bill = mailbox.deliver(letter("Bill"), Folder.INBOX)
    mailbox.deliver(letter("Paper", List_Id="<paper.example>"), Folder.INBOX)
    mailbox.flag(bill.id, add=frozenset({Flag.FLAGGED, Label("To_pay")}))

    def found(text: str) -> list[str]:
        return [mail["subject"] for mail in find_mails(mailbox, text, now=NOW, zone=ZONE)["messages"]]

    assert found("is:flagged") == found('label:"to pay"') == ["Bill"]
    assert found("is:newsletter") == ["Paper"]
    [mail] = find_mails(mailbox, "is:flagged", now=NOW, zone=ZONE)["messages"]
    assert (mail["flagged"], mail["labels"]) == (True, ["To pay"])
    with pytest.raises(InputError, match="label:"):
        found("label:(")
    mailbox.close()
