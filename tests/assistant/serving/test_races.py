"""Two ways in over one approval, at the same moment: one answer counts, one effect, and the other is told."""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle, islice, permutations
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession
from mcp.types import ElicitResult

from assistant import Assistant, Decision
from assistant.settings import load_settings
from tests.assistant.serving.front_client import APPROVE, FrontClient
from tests.assistant.serving.mcp_host import YES, Person, connected, told
from tests.assistant.serving.office import NOW, Office
from tools.errors import ConflictError

Start = threading.Barrier
MOST_LATE_S = {"terminal": 0.04, "mcp": 0.03, "client": 0.0}
"""The shorter way from an answer to the book waits a little, so that each wins now and then."""


class McpHost:
    """A host with a person before it, on an event loop of its own."""

    def __init__(self, office: Office) -> None:
        self._late_s = random.Random(1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._done = asyncio.Event()
        self._start: Start | None = None
        self._session: ClientSession = self._call(self._open(office))

    def approve(self, id: str, start: Start) -> str:
        """What the tool says once the person has said yes, in the moment in which `start` lets go."""
        self._start = start
        return told(self._call(self._session.call_tool("review", {"approval_id": id})))

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._call(self._closed)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(_wait(work), self._loop).result()

    async def _open(self, office: Office) -> ClientSession:
        ready: asyncio.Future[ClientSession] = asyncio.get_running_loop().create_future()

        async def stay() -> None:
            # Where it was opened it has to be closed: in one task.
            async with connected(office, Person([self._yes] * 1000)) as session:
                ready.set_result(session)
                await self._done.wait()

        self._closed = asyncio.ensure_future(stay())
        return await ready

    async def _yes(self) -> ElicitResult:
        assert self._start is not None
        await asyncio.to_thread(self._start.wait)
        await asyncio.sleep(self._late_s.uniform(0, MOST_LATE_S["mcp"]))
        return ElicitResult(action="accept", content=YES)


async def _wait(work: Any) -> Any:
    return await work


class Ways:
    """Three ways in to one home, each with an assistant of its own, as in processes of their own."""

    def __init__(self, office: Office) -> None:
        settings = load_settings(**office.settings)
        self.terminal = Assistant.open(settings=settings)
        self.client = Assistant.open(settings=settings)
        self.host = McpHost(office)
        self._late_s = random.Random(2)
        self.office = office

    def ask(self, number: int) -> tuple[FrontClient, str]:
        """A client that shows one approval, and its id."""
        shown = FrontClient(self.client, f"race-{number}")
        day = (NOW + timedelta(days=number + 1)).strftime("%d %B %Y")
        [asked] = shown.say(f"Lunch with Ana on {day} at noon")
        return shown, str(asked["id"])

    def answer(self, way: str, shown: FrontClient, id: str, start: Start) -> bool:
        """Whether this answer was the one that counts."""
        if way == "mcp":
            return "answered" not in self.host.approve(id, start)
        start.wait()
        time.sleep(self._late_s.uniform(0, MOST_LATE_S[way]))
        if way == "client":
            shown.answer({"decisions": [APPROVE]})
            return "Answered already" not in shown.last
        try:
            return self.terminal.decide({id: Decision.approve()}).status == "done"
        except ConflictError as error:
            assert "answered already" in error.message, error.message
            return False

    def close(self) -> None:
        self.host.close()
        self.terminal.close()
        self.client.close()


@pytest.fixture
def ways(tmp_path: Path) -> Iterator[Ways]:
    opened = Ways(Office(tmp_path))
    yield opened
    opened.close()


@pytest.mark.parametrize("races", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_of_two_ways_in_one_wins_and_there_is_one_effect(ways: Ways, races: int) -> None:
    pairs = list(islice(cycle(permutations(("terminal", "mcp", "client"), 2)), races))
    won: dict[str, int] = {"terminal": 0, "mcp": 0, "client": 0}
    with ThreadPoolExecutor(2) as racers:
        for number, pair in enumerate(pairs):
            shown, id = ways.ask(number)
            start = Start(2)
            run: Callable[[str], bool] = lambda way, *of: ways.answer(way, *of)  # noqa: E731
            both = [racers.submit(run, way, shown, id, start) for way in pair]
            counted = [each.result() for each in both]
            assert sorted(counted) == [False, True], (number, pair)
            won[pair[counted.index(True)]] += 1
    assert sum(won.values()) == races
    assert ways.office.effects() == [("create_calendar_event", "done")] * races
    assert ways.office.events() == ["Lunch with Ana"] * races
