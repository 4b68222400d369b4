"""The pages in a real browser, on a phone and on a desk, with scripts and without."""

import pytest

from tests.assistant.serving.web.chromium import DESK, PHONE
from tests.assistant.serving.web.desk import BOTH
from tests.patience import eventually

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@SIZES
@SCRIPTS
def test_a_request_is_made_edited_approved_and_undone(desk, look, size, scripts):
    window = look("/threads", size=size, scripts=scripts)
    window.fill("#text", BOTH)
    window.click("button.send")
    window.wait_for_selector(".asked >> nth=1")
    assert window.title().startswith("(2)")
    event = window.locator(".asked").first
    event.get_by_role("link", name="Edit").click()
    window.fill("[name='field.title']", "Brunch with Ana")
    window.click("text=Show what changes")
    assert window.locator("ins").first.inner_text() == "Brunch"
    window.click("text=Approve like this")
    window.wait_for_selector(".deed")
    assert desk.titles() == ["Brunch with Ana"]
    mail = window.locator(".asked")
    mail.locator("summary", has_text="Reject").click()
    mail.locator("[name=why]").fill("he knows")
    mail.get_by_role("button", name="Reject it").click()
    window.wait_for_selector(".answer")
    assert desk.sent() == [] and desk.assistant.pending() == []
    window.get_by_role("button", name="Undo").click()
    window.wait_for_selector(".effect.undone")
    assert desk.titles() == []
    width = window.evaluate("document.documentElement.scrollWidth") if scripts else size["width"]
    assert width <= size["width"]


def test_what_another_process_asks_appears_by_itself(desk, look):
    inbox, elsewhere = look("/"), look("/")
    assert inbox.locator(".empty").is_visible()
    desk.ask()
    inbox.wait_for_selector(".asked")
    eventually(lambda: inbox.title().startswith("(1)"), "the count in the title")
    eventually(lambda: inbox.locator("#badge").inner_text().startswith("1"), "the count beside the name")
    elsewhere.wait_for_selector(".asked")
    inbox.get_by_role("button", name="Approve").click()
    inbox.wait_for_selector(".deed")
    elsewhere.wait_for_selector(".empty")
    assert desk.titles() == ["Lunch with Ana"]


def test_what_is_being_typed_stays_when_something_else_comes(desk, look):
    desk.ask()
    inbox = look("/")
    inbox.locator("summary", has_text="Reject").click()
    inbox.fill("[name=why]", "she is away")
    desk.ask("Schedule coffee with Ben on Tuesday at 3pm")
    inbox.wait_for_selector(".asked >> nth=1")
    assert inbox.locator("[name=why]").first.input_value() == "she is away"


def test_two_clicks_are_one_yes_and_going_back_shows_no_old_card(desk, look):
    desk.ask()
    window = look("/")
    window.get_by_role("button", name="Approve").dblclick()
    window.wait_for_selector(".deed")
    assert len(desk.assistant.effects()) == 1
    window.go_back()
    window.wait_for_selector(".empty")
    assert window.locator(".asked").count() == 0


def test_going_back_from_an_edit_shows_how_it_stands_by_now(desk, look):
    desk.ask()
    window = look("/")
    window.get_by_role("link", name="Edit").click()
    window.fill("[name='field.title']", "Brunch with Ana")
    window.click("text=Show what changes")
    window.wait_for_selector("ins")
    window.reload()
    window.click("text=Approve like this")
    window.wait_for_selector(".deed")
    window.go_back()
    window.wait_for_selector(".past")
    assert "changed and approved" in window.locator("main").inner_text().lower()
    assert desk.titles() == ["Brunch with Ana"]


def test_a_card_that_was_answered_elsewhere_is_not_answered_again(desk, look):
    [id] = desk.ask()
    window = look("/", scripts=False)
    desk.assistant.ask("never mind", desk.assistant.home.book.get(id).thread_id, approve="none")
    window.get_by_role("button", name="Approve").click()
    window.wait_for_selector(".problem")
    assert "answered already" in window.locator(".problem").inner_text()
    assert desk.titles() == []


def test_the_keys_of_the_chat_answer_the_card_that_has_the_focus_and_no_other(desk, look):
    desk.ask(BOTH)
    window = look("/")
    window.keyboard.press("y")
    window.keyboard.press("Enter")
    window.keyboard.press("j")
    assert desk.assistant.effects() == []
    window.keyboard.press("j")
    window.keyboard.press("k")
    window.keyboard.press("e")
    window.wait_for_selector("[name='field.title']")
    window.keyboard.press("y")
    window.goto(desk.base)
    window.keyboard.press("j")
    window.keyboard.press("r")
    window.keyboard.type("yes, no")
    window.keyboard.press("Enter")
    window.wait_for_selector(".outcome")
    window.wait_for_load_state()
    assert desk.titles() == []
    window.keyboard.press("j")
    window.keyboard.press("y")
    window.wait_for_selector(".deed")
    assert len(desk.sent()) == 1


def test_a_turn_is_seen_word_by_word(slow, look):
    desk, model = slow
    window = look("/threads", size=PHONE, at=desk)
    window.fill("#text", "What is on today?")
    window.keyboard.press("Enter")
    window.wait_for_selector(".working")
    window.wait_for_selector("#now .doing")
    model.release(2)
    window.wait_for_selector("#now .reply")
    assert window.locator("#now .reply").inner_text().startswith("All")
    assert "booked" not in window.locator("#now").inner_text()
    model.release(100)
    window.wait_for_selector(".answer")
    assert "booked." in window.locator(".answer").inner_text()
    eventually(lambda: window.locator("#now").inner_text() == "", "that it stands there once")
    assert window.locator(".working").count() == 0


def test_who_looks_elsewhere_is_told_once_by_a_notice(desk, look):
    window = look("/")
    window.context.grant_permissions(["notifications"], origin=desk.base)
    window.context.add_init_script(
        "window.told = []; window.Notification = class { static permission = 'granted';"
        " constructor(title, options) { window.told.push(options.body); } };"
        "Object.defineProperty(document, 'hidden', { get: () => true });"
    )
    window.goto(desk.base)
    desk.ask(BOTH)
    eventually(lambda: window.evaluate("window.told.length") > 0, "the notice")
    window.wait_for_selector(".asked >> nth=1")
    assert "wait" in window.evaluate("window.told.at(-1)")


def test_pages_that_nobody_looks_at_leave_the_connections_to_the_others(desk, look):
    first = look("/")
    first.context.add_init_script(
        "Object.defineProperty(document, 'hidden', { get: () => location.hash === '#unseen' });"
    )
    for _ in range(7):
        first.context.new_page().goto(f"{desk.base}/#unseen")
    desk.ask()
    last = first.context.new_page()
    last.goto(desk.base)
    assert last.locator(".asked").count() == 1
    desk.ask("Schedule coffee with Ben on Tuesday at 3pm")
    last.wait_for_selector(".asked >> nth=1")


def test_it_can_be_installed(desk, look):
    window = look("/")
    manifest = window.request.get(f"{desk.base}/static/manifest.webmanifest")
    assert manifest.ok and "json" in manifest.headers["content-type"]
    described = manifest.json()
    assert described["display"] == "standalone" and described["start_url"] == "/"
    for icon in described["icons"]:
        found = window.request.get(desk.base + icon["src"])
        assert found.ok and found.headers["content-type"].startswith(icon["type"])
    errors = window.context.new_cdp_session(window).send("Page.getInstallabilityErrors")
    # Contexts of tests are.
    assert {error["errorId"] for error in errors["installabilityErrors"]} <= {"in-incognito"}
