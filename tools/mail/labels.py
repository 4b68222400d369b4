"""Labels as a person writes them, and as the keywords that IMAP knows (RFC 9051, 2.3.2)."""

import contextlib
import re
from collections.abc import Iterable

from tools.errors import ToolError
from tools.mail.message import Label

LONGEST = 40
UNFIT = re.compile(r"[(){%*\"\\\]\x00-\x1f\x7f]")
"""What no keyword may hold."""
OF_PROGRAMS = frozenset("junk nonjunk notjunk forwarded old redirected".split())
"""Keywords that programs set for themselves; those of the standards begin with a dollar sign."""


def label_of(text: str) -> Label:
    """The label called `text`; a blank is written as an underscore, as keywords have none.

    Raises:
        ToolError: it can't be a label.
    """
    said = " ".join(text.split())
    if len(said) < 2 or len(said) > LONGEST or UNFIT.search(said) or said[0] in "$\\":
        raise ToolError(
            f"{text!r} can't be a label: it has to have 2 to {LONGEST} letters, none of ( ) {{ % * \" \\ ],"
            " and no $ at its beginning"
        )
    keyword = said.replace(" ", "_")
    if keyword.isascii() and "&" not in keyword:
        return Label(keyword)
    # Loaded late: it brings the whole IMAP client along.
    from imapclient.imap_utf7 import encode

    return Label(encode(keyword).decode("ascii"))


def shown(labels: Iterable[Label]) -> list[str]:
    """The labels of a mail as a person reads them, without those that programs set for themselves."""
    own = (one for one in labels if not one.keyword.startswith("$"))
    return sorted(readable(one) for one in own if one.keyword.lower() not in OF_PROGRAMS)


def readable(label: Label) -> str:
    """A label as a person wrote it."""
    keyword = label.keyword
    if "&" in keyword and keyword.isascii():
        from imapclient.imap_utf7 import decode

        # What another program wrote in a way of its own stays as it is.
        with contextlib.suppress(UnicodeError, ValueError):
            keyword = str(decode(keyword.encode()))
    return keyword.replace("_", " ")
