"""Cards of every kind of fault that there is a public report of, each with a good neighbour."""

import os

from tests.everything.kinds import Kind


def card(name: str, *lines: str, version: str = "3.0") -> bytes:
    return "\r\n".join(
        ["BEGIN:VCARD", f"VERSION:{version}", *([f"FN:{name}"] if name else []), *lines, "END:VCARD", ""]
    ).encode()


KINDS = (
    Kind(
        "letters",
        {
            "old.vcf": card(
                "", "FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:S=F8ren", "EMAIL:soren@example.org"
            ),
            "western.vcf": card("K\u00f6nig", "EMAIL:koenig@example.org").decode().encode("latin-1"),
            "noise.vcf": b"\x00\xff" * 100,
        },
        ("S\u00f8ren <soren@example.org>", "K\u00f6nig <koenig@example.org>"),
        {"noise.vcf": "there is no card in it"},
    ),
    Kind(
        "addresses",
        {
            "mailto.vcf": card("Walt", "EMAIL:mailto:walt@example.org"),
            "named.vcf": card("Ann", "EMAIL:Ann <ann@example.org>"),
            "exchange.vcf": card("Eve", "EMAIL;TYPE=EX:/o=Org/cn=eve", "EMAIL:eve@example.org"),
            "only.vcf": card("Otto", "EMAIL:/o=Org/cn=otto"),
        },
        ("Walt <walt@example.org>", "Ann <ann@example.org>", "Eve <eve@example.org>", "Otto"),
        {"only.vcf": "'/o=Org/cn=otto' is no mail address"},
    ),
    Kind(
        "groups",
        {
            "pia.vcf": card("Pia", "UID:urn:uuid:AB-1", "EMAIL:pia@example.org"),
            "team.vcf": card(
                "Team",
                "KIND:group",
                "UID:team",
                "MEMBER:urn:uuid:ab-1",
                "MEMBER:xmpp:y@example.org",
                "MEMBER:mailto:x@example.org",
            ),
            "apple.vcf": card(
                "Band",
                "X-ADDRESSBOOKSERVER-KIND:group",
                "UID:band",
                "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ab-1",
            ),
            "round.vcf": card("Round", "KIND:group", "UID:round", "MEMBER:round", "MEMBER:urn:uuid:ab-1"),
            "gone.vcf": card(
                "Club", "KIND:group", "UID:club", "MEMBER:urn:uuid:gone", "MEMBER:urn:uuid:ab-1"
            ),
        },
        ("Pia <pia@example.org>", "Team", "Band", "Round", "Club"),
        {"gone.vcf": "of 'Club' nobody here is urn:uuid:gone"},
    ),
    Kind(
        "cards and files",
        {
            "book.vcf": card("One", "EMAIL:one@example.org").replace(b"END:VCARD\r\n", b"")
            + card("Two", "EMAIL:two@example.org"),
            "empty.vcf": b"",
            "nobody.vcf": card("", "NOTE:nothing"),
            os.fsdecode(b"caf\xe9.vcf"): card("Cleo", "EMAIL:cleo@example.org"),
        },
        ("One <one@example.org>", "Two <two@example.org>", "Cleo <cleo@example.org>"),
        {"book.vcf": "the card of 'One' has no end", "empty.vcf": "it is empty", "nobody.vcf": "has no name"},
    ),
)
