"""The composition root: the only place that builds real agents, stores and executors and wires them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from agents.approval import ApprovalMiddleware
from agents.bounds.budget import Budgets
from agents.brevity import CALENDAR_VERBS, EMAIL_VERBS, LastWord, WholeAnswer
from agents.calendar_agent import build_calendar_agent
from agents.checkpoints import ConversationSaver
from agents.email_agent import build_email_agent
from agents.hooks import load_hooks
from agents.messages.message import SUPERVISOR
from agents.messages.recorder import Asked
from agents.middleware import Shared, stack
from agents.model import OFFLINE, build_model
from agents.supervisor import build_supervisor
from assistant.approval import Answers
from assistant.home import Home, wall_clock
from assistant.session import Engine, Session
from assistant.settings import Settings
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
    local = model is None and settings.model_name == OFFLINE
    model = model or model_called(home, settings.model_name)
    user = {"user_name": settings.user_name, "user_email": settings.user_email}
    toolsets = build_toolsets(home)
    shared = Shared(
        journal=home.journal,
        budgets=Budgets(home.journal, settings.limits, clock=wall_clock),
        clock=home.clock,
        asked=lambda proposal_id: _asked(home, proposal_id),
        fallbacks=[model_called(home, name) for name in settings.fallback_models],
        hooks=load_hooks(settings.hooks),
        local=local,
    )
    # A model that costs nothing may as well word its answers itself.
    spare = settings.speak == "auto" and not local
    verbs = {"calendar": CALENDAR_VERBS, "email": EMAIL_VERBS}

    def stack_of(agent: str) -> "list[AgentMiddleware[Any, Any, Any]]":
        toolset = toolsets[agent]
        return stack(
            agent,
            shared,
            reads=[tool.name for tool in toolset.reads],
            brevity=[LastWord(verbs[agent])] if spare else [],
            approval=[
                ApprovalMiddleware(
                    agent,
                    toolset,
                    home.book,
                    home.ledger,
                    zone=settings.time_zone,
                    expires_at=lambda: _expiry(settings),
                )
            ],
        )

    saver = ConversationSaver(home.database)
    specialists = [
        build_calendar_agent(model, toolsets["calendar"], **user, middleware=stack_of("calendar")),
        build_email_agent(model, toolsets["email"], **user, middleware=stack_of("email")),
    ]
    graph = build_supervisor(
        model,
        specialists,
        saver,
        **user,
        middleware=stack(
            SUPERVISOR,
            shared,
            delegates={specialist.tool.name: specialist.name for specialist in specialists},
            brevity=[WholeAnswer(verbs)] if spare else [],
        ),
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


def model_called(home: Home, name: str) -> "BaseChatModel":
    """The chat model called `name`, with the keys and addresses of the settings."""
    settings = home.settings
    return build_model(
        name,
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        timeout_s=settings.limits.model_timeout_s,
    )


def _expiry(settings: Settings) -> datetime | None:
    days = settings.approval_days
    return wall_clock() + timedelta(days=days) if days else None


def _asked(home: Home, proposal_id: str) -> Asked:
    plan = home.book.get(proposal_id).plan
    return Asked(summary=plan.summary, priority=plan.priority)


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
