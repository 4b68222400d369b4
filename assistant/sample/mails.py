"""The mailbox of the sample company: a month of conversations."""

import tomllib
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from importlib.resources import files
from typing import Any

from assistant.sample.people import ME, Company
from tools.mail.compose import POLICY, File, Letter, render
from tools.mail.message import Flag, Folder
from tools.mail.store import MailStore

SATURDAY = 5


def write(company: Company, store: MailStore, now: datetime) -> int:
    """Keep the mails in `store`, all of them older than `now`; gives how many there are."""
    data = tomllib.loads(files("assistant.sample").joinpath("mails.toml").read_text(encoding="utf-8"))
    count = 0
    for thread in data["thread"]:
        earlier: tuple[str, ...] = ()
        for position, mail in enumerate(thread["mail"]):
            letter = _letter(thread, mail, earlier, company, now)
            answered = position + 1 < len(thread["mail"]) and thread["mail"][position + 1]["from"] == ME
            store.deliver(
                _content(letter, mail),
                mail.get("folder", Folder.SENT if mail["from"] == ME else Folder.INBOX),
                flags=_flags(mail, answered=answered),
                received=letter.date,
            )
            earlier = (*earlier, letter.message_id)
            count += 1
    return count


def _letter(
    thread: dict[str, Any], mail: dict[str, Any], earlier: tuple[str, ...], company: Company, now: datetime
) -> Letter:
    day = _working_days_before(now.date(), mail["days"])
    return Letter(
        message_id=f"{thread['key']}-{len(earlier) + 1}-{day:%Y%m%d}@{company.domain}",
        date=datetime.combine(day, time.fromisoformat(mail["at"]), now.tzinfo),
        sender=company.address(mail["from"]),
        to=tuple(map(company.address, mail["to"])),
        cc=tuple(map(company.address, mail.get("cc", ()))),
        subject=f"Re: {thread['subject']}" if earlier else thread["subject"],
        body=mail.get("body", "").strip("\n"),
        in_reply_to=earlier[-1] if earlier else "",
        references=earlier,
        files=tuple(File(file["name"], file["type"], _data(file["name"])) for file in mail.get("files", ())),
    )


def _working_days_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def _content(letter: Letter, mail: dict[str, Any]) -> bytes:
    content = render(letter)
    if "html" not in mail:
        return content
    written = message_from_bytes(content, policy=POLICY)
    written.set_content(_data(mail["html"]).decode(), subtype="html")
    for name, value in mail.get("headers", {}).items():
        written[name] = value
    return written.as_bytes()


def _flags(mail: dict[str, Any], *, answered: bool) -> frozenset[Flag]:
    flags = set() if mail.get("unread") else {Flag.SEEN}
    if mail.get("folder") == Folder.DRAFTS:
        flags.add(Flag.DRAFT)
    if answered:
        flags.add(Flag.REPLIED)
    return frozenset(flags)


def _data(name: str) -> bytes:
    return files("assistant.sample").joinpath("files", name).read_bytes()
