"""Which folder of a server is which of ours, told by what the server says and then by its name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imapclient.imap_utf7 import encode

from tools.mail.imap.folders import OURS, RemoteFolder, matched
from tools.mail.imap.listed import folders_in


def names(*folders: tuple[str, str], delimiter: str = "/") -> dict[str, str]:
    remote = [RemoteFolder(name, frozenset(flags.split()), delimiter) for name, flags in folders]
    return matched(remote, {})


def test_a_folder_inside_another_is_never_taken_for_one_by_its_name() -> None:
    found = names(("INBOX", ""), ("2024/Sent", ""), ("Sent Messages", ""), ("Alt/Papierkorb", ""))
    assert found["Sent Messages"] == "sent"
    assert (found["2024/Sent"], found["Alt/Papierkorb"]) == ("2024.Sent", "Alt.Papierkorb")


def test_right_under_the_inbox_counts_as_the_top() -> None:
    found = names(("INBOX", ""), ("INBOX.Sent", ""), ("INBOX.Old.Trash", ""), delimiter=".")
    assert found == {"INBOX": "inbox", "INBOX.Sent": "sent", "INBOX.Old.Trash": "INBOX.Old.Trash"}


def test_what_is_archived_goes_where_the_server_says_and_not_under_somebodys_label() -> None:
    found = names(("INBOX", ""), ("Archive", ""), ("All/Alles", "\\all"), ("Clients/Archive", ""))
    assert found["All/Alles"] == "archive"
    assert found["Archive"] == "Archive_2"


def test_what_somebody_has_chosen_comes_before_flags_names_and_what_was_known() -> None:
    remote = [
        RemoteFolder("INBOX", frozenset()),
        RemoteFolder("Archive", frozenset({"\\archive"})),
        RemoteFolder("Old mail", frozenset()),
    ]
    chosen = {"archive": "Old mail", "trash": "not there", "sent": "INBOX"}
    found = matched(remote, {"Archive": "archive", "Old mail": "Old mail"}, chosen)
    assert found == {"INBOX": "inbox", "Archive": "Archive_2", "Old mail": "archive"}


@pytest.mark.parametrize(
    "name", ["x" * 400, "Ü" * 150, "a/" * 200, "..", "/", "//", "tab\there", "nul\0", "\\", "\ud800"]
)
def test_any_name_of_a_folder_gives_one_that_a_file_system_takes(name: str) -> None:
    found = names(("INBOX", ""), (name, ""), (f"{name}y", ""))
    assert len(set(found.values())) == 3
    for ours in found.values():
        assert 0 < len(f".{ours}".encode()) <= 255
        assert "/" not in ours and ours.isprintable() and f".{ours}" != ".."


@pytest.mark.parametrize("name", sorted(OURS))
def test_no_folder_takes_the_name_of_a_file_of_ours(name: str) -> None:
    found = names(("INBOX", ""), (name.replace(".", "/"), ""))
    assert found[name.replace(".", "/")] not in OURS


PIECES = st.sampled_from(
    [
        b"(",
        b")",
        b'"',
        b"\\",
        b"/",
        b"NIL",
        b" ",
        b"\\Noselect",
        b"&AO-",
        b"&-",
        b"\xff",
        b"{5}",
        b'("CHILDINFO" (',
        b"\r",
    ]
)
PARTS = st.lists(PIECES | st.binary(max_size=6), max_size=12).map(b"".join)
LINES = (
    PARTS | PARTS.map(lambda part: b'(\\x) "/" "' + part) | PARTS.map(lambda part: b'() NIL "' + part + b'"')
)
NAMES = st.text(st.sampled_from('ab "\\&äß-('), min_size=1, max_size=8) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20
)


@given(
    before=st.lists(LINES.filter(bool) | st.tuples(LINES, LINES), max_size=4),
    name=NAMES,
)
@settings(max_examples=100, deadline=None)
def test_any_lines_of_a_list_cost_no_other(before, name) -> None:
    quoted = encode(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    # as imaplib hands it on: behind each literal stands the rest of its line
    answer = [item for one in before for item in ([one, b""] if isinstance(one, tuple) else [one])]
    found = list(folders_in([*answer, b'(\\HasNoChildren) "/" "' + quoted + b'"']))
    assert found[-1] == RemoteFolder(name, frozenset({"\\hasnochildren"}), "/")
    for folder in found:
        folder.name.encode()
    assert len({*matched(found, {}).values()}) == len(matched(found, {}))
