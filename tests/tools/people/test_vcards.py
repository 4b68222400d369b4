from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.people.address_book import AddressBook
from tools.people.card_writing import write_group, write_person
from tools.people.contacts import Group, Person
from tools.people.vcards import read_cards

KHARD = b"""BEGIN:VCARD
VERSION:3.0
UID:d1b2
FN:Ana Lima
N:Lima;Ana;;;
NICKNAME:Annie,An
EMAIL;TYPE=home:ana@home.example
EMAIL;TYPE=work,pref:ana@example.org
TEL;TYPE=cell:+351 1234
ORG:Example;Design
CATEGORIES:design,friends
REV:2026-01-01T00:00:00Z
END:VCARD
"""

APPLE = b"""BEGIN:VCARD\r
VERSION:3.0\r
N:Team;;;;\r
FN:Design team\r
X-ADDRESSBOOKSERVER-KIND:group\r
X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:d1b2\r
UID:g1\r
END:VCARD\r
"""


def test_a_card_that_khard_wrote_is_read():
    (card,) = read_cards(KHARD).cards
    assert card.person == Person(
        uid="d1b2",
        name="Ana Lima",
        emails=("ana@example.org", "ana@home.example"),
        nicknames=("Annie", "An"),
        categories=("design", "friends"),
        organization="Example; Design",
        phones=("+351 1234",),
    )


def test_a_group_of_apple_contacts_is_read(tmp_path):
    (tmp_path / "a.vcf").write_bytes(KHARD)
    (tmp_path / "b.vcf").write_bytes(APPLE)
    assert [str(address) for address in AddressBook(tmp_path).resolve(["design team"])] == [
        "Ana Lima <ana@example.org>"
    ]


def test_members_may_be_addresses_groups_and_gone(tmp_path):
    (tmp_path / "all.vcf").write_text(
        "BEGIN:VCARD\nVERSION:4.0\nUID:inner\nKIND:group\nFN:Inner\nMEMBER:mailto:x@example.org\nMEMBER:outer\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nUID:outer\nKIND:group\nFN:Outer\nMEMBER:inner\nMEMBER:urn:uuid:gone\n"
        "MEMBER:MAILTO:y@example.org\nEND:VCARD\n"
    )
    assert [str(address) for address in AddressBook(tmp_path).resolve(["Outer"])] == [
        "x@example.org",
        "y@example.org",
    ]


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"", []),
        (b"garbage\n\xff\xfe\x00", []),
        (b"BEGIN:VCARD\nFN:Ana\nthis line has no colon\nEMAIL:a@b.example\nEND:VCARD\n", ["Ana"]),
        (b"BEGIN:VCARD\nVERSION:4.0\nEND:VCARD\nBEGIN:VCARD\nFN:Ben\nEND:VCARD\n", ["Ben"]),
        (b"BEGIN:VCARD\nFN:never ended\n", ["never ended"]),
        (b"\xef\xbb\xbfBEGIN:VCARD\r\nFN:J\xc3\xb6rg\r\nEND:VCARD\r\n", ["Jörg"]),
        (
            b"BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B6rg\nEND:VCARD\n",
            ["Jörg"],
        ),
        (b"BEGIN:VCARD\nFN:Long na\n me\nEND:VCARD\n", ["Long name"]),
    ],
)
def test_what_is_broken_costs_only_itself(data, names):
    assert [card.person.name for card in read_cards(data).cards] == names


def test_a_file_is_replaced_whole_and_leaves_nothing_beside(tmp_path):
    person = Person("u1", "Ana Lima", ("a@example.org",))
    write_person(tmp_path, person)
    write_person(tmp_path, Person("u1", "Ana Lima", ("b@example.org",)))
    assert [path.name for path in tmp_path.iterdir()] == ["u1.vcf"]
    assert AddressBook(tmp_path).people[0].emails == ("b@example.org",)


def test_a_uid_cannot_lead_out_of_the_folder(tmp_path):
    path = write_person(tmp_path / "contacts", Person("../../x", "Ana"))
    assert path.parent == tmp_path / "contacts"


text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60
)
line = text.map(lambda value: " ".join(value.split())).filter(bool)


@given(
    name=line,
    nicknames=st.lists(line, max_size=3, unique=True),
    organization=line,
    groups=st.lists(line, max_size=2),
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(tmp_path_factory, name, nicknames, organization, groups):
    folder = Path(tmp_path_factory.mktemp("contacts"))
    person = Person(
        "u1", name, ("a@example.org",), nicknames=tuple(nicknames), categories=tuple(dict.fromkeys(groups))
    )
    path = write_person(folder, person)
    assert read_cards(path.read_bytes()).cards[0].person == person
    assert all(len(line) <= 75 for line in path.read_bytes().split(b"\r\n"))
    group = write_group(folder, Group("g1", name, (person,)))
    assert read_cards(group.read_bytes()).cards[0].members == ("u1",)
