"""The secrets that settings and environment hold, for the redaction of all that is written down."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from assistant.settings.settings import Settings
from tools.redaction import tells_a_secret

_OF_A_VARIABLE = re.compile(r"(?i)(^|_)(api_?key|access_?key|key|token|secret|passw(or)?d|credentials?)s?$")


def known_secrets(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """Each of them: of the settings, of the agents in them, of providers in the environment."""
    yield settings.openai_api_key
    yield from _of_address(settings.openai_base_url)
    yield from _of_address(settings.telemetry)
    yield from _of_address(settings.database)
    for agent in settings.agents.values():
        if agent.mcp is not None:
            yield from _of_address(agent.mcp.url)
            yield from (value for name, value in agent.mcp.env.items() if _is_telling(name))
            flags = (flag.lstrip("-").replace("-", "_") for flag in agent.mcp.args)
            yield from (
                word for flag, word in zip(flags, agent.mcp.args[1:], strict=False) if _is_telling(flag)
            )
    # A path, as that of a file with a key, is no secret.
    yield from (value for name, value in environment.items() if _is_telling(name) and "/" not in value[:1])


def _is_telling(name: str) -> bool:
    return tells_a_secret(name) or bool(_OF_A_VARIABLE.search(name))


def _of_address(address: str) -> Iterator[str]:
    if "@" not in address:
        return
    try:
        yield urlsplit(address).password or ""
    except ValueError:  # no address: whoever connects to it will say so
        return
