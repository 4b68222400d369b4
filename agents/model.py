"""Which chat model answers."""

import os
from typing import TYPE_CHECKING, Any

from agents.providers.keys import advice, is_missing
from tools.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from agents.providers.options import ModelOptions

OFFLINE = "offline"


def build_model(
    name: str,
    *,
    api_key: str = "",
    base_url: str = "",
    timeout_s: float | None = 60,
    options: "ModelOptions | None" = None,
) -> "BaseChatModel":
    """The chat model called `name`: `offline`, or `provider:model` as LangChain's `init_chat_model` takes it.

    `api_key` and `base_url` are for providers that speak OpenAI's protocol. `options` go before what else is
    given. Retries are ours
    (`agents.middleware`), so the client's own are off.

    Raises:
        SettingsError: the name is not understood, or its package or key is missing.
    """
    if name == OFFLINE:
        from agents.offline import OfflineChatModel

        return OfflineChatModel()
    provider, separator, model = name.partition(":")
    if not separator or not provider or not model:
        raise SettingsError(
            f"ASSISTANT_MODEL is {name!r}; give 'offline' or 'provider:model', such as 'openai:gpt-6-luna'"
        )
    from langchain.chat_models import init_chat_model

    given = options.for_client(provider) if options else {}
    built_with: dict[str, Any] = {"timeout": timeout_s, "max_retries": 0}
    if provider == "openai":
        if not (api_key or base_url or "api_key" in given):
            raise SettingsError(_needs_key(name, provider))
        built_with["api_key"] = api_key or "none"
        built_with["stream_usage"] = True
        if base_url:
            built_with["base_url"] = base_url
            built_with["use_responses_api"] = False
    elif "api_key" not in given and is_missing(provider, os.environ):
        # Some clients say so only when they are asked something, and not in a sentence that helps.
        raise SettingsError(_needs_key(name, provider))
    try:
        built: BaseChatModel = init_chat_model(model, model_provider=provider, **(built_with | given))
        return built
    except ImportError as error:
        raise SettingsError(
            f"{name} needs a package that is not installed; "
            f"install it with: pip install langchain-{provider.replace('_', '-')}"
        ) from error
    except ValueError as error:
        raise SettingsError(f"ASSISTANT_MODEL is {name!r}: {str(error).splitlines()[0]}") from error


def _needs_key(name: str, provider: str) -> str:
    return f"{name} needs a key: {advice(provider)}; or ASSISTANT_MODEL=offline, which needs none"
