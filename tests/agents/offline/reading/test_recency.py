import pytest

from agents.offline.reading.steps import steps_of
from agents.offline.reading.understanding import understand
from tests.agents.offline.sentences import NOW


def condition(text):
    (step,) = steps_of(understand(f"If {text}, schedule a call with Ana on Monday at 10", NOW)).steps
    return step.condition


@pytest.mark.parametrize(
    "text",
    [
        "my last meeting with Ana was more than 10 days ago",
        "I last met with Ana over 10 days ago",
        "it's been more than 10 days since I met with Ana",
        "it has been 10 days or more since Ana emailed me",
        "Ana's last email is older than 10 days",
        "Ana's latest mail was longer than 10 days ago",
    ],
)
def test_long_ago_is_none_since(text):
    found = condition(text)
    assert (found.exists, found.frame.most) == (True, 0)
    (since,) = found.frame.target.times
    assert since.text.startswith("since 2026-11-09")
    assert found.frame.target.people[0].text == "Ana"


def test_not_so_long_ago_is_one_since():
    found = condition("my last meeting with Ana was less than 10 days ago")
    assert (found.exists, found.frame.most) == (True, None)


@pytest.mark.parametrize(("days", "made"), [(1, True), (3, False)])
def test_the_condition_is_looked_up(desk, days, made):
    # The last event with Maya was two days ago.
    desk.say(
        f"If my last meeting with Maya was more than {days} days ago, "
        "book a 'Sync' call with her on Monday at 10"
    )
    assert ("Sync" in desk.events()) is made


@pytest.mark.parametrize(("days", "sent"), [(3, True), (9, False)])
def test_a_mail_answers_how_long_it_has_been(desk, days, sent):
    # Maya's last mail came six days ago.
    desk.say(
        f"If it's been more than {days} days since Maya emailed me, send her an email saying 'All well?'"
    )
    assert bool(desk.mails()) is sent


def test_fewer_than_some_is_also_none(desk):
    assert desk.say("Do I have fewer than 2 meetings on Friday next week?").reply.startswith("Yes")
