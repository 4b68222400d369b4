import os
from pathlib import Path

import pytest

from tools.errors import AmbiguousError, ToolError
from tools.people.address_book import AddressBook
from tools.people.card_writing import write_group, write_person
from tools.people.contacts import Address, Group, Person
from tools.people.lookup import look_up

ANA = Person("u-ana", "Ana Lima", ("ana.lima@example.org", "ana@home.example"), nicknames=("Annie",))
ANATOL = Person("u-anatol", "Anatol Köhler", ("anatol@example.org",))
BEN = Person("u-ben", "Ben Okafor", ("ben@example.org",), categories=("Sales",))
KOFI = Person("u-kofi", "Kofi Mensah")
DESIGN = Group("g-design", "Design team", (ANA, BEN))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for person in (ANA, ANATOL, BEN, KOFI):
        write_person(tmp_path, person)
    write_group(tmp_path, DESIGN)
    return tmp_path


@pytest.fixture
def book(folder: Path) -> AddressBook:
    return AddressBook(folder)


def addresses(book: AddressBook, *names: str) -> list[str]:
    return [str(address) for address in book.resolve(names)]


@pytest.mark.parametrize(
    "said",
    ["Ana Lima", "ana lima", "Ana", "lima", "Annie", "ana.lima", "Ana's", "Ana Lima <ana.lima@example.org>"],
)
def test_a_person_is_found_by_name_part_nickname_or_address(book, said):
    assert addresses(book, said) == ["Ana Lima <ana.lima@example.org>"]


@pytest.mark.parametrize(
    "said",
    [
        "design team",
        "the design team",
        "Design Team",
        "design",
        "everyone in the design team",
        "our designs"[:-1],
    ],
)
def test_a_group_is_found_by_what_people_call_it(book, said):
    assert addresses(book, said) == ["Ana Lima <ana.lima@example.org>", "Ben Okafor <ben@example.org>"]


def test_a_category_on_a_card_is_a_group_too(book):
    assert addresses(book, "sales") == ["Ben Okafor <ben@example.org>"]


def test_a_whole_word_is_preferred_to_the_beginning_of_one(book):
    assert addresses(book, "Ana") == ["Ana Lima <ana.lima@example.org>"]
    assert addresses(book, "Anat") == ["Anatol Köhler <anatol@example.org>"]


def test_accents_and_case_do_not_matter(book):
    assert addresses(book, "KOHLER") == ["Anatol Köhler <anatol@example.org>"]


def test_several_that_fit_are_named_and_none_is_chosen(book, folder):
    write_person(folder, Person("u-ana2", "Ana Silva", ("silva@example.org",)))
    with pytest.raises(AmbiguousError) as raised:
        book.resolve(["Ana"])
    assert raised.value.candidates == ("Ana Lima <ana.lima@example.org>", "Ana Silva <silva@example.org>")
    assert addresses(book, "Ana Silva") == ["Ana Silva <silva@example.org>"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Zoe", "nobody called 'Zoe'"),
        ("Benn", "similar names: Ben Okafor"),
        ("Kofi", "Kofi Mensah has no mail address"),
        ("ben@", "is not a mail address"),
        ("", "nobody called ''"),
    ],
)
def test_an_address_is_never_guessed(book, said, told):
    with pytest.raises(ToolError) as raised:
        book.resolve([said])
    assert told in raised.value.message


def test_every_name_that_fails_is_told_at_once(book):
    with pytest.raises(ToolError) as raised:
        book.resolve(["Zoe", "Ana", "Yan"])
    assert "Zoe" in raised.value.message
    assert "Yan" in raised.value.message


def test_a_group_with_a_member_who_has_no_address_says_who(book, folder):
    write_group(folder, Group("g-all", "Everything", (ANA, KOFI)))
    with pytest.raises(ToolError, match="Kofi Mensah of 'Everything' has no mail address"):
        book.resolve(["Everything"])


def test_nobody_is_addressed_twice(book):
    assert addresses(book, "design team", "Ana", "BEN@example.org") == [
        "Ana Lima <ana.lima@example.org>",
        "Ben Okafor <ben@example.org>",
    ]


