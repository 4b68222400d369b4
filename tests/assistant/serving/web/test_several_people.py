"""Several people with one server: each is known by their own token, or by what their proxy says."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from assistant import Assistant
from assistant.serving.web.app import build_app, build_house, build_site
from assistant.serving.web.events import _events
from assistant.serving.web.guard import DOOR
from assistant.serving.web.site import Site
from assistant.users import PROXY_TOKEN, Users, new_token, users_of

HOST = "127.0.0.1:8377"
PUBLIC = "https://assistant.example.org"
WHO = "x-forwarded-user"


class House:
    """The pages of mia and ben, behind a proxy that says who asks."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        for id in ("mia", "ben"):
            new_token(folder, ("users", id), id, called=f"{id}@example.org")
        self.proxy = new_token(folder, ("proxy",), "proxy", address=PUBLIC, header=WHO)
        found = users_of(folder)
        assert found
        self.users: Users = found
        self.people = {
            id: stack.enter_context(Assistant.open(settings=found.settings_of(id, model="offline")))
            for id in found.known
        }
        self.sites: dict[str, Site] = {
            id: build_site(each, (f"http://{HOST}", PUBLIC), id, found) for id, each in self.people.items()
        }
        origins = {HOST: f"http://{HOST}", "assistant.example.org": PUBLIC}
        self.app = build_house(self.sites, {id: build_app(site, origins) for id, site in self.sites.items()})

    def ask(self, method: str, path: str, **given: object) -> httpx.Response:
        """One request, redirects not followed."""

        async def sent() -> httpx.Response:
            way = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=way, base_url=f"http://{HOST}") as client:
                return await client.request(method, path, **given)  # type: ignore[arg-type]

        return asyncio.run(sent())

    def enter(self, token: str, base: str = f"http://{HOST}") -> httpx.Response:
        headers = {"Origin": base, "Host": base.partition("//")[2]}
        return self.ask("POST", f"{DOOR}?token={token}", data={"token": token}, headers=headers)

    def cookie(self, whose: str) -> str:
        """That of a browser of theirs."""
        answer = self.enter(self.sites[whose].sessions.invite())
        assert answer.status_code == 303
        return answer.headers["set-cookie"].partition(";")[0]

    def by_proxy(self, who: str, **more: str) -> dict[str, str]:
        return {PROXY_TOKEN: self.proxy, WHO: who, **more}


@pytest.fixture(name="house")
def of_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("ASSISTANT_NOW", "2026-11-23T09:00")
    with ExitStack() as stack:
        yield House(tmp_path, stack)


def test_who_was_let_in_by_one_finds_what_is_theirs(house):
    house.people["mia"].ask("hello from mia", thread="mias")
    house.people["ben"].ask("hello from ben", thread="bens")
    for id, other in (("mia", "ben"), ("ben", "mia")):
        page = house.ask("GET", "/threads", headers={"Cookie": house.cookie(id)})
        assert f"hello from {id}" in page.text and other not in page.text


def test_a_guessed_id_of_the_others_leads_to_nothing(house):
    [approval] = house.people["mia"].ask("Lunch with Ana tomorrow at noon", thread="mias").approvals
    cookie = house.cookie("ben")
    for path in ("/threads/mias", f"/approvals/{approval.id}", f"/approvals/{approval.id}/edit"):
        page = house.ask("GET", path, headers={"Cookie": cookie})
        assert page.status_code == 404 and "Ana" not in page.text
    form = {"decision": "approve", "hash": approval.shown_hash}
    own = {"Cookie": cookie, "Origin": f"http://{HOST}"}
    assert house.ask("POST", f"/approvals/{approval.id}/answer", data=form, headers=own).status_code == 404
    assert house.people["mia"].pending() == [approval]


def test_a_secret_of_one_under_the_name_of_the_other_is_none(house):
    name, _, secret = house.cookie("mia").partition("=")
    for forged in (
        secret.replace("mia.", "ben."),
        secret.replace("mia.", ""),
        secret.replace("mia.", "mia.ben."),
    ):
        assert house.ask("GET", "/", headers={"Cookie": f"{name}={forged}"}).status_code == 401
    assert house.ask("GET", "/", headers={"Cookie": f"{name}={secret}"}).status_code == 200
    assert house.ask("GET", "/").status_code == 401


