"""What a text holds that nobody sees, marked where it stands.

`⟨U+200B⟩`, `⟨12 invisible characters⟩`, `⟨3 spaces⟩`, `⟨30 empty lines⟩`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Unicode's default-ignorable code points; those that are not assigned yet are among them."""
OTHERS = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffb\u2800"
"""Controls, halves of characters, notes between lines, and a letter of Braille that is a blank."""
UNSEEN = re.compile(f"[{IGNORABLE}{OTHERS}]")
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
SPACES = re.compile(
    r"(?P<empty>(?<=\n)(?:[^\S\n]*+\n){5,})"  # what stands below is out of sight
    r"|(?P<end>[^\S\n]++)$"
    r"|(?<=\S)(?P<gap>[^\S\n]{10,}+)(?=\S)"
    r"|^(?P<indent>[^\S\n]{20,}+)(?=\S)",
    re.MULTILINE,
)
MOST_NAMED = 3
"""So many characters in a row are named, more are counted."""
CONTROLS = "The text holds {} invisible control {}, shown here as ⟨…⟩"
WHITE_SPACE = "The text holds white space that can't be seen, at line ends or in wide gaps: shown here as ⟨…⟩"


def seen(text: str) -> str:
    """`text` with its line breaks, tabs as spaces, and a mark for all else that can't be seen."""
    return _spaces_marked(_signs_marked(_plain(text)))


def seen_line(text: str) -> str:
    """`seen` on one line."""
    return " ".join(seen(text).split())


def plan_warnings(preview: Mapping[str, Any], args: Mapping[str, Any]) -> tuple[str, ...]:
    """`unseen_warnings` of a plan. What a mail hides that is only moved, goes to nobody."""
    return () if preview.get("type") == "mail_move" else unseen_warnings(preview, args)


def unseen_warnings(*values: Any) -> tuple[str, ...]:
    """Sentences about what can't be seen in the texts of JSON values."""
    signs = spaces = 0
    for text in map(_plain, dict.fromkeys(text for value in values for text in _texts(value))):
        marked = _signs_marked(text)
        signs += sum(map(_count, _runs().findall(text))) if marked != text else 0
        spaces += _spaces_marked(marked) != marked
    said = [CONTROLS.format(signs, "character" if signs == 1 else "characters")] if signs else []
    return (*said, WHITE_SPACE) if spaces else tuple(said)


def _plain(text: str) -> str:
    return LINE_ENDS.sub("\n", text).expandtabs(4)


def _mark(run: str) -> str:
    if (count := _count(run)) > MOST_NAMED:
        return f"⟨{count} invisible characters⟩"
    return UNSEEN.sub(lambda sign: f"⟨U+{ord(sign.group()):04X}⟩", run)


def _count(run: str) -> int:
    return len(UNSEEN.findall(run))


def _signs_marked(text: str) -> str:
    if not UNSEEN.search(text):
        return text
    return str(_runs().sub(lambda found: _mark(found[1]) if found[1] else found[0], text))


def _spaces_marked(text: str) -> str:
    def marked(found: re.Match[str]) -> str:
        run = found.group()
        if found["empty"]:
            return f"⟨{run.count(chr(10))} empty lines⟩\n"
        if found["end"] and run == " " and _ends_so(text, found.start()):
            return run
        return f"⟨{len(run)} {'space' if len(run) == 1 else 'spaces'}⟩"

    return SPACES.sub(marked, text)


def _ends_so(text: str, end: int) -> bool:
    """Whether a line that ends here usually has a blank: what is quoted, and the line above a signature."""
    line = text[text.rfind("\n", 0, end) + 1 : end]
    return line == "--" or line.startswith(">")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in _texts(each))


@cache
def _runs() -> Any:
    """Finds runs of what can't be seen, as its group; without a group, what is right where it stands."""
    # Few texts need it, and it takes longer to load than all else here.
    import regex

    picture = r"\p{Extended_Pictographic}[\uFE0E\uFE0F]?\p{Emoji_Modifier}?"
    tags = "".join(chr(0xE0000 + ord(sign)) for sign in "gb")
    parts = ("eng", "sct", "wls")
    flags = "|".join("".join(chr(0xE0000 + ord(sign)) for sign in part) for part in parts)
    virama = r"[\p{InSC=Virama}\p{InSC=Pure_Killer}\p{InSC=Invisible_Stacker}]"
    right = (
        rf"\U0001F3F4{tags}(?:{flags})\U000E007F",
        rf"{picture}(?:\u200D{picture})*",
        r"\p{Emoji}[\uFE0E\uFE0F]",
        r"\p{Han}[\uFE00-\uFE02\U000E0100-\U000E01EF]",
        r"[\p{Sm}\p{Myanmar}\p{Phags_Pa}\p{Manichaean}][\uFE00-\uFE02]",
        r"\p{Mongolian}[\u180B-\u180F]",
        # Joiners, as domains may have them (RFC 5892), and as Arabic and Bengali are written.
        rf"{virama}[\u200C\u200D]|\u200D(?={virama})",
        r"[\p{jt=L}\p{jt=D}]\p{jt=T}*+\u200C(?=\p{jt=T}*[\p{jt=R}\p{jt=D}])",
        r"[\p{jt=L}\p{jt=D}]\u200D(?!\p{L})|(?<!\p{L})\u200D(?=[\p{jt=R}\p{jt=D}])",
    )
    # Tried from left to right: what is right where it stands is passed over as a whole.
    # A run goes on over blanks: newsletters fill the line below their first words so.
    unseen = f"[{IGNORABLE}{OTHERS}]+"
    return regex.compile(rf"(?:{'|'.join(right)})|({unseen}(?:[^\S\n]++{unseen})*+)")
