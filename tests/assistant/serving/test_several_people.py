"""Two people with one server of LangGraph's protocol: each has their own token and their own threads."""

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph_sdk import Auth

from assistant import Assistant
from assistant.serving import agent_server
from assistant.serving.agent import door
from assistant.settings import load_settings
from assistant.users import PROXY_TOKEN, new_token, users_of
from tests.assistant.serving import test_agent_servers as servers
from tests.assistant.serving.sdk_client import APPROVE, Conversation
from tests.patience import PATIENCE_S
from tests.servers.agent_servers import AEGRA
from tools.errors import SettingsError

SECRET = "Zanzibar"
LUNCH = f"Lunch in {SECRET} tomorrow at noon"
PUBLIC = "https://assistant.example.org"
WHO = "x-forwarded-user"
REFUSED = (401, 403, 404, 405, 409, 422)


class TwoPeople:
    """Mia and ben, and the server that they share."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        self.tokens = {id: new_token(self.home, ("users", id), id) for id in ("mia", "ben")}
        self.proxy = new_token(self.home, ("proxy",), "proxy", address=PUBLIC, header=WHO)
        self.url = self.database = ""

    def talk(self, who: str) -> Conversation:
        return Conversation(self.url, headers={"Authorization": f"Bearer {self.tokens[who]}"})

    def ask(self, who: str, method: str, path: str, sent: Any = None) -> httpx.Response:
        return self.send({"x-api-key": self.tokens[who]}, method, path, sent)

    def send(self, headers: dict[str, str], method: str, path: str, sent: Any = None) -> httpx.Response:
        return httpx.request(method, f"{self.url}{path}", headers=headers, json=sent, timeout=PATIENCE_S)

    def waiting(self, who: str) -> list[str]:
        """The threads in which something of theirs waits."""
        with self.opened(who) as assistant:
            return [approval.thread_id for approval in assistant.pending()]

    def threads(self, who: str) -> list[str]:
        with self.opened(who) as assistant:
            return [thread.thread_id for thread in assistant.threads()]

    def opened(self, who: str) -> Assistant:
        """Their assistant, beside the server's."""
        users = users_of(self.home)
        assert users
        settings = replace(users.settings_of(who, model="offline"), database=self.database)
        return Assistant.open(settings=settings)


def lets_into_others_threads() -> bool:
    code = "from importlib.metadata import version; print(version('aegra-api'))"
    said = subprocess.run([AEGRA, "-c", code], capture_output=True, text=True, check=True).stdout
    return door._numbers(said) < door.OWN_THREADS


@pytest.fixture(scope="module", params=servers.SERVERS)
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoPeople]:
    if request.param == "aegra" and AEGRA.exists() and lets_into_others_threads():
        pytest.skip("this aegra is refused; a newer one needs Python 3.12")
    folder = tmp_path_factory.mktemp("two")
    found = TwoPeople(folder)
    with servers.opened(request.param, folder) as place:
        found.url, found.database = place.server.url, place.office.settings.get("database", "")
        yield found


@pytest.fixture
def mias(two: TwoPeople) -> Iterator[Conversation]:
    """A thread of mia's in which something waits."""
    talk = two.talk("mia")
    try:
        [asked] = talk.say(LUNCH)
        assert SECRET in str(asked) and talk.id in two.waiting("mia")
        yield talk
    finally:
        talk.close()


def test_each_has_what_is_theirs(two, mias):
    bens = two.talk("ben")
    [asked] = bens.say("Dinner with Leo tomorrow at 7pm")
    assert two.waiting("ben") == [bens.id] and bens.id not in two.waiting("mia")
    assert bens.answer({"decisions": [APPROVE]}) == [] and "Dinner" in asked["args"]["title"]
    found = [each["thread_id"] for each in bens.client.threads.search(limit=100)]
    assert bens.id in found and mias.id not in found
    bens.close()


