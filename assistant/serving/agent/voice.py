"""A turn of the assistant inside of a server's run: its steps are told there, its words streamed."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from itertools import chain
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant.api import OnProgress
from assistant.contract import Progress, Turn
from assistant.serving.agent.markdown import without_pictures
from assistant.views.entries import not_yet_said
from assistant.views.text import clean
from tools.errors import AssistantError

Tell = Callable[[dict[str, str]], None]


STEPS = ("delegation", "task", "result", "reply", "approval", "error")
"""What is told of a turn beside its words."""


def performed(run: Callable[[OnProgress], Turn], tell: Tell, first: Iterable[str] = ()) -> list[AIMessage]:
    """Let `run` happen: its words as a message, streamed while they come, after what is in `first` by then.

    `tell` is given each step of the agents. `run` works in a context of its own: to the server's run the
    steps of ours are nothing. What it can't do is said in words. Nothing is said where it pauses without any.
    """
    said: list[str] = []

    def words() -> Iterator[str]:
        streamed = answer = ""
        try:
            for step in _steps(run):
                if isinstance(step, Turn):
                    answer = said_by(step)
                elif step.type == "again":
                    streamed = ""
                    yield "\n"
                elif step.type == "text":
                    before = "" if streamed else "".join(f"{line}\n" for line in first)
                    piece = without_pictures(clean(before + step.text), streamed)
                    streamed += step.text
                    yield piece
                elif step.type in STEPS:
                    tell({"type": step.type, "agent": step.agent, "text": clean(step.text)})
        except AssistantError as error:
            answer = error.message
        said.append(without_pictures(clean("\n".join(filter(None, (*first, answer))))))
        rest = not_yet_said(answer, streamed) if streamed else said[0]
        if rest:
            yield without_pictures(clean(f"\n{rest}" if streamed else rest))

    coming = words()
    begun = next(coming, None)
    if begun is None:
        return []
    streamed_as = spoken(chain([begun], coming))
    # What was streamed and then taken back isn't in what stays.
    return [AIMessage(said[0], id=streamed_as)] if said[0] else []


def said_by(turn: Turn) -> str:
    """The words of a turn: its answer, or why there is none; nothing while it waits for the person."""
    return turn.reply or (turn.error.message if turn.error else "")


def spoken(words: Iterator[str]) -> str | None:
    """Stream `words` to whoever follows the run; gives the id of the message that they are."""
    pieces = list(Voice(words=words).stream([]))
    return pieces[0].id


class Voice(BaseChatModel):
    """A model to LangGraph, which streams what models say: it says what it is given."""

    words: Any
    """An iterator of pieces of text."""

    @property
    def _llm_type(self) -> str:
        return "assistant"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise AssertionError("it only streams")

    def _stream(self, *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        for piece in self.words:
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


def _steps(run: Callable[[OnProgress], Turn]) -> Iterator[Progress | Turn]:
    """All that happens in `run`, and last what it comes to."""
    steps: queue.SimpleQueue[Progress | Turn | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            steps.put(run(steps.put))
        except BaseException as error:  # noqa: BLE001  # handed on to who waits for the turn
            steps.put(error)

    threading.Thread(target=Context().run, args=(work,), name="turn", daemon=True).start()
    while True:
        step = steps.get()
        if isinstance(step, BaseException):
            raise step
        yield step
        if isinstance(step, Turn):
            return
