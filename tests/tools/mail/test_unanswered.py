"""Who waits for whose answer, by what mails say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Flag
from tools.mail.unanswered import Waits, question_in, unanswered
from tools.people.contacts import Address
from tools.people.owner import Owner

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
ME = Owner.of(Address("Sam", "sam@home.example"), Address("Sam", "sam@work.example"))


class Post:
    """A mailbox that mails are put into, an hour apart."""

    def __init__(self, root: Path) -> None:
        self.store = MaildirStore(root)
        self._count = 0

    def put(
        self, sender: str, to: str, body: str, *, answers: int = 0, head: str = "", seen: bool = False
    ) -> int:
        self._count += 1
        at = NOW - timedelta(days=3) + timedelta(hours=self._count)
        reply = f"In-Reply-To: <{answers}@x>\r\nReferences: <{answers}@x>\r\n" if answers else ""
        text = (
            f"From: {sender}\r\nTo: {to}\r\nSubject: S{answers or self._count}\r\n"
            f"Message-ID: <{self._count}@x>\r\nDate: {at:%a, %d %b %Y %H:%M:%S +0000}\r\n"
            f"{reply}{head}\r\n{body}\r\n"
        )
        folder = "sent" if sender.startswith("sam") else "inbox"
        flags = frozenset({Flag.REPLIED}) if seen else frozenset()
        self.store.deliver(text.encode(), folder, flags=flags, received=at)
        return self._count

    def waits(self, days: int = 14) -> Waits:
        return unanswered(self.store, ME, since=NOW - timedelta(days=days), until=NOW)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    made = Post(tmp_path / "mail")
    yield made
    made.store.close()


def test_a_question_to_me_waits_until_i_have_answered(post):
    asked = post.put("ana@x.example", "sam@home.example", "Hello,\n\ncan we meet at four?\n\nAna")
    (one,) = post.waits().for_me
    assert one.why == "can we meet at four?"
    post.put("sam@home.example", "ana@x.example", "Yes.", answers=asked)
    assert post.waits() == Waits((), (), complete=True)


def test_an_answer_from_another_of_my_addresses_is_one(post):
    asked = post.put("ana@x.example", "sam@work.example", "Is it done?")
    post.put("sam@work.example", "ana@x.example", "Yes.", answers=asked)
    assert post.waits().for_me == ()


def test_what_another_program_has_answered_waits_no_more(post):
    post.put("ana@x.example", "sam@home.example", "Is it done?", seen=True)
    assert post.waits().for_me == ()


def test_a_question_of_mine_waits_for_others_until_one_of_them_writes(post):
    asked = post.put("sam@home.example", "ana@x.example, ben@x.example", "Could you send me the figures?")
    (one,) = post.waits().for_others
    assert one.why == "Could you send me the figures?"
    post.put("ben@x.example", "sam@home.example", "Here they are.", answers=asked)
    assert post.waits() == Waits((), (), complete=True)


def test_a_word_after_the_question_does_not_answer_it(post):
    asked = post.put("ana@x.example", "sam@home.example", "Which of the two do you like?")
    post.put("ana@x.example", "sam@home.example", "I forgot the picture.", answers=asked)
    assert [one.why for one in post.waits().for_me] == ["Which of the two do you like?"]


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied\r\n",
        "Precedence: bulk\r\n",
        "List-Id: <news.x.example>\r\n",
        "List-Unsubscribe: <https://x.example/u>\r\n",
    ],
)
def test_what_a_program_or_a_list_asks_waits_for_nobody(post, head):
    post.put("ana@x.example", "sam@home.example", "Any questions?", head=head)
    assert post.waits().for_me == ()


@pytest.mark.parametrize("sender", ["no-reply@x.example", "donotreply@x.example", "MAILER-DAEMON@x.example"])
def test_an_address_that_nobody_reads_waits_for_nobody(post, sender):
    post.put(sender, "sam@home.example", "Forgot your password?")
    assert post.waits().for_me == ()


def test_who_is_only_in_copy_is_not_waited_for(post):
    post.put("ana@x.example", "ben@x.example", "Can you come?", head="Cc: sam@home.example\r\n")
    assert post.waits().for_me == ()


def test_what_is_older_is_not_looked_at(post):
    post.put("ana@x.example", "sam@home.example", "Can we meet?")
    assert post.waits(days=1).for_me == ()


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("Fine with me.\n\n> Can we meet at four?", ""),
        ("On Monday, Ana wrote:\n> Why?\n\nBecause of that.", ""),
        ("Thanks!\n-- \nAsk me anything?", ""),
        ("See https://x.example/?a=1 for more.", ""),
        ("Please find the invoice attached.", ""),
        ("Please send it back\nby Friday.", "Please send it back by Friday."),
        ("It is nice. Let me know what you think.", "Let me know what you think."),
        ("Passt dir Dienstag um vier?", "Passt dir Dienstag um vier?"),
        ("First?\n\nSecond?", "Second?"),
    ],
)
def test_the_last_sentence_of_ones_own_that_asks_is_the_question(body, asked):
    assert question_in(body) == asked


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Please nobody plan a deployment for that day.", False),
        ("Please don't reply to this mail.", False),
        ("Please do not park in the yard.", False),
        ("Please don't forget to sign it.", True),
        ("Please sign it.", True),
    ],
)
def test_what_tells_everybody_what_not_to_do_asks_for_no_answer(text, asks):
    assert bool(question_in(text)) is asks
