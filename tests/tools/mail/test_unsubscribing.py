"""Leaving a list: the way that a mail names, shown first, asked once, and nowhere but out in the world."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import NOW, letter
from tools.effects.plan import CannotAskError, Intent, Plan
from tools.errors import FinalError, PassingError, ToolError
from tools.mail.message import Folder
from tools.mail.parsing import parse
from tools.mail.unsubscribing import UnsubscribingExecutor, UnsubscribingPlanner, is_public, post, ways_of

ONE_CLICK = {
    "List_Unsubscribe": "<https://shop.example/off?id=7>, <mailto:off@shop.example>",
    "List_Unsubscribe_Post": "List-Unsubscribe=One-Click",
}


def plan_for(desk: Desk, **headers: str) -> Plan:
    mail = desk.mailbox.deliver(letter("Sale", sender="Shop <news@shop.example>", **headers), Folder.INBOX)
    return UnsubscribingPlanner(desk.planner).leave(mail.id)


def test_one_request_is_shown_with_its_address(desk: Desk):
    plan = plan_for(desk, **ONE_CLICK)
    assert plan.summary == "Unsubscribe from Shop, at shop.example"
    assert plan.preview["address"] == "https://shop.example/off?id=7"
    assert not plan.undoable


def test_a_list_that_wants_a_mail_gets_one(desk: Desk):
    plan = plan_for(desk, List_Unsubscribe="<mailto:off@shop.example?subject=leave%20me&body=please>")
    assert plan.summary == "Unsubscribe from Shop, by a mail to off@shop.example"
    intent, _ = desk.carry_out(plan)
    mail = parse(intent.rendered)
    assert ([who.email for who in mail.to], mail.subject, mail.body.strip()) == (
        ["off@shop.example"], "leave me", "please",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"List_Unsubscribe": "<https://shop.example/off>"}, "own page: https://shop.example/off"),
        ({}, "names no way"),
        ({"List_Unsubscribe": "<http://shop.example/off>"}, "names no way"),
        ({"List_Unsubscribe": "<javascript:alert(1)>"}, "names no way"),
    ],
)
def test_what_cannot_be_done_from_here_is_said(desk: Desk, headers: dict[str, str], why: str):
    with pytest.raises(ToolError, match=why):
        plan_for(desk, **headers)


@pytest.mark.parametrize(
    "way",
    [
        "http://shop.example/off", "https://user@shop.example/", "https://shop.example:8443/", "https:///x",
        "file:///etc/passwd", "https://[bad",
    ],
)  # fmt: skip
def test_only_plain_addresses_of_the_web_are_asked(way: str):
    content = letter("Sale", List_Unsubscribe=f"<{way}>", List_Unsubscribe_Post="List-Unsubscribe=One-Click")
    assert ways_of(content).one_click == ""


def intent_of(plan: Plan, **progress: int) -> Intent:
    return Intent(key="k1", plan=plan, rendered=b"", created_at=NOW, progress=progress)


@pytest.mark.parametrize(
    ("status", "error"), [(200, None), (202, None), (302, FinalError), (404, FinalError)]
)
def test_it_is_done_when_the_server_says_so(desk: Desk, status: int, error: type[Exception] | None):
    asked: list[str] = []
    executor = UnsubscribingExecutor(lambda url: asked.append(url) or status)
    intent = intent_of(plan_for(desk, **ONE_CLICK))
    if error:
        with pytest.raises(error):
            executor.act(intent)
    else:
        assert executor.act(intent).text == "Asked Shop to send no more of it; it may take some days."
    assert asked == ["https://shop.example/off?id=7"]


def test_an_answer_that_was_heard_is_not_asked_for_again_and_without_one_nobody_knows(desk: Desk):
    executor = UnsubscribingExecutor(lambda _: pytest.fail("asked again"))
    plan = plan_for(desk, **ONE_CLICK)
    assert executor.act(intent_of(plan, status=200)) == executor.find(intent_of(plan, status=200))
    with pytest.raises(CannotAskError):
        executor.find(intent_of(plan))
    with pytest.raises(PassingError):
        UnsubscribingExecutor(lambda _: 503).act(intent_of(plan))


class Heard(BaseHTTPRequestHandler):
    """Keeps what it was asked, and leads elsewhere."""

    asked: list[tuple[str, str, bytes, str | None]]

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.asked.append((self.command, self.path, self.rfile.read(length), self.headers["Cookie"]))
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def heard() -> Iterator[tuple[str, list[tuple[str, str, bytes, str | None]]]]:
    handler = type("Handler", (Heard,), {"asked": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/off", handler.asked  # type: ignore[attr-defined]  # set above
    server.shutdown()
    server.server_close()


def test_one_post_goes_out_and_no_redirect_is_followed():
    with heard() as (url, asked):
        assert post(url, lambda _: True) == 302
    assert asked == [("POST", "/off", b"List-Unsubscribe=One-Click", None)]


def test_nothing_in_this_network_is_asked():
    with heard() as (url, asked), pytest.raises(FinalError, match="in this network"):
        post(url)
    assert asked == []
    assert not is_public("127.0.0.1")
    assert not is_public("10.0.0.7")
    assert not is_public("::1")
    assert not is_public("169.254.169.254")
    assert is_public("93.184.216.34")
