"""Finds the servers of an address: what is known, then what DNS and the domain itself say."""

import ssl

import dns.resolver
import httpx

from tools.accounts.account import Auth
from tools.accounts.autoconfig import from_autoconfig
from tools.accounts.dns_records import from_dns, mail_servers, system_resolver
from tools.accounts.found import Found
from tools.accounts.providers import Provider, provider_behind, provider_of
from tools.accounts.well_known import calendar_url

TIMEOUT_S = 5.0
WELL_KNOWN = "/.well-known/caldav"


class Discovery:
    """Asks DNS and the web; each question has its limit of time, and an answer that fails is none."""

    def __init__(
        self, resolver: dns.resolver.Resolver | None = None, http: httpx.Client | None = None
    ) -> None:
        self._resolver = resolver or system_resolver()
        self._http = http or httpx.Client(timeout=TIMEOUT_S, verify=ssl.create_default_context())

    def provider(self, address: str) -> Provider | None:
        """The large provider that keeps the mails of this address."""
        domain = domain_of(address)
        if known := provider_of(domain):
            return known
        behind = (provider_behind(host) for host in mail_servers(domain, self._resolver))
        return next((provider for provider in behind if provider), None)

    def servers_of(self, address: str, auth: Auth = Auth.PASSWORD) -> Found:
        """All that can be found out, the surest first; what is known of a large provider is all of it."""
        if provider := self.provider(address):
            return provider.servers_of(address, auth)
        domain = domain_of(address)
        found = from_autoconfig(address, self._http)
        # What the domain itself says over TLS is proven; of DNS only what is missing is taken.
        named = from_dns(domain, self._resolver)
        if found.imap or found.smtp:
            named = named.model_copy(update={"imap": None, "smtp": None})
        own = calendar_url(f"https://{domain}{WELL_KNOWN}", self._http)
        if own:
            named = named.model_copy(update={"caldav_url": ""})
            found = found.filled_from(Found(caldav_url=own, source=f"https://{domain}{WELL_KNOWN}"))
        found = found.filled_from(only_used(named))
        if found.caldav_url.endswith(WELL_KNOWN):
            found = found.model_copy(update={"caldav_url": calendar_url(found.caldav_url, self._http)})
        return found

    def close(self) -> None:
        self._http.close()


def only_used(named: Found) -> Found:
    """`named` with doubts only about what is in it."""
    if named.is_empty:
        return Found()
    hosts = {server.host for server in (named.imap, named.smtp) if server}
    if named.caldav_url:
        hosts.add(httpx.URL(named.caldav_url).host)
    return named.model_copy(update={"unproven": tuple(host for host in named.unproven if host in hosts)})


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].casefold()
