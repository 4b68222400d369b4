"""Proposals as approvals that a person sees, and a person's decisions as answers that the graph takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.contract import Approval, Change, Decision
from tools.effects.approvals import Answer, Proposal
from tools.effects.call_executor import CALL
from tools.effects.grants.reach import GRANTABLE
from tools.effects.plan import Plan
from tools.errors import ASK_WHICH, InputError, StaleError, ToolError
from tools.provenance.origin import Origin
from tools.provenance.tracing import Tracer
from tools.reading import strings_of
from tools.toolset import Toolset, Write
from tools.unseen import plan_warnings


def approval_of(proposal: Proposal) -> Approval:
    """What a person sees of `proposal`."""
    plan = proposal.plan
    return Approval(
        id=proposal.id,
        thread_id=proposal.thread_id,
        agent=proposal.agent,
        action=proposal.action,
        args=plan.args,
        summary=plan.summary,
        warnings=tuple(dict.fromkeys((*plan.warnings, *plan_warnings(plan.preview, plan.args)))),
        created_at=proposal.created_at,
        expires_at=proposal.expires_at,
        preview=plan.preview,
        undoable=plan.undoable,
        undo_note=plan.undo_note,
        revision=proposal.revision,
        changed=tuple(_changes(proposal.former, plan)) if proposal.former else (),
        provenance=proposal.provenance,
        asked_for=proposal.asked_for,
        grantable=plan.kind in GRANTABLE,
        shown_hash=proposal.shown_hash,
    )


def title_shown(preview: Mapping[str, Any]) -> str:
    """What the thing is called that an approval is about; empty where its preview doesn't say it."""
    shown = (preview.get(part) for part in ("event", "before", "mail"))
    called = (part.get("title") or part.get("subject") for part in shown if isinstance(part, Mapping))
    return str(next(called, "") or "")


def _changes(before: Plan, after: Plan) -> Iterator[Change]:
    yield from _differences("", before.preview, after.preview)
    if before.warnings != after.warnings:
        yield Change(field="warnings", before=list(before.warnings), after=list(after.warnings))


def _differences(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _differences(f"{path}{name}.", old, new)
        elif old != new:
            yield Change(field=f"{path}{name}", before=old, after=new)


class Answers:
    """Turns decisions into answers, checked whole before the first of them counts."""

    def __init__(self, toolsets: Mapping[str, Toolset], tracer: Tracer | None = None) -> None:
        """`tracer` says where the values of an edited plan come from."""
        self._toolsets = toolsets
        self._tracer = tracer

    def answer(self, proposal: Proposal, decision: Decision) -> Answer:
        """What `decision` comes to for `proposal`; an edit is planned, so that it is known to work.

        Raises:
            InputError: the decision has what its type can't have, or the edit doesn't work out.
                Nothing is done, and the approval can still be answered.
            StaleError: the edit comes to something else than was shown.
        """
        shown_hash = decision.shown_hash
        match decision.type:
            case "edit":
                plan = self.edited(proposal, decision.args)
                if decision.result_hash and plan.shown_hash() != decision.result_hash:
                    raise StaleError(f"{plan.summary}: this is not what was shown; look at it again")
                origins = self.provenance(proposal, plan, decision.args)
                return Answer(
                    type="edit", plan=plan, args=plan.args, provenance=origins, shown_hash=shown_hash
                )
            case "respond":
                if not decision.message.strip():
                    raise InputError("an answer in the tool's place needs a text")
                return Answer(type="respond", message=decision.message, shown_hash=shown_hash)
            case "reject":
                return Answer(type="reject", message=decision.message, shown_hash=shown_hash)
            case "approve":
                return Answer(type="approve", shown_hash=shown_hash)

    def edited(self, proposal: Proposal, changes: Mapping[str, Any]) -> Plan:
        """The plan that `proposal` becomes with `changes` to its arguments.

        Raises:
            InputError: there is nothing to change, no such argument, or it doesn't work out.
            StaleError: it would go elsewhere than was shown: to a tool that is behind another server by now.
        """
        from pydantic import ValidationError

        write = self._write(proposal)
        known = proposal.plan.args
        if not changes:
            raise InputError(f"an edit needs at least one change; these can be changed: {', '.join(known)}")
        if unknown := sorted(set(changes) - set(write.fields or known)):
            raise InputError(
                f"{proposal.action} has no {', '.join(unknown)}; these can be changed: {', '.join(known)}"
            )
        try:
            plan = write.plan_edit(known, changes)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise InputError(f"{field} can't be {first['input']!r}: {first['msg']}") from error
        except ToolError as error:
            raise InputError(error.message.removesuffix(ASK_WHICH)) from error
        if plan.kind == CALL and not write.still_holds(proposal.plan, write.plan(known)):
            raise StaleError(
                f"{proposal.plan.summary}: by now it would go elsewhere ({plan.summary}); approve it to be"
                " asked anew, or reject it"
            )
        return plan

    def provenance(self, proposal: Proposal, plan: Plan, changes: Mapping[str, Any]) -> tuple[Origin, ...]:
        """Where the values of `plan` come from, which `proposal` became with a person's `changes`.

        What they changed is theirs, and all else as it was.
        """
        if self._tracer is None:
            return ()
        found = self._tracer.origins(
            proposal.thread_id,
            args=plan.args,
            preview=plan.preview,
            given={**proposal.args, **changes},
            said=strings_of(changes),
        )
        return after_edit(proposal.provenance, found, changes)

    def _write(self, proposal: Proposal) -> Write:
        toolset = self._toolsets.get(proposal.agent)
        write = toolset.write(proposal.action) if toolset else None
        if write is None:
            raise InputError(f"no tool is called {proposal.action} any more; reject this one")
        return write


def after_edit(
    before: Sequence[Origin], found: Sequence[Origin], changes: Mapping[str, Any]
) -> tuple[Origin, ...]:
    """`found` of an edited plan: what was there `before` as it was, what was changed the person's."""
    known = {(origin.argument, origin.value): origin for origin in before}
    return tuple(
        known.get((origin.argument, origin.value))
        or (
            replace(origin, source="user", reference=None, quote=None, label="your change")
            if origin.argument.partition(".")[0] in changes
            else origin
        )
        for origin in found
    )


def resume_value(proposal: Proposal) -> dict[str, Any]:
    """The answer of `proposal` as LangChain's middleware takes it."""
    answer = proposal.answer
    assert answer is not None
    match answer.type:
        case "approve":
            return {"type": "approve"}
        case "edit":
            return {
                "type": "edit",
                "edited_action": {"name": proposal.action, "args": proposal.approved_plan.args},
            }
        case "reject":
            return {"type": "reject", "message": answer.message}
        case "respond":
            return {"type": "respond", "message": answer.message}
