"""Any bytes as vCards and as names of files: nothing raises, good neighbours are there and change alone."""

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.people.contact_desk import Desk
from tests.tools.people.test_changing_contacts import APPLE, BOSS, KHARD, OUTLOOK
from tests.tools.people.test_other_peoples_cards import PIECES
from tools.errors import AssistantError
from tools.people.address_book import AddressBook

GOOD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Good Neighbour\r\nEMAIL:good@neighbour.example\r\nEND:VCARD\r\n"
TEAM = (
    b"BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Team\nUID:t\nMEMBER:urn:uuid:d1b2\nMEMBER:mailto:x@y.example\n"
    b"END:VCARD\n"
)
CORPUS = (KHARD, APPLE, OUTLOOK, BOSS, TEAM, KHARD + TEAM, APPLE.replace(b"\r\n", b"\r"), BOSS + OUTLOOK)
SPOILERS = [b"\r\n", b"\n ", b"\r", b";", b":", b'"', b",", b"\xff", b"=", b"\x00", b"END:VCARD", b"item1."]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(CORPUS)))
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(chance.randrange(10)):
        at = chance.randrange(len(data) or 1)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randrange(60)]
            case 2:
                data[at:at] = data[at : at + chance.randrange(120)]
            case _:
                data[at:at] = chance.choice(SPOILERS)
    return bytes(data)


CARDS = mutated() | st.lists(PIECES | st.binary(max_size=20), max_size=40).map(b"".join)


@given(CARDS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_good_card_beside_any_bytes_changes_alone(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    desk = Desk(tmp_path_factory.mktemp("home") / "contacts")
    before = data if data.endswith(b"\n") or not data else data + b"\r\n"
    path = desk.put("mixed.vcf", before + GOOD)
    alone = desk.put("alone.vcf", GOOD.replace(b"Good", b"Other").replace(b"good@", b"other@"))
    assert "Other Neighbour" in [person.name for person in desk.people.people]
    desk.do("update_contact", contact="other@neighbour.example", add_phones=["+49 30 5550"])
    assert path.read_bytes() == before + GOOD and b"+49 30 5550" in alone.read_bytes()
    if not any("good@neighbour.example" in person.emails for person in desk.people.people):
        return  # it is one that the bytes before have begun: an AGENT's, or one without an end
    try:
        plan = desk.plan("update_contact", contact="good@neighbour.example", add_phones=["+49 30 5551"])
    except AssistantError as refused:
        assert refused.message
        return
    intent, receipt = desk.carry_out(plan)
    assert path.read_bytes().startswith(before)
    desk.executor.undo(intent, receipt)
    assert path.read_bytes() == before + GOOD


@given(CARDS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_shown_of_any_cards_changes_and_comes_back_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
):
    desk = Desk(tmp_path_factory.mktemp("home") / "contacts")
    path = desk.put("theirs.vcf", data)
    for person in desk.people.people[:3]:
        handle = person.emails[0] if person.emails else person.name
        wishes = [
            ("update_contact", {"add_phones": ["+49 30 5550"]}),
            ("update_contact", {"name": "Ännchen, Roth; Jr."}),
            ("update_contact", {"birthday": "4 May", "company": "Größe, AG", "add_nicknames": ["Ä,b"]}),
            ("update_contact", {"remove": [person.emails[0]]} if person.emails else {"job": "x"}),
            ("delete_contact", {}),
        ]
        for tool, wish in wishes:
            try:
                plan = desk.plan(tool, contact=handle, **wish)
            except AssistantError as refused:
                assert refused.message
                continue
            intent, receipt = desk.carry_out(plan)
            desk.executor.undo(intent, receipt)
            if tool == "delete_contact":  # its place may lie in what only looks like a card
                assert sorted(path.read_bytes().split()) == sorted(data.split())
                path.write_bytes(data)
            else:
                assert path.read_bytes() == data


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6, unique=True))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_files_of_any_name_cost_no_other(tmp_path_factory: pytest.TempPathFactory, names: list[bytes]):
    folder = tmp_path_factory.mktemp("contacts")
    for name in (name.replace(b"/", b"-").replace(b"\0", b"-") + b".vcf" for name in names):
        with open(os.fsencode(folder) + b"/" + name, "wb") as file:  # noqa: PTH123  names that are no text
            file.write(KHARD + b"FN:noise")
    (folder / "good.vcf").write_bytes(GOOD)
    people = AddressBook(folder)
    assert "Good Neighbour" in [person.name for person in people.people]
    for problem in people.problems:
        problem.line.encode()
