"""Running turns beside the screen: how far one is gets shown, and it can be stopped."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.chat.call_thread import CallThread, Result
from assistant.chat.screen import Screen
from assistant.chat.thinking import Thinking
from assistant.contract import Approval, Progress
from assistant.views.reading import reading_line
from assistant.views.series import is_of_a_series
from assistant.views.text import clean_line
from tools.errors import AssistantError

if TYPE_CHECKING:
    from assistant import Assistant

LOOK_EVERY_S = 0.1
Refused = Callable[[AssistantError | OSError], None]
Tell = Callable[[Progress], None]


class TurnRunner:
    """Opens the assistant and runs its turns, one after the other, in a thread of their own."""

    def __init__(
        self,
        screen: Screen,
        open_assistant: "Callable[[], Assistant]",
        refused: Refused,
        was_shown: Callable[[str], bool],
    ) -> None:
        """`refused` says why a turn was not run; `was_shown` whether a card stood on the screen before."""

        def loaded() -> "Assistant":
            assistant = open_assistant()
            assistant.load()
            return assistant

        self._screen = screen
        self._refused = refused
        self._was_shown = was_shown
        self._told: Counter[tuple[str, str]] = Counter()
        """What agents were told to be doing in this turn, and how often."""
        self._worker = CallThread("turns")
        self._running = self._stopping = False
        self._doing = ""
        self._thinking = Thinking()
        self._ready: list[Approval] = []
        self.shown: set[str] = set()
        """Approvals of the turn whose cards are on the screen already, as another agent was still at work."""
        self.opening = asyncio.ensure_future(self._worker.call(loaded))
        """Done when the assistant is open, or can't be opened."""

    def reload(self) -> None:
        """Let the agents be built anew before the next turn: who the user is has changed."""
        opening = self.opening

        async def reloaded() -> "Assistant":
            assistant = await opening
            await self._worker.call(assistant.reload)
            return assistant

        self.opening = asyncio.ensure_future(reloaded())

    async def switch_model(self, name: str) -> None:
        """Let another model answer from the next turn on.

        Raises:
            AssistantError: there is none called so, or its key is missing. The one before goes on answering.
        """
        assistant = await self.assistant()
        await self._worker.call(lambda: assistant.switch_model(name))

    async def assistant(self) -> "Assistant":
        """The assistant, as soon as it is open.

        Raises:
            AssistantError: it can't be opened.
        """
        return await asyncio.shield(self.opening)

    async def run(self, turn: "Callable[[Assistant, Tell], Result]") -> Result | None:
        """What `turn` returns, its progress shown; None when it was refused, which is said.

        Raises:
            AssistantError: the assistant can't be opened.
        """
        loop = asyncio.get_running_loop()

        def tell(progress: Progress) -> None:
            loop.call_soon_threadsafe(self._show_progress, progress)

        self._screen.working("starting")
        assistant = await self.assistant()
        self._running, self._stopping = True, False
        self._doing = "thinking"
        self._thinking = Thinking()
        self._ready.clear()
        self._told.clear()
        self.shown.clear()
        looking = asyncio.ensure_future(self._show_what_it_does(assistant))
        try:
            return await self._worker.call(lambda: turn(assistant, tell))
        except (AssistantError, OSError) as error:
            self._refused(error)
            return None
        finally:
            self._running = False
            looking.cancel()
            self._screen.working("")

    async def _show_what_it_does(self, assistant: "Assistant") -> None:
        """Until it is cancelled; a home that is being read for the first time with how far that is."""
        while not self._stopping:
            reading = assistant.home.reading
            doing = reading_line(*reading) if reading else self._thinking.line() or self._doing
            self._screen.working(f"{doing} · Ctrl-C stops")
            await asyncio.sleep(LOOK_EVERY_S)

    def interrupt(self) -> bool:
        """Stop the running turn; False when none is."""
        if not self._running:
            return False
        self._stopping = True
        self.opening.result().cancel_turn()
        self._screen.working("stopping … · Ctrl-C again and again leaves at once")
        return True

    def _show_progress(self, progress: Progress) -> None:
        self._thinking.follow(progress)
        match progress.type:
            case "text":
                self._screen.says(progress.text)
            case "again":
                self._screen.unsays(progress.text)
            case "thinking":
                self._show_what_is_ready()
            case "approval" if progress.approval:
                self._ready.append(progress.approval)
                self._show_what_is_ready()
            case "delegation":
                self._screen.view.activity(progress.agent, progress.text)
            case "task":
                self._show_doing(progress.agent, progress.text.replace("_", " "))
            case _:
                pass

    def _show_doing(self, agent: str, doing: str) -> None:
        """A line the first time; how often an agent does the same is told while it does it."""
        self._told[agent, doing] += 1
        times = self._told[agent, doing]
        if times == 1:
            self._screen.view.activity(agent, doing)
        self._doing = f"{clean_line(agent)}: {doing}" + (f", {times} by now" if times > 1 else "")

    def _show_what_is_ready(self) -> None:
        """The cards of who is done, as long as somebody else makes the person wait."""
        while self._ready and {*self._thinking.agents} - {self._ready[0].agent}:
            approval = self._ready.pop(0)
            # An occurrence waits for the others of its series, which are asked about with it.
            known = approval.id in self.shown or self._was_shown(approval.id)
            if not known and not is_of_a_series(approval):
                self.shown.add(approval.id)
                self._screen.view.approval(approval)
