"""Agenda, mail and effects in a browser, and what each page is like for those who can't see it well."""

from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.assistant.serving.web.chromium import PHONE
from tests.assistant.serving.web.desk import BOTH, serving

SERIOUS = ("serious", "critical")


def test_the_agenda_shows_a_day_a_range_and_one_event(desk):
    browser = desk.browser()
    assert "Nothing planned." in browser.open("/agenda").text
    desk.assistant.ask("Schedule lunch with Ana on Monday at noon", approve="all")
    page = browser.open("/agenda").press("Show", q="next week")
    assert "Mon 23 Nov 2026" in page.text and "12:00–13:00 Lunch with Ana 1 guest" in page.text
    [event] = [a.get("href") for a in page.tree.iter("a") if "Lunch with Ana" in a.text_content()]
    assert "ana@larkspur.example" in browser.open(event).text
    assert browser.open("/agenda?q=the day of the frogs").status == 422
    broken = desk.assistant.home.path / "calendar" / "personal" / "broken.ics"
    broken.write_bytes(b"BEGIN:VCALENDAR\r\nnothing")
    assert "Not read in full:" in browser.open("/agenda").text


def test_the_mailbox_shows_what_fits_and_one_mail_in_full(desk):
    browser = desk.browser()
    assert "No mail." in browser.open("/mail").text
    desk.assistant.ask("Send an email to Ben saying the proofs are here", approve="all")
    page = browser.open("/mail").follow("Sent")
    assert "to Ben Okafor" in page.text
    [mail] = [a.get("href") for a in page.tree.iter("a") if "to Ben Okafor" in a.text_content()]
    assert "proofs are here" in browser.open(mail).text
    assert "No mail." in browser.open("/mail").press("Search", q="nowhere").text


def test_tasks_stand_by_how_soon_they_are_due_and_one_is_shown_in_full(desk):
    browser = desk.browser()
    assert 'href="/tasks"' in browser.open("/device").source
    assert 'href="/device" aria-current="page"' in browser.open("/tasks").source
    assert "No tasks." in browser.open("/tasks").text
    desk.assistant.ask("Add a task to order chairs tomorrow", approve="all")
    page = browser.open("/tasks")
    assert "In the next 7 days" in page.text
    [task] = [a.get("href") for a in page.tree.iter("a") if "chairs" in a.text_content()]
    assert "State" in browser.open(task).text
    assert "No tasks." in page.follow("Overdue").text
    assert "chairs" in page.press("Search", q="order").text


def test_a_mail_that_is_held_back_can_be_undone_until_it_leaves(tmp_path):
    with serving(tmp_path / "home", hold_s=600) as desk:
        desk.ask("Send an email to Ben saying the proofs are here")
        page = desk.browser().open("/").press("Approve")
        assert "queued" in page.text and "due" in page.text
        [effect] = desk.assistant.effects()
        assert "canceled" in page.press(f"Undo: {effect.summary}").text
        assert desk.sent() == []


def test_a_routine_is_listed_shown_and_told_to_rest_skip_and_end(desk):
    browser = desk.browser()
    assert "Nothing comes back" in browser.open("/routines").text
    desk.assistant.ask("Every Friday at 4, mail Ana a reminder about timesheets", approve="all")
    page = browser.open("/routines")
    assert "every Friday at 16:00" in page.text
    [path] = [a.get("href") for a in page.tree.iter("a") if "timesheets" in a.text_content()]
    assert browser.open(path).source.count("<br>") == 4, "the next five times, a line each"
    assert "Paused" in browser.open(path).press("Pause").text
    resumed = browser.open(path).press("Resume")
    [one] = desk.assistant.home.routines.list()
    assert one.state == "active" and "Active" in resumed.text
    browser.open(path).press("Skip")
    assert desk.assistant.home.routines.list()[0].next[0] == one.next[1]
    assert "Ended" in browser.open(path).press("End").text


def test_an_effect_is_listed_told_step_by_step_and_undone_once(desk):
    browser = desk.browser()
    assert "Nothing was done yet." in browser.open("/effects").text
    desk.assistant.ask("Schedule lunch with Ana on Monday at noon", approve="all")
    [effect] = desk.assistant.effects()
    listed = browser.open("/effects")
    assert "Scheduled 'Lunch with Ana'" in listed.text
    story = browser.open(f"/effects/{effect.key}")
    assert "approved" in story.text and len(list(story.tree.iter("li"))) > 2
    undone = listed.press(f"Undo: {effect.summary}")
    assert "undone" in undone.text and desk.titles() == []
    again = listed.press(f"Undo: {effect.summary}")
    assert again.status == 409 and again.tree.find_class("problem")


def test_one_card_has_an_address_that_says_how_it_stands(desk):
    browser, [id] = desk.browser(), desk.ask()
    assert browser.open(f"/approvals/{id}").press("Approve").status == 200
    page = browser.open(f"/approvals/{id[:6]}")
    assert "Approved by" in page.text and "done: Scheduled" in page.text
    assert not [form for form in page.forms() if "answer" in (form.action or "")]
    for place in ("edit", "grant"):
        assert "Approved by" in browser.open(f"/approvals/{id}/{place}").text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_keeps_anybody_out_by_how_it_is_made(desk, look, scheme):
    first, _ = desk.ask(BOTH)
    thread = desk.assistant.home.book.get(first).thread_id
    done = desk.assistant.ask("Schedule coffee with Ben on Tuesday at 3pm", approve="all")
    window = look(size=PHONE, scheme=scheme)
    asked, key = f"/approvals/{first}", done.effects[0].key
    answered = f"/approvals/{key}"  # an effect has the name of its approval
    paths = ["/", "/threads", f"/threads/{thread}", f"/threads/{done.thread_id}", asked, f"{asked}/edit"]
    paths += [f"{asked}/grant", "/effects", f"/effects/{key}", "/agenda?q=next week", "/mail?q=in:sent"]
    found = {}
    paths += [answered, "/tasks", "/routines", "/grants", "/device", "/nothing", "/enter"]
    # Only the colours are others in the dark.
    for path in paths if scheme == "light" else paths[::3]:
        window.goto(desk.base + path)
        for violation in Axe().run(window).response["violations"]:
            if violation["impact"] in SERIOUS:
                found[path] = [violation["id"], *(node["html"] for node in violation["nodes"][:3])]
    assert found == {}


def test_the_steps_of_an_effect_stand_in_the_persons_zone(desk):
    desk.assistant.ask("Schedule lunch with Ana on Monday at noon", approve="all")
    [effect] = desk.assistant.effects()
    page = desk.browser().open(f"/effects/{effect.key}")
    steps = [step.text_content() for step in page.tree.find_class("steps")[0]]
    story = desk.assistant.home.effects.story(effect.key)["history"]
    begun = datetime.fromisoformat(story[0]["at"]).astimezone(desk.assistant.zone)
    assert f"{begun:%H:%M}" in steps[0]
    assert "proposed: " in steps[0]
    assert not [step for step in steps if "approved: approved" in step]
    assert "Undo: Takes the event out" in page.text
