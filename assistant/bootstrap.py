"""The upper composition root: the real agents, their models and middleware, on a home.

Apart from `assistant.home`, the lower one, because it imports LangChain, and only what begins a turn or
goes on with one has to wait for that. Nothing else builds real things.
"""

import atexit
import logging
import sys
from datetime import datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from agents.approval import ApprovalMiddleware
from agents.as_wanted import AsWanted
from agents.bounds.answers import folder_version
from agents.bounds.budget import Budgets
from agents.bounds.limits import Limits
from agents.brevity import ACTS, LastWord, WholeAnswer
from agents.calendar_agent import build_calendar_agent
from agents.checkpoints import ConversationSaver
from agents.contacts_agent import build_contacts_agent
from agents.email_agent import build_email_agent
from agents.hooks import Hooks, load_hooks
from agents.loop import Middleware
from agents.messages.message import SUPERVISOR
from agents.messages.notifiers import subscribe_notifiers
from agents.messages.recorder import Asked
from agents.middleware import Shared, stack
from agents.model import OFFLINE, build_model
from agents.page_wording import PageWording
from agents.persons_words import PersonsWords
from agents.providers.provider import provider_of
from agents.routines_agent import NAME as ROUTINES
from agents.routines_agent import build_routines_agent
from agents.specialist import Specialist
from agents.supervisor import build_supervisor
from agents.taking_back import TakingBack
from agents.tasks_agent import build_tasks_agent
from agents.unasked import Allowance
from assistant.built_in import NEVER, NOTHING, beside
from assistant.home import Home, this_person
from assistant.pages.brief import told_brief
from assistant.pages.preparing import prepare
from assistant.polls.planning import PollPlanner
from assistant.polls.tools import with_polls
from assistant.preferences.applied import Preferring
from assistant.preferences.tools import build_preference_tools
from assistant.schedules.hours import working_hours
from assistant.schedules.tools import build_routine_tools
from assistant.settings import Settings
from assistant.snoozing.planning import SnoozePlanner
from assistant.snoozing.tools import build_snooze_tools
from assistant.turn.approvals import Answers
from assistant.turn.engine import Engine
from assistant.turn.session import Session
from tools.contacts.tools import build_contact_tools
from tools.errors import SettingsError
from tools.mail.outgoing_checks import OutgoingRules
from tools.mail.tools import build_email_tools
from tools.people.owner import Owner
from tools.preferences.planning import PreferencePlanner
from tools.provenance.tracing import Tracer
from tools.scheduling.availability import WorkingHours
from tools.scheduling.tools import build_calendar_tools, nobody_is_known
from tools.tasks.tools import build_task_tools
from tools.toolset import Toolset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from langchain_core.language_models import BaseChatModel

    from agents.configuration import AgentSettings
    from agents.providers.options import ModelOptions
    from assistant.turn.typed_answer import AnswerFiller

logger = logging.getLogger(__name__)


