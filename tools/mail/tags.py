"""The letters that a mail's file name has besides the known flags: tags that another program gave it.

Dovecot's letters `a` to `z` mean in each folder what the file `dovecot-keywords` there says.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

KEYWORDS = "dovecot-keywords"


def carried(letters: Iterable[str], source: Path, target: Path) -> frozenset[str]:
    """The letters for the same tags in the folder `target`; those that mean something else there are left."""
    before, after = words_in(source), words_in(target)
    by_word = {word: letter for letter, word in after.items()}
    kept = set()
    for letter in letters:
        word = before.get(letter)
        if word in by_word:
            kept.add(by_word[word])
        elif letter not in after:
            kept.add(letter)
    return frozenset(kept)


def words_in(folder: Path) -> Mapping[str, str]:
    """The word for each letter."""
    try:
        lines = (folder / KEYWORDS).read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    pairs = (line.split(" ", 1) for line in lines if " " in line)
    return {chr(ord("a") + int(n)): word for n, word in pairs if n.isdecimal() and int(n) < 26}
