"""The headers of a mail, read without the parser's opinion of them."""

import re
from datetime import datetime
from email.message import Message

from tools.mail.addresses import Named, named_in
from tools.mail.charsets import eight_bit, header_text, without_controls
from tools.mail.header_dates import date_in

MESSAGE_ID = re.compile(r"<([^<>]*)>")


ONCE = frozenset({"from", "sender", "reply-to"})
"""Who it is from, as RFC 5322 has it once; of several recipients' lines each counts."""


class Headers:
    """What the headers of one mail say; of those that may be there once, the first counts."""

    def __init__(self, mail: Message) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in mail.raw_items():
            self._values.setdefault(name.casefold(), []).append(str(value))

    def text(self, name: str) -> str:
        return header_text(next(iter(self._values.get(name, ())), ""))

    def named(self, name: str) -> Named:
        values = self._values.get(name, ())
        found = named_in(" ".join(without_controls(eight_bit(value)).split()) for value in values)
        if name in ONCE and len(values) > 1:
            each = (named_in([" ".join(without_controls(eight_bit(value)).split())]) for value in values)
            return next((one for one in each if one.addresses), found)
        return found

    def ids(self, name: str) -> tuple[str, ...]:
        """Message-IDs in order, each once, without angle brackets; blanks inside one are its own."""
        raw = without_controls(eight_bit(" ".join(self._values.get(name, ()))))
        found = [" ".join(one.split()) for one in MESSAGE_ID.findall(raw)]
        if not found and name == "message-id":
            found = raw.strip("<> \t\r\n").split()[:1]
        return tuple(dict.fromkeys(filter(None, found)))

    def date(self) -> datetime | None:
        """When it was written, or by which it had arrived; None: the headers don't say."""
        received = [value.rpartition(";")[2] for value in self._values.get("received", ())[:1]]
        found = map(date_in, [*self._values.get("date", ())[:1], *received])
        return next((moment for moment in found if moment), None)