def test_a_token_of_one_is_none_of_the_other_and_counts_once(house):
    token = house.sites["mia"].sessions.invite()
    assert house.enter(token.replace("mia.", "ben.")).status_code == 403
    assert house.enter(token).status_code == 303
    assert house.enter(token).status_code == 403
    door = house.ask("GET", f"{DOOR}?token={token}")
    assert 'action="/enter"' not in door.text, "what is sent goes where the token is seen"


def test_whom_the_proxy_names_is_let_in(house):
    house.people["mia"].ask("hello from mia", thread="mias")
    page = house.ask("GET", "/threads", headers=house.by_proxy("mia@example.org"))
    assert page.status_code == 200 and "hello from mia" in page.text
    assert "mia" not in house.ask("GET", "/threads", headers=house.by_proxy("ben@example.org")).text


@pytest.mark.parametrize("shown", ["", "proxy.guessed", "mia"])
def test_a_header_of_somebody_who_is_not_the_proxy_is_not_looked_at(house, shown):
    forged = {WHO: "mia@example.org", PROXY_TOKEN: shown} if shown else {WHO: "mia@example.org"}
    assert house.ask("GET", "/", headers=forged).status_code == 401
    page = house.ask("GET", "/device", headers={**forged, "Cookie": house.cookie("ben")})
    assert page.status_code == 200 and "users/ben" in page.text, "a session counts as before"


@pytest.mark.parametrize("who", ["", "mia", "eve@example.org", "mia@example.org, ben@example.org", "*"])
def test_whom_the_proxy_names_and_nobody_knows_is_let_in_by_no_cookie_either(house, who):
    cookie = house.cookie("mia")
    assert house.ask("GET", "/", headers=house.by_proxy(who, Cookie=cookie)).status_code == 401
    missing = {PROXY_TOKEN: house.proxy, "Cookie": cookie}
    assert house.ask("GET", "/", headers=missing).status_code == 401


def test_of_two_names_neither_counts(house):
    both = [(PROXY_TOKEN, house.proxy), (WHO, "mia@example.org"), (WHO, "ben@example.org")]
    assert house.ask("GET", "/", headers=both).status_code == 401


def test_the_proxys_name_is_an_address_of_ours_and_its_pages_send_forms(house):
    there = {**house.by_proxy("mia@example.org"), "Host": "assistant.example.org"}
    form = {"text": "hello", "form": "f1"}
    for origin, status in (
        (PUBLIC, 303),
        ("http://assistant.example.org", 403),
        (f"http://{HOST}", 403),
        ("https://mallory.example", 403),
    ):
        sent = house.ask("POST", "/threads/new-one/messages", data=form, headers={**there, "Origin": origin})
        assert sent.status_code == status, origin
    assert house.ask("GET", "/", headers={**there, "Host": "mallory.example"}).status_code == 421
    house.sites["mia"].turns.settle(60)


def test_a_cookie_of_the_proxys_address_goes_back_encrypted_only(house):
    far = house.enter(house.sites["mia"].sessions.invite(), PUBLIC).headers["set-cookie"].lower()
    near = house.enter(house.sites["mia"].sessions.invite()).headers["set-cookie"].lower()
    assert "; secure" in far and "; secure" not in near


def test_an_open_page_goes_on_hearing_while_the_proxy_names_its_person(house, monkeypatch):
    monkeypatch.setattr("assistant.serving.web.events.ALIVE_EVERY_S", 0.0)

    async def heard(headers: dict[str, str]) -> list[str]:
        events = _events(house.sites["mia"], "", house.sites["mia"].pulse.now().mark, httpx.Headers(headers))
        found = [each async for each, _ in _first(events, 2)]
        await events.aclose()
        return found

    async def _first(events, most):
        for at in range(most):
            try:
                yield await anext(events), at
            except StopAsyncIteration:
                return

    assert asyncio.run(heard(house.by_proxy("mia@example.org")))[1:] == [": still here\n\n"]
    assert asyncio.run(heard(house.by_proxy("ben@example.org")))[1:] == []


def test_signing_out_everywhere_is_of_one_alone(house):
    mia, ben = house.cookie("mia"), house.cookie("ben")
    out = {"Cookie": ben, "Origin": f"http://{HOST}"}
    assert house.ask("POST", "/device/leave", data={"which": "all"}, headers=out).status_code == 303
    assert house.ask("GET", "/", headers={"Cookie": ben}).status_code == 401
    assert house.ask("GET", "/", headers={"Cookie": mia}).status_code == 200
