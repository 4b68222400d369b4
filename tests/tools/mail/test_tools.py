"""The email agent's tools, as a model meets them."""

import json
import os
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ValidationError

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import ZONE, letter
from tools.errors import StaleError, ToolError
from tools.mail.drafting import DraftPlanner
from tools.mail.message import Envelope, Flag, Folder
from tools.mail.store import Query
from tools.mail.tools import build_email_tools
from tools.toolset import Toolset


@pytest.fixture
def toolset(desk: Desk) -> Iterator[Toolset]:
    yield build_email_tools(
        desk.mailbox,
        desk.people,
        outbox=desk.outbox,
        clock=lambda: desk.now,
        zone=ZONE,
        user_name="Me",
        user_email="me@example.com",
    )


def tool(toolset: Toolset, name: str) -> BaseTool:
    return next(one for one in toolset.tools if one.name == name)


def ask(toolset: Toolset, name: str, **args: Any) -> dict[str, Any]:
    answer = json.loads(tool(toolset, name).invoke(args))
    assert isinstance(answer, dict)
    return answer


def test_the_tools_have_the_names_that_others_rely_on(toolset: Toolset) -> None:
    assert [one.name for one in toolset.writes] == [
        "send_email",
        "reply_to_email",
        "forward_email",
        "save_draft",
        "update_draft",
        "unsubscribe",
        "send_draft",
        "delete_email",
        "archive_email",
        "move_emails",
        "mark_emails",
        "save_attachment",
        "label_emails",
    ]
    assert [one.name for one in toolset.writes if not one.asks] == ["save_draft", "update_draft"]
    assert [one.name for one in toolset.reads] == [
        "search_emails",
        "read_email",
        "read_attachment",
        "list_drafts",
        "find_contact",
    ]


def test_what_the_model_sees_is_as_reviewed(toolset: Toolset) -> None:
    seen = json.dumps([convert_to_openai_tool(one)["function"] for one in toolset.tools], indent=1)
    kept = Path(__file__).parent / "schemas.json"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(seen + "\n")
    assert seen + "\n" == kept.read_text()


def test_what_the_model_sees_is_short(toolset: Toolset) -> None:
    assert sum(len(json.dumps(convert_to_openai_tool(one))) for one in toolset.tools) <= 9200


def test_a_search_lists_the_newest_first_in_the_users_zone(desk: Desk, toolset: Toolset) -> None:
    desk.mailbox.deliver(letter("Older", days_ago=3), Folder.INBOX)
    mail = desk.mailbox.deliver(letter("Newer", days_ago=1), Folder.INBOX)
    answer = ask(toolset, "search_emails", query="mockups", limit=1)
    assert answer == {
        "emails": [
            {
                "id": mail.id,
                "from": "Ana Lima <ana@example.org>",
                "to": ["Me <me@example.com>"],
                "subject": "Newer",
                "date": "2026-03-16T09:30:00+01:00",
                "folder": "inbox",
                "unread": True,
                "answered": False,
                "snippet": "Please look at the new mockups.",
            }
        ],
        "total": 2,
        "more": 1,
    }


WITH_FILE = message_from_bytes(letter("With a file"), policy=SMTP)
WITH_FILE.add_attachment("Three points.", filename="notes.txt")


def test_mails_are_found_by_their_files_and_by_whether_they_are_answered(
    desk: Desk, toolset: Toolset
) -> None:
    with_file = desk.mailbox.deliver(WITH_FILE.as_bytes(), Folder.INBOX)
    answered = desk.mailbox.deliver(letter("Answered"), Folder.INBOX)
    desk.mailbox.flag(answered.id, add=frozenset({Flag.REPLIED}))
    desk.mailbox.deliver(letter("Mine"), Folder.SENT)

    def found(**asked: bool) -> set[str]:
        return {mail["subject"] for mail in ask(toolset, "search_emails", **asked)["emails"]}

    assert found(attachments=True) == {with_file.subject}
    assert found(attachments=False) == {"Answered", "Mine"}
    assert found(answered=True) == {"Answered"}
    assert found(answered=False) == {with_file.subject}


def test_words_about_time_are_echoed_as_understood(desk: Desk, toolset: Toolset) -> None:
    desk.mailbox.deliver(letter("Yesterday's", days_ago=1), Folder.INBOX)
    desk.mailbox.deliver(letter("Old", days_ago=30), Folder.INBOX)
    answer = ask(toolset, "search_emails", when="last 3 days")
    assert [mail["subject"] for mail in answer["emails"]] == ["Yesterday's"]
    assert "17 March 2026" in answer["understood"]
    # Monday is the one before today, not the next.
    assert len(ask(toolset, "search_emails", when="Monday")["emails"]) == 1


def test_time_that_is_not_certain_is_refused(toolset: Toolset) -> None:
    with pytest.raises(ToolError, match="when 'blorp'"):
        ask(toolset, "search_emails", when="blorp")


