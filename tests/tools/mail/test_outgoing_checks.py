"""Warnings about a mail that goes out: what they see, and what they leave alone."""

from pathlib import Path

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import letter
from tools.mail.message import Flag, Folder
from tools.mail.outgoing_checks import (
    is_card_number,
    is_iban,
    listed_words,
    misleading_links,
    missing_attachment,
    secrets,
)


def test_a_mail_within_the_company_to_somebody_known_has_no_warning(desk: Desk) -> None:
    assert desk.send(["Ana"]).warnings == ()


def test_a_recipient_who_is_new_is_named(desk: Desk) -> None:
    assert desk.send(["new@example.com", "Ana"]).warnings == ("Never written to before: new@example.com",)


def test_a_recipient_is_no_longer_new_after_the_first_mail(desk: Desk) -> None:
    desk.mailbox.deliver(letter(to="new@example.com"), Folder.SENT, flags=frozenset({Flag.SEEN}))
    assert desk.send(["NEW@example.com"]).warnings == ()


def test_recipients_outside_the_own_domain_are_named(desk: Desk) -> None:
    desk.mailbox.deliver(letter(to="cy@example.org, d@sub.example.com"), Folder.SENT)
    warnings = desk.send(["cy@example.org", "d@sub.example.com"]).warnings
    assert warnings == ("Goes outside example.com: cy@example.org",)


@pytest.mark.parametrize(
    "text",
    [
        "See attached.",
        "I have attached the plan",
        "the attachment has all",
        "Anbei die Liste",
        "enclosed is it",
    ],
)
def test_an_attachment_that_is_only_spoken_of_is_noticed(text: str) -> None:
    assert list(missing_attachment(text, has_files=False))
    assert not list(missing_attachment(text, has_files=True))


@pytest.mark.parametrize("text", ["I'm attached to this idea", "unattached", "detached house"])
def test_other_words_are_no_attachment(text: str) -> None:
    assert not list(missing_attachment(text, has_files=False))


def test_what_is_quoted_in_a_reply_is_not_warned_of(desk: Desk) -> None:
    mail = desk.mailbox.deliver(
        letter(sender="ana@example.com", body="See attached. password: hunter22"), Folder.INBOX
    )
    assert desk.planner.reply(mail.id, "Thanks").warnings == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("card 4111 1111 1111 1111 exp 12/27", "card number"),
        ("5500-0055-5555-5559", "card number"),
        ("pay to DE89 3704 0044 0532 0130 00", "IBAN"),
        ("GB29NWBK60161331926819", "IBAN"),
        ("the password is hunter22", "password"),
        ("Passwort: geheim1", "password"),
        ("AKIAIOSFODNN7EXAMPLE", "Amazon"),
        ("ghp_" + "a1B2" * 10, "GitHub"),
        ("sk-proj-" + "Ab1" * 12, "API key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "private key"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9", "JWT"),
    ],
)
def test_secrets_are_noticed(text: str, what: str) -> None:
    found = list(secrets(text))
    assert len(found) == 1
    assert what in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "call +49 30 1234567 89012 345",
        "order 1234567890123456",
        "tracking 9400 1000 0000 0000 0000 00",
        "https://example.org/4111111111111112",
        "please reset your password today",
        "meet on 2026-03-17 at 10:00-11:00, room 1234",
        "the risk-averse sk-learn users",
        "0000 0000 0000 0000",
    ],
)
def test_other_numbers_and_words_are_no_secret(text: str) -> None:
    assert list(secrets(text)) == []


def test_check_digits() -> None:
    assert is_card_number("378282246310005")
    assert not is_card_number("378282246310006")
    assert is_iban("FR1420041010050500013M02606")
    assert not is_iban("FR1520041010050500013M02606")


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("[www.bank.example](https://evil.example/x)", ("www.bank.example", "evil.example")),
        ('<a href="https://evil.example">https://bank.example/login</a>', ("bank.example", "evil.example")),
        ("[https://bank.example](http://bank.example@evil.example/)", ("bank.example", "evil.example")),
    ],
)
def test_a_link_that_says_another_host_is_noticed(text: str, hosts: tuple[str, str]) -> None:
    assert list(misleading_links(text)) == [f"A link says {hosts[0]} but goes to {hosts[1]}"]


@pytest.mark.parametrize(
    "text",
    [
        "[our site](https://example.org)",
        "[www.example.org](https://example.org/path)",
        "https://example.org and https://example.net",
        '<a href="https://example.org">here</a>',
    ],
)
def test_other_links_are_left_alone(text: str) -> None:
    assert list(misleading_links(text)) == []


def test_ones_own_words_are_found_as_whole_words() -> None:
    assert list(listed_words("The Project X is late.", ("project x", "late fee"))) == [
        "The text has 'project x', which is on your list"
    ]
    assert not list(listed_words("projection xylophone", ("project",)))


def test_ones_own_limits_are_used(desk: Desk) -> None:
    planner = desk.with_rules(words=("merger",), max_chars=50)
    plan = planner.send(["Ana"], "About the merger", "x" * 51)
    assert plan.warnings == ("The text has 'merger', which is on your list", "The text is 51 characters long")


def test_a_file_that_goes_along_silences_the_attachment_warning(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert desk.send(["Ana"], body="See attached.", attachments=[str(tmp_path / "a.txt")]).warnings == ()


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            "https://xn--cme-5cd.example/pay",
            "A link goes to xn--cme-5cd.example, which reads \u0430cme.example",
        ),
        (
            "http://me@\u0430cme.example:80.",
            "A link goes to \u0430cme.example, of which servers are told xn--cme-5cd.example",
        ),
    ],
)
def test_a_link_to_an_encoded_host_says_how_it_reads(desk: Desk, link: str, said: str) -> None:
    assert desk.send(["Ana"], body=f"Look at ({link}) and {link}").warnings == (said,)


def test_links_that_read_as_servers_are_told_are_left_alone(desk: Desk) -> None:
    assert desk.send(["Ana"], body="https://bank.example/xn--x, http://[::1]/ and https://.").warnings == ()