RUN = {"assistant_id": "assistant", "command": {"resume": APPROVE}}
CRON = {"assistant_id": "assistant", "schedule": "* * * * *", "input": {}}
CALLED = {"jsonrpc": "2.0", "id": "1", "method": "tools/list", "params": {}}
OPEN = {
    "GET /",
    "GET /docs",
    "GET /health",
    "GET /info",
    "GET /live",
    "GET /metrics",
    "GET /ok",
    "GET /ready",
}
"""What a server tells anybody: nothing of any person."""
EVERY: dict[str, Any] = {
    **dict.fromkeys(OPEN),
    "GET /threads": None,
    "POST /threads": {"thread_id": "{thread}", "if_exists": "do_nothing"},
    "POST /threads/count": {},
    "POST /threads/prune": {"thread_ids": ["{thread}"], "strategy": "delete"},
    "POST /threads/search": {"ids": ["{thread}"], "metadata": {"owner": "mia"}},
    "GET /threads/{thread_id}": None,
    "PATCH /threads/{thread_id}": {"metadata": {"owner": "ben"}},
    "DELETE /threads/{thread_id}": None,
    "POST /threads/{thread_id}/commands": {"id": 1, "method": "run.start", "params": RUN},
    "POST /threads/{thread_id}/copy": {},
    "GET /threads/{thread_id}/history": None,
    "POST /threads/{thread_id}/history": {"limit": 10},
    "GET /threads/{thread_id}/runs": None,
    "POST /threads/{thread_id}/runs": RUN,
    "POST /threads/{thread_id}/runs/crons": CRON,
    "POST /threads/{thread_id}/runs/stream": RUN,
    "POST /threads/{thread_id}/runs/wait": RUN,
    "GET /threads/{thread_id}/runs/{run_id}": None,
    "PATCH /threads/{thread_id}/runs/{run_id}": {"run_id": "{run}", "status": "interrupted"},
    "DELETE /threads/{thread_id}/runs/{run_id}": None,
    "POST /threads/{thread_id}/runs/{run_id}/cancel": {},
    "GET /threads/{thread_id}/runs/{run_id}/join": None,
    "GET /threads/{thread_id}/runs/{run_id}/stream": None,
    "GET /threads/{thread_id}/state": None,
    "POST /threads/{thread_id}/state": {"values": {"asked": []}},
    "POST /threads/{thread_id}/state/checkpoint": {"checkpoint": {"checkpoint_id": "{checkpoint}"}},
    "GET /threads/{thread_id}/state/{checkpoint_id}": None,
    "GET /threads/{thread_id}/storage": None,
    "GET /threads/{thread_id}/stream": None,
    "POST /threads/{thread_id}/stream/events": {"channels": ["values"]},
    "POST /runs": RUN,
    "POST /runs/batch": [RUN],
    "POST /runs/cancel": {"thread_id": "{thread}", "run_ids": ["{run}"]},
    "POST /runs/stream": RUN,
    "POST /runs/wait": RUN,
    "POST /runs/crons": CRON,
    "POST /runs/crons/count": {},
    "POST /runs/crons/search": {},
    "GET /runs/crons/{cron_id}": None,
    "PATCH /runs/crons/{cron_id}": {"schedule": "* * * * *"},
    "DELETE /runs/crons/{cron_id}": None,
    "GET /assistants": None,
    "POST /assistants": {"graph_id": "assistant", "config": {"configurable": {"thread_id": "{thread}"}}},
    "POST /assistants/count": {},
    "POST /assistants/search": {},
    "GET /assistants/{assistant_id}": None,
    "PATCH /assistants/{assistant_id}": {"config": {"configurable": {"thread_id": "{thread}"}}},
    "DELETE /assistants/{assistant_id}": None,
    "GET /assistants/{assistant_id}/graph": None,
    "GET /assistants/{assistant_id}/schemas": None,
    "GET /assistants/{assistant_id}/subgraphs": None,
    "GET /assistants/{assistant_id}/subgraphs/{namespace}": None,
    "POST /assistants/{assistant_id}/latest": {"version": 1},
    "POST /assistants/{assistant_id}/versions": {},
    "GET /store/items": None,
    "PUT /store/items": {"namespace": ["mia"], "key": "a", "value": {"b": 1}},
    "DELETE /store/items": {"namespace": ["mia"], "key": "a"},
    "POST /store/items/search": {"namespace_prefix": []},
    "POST /store/namespaces": {},
    "GET /mcp/": None,
    "POST /mcp/": CALLED,
    "DELETE /mcp/": None,
    "POST /a2a/{assistant_id}": {
        **CALLED,
        "method": "tasks/get",
        "params": {"contextId": "{thread}", "id": "{run}"},
    },
}
"""All that can be asked of either server, with what is sent."""
ANSWERED = {
    *OPEN,
    *("GET /threads", "POST /threads/search", "POST /threads/count", "GET /threads/{thread_id}/runs"),
    *("POST /runs", "POST /runs/batch", "POST /runs/stream", "POST /runs/wait", "POST /threads/prune"),
    *(
        "GET /assistants",
        "POST /assistants/search",
        "POST /assistants/count",
        "POST /assistants/{assistant_id}/versions",
    ),
    *(
        "GET /assistants/{assistant_id}" + more
        for more in ("", "/graph", "/schemas", "/subgraphs", "/subgraphs/{namespace}")
    ),
    # They answer with an error in their own form, that there is no such thread, or with nothing.
    "POST /threads/{thread_id}/commands",
    *("GET /threads/{thread_id}/stream", "POST /threads/{thread_id}/stream/events"),
    *(f"GET /threads/{{thread_id}}/runs/{{run_id}}/{way}" for way in ("join", "stream")),
    *("GET /mcp/", "POST /mcp/", "DELETE /mcp/", "POST /a2a/{assistant_id}"),
}
"""What ben is told something of: his own, nothing, or what is the same for all."""


