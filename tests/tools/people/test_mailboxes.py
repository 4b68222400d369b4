"""Whom a header names, whoever wrote it, and whichever Python reads it."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tools.people.mailboxes import entries_in, read_mailboxes, thorough, usual

ROOT = Path(__file__).parents[3]
READER = """
import json, sys
from tools.people.mailboxes import read_mailboxes
texts = json.load(sys.stdin)
found = [read_mailboxes(text) for text in texts]
print(json.dumps([[[one.name, one.email] for one in each.mailboxes] + list(each.unread) for each in found]))
"""
PIECES = [
    *'<>",;:()\\ @.[]=?\n',
    "Ana",
    "ana@example.org",
    "<ben@example.org>",
    '"Lima, A"',
    "=?utf-8?q?x,y@z?=",
    "(note)",
    "é",
]


def people(text: str) -> list[tuple[str, str]]:
    return [(one.name, one.email) for one in read_mailboxes(text).mailboxes]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ana@example.org", [("", "ana@example.org")]),
        ("Ana Lima <ana@example.org>", [("Ana Lima", "ana@example.org")]),
        ('"Lima, Ana \\"A\\"" <ana@example.org>', [('Lima, Ana "A"', "ana@example.org")]),
        ("ana@example.org (Ana Lima)", [("Ana Lima", "ana@example.org")]),
        ("a@x.org, b@x.org", [("", "a@x.org"), ("", "b@x.org")]),
        ("a@x.org;b@x.org;", [("", "a@x.org"), ("", "b@x.org")]),
        ("Team: a@x.org, B <b@x.org>;, c@x.org", [("", "a@x.org"), ("B", "b@x.org"), ("", "c@x.org")]),
        ("undisclosed-recipients:;", []),
        ("<@relay.org,@other.org:ana@example.org>", [("", "ana@example.org")]),
        ('"ana lima"@example.org', [("", '"ana lima"@example.org')]),
        ("ana @ example . org", [("", "ana@example.org")]),
        ("Ana <ana @ example.org>", [("Ana", "ana@example.org")]),
        ("ana@[192.0.2.1], <b@[IPv6:2001:db8::1]>", [("", "ana@[192.0.2.1]"), ("", "b@[IPv6:2001:db8::1]")]),
        ("Ana (Sales (EMEA)) <ana@x.org>", [("Ana (Sales (EMEA))", "ana@x.org")]),
        ("<mailto:ana@x.org>", [("", "ana@x.org")]),
        ("\u202aana@example.org\u202c", [("", "ana@example.org")]),
        ("Ana <\u200bana@exam\u00adple.org\ufeff>", [("Ana", "ana@example.org")]),
        ("\u200e <ana@example.org>, b@x.org\u200b", [("", "ana@example.org"), ("", "b@x.org")]),
        ("أنا\u200f <ana@example.org>", [("أنا\u200f", "ana@example.org")]),
        ("Ana Lima", []),
        ("", []),
    ],
)
def test_what_the_standard_allows_is_read(text: str, found: list[tuple[str, str]]) -> None:
    assert people(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # A comma that should have been in quotes, in a comment or in a name.
        ("Max (R&D, Basel) <max@x.org>, b@x.org", [("Max (R&D, Basel)", "max@x.org"), ("", "b@x.org")]),
        ("b@x.org, Roth, Max <max@x.org>", [("", "b@x.org"), ("Roth, Max", "max@x.org")]),
        ("b@x.org, Roth, Max (R&D <max@x.org>", [("", "b@x.org"), ("Roth, Max (R&D", "max@x.org")]),
        # An encoded word is one sign, whatever is in it.
        ("=?utf-8?Q?Desk:_help@x.org?= <max@x.org>", [("=?utf-8?Q?Desk:_help@x.org?=", "max@x.org")]),
        ("=?utf-8?Q?a@b?=<max@x.org>", [("=?utf-8?Q?a@b?=", "max@x.org")]),
        ("=?utf-8?Q?Roth, Max: a@b?= <max@x.org>", [("=?utf-8?Q?Roth, Max: a@b?=", "max@x.org")]),
        ("=?x?Q?torn <m@x.org>, =?x?Q?B?= <b@x.org>", [("=?x?Q?torn", "m@x.org"), ("=?x?Q?B?=", "b@x.org")]),
        # What looks like an address before the last brackets is a name.
        ("ana@friend.example <eve@evil.example>", [("ana@friend.example", "eve@evil.example")]),
        ("Ana <ana@friend.example> <eve@evil.example>", [("Ana <ana@friend.example>", "eve@evil.example")]),
        # A missing comma, a quotation mark or bracket that is never closed.
        ("Max max@x.org Ben ben@x.org", [("Max", "max@x.org"), ("Ben", "ben@x.org")]),
        ('"Max <max@x.org>, b@x.org', [("Max", "max@x.org"), ("", "b@x.org")]),
        ("Max <max@x.org, b@x.org", [("Max", "max@x.org"), ("", "b@x.org")]),
        ("<<max@x.org>>", [("", "max@x.org")]),
        ("Max @ Work <max@x.org>, b@x.org", [("Max @ Work", "max@x.org"), ("", "b@x.org")]),
    ],
)  # fmt: skip
def test_what_programs_write_besides_is_read_as_it_was_meant(text: str, found: list[tuple[str, str]]) -> None:
    assert people(text) == found


@pytest.mark.parametrize(
    ("text", "unread"),
    [("a@b@c, max@x.org", "a@b@c"), ("Max <max>, max@x.org", "Max <max>"), ("@x.org, max@x.org", "@x.org")],
)
def test_one_that_cant_be_read_is_named_and_costs_nobody_else(text: str, unread: str) -> None:
    reading = read_mailboxes(text)
    assert ([one.email for one in reading.mailboxes], reading.unread) == (["max@x.org"], (unread,))


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Ben, max@x.org", ("Ben",)),
        ("max@x.org, Ben", ("Ben",)),
        ("Ana <ana@x.org> <max@x.org>", ("ana@x.org",)),
        ("Team: max@x.org;", ("Team",)),
        ("ana@x.org: max@x.org", ("ana@x.org",)),
        ("Roth, Max <max@x.org>, Roth", ("Roth",)),
        ("Roth, Max <max@x.org>", ()),
        ("Max <max@x.org>,", ()),
    ],
)
def test_what_stands_beside_an_address_and_is_none_is_told(text: str, beside: tuple[str, ...]) -> None:
    reading = read_mailboxes(text)
    assert ([one.email for one in reading.mailboxes], reading.beside) == (["max@x.org"], beside)


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("Ana, Ben;Cy", ["Ana", "Ben", "Cy"]),
        ('"Lima, Ana" <ana@x.org>, Ben', ['"Lima, Ana" <ana@x.org>', "Ben"]),
        ("Ana <a,b@x.org>, Ben", ["Ana <a,b@x.org>", "Ben"]),
        ('"Ana, Ben', ['"Ana', "Ben"]),
        (" , ;", []),
    ],
)
def test_a_typed_list_is_cut_at_its_commas_and_loses_nobody(typed: str, entries: list[str]) -> None:
    assert entries_in(typed) == entries


MANY = r"""( ) () < <> " \" <" =?a?q? a@b, [ @[ : (a@b <@a, \ x@.""".split()


@pytest.mark.parametrize("sign", [*MANY, "=?a?q?b?= ", "a@b ", "x@. "])
def test_signs_that_come_by_the_hundred_thousand_hide_nobody(sign: str) -> None:
    # Quadratic, each of these would take many minutes.
    assert people(f"max@x.org, {sign * 50_000}")[0] == ("", "max@x.org")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("ana@example.org=?utf-8?q?x,y@z?=")
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30))
def test_the_short_way_finds_what_the_long_way_finds(text: str) -> None:
    quick = usual(text)
    assert quick is None or quick == thorough(text)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40))
def test_whatever_a_header_holds_an_address_in_it_has_two_sides(text: str) -> None:
    for one in read_mailboxes(text).mailboxes:
        local, at, domain = one.email.rpartition("@")
        assert local and at and domain and "\n" not in domain and " " not in domain


def test_every_python_reads_the_same() -> None:
    draw = random.Random(13)
    texts = ["".join(draw.choices(PIECES, k=draw.randrange(12))) for _ in range(400)]
    answers = {
        subprocess.run(
            [python, "-c", READER],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for python in pythons()
    }
    assert len(answers) == 1


def pythons() -> list[str]:
    """The interpreters of this machine that the project runs on, this one first."""
    folders = [*(Path.home() / ".pyenv" / "versions").glob("*/bin"), Path("/usr/bin"), Path("/usr/local/bin")]
    others = (path for folder in folders for path in folder.glob("python3.[1-9][1-9]"))
    return [sys.executable, *map(str, others)]
