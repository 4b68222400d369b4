"""Which mails are filed together: by their ids, or all that fit, as they are now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, WithJsonSchema

from tools.errors import ToolError
from tools.mail.finding import find_mail
from tools.mail.folders import folder_named
from tools.mail.message import Envelope, Folder
from tools.mail.store import MailStore, Query
from tools.mail.when import span

MOST = 2_000
"""So many mails are filed at once: more is no list that anybody looks through."""
IfSaid = Annotated[bool | None, WithJsonSchema({"type": "boolean"})]


class Which(BaseModel):
    """The arguments of a tool that say which mails it is about."""

    email_ids: list[str] = Field(default=[], description="of one or few; without, all that fit the rest")
    sender: str = ""
    query: str = ""
    when: str = ""
    in_folder: str = ""
    kind: Literal["", "newsletter", "notification"] = ""
    except_ids: list[str] = []

    @property
    def says_which(self) -> bool:
        """Whether anything but ids picks mails out."""
        return any(one.strip() for one in (self.sender, self.query, self.when, self.kind))


@dataclass(frozen=True)
class Chosen:
    """The mails that are meant, the newest first, and those that were left out by name."""

    mails: tuple[Envelope, ...]
    without: tuple[Envelope, ...] = ()


@dataclass(frozen=True)
class Selector:
    """Finds the mails that are meant in a mailbox."""

    mailbox: MailStore
    clock: Callable[[], datetime]
    zone: ZoneInfo
    day_first: bool = False

    def chosen(self, which: Which) -> Chosen:
        """
        Raises:
            ToolError: it isn't said which, none fit, or more than can be filed at once.
        """
        named = [find_mail(self.mailbox, id) for id in which.email_ids]
        found = named or self._fitting(which)
        left_out = [find_mail(self.mailbox, id) for id in which.except_ids]
        but = {mail.id for mail in left_out}
        mails = {mail.id: mail for mail in found if mail.id not in but}
        if not mails:
            raise ToolError("no mail is left of them" if found else "no mail fits; nothing was done")
        newest = sorted(mails.values(), key=lambda mail: (mail.date, mail.id), reverse=True)
        return Chosen(tuple(newest), tuple({mail.id: mail for mail in left_out}.values()))

    def _fitting(self, which: Which) -> Sequence[Envelope]:
        if not which.says_which:
            raise ToolError("say which mails: give email_ids, or a sender, words, a time or a kind")
        folder = folder_named(self.mailbox, which.in_folder) if which.in_folder.strip() else ""
        limits: dict[str, Any] = {}
        if which.when.strip():
            meant = span(which.when, self.clock(), self.zone, day_first=self.day_first)
            limits = {"since": meant.since, "before": meant.before}
        query = Query(
            words=which.query,
            sender=which.sender,
            folder=folder,
            kind=which.kind,
            **limits,
        )
        page = self.mailbox.search(query, MOST)
        if page.more:
            number = f"more than {MOST:,}" if page.more >= 1_000 else f"{MOST + page.more:,}"
            raise ToolError(
                f"{number} mails fit; at most {MOST:,} are filed at once: name a time or a sender"
            )
        # What one has sent oneself is meant only by who says so.
        return [mail for mail in page.envelopes if folder or mail.folder != Folder.SENT]
