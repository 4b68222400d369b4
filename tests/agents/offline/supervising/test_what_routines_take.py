"""What comes again or is waited for goes to the routines; what asks how things stand doesn't."""

import pytest

from tests.agents.offline.supervising.test_routes import route


@pytest.mark.parametrize(
    "text",
    [
        "every second tuesday mail the board the minutes are due",
        "each morning at 7 show me what is unread",
        "every friday at 4 mail ana 'the sheets are due'",
        "at 6 every evening, archive the newsletters",
        "tell me as soon as Petra has written back",
        "notify me when the landlord replies",
        "let me know if Hugo has not answered by monday",
        "warn me if somebody cancels the offsite",
        "pause the report of unread mails",
        "stop mailing Petra about the sheets",
        "stop waiting for the landlord",
        "brief me every day at 7 except weekends",
    ],
)
def test_what_waits_for_something_to_come_is_the_routines(text):
    assert route(text) == "routines"


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("tell me if there are new mails", "email"),
        ("let me know if Petra has sent me any mails", "email"),
        ("let me know if i have unread messages", "email"),
        ("forward the weekly report to Ana", "email"),
        ("mail ana 'bring the sheets to the daily stand-up'", "email"),
        ("remind me to water the ferns every sunday at 10", "calendar"),
        ("remind me every second monday to put out the bins", "calendar"),
        ("swimming every tuesday at 7", "calendar"),
        ("have the vacuum run for half an hour", "none"),
        ("start the hourly news", "none"),
        ("let me know the bedtime for weekdays", "none"),
        ("begin my daily meditation playlist", "none"),
        ("write down the daily closing price", "none"),
        ("every day at 9 check the weather in Oslo", "none"),
        ("pause the music", "none"),
        ("skip the dentist tomorrow", "calendar"),
        ("give me the description of gravity", "none"),
        ("read me the last tweets from the paper", "none"),
    ],
)
def test_what_asks_how_things_stand_or_is_nobodys_is_not(text, to):
    assert route(text) == to
