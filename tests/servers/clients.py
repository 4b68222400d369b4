"""Closing the clients of chat models, so that no test leaves a connection open."""

import gc
import sys
from typing import Any

from agents.bounds.arrival import in_the_loop
from tests.patience import PATIENCE_S


def close_client(model: Any) -> None:
    """Close the connections of `model`.

    LangChain keeps one client for each address, and the system gives a later server the port of an
    earlier one: a closed client that is still kept would fail there.
    """
    match type(model).__name__:
        case "ChatOpenAI":
            from langchain_openai.chat_models import _client_utils as kept

            model.root_client.close()
            _wait(model.root_async_client.close())
            if kept._cached_async_httpx_client.cache_info().currsize > 1:
                close_kept_clients()
            kept._cached_sync_httpx_client.cache_clear()
            kept._cached_async_httpx_client.cache_clear()
        case "ChatAnthropic":
            from langchain_anthropic import _client_utils as anthropics

            model._client.close()
            _wait(model._async_client.close())
            anthropics._get_default_httpx_client.cache_clear()
            anthropics._get_default_async_httpx_client.cache_clear()
        case "ChatOllama":
            model._client._client.close()
            _wait(model._async_client._client.aclose())
        case "ChatGoogleGenerativeAI":
            model.client.close()
            _wait(model.client.aio.aclose())
        case _:
            pass


def close_kept_clients() -> None:
    """Close all that LangChain keeps for the next use of a server of OpenAI's kind."""
    if utils := sys.modules.get("langchain_openai.chat_models._client_utils"):
        for kept in gc.get_objects():
            if type(kept) is utils._SyncHttpxClientWrapper:
                kept.close()
            if type(kept) is utils._AsyncHttpxClientWrapper:
                _wait(kept.aclose())


def _wait(closing: Any) -> None:
    in_the_loop(closing).result(PATIENCE_S)
