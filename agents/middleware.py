"""The stack that every agent gets, in order, and why in that order.

    journal          sees each call once, whatever is tried inside, and every pause
    turn guard       a cancelled turn does nothing further
    hooks            the user's own functions look on
    brevity          what is known already is said, and what was done taken back, without a model
    stand in         the built-in model takes a turn of which nothing came (supervisor)
    truth            what no effect backs isn't said
    limit answer     a limit becomes an answer that says what was done (supervisor)
    plan             the next step of a plan is taken without a model (supervisor)
    referral         an agent that can do nothing with a request says whose it is (supervisor)
    kept readings    what a tool has read is kept with its source (sub-agents)
    tool errors      the model reads what a tool says is wrong
    brought          what the caller brings along, LangChain's or ours
    loop guard       going round in circles ends
    context          old turns become a digest, long texts lose their middle
    present          date and time go before the newest words (sub-agents), and beside them as data
    offline first    the built-in model takes what it is certain of
    looks as wanted  a small model looks at the time that was named (sub-agents)
    fallbacks        another model takes over when one is given up
    repairs          tool calls that can't be made go back once
    tools by need    what a request isn't about is not sent
    retries          passing failures are tried again
    limiter          counts and spending are checked before each single attempt
    known answers    what still holds is not looked up again (supervisor)
    approval         a person is asked before a write
    saving           what came before is safe before something slow begins
    timeouts         a look that hangs is given up
    hearing          an answer is heard as it comes; one that stops coming is given up
    meter            what reached the model is counted
    as taken         messages of others and of ours go as this provider takes them
    failures         what a client raises becomes one sentence

A pause (`GraphBubbleUp`) passes all of them untouched.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from langchain_core.language_models import BaseChatModel

from agents.bounds.answers import KnownAnswers
from agents.bounds.attempts import Fallbacks, Repairs, Retries
from agents.bounds.budget import Budgets
from agents.bounds.context import BoundedContext
from agents.bounds.failures import ModelFailures
from agents.bounds.hearing import Hearing
from agents.bounds.limiter import LimitAnswer, Limiter
from agents.bounds.limits import Limits
from agents.bounds.loops import LoopGuard
from agents.bounds.summaries import Summaries
from agents.bounds.timeouts import Timeouts
from agents.hook_points import HookPoints
from agents.hooks import Hooks
from agents.kept_readings import KeptReadings
from agents.loop import Middleware
from agents.messages.journal import Journal
from agents.messages.message import SUPERVISOR
from agents.messages.recorder import Asked, JournalMiddleware, Meter
from agents.messages.saving import Saving
from agents.now_line import NowLine
from agents.providers.middleware import AsTaken
from agents.referral import Referral
from agents.step_plans import FOLLOW_PLAN, OF_STEPS, PlanSteps
from agents.tool_errors import ToolErrors
from agents.tools_by_need import ToolsByNeed
from agents.truth import Truth
from agents.turn_context import TurnGuard
from tools.patterns import Pattern
from tools.provenance.readings import Readings

LOCAL_CHARS = 1_000_000
"""What a sub-agent whose model computes in this process is given: it costs nothing, and one request has all
it needs to answer from. Sixty events with their guests are 30,000 characters, and cut they are no answer.
"""


@dataclass(frozen=True)
class Shared:
    """What the stacks of all agents have in common."""

    journal: Journal
    budgets: Budgets
    clock: Callable[[], datetime]
    """Now, for agents and words about time."""
    user: Mapping[str, str] = field(default_factory=dict)
    """Who the agents work for: `user_name` and `user_email`."""
    asked: Callable[[str], Asked] | None = None
    """What an approval is about, by its id."""
    fallbacks: Sequence[BaseChatModel] = ()
    """The models that take over, in order; `offline` may be the last one."""
    readings: Readings | None = None
    """Where what the tools have read is kept."""
    hooks: Hooks = field(default_factory=Hooks)
    brought: Mapping[str, Sequence[Middleware]] = field(default_factory=dict)
    """By agent, what the caller puts around its calls; under '' what is put around those of all."""
    local: bool = False
    """The model computes in this process and can't hang."""
    summaries: bool = False
    """What leaves the supervisor's context is summed up by the model, beside the digest of the journal."""
    plans: bool = False
    """The supervisor may name an order of steps, which are then taken one by one."""


def stack(
    agent: str,
    shared: Shared,
    *,
    delegates: Mapping[str, str] | None = None,
    reads: Sequence[str] = (),
    brevity: Sequence[Middleware] = (),
    approval: Sequence[Middleware] = (),
    first: Sequence[Middleware] = (),
    foreign: bool = False,
    versions: Mapping[str, Callable[[], str]] | None = None,
    further: Mapping[str, Pattern] | None = None,
    limits: Limits | None = None,
    small: bool = False,
) -> list[Middleware]:
    """The middlewares of `agent`, outermost first.

    `delegates` are its tools that are other agents (tool name to agent name), `reads` its tools
    that only look, `versions` what tells whether the answers of delegating tools still hold.
    The tools of a `foreign` agent were written by others.
    `further` are its tools that few requests need, with the words that those have.
    `limits` are the agent's own where they differ: same calls, timeouts, length of what is sent.
    `small`: its model is a small one, whose answers are doubted more.
    Those of `brevity`, `approval` and `first` take the places that the list above gives them.
    """
    journal, budgets = shared.journal, shared.budgets
    limits = limits or budgets.limits
    handed_on = delegates or {}
    leads = agent == SUPERVISOR
    return [
        JournalMiddleware(agent, journal, delegates=handed_on, asked=shared.asked),
        TurnGuard(),
        HookPoints(agent, shared.hooks, delegates=handed_on),
        *brevity,
        *([] if shared.local or foreign else [Truth(agent, small=small)]),
        *([LimitAnswer()] if leads else []),
        *([PlanSteps(journal, handed_on)] if leads and shared.plans else []),
        *([Referral(handed_on)] if leads and not shared.local else []),
        *([KeptReadings(shared.readings, agent, foreign=foreign)] if shared.readings and not leads else []),
        ToolErrors(),
        *shared.brought.get("", ()),
        *shared.brought.get(agent, ()),
        LoopGuard(limits.same_call),
        BoundedContext(
            agent,
            journal,
            LOCAL_CHARS if shared.local and not leads else limits.context_chars,
            summaries=Summaries(journal) if shared.summaries else None,
        ),
        # Who only hands words on calculates no dates, and small models copy the line into requests.
        NowLine(shared.clock, shared.user, shown=not leads),
        *first,
        *([Fallbacks(agent, budgets, journal, shared.fallbacks)] if shared.fallbacks else []),
        Repairs(),
        *([ToolsByNeed(further)] if further and not shared.local else []),
        *([ToolsByNeed({FOLLOW_PLAN: OF_STEPS}, named=False)] if leads and shared.plans else []),
        Retries(agent, budgets, journal),
        Limiter(agent, budgets, delegates=frozenset(handed_on)),
        # Inside of the guard and the limiter: a model that asks for the same again and again is going round.
        *([KnownAnswers(versions, shared.clock)] if versions else []),
        *approval,
        Saving(journal.flush, reads=frozenset(reads), local=shared.local),
        Timeouts(budgets, limits, reads=frozenset(reads)),
        Hearing(agent, budgets, limits, local=shared.local),
        Meter(agent, journal),
        *([] if shared.local else [AsTaken()]),
        ModelFailures(),
    ]
