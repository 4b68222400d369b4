"""Closing the clients of chat models, so that no test leaves a connection open."""

from langchain_openai import ChatOpenAI
from langchain_openai.chat_models import _client_utils


def close_client(model: ChatOpenAI) -> None:
    """Close the connections of `model`.

    LangChain keeps one client for each address, and the system gives a later server the port of an
    earlier one: a closed client that is still kept would fail there.
    """
    model.root_client.close()
    _client_utils._cached_sync_httpx_client.cache_clear()
