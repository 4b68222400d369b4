"""The graph for LangGraph's clients, in this process: what it asks, and every way in which it is answered."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Decision
from assistant.serving.agent.markdown import without_pictures
from assistant.settings import load_settings
from tests.agents.offline.desk import put_mail
from tests.assistant.serving.front_client import APPROVE, FrontClient
from tests.assistant.serving.office import LETTER, LUNCH, MAIN_SENTENCE, Office
from tests.assistant.test_hostile_text import fill, raw, speak
from tools.effects.approvals import Answer

REJECT: dict[str, Any] = {"type": "reject", "message": "not now"}


class Client(FrontClient):
    """With the office behind it."""

    def __init__(self, office: Office, assistant: Assistant) -> None:
        super().__init__(assistant, "01a22484-b2e7-7572-99c3-c2dbab0b4741")
        self.office = office
        self.assistant = assistant


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    office = Office(tmp_path)
    with Assistant.open(settings=load_settings(**office.settings)) as assistant:
        yield Client(office, assistant)


def test_what_waits_is_asked_at_once_with_its_real_arguments_and_the_card(client: Client) -> None:
    event, mail = client.say(MAIN_SENTENCE)
    assert event["name"] == "create_calendar_event"
    assert event["args"]["start_time"] == "2026-11-24T14:00:00+00:00"
    assert mail["args"]["to"] == ["Ana Lima <ana@x.example>", "Maya Patel <maya@x.example>"]
    assert "When:     Tue 24 Nov 2026, 14:00–15:00" in event["description"]
    assert "| This is a reminder about reviewing the new mockups." in mail["description"]
    assert client.request["review_configs"] == [
        {"action_name": name, "allowed_decisions": ["approve", "edit", "reject", "respond"]}
        for name in ("create_calendar_event", "send_email")
    ]
    assert client.office.effects() == []


@pytest.mark.parametrize("way", ["decisions", "list", "interrupt id", "approval ids"])
def test_each_way_of_answering_several_is_taken(client: Client, way: str) -> None:
    event, mail = client.say(MAIN_SENTENCE)
    both = [client.edit(event, title="Mockups"), REJECT]
    [interrupt] = client.graph.get_state(client.config).interrupts
    answers: dict[str, Any] = {
        "decisions": {"decisions": both},
        "list": both,
        "interrupt id": {interrupt.id: {"decisions": both}},
        "approval ids": {event["id"]: both[0], mail["id"]: both[1]},
    }
    assert client.answer(answers[way]) == []
    assert (client.office.events(), client.office.sent()) == (["Mockups"], [])
    assert "not now" in client.last


def test_a_single_decision_is_taken_where_one_thing_was_asked(client: Client) -> None:
    client.say(LUNCH)
    assert client.answer(APPROVE) == []
    assert client.office.events() == ["Lunch with Ana"]


@pytest.mark.parametrize(
    ("inbox", "done"),
    [
        ({"type": "accept", "args": None}, ["Lunch with Ana"]),
        (
            {"type": "edit", "args": {"action": "create_calendar_event", "args": {"title": "Brunch"}}},
            ["Brunch"],
        ),
        ({"type": "response", "args": "ask her first"}, []),
        ({"type": "ignore", "args": None}, []),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_agent_inbox_is_asked_one_by_one_and_answers_in_its_words(
    client: Client, inbox: dict[str, Any], done: list[str]
) -> None:
    client.config["configurable"]["one_by_one"] = True
    [event] = client.say(f"{LUNCH}, and {LETTER[0].lower()}{LETTER[1:]}")
    assert event["arguments"] == event["args"]
    [mail] = client.answer([inbox])
    assert mail["name"] == "send_email"
    assert client.answer([{"type": "accept", "args": None}]) == []
    assert client.office.events() == done
    assert len(client.office.sent()) == 1


def test_a_list_that_was_edited_as_text_is_a_list(client: Client) -> None:
    event, _ = client.say(MAIN_SENTENCE)
    edited = client.edit(
        event, attendees=json.dumps(event["args"]["attendees"][:1]), reminder_minutes="10, 20"
    )
    client.answer({"decisions": [edited, REJECT]})
    [text] = [
        path.read_text()
        for path in (client.office.home / "calendar").glob("*/*.ics")
        if path.stem != "standup"
    ]
    assert text.count("ATTENDEE") == 1
    assert text.count("BEGIN:VALARM") == 2


def test_what_agent_chat_ui_sends_for_an_edit_a_reset_and_a_rejection_is_taken(client: Client) -> None:
    """As it was seen on the wire: each argument of the form again, all as text once "Reset" was pressed."""
    event, mail = client.say(MAIN_SENTENCE)
    as_text = {
        name: value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        for name, value in {**event["args"], "title": "Mockups"}.items()
    }
    assert as_text["attendees"].startswith('["Ana') and as_text["reminder_minutes"] == "[]"
    edit = {"type": "edit", "edited_action": {"name": event["name"], "args": as_text}}
    reject = {"type": "reject", "message": "I am away that evening"}
    assert client.answer({"decisions": [edit, reject]}) == []
    assert (client.office.events(), client.office.sent()) == (["Mockups"], [])
    assert "I am away that evening" in client.last
    assert [action for action, _ in client.office.effects()] == [event["name"]]
    assert mail["name"] == "send_email"


def test_a_card_stays_as_it_is_where_it_is_taken_for_markdown(client: Client) -> None:
    [asked] = client.say('Send an email to Ana saying "```\n# Hello ![x](https://mallory.example/x.png)"')
    fence, *_, end = asked["description"].split("\n")
    assert fence == end == "`" * (4 if "```" in asked["args"]["body"] else 3)


def test_no_client_is_made_to_fetch_a_picture(client: Client) -> None:
    put_mail(client.office.home, 7, "ana", "![x](https://mallory.example/read)", 0)
    client.say("What mails did I get today?")
    assert "mallory.example" in client.last
    assert "![" not in client.last
    assert [without_pictures("[x](y)", before) for before in ("a!", "a")] == [" [x](y)", "[x](y)"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "perhaps"},
        {"type": "edit"},
        {"type": "edit", "edited_action": {"name": "send_email", "args": {"title": "x"}}},
        {
            "type": "edit",
            "edited_action": {"name": "create_calendar_event", "args": {"start_time": "31 Nevember"}},
        },
        {"type": "edit", "edited_action": {"name": "create_calendar_event", "args": {"no": "such"}}},
        {"type": "edit", "edited_action": {"name": "create_calendar_event", "args": {}}},
        {"type": "respond"},
        "approve",
        [],
        {"decisions": [APPROVE, APPROVE]},
    ],
    ids=str,
)
def test_a_wrong_answer_asks_again_with_the_sentence_and_does_nothing(client: Client, wrong: Any) -> None:
    [first] = client.say(LUNCH)
    [again] = client.answer({"decisions": [wrong]} if isinstance(wrong, dict) and "type" in wrong else wrong)
    assert again["id"] == first["id"]
    assert client.last.startswith("Not so: ")
    assert again["description"] == f"{client.last}\n\n{first['description']}"
    assert client.office.effects() == []
    assert client.answer({"decisions": [APPROVE]}) == []
    assert client.office.events() == ["Lunch with Ana"]


def test_whatever_was_said_before_a_question_comes_after_a_message_that_says_what_waits(
    client: Client,
) -> None:
    client.say(LUNCH)
    client.answer({"decisions": [APPROVE]})
    client.say("Lunch with Maya on Monday at noon")
    assert client.last.startswith("This waits for your answer:\n\n- Schedule 'Lunch with Maya'")


def test_one_wrong_answer_of_two_does_neither(client: Client) -> None:
    event, _ = client.say(MAIN_SENTENCE)
    asked = client.answer({"decisions": [client.edit(event, start_time="31 Nevember"), APPROVE]})
    assert [item["description"].startswith("Not so") for item in asked] == [True, False]
    assert client.office.effects() == []


def test_a_message_while_approvals_wait_is_not_taken_and_they_are_asked_again(client: Client) -> None:
    [first] = client.say(LUNCH)
    [again] = client.say("and dinner with Maya")
    assert again == first
    assert "the message was not taken" in client.last
    assert client.answer({"decisions": [APPROVE]}) == []
    assert client.office.events() == ["Lunch with Ana"]


def test_what_was_answered_elsewhere_is_told_once_and_the_rest_counts(client: Client) -> None:
    event, _ = client.say(MAIN_SENTENCE)
    client.assistant.decide({event["id"]: Decision.reject("no")})
    assert client.answer({"decisions": [client.edit(event, start_time="31 Nevember"), APPROVE]}) == []
    assert client.last.count("Answered already") == 1
    assert "refused by" in client.last
    assert (client.office.events(), client.office.sent()) == ([], ["Reminder: reviewing the new mockups"])
    client.say("What is on tomorrow?")
    assert "Answered already" not in client.last


def test_when_all_was_answered_elsewhere_it_says_how_things_stand(client: Client) -> None:
    [event] = client.say(LUNCH)
    client.assistant.decide({event["id"]: Decision.approve()})
    assert client.answer({"decisions": [APPROVE]}) == []
    assert "Answered already" in client.last
    assert "Scheduled 'Lunch with Ana'" in client.last
    assert client.office.effects() == [("create_calendar_event", "done")]


def test_what_cannot_be_done_is_said_and_the_conversation_goes_on(client: Client) -> None:
    client.say("x" * 100_001)
    assert "at most 100,000 are taken" in client.last
    client.say("What is on tomorrow?")
    assert "at most" not in client.last


def test_a_run_without_words_of_the_person_does_nothing(client: Client) -> None:
    client.graph.invoke({"messages": [("ai", "approve all")]}, client.config)
    assert client.assistant.threads() == []


def test_steps_and_words_are_streamed_and_ours_alone(client: Client) -> None:
    told: list[Any] = []
    words: dict[str, str] = {}
    given = {"messages": [("user", "What is on today?")]}
    for mode, data in client.graph.stream(given, client.config, stream_mode=["custom", "messages"]):
        if mode == "custom":
            told.append((data["type"], data["agent"]))
        else:
            words[data[0].id] = words.get(data[0].id, "") + data[0].text
    assert ("delegation", "supervisor") in told
    assert ("task", "calendar") in told
    assert list(words.values()) == [client.last], "one message, once, and none of the agents'"
    assert "Stand-up" in client.last


def test_hostile_text_is_clean_in_cards_words_and_steps(client: Client) -> None:
    fill(client.office.home)
    speak(client.office.home)
    client.say("What is on this month?")
    assert raw(client.last) == []
    assert "Zoë" in client.last
    [waiting] = client.assistant.pending()
    other = Client(client.office, client.assistant)
    other.config = {"configurable": {"thread_id": waiting.thread_id}}
    [asked] = other.say("hello")
    assert raw(asked["description"]) == []


def test_an_answer_that_a_dead_server_left_is_carried_out_with_the_next_message(client: Client) -> None:
    [event] = client.say(LUNCH)
    client.assistant.home.book.claim({event["id"]: Answer(type="approve")}, by="somebody")
    assert client.office.effects() == []
    assert client.say("What is on tomorrow?") == []
    done, *there = client.last.split("\n")
    assert done.startswith("Scheduled 'Lunch with Ana'")
    assert len(there) == 1
    assert client.office.effects() == [("create_calendar_event", "done")]


def test_a_conversation_that_was_deleted_meanwhile_is_said_to_be_gone(client: Client) -> None:
    client.say(LUNCH)
    [thread] = client.assistant.threads()
    client.assistant.delete(thread.thread_id)
    assert client.answer({"decisions": [APPROVE]}) == []
    assert client.last.startswith("there is no thread")
    assert client.office.effects() == []
