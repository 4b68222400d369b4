"""Who is let in, and what is refused before any page is asked."""

import re
from datetime import timedelta

import httpx
import pytest

from assistant.home import wall_clock
from assistant.serving.web.app import build_app
from assistant.serving.web.forms import MOST_BYTES
from assistant.serving.web.server import origins
from assistant.serving.web.sessions import DAYS, Sessions
from tests.assistant.serving.web.desk import WebDesk, hidden
from tests.databases import dump

OPEN = ("/enter", "/static")
REBOUND = (
    "mallory.example:{port}",
    "mallory.example",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1.x.example:{port}",
)


def addresses(desk: WebDesk) -> list[tuple[str, set[str]]]:
    """Every address that there is, about something that there is, and the methods that it takes."""
    home = desk.assistant.home
    done = desk.assistant.ask("Every Friday at 4, mail Ana a reminder about timesheets", approve="all")
    [id] = desk.ask()
    named = {
        "approvals": id,
        "threads": home.book.get(id).thread_id,
        "effects": done.effects[0].key,
        "routines": home.routines.list()[0].id,
        "grants": home.grants.make(id).id,
    }
    app = build_app(desk.site, {})
    found = []
    for route in app.routes:
        path = route.path  # type: ignore[attr-defined]
        place = re.sub(r"\{\w+\}", lambda _, path=path: named[path.split("/")[1]], path)
        found.append((place, set(getattr(route, "methods", None) or {"GET"})))
    assert len(found) > 20
    return found


def test_whoever_has_no_session_sees_nothing_and_does_nothing(desk):
    stranger = desk.stranger()
    for path, methods in addresses(desk):
        if path.startswith(OPEN):
            continue
        for method in methods:
            answer = stranger.send(method, path, Origin=desk.base)
            assert answer.status_code == 401, (method, path)
            assert "Ana" not in answer.text
    assert stranger.open("/no-such-page").status == 401
    assert desk.assistant.pending() and desk.titles() == []


def test_a_session_that_has_ended_or_that_nobody_began_is_none(desk):
    browser = desk.browser()
    assert browser.open("/").status == 200
    browser.cookies.set(desk.site.entrance.cookie, "made-up", domain="127.0.0.1")
    assert browser.open("/").status == 401


def test_a_session_ends_by_itself(tmp_path, desk):
    later = [wall_clock()]
    sessions = Sessions(desk.assistant.home.database, lambda: later[0])
    secret = sessions.enter(sessions.invite())
    assert secret and sessions.knows(secret) and sessions.count() == 1
    later[0] += timedelta(days=DAYS)
    assert not sessions.knows(secret) and sessions.count() == 0


def test_a_token_lets_one_browser_in_once(desk):
    token = desk.site.sessions.invite()
    first, second = desk.stranger(), desk.stranger()
    assert first.open(f"/enter?token={token}").press("Open").path == "/"
    refused = second.open(f"/enter?token={token}").press("Open")
    assert refused.status == 403
    assert second.open("/").status == 401
    assert second.open("/enter").press("Open").status == 403


def test_a_look_at_the_address_uses_no_token_up(desk):
    token = desk.site.sessions.invite()
    for _ in range(3):
        assert desk.stranger().open(f"/enter?token={token}").status == 200
    assert desk.stranger().open(f"/enter?token={token}").press("Open").status == 200


def test_the_cookie_is_for_no_script_and_no_other_site(desk):
    stranger = desk.stranger()
    door = stranger.open(f"/enter?token={desk.site.sessions.invite()}")
    body = httpx.QueryParams({"token": hidden(door, "token")})
    answer = httpx.post(f"{desk.base}/enter", data=dict(body), headers={"Origin": desk.base})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
    assert cookie.startswith("assistant_")


def test_no_token_and_no_secret_is_kept_as_it_is(desk):
    token = desk.site.sessions.invite()
    secret = desk.site.sessions.enter(token)
    kept = "\n".join(dump(desk.assistant.home.database))
    assert token not in kept and secret not in kept


