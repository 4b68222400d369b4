"""What would be done with mails in the mailbox, one or many at once: moved, marked, labelled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.mail.addresses import label
from tools.mail.folder_names import spoken
from tools.mail.folders import folder_for
from tools.mail.labels import label_of, readable
from tools.mail.marks import written
from tools.mail.message import Envelope, Flag, Folder, Mark
from tools.mail.payloads import Filed, Filing
from tools.mail.previews import mails_preview
from tools.mail.selection import Chosen, Selector, Which
from tools.mail.store import is_junk

MOVE, MARK, LABEL = "mail.move", "mail.mark", "mail.label"
STATES = (
    ("read", Flag.SEEN, "as read", "as unread"),
    ("flagged", Flag.FLAGGED, "as flagged", "as not flagged"),
    ("answered", Flag.REPLIED, "as answered", "as not answered"),
)
"""What a mail can be marked as, its flag, and both ways in words."""
AS_SHOWN = "The list is what was shown: what comes in afterwards stays as it is."


@dataclass(frozen=True)
class FilingPlanner:
    """Plans what the tools do that move and mark mails; nothing is changed by it.

    `Plan.args` names each mail by its id: planned again, these are meant, whatever else would fit by then.

    Raises:
        ToolError: it can't be done like this; the message is for the model.
    """

    selector: Selector

    def move(self, folder: str, **which: Any) -> Plan:
        """Move mails to `folder`, which is made where there is none of that name."""
        target, exists = folder_for(self.selector.mailbox, folder)
        if target in (Folder.DRAFTS, Folder.SENT):
            raise ToolError(f"mails aren't moved to {target}: it holds what you have written yourself")
        chosen = self._chosen(which, lambda mail: mail.folder != target, f"in {spoken(target)} already")
        verb, done, where = moving(spoken(target))
        filing = _filing(chosen.mails, f"{done} {{mails}}{where}.", to_folder=target)
        warnings = () if exists else (f"There is no folder {spoken(target)!r} yet: it is made",)
        undo = _undo_note(chosen.mails, "Puts it back into {folder}.", "Puts all {n} back where they were.")
        return _plan(MOVE, {"folder": target}, chosen, f"{verb} {{mails}}{where}", filing, undo, warnings)

    def mark(
        self,
        read: bool | None = None,
        flagged: bool | None = None,
        answered: bool | None = None,
        **which: Any,
    ) -> Plan:
        """Mark mails as read, flagged or answered, or as not."""
        said = {"read": read, "flagged": flagged, "answered": answered}
        wanted = [(flag, said[name], yes if said[name] else no) for name, flag, yes, no in STATES]
        wanted = [one for one in wanted if one[1] is not None]
        if not wanted:
            raise ToolError("say what they are to be marked as: read, flagged or answered, true or false")
        add = frozenset(flag for flag, on, _ in wanted if on)
        remove = frozenset(flag for flag, on, _ in wanted if not on)
        words = " and ".join(word for *_, word in wanted)
        given = {name: value for name, value in said.items() if value is not None}
        return self._marked(
            MARK, given, add, remove, f"Mark {{mails}} {words}", f"Marked {{mails}} {words}.", which
        )

    def label(self, add: Sequence[str] = (), remove: Sequence[str] = (), **which: Any) -> Plan:
        """Put labels on mails, and take some off."""
        more, less = frozenset(map(label_of, add)), frozenset(map(label_of, remove))
        if not more | less or more & less:
            raise ToolError("name the labels in `add`, or in `remove`, each in one of them")
        parts = [("with", "on", more), ("without", "off", less)]
        words = " and ".join(
            f"{how} {', '.join(repr(readable(one)) for one in sorted(these))}"
            for how, _, these in parts
            if these
        )
        given = {
            "add": [readable(one) for one in sorted(more)],
            "remove": [readable(one) for one in sorted(less)],
        }
        return self._marked(
            LABEL, given, more, less, f"Label {{mails}} {words}", f"Labelled {{mails}} {words}.", which
        )

    def _marked(
        self,
        kind: str,
        args: dict[str, Any],
        add: frozenset[Mark],
        remove: frozenset[Mark],
        summary: str,
        done: str,
        which: dict[str, Any],
    ) -> Plan:
        chosen = self._chosen(
            which, lambda mail: bool(add - mail.marks or remove & mail.marks), "like this already"
        )
        filing = _filing(chosen.mails, done, add=written(add), remove=written(remove))
        undo = _undo_note(chosen.mails, "Marks it as it was.", "Marks all {n} as they were.")
        return _plan(kind, args, chosen, summary, filing, undo, ())

    def _chosen(self, which: dict[str, Any], changes: Any, already: str) -> Chosen:
        """The mails that are meant and that anything changes for; those that are named stay in the list while
        any of them is one of those, so that it stays the list that was shown."""
        asked = Which(**which)
        chosen = self.selector.chosen(asked)
        to_change = tuple(mail for mail in chosen.mails if changes(mail))
        if not to_change:
            one = len(chosen.mails) == 1
            what = repr(chosen.mails[0].subject) if one else f"all {len(chosen.mails)} of them"
            raise ToolError(f"{what} {'is' if one else 'are'} {already}")
        return chosen if asked.email_ids else Chosen(to_change, chosen.without)


def moving(target: str) -> tuple[str, str, str]:
    """What moving to `target` is called: beforehand, afterwards, and where to."""
    if target == Folder.ARCHIVE:
        return "Archive", "Archived", ""
    if target == Folder.TRASH:
        return "Delete", "Moved", " to the trash"
    where = "junk" if is_junk(target) else f"the {target}" if target in list(Folder) else repr(target)
    return "Move", "Moved", f" to {where}"


def several(mails: Sequence[Envelope]) -> str:
    """`'Offsite' from Ana`, `12 mails from Shop`, `12 mails from 3 senders`."""
    senders = {mail.sender.key: label(mail.sender) for mail in mails}
    [*names] = senders.values()
    whom = f"from {names[0]}" if len(names) == 1 else f"from {len(names)} senders"
    if len(mails) > 1:
        return f"{len(mails):,} mails {whom}"
    [mail] = mails
    return f"{mail.subject!r} {whom}" if mail.subject else f"a mail without a subject {whom}"


def _filing(mails: Iterable[Envelope], said: str, **what: str) -> Filing:
    mails = tuple(mails)
    filed = tuple(
        Filed(id=mail.id, folder=mail.folder, subject=mail.subject, sender=label(mail.sender))
        for mail in mails
    )
    return Filing(mails=filed, said=said.replace("{mails}", several(mails)), **what)


def _undo_note(mails: Sequence[Envelope], one: str, many: str) -> str:
    if len(mails) == 1:
        return one.replace("{folder}", spoken(mails[0].folder))
    return f"{many.replace('{n}', f'{len(mails):,}')} {AS_SHOWN}"


def _plan(
    kind: str,
    args: dict[str, Any],
    chosen: Chosen,
    summary: str,
    filing: Filing,
    undo: str,
    warnings: tuple[str, ...],
) -> Plan:
    # Also where nothing stays out: a person can name it there.
    without = {"except_ids": [mail.id for mail in chosen.without]}
    preview = mails_preview(
        chosen.mails, chosen.without, change=summary.replace(" {mails}", ""), filing=filing
    )
    return Plan(
        kind=kind,
        args={"email_ids": [mail.id for mail in chosen.mails], **args, **without},
        summary=summary.replace("{mails}", several(chosen.mails)),
        preview=preview,
        payload=filing.as_json(),
        destination="mailbox:local",
        warnings=warnings,
        undoable=True,
        undo_note=undo,
    )
