"""A good answer may take as long as it wants; one that doesn't come is given up, and its connection closed.

A model's server answers one request at a time, as most do on a machine of one's own: what was given up and
is not closed would be finished before the next try.
"""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from agents.bounds.arrival import in_the_loop
from agents.bounds.hearing import Patience
from agents.bounds.limits import Limits
from agents.bounds.repeating import goes_round
from agents.telling import Told
from agents.turn_context import TurnCancelledError
from tests.agents.bounds.desk import Desk
from tests.agents.providers.test_as_taken import MODELS
from tests.patience import PATIENCE_S, eventually
from tests.servers.providers.server import ProviderServer
from tools.errors import ModelError

PROTOCOLS = ("chat", "responses", "anthropic", "gemini 2.5", "ollama")
SAID = "One two three four five."


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer(lambda *_: SAID) as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, server: ProviderServer) -> Iterator[Callable[..., Desk]]:
    opened: list[Desk] = []

    def make(protocol: str | BaseChatModel, *, streamed: bool = True, **limits: Any) -> Desk:
        model = MODELS[protocol](server.address) if isinstance(protocol, str) else protocol
        model.disable_streaming = not streamed
        opened.append(Desk(tmp_path / "home", model, **limits))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def hears(d: Desk) -> str:
    """What the person sees of the answer at the moment."""
    shown = ""
    for told in d.told_by_now:
        shown = "" if told.type == "again" else shown + told.text if told.type == "text" else shown
    return shown


def passes(d: Desk, seconds: float) -> bool:
    d.timer.at_s += seconds
    return False


@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "plain"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_model_that_sends_nothing_is_hung_up_on_and_asked_again(desk, server, protocol, streamed):
    d = desk(protocol, streamed=streamed, first_token_s=30)
    server.slow(lambda _: passes(d, 31))
    assert d.ask("hi") == SAID
    assert (len(server.requests), server.hung_up, hears(d)) == (2, 1, SAID)
    [status] = d.told("status")
    assert (
        "sent nothing for 30 s (ASSISTANT_LIMITS__FIRST_TOKEN_S) (trying again in" in status
        and ", 1 of 3)" in status
    )


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_model_that_falls_silent_is_hung_up_on_and_what_it_said_is_void(desk, server, protocol):
    d = desk(protocol, silence_s=30)

    def after_one_word(piece: bytes) -> bool:
        if b"two" not in piece:
            return True
        eventually(lambda: hears(d) == "One ", "the first word")
        return passes(d, 31)

    server.slow(after_one_word)
    assert d.ask("hi") == SAID
    assert (len(server.requests), server.hung_up, hears(d)) == (2, 1, SAID)
    [again] = [told.text for told in d.told_by_now if told.type == "again"]
    assert "silent in the middle of its answer for 30 s (ASSISTANT_LIMITS__SILENCE_S) (trying again" in again


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_good_answer_may_take_longer_than_any_limit(desk, server, protocol):
    d = desk(protocol, first_token_s=30, silence_s=30, turn_timeout_s=0)
    begun = {SAID[: SAID.index(word)]: word.encode() for word in SAID.split()}

    def one_word_in_25_s(piece: bytes) -> bool:
        found = [before for before, word in begun.items() if word in piece]
        if len(found) == 1:  # some protocols say all of it once more at the end
            eventually(lambda: hears(d) == found[0], "the word before")
            passes(d, 25)
        return True

    server.slow(one_word_in_25_s)
    assert d.ask("hi") == SAID
    assert (len(server.requests), d.timer.at_s, d.told("status")) == (1, 125, [])


