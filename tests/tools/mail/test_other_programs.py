"""mutt, notmuch and Dovecot read what we write, and we see what they change."""

import email
import email.policy
import json
import os
import pty
import pwd
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.tools.mail.conformance import SEEN, subjects
from tests.tools.mail.letters import NOW, letter
from tools.effects.plan import Intent, Plan
from tools.mail.compose import File, Letter, render, with_bcc
from tools.mail.executor import DRAFT, MailExecutor
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Flag, Folder, Label
from tools.mail.outbox import LocalOutbox
from tools.mail.payloads import Outgoing
from tools.mail.store import Query
from tools.people.contacts import Address

Needs = Callable[[str], None]


def run_mutt(root: Path, folder: Path | str, keys: str, more: Sequence[str] = ()) -> None:
    """Type `keys` into a mutt that has `folder` open, on a terminal; `more` are settings."""
    settings = root.parent / "muttrc"
    settings.write_text(
        "\n".join(
            (
                "set mbox_type=Maildir",
                f'set folder="{root}"',
                f'set spoolfile="{root}"',
                f'set postponed="{root}/.Drafts"',
                f'set record="{root}/.Sent"',
                'set sendmail="/bin/true"',
                "set mark_old=no move=no confirmappend=no delete=yes quit=yes recall=yes resolve=no",
                "set sort=date charset=utf-8 send_charset=utf-8 header_cache=''",
                'set realname="Me" from="me@example.com"',
                "unset wait_key print_decode",
                "set editor=true edit_headers=no abort_nosubject=no abort_unmodified=no fcc_attach=yes",
                *more,
            )
        )
    )
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["mutt", "-n", "-F", str(settings), "-f", str(folder), "-e", f"push '{keys}'"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "vt100", "HOME": str(root.parent), "LINES": "40", "COLUMNS": "120"},
    )
    os.close(follower)
    try:
        # The screen must be read, or mutt waits for somebody to do so.
        while process.poll() is None:
            try:
                if not os.read(leader, 65536):
                    break
            except OSError:
                break
        assert process.wait(timeout=PATIENCE_S) == 0
    finally:
        process.kill()
        os.close(leader)


def test_mutt_shows_a_mail_that_we_composed(mailbox: MaildirStore, root: Path, needs_program: Needs) -> None:
    needs_program("mutt")
    mail = Letter(
        message_id="k1@assistant.example.com",
        date=NOW,
        sender=Address("Jörg Maß", "me@example.com"),
        to=(Address("Lima, Ana", "ana@example.org"),),
        subject="Grüße – 你好 " * 8,
        body="Zeile mit Umlaut: äöü\n.\nFrom here on\n" + "lang " * 300,
        files=(File("Übersicht.pdf", "application/pdf", b"%PDF-1.4"),),
    )
    copy = with_bcc(render(mail), (Address("", "hidden@example.org"),))
    mailbox.deliver(copy, Folder.SENT, flags=SEEN)
    shown = root.parent / "shown.txt"
    keys = f"<pipe-message>cat >{shown}<enter><quit>"
    run_mutt(root, root / ".Sent", f":set pipe_decode=yes<enter>{keys}")
    text = shown.read_text()
    assert "Grüße – 你好" in text
    assert '"Lima, Ana" <ana@example.org>' in text
    assert "Zeile mit Umlaut: äöü" in text
    assert "From here on" in text
    assert "hidden@example.org" in text


def test_we_see_what_mutt_flags_moves_and_deletes(
    mailbox: MaildirStore, root: Path, needs_program: Needs
) -> None:
    needs_program("mutt")
    for name, days in (("one", 3), ("two", 2), ("three", 1)):
        mailbox.deliver(letter(name, days_ago=days), Folder.INBOX)
    keys = "<first-entry><flag-message><next-entry><save-message>=.Archive<enter><next-entry><delete-message>"
    run_mutt(root, root, f"{keys}<sync-mailbox><quit>")
    mails = {mail.subject: mail for mail in mailbox.search(Query()).envelopes}
    assert set(mails) == {"one", "two"}
    assert Flag.FLAGGED in mails["one"].flags
    assert (mails["one"].folder, mails["two"].folder) == ("inbox", "archive")


