"""What stands behind the tools of an agent of one's own, so that an approval can name it."""

import hashlib
import json
import re
import shlex
from pathlib import PurePath
from urllib.parse import urlsplit

from agents.configuration import McpServer
from tools.effects.call_executor import Server
from tools.patterns import Pattern
from tools.redaction import REDACTION

_TELLING = Pattern(r"^--?[\w-]*(?:key|token|secret|passw|auth)[\w-]*$", re.IGNORECASE)
MARK_CHARS = 16


def server_of(described: McpServer | str) -> Server:
    """The program or address of the settings, or a function by its name.

    Its mark changes with the command, each argument, the environment and the address. What the settings
    don't say is not seen: a program that was replaced at the same place.
    """
    if isinstance(described, str):
        return Server(shown=described, mark=_mark(described))
    return Server(shown=_shown(described), mark=_mark(described.model_dump(mode="json")))


def _mark(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:MARK_CHARS]


def _shown(server: McpServer) -> str:
    if server.url:
        parts = urlsplit(server.url)
        query = "?…" if parts.query else ""
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"
    before = ("", *server.args)
    words = [
        "…" if _TELLING.match(flag) else shlex.quote(word)
        for flag, word in zip(before, server.args, strict=False)
    ]
    # Where a program stands says little and is long; its mark has the whole path.
    return REDACTION.text(" ".join([shlex.quote(PurePath(server.command).name), *words]))
