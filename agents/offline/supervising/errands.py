"""A request in words to one of the agents, as a tool call of the supervisor."""

from agents.offline.asking.script import Call
from agents.offline.asking.specialists import tools
from agents.offline.reading.words import Domain


def errand(domain: Domain, text: str, *, context: bool = False) -> Call:
    """The call that asks an agent for `text`; with the conversation, where it takes that to understand it."""
    args: dict[str, object] = {"request": text}
    if context:
        args["full_context"] = True
    return Call(tools()[domain], args)
