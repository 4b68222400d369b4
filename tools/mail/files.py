"""Files that go out with a mail."""

import hashlib
import mimetypes
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.errors import StaleError, ToolError
from tools.mail.compose import File
from tools.mail.file_places import check_place
from tools.mail.outgoing_checks import misleading_links, secrets
from tools.mail.payloads import FileOnDisk
from tools.unseen import unseen_warnings

FROM_MAIL = "mail:"
"""How a file that came with a mail is named among paths: `mail:ID/NAME`."""
FromMail = Callable[[str], FileOnDisk]
MAX_TOTAL_BYTES = 25_000_000
"""What most mail servers still accept."""
MAX_TEXT_BYTES = 200_000
"""Text files up to this size are looked through."""


def described(
    paths: list[str], *, private: Sequence[Path] = (), from_mail: FromMail | None = None
) -> tuple[FileOnDisk, ...]:
    """The files at `paths` as they are now; what lies in a folder of `private` doesn't go out.

    `from_mail` describes what is named `mail:ID/NAME`: a file that came with a mail.

    Raises:
        ToolError: one is missing, no file, can't be read, may not go out, or they are too large together.
    """
    found = tuple(
        from_mail(path) if from_mail and path.startswith(FROM_MAIL) else describe(path, private=private)
        for path in dict.fromkeys(paths)
    )
    if (total := sum(file.size for file in found)) > MAX_TOTAL_BYTES:
        raise ToolError(
            f"the attachments have {total / 1e6:.1f} MB together; more than {MAX_TOTAL_BYTES / 1e6:.0f} MB "
            "is refused by most mail servers"
        )
    return found


def describe(given: str, *, private: Sequence[Path] = ()) -> FileOnDisk:
    """The file at the path `given`, as it is now, to be attached.

    Raises:
        ToolError: there is none, it can't be read, may not go out, or is too large for a mail.
    """
    try:
        path = Path(given).expanduser().resolve()
        check_place(given, path, private)
        if not path.exists():
            raise ToolError(f"there is no file {given!r}; attachments takes paths of existing files")
        if not path.is_file():
            raise ToolError(f"{given!r} is not a file, so it can't be attached")
        if path.stat().st_size > MAX_TOTAL_BYTES:
            raise ToolError(f"{given!r} is larger than {MAX_TOTAL_BYTES / 1e6:.0f} MB, too large for a mail")
        content = path.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        raise ToolError(f"{given!r} can't be read: {error}") from error
    kind, encoding = mimetypes.guess_type(path.name)
    return FileOnDisk(
        path=str(path),
        name=path.name,
        type=kind if kind and not encoding else "application/octet-stream",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def text_warnings(file: FileOnDisk) -> tuple[str, ...]:
    """Sentences about the text of a small file, as about a mail's own.

    Raises:
        StaleError: it is no longer what it was.
    """
    if file.size > MAX_TEXT_BYTES or file.path.startswith(FROM_MAIL):
        return ()
    content = load(file).content
    try:
        text = "" if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return ()
    found = (*secrets(text), *misleading_links(text), *unseen_warnings(text))
    return tuple(f"In {file.name}: {said[0].lower()}{said[1:]}" for said in found)


def load(file: FileOnDisk) -> File:
    """The content of a file that was shown.

    Raises:
        StaleError: it is gone, or no longer what was shown.
    """
    try:
        content = Path(file.path).read_bytes()
    except OSError as error:
        raise StaleError(f"the attachment {file.path} can't be read any more") from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise StaleError(f"the attachment {file.path} has changed since it was shown")
    return File(name=file.name, type=file.type, content=content)
