"""What is noticed about those to whom something would go: mails and invitations alike."""

import unicodedata
from collections.abc import Callable

import pytest

from tools.people.circle import Circle
from tools.people.contacts import Address, Person
from tools.people.likeness import TABLE, mixed_scripts, one_apart, skeleton
from tools.people.owner import Owner

ANA = Person("u-ana", "Ana Silva", ("ana.silva@acme.example", "ana@home.example"))
BEN = Person("u-ben", "Ben Okafor", ("ben.okafor@acme.example",))
NEVER: Callable[[str], bool] = frozenset[str]().__contains__
ME = Owner.of(Address("Max Muster", "max@acme.example"), Address("", "max@muster.example"))


def circle(*written_to: str) -> Circle:
    return Circle(ME, (ANA, BEN), lambda email: email in written_to)


def doubts(*addresses: Address, written_to: tuple[str, ...] = ()) -> list[str]:
    usual = ("Never written", "Goes outside", "Servers are told")
    return [said for said in circle(*written_to).warnings(addresses) if not said.startswith(usual)]


@pytest.mark.parametrize(
    "address",
    [
        Address("Ana Silva", "ana.silva@acme.example"),
        Address("Silva, Ana", "ana@home.example"),
        Address("Max Muster", "max@muster.example"),
        Address("ana@home.example", "ana@home.example"),
        Address("'ana@home.example'", "ana@home.example"),
        Address("Ben", "cy@elsewhere.example"),
        Address("Łukasz Żak", "l.zak@sub.acme.example"),
        Address("Δημήτρης Παπάς", "dimitris@hellas.example"),
        Address("山田タロウA", "taro@nihon.example"),
        Address("Günther Groß", "g.gross@straße.example"),
        Address("", "info@acne.org"),
        Address("", "i@home.exampl.acme.test"),
    ],
    ids=str,
)
def test_an_honest_name_and_address_are_in_no_doubt(address: Address) -> None:
    assert doubts(address) == []
    assert circle().warned("Send it", [address]) == "Send it"


