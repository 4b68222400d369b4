"""What a server is asked for: by the day that a mail was sent, whenever it has arrived."""

from datetime import timedelta

from tests.servers.dovecot import Dovecot
from tests.tools.mail.imap.conftest import account
from tests.tools.mail.imap.other_client import other
from tests.tools.mail.letters import NOW, letter
from tools.mail.imap.criteria import criteria
from tools.mail.imap.server import ImapServer
from tools.mail.store import Query


def test_a_mail_is_found_by_when_it_was_sent_and_not_by_when_it_was_put_there(server: Dovecot) -> None:
    """A mailbox that was moved to a new server arrived on one day, all of it."""
    with other(server) as client:
        for subject, days_ago, arrived_days_ago in (
            ("Old, moved here", 40, 0),
            ("New, put there long ago", 2, 400),
        ):
            arrived = f'"{NOW - timedelta(days=arrived_days_ago):%d-%b-%Y %H:%M:%S} +0000"'
            client.append("INBOX", "", arrived, letter(subject, days_ago=days_ago))
    there = ImapServer(account(server))
    try:
        week = Query(since=NOW - timedelta(days=7), before=NOW)
        found = there.search("INBOX", criteria(week))
        [content] = there.fetch("INBOX", found).found.values()
        assert b"Subject: New, put there long ago" in content
    finally:
        there.close()