def test_reading_gives_one_mail_or_the_whole_conversation(desk: Desk, toolset: Toolset) -> None:
    first = desk.mailbox.deliver(letter("Plan", name="a", days_ago=2, body="x" * 13_000), Folder.INBOX)
    desk.mailbox.deliver(letter("Re: Plan", name="b", In_Reply_To="<a@example.org>"), Folder.INBOX)
    mail = ask(toolset, "read_email", email_id=first.id)["emails"][0]
    assert mail["body"].endswith("[… 1,000 more characters]")
    assert (mail["attachments"], mail["cc"]) == ([], [])
    mails = ask(toolset, "read_email", email_id=first.id, whole_thread=True)["emails"]
    assert [one["subject"] for one in mails] == ["Plan", "Re: Plan"]


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"to": "ana", "subject": "s", "body": "b"},
        {"to": ["ana"], "subject": "s", "body": "b", "priority": "asap"},
    ],
)
def test_arguments_that_do_not_fit_the_schema_are_refused(toolset: Toolset, args: dict[str, Any]) -> None:
    write = toolset.write("send_email")
    assert write is not None
    with pytest.raises(ValidationError):
        write.plan(args)


def test_an_edit_of_one_field_keeps_the_others(toolset: Toolset) -> None:
    write = toolset.write("send_email")
    assert write is not None
    plan = write.plan({"to": ["Ana"], "subject": "Mockups", "body": "See them."})
    edited = write.plan_edit(plan.args, {"subject": "New mockups"})
    assert edited.preview["mail"] == {**plan.preview["mail"], "subject": "New mockups"}


def test_a_draft_is_kept_in_drafts_once_for_each_key(desk: Desk) -> None:
    plan = DraftPlanner(desk.planner).keep(["design team"], "Half", "To be", bcc=["cy@example.org"])
    intent, receipt = desk.carry_out(plan)
    assert receipt.text == "Saved 'Half' to Ana Lima, Ben Okafor and cy@example.org as a draft."
    assert desk.executor.find(intent) == receipt
    desk.executor.act(intent)
    [draft] = drafts(desk)
    assert [address.email for address in draft.bcc] == ["cy@example.org"]
    assert draft.flags == {Flag.DRAFT, Flag.SEEN}
    desk.carry_out(plan, "k2")
    assert len(drafts(desk)) == 2


def test_a_draft_that_was_not_kept_yet_is_not_found(desk: Desk) -> None:
    assert desk.executor.find(desk.approved(DraftPlanner(desk.planner).keep([], "Half", ""))) is None


def test_a_draft_can_be_taken_back_until_somebody_goes_on_with_it(desk: Desk) -> None:
    intent, receipt = desk.carry_out(DraftPlanner(desk.planner).keep([], "Half", "To be"))
    assert desk.executor.undo(intent, receipt).text == "Moved the draft 'Half' to the trash."
    assert drafts(desk) == [] and len(desk.mailbox.search(Query(folder="trash")).envelopes) == 1
    with pytest.raises(StaleError, match="no longer in Drafts"):
        desk.executor.undo(intent, receipt)

    intent, receipt = desk.carry_out(DraftPlanner(desk.planner).keep([], "Whole", "To be"), "k2")
    [path] = (desk.mailbox._maildir.root / ".Drafts" / "cur").iterdir()
    path.write_bytes(path.read_bytes() + b"or not to be")
    with pytest.raises(StaleError, match="gone on with the draft 'Whole'"):
        desk.executor.undo(intent, receipt)
    assert [draft.subject for draft in drafts(desk)] == ["Whole"]


def test_a_draft_that_nobody_could_read_is_refused(desk: Desk) -> None:
    DraftPlanner(desk.planner).keep([], "Half", "x" * 50_000)
    with pytest.raises(ToolError, match="body has 50,001 characters; a draft may have 50,000"):
        DraftPlanner(desk.planner).keep([], "Half", "x" * 50_001)


def drafts(desk: Desk) -> list[Envelope]:
    return list(desk.mailbox.search(Query(folder="drafts")).envelopes)


def test_a_draft_need_not_be_complete(desk: Desk) -> None:
    _, receipt = desk.carry_out(DraftPlanner(desk.planner).keep([], "", ""))
    assert receipt.text == "Saved '' as a draft."
    assert len(drafts(desk)) == 1


def test_where_nothing_is_found_at_a_time_it_is_told_how_many_there_are_at_others(
    desk: Desk, toolset: Toolset
) -> None:
    desk.mailbox.deliver(letter("Older", days_ago=3), Folder.INBOX)
    answer = ask(toolset, "search_emails", query="mockups", when="today")
    assert (answer["total"], answer["at_other_times"]) == (0, 1)
    assert "at_other_times" not in ask(toolset, "search_emails", query="unicorns")


@pytest.mark.parametrize("query", ["unread", "is:unread", "Unread emails"])
def test_who_searches_for_unread_means_the_state(desk: Desk, toolset: Toolset, query: str) -> None:
    desk.mailbox.deliver(letter("New", days_ago=1), Folder.INBOX)
    assert ask(toolset, "search_emails", query=query)["total"] == 1
    assert ask(toolset, "search_emails", query=query, unread=False)["total"] == 0