def build_session(
    home: Home,
    model: "BaseChatModel | None" = None,
    *,
    hooks: Hooks | None = None,
    brought: "Mapping[str, Sequence[Middleware]] | None" = None,
) -> Session:
    """The agents on `home`, ready to run turns; `model` instead of the one the settings name.

    `hooks` instead of those that the settings name, and `brought` by agent what else stands around its calls.

    Raises:
        SettingsError: the model that the settings name can't be built.
    """
    settings = home.settings
    local = model is None and settings.model_name == OFFLINE
    named = model is None
    model = model or model_called(home, settings.model_name)
    user = {"user_name": settings.user_name, "user_email": settings.user_email}
    toolsets = build_toolsets(home)
    shared = Shared(
        journal=home.journal,
        budgets=_budgets(home),
        clock=home.clock,
        user=user,
        asked=lambda proposal_id: _asked(home, proposal_id),
        fallbacks=[model_called(home, name) for name in settings.fallback_models],
        readings=home.readings,
        hooks=load_hooks(settings.hooks) if hooks is None else hooks,
        brought=brought or {},
        local=local,
        plans=settings.plans and not local,
        summaries=settings.summaries == "model" and not local,
    )
    subscribe_notifiers(
        home.journal, settings.notify, sys.stderr, link=lambda approval: _card_address(home, approval)
    )
    if settings.telemetry:
        from agents.telemetry import start_telemetry

        atexit.register(start_telemetry(settings.telemetry))
    tracer = Tracer(
        home.readings, home.people, lambda: home.identities, home.clock, day_first=settings.day_first
    )
    words = PersonsWords(home.readings, home.journal, home.people)
    # A model that costs nothing may as well word its answers itself.
    spare = settings.speak == "auto" and not local

    allowance = Allowance(shared.budgets, settings.unasked)

    @cache
    def model_of(agent: str) -> "BaseChatModel":
        own = settings.agents.get(agent)
        if own and own.model:
            return model_called(home, own.model, own)
        # A model that was handed in is asked as it is.
        return model_called(home, settings.model_name, own) if own and own.has_options and named else model

    def enabled(agent: str) -> bool:
        return settings.agents[agent].enabled if agent in settings.agents else True

    @cache
    def small(agent: str) -> bool:
        """Whether the built-in model may help the one of `agent`: on the person's machine they are small."""
        if local or settings.model_first == NEVER or not enabled(agent):
            return False
        return provider_of(model_of(agent)).local

    built_in = NOTHING if local else beside(home, toolsets, user, small)

    def stack_of(agent: str) -> list[Middleware]:
        toolset = toolsets[agent]
        own = settings.agents.get(agent)
        return stack(
            agent,
            shared,
            limits=own.limited(settings.limits) if own else None,
            reads=[tool.name for tool in toolset.reads],
            further=toolset.further,
            brevity=[
                *([LastWord(agent)] if spare and agent in ACTS else []),
                *([PageWording()] if agent == ROUTINES else []),
            ],
            foreign=agent in home.foreign_agents.agents,
            first=built_in.first(agent),
            small=small(agent),
            approval=[
                ApprovalMiddleware(
                    agent,
                    toolset,
                    home.book,
                    home.ledger,
                    tracer=tracer,
                    words=words,
                    zone=settings.time_zone,
                    expires_at=lambda: _expiry(home),
                    let_through=home.grants.book.let_through,
                    allowance=allowance,
                    as_wanted=None if local else AsWanted(tracer, built_in.instead(agent)),
                )
            ],
        )

    saver = ConversationSaver(home.database, user_id=settings.user_id)
    specialists = [
        build(model_of(name), toolsets[name], **user, middleware=stack_of(name))
        for name, build in (
            ("calendar", build_calendar_agent),
            ("email", build_email_agent),
            ("tasks", build_tasks_agent),
            ("routines", build_routines_agent),
            ("contacts", build_contacts_agent),
        )
        if enabled(name)
    ]
    if home.foreign_agents.agents:
        specialists += _foreign_specialists(home, toolsets, model_of, stack_of)
    graph = build_supervisor(
        model_of(SUPERVISOR),
        specialists,
        saver,
        **user,
        middleware=stack(
            SUPERVISOR,
            shared,
            delegates={specialist.tool.name: specialist.name for specialist in specialists},
            brevity=[
                TakingBack(home.ledger, home.readings, this_person()),
                *([WholeAnswer(others=bool(home.foreign_agents.agents))] if spare else []),
                PageWording(),
                *built_in.stands_in,
            ],
            versions=_versions(home),
            first=built_in.first(SUPERVISOR),
            small=small(SUPERVISOR),
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
            answers=Answers(toolsets, tracer),
            readings=home.readings,
            clock=home.clock,
            thread_wait_s=settings.thread_wait_s,
            said_of=_said_of,
        ),
        this_person(),
    )


def _said_of(text: str, cards: "Sequence[tuple[str, str]]", now: datetime) -> tuple[int, str] | None:
    # Its grammar is loaded where something is said while a card waits, also beside a language model.
    from agents.offline import said_of_cards

    return said_of_cards(text, cards, now)


def build_answer_filler(home: Home, model: "BaseChatModel | None" = None) -> "AnswerFiller":
    """What fills in a caller's own class from a turn, within the limits of that turn.

    Raises:
        SettingsError: the model that the settings name can't be built.
    """
    # Few turns are asked for a value.
    from agents.structured import NAME
    from assistant.turn.typed_answer import AnswerFiller

    shared = Shared(home.journal, _budgets(home), home.clock)
    return AnswerFiller(
        model or model_called(home, home.settings.model_name), stack(NAME, shared), home.journal
    )


def _budgets(home: Home) -> Budgets:
    settings = home.settings

    def kind(agent: str, tool: str) -> str:
        if tool in ("save_draft", "update_draft"):
            return "drafts"
        described = home.foreign_agents.agents.get(agent)
        return "looks" if described and tool in described.reads else ""

    return Budgets(
        home.journal,
        settings.limits,
        clock=lambda: home.real_time().astimezone(settings.time_zone),
        unasked=kind,
    )


def _foreign_specialists(
    home: Home,
    toolsets: dict[str, Toolset],
    model_of: "Callable[[str], BaseChatModel]",
    stack_of: "Callable[[str], list[Middleware]]",
) -> list[Specialist]:
    """The agents that the settings describe; their tools are put into `toolsets`."""
    from agents.configured import build_configured_agent

    found: list[Specialist] = []
    for name, described in home.foreign_agents.agents.items():
        try:
            toolsets[name] = home.foreign_agents.tools(name).toolset
        except SettingsError as error:
            # A server that is down must not keep all the others from working; `doctor` tells of it.
            logger.warning("agent %s is left out: %s", name, error.message)
            continue
        middleware = stack_of(name)
        found.append(
            build_configured_agent(
                name, described, toolsets[name], model_of(name), home=home.path, middleware=middleware
            )
        )
    return found


