"""The tools of the agents that the settings describe: opened when first needed, by whoever needs them."""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from agents.configuration import OURS, AgentSettings
from tools.effects.call_executor import CALL, CallExecutor
from tools.effects.plan import UNMARKED, Intent, Marks, Plan, Receipt
from tools.errors import PassingError, SettingsError

if TYPE_CHECKING:
    from agents.configured import ForeignTools, Given


class ForeignAgents:
    """Agents of one's own and their tools; also the executor of the calls that a person approved.

    Making one costs nothing: functions are imported and servers started at the first look at `tools`,
    or when a call is carried out, which may be in a process that has no agents at all.
    """

    kinds = (CALL,)

    def __init__(
        self, agents: Mapping[str, AgentSettings], given: "Mapping[str, Sequence[Given]] | None" = None
    ) -> None:
        """`given` are tools that no settings name, by agent."""
        self._given = given or {}
        self.agents = {name: each for name, each in agents.items() if each.enabled and name not in OURS}
        self._opened: dict[str, ForeignTools] = {}
        self._lock = threading.Lock()

    def tools(self, name: str) -> "ForeignTools":
        """The tools of the agent `name`.

        Raises:
            SettingsError: they can't be used; the message says what is wrong.
        """
        with self._lock:
            if name not in self._opened:
                from agents.configured import open_tools

                self._opened[name] = open_tools(name, self.agents[name], self._given.get(name, ()))
            return self._opened[name]

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        return CallExecutor(()).render(plan, key, at)

    def act(self, intent: Intent) -> Receipt:
        return self.carry_out(intent, UNMARKED)

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        """
        Raises:
            PassingError: the tool's server can't be started, and nothing was done; or the tool broke off.
            StaleError: the tool is behind another server than was shown. It is not called.
            FinalError: there is no such tool any more, or it refuses.
        """
        named = intent.plan.payload.get("agent") or intent.agent
        try:
            opened = [name for name in self.agents if name == named or not named]
            tools = [tool for name in opened for tool in self.tools(name).tools]
        except SettingsError as error:
            raise PassingError(f"{error.message}; nothing was done") from error
        return CallExecutor(tools).carry_out(intent, marks)

    def find(self, intent: Intent) -> Receipt | None:
        return CallExecutor(()).find(intent)

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        return CallExecutor(()).undo(intent, receipt)

    def close(self) -> None:
        """End the servers that were started."""
        with self._lock:
            for opened in self._opened.values():
                opened.close()
            self._opened.clear()
