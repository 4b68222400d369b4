"""Who vouches for servers, to the clients in the tests: nobody, as they reach none of the world's.

Each client reads the list of all who do when it is made, 27 ms of the processor.
"""

import os
from pathlib import Path

NAME = "SSL_CERT_FILE"
"""Read by OpenSSL, httpx and uv."""
KEPT = "TESTS_SSL_CERT_FILE"
NOBODY = Path(__file__).parent / "servers" / "nobody.pem"
"""A certificate that has signed nothing, and whose key is gone."""


def trust_nobody() -> None:
    """In this process, and in those that it starts."""
    os.environ.setdefault(KEPT, os.environ.get(NAME, ""))
    os.environ[NAME] = str(NOBODY)


def trusted_before() -> dict[str, str]:
    """The variables of a program that fetches something from the world's servers."""
    kept = {name: value for name, value in os.environ.items() if name not in (NAME, KEPT)}
    return {**kept, NAME: before} if (before := os.environ.get(KEPT, "")) else kept