def model_called(home: Home, name: str, own: "AgentSettings | None" = None) -> "BaseChatModel":
    """The chat model called `name`, with the keys, addresses and options of the settings; `own` goes before.

    Raises:
        SettingsError: it can't be built.
    """
    settings = home.settings
    return build_model(
        name,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        timeout_s=_longest_silence_s(settings.limits),
        options=_options(settings, name, own),
    )


def _longest_silence_s(limits: Limits) -> float | None:
    """After which the client itself gives up; the middleware does before, and says which limit it was."""
    longest = limits.for_a_model_here()
    return (
        2 * max(longest.first_token_s, longest.silence_s)
        if limits.first_token_s and limits.silence_s
        else None
    )


def _options(settings: Settings, name: str, own: "AgentSettings | None") -> "ModelOptions | None":
    """What an agent's table says, and of what is said for all models that which this one's provider knows."""
    general = settings.model_options
    if general is None:
        return own
    known = general.known_to(name.partition(":")[0])
    return own.over(known) if own else known


def _expiry(home: Home) -> datetime | None:
    days = home.settings.approval_days
    return home.real_time() + timedelta(days=days) if days else None


def _versions(home: Home) -> "dict[str, Callable[[], str]]":
    """By delegating tool: what changes whenever something changes that its agent looks at."""
    path = home.path
    shared = (path / "contacts", path / "assistant.toml")
    mails = dict.fromkeys(("mail", *(account.mail_folder for account in home.accounts)))
    return {
        # What guests have answered to proposed times lies in the mail.
        "schedule_event": lambda: folder_version(
            path / "calendar", *(path / name for name in mails), *shared
        ),
        "manage_tasks": lambda: folder_version(path / "calendar", *shared),
        "manage_contacts": lambda: folder_version(*shared),
        "manage_email": lambda: folder_version(*(path / name for name in mails), *shared),
    }


def _card_address(home: Home, approval: str) -> str | None:
    # Few are notified.
    from assistant.served_cards import card_address

    return card_address(home.path, approval, elsewhere=True)


def _asked(home: Home, proposal_id: str) -> Asked:
    proposal = home.book.get(proposal_id)
    plan = proposal.plan
    return Asked(summary=plan.summary, priority=plan.priority, waits=proposal.answer is None)


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

    def hours() -> WorkingHours:
        return working_hours(home.preferences.read(), (settings.workday_start, settings.workday_end))

    calendar = build_calendar_tools(
        home.calendar,
        home.people,
        hours=hours,
        busy=home.servers.busy if home.servers else nobody_is_known,
        written_to=home.mailbox.written_to,
        other_addresses=[identity.email for identity in home.identities[1:]],
        **shared,
    )
    email = build_email_tools(
        home.mailbox,
        home.people,
        outbox=home.outbox,
        other_addresses=[identity.email for identity in home.identities[1:]],
        signatures=settings.signatures,
        private=[home.path],
        rules=OutgoingRules(words=settings.listed_words),
        **shared,
    )
    tasks = build_task_tools(
        home.tasks, home.people, clock=home.clock, zone=settings.time_zone, day_first=settings.day_first
    )
    others = {
        "tasks": tasks,
        "routines": _routines(home),
        "contacts": build_contact_tools(
            home.people, Owner(home.identities), clock=home.clock, day_first=settings.day_first
        ),
    }
    preferring = Preferring(
        home.preferences.read,
        home.calendar,
        home.people,
        home.clock,
        settings.time_zone,
        settings.user_name,
        day_first=settings.day_first,
        accounts_sign=bool(settings.signatures),
    )
    calendar, email = preferring.events(calendar), preferring.mails(email)
    planner = PollPlanner(
        home.polls, hours, home.mailbox.written_to, home.outbox.note, day_first=settings.day_first
    )
    if home.guests is None:
        from assistant.invitations.untold import naming_untold

        told = naming_untold(calendar, home.untold)
        return {"calendar": with_polls(told, planner), "email": email, **others}
    # Nobody is invited before there is an account.
    from assistant.invitations.desk import InvitationDesk
    from assistant.invitations.guests import saying_so
    from assistant.invitations.tools import with_invitations

    desk = InvitationDesk(home.mailbox, home.calendar, lambda: home.identities, settings.time_zone)
    return {
        "calendar": with_polls(saying_so(calendar, home.guests), planner),
        "email": with_invitations(email, desk, home.clock),
        **others,
    }


def _routines(home: Home) -> Toolset:
    """What comes back, what is waited for, the brief, and what the person likes."""
    own = build_routine_tools(
        home.routines.planner, home.routines, partial(told_brief, home), partial(prepare, home)
    )
    likes = build_preference_tools(
        PreferencePlanner(
            home.preferences,
            home.people,
            lambda: [(one.name, one.title) for one in home.calendar.calendars()],
            home.clock,
        )
    )
    put_off = build_snooze_tools(SnoozePlanner(home))
    return Toolset(
        reads=(*own.reads, *likes.reads),
        writes=(*own.writes, *likes.writes, *put_off.writes),
        further={**own.further, **likes.further, **put_off.further},
    )
