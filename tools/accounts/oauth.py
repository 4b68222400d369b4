"""Access tokens in the place of a password (RFC 6749), for providers that take no other."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from tools.accounts.account import Account
from tools.accounts.providers import OAuthProvider, oauth_provider
from tools.accounts.secrets import CLIENT_SECRET, PASSWORD, SecretStore
from tools.errors import FinalError, PassingError
from tools.redaction import REDACTION

TIMEOUT_S = 30
EARLY_S = 120
"""A token that is good for no longer than this is exchanged already."""


class TokenSource:
    """Gives the access token of an account, exchanged for its refresh token when the last one expires.

    Safe to call from several threads.

    Raises (when called):
        PassingError: the provider can't be reached.
        FinalError: it doesn't let us in any more; the person has to say yes again.
    """

    def __init__(
        self,
        account: Account,
        secrets: SecretStore,
        *,
        provider: OAuthProvider | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._secrets = secrets
        self._provider = provider
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = float("-inf")

    def __call__(self) -> str:
        with self._lock:
            if self._clock() >= self._good_until:
                self._exchange()
            return self._token

    def _exchange(self) -> None:
        account = self._account
        refresh_token = self._secrets.get(account)
        if account.oauth is None or not refresh_token:
            raise FinalError(f"{account.name!r} has no token; say: assistant connect {account.address}")
        answer = ask(
            (self._provider or oauth_provider(account.oauth.provider)).token_url,
            {
                "grant_type": "refresh_token",
                "refresh_token": refresh_token,
                "client_id": account.oauth.client_id,
                **secret_of(self._secrets.get(account, CLIENT_SECRET)),
            },
        )
        self._token = str(answer["access_token"])
        REDACTION.know(self._token)
        self._good_until = self._clock() + max(float(answer.get("expires_in", 3600)) - EARLY_S, 0)
        # Some providers give a new one each time, and let the old one lapse.
        if (renewed := answer.get("refresh_token")) and renewed != refresh_token:
            self._secrets.put(account, str(renewed), PASSWORD)


def secret_of(client_secret: str | None) -> dict[str, str]:
    return {"client_secret": client_secret} if client_secret else {}


def ask(url: str, form: Mapping[str, str]) -> dict[str, Any]:
    """What a token server answers.

    Raises:
        PassingError: it can't be reached.
        FinalError: it refuses; the message has its words, which hold no secret.
    """
    status, answer = post(url, form)
    if status == 200 and "access_token" in answer:
        return answer
    raise FinalError(
        f"{httpx.URL(url).host} gives no access ({answer.get('error_description') or answer.get('error')}); "
        "say yes again with: assistant connect"
    )


def post(url: str, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of the answer; also where that is a refusal.

    Raises:
        PassingError: the provider can't be reached, or answers with something else.
    """
    host = httpx.URL(url).host
    try:
        response = httpx.post(url, data=dict(form), timeout=TIMEOUT_S, headers={"Accept": "application/json"})
        answer = response.json()
    except httpx.HTTPError as error:
        raise PassingError(f"{host} can't be reached for an access token ({type(error).__name__})") from error
    except ValueError as error:
        raise PassingError(f"{host} answers with something that is no token") from error
    if response.status_code >= 500 or not isinstance(answer, dict):
        raise PassingError(f"{host} has no access token at the moment ({response.status_code})")
    return response.status_code, answer
