"""The system's keyring, where there is one that protects what is in it."""

from keyring import get_keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from tools.accounts.secrets import KeyringFailedError

SERVICE = "assistant"
REAL = 1
"""The least priority, in the library's terms, of a backend that it recommends."""


class SystemKeyring:
    """A `Keyring` by the library of that name.

    Raises:
        KeyringFailedError: by each method, when the keyring can't be used.
    """

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    def get(self, key: str) -> str | None:
        try:
            return self._backend.get_password(SERVICE, key)
        except (KeyringError, OSError) as error:
            raise KeyringFailedError(type(error).__name__) from error

    def set(self, key: str, secret: str) -> None:
        try:
            self._backend.set_password(SERVICE, key, secret)
        except (KeyringError, OSError) as error:
            raise KeyringFailedError(type(error).__name__) from error

    def delete(self, key: str) -> None:
        try:
            self._backend.delete_password(SERVICE, key)
        except PasswordDeleteError:
            return
        except (KeyringError, OSError) as error:
            raise KeyringFailedError(type(error).__name__) from error


def system_keyring() -> SystemKeyring | None:
    """None where the system has no real one, as on most servers."""
    try:
        backend = get_keyring()
        real = backend.priority >= REAL
    except (KeyringError, OSError, RuntimeError, ImportError):
        # RuntimeError is how a backend that somebody has configured says that it can't be used here.
        return None
    return SystemKeyring(backend) if real else None
