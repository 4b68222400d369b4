"""What agrees, what refuses and what only thanks, in a person's words at a card."""

import pytest

from agents.assents import (
    after_assent,
    agrees_to_take_away,
    asks,
    is_assent,
    is_courtesy,
    is_denial,
    picks_one,
    takes_away,
)

AGREES = [
    "yes",
    "ok",
    "perfect",
    "go ahead",
    "yes please",
    "sure, do it",
    "that works for me",
    "This looks good.",
    "looks great",
    "Looks good to me!",
    "it's good",
    "that's fine, thank you",
    "yes it is",
    "yes that is good thanks",
    "sounds good",
    "all good",
    "alright",
    "great",
    "lookin good",
    "that works well enough for me",
    "that is great, let's go with that",
    "yes, can you schedule that please",
    "the first one is great, thanks",
    "yes it does",
    "this looks perfect",
    "Cool, yes, it looks right",
    "yes its perfect thanks",
    "Yep, that will work.",
    "fine now, thanks",
    "yes, just give me what I asked for",
    "that is exactly what I wanted",
    "this one is much better",
    "the first option works best for us",
    "good, set that please",
    "Yes, please create the event.",
    "yes, add it to my calendar",
    "that is great for the dentist appointment",
    "perfect, send it",
    "perfection",
    "that seems right",
    "this suits me pretty well",
    "Yes, those are the things that I was looking for.",
    "Yes. It was called off",
    "yes, the shop has been closed down",
]
REFUSES = ["actually, never mind", "no", "no thanks", "nope", "never mind", "please don't", "stop it"]
THANKS = [
    "thanks, that's all",
    "thanks a bunch",
    "Thank you for adding my lunch.",
    "thanks",
    "thank you so much",
    "thanks for your help",
    "Thanks a lot for all the help!",
    "That's it really, you've been very good. Thanks!",
    "That will do just fine, goodbye",
    "Thank you kindly, we are done for today.",
    "Nothing more for now, I really appreciate your help",
]
PICKS = ["the second option works best", "the first one", "Second one is good", "that third time suits me"]
NEITHER = [
    "it",
    "this",
    "that one",
    "with me",
    "right now",
    "better",
    "do what I said",
    "what I wanted",
    "just give me what I asked for",
    "will it work",
    "better tomorrow",
    "yes. it was supposed to be Friday",
    "yes, it was 4 pm",
    "no. it was called off",
    "is it good for the meeting",
    "bad for the meeting",
    "create the event",
    "to my calendar",
    "good, put Ana in",
    "ok, cancel it",
    "thanks for 6pm",
    "thanks for it, but no",
    "yes cancel it",
    "so",
    "that is it",
    "looks bad",
    "that's not good",
    "not right",
    "is it right",
    "yes but later",
    "good and schedule lunch",
    "looks good, make it 4",
    "this looks like the wrong day",
    "I see",
    "",
]


@pytest.mark.parametrize("text", AGREES)
def test_what_agrees_is_a_yes_and_nothing_else(text):
    assert is_assent(text) and not is_denial(text) and not is_courtesy(text)


@pytest.mark.parametrize("text", REFUSES)
def test_what_refuses_is_a_no_and_nothing_else(text):
    assert is_denial(text) and not is_assent(text)


@pytest.mark.parametrize("text", THANKS)
def test_thanks_are_no_answer(text):
    assert is_courtesy(text) and not is_assent(text) and not is_denial(text)


@pytest.mark.parametrize("text", PICKS)
def test_who_takes_one_of_several_has_not_answered(text):
    assert picks_one(text) and not (is_assent(text) or is_denial(text) or is_courtesy(text))


@pytest.mark.parametrize("text", NEITHER)
def test_everything_else_is_none_of_them(text):
    assert not (is_assent(text) or is_denial(text) or is_courtesy(text) or picks_one(text))


@pytest.mark.parametrize(
    ("text", "further"),
    [
        ("Great! Add lunch with Ana tomorrow at 12", "Add lunch with Ana tomorrow at 12"),
        ("Great, thanks! And send Ben a mail", "send Ben a mail"),
        ("Great now add a walk on Saturday", "add a walk on Saturday"),
        ("yes and remind me to call Ben", "remind me to call Ben"),
        ("That looks good. Also book a room", "book a room"),
        ("ok, great, book a room", "book a room"),
        ("Ok, book a room", ""),
        ("no, book a room", ""),
        ("great day for a walk, book a room", ""),
        ("Great!", ""),
    ],
)
def test_what_follows_words_that_agree_is_told_apart_from_them(text, further):
    assert after_assent(text) == further


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("Yes, cancel it please.", True),
        ("yep, go ahead and delete that meeting", True),
        ("cancel that", False),
        ("please cancel it", False),
        ("ok, remove this one", False),
    ],
)
def test_only_after_a_yes_cancel_it_agrees_to_a_cancellation(text, agrees):
    assert takes_away(text) and agrees_to_take_away(text) == agrees


@pytest.mark.parametrize("text", ["yes, cancel the lunch", "cancel my 3 pm", "yes", "yes, move it"])
def test_what_is_of_another_thing_takes_nothing_away(text):
    assert not takes_away(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is on at 9",
        "ok, when is the review",
        "do I have anything on Friday",
        "does that clash with it",
        "and when?",
    ],
)
def test_a_question_needs_no_mark(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text", ["what I want is 5 pm", "how about thursday", "do it at 5", "which is wrong", "is good"]
)
def test_what_only_opens_like_a_question_is_none(text):
    assert not asks(text)


@pytest.mark.parametrize("text", ["That is the one.", "yes, this is the one i want", "it looks pretty well"])
def test_the_one_that_is_shown_is_a_yes(text):
    assert is_assent(text)


@pytest.mark.parametrize("text", ["that is the wrong one", "is that the one", "that is the one on Friday"])
def test_another_one_is_no_yes(text):
    assert not is_assent(text)
