"""Reads the text of one file, in a process of its own: `child.py KIND MOST`, the file on stdin.

`inside` as the kind gives the files that are in Outlook's `winmail.dat`, in base64.

Nothing of the assistant is loaded here: what reads files of strangers has neither its memory nor its keys,
and is stopped when it takes too much time or memory. Prints one JSON object. At a file that is broken it
ends with whatever the reader raises, as a program that nobody else depends on.
"""

import base64
import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY_BYTES = 700_000_000
CPU_S = 20
UNPACKED_BYTES = 60_000_000
"""So much a document may be when it is unpacked; those that people write are far smaller."""
PACKED_FILES = 4_000
MOST_CELLS = 500
"""Of a row."""
LONG_NAME = 0x3707
"""PidTagAttachLongFilename, [MS-OXPROPS] 2.601."""


class RefusedError(Exception):
    """The file isn't read, for a reason that a person can do something about."""


def limit() -> None:
    """Bound what this process may take; it opens no file for writing, and starts nothing."""
    try:
        import resource
    except ImportError:
        # Not on every system: the one who waits for it counts the seconds.
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            # A system that knows no such limit: the seconds are counted outside.
            continue


def plain(content: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def table(content: bytes) -> Iterator[str]:
    """A table in text, its cells apart by bars, whatever stands between them in the file."""
    text = plain(content)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4_000], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    for row in csv.reader(io.StringIO(text), dialect):
        yield " | ".join(cell.strip() for cell in row[:MOST_CELLS]) + "\n"


def page(content: bytes) -> Iterator[str]:
    """The text of a page in HTML, laid out; scripts and links do nothing."""
    from inscriptis import get_text

    yield str(get_text(plain(content)))


def portable(content: bytes) -> Iterator[str]:
    """The pages of a PDF, and what its form is filled in with.

    Raises:
        RefusedError: it is protected by a password.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise RefusedError("it is protected by a password")
    for number, each in enumerate(reader.pages, 1):
        yield f"[page {number}]\n{each.extract_text()}\n"
    yield from filled_in(reader)


def filled_in(reader: Any) -> Iterator[str]:
    """What the form of a PDF is filled in with; nothing of one that is torn, whose pages are read already."""
    from pypdf.errors import PyPdfError

    try:
        fields = reader.get_fields() or {}
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return
    for name, field in fields.items():
        value = field.get("/V")
        if isinstance(value, str) and value not in ("", "/Off"):
            yield f"{name}: {value.removeprefix('/')}\n"


def document(content: bytes) -> Iterator[str]:
    """The paragraphs and tables of a DOCX, in their order."""
    check_packed(content)
    from docx import Document
    from docx.table import Table

    for block in Document(io.BytesIO(content)).iter_inner_content():
        yield from rows(block) if isinstance(block, Table) else (f"{block.text}\n",)


def rows(table: Any) -> Iterator[str]:
    """The rows of a table; those of a table in a cell come after the cell's own."""
    for row in table.rows:
        cells = row.cells[:MOST_CELLS]
        yield " | ".join(cell.text.strip() for cell in cells) + "\n"
        for cell in dict.fromkeys(cells):
            for inner in cell.tables:
                yield from rows(inner)


def workbook(content: bytes) -> Iterator[str]:
    """The sheets of an XLSX, row by row, with the values that were computed last."""
    check_packed(content)
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield f"[sheet {sheet.title}]\n"
        for row in sheet.iter_rows(values_only=True):
            cells = ["" if cell is None else str(cell) for cell in row[:MOST_CELLS]]
            if any(cells):
                yield " | ".join(cells).rstrip(" |") + "\n"


def rich(content: bytes) -> Iterator[str]:
    """The text of an RTF."""
    from striprtf.striprtf import rtf_to_text

    yield str(rtf_to_text(content.decode("cp1252", "replace"), errors="replace"))  # type: ignore[no-untyped-call]


def outlooks(content: bytes) -> Iterator[str]:
    """The text in a `winmail.dat`, and the names of the files in it."""
    mail = opened(content)
    text = as_text(mail.body, mail.codepage)
    if not text.strip() and mail.htmlbody:
        text = "".join(page(as_text(mail.htmlbody, mail.codepage).encode()))
    if not text.strip() and mail.rtfbody:
        text = "".join(rich(mail.rtfbody))
    yield f"{text.strip()}\n"
    for name, inside in files_in(mail):
        yield f"[file {name}, {len(inside):,} bytes]\n"


def opened(content: bytes) -> Any:
    """A `winmail.dat` as the library has it.

    Raises:
        RefusedError: it has so many parts that the library, which copies the rest for each, would never end.
    """
    from tnefparse import TNEF

    at = parts = 0
    while at + 15 < len(content):
        at, parts = at + 11 + int.from_bytes(content[at + 11 : at + 15], "little"), parts + 1
    if parts > PACKED_FILES:
        raise RefusedError(f"it has {parts:,} parts")
    return TNEF(content, do_checksum=False)


def files_in(mail: Any) -> Iterator[tuple[str, bytes]]:
    """The files of a `winmail.dat`; a mail in it is one that can be opened in the same way."""
    for number, file in enumerate(mail.attachments, 1):
        names = [as_text(found.data, mail.codepage) for found in file.mapi_attrs if found.name == LONG_NAME]
        name = "".join(filter(str.isprintable, names[0] if names else as_text(file._name, mail.codepage)))
        yield name or (f"mail-{number}.dat" if hasattr(file, "embed") else f"file-{number}"), file.data


def as_text(value: Any, codepage: str | None) -> str:
    """A value of a mail in Outlook's own format, whichever of its kinds of text it is."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        try:
            value = value.decode(codepage or "cp1252", "replace")
        except LookupError:
            value = value.decode("cp1252", "replace")
    return (value or "").rstrip("\0")


def check_packed(content: bytes) -> None:
    """
    Raises:
        RefusedError: it is far larger when it is unpacked, as a bomb is.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        inside = packed.infolist()
    total = sum(one.file_size for one in inside)
    if total > UNPACKED_BYTES or len(inside) > PACKED_FILES:
        raise RefusedError(f"it has {total / 1e6:,.0f} MB in {len(inside):,} parts when it is unpacked")


READERS = {
    "text": lambda content: iter([plain(content)]),
    "csv": table,
    "html": page,
    "pdf": portable,
    "docx": document,
    "xlsx": workbook,
    "rtf": rich,
    "tnef": outlooks,
}


def read(kind: str, content: bytes, most: int) -> dict[str, object]:
    """Up to `most` characters of text, and whether there are more."""
    pieces: list[str] = []
    length = 0
    for piece in READERS[kind](content):
        clean = re.sub(r"[^\S\n]*\n(?:[^\S\n]*\n)+", "\n\n", piece.replace("\r\n", "\n"))
        pieces.append(clean)
        length += len(clean)
        if length > most:
            return {"text": "".join(pieces)[:most], "more": True}
    return {"text": "".join(pieces), "more": False}


def inside(content: bytes) -> dict[str, object]:
    """The files in a `winmail.dat`, in their order."""
    return {
        "files": [[name, base64.b64encode(file).decode("ascii")] for name, file in files_in(opened(content))]
    }


def main() -> None:
    kind, most = sys.argv[1], int(sys.argv[2])
    content = sys.stdin.buffer.read()
    limit()
    try:
        answer = inside(content) if kind == "inside" else read(kind, content, most)
    except RefusedError as refused:
        answer = {"refused": str(refused)}
    except ModuleNotFoundError as missing:
        answer = {"missing": missing.name}
    except MemoryError:
        answer = {"refused": "it takes too much memory to be read"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
