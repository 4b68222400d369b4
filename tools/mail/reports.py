"""What became of a mail, as servers report it (RFC 3464)."""

from collections.abc import Mapping
from email.message import Message

from tools.mail.charsets import header_text

REPORTS = frozenset(
    {"message/delivery-status", "message/disposition-notification", "message/feedback-report"}
    | {"message/global-delivery-status", "message/global-disposition-notification"}
)
RECIPIENT = frozenset({"final-recipient", "original-recipient"})
ACTIONS = {
    "failed": "could not be delivered",
    "delayed": "is not delivered yet",
    "delivered": "was delivered",
    "relayed": "was handed on",
    "expanded": "was handed on to several",
}


def report_bytes(part: Message) -> bytes:
    """A report as it came; the parser has made a list of it."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return str(payload).encode("utf-8", "surrogateescape")
    found = (group for group in payload if isinstance(group, Message))
    groups = ["".join(f"{name}: {value}\n" for name, value in group.raw_items()) for group in found]
    return "\n".join(groups).encode("utf-8", "surrogateescape")


def report_text(content: bytes) -> str:
    """A report in words, with its own lines below: somebody may look for a number in them."""
    raw = content.decode("utf-8", "surrogateescape").replace("\r\n", "\n").strip()
    groups = [fields(block) for block in raw.split("\n\n")]
    said = [
        sentence(group) for group in groups if "final-recipient" in group or "original-recipient" in group
    ]
    return "\n".join([*said, "", header_lines(raw)] if said else [header_lines(raw)]).strip()


def fields(block: str) -> dict[str, str]:
    unfolded = block.replace("\n ", " ").replace("\n\t", " ")
    pairs = (line.partition(":") for line in unfolded.splitlines() if ":" in line)
    return {name.strip().casefold(): header_text(value) for name, _, value in pairs}


def sentence(group: Mapping[str, str]) -> str:
    who = bare(group.get("final-recipient") or group.get("original-recipient", ""))
    what = ACTIONS.get(group.get("action", "").casefold(), "was reported on")
    why = bare(group.get("diagnostic-code", "")) or group.get("status", "")
    return f"The mail to {who} {what}{f': {why}' if why else ''}"


def bare(value: str) -> str:
    """`smtp; 550 no such user` without the kind of what follows."""
    return value.partition(";")[2].strip() or value.strip()


def header_lines(raw: str) -> str:
    return "\n".join(map(header_text, raw.splitlines()))
