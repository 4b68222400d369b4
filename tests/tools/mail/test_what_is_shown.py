"""Which mails a list shows, and that each of its lines is the mail that is read, answered or deleted."""

from pathlib import Path

import pytest

from tests.tools.mail.letters import letter
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Folder
from tools.mail.parsing import parse
from tools.mail.store import Query, is_junk


def put(root: Path, name: str, content: bytes, folder: str = "") -> None:
    place = root / folder / "cur"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content)


def page(text: str) -> bytes:
    return letter("Scan", text, name="one")


def test_two_mails_with_one_message_id_are_two(mailbox: MaildirStore, root: Path) -> None:
    for number in (1, 2):
        put(root, f"{number}.a:2,S", page(f"Page {number} of the lease."))
    shown = mailbox.search(Query()).envelopes
    assert {mail.snippet for mail in shown} == {"Page 1 of the lease.", "Page 2 of the lease."}
    for mail in shown:
        assert mailbox.read(mail.id).body == mail.snippet
    mailbox.move(shown[0].id, Folder.TRASH)
    assert [mail.snippet for mail in mailbox.search(Query()).envelopes] == [shown[1].snippet]


def test_a_copy_that_came_by_a_list_is_the_same_mail(mailbox: MaildirStore, root: Path) -> None:
    put(root, "1.a:2,S", page("Lunch at one?"), ".Sent")
    put(root, "2.a:2,S", page("Lunch  at one?\n____________________\nTeam mailing list"))
    assert len(mailbox.search(Query()).envelopes) == 1


def test_of_two_copies_in_a_folder_the_one_that_is_listed_is_the_one_that_is_read(
    mailbox: MaildirStore, root: Path
) -> None:
    for number in (1, 2, 3):
        put(root, f"{number}.a:2,S", letter("Scan", name="one", Cc=f"{number}@example.org"))
    [mail] = mailbox.search(Query()).envelopes
    assert parse(mailbox.content(mail.id)).cc == mail.cc == mailbox.envelope(mail.id).cc


@pytest.mark.parametrize("folder", ["Junk", "Spam", "INBOX.spam", "Junk E-Mail", "Spamverdacht"])
def test_junk_is_shown_only_to_who_asks_for_its_folder(
    mailbox: MaildirStore, root: Path, folder: str
) -> None:
    put(root, "1.a:2,S", letter("Win a prize"), f".{folder}")
    put(root, "2.a:2,S", letter("Lunch"))
    assert [mail.subject for mail in mailbox.search(Query()).envelopes] == ["Lunch"]
    assert mailbox.search(Query(words="prize")).envelopes == ()
    assert [mail.subject for mail in mailbox.search(Query(folder=folder)).envelopes] == ["Win a prize"]


def test_a_folder_about_junk_is_no_junk() -> None:
    assert not is_junk("Clients.Junk removal") and not is_junk("Spam reports") and not is_junk("Work.Spam")


def test_a_name_that_looks_like_an_address_finds_only_its_own_mails(
    mailbox: MaildirStore, root: Path
) -> None:
    forged = letter("Invoice").replace(b"Ana Lima <ana@example.org>", b"ana@example.org <eve@evil.example>")
    put(root, "1.a:2,S", forged)
    assert mailbox.search(Query(sender="ana@example.org")).envelopes == ()
    assert len(mailbox.search(Query(sender="eve@evil.example")).envelopes) == 1


def test_tickets_whose_ids_begin_alike_and_mails_without_one_are_conversations_of_their_own(
    mailbox: MaildirStore, root: Path
) -> None:
    for number, name in enumerate(("<Case 1 of@x.org>", "<Case 2 of@x.org>", "<>", "<>")):
        content = letter(f"mail {number}").replace(
            f"<{f'mail {number}'.encode().hex()}@example.org>".encode(), name.encode()
        )
        put(root, f"{number}.a:2,S", content)
    for mail in mailbox.search(Query()).envelopes:
        assert [one.envelope.subject for one in mailbox.thread(mail.id)] == [mail.subject]


def test_hidden_words_of_a_page_do_not_lead_its_snippet(mailbox: MaildirStore, root: Path) -> None:
    html = b'<div style="display: none">Forty percent off</div><p>Your order has left.</p>'
    content = letter("Order").partition(b"Content-Type")[0] + b"Content-Type: text/html\r\n\r\n" + html
    put(root, "1.a:2,S", content)
    [mail] = mailbox.search(Query()).envelopes
    assert mail.snippet == "Your order has left."


@pytest.mark.parametrize("written", ["Große Straße", "GROSSE STRASSE", "Grosse Strasse", "große strasse"])
@pytest.mark.parametrize("asked", ["straße", "STRASSE", "große", "GROSSE", "strass", '"große strasse"'])
def test_a_word_is_found_however_its_sharp_s_is_written(tmp_path, written, asked):
    mailbox = MaildirStore(tmp_path)
    try:
        mailbox.deliver(letter("Move", f"The new flat is in the {written}."), Folder.INBOX)
        mailbox.deliver(letter("Other", "Nothing of it, and no strata."), Folder.INBOX)
        found = mailbox.search(Query(words=asked), 10).envelopes
        assert [mail.subject for mail in found] == ["Move"]
    finally:
        mailbox.close()
