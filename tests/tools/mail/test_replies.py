"""Replies and forwarded mails: subject, recipients, conversation, quoted text."""

import pytest

from tests.tools.mail.letters import ZONE, letter
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Folder, Message
from tools.mail.replies import (
    answering,
    forward_subject,
    forwarded,
    quoted,
    references,
    reply_recipients,
    reply_subject,
)
from tools.people.contacts import Address
from tools.people.owner import Owner

ME = Owner.of(Address("Me", "me@example.com"))


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Plan", "Re: Plan"),
        ("Re: Plan", "Re: Plan"),
        ("RE: re: AW: Plan", "Re: Plan"),
        ("Re[2]: Plan", "Re: Plan"),
        ("Fwd: Plan", "Re: Fwd: Plan"),
        ("Report: figures", "Re: Report: figures"),
        ("Regarding lunch", "Re: Regarding lunch"),
        ("", "Re:"),
    ],
)
def test_a_reply_has_one_re(subject: str, reply: str) -> None:
    assert reply_subject(subject) == reply


@pytest.mark.parametrize(
    ("subject", "forward"),
    [
        ("Plan", "Fwd: Plan"),
        ("FW: Plan", "Fwd: Plan"),
        ("Fwd: WG: Plan", "Fwd: Plan"),
        ("Re: Plan", "Fwd: Re: Plan"),
    ],
)
def test_a_forwarded_mail_has_one_fwd(subject: str, forward: str) -> None:
    assert forward_subject(subject) == forward


def arrived(mailbox: MaildirStore, **headers: str) -> Message:
    content = letter(**{"to": "Me <me@example.com>", **headers})  # type: ignore[arg-type]  # headers are text
    return mailbox.read(mailbox.deliver(content, Folder.INBOX).id)


def emails(addresses: tuple[Address, ...]) -> list[str]:
    return [address.email for address in addresses]


def test_a_reply_goes_to_the_sender_alone(mailbox: MaildirStore) -> None:
    mail = arrived(mailbox, Cc="ben@example.org")
    to, cc = reply_recipients(mail, ME, everyone=False)
    assert (emails(to), cc) == (["ana@example.org"], ())


def test_a_mail_that_names_no_sender_is_answered_to_nobody(mailbox: MaildirStore) -> None:
    unknown = letter("Hello").replace(b"Ana Lima <ana@example.org>", b"Somebody <>")
    mail = mailbox.read(mailbox.deliver(unknown, Folder.INBOX).id)
    assert reply_recipients(mail, ME, everyone=False) == ((), ())


def test_reply_to_comes_before_the_sender(mailbox: MaildirStore) -> None:
    mail = arrived(mailbox, Reply_To="list@example.org, Ana <ana@home.example>")
    assert emails(reply_recipients(mail, ME, everyone=False)[0]) == ["list@example.org", "ana@home.example"]


def test_a_reply_to_all_leaves_out_oneself_and_names_everybody_once(mailbox: MaildirStore) -> None:
    mail = arrived(
        mailbox, to="ME@example.com, Ben <ben@example.org>, ana@example.org", Cc="cy@x.org, BEN@example.org"
    )
    to, cc = reply_recipients(mail, ME, everyone=True)
    assert (emails(to), emails(cc)) == (["ana@example.org"], ["ben@example.org", "cy@x.org"])


def test_a_reply_to_ones_own_mail_goes_to_those_it_went_to(mailbox: MaildirStore) -> None:
    mail = arrived(
        mailbox, sender="Me <me@example.com>", to="ana@example.org", Cc="ben@example.org, me@example.com"
    )
    to, cc = reply_recipients(mail, ME, everyone=True)
    assert (emails(to), emails(cc)) == (["ana@example.org"], ["ben@example.org"])


def test_a_mail_to_oneself_can_be_answered(mailbox: MaildirStore) -> None:
    mail = arrived(mailbox, sender="Me <me@example.com>", to="me@example.com")
    assert emails(reply_recipients(mail, ME, everyone=True)[0]) == ["me@example.com"]


def test_references_continue_the_conversation(mailbox: MaildirStore) -> None:
    assert references(arrived(mailbox, name="a")) == ("a@example.org",)
    with_both = arrived(mailbox, name="c", In_Reply_To="<b@x>", References="<a@x> <b@x>")
    assert references(with_both) == ("a@x", "b@x", "c@example.org")
    assert references(arrived(mailbox, name="d", In_Reply_To="<b@x>")) == ("b@x", "d@example.org")
    assert references(arrived(mailbox, name="e", In_Reply_To="<a@x> <b@x>")) == ("e@example.org",)


def test_the_quoted_text_says_who_wrote_it_and_when(mailbox: MaildirStore) -> None:
    mail = arrived(mailbox, body="One\n\n> earlier\nTwo")
    assert quoted(mail, ZONE) == (
        "On Mon, 16 Mar 2026 at 09:30, Ana Lima wrote:\n> One\n>\n>> earlier\n> Two"
    )


def test_a_forwarded_text_stands_under_its_headers(mailbox: MaildirStore) -> None:
    mail = arrived(mailbox, subject="Plan", body="One", Cc="ben@example.org")
    assert forwarded(mail, ZONE).splitlines() == [
        "---------- Forwarded message ----------",
        "From: Ana Lima <ana@example.org>",
        "Date: Mon, 16 Mar 2026 at 09:30",
        "Subject: Plan",
        "To: Me <me@example.com>",
        "Cc: ben@example.org",
        "",
        "One",
    ]


