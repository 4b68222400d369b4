"""Answering in a browser that runs no script: what was shown is what is done, once."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant import Assistant, Decision
from tests.assistant.grants.office import open_office
from tests.assistant.serving.web.desk import BOTH, LUNCH, LUNCH_DAY, Page, WebDesk, hidden


def test_all_that_waits_is_in_the_inbox_and_in_its_title(desk):
    browser = desk.browser()
    assert "Nothing waits for you." in browser.open("/").text
    desk.ask(BOTH)
    desk.ask("Schedule coffee with Ben on Tuesday at 3pm")
    page = browser.open("/")
    assert page.tree.find(".//title").text == "(3) Inbox · Assistant"
    assert page.tree.get_element_by_id("badge").text_content() == "3 waiting"
    for said in ("Lunch with Ana", "ana@larkspur.example", "proofs are here", "Coffee with Ben"):
        assert said in page.text


def test_a_yes_is_done_and_an_undo_takes_it_back(desk):
    desk.ask()
    page = desk.browser().open("/").press("Approve")
    assert page.path.startswith("/?answered=")
    assert "done: Scheduled 'Lunch with Ana'" in page.text and "Nothing waits for you." in page.text
    assert desk.titles() == ["Lunch with Ana"]
    [effect] = desk.assistant.effects()
    undone = page.press(f"Undo: {effect.summary}")
    assert "undone" in undone.text
    assert desk.titles() == []


def test_a_no_passes_the_reason_on(desk):
    [id] = desk.ask()
    page = desk.browser().open("/").press("Reject it", why="she is away")
    assert "Refused by" in page.text
    assert desk.assistant.pending() == [] and desk.titles() == []
    thread = desk.assistant.home.book.get(id).thread_id
    assert "she is away" in " ".join(message.content for message in desk.assistant.trace(thread))


def test_an_edit_shows_what_changes_before_it_counts(desk):
    desk.ask()
    form = desk.browser().open("/").follow("Edit")
    shown = form.press("Show what changes", **{"field.title": "Brunch with Ana"})
    assert shown.tree.find_class("new")[0].text_content() == "Brunch"
    assert desk.titles() == []
    page = shown.press("Approve like this")
    assert "Brunch with Ana" in page.text
    assert desk.titles() == ["Brunch with Ana"]


def test_an_edit_that_does_not_work_out_says_why_and_keeps_what_was_typed(desk):
    desk.ask()
    form = desk.browser().open("/").follow("Edit")
    page = form.press("Show what changes", **{"field.start_time": "on the day of the frogs"})
    assert page.status == 422 and "frogs" in page.tree.find_class("problem")[0].text_content()
    assert 'value="on the day of the frogs"' in page.source
    page = page.press("Show what changes", **{"field.start_time": f"{LUNCH_DAY} 13:00"})
    assert "13:00" in page.text
    nothing = form.press("Show what changes")
    assert nothing.status == 422 and "nothing was changed" in nothing.text


def test_an_edit_that_comes_to_something_else_by_now_is_shown_again(desk):
    desk.ask()
    shown = desk.browser().open("/").follow("Edit").press("Show what changes", **{"field.title": "Brunch"})
    with desk_elsewhere(desk) as other:
        booked(other, "Schedule a dentist appointment on Monday at noon")
    again = shown.press("Approve like this")
    assert "dentist" in again.text.lower() and desk.titles() == ["Dentist appointment"]
    again.press("Approve like this")
    assert "Brunch" in desk.titles()


def test_an_edit_of_text_changes_only_what_was_typed_over(desk):
    desk.ask("Send an email to Ben saying the proofs are here")
    form = desk.browser().open("/").follow("Edit")
    body = "Hello Ben,\r\n\r\nthe proofs  are\there.\r\n"
    page = form.press("Show what changes", **{"field.body": body}).press("Approve like this")
    assert page.status == 200
    [effect] = desk.assistant.effects()
    assert effect.state == "done" and desk.sent()
    plan = desk.assistant.home.book.get(effect.key).approved_plan
    assert plan.args["body"].startswith("Hello Ben,\n\nthe proofs")
    assert plan.args["to"] == ["Ben Okafor <ben@larkspur.example>"]


def test_a_rule_is_shown_before_it_counts(desk):
    desk.ask()
    form = desk.browser().open("/").follow("Always…")
    assert "ana@larkspur.example" in form.text and desk.assistant.grants() == []
    wrong = form.press("Show what it lets through", **{"limit.minutes": "many"})
    assert wrong.status == 422 and "needs a whole number" in wrong.text
    wider = wrong.press("Show what it lets through", **{"limit.minutes": "90"})
    assert "90 minutes" in wider.text and desk.assistant.grants() == []
    page = wider.press("Let such acts go, and approve this one")
    assert "done: Scheduled" in page.text
    [grant] = desk.assistant.grants()
    assert grant.scope["minutes"] == 90
    listed = page.browser.open("/grants")
    ended = page.browser.open(f"/grants/{grant.id}").press("Ask again from now on")
    assert "ana@larkspur.example" in listed.text and "Revoked" in ended.text
    assert desk.assistant.grants()[0].state == "revoked"


def test_several_are_approved_together(desk):
    desk.ask(BOTH)
    page = desk.browser().open("/").press("Approve all 2 shown here")
    assert page.status == 200
    assert desk.titles() == ["Lunch with Ana"] and len(desk.sent()) == 1


def test_of_several_none_is_done_when_one_was_answered_elsewhere(desk):
    first, _ = desk.ask(BOTH)
    page = desk.browser().open("/")
    desk.assistant.decide({first: Decision.reject()})
    late = page.press("Approve all 2 shown here")
    assert late.status == 409 and "answered already" in late.text
    assert desk.titles() == [] and desk.sent() == []


def test_what_was_answered_elsewhere_is_said_and_not_done_again(desk):
    [id] = desk.ask()
    page = desk.browser().open("/")
    desk.assistant.decide({id: Decision.approve()})
    late = page.press("Approve")
    assert late.status == 409
    assert "answered already: approved by" in late.text and "done: Scheduled" in late.text
    assert desk.titles() == ["Lunch with Ana"]


@pytest.mark.parametrize("button", ["Approve", "Reject it"])
def test_a_card_that_has_changed_comes_anew_and_nothing_is_done(desk, button):
    [id] = desk.ask()
    page = desk.browser().open("/")
    with desk_elsewhere(desk) as other:
        booked(other, "Schedule a dentist appointment on Monday at noon")
        [newer] = other.decide({id: Decision.approve()}).approvals
    late = page.press(button)
    assert late.status == 409
    assert newer.id in late.source and "Asked again" in late.text and "Dentist" in late.text
    assert desk.titles() == ["Dentist appointment"]
    assert [waiting.id for waiting in desk.assistant.pending()] == [newer.id]
    late.press("Approve")
    assert "Lunch with Ana" in desk.titles()


def test_a_world_that_changed_before_the_yes_asks_anew(desk):
    desk.ask()
    page = desk.browser().open("/")
    with desk_elsewhere(desk) as other:
        booked(other, "Schedule a dentist appointment on Monday at noon")
    asked = page.press("Approve")
    assert "Asked again" in asked.text and "(new)" in asked.text
    assert desk.titles() == ["Dentist appointment"]


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("answer", {"decision": "approve"}),
        ("answer", {"decision": "reject"}),
        ("edit", {"step": "approve", "field.title": "Brunch", "result": "0" * 64}),
        ("grant", {"step": "make"}),
    ],
)
def test_an_answer_to_something_else_than_is_shown_counts_for_nothing(desk, place, fields):
    browser, [id] = desk.browser(), desk.ask()
    page = browser.post(f"/approvals/{id}/{place}", {"shown": "0" * 64, **fields})
    assert page.status == 409 and "not what was shown" in page.text
    assert hidden(page, "shown") == desk.assistant.pending()[0].shown_hash
    assert desk.titles() == [] and desk.assistant.grants() == []


def test_a_double_click_is_one_yes(desk):
    desk.ask()
    page = desk.browser().open("/")
    with ThreadPoolExecutor(2) as hands:
        first, second = hands.map(lambda _: page.press("Approve"), range(2))
    assert sorted([first.status, second.status]) == [200, 409]
    assert desk.titles() == ["Lunch with Ana"] and len(desk.assistant.effects()) == 1


def test_of_two_browsers_one_wins_and_the_other_is_told(desk):
    desk.ask()
    pages = [desk.browser().open("/"), desk.browser().open("/")]
    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(Page.press, pages, ("Approve", "Reject it")))
    [late] = [page for page in answers if page.status == 409]
    assert "answered already" in late.text
    assert len(desk.titles()) == len(desk.assistant.effects()) <= 1


@pytest.mark.slow
def test_fifty_answers_at_once_are_fifty_effects(desk):
    browser = desk.browser()
    for number in range(50):
        desk.ask(f"Schedule 'Talk {number}' on Monday at noon")
    page = browser.open("/")
    assert page.tree.find(".//title").text.startswith("(50)")

    def answer(id: str) -> Page:
        shown = re.search(rf'approvals/{id}/answer".*?name="shown" value="(\w+)"', page.source, re.DOTALL)
        assert shown
        return browser.post(f"/approvals/{id}/answer", {"decision": "approve", "shown": shown[1]})

    with ThreadPoolExecutor(10) as hands:
        answers = list(hands.map(answer, [approval.id for approval in desk.assistant.pending()]))
    assert {page.status for page in answers} == {200}
    answers_again = [approval.id for approval in desk.assistant.pending()]
    # Each clashes with those before it, which is a reason to ask anew.
    assert len(desk.titles()) + len(answers_again) == 50


def test_pages_of_what_there_is_not_say_so(desk):
    browser = desk.browser()
    for path in ("/approvals/nothing", "/threads/nothing", "/effects/nothing", "/grants/nothing", "/nothing"):
        page = browser.open(path)
        assert page.status == 404 and page.tree.find_class("problem"), path
    assert browser.post("/effects/nothing", {"act": "undo"}).status == 404
    [id] = desk.ask()
    assert browser.post(f"/approvals/{id}/answer", {"decision": "perhaps"}).status == 422
    assert browser.post("/answers", {}).status == 422


def desk_elsewhere(desk: WebDesk) -> Assistant:
    """Another process on the same home."""
    return open_office(desk.assistant.home.path)


def booked(assistant: Assistant, text: str) -> None:
    assert assistant.ask(text, approve="all").effects, text


def test_lunch_is_what_these_tests_think_it_is(desk):
    desk.ask(LUNCH)
    assert desk.assistant.pending()[0].args["start_time"].startswith(f"{LUNCH_DAY}T12:00")


STAND_UP = "Schedule a stand-up every weekday at 9:15am, starting next Monday"


@pytest.fixture(name="series")
def series_of_which_a_week_is_to_be_cancelled(desk):
    for id in desk.ask(STAND_UP):
        desk.assistant.decide({id: Decision.approve()})
    desk.ask("Cancel all stand-ups next week")
    return desk


def days(desk):
    _, events = desk.assistant.home.agenda("23 November to 28 November")
    return [event["start"][8:10] for event in events]


def test_occurrences_of_a_series_are_one_card_and_only_the_ticked_ones_are_approved(series):
    page = series.browser().open("/")
    assert len(page.tree.find_class("asked")) == 1 and "Cancel 5 occurrences" in page.text
    [form] = [form for form in page.forms() if "each" in (form.get("class") or "")]
    ticked = [box for box in form.iter("input") if box.get("type") == "checkbox"]
    assert len(ticked) == 5
    ticked[1].checked = False
    fields = [*form.form_values(), ("decision", "approve")]
    done = page.browser.post(form.action, fields)
    assert "Nothing waits for you." in done.text
    assert days(series) == ["24"]


def test_occurrences_of_a_series_are_refused_together(series):
    page = series.browser().open("/")
    page.press("Reject them", why="we need them")
    assert not series.assistant.pending() and len(days(series)) == 5


def test_none_that_is_ticked_is_no_answer(series):
    page = series.browser().open("/")
    [form] = [form for form in page.forms() if "each" in (form.get("class") or "")]
    fields = [field for field in form.form_values() if field[0] != "card"]
    answer = page.browser.post(form.action, [*fields, ("decision", "approve")])
    assert "tick those that are meant" in answer.text
    assert len(series.assistant.pending()) == 5 == len(days(series))
