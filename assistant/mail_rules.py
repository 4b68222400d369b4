"""Rules for mails that come: lines in a file, tried on the last month, run by whoever keeps the home.

Only who can write the file makes a rule: no tool of a model's does, and no mail. A line that has changed is
another rule, and is off until it has been tried and put on.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from filelock import FileLock

from tools.effects.approvals import Proposal
from tools.effects.effect import EffectState
from tools.effects.plan import Plan
from tools.errors import ConflictError, NotFoundError, StorageError, ToolError
from tools.mail.filing import FilingPlanner
from tools.mail.message import Envelope, Folder
from tools.mail.rules import Rule, check_folder, rule_of, rules_in
from tools.mail.selection import MOST, Selector
from tools.mail.store import Query
from tools.private_files import write_private
from tools.values import Value

if TYPE_CHECKING:
    from assistant.home import Home
    from tools.effects.effect import Effect

FILE, KEPT = "mail-rules.txt", "mail-rules.json"
BEFORE = timedelta(days=30)
"""So far back a rule is tried."""
REMEMBERED = 5_000
"""The mails that a rule has seen: it touches none of them again, also not when it was undone."""
THREAD = "rules"


class RuleView(Value):
    """A line of the file, and where it stands."""

    id: str
    line: str
    state: Literal["on", "off", "wrong"]
    understood: str
    """How it is read; of one that is wrong, why."""
    tried: bool = False
    last_run: dict[str, Any] | None = None
    """When it moved or marked anything last: `at`, `key` of the effect, `text`."""


class Trial(Value):
    """What a rule would have done."""

    rule: RuleView
    mails: tuple[Envelope, ...]
    """Of the last 30 days, the newest first; those in trash, drafts, junk and sent don't count."""
    in_inbox: int
    """How many of them lie in the inbox; they stay there when the rule is put on."""
    more: int
    since: datetime