@pytest.mark.parametrize(
    ("address", "sentence", "brief"),
    [
        (
            Address("ana.silva@acme.example", "x@evil.example"),
            "It says ana.silva@acme.example, but goes to x@evil.example",
            "'ana.silva@acme.example' goes to x@evil.example",
        ),
        (
            Address("Ana (ana.silva@acme.example)", "x@evil.example"),
            "It says Ana (ana.silva@acme.example), but goes to x@evil.example",
            "'Ana (ana.silva@acme.example)' goes to x@evil.example",
        ),
        (
            Address("Silva, Ana", "x@evil.example"),
            "x@evil.example is not an address of Ana Silva, who has ana.silva@acme.example",
            "'Silva, Ana' goes to x@evil.example",
        ),
        (
            Address("Αna Silva", "x@evil.example"),  # the first letter is Greek
            "x@evil.example is not an address of Ana Silva, who has ana.silva@acme.example",
            "'Αna Silva' goes to x@evil.example",
        ),
        (
            Address("Ana Silva", "ben.okafor@acme.example"),
            "ben.okafor@acme.example is not an address of Ana Silva, who has ana.silva@acme.example",
            "'Ana Silva' goes to ben.okafor@acme.example",
        ),
        (
            Address("Max Muster", "x@evil.example"),
            "x@evil.example is not an address of Max Muster, who has max@acme.example",
            "'Max Muster' goes to x@evil.example",
        ),
        (
            Address("", "ana.si1va@acme.example"),
            "ana.si1va@acme.example looks like ana.silva@acme.example, and is not",
            "ana.si1va@acme.example only looks like ana.silva@acme.example",
        ),
        (
            Address("", "ben.0kaf0r@acme.example"),
            "ben.0kaf0r@acme.example looks like ben.okafor@acme.example, and is not",
            "ben.0kaf0r@acme.example only looks like ben.okafor@acme.example",
        ),
        (
            Address("", "ana.siIva@acme.example"),
            "ana.siIva@acme.example looks like ana.silva@acme.example, and is not",
            "ana.siIva@acme.example only looks like ana.silva@acme.example",
        ),
        (
            Address("", "ana.silvia@acme.example"),
            "ana.silvia@acme.example looks like ana.silva@acme.example, and is not",
            "ana.silvia@acme.example only looks like ana.silva@acme.example",
        ),
        (
            Address("", "info@acrne.example"),
            "info@acrne.example looks like acme.example, and is not",
            "info@acrne.example only looks like acme.example",
        ),
        (
            Address("", "info@acmee.example"),
            "info@acmee.example looks like acme.example, and is not",
            "info@acmee.example only looks like acme.example",
        ),
        (
            Address("", "info@аcme.example"),  # the first letter of the domain is Cyrillic
            "info@аcme.example looks like acme.example, and is not",
            "info@аcme.example only looks like acme.example",
        ),
        (
            Address("", "info@xn--cme-5cd.example"),
            "info@xn--cme-5cd.example looks like acme.example, and is not",
            "info@xn--cme-5cd.example only looks like acme.example",
        ),
        (
            Address("", "ana@acme.example.evil.test"),
            "ana@acme.example.evil.test is not at acme.example, but at evil.test",
            "ana@acme.example.evil.test is not at acme.example",
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, Address) else "",
)
def test_somebody_who_is_not_whom_they_seem_is_named_on_the_card_and_in_the_one_line(
    address: Address, sentence: str, brief: str
) -> None:
    assert sentence in doubts(address)
    assert f"(careful: {brief}" in circle().warned("Send it", [address])


def test_letters_of_two_scripts_in_one_word_are_told() -> None:
    mixed = Address("Раypal", "service@example.test")
    assert doubts(mixed) == ["Раypal <service@example.test> mixes Latin and Cyrillic letters in one word"]
    assert mixed_scripts("Anna и Борис") == ()
    assert mixed_scripts("Борис") == ()


def test_an_address_that_was_written_to_may_be_a_letter_apart_but_not_an_imitation() -> None:
    near, alike = "info@acmee.example", "info@acrne.example"
    assert doubts(Address("", near), written_to=(near,)) == []
    assert doubts(Address("", alike), written_to=(alike,)) != []


def test_a_namesake_of_a_contact_who_has_that_address_is_in_no_doubt() -> None:
    other = Person("u-ana2", "Ana Silva", ("ana@third.example",))
    two = Circle(ME, (ANA, other), NEVER)
    assert two.warned("Send it", [Address("Ana Silva", "ana@third.example")]) == "Send it"


def test_providers_are_not_taken_for_each_other() -> None:
    person = Person("u-cy", "Cy Ek", ("cy.ekman@gmail.com",))
    known = Circle(ME, (person,), NEVER)
    assert known.warned("Send it", [Address("", "shop@mail.com")]) == "Send it"
    assert "looks like cy.ekman@gmail.com" in known.warned("Send it", [Address("", "cy.ekmann@gmail.com")])


def test_an_encoded_domain_is_shown_as_it_reads_and_one_that_is_not_as_it_is_sent() -> None:
    assert "Servers are told a@xn--strae-oqa.example for a@straße.example" in circle().warnings(
        [Address("", "a@straße.example")]
    )
    assert "a@xn--strae-oqa.example reads a@straße.example" in circle().warnings(
        [Address("", "a@xn--strae-oqa.example")]
    )


def test_two_doubts_are_counted_in_the_one_line() -> None:
    said = circle().warned(
        "Send it", [Address("Ana Silva", "x@evil.example"), Address("", "i@acrne.example")]
    )
    assert said == "Send it (careful: 'Ana Silva' goes to x@evil.example, and 1 more)"


def test_strangers_and_outsiders_are_named_once_under_however_many_names() -> None:
    twice = [Address("A", "new@far.example"), Address("B", "new@far.example")]
    assert circle().warnings(twice) == (
        "Never written to before: new@far.example",
        "Goes outside acme.example: new@far.example",
    )


def test_nobody_is_a_stranger_to_themselves() -> None:
    assert circle().warnings([Address("", "max+shop@acme.example")]) == ()


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("example", "exmaple", True),
        ("example", "exampl", True),
        ("example", "eexample", True),
        ("example", "exampla", True),
        ("example", "example", False),
        ("example", "elpmaxe", False),
        ("exampl", "examples", False),
        ("anna", "ana", False),
    ],
)
def test_one_letter_apart(one: str, other: str, near: bool) -> None:
    assert one_apart(one, other) is near
    assert one_apart(other, one) is near


def test_every_look_alike_of_the_table_has_the_skeleton_of_what_it_looks_like() -> None:
    rows = [line.split("\t") for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    assert len(rows) > 700
    for code, looks in rows:
        assert skeleton(chr(int(code, 16))) == unicodedata.normalize("NFKD", looks).casefold()