@pytest.mark.parametrize("said", ["", "One "], ids=["before the first token", "in the middle"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_turn_that_is_stopped_hangs_up(desk, server, protocol, said):
    d = desk(protocol)

    def stopped(piece: bytes) -> bool:
        if said and b"two" not in piece:
            return True
        eventually(lambda: hears(d) == said)
        d.context.cancelled.set()
        return False

    server.slow(stopped)
    with pytest.raises(TurnCancelledError):
        d.ask("hi")
    eventually(lambda: server.hung_up == 1, "the connection to be closed")
    assert (len(server.requests), hears(d)) == (1, said)
    assert d.ask("hi") == SAID


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_who_is_given_up_for_good_is_hung_up_on_each_time(desk, server, protocol):
    d = desk(protocol, first_token_s=30, retries=2)
    server.slow(*[lambda _: passes(d, 31)] * 3)
    with pytest.raises(ModelError, match="ASSISTANT_LIMITS__FIRST_TOKEN_S"):
        d.ask("hi")
    eventually(lambda: server.hung_up == 3, "all connections to be closed")


def test_the_end_of_the_turns_time_hangs_up_and_names_the_setting(desk, server):
    d = desk("chat", turn_timeout_s=60, first_token_s=3600)
    server.slow(lambda _: passes(d, 61))
    assert "ASSISTANT_LIMITS__TURN_TIMEOUT_S" in d.ask("hi")
    eventually(lambda: server.hung_up == 1, "the connection to be closed")


class Blocking(BaseChatModel):
    """A model of somebody's own, which knows no coroutines."""

    go_on: Any = None
    asked: int = 0

    @property
    def _llm_type(self) -> str:
        return "blocking"

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        return self

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise AssertionError("it streams")

    def _stream(self, messages: Any, *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        self.asked += 1
        late = self.asked == 1 and self.go_on(b"")
        for word in ("late ", "words") if late else ("One ", "two."):
            yield ChatGenerationChunk(message=AIMessageChunk(word))


def test_a_model_that_only_blocks_is_left_alone_and_prints_nothing_more(desk):
    ended = threading.Event()

    def hangs(_: bytes) -> bool:
        passes(d, 31)
        return ended.wait(PATIENCE_S)

    d = desk(Blocking(go_on=hangs), first_token_s=30)
    assert d.ask("hi") == "One two."
    ended.set()
    assert d.ask("hi again") == "One two."
    assert [told.text for told in d.told_by_now if told.type == "text"] == ["One ", "two."] * 2


def test_who_watches_is_told_who_thinks_and_how_much_has_come(desk):
    d = desk("chat")
    d.ask("hi")
    words = len(SAID.split())
    thinking = [told for told in d.told_by_now if told.type in ("thinking", "thought")]
    assert {told.agent for told in thinking} == {"supervisor"}
    assert (thinking[0].type, thinking[0].tokens) == ("thinking", 0)
    assert thinking[-1] == Told("thought", "supervisor", tokens=words)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # that forking threads is risky
def test_a_process_that_is_forked_off_hears_its_models_too():
    async def said() -> bytes:
        return b"yes"

    assert in_the_loop(said()).result(PATIENCE_S) == b"yes"
    read, write = os.pipe()
    if not (child := os.fork()):
        try:
            os.write(write, in_the_loop(said()).result(PATIENCE_S))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as heard:
        assert heard.read() == b"yes"
    os.waitpid(child, 0)


def thought(words: str = "") -> AIMessageChunk:
    return AIMessageChunk(content=[{"type": "reasoning", "reasoning": words, "index": 0}])


@pytest.mark.parametrize(
    ("pieces", "setting"),
    [
        ([], "FIRST_TOKEN_S"),
        ([AIMessageChunk("")], "FIRST_TOKEN_S"),
        ([AIMessageChunk("a")], "SILENCE_S"),
        ([thought()], "FIRST_TOKEN_S"),
        ([AIMessageChunk("a"), thought()], "FIRST_TOKEN_S"),
        ([thought("hm")], "SILENCE_S"),
        ([AIMessageChunk("", additional_kwargs={"reasoning_content": "hm"})], "SILENCE_S"),
    ],
)
def test_a_thought_whose_words_are_kept_from_us_may_take_as_long_as_a_first_token(pieces, setting):
    now = 0.0
    patience = Patience("m", Limits(first_token_s=100, silence_s=10), lambda: now)
    for piece in pieces:
        patience.came(piece)
    now = 10.0 if setting == "SILENCE_S" else 99.0
    if setting == "SILENCE_S":
        with pytest.raises(ModelError, match=setting):
            patience.check()
    else:
        patience.check()
        now = 100.0
        with pytest.raises(ModelError, match=setting):
            patience.check()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_answer_that_goes_round_is_stopped_and_not_asked_for_again(desk, protocol):
    with ProviderServer(lambda *_: "Add to cart, then " * 200) as server:
        model = MODELS[protocol](server.address)
        with pytest.raises(ModelError, match="the same over and over"):
            desk(model).ask("hi")
        assert len(server.requests) == 1


def test_a_long_answer_that_only_resembles_itself_is_heard_to_its_end(desk):
    lines = "".join(f"- {number}: the stand-up, with the whole team\n" for number in range(1, 80))
    with ProviderServer(lambda *_: lines) as server:
        assert desk(MODELS["chat"](server.address)).ask("hi").startswith("- 1: the stand-up")


@pytest.mark.parametrize(
    ("text", "round_it_goes"),
    [("ab" * 800, True), ("x" * 1500, True), ("One two three. " * 100 + "!", False), ("", False)],
)
def test_only_what_is_one_piece_over_and_over_goes_round(text, round_it_goes):
    assert goes_round(text) is round_it_goes
