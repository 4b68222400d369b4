import pytest

from tests.agents.offline.sentences import frame


@pytest.mark.parametrize(
    ("who", "relation", "wording"),
    [
        ("everyone who emailed me since Monday", "sender", "emails since Monday"),
        ("whoever wrote to me yesterday", "sender", "emails yesterday"),
        ("everyone I'm meeting on Monday", "guests", "my meetings on Monday"),
        ("the people I have meetings with on Monday", "guests", "my meetings on Monday"),
        ("the person I'm seeing first on Monday", "guests", "my first meeting on Monday"),
    ],
)
def test_people_are_named_by_what_they_have_part_in(who, relation, wording):
    (person,) = frame(f"forward Ana's last mail to {who}").people
    assert (person.relation, person.of.wording) == (relation, wording)


def test_everyone_one_meets_without_a_time_is_nobody_in_particular():
    (person,) = frame("forward Ana's last mail to everyone I meet").people
    assert person.relation == ""


def test_a_mail_goes_to_all_who_are_met_that_day(desk):
    desk.say("Email everyone I'm meeting tomorrow 'Please bring your notes'")
    recipients = {address for mail in desk.mails() for address in str(mail["To"]).split(", ")}
    assert recipients == {"Ana Lima <ana@x.example>", "Ben Okafor <ben@x.example>"}


def test_a_mail_is_passed_on_to_all_who_wrote(desk):
    desk.say("Send Maya's last email on to everyone who emailed me in the last 2 days")
    (mail,) = desk.mails()
    assert (mail["To"], mail["Subject"]) == ("Ana Lima <ana@x.example>", "Fwd: Budget")


def test_an_event_is_made_with_whoever_wrote(desk):
    desk.say(
        "Schedule a 30 minute call named 'Plans' "
        "with whoever sent me the last email about Offsite on Monday at 3pm"
    )
    start, guests = desk.events()["Plans"]
    assert (start.day, start.hour, guests) == (23, 15, ["ana@x.example"])


def test_whose_mail_it_is_gets_no_mail_instead(desk):
    turn = desk.say("Send Ana's budget report on to Ben Okafor")
    assert not desk.mails()
    assert turn.status == "done"
