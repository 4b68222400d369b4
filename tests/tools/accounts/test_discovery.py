"""The servers of an address are found by what is known, by the domain's own word, and by DNS."""

import pytest

from tests.tools.accounts.conftest import Names, Web
from tools.accounts.account import Auth, Endpoint
from tools.accounts.discovery import Discovery
from tools.accounts.providers import oauth_provider, provider_of, providers
from tools.errors import InputError

AUTOCONFIG = b"""<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1"><emailProvider id="example.com"><domain>example.com</domain>
<incomingServer type="pop3"><hostname>pop.example.com</hostname><port>995</port><socketType>SSL</socketType>
</incomingServer>
<incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port>
<socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.example.com</hostname><port>587</port>
<socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>
</emailProvider></clientConfig>"""


@pytest.fixture
def discovery(names: Names, web: Web):
    found = Discovery(names.resolver(), web.client())
    yield found
    found.close()


def server(text: str) -> Endpoint:
    where, security = text.split(" ")
    host, port = where.split(":")
    return Endpoint(host=host, port=int(port), security=security)


@pytest.mark.parametrize(
    ("address", "name", "imap", "caldav"),
    [
        (
            "sam@gmail.com",
            "Google",
            "imap.gmail.com",
            "https://www.google.com/calendar/dav/sam@gmail.com/user/",
        ),
        ("sam@ICLOUD.com", "iCloud", "imap.mail.me.com", "https://caldav.icloud.com/"),
        ("sam@gmx.de", "GMX", "imap.gmx.net", "https://caldav.gmx.net/"),
        ("sam@outlook.com", "Microsoft", "outlook.office365.com", ""),
    ],
)
def test_large_providers_are_known_and_nobody_is_asked(discovery, web, address, name, imap, caldav):
    found = discovery.servers_of(address)
    assert (found.source, found.imap.host, found.caldav_url) == (name, imap, caldav)
    assert found.advice.count("https://") == 1 and web.asked == []


def test_a_domain_whose_mail_a_large_provider_takes_is_that_providers(discovery, names):
    names.records["example.com", "MX"] = [
        "10 in2-smtp.messagingengine.com.",
        "5 in1-smtp.messagingengine.com.",
    ]
    assert discovery.provider("sam@example.com").name == "Fastmail"
    found = discovery.servers_of("sam@example.com")
    assert found.caldav_url == "https://caldav.fastmail.com/dav/principals/user/sam@example.com/"


def test_with_oauth_google_has_another_calendar_address(discovery):
    found = discovery.servers_of("sam@gmail.com", Auth.XOAUTH2)
    assert found.caldav_url == "https://apidata.googleusercontent.com/caldav/v2/sam@gmail.com/user/"


def test_srv_records_name_servers_and_the_calendars_path(discovery, names):
    names.records |= {
        ("_imaps._tcp.example.com", "SRV"): ["10 1 993 second.example.com.", "5 1 993 mail.example.com."],
        ("_submission._tcp.example.com", "SRV"): ["0 1 587 mail.example.com."],
        ("_caldavs._tcp.example.com", "SRV"): ["0 1 8443 cal.example.com."],
        ("_caldavs._tcp.example.com", "TXT"): ['"path=/dav/"'],
    }
    found = discovery.servers_of("sam@example.com")
    assert found.imap == server("mail.example.com:993 tls")
    assert found.smtp == server("mail.example.com:587 starttls")
    assert found.caldav_url == "https://cal.example.com:8443/dav/"
    assert found.unproven == ()


def test_a_record_that_says_there_is_no_such_service_is_believed(discovery, names):
    names.records["_imaps._tcp.example.com", "SRV"] = ["0 0 0 ."]
    names.records["_imap._tcp.example.com", "SRV"] = ["0 1 143 mail.example.com."]
    assert discovery.servers_of("sam@example.com").imap == server("mail.example.com:143 starttls")


def test_a_machine_of_another_domain_that_only_dns_names_is_doubted(discovery, names):
    names.records["_imaps._tcp.example.com", "SRV"] = ["0 1 993 imap.hoster.example."]
    assert discovery.servers_of("sam@example.com").unproven == ("imap.hoster.example",)


def test_autoconfig_goes_before_dns_and_fills_in_the_user_name(discovery, names, web):
    web.pages["autoconfig.example.com", "/mail/config-v1.1.xml"] = (200, {}, AUTOCONFIG)
    names.records["_imaps._tcp.example.com", "SRV"] = ["0 1 993 imap.hoster.example."]
    found = discovery.servers_of("sam@example.com")
    assert found.imap == server("imap.example.com:993 tls")
    assert found.smtp == server("smtp.example.com:587 starttls")
    assert (found.user, found.unproven) == ("sam", ())


def test_autoconfig_may_be_in_a_well_known_place(discovery, web):
    path = "/.well-known/autoconfig/mail/config-v1.1.xml"
    web.pages["example.com", path] = (200, {}, AUTOCONFIG)
    assert discovery.servers_of("sam@example.com").imap.host == "imap.example.com"


@pytest.mark.parametrize(
    "content",
    [
        b"<html>Welcome</html>",
        b"no xml",
        AUTOCONFIG.replace(b"SSL<", b"plain<").replace(b"STARTTLS", b"plain"),
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + AUTOCONFIG.partition(b"?>")[2],
    ],
    ids=["a page", "no xml", "unprotected", "entities"],
)
def test_an_autoconfig_that_is_none_or_not_safe_is_left_alone(discovery, web, content):
    web.pages["autoconfig.example.com", "/mail/config-v1.1.xml"] = (200, {}, content)
    assert discovery.servers_of("sam@example.com").is_empty


def test_well_known_leads_to_the_calendars_over_redirects(discovery, web):
    web.pages["example.com", "/.well-known/caldav"] = (301, {"Location": "https://dav.example.com/"}, b"")
    web.pages["dav.example.com", "/"] = (302, {"Location": "/remote.php/dav/"}, b"")
    web.pages["dav.example.com", "/remote.php/dav/"] = (401, {}, b"")
    assert discovery.servers_of("sam@example.com").caldav_url == "https://dav.example.com/remote.php/dav/"


@pytest.mark.parametrize(
    "answer",
    [
        (301, {"Location": "http://dav.example.com/"}, b""),
        (301, {"Location": "/.well-known/caldav"}, b""),
        (200, {"Content-Type": "text/html"}, b"Welcome"),
        (500, {}, b""),
    ],
    ids=["unprotected", "in a circle", "a page", "an error"],
)
def test_well_known_that_leads_nowhere_is_no_calendar(discovery, web, answer):
    web.pages["example.com", "/.well-known/caldav"] = answer
    assert discovery.servers_of("sam@example.com").caldav_url == ""


def test_nobody_answers_and_nothing_is_found(names, web):
    names.silent = True
    resolver = names.resolver()
    resolver.lifetime = 0.05
    discovery = Discovery(resolver, web.client())
    assert discovery.servers_of("sam@example.com").is_empty
    discovery.close()


def test_every_provider_says_how_to_get_in():
    assert len(providers()) >= 12
    for one in providers():
        assert one.help and one.link.startswith("https://"), one.key
        for server in (one.imap, one.smtp):
            assert server is None or server.security != "plain", one.key
        assert one.caldav.startswith("https://") or not one.caldav
    assert provider_of("example.com") is None
    with pytest.raises(InputError, match="google, microsoft"):
        oauth_provider("fastmail")
