"""Whether the text of other people's files is found as their own tools find it, within the bounds.

    git clone --depth 1 https://github.com/py-pdf/pypdf        # outside this repository; and the others
    python -m bench.attachments FOLDER... [--most 60]

For each PDF, DOCX, XLSX and TNEF in the folders (such as the test files of pypdf, python-docx, XlsxWriter and
tnefparse) the share of its own tool's words (pdftotext, docx2txt, the strings of the workbook, tnefparse)
that `read_attachment` finds too; how many are refused; the longest time and the most memory that one took.
`--most`: of each kind in a folder no more than so many, evenly spread over their names.
"""

import argparse
import re
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from html import unescape
from pathlib import Path

from tools.errors import ToolError
from tools.mail.attachments.reader import MOST_CHARS, text_of

WORD = re.compile(r"\w{2,}")
TAG = re.compile(rb"<t(?: [^>]*)?>(.*?)</t>", re.DOTALL)
ITEM = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
ALIKE = 0.95
TNEF_BODY = """
import sys, tnefparse
body = tnefparse.TNEF(open(sys.argv[1], "rb").read()).body or ""
print(body.decode("cp1252", "replace") if isinstance(body, bytes) else body)
"""


def run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        raise SystemExit(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return done.stdout.decode("utf-8", "replace")


def theirs(path: Path) -> str:
    """The text of a file as its own tool finds it; empty where that finds none."""
    match path.suffix:
        case ".pdf":
            return run("pdftotext", str(path), "-")
        case ".docx":
            return run("docx2txt", str(path), "-")
        case ".xlsx":
            with zipfile.ZipFile(path) as packed:
                names = [name for name in packed.namelist() if name == "xl/sharedStrings.xml"]
                items = [item for name in names for item in ITEM.findall(packed.read(name))]
                return "\n".join(unescape(b"".join(TAG.findall(item)).decode()) for item in items)
        case _:
            return run(sys.executable, "-c", TNEF_BODY, str(path))


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.casefold()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--most", type=int, default=1_000_000)
    options = parser.parse_args()
    read = alike = without = 0
    longest = 0.0
    paths = [
        path for folder in options.folders for kind in KINDS for path in spread(folder, kind, options.most)
    ]
    for path in paths:
        begun = time.monotonic()
        try:
            ours = text_of(path.name, "application/octet-stream", path.read_bytes()).text
        except ToolError as refused:
            took = time.monotonic() - begun
            wanted = words(theirs(path)).total()
            print(f"refused  {path.name}: {refused.message} ({took:.1f} s; theirs: {wanted} words)")
            longest = max(longest, took)
            continue
        longest = max(longest, time.monotonic() - begun)
        read += 1
        wanted, found = words(theirs(path)[:MOST_CHARS]), words(ours)
        if not wanted:
            without += 1
            continue
        share = sum((wanted & found).values()) / wanted.total()
        alike += share >= ALIKE
        if share < ALIKE:
            print(f"{share:6.0%}   {path.name}: {wanted.total()} words; missing {sorted(wanted - found)[:6]}")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(paths)} files: {read} read, {len(paths) - read} refused; of {read - without} in which their")
    print(f"tool finds words, {alike} with {ALIKE:.0%} of them or more")
    print(f"longest {longest:.1f} s, most memory {most:.0f} MB (their tools counted in)")


def spread(folder: Path, kind: str, most: int) -> list[Path]:
    found = sorted(folder.rglob(f"*{kind}"))
    return found[:: max(1, -(-len(found) // most))]


KINDS = (".pdf", ".docx", ".xlsx", ".tnef", ".dat")

if __name__ == "__main__":
    main()
