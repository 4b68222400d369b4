"""Which provider a chat model speaks to, and what it asks for there."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from tools.plain_http import is_loopback

OPENAI, ANTHROPIC, GOOGLE, OLLAMA = "openai", "anthropic", "google_genai", "ollama"
_THINKING = ("enabled", "adaptive")


@dataclass(frozen=True)
class Provider:
    """Who is asked."""

    name: str
    """As LangChain names it, and as its answers say in `response_metadata`; empty where it doesn't say."""
    thinking: bool = False
    """The model was told to think before it answers, and its thoughts come back with the answer."""
    takes_parts: bool = True
    """Its own answers can be sent back as the list of parts that they came in."""
    only_of: str = ""
    """Parts are taken of this model alone; empty: of all of the provider's."""
    local: bool = False
    """Its server is on this machine."""
    stores: bool = True
    """It remembers its thoughts by their ids; where it doesn't, they have to come back with their content."""


def provider_of(model: Any) -> Provider:
    """Of the LangChain chat model `model`."""
    params = getattr(model, "_get_ls_params", None)
    name = str((params() if params else {}).get("ls_provider", ""))
    return replace(_asking(name, model), local=_is_local(name, model))


def _is_local(name: str, model: Any) -> bool:
    addresses = ("base_url", "openai_api_base", "anthropic_api_url")
    address = next((str(found) for one in addresses if (found := getattr(model, one, None))), "")
    return is_loopback(urlsplit(address).hostname or "") if address else name == OLLAMA


def _asking(name: str, model: Any) -> Provider:
    match name:
        case "anthropic":
            thinking = (getattr(model, "thinking", None) or {}).get("type") in _THINKING
            return Provider(name, thinking=thinking)
        case "openai":
            # Chat completions refuse the parts that Responses answered with, and of those a call goes with
            # the thought that it came from: https://platform.openai.com/docs/guides/reasoning.
            return Provider(
                name,
                takes_parts=model._use_responses_api({"tools": [{"type": "function"}]}),
                only_of=model.model_name,
                stores=model.store is not False,
            )
        case "ollama":
            return Provider(name, takes_parts=False)
    return Provider(name)
