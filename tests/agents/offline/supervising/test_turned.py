"""Words in another order, or with a word more, that mean the same."""

import pytest

from agents.offline.supervising.turned import turned


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("cancel my evening meeting tomorrow", "cancel my meeting tomorrow evening"),
        ("is there a morning call with Ana on Monday?", "is there a call with Ana on Monday morning?"),
        ("move my morning meeting today", "move my meeting this morning"),
        ("delete event choir practice", "delete the choir practice"),
        ("remove the appointment dentist please", "remove the dentist please"),
        ("add an additional hour onto my dentist appointment", "extend my dentist appointment by an hour"),
        ("cancel the party because I hate it", "cancel the party"),
        (
            "Remove Ana from the review on Friday, she will be out of town.",
            "Remove Ana from the review on Friday",
        ),
        ("Hey! I am going to have to move the review to Friday", "move the review to Friday"),
        ("I'll be late, please let Ana and Maya know", "tell Ana and Maya that I'll be late"),
        ("i can't come on Friday, tell Ana", "tell Ana that i can't come on Friday"),
        ("add 30 minutes to the sprint review", "extend the sprint review by 30 minutes"),
        ("I need to drop the quiz on Friday. I got a cold.", "I need to drop the quiz on Friday"),
        ("the recital got moved from Monday to Tuesday.", "move the recital from Monday to Tuesday"),
        ("My checkup on Friday was cancelled", "cancel My checkup on Friday"),
        ("I need to have my Tuesday cleared", "I need to clear my Tuesday"),
        ("Moved the quiz to 7pm", "move the quiz to 7pm"),
        ("delete from my calendar the quiz with Ana", "delete the quiz with Ana"),
        ("cancel the quiz that I had planned for Friday", "cancel the quiz for Friday"),
        ("move the class which was on Friday to Monday", "move the class on Friday to Monday"),
        ("change the start time to 4", "change it to 4"),
        ("set the end time to be 5pm", "make it end at 5pm"),
        ("change the quiz time at 6.30 pm", "change the quiz to 6.30 pm"),
        ("move the quiz to a bit later", "move the quiz"),
        ("can you move my quiz to another day?", "can you move my quiz"),
        ("put Ana on the guest list for the quiz", "invite Ana to the quiz"),
        ("add Ana to the list of people going to my quiz", "invite Ana to my quiz"),
        ("take Ana off the list of the quiz", "remove Ana from the quiz"),
        ("In today's quiz, swap Ana for Ben.", "swap Ana for Ben in today's quiz"),
        ("The quiz is too short. Extend it by an hour", "extend The quiz by an hour"),
        ("change the quiz to be at The Lamb", "change the location of the quiz to The Lamb"),
        ("cancel all I have for the rest of the day today", "cancel all I have for the rest of the day"),
        ("choir at 7 instead of 6 on Monday", "move the choir at 6 on Monday to 7"),
        ("what's my availability on Friday", "am i free Friday?"),
        ("mark them all as read", "mark all emails as read"),
        ("what was that address again?", "where is it?"),
        ("when was that date again", "when is it?"),
        ("can you tell me the time of the quiz?", "when is the quiz?"),
        ("what's the end time of my quiz", "when does my quiz end?"),
        ("give me the address of the quiz", "where is the quiz?"),
        ("list the people who are invited to my quiz", "who is coming to my quiz?"),
        ("look through my calendar and list my lunches", "list my lunches"),
        ("confirm my doctor appointment on Monday", "when is my doctor appointment on Monday?"),
    ],
)
def test_the_same_is_read_in_the_usual_order(said: str, read: str) -> None:
    assert turned(said) == read


@pytest.mark.parametrize(
    "said",
    [
        "cancel my evening meeting",
        "schedule the morning run tomorrow",
        "cancel my evening meeting tomorrow at 8",
        "delete the event on Friday",
        "cancel the appointment with Ana",
        "remove the event today",
        "add an hour of yoga to my calendar",
        "I need to email Ana",
        "move the review to Friday, I am free at 4",
        "cancel lunch because Ana is ill and tell her",
        "tell Ana that I can't come because I am ill",
        "cancel the review, she can come on Monday instead",
        "I want to come over and tell Ana",
        "I need to know when Ana comes, tell me about it",
        "add Ana to the review",
        "tell Ana that the review got moved to Friday",
        "Ben moved the review to Friday, is that ok?",
        "cancel everything I have on Friday apart from the review",
        "move it an hour later",
        "change the review from 3 to 4",
        "cancel lunch. I need to see Ben at 12",
        "put milk on the list for the party",
        "when was the review moved to Friday?",
        "tell me about the review",
        "make it 7 instead of 6",
        "book choir at 7 instead of 6",
        "what is the status of the meeting on Friday",
    ],
)
def test_what_is_in_the_usual_order_stays_as_it_is(said: str) -> None:
    assert turned(said) == said
