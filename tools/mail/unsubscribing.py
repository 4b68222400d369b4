"""Leaving a mailing list the way that its mails name (RFC 8058 by one request, RFC 2369 by mail)."""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

from tools.effects.plan import UNMARKED, CannotAskError, Intent, Marks, Plan, Receipt
from tools.errors import FinalError, PassingError, ToolError
from tools.mail.addresses import label
from tools.mail.finding import find_mail
from tools.mail.headers import Headers
from tools.mail.message import Envelope
from tools.mail.payloads import Outgoing, Unsubscribing
from tools.mail.planning import MailPlanner, body_text, one_line
from tools.mail.previews import named_mail
from tools.mail.structure import headers_of
from tools.people.contacts import Address

UNSUBSCRIBE = "mail.unsubscribe"
ONE_CLICK = "List-Unsubscribe=One-Click"
WAY = re.compile(r"<\s*([^<>]+?)\s*>")
WAIT_S = 20.0
LONGEST = 2_000
UNDONE = "A list can be joined again only by its own means."


@dataclass(frozen=True)
class Ways:
    """How one can leave a list, as a mail of it says."""

    one_click: str = ""
    """An address that takes the wish by one request."""
    address: str = ""
    """A `mailto:` address."""
    page: str = ""
    """A page on which a person has to do the rest."""


@dataclass(frozen=True)
class UnsubscribingPlanner:
    """Plans leaving a list; nothing is sent by it."""

    mails: MailPlanner

    def leave(self, email_id: str) -> Plan:
        """
        Raises:
            ToolError: the mail names no way, or only a page for a person; the message has its address.
        """
        mail = find_mail(self.mails.mailbox, email_id)
        ways = ways_of(self.mails.mailbox.content(mail.id))
        if ways.one_click:
            return self._by_request(mail, ways.one_click)
        if ways.address:
            return self._by_mail(mail, ways.address)
        if ways.page:
            raise ToolError(f"{label(mail.sender)} lets nobody leave but on its own page: {ways.page}")
        raise ToolError(
            f"{mail.subject!r} names no way to unsubscribe; its mails can be moved to junk or deleted"
        )

    def _by_request(self, mail: Envelope, url: str) -> Plan:
        host = urlsplit(url).hostname or ""
        return Plan(
            kind=UNSUBSCRIBE,
            args={"email_id": mail.id},
            summary=f"Unsubscribe from {label(mail.sender)}, at {host}",
            preview={"type": "unsubscribe", "mail": named_mail(mail), "address": url, "sends": ONE_CLICK},
            payload=Unsubscribing(url=url, sender=label(mail.sender)).as_json(),
            destination=f"web:{host}",
            undo_note=UNDONE,
        )

    def _by_mail(self, mail: Envelope, way: str) -> Plan:
        parts = urlsplit(way)
        given = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
        outgoing = Outgoing(
            sender=self.mails.me,
            to=(Address("", unquote(parts.path)),),
            subject=one_line(given.get("subject", "unsubscribe").replace("\n", " ")),
            body=body_text(given.get("body", "unsubscribe")),
        )
        args = {"email_id": mail.id}
        summary = f"Unsubscribe from {label(mail.sender)}, by a mail to {outgoing.to[0].email}"
        return self.mails.sending(args, outgoing, summary, unsubscribes=mail)


def ways_of(content: bytes) -> Ways:
    """The ways that the headers of a mail name; the first of each kind counts."""
    headers = Headers(headers_of(content))
    named_ways = [way for way in WAY.findall(headers.text("list-unsubscribe")) if len(way) <= LONGEST]
    web = next(_web(named_ways), "")
    one_click = headers.text("list-unsubscribe-post").replace(" ", "").lower() == ONE_CLICK.lower()
    by_mail = next((way for way in named_ways if way.lower().startswith("mailto:") and "@" in way), "")
    return Ways(web if one_click else "", by_mail, web)


def _web(ways: list[str]) -> Iterator[str]:
    for way in ways:
        try:
            parts = urlsplit(way)
            plain = parts.scheme.lower() == "https" and parts.hostname and not parts.username
        except ValueError:
            continue
        if plain and parts.port in (None, 443) and way.isascii() and way.isprintable():
            yield way


def is_public(host: str) -> bool:
    """Whether `host` is out in the world, and not in this machine or the network around it.

    Raises:
        PassingError: its name leads nowhere at the moment.
    """
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise PassingError(f"{host} can't be found: {error}") from error
    return all(ipaddress.ip_address(str(place[4][0]).partition("%")[0]).is_global for place in found)


def post(url: str, allowed: Callable[[str], bool] = is_public) -> int:
    """Send the one request; the status of the answer. No redirect is followed, and nothing else is told.

    Raises:
        FinalError: the address is none out in the world; nothing was sent.
        PassingError: the server can't be reached.
    """
    import httpx

    host = urlsplit(url).hostname or ""
    if not allowed(host):
        raise FinalError(f"{host} is in this network, where no list is left; nothing was sent")
    try:
        with httpx.Client(timeout=WAIT_S, follow_redirects=False, trust_env=False) as client:
            answer = client.post(
                url,
                content=ONE_CLICK,
                headers={"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "unsubscribe"},
            )
            return answer.status_code
    except httpx.ConnectError as error:
        raise PassingError(f"{host} can't be reached") from error
    except httpx.HTTPError as error:
        raise PassingError(f"{host} has not answered", uncertain=True) from error


class UnsubscribingExecutor:
    """An `Executor` that sends the one request; whether it has counted, nobody can be asked."""

    kinds = (UNSUBSCRIBE,)

    def __init__(self, send: Callable[[str], int] = post) -> None:
        self._send = send

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:  # noqa: ARG002 - as `Executor`
        """What is posted."""
        return ONE_CLICK.encode()

    def act(self, intent: Intent) -> Receipt:
        return self.carry_out(intent, UNMARKED)

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        """
        Raises:
            FinalError: the server refuses. PassingError: it can't be reached, or has trouble of its own.
        """
        wish = Unsubscribing.model_validate(intent.plan.payload)
        if "status" in intent.progress:
            return _receipt(wish)
        marks.handing_over()
        status = self._send(wish.url)
        marks.answered({"status": status} if status < 300 else {})
        host = urlsplit(wish.url).hostname
        if status >= 500:
            raise PassingError(f"{host} has trouble of its own ({status})")
        if status >= 300:
            raise FinalError(f"{host} does not take it ({status}); the page is {wish.url}")
        return _receipt(wish)

    def find(self, intent: Intent) -> Receipt | None:
        """
        Raises:
            CannotAskError: no answer was heard: only the list knows.
        """
        wish = Unsubscribing.model_validate(intent.plan.payload)
        if "status" in intent.progress:
            return _receipt(wish)
        raise CannotAskError(intent.plan.destination)

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:  # noqa: ARG002 - as `Executor`
        """
        Raises:
            FinalError: always.
        """
        raise FinalError(UNDONE)


def _receipt(wish: Unsubscribing) -> Receipt:
    return Receipt(text=f"Asked {wish.sender} to send no more of it; it may take some days.")
