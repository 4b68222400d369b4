"""Which of the addresses in the settings send a key or a conversation where others can read it."""

import os
from collections.abc import Iterator

from assistant.settings.settings import Settings
from tools.plain_http import readable_host

KINDS = ("BASE_URL", "API_BASE", "API_URL", "HOST")
"""How LangChain's packages call the variable with a provider's address, behind its name."""


def in_the_clear(settings: Settings) -> Iterator[str]:
    """A sentence for each, wherever the setting comes from: a flag, the environment, a file."""
    for source, address in _of_models(settings):
        if host := readable_host(address):
            yield _sentence(host, source, "your key and the conversation")
    for name, agent in settings.agents.items():
        if agent.mcp and (host := readable_host(agent.mcp.url)):
            yield _sentence(host, f"the agent {name}", "what its tools are asked and what they answer")
    if host := readable_host(settings.telemetry):
        yield _sentence(host, "ASSISTANT_TELEMETRY", "the spans, and a key if one is sent along")


def _of_models(settings: Settings) -> Iterator[tuple[str, str]]:
    """The addresses of the models in use, each with the setting or variable that gives it."""
    own = (agent.model for agent in settings.agents.values() if agent.model)
    names = (settings.model_name, *settings.fallback_models, *own)
    for provider in dict.fromkeys(name.partition(":")[0] for name in names if ":" in name):
        if provider == "openai" and settings.openai_base_url:
            yield "OPENAI_BASE_URL", settings.openai_base_url
            continue
        for kind in KINDS:
            variable = f"{provider.upper()}_{kind}"
            address = os.environ.get(variable, "")
            yield variable, f"http://{address}" if kind == "HOST" and "://" not in address else address


def _sentence(host: str, source: str, what: str) -> str:
    return f"the connection to {host} ({source}) is not protected: anybody on the way can read {what}"
