"""ISO-2022-JP as Windows and telephones write it: with signs that the standard hasn't got."""

import re

ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([BJIH])")
KANJI = frozenset({b"\x1b$@", b"\x1b$B"})
KANA = b"\x1b(I"
SUPPLEMENT = b"\x1b$(D"
PAIR = re.compile(rb"([\x21-\x7e])([\x21-\x7e])", re.DOTALL)


def looks_japanese(content: bytes) -> bool:
    """Whether `content` has the signs that change the alphabet: it is ASCII, and not to be read as such."""
    return b"\x1b$" in content and ESCAPE.search(content) is not None


def read_japanese(content: bytes) -> str:
    """`content`, with NEC's and IBM's rows and half-width kana; what is none of these as ASCII."""
    text: list[str] = []
    at, alphabet = 0, b"\x1b(B"
    for escape in ESCAPE.finditer(content):
        text.append(stretch(content[at : escape.start()], alphabet))
        at, alphabet = escape.end(), escape.group()
    return "".join([*text, stretch(content[at:], alphabet)])


def stretch(content: bytes, alphabet: bytes) -> str:
    if alphabet in KANJI:
        return PAIR.sub(shifted, content).decode("cp932", "replace")
    if alphabet == KANA:
        return bytes(byte | 0x80 if 0x20 < byte < 0x60 else byte for byte in content).decode(
            "cp932", "replace"
        )
    if alphabet == SUPPLEMENT:
        return (SUPPLEMENT + content).decode("iso2022_jp_ext", "replace")
    return content.decode("ascii", "replace")


def shifted(pair: re.Match[bytes]) -> bytes:
    """A pair of JIS X 0208 as Shift JIS has it, where Microsoft has filled the empty rows."""
    row, cell = pair[1][0], pair[2][0]
    first = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
    if row % 2:
        return bytes((first, cell + (0x1F if cell < 0x60 else 0x20)))
    return bytes((first, cell + 0x7E))
