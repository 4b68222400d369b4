"""Which sentences are about invitations, from the first word to the last."""

import pytest

from agents.offline.mail.invitations import Wish, wish_in


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
        ("note the answers", Wish("note", every=True)),
        ("note it", Wish("note", bare=True)),
        ("note Ana's answer to Budget", Wish("note", ("ana", "budget"))),
        ("Any invitations?", Wish("list")),
        ("which invitations are waiting", Wish("list")),
        ("show invitations", Wish("list")),
    ],
)
def test_a_wish_is_read(text, wish):
    assert wish_in(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "accept it and tell Ben that I come",
        "accept the invitation from Ana and tell Ben",
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
    assert wish_in(text) is None
