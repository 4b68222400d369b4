"""Who is let in to the pages of one person: browsers with a session, or whom a proxy says they are."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from assistant.serving.web.sessions import Sessions

if TYPE_CHECKING:
    from assistant.users import Users


@dataclass(frozen=True)
class Entrance:
    """One person's."""

    sessions: Sessions
    cookie: str
    """The name of ours."""
    whose: str = ""
    """Their id, where there are several people."""
    users: "Users | None" = None

    def lets_in(self, headers: Headers) -> bool:
        """Whether who asks is this person. What the proxy says counts in the place of any cookie."""
        told = self.users.of_proxy(headers.items()) if self.users else None
        if told is not None:
            return bool(told) and told == self.whose
        return self.sessions.knows(secret_in(headers, self.cookie))


def secret_in(headers: Headers, cookie: str) -> str:
    """The value of our cookie; empty where there is none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(cookie)
    except CookieError:
        return ""
    return found.value if found else ""
