"""Rules for mails: lines in a file, tried before they are on, run once for each mail, undone by run."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant import Assistant
from assistant.bootstrap import build_toolsets
from assistant.commands.cli import main
from assistant.home import Home
from assistant.mail_rules import FILE, KEPT, MailRules
from assistant.settings import Settings
from tests.tools.mail.letters import NOW, letter
from tools.errors import ConflictError, InputError, NotFoundError, ToolError
from tools.mail.message import Envelope, Folder
from tools.mail.rules import rule_of, rules_in

ZONE = ZoneInfo("Europe/Berlin")
NEWS = {"sender": "The Paper <news@paper.example>", "List_Unsubscribe": "<mailto:off@paper.example>"}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(Settings(home=tmp_path / "home", time_zone=ZONE, now=NOW, user_email="me@example.com"))
    yield home
    home.close()


def arrives(home: Home, subject: str, folder: str = Folder.INBOX, **headers: object) -> Envelope:
    return home.mailbox.deliver(letter(subject, **headers), folder)  # type: ignore[arg-type]


def where(home: Home, mail: Envelope) -> str:
    return home.mailbox.envelope(mail.id).folder


def on(home: Home, line: str) -> MailRules:
    rules = MailRules(home)
    rule = rules.add(line)
    rules.tried(rule.id)
    rules.switch(rule.id, on=True)
    return rules


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("newsletters to archive", "newsletters: move to archive"),
        ("all newsletters to the archive", "newsletters: move to archive"),
        ("newsletters from The Paper to Reading", "newsletters from 'The Paper': move to Reading"),
        ("Invoices to Finance", "mails with 'Invoice' in the subject: move to Finance"),
        ("bills from Leo go to Finance", "mails from 'Leo' with 'bill' in the subject: move to Finance"),
        ("companies to Work", "mails with 'compan' in the subject: move to Work"),
        ('"your order" to Shop', "mails with '\"your order\"' in the subject: move to Shop"),
        ("everything from shop@x.example to \"Old Shop\"", "mails from 'shop@x.example': move to Old Shop"),
        ("mails about the budget to Money", "mails with 'budget' in the subject: move to Money"),
        ("notifications as read", "notifications: mark as read"),
        ("mails from Ana as flagged", "mails from 'Ana': mark as flagged"),
        ("mails labelled work to Work", "mails labelled work: move to Work"),
    ],
)  # fmt: skip
def test_a_line_is_understood(line: str, understood: str):
    assert rule_of(line).understood == understood


@pytest.mark.parametrize(
    "line",
    ["nonsense", "all mails to trash", "everything to archive", "to archive", "mails from a from b to c"],
)
def test_a_line_that_says_no_mails_or_all_is_none(line: str):
    with pytest.raises(InputError):
        rule_of(line)


def test_lines_that_are_wrong_are_said_and_the_others_count(home: Home):
    home.path.mkdir(exist_ok=True)
    (home.path / FILE).write_text("# mine\n\nnewsletters to archive\nnonsense\n")
    good, wrong = MailRules(home).list()
    assert (good.state, good.understood) == ("off", "newsletters: move to archive")
    assert wrong.state == "wrong" and wrong.understood.startswith("write it like")
    assert len(list(rules_in("x to y\n" * 300))) == 201


def test_a_rule_says_what_it_would_have_done_before_it_can_be_put_on(home: Home):
    fits = arrives(home, "Weekly", **NEWS)
    filed = arrives(home, "Weekly before", Folder.ARCHIVE, **NEWS)
    for folder in (Folder.TRASH, Folder.SENT):
        arrives(home, f"in {folder}", folder, **NEWS)
    arrives(home, "long ago", days_ago=40, **NEWS)
    arrives(home, "A letter")
    rules = MailRules(home)
    rule = rules.add("newsletters to archive")
    with pytest.raises(ConflictError, match="has not been tried"):
        rules.switch(rule.id, on=True)
    trial = rules.tried(rule.id)
    assert {mail.id for mail in trial.mails} == {fits.id, filed.id}
    assert (trial.in_inbox, trial.more) == (1, 0)
    assert where(home, fits) == "inbox", "a trial moves nothing"
    assert rules.switch(rule.id[:4], on=True).state == "on"


def test_it_is_done_with_what_comes_from_then_on_and_one_undo_takes_a_run_back(home: Home):
    before = arrives(home, "Weekly 1", **NEWS)
    rules = on(home, "newsletters to archive")
    assert rules.run() == ()
    news = [arrives(home, f"Weekly {n}", **NEWS) for n in (2, 3)]
    other = arrives(home, "A letter")
    [effect] = rules.run()
    assert effect.summary == "Archive 2 mails from The Paper"
    assert [where(home, mail) for mail in (before, *news, other)] == ["inbox", "archive", "archive", "inbox"]
    assert rules.run() == ()
    last = rules.list()[0].last_run
    assert last and last["key"] == effect.key and last["text"] == "Archived 2 mails from The Paper."
    home.ledger.undo(effect.key)
    assert {where(home, mail) for mail in news} == {"inbox"}
    assert rules.run() == (), "what was taken back is left alone"


def test_mails_are_marked_by_a_rule_too(home: Home):
    rules = on(home, "mails from Ana as read")
    mail = arrives(home, "Hello")
    rules.run()
    assert not home.mailbox.envelope(mail.id).unread
    assert where(home, mail) == "inbox"


def test_a_line_that_has_changed_is_off(home: Home):
    rules = on(home, "newsletters to archive")
    (home.path / FILE).write_text("newsletters to trash\n")
    assert rules.list()[0].state == "off"
    mail = arrives(home, "Weekly", **NEWS)
    assert rules.run() == ()
    assert where(home, mail) == "inbox"


def test_a_rule_that_is_off_or_whose_state_is_lost_does_nothing(home: Home):
    rules = on(home, "newsletters to archive")
    rules.switch("1", on=False)
    mail = arrives(home, "Weekly", **NEWS)
    assert rules.run() == ()
    rules.switch("1", on=True)
    (home.path / KEPT).write_text("{torn")
    assert rules.run() == () and rules.list()[0].state == "off"
    assert where(home, mail) == "inbox"


def test_a_keeper_that_was_killed_before_it_wrote_it_down_leaves_one_effect(home: Home):
    rules = on(home, "newsletters to archive")
    kept = (home.path / KEPT).read_text()
    arrives(home, "Weekly", **NEWS)
    [effect] = rules.run()
    (home.path / KEPT).write_text(kept)
    assert rules.run() == ()
    home.ledger.undo(effect.key)
    (home.path / KEPT).write_text(kept)
    [again] = rules.run()
    assert again.key == effect.key and str(again.state) == "undone"
    assert len(home.ledger.list()) == 1


@pytest.mark.parametrize("folder", ["inbox", "sent", "drafts", "a/../b"])
def test_nothing_goes_where_no_mails_are_moved(home: Home, folder: str):
    with pytest.raises(ToolError):
        MailRules(home).add(f"newsletters to {folder}")


def test_no_tool_of_a_model_makes_a_rule_and_no_file_of_a_mail_becomes_one(home: Home):
    toolsets = build_toolsets(home)
    assert not [tool.name for tools in toolsets.values() for tool in tools.tools if "rule" in tool.name]
    save = toolsets["email"].write("save_attachment")
    mail = arrives(home, "Rules for you")
    assert save
    with pytest.raises(ToolError, match=r"own|nothing is attached"):
        save.plan({"email_id": mail.id, "folder": str(home.path)})
    with pytest.raises(NotFoundError):
        MailRules(home).switch("newsletters to archive", on=True)


def test_the_worker_runs_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_NOW", datetime.isoformat(NOW))
    assert main(["rules", "add", "newsletters to archive"]) == 0
    assert main(["rules", "try", "1"]) == 0
    assert main(["rules", "on", "1"]) == 0
    with Assistant.open(tmp_path / "home") as assistant:
        mail = arrives(assistant.home, "Weekly", **NEWS)
    capsys.readouterr()
    assert main(["worker", "--once", "--json"]) == 0
    [effect] = json.loads(capsys.readouterr().out)["effects"]
    assert effect["summary"] == "Archive 'Weekly' from The Paper"
    assert main(["undo", effect["key"], "--json"]) == 0
    with Assistant.open(tmp_path / "home") as assistant:
        assert where(assistant.home, mail) == "inbox"
