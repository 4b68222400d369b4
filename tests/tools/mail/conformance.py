"""What every `MailStore` does. An implementation is tested by a subclass with a fixture `mailbox`."""

from datetime import timedelta

import pytest

from tests.tools.mail.letters import NOW, letter
from tools.errors import AmbiguousError, ToolError
from tools.mail.message import Flag, Folder, Label
from tools.mail.store import MailStore, Query

SEEN = frozenset({Flag.SEEN})


def subjects(mailbox: MailStore, **query: object) -> list[str]:
    return [mail.subject for mail in mailbox.search(Query(**query)).envelopes]  # type: ignore[arg-type]  # as given


class MailStoreConformance:
    def test_what_is_delivered_is_found_by_its_words(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter("Budget", "The figures for the second quarter."), Folder.INBOX)
        mailbox.deliver(letter("Lunch", "Shall we meet at noon?"), Folder.INBOX)
        assert subjects(mailbox, words="quarter") == ["Budget"]
        assert subjects(mailbox, words="BUDGET figures") == ["Budget"]
        assert subjects(mailbox, words="budget noon") == []

    def test_words_are_found_in_another_form_and_without_accents(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter("Café", "Three mockups were reviewed"), Folder.INBOX)
        for words in ("mockup", "review", "cafe", "CAFÉ", "moc"):
            assert subjects(mailbox, words=words) == ["Café"], words

    def test_words_of_a_script_without_spaces_are_found_inside_a_sentence(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter("会議", "来週の会議について"), Folder.INBOX)
        assert subjects(mailbox, words="会議") == ["会議"]
        assert subjects(mailbox, words="議会") == []

    def test_words_in_quotes_stand_together(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter("A", "the red house"), Folder.INBOX)
        mailbox.deliver(letter("B", "the house is red"), Folder.INBOX)
        assert subjects(mailbox, words='"red house"') == ["A"]

    @pytest.mark.parametrize(
        "words", ['"', "AND", "a:b", "*", "(", "NEAR/2", "x OR", "-", "'; DROP", "\0", "^"]
    )
    def test_signs_of_a_query_language_are_only_text(self, mailbox: MailStore, words: str) -> None:
        mailbox.deliver(letter(), Folder.INBOX)
        assert mailbox.search(Query(words=words)).more == 0

    def test_the_newest_come_first_and_the_others_are_counted(self, mailbox: MailStore) -> None:
        for days in (3, 1, 5, 2, 4):
            mailbox.deliver(letter(f"day {days}", days_ago=days), Folder.INBOX)
        page = mailbox.search(Query(words="mockups"), limit=2)
        assert [mail.subject for mail in page.envelopes] == ["day 1", "day 2"]
        assert page.more == 3

    def test_mails_are_found_by_sender_recipient_and_subject(self, mailbox: MailStore) -> None:
        mailbox.deliver(
            letter("One", sender="Ana Lima <ana@example.org>", to="ben@example.org"), Folder.INBOX
        )
        mailbox.deliver(
            letter("Two", sender="cy@example.net", to="x@example.org", Cc="Ben <ben@b.org>"), "inbox"
        )
        assert subjects(mailbox, sender="ana") == ["One"]
        assert subjects(mailbox, sender="cy@example.net") == ["Two"]
        assert set(subjects(mailbox, recipient="ben")) == {"One", "Two"}
        assert subjects(mailbox, recipient="ben@b.org") == ["Two"]
        assert subjects(mailbox, subject="two", sender="cy") == ["Two"]

    def test_time_bounds_include_their_start_and_exclude_their_end(self, mailbox: MailStore) -> None:
        for days in (1, 2, 3):
            mailbox.deliver(letter(f"day {days}", days_ago=days), Folder.INBOX)
        since, before = NOW - timedelta(days=3), NOW - timedelta(days=1)
        assert subjects(mailbox, since=since, before=before) == ["day 2", "day 3"]
        assert subjects(mailbox, words="mockups", since=since, before=before) == ["day 2", "day 3"]

    def test_trash_and_drafts_are_found_only_when_asked_for(self, mailbox: MailStore) -> None:
        for folder in Folder:
            mailbox.deliver(letter(f"in {folder}"), folder, flags=SEEN)
        assert set(subjects(mailbox)) == {"in inbox", "in sent", "in archive"}
        assert subjects(mailbox, folder="trash") == ["in trash"]
        assert subjects(mailbox, words="mockups", folder="drafts") == ["in drafts"]

    def test_unread_is_what_nobody_has_seen(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter("fresh"), Folder.INBOX)
        mailbox.deliver(letter("read"), Folder.INBOX, flags=SEEN)
        assert subjects(mailbox, unread=True) == ["fresh"]
        assert subjects(mailbox, unread=False) == ["read"]

    def test_reading_gives_the_whole_mail_and_leaves_it_unread(self, mailbox: MailStore) -> None:
        content = letter("Hello", "First line\n\nSecond line")
        mail = mailbox.deliver(content, Folder.INBOX)
        assert mailbox.read(mail.id).body == "First line\n\nSecond line"
        assert mailbox.content(mail.id) == content
        assert mailbox.envelope(mail.id).unread

    def test_an_id_may_be_shortened_as_long_as_it_is_unique(self, mailbox: MailStore) -> None:
        ids = [mailbox.deliver(letter(f"n {n}"), Folder.INBOX).id for n in range(40)]
        assert all(mailbox.envelope(one.upper()).id == one for one in ids)
        assert mailbox.envelope(ids[0][:8]).id == ids[0]
        first_signs = [one[0] for one in ids]
        shared = next(sign for sign in first_signs if first_signs.count(sign) > 1)
        with pytest.raises(AmbiguousError) as error:
            mailbox.envelope(shared)
        assert len(error.value.candidates) > 1

    @pytest.mark.parametrize("id", ["", "nothing", "%", "_", "\0"])
    def test_an_unknown_id_is_said_to_the_model(self, mailbox: MailStore, id: str) -> None:
        mailbox.deliver(letter(), Folder.INBOX)
        with pytest.raises(ToolError, match="search_emails"):
            mailbox.read(id)

    def test_delivering_twice_is_delivering_once(self, mailbox: MailStore) -> None:
        first = mailbox.deliver(letter(), Folder.SENT, flags=SEEN)
        assert mailbox.deliver(letter(), Folder.SENT, flags=SEEN) == first
        assert mailbox.search(Query(folder="sent")).envelopes == (first,)

    def test_delivering_again_finds_the_mail_whose_flags_have_changed(self, mailbox: MailStore) -> None:
        mail = mailbox.deliver(letter(), Folder.SENT, flags=SEEN)
        mailbox.flag(mail.id, add=frozenset({Flag.FLAGGED}))
        assert mailbox.deliver(letter(), Folder.SENT, flags=SEEN).flags == {Flag.SEEN, Flag.FLAGGED}

    def test_mails_without_message_id_are_told_apart(self, mailbox: MailStore) -> None:
        one, two = (b"From: a@example.org\r\n\r\n" + text for text in (b"one", b"two"))
        assert mailbox.deliver(one, Folder.INBOX).id != mailbox.deliver(two, Folder.INBOX).id

    def test_a_mail_that_claims_the_message_id_of_another_does_not_hide_it(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter("Real", name="same"), Folder.ARCHIVE)
        mailbox.deliver(letter("Forged", name="same", sender="mallory@example.net"), Folder.INBOX)
        assert set(subjects(mailbox)) == {"Real", "Forged"}

    def test_copies_of_one_mail_are_listed_once(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter("To myself"), Folder.SENT, flags=SEEN)
        copy = mailbox.deliver(letter("To myself"), Folder.INBOX)
        assert subjects(mailbox) == ["To myself"]
        assert mailbox.envelope(copy.id).folder == "inbox"
        assert mailbox.envelope(copy.id, "sent").folder == "sent"

    def test_moving_keeps_id_content_and_flags(self, mailbox: MailStore) -> None:
        mail = mailbox.deliver(letter(), Folder.INBOX)
        mailbox.flag(mail.id, add=frozenset({Flag.SEEN, Flag.REPLIED}))
        moved = mailbox.move(mail.id, Folder.TRASH)
        assert (moved.id, moved.folder) == (mail.id, "trash")
        assert mailbox.envelope(mail.id).flags == {Flag.SEEN, Flag.REPLIED}
        assert mailbox.content(mail.id) == letter()
        back = mailbox.move(mail.id, Folder.INBOX, source=Folder.TRASH)
        assert back.folder == "inbox"
        assert mailbox.search(Query(folder="trash")).envelopes == ()

    def test_moving_to_where_it_is_changes_nothing(self, mailbox: MailStore) -> None:
        mail = mailbox.deliver(letter(), Folder.INBOX)
        assert mailbox.move(mail.id, Folder.INBOX) == mail

    def test_moving_onto_a_copy_keeps_both(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter(), Folder.ARCHIVE, flags=SEEN)
        mail = mailbox.deliver(letter(), Folder.INBOX, flags=SEEN)
        mailbox.move(mail.id, Folder.ARCHIVE, source=Folder.INBOX)
        mailbox.move(mail.id, Folder.TRASH, source=Folder.ARCHIVE)
        assert mailbox.envelope(mail.id, "archive").id == mail.id
        assert mailbox.envelope(mail.id, "trash").id == mail.id

    def test_moving_a_copy_from_where_it_is_not_is_refused(self, mailbox: MailStore) -> None:
        mail = mailbox.deliver(letter(), Folder.INBOX)
        with pytest.raises(ToolError, match="archive"):
            mailbox.move(mail.id, Folder.TRASH, source=Folder.ARCHIVE)

    def test_a_moved_unread_mail_stays_unread(self, mailbox: MailStore) -> None:
        mail = mailbox.deliver(letter(), Folder.INBOX)
        assert mailbox.move(mail.id, Folder.ARCHIVE).unread
        assert mailbox.envelope(mail.id).unread

    def test_flags_are_added_and_removed(self, mailbox: MailStore) -> None:
        mail = mailbox.deliver(letter(), Folder.INBOX)
        mailbox.flag(mail.id, add=frozenset({Flag.SEEN, Flag.FORWARDED}))
        mailbox.flag(mail.id, remove=frozenset({Flag.SEEN}))
        assert mailbox.envelope(mail.id).flags == {Flag.FORWARDED}

    def test_a_conversation_is_joined_by_references_across_folders(self, mailbox: MailStore) -> None:
        first = mailbox.deliver(letter("Plan", name="a", days_ago=3), Folder.INBOX)
        answer = letter("Re: Plan", name="b", days_ago=2, In_Reply_To="<a@example.org>")
        mailbox.deliver(answer, Folder.SENT, flags=SEEN)
        third = letter("Re: Plan", name="c", days_ago=1, References="<a@example.org> <b@example.org>")
        last = mailbox.deliver(third, Folder.INBOX)
        mailbox.deliver(letter("Plan", name="other"), Folder.INBOX)
        for id in (first.id, last.id):
            names = [mail.envelope.message_id for mail in mailbox.thread(id)]
            assert names == ["a@example.org", "b@example.org", "c@example.org"]

    def test_a_conversation_is_joined_when_its_middle_comes_last(self, mailbox: MailStore) -> None:
        first = mailbox.deliver(letter("Plan", name="a", days_ago=3), Folder.INBOX)
        mailbox.deliver(letter("Re: Plan", name="c", days_ago=1, In_Reply_To="<b@example.org>"), Folder.INBOX)
        assert len(mailbox.thread(first.id)) == 1
        mailbox.deliver(letter("Re: Plan", name="b", days_ago=2, In_Reply_To="<a@example.org>"), Folder.INBOX)
        assert len(mailbox.thread(first.id)) == 3

    def test_a_conversation_leaves_out_drafts_and_trash(self, mailbox: MailStore) -> None:
        first = mailbox.deliver(letter("Plan", name="a", days_ago=3), Folder.INBOX)
        mailbox.deliver(letter("Re: Plan", name="b", In_Reply_To="<a@example.org>"), Folder.DRAFTS)
        deleted = mailbox.deliver(letter("Re: Plan", name="c", In_Reply_To="<a@example.org>"), Folder.TRASH)
        assert len(mailbox.thread(first.id)) == 1
        assert len(mailbox.thread(deleted.id)) == 2

    def test_it_knows_to_whom_mail_has_gone(self, mailbox: MailStore) -> None:
        mailbox.deliver(letter(to="Ben <Ben@example.org>", Bcc="cy@example.org"), Folder.SENT, flags=SEEN)
        mailbox.deliver(letter("in", to="dee@example.org"), Folder.INBOX)
        assert mailbox.written_to("ben@EXAMPLE.org")
        assert mailbox.written_to("cy@example.org")
        assert not mailbox.written_to("dee@example.org")
        assert not mailbox.written_to("en@example.org")
        assert not mailbox.written_to("ben@example.or")

    def test_a_mail_is_found_by_message_id_in_its_folder_only(self, mailbox: MailStore) -> None:
        mail = mailbox.deliver(letter(name="x" * 200), Folder.SENT, flags=SEEN)
        name = f"{'x' * 200}@example.org"
        assert mailbox.with_message_id(name, Folder.SENT) == mail
        assert mailbox.with_message_id(name, Folder.INBOX) is None
        assert mailbox.with_message_id("", Folder.SENT) is None

    def test_labels_are_kept_found_and_taken_along(self, mailbox: MailStore) -> None:
        mail = mailbox.deliver(letter("Bill"), Folder.INBOX, flags=SEEN)
        mailbox.deliver(letter("Other"), Folder.INBOX)
        taxes, paid = Label("Taxes"), Label("To_pay")
        mailbox.flag(mail.id, add=frozenset({taxes, paid, Flag.FLAGGED}))
        assert subjects(mailbox, label=Label("taxes")) == ["Bill"]
        mailbox.move(mail.id, Folder.ARCHIVE)
        mailbox.flag(mail.id, remove=frozenset({paid}))
        found = mailbox.envelope(mail.id)
        assert (found.labels, found.flags) == ({taxes}, {Flag.FLAGGED, Flag.SEEN})
        assert subjects(mailbox, label=paid) == []
        assert subjects(mailbox, flagged=True) == ["Bill"]
