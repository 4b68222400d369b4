"""A further domain, as small as one can be: nothing but a value in the list of domains."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from agents.now_line import with_now
from agents.offline import OfflineChatModel
from agents.offline.asking.messages import Request
from agents.offline.asking.script import Call, Script
from agents.offline.asking.sequence import run
from agents.offline.asking.specialists import Specialist
from agents.offline.domains import DOMAINS
from agents.offline.reading.frames import Condition, Frame, Listing, Made
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.nouns import Called
from agents.offline.reading.question import Question
from agents.offline.reading.subjects import By, Subject, hand_over
from agents.offline.reading.words import Act, Domain
from tests.agents.offline.sentences import NOW, frame


@dataclass(frozen=True)
class CreateErrand(Made):
    domain = Domain("errands")
    writes = picks = True


class ListErrands(Listing):
    domain = Domain("errands")


def _create(said: Instruction, i: int) -> Frame | None:
    target, after = said.phrases.reference(i)
    if target is None or target.domain != "errands":
        return None
    return CreateErrand(*said.span, title=said.raw(after + (said.low(after) == "to"), said.end))


def _listed(q: Question) -> ListErrands | None:
    asked = q.words >= {"errands", "what"}
    return q.put(ListErrands(*q.span, complete=True), "what") if asked else None


class Work:
    def carry_out(self, frame: Frame) -> Script | None:
        return _added(frame.title) if isinstance(frame, CreateErrand) else None

    def holds(self, condition: Condition, frame: Frame) -> Script:
        raise NotImplementedError


def _added(title: str) -> Script:
    yield [Call("add_errand", {"title": title})]
    return f"Added '{title}'."


def _turn(request: Request) -> Script:
    return run(request, Work())


NOUNS = frozenset({"errand", "errands"})
ERRANDS = Specialist(
    called=Called(domain=Domain("errands"), kind="errand", nouns=NOUNS, kinds=NOUNS),
    tool="run_errands",
    own_tool="add_errand",
    turn=_turn,
    commands={Act.CREATE: _create},
    questions=[(By.FORM, _listed)],
)


@pytest.fixture(autouse=True)
def a_third_domain() -> Iterator[None]:
    hand_over((*DOMAINS, ERRANDS))
    yield
    hand_over(DOMAINS)


def _calls(text: str, *tools: str) -> list[tuple[str, dict[str, str]]]:
    bound = OfflineChatModel().bind_tools(
        [{"type": "function", "function": {"name": name, "description": ""}} for name in tools]
    )
    answer = bound.invoke(with_now([HumanMessage(text)], NOW, {}))
    assert isinstance(answer, AIMessage)
    return [(call["name"], call["args"]) for call in answer.tool_calls]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("please add an errand to buy lamps", "CreateErrand"),
        ("what errands are there for today?", "ListErrands"),
        ("add a meeting with Ana on Monday at 10 about an errand", "CreateEvent"),
        ("delete the last mail about the errands from Ana", "DeleteMail"),
    ],
)
def test_each_domain_reads_what_is_its_own(text, kind):
    assert type(frame(text)).__name__ == kind


def test_the_supervisor_hands_work_to_the_agent_of_a_further_domain():
    found = _calls("add an errand to water the plants", "schedule_event", "manage_email", "run_errands")
    assert found == [("run_errands", {"request": "add an errand to water the plants"})]


def test_the_agent_of_a_further_domain_is_known_by_its_tool():
    found = _calls("add an errand to feed the cat", "add_errand")
    assert found == [("add_errand", {"title": "feed the cat"})]


def test_what_belongs_to_two_domains_goes_to_both():
    found = _calls(
        "add an errand to buy chairs and cancel the review on Friday",
        "schedule_event", "manage_email", "run_errands",
    )  # fmt: skip
    assert [name for name, _ in found] == ["run_errands", "schedule_event"]


def test_of_two_that_read_the_same_words_the_first_does():
    takes_all = Subject(commands={Act.CREATE: lambda said, _: CreateErrand(*said.span)})
    hand_over((*DOMAINS, takes_all))
    assert type(frame("schedule a meeting with Ana on Monday at 10")).__name__ == "CreateEvent"
    hand_over((takes_all, *DOMAINS))
    assert type(frame("schedule a meeting with Ben on Monday at 10")).__name__ == "CreateErrand"
