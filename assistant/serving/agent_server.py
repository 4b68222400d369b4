"""The graph `assistant` of langgraph.json: a front door for clients of LangGraph's server protocol.

The server keeps this graph's state, which is what clients show; what counts (threads, approvals, effects) is
in the assistant's own home, under the server's thread ids. Importing it opens nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, interrupt

from assistant.api import Assistant, OnProgress
from assistant.contract import Decision, Turn
from assistant.serving.agent.answers import decisions
from assistant.serving.agent.door import users_here
from assistant.serving.agent.markdown import without_pictures
from assistant.serving.agent.requests import request
from assistant.serving.agent.voice import performed, said_by
from assistant.serving.questions import Questions
from assistant.serving.standing import Standing, standing
from assistant.views.text import clean_line
from tools.errors import ConflictError, InputError, NotFoundError, SettingsError

Next = Command[Any]


class State(MessagesState):
    """What was said, and what the client was asked last."""

    asked: list[str]
    """The ids of what was shown, in this order: an answer without ids is about these."""
    problems: dict[str, str]
    """What was wrong with the last answer, by id."""


class FrontDoor:
    """The two nodes: `say` begins a turn, `decide` asks what waits and hands the answers on."""

    def __init__(self, opened: Callable[[RunnableConfig], Assistant]) -> None:
        """`opened` is the assistant of whoever a run is of."""
        self._opened = opened

    def say(self, state: State, config: RunnableConfig) -> Next:
        """A turn that begins with the last message, when that is the person's."""
        last = state["messages"][-1] if state["messages"] else None
        if not isinstance(last, HumanMessage):
            return Command(goto=END)
        thread, assistant = _thread(config), self._opened(config)
        left: list[str] = []

        def run(tell: OnProgress) -> Turn:
            # Of a server that died with an answer in its hands nobody else takes the thread up.
            if assistant.home.book.claimed(thread):
                left.append(said_by(assistant.resume(thread)))
            return assistant.ask(last.text, thread, on_progress=tell)

        return self._go_on(assistant, thread, run, left)

    def decide(self, state: State, config: RunnableConfig) -> Next:
        """Ask what waits; once there is an answer, carry it out and go on."""
        assistant = self._opened(config)
        found = {each.approval.id: each for each in _standings(assistant, state.get("asked") or ())}
        asked = [each.approval for each in found.values()]
        if config["configurable"].get("one_by_one"):
            asked = asked[:1]
        answer = interrupt(request(Questions(assistant), asked, state.get("problems") or {}))
        # Here it is later: all this has run again from its first line.
        given, problems = decisions(asked, answer)
        problems |= _edit_problems(assistant, given)
        if wrong := {id: why for id, why in problems.items() if found[id].waits}:
            waiting = [id for id, each in found.items() if each.waits]
            update = {"messages": [_not_so(wrong)], "asked": waiting, "problems": wrong}
            return Command(update=update, goto="decide")
        answers = Answers(assistant, _thread(config), given)
        return self._go_on(assistant, _thread(config), answers.carried_out, answers.late)

    @staticmethod
    def _go_on(
        assistant: Assistant, thread: str, run: Callable[[OnProgress], Turn], late: Sequence[str] = ()
    ) -> Next:
        """Run a turn; then ask what waits, or end. `late` is filled while it runs."""
        said = performed(run, get_stream_writer(), late)
        waiting = assistant.home.book.pending(thread)
        if waiting and not said:
            said = [_asking([proposal.plan.summary for proposal in waiting])]
        update = {"messages": said, "problems": {}, "asked": [proposal.id for proposal in waiting]}
        return Command(update=update, goto="decide" if waiting else END)


class Answers:
    """What was answered in a thread: all that still counts is carried out."""

    def __init__(self, assistant: Assistant, thread: str, given: Mapping[str, Decision]) -> None:
        self._assistant = assistant
        self._thread = thread
        self._given = dict(given)
        self.late: list[str] = []
        """Of what was answered already, who did and how, as sentences."""

    def carried_out(self, tell: OnProgress) -> Turn:
        """The turn that comes of it; where nothing counts any more, how the thread stands.

        Raises:
            ConflictError: another process is busy with the thread.
        """
        while self._still_counts():
            try:
                return self._assistant.decide(self._given, on_progress=tell)
            except ConflictError:
                before = len(self._given)
                if self._still_counts() == before:
                    raise
        return self._assistant.resume(self._thread, on_progress=tell)

    def _still_counts(self) -> int:
        """How many are left, once those are out that somebody has answered meanwhile."""
        for id in [*self._given]:
            found = standing(self._assistant.home, id)
            if not found.waits:
                del self._given[id]
                self.late.append(f"Answered already: {found.approval.summary} ({found.said}).")
        return len(self._given)


def _standings(assistant: Assistant, ids: Sequence[str]) -> Iterator[Standing]:
    """Where each of these stands; those of a conversation that was deleted meanwhile are gone."""
    for id in ids:
        with suppress(NotFoundError):
            yield standing(assistant.home, id)


def _edit_problems(assistant: Assistant, given: Mapping[str, Decision]) -> dict[str, str]:
    """Why edits don't work out, by id."""
    problems = {}
    for id, decision in given.items():
        if decision.type == "edit":
            try:
                assistant.plan_edit(id, **decision.args)
            except InputError as error:
                problems[id] = error.message
    return problems


def _asking(summaries: Sequence[str]) -> AIMessage:
    """That something waits, as a message: what it comes after is the only place where Agent Chat UI asks."""
    lines = "".join(f"\n- {clean_line(summary)}" for summary in summaries)
    waits = "This waits" if len(summaries) == 1 else "These wait"
    return AIMessage(without_pictures(f"{waits} for your answer:\n{lines}"))


def _not_so(problems: Mapping[str, str]) -> AIMessage:
    """What was wrong, as a message: Agent Chat UI shows a card's text only to who opens it."""
    whys = dict.fromkeys(map(without_pictures, problems.values()))
    return AIMessage("\n".join(f"Not so: {why}" for why in whys))


def _thread(config: RunnableConfig) -> str:
    return str(config["configurable"]["thread_id"])


def opened(config: RunnableConfig) -> Assistant:
    """The assistant of whoever the server says a run is of, with the settings of this process.

    Raises:
        SettingsError: there are several people, and it is of none of them.
    """
    users = users_here()
    if users is None:
        return _opened("")
    # Both servers write it over whatever a client sends.
    user = config["configurable"].get("langgraph_auth_user") or {}
    whose = user.get("identity") if isinstance(user, Mapping) else user.identity
    if whose not in users.known:
        raise SettingsError("a run of nobody that is known: it needs a server that asks who it is")
    return _opened(whose)


@cache
def _opened(whose: str) -> Assistant:
    users = users_here()
    return Assistant.open(settings=users.settings_of(whose) if users else None)


def build_graph(assistant: Callable[[RunnableConfig], Assistant], checkpointer: Any = None) -> Any:
    """The graph on `assistant`, asked for when a run begins; a server brings its own checkpointer."""
    door = FrontDoor(assistant)
    builder = StateGraph(State)
    builder.add_node("say", door.say, destinations=("decide", END))
    builder.add_node("decide", door.decide, destinations=("decide", END))
    builder.add_edge(START, "say")
    return builder.compile(checkpointer, name="assistant")


graph = build_graph(opened)
