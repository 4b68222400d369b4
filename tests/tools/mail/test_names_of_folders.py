"""Folders of Dovecot and offlineimap by their real names; on the disk they have those of IMAP."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.tools.mail.letters import ZONE, letter
from tests.tools.mail.test_filing import Office
from tools.errors import ToolError
from tools.mail.folder_names import like_others, spoken
from tools.mail.folders import find_folder, folder_named
from tools.mail.listing import entry
from tools.mail.store import Query, is_hidden

CONTRACTS = "Vertr&AOQ-ge"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with closing(Office(tmp_path)) as office:
        office.mailbox.deliver(letter("Lease"), CONTRACTS)
        yield office


@pytest.mark.parametrize(
    ("directory", "name"),
    [
        (CONTRACTS, "Verträge"),
        ("&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "Отправленные"),
        ("2026.Caf&AOk-", "2026.Café"),
        ("Q&-A", "Q&A"),
        ("R&D", "R&D"),
        ("M&AO-", "M&AO-"),  # no end of a sign
        ("&AOQ-&APY-", "&AOQ-&APY-"),  # nobody writes two signs so
        ("&AAo-", "&AAo-"),  # a line break
        ("Verträge&Co", "Verträge&Co"),
    ],
)
def test_a_name_in_modified_utf_7_is_read_and_any_other_stays(directory: str, name: str) -> None:
    assert spoken(directory) == name


def test_a_folder_is_found_moved_to_and_shown_by_its_real_name(office: Office, tmp_path: Path) -> None:
    assert folder_named(office.mailbox, "the verträge folder") == CONTRACTS
    [id] = office.has(1)
    plan = office.planner.move("Verträge", email_ids=[id])
    assert plan.summary.endswith("to 'Verträge'") and plan.warnings == ()
    office.do(plan)
    found = office.mailbox.search(Query(folder=CONTRACTS)).envelopes
    assert {mail.subject for mail in found} == {"Lease", "Sale 0"}
    assert {entry(mail, ZONE)["folder"] for mail in found} == {"Verträge"}
    assert not (tmp_path / "mail" / ".Verträge").exists()
    with pytest.raises(ToolError, match=r"there are .*Verträge"):
        folder_named(office.mailbox, "nowhere")


def test_a_new_folder_is_called_in_the_way_of_those_beside_it(office: Office, tmp_path: Path) -> None:
    [id] = office.has(1)
    plan = office.planner.move("Gärten", email_ids=[id])
    assert plan.warnings == ("There is no folder 'Gärten' yet: it is made",)
    assert plan == office.planner.move(**plan.args)
    office.do(plan)
    assert (tmp_path / "mail" / ".G&AOQ-rten").is_dir()
    assert like_others("Gärten", ["inbox", "Work"]) == "Gärten"


def test_two_of_one_name_are_asked_about(office: Office) -> None:
    with pytest.raises(ToolError, match="several folders are called 'verträge': Verträge, Verträge"):
        find_folder([CONTRACTS, "Verträge"], "verträge")


def test_junk_in_another_language_is_hidden_as_ever(office: Office) -> None:
    assert is_hidden("Courrier ind&AOk-sirable") and not is_hidden(CONTRACTS)