class MailRules:
    """The rules of one home."""

    def __init__(self, home: "Home") -> None:
        self._home = home
        self.path = home.path / FILE

    def list(self) -> tuple[RuleView, ...]:
        """A view for each line, in their order."""
        kept = self._kept()
        return tuple(_view(line, rule, wrong, kept) for line, rule, wrong in self._lines())

    def add(self, line: str) -> RuleView:
        """Put a line at the end of the file, off.

        Raises:
            InputError: it can't be understood. ConflictError: it is there already.
        """
        rule = rule_of(" ".join(line.split()))
        if rule.folder:
            check_folder(self._home.mailbox, rule)
        if any(known.id == rule.id for known in self.list()):
            raise ConflictError(f"{rule.line!r} is there already")
        lines = self._text().splitlines()
        write_private(self.path, "\n".join([*lines, rule.line, ""]))
        return _view(rule.line, rule, "", self._kept())

    def tried(self, id: str) -> Trial:
        """What a rule would have done with the mails of the last 30 days; from then on it can be put on.

        Raises:
            NotFoundError: there is no such rule. ToolError: no mails can go where it says.
        """
        rule = self._rule(id)
        since = self._home.clock() - BEFORE
        mailbox = self._home.mailbox
        if rule.folder:
            check_folder(mailbox, rule)
        page = mailbox.search(replace(rule.what, since=since), MOST)
        # What is hidden isn't found without its folder being asked for.
        mails = tuple(mail for mail in page.envelopes if mail.folder != Folder.SENT)
        with self._changing() as kept:
            kept.setdefault(rule.id, {})["tried"] = self._home.clock().isoformat()
        view = _view(rule.line, rule, "", self._kept())
        in_inbox = sum(mail.folder == Folder.INBOX for mail in mails)
        return Trial(rule=view, mails=mails, in_inbox=in_inbox, more=page.more, since=since)

    def switch(self, id: str, *, on: bool) -> RuleView:
        """Put a rule on, for mails that come from now on, or off.

        Raises:
            NotFoundError: there is no such rule. ConflictError: it has not been tried.
        """
        rule = self._rule(id)
        with self._changing() as kept:
            state = kept.setdefault(rule.id, {})
            if on and "tried" not in state:
                raise ConflictError(
                    f"{rule.line!r} has not been tried; look at what it would have done: "
                    f"assistant rules try {rule.id}"
                )
            if on and not state.get("on"):
                state["seen"] = [mail.id for mail in self._fitting(rule)]
            state["on"] = on
        return _view(rule.line, rule, "", self._kept())

    def run(self) -> "tuple[Effect, ...]":
        """Do what the rules that are on want done with mails that have come since; one effect for each rule.

        A mail that a rule has seen once is left alone from then on, wherever somebody puts it.
        """
        if not self.path.exists() or not any(state.get("on") for state in self._kept().values()):
            return ()
        effects = []
        with self._changing() as kept:
            for _, rule, _ in self._lines():
                state = kept.get(rule.id) if rule else None
                if rule and state and state.get("on") and (effect := self._carried_out(rule, state)):
                    effects.append(effect)
        return tuple(effects)

    def _carried_out(self, rule: Rule, state: dict[str, Any]) -> "Effect | None":
        seen = set(state.get("seen", ()))
        fresh = [mail for mail in self._fitting(rule) if mail.id not in seen]
        if not fresh:
            return None
        try:
            plan = self._plan(rule, fresh)
        except ToolError as error:
            # Nothing to change, or no place to put them: the mails stay, and it is said in the list.
            state["seen"] = [*state.get("seen", ()), *(mail.id for mail in fresh)][-REMEMBERED:]
            state["last"] = {"at": self._home.clock().isoformat(), "key": "", "text": error.message}
            return None
        effect = self._home.ledger.carry_out(self._proposal(rule, plan))
        state["seen"] = [*state.get("seen", ()), *(mail.id for mail in fresh)][-REMEMBERED:]
        text = effect.receipt.text if effect.receipt and effect.state is EffectState.DONE else effect.summary
        state["last"] = {"at": self._home.clock().isoformat(), "key": effect.key, "text": text}
        return effect

    def _plan(self, rule: Rule, mails: Sequence[Envelope]) -> Plan:
        home = self._home
        ids = [mail.id for mail in mails]
        planner = FilingPlanner(Selector(home.mailbox, home.clock, home.settings.time_zone))
        if rule.folder:
            return planner.move(check_folder(home.mailbox, rule), email_ids=ids)
        return planner.mark(**{rule.state: True}, email_ids=ids)

    def _fitting(self, rule: Rule) -> tuple[Envelope, ...]:
        query: Query = replace(rule.what, folder=Folder.INBOX)
        return self._home.mailbox.search(query, MOST).envelopes

    def _proposal(self, rule: Rule, plan: Plan) -> Proposal:
        named = json.dumps([rule.id, plan.args], sort_keys=True)
        return Proposal.settled_by(
            f"the rule {rule.line!r}",
            plan,
            at=self._home.real_time(),
            # The same rule and mails are the same effect: a process that died in between leaves one.
            id=f"rule-{hashlib.sha256(named.encode()).hexdigest()[:24]}",
            thread_id=THREAD,
            agent="email",
            action="move_emails" if rule.folder else "mark_emails",
            tool_call_id=rule.id,
            args=plan.args,
        )

    def _rule(self, id: str) -> Rule:
        rules = [rule for _, rule, _ in self._lines() if rule]
        found = {rule.id: rule for rule in rules if rule.id.startswith(id) or rule.line == id}
        if id.isdigit() and 0 < int(id) <= len(rules) and not found:
            found = {"": rules[int(id) - 1]}
        if len(found) != 1:
            what = f"{id!r} is the beginning of several" if found else f"there is no rule {id!r}"
            raise NotFoundError(f"{what}; see: assistant rules")
        return next(iter(found.values()))

    def _lines(self) -> "Iterator[tuple[str, Rule | None, str]]":
        return rules_in(self._text())

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise StorageError(f"{self.path} can't be read: {error.strerror}") from error

    def _kept(self) -> dict[str, dict[str, Any]]:
        try:
            kept = json.loads((self._home.path / KEPT).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            # Without it, all of them are off.
            return {}
        return kept if isinstance(kept, dict) else {}

    @contextmanager
    def _changing(self) -> "Iterator[dict[str, dict[str, Any]]]":
        """What is kept of the rules, for one process at a time; written down at the end."""
        with FileLock(self._home.path / "locks" / "mail-rules.lock", mode=0o600, thread_local=False):
            kept = self._kept()
            before = json.dumps(kept)
            try:
                yield kept
            finally:
                if json.dumps(kept) != before:
                    write_private(self._home.path / KEPT, json.dumps(kept))


def _view(line: str, rule: Rule | None, wrong: str, kept: dict[str, dict[str, Any]]) -> RuleView:
    if rule is None:
        return RuleView(id="", line=line, state="wrong", understood=wrong)
    state = kept.get(rule.id, {})
    return RuleView(
        id=rule.id,
        line=line,
        state="on" if state.get("on") else "off",
        understood=rule.understood,
        tried="tried" in state,
        last_run=state.get("last"),
    )
