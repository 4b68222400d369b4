"""What of a mailbox can't be read is named where it is asked for, and all else is told."""

from tests.agents.offline.desk import Desk, put_mail


def test_an_answer_about_mails_names_what_could_not_be_read_once(desk: Desk) -> None:
    (desk.home / "mail" / "cur" / "9.bad:2,S").mkdir()
    reply = desk.say("show me all mails from Ana").reply
    assert reply is not None
    assert "Budget" in reply and "Offsite" in reply
    assert reply.count("9.bad:2,S: is a folder") == 1


def test_an_answer_that_there_is_none_names_what_could_not_be_read(desk: Desk) -> None:
    (desk.home / "mail" / "cur" / "9.bad:2,S").mkdir()
    reply = desk.say("show me all mails about the roof").reply
    assert reply is not None and "no email" in reply and "9.bad:2,S" in reply


def test_mails_that_are_alike_are_told_apart_by_how_they_begin(desk: Desk) -> None:
    put_mail(desk.home, 11, "ana", "Scan", 1, "Page one of the lease.")
    put_mail(desk.home, 12, "ana", "Scan", 1, "Page two of the lease.")
    turn = desk.say("delete the mail about Scan")
    assert turn.reply is not None
    assert "“Page one of the lease.”" in turn.reply and "“Page two of the lease.”" in turn.reply