def test_an_unknown_address_is_taken_as_it_is_and_a_known_one_gets_its_name(book):
    assert addresses(book, "zed@example.net", "mailto:Ben@example.org") == [
        "zed@example.net",
        "Ben Okafor <Ben@example.org>",
    ]


def test_me_is_the_user(book):
    me = Address("Ada", "ada@example.org")
    assert book.resolve(["me", "Ana"], me=me)[0] == me
    assert book.resolve([me.name.lower()], me=me) == (me,)


def test_the_book_is_read_again_when_a_card_is_added_changed_or_removed(book, folder):
    assert book.find("Zoe").people == ()
    path = write_person(folder, Person("u-zoe", "Zoe Adams", ("zoe@example.org",)))
    assert addresses(book, "Zoe") == ["Zoe Adams <zoe@example.org>"]
    path.write_text(path.read_text().replace("zoe@", "zoe.adams@"))
    os.utime(path, ns=(1, 1))
    assert addresses(book, "Zoe") == ["Zoe Adams <zoe.adams@example.org>"]
    path.unlink()
    assert book.find("Zoe").people == ()


def test_no_folder_is_an_empty_book(tmp_path):
    assert AddressBook(tmp_path / "none").people == ()


def test_a_contact_is_given_with_its_groups(book):
    assert look_up(book, "ben") == {
        "people": [{"name": "Ben Okafor", "email": "ben@example.org", "groups": ["Design team", "Sales"]}],
        "groups": [],
    }
    assert look_up(book, "design team")["groups"][0]["members"] == [
        {"name": "Ana Lima", "email": "ana.lima@example.org", "other_emails": "ana@home.example"},
        {"name": "Ben Okafor", "email": "ben@example.org"},
    ]


def test_a_name_that_looks_like_an_address_line_keeps_its_quotes():
    address = Address("Lima, Ana (Design)", "ana@example.org")
    assert str(address) == '"Lima, Ana (Design)" <ana@example.org>'
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "xmpp:ana@example.org",
        "sip:ana@example.org",
        "a@x.org, b@x.org",
        "a@x.org b",
        "a@x?=",
        "a@x.org b@x.org",
    ],
)
def test_what_is_not_one_mail_address_is_none(text: str) -> None:
    assert Address.parse(text) is None


SEVERAL = [
    "ana@example.org, eve@example.net",
    "ana@example.org,eve",
    "ana@x, eve@y",
    "ana@example.org; eve@example.net",
    "ana@example.org eve@example.net",
    "ana@example.org and eve@example.net",
    "ana@example.org\neve@example.net",
    "Ana, eve@example.net",
    "Ana; Ben",
    "Ana <ana@example.org>, Ben",
    "<ana@example.org> <eve@example.net>",
    "ana@example.org: eve@example.net",
    "Team: eve@example.net;",
    "mailto:ana@example.org,eve@example.net",
]
"""Entries in which a reader that takes what it can would leave somebody out."""


@pytest.mark.parametrize("entry", SEVERAL)
def test_an_entry_that_names_more_than_one_is_refused_and_none_of_them_kept(book, entry):
    with pytest.raises(ToolError, match="names more than one; give them one by one"):
        book.resolve([entry])


@pytest.mark.parametrize("entry", ['"Lima, Ana" <ana@example.org>', "Lima, Ana <ana@example.org>"])
def test_a_comma_in_a_name_makes_nobody_else(book, entry):
    assert addresses(book, entry) == ['"Lima, Ana" <ana@example.org>']


def test_a_book_as_it_is_stays_so_while_the_folder_changes(tmp_path):
    write_person(tmp_path, Person("u-ana", "Ana Lima", ("ana@example.org",)))
    book = AddressBook(tmp_path)
    still = book.as_it_is()
    write_person(tmp_path, Person("u-ben", "Ben Okafor", ("ben@example.org",)))
    assert [person.name for person in still.people] == ["Ana Lima"]
    assert [person.name for person in book.people] == ["Ana Lima", "Ben Okafor"]
