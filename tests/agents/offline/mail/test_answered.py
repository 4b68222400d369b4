"""Whether somebody has answered: "no" only where all that came from them was looked at."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from tests.agents.offline.desk import NOW, Desk, put_mail

ASKED = "did Ana answer my mail about the lease?"


@pytest.fixture
def written(desk: Desk) -> Desk:
    """A desk whose person has written to Ana four days ago."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Sam Reed <sam@x.example>", "Ana Gomez <ana@x.example>"
    mail["Subject"], mail["Message-ID"] = "The lease", "<own@x.example>"
    mail["Date"] = NOW - timedelta(days=4)
    mail.set_content("Is the lease all right?")
    sent = desk.home / "mail" / ".Sent"
    for part in ("cur", "new", "tmp"):
        (sent / part).mkdir(parents=True, exist_ok=True)
    (sent / "cur" / "1.own.test:2,S").write_bytes(mail.as_bytes())
    return desk


def test_an_answer_is_of_the_same_subject_and_later(written: Desk) -> None:
    put_mail(written.home, 20, "ana", "Re: The lease", 5)
    put_mail(written.home, 21, "ana", "Lunch", 2)
    reply = written.say(ASKED).reply
    assert reply is not None and reply.startswith("No: I found no answer from Ana")
    put_mail(written.home, 22, "ana", "Re: The lease", 1)
    reply = written.say(ASKED).reply
    assert reply is not None and reply.startswith("Yes: ") and "'Re: The lease'" in reply


def test_of_more_mails_than_were_looked_at_none_is_denied(written: Desk) -> None:
    for i in range(61):
        put_mail(written.home, 100 + i, "ana", f"News {i}", 1)
    reply = written.say(ASKED).reply
    assert reply is not None
    assert reply.startswith("I found no answer from Ana") and "have not looked" in reply


def test_what_could_not_be_read_may_be_the_answer(written: Desk) -> None:
    (written.home / "mail" / "cur" / "9.bad:2,S").mkdir()
    reply = written.say(ASKED).reply
    assert reply is not None
    assert reply.startswith("I found no answer from Ana") and reply.count("9.bad:2,S: is a folder") == 1


def test_of_two_that_went_out_in_one_second_the_later_one_is_the_last(desk: Desk) -> None:
    for text in ("Email Ana that the lease is signed", "Email Maya that the keys are here"):
        desk.say(text)
    reply = desk.say("what did I just send?").reply
    assert reply is not None and "keys are here" in reply
    reply = desk.say("what was the last mail I sent?").reply
    assert reply is not None and "keys are here" in reply
