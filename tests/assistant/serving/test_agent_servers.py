"""LangGraph's server with our graph, by langgraph-sdk; the assistant behind it is the one of the terminal."""

import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.assistant.serving.office import LUNCH, MAIN_SENTENCE, Office
from tests.assistant.serving.sdk_client import APPROVE, Conversation
from tests.servers.agent_servers import AEGRA, AgentServer, aegra, langgraph_dev
from tests.servers.postgres import of_a_plain_role, postgres, program

THREE = (
    "Book lunch with Ana tomorrow at noon and dinner with Maya tomorrow at 7pm,"
    " and send Ana an email saying the proofs are here"
)
REFUSED = (401, 403)
DEADLY = """
import os, signal
def kill(*_):
    if not os.path.exists(MARK):
        open(MARK, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
"""


def needs(is_there: bool, missing: str) -> None:
    """Skip, saying so, when something is not installed; in CI that is a failure."""
    if is_there:
        return
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


class Place:
    """A server, and the office behind it."""

    def __init__(self, office: Office, server: AgentServer) -> None:
        self.office = office
        self.server = server


@contextmanager
def opened(kind: str, folder: Path, **environment: str) -> Iterator[Place]:
    """An office with a server of that kind before it; aegra has what it keeps where the office has it."""
    if kind == "langgraph dev":
        needs(find_spec("langgraph_api") is not None, "no langgraph dev: pip install -e '.[server]'")
        office = Office(folder)
        with langgraph_dev(folder / "server", office.environment | environment) as server:
            yield Place(office, server)
        return
    needs(AEGRA.exists(), "no aegra: make test-all sets it up")
    needs(program("initdb") is not None, "no PostgreSQL (Debian: apt-get install postgresql)")
    with postgres() as address:
        database = of_a_plain_role(address, owns=True)
        office = Office(folder, database=database)
        with aegra(folder / "server", office.environment | environment, database) as server:
            yield Place(office, server)


SERVERS = ["langgraph dev", pytest.param("aegra", marks=pytest.mark.slow)]


@pytest.fixture(scope="module", params=SERVERS)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with opened(request.param, tmp_path_factory.mktemp("place")) as found:
        yield found


@contextmanager
def conversation(place: Place) -> Iterator[Conversation]:
    """A new one, in which what was done before is of no account."""
    opened = Conversation(place.server.url)
    try:
        yield opened
    finally:
        opened.close()


def done_in(place: Place, thread: str) -> list[tuple[str, str]]:
    """What was done in one conversation: each action and how it stands."""
    found = place.office.cli("effects")[1]["effects"]
    return [(each["action"], each["state"]) for each in found if each["thread_id"] == thread]


def test_the_main_sentence_waits_and_is_carried_out_after_the_yes(place: Place) -> None:
    with conversation(place) as talk:
        event, mail = talk.say(MAIN_SENTENCE)
        assert (event["name"], mail["name"]) == ("create_calendar_event", "send_email")
        assert event["args"]["start_time"] == "2026-11-24T14:00:00+00:00"
        assert talk.status == "interrupted"
        assert {step["agent"] for step in talk.steps} >= {"supervisor", "calendar", "email"}
        assert done_in(place, talk.id) == []
        assert talk.answer({"decisions": [APPROVE, APPROVE]}) == []
        assert talk.status == "idle"
        assert [state for _, state in done_in(place, talk.id)] == ["done", "done"]
        [(_, asked), (_, waiting), (_, answer)] = talk.said
        assert waiting.startswith("These wait for your answer:")
        assert asked == MAIN_SENTENCE
        assert "".join(talk.words) == answer
        assert len([word for word in talk.words if word]) > 3, "it came piece by piece"
        assert talk.say("What is on next Tuesday?") == []
        assert "Meeting with the design team" in talk.said[-1][1]


