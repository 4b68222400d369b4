"""Access tokens from a real token server, with a browser's redirect or a code; refreshed in time."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tools.accounts.account import Account, Auth, OAuthClient
from tools.accounts.consent import Client, by_code, by_redirect, challenge
from tools.accounts.oauth import TokenSource
from tools.accounts.providers import OAuthProvider
from tools.accounts.secrets import CLIENT_SECRET, Secrets
from tools.errors import FinalError, PassingError
from tools.redaction import REDACTION

ACCOUNT = Account(
    name="google",
    address="sam@gmail.com",
    user="sam@gmail.com",
    auth=Auth.XOAUTH2,
    oauth=OAuthClient(provider="google", client_id="id-1"),
)


class TokenServer:
    """Gives tokens to who has a code, a typed-in code, or a refresh token that is good."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.good_refresh = {"refresh-1"}
        self.rotates = False
        self.challenges: dict[str, str] = {}
        self.pending = 0
        self.code_lasts_s = 60
        self.status = 200
        tokens = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {key: values[0] for key, values in parse_qs(body).items()}
                tokens.asked.append(form)
                status, answer = tokens.answer(self.path, form)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        base = f"http://127.0.0.1:{self.server.server_port}"
        self.provider = OAuthProvider(
            name="Google",
            authorize_url=f"{base}/authorize",
            token_url=f"{base}/token",
            device_url=f"{base}/device",
            scopes=("mail", "calendar"),
            extra={"access_type": "offline"},
        )

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        if self.status != 200:
            return self.status, {"error": "server_error"}
        if path == "/device":
            return 200, {
                "device_code": "dev",
                "user_code": "AB-CD",
                "verification_uri": "https://example.com/device",
                "interval": 1,
                "expires_in": self.code_lasts_s,
            }
        if form["grant_type"].endswith("device_code") and self.pending:
            self.pending -= 1
            return 400, {"error": "slow_down" if self.pending == 0 else "authorization_pending"}
        if form["grant_type"] == "refresh_token" and form["refresh_token"] not in self.good_refresh:
            return 400, {"error": "invalid_grant", "error_description": "Token has been revoked."}
        if form["grant_type"] == "authorization_code" and (
            challenge(form["code_verifier"]) != self.challenges.get(form["code"])
        ):
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": f"access-{len(self.asked)}", "expires_in": 3600}
        if form["grant_type"] != "refresh_token" or self.rotates:
            answer["refresh_token"] = "refresh-2"
            self.good_refresh = {"refresh-2"}
        return 200, answer


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    tokens = TokenServer()
    yield tokens
    tokens.server.shutdown()
    tokens.server.server_close()


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    secrets = Secrets(tmp_path / "secrets.toml", environment={})
    secrets.put(ACCOUNT, "refresh-1")
    secrets.put(ACCOUNT, "client-secret", CLIENT_SECRET)
    return secrets


class Browser:
    """A person's browser: `says` is what the provider sends it back with."""

    def __init__(self, tokens: TokenServer, says: str = "yes") -> None:
        self.tokens = tokens
        self.says = says
        self.pages: list[str] = []
        self.thread: threading.Thread | None = None

    def __call__(self, address: str) -> None:
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        self.asked = asked
        self.tokens.challenges["code-1"] = asked["code_challenge"]
        self.thread = threading.Thread(target=self._come_back, args=(asked,))
        self.thread.start()

    def _come_back(self, asked: dict[str, str]) -> None:
        back = asked["redirect_uri"]
        self.pages.append(httpx.get(f"{back}favicon.ico").text)
        self.pages.append(httpx.get(back, params={"code": "stolen", "state": "forged"}).text)
        answer = {"code": "code-1"} if self.says == "yes" else {"error": "access_denied"}
        self.pages.append(httpx.get(back, params={**answer, "state": asked["state"]}).text)


def test_a_browser_comes_back_with_a_code_that_only_we_can_use(tokens: TokenServer):
    browser = Browser(tokens)
    assert by_redirect(tokens.provider, Client("id-1", "s"), "sam@gmail.com", browser) == "refresh-2"
    browser.thread.join()
    assert "may close this page" in browser.pages[2] and "close" not in browser.pages[1]
    assert browser.asked["scope"] == "mail calendar" and browser.asked["access_type"] == "offline"
    assert browser.asked["code_challenge_method"] == "S256" and browser.asked["login_hint"] == "sam@gmail.com"
    assert tokens.asked[-1]["client_secret"] == "s" and tokens.asked[-1]["code"] == "code-1"


def test_a_person_who_says_no_gives_no_access(tokens: TokenServer):
    browser = Browser(tokens, says="no")
    with pytest.raises(FinalError, match="access_denied"):
        by_redirect(tokens.provider, Client("id-1"), "sam@gmail.com", browser)
    browser.thread.join()
    assert tokens.asked == []


def test_a_code_is_typed_into_any_browser_and_waited_for_as_the_provider_says(tokens: TokenServer):
    tokens.pending = 3
    told, waited = [], []
    found = by_code(tokens.provider, Client("id-1"), lambda *it: told.append(it), wait=waited.append)
    assert found == "refresh-2"
    assert told == [("https://example.com/device", "AB-CD")]
    assert waited == [1, 1, 1, 6]


def test_nobody_types_the_code(tokens: TokenServer):
    tokens.pending, tokens.code_lasts_s = 1000, 3
    with pytest.raises(FinalError, match="nobody has typed the code"):
        by_code(tokens.provider, Client("id-1"), lambda *_: None, wait=lambda _: None)


def test_a_token_is_used_until_it_is_about_to_expire(tokens: TokenServer, secrets: Secrets):
    now = [0.0]
    source = TokenSource(ACCOUNT, secrets, provider=tokens.provider, clock=lambda: now[0])
    assert [source(), source()] == ["access-1", "access-1"]
    now[0] = 3400
    assert source() == "access-1"
    now[0] = 3500
    assert source() == "access-2"
    assert tokens.asked[0]["client_secret"] == "client-secret"
    assert REDACTION.known("access-1, refresh-1, client-secret") == "[redacted], [redacted], [redacted]"


def test_a_new_refresh_token_takes_the_place_of_the_old_one(tokens: TokenServer, secrets: Secrets):
    tokens.rotates = True
    TokenSource(ACCOUNT, secrets, provider=tokens.provider)()
    assert secrets.get(ACCOUNT) == "refresh-2"
    assert TokenSource(ACCOUNT, secrets, provider=tokens.provider)() == "access-2"


def test_access_that_was_taken_back_is_one_sentence_without_a_secret(tokens: TokenServer, secrets: Secrets):
    tokens.good_refresh = set()
    with pytest.raises(FinalError, match=r"Token has been revoked.*assistant connect") as raised:
        TokenSource(ACCOUNT, secrets, provider=tokens.provider)()
    assert "refresh-1" not in str(raised.value)


def test_a_token_server_that_is_away_or_ill_is_asked_again_later(tokens: TokenServer, secrets: Secrets):
    tokens.status = 503
    with pytest.raises(PassingError, match="503"):
        TokenSource(ACCOUNT, secrets, provider=tokens.provider)()
    tokens.status = 200
    away = tokens.provider.model_copy(update={"token_url": "http://127.0.0.1:9/token"})
    with pytest.raises(PassingError, match="can't be reached"):
        TokenSource(ACCOUNT, secrets, provider=away)()


def test_many_threads_refresh_once(tokens: TokenServer, secrets: Secrets):
    source = TokenSource(ACCOUNT, secrets, provider=tokens.provider)
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(source())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["access-1"] * 8 and len(tokens.asked) == 1
