"""Who may talk with the server of langgraph.json: programs of this machine, and pages that are named.

The server has no password, and any page in a browser can send requests to this machine. A page can't hide
where it is from, nor call this machine by its name.
"""

from urllib.parse import urlsplit

from langgraph_sdk import Auth

PAGES = frozenset(
    {
        "https://smith.langchain.com",
        "https://eu.smith.langchain.com",
        "http://localhost:3000",
        "http://127.0.0.1:3000",
    }
)
"""LangSmith's Studio, and where Agent Chat UI and Agent Inbox run by themselves."""
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
PERSON = "person"

door = Auth()


@door.authenticate
async def person(headers: dict[bytes, bytes]) -> Auth.types.MinimalUserDict:
    """Everybody who is let in is the one person of this machine.

    Raises:
        HTTPException: it comes from a page that isn't named, or calls this machine by another name.
    """
    told = {_text(name).lower(): _text(value) for name, value in headers.items()}
    origin, host = told.get("origin"), told.get("host", "")
    if urlsplit(f"//{host}").hostname not in HERE:
        raise Auth.exceptions.HTTPException(status_code=403, detail="this machine goes by localhost here")
    if origin is not None and origin not in PAGES and urlsplit(origin).netloc != host:
        raise Auth.exceptions.HTTPException(status_code=403, detail="pages of this origin are not let in")
    return {"identity": PERSON}


def _text(header: bytes | str) -> str:
    return header.decode("latin-1") if isinstance(header, bytes) else header
