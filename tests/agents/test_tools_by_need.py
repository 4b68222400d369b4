"""A language model is sent the tools that its request may need; what it misses it has for a word."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agents.loop import ModelRequest, ModelResponse
from agents.offline import OfflineChatModel
from agents.tools_by_need import MORE_TOOLS, ToolsByNeed, more_tools
from assistant import Assistant
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from tests.agents.offline.desk import LONDON, NOW, put_mail
from tools.mail.tools import FURTHER

MAIL = "search_emails"


class Listening(ScriptedModel):
    """Keeps the names of the tools that the mail agent is sent, call by call."""

    def bind_tools(self, tools: Any, **more: Any) -> Any:
        names = [tool.name for tool in tools]
        if MAIL in names:
            SENT.append(names)
        return super().bind_tools(tools, **more)


SENT: list[list[str]] = []


@pytest.fixture
def asked(tmp_path: Path) -> Callable[..., Any]:
    """What becomes of a request that the mail agent answers with these replies."""
    SENT.clear()
    put_mail(tmp_path, 1, "ana", "Quarterly budget", 1)

    def ask(request: str, *replies: Any, **more: Any) -> Any:
        script = {
            "schedule_event": [calls(("manage_email", {"request": request})), says("That's it.")],
            MAIL: [*replies],
        }
        settings = load_settings(
            home=tmp_path,
            now=NOW.isoformat(),
            time_zone=LONDON.key,
            model="x:y",
            user_email="s@x.example",
            **more,
        )
        with Assistant.open(settings=settings, model=Listening(script=script)) as assistant:
            return assistant.ask(request, "t")

    return ask


def test_what_a_request_is_not_about_is_not_sent(asked: Callable[..., Any]) -> None:
    asked("Did Ana write?", says("No."))
    (names,) = SENT
    assert {"search_emails", "send_email", MORE_TOOLS} <= {*names}
    assert not {"label_emails", "read_attachment", "send_draft"} & {*names}


def test_a_request_that_is_about_it_has_it_at_once_behind_what_is_always_there(
    asked: Callable[..., Any],
) -> None:
    asked("Did Ana write?", says("No."))
    asked("Label what Ana wrote as urgent", says("No."))
    plain, labelled = SENT
    assert labelled == [*plain, "label_emails"]


def test_what_was_asked_for_is_there_from_then_on(asked: Callable[..., Any]) -> None:
    turn = asked(
        "Etiquette le message d'Ana",
        calls((MORE_TOOLS, {"names": ["label_emails"]})),
        calls((MAIL, {"sender": "ana"})),
        says("Non."),
    )
    assert turn.status == "done"
    assert ["label_emails" in names for names in SENT] == [False, True]


def test_whoever_asks_for_nothing_in_particular_has_all(asked: Callable[..., Any]) -> None:
    asked("Hm", calls((MORE_TOOLS, {"names": ["anything"]})), says("No."))
    assert {"label_emails", "read_attachment", "send_draft"} <= {*SENT[-1]}


def test_a_tool_that_was_not_offered_can_be_called_all_the_same(asked: Callable[..., Any]) -> None:
    turn = asked("Etiquette le message d'Ana", calls(("label_emails", {"sender": "ana", "add": ["urgent"]})))
    assert [approval.action for approval in turn.approvals] == ["label_emails"]


def test_the_built_in_model_has_all_of_them_when_it_takes_over() -> None:
    tools = (more_tools([*FURTHER]),)
    sent: list[Any] = []

    def handler(request: ModelRequest) -> ModelResponse:
        sent.append(request.tools)
        return ModelResponse(result=[])

    ToolsByNeed(FURTHER).wrap_model_call(ModelRequest(OfflineChatModel(), [], tools=tools), handler)
    assert sent == [tools]


@pytest.mark.parametrize(
    ("request_", "offered"),
    [
        ("Lunch with Ana tomorrow at noon", False),
        ("Find what Ana wrote about the offsite, book what she asks for, and tell her that it's done", True),
    ],
)
def test_a_plan_is_offered_for_what_may_have_several_steps(
    request_: str, offered: bool, tmp_path: Path
) -> None:
    heard: list[list[str]] = []

    class Supervising(ScriptedModel):
        def bind_tools(self, tools: Any, **_: Any) -> Any:
            heard.append([tool.name for tool in tools])
            return super().bind_tools(tools)

    model = Supervising(script={"schedule_event": [says("No.")]})
    settings = load_settings(home=tmp_path, model="x:y")
    with Assistant.open(settings=settings, model=model) as assistant:
        assistant.ask(request_, "t")
    assert ("follow_plan" in heard[0]) == offered
    assert heard[0][0] == "schedule_event" and MORE_TOOLS not in heard[0]
