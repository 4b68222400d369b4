"""Who is sent what is said and read, with which model."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from tools.plain_http import is_loopback

OLLAMA_ADDRESS = "OLLAMA_HOST"
"""Where its client looks for the server; unset: on this machine."""


def recipients(models: Iterable[str], base_url: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The hosts or providers, outside of this machine, that are asked where these models are.

    `base_url` is the one for OpenAI's protocol.
    """
    found = []
    for name in models:
        provider = name.partition(":")[0]
        if provider == "openai" and base_url:
            found += _elsewhere(base_url)
        elif provider == "ollama":
            found += _elsewhere(environment.get(OLLAMA_ADDRESS, ""))
        elif provider != "offline":
            found.append(provider)
    return tuple(dict.fromkeys(found))


def told_to(models: Iterable[str], base_url: str, environment: Mapping[str, str]) -> str:
    """Where what is said goes, and what agents read for it, as a sentence."""
    where = recipients(models, base_url, environment)
    if not where:
        return "What you say, and what is read for it, stays on this machine."
    return f"What you say, and what is read of mail and calendar for it, is sent to {' and '.join(where)}."


def _elsewhere(address: str) -> list[str]:
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # no address at all: nothing can be sent there
        return []
    return [host] if host and not is_loopback(host) else []
