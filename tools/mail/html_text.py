"""HTML mail as text: what a person sees of it, with where its links lead."""

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")
MAX_CHARS = 2_000_000
MAX_SHOWN_CHARS = 500_000
OPENING = re.compile(r"<(?:!--|([a-z][a-z0-9]*)([^<>]*)>?)", re.IGNORECASE)
TAG = re.compile(r"<[a-z!/?][^<>]*+>?", re.IGNORECASE)
UNSEEN = frozenset({"script", "style", "head", "title", "template"})
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$|[\"'!])"
    r"|max-height\s*:\s*0(?:px)?\s*(?:;|$|[\"'!])|opacity\s*:\s*0\s*(?:;|$|[\"'!])",
    re.IGNORECASE,
)
HIDDEN_ATTRIBUTE = re.compile(r"\shidden(?=[\s=/>]|$)", re.IGNORECASE)
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
    for opening in OPENING.finditer(source):
        if opening.start() < at:
            continue
        name = (opening.group(1) or "--").lower()
        if name != "--" and name not in UNSEEN and not is_hidden_tag(name, opening.group(2)):
            continue
        end = -1 if name in endless else end_of(name, source, opening.end())
        if end < 0:
            # No end of this kind comes any more: it isn't looked for again.
            endless.add(name)
            continue
        kept += (source[at : opening.start()], " ")
        at = end
    return "".join([*kept, source[at:]])


def end_of(name: str, source: str, at: int) -> int:
    """Where a comment or an element ends that was begun before `at`; -1: nowhere."""
    if name == "--":
        end = source.find("-->", at)
        return end + 3 if end >= 0 else -1
    closing = re.compile(rf"</{name}\b[^<>]*+>?", re.IGNORECASE).search(source, at)
    return closing.end() if closing else -1


def is_hidden_tag(name: str, attributes: str) -> bool:
    if name in VOID or name in WHOLE or not attributes:
        return False
    return HIDDEN.search(attributes) is not None or HIDDEN_ATTRIBUTE.search(attributes) is not None


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