US = Owner.of(
    Address("Me", "me@example.com"), Address("Me", "info@example.com"), Address("Me", "me@home.example")
)


@pytest.mark.parametrize(
    ("headers", "to"),
    [
        # A contact form writes in its owner's name.
        ({"sender": "Shop <me@example.com>", "Reply_To": "Kim <kim@x.org>"}, ["kim@x.org"]),
        ({"sender": "me@home.example", "Reply_To": "info@example.com, kim@x.org"}, ["kim@x.org"]),
        # Answers that would come back to us alone go to who wrote.
        ({"sender": "ana@x.org", "Reply_To": "me@example.com"}, ["ana@x.org"]),
        # Written by one of our accounts: to whom it went.
        ({"sender": "info@example.com", "to": "ben@x.org", "Cc": "me@example.com"}, ["ben@x.org"]),
        ({"sender": "me@example.com", "to": "info@example.com", "Cc": "ben@x.org"}, ["ben@x.org"]),
        ({"sender": "me@example.com", "to": "info@example.com"}, ["info@example.com"]),
        ({"sender": "me+shop@example.com", "to": "ben@x.org"}, ["ben@x.org"]),
        # All who wrote it.
        ({"sender": "ana@x.org, ben@x.org", "Sender": "ana@x.org"}, ["ana@x.org", "ben@x.org"]),
        ({"sender": "ana@x.org, me@example.com"}, ["ana@x.org"]),
    ],
)
def test_a_reply_goes_to_other_people_wherever_any_are_named(
    mailbox: MaildirStore, headers: dict[str, str], to: list[str]
) -> None:
    assert emails(reply_recipients(arrived(mailbox, **headers), US, everyone=False)[0]) == to


def test_a_reply_to_all_leaves_out_every_address_of_ones_own(mailbox: MaildirStore) -> None:
    mail = arrived(
        mailbox, to="info@example.com, me+list@example.com, ben@x.org", Cc="ME@HOME.example, cy@x.org"
    )
    to, cc = reply_recipients(mail, US, everyone=True)
    assert (emails(to), emails(cc)) == (["ana@example.org"], ["ben@x.org", "cy@x.org"])


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({"to": "info@example.com"}, "info@example.com"),
        ({"to": "me+shop@example.com"}, "me+shop@example.com"),
        ({"to": "info@example.com, me@example.com"}, "me@example.com"),
        ({"to": "ben@x.org", "Cc": "Info@Example.com"}, "info@example.com"),
        ({"to": "list@x.org"}, "me@example.com"),
        ({"sender": "info@example.com", "to": "ben@x.org"}, "info@example.com"),
    ],
)
def test_a_mail_is_answered_from_the_address_that_it_came_to(
    mailbox: MaildirStore, headers: dict[str, str], sender: str
) -> None:
    assert answering(arrived(mailbox, **headers), US).email == sender


def test_domains_that_fold_to_the_same_letters_are_two(mailbox: MaildirStore) -> None:
    content = letter().replace(b"Me <me@example.com>", "a@groß.example, a@gross.example".encode())
    mail = mailbox.read(mailbox.deliver(content, Folder.INBOX).id)
    _, cc = reply_recipients(mail, ME, everyone=True)
    assert emails(cc) == ["a@groß.example", "a@gross.example"]


DEV = "dev@lists.example.org"
LIST = {"List_Post": "<mailto:dev@lists.example.org>", "to": "dev@lists.example.org, Cy <cy@example.org>"}


@pytest.mark.parametrize(
    ("headers", "to", "cc"),
    [
        (LIST, [DEV], ["ana@example.org", "cy@example.org"]),
        ({**LIST, "List_Post": "NO"}, ["ana@example.org"], [DEV, "cy@example.org"]),
        # Whom it was blindly copied to by the list: the list is not among those whom it names.
        ({**LIST, "to": "me@example.com"}, [DEV], ["ana@example.org"]),
        ({**LIST, "Mail_Followup_To": f"{DEV}, me@example.com"}, [DEV], []),
        ({**LIST, "Mail_Followup_To": "me@example.com"}, [DEV], ["ana@example.org", "cy@example.org"]),
        ({"Mail_Followup_To": "Ana <ana@work.example>"}, ["ana@work.example"], []),
    ],
)  # fmt: skip
def test_an_answer_to_all_goes_where_the_list_wants_it(
    mailbox: MaildirStore, headers: dict[str, str], to: list[str], cc: list[str]
) -> None:
    found = reply_recipients(arrived(mailbox, **headers), ME, everyone=True)
    assert [emails(addresses) for addresses in found] == [to, cc]


@pytest.mark.parametrize("further", [{}, {"Mail_Followup_To": "dev@lists.example.org"}])
def test_an_answer_to_who_wrote_on_a_list_goes_to_nobody_else(
    mailbox: MaildirStore, further: dict[str, str]
) -> None:
    to, cc = reply_recipients(arrived(mailbox, **LIST, **further), ME, everyone=False)
    assert (emails(to), cc) == (["ana@example.org"], ())