def test_yes_no_and_a_change_in_one_answer(place: Place) -> None:
    with conversation(place) as talk:
        lunch, dinner, mail = talk.say(THREE)
        args = {**dinner["args"], "title": "Supper", "attendees": "[]"}
        edit = {"type": "edit", "edited_action": {"name": dinner["name"], "args": args}}
        assert talk.answer({"decisions": [APPROVE, edit, {"type": "reject", "message": "not yet"}]}) == []
        assert done_in(place, talk.id) == [("create_calendar_event", "done")] * 2
        assert "Supper" in place.office.events()
        assert "not yet" in talk.said[-1][1]
        assert (lunch["name"], mail["name"]) == ("create_calendar_event", "send_email")


def test_a_message_while_it_waits_is_not_taken_and_a_wrong_edit_is_asked_again(place: Place) -> None:
    with conversation(place) as talk:
        [first] = talk.say(LUNCH)
        assert talk.say("and dinner") == [first]
        assert "the message was not taken" in talk.said[-1][1]
        wrong = {"name": first["name"], "args": {**first["args"], "start_time": "31 Nevember"}}
        [again] = talk.answer({"decisions": [{"type": "edit", "edited_action": wrong}]})
        assert again["description"].startswith("Not so: ") and talk.said[-1][1].startswith("Not so: ")
        assert done_in(place, talk.id) == []
        assert talk.answer({"type": "approve"}) == []
        assert done_in(place, talk.id) == [("create_calendar_event", "done")]


def test_what_was_answered_at_a_terminal_meanwhile_is_told_once(place: Place) -> None:
    with conversation(place) as talk:
        [first] = talk.say(LUNCH)
        code, turn = place.office.cli("approve", first["id"])
        assert (code, turn["status"]) == (0, "done")
        assert talk.asked == [first], "the client still shows it"
        assert talk.answer({"decisions": [APPROVE]}) == []
        assert talk.said[-1][1].count("Answered already") == 1
        assert done_in(place, talk.id) == [("create_calendar_event", "done")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://mallory.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.mallory.example"},
        {"Host": "mallory.example"},
        {"Host": "localhost.mallory.example:2024"},
        {"Origin": "https://mallory.example", "x-auth-scheme": "langsmith"},
    ],
    ids=str,
)
def test_pages_of_others_are_not_let_in(place: Place, headers: dict[str, str]) -> None:
    def status(**more: str) -> int:
        request = urllib.request.Request(
            f"{place.server.url}/threads", data=b"{}", headers={"Content-Type": "text/plain", **more}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return int(error.code)

    assert status(**headers) in REFUSED
    assert status() not in REFUSED
    assert status(Origin="http://localhost:3000") not in REFUSED


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["langgraph dev", "aegra"])
def test_a_server_that_is_killed_between_yes_and_effect_does_it_once(tmp_path: Path, kind: str) -> None:
    (tmp_path / "code").mkdir()
    code = f"MARK = {str(tmp_path / 'killed')!r}\n{DEADLY}"
    (tmp_path / "code" / "deadly.py").write_text(code, "utf-8")
    hooks = '{"on_resume": ["deadly:kill"]}'
    with opened(kind, tmp_path, PYTHONPATH=str(tmp_path / "code"), ASSISTANT_HOOKS=hooks) as place:
        talk = Conversation(place.server.url)
        assert len(talk.say(LUNCH)) == 1
        with pytest.raises(Exception):  # noqa: B017  # the connection breaks, however httpx says it
            talk.answer({"decisions": [APPROVE]})
        place.server.wait_for_death()
        talk.close()
        assert place.office.effects() == []
        place.server.start()
        again = Conversation(place.server.url, talk.id)
        # One keeps what it shows in memory, the other won't take an answer twice: the next message goes on.
        assert again.say("What is on tomorrow?") == []
        assert "Scheduled 'Lunch with Ana'" in again.said[-1][1]
        assert place.office.effects() == [("create_calendar_event", "done")]
        assert place.office.events() == ["Lunch with Ana"]
        again.close()
