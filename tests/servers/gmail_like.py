"""An IMAP server whose folders are labels, as Gmail's are: a mail is there once, and seen in several folders.

Taking it out of a folder takes the label off; what has none is in "All Mail". Trash and spam are places of
their own, out of which a mail is gone for good. As https://developers.google.com/workspace/gmail/imap/imap-extensions
has it: X-GM-LABELS, X-GM-MSGID; a mail that is put there twice is one.
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

INBOX, ALL, SENT, DRAFTS = "INBOX", "[Gmail]/All Mail", "[Gmail]/Sent Mail", "[Gmail]/Drafts"
TRASH, SPAM, STARRED = "[Gmail]/Trash", "[Gmail]/Spam", "[Gmail]/Starred"
USES = {
    ALL: "\\All",
    SENT: "\\Sent",
    DRAFTS: "\\Drafts",
    TRASH: "\\Trash",
    SPAM: "\\Junk",
    STARRED: "\\Flagged",
}
SYSTEM = {INBOX: "\\Inbox", SENT: "\\Sent", DRAFTS: "\\Drafts"}
CAPABILITIES = "IMAP4rev1 UNSELECT UIDPLUS MOVE CONDSTORE ENABLE SPECIAL-USE NAMESPACE X-GM-EXT-1"
LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n$")
FIELD = re.compile(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*")
TOKEN = re.compile(rb'\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"\[\]]*\[[^\]]*\][^\s()]*|[^\s()"]+)')
USER, PASSWORD = "me@gmail.example", "secret"


@dataclass
class Kept:
    """A mail: once, with labels."""

    id: int
    content: bytes
    date: bytes
    labels: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    modseq: int = 1

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.content, policy=policy.compat32)["Message-ID"] or "")

    def places(self) -> set[str]:
        if self.labels & {TRASH, SPAM}:
            return self.labels & {TRASH, SPAM}
        starred = {STARRED} if "\\Flagged" in self.flags else set()
        return {ALL, *self.labels, *starred}


@dataclass
class GmailLike:
    """What is in the mailbox; may be looked into and changed as from another program."""

    mails: dict[int, Kept] = field(default_factory=dict)
    folders: dict[str, dict[int, int]] = field(default_factory=lambda: {n: {} for n in (INBOX, *USES)})
    """For each the mails by their UIDs."""
    deleted: set[tuple[str, int]] = field(default_factory=set)
    lock: Any = field(default_factory=threading.RLock)
    port: int = 0
    told: list[str] = field(default_factory=list)
    """The commands that changed something."""
    _next: dict[str, int] = field(default_factory=dict)
    _modseq: int = 1

    def put(self, content: bytes, *labels: str, flags: Iterable[str] = (), date: bytes = b"") -> Kept:
        with self.lock:
            kept = next((one for one in self.mails.values() if one.content == content), None)
            if kept is None:
                id = 1_000_000 + len(self.mails)
                kept = self.mails[id] = Kept(id, content, date or b"16-Mar-2026 09:00:00 +0000")
            kept.labels |= set(labels) - {ALL}
            kept.flags |= set(flags)
            self.changed(kept)
            return kept

    def changed(self, *mails: Kept) -> None:
        """Have each in the folders of its labels."""
        for mail in mails:
            self._modseq += 1
            mail.modseq = self._modseq
            places = mail.places() if mail.id in self.mails else set()
            for label in places:
                self.folders.setdefault(label, {})
            for name, inside in self.folders.items():
                uids = [uid for uid, id in inside.items() if id == mail.id]
                if name in places and not uids:
                    uid = self._next.get(name, 1)
                    self._next[name] = uid + 1
                    inside[uid] = mail.id
                elif name not in places:
                    for uid in uids:
                        del inside[uid]
                        self.deleted.discard((name, mail.id))

    def named(self, subject: str) -> Kept:
        return next(one for one in self.mails.values() if b"Subject: " + subject.encode() in one.content)

    def take_out(self, folder: str, mail: Kept) -> None:
        if folder in (TRASH, SPAM):
            del self.mails[mail.id]
        elif folder == STARRED:
            mail.flags.discard("\\Flagged")
        mail.labels.discard(folder)
        self.changed(mail)

    def put_into(self, folder: str, mail: Kept) -> None:
        if folder in (TRASH, SPAM):
            mail.labels = {folder}
        else:
            mail.labels = (mail.labels - {TRASH, SPAM}) | ({folder} - {ALL})
        self.changed(mail)

    @property
    def state(self) -> dict[str, int]:
        return {"next": self._modseq}

    def next_uid(self, folder: str) -> int:
        return self._next.get(folder, 1)


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    # Else each answer of several lines waits 40 ms for the client's word that the first has come.
    disable_nagle_algorithm = True
    mailbox: GmailLike
    folder = ""

    def handle(self) -> None:
        self.mailbox = self.server.mailbox  # type: ignore[attr-defined]
        self.say("* OK Gimap ready")
        while (command := self.command()) is not None:
            tag, name, rest = command
            try:
                with self.mailbox.lock:
                    over = self.obey(tag, name, rest)
            except (KeyError, IndexError, ValueError) as error:
                self.say(f"{tag} BAD {type(error).__name__} {error}")
                continue
            if over:
                return

    def command(self) -> tuple[str, str, list[Any]] | None:
        line = self.rfile.readline()
        tokens: list[Any] = []
        while found := LITERAL.search(line):
            tokens += tokenized(line[: found.start()])
            self.say("+ go on")
            tokens.append(self.rfile.read(int(found[1])))
            line = self.rfile.readline()
        tokens += tokenized(line)
        if len(tokens) < 2:
            return None
        tag, name, *rest = tokens
        name = name.decode().upper()
        if name == "UID":
            name, rest = f"UID {rest[0].decode().upper()}", rest[1:]
        return tag.decode(), name, nested(iter(rest))

    def say(self, line: str | bytes) -> None:
        self.wfile.write((line if isinstance(line, bytes) else line.encode()) + b"\r\n")

    def obey(self, tag: str, name: str, rest: list[Any]) -> bool:
        method: Callable[[list[Any]], str | None] | None = getattr(self, name.lower().replace(" ", "_"), None)
        if method is None:
            self.say(f"{tag} BAD unknown command {name}")
            return False
        if name in ("STORE", "UID STORE", "UID MOVE", "UID COPY", "UID EXPUNGE", "APPEND", "CREATE"):
            self.mailbox.told.append(name)
        said = method(rest)
        if said and said.startswith("NO"):
            self.say(f"{tag} {said}")
        else:
            self.say(f"{tag} OK {said or 'done'}")
        return name == "LOGOUT"

    def capability(self, rest: list[Any]) -> None:
        self.say(f"* CAPABILITY {CAPABILITIES}")

    def login(self, rest: list[Any]) -> str | None:
        fits = [text(one) for one in rest[:2]] == [USER, PASSWORD]
        return None if fits else "NO [AUTHENTICATIONFAILED] Invalid credentials"

    def enable(self, rest: list[Any]) -> None:
        self.say("* ENABLED CONDSTORE")

    def noop(self, rest: list[Any]) -> None: ...

    def subscribe(self, rest: list[Any]) -> None: ...

    def logout(self, rest: list[Any]) -> None:
        self.say("* BYE")

    def namespace(self, rest: list[Any]) -> None:
        self.say('* NAMESPACE (("" "/")) NIL NIL')

    def list(self, rest: list[Any]) -> None:
        if text(rest[-1]) == "":  # asks for what parts names
            self.say('* LIST (\\Noselect) "/" ""')
            return
        self.say('* LIST (\\HasChildren \\Noselect) "/" "[Gmail]"')
        for name in self.mailbox.folders:
            self.say(f'* LIST (\\HasNoChildren {USES.get(name, "")}) "/" "{name}"')

    lsub = list

    def status(self, rest: list[Any]) -> str | None:
        name = text(rest[0])
        if name not in self.mailbox.folders:
            return "NO [NONEXISTENT] Unknown Mailbox"
        inside = self.mailbox.folders[name]
        unseen = sum("\\Seen" not in self.mailbox.mails[id].flags for id in inside.values())
        known = {
            "MESSAGES": len(inside),
            "RECENT": 0,
            "UIDNEXT": self.mailbox.next_uid(name),
            "UIDVALIDITY": 7,
            "UNSEEN": unseen,
        }
        asked = [text(one).upper() for one in rest[1]]
        self.say(f'* STATUS "{name}" ({" ".join(f"{one} {known[one]}" for one in asked)})')
        return None

    def check(self, rest: list[Any]) -> None: ...

    def create(self, rest: list[Any]) -> None:
        self.mailbox.folders.setdefault(text(rest[0]), {})

    def select(self, rest: list[Any]) -> str | None:
        name = text(rest[0])
        if name not in self.mailbox.folders:
            return "NO [NONEXISTENT] Unknown Mailbox"
        self.folder = name
        self.say("* FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)")
        self.say("* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen \\*)] Flags permitted.")
        self.say(f"* {len(self.inside)} EXISTS")
        self.say("* 0 RECENT")
        self.say("* OK [UIDVALIDITY 7] UIDs valid.")
        self.say(f"* OK [UIDNEXT {self.mailbox.next_uid(name)}] Predicted next UID.")
        self.say(f"* OK [HIGHESTMODSEQ {self.mailbox.state['next']}]")
        return "[READ-WRITE] selected"

    examine = select

    @property
    def inside(self) -> dict[int, int]:
        return self.mailbox.folders[self.folder]

    def uid_search(self, rest: list[Any]) -> None:
        words = [text(one) for one in rest if not isinstance(one, list)]
        if words[:1] == ["CHARSET"]:
            words = words[2:]
        uids = sorted(self.inside)
        if words[:1] == ["UID"]:
            uids = [uid for uid in uids if uid in self.chosen(words[1])]
        elif words[:1] == ["HEADER"]:
            uids = [uid for uid in uids if words[2] in self.of(uid).message_id]
        elif words[:1] == ["DELETED"]:
            uids = [uid for uid in uids if (self.folder, self.inside[uid]) in self.mailbox.deleted]
        self.say(" ".join(["* SEARCH", *map(str, uids)]))

    def of(self, uid: int) -> Kept:
        return self.mailbox.mails[self.inside[uid]]

    def chosen(self, said: str) -> set[int]:
        return set(numbers(said, max(self.inside, default=0))) & self.inside.keys()

    def by_place(self, rest: list[Any]) -> list[Any]:
        """The same words with UIDs in the place of numbers in the folder."""
        uids = sorted(self.inside)
        places = [uids[place - 1] for place in numbers(text(rest[0]), len(uids)) if place <= len(uids)]
        return [",".join(map(str, places)).encode(), *rest[1:]]

    def fetch(self, rest: list[Any]) -> None:
        self.uid_fetch(self.by_place(rest))

    def uid_fetch(self, rest: list[Any]) -> None:
        items = [text(one) for one in (rest[1] if isinstance(rest[1], list) else [rest[1]])]
        since = int(text(rest[2][1])) if len(rest) > 2 else 0
        places = {uid: number for number, uid in enumerate(sorted(self.inside), 1)}
        for uid in sorted(self.chosen(text(rest[0]))):
            mail = self.of(uid)
            if mail.modseq > since:
                asked = (self.item(mail, one) for one in items if one.upper() != "UID")
                parts = [f"UID {uid}".encode(), *asked]
                self.say(b"* %d FETCH (%b)" % (places[uid], b" ".join(parts)))

    def item(self, mail: Kept, name: str) -> bytes:
        upper = name.upper()
        if upper == "FLAGS":
            deleted = {"\\Deleted"} if (self.folder, mail.id) in self.mailbox.deleted else set()
            return f"FLAGS ({' '.join(sorted(mail.flags | deleted))})".encode()
        if upper == "RFC822.SIZE":
            return b"RFC822.SIZE %d" % len(mail.content)
        if upper == "INTERNALDATE":
            return b'INTERNALDATE "%b"' % mail.date
        if upper == "X-GM-MSGID":
            return b"X-GM-MSGID %d" % mail.id
        if upper == "X-GM-LABELS":
            # Not the one whose folder is open.
            others = sorted(mail.labels - {self.folder, TRASH, SPAM})
            shown = " ".join(
                f'"{SYSTEM[one]}"'.replace("\\", "\\\\") if one in SYSTEM else f'"{one}"' for one in others
            )
            return f"X-GM-LABELS ({shown})".encode()
        head, gap, body = mail.content.partition(b"\r\n\r\n")
        fields = upper.partition("HEADER.FIELDS (")[2].rstrip(")]").split()
        if fields:
            lines = FIELD.findall(head + b"\r\n")
            head = b"".join(one for one in lines if one.partition(b":")[0].decode().upper() in fields)
            wanted = head + b"\r\n"
        else:
            wanted = {"[]": mail.content, "[TEXT]": body}.get(upper[upper.find("[") :], head + gap)
        return name.replace(".PEEK", "").encode() + b" {%d}\r\n" % len(wanted) + wanted

    def store(self, rest: list[Any]) -> None:
        self.uid_store(self.by_place(rest))

    def uid_store(self, rest: list[Any]) -> None:
        how, values = text(rest[1]).upper(), [text(one) for one in rest[2]]
        for uid in self.chosen(text(rest[0])):
            mail = self.of(uid)
            if "X-GM-LABELS" in how:
                if how[0] == "+":
                    mail.labels |= set(values)
                else:
                    mail.labels -= set(values)
            else:
                mark = (self.folder, mail.id)
                if "\\Deleted" in values:
                    (self.mailbox.deleted.add if how[0] == "+" else self.mailbox.deleted.discard)(mark)
                flags = set(values) - {"\\Deleted"}
                mail.flags = mail.flags | flags if how[0] == "+" else mail.flags - flags
            self.mailbox.changed(mail)

    def uid_copy(self, rest: list[Any]) -> str | None:
        return self.carry(rest, stays=True)

    def uid_move(self, rest: list[Any]) -> str | None:
        return self.carry(rest, stays=False)

    def carry(self, rest: list[Any], *, stays: bool) -> str | None:
        target = text(rest[1])
        if target not in self.mailbox.folders:
            return "NO [TRYCREATE] No folder"
        for uid in sorted(self.chosen(text(rest[0]))):
            mail, place = self.of(uid), sorted(self.inside).index(uid) + 1
            source = self.folder
            if not stays and source not in (ALL, target) and target not in (TRASH, SPAM):
                mail.labels.discard(source)
            self.mailbox.put_into(target, mail)
            if uid not in self.inside:
                self.say(f"* {place} EXPUNGE")
        return None

    def uid_expunge(self, rest: list[Any]) -> None:
        for uid in sorted(self.chosen(text(rest[0]))):
            mail = self.of(uid)
            if (self.folder, mail.id) in self.mailbox.deleted:
                place = sorted(self.inside).index(uid) + 1
                self.mailbox.take_out(self.folder, mail)
                if uid not in self.inside:
                    self.say(f"* {place} EXPUNGE")

    def expunge(self, rest: list[Any]) -> None:
        self.uid_expunge([b"1:*"])

    def close(self, rest: list[Any]) -> None:
        marked = [
            mail for mail in self.mailbox.mails.values() if (self.folder, mail.id) in self.mailbox.deleted
        ]
        for mail in marked:
            self.mailbox.take_out(self.folder, mail)

    def append(self, rest: list[Any]) -> str:
        folder, content = text(rest[0]), rest[-1]
        flags = [text(one) for one in rest[1]] if isinstance(rest[1], list) else []
        dates = [one for one in rest[1:-1] if isinstance(one, bytes)]
        mail = self.mailbox.put(content, flags=flags, date=dates[0].strip(b'" ') if dates else b"")
        self.mailbox.put_into(folder, mail)
        [uid] = [uid for uid, id in self.mailbox.folders[folder].items() if id == mail.id]
        return f"[APPENDUID 7 {uid}] (Success)"


def numbers(said: str, highest: int) -> Iterator[int]:
    """What a sequence set names (RFC 3501, 9)."""
    for part in said.split(","):
        first, _, last = part.partition(":")
        if first:
            low, high = (highest if one == "*" else int(one) for one in (first, last or first))
            yield from range(min(low, high), max(low, high) + 1)


def tokenized(line: bytes) -> list[bytes]:
    return [found[1] for found in TOKEN.finditer(line.rstrip(b"\r\n"))]


def nested(tokens: Iterator[bytes]) -> list[Any]:
    found: list[Any] = []
    for token in tokens:
        if token == b"(":
            found.append(nested(tokens))
        elif token == b")":
            break
        else:
            found.append(token)
    return found


def text(token: bytes) -> str:
    said = token.decode("utf-8", "surrogateescape")
    return re.sub(r"\\(.)", r"\1", said[1:-1]) if said.startswith('"') else said


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def running_gmail_like() -> Iterator[GmailLike]:
    """A mailbox on a port of its own."""
    mailbox = GmailLike()
    with _Server(("127.0.0.1", 0), Session) as server:
        server.mailbox = mailbox  # type: ignore[attr-defined]
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
