"""A browser's way in, served on loopback, and somebody who fills in its forms without a script."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from lxml import html

from assistant import Assistant
from assistant.serving.web.app import build_app, build_site
from assistant.serving.web.server import Server, origins
from assistant.serving.web.site import Site
from tests.assistant.grants.office import open_office
from tests.patience import PATIENCE_S, eventually
from tools.effects.runner import Runner

LUNCH = "Schedule lunch with Ana on Monday at noon"
BOTH = "Schedule lunch with Ana on Monday at noon and send an email to Ben saying the proofs are here"
LUNCH_DAY = "2026-11-23"


@dataclass
class Page:
    """What a browser without scripts has got."""

    browser: "Browser"
    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def source(self) -> str:
        return self.response.text

    @property
    def tree(self) -> Any:
        return html.fromstring(self.source)

    @property
    def text(self) -> str:
        """What is to be read, white space as one space."""
        return " ".join(self.tree.find(".//body").text_content().split())

    @property
    def path(self) -> str:
        return self.response.url.raw_path.decode()

    @property
    def thread(self) -> str:
        """The conversation that this page is about."""
        return self.path.split("/")[2].partition("#")[0]

    def forms(self) -> list[Any]:
        return list(self.tree.forms)

    def press(self, label: str, at: int = 0, **filled: str) -> "Page":
        """Press the button of this label, the first or a later one, with these fields filled in."""
        found = [
            (form, button)
            for form in self.forms()
            for button in form.iter("button")
            if label in (" ".join(button.text_content().split()), button.get("aria-label"))
        ]
        assert len(found) > at, f"no button {label!r} on: {self.text}"
        form, button = found[at]
        long = {area.name for area in form.iter("textarea")}
        # Browsers leave out the line end after the tag, and end lines of their own with two characters.
        sent = [
            (name, value.removeprefix("\n").replace("\n", "\r\n") if name in long else value)
            for name, value in form.form_values()
            if name not in filled
        ]
        sent += filled.items()
        if button.get("name"):
            sent.append((button.get("name"), button.get("value")))
        action = form.action or self.path
        if form.method == "GET":
            return self.browser.open(f"{action}?{httpx.QueryParams(sent)}")
        return self.browser.post(action, sent)

    def follow(self, label: str) -> "Page":
        """Open the link of this label."""
        [link] = [a for a in self.tree.iter("a") if " ".join(a.text_content().split()) == label][:1]
        return self.browser.open(link.get("href"))


class Browser:
    """One browser, let in or not."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._http = httpx.Client(base_url=base, follow_redirects=True, timeout=PATIENCE_S)

    def open(self, path: str, **headers: str) -> Page:
        return Page(self, self._http.get(path, headers=headers))

    def post(self, path: str, sent: Any, **headers: str) -> Page:
        body = str(httpx.QueryParams(sent))
        given = {"Origin": self.base, "Content-Type": "application/x-www-form-urlencoded", **headers}
        return Page(self, self._http.post(path, content=body, headers=given))

    def send(self, method: str, path: str, **headers: str) -> httpx.Response:
        """One request as it is, redirects not followed."""
        return self._http.request(method, path, headers=headers, follow_redirects=False)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._http.cookies

    def close(self) -> None:
        self._http.close()


class WebDesk:
    """A home with people in it, its pages, and browsers that look at them."""

    def __init__(self, assistant: Assistant, site: Site, base: str) -> None:
        self.assistant = assistant
        self.site = site
        self.base = base
        self._browsers: list[Browser] = []

    def browser(self) -> Browser:
        """Another browser, let in by a token of its own."""
        found = self.stranger()
        page = found.open(f"/enter?token={self.site.sessions.invite()}").press("Open")
        assert page.status == 200, page.text
        return found

    def stranger(self) -> Browser:
        """A browser that was not let in."""
        self._browsers.append(Browser(self.base))
        return self._browsers[-1]

    def ask(self, text: str = LUNCH, thread: str | None = None) -> list[str]:
        """The ids of what waits after this was said elsewhere."""
        turn = self.assistant.ask(text, thread)
        assert turn.approvals, turn
        return [approval.id for approval in turn.approvals]

    def titles(self) -> list[str]:
        """What the calendar of these weeks holds."""
        return [event["title"] for event in self.assistant.home.agenda("from 2026-11-20 to 2026-12-20")[1]]

    def sent(self) -> list[str]:
        return [mail["subject"] for mail in self.assistant.home.mail("in:sent")]

    def close(self) -> None:
        for browser in self._browsers:
            browser.close()


@contextmanager
def serving(home: Path, *, hold_s: float = 0, model: Any = None) -> Iterator[WebDesk]:
    """The pages of the home at `home`, until the block is left; `model` answers, or the built-in one."""
    office = open_office(home, hold_s=hold_s)
    with Assistant(office.home, model) as assistant, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # from now on: the server may need longer to begin than the test
        port = listening.getsockname()[1]
        site = build_site(assistant, (f"http://127.0.0.1:{port}",))
        server = Server(build_app(site, origins(["127.0.0.1"], port)), [site.stopping])
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        desk = WebDesk(assistant, site, f"http://127.0.0.1:{port}")
        try:
            with Runner(assistant.home.ledger):
                yield desk
        finally:
            desk.close()
            server.should_exit = True
            thread.join(PATIENCE_S)


def settled(page: Page) -> Page:
    """The page of a conversation, once nobody is at work on it."""
    found = [page]

    def is_over() -> bool:
        found[0] = page.browser.open(f"/threads/{page.thread}")
        return not found[0].tree.find_class("working")

    eventually(is_over, "the end of the turn")
    return found[0]


def hidden(page: Page, name: str) -> str:
    """The value of the first hidden field of this name."""
    [value] = re.findall(f'name="{name}" value="([^"]*)"', page.source)[:1]
    return value
