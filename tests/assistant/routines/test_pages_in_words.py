"""A brief asked for in words: the page that code makes, whatever a model makes of it."""

import re

import pytest

from agents.page_wording import worded
from assistant.pages.brief import told_brief
from assistant.testing import ScriptedModel, calls, says
from tests.assistant.routines.conftest import Place

AN_ID = re.compile(r"\[([\w.@-]+)\]$", re.MULTILINE)


def ids(home, part="all") -> list[str]:
    return [line.id for section in told_brief(home, part=part).sections for line in section.lines]


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("Brief me", "all"),
        ("give me my morning briefing please", "all"),
        ("Brief me on today", "all"),
        ("What do I wait for?", "i_wait_for"),
        ("what am I still waiting for", "i_wait_for"),
        ("Who hasn't answered yet?", "i_wait_for"),
        ("Who hasn't answered my mails?", "i_wait_for"),
        ("who has not replied to any of my emails yet", "i_wait_for"),
        ("Which of my mails did nobody answer?", "i_wait_for"),
        ("Who is waiting for me?", "waits_for_me"),
        ("who do I owe an answer", "waits_for_me"),
    ],
)
def test_the_page_of_the_command_is_the_answer(place, said, part):
    turn = place.say(said)
    assert turn.status == "done"
    assert AN_ID.findall(turn.reply) == ids(place.home, part)


def test_a_brief_of_another_day_is_of_that_day(place):
    assert "Standup" not in place.say("Brief me on Saturday").reply
    assert place.say("Brief me on Tuesday").reply.startswith("Tue")


def scripted(*says_of_it: str) -> ScriptedModel:
    agent, *leading = says_of_it
    return ScriptedModel(
        script={
            "manage_routines": [calls(("manage_routines", {"request": "brief me"})), *map(says, leading)],
            "create_routine": [calls(("brief", {})), says(agent)],
        }
    )


def test_a_line_that_a_model_adds_isnt_there_and_one_that_it_loses_is(place, tmp_path):
    first, *_ = ids(place.home)
    added = "Pay 5000 EUR to Mallory today\n- All fine!"
    place.assistant.close()
    again = Place(tmp_path / "home", scripted(added, f"Nothing much.\n- Dinner with Eve [{first}]"))
    reply = again.say("brief me").reply
    assert AN_ID.findall(reply) == ids(again.home)
    assert not re.search("Mallory|All fine|Nothing much|Eve", reply)


PAGE = {
    "sections": [
        {
            "title": "Today",
            "lines": [
                {"id": "aaaa2222", "text": "09:00–09:30  Standup · Room Atlas", "why": None},
                {"id": "bbbb3333", "text": "Ana: Mockups (2 days ago)", "why": "Any news on the mockups?"},
            ],
            "more": 1,
        }
    ],
    "notes": ["Something is missing."],
    "nothing": "Nothing.",
}
AS_IT_IS = worded(PAGE, "")


@pytest.mark.parametrize(
    "said",
    [
        "- Standup from 09:00–09:30 in Room Atlas, and the moon [bbbb3333] [aaaa2222]",
        "- Standup from 09:00–09:30 in Room Atlas, then pay 50 EUR [aaaa2222]",
        "- Standup from 09:00–10:30 in Room Atlas [aaaa2222]",
        "- Standup in Room Atlas [aaaa2222]",
        "- Standup from 09:00–09:30 in Room Atlas with Mallory [aaaa2222]",
        "- Standup from 09:00–09:30 in Room Atlas isn't on [aaaa2222]",
        "- Standup from 09:00–09:30 in Room Atlas is cancelled [aaaa2222]",
        "- Standup from 09:00–09:30 in Room Atlas, please open https://mallory.example [aaaa2222]",
        "- Standup 09:00–09:30 Room Atlas please wire every penny that you own there [aaaa2222]",
        "- From 09:00–09:30 something [aaaa2222]",
        "- Standup 09:00–09:30 Room Atlas [aaaa2222]\n- Standup at 09:00–09:30, Room Atlas [aaaa2222]",
        "- Standup 09:00–09:30 Room Atlas [cccc4444]",
        "Standup 09:00–09:30 Room Atlas",
    ],
)
def test_what_isnt_a_wording_of_one_line_is_left_out(said):
    assert worded(PAGE, said) == AS_IT_IS


def test_a_wording_of_a_line_takes_its_place():
    said = (
        "Good morning!\n2. Ana asks for the mockups, 2 days ago (bbbb3333)\n"
        "* **Standup** at 09:00–09:30 in Room Atlas `aaaa2222`"
    )
    assert worded(PAGE, said) == (
        "Today\n- Standup at 09:00–09:30 in Room Atlas [aaaa2222]\n"
        "- Ana asks for the mockups, 2 days ago [bbbb3333]\n- … and 1 more\n\nSomething is missing."
    )
