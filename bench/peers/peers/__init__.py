"""One module per peer. Each has IMPORTS (what its import time covers), NOTE and a class Peer:

Peer(directory) -> start(thread, text): pending; pending(thread): the same, read from disk;
approve(thread, pending): the answer so far and what is pending now; is_right(answer): whether it is
the scripted one, or says as much; state_files(directory): what it keeps, the effects left out;
message_chars(call), tools_chars(call); close(). `calls` collects script.Call, `effects.done` the
side effects, `handoffs` sub-agent entries (wrapper runs).
"""

NAMES = ("ours", "tutorial", "langgraph_supervisor", "deepagents", "openai_agents", "pydantic_ai")
VENV = {
    "ours": "venv-ours",
    "tutorial": "venv-langgraph",
    "langgraph_supervisor": "venv-langgraph",
    "deepagents": "venv-langgraph",
    "openai_agents": "venv-openai",
    "pydantic_ai": "venv-pydantic",
}
