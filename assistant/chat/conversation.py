"""What happens between a person and the assistant, from the first prompt to the last."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from agents.assents import asks
from agents.offline import asks_for_another, said_of_cards
from assistant.chat.asides import Asides
from assistant.chat.bottom_line import BottomLine
from assistant.chat.call_thread import CallThread, Result
from assistant.chat.countdowns import Countdowns
from assistant.chat.granting import Granting
from assistant.chat.questions import Outcome, Questions
from assistant.chat.screen import LeftError, Screen
from assistant.chat.taking_back import choice_in, chosen
from assistant.chat.turn_runner import TurnRunner
from assistant.contract import DONE, PAUSED, Approval, Decision, EffectView, Turn, effect_view
from assistant.routines.runner import RoutineRunner
from assistant.routines.running import told_line
from assistant.snoozing.shown import waiting
from assistant.turn.approvals import approval_of, title_shown
from assistant.views.entries import not_yet_said, unsaid
from assistant.views.text import clean_line, counted
from tools.effects.approvals import ProposalState
from tools.effects.runner import Runner
from tools.errors import AssistantError, storage_error

if TYPE_CHECKING:
    from assistant import Assistant
    from assistant.home import Home
    from assistant.schedules.routine import Routine, Run
    from tools.effects.effect import Effect

LOOK_EVERY_S = 1.0
"""How long an answer that was given at another screen may go unseen."""
WAITING_KEYS = {"r": "reject it, with this as the reason", "w": "let it wait, and talk in a new thread"}


@dataclass(frozen=True)
class Wishes:
    """What the person asked for on the command line."""

    thread: str | None = None
    new: bool = False
    invocation: str = "assistant"
    """How this program is called, for the commands that it suggests."""
    watches: bool = False
    """Somebody is there to hear of new mail."""
    on_turn: Callable[[Turn], None] = lambda _: None
    """Is given every turn that has ended."""


class Conversation:
    """One chat: threads may change in it, the screen stays."""

    def __init__(
        self,
        screen: Screen,
        home: "Home",
        open_assistant: "Callable[[], Assistant]",
        wishes: Wishes,
        carry_out: "Callable[[Conversation, str], Awaitable[bool]]",
    ) -> None:
        """`carry_out` deals with a line that is a command; False: it is a message."""
        self.screen = screen
        self.home = home
        self.wishes = wishes
        self._carry_out = carry_out
        self.thread: str | None = None
        self.usage: dict[str, tuple[int, int, int]] = {}
        """Model calls, input and output tokens of this chat, by layer."""
        self._shown: set[str] = set()
        """Approvals that stood on this screen; another terminal may have brought others."""
        self.turns = TurnRunner(screen, open_assistant, self._refused, self._shown.__contains__)
        self._asides = Asides(self.turns, home)
        self._bottom_line = BottomLine(screen, home)
        self.turns.opening.add_done_callback(lambda _: self._bottom_line.look_again())
        self._small = CallThread("reads")
        zone = home.settings.time_zone
        granting = Granting(screen, lambda ask: self.call(lambda: ask(home.grants)), home.clock, zone)
        self._questions = Questions(
            screen,
            plan_edit=self._plan_edit,
            grant=granting.ask,
            record=self._record,
            answered_elsewhere=self._answered_elsewhere,
            asks_for_another=self._asks_for_another,
            is_of=self._is_of,
            zone=zone,
        )
        self._hold = timedelta(seconds=home.settings.hold_s)
        self._countdowns = Countdowns(screen, self._effect, self._hold)
        self._undoing: asyncio.Task[None] | None = None
        self.listed_mails: list[str] = []
        """The ids of the mails that were listed last, in the order of their numbers."""
        self._skipped: set[str] = set()
        self._exit_code = DONE
        self._answered_by: str | None = None

    async def run(self) -> int:
        """Talk until the person leaves; gives the exit code.

        Raises:
            AssistantError: the assistant can't be opened.
        """
        self.screen.status("starting …")
        ledger = await self.call(lambda: self.home.ledger)
        with Runner(ledger, tell=self._tell()), self._watching(), self._routines():
            async with self._bottom_line.followed():
                return await self._talk()

    async def _talk(self) -> int:
        try:
            await self._begin()
            while True:
                await self._handle(await self._next_message())
        except LeftError:
            await self._leave()
        except asyncio.CancelledError:
            # Ctrl-C again and again: the turn hangs, and is left as it is. It loses nothing by that.
            self.screen.view.note(
                f"Left in the middle of a turn. To go on with it:\n"
                f"  {self.wishes.invocation} resume {self.thread}"
            )
        return self._exit_code

    async def call(self, function: Callable[[], Result]) -> Result:
        """What `function` returns, beside the turn that may be running."""
        return await self._small.call(function)

    async def pending(self, thread: str | None = None) -> list[Approval]:
        """What waits, in one thread or in all."""
        return [approval_of(proposal) for proposal in await self.call(lambda: waiting(self.home, thread))]

    def take_back(self) -> bool:
        """Undo the mail that is about to leave; False when none is."""
        key = self._countdowns.stop_last()
        if key is None:
            return False
        self._undoing = asyncio.ensure_future(self.undo(key))
        return True

    async def switch(self, thread: str | None) -> None:
        """Go on in `thread`, or in a new one; what waits there is shown."""
        self.thread = thread
        self._skipped.clear()
        await self.refresh_status()
        if thread is not None:
            waiting = await self.pending(thread)
            if not waiting and await self.call(lambda: bool(self.home.book.claimed(thread))):
                # A chat was stopped between the last answer and what comes of it.
                await self.resume()
            await self.ask_about(waiting)

    async def ask_about(self, approvals: Sequence[Approval], beside: Approval | None = None) -> None:
        """Let the person answer `approvals`, and go on with what they say, until nothing is left.

        `beside` is the one whose card waits while a question of theirs was answered.
        """
        while wanted := [approval for approval in approvals if approval.id not in self._skipped]:
            self._shown |= {approval.id for approval in wanted}
            outcome = Outcome()
            try:
                await self._questions.ask(wanted, outcome, self.turns.shown | self._left_above(beside))
            except LeftError:
                await self._go_on(outcome.answered)
                raise
            left = {approval.id for approval in wanted} - {approval.id for approval in outcome.answered}
            turns = await self._go_on(outcome.answered)
            if outcome.message:
                beside = outcome.about
                if beside and await self._answer_beside(outcome.message, beside):
                    approvals = await self.pending(wanted[0].thread_id)
                    continue
                self._skipped |= left
                await self.say(outcome.message)
                return
            self._skipped |= left
            if not turns:
                await self.refresh_status()
                self._say_what_waits(await self.pending(self.thread))
                return
            approvals = [approval for turn in turns for approval in turn.approvals]
        if any(approval.id in self._skipped for approval in approvals):
            self._say_what_waits(approvals)

    def _asks_for_another(self, text: str, about: Approval) -> bool:
        return asks_for_another(text, title_shown(about.preview), self.home.clock())

    def _is_of(self, text: str, about: Sequence[Approval]) -> bool:
        cards = [(one.agent, title_shown(one.preview)) for one in about]
        return said_of_cards(text, cards, self.home.clock()) is not None

    def _left_above(self, beside: Approval | None) -> set[str]:
        """A card that would push the answer off the screen isn't shown again below it."""
        return {beside.id} if beside and self._questions.is_tall(beside) else set()

    async def ask_again(self, approvals: Sequence[Approval]) -> None:
        """Ask about `approvals`, those included that were skipped before."""
        self._skipped.clear()
        await self.ask_about(approvals)

    async def say(self, text: str) -> None:
        """Send `text`, and see the turn through."""
        waiting = await self.pending(self.thread) if self.thread else []
        beside = waiting and asks(text) and not self._is_of(text, waiting)
        if beside and await self._answer_beside(text, waiting[0]):
            await self.ask_about(waiting, beside=waiting[0])
            return
        if waiting and not await self._make_room(text, waiting):
            return
        thread = self.thread = self.thread or self.home.threads.new_id()
        turn = await self.turns.run(lambda a, tell: a.ask(text, thread, on_progress=tell, hold=self._hold))
        if turn is None:
            return
        await self.show(turn)
        await self.ask_about(turn.approvals)

    async def _answer_beside(self, question: str, about: Approval) -> bool:
        """Whether a question could be answered while `about` goes on waiting."""
        turn = await self._asides.ask(question, about)
        if turn is None:
            return False
        await self.show(turn)
        return True

    async def resume(self) -> None:
        """Go on with a turn that was stopped."""
        thread = self.thread
        if thread is None:
            self.screen.view.note("Nothing was begun in this thread yet.")
            return
        turn = await self.turns.run(lambda a, tell: a.resume(thread, on_progress=tell))
        if turn is not None:
            await self.show(turn)
            await self.ask_about(turn.approvals)

    async def undo(self, key: str | None) -> None:
        """Take an effect back; without a key, the last one, if that is what the person means."""
        try:
            if key is None:
                choice = await self.call(lambda: choice_in(self.home))
                key = await chosen(choice, self.screen, self.thread)
                if key is None:
                    return
            undone = await self.call(lambda: self.home.effects.undo(key))
        except (AssistantError, OSError) as error:
            self._refused(error)
            return
        self._countdowns.forget(undone.key)
        self.screen.view.effect(undone)
        self._bottom_line.look_again()

    async def show(self, turn: Turn) -> None:
        """What came of a turn, its approvals aside."""
        self.wishes.on_turn(turn)
        said = self.screen.said()
        for effect in unsaid(turn.effects, turn.reply):
            if not self._countdowns.begin(effect):
                self.screen.view.effect(effect)
        for sent in turn.sent:
            self.screen.view.note(clean_line(sent.text))
        if rest := not_yet_said(turn.reply or "", said):
            self.screen.view.reply(rest)
        if turn.error:
            self.screen.view.error(turn.error.message)
        if turn.error and turn.error.code == "cancelled":
            self.screen.view.note("/resume goes on where it stopped; or just write on.")
        self._exit_code = turn.exit_code
        self._answered_by = turn.answered_by
        called = {layer: used for layer, used in (turn.usage.by_layer or {}).items() if used.model_calls}
        for layer, used in called.items():
            calls, given, made = self.usage.get(layer, (0, 0, 0))
            self.usage[layer] = (
                calls + used.model_calls,
                given + used.input_tokens,
                made + used.output_tokens,
            )
        await self.refresh_status()

    async def refresh_status(self) -> None:
        """Say on the bottom line where we are and what waits."""
        self._bottom_line.say(
            await self.call(self.home.threads.list),
            self.thread,
            self._answered_by or self.home.settings.model_name,
            uses_tokens=any(given + made for _, given, made in self.usage.values()),
        )

    async def _begin(self) -> None:
        threads = await self.call(self.home.threads.list)
        wanted = self.wishes.thread
        if wanted is not None:
            fitting = [t.thread_id for t in threads if t.thread_id.startswith(wanted)]
            await self.switch(fitting[0] if len(fitting) == 1 else wanted)
            return
        waiting = [] if self.wishes.new else [t for t in threads if t.status in ("paused", "interrupted")]
        if not waiting:
            await self.refresh_status()
            return
        thread = waiting[0]
        self.screen.view.note(f"Going on with {clean_line(thread.title)!r}; /new begins another thread.")
        if thread.status == "interrupted":
            self.screen.view.note("It was stopped in the middle: /resume goes on with it.")
        await self.switch(thread.thread_id)

    async def _next_message(self) -> str:
        """Raises:
        AssistantError: the assistant can't be opened, which is known before anything was said.
        """
        opening = self.turns.opening
        getting = asyncio.ensure_future(self.screen.message())
        if not opening.done():
            await asyncio.wait([getting, opening], return_when=asyncio.FIRST_COMPLETED)
        if opening.done() and opening.exception() is not None:
            getting.cancel()
            opening.result()
        return await getting

    async def _handle(self, text: str) -> None:
        self.screen.echo(text)
        try:
            if not await self._carry_out(self, text):
                await self.say(text)
        except (AssistantError, OSError) as error:
            self._refused(error)

    async def _make_room(self, text: str, waiting: Sequence[Approval]) -> bool:
        """Whether `text` may be sent although something waits: the person says what becomes of that."""
        thing = "1 approval waits" if len(waiting) == 1 else f"{len(waiting)} approvals wait"
        if not self._shown.issuperset(approval.id for approval in waiting):
            self.screen.view.approvals(waiting)
            self._shown |= {approval.id for approval in waiting}
        key = await self.screen.key(f"{thing} in this thread. Esc: don't send this.", WAITING_KEYS)
        if key == "r":
            await self._finish(
                await self._decide({approval.id: Decision.reject(text) for approval in waiting})
            )
        elif key == "w":
            await self.switch(None)
            return True
        else:
            self.screen.put_back(text)
            self._exit_code = PAUSED
            self.screen.view.error(f"{thing} in this thread; the message was not taken.")
            await self.refresh_status()
            self._say_what_waits(waiting)
        return False

    async def _finish(self, turns: list[Turn] | None) -> None:
        await self.ask_about([approval for turn in turns or () for approval in turn.approvals])

    async def _record(self, answers: Mapping[str, Decision]) -> bool:
        """Keep answers, whatever happens to this process; False: they don't count, and that was said."""
        assistant = await self.turns.assistant()
        try:
            await self.call(lambda: assistant.record(answers))
        except (AssistantError, OSError) as error:
            self._refused(error)
            return False
        await self.refresh_status()
        return True

    async def _go_on(self, answered: Sequence[Approval]) -> list[Turn]:
        """Let the threads of `answered` go on; the turns that come of it, shown."""
        threads = list(dict.fromkeys(approval.thread_id for approval in answered))
        if not threads:
            return []
        turns = await self.turns.run(
            lambda a, tell: [a.resume(thread, on_progress=tell, hold=self._hold) for thread in threads]
        )
        for turn in turns or ():
            await self.show(turn)
        return turns or []

    async def _answered_elsewhere(self, approvals: Sequence[Approval]) -> Sequence[Approval]:
        """Those that somebody at another screen, or their time, has closed, as soon as there are any."""

        def closed() -> list[Approval]:
            book = self.home.book
            return [one for one in approvals if book.get(one.id).state is not ProposalState.PENDING]

        while not (gone := await self.call(closed)):
            await asyncio.sleep(LOOK_EVERY_S)
        await self.refresh_status()
        return gone

    async def _decide(self, answers: dict[str, Decision]) -> list[Turn] | None:
        """The turns that `answers` lead to, shown; None when they did not count."""
        turns = await self.turns.run(lambda a, tell: a.decide_all(answers, on_progress=tell, hold=self._hold))
        for turn in turns or ():
            await self.show(turn)
        return turns

    def _refused(self, error: AssistantError | OSError) -> None:
        explained = storage_error(error) if isinstance(error, OSError) else error
        self._exit_code = explained.exit_code
        self.screen.view.error(explained.message)

    async def _plan_edit(self, approval_id: str, changed: Mapping[str, Any]) -> Approval:
        assistant = await self.turns.assistant()
        return await self.call(lambda: assistant.plan_edit(approval_id, **changed))

    def _say_what_waits(self, waiting: Sequence[Approval]) -> None:
        if waiting:
            self.screen.view.note(f"{counted(len(waiting), 'approval')} left waiting; /pending shows what.")

    async def _effect(self, key: str) -> "Effect":
        return await self.call(lambda: self.home.ledger.get(key))

    def _watching(self) -> AbstractContextManager[None]:
        """The servers of the accounts are watched; what is new is shown above the prompt."""
        home = self.home
        if not (self.wishes.watches and home.servers):
            return nullcontext()
        from assistant.accounts.mirror_watch import watched_mirrors

        loop = asyncio.get_running_loop()

        def tell(text: str) -> None:
            loop.call_soon_threadsafe(self.screen.view.note, clean_line(text))

        return watched_mirrors(home.servers, home.invitations, tell, every_s=home.settings.sync_s)

    def _routines(self) -> RoutineRunner:
        """What is due of the routines is done behind the chat; what came of it stands above the prompt."""
        loop = asyncio.get_running_loop()

        def assistant() -> "Assistant":
            return asyncio.run_coroutine_threadsafe(self.turns.assistant(), loop).result()

        def tell(routine: "Routine", _: "Run", text: str) -> None:
            asyncio.run_coroutine_threadsafe(self._show_run(told_line(routine, text)), loop)

        def ring(text: str) -> None:
            loop.call_soon_threadsafe(self.screen.view.note, f"\a{clean_line(text)}")

        return RoutineRunner(self.home, assistant, tell, ring)

    async def _show_run(self, text: str) -> None:
        self.screen.view.note(text)
        await self.refresh_status()

    def _tell(self) -> "Callable[[Effect], None]":
        """Shows what the runner has carried out; called from its thread."""
        loop = asyncio.get_running_loop()

        def tell(effect: "Effect") -> None:
            loop.call_soon_threadsafe(self._show_carried_out, effect_view(effect))

        return tell

    def _show_carried_out(self, effect: EffectView) -> None:
        self._countdowns.forget(effect.key)
        self.screen.view.effect(effect)

    async def _leave(self) -> None:
        """See off what is about to leave, and say what is left waiting."""
        await self._countdowns.wait()
        for thread, count in Counter(approval.thread_id for approval in await self.pending()).items():
            self.screen.view.note(
                f"{counted(count, 'approval')} left waiting. To take it up again:\n"
                f"  {self.wishes.invocation} chat --thread {thread}"
            )