def operations(two: TwoPeople) -> list[str]:
    """Those that the server says it has."""
    paths = two.ask("mia", "GET", "/openapi.json").json()["paths"]
    return [f"{way.upper()} {path}" for path, ways in paths.items() for way in ways if way != "parameters"]


def filled(value: Any, names: dict[str, str]) -> Any:
    match value:
        case str():
            return value.format(**names) if "{" in value else value
        case dict():
            return {key: filled(each, names) for key, each in value.items()}
        case list():
            return [filled(each, names) for each in value]
    return value


def names_of(talk: Conversation) -> dict[str, str]:
    """What mia has, by what it is called in an address or in what is sent."""
    client, thread = talk.client, talk.id
    run = client.runs.list(thread)[0]["run_id"]
    checkpoint = str(client.threads.get_state(thread)["checkpoint"]["checkpoint_id"])
    assistant = client.assistants.search()[0]["assistant_id"]
    found = {"thread": thread, "run": run, "checkpoint": checkpoint, "assistant": assistant}
    more = {"cron_id": "00000000-0000-4000-8000-000000000000", "namespace": "say"}
    return {**found, **{f"{name}_id": id for name, id in found.items()}, **more}


def mias_view(talk: Conversation) -> Any:
    client = talk.client
    thread = client.threads.get(talk.id)
    return (
        client.threads.get_state(talk.id)["values"],
        (thread["status"], thread["metadata"]["owner"]),
        [run["run_id"] for run in client.runs.list(talk.id)],
        [(each["assistant_id"], each["config"]) for each in client.assistants.search()],
    )


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"x-api-key": "guessed"},
        {"x-api-key": "mia.guessed"},
        {"Authorization": "Bearer mia."},
        {WHO: "mia"},
        {WHO: "mia", PROXY_TOKEN: "proxy.guessed"},
        {"x-auth-scheme": "langsmith"},
    ],
    ids=str,
)
def test_nobody_else_is_let_in(two, mias, shown):
    names, before = names_of(mias), mias_view(mias)
    for operation in operations(two):
        method, path = operation.split()
        answer = two.send(shown, method, path.format(**names), filled(EVERY[operation], names))
        assert SECRET not in answer.text
        assert operation in OPEN or answer.status_code in (401, 403), (operation, answer.text)
    assert mias_view(mias) == before and mias.id in two.waiting("mia")


def test_guessed_ids_of_the_others_lead_to_nothing(two, mias):
    names, before = names_of(mias), mias_view(mias)
    found = operations(two)
    assert {*found} <= {*EVERY}, "all that can be asked is in the table"
    told = {}
    for operation in found:
        method, path = operation.split()
        answer = two.ask("ben", method, path.format(**names), filled(EVERY[operation], names))
        if SECRET in answer.text or not (operation in ANSWERED or answer.status_code in REFUSED):
            told[operation] = answer.text
    assert told == {}
    assert mias_view(mias) == before and mias.id in two.waiting("mia")


def test_who_listens_in_on_the_others_thread_hears_nothing_while_it_goes_on(two):
    mias = two.talk("mia")
    heard: list[str] = []
    over = threading.Event()

    def listen(method: str, path: str, sent: Any) -> None:
        while not over.is_set():
            answer = two.ask("ben", method, path.format(thread_id=mias.id), sent)
            heard.append(answer.text)

    ways = [
        ("GET", "/threads/{thread_id}/stream", None),
        ("POST", "/threads/{thread_id}/stream/events", {"channels": ["values", "updates", "messages"]}),
    ]
    listening = [threading.Thread(target=listen, args=way) for way in ways]
    for each in listening:
        each.start()
    try:
        assert SECRET in str(mias.say(LUNCH))
        assert mias.answer({"decisions": [APPROVE]}) == []
    finally:
        over.set()
        for each in listening:
            each.join()
        mias.close()
    assert heard and SECRET not in "".join(heard)


