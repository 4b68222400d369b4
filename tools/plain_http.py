"""Addresses whose connections others can read on the way."""


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine itself: what is sent there doesn't leave it."""
    if host.casefold() == "localhost":
        return True
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def readable_host(address: str) -> str:
    """The other machine that a plain `http` address leads to; empty: it is encrypted, or this machine."""
    if not address.strip().casefold().startswith("http:"):
        return ""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(address.strip()).hostname or ""
    except ValueError:  # no address at all: whoever connects to it will say so
        return ""
    return "" if is_loopback(host) else host
