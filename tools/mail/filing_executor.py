"""Moves and marks the mails of a list that was approved: each once, all of them back by one undo."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tools.effects.plan import UNMARKED, Intent, Marks, Plan, Receipt
from tools.errors import FinalError, PassingError, StaleError, StillReadingError, ToolError
from tools.mail.filing import LABEL, MARK, MOVE
from tools.mail.folder_names import spoken
from tools.mail.marks import read, written
from tools.mail.message import Envelope
from tools.mail.payloads import Filed, Filing
from tools.mail.store import MailStore

AT_ONCE = 25
"""After so many it is written down what has become of each."""
DONE, GONE = "done", "gone"
"""What becomes of a mail; anything else is why it was refused."""


class FilingExecutor:
    """An `Executor` for one mailbox.

    What becomes of each mail is written down as it goes on, beside how each was marked before. A process
    that dies in the middle leaves the list to the next one, which goes on from there: a mail that is no
    longer where it was, and is where it was to go, has been moved.
    """

    kinds = (MOVE, MARK, LABEL)

    def __init__(self, mailbox: MailStore) -> None:
        self._mailbox = mailbox

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:  # noqa: ARG002 - as `Executor`
        """Nothing: no bytes go out."""
        return b""

    def act(self, intent: Intent) -> Receipt:
        return self.carry_out(intent, UNMARKED)

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        """
        Raises:
            StaleError: none of them is there any more. FinalError: all are refused.
            PassingError: the mailbox can't be reached; what is done so far stays done.
        """
        filing = Filing.model_validate(intent.plan.payload)
        again = bool(intent.progress)
        self._mailbox.refresh(*folders_of(filing))
        states: dict[str, str] = dict(intent.progress.get("mails", {}))
        before: dict[str, str] = dict(intent.progress.get("before", {})) or self._before(filing)
        so_far: dict[str, Any] = {"mails": states, "before": before}
        marks.handing_over()
        # From here on a second try does no mail twice, so that nothing is open when this one ends.
        marks.answered(so_far)
        left = [mail for mail in filing.mails if mail.id not in states]
        for first in range(0, len(left), AT_ONCE):
            try:
                for mail in left[first : first + AT_ONCE]:
                    states[mail.id] = self._filed(filing, mail, again=again)
            except PassingError as error:
                error.progress = so_far
                raise
            marks.answered(so_far)
        return self._receipt(filing, states, before)

    def find(self, intent: Intent) -> Receipt | None:
        """What has become of them; None: none of them is as it was to be."""
        filing = Filing.model_validate(intent.plan.payload)
        self._mailbox.refresh(*folders_of(filing))
        states: dict[str, str] = dict(intent.progress.get("mails", {}))
        if not any(self._is_so(filing, mail) for mail in filing.mails if states.get(mail.id, DONE) == DONE):
            return None
        return self._receipt(filing, states, intent.progress.get("before", {}))

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """Put all of them back, or mark them as they were.

        Raises:
            StaleError: none of them is any longer where it was put.
        """
        filing = Filing.model_validate(intent.plan.payload)
        states: dict[str, str] = receipt.reference.get("mails", {})
        before: dict[str, str] = receipt.reference.get("before", {})
        self._mailbox.refresh(*folders_of(filing))
        done = [mail for mail in filing.mails if states.get(mail.id, DONE) == DONE]
        back = [mail for mail in done if self._taken_back(filing, mail, before.get(mail.id, ""))]
        if not back:
            raise StaleError(
                f"{counted(done)} can no longer be found where they were put; nothing was changed"
            )
        missing = f" {len(done) - len(back)} can no longer be found." if len(back) < len(done) else ""
        if filing.to_folder:
            alike = len({mail.folder for mail in done}) == 1
            where = f"into {spoken(done[0].folder)}" if alike else "where they were"
            return Receipt(text=f"Put {counted(back)} back {where}.{missing}")
        return Receipt(text=f"Marked {counted(back)} as before.{missing}")

    def _before(self, filing: Filing) -> dict[str, str]:
        if filing.to_folder:
            return {}
        found = ((mail.id, self._located(mail.id, mail.folder)) for mail in filing.mails)
        return {id: written(envelope.marks) for id, envelope in found if envelope is not None}

    def _filed(self, filing: Filing, mail: Filed, *, again: bool) -> str:
        try:
            if filing.to_folder:
                self._mailbox.move(mail.id, filing.to_folder, source=mail.folder)
            else:
                self._mailbox.flag(
                    mail.id, add=read(filing.add), remove=read(filing.remove), source=mail.folder
                )
        except StillReadingError:
            raise
        except ToolError as error:
            if again and self._is_so(filing, mail):
                return DONE
            return GONE if self._located(mail.id, mail.folder) is None else error.message
        except FinalError as error:
            return error.message
        return DONE

    def _is_so(self, filing: Filing, mail: Filed) -> bool:
        """Whether a mail is as it was to be."""
        if filing.to_folder:
            gone = mail.folder == filing.to_folder or self._located(mail.id, mail.folder) is None
            return gone and self._located(mail.id, filing.to_folder) is not None
        found = self._located(mail.id, mail.folder)
        return found is not None and read(filing.add) <= found.marks and not read(filing.remove) & found.marks

    def _taken_back(self, filing: Filing, mail: Filed, before: str) -> bool:
        if filing.to_folder and mail.folder == filing.to_folder:
            return True
        try:
            if filing.to_folder:
                self._mailbox.move(mail.id, mail.folder, source=filing.to_folder)
            else:
                marks, add, remove = read(before), read(filing.add), read(filing.remove)
                self._mailbox.flag(mail.id, add=remove & marks, remove=add - marks, source=mail.folder)
        except StillReadingError:
            raise
        except ToolError:
            # An earlier try has put it back, or another program has taken it away.
            return bool(filing.to_folder) and self._located(mail.id, mail.folder) is not None
        return True

    def _located(self, id: str, folder: str) -> Envelope | None:
        try:
            return self._mailbox.envelope(id, folder)
        except StillReadingError:
            raise
        except ToolError:
            return None

    def _receipt(self, filing: Filing, states: dict[str, str], before: dict[str, str]) -> Receipt:
        refused = [f"{mail.subject!r}: {why}" for mail, why in _refused(filing, states)]
        gone = sum(1 for mail in filing.mails if states.get(mail.id) == GONE)
        done = sum(1 for mail in filing.mails if states.get(mail.id, DONE) == DONE)
        if not done and refused:
            raise FinalError(f"none of them was changed ({refused[0]})")
        if not done:
            raise StaleError("none of them is any longer where it was; nothing was changed")
        text = filing.said
        if done < len(filing.mails):
            text = f"{text.removesuffix('.')}, but {len(filing.mails) - done} of them not:"
            reasons = [f"{gone} no longer where it was shown"] if gone else []
            text = f"{text} {'; '.join([*reasons, *refused[:3]])}."
        reference: dict[str, Any] = {"mails": states, "before": before, "folder": filing.to_folder}
        if len(filing.mails) == 1:
            reference["id"] = filing.mails[0].id
        return Receipt(text=text, reference=reference)


def folders_of(filing: Filing) -> tuple[str, ...]:
    """Where the mails are, and where they go."""
    return tuple(dict.fromkeys([*(mail.folder for mail in filing.mails), *filter(None, [filing.to_folder])]))


def counted(mails: Sequence[Filed]) -> str:
    """`'Offsite' from Ana`, or how many."""
    if len(mails) == 1:
        return f"{mails[0].subject!r} from {mails[0].sender}"
    return f"{len(mails):,} mails"


def _refused(filing: Filing, states: dict[str, str]) -> Iterator[tuple[Filed, str]]:
    for mail in filing.mails:
        if (why := states.get(mail.id, DONE)) not in (DONE, GONE):
            yield mail, why
