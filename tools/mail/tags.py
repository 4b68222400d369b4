"""The letters that a mail's file name has besides the known flags: tags that another program gave it.

Dovecot's letters `a` to `z` mean in each folder what the file `dovecot-keywords` there says; mails get
labels of ours the same way.
"""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.errors import StorageError
from tools.plain_files import file_bytes

KEYWORDS = "dovecot-keywords"
MOST = 26
MOST_BYTES = 100_000
LOCKED_S = 10.0
"""So long another program is waited for that writes the file."""
LEFT_S = 120.0
"""A lock that is older was left by a program that has ended, as Dovecot counts."""


def carried(letters: Iterable[str], source: Path, target: Path) -> frozenset[str]:
    """The letters for the same tags in the folder `target`, where each word gets one that fits; those that
    mean something else there are left."""
    before = words_in(source)
    letters = frozenset(letters)
    by_word = letters_for({before[letter] for letter in letters & before.keys()}, target)
    after = words_in(target)
    nameless = {letter for letter in letters if letter not in before and letter not in after}
    return frozenset(by_word.values()) | nameless


def words_in(folder: Path) -> Mapping[str, str]:
    """The word for each letter."""
    try:
        lines = file_bytes(folder / KEYWORDS, MOST_BYTES).decode("utf-8", "surrogateescape").splitlines()
    except OSError:
        return {}
    pairs = (line.split(" ", 1) for line in lines if " " in line)
    return {chr(ord("a") + int(n)): word for n, word in pairs if n.isdecimal() and int(n) < MOST}


def letters_for(words: Iterable[str], folder: Path) -> dict[str, str]:
    """The letter of each word in `folder`, which is given one where there is none yet; when all are taken,
    the word has none.

    Raises:
        StorageError: the file can't be written.
    """
    wanted = set(words)
    known = {word: letter for letter, word in words_in(folder).items()}
    if wanted - known.keys():
        with _changing(folder) as draft:
            numbered = {word: letter for letter, word in words_in(folder).items()}
            free = (letter for n in range(MOST) if (letter := chr(ord("a") + n)) not in numbered.values())
            numbered |= dict(zip(sorted(wanted - numbered.keys()), free, strict=False))
            lines = sorted((ord(letter) - ord("a"), word) for word, letter in numbered.items())
            text = "".join(f"{number} {word}\n" for number, word in lines)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_TRUNC), "wb") as file:
                file.write(text.encode("utf-8", "surrogateescape"))
                file.flush()
                os.fsync(file.fileno())
        known = numbered
    return {word: known[word] for word in wanted & known.keys()}


@contextmanager
def _changing(folder: Path) -> Iterator[Path]:
    """A draft of the file, which takes its place at the end. The draft is the lock, as it is Dovecot's."""
    draft = folder / f"{KEYWORDS}.lock"
    until = time.monotonic() + LOCKED_S
    while True:
        try:
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            break
        except FileExistsError:
            with contextlib.suppress(FileNotFoundError):
                if time.time() - draft.stat().st_mtime > LEFT_S:
                    draft.unlink()
                    continue
            if time.monotonic() > until:
                raise StorageError(f"{draft} is there: another program changes the labels") from None
            time.sleep(0.05)
    try:
        yield draft
        draft.rename(folder / KEYWORDS)
    finally:
        draft.unlink(missing_ok=True)
