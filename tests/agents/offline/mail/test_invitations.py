"""Which sentences are about invitations, from the first word to the last."""

import json
import re

import pytest

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError
from agents.offline.asking.script import Call, Result
from agents.offline.mail.invitation_wishes import Wish, wish_in
from agents.offline.mail.invitations import invitations
from tests.agents.offline.desk import NOW, Desk


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("accept", Wish("accept", bare=True)),
        ("Please decline it.", Wish("decline", bare=True)),
        ("maybe", Wish("maybe", bare=True)),
        ("Accept Ana's invitation", Wish("accept", ("ana",))),
        ("tentatively accept the invite from Ana Lima", Wish("maybe", ("ana", "lima"))),
        ("say yes to the invitation to 'Budget review'", Wish("accept", ("budget", "review"))),
        ("accept the invitation to research and development", Wish("accept", ("research", "development"))),
        ("accept all invitations", Wish("accept", every=True)),
        (
            'decline the budget invitation, saying "I am away"',
            Wish("decline", ("budget",), comment="I am away"),
        ),
        ("Please accept the bowling fundraiser", Wish("accept", ("bowling", "fundraiser"), bare=True)),
        ("Hi, tentatively accept karaoke night.", Wish("maybe", ("karaoke", "night"), bare=True)),
        (
            "Decline the horse race and send the comment sorry, next time",
            Wish("decline", ("horse", "race"), bare=True, comment="sorry, next time"),
        ),
        (
            "Go ahead and accept Ana's invite for the party! Say that I am glad to come",
            Wish("accept", ("ana", "party"), comment="I am glad to come"),
        ),
        (
            "decline the auction letting them know I have meetings all day",
            Wish("decline", ("auction",), bare=True, comment="I have meetings all day"),
        ),
        ("accept the fishing trip. Don't send a comment", Wish("accept", ("fishing", "trip"), bare=True)),
        (
            "accept the party and tell Ben I bring a cake",
            Wish("accept", ("party",), bare=True, comment="I bring a cake", whom="ben"),
        ),
        ("I can't make it to the hike", Wish("decline", ("hike",), bare=True, regret=True)),
        (
            "I'm sick and can't make it to the hike",
            Wish("decline", ("hike",), bare=True, regret=True),
        ),
        ("note the answers", Wish("note", every=True)),
        ("note it", Wish("note", bare=True)),
        ("note Ana's answer to Budget", Wish("note", ("ana", "budget"))),
        ("Any invitations?", Wish("list")),
        ("which invitations are waiting", Wish("list")),
        ("show invitations", Wish("list")),
    ],
)
def test_a_wish_is_read(text, wish):
    assert wish_in(text, NOW) == wish


@pytest.mark.parametrize(
    "text",
    [
        "accept the invitation from Ana and tell Ben",
        "accept the terms",
        "decline the job offer",
        "turn down the music",
        "I can't make Ana happy",
        "I can't come",
        "note the meeting with Ana",
        "invite Ana to lunch",
        "send Ana an invitation",
        "cancel the invitation to the review",
        "accept the offer of Kofi",
        "maybe Ana knows",
        "find the mail about the invitation",
        "",
    ],
)
def test_what_says_more_or_something_else_is_left_to_the_other_rules(text):
    assert wish_in(text, NOW) is None


@pytest.mark.parametrize(
    "said", ["my meeting this afternoon", "Wednesday's lunch invite", "dinner on Friday"]
)
def test_the_time_of_an_invitation_is_no_word_of_its_title(said: str) -> None:
    wish = wish_in(f"accept {said}", NOW)
    assert wish is not None
    assert len(wish.times) == 1
    assert set(wish.about) <= {"lunch", "dinner"}


def entry(name: str, title: str, start: str) -> dict[str, str]:
    return {
        "email_id": title.lower(),
        "from": f"{name} <{name.lower()}@x.example>",
        "title": title,
        "start": start,
        "what": f"invitation: {title}",
    }


WAITING = {
    "to_answer": [
        entry("Ana Lima", "Karaoke", "2026-11-20T20:00:00+00:00"),
        entry("Maya Patel", "Bowling", "2026-11-21T14:00:00+00:00"),
        entry("Ben Carter", "Hike", "2026-11-22"),
    ],
    "to_note": [],
}


def carried_out(said: str) -> tuple[Call, ...]:
    """What the email agent calls, when the invitations above wait."""
    wish = wish_in(said, NOW)
    assert wish is not None
    script = invitations(Request(said, NOW), wish)
    next(script)
    return tuple(script.send([Result(json.dumps(WAITING))]))


@pytest.mark.parametrize(
    ("said", "answer", "email_id", "comment"),
    [
        ("accept karaoke", "accept", "karaoke", ""),
        ("tentatively accept the karaoke", "maybe", "karaoke", ""),
        ("decline bowling on Saturday and say I am away", "decline", "bowling", "I am away"),
        ("accept my meeting on Saturday afternoon", "accept", "bowling", ""),
        ("decline the invitation for Sunday", "decline", "hike", ""),
        ("I'm ill and can't make it to the hike", "decline", "hike", ""),
        ("accept karaoke and tell Ana I bring songs", "accept", "karaoke", "I bring songs"),
    ],
)
def test_an_invitation_is_answered_by_its_name_or_its_time(
    said: str, answer: str, email_id: str, comment: str
) -> None:
    args = {"email_id": email_id, "answer": answer, **({"comment": comment} if comment else {})}
    assert carried_out(said) == (Call("answer_invitation", args),)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("accept the opera", "No invitation fits 'opera'. Waiting for an answer: "),
        ("decline bowling on Tuesday", "No invitation fits 'bowling'."),
        ("accept karaoke and tell Ben I bring songs", "A comment reaches only Ana Lima"),
        ("I can't make it to the design review", "say: cancel design review"),
    ],
)
def test_what_fits_no_invitation_answers_none(said: str, part: str) -> None:
    with pytest.raises(UnableError, match=re.escape(part)):
        carried_out(said)


@pytest.mark.parametrize("said", ["accept karaoke night", "any invitations?", "Decline my lunch on Friday"])
def test_without_an_account_it_says_what_would_help(desk: Desk, said: str) -> None:
    assert "assistant connect" in desk.say(said).reply
    assert desk.shown == []
