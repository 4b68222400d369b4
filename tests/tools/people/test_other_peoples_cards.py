"""Cards of other programs, old and broken ones: the right people, and what can't be read is told."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import ToolError
from tools.people.address_book import AddressBook
from tools.people.vcards import read_cards


def card(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""]).encode("latin-1")


def book(folder, **files: bytes) -> AddressBook:
    for name, data in files.items():
        (folder / f"{name}.vcf").write_bytes(data)
    return AddressBook(folder)


def mails(people: AddressBook, name: str) -> list[str]:
    return [address.email for address in people.resolve([name])]


@pytest.mark.parametrize(
    "name",
    [
        "FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:S=F8ren =C5berg",
        "FN;QUOTED-PRINTABLE;CHARSET=windows-1252:S=F8ren =C5berg",
        "FN;ENCODING=QUOTED-PRINTABLE:S=C3=B8ren =C3=85berg",
        "FN;ENCODING=QUOTED-PRINTABLE:S=C3=B8ren=\r\n =C3=85berg",
        "FN;CHARSET=ISO-8859-1:S\u00f8ren \u00c5berg",
        "FN:S\u00f8ren \u00c5berg",
        "FN;CHARSET=no-such:S\u00f8ren \u00c5berg",
        "item7.FN:S\u00f8ren \u00c5berg",
        "FN;ENCODING=b;CHARSET=utf-8:U8O4cmVuIMOFYmVyZw==",
        "FN;CHARSET=iso-8859-1;ENCODING=BASE64:U/hyZW4gxWJlcmc=",
    ],
)
def test_a_name_is_read_in_the_letters_that_it_was_written_in(tmp_path, name):
    people = book(tmp_path, a=card("VERSION:2.1", name, "EMAIL;INTERNET;PREF:soren@example.org"))
    assert [person.name for person in people.people] == ["S\u00f8ren \u00c5berg"]
    assert mails(people, "s\u00f8ren") == ["soren@example.org"]


@pytest.mark.parametrize(
    ("lines", "email"),
    [
        (["EMAIL:MAILTO:pia@example.org"], "pia@example.org"),
        (["EMAIL:Pia Roth <pia@example.org>"], "pia@example.org"),
        (["EMAIL:  pia@example.org  "], "pia@example.org"),
        (["EMAIL;TYPE=EX,PREF:/o=Org/ou=Site/cn=pia", "EMAIL;TYPE=SMTP:pia@example.org"], "pia@example.org"),
        (["EMAIL:xmpp:pia@chat.example", "EMAIL:pia@example.org"], "pia@example.org"),
        (["item1.EMAIL;type=pref:pia@example.org", "item1.X-ABLabel:Work"], "pia@example.org"),
        (["EMAIL:", "EMAIL:pia@example.org"], "pia@example.org"),
        (["EMAIL:pia@example.org;"], "pia@example.org"),
        (["EMAIL;ENCODING=b:cGlhQGV4YW1wbGUub3Jn"], "pia@example.org"),
        (["EMAIL;PREF=2:b@example.org", "EMAIL;PREF=1:a@example.org"], "a@example.org"),
    ],
)
def test_of_what_stands_for_addresses_the_mail_address_is_taken(tmp_path, lines, email):
    people = book(tmp_path, a=card("VERSION:3.0", "FN:Pia", *lines))
    assert mails(people, "Pia")[0] == email
    assert people.problems == ()


def test_signs_that_nobody_sees_are_in_no_address(tmp_path):
    lines = ("EMAIL:\u202apia@example.org\u202c", "EMAIL:\ufeffpia@exam\u200bple.net")
    text = "\r\n".join(["BEGIN:VCARD", "FN:Pia", *lines, "END:VCARD", ""])
    people = book(tmp_path, a=text.encode())
    assert people.people[0].emails == ("pia@example.org", "pia@example.net")
    assert people.resolve(["\u202apia@example.net\u202c"])[0].email == "pia@example.net"


def test_an_address_in_two_spellings_is_one_the_preferred_one(tmp_path):
    people = book(
        tmp_path,
        a=card("FN:Pia", "EMAIL:pia@example.org", "EMAIL:b@x.example", "EMAIL;PREF=1:Pia@EXAMPLE.org"),
    )
    assert people.people[0].emails == ("Pia@EXAMPLE.org", "b@x.example")


@pytest.mark.parametrize("year", ["0000", "1604"])
def test_a_year_that_stands_for_none_is_none(tmp_path, year):
    people = book(tmp_path, a=card("FN:Pia", f"BDAY;VALUE=date:{year}-04-12"))
    assert people.people[0].birthday == "--04-12"


def test_a_picture_is_no_text(tmp_path):
    people = book(tmp_path, a=card("FN:Pia", "NICKNAME;ENCODING=b:/9j/4AAQSkZJRgABAQ==", "EMAIL:p@x.example"))
    assert people.people[0].nicknames == ("/9j/4AAQSkZJRgABAQ==",)
    people = book(tmp_path, a=card("FN:Pia", "NICKNAME;ENCODING=b:AAECAwQF"))
    assert people.people[0].nicknames == ("AAECAwQF",)


def test_a_person_with_nothing_but_another_address_has_none_and_that_is_told(tmp_path):
    people = book(tmp_path, a=card("FN:Pia", "EMAIL:/o=Org/cn=pia"))
    with pytest.raises(ToolError, match="Pia has no mail address"):
        people.resolve(["Pia"])
    (problem,) = people.problems
    assert problem.line.endswith("a.vcf: 'Pia': '/o=Org/cn=pia' is no mail address")


def test_two_addresses_in_one_value_are_none_and_that_is_told(tmp_path):
    people = book(
        tmp_path, a=card("FN:Pia", "EMAIL:pia@example.org\\, eve@example.net", "EMAIL:pia@x.example")
    )
    assert mails(people, "Pia") == ["pia@x.example"]
    (problem,) = people.problems
    assert problem.reason == "'Pia': 'pia@example.org, eve@example.net' is no mail address"


def test_a_file_in_utf_16_and_a_name_over_two_lines_are_read(tmp_path):
    outlook = card("FN:S\u00f8ren", "EMAIL:soren@example.org").decode("latin-1").encode("utf-16")
    people = book(tmp_path, a=outlook, b=card("FN:Pia\\nRoth", "EMAIL:pia@example.org"))
    assert [person.name for person in people.people] == ["Pia Roth", "S\u00f8ren"]
    assert people.problems == ()


def test_a_card_without_its_end_is_a_card_and_told(tmp_path):
    data = card("FN:One", "EMAIL:one@example.org").replace(b"END:VCARD\r\n", b"") + card("FN:Two")
    people = book(tmp_path, all=data)
    assert [person.name for person in people.people] == ["One", "Two"]
    assert [problem.reason for problem in people.problems] == ["the card of 'One' has no end"]


def test_cards_that_were_joined_without_a_line_end_are_two_people(tmp_path):
    one, two = card("FN:One", "EMAIL:one@example.org"), card("FN:Two", "EMAIL:two@example.org")
    people = book(tmp_path, all=one.rstrip(b"\r\n") + two + card("FN:Three", "EMAIL:three@example.org"))
    assert {person.name: person.emails for person in people.people} == {
        "One": ("one@example.org",),
        "Two": ("two@example.org",),
        "Three": ("three@example.org",),
    }
    assert [problem.reason for problem in people.problems] == [
        "the card of 'One' shares a line with another one; the card of 'Two' shares a line with another one"
    ]


@pytest.mark.parametrize("between", ["\r\n", ""])
def test_a_card_in_a_card_is_not_taken_for_it(tmp_path, between):
    inner = card("FN:Secretary", "EMAIL:secretary@example.org").decode().strip()
    people = book(tmp_path, a=card("FN:Boss", f"AGENT:{between}{inner}", "EMAIL:boss@example.org"))
    assert [(person.name, person.emails) for person in people.people] == [("Boss", ("boss@example.org",))]


def test_files_that_were_joined_with_their_byte_order_marks_are_all_read(tmp_path):
    one, two = (b"\xef\xbb\xbf" + card(f"FN:{name}") for name in ("One", "Two"))
    assert [person.name for person in book(tmp_path, all=one + two).people] == ["One", "Two"]


def test_a_file_whose_ending_is_in_capitals_is_read(tmp_path):
    (tmp_path / "PHONE.VCF").write_bytes(card("FN:Pia"))
    assert [person.name for person in AddressBook(tmp_path).people] == ["Pia"]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["N:;;;;", "FN:", "TEL:+49 30 5550"], "+49 30 5550"),
        (["NICKNAME:Bobby", "TEL:+49 30 5550"], "Bobby"),
        (["ORG:Larkspur\\, Inc.;Sales"], "Larkspur, Inc.; Sales"),
    ],
)
def test_who_has_no_name_is_called_by_what_there_is(tmp_path, lines, name):
    assert [person.name for person in book(tmp_path, a=card(*lines)).people] == [name]


def test_two_of_one_name_without_an_address_are_two(tmp_path):
    cards = {name: card(f"UID:{name}", "FN:Jo Reed", f"TEL:{name * 3}") for name in "12"}
    people = book(tmp_path, **cards, again=cards["1"]).people
    assert [(person.name, person.phones) for person in people] == [
        ("Jo Reed", ("111",)),
        ("Jo Reed", ("222",)),
    ]


def test_one_who_is_kept_twice_has_the_phones_of_both(tmp_path):
    cards = {name: card("FN:Pia", "EMAIL:pia@example.org", f"TEL:{name * 3}") for name in "12"}
    assert [person.phones for person in book(tmp_path, **cards).people] == [("111", "222")]


@pytest.mark.parametrize(
    ("line", "birthday"),
    [
        ("BDAY:4.5.1990", "1990-05-04"),
        ("BDAY:1990-5-4", "1990-05-04"),
        ("BDAY:0000-05-04", "--05-04"),
        ("BDAY;VALUE=text:around 1800", ""),
        ("BDAY:1990-05", ""),
        ("BDAY:05/04/1990", None),
    ],
)
def test_a_birthday_of_another_form_is_read_or_told(tmp_path, line, birthday):
    people = book(tmp_path, a=card("FN:Pia", line))
    assert people.people[0].birthday == (birthday or "")
    told = ["'Pia': its birthday can't be read: '05/04/1990'"] if birthday is None else []
    assert [problem.reason for problem in people.problems] == told


def test_only_mail_addresses_of_a_group_get_mail_and_who_is_missing_is_told(tmp_path):
    team = card(
        "KIND:Group", "FN:Team", "UID:t", "MEMBER:urn:uuid:AB-C1", "MEMBER:MAILTO:x@example.org",
        "MEMBER:xmpp:y@example.org", "MEMBER:sip:z@example.org", "MEMBER:tel:+49-1", "MEMBER:urn:uuid:gone",
    )  # fmt: skip
    people = book(tmp_path, a=card("FN:Pia", "UID:urn:uuid:ab-C1", "EMAIL:pia@example.org"), t=team)
    assert mails(people, "team") == ["pia@example.org", "x@example.org"]
    assert [problem.reason for problem in people.problems] == ["of 'Team' nobody here is urn:uuid:gone"]


def test_groups_that_contain_each_other_are_read_in_no_time(tmp_path):
    names = [f"g{number}" for number in range(60)]
    groups = b"".join(
        card("KIND:group", f"FN:{name}", f"UID:{name}", *(f"MEMBER:{other}" for other in names), "MEMBER:p")
        for name in names
    )
    people = book(tmp_path, all=groups + card("FN:Pia", "UID:p", "EMAIL:pia@example.org"))
    assert {len(group.members) for group in people.groups} == {1}
    assert people.problems == ()


def test_one_bad_file_costs_only_itself_and_is_named_once(tmp_path):
    people = book(tmp_path, good=card("FN:Pia", "EMAIL:pia@example.org"), empty=b"", noise=b"\xff\xfe\x00")
    (tmp_path / "folder.vcf").mkdir()
    (tmp_path / "link.vcf").symlink_to(tmp_path / "link.vcf")
    os.mkfifo(tmp_path / "pipe.vcf")
    (tmp_path / "big.vcf").write_bytes(b"x" * 20_000_001)
    latin = os.fsencode(tmp_path) + b"/k\xf6nig.vcf"
    with open(latin, "wb") as file:  # noqa: PTH123  a name that is no text
        file.write(card("FN:K\u00f6nig") + b"noise")
    assert [person.name for person in people.people] == ["K\u00f6nig", "Pia"]
    told = {problem.path.rpartition("/")[2]: problem.reason for problem in people.problems}
    assert sorted(told) == ["big.vcf", "empty.vcf", "folder.vcf", "link.vcf", "noise.vcf", "pipe.vcf"]
    assert told["big.vcf"] == "it can't be read (it is larger than 20 MB)"
    assert len(people.problems) == len(told)


PIECES = st.sampled_from(
    [
        b"BEGIN:VCARD\r\n",
        b"END:VCARD\r\n",
        b"FN:",
        b"EMAIL:",
        b"N:;;",
        b"KIND:group\n",
        b"MEMBER:",
        b"AGENT:\n",
        b";ENCODING=QUOTED-PRINTABLE",
        b";CHARSET=utf-7:",
        b"=\r\n",
        b"\r\n ",
        b'"',
        b"\xff",
        b"(" * 300,
        b"a@b.example",
        b"UID:urn:uuid:",
        b';TYPE="a,b',
        b"\\",
        b",",
        b"\r",
    ]
)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=40).map(b"".join))
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_read_and_a_good_card_after_them_is_there(tmp_path_factory, data):
    found = read_cards(data)
    assert all(person.person.name for person in found.cards)
    people = book(tmp_path_factory.mktemp("cards"), bad=data, good=card("FN:Pia", "EMAIL:pia@example.org"))
    assert "Pia" in [person.name for person in people.people]
    assert all(group.members is not None for group in people.groups)
    assert all(problem.reason for problem in people.problems)
