"""deepagents: create_deep_agent with two declarative sub-agents and interrupt_on, defaults otherwise."""

import script
from deepagents import create_deep_agent

from peers.lc_common import LangGraphPeer, make_tools

IMPORTS = (
    "from deepagents import create_deep_agent; from langchain_core.tools import tool; "
    "from langgraph.checkpoint.sqlite import SqliteSaver; from langgraph.types import Command"
)
DISTS = ("deepagents", "langchain", "langchain-core", "langgraph", "langgraph-checkpoint-sqlite")
NOTE = (
    "parallel `task` calls; batched interrupts; "
    "built-in file tools and general-purpose sub-agent left on (defaults)"
)


class Peer(LangGraphPeer):
    per_call = False

    def build(self, saver):
        event, mail = make_tools(self.effects)
        spec = {script.CALENDAR: event, script.EMAIL: mail}
        return create_deep_agent(
            model=self.model(
                script.SUPERVISOR,
                lambda agent, request: ("task", {"description": request, "subagent_type": agent}),
            ),
            tools=[],
            system_prompt=script.PROMPTS[script.SUPERVISOR],
            subagents=[
                {
                    "name": role,
                    "description": script.DELEGATE_DOC[role],
                    "system_prompt": script.PROMPTS[role],
                    "model": self.model(role),
                    "tools": [gated],
                    "interrupt_on": {gated.name: True},
                }
                for role, gated in spec.items()
            ],
            checkpointer=saver,
        )
