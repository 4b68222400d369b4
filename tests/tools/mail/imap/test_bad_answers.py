"""A server that can't give one mail or one folder, or answers with anything at all."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.patience import eventually
from tests.servers.dovecot import Dovecot
from tests.servers.spoiling_proxy import fetched, spoiling
from tests.tools.mail.imap.conftest import Open
from tests.tools.mail.imap.other_client import everywhere, on_server, other, put
from tests.tools.mail.letters import letter
from tools.errors import AssistantError, PassingError
from tools.mail.imap.store import ImapStore
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Flag
from tools.mail.store import Query

SEEN = frozenset({Flag.SEEN})
BAD = 2
GOOD = {"mail 1", "mail 3", "mail 4", "elsewhere"}
NO = b"TAG NO [SERVERBUG] can't read this one\r\n"
NOTHING = b"TAG OK FETCH completed\r\n"
HANG_UP = b""
NONSENSE = b'* 2 FETCH (UID 2 FLAGS) ((" {\r\nTAG OK done\r\n'


@pytest.fixture
def filled(server: Dovecot) -> Dovecot:
    put(server, *(letter(f"mail {number}") for number in range(1, 5)))
    with other(server) as client:
        client.create("Work")
    put(server, letter("elsewhere"), folder="Work")
    return server


def spoils_nothing(command: bytes) -> None:
    return None


def spoils_one(answer: bytes, part: bytes) -> Callable[[bytes], bytes | None]:
    """The answer to whatever asks for this part of the bad mail, alone or among others."""

    def spoil(command: bytes) -> bytes | None:
        uids, wanted = fetched(command)
        if BAD not in uids or part not in wanted:
            return None
        return answer

    return spoil


def seen(mailbox: ImapStore | MaildirStore) -> set[str]:
    return {mail.subject for mail in mailbox.search(Query(), 100).envelopes}


@pytest.mark.parametrize("part", [b"BODY.PEEK[]", b"HEADER.FIELDS"])
@pytest.mark.parametrize("answer", [NO, HANG_UP, NONSENSE])
def test_one_mail_that_cant_be_had_costs_only_itself_and_is_named(
    filled: Dovecot, open_store: Open, answer: bytes, part: bytes
) -> None:
    with spoiling(filled.port, spoils_one(answer, part)) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox.sync()
        assert seen(mailbox) == GOOD
        [problem] = mailbox.problems()
        assert problem.path == f"imap://127.0.0.1/INBOX;UID={BAD}"
        proxy.spoil = spoils_nothing
        assert mailbox.sync().refused == []
        assert seen(mailbox) == GOOD | {"mail 2"} and mailbox.problems() == ()


def test_one_mail_that_is_left_out_of_an_answer_is_named_and_asked_for_again(
    filled: Dovecot, open_store: Open
) -> None:
    def spoil(command: bytes) -> bytes | None:
        uids, wanted = fetched(command)
        return NOTHING if uids and b"BODY.PEEK[]" in wanted else None

    with spoiling(filled.port, spoil) as proxy:
        mailbox = open_store(port=proxy.port)
        assert len(mailbox.sync().refused) == 5 == len(mailbox.problems())
        proxy.spoil = spoils_nothing
        mailbox.sync()
        assert seen(mailbox) == GOOD | {"mail 2"}


def test_a_mirror_that_is_looked_at_without_its_server_names_what_is_missing(
    filled: Dovecot, open_store: Open
) -> None:
    with spoiling(filled.port, spoils_one(NO, b"BODY.PEEK[]")) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox.sync()
        mirror = MaildirStore(mailbox._local._maildir.root)
        try:
            [problem] = mirror.problems()
        finally:
            mirror.close()
        assert "'mail 2'" in problem.reason


@pytest.mark.parametrize(
    "said",
    [b"FLAGS NIL", b'FLAGS () INTERNALDATE "19-Nov-2026 10:00:00 +9900"', b"FLAGS () INTERNALDATE NIL"],
)
def test_a_mail_of_which_something_odd_is_said_is_a_mail(
    server: Dovecot, open_store: Open, said: bytes
) -> None:
    put(server, letter("mail 1"))
    head = b"From: ana@example.org\r\nSubject: mail 1\r\n\r\n"
    section = b"BODY[HEADER.FIELDS (MESSAGE-ID FROM DATE SUBJECT)] {%d}\r\n%s" % (len(head), head)
    answer = b"* 1 FETCH (UID 1 RFC822.SIZE 300 %s %s)\r\nTAG OK done\r\n" % (said, section)
    with spoiling(server.port, lambda asked: answer if b"HEADER.FIELDS" in asked else None) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox.sync()
        assert seen(mailbox) == {"mail 1"} and mailbox.problems() == ()


def test_one_folder_that_cant_be_opened_costs_no_other(filled: Dovecot, open_store: Open) -> None:
    refuse = b"TAG NO [NOPERM] not yours\r\n"
    with spoiling(filled.port, lambda said: refuse if b'SELECT "Work"' in said else None) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox.sync()
        assert seen(mailbox) == {"mail 1", "mail 2", "mail 3", "mail 4"}
        assert [problem.path for problem in mailbox.problems()] == ["imap://127.0.0.1/Work"]


def test_a_folder_whose_name_cant_be_read_costs_no_other(filled: Dovecot, open_store: Open) -> None:
    names = b'* LIST () "/" INBOX\r\n* LIST () "/" "M&AO-"\r\n* LIST () "/" "B\xfcro"\r\nTAG OK done\r\n'
    with spoiling(filled.port, lambda said: names if said.startswith(b"LIST") else None) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox.sync()
        assert seen(mailbox) == {"mail 1", "mail 2", "mail 3", "mail 4"}
        assert {problem.reason for problem in mailbox.problems()} == {"the name of the folder can't be read"}


@pytest.mark.parametrize("answer", [b"* SEARCH\r\n", b"", b"* SEARCH 1 2\r\n"])
@pytest.mark.parametrize("often", [1, 2])
def test_mails_that_a_search_leaves_out_for_once_are_not_given_up(
    filled: Dovecot, open_store: Open, answer: bytes, often: int
) -> None:
    left: list[bytes] = []
    with spoiling(
        filled.port, lambda said: left.pop() if left and b"UID SEARCH ALL" in said else None
    ) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox.sync()
        put(filled, letter("mail 5"))
        left += [answer + b"TAG OK done\r\n"] * often
        outcome = mailbox.sync()
        assert outcome.removed == 0 and seen(mailbox) >= GOOD
        assert len(outcome.refused) == often - 1
        mailbox.sync()
        assert seen(mailbox) == GOOD | {"mail 2", "mail 5"} and mailbox.problems() == ()


LISTED = b'* LIST (\\HasNoChildren) "/" INBOX\r\n'
LEFT_OUT = [b"", LISTED, LISTED + b'* LIST () "/" "Wo\r\n', LISTED + b'* LIST (\\NonExistent) "/" Work\r\n']


@pytest.mark.parametrize("listed", LEFT_OUT)
def test_a_folder_that_a_list_leaves_out_once_is_not_given_up(
    filled: Dovecot, open_store: Open, listed: bytes
) -> None:
    left: list[bytes] = []
    with spoiling(
        filled.port, lambda said: left.pop() if left and said.startswith(b"LIST") else None
    ) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox.sync()
        for _ in range(2):
            left.append(listed + b"TAG OK done\r\n")
            mailbox.sync()
            mailbox.sync()
        found = mailbox.search(Query(), 100).envelopes
        assert {(mail.folder, mail.subject) for mail in found if mail.subject == "elsewhere"} == {
            ("Work", "elsewhere")
        }
        assert everywhere(filled) == ["mail 1", "mail 2", "mail 3", "mail 4"]  # nothing of it in the trash
        assert set(on_server(filled, "Work")) == {"elsewhere"}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'(\\HasNoChildren) "/" "Work" ("OLDNAME" ("Labour"))', "Work"),
        (b'(\\HasNoChildren) "/" Work ("CHILDINFO" ("SUBSCRIBED"))', "Work"),
        (b'(\\HasNoChildren \\) "/" "Work"', "Work"),
        (b'(\\HasNoChildren) "/" {4}\r\nWork', "Work"),
        (b'(\\HasNoChildren) "/" {4}\r\nWork ("CHILDINFO" ("SUBSCRIBED"))', "Work"),
        (b"() NIL Work", "Work"),
        (b'() "/" "0815"', "0815"),
        (b'() "/" 007', "007"),
        (b'() "/" NIL', "NIL"),
        (b'() "/" "A \\"b\\" c"', 'A "b" c'),
        (b'() "\\\\" "Old\\\\Work"', "Old\\Work"),
        (b'() "/" Sent (old) Items', "Sent (old) Items"),
    ],
)
def test_a_folder_is_called_what_the_server_calls_it(
    server: Dovecot, open_store: Open, line: bytes, name: str
) -> None:
    answer = LISTED + b"* LIST " + line + b'\r\n* LIST () "/" Last\r\nTAG OK done\r\n'
    with spoiling(server.port, lambda said: answer if said.startswith(b"LIST") else None) as proxy:
        mailbox = open_store(port=proxy.port)
        folders = mailbox._mirror._server.folders()
        assert [(one.name, one.usable) for one in folders] == [("INBOX", True), (name, True), ("Last", True)]


KINDS = (b"LIST", b"SELECT", b"UID SEARCH", b"HEADER.FIELDS", b"BODY.PEEK[]", b"FLAGS")
WORDS = [
    b"* ",
    b"2 FETCH ",
    b"(",
    b")",
    b"UID 2 ",
    b"BODY[] ",
    b"{5}\r\n",
    b'"',
    b"\\Seen",
    b"\xff",
    b"NIL",
    b"\r\n",
]


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(KINDS),
    answer=st.lists(st.sampled_from(WORDS), max_size=8).map(b"".join) | st.binary(max_size=30),
)
def test_whatever_is_answered_once_is_an_error_of_ours_and_the_next_comparison_has_everything(
    server: Dovecot, open_store: Open, kind: bytes, answer: bytes
) -> None:
    server.empty()
    put(server, *(letter(f"mail {number}") for number in range(1, 4)))
    left = [answer + b"\r\nTAG OK done\r\n"]

    def spoil(command: bytes) -> bytes | None:
        return left.pop() if left and kind in command else None

    def finished(mailbox: ImapStore) -> bool:
        try:
            mailbox.sync()
        except PassingError:
            return False
        return True

    with spoiling(server.port, spoil) as proxy:
        mailbox = open_store(f"{kind!r}{hash(answer)}", port=proxy.port, timeout_s=2)
        for _ in range(2):
            try:
                mailbox.sync()
            except AssistantError:
                continue
        # What never comes is waited for two seconds; on a busy machine that may be what is only late.
        eventually(lambda: finished(mailbox), "a comparison that is not disturbed")
        assert seen(mailbox) == {"mail 1", "mail 2", "mail 3"}
        mailbox.close()


def test_marks_that_a_folder_does_not_take_keep_no_other_folder_from_its_own(
    filled: Dovecot, open_store: Open
) -> None:
    with spoiling(filled.port, spoils_nothing) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox.sync()
        root = mailbox._local._maildir.root
        for path in [*(root / "new").iterdir(), *(root / ".Work" / "new").iterdir()]:
            path.rename(path.parent.parent / "cur" / f"{path.name}:2,F")
        selected = [""]

        def spoil(command: bytes) -> bytes | None:
            if command.startswith(b"SELECT"):
                selected[0] = command.decode()
            is_refused = b"STORE" in command and "INBOX" in selected[0]
            return b"TAG NO read-only for you\r\n" if is_refused else None

        proxy.spoil = spoil
        [sentence] = mailbox.sync().refused
        assert sentence.startswith("The marks of mails in inbox stay here alone")
        assert on_server(filled, "Work") == {"elsewhere": {"\\Flagged"}}


def test_a_folder_that_the_server_does_not_take_keeps_no_other_from_its_turn(
    filled: Dovecot, open_store: Open
) -> None:
    refuse = b"TAG NO no such names here\r\n"
    with spoiling(filled.port, lambda said: refuse if said.startswith(b"CREATE") else None) as proxy:
        mailbox = open_store(port=proxy.port)
        mailbox._local.deliver(letter("mine"), "Odd", flags=SEEN)
        [sentence] = mailbox.sync().refused
        assert sentence.startswith("A mail in Odd stays here alone")
        assert seen(mailbox) == GOOD | {"mail 2", "mine"}
