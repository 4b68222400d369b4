"""The composition root: the only place that builds real agents, stores and executors and wires them."""

from typing import TYPE_CHECKING, Any

from agents.approval import ApprovalMiddleware
from agents.brevity import CALENDAR_VERBS, EMAIL_VERBS, LastWord, WholeAnswer
from agents.calendar_agent import build_calendar_agent
from agents.checkpoints import ConversationSaver
from agents.email_agent import build_email_agent
from agents.messages.message import SUPERVISOR
from agents.messages.recorder import Asked, JournalMiddleware, Meter
from agents.model import OFFLINE, build_model
from agents.now_line import NowLine
from agents.supervisor import build_supervisor
from agents.turn import TurnGuard
from assistant.approval import Answers
from assistant.home import Home
from assistant.session import Engine, Session
from tools.mail.tools import build_email_tools
from tools.scheduling.tools import build_calendar_tools
from tools.toolset import Toolset

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.language_models import BaseChatModel


def build_session(home: Home, model: "BaseChatModel | None" = None) -> Session:
    """The agents on `home`, ready to run turns; `model` instead of the one the settings name.

    Raises:
        SettingsError: the model that the settings name can't be built.
    """
    settings = home.settings
    built_in = model is None and settings.model_name == OFFLINE
    model = model or build_model(
        settings.model_name,
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        timeout_s=settings.model_timeout_s,
    )
    user = {"user_name": settings.user_name, "user_email": settings.user_email}
    toolsets = build_toolsets(home)

    spare = settings.speak == "auto" and not built_in
    verbs = {"calendar": CALENDAR_VERBS, "email": EMAIL_VERBS}

    def stack(agent: str) -> "list[AgentMiddleware[Any, Any, Any]]":
        gate = ApprovalMiddleware(agent, toolsets[agent], home.book, home.ledger)
        return [
            JournalMiddleware(agent, home.journal, asked=asked),
            TurnGuard(),
            *([LastWord(verbs[agent])] if spare else []),
            NowLine(home.clock),
            gate,
            Meter(agent, home.journal),
        ]

    def asked(proposal_id: str) -> Asked:
        plan = home.book.get(proposal_id).plan
        return Asked(summary=plan.summary, priority=plan.priority)

    saver = ConversationSaver(home.database)
    specialists = [
        build_calendar_agent(model, toolsets["calendar"], **user, middleware=stack("calendar")),
        build_email_agent(model, toolsets["email"], **user, middleware=stack("email")),
    ]
    delegates = {specialist.tool.name: specialist.name for specialist in specialists}
    graph = build_supervisor(
        model,
        specialists,
        saver,
        **user,
        middleware=[
            JournalMiddleware(SUPERVISOR, home.journal, delegates=delegates),
            TurnGuard(),
            *([WholeAnswer(verbs)] if spare else []),
            NowLine(home.clock),
            Meter(SUPERVISOR, home.journal),
        ],
    )
    return Session(
        Engine(
            graph=graph,
            saver=saver,
            journal=home.journal,
            threads=home.threads,
            book=home.book,
            ledger=home.ledger,
            answers=Answers(toolsets),
            thread_wait_s=settings.thread_wait_s,
        )
    )


def build_toolsets(home: Home) -> dict[str, Toolset]:
    """What each sub-agent can do on `home`."""
    settings = home.settings
    shared: dict[str, Any] = {
        "clock": home.clock,
        "zone": settings.time_zone,
        "user_name": settings.user_name,
        "user_email": settings.user_email,
        "day_first": settings.day_first,
    }
    return {
        "calendar": build_calendar_tools(
            home.calendar,
            home.people,
            workday=(settings.workday_start, settings.workday_end),
            **shared,
        ),
        "email": build_email_tools(home.mailbox, home.people, outbox=home.outbox, **shared),
    }
