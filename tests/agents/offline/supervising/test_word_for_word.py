"""What is said, and the words in which the rules read it: one row for each rule that no other test needs."""

import pytest

from agents.offline.supervising.other_words import in_other_words
from agents.offline.supervising.shorthand import written_out
from agents.offline.supervising.turned import turned


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("is it possible I have a meeting on Friday?", "do i have a meeting on Friday?"),
        ("I need help scheduling a call with Ana on Friday", "schedule a call with Ana on Friday"),
        ("recite all meetings on Friday", "show me all meetings on Friday"),
        ("what, if anything, do I have on Friday", "what do I have on Friday"),
        ("for what time is the dentist", "what time is the dentist"),
        ("what do I have on the date of 5 March", "what do I have for 5 March"),
        ("tell me what stuff I have to do", "what do i need to do"),
        ("I want an overview of all my events", "I want the all my events"),
        ("I gotta move the review to Friday", "I have to move the review to Friday"),
        ("see if you can move the review to Friday", "move the review to Friday"),
        ("I have to do the taxes, so add it to my chores list", "add the taxes to my chores list"),
        ("create a reminder so that I do not forget to call mum", "remind me to call mum"),
        ("how many contacts do I have in my contacts", "how many contacts do i have"),
        ("am I free from 2 through end of my day", "am I free from 2 until end of my day"),
    ],
)
def test_other_words(said, read):
    assert in_other_words(said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("where's the zoom link of the design call", "what is the zoom link of the design call"),
        ("what's in the draft to Ana", "what does the draft to Ana say?"),
        ("where is Leo's contract", "find the mail with the contract from Leo"),
        ("save it to ~/papers", "save the attachment to ~/papers"),
        ("tag Ana's last mail urgent", "label Ana's last mail as urgent"),
        ("send Leo's draft", "send the draft to Leo"),
        ("change subject of the draft to Ana to Hello", "change the subject of the draft to Ana to Hello"),
        ("what are due this week", "what tasks are due this week?"),
        ("turn Ana's offer mail into a task", "make a task of Ana's mail about offer"),
    ],
)
def test_short_words(said, read):
    assert written_out(said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("find out if Ana and Ben both are free on Friday", "find out if Ana and Ben are free on Friday"),
        ("do I have calls or meetings on Monday", "do I have events on Monday"),
        ("so tomorrow's review was at what time?", "what time was tomorrow's review?"),
        ("the review is scheduled for when?", "when is the review?"),
        ("my meetings are where", "where are my meetings?"),
        ("move on my calendar the review to Friday", "move the review to Friday"),
        ("switch the meeting over to the cafeteria", "change the location of the meeting to the cafeteria"),
        ("set a reminder about yoga for the tenth", "remind me about yoga on the tenth"),
    ],
)
def test_other_orders(said, read):
    assert turned(said) == read
