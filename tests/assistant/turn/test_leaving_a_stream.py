"""Who stops listening to an answer stops the model, too."""

import asyncio

from assistant import AsyncAssistant
from tests.agents.providers.test_as_taken import openai
from tests.patience import eventually
from tests.servers.clients import close_client
from tests.servers.providers.server import ProviderServer


def test_a_stream_that_is_left_early_closes_the_connection_to_the_model(tmp_path):
    async def leaves_after_the_first_word(model: object) -> list[str]:
        heard = []
        async with AsyncAssistant.open(home=tmp_path, model=model) as assistant:
            events = assistant.stream("hi", thread="t")
            async for event in events:
                heard.append(event.text)
                if event.type == "text":
                    break
            await events.aclose()
        return heard

    with ProviderServer(lambda *_: "One two three.") as server:
        server.slow(lambda piece: b"two" not in piece)
        model = openai(server.address)
        assert asyncio.run(leaves_after_the_first_word(model))[-1] == "One "
        eventually(lambda: server.hung_up == 1, "the connection to be closed")
        assert len(server.requests) == 1
        close_client(model)