def test_mutt_sees_what_we_flag_and_read_and_move(
    mailbox: MaildirStore, root: Path, needs_program: Needs
) -> None:
    needs_program("mutt")
    mails = [mailbox.deliver(letter(name), Folder.INBOX) for name in ("one", "two", "three")]
    mailbox.flag(mails[0].id, add=frozenset({Flag.FLAGGED, Label("Taxes")}))
    mailbox.flag(mails[1].id, add=frozenset({Flag.SEEN}))
    mailbox.move(mails[2].id, "Junk")
    # What is flagged goes to the archive, what is read and not flagged to the trash.
    keys = "<limit>~F<enter><first-entry><save-message>=.Archive<enter><sync-mailbox>"
    keys += "<limit>~R !~F<enter><first-entry><save-message>=.Trash<enter><sync-mailbox>"
    run_mutt(root, root, f"{keys}<quit>")
    folders = {mail.subject: mail.folder for mail in map(mailbox.envelope, (mail.id for mail in mails))}
    assert folders == {"one": "archive", "two": "trash", "three": "Junk"}


def test_notmuch_sees_what_we_mark_and_move(mailbox: MaildirStore, root: Path, needs_program: Needs) -> None:
    needs_program("notmuch")
    one, two = (mailbox.deliver(letter(name), Folder.INBOX) for name in ("one", "two"))
    mailbox.flag(one.id, add=frozenset({Flag.FLAGGED, Flag.SEEN, Label("Taxes")}))
    mailbox.move(two.id, "Junk")
    notmuch(root, "new", "--quiet")
    assert "one" in notmuch(root, "search", "tag:flagged and not tag:unread")
    assert "two" in notmuch(root, "search", "folder:.Junk and tag:unread")


def test_mutt_goes_on_with_a_draft(mailbox: MaildirStore, root: Path, needs_program: Needs) -> None:
    needs_program("mutt")
    outgoing = Outgoing(
        sender=Address("Me", "me@example.com"),
        to=(Address("Ana Lima", "ana@example.org"),),
        bcc=(Address("", "hidden@example.org"),),
        subject="A draft – half",
        body="To be finished.",
    )
    summary, destination = "Save a draft", "mailbox:local"
    plan = Plan(
        kind=DRAFT, args={}, summary=summary, preview={}, payload=outgoing.as_json(), destination=destination
    )
    executor = MailExecutor(mailbox, LocalOutbox())
    executor.act(Intent(key="k", plan=plan, rendered=executor.render(plan, "k", NOW), created_at=NOW))
    run_mutt(root, root, "<recall-message><send-message><quit>")
    sent = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in files(root / ".Sent")
    ]
    assert [mail["Subject"] for mail in sent] == ["A draft – half"]
    assert sent[0]["To"] == "Ana Lima <ana@example.org>"
    assert subjects(mailbox, folder="drafts") == []
    assert subjects(mailbox, folder="sent") == ["A draft – half"]


def files(folder: Path) -> list[Path]:
    return [path for sub in ("cur", "new") for path in (folder / sub).iterdir()]


