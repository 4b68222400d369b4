"""Asking a person for access to their account, in their browser: with a redirect, or with a code."""

import base64
import hashlib
import html
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from tools.accounts.oauth import ask, post, secret_of
from tools.accounts.providers import OAuthProvider
from tools.errors import FinalError

PERSON_S = 300
"""How long a person may take to say yes."""
SAID_YES = "You may close this page; the assistant goes on in its terminal."


@dataclass(frozen=True, slots=True)
class Client:
    """The program as which access is asked for: registered by its user, at the provider."""

    id: str
    secret: str = ""


def by_redirect(
    provider: OAuthProvider, client: Client, address: str, open_page: Callable[[str], object]
) -> str:
    """The refresh token, after the person has said yes in the page that `open_page` shows (RFC 8252).

    Raises:
        FinalError: the person or the provider said no, or nobody said anything.
        PassingError: the provider can't be reached.
    """
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    with Redirect(state) as redirect:
        asked = {
            "client_id": client.id,
            "response_type": "code",
            "redirect_uri": redirect.address,
            "scope": " ".join(provider.scopes),
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            "login_hint": address,
            **provider.extra,
        }
        open_page(f"{provider.authorize_url}?{urlencode(asked)}")
        code = redirect.wait()
    answer = ask(
        provider.token_url,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect.address,
            "client_id": client.id,
            "code_verifier": verifier,
            **secret_of(client.secret),
        },
    )
    return refresh_token(answer)


def by_code(
    provider: OAuthProvider,
    client: Client,
    tell: Callable[[str, str], object],
    *,
    wait: Callable[[float], None] = time.sleep,
) -> str:
    """The refresh token, after the person has typed a code into a page: `tell` gets page and code (RFC 8628).

    Raises:
        FinalError: the provider gives none, or the person said no, or nothing in time.
        PassingError: the provider can't be reached.
    """
    asked = {"client_id": client.id, "scope": " ".join(provider.scopes)}
    status, answer = post(provider.device_url, asked)
    if status != 200:
        raise FinalError(f"{provider.name} gives no code ({answer.get('error_description', status)})")
    tell(str(answer.get("verification_uri") or answer["verification_url"]), str(answer["user_code"]))
    wait_s, left_s = float(answer.get("interval", 5)), float(answer.get("expires_in", PERSON_S))
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": str(answer["device_code"]),
        "client_id": client.id,
        **secret_of(client.secret),
    }
    while left_s > 0:
        wait(wait_s)
        left_s -= wait_s
        status, answer = post(provider.token_url, form)
        if status == 200:
            return refresh_token(answer)
        if answer.get("error") == "slow_down":
            wait_s += 5
        elif answer.get("error") != "authorization_pending":
            raise FinalError(
                f"{provider.name} gives no access ({answer.get('error_description') or answer.get('error')})"
            )
    raise FinalError("nobody has typed the code in time; begin again")


def refresh_token(answer: dict[str, object]) -> str:
    """The refresh token in a provider's answer.

    Raises:
        FinalError: there is none.
    """
    if token := answer.get("refresh_token"):
        return str(token)
    raise FinalError("the provider gives access for this moment only (no refresh token)")


def challenge(verifier: str) -> str:
    """RFC 7636: proves later that who asks for the token is who asked for the code."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Redirect:
    """Where the browser comes back to: a page on this machine, once."""

    def __init__(self, state: str) -> None:
        self._state = state
        self._answer: dict[str, str] = {}
        redirect = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # named by the library
                page = redirect.heard(self.path)
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(f"<!doctype html><p>{html.escape(page)}".encode())

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: the line would hold the code."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> "Redirect":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()

    def heard(self, path: str) -> str:
        """What the page says; nothing for a request that isn't the answer to ours."""
        found = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
        if not secrets.compare_digest(found.get("state", ""), self._state):
            return ""
        self._answer = found
        return SAID_YES if "code" in found else "Nothing was allowed."

    def wait(self) -> str:
        """The code of the answer.

        Raises:
            FinalError: the person said no, or nothing in time.
        """
        give_up = time.monotonic() + PERSON_S
        while not self._answer:
            self._server.timeout = max(give_up - time.monotonic(), 0)
            self._server.handle_request()
            if time.monotonic() >= give_up:
                raise FinalError("nobody has said yes in the browser in time; begin again")
        if "code" not in self._answer:
            raise FinalError(f"no access was given ({self._answer.get('error', 'no reason')})")
        return self._answer["code"]
