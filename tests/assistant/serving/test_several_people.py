"""Two people with one server of LangGraph's protocol: each has their own token and their own threads."""

import asyncio
import subprocess
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


PROTECTED = [
    ("GET", "/threads/{thread}", None),
    ("GET", "/threads/{thread}/state", None),
    ("POST", "/threads/{thread}/history", {"limit": 10}),
    ("GET", "/threads/{thread}/runs", None),
    ("POST", "/threads/search", {}),
    ("POST", "/threads/{thread}/runs", {"assistant_id": "assistant", "input": {"messages": []}}),
    ("POST", "/threads/{thread}/runs/wait", {"assistant_id": "assistant", "command": {"resume": APPROVE}}),
    ("POST", "/threads/{thread}/runs/stream", {"assistant_id": "assistant", "command": {"resume": APPROVE}}),
    ("POST", "/threads/{thread}/state", {"values": {"asked": []}}),
    ("POST", "/threads/{thread}/state/checkpoint", {"checkpoint": {"checkpoint_id": "x"}}),
    ("PATCH", "/threads/{thread}", {"metadata": {"owner": "ben"}}),
    ("POST", "/threads/{thread}/copy", {}),
    ("DELETE", "/threads/{thread}", None),
]
"""What can be done with a thread."""


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
    for method, path, sent in PROTECTED:
        answer = two.send(shown, method, path.format(thread=mias.id), sent)
        # Not each server has each address.
        refused = (401, 403, 404) if path.endswith("/copy") else (401, 403)
        assert answer.status_code in refused and SECRET not in answer.text, (method, path)
    assert mias.id in two.waiting("mia")


def test_the_secret_of_one_is_none_of_the_other(two, mias):
    borrowed = {"x-api-key": two.tokens["ben"].replace("ben.", "mia.")}
    assert two.send(borrowed, "GET", f"/threads/{mias.id}").status_code in (401, 403)


@pytest.mark.parametrize(("method", "path", "sent"), PROTECTED, ids=lambda each: str(each)[:40])
def test_a_guessed_thread_of_the_others_leads_to_nothing(two, mias, method, path, sent):
    before = mias.client.threads.get_state(mias.id)["values"]
    answer = two.ask("ben", method, path.format(thread=mias.id), sent)
    assert SECRET not in answer.text
    if "search" not in path and not path.endswith("/runs"):
        assert answer.status_code in REFUSED, answer.text
    assert mias.client.threads.get_state(mias.id)["values"] == before
    assert mias.id in two.waiting("mia")
    assert two.ask("mia", "GET", f"/threads/{mias.id}").json()["metadata"]["owner"] == "mia"


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


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/assistants", {"graph_id": "assistant", "config": {"configurable": {"thread_id": "mias"}}}),
        ("PUT", "/store/items", {"namespace": ["mia"], "key": "a", "value": {"b": 1}}),
        ("POST", "/store/items/search", {"namespace_prefix": []}),
        ("POST", "/runs/crons", {"assistant_id": "assistant", "schedule": "* * * * *", "input": {}}),
    ],
    ids=lambda each: str(each)[:30],
)
def test_nothing_is_kept_beside_the_threads(two, method, path, sent):
    assert two.ask("ben", method, path, sent).status_code in REFUSED


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
