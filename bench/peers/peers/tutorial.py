"""LangChain's tutorial shape: create_agent supervisor, sub-agents behind @tool, HITL middleware."""

import script
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool

from peers.lc_common import LangGraphPeer, make_tools

IMPORTS = (
    "from langchain.agents import create_agent; "
    "from langchain.agents.middleware import HumanInTheLoopMiddleware; "
    "from langchain_core.tools import tool; from langgraph.checkpoint.sqlite import SqliteSaver; "
    "from langgraph.types import Command"
)
DISTS = ("langchain", "langchain-core", "langgraph", "langgraph-checkpoint-sqlite")
NOTE = "both sub-agents in parallel; per_call interrupts; wrappers run again on resume"


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

        calendar, email = sub_agent(script.CALENDAR, event), sub_agent(script.EMAIL, mail)

        @tool(description=script.DELEGATE_DOC[script.CALENDAR])
        def schedule_event(request: str) -> str:
            self.handoffs.append(script.CALENDAR)
            return calendar.invoke({"messages": [{"role": "user", "content": request}]})["messages"][-1].text

        @tool(description=script.DELEGATE_DOC[script.EMAIL])
        def manage_email(request: str) -> str:
            self.handoffs.append(script.EMAIL)
            return email.invoke({"messages": [{"role": "user", "content": request}]})["messages"][-1].text

        names = {script.CALENDAR: "schedule_event", script.EMAIL: "manage_email"}
        return create_agent(
            self.model(script.SUPERVISOR, lambda agent, request: (names[agent], {"request": request})),
            [schedule_event, manage_email],
            system_prompt=script.PROMPTS[script.SUPERVISOR],
            checkpointer=saver,
        )
