"""The email agent's tools, as a model meets them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.graph import StateGraph, add_messages
from langgraph.prebuilt import ToolNode
from pydantic import ValidationError
from typing_extensions import TypedDict

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import ZONE, letter
from tools.errors import ToolError
from tools.mail.message import Flag, Folder
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
        "delete_email",
        "archive_email",
    ]
    assert [one.name for one in toolset.reads] == [
        "search_emails",
        "read_email",
        "save_draft",
        "find_contact",
    ]


def test_what_the_model_sees_is_as_reviewed(toolset: Toolset) -> None:
    seen = json.dumps([convert_to_openai_tool(one)["function"] for one in toolset.tools], indent=1)
    assert seen + "\n" == (Path(__file__).parent / "schemas.json").read_text()


def test_what_the_model_sees_is_short(toolset: Toolset) -> None:
    assert sum(len(json.dumps(convert_to_openai_tool(one))) for one in toolset.tools) <= 4500


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
                "snippet": "Please look at the new mockups.",
            }
        ],
        "more": 1,
    }


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


class State(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]


def saving(toolset: Toolset, thread: str, call_id: str, **args: Any) -> dict[str, Any]:
    """`save_draft` through a real graph, as an agent calls it."""
    graph = StateGraph(State)
    graph.add_node("tools", ToolNode([tool(toolset, "save_draft")]))
    graph.set_entry_point("tools")
    call = {"name": "save_draft", "id": call_id, "args": args, "type": "tool_call"}
    result = graph.compile().invoke(
        {"messages": [AIMessage("", tool_calls=[call])]},
        {"configurable": {"thread_id": thread}},
    )
    message = result["messages"][-1]
    assert isinstance(message, ToolMessage)
    answer = json.loads(str(message.content))
    assert isinstance(answer, dict)
    return answer


def test_a_draft_is_saved_once_for_each_call(desk: Desk, toolset: Toolset) -> None:
    args: dict[str, Any] = {
        "to": ["design team"],
        "subject": "Half",
        "body": "To be",
        "bcc": ["cy@example.org"],
    }
    first = saving(toolset, "t1", "call_1", **args)
    desk.now = desk.now.replace(hour=15)
    assert saving(toolset, "t1", "call_1", **args) == first
    assert first["draft"]["folder"] == "drafts"
    drafts = desk.mailbox.search(Query(folder="drafts")).envelopes
    assert [[address.email for address in draft.bcc] for draft in drafts] == [["cy@example.org"]]
    assert drafts[0].flags == {Flag.DRAFT, Flag.SEEN}
    # Simple models number their calls from one in each conversation.
    saving(toolset, "t2", "call_1", **args)
    saving(toolset, "t1", "call_1", **{**args, "body": "Something else"})
    assert len(desk.mailbox.search(Query(folder="drafts")).envelopes) == 3


def test_a_draft_need_not_be_complete(desk: Desk, toolset: Toolset) -> None:
    saving(toolset, "t1", "call_1", to=[], subject="", body="")
    assert len(desk.mailbox.search(Query(folder="drafts")).envelopes) == 1