def notmuch(root: Path, *arguments: str) -> str:
    settings = root.parent / "notmuch-config"
    if not settings.exists():
        settings.write_text(
            f"[database]\npath={root}\n[user]\nname=Me\nprimary_email=me@example.com\n"
            "[new]\ntags=\nignore=.index.db;.index.db-wal;.index.db-shm;.lock;.index.lock;maildirfolder;dovecot-keywords\n"
            "[search]\nexclude_tags=\n[maildir]\nsynchronize_flags=true\n"
        )
    environment = {**os.environ, "NOTMUCH_CONFIG": str(settings), "HOME": str(root.parent)}
    result = subprocess.run(
        ["notmuch", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return result.stdout


def test_notmuch_sees_the_same_conversation_and_attachments(
    mailbox: MaildirStore, root: Path, needs_program: Needs
) -> None:
    needs_program("notmuch")
    long_id = "x" * 120 + "@example.org"
    mailbox.deliver(letter("Plan", name="x" * 120, days_ago=2), Folder.INBOX)
    answer = Letter(
        message_id="k2@assistant.example.com",
        date=NOW,
        sender=Address("Me", "me@example.com"),
        to=(Address("Ana Lima", "ana@example.org"),),
        subject="Re: Plan",
        body="Yes.",
        in_reply_to=long_id,
        references=("y" * 100 + "@example.org", long_id),
        files=(
            File("plan.pdf", "application/pdf", b"%PDF-1.4 plan"),
            File("original.eml", "message/rfc822", letter("Older", "an attached mail")),
        ),
    )
    mailbox.deliver(render(answer), Folder.SENT, flags=SEEN)
    notmuch(root, "new", "--quiet")
    threads = json.loads(notmuch(root, "search", "--format=json", "*"))
    assert [(thread["total"], thread["subject"]) for thread in threads] == [(2, "Plan")]
    names = notmuch(root, "search", "--output=messages", "--format=text", "attachment:plan.pdf").split()
    assert names == ["id:k2@assistant.example.com"]
    assert "attached mail" in notmuch(root, "show", "--format=text", "id:k2@assistant.example.com")
    assert "Non-text" not in notmuch(root, "show", "--format=text", f"id:{long_id}")


def test_we_see_the_flags_that_notmuch_sets(mailbox: MaildirStore, root: Path, needs_program: Needs) -> None:
    needs_program("notmuch")
    mail = mailbox.deliver(letter(), Folder.INBOX)
    notmuch(root, "new", "--quiet")
    assert mailbox.envelope(mail.id).unread
    notmuch(root, "tag", "-unread", "+replied", "+flagged", "*")
    assert mailbox.envelope(mail.id).flags == {Flag.SEEN, Flag.REPLIED, Flag.FLAGGED}


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can reach: Dovecot refuses to work as root."""
    with tempfile.TemporaryDirectory(prefix="assistant-") as name:
        yield Path(name)


@pytest.fixture
def doveadm(public: Path, needs_program: Needs) -> Callable[..., str]:
    needs_program("doveadm")
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    settings = public / "dovecot.conf"
    settings.write_text(
        f"""
base_dir = {public}/run
state_dir = {public}/run
log_path = {public}/dovecot.log
ssl = no
default_internal_user = {owner.pw_name}
default_login_user = {owner.pw_name}
mail_location = maildir:{public}/mail
mail_home = {public}
mail_uid = {owner.pw_uid}
mail_gid = {owner.pw_gid}
first_valid_uid = 0
first_valid_gid = 0
namespace inbox {{
  inbox = yes
  separator = /
}}
"""
    )

    def run(*arguments: str) -> str:
        if os.getuid() == 0:
            for path in (public, *public.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        environment = {**os.environ, "USER": owner.pw_name, "HOME": str(public)}
        result = subprocess.run(
            ["doveadm", "-c", str(settings), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    return run


def test_dovecot_lists_our_folders_and_mails_and_we_see_what_it_changes(
    public: Path, doveadm: Callable[..., str]
) -> None:
    mailbox = MaildirStore(public / "mail")
    mailbox.deliver(letter("One"), Folder.INBOX)
    mail = mailbox.deliver(letter("Two"), Folder.SENT, flags=SEEN)
    assert {"INBOX", "Sent", "Drafts", "Archive", "Trash"} <= set(doveadm("mailbox", "list").split())
    assert "hdr.subject: One" in doveadm("fetch", "hdr.subject flags", "mailbox", "INBOX")
    assert "\\Seen" in doveadm("fetch", "flags", "mailbox", "Sent", "header", "subject", "Two")
    doveadm("flags", "add", "\\Answered important", "mailbox", "Sent", "all")
    doveadm("move", "Archive", "mailbox", "INBOX", "all")
    assert mailbox.envelope(mail.id).flags == {Flag.SEEN, Flag.REPLIED}
    assert subjects(mailbox, folder="archive") == ["One"]
    mailbox.flag(mail.id, add=frozenset({Flag.FLAGGED}))
    assert "important" in doveadm("fetch", "flags", "mailbox", "Sent", "all")
    mailbox.close()


def test_dovecot_and_we_have_the_same_labels(public: Path, doveadm: Callable[..., str]) -> None:
    mailbox = MaildirStore(public / "mail")
    mail = mailbox.deliver(letter("One"), Folder.INBOX)
    doveadm("flags", "add", "urgent", "mailbox", "INBOX", "all")
    assert mailbox.envelope(mail.id).labels == {Label("urgent")}
    mailbox.flag(mail.id, add=frozenset({Label("Taxes")}))
    assert {"urgent", "Taxes"} <= set(doveadm("fetch", "flags", "mailbox", "INBOX", "all").split())
    doveadm("flags", "add", "later", "mailbox", "INBOX", "all")
    doveadm("flags", "remove", "urgent", "mailbox", "INBOX", "all")
    assert mailbox.envelope(mail.id).labels == {Label("Taxes"), Label("later")}
    mailbox.move(mail.id, Folder.ARCHIVE)
    assert {"Taxes", "later"} <= set(doveadm("fetch", "flags", "mailbox", "Archive", "all").split())
    mailbox.close()
