"""Where the key of each provider is read from, and where one is had.

Looked up on 28 November 2026: LangChain's integrations read these variables; the pages are the providers'.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """The key of one provider."""

    variables: tuple[str, ...]
    """The environment variables that it is read from, the usual one first."""
    page: str
    """Where one is had."""


KEYS: Mapping[str, Key] = {
    "openai": Key(("OPENAI_API_KEY",), "https://platform.openai.com/api-keys"),
    "anthropic": Key(("ANTHROPIC_API_KEY",), "https://console.anthropic.com/settings/keys"),
    "google_genai": Key(("GOOGLE_API_KEY", "GEMINI_API_KEY"), "https://aistudio.google.com/apikey"),
    "groq": Key(("GROQ_API_KEY",), "https://console.groq.com/keys"),
    "mistralai": Key(("MISTRAL_API_KEY",), "https://console.mistral.ai/api-keys"),
    "deepseek": Key(("DEEPSEEK_API_KEY",), "https://platform.deepseek.com/api_keys"),
    "openrouter": Key(("OPENROUTER_API_KEY",), "https://openrouter.ai/settings/keys"),
    "xai": Key(("XAI_API_KEY",), "https://console.x.ai"),
}


def advice(provider: str) -> str:
    """What somebody does whose key is missing or refused: "set OPENAI_API_KEY; keys are had at …"."""
    key = KEYS.get(provider)
    if key is None:
        return "check the key in the settings"
    return f"set {key.variables[0]}; keys are had at {key.page}"


def is_missing(provider: str, environment: Mapping[str, str]) -> bool:
    """Whether the provider needs a key, and none of its variables is set."""
    key = KEYS.get(provider)
    return key is not None and not any(environment.get(name) for name in key.variables)
