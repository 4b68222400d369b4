"""langgraph-supervisor: handoffs to sub-agents that are nodes of one graph and share its history.

One handoff at a time (its default, parallel_tool_calls=False), so a turn pauses twice. Two handoffs
in one model reply lose one of the two, at random: the supervisor is a create_react_agent of version
"v2", which runs each tool call as a task of its own, and the first parent Command to come wins.
"""

import script
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langgraph_supervisor import create_supervisor

from peers.lc_common import LangGraphPeer, make_tools

IMPORTS = (
    "from langgraph_supervisor import create_supervisor; from langchain.agents import create_agent; "
    "from langchain.agents.middleware import HumanInTheLoopMiddleware; "
    "from langchain_core.tools import tool; "
    "from langgraph.checkpoint.sqlite import SqliteSaver; from langgraph.types import Command"
)
DISTS = ("langgraph-supervisor", "langchain", "langchain-core", "langgraph", "langgraph-checkpoint-sqlite")
NOTE = (
    "one handoff at a time, two pauses a turn (parallel handoffs lose one); sub-agents see the whole history"
)


class Peer(LangGraphPeer):
    def build(self, saver):
        event, mail = make_tools(self.effects)

        def sub_agent(role, gated):
            return create_agent(
                self.model(role),
                [gated],
                system_prompt=script.PROMPTS[role],
                middleware=[
                    HumanInTheLoopMiddleware(interrupt_on={gated.name: True}, interrupt_mode="per_call")
                ],
                name=role,
            )

        flow = create_supervisor(
            [sub_agent(script.CALENDAR, event), sub_agent(script.EMAIL, mail)],
            model=self.model(
                script.SUPERVISOR,
                lambda agent, _request: (f"transfer_to_{agent}", {}),
                one_at_a_time=True,
                bind_as_dicts=True,
            ),
            prompt=script.PROMPTS[script.SUPERVISOR],
        )
        return flow.compile(checkpointer=saver)
