"""A file of a mail into a folder of the person's: planned, written once, taken back."""

import hashlib
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path, PurePath

from tools.effects.plan import UNMARKED, Intent, Marks, Plan, Receipt
from tools.errors import FinalError, StaleError, ToolError
from tools.mail.addresses import label
from tools.mail.attachments.finding import find_file
from tools.mail.file_places import check_place
from tools.mail.payloads import SavedFile
from tools.mail.previews import named_mail
from tools.mail.store import MailStore

SAVE = "mail.save_attachment"
RUNS = frozenset(
    ".exe .com .bat .cmd .ps1 .vbs .js .jse .wsf .msi .scr .pif .sh .bash .command .app .jar .py .desktop"
    " .lnk .docm .xlsm .pptm .html .htm .svg .reg .hta .iso .dmg .apk .deb .rpm".split()
)
"""What may do something of its own when it is opened."""
UNFIT = re.compile(r'[\x00-\x1f\x7f/\\\\:*?"<>|]+')
LONGEST_NAME = 120
DOWNLOADS = "~/Downloads"


@dataclass(frozen=True)
class SavingPlanner:
    """Plans saving a file; nothing is written by it. Into a folder of `private` nothing is saved."""

    mailbox: MailStore
    private: Sequence[Path] = ()

    def save(self, email_id: str, name: str = "", folder: str = "") -> Plan:
        """
        Raises:
            ToolError: there is no such file, or no folder that it may be saved into.
        """
        found = find_file(self.mailbox, email_id, name)
        place = self._folder(folder or DOWNLOADS)
        path = free_name(place, file_name(found.name), found.content)
        saved = SavedFile(
            id=found.mail.id,
            name=found.name,
            path=str(path),
            size=len(found.content),
            sha256=hashlib.sha256(found.content).hexdigest(),
        )
        runs = path.suffix.lower() in RUNS
        warning = f"{path.name} may run something of its own when it is opened"
        return Plan(
            kind=SAVE,
            args={"email_id": found.mail.id, "name": found.name, "folder": str(place)},
            summary=f"Save {found.name!r} from {label(found.mail.sender)} into {place}",
            preview={
                "type": "saved_file",
                "mail": named_mail(found.mail),
                "file": {"name": found.name, "type": found.type, "size": len(found.content)},
                "path": str(path),
            },
            payload=saved.as_json(),
            destination=f"folder:{place}",
            warnings=(warning,) if runs else (),
            undoable=True,
            undo_note=f"Removes {path.name} again, as long as nobody has changed it.",
        )

    def _folder(self, given: str) -> Path:
        try:
            path = Path(given).expanduser().resolve()
            check_place(given, path, self.private, use="saved into")
            there = path.is_dir()
        except (OSError, ValueError, RuntimeError) as error:
            raise ToolError(f"{given!r} can't be used as a folder: {error}") from error
        if not there:
            raise ToolError(f"there is no folder {given!r}; name one that is there")
        if not os.access(path, os.W_OK):
            raise ToolError(f"nothing may be written into {given!r}")
        return path


class SavingExecutor:
    """An `Executor` that writes files which came with the mails of a mailbox."""

    kinds = (SAVE,)

    def __init__(self, mailbox: MailStore) -> None:
        self._mailbox = mailbox

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:  # noqa: ARG002 - as `Executor`
        """The content of the file.

        Raises:
            StaleError: the mail is gone, or its file isn't the one that was shown.
        """
        saved = SavedFile.model_validate(plan.payload)
        try:
            content = find_file(self._mailbox, saved.id, saved.name).content
        except ToolError as error:
            raise StaleError(f"the mail with {saved.name!r} is gone; nothing was saved") from error
        if hashlib.sha256(content).hexdigest() != saved.sha256:
            raise StaleError(f"{saved.name!r} is no longer what was shown; nothing was saved")
        return content

    def act(self, intent: Intent) -> Receipt:
        return self.carry_out(intent, UNMARKED)

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        """
        Raises:
            StaleError: another file has its name by now. FinalError: the folder takes nothing.
        """
        saved = SavedFile.model_validate(intent.plan.payload)
        path = Path(saved.path)
        marks.handing_over()
        draft = path.with_name(f".{path.name[:LONGEST_NAME]}.{intent.key}")
        try:
            write(draft, intent.rendered)
            os.link(draft, path)
        except FileExistsError as error:
            if not is_the_same(path, saved):
                raise StaleError(f"{path} is there by now and is another file; nothing was saved") from error
        except OSError as error:
            raise FinalError(f"{path} can't be written: {error.strerror or error}") from error
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        return receipt_of(saved)

    def find(self, intent: Intent) -> Receipt | None:
        saved = SavedFile.model_validate(intent.plan.payload)
        return receipt_of(saved) if is_the_same(Path(saved.path), saved) else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:  # noqa: ARG002 - as `Executor`
        """
        Raises:
            StaleError: it is gone, or somebody has changed it.
        """
        saved = SavedFile.model_validate(intent.plan.payload)
        path = Path(saved.path)
        if not is_the_same(path, saved):
            raise StaleError(f"{path} is gone, or somebody has changed it; it stays as it is")
        path.unlink()
        return Receipt(text=f"Removed {path}.")


def file_name(given: str) -> str:
    """A name for a file that every system takes, and that hides nothing: from one that a stranger chose."""
    name = UNFIT.sub("_", "".join(sign for sign in given if sign.isprintable())).strip(" .") or "attachment"
    ending = PurePath(name).suffix[:20]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(ending)] + ending


def free_name(folder: Path, name: str, content: bytes) -> Path:
    """A path in `folder` that no other file has: `invoice.pdf`, `invoice (2).pdf`."""
    stem, ending = PurePath(name).stem, PurePath(name).suffix
    digest = hashlib.sha256(content).hexdigest()
    for number in count(1):
        path = folder / (f"{stem} ({number}){ending}" if number > 1 else name)
        if not path.exists() or (path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest):
            return path
    raise AssertionError  # count has no end


def is_the_same(path: Path, saved: SavedFile) -> bool:
    """Whether this very file is there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == saved.sha256
    except OSError:
        return False


def write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def receipt_of(saved: SavedFile) -> Receipt:
    return Receipt(
        text=f"Saved {saved.name!r} as {saved.path}.", reference={"id": saved.id, "path": saved.path}
    )
