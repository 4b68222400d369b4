import pytest

from agents.offline.asking.contacts import Known
from agents.offline.mail import compose
from tests.agents.offline.sentences import frame

ANA = Known("Ana Lima <ana@example.org>", "Ana Lima")
TEAM = Known("Design Team", "Design Team", group=True)


@pytest.mark.parametrize(
    ("text", "to", "subject", "body"),
    [
        (
            "send them an email reminder about reviewing the new mockups",
            TEAM,
            "Reminder: reviewing the new mockups",
            "Hi all,\n\nThis is a reminder about reviewing the new mockups.\n\nBest regards,\nSam",
        ),
        (
            "tell Ana that I'll be late",
            ANA,
            "I'll be late",
            "Hi Ana,\n\nI'll be late.\n\nBest regards,\nSam",
        ),
        (
            "ask Ana whether she can come on Friday",
            ANA,
            "Can you come on Friday?",
            "Hi Ana,\n\nCan you come on Friday?\n\nBest regards,\nSam",
        ),
        (
            "remind Ana to send the report",
            ANA,
            "Reminder: send the report",
            "Hi Ana,\n\nThis is a reminder to send the report.\n\nBest regards,\nSam",
        ),
        (
            "write to Ana that we are late and ask whether she can wait",
            ANA,
            "We are late",
            "Hi Ana,\n\nWe are late. Can you wait?\n\nBest regards,\nSam",
        ),
        ("send Ana an email titled 'Hi' saying 'See you'", ANA, "Hi", "See you"),
    ],
)
def test_a_mail_says_what_the_user_said_and_no_more(text, to, subject, body):
    found = frame(text)
    assert compose.subject_of(found, [to]) == subject
    assert compose.body_of(found, [to], "Sam") == body
