"""A model that answers word by word, and waits before each until it is told to go on."""

import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr

from assistant.testing import ScriptedModel, calls, says
from tests.patience import PATIENCE_S

WORDS = "All of it is\nbooked."


class SlowModel(ScriptedModel):
    """As the scripted one; but the words of an answer come one by one, each after a `release`."""

    _words: threading.Semaphore = PrivateAttr(default_factory=lambda: threading.Semaphore(0))

    def release(self, words: int = 1) -> None:
        self._words.release(words)

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in super()._stream(messages, stop, None, **kwargs):
            message = chunk.message
            if getattr(message, "tool_call_chunks", None):
                yield chunk
                continue
            for word in str(message.content).split(" "):
                assert self._words.acquire(timeout=PATIENCE_S)
                piece = ChatGenerationChunk(message=AIMessageChunk(f"{word} "))
                if run_manager:
                    run_manager.on_llm_new_token(f"{word} ", chunk=piece)
                yield piece


def slow_model(turns: int = 1) -> SlowModel:
    """One that looks into the calendar in each of so many turns, and then says `WORDS`."""
    look, read = calls(("schedule_event", {"request": "what is on"})), {"when": "today"}
    script = {
        "schedule_event": [look] * turns + [says(WORDS)] * (turns + 1),
        "list_calendar_events": [calls(("list_calendar_events", read))] * turns,
    }
    return SlowModel(script=script, answer_to=lambda _: says("Nothing."))
