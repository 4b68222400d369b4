"""What DNS says about the servers of a domain (RFC 6186, 6764, 8314)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.resolver

from tools.accounts.account import Endpoint
from tools.accounts.found import Found
from tools.mail.transport import Security

TIMEOUT_S = 5.0
IMAP = (("_imaps._tcp", Security.TLS), ("_imap._tcp", Security.STARTTLS))
SUBMISSION = (("_submissions._tcp", Security.TLS), ("_submission._tcp", Security.STARTTLS))
CALDAV = "_caldavs._tcp"


@dataclass(frozen=True, slots=True)
class Target:
    """A machine that offers a service."""

    host: str
    port: int


def system_resolver() -> dns.resolver.Resolver:
    """The resolver of this machine, with a limit on how long an answer may take."""
    resolver = dns.resolver.Resolver()
    resolver.lifetime = TIMEOUT_S
    return resolver


def from_dns(domain: str, resolver: dns.resolver.Resolver) -> Found:
    """The servers that the records of `domain` name; none where there are none, or nobody answers."""
    imap = first_endpoint(domain, IMAP, resolver)
    smtp = first_endpoint(domain, SUBMISSION, resolver)
    calendar = best_target(CALDAV, domain, resolver)
    url = ""
    if calendar:
        port = "" if calendar.port == 443 else f":{calendar.port}"
        path = calendar_path(domain, resolver) or "/.well-known/caldav"
        url = f"https://{calendar.host}{port}{path}"
    hosts = [server.host for server in (imap, smtp, calendar) if server]
    unproven = tuple(dict.fromkeys(host for host in hosts if not is_within(host, domain)))
    return Found(
        caldav_url=url, imap=imap, smtp=smtp, source=f"DNS of {domain}" if hosts else "", unproven=unproven
    )


def mail_servers(domain: str, resolver: dns.resolver.Resolver) -> tuple[str, ...]:
    """The machines that take mail for `domain` (MX), the preferred one first."""
    found = sorted((record.preference, str(record.exchange)) for record in records(domain, "MX", resolver))
    return tuple(host.rstrip(".") for _, host in found)


def first_endpoint(
    domain: str, services: tuple[tuple[str, Security], ...], resolver: dns.resolver.Resolver
) -> Endpoint | None:
    for service, security in services:
        if target := best_target(service, domain, resolver):
            return Endpoint(host=target.host, port=target.port, security=security)
    return None


def best_target(service: str, domain: str, resolver: dns.resolver.Resolver) -> Target | None:
    """The machine with the lowest priority and the greatest weight; a target of "." says there is none."""
    found = sorted(
        (record.priority, -record.weight, str(record.target).rstrip("."), record.port)
        for record in records(f"{service}.{domain}", "SRV", resolver)
    )
    return Target(found[0][2], found[0][3]) if found and found[0][2] else None


def calendar_path(domain: str, resolver: dns.resolver.Resolver) -> str:
    """The path of the TXT record beside the SRV record."""
    for record in records(f"{CALDAV}.{domain}", "TXT", resolver):
        text = b"".join(record.strings).decode("utf-8", "replace")
        if text.startswith("path=/"):
            return text.removeprefix("path=")
    return ""


def records(name: str, kind: str, resolver: dns.resolver.Resolver) -> Iterator[Any]:
    # Any: the library makes a class for each kind of record, with attributes of its own.
    try:
        yield from resolver.resolve(name, kind)
    except (dns.exception.DNSException, OSError):
        # No such record, or nobody to ask: for a search it is the same.
        return


def is_within(host: str, domain: str) -> bool:
    name, parent = host.rstrip(".").casefold(), domain.casefold()
    return name == parent or name.endswith(f".{parent}")
