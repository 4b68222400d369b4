"""The assistant for scripts and notebooks: blocking, or as coroutines."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload
from weakref import WeakSet
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from agents.model import OFFLINE
from assistant.contract import (
    USUAL_USES,
    Approval,
    Decision,
    EffectView,
    GrantOffer,
    GrantView,
    Progress,
    ThreadView,
    Turn,
)
from assistant.home import Home
from assistant.loading import lasting
from assistant.messaging import Messaging
from assistant.settings import Settings, load_settings
from assistant.specialists import Specialist, with_specialists
from assistant.turn.approvals import approval_of
from tools.errors import InputError

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.language_models import BaseChatModel

    from agents.hooks import Hooks
    from agents.loop import Middleware
    from agents.messages import Message
    from assistant.turn.session import Approve, RoutineTurn, Session
    from assistant.turn.transcript import Entry

    Around = Middleware | AgentMiddleware[Any, Any, Any]

logger = logging.getLogger(__name__)
Filled = TypeVar("Filled", bound=BaseModel)
OnProgress = Callable[[Progress], None]
NO_HOLD = timedelta(0)


class Assistant(Messaging):
    """An assistant on one home; safe to use from several threads, beside other processes.

    Opening it reads the settings and makes the home. Agents and stores are loaded when they are
    first needed.
    """

    def __init__(
        self,
        home: Home,
        model: "BaseChatModel | None" = None,
        middleware: "Mapping[str, Sequence[Middleware]] | None" = None,
    ) -> None:
        self.home = home
        self._model = model
        self._middleware = middleware or {}
        home.follow_servers()
        _open.add(self)

    @classmethod
    def open(
        cls,
        home: Path | str | None = None,
        model: "str | BaseChatModel | None" = None,
        now: datetime | None = None,
        settings: Settings | None = None,
        middleware: "Sequence[Around] | Mapping[str, Sequence[Around]]" = (),
        specialists: "Sequence[Specialist]" = (),
    ) -> Self:
        """An assistant on the home at `home`; what is not given comes from the settings.

        `model` is a name as in ASSISTANT_MODEL, or a LangChain chat model. `now` is what agents
        and words about time take for now. `middleware` stands around each call of a model or tool, the first
        one outermost: LangChain's with `wrap_` hooks, or those of `assistant.middleware`; a list for all
        agents, or lists by agent. `specialists` are agents of one's own.

        Raises:
            InputError: a middleware or specialist can't be used; the message says what would do.
            SettingsError: a setting can't be used.
            StorageError: the home can't be used.
        """
        name = model if isinstance(model, str) else None
        if settings is None:
            settings = load_settings(home=Path(home) if home else None, model=name, now=now)
            if settings.left_out:
                logger.warning("%s", settings.left_out)
        around: dict[str, list[Middleware]] = {}
        if middleware:
            from agents.langchain_middleware import by_agent

            around = by_agent(middleware)
        given = {one.name: one.tools for one in specialists}
        home_of = Home(with_specialists(settings, specialists), given)
        return cls(home_of, model if not isinstance(model, str) else None, around)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what was opened; nothing is lost by not doing so."""
        _open.discard(self)
        self.home.close()

    @property
    def settings(self) -> Settings:
        return self.home.settings

    @property
    def zone(self) -> ZoneInfo:
        return self.settings.time_zone

    @property
    def model_name(self) -> str:
        """The name of the model that answers."""
        if self._model is None:
            return self.settings.model_name
        return str(getattr(self._model, "model_name", None) or self._model._llm_type)

    def clock(self) -> datetime:
        """Now for agents and words about time, in the user's zone."""
        return self.home.clock()

    def load(self) -> None:
        """Build the agents now, rather than at the first turn.

        What the built-in model would make in the midst of its first turns is made beside it.
        """
        self._session  # noqa: B018  # the property builds them
        if self.model_name == OFFLINE:
            from agents.offline.chat_model import warm_up

            threading.Thread(target=warm_up, name="patterns", daemon=True).start()

    def reload(self) -> None:
        """Build the agents anew, after the settings of the home have changed."""
        self.__dict__.pop("_session", None)
        self.load()

    def switch_model(self, name: str) -> None:
        """Let the model called `name`, as in ASSISTANT_MODEL, answer from the next turn on.

        Raises:
            SettingsError: it can't be built; the one before goes on answering.
        """
        from assistant.bootstrap import model_called

        model_called(self.home, name)
        self.home.prefer_model(name)
        self._model = None
        self.reload()

    @overload
    def ask(
        self,
        text: str,
        thread: str | None = None,
        *,
        approve: "Approve" = "ask",
        on_progress: OnProgress | None = None,
        hold: timedelta = NO_HOLD,
        schema: None = None,
        relayed_by: str = "",
        deadline: datetime | None = None,
        routine: "RoutineTurn | None" = None,
    ) -> Turn: ...

    @overload
    def ask(
        self,
        text: str,
        thread: str | None = None,
        *,
        approve: "Approve" = "ask",
        on_progress: OnProgress | None = None,
        hold: timedelta = NO_HOLD,
        schema: type[Filled],
        relayed_by: str = "",
        deadline: datetime | None = None,
    ) -> Filled: ...

    def ask(
        self,
        text: str,
        thread: str | None = None,
        *,
        approve: "Approve" = "ask",
        on_progress: OnProgress | None = None,
        hold: timedelta = NO_HOLD,
        schema: type[Filled] | None = None,
        relayed_by: str = "",
        deadline: datetime | None = None,
        routine: "RoutineTurn | None" = None,
    ) -> Turn | Filled:
        """One turn that begins with what the user says, in `thread` or in a new one.

        `approve`: "ask" stops at the first approval, "all" approves everything, "none" refuses
        everything. `hold` keeps what can't be undone back for so long. With `schema`, a pydantic
        class, the answer comes as a validated instance of it. `relayed_by` names another program whose words
        these are, a model's for example: they are not the person's own, and no grant rests on them. After
        `deadline` no agent begins anything further, also when the turn goes on after a pause. With
        `routine`, they are what the person has agreed to before, and the turn is begun once for each run.

        Raises:
            InputError: the text is empty or too long, the thread has no possible name, the deadline no zone.
            ConflictError: another process is busy with the thread; with `schema`, also: approvals wait.
            ModelError: with `schema`: the turn failed, or no valid instance came of it.
        """
        thread_id = self._thread(thread)
        if deadline is not None and deadline.tzinfo is None:
            raise InputError("a deadline needs its zone")
        with self._watched(thread_id, on_progress, hold, deadline) as context:
            turn = self._session.ask(
                text, thread_id, approve=approve, context=context, relayed_by=relayed_by, routine=routine
            )
        if schema is None:
            return turn
        from assistant.bootstrap import build_answer_filler

        return build_answer_filler(self.home, self._model).fill_in(schema, turn, text)

    def decide(
        self,
        decisions: Mapping[str, Decision],
        *,
        on_progress: OnProgress | None = None,
        hold: timedelta = NO_HOLD,
    ) -> Turn:
        """Answer approvals of one thread, and go on with it.

        All are checked before the first counts: if one is wrong, nothing at all is done.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: one is answered already, withdrawn or expired.
            InputError: an edit doesn't work out, or the approvals are of several threads.
        """
        threads = {self.home.book.get(id).thread_id for id in decisions}
        if len(threads) > 1:
            raise InputError("these approvals are of several threads; use decide_all")
        return self._decide(next(iter(threads), ""), decisions, on_progress, hold)[0]

    def decide_all(
        self,
        decisions: Mapping[str, Decision],
        *,
        on_progress: OnProgress | None = None,
        hold: timedelta = NO_HOLD,
    ) -> list[Turn]:
        """As `decide`, for approvals of any threads: one turn for each thread.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: one is answered already, withdrawn or expired, or another process is busy.
            InputError: there are none, or an edit doesn't work out.
        """
        thread = self.home.book.get(next(iter(decisions))).thread_id if decisions else ""
        return self._decide(thread, decisions, on_progress, hold)

    def record(self, decisions: Mapping[str, Decision]) -> None:
        """As `decide`, but the threads don't go on yet: `resume` does that, in any process.

        For whoever answers many one after the other, and may be stopped in between.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: one is answered already, withdrawn or expired.
            InputError: an edit doesn't work out.
        """
        self._session.record(decisions)

    def resume(
        self, thread: str, *, on_progress: OnProgress | None = None, hold: timedelta = NO_HOLD
    ) -> Turn:
        """Go on with a thread that was stopped; one that waits or has finished comes back as it is.

        Raises:
            NotFoundError: there is no such thread, or several begin so.
            ConflictError: another process is busy with it.
        """
        thread_id = self.home.threads.find(thread)
        with self._watched(thread_id, on_progress, hold) as context:
            return self._session.resume(thread_id, context=context)

    def cancel_turn(self, thread: str | None = None) -> None:
        """Stop the turns that run here, or that of `thread`, before their next model or tool call.

        Call it from any thread.
        """
        if "_session" in self.__dict__:
            self._session.cancel(thread)

    def plan_edit(self, approval_id: str, **changed_args: Any) -> Approval:
        """What an approval would become with these changes; nothing is answered.

        Raises:
            NotFoundError: there is no such approval.
            InputError: they don't work out.
        """
        return self._session.plan_edit(approval_id, changed_args)

    def pending(self, thread: str | None = None) -> list[Approval]:
        """What waits for an answer, in `thread` or in all, oldest first; of all without what is put off.

        Raises:
            NotFoundError: there is no such thread, or several begin so.
        """
        from assistant.snoozing.shown import waiting

        thread_id = self.home.threads.find(thread) if thread else None
        return [approval_of(proposal) for proposal in waiting(self.home, thread_id)]

    def threads(self) -> list[ThreadView]:
        """The conversations, the one that was used last first."""
        return self.home.threads.list()

    def thread_messages(self, thread: str) -> "list[Entry]":
        """What was said in a thread, oldest first.

        Raises:
            NotFoundError: there is no such thread, or several begin so.
        """
        from assistant.turn.transcript import transcript

        return transcript(self.home.database, self.home.threads.find(thread))

    def rename(self, thread: str, title: str) -> None:
        """
        Raises:
            NotFoundError: there is no such thread, or several begin so.
            InputError: the title is empty.
        """
        self.home.threads.rename(self.home.threads.find(thread), title)

    def delete(self, thread: str) -> None:
        """Remove a conversation with all that it holds; what it did to the world stays done.

        Raises:
            NotFoundError: there is no such thread, or several begin so.
            ConflictError: another process is busy with it.
        """
        self._session.delete(self.home.threads.find(thread))

    def fork(self, thread: str) -> str:
        """The id of a copy of the conversation that goes its own way; what waits there stays there.

        Raises:
            NotFoundError: there is no such thread, or no turn of it has finished yet.
            ConflictError: another process is busy with it.
        """
        return self._session.fork(self.home.threads.find(thread))

    def effects(self, thread: str | None = None) -> list[EffectView]:
        """What was done to the world and what waits, by `thread` or by all, oldest first.

        Raises:
            NotFoundError: there is no such thread, or several begin so.
        """
        return self.home.effects.list(self.home.threads.find(thread) if thread else None)

    def undo(self, key: str | None = None) -> EffectView:
        """Take back the last effect, or the one that `key` names.

        Raises:
            NotFoundError: no such effect, or nothing to take back.
            ConflictError: it didn't happen, is under way, was taken back already, or somebody has changed it.
            DeliveryError: it can't be taken back, or not at the moment. It stays done.
        """
        return self.home.effects.undo(key)

    def propose_grant(
        self,
        approval_id: str,
        scope: Mapping[str, Any] | None = None,
        *,
        most: int = USUAL_USES,
        until: date | None = None,
    ) -> GrantOffer:
        """What could go without a question from now on: the narrowest useful rule for acts such as this one.

        Limits in `scope` take the place of its own. Nothing counts yet; `passed` is what it would have let
        through in the last 30 days.

        Raises:
            NotFoundError: there is no such approval.
            ConflictError: it was refused, withdrawn, or has expired.
            InputError: no grant can be about such an act, or a limit can't be this.
        """
        from assistant.grants import Limits

        return self.home.grants.offer(approval_id, Limits(scope or {}, most, until))

    def grant(
        self,
        approval_id: str,
        scope: Mapping[str, Any] | None = None,
        *,
        most: int = USUAL_USES,
        until: date | None = None,
    ) -> GrantView:
        """Let acts such as this one go without a question, as `propose_grant` with the same arguments shows.

        At most `most` times, until the end of the day `until`, by default 30 days from today. The approval
        itself is not answered by it. Raises what `propose_grant` raises.
        """
        from assistant.grants import Limits

        return self.home.grants.make(approval_id, Limits(scope or {}, most, until))

    def grants(self) -> list[GrantView]:
        """All that were ever made, oldest first."""
        return self.home.grants.list()

    def preview_grant(self, id: str) -> GrantOffer:
        """What a grant would have let through in the last 30 days.

        Raises:
            NotFoundError: no such grant, or several begin so.
        """
        return self.home.grants.preview(id)

    def revoke_grant(self, id: str) -> GrantView:
        """From now on it lets nothing through; what it had let through and still waits is called off.

        Raises:
            NotFoundError: no such grant, or several begin so.
            ConflictError: it was revoked already.
        """
        return self.home.grants.revoke(id)[0]

    def trace(self, thread: str) -> "list[Message]":
        """Every message that flowed in a thread, in order.

        Raises:
            NotFoundError: there is no such thread, or several begin so.
        """
        return self.home.trace(self.home.threads.find(thread))

    @cached_property
    def hooks(self) -> "Hooks":
        """What is called at the moments of a turn, those that the settings name at first.

        Raises:
            SettingsError: the settings name a moment or a function that there isn't.
        """
        from agents.hooks import load_hooks

        return load_hooks(self.settings.hooks)

    def rerun(self, thread: str, *, approve: "Approve" = "none") -> list[Turn]:
        """Say once more, in a new thread, what the person said in `thread`, as of now; one turn each.

        Stops after a turn that waits or failed. With "none" nothing is changed by it.

        Raises:
            NotFoundError: there is no such thread, or several begin so.
        """
        said = [entry.text for entry in self.thread_messages(thread) if entry.role == "user"]
        into, turns = self.home.threads.new_id(), list[Turn]()
        for text in said:
            turns.append(self.ask(text, into, approve=approve))
            if turns[-1].status != "done":
                break
        return turns

    def _decide(
        self,
        watched: str,
        decisions: Mapping[str, Decision],
        on_progress: OnProgress | None,
        hold: timedelta,
    ) -> list[Turn]:
        with self._watched(watched, on_progress, hold) as context:
            turns = self._session.decide(decisions, context=context)
        if all(decision.type != "edit" for decision in decisions.values()):
            return turns
        from assistant.preferences.suggested import question

        # Asked where the person has just changed something, and told in the brief.
        last, asked = turns[-1], question(self.home)
        if asked and last.reply:
            turns[-1] = replace(last, reply=f"{last.reply}\n{asked}")
        return turns

    def _thread(self, given: str | None) -> str:
        threads = self.home.threads
        return threads.new_id() if given is None else threads.known_or_new(given)

    def _watched(
        self,
        thread_id: str,
        on_progress: OnProgress | None,
        hold: timedelta,
        deadline: datetime | None = None,
    ) -> Any:
        from assistant.turn.progress import watched

        return watched(self.home.journal, self.home.book, thread_id, on_progress, hold, deadline)

    @cached_property
    def _session(self) -> "Session":
        with lasting():
            from assistant.bootstrap import build_session

            return build_session(self.home, self._model, hooks=self.hooks, brought=self._middleware)


_open: WeakSet[Assistant] = WeakSet()


def open_assistants() -> tuple[Assistant, ...]:
    """Those of this process that are not closed, for as long as somebody keeps them."""
    return tuple(_open)
