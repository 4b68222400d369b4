"""Where a host says that its calendars are (RFC 6764, 5)."""

from urllib.parse import urljoin

import httpx

HOPS = 5
IS_THERE = frozenset({200, 204, 207, 401, 403, 405})


def calendar_url(url: str, http: httpx.Client) -> str:
    """The address that `url`, such as https://example.com/.well-known/caldav, leads to; empty: nowhere.

    Redirects are followed as far as they are protected.
    """
    for _ in range(HOPS):
        try:
            response = http.request("PROPFIND", url, headers={"Depth": "0"}, follow_redirects=False)
        except (httpx.HTTPError, httpx.InvalidURL):
            return ""
        if not response.is_redirect:
            return url if response.status_code in IS_THERE and is_dav(response, url) else ""
        url = urljoin(url, response.headers.get("location", ""))
        if not url.startswith("https://"):
            return ""
    return ""


def is_dav(response: httpx.Response, url: str) -> bool:
    """A web site that answers everything with its home page has no calendars."""
    page = response.headers.get("content-type", "").startswith("text/html")
    return response.status_code in (207, 401) or (not page and not url.endswith("/.well-known/caldav"))
