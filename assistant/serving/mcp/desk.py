"""What each tool answers: in words, and beside them the same as data."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mcp.types import CallToolResult, TextContent

from assistant.api import Assistant
from assistant.contract import Approval, Turn
from assistant.serving.mcp import looks
from assistant.serving.mcp.asking import Asking
from assistant.serving.mcp.client import Client
from assistant.serving.mcp.work import Work
from assistant.serving.questions import Questions, joined
from assistant.views import plain
from assistant.views.text import clean, cleaned
from tools.errors import AssistantError, ConflictError, NotFoundError
from tools.redaction import REDACTION

NOTHING = "Nothing waits."


class Desk:
    """Answers the calls of one client's tools."""

    def __init__(self, assistant: Assistant, work: Work) -> None:
        self._assistant = assistant
        self._questions = Questions(assistant)
        self._work = work
        self._looks: dict[str, Callable[..., Awaitable[CallToolResult]]] = {
            "pending": self._pending,
            "agenda": self._agenda,
            "mail": self._mail,
        }
        self._acts: dict[str, Callable[..., Awaitable[CallToolResult]]] = {
            "ask": self._ask,
            "review": self._review,
            "undo": self._undo,
        }

    async def call(self, client: Client, name: str, arguments: dict[str, str]) -> CallToolResult:
        """What the tool answers; what a person or a model can act on comes as an error in words."""
        try:
            return await self._called(client, name, arguments)
        except AssistantError as error:
            about = {"code": error.code, "message": error.message, "retryable": error.retryable}
            return _result(f"error: {error.message}", {"error": about}, failed=True)

    def waiting_text(self) -> str:
        """All that waits, each card in full."""
        waiting = self._assistant.pending()
        cards = ["\n".join(card) for card in plain.approvals(waiting, self._assistant.zone)]
        return "\n\n".join([*cards, self._questions.elsewhere(waiting)]) if waiting else NOTHING

    async def agenda_text(self, when: str) -> str:
        """What takes place on a day or in a range of days."""
        return (await self._work.run(lambda: looks.agenda(self._assistant.home, when))).text

    async def _called(self, client: Client, name: str, arguments: dict[str, str]) -> CallToolResult:
        if look := self._looks.get(name):
            return await look(**arguments)
        if act := self._acts.get(name):
            return await act(client, **arguments)
        raise NotFoundError(f"no tool is called {name}; there are {', '.join((*self._looks, *self._acts))}")

    async def _ask(self, client: Client, text: str, thread_id: str | None = None) -> CallToolResult:
        threads = self._assistant.home.threads
        thread = threads.known_or_new(thread_id) if thread_id else threads.new_id()
        async with client.progress() as told:
            turn = await self._work.run(
                lambda: self._assistant.ask(text, thread, on_progress=told, relayed_by=client.name),
                stop=lambda: self._assistant.cancel_turn(thread),
            )
        if turn.error or turn.status != "paused":
            return self._turns([turn])
        notes, turns = await self._put(client, turn.approvals, [turn])
        return self._turns(turns, notes)

    async def _pending(self) -> CallToolResult:
        waiting = self._assistant.pending()
        return _result(self.waiting_text(), {"approvals": [approval.json_dict() for approval in waiting]})

    async def _review(self, client: Client, approval_id: str | None = None) -> CallToolResult:
        waiting = [self._questions.find(approval_id)] if approval_id else self._assistant.pending()
        if not waiting:
            return _result(NOTHING, {"turns": []})
        notes, turns = await self._put(client, waiting)
        beside = {approval.id for turn in turns for approval in turn.approvals}
        left = [item for item in waiting if item.id not in beside and self._questions.is_open(item)]
        return self._turns(turns, notes, left, several=True)

    async def _agenda(self, when: str = "") -> CallToolResult:
        look = await self._work.run(lambda: looks.agenda(self._assistant.home, when))
        return _result(look.text, look.document)

    async def _mail(self, query: str = "") -> CallToolResult:
        look = await self._work.run(lambda: looks.mail(self._assistant.home, query))
        return _result(look.text, look.document)

    async def _undo(self, client: Client, key: str | None = None) -> CallToolResult:
        effect = self._assistant.home.effects.to_undo(key or None)
        asking = Asking(self._assistant, client, self._work)
        if why_not := await asking.may_undo(effect):
            say = self._questions.command("undo", effect.key)
            text = f"Nothing was taken back: {why_not}. The person can do it at a terminal: `{say}`"
            return _result(text, effect.json_dict())
        undone = await self._work.run(lambda: self._assistant.undo(effect.key))
        return _result("\n".join(plain.effect(undone, self._assistant.zone)), undone.json_dict())

    async def _put(
        self, client: Client, waiting: Sequence[Approval], before: Sequence[Turn] = ()
    ) -> tuple[list[str], list[Turn]]:
        """Put `waiting` to the person: what is to be said of it, and how each thread stands then."""
        told = await Asking(self._assistant, client, self._work).put(waiting)
        turns = joined([*before, *told.turns])
        return told.notes, [await self._as_it_stands(turn) for turn in turns.values()]

    async def _as_it_stands(self, turn: Turn) -> Turn:
        """`turn`, looked at again where what it waits for was answered elsewhere meanwhile."""
        if all(map(self._questions.is_open, turn.approvals)):
            return turn
        try:
            now = await self._work.run(lambda: self._assistant.resume(turn.thread_id))
        except ConflictError:
            # Whoever has answered is at work; what comes of it is theirs to tell.
            return replace(turn, approvals=tuple(filter(self._questions.is_open, turn.approvals)))
        return joined([turn, now])[turn.thread_id]

    def _turns(
        self,
        turns: Sequence[Turn],
        notes: Sequence[str] = (),
        beside: Sequence[Approval] = (),
        *,
        several: bool = False,
    ) -> CallToolResult:
        """How `turns` ended, and how what still waits there and `beside` can be answered."""
        zone = self._assistant.zone
        lines = [line for turn in turns for line in plain.turn(turn, zone)]
        lines += [line for card in plain.approvals(beside, zone) for line in card]
        waiting = [approval for turn in turns for approval in turn.approvals]
        lines += [*notes, self._questions.elsewhere([*waiting, *beside])]
        documents = [turn.json_dict() for turn in turns]
        return _result(
            "\n".join(filter(None, lines)),
            {"turns": documents} if several else documents[0],
            failed=any(turn.status == "failed" for turn in turns),
        )


def _result(text: str, document: Mapping[str, Any], *, failed: bool = False) -> CallToolResult:
    # Some clients, such as Claude Code, hand their model the data alone: the words are in it, too.
    said = REDACTION.text(clean(text))
    return CallToolResult(
        content=[TextContent(type="text", text=said)],
        structuredContent={"said": said, **cleaned(document)},
        isError=failed,
    )
