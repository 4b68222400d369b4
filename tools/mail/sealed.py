"""What is said of a mail whose text can't be read here."""

from collections.abc import Sequence

from tools.mail.part import Part
from tools.mail.signatures import is_pkcs7

ENCRYPTED = "encrypted with {}; it can be read in a mail program that has the key"
CERTIFICATES = "certificates, and no text"
OUTLOOKS = "its text is in Outlook's winmail.dat, an attachment"
TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def sealed(mail: Part, files: Sequence[Part]) -> str:
    """In brackets why there is no text; empty for a mail that just has none."""
    why = encryption(mail) or next(filter(None, map(encryption, files)), "")
    if not why and any(map(is_outlooks, files)):
        why = OUTLOOKS
    return f"({why})" if why else ""


def is_outlooks(part: Part) -> bool:
    """Whether Outlook has put a mail's text and files into it, for itself alone."""
    return part.get_content_type() in TNEF or part.name.casefold() == "winmail.dat"


def is_sealed(mail: Part) -> bool:
    """Whether the parts of `mail` mean something only together: it is handed on as a whole."""
    return bool(encryption(mail))


def encryption(part: Part) -> str:
    if part.get_content_type() == "multipart/encrypted":
        return ENCRYPTED.format("OpenPGP")
    if is_pkcs7(part):
        # A signature around a text has been looked into before.
        smime = str(part.get_param("smime-type", "")).casefold()
        return CERTIFICATES if smime == "certs-only" else ENCRYPTED.format("S/MIME")
    return ""
