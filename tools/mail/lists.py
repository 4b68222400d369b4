"""Where the headers of a mail want answers to all to go: a list's own address, or who is named for it."""

import re
from urllib.parse import unquote, urlsplit

from tools.mail.addresses import parse_addresses
from tools.mail.headers import Headers
from tools.people.contacts import Address

WAY = re.compile(r"<\s*mailto:([^<>\s]{3,300})\s*>", re.IGNORECASE)


def list_address(headers: Headers) -> Address | None:
    """Where one writes to the list that a mail came from (RFC 2369, 3.4); None: from none, or one that
    takes no mails.
    """
    for way in WAY.findall(headers.text("list-post")):
        named = parse_addresses([unquote(urlsplit(f"mailto:{way}").path)])
        if len(named) == 1:
            return named[0]
    return None
