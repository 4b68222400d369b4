"""Mails of every kind of fault that there is a public report of, as they lie in a Maildir."""

import os
from base64 import b64encode

from tests.everything.kinds import Kind

STRANGE = os.fsdecode(b"1700000000.9.fil\xede:2,S")
STRANGE_FOLDER = os.fsdecode(b".M\xe9mos")


def mail(
    subject: str, text: str = "Hello.", *, sender: str = "Ana Lima <ana@example.org>", **more: str
) -> bytes:
    """A mail; further headers by their name, `_` for `-`."""
    headers = {
        "From": sender,
        "To": "Sam Reed <sam@example.com>",
        "Subject": subject,
        "Date": "Thu, 19 Nov 2026 10:00:00 +0000",
        "Message-ID": f"<{subject.encode('utf-8', 'replace').hex()[:30]}@example.org>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in more.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value]
    return "\r\n".join([*lines, "", *text.split("\n"), ""]).encode("utf-8", "surrogateescape")


def parts(kind: str, *each: tuple[str, str]) -> dict[str, str]:
    """Type and text of a mail of several parts."""
    body = "".join(f"--b\n{head}\n\n{text}\n" for head, text in each)
    return {"text": f"{body}--b--", "Content_Type": f'multipart/{kind}; boundary="b"'}


def parted(subject: str, kind: str, *each: tuple[str, str]) -> bytes:
    found = parts(kind, *each)
    return mail(subject, found["text"], Content_Type=found["Content_Type"])


KINDS = (
    Kind(
        "who wrote it",
        {
            "form": mail("Question", sender="Sam Reed <sam@example.com>", Reply_To="kim@example.net"),
            "domain": mail("Street", sender="Uwe <uwe@stra\u00dfe.example>"),
            "colon": mail("Help", sender="=?utf-8?Q?Support:_info@help.example?= <kim@help.example>"),
            "two": mail("Invoice", sender="ana@example.org <mallory@evil.example>"),
            "comma": mail("Sales", sender="Jane Roe (Sales, EMEA) <jane@example.net>, bob@example.net"),
            "brackets": mail("Brackets", sender="(" * 1500 + "ana@example.org"),
            "colons": mail("Colons", sender=":" * 3000),
        },
        ("Question", "Street", "Help", "Invoice", "Sales", "Brackets", "Colons"),
    ),
    Kind(
        "letters",
        {
            "byte": mail("Footer", "Gr\u00fc\u00dfe aus K\u00f6ln\n-- \nVerein f\udcfcr alle"),
            "kana": mail("=?iso-2022-jp?B?GyRCLSEbKEIgVGVhbQ==?="),
            "broken": mail("=?utf-8?B?R3LDvMOfZQ==?= =?utf-8?B?A?= tail"),
            "raw": mail("K\udcf6nig"),
            "words": mail(" ".join(["=?utf-8?Q?a?="] * 20_000) + " many words"),
            "none": mail("Unknown charset", Content_Type="text/plain; charset=x-martian"),
        },
        ("Footer", "\u2460 Team", "Gr\u00fc\u00dfe", "K\u00f6nig", "aaaa", "Unknown charset"),
    ),
    Kind(
        "parts",
        {
            "html": parted(
                "Workshop",
                "alternative",
                ("Content-Type: text/plain", "Your mail program does not show HTML."),
                (
                    "Content-Type: text/html",
                    "<p>The contract is signed on Friday, says Ana, and all come.</p>",
                ),
            ),
            "report": parted(
                "Undelivered",
                "report; report-type=delivery-status",
                ("Content-Type: text/plain", "Sorry."),
                (
                    "Content-Type: message/delivery-status",
                    "Reporting-MTA: dns; x.example\n\nFinal-Recipient: rfc822; bo@x.example\nStatus: 5.1.1",
                ),
            ),
            "pieces": mail(
                "Pieces",
                f"{b64encode(b'The first, ').decode()}\n{b64encode(b'the second.').decode()}",
                Content_Transfer_Encoding="base64",
            ),
            "secret": parted(
                "Secret",
                "encrypted; protocol=application/pgp-encrypted",
                ("Content-Type: application/pgp-encrypted", "Version: 1"),
                ("Content-Type: application/octet-stream", "-----BEGIN PGP MESSAGE-----"),
            ),
            "file": mail(
                "Only a file",
                "JVBERi0=",
                Content_Type='application/pdf; name="bill.pdf"',
                Content_Transfer_Encoding="base64",
            ),
            "open": parted("Open end", "mixed", ("Content-Type: text/plain", "Half"))[:-8],
            "comments": mail("Slow page", "<!--" * 100_000, Content_Type="text/html"),
            "deep": mail(
                "Deep",
                "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(300)),
                Content_Type="multipart/mixed; boundary=b0",
            ),
        },
        ("Workshop", "Undelivered", "Pieces", "Secret", "Only a file", "Open end", "Slow page", "Deep"),
    ),
    Kind(
        "ids",
        {
            "space": mail("Ticket", Message_ID="<Ticket 4711@example.org>"),
            "none": mail("No id", Message_ID="<>"),
            "twin": mail("Twin one", Message_ID="<same@example.org>"),
            "other": mail("Twin two", Message_ID="<same@example.org>"),
            "date": mail("No date", Date="sometime"),
        },
        ("Ticket", "No id", "Twin one", "Twin two", "No date"),
    ),
    Kind(
        "names of files and folders",
        {
            STRANGE: mail("Strange name"),
            f"{STRANGE_FOLDER}/cur/1700000000.8.host:2,S": mail("Strange folder"),
            "1700000000.7,U=1:2,S": mail("Of mbsync"),
            f".{'a' * 220}/cur/1700000000.6.host:2,S": mail("Long folder"),
        },
        ("Strange name", "Strange folder", "Of mbsync", "Long folder"),
    ),
    Kind(
        "what is no mail at all",
        {"empty:2,S": b"", "newline:2,S": b"\r\n", "noise": b"\x00\xff" * 500},
        ("",),
        {"empty:2,S": "is empty", "newline:2,S": "is empty"},
    ),
)
