"""Two people with one PostgreSQL, each with servers of their own: none of them serves what is the other's."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from mcp import ClientSession
from mcp.shared.memory import create_client_server_memory_streams
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Route

from assistant import Assistant
from assistant.serving.mcp.server import build_server
from assistant.serving.mcp.tools import TOOLS
from assistant.serving.mcp.work import Work
from assistant.serving.web.app import build_app, build_house, build_site
from assistant.serving.web.events import _events
from assistant.serving.web.guard import DOOR
from assistant.serving.web.site import Site
from assistant.settings import Settings
from assistant.users import User, Users, digest
from tests.assistant.people import SECRET, fill, kept, leaked, settings_of
from tests.assistant.serving.front_client import APPROVE, FrontClient
from tests.databases import address_at
from tests.servers.postgres import of_a_plain_role

HOST = "127.0.0.1:8000"
OURS = {HOST: f"http://{HOST}"}
OWN = {"Origin": OURS[HOST]}
PAGES = {
    "GET /": "",
    "GET /threads": "",
    "GET /threads/{id}": "",
    "GET /approvals/{id}": "",
    "GET /approvals/{id}/edit": "",
    "GET /approvals/{id}/grant": "",
    "GET /effects": "",
    "GET /effects/{key}": "",
    "GET /routines": "",
    "GET /routines/{id}": "",
    "GET /grants": "",
    "GET /grants/{id}": "",
    "GET /agenda": "",
    "GET /mail": "",
    "GET /tasks": "",
    "GET /device": "",
    "GET /device/invite": "",
    "GET /enter": "",
    "POST /enter": "token=guessed",
    "POST /answers": "approve={approval}&decision=approve&id={approval}",
    "POST /approvals/{id}/answer": "decision=approve&hash=x",
    "POST /approvals/{id}/edit": "title=mine",
    "POST /approvals/{id}/grant": "people=ana@example.com&yes=1",
    "POST /effects/{key}": "do=undo",
    "POST /routines/{id}": "do=delete",
    "POST /grants/{id}/revoke": "",
    "POST /threads/{id}/messages": "text=hello",
    "POST /threads/{id}/stop": "",
    "POST /threads/{id}/resume": "",
    "POST /device/invite": "",
    "POST /device/leave": "which=all",
}
"""Every page and every form, with what is sent."""
STREAMED = {"GET /events"}
ASKED = {
    "ask": {"text": "what did I say?", "thread_id": "{thread}"},
    "pending": {},
    "review": {"approval_id": "{approval}"},
    "agenda": {"when": "this week"},
    "mail": {"query": SECRET},
    "undo": {"key": "{key}"},
}
"""Every tool of the MCP server, with what mia has in the place of what is guessed."""


@pytest.fixture
def people(tmp_path: Path, postgres_server: str) -> Callable[[str], Settings]:
    address = address_at(tmp_path, of_a_plain_role(postgres_server))
    return lambda user_id: settings_of(tmp_path, address, user_id)


@pytest.fixture
def ids(people: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return fill(people("mia"), monkeypatch)


@pytest.fixture
def ben(people: Callable[[str], Settings]) -> Iterator[Assistant]:
    with Assistant.open(settings=people("ben")) as assistant:
        yield assistant


def site_of(assistant: Assistant) -> tuple[Site, httpx.AsyncClient]:
    site = build_site(assistant, (f"http://{HOST}",))
    return site, browser_at(build_app(site, OURS))


def at_one_server(ben: Assistant, mia: Assistant) -> tuple[Site, httpx.AsyncClient]:
    """The same where one process serves both."""
    users = Users(Path(), {id: User(token=digest(id)) for id in ("mia", "ben")})
    both = {"mia": mia, "ben": ben}
    sites = {id: build_site(each, (f"http://{HOST}",), id, users) for id, each in both.items()}
    house = build_house(sites, {id: build_app(site, OURS) for id, site in sites.items()})
    return sites["ben"], browser_at(house)


def browser_at(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=f"http://{HOST}", follow_redirects=True
    )


@pytest.mark.parametrize("of_both", [False, True], ids=["a server each", "one server"])
def test_no_page_and_no_form_shows_or_changes_what_is_anothers(people, ids, ben, of_both):
    before = kept(people("mia"))

    async def visit(mia: Assistant) -> dict[str, str]:
        site, browser = at_one_server(ben, mia) if of_both else site_of(ben)
        routes = {
            f"{method} {route.path}"
            for route in build_app(site, {}).routes
            if isinstance(route, Route)
            for method in (route.methods or {"GET"}) - {"HEAD"}
        }
        assert routes == {*PAGES} | STREAMED, "each page and each form is in the table"
        told = {}
        async with browser:
            for where, form in PAGES.items():
                method, path = where.split()
                for id in ids.values() if "{" in path else [""]:
                    token = site.sessions.invite()
                    door = f"{DOOR}?{httpx.QueryParams(token=token)}"
                    assert (await browser.post(door, data={"token": token}, headers=OWN)).status_code == 200
                    place = path.format(id=id, key=id)
                    sent = form.format(**ids)
                    headers = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
                    answer = await browser.request(method, place, content=sent, headers=headers)
                    assert answer.status_code < 500, (where, answer.text)
                    assert "{" in path or method == "POST" or answer.status_code == 200, where
                    guessed = [*ids.values()] if method == "POST" else [place, id]
                    if leaked(answer.text, ids, typed=guessed):
                        told[f"{method} {place}"] = answer.text
        events = _events(site, ids["thread"], "", Headers())
        first = await anext(events)
        await events.aclose()
        assert leaked(first, ids) == [] and "event: waiting\ndata: 0" in first
        await asyncio.to_thread(site.turns.settle, 60)
        return told

    with Assistant.open(settings=people("mia")) as mia:
        assert asyncio.run(visit(mia)) == {}
    assert kept(people("mia")) == before


def test_who_was_let_in_by_one_is_not_let_in_by_the_other(people, ben):
    with Assistant.open(settings=people("mia")) as mia:
        of_mia, of_ben = site_of(mia)[0].sessions, site_of(ben)[0].sessions
        let_in = of_mia.enter(of_mia.invite())
        assert let_in and of_mia.knows(let_in)
        assert not of_ben.knows(let_in) and of_ben.enter(of_mia.invite()) is None


def test_no_tool_of_the_mcp_server_shows_or_changes_what_is_anothers(people, ids, ben):
    assert {tool.name for tool in TOOLS} == set(ASKED), "each tool is in the table"
    before = kept(people("mia"))
    work = Work()

    async def call() -> dict[str, str]:
        server = build_server(ben, work)
        async with create_client_server_memory_streams() as ((read, write), theirs):
            running = asyncio.create_task(server.run(*theirs, server.create_initialization_options()))
            told = {}
            async with ClientSession(read, write) as session:
                await session.initialize()
                for name, given in ASKED.items():
                    arguments = {key: value.format(**ids) for key, value in given.items()}
                    result = await session.call_tool(name, arguments)
                    if leaked(result.model_dump_json(), ids, typed=arguments.values()):
                        told[name] = result.model_dump_json()
                for resource in (await session.list_resources()).resources:
                    found = await session.read_resource(resource.uri)
                    if leaked(found.model_dump_json(), ids):
                        told[str(resource.uri)] = found.model_dump_json()
            running.cancel()
            await asyncio.wait([running])
            await asyncio.to_thread(work.close)
            return told

    assert asyncio.run(call()) == {}
    assert kept(people("mia")) == before


def test_the_graph_of_langgraphs_server_has_nothing_of_anothers_thread(people, ids, ben):
    before = kept(people("mia"))
    for thread in ("mias-thread", "mias-waiting"):
        client = FrontClient(ben, thread)
        assert client.say("what did I say?") == []
        assert client.answer(APPROVE) == [] and leaked(client.last, ids) == []
        assert {message.conversation_id for message in ben.trace(thread)} == {thread}
        assert leaked(str(ben.thread_messages(thread)), ids, typed=[thread]) == []
    assert kept(people("mia")) == before


def test_a_subscription_hears_of_nothing_of_anothers(people, ben):
    heard = []
    ben.home.journal.subscribe("*", heard.append, name="all")
    with Assistant.open(settings=people("mia")) as mia:
        mia.ask(f"Book {SECRET} on Tuesday at noon", thread="mias-thread")
        mia.home.journal.bus.settle()
    ben.ask("hello", thread="bens-thread")
    ben.home.journal.bus.settle()
    assert {message.conversation_id for message in heard} == {"bens-thread"}
