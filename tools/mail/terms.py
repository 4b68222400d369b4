"""Words that are looked for, in the language of SQLite's full-text search."""

from tools.mail.store import Query
from tools.patterns import Pattern

QUOTED = Pattern(r'"([^"]*)"?|(\S+)')
MIN_PREFIX = 3
SHARP = Pattern("[\u00df\u1e9e]")
SHARP_S = Pattern("[sS]{2}")
WORD = Pattern(r"\w+")
# Scripts written without spaces: each sign is a word of its own, and words are phrases of signs.
UNSPACED = Pattern(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
)


def words_for_index(text: str) -> str:
    return text if text.isascii() else UNSPACED.sub(r" \1 ", text)


def match_expression(query: Query, *, prefixes: bool) -> str:
    """The FTS5 expression for the words of `query`; empty when it has none.

    `prefixes`: each word of three signs or more may go on, except inside quotation marks.
    """
    parts = [
        *terms(query.words, "", prefixes=prefixes),
        *terms(query.sender, "sender", prefixes=prefixes or "@" not in query.sender),
        *terms(query.recipient, "recipients", prefixes=prefixes or "@" not in query.recipient),
        *terms(query.subject, "subject", prefixes=prefixes),
    ]
    return " AND ".join(parts)


def terms(text: str, column: str, *, prefixes: bool) -> list[str]:
    found = []
    for quoted, bare in QUOTED.findall(text):
        # What is written together ("e-mail", "a@b.org") is looked for together.
        words = WORD.findall(words_for_index(quoted or bare))
        if not words:
            continue
        long_enough = prefixes and len(words[-1]) >= MIN_PREFIX
        goes_on = "*" if bare and (long_enough or bare.endswith("*")) else ""
        phrases = [f'"{spelling}"{goes_on}' for spelling in spellings(" ".join(words))]
        phrase = phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"
        found.append(f"{column} : {phrase}" if column else phrase)
    return found


def spellings(words: str) -> tuple[str, ...]:
    """With ss and with ß: in capitals, and by the Swiss, the one is written for the other."""
    plain = SHARP.sub("ss", words)
    return tuple(dict.fromkeys((words, plain, SHARP_S.sub("\u00df", plain))))
