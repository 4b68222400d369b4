"""One part of a mail: its bytes, its text, its file name, as far as they can be read."""

import binascii
import re
from collections.abc import Mapping
from email.header import Header
from email.message import Message
from email.utils import collapse_rfc2231_value
from functools import lru_cache
from typing import Any

from tools.mail.base64_text import base64_bytes
from tools.mail.charsets import decoded, eight_bit, header_text
from tools.mail.html_text import html_to_text, rough_text
from tools.mail.reports import REPORTS, report_bytes, report_text

BOUNDARY = re.compile(r'\bboundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"()]+))', re.IGNORECASE)
ESCAPED = re.compile(r"\\(.)")
ENCODING = re.compile(r"[\w-]+")
SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
META_CHARSET = re.compile(rb"<meta\b[^<>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
HTML_HEAD_BYTES = 4096
UUENCODED = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
# Text that is data: shown as a file even when it has no name.
DATA = frozenset({"calendar", "vcard", "x-vcard", "directory", "csv"})
KIND = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")
FLOWED = re.compile(r"(?<=\S)(?<!\n--) \r?\n(?!>|-- ?\r?$| ?\r?$)", re.MULTILINE)
"""A break that is none, maybe inside of a word: with DelSp=yes the blank before it is none either."""
KEPT_PARAMS = ("charset", "method", "component", "format", "delsp")
SAFE_PARAM = re.compile(r"[\w.:+-]{1,60}", re.ASCII)
SAFE_ID = re.compile(r"<[!-;=?-~]{1,200}>")
# What the standard library raises at parts that are broken, found by feeding it its own test mails.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


LONGEST_KEPT = 200
"""Content types up to this length are taken apart once: nearly all mails have one of a few."""


class Part(Message):
    """A mail or a part of one; a mail inside it is kept byte for byte, not taken apart."""

    def get(self, name: str, failobj: Any = None) -> Any:
        """A header as the parser gives it, but bytes outside ASCII as what they most likely are."""
        found = super().get(name, failobj)
        if not isinstance(found, Header):
            return found
        raw = next(value for header, value in self.raw_items() if header.lower() == name.lower())
        return eight_bit(str(raw))

    def get_boundary(self, failobj: Any = None) -> Any:
        """The boundary to the letter: the parser takes angle brackets off, and a comment along."""
        found = BOUNDARY.search(str(self.get("content-type", "")))
        if found is None:
            return super().get_boundary(failobj)
        return (ESCAPED.sub(r"\1", found[1]) if found[1] is not None else found[2]).rstrip()

    def get_content_type(self) -> str:
        """Of `text/html charset=utf-8`, which lacks a semicolon, the type alone."""
        written = self.get("content-type")
        if isinstance(written, str) and len(written) <= LONGEST_KEPT:
            return _type_of(written, self.get_default_type())
        return _first_word(super().get_content_type())

    def get_content_maintype(self) -> str:
        kind = super().get_content_maintype()
        # But for a report, of which the parser makes a list by its whole type.
        return "attached-message" if kind == "message" else kind

    @property
    def kind(self) -> str:
        """Its content type, such that a header can carry it."""
        found = self.get_content_type()
        return found if KIND.fullmatch(found) else "application/octet-stream"

    @property
    def parts(self) -> "list[Part]":
        payload = self.get_payload()
        return [inner for inner in payload if isinstance(inner, Part)] if isinstance(payload, list) else []

    @property
    def is_file(self) -> bool:
        """Whether it is listed as an attachment, not read as text."""
        kind = self.get_content_maintype()
        if kind == "multipart" or self.is_report:
            return False
        if not self.is_text:
            return True
        return self.is_attached or bool(self.name)

    @property
    def is_attached(self) -> bool:
        """Whether it is said to be a file beside the text."""
        disposition = eight_bit(str(self.get("content-disposition", ""))).partition(";")[0]
        return disposition.strip().casefold() == "attachment"

    @property
    def is_text(self) -> bool:
        """Whether it could be read, file or not."""
        return self.get_content_maintype() == "text" and self.get_content_subtype() not in DATA

    @property
    def is_report(self) -> bool:
        """Whether a server or a program reports in it what became of a mail."""
        return self.get_content_type() in REPORTS

    @property
    def name(self) -> str:
        """The file name that it carries, without any folder; empty when it has none."""
        try:
            raw = self._file_name("content-disposition", "filename") or self._file_name(
                "content-type", "name"
            )
        except BROKEN:
            raw = ""
        return header_text(raw).replace("\\", "/").rpartition("/")[2] if raw else ""

    def _file_name(self, header: str, parameter: str) -> str:
        """As a parameter has it; where it is there twice, in the letters of RFC 2231 rather than in ASCII."""
        given = self.get_params([], header) if header in self else []
        found = [value for name, value in given if name.casefold() == parameter]
        for value in found:
            if isinstance(value, tuple):
                charset, language, text = value
                return collapse_rfc2231_value((charset or "utf-8", language, text), errors="replace").strip()
        return str(found[0]).strip() if found else ""

    def content(self) -> bytes:
        """What is in a part that has no parts, decoded as far as it can be."""
        if self.is_report:
            return report_bytes(self)
        # get_payload() applies the charset that the part names, and raises for some of them.
        payload = getattr(self, "_payload", "")
        raw = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
        named = ENCODING.search(str(self.get("content-transfer-encoding", "")).casefold())
        encoding = named[0].replace("_", "-") if named else ""
        if encoding == "base64":
            return base64_bytes(raw)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(SOFT_BREAK.sub(b"=", raw))
        if encoding not in UUENCODED:
            return raw
        try:
            content = self.get_payload(decode=True)
        except BROKEN:
            return raw
        return content if isinstance(content, bytes) else raw

    @property
    def charset(self) -> str:
        """As the part names it."""
        return self._kept_params["charset"]

    @property
    def params(self) -> tuple[tuple[str, str], ...]:
        """What the type says besides, of what means something to who gets the part."""
        return tuple(
            (name, value) for name, value in self._kept_params.items() if SAFE_PARAM.fullmatch(value)
        )

    @property
    def _kept_params(self) -> Mapping[str, str]:
        written = self.get("content-type")
        if isinstance(written, str) and len(written) <= LONGEST_KEPT:
            return _params_of(written)
        return _params_in(self)

    @property
    def content_id(self) -> str:
        """The name by which HTML in the same mail shows it; empty where it has none."""
        found = " ".join(str(self.get("content-id", "")).split())
        return found if SAFE_ID.fullmatch(found) else ""

    def text(self, *, rough: bool = False) -> str:
        """Its text; HTML turned into text, `rough` for its words alone."""
        # Several readings of a text are compared before one of them is taken.
        known: dict[bool, str] = self.__dict__.setdefault("_texts", {})
        if rough not in known:
            known[rough] = self._text(rough=rough)
        return known[rough]

    def _text(self, *, rough: bool) -> str:
        if self.is_report:
            return report_text(self.content())
        content, charset = self.content(), self.charset
        if self.get_content_type() != "text/html":
            text = decoded(content, charset).strip("\r\n")
            given = {name: value.casefold() for name, value in self.params}
            joined = given.get("format") == "flowed" and given.get("delsp") == "yes"
            return FLOWED.sub("", text) if joined else text
        if not charset and (named := META_CHARSET.search(content, 0, HTML_HEAD_BYTES)):
            charset = named[1].decode("ascii", "replace")
        text = decoded(content, charset)
        return rough_text(text) if rough else html_to_text(text)


@lru_cache(maxsize=256)
def _type_of(written: str, default: str) -> str:
    part = _with_type(written)
    part.set_default_type(default)
    return _first_word(part.get_content_type())


@lru_cache(maxsize=256)
def _params_of(written: str) -> Mapping[str, str]:
    return _params_in(_with_type(written))


def _params_in(part: Message) -> Mapping[str, str]:
    found = ((name, part.get_param(name, "")) for name in KEPT_PARAMS)
    return {name: value[2] if isinstance(value, tuple) else str(value) for name, value in found}


def _with_type(written: str) -> Message:
    part = Message()
    part["Content-Type"] = written
    return part


def _first_word(kind: str) -> str:
    return (kind.split() or ["text/plain"])[0]
