"""The assistant as an MCP server, by the official client: a yes comes only from the person."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from mcp import McpError
from mcp.types import ElicitResult, ErrorData

from assistant.served_cards import announced
from tests.assistant.serving.mcp_host import LATER, YES, Answer, Person, connected, talk, told
from tests.assistant.serving.office import LETTER, LUNCH, MAIN_SENTENCE, Office

ASK = ("ask", {"text": LUNCH})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


async def fails() -> ElicitResult:
    raise McpError(ErrorData(code=-32603, message="no screen"))


def test_the_main_sentence_is_carried_out_once_each_card_was_approved(office: Office) -> None:
    person = Person([YES, YES])
    [done] = talk(office, person, ("ask", {"text": MAIN_SENTENCE}))
    assert done.structuredContent is not None
    assert done.structuredContent["status"] == "done"
    assert [effect["state"] for effect in done.structuredContent["effects"]] == ["done", "done"]
    assert office.events() == ["Meeting with the design team"]
    assert office.sent() == ["Reminder: reviewing the new mockups"]
    [event, mail] = person.shown
    assert "New event (1 of 2): Meeting with the design team" in event
    assert "Send mail (2 of 2)" in mail
    assert "Maya Patel <maya@x.example>" in mail
    assert "| This is a reminder about reviewing the new mockups." in mail
    assert any(line.startswith("supervisor: → calendar") for line in person.progress)


def test_no_choice_is_made_beforehand_and_the_first_one_leaves_it_open(office: Office) -> None:
    person = Person([LATER])
    talk(office, person, ASK)
    decision = person.forms[0]["properties"]["decision"]
    assert "default" not in decision
    assert decision["enum"][0] == "later"
    assert office.effects() == []


def test_a_rejection_is_told_to_the_agents_with_its_reason(office: Office) -> None:
    [refused] = talk(office, Person([{"decision": "reject", "why": "Ana is away"}]), ASK)
    assert "Ana is away" in told(refused)
    assert office.effects() == []
    assert office.waiting() == []


def test_an_edit_is_shown_as_it_would_be_carried_out_before_it_counts(office: Office) -> None:
    edit = {"decision": "edit"}
    wrong = {"title": "Brunch", "start_time": "on the 31st of Nevember"}
    person = Person([edit, wrong, {"title": "Brunch"}, YES])
    [done] = talk(office, person, ASK)
    first, _, again, changed = person.shown
    assert "New event: Lunch" in first
    assert person.forms[1]["properties"]["title"]["default"] == "Lunch with Ana"
    assert "required" not in person.forms[1] or person.forms[1]["required"] == []
    assert again.startswith("Not so: ")
    assert "Nevember" in again
    assert {name: person.forms[2]["properties"][name]["default"] for name in wrong} == wrong, "kept to mend"
    assert "New event: Brunch" in changed
    assert done.structuredContent is not None
    assert done.structuredContent["status"] == "done"
    assert office.events() == ["Brunch"]


def test_an_edit_that_is_not_approved_afterwards_changes_nothing(office: Office) -> None:
    talk(office, Person([{"decision": "edit"}, {"title": "Brunch"}, "decline"]), ASK)
    assert office.effects() == []
    [kept] = office.cli("pending")[1]["approvals"]
    assert kept["args"]["title"] == "Lunch with Ana"


def test_a_yes_with_a_reason_against_it_is_asked_again(office: Office) -> None:
    person = Person([{"decision": "approve", "why": "no, wait"}, LATER])
    talk(office, person, ASK)
    assert person.shown[1].startswith("Not so: you gave a reason against it")
    assert office.effects() == []


UNCLEAR: list[Answer] = [
    {},
    {"decision": "perhaps"},
    {"decision": "APPROVE"},
    {"decision": True},
    {"decision": ["approve"]},
    {"why": "approve"},
    {"decision": "approve", "to": "eve@mallory.example"},
    LATER,
    "decline",
    "cancel",
    fails,
]


def test_what_is_no_clear_answer_leaves_the_question_open(office: Office) -> None:
    asked = talk(office, Person([*UNCLEAR]), *[ASK] * len(UNCLEAR))
    assert office.effects() == []
    waiting = office.waiting()
    for answer, open_still, id in zip(UNCLEAR, asked, waiting, strict=True):
        assert open_still.structuredContent is not None
        assert open_still.structuredContent["status"] == "paused", answer
        assert f"approve {id[:6]}" in told(open_still), answer


def test_where_the_client_has_no_forms_the_answer_says_how_to_approve_elsewhere(office: Office) -> None:
    asked, reviewed, undone = talk(office, None, ASK, ("review", {}), ("undo", {}))
    [id] = office.waiting()
    for answer in (asked, reviewed):
        assert f"assistant --home {office.home} approve {id[:6]}" in told(answer)
        assert "New event: Lunch" in told(answer)
    assert undone.isError
    code, turn = office.cli("approve", id)
    assert (code, turn["status"]) == (0, "done")
    [undone] = talk(office, None, ("undo", {}))
    assert f"assistant --home {office.home} undo {id}" in told(undone)
    assert office.events() == ["Lunch with Ana"]


def test_while_the_browsers_pages_run_the_answer_says_where_the_card_is(office: Office) -> None:
    with announced(office.home, ["http://127.0.0.1:8377"]):
        [asked] = talk(office, None, ASK)
    assert f"http://127.0.0.1:8377/approvals/{office.waiting()[0]}" in told(asked)
    [later] = talk(office, None, ("pending", {}))
    assert "http://" not in told(later)


def test_review_shows_what_waits_in_all_threads(office: Office) -> None:
    office.cli("ask", LUNCH)
    office.cli("ask", LETTER)
    person = Person([YES, {"decision": "reject"}])
    pending, reviewed, left = talk(office, person, ("pending", {}), ("review", {}), ("review", {}))
    assert pending.structuredContent is not None
    assert [item["action"] for item in pending.structuredContent["approvals"]] == [
        "create_calendar_event",
        "send_email",
    ]
    assert reviewed.structuredContent is not None
    assert [turn["status"] for turn in reviewed.structuredContent["turns"]] == ["done", "done"]
    assert told(left) == "Nothing waits."
    assert (office.events(), office.sent()) == (["Lunch with Ana"], [])


@pytest.fixture
def series(office: Office) -> Office:
    """A week of a series that is to be cancelled, and something else."""
    _, turn = office.cli("ask", "Schedule pilates every weekday at 9am for 15 minutes")
    office.cli("approve", turn["approvals"][0]["id"])
    _, turn = office.cli("ask", "Cancel all pilates next week and schedule lunch with Ana on Monday at noon")
    assert [item["action"][:6] for item in turn["approvals"]] == ["cancel"] * 5 + ["create"]
    return office


def cancelled(office: Office) -> int:
    texts = [path.read_text("utf-8") for path in office.home.glob("calendar/*/*.ics")]
    return sum(text.count("EXDATE") for text in texts)


def test_occurrences_of_a_series_are_one_form_which_one_yes_answers(series: Office) -> None:
    person = Person([YES, LATER])
    [done] = talk(series, person, ("review", {}))
    together, lunch = person.shown
    assert "Cancel 5 occurrences (1 of 2): Pilates" in together
    assert "New event (2 of 2): Lunch" in lunch
    choices = person.forms[0]["properties"]["decision"]
    assert choices["enumNames"] == ["Not now", "Approve all 5", "One by one", "Reject all 5"]
    assert cancelled(series) == 5, told(done)
    assert len(series.waiting()) == 1


def test_occurrences_are_refused_together_or_asked_about_one_by_one(series: Office) -> None:
    each = {"decision": "each"}
    person = Person(
        [each, YES, LATER, YES, LATER, LATER, LATER, {"decision": "reject", "why": "needed"}, LATER]
    )
    talk(series, person, ("review", {}), ("review", {}))
    assert cancelled(series) == 2
    assert "Cancel one occurrence (2 of 7)" in person.shown[1]
    assert "Cancel 3 occurrences (1 of 2)" in person.shown[7]
    assert len(series.waiting()) == 1


@pytest.mark.parametrize(
    "answer", [{"decision": "edit"}, {"decision": "EACH"}, {"decision": None}, "decline"]
)
def test_what_is_no_clear_answer_to_several_leaves_all_of_them_open(series: Office, answer: Answer) -> None:
    talk(series, Person([answer, LATER]), ("review", {}))
    assert cancelled(series) == 0
    assert len(series.waiting()) == 6


def test_the_words_of_an_answer_are_in_its_data_too(office: Office) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ASK,
        ("review", {}),
        ("pending", {}),
        ("agenda", {}),
        ("mail", {}),
        ("undo", {"key": "zz"}),
        ("ask", {"text": " "}),
        ("nothing", {}),
    ]
    for call, answer in zip(calls, talk(office, None, *calls), strict=True):
        assert answer.structuredContent is not None
        assert answer.structuredContent["said"] == told(answer), call


def test_what_a_host_asks_is_not_said_by_the_person_and_no_grant_rests_on_it(office: Office) -> None:
    office.cli("ask", LUNCH)
    [approval] = office.waiting()
    office.cli("approve", approval)
    assert office.cli("grants", "add", approval, "--yes")[0] == 0
    person = Person([LATER])
    [asked] = talk(office, person, ("ask", {"text": "Lunch with Ana on Tuesday at noon"}))
    assert "↑ from what mcp asked: “on Tuesday at noon”" in person.shown[0]
    assert "You have not asked for this" not in person.shown[0], "that is not known here"
    assert asked.structuredContent is not None
    [waiting] = asked.structuredContent["approvals"]
    assert waiting["asked_for"] is None
    assert {origin["source"] for origin in waiting["provenance"]} == {"tool", "settings"}
    assert len(office.effects()) == 1
    code, turn = office.cli("ask", "Lunch with Ana on Wednesday at noon")
    assert (code, [effect["state"] for effect in turn["effects"]]) == (0, ["done"]), "the person's own does"


def test_undo_waits_for_the_person_too(office: Office) -> None:
    person = Person([YES, "decline", {"decision": "approve"}, {"decision": "later"}, {"decision": "undo"}])
    _, declined, wrong, later, done = talk(office, person, ASK, *[("undo", {})] * 4)
    for answer in (declined, wrong, later):
        assert told(answer).startswith("Nothing was taken back")
    assert "Scheduled 'Lunch with Ana'" in person.shown[1]
    assert told(done).startswith("↶ undone")
    assert office.events() == []


def test_a_message_while_approvals_wait_is_not_taken(office: Office) -> None:
    office.cli("ask", LUNCH, "--thread", "t")
    person = Person([])
    [refused] = talk(office, person, ("ask", {"text": "and dinner", "thread_id": "t"}))
    assert refused.structuredContent is not None
    assert refused.structuredContent["error"]["code"] == "approvals_wait"
    assert person.shown == []


def test_what_tools_cannot_do_comes_as_an_error_in_words(office: Office) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("approve", {"approval_id": "x"}),
        ("review", {"approval_id": "zz"}),
        ("undo", {"key": "zz"}),
        ("undo", {}),
        ("ask", {"text": " "}),
        ("ask", {}),
        ("ask", {"text": LUNCH, "approve": "all"}),
        ("agenda", {"when": "the day of the flying pigs"}),
    ]
    for call, answer in zip(calls, talk(office, Person([]), *calls), strict=True):
        assert answer.isError, call
        assert told(answer)
    assert office.effects() == []


def test_a_model_that_calls_every_tool_with_everything_does_nothing(office: Office) -> None:
    office.cli("ask", MAIN_SENTENCE, "--thread", "t")
    ids = office.waiting()
    words = [LUNCH, LETTER, "approve everything that waits", "yes", "a", f"approve {ids[0]}", "undo", ""]
    anything = [*words, *ids, "t", "all", "*"]
    calls: list[tuple[str, dict[str, Any]]] = [("pending", {}), ("review", {}), ("undo", {}), ("agenda", {})]
    calls += [("ask", {"text": text, "thread_id": thread}) for text in words for thread in ("t", "new")]
    calls += [(tool, {name: each}) for tool, name in TAKING_IDS for each in anything]
    person = Person(["decline"] * 200)
    talk(office, person, *calls)
    talk(office, None, *calls)
    assert office.effects() == []
    assert set(ids) <= set(office.waiting())


TAKING_IDS = (("review", "approval_id"), ("undo", "key"), ("mail", "query"), ("agenda", "when"))


def test_resources_are_what_waits_and_todays_agenda(office: Office) -> None:
    office.cli("ask", LUNCH)

    async def read() -> list[str]:
        async with connected(office, None) as host:
            listed = await host.list_resources()
            found = [await host.read_resource(resource.uri) for resource in listed.resources]
            return [each.contents[0].text for each in found]  # type: ignore[union-attr]

    waiting, today = asyncio.run(read())
    assert "New event: Lunch" in waiting
    assert "10:00–11:00  Stand-up" in today


def test_two_servers_on_one_home_have_the_same_questions_and_one_answer_counts(office: Office) -> None:
    async def both() -> list[str]:
        asked, answered = asyncio.Event(), asyncio.Event()

        async def says_yes_too_late() -> ElicitResult:
            asked.set()
            await answered.wait()
            return ElicitResult(action="accept", content=YES)

        async with (
            connected(office, Person([says_yes_too_late])) as one,
            connected(office, Person([YES])) as other,
        ):
            waits = asyncio.create_task(one.call_tool(*ASK))
            await asked.wait()
            said = told(await other.call_tool("review", {}))
            answered.set()
            return [said, told(await waits)]

    said, late = asyncio.run(both())
    assert "Scheduled 'Lunch with Ana'" in said
    assert "answered" in late
    assert "Scheduled 'Lunch with Ana'" in late, "and how it stands is told"
    assert office.effects() == [("create_calendar_event", "done")]


def test_an_answer_that_comes_second_is_told_of_the_first(office: Office) -> None:
    async def answers_late() -> ElicitResult:
        # In one breath: the server has not looked again when the form comes back.
        await asyncio.to_thread(office.cli, "reject", office.waiting()[0])
        return ElicitResult(action="accept", content=YES)

    [late] = talk(office, Person([answers_late]), ASK)
    assert "answered" in told(late)
    assert office.effects() == []
