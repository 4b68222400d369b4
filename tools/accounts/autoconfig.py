"""What a provider tells mail programs about its servers: the file that Thunderbird asks for."""

from urllib.parse import quote
from xml.etree import ElementTree

import httpx

from tools.accounts.account import Endpoint
from tools.accounts.found import Found
from tools.mail.transport import Security

SECURITY = {"SSL": Security.TLS, "STARTTLS": Security.STARTTLS}
MOST_BYTES = 100_000


def from_autoconfig(address: str, http: httpx.Client) -> Found:
    """The servers in the file of the address's domain; none where there is no such file.

    Only asked over TLS, so it is the domain itself that says so.
    """
    domain = address.rpartition("@")[2]
    for url in (
        f"https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={quote(address)}",
        f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    ):
        if (found := servers_in(fetched(url, http), address)) and not found.is_empty:
            return found.model_copy(update={"source": f"autoconfig of {domain}"})
    return Found()


def fetched(url: str, http: httpx.Client) -> bytes:
    try:
        response = http.get(url)
    except httpx.HTTPError:
        return b""
    is_xml = response.status_code == 200 and len(response.content) <= MOST_BYTES
    return response.content if is_xml and response.url.scheme == "https" else b""


def servers_in(content: bytes, address: str) -> Found:
    # Entities could make a small file very large; no file of this kind needs them.
    if not content or b"<!ENTITY" in content:
        return Found()
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return Found()
    imap = root.find(".//incomingServer[@type='imap']")
    smtp = root.find(".//outgoingServer[@type='smtp']")
    user = imap.findtext("username", "") if imap is not None else ""
    filled = filled_in(user, address)
    return Found(
        imap=endpoint(imap, address), smtp=endpoint(smtp, address), user="" if filled == address else filled
    )


def endpoint(server: ElementTree.Element | None, address: str) -> Endpoint | None:
    """The server, if the connection to it is protected."""
    if server is None:
        return None
    security = SECURITY.get(server.findtext("socketType", "").strip())
    host = filled_in(server.findtext("hostname", ""), address)
    port = server.findtext("port", "").strip()
    if not (security and host and port.isdigit() and 0 < int(port) < 65_536):
        return None
    return Endpoint(host=host, port=int(port), security=security)


def filled_in(text: str, address: str) -> str:
    local, _, domain = address.rpartition("@")
    values = {"%EMAILADDRESS%": address, "%EMAILLOCALPART%": local, "%EMAILDOMAIN%": domain}
    for name, value in values.items():
        text = text.replace(name, value)
    return text.strip()