def test_signing_out_ends_this_session_or_all(desk):
    one, other = desk.browser(), desk.browser()
    assert one.open("/device").press("Sign out here").status == 401
    assert other.open("/").status == 200
    third = desk.browser()
    assert other.open("/device").press("Sign out everywhere").status == 401
    assert third.open("/").status == 401


@pytest.mark.parametrize("name", REBOUND)
def test_another_name_than_ours_gets_no_page(desk, name):
    browser = desk.browser()
    port = desk.base.rsplit(":", 1)[1]
    host = name.format(port=port)
    for path, methods in addresses(desk):
        for method in methods:
            answer = browser.send(method, path, Host=host, Origin=f"http://{host}")
            assert answer.status_code in (400, 421), (method, path)
    assert desk.assistant.pending()


def test_the_names_are_those_of_this_machine_and_of_the_network_that_was_named():
    assert {*origins(["127.0.0.1"], 8377)} == {"127.0.0.1:8377", "localhost:8377", "[::1]:8377"}
    assert "192.168.1.5:8377" in {*origins(["127.0.0.1", "192.168.1.5"], 8377)}
    assert {*origins(["192.168.1.5"], 80)} == {"192.168.1.5:80", "192.168.1.5"}


@pytest.mark.parametrize("origin", ["https://mallory.example", "null", "http://127.0.0.1:1", "", None])
def test_what_is_sent_from_elsewhere_does_nothing(desk, origin):
    browser = desk.browser()
    for path, methods in addresses(desk):
        if "POST" in methods:
            given = {} if origin is None else {"Origin": origin}
            answer = browser.send("POST", path, **given)
            assert answer.status_code == 403, path
    assert desk.assistant.pending() and desk.titles() == []


def test_looking_at_every_page_changes_nothing(desk):
    browser = desk.browser()
    every = addresses(desk)

    before = dump(desk.assistant.home.database)
    for path, methods in every:
        if path == "/events":
            continue
        for method in ("GET", "HEAD"):
            answer = browser.send(method, f"{path}?decision=approve&step=make&act=undo&token=x")
            assert answer.status_code in (200, 303, 405) or path.startswith(OPEN), (method, path)
            assert (answer.status_code == 405) == ("GET" not in methods and not _same(path, every)), path
    assert dump(desk.assistant.home.database) == before


def _same(path: str, every: list[tuple[str, set[str]]]) -> bool:
    return any(other == path and "GET" in methods for other, methods in every)


def test_every_answer_has_the_headers_that_keep_others_out(desk):
    browser = desk.browser()
    answers = [browser.send("GET", path) for path in ("/", "/enter", "/static/style.css", "/nothing")]
    answers += [
        desk.stranger().send("GET", "/"),
        browser.send("POST", "/"),
        browser.send("GET", "/", Host="x"),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers


def test_pages_have_neither_scripts_nor_styles_of_their_own(desk):
    browser = desk.browser()
    for path, methods in addresses(desk):
        if "GET" not in methods or path == "/events":
            continue
        source = browser.open(path).source
        assert "style=" not in source and "<style" not in source, path
        assert source.count("<script") == source.count('<script src="/static/'), path
        assert not [name for tag in browser.open(path).tree.iter() for name in tag.attrib if name[:2] == "on"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x=" + b"y" * MOST_BYTES, "application/x-www-form-urlencoded", 413),
        (b'{"decision": "approve"}', "application/json", 415),
        (b"decision=approve", "text/plain", 415),
        (b"decision=%ff\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(6000)), "application/x-www-form-urlencoded", 400),
    ],
    ids=["too long", "JSON", "plain", "no UTF-8", "many fields"],
)
def test_what_is_no_form_of_ours_is_not_taken(desk, body, kind, status):
    browser, [id] = desk.browser(), desk.ask()
    answer = browser._http.post(
        f"/approvals/{id}/answer", content=body, headers={"Origin": desk.base, "Content-Type": kind}
    )
    assert answer.status_code == status
    assert desk.assistant.pending()
