"""Contacts that other programs wrote, changed: their other bytes stay, once is once, and back is back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.tools.people.contact_desk import NOW, Desk
from tools.errors import AmbiguousError, StaleError, ToolError
from tools.people.birthdays import birthday_in, birthday_of, next_birthday, said_birthday

KHARD = b"""BEGIN:VCARD
VERSION:3.0
FN:Ana Lima
N:Lima;Ana;Maria;Dr.;
EMAIL;TYPE=home:ana@home.example
EMAIL;TYPE=work,pref:ana@example.org
TEL;TYPE=cell:+351 1234 567
ORG:Example;Design
CATEGORIES:design,friends
NOTE:A long note that is folded over two lines by whoever has written it\\, wi
 th an escaped comma.
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ==
X-CUSTOM;X-P="a:b":kept
UID:d1b2
REV:2026-01-01T00:00:00Z
END:VCARD
"""
APPLE = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Okafor;Ben;;;\r\nFN:Ben Okafor\r\n"
    b"item1.EMAIL;type=INTERNET:ben@example.org\r\nitem1.X-ABLabel:_$!<Other>!$_\r\n"
    b"item2.TEL:+1 555 0100\r\nitem2.X-ABLabel:Boat\r\nUID:b3n\r\nEND:VCARD\r\n"
)
OUTLOOK = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Eva\r\n"
    b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Eva M=C3=BCller\r\nTEL;WORK;VOICE:030 5550 1\r\n"
    b"EMAIL;PREF;INTERNET:eva@example.org\r\nEND:VCARD\r\n"
)
BOSS = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nAGENT:BEGIN:VCARD\r\nFN:Sue Lee\r\nEND:VCARD\r\n"
    b"FN:Bo Lund\r\nEMAIL:bo@example.org\r\nEND:VCARD\r\n"
)
CHANGES: list[tuple[bytes, dict[str, Any], list[tuple[bytes, bytes]]]] = [
    (KHARD, {"contact": "Ana", "birthday": "4 May 1990"}, [(b"END:", b"BDAY:1990-05-04\nEND:")]),
    (
        KHARD,
        {"contact": "Ana", "birthday": "4 May"},
        [(b"END:", b"BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-04\nEND:")],
    ),
    (
        KHARD,
        {"contact": "Ana", "add_emails": ["ana@new.example"], "remove": ["ana@home.example"]},
        [(b"ana@home.example", b"ana@new.example")],
    ),
    (
        KHARD,
        {"contact": "Ana", "add_phones": ["+351 999 999"]},
        [(b"+351 1234 567\n", b"+351 1234 567\nTEL:+351 999 999\n")],
    ),
    (KHARD, {"contact": "Ana", "remove": ["3511234567"]}, [(b"TEL;TYPE=cell:+351 1234 567\n", b"")]),
    (
        KHARD,
        {"contact": "Ana", "name": "Ana Silva"},
        [(b"FN:Ana Lima", b"FN:Ana Silva"), (b"N:Lima;Ana;Maria;Dr.;", b"N:Silva;Ana;Maria;Dr.;")],
    ),
    (KHARD, {"contact": "Ana", "company": "Acme, Inc."}, [(b"ORG:Example;Design", b"ORG:Acme\\, Inc.")]),
    (KHARD, {"contact": "Ana", "company": "-"}, [(b"ORG:Example;Design\n", b"")]),
    (BOSS, {"contact": "Bo", "name": "Bo Lundh"}, [(b"FN:Bo Lund\r\n", b"FN:Bo Lundh\r\n")]),
    (
        APPLE,
        {"contact": "Ben", "remove": ["+1 555 0100"]},
        [(b"item2.TEL:+1 555 0100\r\nitem2.X-ABLabel:Boat\r\n", b"")],
    ),
    (
        APPLE,
        {"contact": "Ben", "add_emails": ["b@example.org"], "remove": ["ben@example.org"]},
        [(b"ben@example.org", b"b@example.org")],
    ),
    (
        OUTLOOK,
        {"contact": "Eva", "add_phones": ["030 5550 2"], "remove": ["030 5550 1"]},
        [(b"030 5550 1", b"030 5550 2")],
    ),
    (
        OUTLOOK,
        {"contact": "Eva", "name": "Eva Grün"},
        [
            (
                b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Eva",
                "N;CHARSET=UTF-8:Grün;Eva;;;".encode(),
            ),
            (
                b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Eva M=C3=BCller",
                "FN;CHARSET=UTF-8:Eva Grün".encode(),
            ),
        ],
    ),
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "contacts")


@pytest.mark.parametrize(("card", "args", "exchanged"), CHANGES)
def test_a_change_leaves_all_other_bytes_as_they_were_and_undo_brings_those_back(
    desk: Desk, card: bytes, args: dict[str, Any], exchanged: list[tuple[bytes, bytes]]
):
    # Two strangers stand around it, one of whom has no end of line.
    around = (
        b"BEGIN:VCARD\nVERSION:4.0\nFN:Xenia Yo\nEND:VCARD\n\n",
        b"BEGIN:VCARD\nVERSION:4.0\nFN:Zed\nEND:VCARD",
    )
    path = desk.put("all.vcf", around[0] + card + around[1])
    intent, receipt = desk.carry_out(desk.plan("update_contact", **args))
    expected = card.replace(b"REV:2026-01-01T00:00:00Z", b"REV:2026-11-20T10:00:00Z")
    for before, after in exchanged:
        assert expected.count(before) == 1 or before == b"END:"
        expected = expected.replace(before, after, 1)
    assert path.read_bytes() == around[0] + expected + around[1]
    desk.executor.undo(intent, receipt)
    assert path.read_bytes() == around[0] + card + around[1]


def test_what_is_written_is_read_by_the_library_that_khard_reads_with(desk: Desk):
    desk.put("ana.vcf", KHARD)
    desk.do(
        "update_contact",
        contact="Ana",
        birthday="4 May 1990",
        add_phones=["+351 999"],
        job="Müllerin, leitend",
    )
    read = vobject.readOne((desk.folder / "ana.vcf").read_text())
    assert read.bday.value == "1990-05-04"
    assert [one.value for one in read.tel_list] == ["+351 1234 567", "+351 999"]
    assert read.title.value == "Müllerin, leitend"
    assert read.note.value.endswith("by whoever has written it, with an escaped comma.")


def test_a_change_is_found_to_be_done_and_isnt_done_twice(desk: Desk):
    path = desk.put("ana.vcf", KHARD)
    intent = desk.intent(desk.plan("update_contact", contact="Ana", job="Boss"))
    assert desk.executor.find(intent) is None
    desk.executor.act(intent)
    once = path.read_bytes()
    assert desk.executor.find(intent) is not None
    desk.executor.act(intent)
    assert path.read_bytes() == once


def test_of_two_cards_one_of_which_was_written_before_a_crash_the_other_follows(desk: Desk):
    desk.put("a.vcf", KHARD)
    desk.put("b.vcf", APPLE)
    intent = desk.intent(desk.plan("merge_contacts", contact="Ana", other="Ben"))
    (desk.folder / "b.vcf").unlink()
    assert desk.executor.find(intent) is None
    desk.executor.act(intent)
    [ana] = desk.people.people
    assert ana.emails == ("ana@example.org", "ana@home.example", "ben@example.org")


def test_a_card_that_another_program_changed_meanwhile_is_left_alone(desk: Desk):
    path = desk.put("ana.vcf", KHARD)
    intent = desk.intent(desk.plan("update_contact", contact="Ana", job="Boss"))
    path.write_bytes(KHARD.replace(b"friends", b"family"))
    with pytest.raises(StaleError):
        desk.executor.act(intent)
    assert path.read_bytes() == KHARD.replace(b"friends", b"family")


def test_what_was_changed_since_is_not_taken_back(desk: Desk):
    intent, receipt = desk.carry_out(desk.plan("save_contact", name="Zoe Quinn", phones=["123 45"]))
    [path] = desk.folder.glob("*.vcf")
    path.write_bytes(path.read_bytes().replace(b"Zoe", b"Zoey"))
    with pytest.raises(StaleError):
        desk.executor.undo(intent, receipt)
    assert path.exists()


def test_a_merge_keeps_what_only_the_other_has_and_one_undo_makes_two_again(desk: Desk):
    ana, ben = desk.put("a.vcf", KHARD), desk.put("b.vcf", APPLE)
    team = desk.put(
        "t.vcf",
        b"BEGIN:VCARD\r\nVERSION:4.0\r\nUID:t1\r\nKIND:group\r\nFN:Team\r\nMEMBER:b3n\r\nEND:VCARD\r\n",
    )
    before = [path.read_bytes() for path in (ana, ben, team)]
    plan = desk.plan("merge_contacts", contact="Ana Lima", other="ben@example.org")
    assert plan.warnings == ("They have different names: Ana Lima, and Ben Okafor",)
    intent, receipt = desk.carry_out(plan)
    assert not ben.exists()
    text = ana.read_text()
    assert "item1.EMAIL;type=INTERNET:ben@example.org\nitem1.X-ABLabel:_$!<Other>!$_\n" in text
    assert "item2.TEL:+1 555 0100\n" in text
    assert "X-ABLabel:Boat" in text
    assert "NICKNAME:Ben Okafor\n" in text
    assert b"MEMBER:d1b2\r\n" in team.read_bytes()
    assert b"b3n" not in team.read_bytes()
    desk.executor.undo(intent, receipt)
    assert [path.read_bytes() for path in (ana, ben, team)] == before


def test_a_deleted_contact_leaves_its_groups_and_comes_back_where_it_stood(desk: Desk):
    both = desk.put("both.vcf", APPLE + OUTLOOK)
    team = desk.put(
        "t.vcf",
        b"BEGIN:VCARD\r\nVERSION:4.0\r\nUID:t1\r\nKIND:group\r\nFN:Team\r\nMEMBER:b3n\r\nEND:VCARD\r\n",
    )
    intent, receipt = desk.carry_out(desk.plan("delete_contact", contact="Ben"))
    assert both.read_bytes() == OUTLOOK
    assert b"MEMBER" not in team.read_bytes()
    desk.executor.undo(intent, receipt)
    assert both.read_bytes() == APPLE + OUTLOOK
    assert b"MEMBER:b3n\r\n" in team.read_bytes()


def test_a_group_is_made_changed_and_deleted(desk: Desk):
    desk.put("a.vcf", KHARD)
    desk.put("b.vcf", APPLE)
    desk.do("change_group", group="Climbing", add=["Ana"])
    desk.do("change_group", group="climbing", add=["Ben"], name="Peaks")
    [group] = [one for one in desk.people.groups if one.name == "Peaks"]
    assert [one.name for one in group.members] == ["Ana Lima", "Ben Okafor"]
    desk.do("change_group", group="Peaks", remove=["Ana"])
    desk.do("delete_contact", contact="Peaks")
    assert [one.name for one in desk.people.groups] == ["design", "friends"]


@pytest.mark.parametrize(
    ("tool", "args", "said"),
    [
        ("save_contact", {"name": "Ana L", "emails": ["ANA@example.org"]}, "use update_contact"),
        ("save_contact", {"name": "Bo", "emails": ["nothing"]}, "not a mail address"),
        ("save_contact", {"name": "Bo", "phones": ["soon"]}, "no phone number"),
        ("save_contact", {"name": "Bo", "birthday": "3 May 2031"}, "still to come"),
        ("save_contact", {"name": "Bo", "birthday": "every Monday"}, "no day"),
        ("update_contact", {"contact": "Ana", "remove": ["x@example.org"]}, "there is: ana@example.org"),
        ("update_contact", {"contact": "Ana", "company": "Example; Design"}, "nothing would change"),
        ("update_contact", {"contact": "Ana", "add_emails": ["ben@example.org"]}, "merge_contacts"),
        ("merge_contacts", {"contact": "Ana", "other": "ana@home.example"}, "is one contact"),
        ("delete_contact", {"contact": "Nemo"}, "nobody called 'Nemo'"),
        ("change_group", {"group": "Nowhere", "remove": ["Ana"]}, "nobody called|no group"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_with_what_would_work(
    desk: Desk, tool: str, args: dict[str, Any], said: str
):
    desk.put("a.vcf", KHARD)
    desk.put("b.vcf", APPLE)
    with pytest.raises(ToolError, match=said):
        desk.plan(tool, **args)


def test_of_two_with_one_name_and_no_address_the_other_stays(desk: Desk):
    for phone in ("111", "222"):
        desk.put(f"{phone}.vcf", f"BEGIN:VCARD\r\nFN:Jo Reed\r\nTEL:{phone}\r\nEND:VCARD\r\n".encode())
    with pytest.raises(AmbiguousError, match="Jo Reed, 111; Jo Reed, 222"):
        desk.plan("delete_contact", contact="Jo Reed")
    desk.do("delete_contact", contact="Jo Reed, 222")
    assert [path.name for path in desk.folder.glob("*.vcf")] == ["111.vcf"]


def test_one_who_is_kept_twice_goes_twice_and_that_is_told_before(desk: Desk):
    for name in "ab":
        desk.put(f"{name}.vcf", b"BEGIN:VCARD\nFN:Pia\nEMAIL:pia@example.org\nEND:VCARD\n")
    assert desk.plan("delete_contact", contact="Pia").warnings == (
        "It is kept on 2 cards, and all go: a.vcf, b.vcf",
    )


def test_of_two_with_one_name_it_is_asked_and_each_can_be_named(desk: Desk):
    for uid, phone in (("one11111", "111 11"), ("two22222", "222 22")):
        desk.put(
            f"{uid}.vcf",
            f"BEGIN:VCARD\nVERSION:4.0\nUID:{uid}\nFN:Bo\nTEL:{phone}\nEMAIL:b@{uid}.example\nEND:VCARD\n".encode(),
        )
    with pytest.raises(AmbiguousError) as raised:
        desk.plan("delete_contact", contact="Bo")
    for candidate in raised.value.candidates:
        desk.plan("delete_contact", contact=candidate)


def test_an_address_that_looks_like_a_known_one_is_warned_of(desk: Desk):
    desk.put("a.vcf", KHARD)
    plan = desk.plan("save_contact", name="Zoe", emails=["ana@examp1e.org"])
    assert any("looks like" in said for said in plan.warnings)


@pytest.mark.parametrize(
    ("said", "kept", "shown"),
    [
        ("4 May 1990", "1990-05-04", "4 May 1990"),
        ("May 4", "--05-04", "4 May"),
        ("1990-05-04", "1990-05-04", "4 May 1990"),
        ("--02-29", "--02-29", "29 February"),
        ("29 February 1988", "1988-02-29", "29 February 1988"),
    ],
)
def test_a_birthday_is_understood_and_said(said: str, kept: str, shown: str):
    assert birthday_of(said, NOW) == kept
    assert said_birthday(kept) == shown


def test_a_birthday_on_a_leap_day_is_on_the_first_of_march_in_other_years():
    assert str(birthday_in("1988-02-29", 2027)) == "2027-03-01"
    assert str(birthday_in("1988-02-29", 2028)) == "2028-02-29"
    assert str(next_birthday("--11-20", NOW.date())) == "2026-11-20"
    assert str(next_birthday("--11-19", NOW.date())) == "2027-11-19"


def test_when_it_was_changed_is_only_said_on_cards_that_say_such_things(desk: Desk):
    path = desk.put("b.vcf", APPLE)
    desk.do("update_contact", contact="Ben", job="Sailor")
    assert b"REV" not in path.read_bytes()
    assert datetime(2026, 11, 20, 10, tzinfo=UTC) == NOW


def test_an_address_goes_in_all_its_spellings(tmp_path):
    desk = Desk(tmp_path)
    lines = ["FN:Pia", "EMAIL:Pia@Example.org", "EMAIL;TYPE=work:pia@example.org", "EMAIL:p@x.example"]
    path = desk.put("a.vcf", "\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""]).encode())
    desk.do("update_contact", contact="Pia", remove=["pia@example.org"])
    assert path.read_text() == "BEGIN:VCARD\nFN:Pia\nEMAIL:p@x.example\nEND:VCARD\n"
