"""The outbox that hands mails to a program: sendmail, msmtp, or any that reads one from stdin."""

import fcntl
import hashlib
import os
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from tools.effects.process import this_process
from tools.errors import FinalError, PassingError, SettingsError, StorageError
from tools.mail.outbox import Delivery, Reply, nothing
from tools.private_files import make_folder

TIMEOUT_S = 120.0
KEPT_DAYS = 30
ALIKE_SENDMAIL = frozenset({"sendmail", "msmtp", "nullmailer-inject", "ssmtp", "dma"})
NOT_SENT = {
    64: "it was called in a way that it doesn't know",
    65: "it, or the server behind it, takes no such mail, sender or recipient",
    66: "it has no input",
    67: "it knows no such recipient",
    68: "it knows no such host",
    69: "it refuses the mail",
    72: "a file of the system is missing",
    77: "it isn't allowed to",
    78: "its configuration can't be used",
    126: "it can't be run",
    127: "there is no such program",
}
"""How a program ends that has certainly sent nothing, and won't (sysexits.h; POSIX for 126, 127)."""
NOT_NOW = 75
"""EX_TEMPFAIL: nothing was sent, and may be later."""
_RUN = '"$@" < "$0.mail" > "$0.said" 2>&1; echo $? > "$0.new"; mv "$0.new" "$0.code"'
"""Runs the program, and writes down how it ended, whatever has become of us meanwhile."""
MOST_SAID = 200


class CommandOutbox:
    """An `Outbox` on a program; `folder` keeps what is handed to it, and how it ended.

    `command` is as it is typed, in words: the mail comes on its stdin, from a file that is whole before the
    program begins, and the recipients behind it. `-t` is left out, since the recipients are given: a mail
    that goes to some is never read for others. What ended with 0 is sent; with anything that doesn't
    mean for certain that nothing was, nobody knows.
    """

    note = ""

    def __init__(self, command: Sequence[str], folder: Path, *, timeout_s: float = TIMEOUT_S) -> None:
        words = [word for word in command if word != "-t"]
        name = Path(words[0]).name
        if name in ALIKE_SENDMAIL and "-i" not in words:
            words.append("-i")  # a line of one dot is no end
        self._words = words
        self._folder = folder
        self._timeout_s = timeout_s
        self._name = name

    def destination_of(self, sender: str) -> str:  # noqa: ARG002 - the same for all
        return f"command:{self._name}"

    def send(
        self,
        content: bytes,
        sender: str,  # noqa: ARG002 - the program knows its own
        recipients: Sequence[str],
        *,
        handing_over: Callable[[], None] = nothing,
    ) -> Mapping[str, Reply]:
        """
        Raises:
            PassingError: it can't be sent now; with `uncertain`, the program was stopped, or still runs.
            FinalError: the program has sent nothing, and won't; or an address looks like an option.
        """
        if odd := [address for address in recipients if address.startswith("-")]:
            raise FinalError(f"{odd[0]!r} would be taken for an option of {self._name}")
        base = self._base(_message_id(content))
        make_folder(self._folder)
        self._forget_old()
        with _alone(base) as lock:
            _write(base.with_suffix(".boot"), _boot().encode())
            for left in (".code", ".said"):
                base.with_suffix(left).unlink(missing_ok=True)
            _write(base.with_suffix(".mail"), content)
            handing_over()
            command = ["sh", "-c", _RUN, str(base), *self._words, "--", *recipients]
            try:
                # a session of its own: neither Ctrl-C nor our end stops it halfway
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, pass_fds=(lock,), start_new_session=True
                )
            except OSError as error:
                raise FinalError(f"no program can be started ({error.strerror})") from error
            try:
                process.wait(self._timeout_s)
            except subprocess.TimeoutExpired:
                threading.Thread(target=process.wait, daemon=True).start()
                raise PassingError(
                    f"{self._name} hasn't ended after {self._timeout_s:.0f} seconds", uncertain=True
                ) from None
        return self._ended(base, recipients)

    def knows(self, message_id: str) -> bool | None:
        base = self._base(message_id)
        if not base.with_suffix(".mail").exists():
            return False
        with _alone(base):
            if _never_began(base):
                return False
            code = _code(base)
        return None if code is None else True if code == 0 else False if _is_certain(code) else None

    def _ended(self, base: Path, recipients: Sequence[str]) -> Mapping[str, Reply]:
        code = _code(base)
        if code == 0:
            return {recipient: Reply(Delivery.ACCEPTED) for recipient in recipients}
        said = _said(base)
        if code == NOT_NOW:
            raise PassingError(f"{self._name} can't send it at the moment{said}")
        if code is not None and _is_certain(code):
            raise FinalError(f"{self._name} sent nothing: {NOT_SENT[code]}{said}")
        how = "was stopped" if code is None or code > 128 else f"ended with {code}"
        raise PassingError(f"{self._name} {how}{said}", uncertain=True)

    def _base(self, message_id: str) -> Path:
        return self._folder / hashlib.sha256(message_id.strip("<> ").encode()).hexdigest()[:32]

    def _forget_old(self) -> None:
        before = time.time() - KEPT_DAYS * 86_400
        for path in self._folder.iterdir():
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


def words_of(command: str) -> list[str]:
    """The words of a command as it is typed.

    Raises:
        SettingsError: it has none, or a quotation mark has no other.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise SettingsError(f"outbox = {command!r}: {error}") from error
    if not words:
        raise SettingsError("outbox names no program; write it as 'msmtp -t'")
    return words


@contextmanager
def _alone(base: Path) -> Iterator[int]:
    """With the lock of one mail, which the program inherits: whoever finds it taken knows that it still runs.

    Raises:
        PassingError: it does.
    """
    handle = os.open(base.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PassingError("the program that sends it still runs", uncertain=True) from None
        yield handle
    except OSError as error:
        raise StorageError(f"{base.parent} can't be used ({error.strerror})") from error
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    """A file that only its owner can read, on the disk before anything begins."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _message_id(content: bytes) -> str:
    head = content.partition(b"\r\n\r\n")[0]
    return str(message_from_bytes(head, policy=policy.compat32)["Message-ID"] or "")


def _code(base: Path) -> int | None:
    """How the program ended; None where that isn't written."""
    try:
        return int(base.with_suffix(".code").read_text().strip())
    except (FileNotFoundError, ValueError):
        return None


def _never_began(base: Path) -> bool:
    """Whether the program, which doesn't run, never did: what it says has its file before it begins.

    After a power cut that file may be gone, so it counts only for as long as the machine has been up.
    """
    if base.with_suffix(".said").exists() or not _boot():
        return False
    try:
        return base.with_suffix(".boot").read_bytes() == _boot().encode()
    except FileNotFoundError:
        return False


def _boot() -> str:
    """Names the time since the machine was started; empty where that can't be told."""
    return this_process().boot if sys.platform == "linux" else ""


def _is_certain(code: int) -> bool:
    return code in NOT_SENT or code == NOT_NOW


def _said(base: Path) -> str:
    """What it wrote, as the end of a sentence."""
    try:
        text = base.with_suffix(".said").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return f" ({line[:MOST_SAID]})" if line else ""
