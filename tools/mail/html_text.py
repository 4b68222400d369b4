"""HTML mail as text: what a person sees of it, with where its links lead."""

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")
MAX_CHARS = 2_000_000
MAX_SHOWN_CHARS = 500_000
TAG = re.compile(r"<[a-z!/?][^<>]*+>?", re.IGNORECASE)
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|max-height|opacity)\s*:\s*0(?:px|pt|em|%)?\s*(?:[;\"'!>]|$)",
    re.IGNORECASE,
)
HIDDEN_ATTRIBUTE = re.compile(r"\shidden(?=[\s=/>]|$)", re.IGNORECASE)
# Each is looked for by itself: one expression for all takes ten times as long.
HINTS: tuple[str, ...] = (
    "display:none",
    "display: none",
    "hidden",
    "mso-hide",
    "font-size:0",
    "font-size: 0",
)
HINTS += ("max-height:0", "max-height: 0", "opacity:0", "opacity: 0")
BEGINS = re.compile(r"<(?:!--|(?:style|script|head|title|template)\b)")
TAG_NAME = re.compile(r"<([a-z][a-z0-9]*)\b", re.IGNORECASE)
MAX_TAG_CHARS = 2_000
# Elements that have no end.
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
WHOLE = frozenset({"html", "body"})
ADDRESS = re.compile(r"^(?:https?|ftp|mailto|tel):", re.IGNORECASE)


def rough_text(source: str) -> str:
    """The words of an HTML mail in one go, many times faster: enough to find it by.

    The work is linear in `source`, whatever stands in it.
    """
    return html.unescape(TAG.sub(" ", seen_part(source[:MAX_CHARS])))


def seen_part(source: str) -> str:
    """`source` without comments, scripts, styles, and what is marked as hidden."""
    kept: list[str] = []
    at = 0
    endless: set[str] = set()
    for start, behind in unseen(source):
        name = name_at(source, start)
        if start < at or not name or name in endless:
            continue
        end = end_of(name, source, behind)
        if end < 0:
            # No end of this kind comes any more: it isn't looked for again.
            endless.add(name)
            continue
        kept += (source[at:start], " ")
        at = end
    return "".join([*kept, source[at:]])


def unseen(source: str) -> list[tuple[int, int]]:
    """Where something begins that a person doesn't see, and a place from which on its end is looked for."""
    # The one letter that is two in small letters would shift all places behind it.
    low = source.replace("İ", "I").lower()
    begun = {found.start(): found.end() for found in BEGINS.finditer(low)}
    for hint in HINTS:
        at = low.find(hint)
        while at >= 0:
            start = low.rfind("<", max(0, at - MAX_TAG_CHARS), at)
            if start >= 0 and is_hidden_tag(source[start : at + MAX_TAG_CHARS].partition(">")[0]):
                begun.setdefault(start, at)
            at = low.find(hint, at + len(hint))
    return sorted(begun.items())


def is_hidden_tag(tag: str) -> bool:
    return HIDDEN.search(tag) is not None or HIDDEN_ATTRIBUTE.search(tag) is not None


def name_at(source: str, start: int) -> str:
    """What begins at `start`, `--` for a comment; empty for what has no end, or is the whole page."""
    if start < 0 or source.startswith("<!--", start):
        return "--" if start >= 0 else ""
    tag = TAG_NAME.match(source, start)
    name = tag.group(1).lower() if tag else ""
    return "" if name in VOID or name in WHOLE else name


def end_of(name: str, source: str, at: int) -> int:
    """Where a comment or an element ends that was begun before `at`; -1: nowhere."""
    if name == "--":
        end = source.find("-->", at)
        return end + 3 if end >= 0 else -1
    closing = re.compile(rf"</{name}\b[^<>]*+>?", re.IGNORECASE).search(source, at)
    return closing.end() if closing else -1


def html_to_text(source: str) -> str:
    """The text of an HTML mail, with its paragraphs, lists and tables; never raises for bad HTML.

    A link's address stands behind its words where they don't say it, a picture's words in its place.
    """
    # lxml takes its time to import, and most mails have a text part.
    from inscriptis import Inscriptis
    from inscriptis.model.config import ParserConfig
    from lxml.etree import LxmlError

    source = source[:MAX_SHOWN_CHARS]
    try:
        tree = tree_of(source)
        text = Inscriptis(tree, ParserConfig()).get_text() if tree is not None else ""
    except (LxmlError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        text = ""
    # Nothing, for what is nested too deep: then at least what stands between the tags.
    lines = (line.rstrip() for line in (text.strip() or rough_text(source)).replace("\xa0", " ").splitlines())
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def tree_of(source: str) -> "HtmlElement | None":
    """What a person sees of an HTML mail, as a tree."""
    from lxml import html as parser

    plain = source.strip()
    if not plain:
        return None
    # What declares an encoding is refused as text; it has been read.
    tree = parser.document_fromstring(plain.encode("utf-8", "replace"), parser.HTMLParser(encoding="utf-8"))
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        if is_hidden(element) and element.getparent() is not None:
            element.drop_tree()
        elif element.tag == "a":
            say_where(element)
        elif element.tag == "img" and (words := " ".join(element.get("alt", "").split())):
            element.tail = f"[{words}]{element.tail or ''}"
    return tree


def is_hidden(element: "HtmlElement") -> bool:
    if element.tag in VOID or element.tag in WHOLE:
        return False
    return "hidden" in element.attrib or HIDDEN.search(element.get("style", "")) is not None


def say_where(link: "HtmlElement") -> None:
    """Put a link's address behind its words, where it says more than they do."""
    target = "".join(link.get("href", "").split())
    if not ADDRESS.match(target):
        return
    words = " ".join(link.text_content().split())
    bare = re.sub(r"^(?:https?://(?:www\.)?|mailto:|tel:)", "", target, flags=re.IGNORECASE).rstrip("/")
    if bare.casefold() not in words.casefold():
        link.tail = f" <{target}>{link.tail or ''}"