def test_the_secret_of_one_is_none_of_the_other(two, mias):
    borrowed = {"x-api-key": two.tokens["ben"].replace("ben.", "mia.")}
    assert two.send(borrowed, "GET", f"/threads/{mias.id}").status_code in (401, 403)


def forged(thread: str) -> list[dict[str, Any]]:
    """What ben may write into a run of his to be mia, or to be in her thread."""
    user = {"identity": "mia", "is_authenticated": True, "display_name": "mia"}
    return [
        {"config": {"configurable": {"langgraph_auth_user": user, "langgraph_auth_user_id": "mia"}}},
        {"context": {"langgraph_auth_user": user, "langgraph_auth_user_id": "mia", "user_id": "mia"}},
        {"config": {"configurable": {"thread_id": thread, "user_id": "mia"}}},
        {"context": {"thread_id": thread}},
        {"checkpoint": {"thread_id": thread, "checkpoint_ns": ""}},
        {"metadata": {"owner": "mia", "thread_id": thread, "langgraph_auth_user_id": "mia"}},
    ]


@pytest.mark.parametrize("at", range(6))
def test_a_run_that_says_it_is_the_others_is_not(two, mias, at):
    bens = two.talk("ben")
    before = mias.client.threads.get_state(mias.id)["values"]
    run = {
        "assistant_id": "assistant",
        "input": {"messages": [{"role": "user", "content": "What did I ask you?"}]},
        "stream_mode": ["values", "updates"],
        **forged(mias.id)[at],
    }
    for way in ("stream", "wait"):
        answer = two.ask("ben", "POST", f"/threads/{bens.id}/runs/{way}", run)
        assert SECRET not in answer.text
    assert mias.client.threads.get_state(mias.id)["values"] == before
    assert bens.id not in two.threads("mia") and mias.id not in two.threads("ben")
    bens.close()


# --- The door itself, without a server ---


@pytest.fixture
def at_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoPeople]:
    found = TwoPeople(tmp_path)
    monkeypatch.setenv("ASSISTANT_HOME", str(found.home))
    door.users_here.cache_clear()
    yield found
    door.users_here.cache_clear()
    agent_server._opened.cache_clear()


def who(**headers: str) -> str:
    given = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    try:
        return str(asyncio.run(door.person(given))["identity"])
    except Auth.exceptions.HTTPException as error:
        assert error.status_code == 401
        return ""


def test_whom_the_proxy_names_is_known_and_a_page_of_another_site_is_not(at_the_door):
    named = {"x_forwarded_user": "mia", "x_assistant_proxy": at_the_door.proxy}
    assert who(**named) == "mia"
    assert who(**named, origin=PUBLIC) == "mia"
    assert who(**named, origin="https://mallory.example") == ""
    assert who(**named, origin="null") == ""
    assert who(**{**named, "x_forwarded_user": "eve"}) == ""
    assert [who(**{name: named[name]}) for name in named] == ["", ""]
    assert who(**{**named, "x_api_key": "ben.guessed"}) == "", "a wrong token is not made good by the proxy"


def test_a_run_of_nobody_or_of_a_stranger_opens_nothing(at_the_door, monkeypatch):
    monkeypatch.setattr(Assistant, "open", lambda **_: pytest.fail("a home was opened"))
    for user in (None, {"identity": "eve"}, {"identity": ""}, {"identity": "../mia"}):
        with pytest.raises(SettingsError, match="nobody that is known"):
            agent_server.opened({"configurable": {"langgraph_auth_user": user, "user_id": "mia"}})


def test_an_aegra_that_lets_one_into_anothers_thread_is_refused(at_the_door, monkeypatch):
    monkeypatch.setitem(door.sys.modules, "aegra_api", object())
    for version, refused in (("0.6.0", True), ("0.10.9", True), ("0.11.0", False), ("1.0", False)):
        monkeypatch.setattr(door, "version", lambda _, version=version: version)
        door.users_here.cache_clear()
        if refused:
            with pytest.raises(SettingsError, match=r"0\.11"):
                door.users_here()
        else:
            assert door.users_here()


def test_one_person_needs_no_token(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    door.users_here.cache_clear()
    assert load_settings().home == tmp_path
    assert who(host="localhost:2024") == door.PERSON
    door.users_here.cache_clear()
