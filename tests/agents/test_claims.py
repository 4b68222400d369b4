"""What a text says is done, and what it doesn't."""

import pytest

from agents.asked_for import asks_for_an_act
from agents.claims import claims, promises


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("I've sent it.", {"email"}),
        ("I have now sent the plan to Ana.", {"email"}),
        ("I just emailed Ben.", {"email"}),
        ("The mail has been sent to Ana.", {"email"}),
        ("Email sent to Ana.", {"email"}),
        ("Sent!", {"email"}),
        ("I've sent an invitation to Ana.", {"any"}),
        ("Your mail is on its way.", {"any"}),
        ("Done!", {"any"}),
        ("All done. Anything else?", {"any"}),
        ("It's done.", {"any"}),
        ("outcome: done", {"any"}),
        ("Outcome: sent to Ana", {"email"}),
        ('{"status": "scheduled"}', {"calendar"}),
        ("The result is: done.", {"any"}),
        ("Status: success", {"any"}),
        ("All set! Lunch is on the calendar.", {"any"}),
        ("The event has been successfully created.", {"any"}),
        ("**Successfully moved** to 4.", {"any"}),
        ("I've gone ahead and cancelled it", {"any"}),
        ("Okay. Scheduled 'Lunch' for Monday.", {"calendar"}),
        ("Meeting scheduled!", {"calendar"}),
        ("Event created: Lunch", {"any"}),
        ("I asked Farid: 'Does lunch work?'", {"email"}),
        ("Took 'Lunch' out of the calendar again.", {"any"}),
        ("Lunch with Ana is now booked.", {"calendar"}),
        ("I have scheduled lunch with Ana for Monday at noon.", {"calendar"}),
        ("Sure, I've booked the room and emailed Ana.", {"calendar", "email"}),
        ("I couldn't reach Ben, but I've sent the mail to Ana.", {"email"}),
    ],
)
def test_what_is_said_to_be_done_is_a_claim(text, whose):
    assert claims(text) == whose


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Your review is scheduled for 3pm.",
        "I couldn't send it.",
        "I haven't sent it yet.",
        "Should I have sent it?",
        "I've drafted a reply, shall I send it?",
        "Once I've sent it, I'll tell you.",
        "The meeting was moved to Friday by Ana.",
        "You have sent 3 mails.",
        "Ana sent you two mails.",
        "I was unable to find Ben, so nothing has been sent.",
        "No mail was sent.",
        "I can send it when you like.",
        "Nothing was done.",
        "outcome: failed",
        "outcome: nothing was done",
        "Status: not sent",
        "Outcome: question: has Ana answered?",
        "The status of Ana's invitation is open.",
        "Success in the new job!",
        "You said no, so it was not sent.",
        "It will be sent at nine.",
        "Ich habe es geschickt.",
    ],
)
def test_what_is_asked_denied_or_of_others_is_no_claim(text):
    assert claims(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Book lunch with Ana", True),
        ("Can you send Ana the plan?", True),
        ("Could you find a slot and book it?", True),
        ("yes please", True),
        ("Monday at 3", True),
        ("Move it to 4", True),
        ("Did you send it?", False),
        ("What's on tomorrow?", False),
        ("Tell me what is on today", False),
        ("List what was cancelled", False),
        ("Is the review cancelled?", False),
        ("thanks", False),
    ],
)
def test_an_act_is_told_from_a_question(text, act):
    assert asks_for_an_act(text) is act


@pytest.mark.parametrize(
    "text",
    [
        "I will schedule a meeting with Ana for Monday at noon.",
        "I'll send Ben an email.",
        "Sure. I'll go ahead and cancel the review.",
        "Let me book that now.",
        "I'm going to move the call to Tuesday.",
        "I'll take care of it.",
        "The mail will be sent to Ana.",
    ],
)
def test_what_is_said_to_be_done_next_is_a_promise(text):
    assert promises(text) and not claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "I will send it once you say to whom.",
        "I'll need the date.",
        "I will not send it.",
        "Shall I send it?",
        "I'll let you know when he answers.",
        "I'll book it as soon as Ana has answered.",
        "Ana will send the plan on Monday.",
        "I can't, but if you tell me the day I'll book it.",
    ],
)
def test_what_waits_for_something_is_none(text):
    assert not promises(text)
