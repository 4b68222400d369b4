"""What is said of a mail whose text can't be read here."""

from collections.abc import Sequence

from tools.mail.part import Part

ENCRYPTED = "encrypted with {}; it can be read in a mail program that has the key"
SIGNED = "signed with S/MIME, with its text inside the signature; it can be read in a mail program"
OUTLOOKS = "Outlook's winmail.dat: its text and files can be read in Outlook"
PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def sealed(mail: Part, files: Sequence[Part]) -> str:
    """In brackets why there is no text; empty for a mail that just has none."""
    why = encryption(mail) or next(filter(None, map(encryption, files)), "")
    if not why and any(
        file.get_content_type() in TNEF or file.name.casefold() == "winmail.dat" for file in files
    ):
        why = OUTLOOKS
    return f"({why})" if why else ""


def is_sealed(mail: Part) -> bool:
    """Whether the parts of `mail` mean something only together: it is handed on as a whole."""
    return bool(encryption(mail))


def encryption(part: Part) -> str:
    kind = part.get_content_type()
    if kind == "multipart/encrypted":
        return ENCRYPTED.format("OpenPGP")
    if kind in PKCS7:
        is_signed = str(part.get_param("smime-type", "")).casefold() in ("signed-data", "certs-only")
        return SIGNED if is_signed else ENCRYPTED.format("S/MIME")
    return ""
