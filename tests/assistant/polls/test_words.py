"""What somebody answers to three times: Tuesday at 10, Wednesday at 14, Friday at 11, a week before."""

from datetime import timedelta

import pytest

from assistant.polls.words import own_words, said_in
from tests.assistant.polls.conftest import ZONE, at
from tools.scheduling.availability import Slot

OPTIONS = tuple(
    Slot(at(start), at(start) + timedelta(hours=1))
    for start in ("2026-12-08T10:00", "2026-12-09T14:00", "2026-12-11T11:00")
)
WRITTEN = at("2026-12-01T12:00")
SIGNS = {"yes": "+", "no": "-", "maybe": "~"}


def read(text: str) -> str:
    """A sign for each time: yes, no, if need be, or nothing said; "?" where that isn't all of it."""
    said = said_in(text, OPTIONS, WRITTEN, ZONE)
    signs = "".join(SIGNS[said.verdicts[place]] if place in said.verdicts else "." for place in range(3))
    return signs if said.clear else "?"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Tuesday works", "+.."),
        ("Tuesday works for me.", "+.."),
        ("the second one", ".+."),
        ("The second one, please.", ".+."),
        ("2", ".+."),
        ("#2 please", ".+."),
        ("Option 2", ".+."),
        ("1 and 3", "+.+"),
        ("1 and 3 work for me", "+.+"),
        ("first or third", "+.+"),
        ("Let's do the last one", "..+"),
        ("Any of them is fine", "+++"),
        ("All three work.", "+++"),
        ("all but Tuesday", "-++"),
        ("Any day except Wednesday works for me.", "+-+"),
        ("I can't do Tuesday. The others are fine.", "-++"),
        ("The third option suits me, the first two don't.", "--+"),
        ("Tuesday and Wednesday are good, Friday isn't.", "++-"),
        ("Tuesday, not Friday", "+.-"),
        ("Not Tuesday, Friday is fine", "-.+"),
        ("Tuesday or Wednesday", "++."),
        ("Thanks for organising! Either Tuesday or Friday.", "+.+"),
        ("Wednesday at 2pm suits me best, but Tuesday works too", "++."),
        ("I can only do Friday.", "--+"),
        ("I can't do Tuesday but Friday", "-.+"),
        ("I can't do Tuesday. Friday.", "-.+"),
        ("I'm away next week.", "---"),
        ("Sorry, I can't make any of those.", "---"),
        ("None of these, I'm afraid", "---"),
        ("Tuesday would be great. No problem with Friday either.", "+.+"),
        ("I could do Wednesday if need be, Friday is better.", ".~+"),
        ("8 December at 10 is perfect", "+.."),
        ("The 8th works", "+.."),
        ("at 10 works", "+.."),
        ("Tuesday morning is good", "+.."),
        ("Wed works, fri too", ".++"),
        ("Tue 10:00 ok, Wed 14:00 no, Fri 11:00 ok", "+-+"),
        ("On Tuesday I can, Wednesday and Friday I can't.", "+--"),
        ("I am free on Tuesday and on Friday, on Wednesday I'm at the dentist.", "+-+"),
        ("yes to 1 and 2, no to 3", "++-"),
        ("1: yes\n2: no\n3: yes", "+-+"),
        ("1. no\n2. yes\n3. maybe", "-+~"),
        ("Could we take Wednesday?", ".+."),
        ("Tuesday is no longer possible, Friday works", "-.+"),
        ("Hi Sam,\n\nTuesday works well for me. Looking forward to it!\n\nBest,\nMaya", "+.."),
        ("Wednesday.\n\nOn Tue, 1 Dec 2026 at 11:00, Sam Reed wrote:\n> 1. Tuesday\n> none of these", ".+."),
        ("Friday\n\n-----Original Message-----\nFrom: Sam\nNone works? Tuesday?", "..+"),
        ("Friday.\n-- \nMaya, out of office on Tuesday", "..+"),
    ],
)
def test_plain_sentences_are_read(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "No.",
        "no, sorry",
        "Sounds good!",
        "Works for me!",
        "",
        "I'll check and let you know.",
        "Tuesday works if Ben brings the drawings",
        "Tuesday 10am, unless the train is late",
        "Tuesday only for half an hour",
        "Does Tuesday really work for Ben?",
        "Tuesday works, Wednesday, Friday doesn't",
        "Tuesday works. Tuesday doesn't work.",
        "Tuesday works. I need to ask my boss first.",
        "Unfortunately I'm on holiday until the 10th",
        "the fourth option",
        "Dienstag passt mir gut.",
        "7",
    ],
)
def test_what_is_not_certain_is_left_to_a_person(text: str) -> None:
    assert read(text) == "?"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("none, could we do Friday at 3?", "2026-12-11T15:00"),
        ("None of these work, I'm afraid. How about Monday 14 December at 9?", "2026-12-14T09:00"),
        ("I could make Wednesday at 15:00 instead", "2026-12-09T15:00"),
        ("tomorrow at 10", "2026-12-02T10:00"),
    ],
)
def test_another_time_is_read_as_one(text: str, start: str) -> None:
    said = said_in(text, OPTIONS, WRITTEN, ZONE)
    assert [slot.start for slot in said.others] == [at(start)] and said.clear
    assert set(said.verdicts.values()) <= {"no"}


def test_of_a_single_time_a_bare_yes_is_none_either() -> None:
    assert not said_in("ok", OPTIONS[:1], WRITTEN, ZONE).clear
    assert said_in("1 works", OPTIONS[:1], WRITTEN, ZONE).verdicts == {0: "yes"}


def test_only_what_they_wrote_themselves_is_taken() -> None:
    assert own_words("Hi Sam, fine.\n> 1. Tuesday\nOn Monday, Sam wrote:\nquoted") == "fine."
