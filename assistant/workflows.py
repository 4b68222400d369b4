"""Named workflows of the settings: steps one after the other, taken up where they were left."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from agents.messages.message import MessageType, message_id
from assistant.contract import Turn
from assistant.settings.workflows import SKIP, STOP, Kind, Step, Workflow
from tools.errors import AssistantError, ConflictError, NotFoundError
from tools.values import Value

if TYPE_CHECKING:
    from agents.messages import Message
    from assistant.api import Assistant

State = Literal["waiting", "running", "paused", "done", "skipped", "failed"]
SENDER = "workflow"


class StepView(Value):
    """Where a step stands."""

    no: int
    kind: Kind
    state: State
    attempts: int = 0
    text: str = ""
    """What came of it, or why nothing did."""


class Run(Value):
    """One run of a workflow; its id is that of the thread its turns are in."""

    run: str
    workflow: str
    state: State
    steps: tuple[StepView, ...]


class Workflows:
    """Runs the workflows of an assistant's settings. What was done is in the journal, for any process."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._journal = assistant.home.journal

    def start(self, name: str) -> Run:
        """Begin a run and go on until it is done, waits for an approval, or has failed.

        Raises:
            NotFoundError: there is no such workflow.
        """
        workflow = self._workflow(name)
        run = f"{name}-{self._assistant.home.threads.new_id()}"
        self._note(run, workflow, 0, "running")
        return self._go_on(run, workflow)

    def resume(self, run: str) -> Run:
        """Go on with a run that was left: after a crash, an approval, or a failure.

        Raises:
            NotFoundError: there is no such run, or its workflow is no longer there.
            ConflictError: the steps have changed since it began.
        """
        workflow = self._workflow(self.get(run).workflow)
        begun = self._messages(run)[0].metadata["of"]
        if begun != len(workflow.steps):
            raise ConflictError(f"{workflow.name} had {begun} steps when {run} began; start it anew")
        return self._go_on(run, workflow)

    def get(self, run: str) -> Run:
        """Where a run stands.

        Raises:
            NotFoundError: there is no such run.
        """
        messages = self._messages(run)
        if not messages:
            raise NotFoundError(f"there is no run {run!r}; see: assistant workflows")
        first = messages[0].metadata
        steps = {no: StepView(no=no, kind="ask", state="waiting") for no in range(1, first["of"] + 1)}
        for message in messages:
            about = message.metadata
            if no := about["step"]:
                steps[no] = StepView(
                    no=no,
                    kind=about["kind"],
                    state=about["state"],
                    attempts=about["attempts"],
                    text=message.content,
                )
        return Run(
            run=run,
            workflow=first["workflow"],
            state=_state(list(steps.values())),
            steps=tuple(steps.values()),
        )

    def runs(self) -> list[Run]:
        """All that the journal knows, the newest first."""
        begun = self._journal.messages(agent=SENDER, types=[MessageType.STATUS])
        return [self.get(run) for run in reversed(dict.fromkeys(one.conversation_id for one in begun))]

    def _go_on(self, run: str, workflow: Workflow) -> Run:
        results: dict[int, str] = {}
        for no, step in enumerate(workflow.steps, 1):
            known = self.get(run).steps[no - 1]
            if known.state not in ("done", "skipped"):
                known = self._take(run, workflow, no, replace(step, text=_filled(step.text, results)), known)
            if known.state not in ("done", "skipped"):
                break
            results[no] = known.text
        return self.get(run)

    def _take(self, run: str, workflow: Workflow, no: int, step: Step, known: StepView) -> StepView:
        """Carry a step out, as often as it may be tried; what was begun of it before is gone on with."""
        attempts = known.attempts
        goes_on = known.state in ("running", "paused")
        first = attempts if known.state != "failed" else 0
        while True:
            if not goes_on:
                attempts += 1
            self._note(run, workflow, no, "running", attempts)
            state, text = self._try(run, step, goes_on=goes_on)
            if state != "failed" or attempts - first > step.retry:
                break
            goes_on = False
        if state == "failed" and step.on_error == SKIP:
            state = "skipped"
        elif state == "failed" and step.on_error != STOP:
            state, text = self._try(run, Step(kind="ask", text=step.on_error), goes_on=False)
        return self._note(run, workflow, no, state, attempts, text)

    def _try(self, run: str, step: Step, *, goes_on: bool) -> tuple[State, str]:
        home = self._assistant.home
        try:
            match step.kind:
                case "ask":
                    begun = goes_on and self._asked(run, step.text)
                    turn = self._assistant.resume(run) if begun else self._assistant.ask(step.text, run)
                    return _of_turn(turn)
                case "agenda":
                    title, events = home.agenda(step.text)
                    return "done", "\n".join([title, *(f"{e['start']} {e['title']}" for e in events)])
                case "mail":
                    mails = home.mail(step.text)
                    return "done", "\n".join(f"{mail['subject']} ({mail['id']})" for mail in mails)
                case "brief":
                    from assistant.pages.brief import brief, day_of
                    from assistant.views.plain import page

                    return "done", "\n".join(page(brief(home, day_of(home, step.text))))
        except AssistantError as error:
            return "failed", error.message

    def _asked(self, run: str, text: str) -> bool:
        """Whether the turn of a step had begun before it was left."""
        said = self._journal.messages(run, types=[MessageType.REQUEST], limit=1, newest=True)
        return bool(said) and said[0].content == text[: len(said[0].content)]

    def _workflow(self, name: str) -> Workflow:
        known = self._assistant.settings.workflows
        if name not in known:
            there = ", ".join(known) or "none: describe one as [workflows.NAME] in assistant.toml"
            raise NotFoundError(f"there is no workflow {name!r}; there are {there}")
        return known[name]

    def _messages(self, run: str) -> "tuple[Message, ...]":
        return tuple(
            one
            for one in self._journal.messages(run, agent=SENDER, types=[MessageType.STATUS])
            if "workflow" in one.metadata
        )

    def _note(
        self, run: str, workflow: Workflow, no: int, state: State, attempts: int = 0, text: str = ""
    ) -> StepView:
        kind = workflow.steps[no - 1].kind if no else "ask"
        about = {"workflow": workflow.name, "of": len(workflow.steps), "step": no, "kind": kind}
        count = len(self._messages(run))
        self._journal.note(
            MessageType.STATUS,
            text,
            id=message_id(run, SENDER, str(count)),
            conversation=run,
            run="",
            sender=SENDER,
            recipient="user",
            metadata={**about, "state": state, "attempts": attempts},
        )
        return StepView(no=no, kind=kind, state=state, attempts=attempts, text=text)


def _filled(text: str, results: Mapping[int, str]) -> str:
    for no, result in results.items():
        text = text.replace(f"{{{no}}}", result)
    return text


def _of_turn(turn: Turn) -> tuple[State, str]:
    if turn.status == "paused":
        return "paused", ", ".join(approval.summary for approval in turn.approvals)
    if turn.status == "failed" or turn.undone:
        why = turn.error.message if turn.error else "; ".join(one.error or one.summary for one in turn.undone)
        return "failed", why
    return "done", turn.reply or ""


def _state(steps: list[StepView]) -> State:
    worst: tuple[State, ...] = ("failed", "paused", "running")
    for state in worst:
        if any(step.state == state for step in steps):
            return state
    return "done" if all(step.state in ("done", "skipped") for step in steps) else "running"
